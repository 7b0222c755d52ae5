//! A policy in words: for every recipient and category what becomes of what, as a lawyer reads it, and what changed between
//! two policies.

use crate::info_type::{InfoTypeId, Vocabulary};
use crate::policy::plan::{Action, Cell, FreeText};
use crate::policy::state::{Condition, StateSet};
use crate::policy::table::{self, Case};
use crate::policy::{Policy, RecordRule};
use crate::transform::Strictness;

/// What becomes of a value, in words.
pub fn action(action: &Action) -> String {
    let parameters = match action.parameters() {
        none if none.is_empty() => none,
        some => format!(" ({some})"),
    };
    let words = match action {
        Action::Keep => "stays as it is",
        Action::DropField => "the field is left out",
        Action::DropRecord => "the record is left out",
        Action::Value(transform) => match transform.name() {
            "redact" => "replaced by a marker",
            "mask" => "masked",
            "fixed" => "replaced by a fixed text",
            "hash_token" => "replaced by a token that nobody can turn back",
            "reversible_token" => "replaced by a token that the holder of the key can turn back",
            "vault_token" => "replaced by a token that the vault can turn back",
            "format_preserving" => "replaced by other digits that the holder of the key can turn back",
            "email_token" => "replaced by a made-up address",
            "ip_truncate" => "cut to the network",
            "ip_pseudonym" => "replaced by another address",
            "date_shift" => "moved by some days",
            "generalise_date" => "made coarser",
            "age_cap" => "capped",
            "bucket" => "given as a range",
            "zip3" => "cut to three digits",
            "surrogate" => "replaced by a made-up value",
            other => other,
        },
    };
    format!("{words}{parameters}")
}

/// The clause that says something, or that it goes beyond the document.
pub fn cited(clause: Option<&str>) -> String {
    clause.map_or("house".to_owned(), |clause| format!("clause {clause}"))
}

/// What happens to free text or to fields that nobody classified.
pub fn treatment(free_text: FreeText) -> &'static str {
    match free_text {
        FreeText::Scan => "what detectors find in it is decided by its kind",
        FreeText::Redact => "replaced by a marker",
        FreeText::Drop => "left out",
        FreeText::Refuse => "the input is refused",
    }
}

/// What a condition asks for, in words: `opted-out and not consented`.
pub fn condition(policy: &Policy, condition: Condition) -> String {
    let name = |n: usize| policy.states[n].id.clone();
    let all = condition.when.iter().map(name);
    let none = condition.unless.iter().map(|n| format!("not {}", name(n)));
    all.chain(none).collect::<Vec<_>>().join(" and ")
}

/// One decision of a policy, whatever the source.
pub struct Said {
    /// The recipient, by index.
    pub recipient: usize,
    /// What for; `None` when the recipient has no purposes.
    pub purpose: Option<String>,
    /// The category, by index; `None` = types that no category lists.
    pub category: Option<usize>,
    /// The info type.
    pub info_type: InfoTypeId,
    /// The condition under which it holds; empty = otherwise.
    pub condition: Condition,
    /// The decision.
    pub cell: Cell,
}

/// Every decision about what categories and rules name: what holds where no state does, and what each rule that asks for
/// states says where they do.
pub fn decisions(policy: &Policy) -> Vec<Said> {
    let mut made = Vec::new();
    for (recipient, who) in policy.recipients.iter().enumerate() {
        for (category, of) in policy.categories.iter().enumerate() {
            for purpose in table::purposes(who, None) {
                for info_type in of.named.iter().copied() {
                    let case =
                        |states| Case { recipient, purpose, category: Some(category), info_type, states };
                    let said = |condition, cell| Said {
                        recipient,
                        purpose: purpose.map(str::to_owned),
                        category: Some(category),
                        info_type,
                        condition,
                        cell,
                    };
                    let base = table::decide(policy, case(otherwise(policy)));
                    for condition in conditions(policy) {
                        let states = condition.when;
                        let decided = table::deciding(policy, case(states));
                        if decided.iter().any(|rule| policy.rules[*rule].condition == condition) {
                            made.push(said(condition, table::decide(policy, case(states))));
                        }
                    }
                    made.push(said(Condition::default(), base));
                }
            }
        }
    }
    made
}

