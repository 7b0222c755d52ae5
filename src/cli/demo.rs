//! `obelus demo`: everything on built-in synthetic logs.

use crate::error::Result;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_: &Arguments) -> Result<u8> {
    Ok(0)
}
