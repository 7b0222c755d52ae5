//! `obelus policy diff --sample`: what leaves of sample data by one policy and by the other, counted per recipient and field.
//!
//! Both policies decide over the samples as a run would, as if nothing were known of the people in them (what is not known takes the
//! strictest), and nothing is written.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;

use crate::cli::findings::shown_path;
use crate::cli::input::{self, Input};
use crate::cli::policy_diff::Loaded;
use crate::cli::structure::Opening;
use crate::cli::{Common, side_by_side};
use crate::decode;
use crate::detect::cells::CellsFound;
use crate::detect::pack::Needs;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::format::sheet::Kind;
use crate::pipeline::{self, Observer, Origin, Output, Shared};
use crate::policy::plans::Plans;
use crate::policy::{Policy, Recipient};
use crate::sink::Sink;
use crate::span::Span;
use crate::splice::{Cleared, Edit};

/// Who gets it, and what: a field by its path, or an info type in text.
type Key = (String, String);

/// How often something is there, and how often it stays as it is.
#[derive(Clone, Copy, Default)]
struct Count {
    all: u64,
    stays: u64,
}

/// What leaves of the samples by one policy.
pub struct Leaving(BTreeMap<Key, Count>);

/// What leaves of `samples` by a policy.
pub fn leaving(loaded: Loaded, samples: &[OsString]) -> Result<Leaving> {
    let Loaded { known, policy } = loaded;
    let common = Common {
        inputs: samples.to_vec(),
        format: "human".to_owned(),
        input_format: "auto".to_owned(),
        quiet: true,
        ..Common::default()
    };
    let inputs = input::plan(&common, &known, false)?;
    let pool = common.pool()?;
    let shared = known.ready(&Needs::default())?;
    let run = Run { common: &common, policy: &policy, shared: &shared, pool: &pool, inputs: inputs.len() };
    let done = side_by_side::run(inputs.len(), pool.current_num_threads(), None, |number, _| {
        let input = &inputs[number];
        run.of(input)
    })?;
    let mut counts: BTreeMap<Key, Count> = BTreeMap::new();
    for (key, count) in done.into_iter().flatten().flatten() {
        let all = counts.entry(key).or_default();
        all.all += count.all;
        all.stays += count.stays;
    }
    Ok(Leaving(counts))
}

/// What changes from one policy to the other, in words, and whether more leaves.
pub fn lines(before: &Leaving, now: &Leaving) -> (String, bool) {
    let (mut more, mut less) = (String::new(), String::new());
    let mut keys: Vec<&Key> = before.0.keys().chain(now.0.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let of = |leaving: &Leaving| leaving.0.get(key).copied().unwrap_or_default();
        let (was, is) = (of(before), of(now));
        let (recipient, what) = key;
        let (stays, all, before) = (is.stays, is.all.max(was.all), was.stays);
        let line = format!("  {recipient}: {what}: {stays} of {all} leave as they are (before: {before})\n");
        match was.stays.cmp(&is.stays) {
            std::cmp::Ordering::Less => more += &line,
            std::cmp::Ordering::Greater => less += &line,
            std::cmp::Ordering::Equal => {}
        }
    }
    let mut text = String::new();
    for (title, lines) in [("More of the samples leaves", &more), ("Less of the samples leaves", &less)] {
        if !lines.is_empty() {
            text += &format!("{title}:\n{lines}");
        }
    }
    for (recipient, what) in
        before.0.keys().filter(|key| key.1.ends_with(WITHHELD) && now.0.contains_key(key))
    {
        text += &format!("not compared for {recipient}: {what} by both\n");
    }
    if text.is_empty() {
        text += "as much of the samples leaves as before\n";
    }
    (text, !more.is_empty())
}

/// One run over the samples.
struct Run<'a> {
    common: &'a Common,
    policy: &'a Policy,
    shared: &'a Arc<Shared>,
    pool: &'a rayon::ThreadPool,
    inputs: usize,
}

