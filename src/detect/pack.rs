//! The rules of a run: the few that it needs, and all of them where something depends on all.
//!
//! Who knows what a run needs says it as info types; nothing here knows why they are needed.

use std::sync::{Arc, OnceLock};

use crate::detect::engine::{self, Engine};
use crate::detect::rule::Rule;
use crate::error::Result;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::simd::Isa;

/// Every rule that there is for a run, in its order, and an engine of all when somebody asks for it.
pub struct Rules {
    rules: Vec<Arc<Rule>>,
    isa: Isa,
    all: OnceLock<Result<Arc<Engine>>>,
}

/// What has to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Findings of these info types; `None` = of all.
    pub info_types: Option<Vec<InfoTypeId>>,
    /// Also what runs past what its rule looks at, whatever it is.
    pub overlong: bool,
}

impl Rules {
    /// Of these rules.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        Rules::for_isa(rules, Isa::of_this_machine())
    }

    /// The same for engines with given instructions, or less where they are not there.
    pub fn for_isa(rules: impl IntoIterator<Item = Rule>, isa: Isa) -> Self {
        Rules { rules: rules.into_iter().map(Arc::new).collect(), isa, all: OnceLock::new() }
    }

    /// Every rule, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.rules.iter()
    }

    /// An engine of all rules, made when it is first asked for.
    pub fn all(&self) -> Result<Arc<Engine>> {
        self.all.get_or_init(|| Engine::for_isa(self.rules.iter().cloned(), self.isa).map(Arc::new)).clone()
    }

    /// An engine of the rules that are needed. What it finds of what is needed is what all rules find.
    pub fn engine(&self, needs: &Needs, vocabulary: &Vocabulary) -> Result<Arc<Engine>> {
        let needed = self.needed(needs, vocabulary);
        if needed.len() == self.rules.len() {
            self.all()
        } else {
            Engine::for_isa(needed, self.isa).map(Arc::new)
        }
    }

    /// The rules that are needed, in their order, by which findings of one place are told apart.
    pub fn needed(&self, needs: &Needs, vocabulary: &Vocabulary) -> Vec<Arc<Rule>> {
        let is_needed = |rule: &&Arc<Rule>| {
            let Some(wanted) = &needs.info_types else { return true };
            // Where a field's name and a detector mean the same value, the detector decides what it is: a name that is
            // wanted would say something else without the detector that is not.
            let akin = wanted.iter().any(|id| vocabulary.are_akin(*id, rule.info_type));
            akin || (needs.overlong && rule.can_be_overlong())
        };
        self.rules.iter().filter(is_needed).cloned().collect()
    }

    /// How many bytes to the right of a start can decide whether and what any rule finds there.
    pub fn reach(&self) -> usize {
        engine::reach(self.rules.iter().map(|rule| &**rule))
    }

    /// The info types that some rule finds wherever they stand, sorted.
    pub fn free_text_types(&self) -> Vec<InfoTypeId> {
        engine::free_text_types(self.rules.iter().map(|rule| &**rule))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::detect::rule;

    fn needed(names: &[&str], overlong: bool) -> Vec<String> {
        let vocabulary = Vocabulary::builtin().unwrap();
        let rules = Rules::new(rule::builtin(&vocabulary).unwrap());
        let info_types = Some(names.iter().map(|name| vocabulary.find(name).unwrap()).collect());
        let needed = rules.needed(&Needs { info_types, overlong }, &vocabulary);
        needed.iter().map(|rule| rule.id.clone()).collect()
    }

    #[test]
    fn a_pack_holds_what_is_needed_and_what_is_akin_to_it() {
        assert_eq!(needed(&["EMAIL_ADDRESS"], false), ["global.email-encoded", "global.email"]);
        assert_eq!(
            needed(&["IPV6_ADDRESS"], false),
            ["network.ipv4-host", "network.ipv4-packet", "network.ipv4-url", "network.ipv4", "network.ipv6"],
            "which of a family it is"
        );
        assert!(needed(&[], false).is_empty());
        let overlong = needed(&[], true);
        assert!(overlong.contains(&"web.cookie".to_owned()) && !overlong.contains(&"us.ssn".to_owned()));
    }

    #[test]
    fn without_needs_all_are_loaded_once() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let rules = Rules::new(rule::builtin(&vocabulary).unwrap());
        let engine = rules.engine(&Needs::default(), &vocabulary).unwrap();
        assert!(Arc::ptr_eq(&engine, &rules.all().unwrap()));
        assert_eq!((engine.reach(), engine.free_text_types()), (rules.reach(), rules.free_text_types()));
    }
}
