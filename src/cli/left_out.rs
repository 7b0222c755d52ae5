//! Inputs of formats that cannot be read yet: whether they fail a run, or are left out of it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cli::side_by_side::Part;
use crate::cli::{one_of, say};
use crate::error::{Error, Result};

/// The flag.
#[derive(clap::Args, Default)]
pub struct UnsupportedFlags {
    /// What becomes of inputs of a format that cannot be read: `fail` (exit 3, the default) or `skip`
    #[arg(long, value_name = "WHAT")]
    pub on_unsupported: Option<String>,
}

/// Counts those that were left out.
#[derive(Default)]
pub struct LeftOut {
    skips: bool,
    count: AtomicUsize,
}

impl LeftOut {
    /// As `flags` say.
    pub fn new(flags: &UnsupportedFlags) -> Result<Self> {
        let given = flags.on_unsupported.as_deref().unwrap_or("fail");
        let skips = one_of("--on-unsupported", given, &["fail", "skip"])? == 1;
        Ok(LeftOut { skips, count: AtomicUsize::new(0) })
    }

    /// True where what cannot be read is left out.
    pub fn skips(&self) -> bool {
        self.skips
    }

    /// What stands for an input that failed with `error`: `nothing` where it is left out, or the error. It is said in
    /// either case.
    pub fn instead<T>(&self, part: &mut Part<'_>, error: Error, nothing: impl FnOnce() -> T) -> Result<T> {
        if !self.skips || !error.is_unsupported() {
            return Err(error);
        }
        part.flush()?;
        say(&error.to_string());
        self.count.fetch_add(1, Ordering::Relaxed);
        Ok(nothing())
    }

    /// How many, and says so.
    pub fn told(&self, quiet: bool) -> usize {
        let count = self.count.load(Ordering::Relaxed);
        if count > 0 && !quiet {
            say(&format!(
                "{count} inputs were left out, because their format cannot be read (--on-unsupported skip)"
            ));
        }
        count
    }
}
