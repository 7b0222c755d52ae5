//! What is wrong with a policy, found before any input is read.
//!
//! The table is total by construction: a cell that no rule fills is redacted. Checked here: rules that
//! contradict each other, rules that decide nothing, actions that cannot work on what they are applied to, fixed texts that
//! are values, and types that a recipient must not get but that nothing can find in free text.

use std::collections::BTreeSet;

use crate::detect;
use crate::detect::pack::Rules;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::policy::plan::{Action, FreeText};
use crate::policy::table::{self, Case};
use crate::policy::{Policy, Recipient, conditions, pci};

/// Every mistake, in the order of the text.
pub fn problems(policy: &Policy, vocabulary: &Vocabulary, rules: &Rules) -> Vec<Error> {
    let mut found = conditions::too_many(policy);
    if !found.is_empty() {
        return found;
    }
    let mut deciding = BTreeSet::new();
    for case in cases(policy, vocabulary) {
        let rules = table::deciding(policy, case);
        deciding.extend(rules.iter().copied());
        judge(policy, vocabulary, case, &rules, &mut found);
    }
    for (index, rule) in policy.rules.iter().enumerate() {
        // A rule that a policy goes on from may be replaced by its own.
        if !deciding.contains(&index) && rule.place.file == 0 {
            found.push(
                error_at(policy, "this rule decides nothing", rule.place)
                    .fix("remove it, or the more specific rules that cover all of it"),
            );
        }
    }
    for source in policy.sources.iter().filter(|s| s.categories.is_empty() && s.otherwise.is_none()) {
        let what = "the source says no category for what is found in it";
        found.push(error_at(policy, what, source.place).fix("add `categories` or `otherwise`"));
    }
    conditions::unused(policy, &mut found);
    conditions::nowhere(policy, &mut found);
    conditions::without_rule(policy, &mut found);
    subjects(policy, vocabulary, &mut found);
    pci::two_forms(policy, vocabulary, &mut found);
    unfindable(policy, vocabulary, rules, &mut found);
    telling(policy, vocabulary, rules, &mut found);
    found.sort_by_key(|e| e.place().map(|p| (p.file, p.line, p.column)));
    found.dedup();
    found
}

/// The first mistake as an error.
pub fn first(policy: &Policy, vocabulary: &Vocabulary, rules: &Rules) -> Result<()> {
    problems(policy, vocabulary, rules).into_iter().next().map_or(Ok(()), Err)
}

pub(super) fn error(policy: &Policy, what: &'static str) -> Error {
    Error::new(ErrorKind::Policy, what).about(policy.name())
}

/// An error at a place of the policy, or of one that it goes on from.
pub(super) fn error_at(policy: &Policy, what: &'static str, place: Place) -> Error {
    Error::new(ErrorKind::Policy, what).about(policy.files[place.file].clone()).at(place)
}

/// Every combination that an input can lead to.
pub(super) fn cases<'p>(policy: &'p Policy, vocabulary: &Vocabulary) -> Vec<Case<'p>> {
    let sources: Vec<_> = (0..policy.sources.len()).map(Some).chain([None]).collect();
    cases_of(policy, vocabulary, &sources)
}

/// Every combination that an input of one of `sources` can lead to.
pub(super) fn cases_of<'p>(
    policy: &'p Policy,
    vocabulary: &Vocabulary,
    sources: &[Option<usize>],
) -> Vec<Case<'p>> {
    let mut made = Vec::new();
    for info_type in vocabulary.ids() {
        let mut categories = BTreeSet::new();
        for source in sources {
            categories.extend(policy.categories_of(info_type, *source));
        }
        let categories: Vec<Option<usize>> = match categories.is_empty() {
            true => vec![None],
            false => categories.into_iter().map(Some).collect(),
        };
        for (recipient, who) in policy.recipients.iter().enumerate() {
            for purpose in table::purposes(who, None) {
                let states = table::states(policy, who, purpose);
                for category in categories.iter().copied() {
                    for states in states.subsets() {
                        made.push(Case { recipient, purpose, category, info_type, states });
                    }
                }
            }
        }
    }
    made
}

fn judge(policy: &Policy, vocabulary: &Vocabulary, case: Case<'_>, rules: &[usize], found: &mut Vec<Error>) {
    let Some((first, rest)) = rules.split_first() else { return };
    let first = &policy.rules[*first];
    for other in rest.iter().map(|i| &policy.rules[*i]) {
        // Of rules that ask for states the strictest holds, or the marker.
        if !other.action.same_as(&first.action) && !first.condition.is_any() {
            let what = "this rule contradicts another that names as much";
            let fix = "name an info type, a category, a purpose or a recipient in the one that should win";
            found.push(error_at(policy, what, other.place).see(first.place).fix(fix));
        }
    }
    for rule in rules.iter().map(|i| &policy.rules[*i]) {
        let info_type = vocabulary.get(case.info_type);
        if let Action::Value(transform) = &rule.action
            && let Some(what) = transform.objection(info_type)
        {
            let fix = "write a rule of its own for this info type";
            found.push(error_at(policy, what, rule.place).names([info_type.name.clone()]).fix(fix));
        }
        if let Some(error) = pci::sensitive(policy, info_type, rule) {
            found.push(error);
        }
    }
}

