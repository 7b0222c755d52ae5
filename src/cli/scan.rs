//! `obelus scan`: what is in there, without showing it.

use std::collections::BTreeMap;
use std::io::{BufWriter, IsTerminal, Write};

use crate::cli::findings::{Findings, Reporting};
use crate::cli::input::{self, Input};
use crate::cli::left_out::{LeftOut, UnsupportedFlags};
use crate::cli::progress::Progress;
use crate::cli::setup::PolicyFlags;
use crate::cli::structure::Opening;
use crate::cli::style::Style;
use crate::cli::tally::Tally;
use crate::cli::{Common, info_types, likelihood, print_error, say, side_by_side};
use crate::decode;
use crate::decode::charset::Charset;
use crate::detect::facts::Declarations;
use crate::detect::pack::Needs;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::pipeline::{self, Shared};
use crate::policy::Policy;

/// The arguments.
#[derive(clap::Args, Default)]
pub struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    unsupported: UnsupportedFlags,
    #[command(flatten)]
    pub(crate) policy: PolicyFlags,
    /// Leave out findings below this likelihood
    #[arg(long, default_value = "possible", value_name = "LIKELIHOOD")]
    pub(crate) min_likelihood: String,
    /// Look for these info types only; rules of others are not loaded
    #[arg(long, value_name = "INFO_TYPE", value_delimiter = ',')]
    pub(crate) info_types: Vec<String>,
    /// Leave out values that are documented as examples (555-01xx, example.com, test cards …); how many is said
    #[arg(long)]
    pub(crate) hide_examples: bool,
    /// Exit 1 when there is a finding of at least this likelihood
    #[arg(long, value_name = "LIKELIHOOD")]
    pub(crate) fail_on: Option<String>,
    /// Exit 1 when something stands where the policy says that it must not, as an address in a cookie
    #[arg(long, requires = "policy", conflicts_with_all = ["info_types", "hide_examples"])]
    pub(crate) fail_on_violation: bool,
    /// Show the values themselves; standard output must be a terminal
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let lines = arguments.common.jsonl()? || arguments.reveal;
    arguments.common.declared()?;
    arguments.common.how(Ok(None))?;
    let left_out = LeftOut::new(&arguments.unsupported)?;
    let least = likelihood("--min-likelihood", &arguments.min_likelihood)?;
    let gate: Option<Likelihood> =
        arguments.fail_on.as_deref().map(|l| likelihood("--fail-on", l)).transpose()?;
    check_reveal(arguments)?;
    let pool = arguments.common.pool()?;
    let known = arguments.common.known(arguments.policy.policy.as_deref())?;
    let wanted = wanted(arguments, &known.vocabulary)?;
    let policy = arguments.policy.policy.is_some().then(|| arguments.policy.load(&known)).transpose()?;
    let source = policy.as_ref().map(|p| arguments.policy.source(p)).transpose()?.flatten();
    let keys = arguments.policy.keys.load()?.map(|k| k.finding_keys()).transpose()?;
    let inputs = input::plan(&arguments.common, &known, lines)?;
    let shared = known.ready(&Needs { info_types: wanted.clone(), overlong: false })?;
    let how = Reporting {
        shared: &shared,
        least,
        gate,
        keys,
        lines,
        reveal: arguments.reveal,
        hides_examples: arguments.hide_examples,
        wanted,
        policy: policy.as_ref(),
    };
    let progress = Progress::start(arguments.common.quiet || std::io::stdout().is_terminal());
    let mut out = BufWriter::new(std::io::stdout());
    let frames = side_by_side::frames(pool.current_num_threads(), inputs.len());
    let threads = side_by_side::threads_of_one(pool.current_num_threads(), inputs.len());
    let one = |number: usize, part: &mut side_by_side::Part<'_>| {
        let input = &inputs[number];
        let categories = categories(policy.as_ref(), source, input, &shared);
        let path = if input.path.is_some() { input.shown.as_deref().unwrap_or("?") } else { "-" };
        let mut report = Findings::new(&how, path, categories, part, &progress);
        let read = input.open().and_then(|(reader, guard)| {
            let charset = charset(policy.as_ref(), source, input);
            let (reader, encoding) =
                decode::decode(reader, &arguments.common.how_ahead(charset, &guard, threads)?)?;
            let declared = declared(policy.as_ref(), source, input);
            let (mut structure, reader) = opening(arguments, &shared, declared).open(input, reader)?;
            structure.charset = encoding.charset;
            structure.skip_parts(left_out.skips());
            pipeline::run(&shared, &pool, frames, reader, structure, &mut [], &mut report)?;
            guard.check()
        });
        let read = read.map_err(|e| if e.kind() == ErrorKind::Input { e.about(input.name()) } else { e });
        let seen = Seen::of(report);
        read.or_else(|error| left_out.instead(part, error, || ())).map(|()| seen)
    };
    let done = side_by_side::run(inputs.len(), pool.current_num_threads(), Some(&mut out), one)?;
    drop(progress);
    let total = Total::of(done);
    if !lines {
        let table = total.tally.table(&shared.vocabulary, Style::stdout());
        out.write_all(table.as_bytes()).map_err(|e| print_error(&e))?;
    }
    out.flush().map_err(|e| print_error(&e))?;
    let left_out = left_out.told(arguments.common.quiet);
    if let Some(policy) = &policy {
        total.say_violations(policy);
    }
    let code = total.told(arguments.common.quiet, inputs.len() - left_out);
    let violated = arguments.fail_on_violation && !total.violations.is_empty();
    Ok(if code == 0 { u8::from(violated) } else { code })
}

