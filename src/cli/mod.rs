//! The command line: parses, runs, and turns every outcome into an exit code.

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::detect::plain::Engine;
use crate::detect::rule;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::info_type::Vocabulary;
use crate::limits::Limits;
use crate::pipeline::Shared;
use crate::policy::plan::Plan;

pub mod input;
pub mod redact;
pub mod report;
pub mod scan;

/// Finds personal data in text logs and writes them without it.
#[derive(Parser)]
#[command(name = "obelus", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the input with everything found replaced by markers
    Redact(redact::Arguments),
    /// Show what is in there: counts, or one JSON line per finding
    Scan(scan::Arguments),
}

/// What both commands share.
#[derive(clap::Args)]
pub struct Common {
    /// Files and directories; `-` is standard input
    #[arg(required = true)]
    pub inputs: Vec<OsString>,
    /// Worker threads (default: one per core)
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// No summary on standard error
    #[arg(long)]
    pub quiet: bool,
    /// Target size of a frame in bytes
    #[arg(long, hide = true)]
    pub frame_size: Option<usize>,
    /// Size of one read in bytes
    #[arg(long, hide = true)]
    pub read_size: Option<usize>,
}

impl Common {
    pub(crate) fn pool(&self) -> Result<rayon::ThreadPool> {
        if self.threads == Some(0) {
            return Err(Error::new(ErrorKind::Usage, "--threads must be at least 1"));
        }
        let builder = rayon::ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0));
        builder.build().map_err(|_| Error::new(ErrorKind::Internal, "cannot start the worker threads"))
    }

    pub(crate) fn shared(&self, plan: impl FnOnce(&Vocabulary) -> Option<Plan>) -> Result<Arc<Shared>> {
        let vocabulary = Vocabulary::builtin()?;
        let engine = Engine::new(rule::builtin(&vocabulary)?.into_iter().map(Arc::new))?;
        let defaults = Limits::default();
        let limits = Limits {
            frame_bytes: self.frame_size.unwrap_or(defaults.frame_bytes).max(1),
            read_bytes: self.read_size.unwrap_or(defaults.read_bytes).max(1),
            ..defaults
        };
        let plan = plan(&vocabulary);
        Ok(Arc::new(Shared { vocabulary, engine, plan, limits }))
    }
}

/// The likelihood called `name`.
pub(crate) fn likelihood(name: &str) -> Result<Likelihood> {
    Likelihood::named(name).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "unknown likelihood")
            .known(crate::config::nearest(name, Likelihood::NAMES))
    })
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    // A panic message can hold what was being worked on; only the place in the source is safe to print.
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or(("?", 0), |l| (l.file(), l.line()));
        say(&format!("defect at {}:{}; please report it", place.0, place.1));
    }));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(e) if !e.use_stderr() => {
            let _ = write!(std::io::stdout(), "{e}");
            return ExitCode::SUCCESS;
        }
        Err(e) => {
            // What was typed is not repeated: it may be a value that was pasted in the wrong place.
            let what = e.kind().as_str().unwrap_or("the command line is not complete");
            say(&format!("{what}; see obelus --help"));
            return ExitCode::from(2);
        }
    };
    if let Err(e) = crate::sink::temp::remove_on_signals() {
        say(&Error::io(ErrorKind::Internal, "cannot watch for signals", &e).to_string());
        return ExitCode::from(70);
    }
    let code = match arguments.command {
        Command::Redact(a) => redact::run(&a),
        Command::Scan(a) => scan::run(&a),
    };
    match code {
        Ok(code) => ExitCode::from(code),
        Err(e) => {
            if e.kind() != ErrorKind::BrokenPipe {
                say(&e.to_string());
            }
            ExitCode::from(e.kind().exit_code())
        }
    }
}

/// Writes one line to standard error. There is nowhere to report a failure to.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "obelus: {text}");
}
