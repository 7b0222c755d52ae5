//! Which inputs are of one source, what it is called, and by which patterns its paths are known.
//!
//! Inputs are of one source when their names say the same but for numbers, dates and hashes, in directories of
//! which the same holds. Only letters and digits of a path are written; everything else is a `*`.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::info_type::InfoTypeId;
use crate::pipeline::Shared;
use crate::propose::found_in_path;
use crate::propose::tally::{Evidence, FieldPath, Form, Sample};

/// The longest id of a source.
const ID_BYTES_MAX: usize = 48;

/// Words shorter than this, together, stand in too many paths to be looked for anywhere in one.
const LOOSE_CHARS_MIN: usize = 4;

/// Hexadecimal words from this length on are hashes.
const HASH_CHARS_MIN: usize = 8;

/// A part of a word before its number.
const NUMBERED_CHARS_MIN: usize = 3;

static EXTENSIONS: &[&str] = &["csv", "tsv", "tab", "json", "jsonl", "ndjson", "log", "txt"];

/// Inputs of one kind.
pub struct Source {
    /// What it is called.
    pub id: String,
    /// Patterns that match its inputs, and where possible no others. None when they would hold a value.
    pub paths: Vec<String>,
    /// What was found in the paths of its inputs, so that there are no patterns.
    pub hidden: Vec<InfoTypeId>,
    /// What its inputs are.
    pub forms: BTreeSet<Form>,
    /// How many there are.
    pub inputs: usize,
    /// Records looked at, headers included.
    pub records: u64,
    /// Those with a flaw.
    pub flawed: u64,
    /// Inputs of which not all was looked at.
    pub cut: usize,
    /// What was found in plain text.
    pub text: BTreeSet<InfoTypeId>,
    /// Its fields: the place among those of an input, and what was seen.
    pub fields: BTreeMap<FieldPath, (usize, Evidence)>,
}

/// What the path of an input says: directories, words of the name, extension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    directories: Vec<Vec<String>>,
    words: Vec<String>,
    extension: Option<String>,
}

impl Key {
    fn of(path: &Path) -> Self {
        let mut directories = Vec::new();
        let above = path.parent().into_iter().flat_map(Path::components);
        for part in above.map(|c| words(&c.as_os_str().to_string_lossy())) {
            if !part.is_empty() {
                directories.push(part);
            }
        }
        let mut words = words(&path.file_name().unwrap_or_default().to_string_lossy());
        if words.len() > 1 && words.last().is_some_and(|w| w.eq_ignore_ascii_case("gz")) {
            words.pop();
        }
        let known = |w: &String| EXTENSIONS.iter().any(|e| w.eq_ignore_ascii_case(e));
        let extension = if words.last().is_some_and(known) { words.pop() } else { None };
        Key { directories, words, extension }
    }

    /// The words of its name, or of its directory where the name has none.
    fn telling(&self) -> &[String] {
        match (self.words.as_slice(), self.directories.last()) {
            ([], Some(directory)) => directory,
            (words, _) => words,
        }
    }

    /// Patterns, the simplest first.
    fn patterns(&self) -> Vec<String> {
        let stem = self.words.join("*");
        let end = self.extension.as_ref().map_or(String::new(), |e| format!(".{e}*"));
        let mut made = Vec::new();
        if self.words.concat().chars().count() >= LOOSE_CHARS_MIN {
            made.extend([format!("*{stem}*"), format!("*{stem}*{end}")]);
        }
        if !self.words.is_empty() {
            made.push(format!("**/{stem}*{end}"));
        }
        if !self.directories.is_empty() {
            let above = self.directories.iter().map(|d| d.join("*")).collect::<Vec<_>>().join("*/*");
            made.extend([format!("*{above}*/*{stem}*{end}"), format!("{above}*/{stem}*{end}")]);
        }
        made
    }

    fn id(&self) -> String {
        let mut id = String::new();
        for word in self.telling() {
            let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
            if !word.is_empty() && id.len() + 1 + word.len() <= ID_BYTES_MAX {
                id += if id.is_empty() { "" } else { "-" };
                id += &word.to_ascii_lowercase();
            }
        }
        id
    }
}

/// The words of a name without numbers, dates and hashes.
fn words(name: &str) -> Vec<String> {
    let all = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    all.filter(|w| !is_number(w)).map(|w| unnumbered(w).to_owned()).collect()
}

/// A number, a part of a date (`15T10`, `2024W07`), or a hash.
fn is_number(word: &str) -> bool {
    let date = |c: char| c.is_ascii_digit() || matches!(c, 'T' | 'Z' | 'W' | 'Q');
    let hash = word.len() >= HASH_CHARS_MIN && word.bytes().all(|b| b.is_ascii_hexdigit());
    (hash && word.bytes().any(|b| b.is_ascii_digit()))
        || (word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(date))
}

