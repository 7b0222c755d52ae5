//! `obelus redact`: the inputs as each recipient may have them, on standard output or below a directory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::disclosure::DisclosureFlags;
use crate::cli::edit_map::{EditMap, MapFile};
use crate::cli::input::{self, Input};
use crate::cli::key_flags::no_core_dumps;
use crate::cli::left_out::{LeftOut, UnsupportedFlags};
use crate::cli::list_flags::ListFlags;
use crate::cli::progress::Progress;
use crate::cli::redact_summary::Told;
use crate::cli::setup::{Asked, Decision, Narrowing, PolicyFlags, Setup, needs};
use crate::cli::side_by_side::{self, Part};
use crate::cli::structure::Opening;
use crate::cli::vault::VaultFlags;
use crate::cli::{Common, info_types, likelihood, say};
use crate::decode;
use crate::decode::charset::Charset;
use crate::detect::pack::Needs;
use crate::detect::published::Published;
use crate::error::{Error, ErrorKind, Result};
use crate::info_type::Vocabulary;
use crate::keys::ring::Keys;
use crate::pipeline::{self, Output, Shared, Summary};
use crate::policy::table;
use crate::sink::directory::{OutputDirectory, resolved};
use crate::sink::{FileSink, StdoutSink};
use crate::splice::Clearing;
use crate::vault::Vault;

/// The arguments.
#[derive(clap::Args, Default)]
pub struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(flatten)]
    pub(crate) policy: PolicyFlags,
    #[command(flatten)]
    pub(crate) vault: VaultFlags,
    /// Recipients, as the policy calls them
    #[arg(long, value_name = "RECIPIENT", value_delimiter = ',')]
    pub(crate) to: Vec<String>,
    /// What the recipients get it for; without it only what every purpose allows
    #[arg(long, value_name = "PURPOSE")]
    pub(crate) purpose: Option<String>,
    #[command(flatten)]
    pub(crate) lists: ListFlags,
    #[command(flatten)]
    pub(crate) disclosure: DisclosureFlags,
    /// Write `DIR/RECIPIENT/…` instead of standard output; the directory must be new or empty
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace an output directory of an earlier run: built beside it, then swapped
    #[arg(long, requires = "output")]
    pub(crate) replace: bool,
    /// Make a key that is forgotten at the end: tokens can be joined within this run only
    #[arg(long, conflicts_with_all = ["key_file", "key_command", "passphrase_file", "expect_key"])]
    pub(crate) ephemeral_key: bool,
    /// Leave findings below this likelihood as they are (only without --policy)
    #[arg(long, value_name = "LIKELIHOOD")]
    pub(crate) min_likelihood: Option<String>,
    /// Redact these info types only (only without --policy)
    #[arg(long, value_name = "INFO_TYPE", value_delimiter = ',')]
    pub(crate) info_types: Vec<String>,
    #[command(flatten)]
    pub(crate) unsupported: UnsupportedFlags,
    /// Write where every change was made, as JSON lines without any value
    #[arg(long, value_name = "FILE")]
    pub(crate) edit_map: Option<PathBuf>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    run_with(arguments, needs)
}

