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
use crate::error::{ErrorKind, Result};
use crate::finding::Finding;
use crate::format::sheet::Kind;
use crate::pipeline::{self, Observer, Origin, Output, Shared};
use crate::policy::Policy;
use crate::policy::plans::Plans;
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
pub struct Leaving {
    counts: BTreeMap<Key, Count>,
    /// Inputs that could not be read, or that the policy refuses.
    withheld: usize,
}

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
    let run = Run { common: &common, policy: &policy, shared: &shared, pool: &pool };
    let done = side_by_side::run(inputs.len(), pool.current_num_threads(), None, |number, _| {
        let input = &inputs[number];
        run.of(input).map_err(|e| match e.kind() {
            // A refusal is what the policy says, and as little leaves by it as of what cannot be read.
            ErrorKind::Input | ErrorKind::Refused => {
                crate::error::Error::new(ErrorKind::Input, e.what()).about(input.name())
            }
            _ => e,
        })
    })?;
    let withheld = done.iter().filter(|one| one.is_none()).count();
    let mut counts: BTreeMap<Key, Count> = BTreeMap::new();
    for (key, count) in done.into_iter().flatten().flatten() {
        let all = counts.entry(key).or_default();
        all.all += count.all;
        all.stays += count.stays;
    }
    Ok(Leaving { counts, withheld })
}

/// What changes from one policy to the other, in words, and whether more leaves.
pub fn lines(before: &Leaving, now: &Leaving) -> (String, bool) {
    let (mut more, mut less) = (String::new(), String::new());
    let mut keys: Vec<&Key> = before.counts.keys().chain(now.counts.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let of = |leaving: &Leaving| leaving.counts.get(key).copied().unwrap_or_default();
        let (was, is) = (of(before), of(now));
        let (recipient, what) = key;
        let line = format!(
            "  {recipient}: {what}: {} of {} leave as they are (before: {})\n",
            is.stays,
            is.all.max(was.all),
            was.stays
        );
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
    if text.is_empty() {
        text += "nothing of the samples leaves that did not before, or no longer\n";
    }
    if before.withheld + now.withheld > 0 {
        text += &format!("withheld: {} of the samples before, {} now\n", before.withheld, now.withheld);
    }
    (text, !more.is_empty())
}

/// One run over the samples.
struct Run<'a> {
    common: &'a Common,
    policy: &'a Policy,
    shared: &'a Arc<Shared>,
    pool: &'a rayon::ThreadPool,
}

impl Run<'_> {
    fn of(&self, input: &Input) -> Result<BTreeMap<Key, Count>> {
        let (policy, shared) = (self.policy, self.shared);
        let sources = policy.sources_of(&input.relative);
        let plans: Vec<Arc<Plans>> = policy
            .recipients
            .iter()
            .map(|r| Arc::new(Plans::new(policy, &shared.vocabulary, r, None, &sources, None)))
            .collect();
        let (reader, guard) = input.open()?;
        let (reader, encoding) = decode::decode(reader, &self.common.how(policy.charset(&sources))?)?;
        let declared = policy.declarations(&sources);
        let opening =
            Opening { common: self.common, shared, declared, wants_fields: true, names_decide: true };
        let (mut structure, reader) = opening.open(input, reader)?;
        structure.charset = encoding.charset;
        let mut nowhere: Vec<Nowhere> = plans.iter().map(|_| Nowhere).collect();
        let mut outputs: Vec<Output<'_>> = plans
            .iter()
            .zip(&mut nowhere)
            .map(|(plans, sink)| Output { plans: plans.clone(), sink })
            .collect();
        let mut counting = Counting { shared, places: Vec::new(), counts: BTreeMap::new() };
        let frames = self.pool.current_num_threads() * 2 + 2;
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

/// Counts what edits leave as it is.
struct Counting<'a> {
    shared: &'a Shared,
    /// What there is in the frame, in its order.
    places: Vec<(Span, String)>,
    counts: BTreeMap<Key, Count>,
}

impl Observer for Counting<'_> {
    fn findings(&mut self, _: Origin, _: &[u8], findings: &[Finding]) -> Result<()> {
        let name = |f: &Finding| format!("{} in text", self.shared.vocabulary.get(f.info_type).name);
        self.places = findings.iter().map(|f| (f.span, name(f))).collect();
        Ok(())
    }

    fn cells(&mut self, _: Origin, text: &[u8], _: u64, cells: &CellsFound) -> Result<()> {
        let sheet = &cells.sheet;
        let mut names: Vec<Option<String>> = vec![None; sheet.names.len()];
        self.places.clear();
        for cell in sheet.cells.iter().filter(|cell| cell.kind != Kind::Key && !sheet.is_nothing(cell, text))
        {
            let name = &mut names[cell.name.0 as usize];
            if name.is_none() {
                *name = Some(match sheet.names.path(cell.name) {
                    path if path.is_empty() => "values without a name".to_owned(),
                    path => format!("field `{}`", shown_path(self.shared, &path)?),
                });
            }
            let whole = Span::new(0, sheet.value(cell, text).len());
            self.places.push((sheet.place(cell, whole), name.clone().unwrap_or_default()));
        }
        Ok(())
    }

    fn edits(&mut self, recipient: &str, _: u64, _: u64, edits: &[Edit]) -> Result<()> {
        for (span, what) in &self.places {
            let next = edits.partition_point(|edit| edit.input.end <= span.start);
            let is_changed = edits.get(next).is_some_and(|edit| edit.input.start < span.end);
            let count = self.counts.entry((recipient.to_owned(), what.clone())).or_default();
            count.all += 1;
            count.stays += u64::from(!is_changed);
        }
        Ok(())
    }
}