/// How an input is read of whose fields `declared` says something.
fn opening<'a>(arguments: &'a Arguments, shared: &'a Shared, declared: Declarations) -> Opening<'a> {
    Opening { common: &arguments.common, shared, declared, wants_fields: false, names_decide: false }
}

/// What `--info-types` names; `None` is all.
fn wanted(arguments: &Arguments, vocabulary: &Vocabulary) -> Result<Option<Vec<InfoTypeId>>> {
    match arguments.info_types.as_slice() {
        [] => Ok(None),
        names => info_types(names, vocabulary).map(Some),
    }
}

fn check_reveal(arguments: &Arguments) -> Result<()> {
    if arguments.reveal && !std::io::stdout().is_terminal() {
        let what = "--reveal shows values, and standard output is not a terminal";
        return Err(Error::new(ErrorKind::Usage, what));
    }
    Ok(())
}

/// What was found in one input.
struct Seen {
    tally: Tally,
    gate_closed: bool,
    hidden: u64,
    overlong: u64,
    unread: u64,
    violations: BTreeMap<usize, u64>,
}

impl Seen {
    fn of(report: Findings<'_, '_>) -> Self {
        let Findings { tally, gate_closed, hidden, overlong, unread, violations, .. } = report;
        Seen { tally, gate_closed, hidden, overlong, unread, violations }
    }
}

/// What was found in all inputs.
#[derive(Default)]
struct Total {
    tally: Tally,
    gate_closed: bool,
    hidden: u64,
    overlong: u64,
    unread: u64,
    violations: BTreeMap<usize, u64>,
    /// Inputs that could not be read.
    failed: usize,
}

impl Total {
    /// Says what stands where the policy says that it must not.
    fn say_violations(&self, policy: &Policy) {
        for (number, times) in &self.violations {
            let violation = &policy.violations[*number];
            say(&format!("{times} violations of {}: {}", violation.cited(), violation.title));
        }
    }

    /// Says what is to be said of `inputs` inputs, and the exit code.
    fn told(&self, quiet: bool, inputs: usize) -> u8 {
        if self.overlong > 0 {
            say(&format!("{} values ran past what a detector looks at; exit 3", self.overlong));
        }
        if self.unread > 0 {
            say(&format!("{} parts of messages cannot be seen into and were left out; exit 3", self.unread));
        }
        if self.hidden > 0 && !quiet {
            say(&format!("{} documented examples are left out", self.hidden));
        }
        if !quiet {
            say(&format!("{} of {inputs} inputs read", inputs - self.failed));
        }
        let is_incomplete = self.failed > 0 || self.overlong > 0 || self.unread > 0;
        if is_incomplete { 3 } else { u8::from(self.gate_closed) }
    }

    fn of(inputs: Vec<Option<Seen>>) -> Self {
        let mut total = Total::default();
        for input in inputs {
            let Some(seen) = input else {
                total.failed += 1;
                continue;
            };
            total.tally.add(seen.tally);
            total.gate_closed |= seen.gate_closed;
            total.hidden += seen.hidden;
            total.overlong += seen.overlong;
            total.unread += seen.unread;
            for (violated, times) in seen.violations {
                *total.violations.entry(violated).or_default() += times;
            }
        }
        total
    }
}

/// What the policy says of the fields of one input.
fn declared(policy: Option<&Policy>, source: Option<usize>, input: &Input) -> Declarations {
    policy.map_or_else(Declarations::default, |p| {
        p.declarations(&source.map_or_else(|| p.sources_of(&input.relative), |s| vec![s]))
    })
}

/// What the policy says that one input is written in.
fn charset(policy: Option<&Policy>, source: Option<usize>, input: &Input) -> Result<Option<Charset>> {
    policy.map_or(Ok(None), |p| p.charset(&source.map_or_else(|| p.sources_of(&input.relative), |s| vec![s])))
}

/// The policy's category of each info type in one input.
fn categories(
    policy: Option<&Policy>,
    source: Option<usize>,
    input: &Input,
    shared: &Shared,
) -> Vec<Option<String>> {
    let Some(policy) = policy else { return Vec::new() };
    let sources = source.map_or_else(|| policy.sources_of(&input.relative), |s| vec![s]);
    let of = |id: InfoTypeId| policy.category_of(id, &sources).map(|c| c.id.clone());
    shared.vocabulary.ids().map(of).collect()
}