impl Run<'_> {
    fn of(&self, input: &Input) -> Result<BTreeMap<Key, Count>> {
        let mut counts = BTreeMap::new();
        // One by one: what is refused to one withholds nothing of another.
        for recipient in &self.policy.recipients {
            match self.of_recipient(input, recipient) {
                Ok(of_one) => counts.extend(of_one),
                Err(e) if matches!(e.kind(), ErrorKind::Input | ErrorKind::Refused) => {
                    let key = (recipient.id.clone(), format!("{}: {WITHHELD}", input.name()));
                    counts.insert(key, Count { all: 1, stays: 0 });
                }
                Err(e) => return Err(e),
            }
        }
        Ok(counts)
    }

    fn of_recipient(&self, input: &Input, recipient: &Recipient) -> Result<BTreeMap<Key, Count>> {
        let (policy, shared) = (self.policy, self.shared);
        let sources = policy.sources_of(&input.relative);
        let plans = Arc::new(Plans::new(policy, &shared.vocabulary, recipient, None, &sources, None));
        let (reader, guard) = input.open()?;
        let (reader, encoding) = decode::decode(reader, &self.common.how(policy.charset(&sources))?)?;
        let declared = policy.declarations(&sources);
        // What columns are called decides as much as in a run for this recipient.
        let names_decide = !declared.is_empty() || plans.ask_names();
        let wants_fields = !declared.is_empty();
        let opening = Opening { common: self.common, shared, declared, wants_fields, names_decide };
        let (mut structure, reader) = opening.open(input, reader)?;
        structure.charset = encoding.charset;
        let is_text = structure.reading.is_text();
        if is_text && plans.refuses_text() {
            return Err(Error::new(ErrorKind::Refused, "the policy refuses free text of this source"));
        }
        let mut nowhere = Nowhere;
        let mut outputs = [Output { plans, sink: &mut nowhere }];
        let name = input.name();
        let mut counting = Counting {
            shared,
            name,
            recipient: &recipient.id,
            frame: Frame::default(),
            counts: BTreeMap::new(),
        };
        let frames = side_by_side::frames(self.pool.current_num_threads(), self.inputs);
        pipeline::run(shared, self.pool, frames, reader, structure, &mut outputs, &mut counting)?;
        guard.check()?;
        Ok(counting.counts)
    }
}

/// Takes bytes and keeps none.
struct Nowhere;

impl Sink for Nowhere {
    fn write(&mut self, _: &Cleared) -> Result<()> {
        Ok(())
    }
}

/// What there is in a frame.
#[derive(Default)]
struct Frame {
    /// Its bytes, without what stands before them as context.
    part: Span,
    /// Values and findings, in no order.
    places: Vec<(Span, String)>,
}

/// Counts what edits leave as it is.
struct Counting<'a> {
    shared: &'a Shared,
    name: String,
    recipient: &'a str,
    frame: Frame,
    counts: BTreeMap<Key, Count>,
}

impl Counting<'_> {
    fn type_of(&self, finding: &Finding) -> &str {
        &self.shared.vocabulary.get(finding.info_type).name
    }

    fn count(&mut self, what: &str, all: u64, stays: u64) {
        let key = (self.recipient.to_owned(), format!("{}: {what}", self.name));
        let count = self.counts.entry(key).or_default();
        count.all += all;
        count.stays += stays;
    }
}

impl Observer for Counting<'_> {
    fn findings(&mut self, origin: Origin, text: &[u8], findings: &[Finding]) -> Result<()> {
        let name = |f: &Finding| format!("{} in text", self.type_of(f));
        let places = findings.iter().map(|f| (f.span, name(f))).collect();
        self.frame = Frame { part: Span::new(origin.context, text.len()), places };
        Ok(())
    }

    fn cells(&mut self, origin: Origin, text: &[u8], _: u64, cells: &CellsFound) -> Result<()> {
        let sheet = &cells.sheet;
        let mut names: Vec<Option<String>> = vec![None; sheet.names.len()];
        let mut places = Vec::new();
        for (number, cell) in sheet.cells.iter().enumerate() {
            if cell.kind == Kind::Key || sheet.is_nothing(cell, text) {
                continue;
            }
            let name = &mut names[cell.name.0 as usize];
            let name = match name {
                Some(name) => name,
                None => name.insert(match sheet.names.shown(cell.name) {
                    path if path.iter().all(|name| name.is_empty()) => "values without a name".to_owned(),
                    path => format!("field `{}`", shown_path(self.shared, &path)?),
                }),
            };
            let whole = Span::new(0, sheet.value(cell, text).len());
            places.push((sheet.place(cell, whole), name.clone()));
            let from = cells.found.partition_point(|(cell, _)| (*cell as usize) < number);
            for (_, f) in cells.found[from..].iter().take_while(|(cell, _)| *cell as usize == number) {
                places.push((sheet.place(cell, f.span), format!("{} in {name}", self.type_of(f))));
            }
        }
        self.frame = Frame { part: Span::new(origin.context, text.len()), places };
        Ok(())
    }

    fn edits(&mut self, _: &str, _: u64, _: u64, edits: &[Edit]) -> Result<()> {
        let frame = std::mem::take(&mut self.frame);
        for (span, what) in &frame.places {
            let next = edits.partition_point(|edit| edit.input.end <= span.start);
            let is_changed = edits.get(next).is_some_and(|edit| edit.input.start < span.end);
            self.count(what, 1, u64::from(!is_changed));
        }
        let changed: usize = edits.iter().map(|edit| edit.input.len()).sum();
        let all = frame.part.len();
        self.count(BYTES, all as u64, all.saturating_sub(changed) as u64);
        Ok(())
    }
}

/// What an input is counted as that a run for the recipient would withhold.
const WITHHELD: &str = "it is withheld";

/// What everything else is counted as.
const BYTES: &str = "bytes";
