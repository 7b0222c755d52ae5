//! Detectors as data: reads `rules/<family>/<detector>.toml`. `rules/README.md` documents the format.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::config::{Item, Source, Table, nearest};
use crate::detect::hir;
use crate::detect::keyed::Keys;
use crate::detect::lexicon::{self, Lexicons};
use crate::detect::validate::{self, Left, Validator};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::finding::Likelihood;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::limits::{MATCH_BYTES_MAX, RULE_ID_BYTES_MAX};

/// One detector, as its file says it.
pub struct Rule {
    /// Stable id, as `us.ssn`.
    pub id: String,
    /// What it finds.
    pub info_type: InfoTypeId,
    /// In plain words.
    pub title: String,
    /// Where the shape is defined: RFC, ISO, issuer.
    pub references: Vec<String>,
    /// The pattern; a group named `value` marks the value when the pattern also holds context.
    pub pattern: String,
    /// Must not match the bytes that end directly before the match.
    pub not_before: Option<String>,
    /// Must not match the bytes directly after the match.
    pub not_after: Option<String>,
    /// The value is looked for beside something else alone, so that such values are not found wherever they stand.
    pub beside: bool,
    /// How the value goes on to the left of the match.
    pub left: Option<&'static Left>,
    /// How the value goes on after the match.
    pub tail: Option<Tail>,
    /// The keys whose value it is; `None` when it can stand anywhere.
    pub keyed: Option<Keys>,
    /// The check.
    pub validator: Option<Validator>,
    /// Points before validator and context.
    pub base: i16,
    /// Points for a context word nearby.
    pub context_points: i16,
    /// Words, lower case, that raise confidence when they stand nearby as whole words.
    pub context_words: Vec<String>,
    /// Whether there is no value without such a word.
    pub needs_context: NeedsContext,
    /// The longest match of `pattern`.
    pub pattern_max: usize,
    /// The longest value with what stands before it in the match, left and tail included.
    pub max_len: usize,
    /// Tests and documentation.
    pub examples: Vec<Example>,
    /// The shipped rule in whose place it stands, and where the file says so.
    pub replaces: Option<(String, Place)>,
    /// `pattern`, parsed.
    pub(crate) parsed: Hir,
    /// `not_before`, parsed.
    pub(crate) parsed_before: Option<Hir>,
    /// `not_after`, parsed.
    pub(crate) parsed_after: Option<Hir>,
    /// Where the file says its id.
    pub(crate) id_place: Place,
    /// Where the file has its pattern.
    pub(crate) pattern_place: Place,
    /// A test has compiled all of it; of other rules an engine does so when it is made.
    pub(crate) is_shipped: bool,
}

/// Which values are none without a word of the context nearby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NeedsContext {
    /// A word only makes it more certain.
    Never,
    /// Those of letters and digits alone.
    Bare,
    /// Every one.
    Always,
}

impl NeedsContext {
    /// True when `value` is none without a word.
    pub fn is_needed(self, value: &[u8]) -> bool {
        match self {
            NeedsContext::Never => false,
            NeedsContext::Bare => value.iter().all(u8::is_ascii_alphanumeric),
            NeedsContext::Always => true,
        }
    }
}

/// What a value goes on with after its pattern: a run of bytes of one class, which needs no pattern.
pub struct Tail {
    /// The bytes.
    pub class: Box<[bool; 256]>,
    /// The value ends where the quote that opened it is closed, and holds anything up to there.
    pub quoted: bool,
    /// Bytes that are no part of the value when the run ends with them.
    pub trim: Option<Box<[bool; 256]>>,
    /// Bytes after which a value counts as overlong.
    pub max: usize,
}

/// A text with the exact spans that must be found in it.
pub struct Example {
    /// The text without marks.
    pub text: Vec<u8>,
    /// What must be found, exactly; empty = nothing may be found at `possible` or above.
    pub spans: Vec<crate::span::Span>,
    /// The least likelihood of each span.
    pub likelihood: Likelihood,
    /// Why nothing may be found.
    pub why: Option<String>,
}