/// States in which no rule holds only because a state does not.
fn otherwise(policy: &Policy) -> StateSet {
    let negative = policy.rules.iter().map(|rule| rule.condition).filter(|c| c.when.is_empty());
    negative.fold(StateSet::default(), |all, c| all.and(c.unless))
}

/// The conditions that rules have, each once.
fn conditions(policy: &Policy) -> Vec<Condition> {
    let mut made: Vec<Condition> = Vec::new();
    for rule in policy.rules.iter().filter(|rule| rule.condition.is_any()) {
        if !made.contains(&rule.condition) {
            made.push(rule.condition);
        }
    }
    made
}

/// Decisions of which the same is said, together.
pub struct Group {
    /// The purposes, as `service, data-quality`; empty when it is every one.
    pub purposes: String,
    /// The condition in words; empty = otherwise.
    pub condition: String,
    /// The info types.
    pub types: Vec<String>,
    /// What becomes of them.
    pub action: String,
    /// The clause.
    pub clause: String,
    /// It goes beyond the document.
    pub house: bool,
}

/// What is said of one category for one recipient.
pub fn groups(policy: &Policy, vocabulary: &Vocabulary, said: &[&Said]) -> Vec<Group> {
    let mut purposes: Vec<&Option<String>> = said.iter().map(|s| &s.purpose).collect();
    purposes.sort_unstable();
    purposes.dedup();
    // What is said of one type under one condition, with the purposes for which it is.
    let mut rows: Vec<(InfoTypeId, Condition, &Cell, Vec<&Option<String>>)> = Vec::new();
    for one in said {
        let same = |row: &&mut (InfoTypeId, Condition, &Cell, Vec<&Option<String>>)| {
            row.0 == one.info_type && row.1 == one.condition && is_alike(row.2, &one.cell)
        };
        match rows.iter_mut().find(same) {
            Some(row) => row.3.push(&one.purpose),
            None => rows.push((one.info_type, one.condition, &one.cell, vec![&one.purpose])),
        }
    }
    let mut made: Vec<Group> = Vec::new();
    for (info_type, when, cell, of) in rows {
        let group = Group {
            purposes: match of.len() == purposes.len() {
                true => String::new(),
                false => of.into_iter().flatten().cloned().collect::<Vec<_>>().join(", "),
            },
            condition: condition(policy, when),
            types: vec![vocabulary.get(info_type).name.clone()],
            action: action(&cell.action),
            clause: cell.clause.clone().unwrap_or_default(),
            house: cell.house,
        };
        let same = |other: &&mut Group| {
            (&other.purposes, &other.condition, &other.action, &other.clause, other.house)
                == (&group.purposes, &group.condition, &group.action, &group.clause, group.house)
        };
        match made.iter_mut().find(same) {
            Some(other) => other.types.extend(group.types),
            None => made.push(group),
        }
    }
    made
}

fn is_alike(one: &Cell, other: &Cell) -> bool {
    one.action.same_as(&other.action) && one.clause == other.clause && one.house == other.house
}

/// A rule for records, in words, without its recipients.
pub fn record_rule(policy: &Policy, rule: &RecordRule) -> String {
    let mut text = "a record".to_owned();
    if let Some(sources) = &rule.sources {
        let names: Vec<&str> = sources.iter().map(|s| policy.sources[*s].id.as_str()).collect();
        text += &format!(" of {}", names.join(", "));
    }
    text += " leaves";
    if let Some(purposes) = &rule.whom.purposes {
        text += &format!(" for {}", purposes.join(", "));
    }
    if rule.condition.is_any() {
        text += &format!(" only if {}", condition(policy, rule.condition));
    }
    if let Some(fields) = &rule.fields {
        text += &format!(" with these fields only: {}", fields.join(", "));
    }
    text
}

/// How two decisions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The new one lets more out.
    More,
    /// Something else is done that is neither stricter nor less strict.
    Other,
    /// The new one lets less out.
    Less,
}

/// How `now` differs from `before`; `None` when the same is done.
pub fn change(before: &Action, now: &Action) -> Option<Change> {
    if before.same_as(now) {
        return None;
    }
    let order: (Strictness, Strictness) = (before.strictness(), now.strictness());
    Some(match order.0.cmp(&order.1) {
        std::cmp::Ordering::Greater => Change::More,
        std::cmp::Ordering::Equal => Change::Other,
        std::cmp::Ordering::Less => Change::Less,
    })
}
