//! `obelus restore`: tokens turned back into their values, by whom and why on record.
//!
//! Every input is read twice. The first time tokens are counted, so that a run over its limit reveals nothing. Then
//! what is about to happen is written to the audit log, and only when that is on disk is the first token opened.
//! Outputs get their names after the outcome is on record too.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use rustix::fs::FileType;
use serde_json::{Value, json};

use crate::audit::log::Log;
use crate::audit::{Counts, Kind, Link, Record};
use crate::cli::input::Input;
use crate::cli::progress::Progress;
use crate::cli::setup::{PolicyFlags, check_purpose};
use crate::cli::turn::{ByPolicy, Destination, Inputs, Out, Read, Whose};
use crate::cli::vault::VaultFlags;
use crate::cli::{Common, Known, say};
use crate::clock;
use crate::config::nearest;
use crate::error::{Error, ErrorKind, Result};
use crate::info_type::Vocabulary;
use crate::keys::canon::Domain;
use crate::keys::token::TokenKeys;
use crate::limits::AUDIT_TEXT_BYTES_MAX;
use crate::policy::table;
use crate::restore::values::Undoing;
use crate::restore::{Job, Tally, Turning};
use crate::sink::FinishedFile;
use crate::sink::directory::resolved;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    vault: VaultFlags,
    /// The policy that the inputs were made by: format-preserving tokens and pseudonyms of addresses come back in
    /// the fields where it wrote them
    #[arg(long, value_name = "FILE|builtin:NAME")]
    policy: Option<String>,
    /// With --policy: where the inputs come from, as the policy calls it
    #[arg(long, value_name = "NAME", requires = "policy")]
    source: Option<String>,
    /// With --policy: what they were made for
    #[arg(long, value_name = "PURPOSE", requires = "policy")]
    purpose: Option<String>,
    /// Who asks; goes into the audit log
    #[arg(long, value_name = "NAME")]
    actor: String,
    /// Why, as the number of a ticket; goes into the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Token domains (`email`, `card`, …) or info types whose values may be revealed
    #[arg(long, value_name = "NAME", value_delimiter = ',', required = true)]
    allow: Vec<String>,
    /// Reveal nothing when there are more tokens than this
    #[arg(long, value_name = "N", default_value_t = 1000)]
    max_count: u64,
    /// The audit log; it is begun where it does not exist
    #[arg(long, value_name = "FILE")]
    audit_log: PathBuf,
    /// Write below this directory instead of standard output; it must be new or empty, and its owner's alone
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Show values on a terminal
    #[arg(long)]
    to_terminal: bool,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let jsonl = arguments.common.jsonl()?;
    check_text("--actor", &arguments.actor)?;
    check_text("--reason", &arguments.reason)?;
    let keys = arguments.whose.keys()?;
    let inputs = Inputs::new(&arguments.common, arguments.policy.as_deref(), |known, inputs| {
        by_policy(arguments, &keys, known, inputs)
    })?;
    if inputs.iter().any(is_stream) {
        let what = "restore reads its inputs twice, and a stream can be read once";
        return Err(Error::new(ErrorKind::Usage, what).fix("name files"));
    }
    let allowed = allowed(&arguments.allow, inputs.vocabulary())?;
    check_log_apart(arguments)?;
    let destination = destination(arguments, &inputs)?;
    let log = Log::open(&arguments.audit_log)?;
    if inputs.iter().filter_map(|input| input.path.as_deref()).any(|path| log.is_at(path)) {
        return Err(misplaced("the audit log is one of the inputs"));
    }
    let vault = arguments.vault.place().map(|place| place.open(false)).transpose()?.map(Arc::new);
    let turning = |job, most| Turning::new(keys.clone(), job, &allowed, most).with_vault(vault.clone());

    let counting = turning(Job::Count, 0);
    let counted = {
        let progress = Progress::start(arguments.common.quiet);
        inputs.each(|_, input| Ok(inputs.turn(input, &counting, &progress, |_| Ok(None::<Out>))?.0))?
    };
    let mut wanted = Tally::default();
    counted.iter().flatten().for_each(|read| wanted.add(&read.turned.tally));
    let request = request(arguments, &keys.key_ids().collect::<Vec<_>>(), &allowed, &counted);
    if wanted.turned.total() > arguments.max_count {
        log.append(Record::new(Kind::Refused, now()).with("why", "max_count").like(&request))?;
        let what = "there are more tokens than --max-count allows; nothing is revealed";
        return Err(Error::new(ErrorKind::Refused, what)
            .ordinal("tokens", wanted.turned.total())
            .fix("restore less, or allow more if the reason covers it"));
    }
    let intent = log.append(request)?;

    let revealing = turning(Job::Reveal, wanted.turned.total());
    let progress = Progress::start(arguments.common.quiet || matches!(destination, Destination::Stdout));
    let done = inputs.each(|number, input| {
        // What could not be counted is not restored either; the reason was told.
        let Some(before) = &counted[number] else { return Ok(None) };
        let (read, out) =
            inputs.turn(input, &revealing, &progress, |codec| destination.out(input, codec).map(Some))?;
        if read.sha256 != before.sha256 {
            let what = "changed after its tokens were counted; it is withheld";
            return Err(Error::new(ErrorKind::Input, what));
        }
        Ok(Some((read, out.map(Out::finish).transpose()?.flatten())))
    });
    drop(progress);
    let done = match done {
        Ok(done) => done.into_iter().map(Option::flatten).collect::<Vec<_>>(),
        Err(e) => {
            // Nothing of it gets a name. What was opened is not known, so the log says that it is not.
            let failed = outcome(intent).with("complete", false).with("exit", e.kind().exit_code());
            log.append(failed)?;
            return Err(e);
        }
    };
    Finish { arguments, jsonl, intent, log }.finish(destination, done)
}