/// Rules that need to know who a record is about, where a source does not say it.
fn subjects(policy: &Policy, vocabulary: &Vocabulary, found: &mut Vec<Error>) {
    let needing: Vec<usize> =
        (0..policy.rules.len()).filter(|i| policy.rules[*i].action.needs_subject()).collect();
    if needing.is_empty() {
        return;
    }
    let what = "this action needs to know who a record is about, and a source that the rule holds for does not say it";
    let fix =
        "add `subject = \"FIELD\"` to the source, or write another action for what falls in its categories";
    if policy.sources.is_empty() {
        let places = needing.iter().map(|i| error_at(policy, what, policy.rules[*i].place).fix(fix));
        return found.extend(places);
    }
    for (index, source) in policy.sources.iter().enumerate().filter(|(_, s)| s.subjects.is_empty()) {
        for case in cases_of(policy, vocabulary, &[Some(index)]) {
            let rules = table::deciding(policy, case).into_iter().filter(|i| needing.contains(i));
            found.extend(
                rules.map(|i| error_at(policy, what, policy.rules[i].place).see(source.place).fix(fix)),
            );
        }
    }
}

/// Types that a recipient of free text must not get and that no detector finds there.
fn unfindable(policy: &Policy, vocabulary: &Vocabulary, rules: &Rules, found: &mut Vec<Error>) {
    let found_somewhere = rules.free_text_types();
    // A general type is found as one that belongs to it.
    let findable: Vec<InfoTypeId> = found_somewhere.iter().flat_map(|id| vocabulary.lineage(*id)).collect();
    let needless: Vec<String> = policy
        .accepted
        .iter()
        .filter(|t| findable.contains(t))
        .map(|t| vocabulary.get(*t).name.clone())
        .collect();
    if !needless.is_empty() {
        let what = "a detector finds these info types, so they need not be accepted as unfindable";
        found.push(error(policy, what).names(needless).fix("take them out of `accept_unfindable`"));
    }
    let mut missing: BTreeSet<InfoTypeId> = BTreeSet::new();
    for recipient in &policy.recipients {
        // What matches no source is an input too, and in a policy without sources everything is.
        for given in (0..policy.sources.len()).map(|s| vec![s]).chain([Vec::new()]) {
            if table::free_text(policy, recipient, &given) != FreeText::Scan {
                continue;
            }
            missing.extend(named(policy).filter(|t| {
                !findable.contains(t)
                    && !policy.accepted.contains(t)
                    && withheld(policy, recipient, &given, *t)
            }));
        }
    }
    if !missing.is_empty() {
        let names: Vec<String> = missing.iter().map(|t| vocabulary.get(*t).name.clone()).collect();
        let what = "some recipients must not get these info types, and no detector finds them in free text";
        found.push(
            error(policy, what).names(names).fix(
                "set `free_text` to redact for these recipients, or name the types in `accept_unfindable`",
            ),
        );
    }
}

/// Fixed texts that are themselves a value of some kind, so that they could be somebody's.
fn telling(policy: &Policy, vocabulary: &Vocabulary, rules: &Rules, found: &mut Vec<Error>) {
    for rule in &policy.rules {
        let Action::Value(transform) = &rule.action else { continue };
        let Some(text) = transform.text() else { continue };
        let engine = match rules.all() {
            Ok(engine) => engine,
            Err(error) => return found.push(error),
        };
        if let Some(first) = detect::find(&engine, vocabulary, text.as_bytes(), 0).first() {
            let names = [vocabulary.get(first.info_type).name.clone()];
            let what = "the text that is written for every value is a value itself";
            found.push(
                error_at(policy, what, rule.place).names(names).fix("choose words that no detector knows"),
            );
        }
    }
}

/// The info types that the policy names, in a category or in a rule.
fn named(policy: &Policy) -> impl Iterator<Item = InfoTypeId> {
    let in_categories = policy.categories.iter().flat_map(|c| &c.named);
    let in_rules = policy.rules.iter().filter_map(|r| r.info_types.as_ref()).flat_map(|t| &t.named);
    in_categories.chain(in_rules).copied()
}

fn withheld(policy: &Policy, recipient: &Recipient, given: &[usize], info_type: InfoTypeId) -> bool {
    let cell = table::cell(policy, recipient, None, given, info_type);
    !cell.is_some_and(|c| matches!(c.action, Action::Keep))
}
