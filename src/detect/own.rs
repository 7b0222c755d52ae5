//! Rules of a user beside those that are shipped: everything that detection is made of, from embedded files and from
//! the files of directories of rules.
//!
//! Nothing here reads a disk. What a file is follows from its path below its directory: `info-types.toml` adds to the
//! vocabulary, `fields/` to the names of fields, `lexicons/` to the context words, any other file is rules.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::config::nearest;
use crate::detect::detector::Detector;
use crate::detect::field::Fields;
use crate::detect::lexicon::{Addition, Lexicons};
use crate::detect::rule::{self, Rule};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::info_type::Vocabulary;
use crate::limits::RULES_MAX;

/// A file of a directory of rules.
pub struct RuleFile {
    /// What errors call it.
    pub name: String,
    /// Its path below the directory, with `/` between names.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// What a file says, by where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    InfoTypes,
    Fields,
    Lexicon,
    Rules,
}

impl RuleFile {
    fn kind(&self) -> Kind {
        match self.path.split_once('/') {
            None if self.path == "info-types.toml" => Kind::InfoTypes,
            Some(("fields", _)) => Kind::Fields,
            Some(("lexicons", _)) => Kind::Lexicon,
            _ => Kind::Rules,
        }
    }
}

/// Everything that detection is made of.
pub struct RuleSet {
    /// What can be found.
    pub vocabulary: Vocabulary,
    /// The shipped rules that none replaces, then those of the files in their order.
    pub rules: Vec<Rule>,
    /// What names of fields mean.
    pub fields: Fields,
}

impl RuleSet {
    /// What is shipped, and `files`.
    pub fn new(files: &[RuleFile]) -> Result<RuleSet> {
        RuleSet::of(files, rule::builtin)
    }

    /// The same, but what is shipped has no examples: a search needs none.
    pub fn for_search(files: &[RuleFile]) -> Result<RuleSet> {
        RuleSet::of(files, rule::builtin_for_search)
    }

    fn of(files: &[RuleFile], shipped: fn(&Vocabulary) -> Result<Vec<Rule>>) -> Result<RuleSet> {
        let of = |kind| files.iter().filter(move |file| file.kind() == kind);
        let mut vocabulary = Vocabulary::builtin()?;
        for file in of(Kind::InfoTypes) {
            vocabulary.add(&file.name, &file.text)?;
        }
        let names: Vec<(String, &str)> =
            of(Kind::Fields).map(|file| (file.name.clone(), file.text.as_str())).collect();
        let fields = Fields::with(&names, &vocabulary)?;
        let mut lexicons = Lexicons::shipped()?;
        let mut additions = Vec::new();
        for file in of(Kind::Lexicon) {
            let added = lexicons.read(&file.name, &file.text)?;
            additions.extend(added.into_iter().map(|addition| (file.name.as_str(), addition)));
        }
        let mut own = Vec::new();
        for file in of(Kind::Rules) {
            let rules = Rule::parse_any(&file.name, &file.text, &vocabulary, &lexicons)?;
            own.extend(rules.into_iter().map(|rule| (file.name.as_str(), rule)));
        }
        let mut rules = together(shipped(&vocabulary)?, own)?;
        add_words(&mut rules, additions)?;
        Ok(RuleSet { vocabulary, rules, fields })
    }
}

/// Whether a file of one rule can be loaded.
pub fn check_rule(name: &str, text: &str, vocabulary: &Vocabulary) -> Result<()> {
    compiled(name, Rule::parse(name, text, vocabulary)?).map(drop)
}

fn error(name: &str, place: Place, what: &'static str) -> Error {
    Error::new(ErrorKind::Rules, what).about(name).at(place)
}

/// `shipped` without those that are replaced, then `own`, each checked as far as it can be without a text.
fn together(mut shipped: Vec<Rule>, own: Vec<(&str, Rule)>) -> Result<Vec<Rule>> {
    let mut replaced = HashSet::new();
    for (name, rule) in &own {
        let Some((id, place)) = &rule.replaces else { continue };
        if !shipped.iter().any(|shipped| shipped.id == *id) {
            let known = nearest(id, shipped.iter().map(|shipped| shipped.id.as_str()));
            return Err(error(name, *place, "no shipped rule has this id").known(known));
        }
        if !replaced.insert(id.clone()) {
            let what = "another rule replaces this one already";
            return Err(error(name, *place, what).fix("take `replaces` out of one of them"));
        }
    }
    shipped.retain(|rule| !replaced.contains(&rule.id));
    let mut ids: HashSet<String> = shipped.iter().map(|rule| rule.id.clone()).collect();
    for (name, rule) in own {
        if !ids.insert(rule.id.clone()) {
            let what = "another rule has this id";
            let fix = "give it an id of its own; to stand in the place of a shipped rule, say `replaces = \"its id\"`";
            return Err(error(name, rule.id_place, what).fix(fix));
        }
        if ids.len() > RULES_MAX {
            return Err(error(name, rule.id_place, "there are too many rules for one run"));
        }
        shipped.push(compiled(name, rule)?);
    }
    Ok(shipped)
}