/// What `--policy` says of each input; nothing without it.
fn by_policy(
    arguments: &Arguments,
    keys: &Arc<TokenKeys>,
    known: &Known,
    inputs: &[Input],
) -> Result<Vec<ByPolicy>> {
    if arguments.policy.is_none() {
        return Ok(Vec::new());
    }
    let (policy, source) = (arguments.policy.clone(), arguments.source.clone());
    let flags = PolicyFlags { policy, source, ..PolicyFlags::default() };
    let policy = flags.load(known)?;
    let recipient = policy.recipient(&arguments.whose.to)?;
    let purpose = arguments.purpose.as_deref();
    check_purpose(recipient, purpose)?;
    let named = flags.source(&policy)?;
    let decide = |input: &Input| {
        let sources = named.map_or_else(|| policy.sources_of(&input.relative), |source| vec![source]);
        if !table::states(&policy, recipient, purpose).is_empty() {
            let what = "the policy decides by what holds of each record, so nothing tells which surrogate stands for what";
            return Err(Error::new(ErrorKind::Usage, what)
                .about("--policy")
                .fix("leave it out: tokens come back without it"));
        }
        let plan = table::plan(&policy, &known.vocabulary, recipient, purpose, &sources, Some(keys));
        let undoing = Undoing::new(plan, &known.vocabulary)?;
        let charset = policy.charset(&sources);
        Ok(ByPolicy { undoing, declared: policy.declarations(&sources), charset })
    };
    inputs.iter().map(decide).collect()
}

/// What happens when everything is read and written.
struct Finish<'a> {
    arguments: &'a Arguments,
    jsonl: bool,
    intent: Link,
    log: Log,
}

