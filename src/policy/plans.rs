//! What one recipient may have of one input: a plan for every state that its records can be in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::token::TokenKeys;
use crate::policy::plan::{FreeText, Plan};
use crate::policy::state::{Condition, StateSet};
use crate::policy::{Policy, Recipient, table};
use crate::standing::Asks;

/// What is known of the states of a record. What is in neither set is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Answers {
    /// States that hold.
    pub yes: StateSet,
    /// States that do not.
    pub no: StateSet,
}

/// A rule for whole records that applies to an input.
#[derive(Clone, Debug)]
struct Gate {
    condition: Condition,
    /// The number of its list of fields among those of the policy.
    fields: Option<usize>,
}

/// What becomes of a record.
#[derive(Clone)]
pub struct Fate {
    /// The decisions for what is in it.
    pub plan: Arc<Plan>,
    /// It is dropped.
    pub dropped: bool,
    /// Of its fields only those leave that are in all of these lists of the policy.
    pub offers: u64,
}

/// The plans of one recipient for one input.
pub struct Plans {
    /// Who gets the output.
    pub recipient: String,
    /// What it gets it for: the purposes whose statements count.
    pub purposes: Vec<Option<String>>,
    /// All states that something depends on.
    asked: StateSet,
    /// Those that decisions depend on.
    deciding: StateSet,
    /// One for each set of `deciding`, in the order of [`StateSet::subsets`].
    pure: Vec<(StateSet, Arc<Plan>)>,
    /// Those for records of which not all is known, as they are asked for.
    mixed: Mutex<HashMap<Answers, Arc<Plan>>>,
    strictest: Arc<Plan>,
    gates: Vec<Gate>,
    /// Nothing of this input leaves for this recipient.
    closed: bool,
    asks: Option<Asks>,
}

impl Plans {
    /// Those of `recipient` for an input of the sources `given` (none = it is not known which).
    pub fn new(
        policy: &Policy,
        vocabulary: &Vocabulary,
        recipient: &Recipient,
        purpose: Option<&str>,
        given: &[usize],
        keys: Option<&Arc<TokenKeys>>,
    ) -> Plans {
        let deciding = table::states(policy, recipient, purpose);
        let plan = |states| {
            Arc::new(table::plan_in(policy, vocabulary, (recipient, purpose), given, keys, &[states]))
        };
        let pure: Vec<(StateSet, Arc<Plan>)> =
            deciding.subsets().map(|states| (states, plan(states))).collect();
        let gates = gates(policy, recipient, purpose, given);
        let of_gates = gates.iter().fold(StateSet::default(), |all, g| all.and(g.condition.states()));
        let is_open = |s: &usize| recipient.sources.as_ref().is_none_or(|list| list.contains(s));
        let closed = match given {
            [] => recipient.sources.is_some(),
            some => !some.iter().all(is_open),
        };
        let purposes = table::purposes(recipient, purpose);
        Plans {
            recipient: recipient.id.clone(),
            purposes: purposes.into_iter().map(|p| p.map(str::to_owned)).collect(),
            asked: deciding.and(of_gates),
            deciding,
            strictest: merged(pure.iter().map(|(_, plan)| plan)),
            pure,
            mixed: Mutex::default(),
            gates,
            closed,
            asks: None,
        }
    }

    /// One plan, whatever a record is about.
    pub fn of_one(plan: Plan) -> Plans {
        let plan = Arc::new(plan);
        Plans {
            recipient: plan.recipient.clone(),
            purposes: vec![None],
            asked: StateSet::default(),
            deciding: StateSet::default(),
            pure: vec![(StateSet::default(), plan.clone())],
            mixed: Mutex::default(),
            strictest: plan,
            gates: Vec::new(),
            closed: false,
            asks: None,
        }
    }

    /// The plan that lets least out.
    pub fn strictest(&self) -> &Arc<Plan> {
        &self.strictest
    }

