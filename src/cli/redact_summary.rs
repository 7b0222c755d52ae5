//! What a run of `redact` says of itself at its end: for people, or one JSON object for each recipient.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::cli::setup::{Decision, Setup};
use crate::cli::{say, shown};
use crate::pipeline::{Shared, Summary, Written};
use crate::policy::plan::FreeText;

/// A run that has ended.
pub(super) struct Told<'a> {
    pub(super) shared: &'a Shared,
    pub(super) setup: &'a Setup,
    pub(super) decisions: &'a [Decision],
    pub(super) total: &'a Summary,
    /// Of the key, where there is one.
    pub(super) fingerprint: Option<String>,
    /// Inputs: all, those that failed, those that were left out.
    pub(super) count: usize,
    pub(super) failed: usize,
    pub(super) left_out: usize,
}

impl Told<'_> {
    /// Says it.
    pub(super) fn say(&self, jsonl: bool) {
        if !jsonl {
            self.say_of_all();
        }
        for (index, (recipient, written)) in self.setup.recipients.iter().zip(&self.total.outputs).enumerate()
        {
            let plans = self.decisions.iter().map(|d| d.plans[index].strictest().free_text);
            let unseen = plans.filter(|f| *f != FreeText::Scan).count();
            if jsonl {
                let _ = writeln!(std::io::stderr(), "{}", self.row(recipient, written, unseen));
            } else {
                say(&self.line(recipient, written, unseen));
            }
        }
    }

    fn say_of_all(&self) {
        let Told { total, count, failed, left_out, .. } = self;
        let done = count - failed - left_out;
        say(&format!("{done} of {count} inputs, {} lines, {} bytes read", total.lines, total.bytes_in));
        let lists = &self.setup.lists;
        if lists.is_any() {
            let sizes: Vec<String> =
                lists.sizes(&self.setup.policy).iter().map(|(state, n)| format!("{state} {n}")).collect();
            say(&format!("statements in lists up to {}: {}", lists.as_of, sizes.join(", ")));
        }
        if let Some(fingerprint) = &self.fingerprint {
            say(&format!("key fingerprint {fingerprint}"));
        }
    }

    /// The info types that were changed, and how often.
    fn changed(&self, written: &Written) -> Vec<(&str, u64)> {
        let vocabulary = &self.shared.vocabulary;
        let counts = vocabulary.ids().zip(&written.counts.edits).filter(|(_, n)| **n > 0);
        counts.map(|(id, n)| (vocabulary.get(id).name.as_str(), *n)).collect()
    }

    /// What the policy says that a recipient has to do; what is found in it masked.
    fn obligations(&self, recipient: &str) -> Vec<String> {
        let Told { shared, setup, .. } = self;
        let of = setup.policy.recipient(recipient).map(|r| r.obligations.as_slice()).unwrap_or_default();
        of.iter().map(|words| shown(&shared.rules, &shared.vocabulary, Path::new(words))).collect()
    }

    fn row(&self, recipient: &str, written: &Written, unseen: usize) -> serde_json::Value {
        let Told { shared, setup, total, .. } = self;
        let lists: BTreeMap<_, _> = setup.lists.sizes(&setup.policy).into_iter().collect();
        json!({
            "schema_version": 1,
            "policy": setup.policy.name(),
            "policy_version": shown(&shared.rules, &shared.vocabulary, Path::new(&setup.policy.version)),
            "recipient": recipient,
            "purpose": setup.purpose,
            "obligations": self.obligations(recipient),
            "restricted": setup.narrowing.is_any(),
            "key_fingerprint": self.fingerprint,
            "inputs": self.count,
            "inputs_failed": self.failed,
            "inputs_left_out": self.left_out,
            "lines": total.lines,
            "bytes_in": total.bytes_in,
            "bytes_out": written.bytes,
            "changed": self.changed(written).into_iter().collect::<BTreeMap<_, _>>(),
            "records": total.records,
            "unclassified": written.counts.unclassified,
            "inputs_without_text": unseen,
            "records_dropped": written.counts.records_dropped,
            "limits_hit": written.counts.limits_hit,
            "without_subject": written.counts.without_subject,
            "as_of": setup.lists.is_any().then_some(&setup.lists.as_of),
            "lists": lists,
        })
    }

    fn line(&self, recipient: &str, written: &Written, unseen: usize) -> String {
        let list: Vec<String> = self.changed(written).iter().map(|(name, n)| format!("{name} {n}")).collect();
        let list = if list.is_empty() { "no value".to_owned() } else { list.join(", ") };
        let some = |n: u64, what: &str| match n {
            0 => String::new(),
            n => format!("; {}", what.replace("{n}", &n.to_string())),
        };
        let unclassified = some(written.counts.unclassified, "{n} values of unclassified fields withheld");
        let dropped = some(written.counts.records_dropped, "{n} records dropped");
        let unseen = some(unseen as u64, "of {n} inputs no text is let out");
        let note = match self.setup.narrowing.is_any() {
            true => " (restricted by flags: not everything found was changed)",
            false => "",
        };
        format!(
            "{} for {recipient}{note}: changed {list}{unclassified}{dropped}{unseen}",
            self.setup.policy.name()
        )
    }
}