impl Rule {
    /// True when values are found wherever they stand, and not only behind a key or beside something else.
    pub(crate) fn is_anywhere(&self) -> bool {
        self.keyed.is_none() && !self.beside
    }

    /// Reads one rule file. `name` is what errors call it.
    pub fn parse(name: &str, text: &str, vocabulary: &Vocabulary) -> Result<Rule> {
        let lexicons = Lexicons::shipped()?;
        let read = |root: &mut Table<'_>| read_rule(root, vocabulary, &lexicons);
        Source::new(name, text, ErrorKind::Rules).read(read)
    }

    /// Reads a file of several rules: a list of `[[rule]]` tables, each like a file of its own.
    pub fn parse_list(name: &str, text: &str, vocabulary: &Vocabulary) -> Result<Vec<Rule>> {
        let lexicons = Lexicons::shipped()?;
        let read = |root: &mut Table<'_>| read_list(root, vocabulary, &lexicons);
        let rules = Source::new(name, text, ErrorKind::Rules).read(read)?;
        check_ids(&rules)?;
        Ok(rules)
    }

    /// Reads a file of one rule or of several, which may take words from `lexicons`.
    pub fn parse_any(
        name: &str,
        text: &str,
        vocabulary: &Vocabulary,
        lexicons: &Lexicons,
    ) -> Result<Vec<Rule>> {
        Source::new(name, text, ErrorKind::Rules).read(|root| match root.has("rule") {
            true => read_list(root, vocabulary, lexicons),
            false => Ok(vec![read_rule(root, vocabulary, lexicons)?]),
        })
    }
}

impl Rule {
    /// True when it can find what runs past what it looks at.
    pub fn can_be_overlong(&self) -> bool {
        self.tail.is_some() || self.left.is_some_and(|left| left.is_value)
    }
}

fn read_list(root: &mut Table<'_>, vocabulary: &Vocabulary, lexicons: &Lexicons) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for item in root.need("rule")?.list()? {
        let mut table = item.table()?;
        rules.push(read_rule(&mut table, vocabulary, lexicons)?);
        table.finish()?;
    }
    Ok(rules)
}

/// An id stands in reports, so it has a form that no value has.
fn read_id(item: &Item<'_>) -> Result<String> {
    let id = item.str()?;
    let is_named = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'));
    if !is_named || id.len() > RULE_ID_BYTES_MAX {
        let what = "an id is a small letter and then small letters, digits, dots and dashes, 64 at most";
        return Err(item.error(what).fix("write it as `family.name`"));
    }
    Ok(id.to_owned())
}

