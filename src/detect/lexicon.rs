//! Lexicons: context words that several rules share, or that are added to rules of others.
//!
//! A lexicon is a file `lexicons/<name>.toml` of what is shipped or of a directory of rules. A rule takes its words with
//! `lexicons = ["name"]` in `[context]`; with `add_to = ["us.ssn"]` a lexicon gives them to rules that know nothing of it.

use std::collections::BTreeMap;

use crate::config::{Item, Source, Table, nearest};
use crate::error::{ErrorKind, Place, Result};
use crate::limits::CONTEXT_BYTES;

/// The lexicons of a run, by their ids.
#[derive(Default)]
pub struct Lexicons {
    words: BTreeMap<String, Vec<String>>,
}

/// A rule that a lexicon gives its words to.
pub struct Addition {
    /// The rule.
    pub rule: String,
    /// The words, in every spelling.
    pub words: Vec<String>,
    /// Where the lexicon names the rule.
    pub place: Place,
}

impl Lexicons {
    /// Those that are shipped.
    pub fn shipped() -> Result<Lexicons> {
        let mut made = Lexicons::default();
        for (name, text) in crate::embedded::LEXICONS.iter().filter(|(name, _)| name.ends_with(".toml")) {
            made.read(&format!("rules/{name}"), text)?;
        }
        Ok(made)
    }

    /// Reads one file, which errors call `name`, and says which rules its words are added to.
    pub fn read(&mut self, name: &str, text: &str) -> Result<Vec<Addition>> {
        Source::new(name, text, ErrorKind::Rules).read(|root| self.read_one(root))
    }

    fn read_one(&mut self, root: &mut Table<'_>) -> Result<Vec<Addition>> {
        let id = root.need("id")?;
        root.str("title")?;
        let mut words = Vec::new();
        for (_, list) in root.need("words")?.table()?.entries() {
            for item in list.list()? {
                words.extend(spellings(&item)?);
            }
        }
        if words.is_empty() {
            return Err(root.error("a lexicon has words").fix("list them by language: `words.en = [\"…\"]`"));
        }
        let mut additions = Vec::new();
        for (item, rule) in root.strs("add_to")? {
            additions.push(Addition { rule: rule.to_owned(), words: words.clone(), place: item.place() });
        }
        match self.words.insert(id.str()?.to_owned(), words) {
            None => Ok(additions),
            Some(_) => Err(id.error("two lexicons have the same id").fix("give one of them another id")),
        }
    }

    /// The words of the lexicon that a configuration value names.
    pub fn named(&self, item: &Item<'_>) -> Result<&[String]> {
        let given = item.str()?;
        self.words.get(given).map(Vec::as_slice).ok_or_else(|| {
            let known = nearest(given, self.words.keys().map(String::as_str));
            item.error("there is no such lexicon")
                .known(known)
                .fix("lexicons are the files `rules/lexicons/*.toml` that are shipped, and `lexicons/*.toml` of a directory that is given with --rules")
        })
    }
}

/// A context word as it is written in prose, and as names of keys have it: `tax id`, `tax_id`, `tax-id`, `taxId`.
pub(super) fn spellings(item: &Item<'_>) -> Result<Vec<String>> {
    let word = item.str()?.to_lowercase();
    if word.trim().is_empty() || word.len() > CONTEXT_BYTES {
        return Err(item.error("a context word has 1 to 64 bytes: no more is looked at around a value"));
    }
    let between: &[&str] = if word.contains(' ') { &[" ", "_", "-", ""] } else { &[" "] };
    Ok(between.iter().map(|between| word.replace(' ', between)).collect())
}