    /// Every plan that can hold, each once.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Plan>> {
        self.pure.iter().map(|(_, plan)| plan)
    }

    /// Those for records of which all is known, to be changed before anything is asked.
    pub fn each_mut(&mut self, mut change: impl FnMut(&mut Plan)) {
        let plans = std::mem::take(&mut self.pure);
        self.pure = plans
            .into_iter()
            .map(|(states, plan)| {
                let mut plan = Arc::unwrap_or_clone(plan);
                change(&mut plan);
                (states, Arc::new(plan))
            })
            .collect();
        self.strictest = merged(self.pure.iter().map(|(_, plan)| plan));
    }

    /// The states that something depends on.
    pub fn asked(&self) -> StateSet {
        self.asked
    }

    /// How the states are told; without it all are unknown.
    #[must_use]
    pub fn with(mut self, asks: Asks) -> Plans {
        self.asks = Some(asks);
        self
    }

    /// How the states are told.
    pub fn asks(&self) -> Option<&Asks> {
        self.asks.as_ref()
    }

    /// True when records are told apart by what is known of them.
    pub fn by_record(&self) -> bool {
        self.closed || !self.asked.is_empty() || !self.gates.is_empty()
    }

    /// True when for some records only some fields leave.
    pub fn offers_fields(&self) -> bool {
        self.gates.iter().any(|gate| gate.fields.is_some())
    }

    /// True when what columns are called decides what leaves, whatever they hold.
    pub fn ask_names(&self) -> bool {
        self.offers_fields() || self.all().any(|plan| plan.unclassified != FreeText::Scan)
    }

    /// True when nothing of an input that is plain text leaves, because the policy refuses such.
    pub fn refuses_text(&self) -> bool {
        self.all().any(|plan| plan.free_text == FreeText::Refuse)
    }

    /// True when some action asks who a record is about.
    pub fn uses_subjects(&self) -> bool {
        self.all().any(|plan| plan.uses_subjects())
    }

    /// The info types that something happens to in some state.
    pub fn needs(&self) -> impl Iterator<Item = InfoTypeId> {
        self.all().flat_map(|plan| plan.needs())
    }

    /// What becomes of a record of which `answers` are known.
    pub fn fate(&self, answers: Answers) -> Fate {
        let passes =
            |gate: &Gate| answers.yes.holds(gate.condition.when) && answers.no.holds(gate.condition.unless);
        Fate {
            plan: self.plan(answers),
            dropped: self.closed || !self.gates.iter().all(passes),
            offers: self.gates.iter().filter_map(|g| g.fields).fold(0, |all, n| all | 1 << n),
        }
    }

    fn plan(&self, answers: Answers) -> Arc<Plan> {
        let within = |set: StateSet| StateSet(set.0 & self.deciding.0);
        let answers = Answers { yes: within(answers.yes), no: within(answers.no) };
        let possible = |states: StateSet| states.holds(answers.yes) && !states.meets(answers.no);
        if answers.yes.and(answers.no) == self.deciding {
            let known = self.pure.iter().find(|(states, _)| *states == answers.yes);
            return known.map_or_else(|| self.strictest.clone(), |(_, plan)| plan.clone());
        }
        let mut mixed = self.mixed.lock().unwrap_or_else(PoisonError::into_inner);
        let made = mixed.entry(answers).or_insert_with(|| {
            merged(self.pure.iter().filter(|(states, _)| possible(*states)).map(|(_, plan)| plan))
        });
        made.clone()
    }
}

/// The rules for whole records that can apply to an input of the sources `given`.
fn gates(policy: &Policy, recipient: &Recipient, purpose: Option<&str>, given: &[usize]) -> Vec<Gate> {
    let mut lists = 0;
    let mut made = Vec::new();
    for rule in &policy.records {
        // Lists of fields are counted over all rules, as facts of fields are.
        let fields = rule.fields.as_ref().map(|_| lists);
        lists += usize::from(fields.is_some());
        let from = rule
            .sources
            .as_ref()
            .is_none_or(|list| given.is_empty() || given.iter().any(|s| list.contains(s)));
        if from && table::applies(policy, &rule.whom, recipient, purpose) {
            made.push(Gate { condition: rule.condition, fields });
        }
    }
    made
}

/// Of every decision the strictest.
fn merged<'p>(plans: impl Iterator<Item = &'p Arc<Plan>>) -> Arc<Plan> {
    let mut plans = plans.cloned();
    let Some(mut made) = plans.next() else {
        // There is a plan for the empty set of states, so this is never asked of none.
        return Arc::new(Plan::nothing());
    };
    for other in plans {
        made = Arc::new(made.stricter(&other));
    }
    made
}
