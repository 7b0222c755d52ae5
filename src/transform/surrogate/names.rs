//! Names of people and of companies.

use super::draw::Draw;
use super::lists::{CULTURES, Culture, LISTS, Lists, section};
use super::script::{self, Script};
use super::{Letters, fold, is_far};
use crate::limits::SURROGATE_WORDS_MAX;

/// Words inside names that are no names. They stay: without them a name of four words would look like no name.
const PARTICLES: &[&str] = &[
    "al", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "e", "el",
    "ibn", "la", "le", "of", "ter", "van", "von", "y", "zu", "zum", "zur",
];

/// Degrees and suffixes that say nothing of a gender. They stay.
const KEPT: &[&str] = &["dr", "prof", "jr", "sr", "ii", "iii", "iv", "phd", "md"];

/// Titles that say a gender become the one that says none.
const GENDERED: &[&str] = &["mr", "mrs", "ms", "miss", "herr", "frau", "mme", "mlle", "signor", "signora"];
const NEUTRAL: &str = "Mx";

/// What companies call their legal form; it stays.
const LEGAL: &[&str] = &[
    "ab",
    "ag",
    "aps",
    "as",
    "asa",
    "bhd",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "ev",
    "gbr",
    "gmbh",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "kk",
    "lda",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "nv",
    "ohg",
    "oy",
    "oyj",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "sdn",
    "se",
    "sl",
    "spa",
    "srl",
    "sro",
    "ug",
    "zrt",
];

/// Words between the words of companies' names.
const BETWEEN: &[&str] = &["&", "+", "and", "et", "of", "und", "y"];

/// Which part of a name a word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Given,
    Family,
    /// A particle, degree or suffix.
    Kept,
    /// A title that says a gender.
    Title,
}

/// A piece of a text: a word, or what stands between words.
fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut made: Vec<(bool, &str)> = Vec::new();
    let mut start = 0;
    let is_gap = |c: char| c.is_whitespace() || c == ',';
    for (at, c) in text.char_indices() {
        if at > start && text[start..].chars().next().is_some_and(|first| is_gap(first) != is_gap(c)) {
            made.push((!is_gap(text[start..].chars().next().unwrap_or(' ')), &text[start..at]));
            start = at;
        }
    }
    if start < text.len() {
        made.push((!text[start..].starts_with(is_gap), &text[start..]));
    }
    made
}

/// A word without the points that belong to abbreviations, folded.
fn bare(word: &str) -> String {
    fold(word).replace('.', "")
}

/// Appends the surrogate of a person's name. `culture` is the policy's, if it names one; `draw` draws for a label.
pub(super) fn person<'k>(
    text: &str,
    culture: Option<usize>,
    draw: impl Fn(&str) -> Draw<'k>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let script = Script::of(text)?;
    let is_part = |c: char| {
        c.is_alphabetic()
            || matches!(c, '\'' | '’' | '-' | '.' | '׳' | '״' | '\u{300}'..='\u{36F}')
            || (script == Script::Devanagari && ('\u{900}'..='\u{97F}').contains(&c))
    };
    let pieces = pieces(text);
    let words: Vec<&str> = pieces.iter().filter(|(is_word, _)| *is_word).map(|(_, word)| *word).collect();
    if words.len() > SURROGATE_WORDS_MAX || !words.iter().all(|word| word.chars().all(is_part)) {
        return None;
    }
    let folded = fold(text);
    let bares: Vec<String> = words.iter().map(|word| bare(word)).collect();
    let bare_words: Vec<&str> = bares.iter().map(String::as_str).collect();
    let of_value = script::culture(script, &folded, &bare_words);
    // Another culture's lists do not fit another script.
    let fits =
        |number: &usize| LISTS.cultures[*number].given.first().and_then(|n| Script::of(n)) == Some(script);
    let number = culture.filter(fits).unwrap_or(of_value);
    let names = &LISTS.cultures[number];
    if script.is_unspaced() && words.len() == 1 {
        return unspaced(words[0], &folded, number, draw, out);
    }
    let roles = roles(text, &bare_words, number);
    if !roles.iter().any(|role| matches!(role, Role::Given | Role::Family)) {
        return None;
    }
    let mut writer = Writer {
        names,
        folded: &folded,
        has_initials: !script.is_unspaced(),
        used: Vec::new(),
        given: draw("given"),
        family: draw("family"),
    };
    let mut roles = roles.into_iter();
    for (is_word, piece) in pieces {
        match is_word.then(|| roles.next()).flatten() {
            None | Some(Role::Kept) => out.extend_from_slice(piece.as_bytes()),
            Some(Role::Title) => {
                Letters::of(piece).write(NEUTRAL, out);
                out.extend_from_slice(if piece.ends_with('.') { b"." } else { b"" });
            }
            Some(role) => writer.word(role, piece, out)?,
        }
    }
    Some(())
}

