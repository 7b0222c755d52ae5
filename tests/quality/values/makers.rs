//! What templates can name: one table of values that are labelled and of noise, and the numbers of `tests/numbers`.

use std::collections::BTreeMap;

use obelus::detect::rule;
use obelus::info_type::Vocabulary;

use crate::numbers::{self, Scheme};
use crate::random::Random;

use super::{cards, emails, ids, ips, noise, phones, secrets, texts};

/// A maker: its name in templates, the label of what it makes (none for noise), and how it makes it.
pub type Maker = (&'static str, &'static str, fn(&mut Random) -> String);

/// All makers.
pub struct Makers {
    named: BTreeMap<&'static str, (String, Make)>,
}

enum Make {
    Fn(fn(&mut Random) -> String),
    Number(&'static Scheme),
}

const TABLES: &[&[Maker]] = &[
    cards::MAKERS,
    emails::MAKERS,
    ids::MAKERS,
    ips::MAKERS,
    noise::MAKERS,
    phones::MAKERS,
    secrets::MAKERS,
    texts::MAKERS,
];

/// How values of this name are made, for those that need no rule: other tests draw values too.
#[allow(dead_code)]
pub fn maker(name: &str) -> fn(&mut Random) -> String {
    let all = TABLES.iter().flat_map(|table| table.iter());
    all.into_iter().find(|(known, ..)| *known == name).unwrap_or_else(|| panic!("no maker {name}")).2
}

impl Makers {
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut named = BTreeMap::new();
        for (name, info_type, make) in TABLES.iter().flat_map(|table| table.iter()) {
            assert!(info_type.is_empty() || vocabulary.find(info_type).is_some(), "{info_type}");
            assert!(
                named.insert(*name, ((*info_type).to_owned(), Make::Fn(*make))).is_none(),
                "{name} twice"
            );
        }
        // A number is what the rule says that has its validator.
        let rules = rule::builtin(vocabulary).expect("every rule file is valid");
        for scheme in numbers::schemes() {
            let of = |rule: &&rule::Rule| rule.validator.is_some_and(|v| v.name == scheme.validator);
            if let Some(rule) = rules.iter().find(of) {
                let info_type = vocabulary.get(rule.info_type).name.clone();
                named.entry(scheme.validator).or_insert((info_type, Make::Number(scheme)));
            }
        }
        Makers { named }
    }

    /// The label and a value.
    pub fn make(&self, name: &str, random: &mut Random) -> (&str, String) {
        let Some((info_type, make)) = self.named.get(name) else { panic!("templates name no maker {name}") };
        let made = match make {
            Make::Fn(make) => make(random),
            Make::Number(scheme) => numbers::number(scheme, random),
        };
        (info_type, made)
    }
}