impl Finish<'_> {
    /// Puts the outcome on record, then the outputs in place.
    fn finish(self, destination: Destination, done: Vec<Option<(Read, Option<FinishedFile>)>>) -> Result<u8> {
        let (mut tally, count) = (Tally::default(), done.len());
        let (mut files, mut rows) = (Vec::new(), Vec::new());
        for (number, input) in done.into_iter().enumerate() {
            let Some((read, file)) = input else {
                rows.push(json!({"input": number + 1, "withheld": true}));
                continue;
            };
            tally.add(&read.turned.tally);
            rows.push(json!({
                "input": number + 1,
                "tokens": read.turned.tally.turned.total(),
                "tokens_sha256": read.turned.tokens,
            }));
            files.push(file);
        }
        let failed = count - files.len();
        let code: u8 = if failed > 0 || tally.unturned > 0 { 3 } else { 0 };
        let record = outcome(self.intent)
            .with("complete", true)
            .with("exit", code)
            .with("revealed", &tally.turned)
            .with("not_allowed", tally.forbidden)
            .with("not_restored", tally.unturned)
            .with("hash_tokens", tally.fixed)
            .with("inputs", rows);
        let head = self.log.append(record)?;
        files.into_iter().flatten().try_for_each(FinishedFile::put_in_place)?;
        destination.commit()?;
        if !self.arguments.common.quiet {
            self.summarise(&tally, count, failed, head);
        }
        Ok(code)
    }

    fn summarise(&self, tally: &Tally, count: usize, failed: usize, head: Link) {
        if self.jsonl {
            let row = json!({
                "schema_version": 1,
                "recipient": self.arguments.whose.to,
                "inputs": count,
                "inputs_failed": failed,
                "restored": Value::from(&tally.turned),
                "not_allowed": tally.forbidden,
                "not_restored": tally.unturned,
                "hash_tokens": tally.fixed,
                "audit_head": head.to_string(),
            });
            let _ = writeln!(std::io::stderr(), "{row}");
            return;
        }
        say(&format!("{} of {count} inputs; restored {}", count - failed, listed(&tally.turned)));
        tell(&[
            (tally.forbidden, "tokens of domains that are not allowed stay"),
            (tally.fixed, "hash tokens stay: nobody can turn them back"),
            (tally.unturned, "tokens could not be restored and stay; exit 3"),
        ]);
        say(&format!("audit head {head}; kept elsewhere, it shows later that nothing was cut off"));
    }
}

/// Says what there was any of.
pub(crate) fn tell(counts: &[(u64, &str)]) {
    counts.iter().filter(|(n, _)| *n > 0).for_each(|(n, what)| say(&format!("{n} {what}")));
}

/// The numbers by domain, as text.
pub(crate) fn listed(counts: &Counts) -> String {
    let list: Vec<String> = counts.named().map(|(name, n)| format!("{name} {n}")).collect();
    if list.is_empty() { "nothing".to_owned() } else { list.join(", ") }
}

/// The intent: everything that is known before the first token is opened.
fn request(arguments: &Arguments, key_ids: &[&str], allowed: &[Domain], counted: &[Option<Read>]) -> Record {
    let mut tally = Tally::default();
    let mut rows = Vec::new();
    for (number, read) in counted.iter().enumerate() {
        let Some(read) = read else {
            rows.push(json!({"input": number + 1, "withheld": true}));
            continue;
        };
        tally.add(&read.turned.tally);
        rows.push(json!({
            "input": number + 1,
            "bytes": read.bytes,
            "sha256": read.sha256,
            "tokens": read.turned.tally.turned.total(),
            "tokens_sha256": read.turned.tokens,
        }));
    }
    Record::new(Kind::Intent, now())
        .with("tool", concat!("obelus ", env!("CARGO_PKG_VERSION")))
        .with("actor", arguments.actor.as_str())
        .with("uid", rustix::process::getuid().as_raw())
        .with("reason", arguments.reason.as_str())
        .with("recipient", arguments.whose.to.as_str())
        .with("key_ids", key_ids)
        .with("allowed", allowed.iter().map(|d| Domain::NAMES[*d as usize]).collect::<Vec<_>>())
        .with("max_count", arguments.max_count)
        .with("to_reveal", &tally.turned)
        .with("inputs", rows)
}

pub(crate) fn outcome(intent: Link) -> Record {
    Record::new(Kind::Outcome, now()).with("intent", intent.to_string())
}

