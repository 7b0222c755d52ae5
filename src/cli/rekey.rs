//! `obelus rekey`: reversible tokens of older keys become those of the newest. Values are in memory only.

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::progress::Progress;
use crate::cli::restore::{listed, tell};
use crate::cli::turn::{Destination, Inputs, Out, Whose};
use crate::cli::{Common, say};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::restore::{Job, Tally, Turning};
use crate::sink::FinishedFile;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    whose: Whose,
    /// Write below this directory instead of standard output; it must be new or empty, and its owner's alone
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let jsonl = arguments.common.jsonl()?;
    let keys = arguments.whose.keys()?;
    let inputs = Inputs::new(&arguments.common, None, |_, _| Ok(Vec::new()))?;
    let destination = match &arguments.output {
        Some(directory) => Destination::directory(directory, &arguments.common)?,
        None if inputs.len() == 1 => Destination::Stdout,
        None => {
            let what = "standard output takes one input";
            return Err(Error::new(ErrorKind::Usage, what).fix("name a new directory with --output"));
        }
    };
    let turning = Turning::new(keys.clone(), Job::Rekey, Domain::ALL, u64::MAX);
    let progress = Progress::start(arguments.common.quiet || matches!(destination, Destination::Stdout));
    let done = inputs.each(|_, input| {
        let (read, out) =
            inputs.turn(input, &turning, &progress, |codec| destination.out(input, codec).map(Some))?;
        // No value is in it, so it needs to wait for nobody.
        out.map(Out::finish).transpose()?.flatten().map_or(Ok(()), FinishedFile::put_in_place)?;
        Ok(read.turned.tally)
    })?;
    drop(progress);
    destination.commit()?;
    let (mut tally, mut read) = (Tally::default(), 0);
    for input in done.iter().flatten() {
        tally.add(input);
        read += 1;
    }
    let failed = done.len() - read;
    if !arguments.common.quiet {
        summarise(&tally, keys.key_id(), done.len(), failed, jsonl);
    }
    Ok(if failed > 0 || tally.unturned > 0 { 3 } else { 0 })
}

fn summarise(tally: &Tally, key_id: &str, count: usize, failed: usize, jsonl: bool) {
    if jsonl {
        let row = json!({
            "schema_version": 1,
            "key_id": key_id,
            "inputs": count,
            "inputs_failed": failed,
            "rekeyed": Value::from(&tally.turned),
            "current": tally.current,
            "fixed": tally.fixed,
            "not_rekeyed": tally.unturned,
        });
        let _ = writeln!(std::io::stderr(), "{row}");
        return;
    }
    say(&format!("{} of {count} inputs; now of key {key_id}: {}", count - failed, listed(&tally.turned)));
    tell(&[
        (tally.current, "tokens are of this key already"),
        (tally.fixed, "hash and vault tokens stay as they are: only their values make new ones"),
        (tally.unturned, "tokens could not be opened and stay; exit 3"),
    ]);
}
