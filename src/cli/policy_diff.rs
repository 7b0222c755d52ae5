//! `obelus policy diff`: what changes between two policies, in words, and on sample data what would now leave.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::Known;
use crate::detect::facts::Declared;
use crate::policy::words::{self, Change, Said};
use crate::policy::{Policy, PublishedValues, Recipient};

/// A policy with what is known of its names.
pub struct Loaded {
    /// Names and rules.
    pub known: Known,
    /// The policy.
    pub policy: Policy,
}

/// What makes two decisions comparable: recipient, purpose, category, info type, condition.
type Key = (String, Option<String>, String, String, String);

/// One difference.
pub struct Difference {
    /// Who it is for.
    pub recipient: String,
    /// How it changes.
    pub change: Change,
    /// What it is about.
    pub about: String,
    /// What was done.
    pub before: String,
    /// What is done now.
    pub now: String,
}

/// Every difference, more before less.
pub fn differences(before: &Loaded, now: &Loaded) -> Vec<Difference> {
    let mut made = Vec::new();
    let (old, new) = (keyed(before), keyed(now));
    let mut recipients: Vec<&Recipient> = before.policy.recipients.iter().collect();
    for recipient in &now.policy.recipients {
        if !recipients.iter().any(|r| r.id == recipient.id) {
            recipients.push(recipient);
        }
    }
    for recipient in recipients {
        let id = &recipient.id;
        let has = |loaded: &Loaded| loaded.policy.recipients.iter().any(|r| r.id == *id);
        match (has(before), has(now)) {
            (true, false) => made.push(whole(id, Change::Less, "the recipient", "gets an output", "is gone")),
            (false, true) => {
                made.push(whole(id, Change::More, "the recipient", "is unknown", "gets an output"))
            }
            _ => {
                of_recipient(before, now, id, &mut made);
                of_cells(&old, &new, id, &mut made);
            }
        }
    }
    of_sources(before, now, &mut made);
    of_states(before, now, &mut made);
    of_published(before, now, &mut made);
    made.sort_by_key(|d| d.change);
    made
}

/// Whom differences are about that hold for every recipient.
const EVERYBODY: &str = "everybody";

/// What sources say of fields: one that is said to hold nothing is looked at less.
fn of_sources(before: &Loaded, now: &Loaded, made: &mut Vec<Difference>) {
    let find = |loaded: &'_ Loaded, id: &str| loaded.policy.sources.iter().position(|s| s.id == id);
    for new in &now.policy.sources {
        let Some(old) = find(before, &new.id).map(|n| &before.policy.sources[n]) else {
            let about = format!("source {}", new.id);
            made.push(whole(EVERYBODY, Change::Other, &about, "is unknown", "has rules of its own"));
            continue;
        };
        let says = |loaded: &Loaded, field: Option<&Declared>| match field {
            None => "nothing is said of it".to_owned(),
            Some(field) => field.info_type.map_or("holds nothing of a kind".to_owned(), |id| {
                format!("holds {}", loaded.known.vocabulary.get(id).name)
            }),
        };
        let mut names: Vec<&str> = old.fields.iter().chain(&new.fields).map(|f| f.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let of = |fields: &'_ [Declared]| fields.iter().position(|f| f.name == name);
            let was = of(&old.fields).map(|n| &old.fields[n]);
            let is = of(&new.fields).map(|n| &new.fields[n]);
            let (one, other) = (says(before, was), says(now, is));
            if one == other {
                continue;
            }
            let is_nothing = |f: Option<&Declared>| f.is_some_and(|f| f.info_type.is_none());
            let change = match (is_nothing(was), is_nothing(is)) {
                (false, true) => Change::More,
                (true, false) => Change::Less,
                _ => Change::Other,
            };
            made.push(whole(EVERYBODY, change, &format!("field `{name}` of {}", new.id), &one, &other));
        }
        for gone in old.remove.iter().filter(|name| !new.remove.contains(name)) {
            let about = format!("field `{gone}` of {}", new.id);
            made.push(whole(EVERYBODY, Change::More, &about, "leaves for nobody", "is decided on"));
        }
        for added in new.remove.iter().filter(|name| !old.remove.contains(name)) {
            let about = format!("field `{added}` of {}", new.id);
            made.push(whole(EVERYBODY, Change::Less, &about, "is decided on", "leaves for nobody"));
        }
    }
    for old in before.policy.sources.iter().filter(|s| find(now, &s.id).is_none()) {
        let about = format!("source {}", old.id);
        made.push(whole(EVERYBODY, Change::Other, &about, "has rules of its own", "is unknown"));
    }
}

