//! Recognizers of Presidio: YAML with regular expressions of Python.

use crate::error::{Error, ErrorKind, Result};
use crate::import::pattern::{Dialect, Value};
use crate::import::yaml::{self, Node};
use crate::import::{Described, File, Left, name_of};

/// Points that Presidio gives for a context word, and the least score with one.
const CONTEXT: i64 = 35;
const LEAST_WITH_CONTEXT: i64 = 40;

/// Flags of Python's `re`. Presidio sets IGNORECASE, MULTILINE and DOTALL when it is not told others; the last two say nothing
/// where a match stays in its line.
const IGNORE_CASE: u32 = 2;
const VERBOSE: u32 = 64;

/// Keys that are read, or say nothing of what is found.
const KNOWN: [&str; 13] = [
    "name",
    "type",
    "enabled",
    "supported_entity",
    "supported_entities",
    "supported_language",
    "supported_languages",
    "patterns",
    "context",
    "deny_list",
    "deny_list_score",
    "version",
    "global_regex_flags",
];

/// Reads a file, which errors call `name`.
pub fn read(name: &str, text: &str) -> Result<File> {
    let root = yaml::read(name, text)?;
    let Some(recognizers) = root.get("recognizers") else {
        let error = Error::new(ErrorKind::Rules, "a required key is missing here").about(name).at(root.place);
        return Err(error.known(["`recognizers`"]).fix("give a file with recognizers of Presidio"));
    };
    let mut file = File::default();
    let is_known = |key: &str| matches!(key, "recognizers" | "supported_languages" | "global_regex_flags");
    if !root.keys().all(is_known) {
        file.notes.push("the file has keys beside its recognizers that are not known here".to_owned());
    }
    let flags = flags(&root).unwrap_or(IGNORE_CASE);
    for (number, node) in recognizers.items().iter().enumerate() {
        let name = name_of(node.get("name").and_then(Node::str).or(node.str()), number + 1);
        file.rules.extend(Recognizer { node, name }.rules(flags));
    }
    Ok(file)
}

fn flags(node: &Node) -> Option<u32> {
    node.get("global_regex_flags")?.str()?.parse().ok()
}

struct Recognizer<'n> {
    node: &'n Node,
    /// In the form of an id.
    name: String,
}

impl Recognizer<'_> {
    fn left(&self, line: usize, why: &str) -> Left {
        Left { id: format!("presidio.{}", self.name), line, why: why.to_owned() }
    }

    fn listed(&self, key: &str) -> &[Node] {
        self.node.get(key).map(Node::items).unwrap_or_default()
    }

    /// Its rules: one a pattern, and one for its list of words.
    fn rules(&self, flags: u32) -> Vec<Result<Described, Left>> {
        let line = self.node.place.line;
        let base = match self.base(flags) {
            Ok(base) => base,
            Err(why) => return vec![Err(self.left(line, why))],
        };
        let mut made = Vec::new();
        for pattern in self.listed("patterns") {
            let line = pattern.place.line;
            let regex = pattern.get("regex").and_then(Node::str);
            let rule = regex.ok_or("one of its patterns has no regular expression").and_then(|regex| {
                let score = score(pattern.get("score"))?.unwrap_or(0);
                Ok((regex.to_owned(), score))
            });
            made.push(self.described(&base, line, rule));
        }
        let words: Vec<String> =
            self.listed("deny_list").iter().filter_map(Node::str).map(regex_syntax::escape).collect();
        if !words.is_empty() {
            // A score that is not given is the highest.
            let regex = format!("(?<!\\w)(?:{})(?!\\w)", words.join("|"));
            let rule = score(self.node.get("deny_list_score")).map(|score| (regex, score.unwrap_or(100)));
            made.push(self.described(&base, line, rule));
        }
        made
    }

    /// What its rules have in common.
    fn base(&self, flags: u32) -> Result<Base, &'static str> {
        if self.node.get("enabled").is_some_and(Node::is_false) {
            return Err("it is not enabled");
        }
        if self.listed("patterns").is_empty() && self.listed("deny_list").is_empty() {
            return Err(
                "it is code of Presidio and no pattern; `obelus rules list` shows what is found without it",
            );
        }
        let flags = self::flags(self.node).unwrap_or(flags);
        if flags & VERBOSE != 0 {
            return Err("its expressions have comments or spaces that do not count");
        }
        let info_type = entity(self.node).ok_or("it has not one entity that it finds")?;
        let is_known = self.node.keys().all(|key| KNOWN.contains(&key));
        let note = "it has a key that is not known here".to_owned();
        Ok(Base {
            info_type,
            words: words(self.node),
            notes: if is_known { Vec::new() } else { vec![note] },
            dialect: Dialect { any_case: flags & IGNORE_CASE != 0, python: true },
        })
    }

    fn described(
        &self,
        base: &Base,
        line: usize,
        rule: Result<(String, i64), &'static str>,
    ) -> Result<Described, Left> {
        let (pattern, score) = rule.map_err(|why| self.left(line, why))?;
        let context = CONTEXT.max(LEAST_WITH_CONTEXT - score);
        Ok(Described {
            family: "presidio",
            name: self.name.clone(),
            line,
            info_type: base.info_type.clone(),
            title: self.node.get("name").and_then(Node::str).unwrap_or("Recognizer").to_owned(),
            pattern,
            dialect: base.dialect,
            value: Value::Whole,
            base: score,
            context: if base.words.is_empty() { 0 } else { context },
            words: base.words.clone(),
            notes: base.notes.clone(),
        })
    }
}

/// What the rules of one recognizer have in common.
struct Base {
    info_type: String,
    words: Vec<(String, Vec<String>)>,
    notes: Vec<String>,
    dialect: Dialect,
}

/// A score as points.
fn score(node: Option<&Node>) -> Result<Option<i64>, &'static str> {
    let Some(node) = node else { return Ok(None) };
    let given =
        node.str().and_then(|text| text.parse::<f64>().ok()).filter(|score| (0.0..=1.0).contains(score));
    given.map(|score| Some((score * 100.0).round() as i64)).ok_or("its score is no number from 0 to 1")
}

/// What a recognizer finds, where it is one thing.
fn entity(recognizer: &Node) -> Option<String> {
    let node = recognizer.get("supported_entity").or_else(|| recognizer.get("supported_entities"))?;
    let [one] = node.items() else { return None };
    one.str().map(str::to_owned)
}

/// Context words by language: of the recognizer, or of each of its languages.
fn words(recognizer: &Node) -> Vec<(String, Vec<String>)> {
    let of = |node: Option<&Node>| -> Vec<String> {
        let items = node.map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::str).map(str::to_lowercase).collect()
    };
    let one = recognizer.get("supported_language").and_then(Node::str).unwrap_or("en");
    let mut made = std::collections::BTreeMap::from([(language(one), of(recognizer.get("context")))]);
    for given in recognizer.get("supported_languages").map(Node::items).unwrap_or_default() {
        if let Some(named) = given.get("language").and_then(Node::str) {
            made.entry(language(named)).or_default().extend(of(given.get("context")));
        }
    }
    made.into_iter().filter(|(_, words)| !words.is_empty()).collect()
}

/// The name of a language as the key of a list.
fn language(name: &str) -> String {
    let is_plain =
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && name != "lexicons";
    if is_plain { name.to_owned() } else { "xx".to_owned() }
}
