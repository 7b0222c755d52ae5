//! The command line: parses, runs, and turns every outcome into an exit code.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::cli::decode_flags::DecodeFlags;
use crate::cli::input::Guard;
use crate::cli::rule_files::RuleFlags;
use crate::decode::charset::Charset;
use crate::decode::{Ahead, How};
use crate::detect::field::Fields;
use crate::detect::own::{RuleFile, RuleSet};
use crate::detect::pack::{Needs, Rules};
use crate::detect::rule::Rule;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::format::open::Declared;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::limits::Limits;
use crate::pipeline::Shared;
use crate::policy::PolicyText;
use crate::simd::Isa;
use crate::vault::Vault;

pub mod aggregate;
pub mod audit;
pub mod decode_flags;
pub mod demo;
pub mod disclosure;
pub mod edit_map;
pub mod findings;
pub mod input;
pub mod key_command;
pub mod key_flags;
pub mod keys;
pub mod left_out;
pub mod list_flags;
pub mod lists;
pub mod new_file;
pub mod policy;
pub mod policy_diff;
pub mod policy_explain;
pub mod policy_init;
pub mod policy_sample;
pub mod policy_show;
pub mod policy_test;
pub mod progress;
pub mod redact;
mod redact_summary;
pub mod rekey;
pub mod restore;
pub mod rule_files;
pub mod rules;
pub mod rules_catalogue;
pub mod rules_check;
pub mod rules_explain;
pub mod rules_import;
pub mod scan;
pub mod setup;
pub mod side_by_side;
pub mod structure;
pub mod style;
pub mod tally;
pub mod turn;
pub mod vault;

/// Finds personal data in text logs and writes what a policy lets each recipient have.
#[derive(Parser)]
#[command(name = "obelus", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the inputs as a recipient may have them
    Redact(redact::Arguments),
    /// Show what is in there: counts, or one JSON line per finding
    Scan(scan::Arguments),
    /// Count visits per network, page, browser or country, in groups that are large enough
    Aggregate(aggregate::Arguments),
    /// Turn tokens back into their values, by whom and why on record
    Restore(restore::Arguments),
    /// Replace reversible tokens of older keys by those of the newest key
    Rekey(rekey::Arguments),
    /// Check the audit log of `restore`
    Audit(audit::Arguments),
    /// Make, list, rotate, export and destroy keys for tokens
    Keys(keys::Arguments),
    /// Show what a vault holds, and erase people from it
    Vault(vault::Arguments),
    /// Build lists of who opted out, consented or was told
    Lists(lists::Arguments),
    /// Propose, check and show policies
    Policy(policy::Arguments),
    /// List, test, check, explain and import detectors
    Rules(rules::Arguments),
    /// Show everything on built-in synthetic logs, before and after
    Demo(demo::Arguments),
}

/// What `redact` and `scan` share.
#[derive(clap::Args, Default)]
pub struct Common {
    /// Files and directories; `-` is standard input
    #[arg(required = true)]
    pub inputs: Vec<OsString>,
    /// Worker threads (default: one per core)
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// `human` or `jsonl`
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    pub format: String,
    /// What the inputs are: `auto`, `text`, `csv`, `tsv`, `jsonl`, `json`, `xml`, `mail`, `mbox`, `vcard`, `icalendar`, `sql`
    /// (the first lines say whose), `mysql-dump`, `pg-dump` or `sqlite-dump`; text with named values: `access-log`,
    /// `error-log`, `w3c-log`, `syslog`, `logfmt`, `cef`, `elb-log`, `journal`, `html`, `yaml`, `ini`, `properties` or `env`
    #[arg(long, default_value = "auto", value_name = "FORMAT")]
    pub input_format: String,
    /// The columns of tables that have no header, in their order
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// The first row of every table is its header, even if it does not look like one
    #[arg(long, conflicts_with = "columns")]
    pub header: bool,
    #[command(flatten)]
    pub(crate) rules: RuleFlags,
    #[command(flatten)]
    pub(crate) decoding: DecodeFlags,
    /// Leave out what .gitignore and .ignore files name; what is left out is counted, and the run is exit 3
    #[arg(long)]
    pub respect_ignore: bool,
    /// Name inputs in messages by path as well (with what is found in the path masked); on a terminal always
    #[arg(long)]
    pub show_paths: bool,
    /// No summary and no progress on standard error
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

    /// What is known before inputs are: with the rules that the flags and the policy called `policy` add.
    pub(crate) fn known(&self, policy: Option<&str>) -> Result<Known> {
        let defaults = Limits::default();
        let limits = Limits {
            frame_bytes: self.frame_size.unwrap_or(defaults.frame_bytes).max(1),
            read_bytes: self.read_size.unwrap_or(defaults.read_bytes).max(1),
            ..defaults
        };
        Known::with(limits, &self.rules, policy, RuleSet::for_search)
    }