/// The rule, when its pattern and boundaries are not too large. An engine compiles only the rules of a run, and what is
/// wrong with a rule is an error of every run.
fn compiled(name: &str, rule: Rule) -> Result<Rule> {
    let place = rule.pattern_place;
    let rule = Arc::new(rule);
    Detector::new(rule.clone()).map(drop).map_err(|_| {
        error(name, place, "the pattern or a boundary is too large to compile")
            .fix("use smaller repetition counts, or split it into several rules")
    })?;
    Arc::into_inner(rule).ok_or_else(|| Error::new(ErrorKind::Internal, "a rule is still in use"))
}

/// Gives the words of lexicons to the rules that these name.
fn add_words(rules: &mut [Rule], additions: Vec<(&str, Addition)>) -> Result<()> {
    let places: HashMap<String, usize> =
        rules.iter().enumerate().map(|(place, rule)| (rule.id.clone(), place)).collect();
    for (name, Addition { rule: id, words, place }) in additions {
        let Some(at) = places.get(&id) else {
            let known = nearest(&id, places.keys().map(String::as_str));
            return Err(error(name, place, "no rule has this id").known(known));
        };
        let rule = &mut rules[*at];
        if rule.context_points == 0 {
            let what = "words near a value give this rule no points, so they would do nothing";
            return Err(error(name, place, what)
                .fix("leave the rule out, or replace it by one with `context` points"));
        }
        rule.context_words.extend(words);
        rule.context_words.sort();
        rule.context_words.dedup();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn file(path: &str, text: &str) -> RuleFile {
        RuleFile { name: format!("mine/{path}"), path: path.to_owned(), text: text.to_owned() }
    }

    fn rule_file(id: &str, more: &str) -> RuleFile {
        let text = format!(
            "id = 'own.{id}'\n{more}\ninfo_type = 'EMPLOYEE_ID'\ntitle = 't'\nmatch = {{ pattern = 'Q[0-9]{{6}}' }}\nconfidence = {{ base = 60 }}\n"
        );
        file(&format!("{id}.toml"), &text)
    }

    fn wrong(files: &[RuleFile]) -> String {
        RuleSet::new(files).err().unwrap().to_string()
    }

    #[test]
    fn own_rules_come_after_the_shipped_ones() {
        let shipped = RuleSet::new(&[]).unwrap().rules.len();
        let set = RuleSet::new(&[rule_file("b", ""), rule_file("a", "")]).unwrap();
        let ids: Vec<_> = set.rules[shipped..].iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids, ["own.b", "own.a"], "in the order of the files");
        assert!(set.rules[..shipped].iter().all(|rule| rule.is_shipped && rule.replaces.is_none()));
        assert!(set.rules[shipped..].iter().all(|rule| !rule.is_shipped));
    }

    #[test]
    fn a_rule_stands_in_the_place_of_a_shipped_one_only_when_it_says_so() {
        let shipped = RuleSet::new(&[]).unwrap().rules.len();
        let set = RuleSet::new(&[rule_file("a", "replaces = 'us.ssn'")]).unwrap();
        assert!(set.rules.len() == shipped && set.rules.iter().all(|rule| rule.id != "us.ssn"));
        let same = file("a.toml", &rule_file("a", "").text.replace("own.a", "us.ssn"));
        let said = wrong(&[same]);
        assert!(said.starts_with("mine/a.toml:1:6: another rule has this id; "), "{said}");
        let said = wrong(&[rule_file("a", "replaces = 'us.snn'")]);
        assert!(said.starts_with("mine/a.toml:2:12: ") && said.contains("us.ssn"), "{said}");
        let said = wrong(&[rule_file("a", "replaces = 'us.ssn'"), rule_file("b", "replaces = 'us.ssn'")]);
        assert!(said.starts_with("mine/b.toml:2:12: another rule replaces"), "{said}");
    }

    #[test]
    fn what_is_too_large_is_an_error_with_its_place() {
        let text = rule_file("a", "").text.replace("{6}'", "{6}', not_before = 'x(?:a|b){14}a(?:a|b){0,40}'");
        let said = wrong(&[file("a.toml", &text)]);
        assert!(said.starts_with("mine/a.toml:5:21: the pattern"), "{said}");
    }

    #[test]
    fn lexicons_give_words_to_rules() {
        let lexicon = "id = 'staff'\nadd_to = ['us.ssn']\nwords = { en = ['badge no'], de = ['Marke'] }\n";
        let rule = rule_file("a", "context = { lexicons = ['staff'] }");
        let set = RuleSet::new(&[rule, file("lexicons/staff.toml", lexicon)]).unwrap();
        let words = |id: &str| &set.rules.iter().find(|rule| rule.id == id).unwrap().context_words;
        assert_eq!(words("own.a")[..], ["badge no", "badge-no", "badge_no", "badgeno", "marke"]);
        assert!(words("us.ssn").contains(&"marke".to_owned()) && words("us.ssn").contains(&"ssn".to_owned()));
        let said = wrong(&[file("lexicons/x.toml", &lexicon.replace("us.ssn", "us.snn"))]);
        assert!(said.starts_with("mine/lexicons/x.toml:2:11: no rule has this id"), "{said}");
        let said = wrong(&[rule_file("a", "context = { lexicons = ['stuff'] }")]);
        assert!(said.contains("no such lexicon"), "{said}");
        let said = wrong(&[file("lexicons/x.toml", "id = 'x'\nwords.en = ['']\n")]);
        assert!(said.contains("1 to 64 bytes"), "{said}");
    }
}
