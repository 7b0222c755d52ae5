//! Decide: policy × recipient × purpose × source → the total table.
//!
//! Where the source or the purpose is not known, and where several sources match, the strictest decision of
//! all that could apply is taken. A cell that no rule fills is redacted.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::token::TokenKeys;
use crate::policy::plan::{Action, Cell, FreeText, Plan};
use crate::policy::state::StateSet;
use crate::policy::{FreeTextRule, Policy, Recipient, Rule, Whom};
use crate::transform::Strictness;
use crate::transform::redact::Redact;

/// One combination that decides an info type.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Recipient, by index.
    pub recipient: usize,
    /// What for; `None` when the recipient has no purposes.
    pub purpose: Option<&'a str>,
    /// The category; `None` when no category lists the info type.
    pub category: Option<usize>,
    /// The info type.
    pub info_type: InfoTypeId,
    /// What holds of the record.
    pub states: StateSet,
}

impl Rule {
    fn holds(&self, case: Case<'_>) -> bool {
        self.condition.holds(case.states)
            && self.whom.is_for(case.recipient)
            && self.whom.serves(case.purpose)
            && self.categories.as_ref().is_none_or(|l| case.category.is_some_and(|c| l.contains(&c)))
            && self.info_types.as_ref().is_none_or(|types| types.steps_to(case.info_type).is_some())
    }

    /// How much a rule names: the more specific one decides. Of info types, the nearer one is more specific.
    fn specificity(&self, case: Case<'_>) -> (Option<Reverse<usize>>, [bool; 3], Reverse<usize>) {
        let nearness = self.info_types.as_ref().and_then(|types| types.steps_to(case.info_type));
        (
            nearness.map(Reverse),
            [self.categories.is_some(), self.whom.purposes.is_some(), self.whom.to.is_some()],
            // Of two that name as much, the nearer policy's decides.
            Reverse(self.file()),
        )
    }
}

/// The rules that decide `case`. Where rules hold that ask for a state, the strictest of them do, however much they name:
/// nobody's objection is undone by a rule that says more of something else. Else those that are as specific as the most
/// specific; more than one with different actions is a contradiction (see [`crate::policy::check`]).
pub fn deciding(policy: &Policy, case: Case<'_>) -> Vec<usize> {
    let is_sensitive = policy.sensitive.contains(&case.info_type);
    let is_listed = case.category.is_some_and(|c| policy.categories[c].info_types.contains(&case.info_type));
    let holds = |i: &usize| {
        let rule = &policy.rules[*i];
        let is_meant = rule.info_types.is_some() || (rule.categories.is_some() && is_listed);
        rule.holds(case) && (is_meant || !is_sensitive)
    };
    let holding: Vec<usize> = (0..policy.rules.len()).filter(holds).collect();
    let strictness = |i: &usize| policy.rules[*i].action.strictness();
    let conditional = || holding.iter().copied().filter(|i| policy.rules[*i].condition.is_any());
    if let Some(strictest) = conditional().map(|i| strictness(&i)).max() {
        return conditional().filter(|i| strictness(i) == strictest).collect();
    }
    let specificity = |i: &usize| policy.rules[*i].specificity(case);
    let most = holding.iter().map(specificity).max();
    holding.into_iter().filter(|i| Some(specificity(i)) == most).collect()
}

