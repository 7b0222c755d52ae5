//! What is wrong with the states and clauses of a policy, and the rules that ask for them.

use crate::error::Error;
use crate::limits::STATES_DECIDING_MAX;
use crate::policy::state::StateSet;
use crate::policy::{Policy, Recipient, check, table};

/// Recipients whose decisions depend on more states than there can be tables for. Nothing else can be said of such a policy.
pub(super) fn too_many(policy: &Policy) -> Vec<Error> {
    let is_over = |of: StateSet| of.iter().count() > STATES_DECIDING_MAX;
    let over = policy.recipients.iter().filter(|r| is_over(table::states(policy, r, None)));
    let names: Vec<String> = over.map(|r| r.id.clone()).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let what = "the rules for these recipients depend on too many states";
    let fix =
        "use at most six in rules for one recipient, or ask for them with `[[record]]`, which has no bound";
    vec![check::error(policy, what).names(names).fix(fix)]
}

/// States that nothing asks for.
pub(super) fn unused(policy: &Policy, found: &mut Vec<Error>) {
    let of_rules = policy.rules.iter().map(|rule| rule.condition.states());
    let of_records = policy.records.iter().map(|rule| rule.condition.states());
    let asked = of_rules.chain(of_records).fold(StateSet::default(), StateSet::and);
    for (_, state) in
        policy.states.iter().enumerate().filter(|(n, state)| !asked.has(*n) && state.place.file == 0)
    {
        let what = "no rule asks for this state";
        let fix = "name it in a rule, with `when`, `unless` or `require`, or remove it";
        found.push(check::error_at(policy, what, state.place).names([state.id.clone()]).fix(fix));
    }
}

/// Rules for records that hold for no recipient's source.
pub(super) fn nowhere(policy: &Policy, found: &mut Vec<Error>) {
    for rule in &policy.records {
        let Some(sources) = &rule.sources else { continue };
        let gets = |(index, recipient): (usize, &Recipient)| {
            rule.whom.is_for(index)
                && recipient.sources.as_ref().is_none_or(|own| sources.iter().any(|s| own.contains(s)))
        };
        if !policy.recipients.iter().enumerate().any(gets) {
            let what = "this rule is for records of sources that none of its recipients gets anything of";
            let fix = "remove it, or name the source under `sources` of the recipient";
            found.push(check::error_at(policy, what, rule.place).fix(fix));
        }
    }
}

/// Clauses that no rule carries out, and of which nothing is said to be left to people.
pub(super) fn without_rule(policy: &Policy, found: &mut Vec<Error>) {
    let of_rules = policy.rules.iter().map(|rule| &rule.clause);
    let of_records = policy.records.iter().map(|rule| &rule.clause);
    let of_values = policy.published_values.iter().map(|published| &published.clause);
    let of_violations = policy.violations.iter().map(|violation| &violation.clause);
    let others = of_values.chain(of_violations).chain([&policy.default_clause]);
    let cited: Vec<&String> = of_rules.chain(of_records).chain(others).flatten().collect();
    for clause in policy.clauses.iter().filter(|c| c.left.is_none() && !cited.contains(&&c.id)) {
        let what = "no rule carries out this clause";
        let fix = "write one that cites it, or say with `left` what is left to people";
        found.push(check::error_at(policy, what, clause.place).fix(fix));
    }
}