/// `part7` is `part`.
fn unnumbered(word: &str) -> &str {
    let without = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if without.chars().count() >= NUMBERED_CHARS_MIN { without } else { word }
}

/// The path itself, with any digit for every digit.
fn exact(path: &Path) -> String {
    let mut made = String::new();
    let text = path.to_string_lossy();
    for c in text.chars() {
        match c {
            '0'..='9' => made += "[0-9]",
            '/' | '-' | '_' | '.' => made.push(c),
            c if c.is_alphanumeric() => made.push(c),
            _ if made.ends_with('*') => {}
            _ => made.push('*'),
        }
    }
    made
}

/// The sources of `samples`, sorted; the same for any order of them.
pub fn sources(shared: &Shared, mut samples: Vec<Sample>) -> Vec<Source> {
    samples.sort_by(|a, b| a.relative.as_os_str().as_bytes().cmp(b.relative.as_os_str().as_bytes()));
    let mut groups: BTreeMap<(bool, Key), Vec<Sample>> = BTreeMap::new();
    for sample in samples {
        let is_hidden = !found_in_path(shared, &sample.relative).is_empty();
        groups.entry((is_hidden, Key::of(&sample.relative))).or_default().push(sample);
    }
    let paths: Vec<Vec<PathBuf>> =
        groups.values().map(|g| g.iter().map(|s| s.relative.clone()).collect()).collect();
    let mut made: Vec<Source> = Vec::new();
    for (number, ((is_hidden, key), group)) in groups.into_iter().enumerate() {
        let mut source = merged(&group);
        let mut id = String::new();
        if is_hidden {
            source.hidden = group.iter().flat_map(|s| found_in_path(shared, &s.relative)).collect();
            source.hidden.sort_unstable();
            source.hidden.dedup();
        } else {
            source.paths = patterns(&key, &paths, number);
            id = key.id();
        }
        source.id = new_id(&id, &made);
        made.push(source);
    }
    made
}

fn merged(group: &[Sample]) -> Source {
    let mut source = Source {
        id: String::new(),
        paths: Vec::new(),
        hidden: Vec::new(),
        forms: group.iter().map(|s| s.form).collect(),
        inputs: group.len(),
        records: group.iter().map(|s| s.records).sum(),
        flawed: group.iter().map(|s| s.flawed).sum(),
        cut: group.iter().filter(|s| s.is_cut).count(),
        text: group.iter().flat_map(|s| s.text.iter().copied()).collect(),
        fields: BTreeMap::new(),
    };
    for (at, (path, evidence)) in group.iter().flat_map(|s| s.fields.iter().enumerate()) {
        let (ordinal, known) =
            source.fields.entry(path.clone()).or_insert_with(|| (at + 1, Evidence::default()));
        *ordinal = (*ordinal).min(at + 1);
        known.add(evidence);
    }
    source
}

/// The simplest pattern that matches every path of the group and none of another; where there is none, the
/// paths themselves.
fn patterns(key: &Key, paths: &[Vec<PathBuf>], own: usize) -> Vec<String> {
    let fits = |patterns: &[String]| {
        let globs: Option<Vec<GlobMatcher>> = patterns.iter().map(|p| glob(p)).collect();
        globs.is_some_and(|globs| {
            let matches = |path: &PathBuf| globs.iter().any(|g| g.is_match(path));
            let others = paths.iter().enumerate().filter(|(n, _)| *n != own);
            paths[own].iter().all(matches) && !others.flat_map(|(_, group)| group).any(matches)
        })
    };
    if let Some(simple) = key.patterns().into_iter().find(|p| fits(std::slice::from_ref(p))) {
        return vec![simple];
    }
    let exact = |of: fn(&Path) -> &Path, before: &str| -> Vec<String> {
        let all: BTreeSet<String> = paths[own].iter().map(|p| exact(of(p))).collect();
        all.iter().map(|p| format!("{before}{p}")).collect()
    };
    let name = exact(|p| p.file_name().map_or(p, Path::new), "**/");
    let anywhere = exact(|p| p, "**/");
    [name, anywhere].into_iter().find(|p| fits(p)).unwrap_or_else(|| exact(|p| p, ""))
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    GlobBuilder::new(pattern).build().ok().map(|g| g.compile_matcher())
}

/// `id`, or `source` where there is none, with a number where it is taken.
fn new_id(id: &str, taken: &[Source]) -> String {
    let id = if id.is_empty() { "source" } else { id };
    let numbered = |n: usize| if n == 1 { id.to_owned() } else { format!("{id}-{n}") };
    let is_free = |id: &String| taken.iter().all(|s| s.id != *id);
    (1..).map(numbered).find(is_free).unwrap_or_default()
}