/// Runs it with the detectors that `needs` says the decisions of the run need.
fn run_with(arguments: &Arguments, needs: impl Fn(&[Decision], &Vocabulary) -> Needs) -> Result<u8> {
    let jsonl = arguments.common.jsonl()?;
    let plan = Plan::new(arguments, needs)?;
    if let (Some(map), Some(out)) = (&arguments.edit_map, &arguments.output)
        && resolved(map).starts_with(resolved(out))
    {
        let what = "the edit map may not stand in the output directory: it is no recipient's";
        return Err(Error::new(ErrorKind::Usage, what).about("--edit-map").fix("name a file elsewhere"));
    }
    let directory = match &arguments.output {
        None => None,
        Some(out) => Some(OutputDirectory::open(
            out,
            arguments.replace,
            &arguments.common.inputs,
            &plan.setup.policy.recipients.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        )?),
    };
    let root = directory.as_ref().map(OutputDirectory::root);
    let mut map = arguments.edit_map.as_deref().map(MapFile::create).transpose()?;
    let progress = Progress::start(arguments.common.quiet || root.is_none());
    let out = map.as_mut().map(MapFile::writer);
    let count = plan.inputs.len();
    let paths: Vec<Option<&Path>> = plan.inputs.iter().map(|input| input.path.as_deref()).collect();
    let disclosure = arguments.disclosure.begin(&plan.setup, &paths, arguments.output.as_deref())?;
    let done = side_by_side::run(count, plan.pool.current_num_threads(), out, |number, part| {
        plan.one(number, root, part, &progress)
    });
    drop(progress);
    let done = match (done, disclosure.is_some()) {
        (Err(e), true) => {
            disclosure.map(|begun| begun.fail(e.kind().exit_code())).transpose()?;
            return Err(e);
        }
        (done, _) => done?,
    };
    if let Some(map) = map {
        map.commit()?;
    }
    let mut total = Summary::new(plan.setup.recipients.len(), plan.shared.vocabulary.len());
    let failed = done.iter().filter(|d| d.is_none()).count();
    done.iter().flatten().for_each(|summary| total.add(summary));
    let is_whole = failed == 0 && total.limits_hit() == 0 && total.without_subject() == 0;
    let code = if is_whole { 0 } else { 3 };
    if let Some(begun) = disclosure {
        begun.end(&plan.setup, &plan.shared.vocabulary, &total, failed, code)?;
    }
    if let Some(directory) = directory
        && !directory.commit(failed == 0)?
    {
        say("the earlier output stays as it is, because not every input could be done");
    }
    plan.say_what_stays(&total);
    let left_out = plan.left_out.told(arguments.common.quiet || jsonl);
    if !arguments.common.quiet {
        plan.summarise(&total, count, (failed, left_out), jsonl);
    }
    Ok(code)
}

/// The vault, where a plan of the run needs one.
fn open_vault(arguments: &Arguments, decisions: &[Decision]) -> Result<Option<Arc<Vault>>> {
    let mut plans = decisions.iter().flat_map(|d| &d.plans).flat_map(|plans| plans.all());
    if !plans.any(|plan| table::needs_vault(plan)) {
        return Ok(None);
    }
    let usage = |what| Error::new(ErrorKind::Usage, what).about("--vault");
    let Some(place) = arguments.vault.place() else {
        let what = "the policy writes tokens of a vault for a recipient of this run, and no vault was named";
        return Err(usage(what).fix("add `--vault FILE`; the file is made when it is not there"));
    };
    if arguments.ephemeral_key {
        let what = "a key that is forgotten at the end would leave a vault that nobody can use";
        return Err(usage(what).fix("name a key file with --key-file instead of --ephemeral-key"));
    }
    if let Some(file) = place.file().map(resolved) {
        let inputs = arguments.common.inputs.iter().filter(|i| *i != "-").map(Path::new);
        if inputs.chain(arguments.output.as_deref()).any(|place| file.starts_with(resolved(place))) {
            let what = "the vault may not stand among the inputs or in the output directory";
            return Err(usage(what).fix("name a file elsewhere"));
        }
    }
    Ok(Some(Arc::new(place.open(true)?)))
}

/// Everything that is known before the first byte is read.
struct Plan<'a> {
    /// Names, detectors, bounds.
    shared: Arc<Shared>,
    setup: Setup,
    pool: rayon::ThreadPool,
    inputs: Vec<Input>,
    decisions: Vec<Decision>,
    common: &'a Common,
    key: Option<Keys>,
    left_out: LeftOut,
}