/// How states are told.
fn of_states(before: &Loaded, now: &Loaded, made: &mut Vec<Difference>) {
    let of = |loaded: &Loaded| -> BTreeMap<String, String> {
        loaded.policy.states.iter().map(|s| (s.id.clone(), format!("{:?}", s.kind))).collect()
    };
    let (old, new) = (of(before), of(now));
    for (id, kind) in &new {
        let about = format!("state {id}");
        match old.get(id) {
            Some(was) if was == kind => {}
            Some(_) => made.push(whole(EVERYBODY, Change::Other, &about, "told in another way", "told anew")),
            None => made.push(whole(EVERYBODY, Change::Other, &about, "is unknown", "is asked of records")),
        }
    }
}

/// Values that leave for everybody because they are published, by number: a difference does not say what they are.
fn of_published(before: &Loaded, now: &Loaded, made: &mut Vec<Difference>) {
    let of = |loaded: &Loaded| -> BTreeSet<(String, String)> {
        let name = |of: &PublishedValues| loaded.known.vocabulary.get(of.info_type).name.clone();
        let each = loaded.policy.published_values.iter();
        each.flat_map(|of| of.values.iter().map(move |value| (name(of), value.clone()))).collect()
    };
    let (old, new) = (of(before), of(now));
    let count = |some: &BTreeSet<(String, String)>, others: &BTreeSet<(String, String)>| {
        let mut by_type: BTreeMap<String, usize> = BTreeMap::new();
        for (name, _) in some.difference(others) {
            *by_type.entry(name.clone()).or_default() += 1;
        }
        by_type
    };
    for (name, times) in count(&new, &old) {
        let about = format!("{times} values of {name}");
        made.push(whole(
            EVERYBODY,
            Change::More,
            &about,
            "decided by their kind",
            "published, so that they stay",
        ));
    }
    for (name, times) in count(&old, &new) {
        let about = format!("{times} values of {name}");
        made.push(whole(
            EVERYBODY,
            Change::Less,
            &about,
            "published, so that they stay",
            "decided by their kind",
        ));
    }
}

fn whole(recipient: &str, change: Change, about: &str, before: &str, now: &str) -> Difference {
    Difference {
        recipient: recipient.to_owned(),
        change,
        about: about.to_owned(),
        before: before.to_owned(),
        now: now.to_owned(),
    }
}

/// Free text, fields that nobody classified, sources, rules for records.
fn of_recipient(before: &Loaded, now: &Loaded, id: &str, made: &mut Vec<Difference>) {
    let find = |loaded: &'_ Loaded| loaded.policy.recipients.iter().position(|r| r.id == id);
    let (Some(old), Some(new)) = (find(before), find(now)) else { return };
    let (was, is) = (&before.policy.recipients[old], &now.policy.recipients[new]);
    for (about, one, other) in [
        ("free text", was.free_text, is.free_text),
        ("fields that nobody classified", was.unclassified, is.unclassified),
    ] {
        let change = match one.cmp(&other) {
            std::cmp::Ordering::Equal => continue,
            std::cmp::Ordering::Greater => Change::More,
            std::cmp::Ordering::Less => Change::Less,
        };
        made.push(whole(id, change, about, words::treatment(one), words::treatment(other)));
    }
    if was.min_confidence != is.min_confidence {
        let change = if is.min_confidence > was.min_confidence { Change::More } else { Change::Less };
        let from = |points: u8| format!("acted on from {points} of 100 points on");
        made.push(whole(id, change, "what is found", &from(was.min_confidence), &from(is.min_confidence)));
    }
    for gone in was.obligations.iter().filter(|words| !is.obligations.contains(words)) {
        made.push(whole(id, Change::More, "obligations", gone, "this is no longer asked"));
    }
    for added in is.obligations.iter().filter(|words| !was.obligations.contains(words)) {
        made.push(whole(id, Change::Less, "obligations", "this was not asked", added));
    }
    let rules = |loaded: &Loaded, recipient: usize| -> Vec<String> {
        let policy = &loaded.policy;
        let own = policy.records.iter().filter(|rule| rule.whom.is_for(recipient));
        own.map(|rule| words::record_rule(policy, rule)).collect()
    };
    let (old, new) = (rules(before, old), rules(now, new));
    for gone in old.iter().filter(|rule| !new.contains(rule)) {
        made.push(whole(id, Change::More, "records", gone, "this is no longer asked"));
    }
    for added in new.iter().filter(|rule| !old.contains(rule)) {
        made.push(whole(id, Change::Less, "records", "this was not asked", added));
    }
    let sources = |loaded: &Loaded, recipient: &Recipient| match &recipient.sources {
        None => "every source".to_owned(),
        Some(list) => {
            list.iter().map(|s| loaded.policy.sources[*s].id.clone()).collect::<Vec<_>>().join(", ")
        }
    };
    let (one, other) = (sources(before, was), sources(now, is));
    if one != other {
        let change = if was.sources.is_some() && is.sources.is_none() { Change::More } else { Change::Other };
        made.push(whole(id, change, "sources", &one, &other));
    }
}