/// Why a rule that is for the recipient of `case` and names its info type does not decide it; `None` where it decides or
/// is about something else.
pub fn refusal(policy: &Policy, rule: &Rule, case: Case<'_>) -> Option<&'static str> {
    let names_type = rule.info_types.as_ref().map(|types| types.steps_to(case.info_type).is_some());
    let names_category =
        rule.categories.as_ref().map(|list| case.category.is_some_and(|c| list.contains(&c)));
    if names_type == Some(false) {
        return None;
    }
    if names_category == Some(false) {
        // A rule for a type that it names is worth a word; one for another category is not.
        return names_type.map(|_| "it is for another category");
    }
    if !rule.whom.serves(case.purpose) {
        return Some("it is for another purpose");
    }
    if !rule.condition.holds(case.states) {
        return Some("what it asks of the person does not hold");
    }
    if policy.sensitive.contains(&case.info_type) && names_type.is_none() && names_category.is_none() {
        return Some("it does not name sensitive authentication data, which are for nobody");
    }
    let deciding = deciding(policy, case);
    let conditional = deciding.first().is_some_and(|n| policy.rules[*n].condition.is_any());
    Some(match (conditional, rule.condition.is_any()) {
        (true, true) => "another one that asks for a state is stricter",
        (true, false) => "one that asks for a state holds",
        _ => "another one names more",
    })
}

/// The purposes to consider when `purpose` was asked for: that one, or every purpose of the recipient.
pub fn purposes<'a>(recipient: &'a Recipient, purpose: Option<&'a str>) -> Vec<Option<&'a str>> {
    match purpose {
        Some(_) => vec![purpose],
        None if recipient.purposes.is_empty() => vec![None],
        None => recipient.purposes.iter().map(|p| Some(p.as_str())).collect(),
    }
}

/// The sources to consider: those given, or every one (and none) when nothing is known.
fn sources(policy: &Policy, given: &[usize]) -> Vec<Option<usize>> {
    match given {
        [] => (0..policy.sources.len()).map(Some).chain([None]).collect(),
        some => some.iter().copied().map(Some).collect(),
    }
}

pub(super) fn decide(policy: &Policy, case: Case<'_>) -> Cell {
    let category = case.category.map(|c| policy.categories[c].id.clone());
    // Several are left where they ask for states; contradicting ones never reach this.
    let rules = deciding(policy, case).into_iter().map(|i| &policy.rules[i]);
    // Nor does an action that would show something of what nobody may have.
    let is_sensitive = policy.sensitive.contains(&case.info_type);
    let rules = rules.filter(|r| !is_sensitive || r.action.strictness() >= Strictness::Redact);
    let cells = rules.map(|rule| Cell {
        action: rule.action.clone(),
        category: category.clone(),
        clause: rule.clause.clone(),
        house: rule.house,
        as_string: rule.as_string,
    });
    cells.reduce(Cell::stricter).unwrap_or_else(|| Cell {
        action: Action::Value(Arc::new(Redact)),
        category: category.clone(),
        clause: policy.default_clause.clone(),
        house: policy.default_clause.is_none(),
        as_string: false,
    })
}

/// True when what is said of `whom` can apply to a recipient, for `purpose` or where none is given for any of its own.
pub(super) fn applies(policy: &Policy, whom: &Whom, recipient: &Recipient, purpose: Option<&str>) -> bool {
    let index = policy.recipients.iter().position(|r| r.id == recipient.id);
    index.map_or(whom.to.is_none(), |index| whom.is_for(index))
        && purposes(recipient, purpose).into_iter().any(|purpose| whom.serves(purpose))
}

/// The states that decisions for a recipient depend on.
pub fn states(policy: &Policy, recipient: &Recipient, purpose: Option<&str>) -> StateSet {
    let applying = policy.rules.iter().filter(|rule| applies(policy, &rule.whom, recipient, purpose));
    applying.map(|rule| rule.condition.states()).fold(StateSet::default(), StateSet::and)
}

/// The cell of one info type: the strictest over every source, category, purpose and state that could apply.
pub fn cell(
    policy: &Policy,
    recipient: &Recipient,
    purpose: Option<&str>,
    given: &[usize],
    info_type: InfoTypeId,
) -> Option<Cell> {
    let states: Vec<StateSet> = states(policy, recipient, purpose).subsets().collect();
    cell_in(policy, (recipient, purpose), given, info_type, &states)
}

/// The same where one of `states` is what holds of a record.
pub fn cell_in(
    policy: &Policy,
    (recipient, purpose): (&Recipient, Option<&str>),
    given: &[usize],
    info_type: InfoTypeId,
    states: &[StateSet],
) -> Option<Cell> {
    let index = policy.recipients.iter().position(|r| r.id == recipient.id)?;
    let mut strictest: Option<Cell> = None;
    for source in sources(policy, given) {
        let found = policy.categories_of(info_type, source);
        let categories: Vec<Option<usize>> =
            if found.is_empty() { vec![None] } else { found.into_iter().map(Some).collect() };
        for category in categories {
            for purpose in purposes(recipient, purpose) {
                for states in states.iter().copied() {
                    let made =
                        decide(policy, Case { recipient: index, purpose, category, info_type, states });
                    strictest = Some(match strictest {
                        Some(other) => other.stricter(made),
                        None => made,
                    });
                }
            }
        }
    }
    strictest
}

/// What happens to free text: the strictest over every source that could apply.
pub fn free_text(policy: &Policy, recipient: &Recipient, given: &[usize]) -> FreeText {
    treatment(policy, recipient, given, |f| f.free_text, recipient.free_text)
}

/// What happens to fields that nobody classified: the strictest over every source that could apply.
pub fn unclassified(policy: &Policy, recipient: &Recipient, given: &[usize]) -> FreeText {
    treatment(policy, recipient, given, |f| f.unclassified, recipient.unclassified)
}

fn treatment(
    policy: &Policy,
    recipient: &Recipient,
    given: &[usize],
    says: impl Fn(&FreeTextRule) -> Option<FreeText>,
    otherwise: FreeText,
) -> FreeText {
    let index = policy.recipients.iter().position(|r| r.id == recipient.id);
    let of = |source: Option<usize>| {
        let rules = policy.free_text.iter().filter(|f| {
            f.to.as_ref().is_none_or(|to| index.is_some_and(|i| to.contains(&i)))
                && f.sources.as_ref().is_none_or(|list| source.is_some_and(|s| list.contains(&s)))
        });
        rules.filter_map(&says).max().unwrap_or(otherwise)
    };
    sources(policy, given).into_iter().map(of).max().unwrap_or(FreeText::Refuse)
}

/// The table of `recipient` whatever holds of a record. Keyed actions get `keys`; without keys they write markers.
pub fn plan(
    policy: &Policy,
    vocabulary: &Vocabulary,
    recipient: &Recipient,
    purpose: Option<&str>,
    given: &[usize],
    keys: Option<&Arc<TokenKeys>>,
) -> Plan {
    let states: Vec<StateSet> = states(policy, recipient, purpose).subsets().collect();
    plan_in(policy, vocabulary, (recipient, purpose), given, keys, &states)
}

/// The table of a recipient where one of `states` is what holds of a record.
pub fn plan_in(
    policy: &Policy,
    vocabulary: &Vocabulary,
    (recipient, purpose): (&Recipient, Option<&str>),
    given: &[usize],
    keys: Option<&Arc<TokenKeys>>,
    states: &[StateSet],
) -> Plan {
    let redact = || Cell {
        action: Action::Value(Arc::new(Redact)),
        category: None,
        clause: None,
        house: true,
        as_string: false,
    };
    let cells = vocabulary.ids().map(|id| {
        let mut cell = cell_in(policy, (recipient, purpose), given, id, states).unwrap_or_else(redact);
        if let (Action::Value(transform), Some(keys)) = (&cell.action, keys)
            && let Some(keyed) = transform.with_keys(keys)
        {
            cell.action = Action::Value(keyed);
        }
        cell
    });
    Plan {
        recipient: recipient.id.clone(),
        free_text: free_text(policy, recipient, given),
        unclassified: unclassified(policy, recipient, given),
        min_confidence: recipient.min_confidence,
        cells: cells.collect(),
    }
}

/// True when a cell of `plan` needs a vault.
pub fn needs_vault(plan: &Plan) -> bool {
    plan.cells.iter().any(|c| matches!(&c.action, Action::Value(t) if t.needs_vault()))
}

/// True when a cell of `plan` needs keys that it does not have.
pub fn lacks_keys(plan: &Plan) -> bool {
    plan.cells.iter().any(|c| matches!(&c.action, Action::Value(t) if t.needs_keys()))
}