impl<'a> Plan<'a> {
    fn new(arguments: &'a Arguments, needs: impl Fn(&[Decision], &Vocabulary) -> Needs) -> Result<Self> {
        let pool = arguments.common.pool()?;
        arguments.common.declared()?;
        arguments.common.how(Ok(None))?;
        let left_out = LeftOut::new(&arguments.unsupported)?;
        let known = arguments.common.known(arguments.policy.policy.as_deref())?;
        let narrowing = Narrowing {
            min_likelihood: arguments
                .min_likelihood
                .as_deref()
                .map(|l| likelihood("--min-likelihood", l))
                .transpose()?,
            info_types: match arguments.info_types.as_slice() {
                [] => None,
                names => Some(info_types(names, &known.vocabulary)?),
            },
        };
        let key = match arguments.ephemeral_key {
            true => {
                no_core_dumps()?;
                Some(Keys::generate()?)
            }
            false => arguments.policy.keys.load()?,
        };
        let purpose = arguments.purpose.as_deref();
        let asked = Asked { to: &arguments.to, purpose, lists: &arguments.lists };
        let setup = Setup::new(&known, &arguments.policy, asked, key.as_ref(), narrowing)?;
        arguments.disclosure.check(&setup)?;
        let inputs = input::plan(&arguments.common, &known, false)?;
        if arguments.output.is_none() && (inputs.len() != 1 || setup.recipients.len() != 1) {
            let what = "standard output takes one input for one recipient";
            return Err(Error::new(ErrorKind::Usage, what).fix("name a new directory with --output"));
        }
        input::check_places(&inputs)?;
        let decide = |input: &Input| setup.decide(&known.vocabulary, &input.relative);
        let decisions = inputs.iter().map(decide).collect::<Result<Vec<_>>>()?;
        let vault = open_vault(arguments, &decisions)?;
        let needed = needs(&decisions, &known.vocabulary);
        let shared = known.ready_with(&needed, vault)?;
        Ok(Plan { shared, setup, pool, inputs, decisions, common: &arguments.common, key, left_out })
    }

    fn one(
        &self,
        number: usize,
        root: Option<&Path>,
        part: &mut Part<'_>,
        progress: &Progress,
    ) -> Result<Summary> {
        let input = &self.inputs[number];
        let done = self.written(number, root, part, progress).map_err(|e| match e.kind() {
            ErrorKind::Input | ErrorKind::Output | ErrorKind::Refused => e.about(input.name()),
            _ => e,
        });
        let nothing = || Summary::new(self.setup.recipients.len(), self.shared.vocabulary.len());
        done.or_else(|error| self.left_out.instead(part, error, nothing))
    }

    fn written(
        &self,
        number: usize,
        root: Option<&Path>,
        part: &mut Part<'_>,
        progress: &Progress,
    ) -> Result<Summary> {
        let (input, decision) = (&self.inputs[number], &self.decisions[number]);
        let (reader, guard) = input.open()?;
        let threads = side_by_side::threads_of_one(self.pool.current_num_threads(), self.inputs.len());
        let charset = self.setup.policy.charset(&decision.sources);
        let how = self.common.how_ahead(charset, &guard, threads)?;
        let (reader, encoding) = decode::decode(reader, &how)?;
        let (mut structure, reader) = self.opening(decision).open(input, reader)?;
        structure.charset = encoding.charset;
        structure.skip_parts(self.left_out.skips());
        let is_text = structure.reading.is_text();
        if let Some(plan) = decision.plans.iter().filter(|_| is_text).find(|plans| plans.refuses_text()) {
            let what = "the policy refuses free text of this source to this recipient";
            return Err(Error::new(ErrorKind::Refused, what).names([plan.recipient.clone()]));
        }
        if is_text && decision.plans.iter().flat_map(|p| p.all()).any(|plan| plan.drops_fields()) {
            let what = "the policy drops fields, and plain text has none";
            return Err(Error::new(ErrorKind::Policy, what).about(input.name()).fix(
                "write another action, or `drop_record`, for what is found in text; or say with \
                 `--input-format` what the input is",
            ));
        }
        let mut observer = EditMap { input: input.number, part, progress };
        let (shared, pool) = (&self.shared, &self.pool);
        let frames = side_by_side::frames(pool.current_num_threads(), self.inputs.len());
        let Some(root) = root else {
            let mut sink = StdoutSink::new(encoding)?;
            let output = Output { plans: decision.plans[0].clone(), sink: &mut sink };
            let summary =
                pipeline::run(shared, pool, frames, reader, structure, &mut [output], &mut observer)?;
            sink.commit()?;
            guard.check()?;
            return Ok(summary);
        };
        self.check_name(input, decision)?;
        let mut sinks = Vec::new();
        for plan in &decision.plans {
            sinks.push(FileSink::create(&root.join(&plan.recipient).join(&input.relative), encoding)?);
        }
        let mut outputs: Vec<Output<'_>> = decision
            .plans
            .iter()
            .zip(&mut sinks)
            .map(|(plans, sink)| Output { plans: plans.clone(), sink })
            .collect();
        let summary = pipeline::run(shared, pool, frames, reader, structure, &mut outputs, &mut observer)?;
        guard.check()?;
        sinks.into_iter().try_for_each(FileSink::commit)?;
        Ok(summary)
    }