/// The time, in UTC.
pub(crate) fn now() -> String {
    clock::now().unwrap_or_default().to_string()
}

pub(crate) fn check_text(flag: &'static str, text: &str) -> Result<()> {
    let what = match text.trim() {
        "" => "must say something: it is what an auditor reads",
        _ if text.len() > AUDIT_TEXT_BYTES_MAX => "is too long for an audit record",
        _ if text.chars().any(char::is_control) => "must be one line of text",
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Usage, what).about(flag))
}

/// The token domains that `names` say, in order. A token says its domain and no more, so an info type stands for its
/// domain only where nothing else falls in it.
fn allowed(names: &[String], vocabulary: &Vocabulary) -> Result<Vec<Domain>> {
    let mut made = Vec::new();
    for name in names {
        let domain = match Domain::NAMES.iter().position(|n| n == name) {
            Some(at) => Domain::ALL[at],
            None => domain_of(name, vocabulary)?,
        };
        made.push(domain);
    }
    made.sort_unstable();
    made.dedup();
    Ok(made)
}

fn domain_of(name: &str, vocabulary: &Vocabulary) -> Result<Domain> {
    let Some(id) = vocabulary.find(name) else {
        let all =
            Domain::NAMES.iter().copied().chain(vocabulary.ids().map(|id| vocabulary.get(id).name.as_str()));
        let what = "neither a token domain nor an info type";
        return Err(Error::new(ErrorKind::Usage, what).about("--allow").known(nearest(name, all)));
    };
    let domain = vocabulary.get(id).domain;
    let mut akin = vocabulary.ids().filter(|other| vocabulary.get(*other).domain == domain);
    if akin.all(|other| vocabulary.is(other, id)) {
        return Ok(domain);
    }
    let what = "tokens of this info type cannot be told from others of their domain";
    Err(Error::new(ErrorKind::Usage, what)
        .about("--allow")
        .known([Domain::NAMES[domain as usize]])
        .fix("name the domain if all of it may be revealed"))
}

/// Where values may go: a directory of the owner's, a pipe, a file that nobody else can read, or a terminal where that
/// was asked for.
fn destination(arguments: &Arguments, inputs: &Inputs<'_>) -> Result<Destination> {
    if let Some(directory) = &arguments.output {
        return Destination::directory(directory, &arguments.common);
    }
    let usage = |what| Error::new(ErrorKind::Usage, what);
    if inputs.len() != 1 {
        return Err(usage("standard output takes one input").fix("name a new directory with --output"));
    }
    if std::io::stdout().is_terminal() && !arguments.to_terminal {
        let what = "standard output is a terminal, and values would stand on it";
        return Err(usage(what).fix("name a new directory with --output, or add --to-terminal"));
    }
    let stat = rustix::fs::fstat(rustix::stdio::stdout())
        .map_err(|e| Error::io(ErrorKind::Output, "standard output cannot be used", &e.into()))?;
    let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
    if is_file && stat.st_mode & 0o077 != 0 {
        let what = "others can read the file that standard output goes to";
        return Err(usage(what).fix("name a new directory with --output, or run `umask 077` before"));
    }
    Ok(Destination::Stdout)
}

/// True for what gives other bytes, or none, when it is read again. What is not there is told when it is read.
fn is_stream(input: &Input) -> bool {
    let is_file = |path: &PathBuf| std::fs::metadata(path).map_or(true, |m| m.is_file());
    !input.path.as_ref().is_some_and(is_file)
}

/// The log does not lie where values are written.
fn check_log_apart(arguments: &Arguments) -> Result<()> {
    let path = resolved(&arguments.audit_log);
    match arguments.output.as_deref().is_some_and(|out| path.starts_with(resolved(out))) {
        true => Err(misplaced("the audit log may not stand in the output directory")),
        false => Ok(()),
    }
}

fn misplaced(what: &'static str) -> Error {
    Error::new(ErrorKind::Usage, what).about("--audit-log").fix("name a file elsewhere")
}
