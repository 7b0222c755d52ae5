//! What PCI DSS 4.0.1 asks of a policy for payment cards.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::info_type::{InfoType, Vocabulary};
use crate::keys::canon::Domain;
use crate::policy::plan::Action;
use crate::policy::{Policy, Rule, check, table};
use crate::transform::Strictness;

/// What is wrong with a rule for sensitive authentication data, which nobody may have in any form: a verification
/// value or PIN has so few values that whatever stands for it can be tried (requirement 3.3.1).
pub(super) fn sensitive(policy: &Policy, info_type: &InfoType, rule: &Rule) -> Option<Error> {
    if !info_type.sensitive || rule.action.strictness() >= Strictness::Redact {
        return None;
    }
    let what = "verification values, PINs and track data of cards are for nobody (PCI DSS 4.0.1, 3.3.1)";
    let fix = "write a rule of its own for them, with `redact`, `drop_field` or `drop_record`";
    Some(check::error_at(policy, what, rule.place).names([info_type.name.clone()]).fix(fix))
}

/// Rules by which one recipient gets card numbers in two forms, over all sources, purposes and categories. Who has a
/// truncated number beside a token or a hash of it, or two parts that were truncated in different ways, can put the
/// number together (requirement 3.5.1).
pub(super) fn two_forms(policy: &Policy, vocabulary: &Vocabulary, found: &mut Vec<Error>) {
    let cases = check::cases(policy, vocabulary);
    for recipient in 0..policy.recipients.len() {
        let mut forms: BTreeMap<usize, &Action> = BTreeMap::new();
        let is_card = |c: &&table::Case<'_>| {
            c.recipient == recipient && vocabulary.get(c.info_type).domain == Domain::Card
        };
        for case in cases.iter().filter(is_card) {
            for number in table::deciding(policy, *case) {
                let action = &policy.rules[number].action;
                if matches!(action, Action::Value(t) if !t.hides_all()) {
                    forms.insert(number, action);
                }
            }
        }
        let Some((first, form)) = forms.pop_first() else { continue };
        for (other, _) in forms.iter().filter(|(_, action)| !action.same_as(form)) {
            let what = "the same recipient gets card numbers in another form as well, and the two can be put together \
                        (PCI DSS 4.0.1, 3.5.1)";
            let fix = "use one form for this recipient, or `redact`";
            let recipient = policy.recipients[recipient].id.clone();
            let error = check::error_at(policy, what, policy.rules[*other].place);
            found.push(error.see(policy.rules[first].place).names([recipient]).fix(fix));
        }
    }
}