fn read_rule(root: &mut Table<'_>, vocabulary: &Vocabulary, lexicons: &Lexicons) -> Result<Rule> {
    let id_item = root.need("id")?;
    let id = read_id(&id_item)?;
    let replaces = root.get("replaces").map(|item| Ok((read_id(&item)?, item.place()))).transpose()?;
    let info_type = vocabulary.named(&root.need("info_type")?)?;
    let title = root.need_str("title")?.to_owned();
    let references = root.strs("references")?.into_iter().map(|(_, s)| s.to_owned()).collect();
    let mut shape = root.need("match")?.table()?;
    let pattern_item = shape.need("pattern")?;
    let pattern = pattern_item.str()?.to_owned();
    let (parsed, max_len) = check_pattern(&pattern).map_err(|what| pattern_item.error(what))?;
    let edge = |table: &mut Table<'_>, key| -> Result<(Option<String>, Option<Hir>)> {
        let Some(item) = table.get(key) else { return Ok((None, None)) };
        let text = item.str()?;
        let parsed = parse_hir(text).map_err(|what| item.error(what))?;
        Ok((Some(text.to_owned()), Some(parsed)))
    };
    let (not_before, parsed_before) = edge(&mut shape, "not_before")?;
    let (not_after, parsed_after) = edge(&mut shape, "not_after")?;
    let left = match shape.get("left") {
        None => None,
        Some(item) => Some(validate::left_named(item.str()?).ok_or_else(|| {
            item.error("unknown way to the left").known(validate::LEFTS.iter().map(|l| l.name))
        })?),
    };
    let tail = shape.table("tail")?.map(|mut table| read_tail(&mut table)).transpose()?;
    let pattern_max = max_len;
    let max_len = pattern_max + left.map_or(0, |l| l.max) + tail.as_ref().map_or(0, |t| t.max);
    if max_len > MATCH_BYTES_MAX {
        return Err(pattern_item.error("pattern, left and tail together are over the limit of a match"));
    }
    let validator = read_validator(&mut shape)?;
    let beside = shape.bool("beside")?.unwrap_or(false);
    shape.finish()?;
    let keyed = root.table("keyed")?.map(|mut table| read_keyed(&mut table)).transpose()?;
    let Points { base, context_points, needs_context, context_words } = read_points(root, lexicons)?;
    let mut examples = Vec::new();
    for mut table in root.tables("example")? {
        examples.push(read_example(&mut table)?);
    }
    Ok(Rule {
        id,
        info_type,
        title,
        references,
        pattern,
        not_before,
        not_after,
        left,
        tail,
        keyed,
        beside,
        validator,
        base,
        context_points,
        needs_context,
        context_words,
        pattern_max,
        max_len,
        examples,
        replaces,
        parsed,
        parsed_before,
        parsed_after,
        id_place: id_item.place(),
        pattern_place: pattern_item.place(),
        is_shipped: false,
    })
}

/// What makes a value likely.
struct Points {
    base: i16,
    context_points: i16,
    needs_context: NeedsContext,
    context_words: Vec<String>,
}

fn read_points(root: &mut Table<'_>, lexicons: &Lexicons) -> Result<Points> {
    let mut points = root.need("confidence")?.table()?;
    let base = points.need("base")?.int(0..101)? as i16;
    let context_points = points.int("context", 0..101)?.unwrap_or(0) as i16;
    let needs_context = match points.get("needs_context") {
        None => NeedsContext::Never,
        Some(item) => match item.str()? {
            "bare" => NeedsContext::Bare,
            "always" => NeedsContext::Always,
            _ => return Err(item.error("it is `bare` or `always`")),
        },
    };
    points.finish()?;
    let context_words = read_context(root, lexicons)?;
    if needs_context != NeedsContext::Never && context_words.is_empty() {
        return Err(root.error("`needs_context` needs words in `[context]`"));
    }
    Ok(Points { base, context_points, needs_context, context_words })
}

fn read_validator(shape: &mut Table<'_>) -> Result<Option<Validator>> {
    let Some(item) = shape.get("validator") else { return Ok(None) };
    let given = item.str()?;
    let unknown = || {
        let names = validate::all().map(|v| v.name);
        item.error("unknown validator").known(nearest(given, names))
    };
    validate::named(given).map(Some).ok_or_else(unknown)
}

fn read_context(root: &mut Table<'_>, lexicons: &Lexicons) -> Result<Vec<String>> {
    let mut words = Vec::new();
    if let Some(mut context) = root.table("context")? {
        for (key, list) in context.entries() {
            for item in list.list()? {
                match key.name {
                    "lexicons" => words.extend_from_slice(lexicons.named(&item)?),
                    _ => words.extend(lexicon::spellings(&item)?),
                }
            }
        }
    }
    words.sort();
    words.dedup();
    Ok(words)
}

