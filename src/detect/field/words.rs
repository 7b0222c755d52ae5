//! The words of a field name: how it is split, and which spellings are one word.

use unicode_normalization::UnicodeNormalization;

use crate::detect::field::quick::{Map, Set};
use crate::limits::FIELD_NAME_BYTES_MAX;

/// The most words that one spelling has.
const SPELLING_WORDS_MAX: usize = 3;

/// The least length of a token that is taken apart, and of its parts. Shorter ones are parts of ordinary
/// words too often.
const JOINED_MIN: usize = 5;
const PART_MIN: usize = 3;

/// Parts that are shorter and still clear, as in `userid` and `numberofpages`.
const SHORT_PARTS: &[&str] = &["id", "ip", "of"];

/// Splits a name into lower-case words: at everything that is no letter or digit, between `aB`, before the
/// last capital of `ABc`, and between letters and digits. `None` when it has none. Of a name that is too long
/// the end counts, because what stands last says what a thing is. Bytes that are no UTF-8 are taken as Latin-1.
pub fn split(name: &[u8]) -> Option<Vec<String>> {
    let name = own_part(name.trim_ascii());
    let name = &name[name.len().saturating_sub(FIELD_NAME_BYTES_MAX)..];
    let chars = name
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars().chain(chunk.invalid().iter().map(|b| char::from(*b))));
    // ASCII is its own normal form.
    let mut text: Vec<char> = if name.is_ascii() { chars.collect() } else { chars.nfkc().collect() };
    text.retain(|c| !is_silent(*c));
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (i, c) in text.iter().enumerate() {
        if *c == '#' {
            end(&mut word, &mut words);
            words.push("number".to_owned());
        } else if !c.is_alphanumeric() {
            end(&mut word, &mut words);
        } else {
            if i > 0 && starts_word(&text, i) {
                end(&mut word, &mut words);
            }
            match c.is_ascii() {
                true => word.push(c.to_ascii_lowercase()),
                false => word.extend(c.to_lowercase()),
            }
        }
    }
    end(&mut word, &mut words);
    (!words.is_empty()).then_some(words)
}

/// A name without what programs and people put around it: the sign of a remark or an attribute before it (`#first_name`), what Elasticsearch
/// calls the exact form of a field (`first_name.keyword`), and what Solr calls texts (`first_name_s`).
fn own_part(name: &[u8]) -> &[u8] {
    let sign = matches!(name, [b'#' | b'@', b'A'..=b'Z' | b'a'..=b'z' | b'_', ..]);
    let mut name = &name[usize::from(sign)..];
    for end in [&b".keyword"[..], b"_s", b"_ss", b"_txt", b"&nbsp;", b"\xe2\x84\xa2", b"\xc2\xae"] {
        name = name.strip_suffix(end).filter(|own| !own.is_empty()).unwrap_or(name);
    }
    name
}

/// Characters that neither are part of a word nor end one: apostrophes, marks without width, the BOM.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn end(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn starts_word(text: &[char], i: usize) -> bool {
    let (before, c) = (text[i - 1], text[i]);
    if before.is_numeric() != c.is_numeric() {
        return true;
    }
    if !c.is_uppercase() {
        return false;
    }
    let next = text.get(i + 1).copied().unwrap_or(' ');
    let after = text.get(i + 2).copied().unwrap_or(' ');
    // The plural of an abbreviation, as `userIDs`, is one word.
    let plural = next == 's' && !after.is_alphanumeric();
    // ß stands among capitals, too.
    let is_small = |c: char| c.is_lowercase() && c != '\u{df}';
    is_small(before) || (before.is_uppercase() && is_small(next) && !plural)
}

/// What the rules say about words.
#[derive(Default)]
pub struct Lexicon {
    /// Spelling, its words joined by spaces, to the words it stands for.
    spellings: Map<Vec<String>>,
    /// Every word the rules use: what a token without borders may be made of.
    known: Set,
    /// How long the longest of them is.
    longest: usize,
}

impl Lexicon {
    /// Makes `spelled` mean `words`. False when it means something else already.
    pub fn spell(&mut self, spelled: &[String], words: Vec<String>) -> bool {
        self.learn(spelled);
        self.learn(&words);
        // What is meant stays what it is, though a part of it may be a spelling (`social security`).
        let itself = words.join(" ");
        self.spellings.entry(itself).or_insert_with(|| words.clone());
        let known = self.spellings.insert(spelled.join(" "), words);
        known.is_none() && spelled.len() <= SPELLING_WORDS_MAX
    }

    /// Adds words that a token may be made of.
    pub fn learn(&mut self, words: &[String]) {
        self.longest = words.iter().map(String::len).max().unwrap_or(0).max(self.longest);
        self.known.extend(words.iter().cloned());
    }

    /// True for a word of the rules.
    pub fn is_known(&self, word: &str) -> bool {
        self.known.contains(word)
    }