    fn opening(&self, decision: &Decision) -> Opening<'_> {
        let declared = self.setup.policy.declarations(&decision.sources);
        Opening {
            common: self.common,
            shared: &self.shared,
            wants_fields: self.setup.wants_fields(decision),
            names_decide: !declared.is_empty() || decision.plans.iter().any(|plans| plans.ask_names()),
            declared,
        }
    }

    /// The name of a file leaves with it, so it may not hold what the policy does not let out.
    fn check_name(&self, input: &Input, decision: &Decision) -> Result<()> {
        use std::os::unix::ffi::OsStrExt;
        let shared = &self.shared;
        let name = input.relative.as_os_str().as_bytes();
        let findings = pipeline::detect(shared, name, 0);
        for plan in decision.plans.iter().map(|plans| plans.strictest().of_names()) {
            let plan = &plan;
            let (engine, vocabulary) = (&*shared.engine, &shared.vocabulary);
            let charset = Charset::UTF_8;
            let published = &Published::default();
            let clearing = Clearing {
                engine,
                vocabulary,
                plan,
                tokens: None,
                charset,
                published,
                lines: None,
                borders: &[],
            };
            if clearing.changes(name, &findings) {
                let what = "the file's name holds personal data; it is withheld";
                return Err(Error::new(ErrorKind::Input, what).fix("rename the file"));
            }
        }
        Ok(())
    }

    /// Says that `count` values were withheld, and which fields would have said who their records are about.
    /// Says what could not be done as it should be, or not at all.
    fn say_what_stays(&self, total: &Summary) {
        if total.limits_hit() > 0 {
            say(&format!("{} redactions were forced by a limit; exit 3", total.limits_hit()));
        }
        if total.nameless() > 0 {
            say(&format!(
                "{} rows of SQL do not say what their columns are called, so names and other values that only their columns tell stay; \
                 dump with the tables (no `--no-create-info`, no `--data-only`), or with names (`mysqldump --complete-insert`, \
                 `pg_dump --column-inserts`)",
                total.nameless()
            ));
        }
        if total.without_subject() > 0 {
            self.say_no_subject(total.without_subject());
        }
    }

    fn say_no_subject(&self, count: u64) {
        let declared = self.decisions.iter().map(|d| self.setup.policy.declarations(&d.sources).subjects);
        let mut fields: Vec<String> = declared.flatten().map(|s| format!("`{}`", s.name)).collect();
        fields.sort_unstable();
        fields.dedup();
        let fields = match fields.as_slice() {
            [] => "no field that all sources which may apply name as `subject`".to_owned(),
            some => format!("no single value in {}", some.join(", ")),
        };
        say(&format!(
            "{count} values were withheld because nothing says who their records are about ({fields}); exit 3"
        ));
    }

    fn summarise(&self, total: &Summary, count: usize, (failed, left_out): (usize, usize), jsonl: bool) {
        let Plan { shared, setup, decisions, .. } = self;
        let fingerprint = self.key.as_ref().map(Keys::fingerprint);
        let told = Told { shared, setup, decisions, total, fingerprint, count, failed, left_out };
        told.say(jsonl);
        self.warn_of_unknown_sources();
    }

    fn warn_of_unknown_sources(&self) {
        let unknown = self.decisions.iter().filter(|d| d.sources.is_empty()).count();
        if unknown > 0 && !self.setup.policy.sources.is_empty() {
            say(&format!(
                "{unknown} inputs match no source of the policy, so the strictest of all its sources was \
                 applied; name one with --source"
            ));
        }
    }
}

#[cfg(test)]
mod tests;