fn read_tail(table: &mut Table<'_>) -> Result<Tail> {
    let item = table.need("class")?;
    let class = class_of(item.str()?).map_err(|what| item.error(what))?;
    let quoted = table.bool("quoted")?.unwrap_or(false);
    let trim = match table.get("trim") {
        None => None,
        Some(item) => Some(class_of(item.str()?).map_err(|what| item.error(what))?),
    };
    let max = table.need("max")?.int(1..MATCH_BYTES_MAX as i64)? as usize;
    table.finish()?;
    Ok(Tail { class, quoted, trim, max })
}

fn read_keyed(table: &mut Table<'_>) -> Result<Keys> {
    let mut words = |key| -> Result<Vec<String>> {
        let mut all = Vec::new();
        let Some(mut by_language) = table.table(key)? else { return Ok(all) };
        for (_, list) in by_language.entries() {
            for word in list.list()? {
                all.push(word.str()?.to_owned());
            }
        }
        Ok(all)
    };
    let (keys, weak, not_behind) = (words("keys")?, words("weak")?, words("not_behind")?);
    table.finish()?;
    Ok(Keys::new(&keys, &weak, &not_behind))
}

fn read_example(table: &mut Table<'_>) -> Result<Example> {
    let item = table.need("text")?;
    let marked = item.str()?;
    let mut text = Vec::new();
    let mut spans = Vec::new();
    let mut open = None;
    for c in marked.chars() {
        match (c, open) {
            ('«', None) => open = Some(text.len()),
            ('»', Some(start)) => {
                spans.push(crate::span::Span::new(start, text.len()));
                open = None;
            }
            ('«' | '»', _) => return Err(item.error("the marks « and » do not pair up")),
            _ => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    if open.is_some() {
        return Err(item.error("the marks « and » do not pair up"));
    }
    let likelihood = match table.get("likelihood") {
        None => Likelihood::Possible,
        Some(item) => Likelihood::ALL[item.one_of(&Likelihood::NAMES)?],
    };
    let why = table.str("why")?.map(str::to_owned);
    if spans.is_empty() && why.is_none() {
        return Err(table.error("an example in which nothing may be found says why"));
    }
    table.finish()?;
    Ok(Example { text, spans, likelihood, why })
}

/// Parses `pattern` over bytes, without Unicode classes.
pub(crate) fn parse_hir(pattern: &str) -> Result<Hir, &'static str> {
    regex_syntax::ParserBuilder::new()
        .utf8(false)
        .unicode(false)
        .build()
        .parse(pattern)
        .map_err(|_| "not a valid pattern (regex syntax over bytes, no look-around, no back references)")
}

/// Checks what every pattern must promise and returns it parsed, and its longest match.
fn check_pattern(pattern: &str) -> Result<(Hir, usize), &'static str> {
    let hir = parse_hir(pattern)?;
    let properties = hir.properties().clone();
    if properties.minimum_len().is_none_or(|n| n == 0) {
        return Err("the pattern can match nothing at all");
    }
    if !properties.look_set().is_empty() {
        return Err("anchors and word boundaries do not go into the pattern; use not_before and not_after");
    }
    if can_match_newline(&hir) {
        return Err("the pattern can match a line end; exclude \\n and \\r from its classes");
    }
    match properties.maximum_len() {
        Some(n) if n <= MATCH_BYTES_MAX => Ok((hir, n)),
        Some(_) => {
            Err("the pattern's longest match is over the limit; use smaller repetition counts and a tail")
        }
        None => Err("the pattern has no longest match; use {m,n} instead of * and +, and a tail"),
    }
}

fn can_match_newline(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(l) => l.0.contains(&b'\n'),
        HirKind::Class(Class::Bytes(c)) => c.iter().any(|r| r.start() <= b'\n' && b'\n' <= r.end()),
        HirKind::Class(Class::Unicode(c)) => c.iter().any(|r| r.start() <= '\n' && '\n' <= r.end()),
        HirKind::Repetition(r) => can_match_newline(&r.sub),
        HirKind::Capture(c) => can_match_newline(&c.sub),
        HirKind::Concat(v) | HirKind::Alternation(v) => v.iter().any(can_match_newline),
    }
}