/// What each word is.
fn roles(text: &str, words: &[&str], culture: usize) -> Vec<Role> {
    let listed = |list: &[&str], word: &str| list.contains(&word);
    let mut roles: Vec<Role> = words
        .iter()
        .map(|word| match *word {
            w if listed(GENDERED, w) => Role::Title,
            w if listed(KEPT, w) || listed(PARTICLES, w) => Role::Kept,
            _ => Role::Given,
        })
        .collect();
    if !roles.contains(&Role::Given) {
        // A name that is nothing but such words is a name all the same: `Le`, `Dos`.
        let particle = words.iter().position(|word| listed(PARTICLES, word));
        if let Some(at) = particle {
            roles[at] = Role::Family;
        }
        return roles;
    }
    let names: Vec<usize> = (0..roles.len()).filter(|n| roles[*n] == Role::Given).collect();
    let knows = |at: usize| LISTS.known(words[at]);
    let is_family = |at: usize| knows(at).family & (1 << culture) != 0;
    let is_given = |at: usize| knows(at).given & (1 << culture) != 0;
    if let Some((before, _)) = text.split_once(',') {
        // Family names stand before a comma.
        let before = pieces(before).iter().filter(|(is_word, _)| *is_word).count();
        names.iter().filter(|n| **n < before).for_each(|n| roles[*n] = Role::Family);
        return roles;
    }
    let (first, last) = (names[0], names[names.len() - 1]);
    let is_family_first = match CULTURES[culture] {
        "zh" | "ja" | "ja-kana" | "ko" => true,
        "asia-latin" => is_family(first) && !is_family(last),
        _ => false,
    };
    let has_two = matches!(CULTURES[culture], "es" | "pt") && names.len() > 2;
    if names.len() == 1 {
        if is_family(first) && !is_given(first) {
            roles[first] = Role::Family;
        }
    } else if is_family_first {
        roles[first] = Role::Family;
    } else {
        roles[last] = Role::Family;
        if has_two {
            roles[names[names.len() - 2]] = Role::Family;
        }
    }
    roles
}

struct Writer<'n, 'k> {
    names: &'n Culture,
    folded: &'n str,
    /// A word of one letter stands for a name.
    has_initials: bool,
    used: Vec<&'n str>,
    given: Draw<'k>,
    family: Draw<'k>,
}

impl Writer<'_, '_> {
    fn word(&mut self, role: Role, word: &str, out: &mut Vec<u8>) -> Option<()> {
        let (draw, list) = match role {
            Role::Family => (&mut self.family, &self.names.family),
            _ => (&mut self.given, &self.names.given),
        };
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let initial = letters.next().filter(|_| letters.next().is_none() && self.has_initials);
        let chosen = draw.one(list, |name| {
            let name_folded = fold(name);
            match initial {
                Some(initial) => !name_folded.starts_with(fold(initial.encode_utf8(&mut [0; 4])).as_str()),
                None => !self.used.contains(&name) && is_far(&name_folded, self.folded),
            }
        })?;
        match initial {
            Some(_) => {
                let mut first = [0; 4];
                let first = chosen.chars().next()?.encode_utf8(&mut first);
                Letters::of(word).write(first, out);
                out.extend_from_slice(if word.ends_with('.') { b"." } else { b"" });
            }
            None => {
                self.used.push(chosen);
                Letters::of(word).write(chosen, out);
            }
        }
        Some(())
    }
}

/// A name without spaces: a family name and a given one, or one of them where the lists say that it is one.
fn unspaced<'k>(
    word: &str,
    folded: &str,
    culture: usize,
    draw: impl Fn(&str) -> Draw<'k>,
    out: &mut Vec<u8>,
) -> Option<()> {
    if word.contains(['.', '-', '\'', '’']) {
        return None;
    }
    let known = LISTS.known(folded);
    let (is_given, is_family) = (known.given & (1 << culture) != 0, known.family & (1 << culture) != 0);
    let names = &LISTS.cultures[culture];
    // Syllables are listed in one of their two forms.
    let is_hiragana =
        culture == Lists::number("ja-kana") && word.chars().any(|c| ('\u{3041}'..='\u{3096}').contains(&c));
    let mut write = |label: &str, list: &[String]| {
        let form = |name: &str| if is_hiragana { hiragana(name) } else { name.to_owned() };
        let chosen = form(draw(label).one(list, |name| is_far(&form(name), folded))?);
        out.extend_from_slice(chosen.as_bytes());
        Some(())
    };
    if !is_given {
        write("family", &names.family)?;
    }
    if is_given || !is_family {
        write("given", &names.given)?;
    }
    Some(())
}

fn hiragana(katakana: &str) -> String {
    let moved = |c: char| match c {
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    };
    katakana.chars().map(moved).collect()
}

/// Appends the surrogate of a company's name. The legal form stays, and so do the words between others.
pub(super) fn company(text: &str, mut draw: Draw<'_>, out: &mut Vec<u8>) -> Option<()> {
    let pieces = pieces(text);
    let stays = |word: &str| LEGAL.contains(&bare(word).as_str()) || BETWEEN.contains(&fold(word).as_str());
    let count = pieces.iter().filter(|(is_word, word)| *is_word && !stays(word)).count();
    if count == 0 || count > SURROGATE_WORDS_MAX || !matches!(Script::of(text), None | Some(Script::Latin)) {
        return None;
    }
    if text
        .chars()
        .any(|c| c.is_control() || (c.is_alphabetic() && Script::of(c.encode_utf8(&mut [0; 4])).is_none()))
    {
        return None;
    }
    let folded = fold(text);
    let mut used: Vec<&str> = Vec::new();
    let mut number = 0;
    for (is_word, piece) in pieces {
        if !is_word || stays(piece) {
            out.extend_from_slice(piece.as_bytes());
            continue;
        }
        let list = match count - number {
            _ if number == 0 => "first",
            1 if count > 2 => "third",
            1 | 2 => "second",
            _ => "first",
        };
        number += 1;
        let list = section(&LISTS.companies, list);
        let chosen = draw.one(list, |name| !used.contains(&name) && is_far(&fold(name), &folded))?;
        used.push(chosen);
        Letters::of(piece).write(chosen, out);
    }
    Some(())
}
