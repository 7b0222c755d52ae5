//! The patterns as others get them, and the automaton of the regex crate over all of them.
//!
//! `five.tsv` holds marker and pattern, in a syntax that ripgrep, the regex crate and Hyperscan share. What a hundred
//! rules say is taken from `benches/rules/hundred.toml`.

use std::path::Path;

use obelus::detect::rule::Rule;
use obelus::detect::validate::{self, Candidate, Validator, Verdict};
use obelus::info_type::Vocabulary;
use regex_automata::meta;
use regex_automata::util::syntax;

/// A byte that makes a word boundary beside another byte.
const WORD: &str = "[0-9A-Za-z_]";

/// With the two mebibytes it takes by itself, the automaton of a hundred patterns is made again and again, at a fifth
/// of the speed. It is to be measured at its best.
const CACHE_BYTES: usize = 64 << 20;

/// One pattern.
pub struct Peer {
    /// What is written between brackets.
    pub marker: String,
    /// The pattern.
    pub pattern: String,
    check: Option<Validator>,
}

impl Peer {
    /// True when the check, if there is one, agrees.
    pub fn accepts(&self, value: &[u8]) -> bool {
        let candidate = Candidate { value, before: b"", after: b"" };
        self.check.is_none_or(|validator| (validator.check)(&candidate) != Verdict::Invalid)
    }
}

/// Where the five are.
pub fn five_file() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/five.tsv"))
}

/// The five patterns.
pub fn five() -> Vec<Peer> {
    let row = |line: &str| {
        let (marker, pattern) = line.split_once('\t').expect("marker, tab, pattern");
        let check = if marker == "CREDIT_CARD_NUMBER" { validate::named("luhn") } else { None };
        Peer { marker: marker.to_owned(), pattern: pattern.to_owned(), check }
    };
    std::fs::read_to_string(five_file()).expect("the file is part of the project").lines().map(row).collect()
}

/// The patterns of a rule file, with word boundaries where its rules have them.
pub fn of_rules(file: &Path) -> Vec<Peer> {
    let vocabulary = Vocabulary::builtin().expect("the vocabulary is part of the project");
    let text = std::fs::read_to_string(file).expect("the rules can be read");
    let rules = Rule::parse_list("the rules of the bench", &text, &vocabulary).expect("the rules are valid");
    let peer = |rule: &Rule| {
        let left = match rule.left {
            Some(left) if left.name == "email" => r"\b[A-Za-z0-9._%+-]+",
            Some(_) => panic!("{} has a way to the left that no pattern says", rule.id),
            None => "",
        };
        let edge = |given: &Option<String>, boundary| match given.as_deref() {
            None => "",
            Some(WORD) => boundary,
            Some(_) => panic!("{} has an edge that is no word boundary", rule.id),
        };
        let before = edge(&rule.not_before, r"\b{start-half}");
        let after = edge(&rule.not_after, r"\b{end-half}");
        Peer {
            marker: vocabulary.get(rule.info_type).name.clone(),
            pattern: format!("{before}{left}(?:{}){after}", rule.pattern),
            check: rule.validator,
        }
    };
    rules.iter().map(peer).collect()
}

/// The engine of the regex crate, over bytes and in ASCII, which also says which pattern matched. Where several match
/// at one place, the first of them holds, as in one alternation.
pub fn automaton(peers: &[Peer]) -> meta::Regex {
    let patterns: Vec<&str> = peers.iter().map(|p| p.pattern.as_str()).collect();
    meta::Builder::new()
        .configure(
            meta::Config::new()
                .utf8_empty(false)
                .nfa_size_limit(Some(256 << 20))
                .hybrid_cache_capacity(CACHE_BYTES),
        )
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .build_many(&patterns)
        .expect("the patterns are valid")
}
