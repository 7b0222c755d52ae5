//! `obelus scan`: what is in there, without showing it.

use crate::cli::report::Findings;
use crate::cli::{Common, input, likelihood, say};
use crate::decode;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::pipeline;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    /// `human` (counts) or `jsonl` (one line per finding)
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: String,
    /// Leave out findings below this likelihood
    #[arg(long, default_value = "possible", value_name = "LIKELIHOOD")]
    min_likelihood: String,
    /// Exit 1 when there is a finding of at least this likelihood
    #[arg(long, value_name = "LIKELIHOOD")]
    fail_on: Option<String>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let jsonl = match arguments.format.as_str() {
        "human" => false,
        "jsonl" => true,
        _ => return Err(Error::new(ErrorKind::Usage, "unknown --format").known(["human", "jsonl"])),
    };
    let least = likelihood(&arguments.min_likelihood)?;
    let gate: Option<Likelihood> = arguments.fail_on.as_deref().map(likelihood).transpose()?;
    let pool = arguments.common.pool()?;
    let shared = arguments.common.shared(|_| None)?;
    let inputs = input::plan(&arguments.common.inputs)?;
    let mut report = Findings::new(shared.clone(), jsonl, least, gate);
    let mut code = 0;
    for input in &inputs {
        report.begin(input.number, input.path.as_deref());
        let done = input.open().and_then(|(reader, guard)| {
            let (reader, _) = decode::decode(reader)?;
            let summary = pipeline::run(&shared, &pool, reader, None, &mut report)?;
            guard.check().map(|()| summary)
        });
        match done {
            Ok(summary) if summary.counts.limits_hit > 0 => code = 3,
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::Input => {
                say(&e.about(input.name()).to_string());
                code = 3;
            }
            Err(e) => return Err(e),
        }
    }
    report.finish(inputs.len())?;
    Ok(if code == 0 && report.gate_closed() { 1 } else { code })
}
