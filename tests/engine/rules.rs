//! The lists of rules that are compared, each with a slow reference and an engine for every instruction set.

use std::sync::{Arc, OnceLock};

use obelus::detect::engine::Engine;
use obelus::detect::rule::{self, Rule};
use obelus::finding::Finding;
use obelus::info_type::Vocabulary;
use obelus::simd::Isa;

use crate::reference::Reference;

/// A list of rules, ready to be compared.
pub struct Rules {
    pub name: &'static str,
    pub rules: Vec<Arc<Rule>>,
    reference: Reference,
    engines: Vec<(Isa, Engine)>,
}

impl Rules {
    /// What obelus ships, and the two lists of the benches.
    pub fn all() -> &'static [Rules] {
        static ALL: OnceLock<Vec<Rules>> = OnceLock::new();
        ALL.get_or_init(|| {
            let vocabulary = Vocabulary::builtin().unwrap();
            let listed = |name, text: &str| Rule::parse_list(name, text, &vocabulary).unwrap();
            vec![
                Rules::new("shipped", rule::builtin(&vocabulary).unwrap()),
                Rules::new("five", listed("five.toml", include_str!("../../benches/rules/five.toml"))),
                Rules::new(
                    "hundred",
                    listed("hundred.toml", include_str!("../../benches/rules/hundred.toml")),
                ),
            ]
        })
    }

    fn new(name: &'static str, rules: Vec<Rule>) -> Self {
        let rules: Vec<Arc<Rule>> = rules.into_iter().map(Arc::new).collect();
        let engine = |isa| (isa, Engine::for_isa(rules.iter().cloned(), isa).unwrap());
        let engines = Isa::ALL.into_iter().filter(|isa| isa.is_here()).map(engine).collect();
        Rules { name, reference: Reference::of(rules.iter().cloned()), rules, engines }
    }

    /// What the reference finds in `text`.
    pub fn wanted(&self, text: &[u8]) -> Vec<Finding> {
        self.reference.findings(text)
    }

    /// Fails when an engine does not find exactly `wanted` in `text`, each in its order.
    pub fn finds(&self, what: &str, text: &[u8], wanted: &[Finding]) {
        self.finds_from(what, text, 0, wanted);
    }

    /// The same when the search begins at `from`.
    pub fn finds_from(&self, what: &str, text: &[u8], from: usize, wanted: &[Finding]) {
        let wanted: Vec<Finding> = wanted.iter().filter(|f| f.from >= from).copied().collect();
        let mut found = Vec::new();
        for (isa, engine) in &self.engines {
            found.clear();
            engine.detect(text, from, &mut found);
            if found == wanted {
                continue;
            }
            let at = found.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
            let (got, want) = (found.get(at), wanted.get(at));
            let said = [got, want].map(|f| f.map_or("nothing".to_owned(), |f| self.said(text, f)));
            panic!(
                "{what}, {} rules, {isa:?}, from {from} of {}: finding {at} is\n  {}\ninstead of\n  {}",
                self.name,
                text.len(),
                said[0],
                said[1]
            );
        }
    }

    /// Fails when an engine does not find in `text` what every rule tried at every byte finds.
    pub fn agree(&self, what: &str, text: &[u8]) {
        self.finds(what, text, &self.wanted(text));
    }

    /// A finding with the text around it: all of it was made for tests.
    fn said(&self, text: &[u8], found: &Finding) -> String {
        let from = found.from.saturating_sub(20);
        let near = &text[from..text.len().min(found.span.end.min(from + 200) + 20)];
        format!("{} {found:?} in {}", self.rules[usize::from(found.detector.0)].id, near.escape_ascii())
    }
}
