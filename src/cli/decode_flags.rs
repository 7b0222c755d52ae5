//! Flags for what is undone before text is read.

use crate::config::nearest;
use crate::decode::How;
use crate::decode::charset::Charset;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::DecodeLimits;

/// The flags.
#[derive(clap::Args, Default)]
pub struct DecodeFlags {
    /// What the inputs are written in (default: UTF-8, and UTF-16 or UTF-32 where their first bytes say so)
    #[arg(long, value_name = "CHARSET")]
    pub charset: Option<String>,
    /// How many times its size a compressed input may hold (default: 1000)
    #[arg(long, value_name = "TIMES")]
    pub max_inflation: Option<u64>,
    /// The largest window of a compressed input, in bytes or with K, M or G (default: 8M)
    #[arg(long, value_name = "SIZE")]
    pub max_window: Option<String>,
    /// How many members a compressed input may have (default: 16777216)
    #[arg(long, value_name = "N")]
    pub max_members: Option<u64>,
}

impl DecodeFlags {
    /// What they say of an input of which the policy says that it is in `charset`.
    pub(crate) fn how(&self, charset: Result<Option<Charset>>) -> Result<How> {
        let charset = match &self.charset {
            None => charset?,
            Some(name) => Some(Charset::named(name).ok_or_else(|| {
                let known = nearest(name, Charset::all().map(Charset::name));
                Error::new(ErrorKind::Usage, "unknown charset").about("--charset").known(known)
            })?),
        };
        let defaults = DecodeLimits::default();
        let window = self.max_window.as_deref().map(|given| size("--max-window", given)).transpose()?;
        let limits = DecodeLimits {
            window_bytes: window.unwrap_or(defaults.window_bytes),
            inflation_times: self.max_inflation.unwrap_or(defaults.inflation_times),
            members: self.max_members.unwrap_or(defaults.members),
            ..defaults
        };
        Ok(How { limits, charset, ..How::default() })
    }
}

/// A number of bytes, given for `flag`.
fn size(flag: &'static str, given: &str) -> Result<u64> {
    let (digits, bits) = match given.as_bytes().last() {
        Some(b'K' | b'k') => (&given[..given.len() - 1], 10),
        Some(b'M' | b'm') => (&given[..given.len() - 1], 20),
        Some(b'G' | b'g') => (&given[..given.len() - 1], 30),
        _ => (given, 0),
    };
    let number = digits.parse::<u64>().ok().and_then(|n| n.checked_mul(1 << bits));
    number.ok_or_else(|| {
        let what = "is no size";
        Error::new(ErrorKind::Usage, what).about(flag).fix("write a number of bytes, or one with K, M or G")
    })
}
