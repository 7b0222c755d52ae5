//! The word lists of `rules/lexicons/surrogates/`, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold;
use crate::embedded::LEXICONS;

/// Where the lists are, below `rules/`.
const DIRECTORY: &str = "lexicons/surrogates/";

/// The cultures whose names are known. The order breaks ties between them.
pub(super) const CULTURES: &[&str] = &[
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "nordic",
    "pl",
    "cs",
    "tr",
    "in-latin",
    "asia-latin",
    "ar-latin",
    "ru",
    "el",
    "ar",
    "he",
    "hi",
    "ja",
    "ja-kana",
    "ko",
    "zh",
];

/// All lists.
pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(Lists::read);

/// Names of one culture.
#[derive(Default)]
pub(super) struct Culture {
    pub(super) given: Vec<String>,
    pub(super) family: Vec<String>,
}

/// In which cultures a word is a given or a family name, a bit each.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) given: u32,
    pub(super) family: u32,
}

/// The lists of a file, by section.
pub(super) type Sections = HashMap<String, Vec<String>>;

pub(super) struct Lists {
    /// In the order of [`CULTURES`].
    pub(super) cultures: Vec<Culture>,
    /// By folded name.
    known: HashMap<String, Known>,
    pub(super) companies: Sections,
    pub(super) streets: Sections,
    pub(super) towns: Sections,
}

impl Lists {
    fn read() -> Self {
        let mut known: HashMap<String, Known> = HashMap::new();
        let mut cultures = Vec::new();
        for (number, culture) in CULTURES.iter().enumerate() {
            let mut sections = sections(&format!("names/{culture}.txt"));
            let mut take = |name: &str| sections.remove(name).unwrap_or_default();
            let (given, family) = (take("given"), take("family"));
            for name in &given {
                known.entry(fold(name)).or_default().given |= 1 << number;
            }
            for name in &family {
                known.entry(fold(name)).or_default().family |= 1 << number;
            }
            cultures.push(Culture { given, family });
        }
        let [companies, streets, towns] = ["companies.txt", "streets.txt", "towns.txt"].map(sections);
        Lists { cultures, known, companies, streets, towns }
    }

    /// What is known of a folded word.
    pub(super) fn known(&self, word: &str) -> Known {
        self.known.get(word).copied().unwrap_or_default()
    }

    /// The number of a culture.
    pub(super) fn number(culture: &str) -> usize {
        CULTURES.iter().position(|c| *c == culture).unwrap_or(0)
    }
}

/// A section of a file; one that is not there is empty.
pub(super) fn section<'s>(sections: &'s Sections, name: &str) -> &'s [String] {
    sections.get(name).map_or(&[], Vec::as_slice)
}

/// `[name]` begins a section, `#` a comment; words and names stand between commas.
fn sections(file: &str) -> Sections {
    let mut made = Sections::new();
    let Some((_, text)) = LEXICONS.iter().find(|(name, _)| name.strip_prefix(DIRECTORY) == Some(file)) else {
        return made;
    };
    let mut name = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            name = section.to_owned();
            continue;
        }
        let words = line.split(',').map(str::trim).filter(|word| !word.is_empty());
        made.entry(name.clone()).or_default().extend(words.map(str::to_owned));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::surrogate::script::Script;

    #[test]
    fn every_list_is_there_and_long_enough_and_names_no_one_twice() {
        for (culture, names) in CULTURES.iter().zip(&LISTS.cultures) {
            for (list, least) in [(&names.given, 40), (&names.family, 37)] {
                assert!(list.len() >= least, "{culture}: {}", list.len());
                let mut folded: Vec<String> = list.iter().map(|name| fold(name)).collect();
                folded.sort_unstable();
                let count = folded.len();
                folded.dedup();
                assert_eq!(folded.len(), count, "{culture}");
                let script = list.iter().map(|name| Script::of(name)).collect::<Vec<_>>();
                assert!(script.iter().all(|s| s.is_some() && *s == script[0]), "{culture}");
                assert!(list.iter().all(|name| !name.contains(char::is_whitespace)), "{culture}");
            }
        }
        for (sections, names) in [
            (&LISTS.companies, &["first", "second", "third"][..]),
            (&LISTS.streets, &["en", "de", "fr", "es"]),
            (&LISTS.towns, &["en", "de", "fr", "es"]),
        ] {
            for name in names {
                assert!(section(sections, name).len() >= 14, "{name}");
            }
        }
    }
}
