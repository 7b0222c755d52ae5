//! `obelus policy init`: proposes a policy from sample data, for a person to confirm.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::input::{self, Input};
use crate::cli::new_file::NewFile;
use crate::cli::rule_files::RuleFlags;
use crate::cli::structure::Opening;
use crate::cli::{Common, print, say, side_by_side};
use crate::decode;
use crate::detect::facts::Declarations;
use crate::detect::pack::Needs;
use crate::error::{ErrorKind, Result};
use crate::limits::{SAMPLE_BYTES_MAX, SAMPLE_RECORDS_MAX};
use crate::pipeline::{self, Shared};
use crate::propose::propose;
use crate::propose::tally::Sample;
use crate::work::Found;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// Files and directories that are like what will be redacted; `-` is standard input
    #[arg(long, required = true, num_args = 1.., value_name = "SAMPLE")]
    from: Vec<OsString>,
    /// Write the policy to this new file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Worker threads (default: one per core)
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// What the samples are: `auto`, `text`, `csv`, `tsv`, `jsonl`, `json` or `xml`
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    input_format: String,
    /// The columns of tables that have no header, in their order
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    columns: Vec<String>,
    /// The first row of every table is its header, even if it does not look like one
    #[arg(long, conflicts_with = "columns")]
    header: bool,
    #[command(flatten)]
    rules: RuleFlags,
    /// Leave out what .gitignore and .ignore files name; what is left out is counted, and the run is exit 3
    #[arg(long)]
    respect_ignore: bool,
    /// Name inputs in messages by path as well (with what is found in the path masked); on a terminal always
    #[arg(long)]
    show_paths: bool,
    /// No summary on standard error
    #[arg(long)]
    quiet: bool,
}

impl Arguments {
    fn common(&self) -> Common {
        Common {
            inputs: self.from.clone(),
            threads: self.threads,
            input_format: self.input_format.clone(),
            columns: self.columns.clone(),
            header: self.header,
            rules: self.rules.clone(),
            respect_ignore: self.respect_ignore,
            show_paths: self.show_paths,
            quiet: self.quiet,
            ..Common::default()
        }
    }
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let common = arguments.common();
    common.declared()?;
    common.how(Ok(None))?;
    let workers = common.pool()?.current_num_threads();
    let known = common.known(None)?;
    // Before the output is there, or it would be one of the samples when it stands among them.
    let inputs = input::plan(&common, &known, false)?;
    let shared = known.ready(&Needs::default())?;
    let output = arguments
        .output
        .as_deref()
        .map(|file| NewFile::create(file, "the policy cannot be created"))
        .transpose()?;
    let done = side_by_side::run(inputs.len(), workers, None, |number, _| {
        let input = &inputs[number];
        look(&common, &shared, input)
            .map_err(|e| if e.kind() == ErrorKind::Input { e.about(input.name()) } else { e })
    })?;
    let samples: Vec<Sample> = done.into_iter().flatten().collect();
    let (read, unread) = (samples.len(), inputs.len() - samples.len());
    let cut = samples.iter().filter(|s| s.is_cut).count();
    if read == 0 {
        say("nothing could be read, so nothing is proposed");
        return Ok(3);
    }
    let text = propose(&shared, samples, unread);
    match output {
        Some(file) => file.write(&text)?,
        None => print(&text)?,
    }
    if !common.quiet {
        say(&format!("{read} of {} inputs looked at", inputs.len()));
        if cut > 0 {
            say(&format!(
                "{cut} of them up to {SAMPLE_RECORDS_MAX} records or {SAMPLE_BYTES_MAX} bytes only, as the proposal says"
            ));
        }
    }
    Ok(if unread > 0 { 3 } else { 0 })
}

/// What is in one input.
fn look(common: &Common, shared: &Arc<Shared>, input: &Input) -> Result<Sample> {
    let (reader, guard) = input.open()?;
    let (reader, encoding) = decode::decode(reader, &common.how(Ok(None))?)?;
    let declared = Declarations::default();
    let opening = Opening { common, shared, declared, wants_fields: false, names_decide: true };
    let (mut structure, reader) = opening.open(input, reader)?;
    structure.charset = encoding.charset;
    let mut sample = Sample::new(input.relative.clone(), &structure.reading);
    pipeline::sample(shared, reader, &structure, |done| {
        let (origin, text) = (done.frame.origin, &done.frame.bytes);
        match &done.found {
            Found::Text(findings) => {
                sample.text(origin, origin.byte + done.frame.part.len() as u64, findings)
            }
            Found::Cells(cells) => sample.cells(origin, text, cells),
        }
    })?;
    guard.check()?;
    Ok(sample)
}
