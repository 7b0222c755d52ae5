//! `obelus redact`: the strict policy, to standard output or below an output directory.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::cli::input::{self, Input};
use crate::cli::report::EditMap;
use crate::cli::{Common, say};
use crate::decode;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::{self, Shared, Summary};
use crate::policy::strict;
use crate::sink::{FileSink, StdoutSink};

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    /// Write `DIR/anyone/…` instead of standard output; the directory must be new or empty
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write where every change was made, as JSON lines without any value
    #[arg(long, value_name = "FILE")]
    edit_map: Option<PathBuf>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let pool = arguments.common.pool()?;
    let shared = arguments.common.shared(|v| Some(strict::plan(v)))?;
    let inputs = input::plan(&arguments.common.inputs)?;
    if arguments.output.is_none() && inputs.len() != 1 {
        let error = Error::new(ErrorKind::Usage, "more than one input cannot go to standard output");
        return Err(error.fix("name a new directory with --output"));
    }
    if let Some(out) = &arguments.output {
        check_output(out, &arguments.common.inputs)?;
    }
    let mut edit_map = EditMap::create(arguments.edit_map.as_deref())?;
    let mut code = 0;
    let mut failed = 0;
    let mut total =
        Summary { counts: crate::splice::Counts::new(shared.vocabulary.len()), ..Default::default() };
    for input in &inputs {
        match one(&shared, &pool, input, arguments.output.as_deref(), &mut edit_map) {
            Ok(summary) => {
                total.bytes_in += summary.bytes_in;
                total.lines += summary.lines;
                total.counts.add(&summary.counts);
            }
            Err(e) if e.kind() == ErrorKind::Input => {
                say(&e.about(input.name()).to_string());
                failed += 1;
                code = 3;
            }
            Err(e) => return Err(e),
        }
    }
    edit_map.finish()?;
    if total.counts.limits_hit > 0 {
        say(&format!("{} redactions were forced by a limit; exit 3", total.counts.limits_hit));
        code = 3;
    }
    if !arguments.common.quiet {
        summarise(&shared, &total, inputs.len(), failed);
    }
    Ok(code)
}

fn summarise(shared: &Shared, total: &Summary, inputs: usize, failed: usize) {
    let mut changed = Vec::new();
    for (id, count) in shared.vocabulary.ids().zip(&total.counts.edits) {
        if *count > 0 {
            changed.push(format!("{} {count}", shared.vocabulary.get(id).name));
        }
    }
    let changed = if changed.is_empty() { "nothing".to_owned() } else { changed.join(", ") };
    say(&format!(
        "{} of {inputs} inputs, {} lines, {} bytes read",
        inputs - failed,
        total.lines,
        total.bytes_in
    ));
    say(&format!("builtin:strict for {}: replaced {changed}", strict::RECIPIENT));
}

fn one(
    shared: &Arc<Shared>,
    pool: &rayon::ThreadPool,
    input: &Input,
    output: Option<&Path>,
    edit_map: &mut EditMap,
) -> Result<Summary> {
    let (reader, guard) = input.open()?;
    let (reader, codec) = decode::decode(reader)?;
    edit_map.begin(input.number);
    match output {
        None => {
            let mut sink = StdoutSink::new(codec);
            let summary = pipeline::run(shared, pool, reader, Some(&mut sink), edit_map)?;
            sink.commit()?;
            guard.check()?;
            Ok(summary)
        }
        Some(out) => {
            check_name(shared, &input.relative)?;
            let mut sink = FileSink::create(&out.join(strict::RECIPIENT).join(&input.relative), codec)?;
            let summary = pipeline::run(shared, pool, reader, Some(&mut sink), edit_map)?;
            guard.check()?;
            sink.commit()?;
            Ok(summary)
        }
    }
}

/// The name of a file leaves with it, so it may not hold what the policy does not let out.
fn check_name(shared: &Shared, relative: &Path) -> Result<()> {
    use std::os::unix::ffi::OsStrExt;
    let name = relative.as_os_str().as_bytes();
    if crate::pipeline::holds_findings(shared, name) {
        let error = Error::new(ErrorKind::Input, "the file's name holds personal data; it is withheld");
        return Err(error.fix("rename the file"));
    }
    Ok(())
}

/// Refuses an output directory that holds something, or that stands above or below an input.
fn check_output(out: &Path, inputs: &[std::ffi::OsString]) -> Result<()> {
    let usage = |what| Error::new(ErrorKind::Usage, what);
    match fs::symlink_metadata(out) {
        Err(_) => {}
        Ok(m) if !m.is_dir() => return Err(usage("the output is not a directory")),
        Ok(_) => {
            let mut entries = fs::read_dir(out)
                .map_err(|e| Error::io(ErrorKind::Usage, "the output cannot be read", &e))?;
            if entries.next().is_some() {
                return Err(usage("the output directory is not empty").fix("name a new one"));
            }
        }
    }
    let out = resolved(out);
    for input in inputs.iter().filter(|i| *i != "-") {
        let input = resolved(Path::new(input));
        if out.starts_with(&input) || input.starts_with(&out) {
            return Err(usage("the output directory and an input lie one inside the other"));
        }
    }
    Ok(())
}

/// The path without links and `..`, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    match (path.parent(), path.components().next_back()) {
        (Some(parent), Some(Component::Normal(name))) => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            resolved(parent).join(name)
        }
        _ => path.to_owned(),
    }
}
