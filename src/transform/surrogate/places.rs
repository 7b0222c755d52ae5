//! Streets and towns.
//!
//! The parts of an address that stand between commas are looked at one by one: a street with its number, a flat, a town. A
//! part that is something else, such as a postcode, has no surrogate, so that the whole gets the marker: no postcode is
//! reserved for nobody.

use super::draw::Draw;
use super::lists::{LISTS, Sections, section};
use super::script::Script;
use super::{Letters, fold, is_far};
use crate::limits::SURROGATE_WORDS_MAX;

/// House numbers are drawn up to here.
const HOUSE_MAX: usize = 199;
/// And numbers of flats.
const FLAT_MAX: usize = 98;

/// Words that stand before the number of a flat.
const FLATS: &[&str] = &["apartment", "apt", "flat", "floor", "room", "suite", "unit"];

/// Words that end the name of a street in English.
const ENDS: &[&str] = &[
    "avenue",
    "ave",
    "blvd",
    "boulevard",
    "circle",
    "close",
    "court",
    "ct",
    "crescent",
    "drive",
    "highway",
    "hwy",
    "lane",
    "ln",
    "parkway",
    "pkwy",
    "place",
    "rd",
    "road",
    "square",
    "st",
    "street",
    "terrace",
    "trail",
    "way",
];

/// What the names of streets begin or end with elsewhere, in folded form.
const BEGINS_FR: &[&str] =
    &["allée d", "avenue d", "boulevard d", "chemin d", "impasse d", "place d", "quai d", "route d", "rue "];
const BEGINS_ES: &[&str] = &["avenida ", "calle ", "camino ", "paseo ", "plaza ", "travesía "];
const ENDS_DE: &[&str] = &["allee", "gasse", "platz", "ring", "straße", "strasse", "str.", "str", "weg"];

/// Words in the names of streets and towns that say nothing of which it is.
const COMMON: &[&str] = &[
    "allée",
    "am",
    "avenida",
    "boulevard",
    "calle",
    "camino",
    "chemin",
    "d",
    "de",
    "del",
    "des",
    "du",
    "el",
    "impasse",
    "l",
    "la",
    "las",
    "le",
    "les",
    "los",
    "paseo",
    "place",
    "plaza",
    "quai",
    "route",
    "rue",
    "travesía",
];

/// One part of an address.
enum Part<'t> {
    /// The name, the number, and whether the number stands first.
    Street(&'t str, Option<&'t str>, bool),
    /// The word before the number.
    Flat(&'t str),
    Town,
}

/// Appends the surrogate of an address. `draw` draws for a label and a value.
pub(super) fn address<'k>(
    text: &str,
    draw: impl Fn(&str, &str) -> Draw<'k>,
    out: &mut Vec<u8>,
) -> Option<()> {
    if Script::of(text) != Some(Script::Latin) {
        return None;
    }
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > SURROGATE_WORDS_MAX {
        return None;
    }
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        let inner = part.trim();
        let start = part.len() - part.trim_start().len();
        out.extend_from_slice(&part.as_bytes()[..start]);
        one(inner, &draw, out)?;
        out.extend_from_slice(&part.as_bytes()[start + inner.len()..]);
    }
    Some(())
}

fn one<'k>(part: &str, draw: &impl Fn(&str, &str) -> Draw<'k>, out: &mut Vec<u8>) -> Option<()> {
    let folded = fold(part);
    let letters = Letters::of(part);
    match read(part, &folded)? {
        Part::Town => {
            let chosen = pick(&LISTS.towns, town_culture(&folded), draw("town", &folded), &folded)?;
            letters.write(chosen, out);
        }
        Part::Flat(word) => {
            let number = another(&part[word.len()..], draw("flat", &folded).below(FLAT_MAX) + 1, FLAT_MAX);
            out.extend_from_slice(word.as_bytes());
            out.extend_from_slice(format!(" {number}").as_bytes());
        }
        Part::Street(name, number, is_first) => {
            let culture = street_culture(&fold(name), is_first || number.is_none());
            let chosen = pick(&LISTS.streets, culture, draw("street", &folded), &folded)?;
            let drawn = |old| another(old, draw("house", &folded).below(HOUSE_MAX) + 1, HOUSE_MAX);
            let house = number.map(drawn);
            if let Some(house) = house.filter(|_| is_first) {
                out.extend_from_slice(format!("{house} ").as_bytes());
            }
            letters.write(chosen, out);
            if let Some(house) = house.filter(|_| !is_first) {
                out.extend_from_slice(format!(" {house}").as_bytes());
            }
        }
    }
    Some(())
}

/// The drawn number, or the next one when it is the old one.
fn another(old: &str, drawn: usize, most: usize) -> usize {
    if old.trim().parse() == Ok(drawn) { drawn % most + 1 } else { drawn }
}

fn pick<'l>(lists: &'l Sections, culture: &str, mut draw: Draw<'_>, folded: &str) -> Option<&'l str> {
    let own = |name: &str| {
        // `Street` says nothing of the street, so it may be in both.
        let telling = fold(name);
        let words = telling.split([' ', '-', '\'', '’']).filter(|word| !is_common(word));
        words.into_iter().all(|word| is_far(word, folded))
    };
    draw.one(section(lists, culture), own)
}

/// True for a word that many streets or towns have.
fn is_common(word: &str) -> bool {
    ENDS.contains(&word) || COMMON.contains(&word)
}

fn read<'t>(part: &'t str, folded: &str) -> Option<Part<'t>> {
    let is_name = |text: &str| {
        text.chars().any(char::is_alphabetic)
            && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'))
    };
    if is_name(part) {
        let last = folded.rsplit(' ').next().unwrap_or("").trim_end_matches('.');
        let is_street = (ENDS.contains(&last) && folded.contains(' '))
            || ENDS_DE.iter().any(|end| folded.len() > end.len() && folded.ends_with(end))
            || begins(folded, BEGINS_FR)
            || begins(folded, BEGINS_ES);
        // Two letters are a state or a country.
        let is_code = part.len() == 2;
        return match (is_street, is_code) {
            (true, _) => Some(Part::Street(part, None, false)),
            (false, true) => None,
            (false, false) => Some(Part::Town),
        };
    }
    if let Some((number, name)) =
        part.split_once(' ').filter(|(number, name)| is_house(number) && is_name(name))
    {
        return Some(Part::Street(name, Some(number), true));
    }
    let (name, number) = part.rsplit_once(' ').filter(|(name, number)| is_house(number) && is_name(name))?;
    match FLATS.contains(&fold(name).trim_end_matches('.')) {
        true => Some(Part::Flat(name)),
        false => Some(Part::Street(name, Some(number), false)),
    }
}

/// `12`, `12a`. Five digits are a postcode more often than a house.
fn is_house(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    matches!(digits, 1..=4)
        && (rest.is_empty() || (rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_alphabetic())))
}

fn begins(folded: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| folded.strip_prefix(start).is_some_and(|rest| !rest.is_empty()))
}

fn street_culture(folded: &str, number_first: bool) -> &'static str {
    match folded {
        f if begins(f, BEGINS_FR) => "fr",
        f if begins(f, BEGINS_ES) => "es",
        f if ENDS_DE.iter().any(|end| f.ends_with(end)) || !number_first => "de",
        _ => "en",
    }
}

fn town_culture(folded: &str) -> &'static str {
    let has = |letters: &str| folded.contains(|c| letters.contains(c));
    match () {
        () if has("äöüß") => "de",
        () if has("ñáíóú") => "es",
        () if has("àâçèéêëîïôœùû") => "fr",
        () => "en",
    }
}