/// The bytes of a pattern that is one class.
fn class_of(pattern: &str) -> Result<Box<[bool; 256]>, &'static str> {
    let bytes = hir::one_byte(&parse_hir(pattern)?).ok_or("must be one class, as [^\"\\r\\n]")?;
    let mut set = Box::new([false; 256]);
    (0..=255u8).for_each(|b| set[usize::from(b)] = bytes.has(b));
    if set[usize::from(b'\n')] {
        return Err("the class must not hold a line end");
    }
    Ok(set)
}

/// The rules that obelus ships, in the order of their files, with their examples.
pub fn builtin(vocabulary: &Vocabulary) -> Result<Vec<Rule>> {
    shipped(vocabulary, |text| text)
}

/// The same without examples. They are most of what the files hold, and a search needs none.
pub fn builtin_for_search(vocabulary: &Vocabulary) -> Result<Vec<Rule>> {
    shipped(vocabulary, without_examples)
}

fn shipped(vocabulary: &Vocabulary, read: fn(&'static str) -> &'static str) -> Result<Vec<Rule>> {
    let lexicons = Lexicons::shipped()?;
    let mut rules = Vec::new();
    for (name, text) in crate::embedded::DETECTORS.iter().filter(|(n, _)| n.contains('/')) {
        let of_file = Rule::parse_any(&format!("rules/{name}"), read(text), vocabulary, &lexicons)?;
        rules.extend(of_file.into_iter().map(|rule| Rule { is_shipped: true, ..rule }));
    }
    check_ids(&rules)?;
    Ok(rules)
}

/// A rule file up to its examples, which are the last of it.
fn without_examples(text: &str) -> &str {
    text.find("\n[[example]]").map_or(text, |end| &text[..=end])
}

fn check_ids(rules: &[Rule]) -> Result<()> {
    for (i, rule) in rules.iter().enumerate() {
        if rules[..i].iter().any(|r| r.id == rule.id) {
            return Err(Error::new(ErrorKind::Rules, "two rules have the same id").about(rule.id.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const ONE: &str = "[[rule]]\nid = 'a.one'\ninfo_type = 'GOVERNMENT_ID'\ntitle = 'one'\n\
                       match = { pattern = '[0-9]{9}' }\nconfidence = { base = 60 }\n";

    fn list(text: &str) -> Result<Vec<Rule>> {
        Rule::parse_list("list.toml", text, &Vocabulary::builtin().unwrap())
    }

    #[test]
    fn nothing_but_examples_stands_behind_the_first_of_them() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let (whole, short) = (builtin(&vocabulary).unwrap(), builtin_for_search(&vocabulary).unwrap());
        assert!(short.iter().all(|rule| rule.examples.is_empty()));
        for (name, text) in crate::embedded::DETECTORS {
            let behind = &text[without_examples(text).len()..];
            let mut headers = behind.lines().filter(|line| line.starts_with('['));
            assert!(headers.all(|line| line == "[[example]]"), "{name}");
        }
        assert!(whole.iter().map(|rule| &rule.id).eq(short.iter().map(|rule| &rule.id)));
    }

    #[test]
    fn a_list_holds_rules_in_their_order() {
        let rules = list(&(ONE.to_owned() + &ONE.replace("one", "two"))).unwrap();
        assert_eq!(rules.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["a.one", "a.two"]);
        assert_eq!(rules[0].pattern_max, 9);
    }

    #[test]
    fn a_list_has_one_rule_an_id_and_no_unknown_keys() {
        let fails = |text: &str| list(text).map(|_| ()).unwrap_err().to_string();
        assert!(fails(&ONE.repeat(2)).contains("same id"));
        assert!(fails(&ONE.replace("title", "titel")).contains("list.toml"));
        assert!(fails(&format!("{ONE}colour = 'red'\n")).contains("unknown key"));
        assert!(fails("").contains("`rule`"));
    }
}