    pub(crate) fn jsonl(&self) -> Result<bool> {
        Ok(one_of("--format", &self.format, &["human", "jsonl"])? == 1)
    }

    /// How an input is decoded, of which the policy says that it is in `charset`.
    pub(crate) fn how(&self, charset: Result<Option<Charset>>) -> Result<How> {
        let is_text = self.declared()? == Declared::Text;
        Ok(How { is_text, ..self.decoding.how(charset)? })
    }

    /// The same of an input that was opened with this guard and is worked on by `threads` threads.
    pub(crate) fn how_ahead(
        &self,
        charset: Result<Option<Charset>>,
        guard: &Guard,
        threads: usize,
    ) -> Result<How> {
        Ok(How { ahead: Ahead { threads, is_there: guard.is_file() }, ..self.how(charset)? })
    }

    /// What the user says the inputs are.
    pub(crate) fn declared(&self) -> Result<Declared> {
        match Declared::named(&self.input_format) {
            Some(declared) => Ok(declared),
            // What is unknown is told with the name that is nearest.
            None => one_of("--input-format", &self.input_format, &Declared::names()).map(|_| Declared::Auto),
        }
    }
}

/// The variable that asks for less than the machine has: `portable`, `avx2` or `avx512`.
pub const SIMD: &str = "OBELUS_SIMD";

/// The instructions that [`SIMD`] allows, or the best of those below that the machine has; without it, the best there are.
pub fn isa() -> Result<Isa> {
    let Some(asked) = std::env::var_os(SIMD).filter(|asked| !asked.is_empty()) else {
        return Ok(Isa::of_this_machine());
    };
    let most = one_of(SIMD, &asked.to_string_lossy(), &Isa::ALL.map(Isa::name))?;
    Ok(Isa::at_most(Isa::ALL[most]))
}

/// What is known before it is known what a run needs: vocabulary, rules and fields.
pub struct Known {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) rules: Rules,
    pub(crate) fields: Fields,
    pub(crate) limits: Limits,
    /// The policy of the run, where there is one.
    pub(crate) policy: Option<PolicyText>,
}

impl Known {
    /// What is shipped.
    pub(crate) fn shipped() -> Result<Self> {
        Known::of(Limits::default(), RuleSet::new(&[])?, None)
    }

    /// What is shipped, the rules that `flags` add, and those that the policy called `policy` names.
    pub(crate) fn new(limits: Limits, flags: &RuleFlags, policy: Option<&str>) -> Result<Self> {
        Known::with(limits, flags, policy, RuleSet::new)
    }

    fn with(
        limits: Limits,
        flags: &RuleFlags,
        policy: Option<&str>,
        read: fn(&[RuleFile]) -> Result<RuleSet>,
    ) -> Result<Self> {
        let policy = policy.map(PolicyText::read).transpose()?;
        let named = policy.as_ref().map(PolicyText::directories).unwrap_or_default();
        let directories: Vec<_> = flags.rules.iter().cloned().chain(named).collect();
        Known::of(limits, read(&rule_files::read(&directories)?)?, policy)
    }

    fn of(limits: Limits, set: RuleSet, policy: Option<PolicyText>) -> Result<Self> {
        let RuleSet { vocabulary, rules, fields } = set;
        Ok(Known { vocabulary, rules: Rules::for_isa(rules, isa()?), fields, limits, policy })
    }

    /// The rules of the user, or where there are none, all.
    pub(crate) fn own_or_all(&self) -> Vec<Arc<Rule>> {
        let own: Vec<_> = self.rules.iter().filter(|rule| !rule.is_shipped).cloned().collect();
        if own.is_empty() { self.rules.iter().cloned().collect() } else { own }
    }

    /// With the detectors that the run needs.
    pub(crate) fn ready(self, needs: &Needs) -> Result<Arc<Shared>> {
        self.ready_with(needs, None)
    }

    /// The same, with a vault for tokens.
    pub(crate) fn ready_with(self, needs: &Needs, vault: Option<Arc<Vault>>) -> Result<Arc<Shared>> {
        let Known { vocabulary, rules, fields, limits, policy: _ } = self;
        let engine = rules.engine(needs, &vocabulary)?;
        // It goes with the process: to give its memory back piece by piece takes a tenth of what a small input takes.
        std::mem::forget(Arc::clone(&engine));
        Ok(Arc::new(Shared { vocabulary, engine, rules, fields, limits, vault }))
    }
}

/// Which of `names` was given for `flag`.
pub(crate) fn one_of(flag: &'static str, given: &str, names: &[&str]) -> Result<usize> {
    names.iter().position(|n| *n == given).ok_or_else(|| {
        let known = crate::config::nearest(given, names.iter().copied());
        Error::new(ErrorKind::Usage, "unknown value").about(flag).known(known)
    })
}

