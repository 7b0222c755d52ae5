//! `obelus keys`: makes key files.

use std::path::PathBuf;

use crate::cli::{print, say};
use crate::error::Result;
use crate::keys::root::RootKey;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a key file that only its owner can read
    New {
        /// Where to write it; the file must not exist
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    match &arguments.command {
        Command::New { output } => {
            let key = RootKey::generate()?;
            key.write_new(output)?;
            print(&format!("key id {}, fingerprint {}\n", key.id(), key.fingerprint()))?;
            say("keep the file secret and backed up: without it no later run makes the same tokens");
        }
    }
    Ok(0)
}