    /// The words of a name, one spelling for each.
    pub fn words(&self, name: &[u8]) -> Option<Vec<String>> {
        let tokens: Vec<String> = split(name)?.into_iter().flat_map(|t| self.part(t)).collect();
        Some(self.respell(tokens)).filter(|w| !w.is_empty())
    }

    /// The same for a name that a rule writes: its words have borders.
    pub fn rule_words(&self, name: &str) -> Option<Vec<String>> {
        Some(self.respell(split(name.as_bytes())?)).filter(|w| !w.is_empty())
    }

    fn respell(&self, tokens: Vec<String>) -> Vec<String> {
        let mut words = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let longest = (1..=SPELLING_WORDS_MAX.min(tokens.len() - at))
                .rev()
                .find_map(|n| self.spellings.get(&tokens[at..at + n].join(" ")).map(|w| (n, w)));
            match longest {
                Some((n, spelled)) => {
                    words.extend(spelled.iter().cloned());
                    at += n;
                }
                None => {
                    words.push(tokens[at].clone());
                    at += 1;
                }
            }
        }
        words
    }

    /// The words that a token without borders is made of, as `billingaddress`; itself when it is a word, or
    /// when any part of it is none.
    fn part(&self, token: String) -> Vec<String> {
        if token.len() < JOINED_MIN || !token.is_ascii() || self.known.contains(&token) {
            return vec![token];
        }
        // For every end, the fewest words that lead there: (how many, where the last one starts).
        let mut best: Vec<Option<(usize, usize)>> = vec![None; token.len() + 1];
        best[0] = Some((0, 0));
        for end in 1..=token.len() {
            for start in end.saturating_sub(self.longest)..end {
                let (Some((count, _)), word) = (best[start], &token[start..end]) else { continue };
                let long_enough = word.len() >= PART_MIN || SHORT_PARTS.contains(&word);
                let better = best[end].is_none_or(|(n, _)| count + 1 < n);
                if better && long_enough && self.known.contains(word) {
                    best[end] = Some((count + 1, start));
                }
            }
        }
        let mut parts = Vec::new();
        let mut end = token.len();
        while let Some((_, start)) = best[end].filter(|_| end > 0) {
            parts.push(token[start..end].to_owned());
            end = start;
        }
        if parts.is_empty() {
            return vec![token];
        }
        parts.reverse();
        parts
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn names_are_split_into_words() {
        for (name, wanted) in [
            ("first_name", "first name"),
            ("firstName", "first name"),
            ("First Name", "first name"),
            ("FIRST-NAME", "first name"),
            ("\u{feff}\"first.name\"", "first name"),
            ("user[first][name]", "user first name"),
            ("IPAddress", "ip address"),
            ("userIDs", "user ids"),
            ("userID", "user id"),
            ("addr1", "addr 1"),
            ("Phone #", "phone number"),
            ("# of Employees", "number of employees"),
            ("#first_name", "first name"),
            ("@password", "password"),
            ("first_name.keyword", "first name"),
            ("first_name_s", "first name"),
            ("users", "users"),
            ("keyword", "keyword"),
            ("password&nbsp;", "password"),
            ("password\u{2122}", "password"),
            ("Assistant's Name", "assistants name"),
            ("Email__c", "email c"),
            ("\u{ff45}mail", "email"),
            ("STRA\u{df}E", "stra\u{df}e"),
            ("Stra\u{308}\u{df}e", "str\u{e4}\u{df}e"),
        ] {
            assert_eq!(split(name.as_bytes()).unwrap().join(" "), wanted, "{name:?}");
        }
        let long = [&[b'x'; FIELD_NAME_BYTES_MAX][..], b" first name"].concat();
        for (name, wanted) in [(&b"pr\xe9nom\xa0"[..], "pr\u{e9}nom"), (b"\xed\xa0\x80email", "\u{ed} email")]
        {
            assert_eq!(split(name).unwrap().join(" "), wanted);
        }
        assert!(split(&long).unwrap().join(" ").ends_with("x first name"));
        for name in [&b""[..], b" \"-\" ", b"\xa0", &[b' '; FIELD_NAME_BYTES_MAX + 1]] {
            assert!(split(name).is_none());
        }
    }

    #[test]
    fn spellings_are_one_and_joined_words_are_parted() {
        let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let mut lexicon = Lexicon::default();
        lexicon.learn(&words(&["billing", "address", "user", "id", "age", "passage"]));
        assert!(lexicon.spell(&words(&["e", "mail"]), words(&["email"])));
        assert!(lexicon.spell(&words(&["your"]), vec![]));
        for (name, wanted) in [
            ("your billingaddress", "billing address"),
            ("EMAILADDRESS", "email address"),
            ("E-Mail", "email"),
            ("userid", "user id"),
            ("passage", "passage"),
            ("userages", "userages"),
        ] {
            assert_eq!(lexicon.words(name.as_bytes()).unwrap().join(" "), wanted, "{name}");
        }
    }
}
