//! `obelus audit`: checks the log that `restore` writes.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use crate::audit::Link;
use crate::audit::verify::verify;
use crate::cli::print;
use crate::error::{Error, ErrorKind, Result};

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Check that every record follows from the one before it; exit 5 if one does not
    Verify {
        /// The log
        log: PathBuf,
        /// A head that an earlier run told: it has to be among the records, or the end of the log was cut off
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let Command::Verify { log, head } = &arguments.command;
    let known = head.as_deref().map(known).transpose()?;
    let cannot = |e| Error::io(ErrorKind::Input, "the audit log cannot be read", &e);
    let verified = verify(&mut BufReader::new(File::open(log).map_err(cannot)?), known)?;
    if !verified.has_known {
        let what = "every record fits, but the head that was given is not among them: the end was cut off, or all of \
                    it was written anew";
        return Err(Error::new(ErrorKind::Verification, what).fix("compare with a copy of the log"));
    }
    print(&format!(
        "{} records, {} intents without an outcome, head {}\n",
        verified.records, verified.open, verified.head
    ))?;
    Ok(0)
}

fn known(head: &str) -> Result<Link> {
    let wrong =
        || Error::new(ErrorKind::Usage, "must be 64 hexadecimal digits in lower case").about("--head");
    Link::parse(head).ok_or_else(wrong)
}