fn of_cells(old: &BTreeMap<Key, Said>, new: &BTreeMap<Key, Said>, id: &str, made: &mut Vec<Difference>) {
    // What is said of several types in the same words is said once.
    let mut groups: BTreeMap<(Change, String, String, String), Vec<String>> = BTreeMap::new();
    let mut keys: Vec<&Key> = old.keys().chain(new.keys()).filter(|key| key.0 == id).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let (_, purpose, category, info_type, condition) = key;
        let (change, before, now) = match (old.get(key), new.get(key)) {
            (Some(one), Some(other)) => {
                let Some(change) = words::change(&one.cell.action, &other.cell.action) else { continue };
                (change, words::action(&one.cell.action), words::action(&other.cell.action))
            }
            (Some(one), None) => {
                (Change::Other, words::action(&one.cell.action), "not in this category".to_owned())
            }
            (None, Some(other)) => {
                (Change::Other, "not in this category".to_owned(), words::action(&other.cell.action))
            }
            (None, None) => continue,
        };
        let purpose = purpose.as_ref().map_or(String::new(), |p| format!(" for {p}"));
        let when = if condition.is_empty() { String::new() } else { format!(" when {condition}") };
        let about = format!("{category}{purpose}{when}");
        groups.entry((change, about, before, now)).or_default().push(info_type.clone());
    }
    for ((change, about, before, now), types) in groups {
        made.push(whole(id, change, &format!("{about}: {}", types.join(", ")), &before, &now));
    }
}

fn keyed(loaded: &Loaded) -> BTreeMap<Key, Said> {
    let Loaded { known, policy } = loaded;
    let key = |said: &Said| {
        (
            policy.recipients[said.recipient].id.clone(),
            said.purpose.clone(),
            said.category.map_or(String::new(), |c| policy.categories[c].id.clone()),
            known.vocabulary.get(said.info_type).name.clone(),
            words::condition(policy, said.condition),
        )
    };
    words::decisions(policy).into_iter().map(|said| (key(&said), said)).collect()
}

/// The differences as lines.
pub fn lines(found: &[Difference]) -> String {
    let mut text = String::new();
    for (change, title) in [
        (Change::More, "More leaves"),
        (Change::Other, "Something else is done"),
        (Change::Less, "Less leaves"),
    ] {
        let mut of_change = found.iter().filter(|d| d.change == change).peekable();
        if of_change.peek().is_none() {
            continue;
        }
        text += &format!("{title}:\n");
        for Difference { recipient, about, before, now, .. } in of_change {
            text += &format!("  {recipient}: {about}\n      before: {before}\n      now:    {now}\n");
        }
    }
    if text.is_empty() {
        text += "nothing changes for any recipient\n";
    }
    text
}

/// True when something more would leave.
pub fn lets_more_out(found: &[Difference]) -> bool {
    found.iter().any(|d| d.change == Change::More)
}