/// The likelihood given for `flag`.
pub(crate) fn likelihood(flag: &'static str, name: &str) -> Result<Likelihood> {
    Ok(Likelihood::ALL[one_of(flag, name, &Likelihood::NAMES)?])
}

/// The info types given with `--info-types`, each with all that belong to it.
pub(crate) fn info_types(names: &[String], vocabulary: &Vocabulary) -> Result<Vec<InfoTypeId>> {
    let find = |name: &String| {
        vocabulary.find(name).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "unknown info type")
                .about("--info-types")
                .known(vocabulary.nearest(name))
        })
    };
    let named = names.iter().map(find).collect::<Result<Vec<InfoTypeId>>>()?;
    Ok(named.into_iter().flat_map(|id| vocabulary.of(id)).collect())
}

/// What messages call a path or another text of the user's: what any rule finds in it masked, control characters
/// escaped.
pub(crate) fn shown(rules: &Rules, vocabulary: &Vocabulary, path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let bytes = path.as_os_str().as_bytes();
    // What cannot be looked at is not shown.
    let Ok(engine) = rules.all() else { return "?".to_owned() };
    let mut found = crate::detect::find(&engine, vocabulary, bytes, 0);
    found.retain(|f| f.likelihood() >= Likelihood::Possible);
    let mut text = Vec::new();
    let mut at = 0;
    for f in found {
        if f.span.start >= at {
            text.extend_from_slice(&bytes[at..f.span.start]);
            crate::transform::redact::marker(&vocabulary.get(f.info_type).name, &mut text);
        }
        at = at.max(f.span.end);
    }
    text.extend_from_slice(&bytes[at.min(bytes.len())..]);
    String::from_utf8_lossy(&text).chars().flat_map(escaped).collect()
}

fn escaped(c: char) -> Vec<char> {
    if c.is_control() { c.escape_default().collect() } else { vec![c] }
}

/// Prints only the place of a defect: a panic message can hold what was being worked on.
pub fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or(("?", 0), |l| (l.file(), l.line()));
        say(&format!("defect at {}:{}; please report it", place.0, place.1));
    }));
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    hide_panic_messages();
    // A core file would hold what was being worked on. Where even this is forbidden there is nothing more to do for a
    // run without keys; one with keys asks again, and ends.
    let _ = key_flags::no_core_dumps();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(e) if !e.use_stderr() => {
            let _ = write!(std::io::stdout(), "{e}");
            return ExitCode::SUCCESS;
        }
        Err(e) => {
            say(&command_line_error(&e));
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
        Command::Aggregate(a) => aggregate::run(&a),
        Command::Restore(a) => restore::run(&a),
        Command::Rekey(a) => rekey::run(&a),
        Command::Audit(a) => audit::run(&a),
        Command::Keys(a) => keys::run(&a),
        Command::Lists(a) => lists::run(&a),
        Command::Policy(a) => policy::run(&a),
        Command::Vault(a) => vault::run(&a),
        Command::Rules(a) => rules::run(&a),
        Command::Demo(a) => demo::run(&a),
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

/// What is wrong with the command line, and where. What was typed is not repeated: it may be a value that was
/// pasted in the wrong place. Only names that obelus itself gave are.
fn command_line_error(error: &clap::Error) -> String {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let names = |kind| match error.get(kind) {
        Some(ContextValue::String(name)) => vec![name.clone()],
        Some(ContextValue::Strings(names)) => names.clone(),
        _ => Vec::new(),
    };
    let what = error.kind().as_str().unwrap_or("the command line is not complete");
    let about = match error.kind() {
        ErrorKind::InvalidValue
        | ErrorKind::ValueValidation
        | ErrorKind::MissingRequiredArgument
        | ErrorKind::ArgumentConflict
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues => names(ContextKind::InvalidArg),
        _ => Vec::new(),
    };
    let about = if about.is_empty() { String::new() } else { format!(": {}", about.join(", ")) };
    let nearest = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand].into_iter().flat_map(names);
    let nearest = nearest.collect::<Vec<_>>().join(", ");
    let nearest = if nearest.is_empty() { nearest } else { format!("; did you mean {nearest}?") };
    format!("{what}{about}{nearest}; see `obelus --help` and `obelus COMMAND --help`")
}

/// Writes one line to standard error. There is nowhere to report a failure to.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "obelus: {text}");
}

/// Writes to standard output; a reader that went away ends the run quietly.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| print_error(&e))
}

/// The error of a failed write to standard output or of a report.
pub(crate) fn print_error(e: &std::io::Error) -> Error {
    let gone = e.kind() == std::io::ErrorKind::BrokenPipe;
    let kind = if gone { ErrorKind::BrokenPipe } else { ErrorKind::Output };
    Error::io(kind, "the report could not be written", e)
}
