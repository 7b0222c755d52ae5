//! Email addresses and telephone numbers, of which some are reserved so that they are nobody's.

use super::draw::Draw;
use super::lists::{LISTS, Lists};
use super::{fold, is_far};
use crate::keys::canon::{self, Domain};

/// Domains that are reserved for examples (RFC 2606, section 3).
const DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Appends the surrogate of an email address.
pub(super) fn email(text: &str, mut draw: Draw<'_>, out: &mut Vec<u8>) -> Option<()> {
    let folded = fold(text);
    let (local, domain) = folded.rsplit_once('@')?;
    if local.is_empty() || domain.is_empty() {
        return None;
    }
    let names = &LISTS.cultures[Lists::number("en")];
    let fits = |name: &str| is_far(&fold(name), &folded);
    let given = fold(draw.one(&names.given, fits)?);
    let family = fold(draw.one(&names.family, fits)?);
    let drawn = draw.below(10_000);
    let number = if folded.contains(&format!("{drawn:04}")) { (drawn + 1) % 10_000 } else { drawn };
    let first = draw.below(DOMAINS.len());
    let mut domains = DOMAINS[first..].iter().chain(&DOMAINS[..first]);
    let reserved = domains.find(|reserved| !domain.ends_with(*reserved))?;
    out.extend_from_slice(format!("{given}.{family}{number:04}@{reserved}").as_bytes());
    Some(())
}

/// Numbers of a country that its regulator keeps for films and the like.
struct Country {
    code: &'static str,
    /// Beginnings of the national number. The digits that are missing are free.
    fixed: &'static [&'static str],
    /// The same for mobile telephones, whose numbers begin with one of `mobile`.
    mobile_fixed: &'static [&'static str],
    mobile: &'static [&'static str],
    /// Digits of the national number.
    digits: usize,
}

/// Sources: Ofcom, "Telephone numbers for use in TV and radio drama programmes"; Bundesnetzagentur, notice 148/2021 (official
/// journal 7/2021); Arcep, decision 2018-0881; ACMA, "Phone numbers for use in TV shows, films and creative works".
const COUNTRIES: &[Country] = &[
    Country {
        code: "44",
        fixed: &[
            "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960",
            "1414960", "1514960", "1614960", "1632960", "1914980", "2079460", "2896496", "2920180",
        ],
        mobile_fixed: &["7700900"],
        mobile: &["7"],
        digits: 10,
    },
    Country {
        code: "49",
        fixed: &["2214710", "3023125", "4066969", "6990009", "8999998"],
        mobile_fixed: &[],
        mobile: &[],
        digits: 10,
    },
    Country {
        code: "33",
        fixed: &["19900", "26191", "35301", "46571", "53649"],
        mobile_fixed: &["63998"],
        mobile: &["6", "7"],
        digits: 9,
    },
    Country {
        code: "61",
        fixed: &["25550", "27010", "35550", "37010", "75550", "77010", "85550", "87010"],
        mobile_fixed: &[],
        mobile: &[],
        digits: 9,
    },
];

/// The regions of which a policy can say that numbers without a country code are theirs (ISO 3166), in the order of
/// [`COUNTRIES`].
pub(super) const REGIONS: &[&str] = &["GB", "DE", "FR", "AU"];

/// Area codes of the United States in which 555-0100 to 555-0199 are nobody's (ATIS-0300115).
const AREAS: &[&str] = &[
    "201", "202", "203", "205", "206", "207", "208", "210", "212", "213", "214", "215", "216", "217", "218",
    "219", "224", "225", "228", "229", "231", "234", "239", "240", "248", "251", "252", "253", "254", "256",
    "260", "262", "267", "269", "270", "276", "281", "301", "302", "303", "304", "305", "307", "308", "309",
    "310", "312", "313", "314", "315", "316", "317", "318", "319", "320", "321", "323", "325", "330", "334",
    "336", "337", "339", "347", "351", "352", "360", "361", "386", "401", "402", "404", "405", "406", "407",
    "408", "409", "410", "412", "413", "414", "415", "417", "419", "423", "424", "425", "430", "432", "434",
    "435", "440", "443", "469", "478", "479", "480", "484", "501", "502", "503", "504",
];

/// Digits of a number of North America without its country code.
const NANP_DIGITS: usize = 10;
const NANP_CODE: &str = "1";

/// Appends the surrogate of a telephone number: a reserved one of the same country, in the form of the old one where it has
/// as many digits.
pub(super) fn phone(text: &str, region: Option<usize>, mut draw: Draw<'_>, out: &mut Vec<u8>) -> Option<()> {
    if text.contains(|c: char| {
        !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ' ' | '(' | ')' | '/' | '\u{A0}'))
    }) {
        return None;
    }
    let canonical = canon::canonical(Domain::Phone, text.as_bytes());
    let canonical = std::str::from_utf8(&canonical).ok()?;
    let (country, old) = match canonical.strip_prefix('+') {
        Some(international) => match COUNTRIES.iter().find(|country| international.starts_with(country.code))
        {
            Some(country) => (Some(country), &international[country.code.len()..]),
            None => (None, international.strip_prefix(NANP_CODE)?),
        },
        None => (Some(COUNTRIES.get(region?)?), canonical.strip_prefix('0')?),
    };
    let made = match country {
        None if old.len() == NANP_DIGITS => reserved_nanp(old, &mut draw),
        Some(country) if matches!(old.len(), 6..=12) => reserved(country, old, &mut draw)?,
        _ => return None,
    };
    in_form(text, old, &made, out)
}

fn reserved_nanp(old: &str, draw: &mut Draw<'_>) -> String {
    let area = AREAS[draw.below(AREAS.len())];
    let line = draw.below(100);
    let made = format!("{area}55501{line:02}");
    if made == old { format!("{area}55501{:02}", (line + 1) % 100) } else { made }
}

fn reserved(country: &Country, old: &str, draw: &mut Draw<'_>) -> Option<String> {
    let is_mobile = country.mobile.iter().any(|first| old.starts_with(first));
    let starts = if is_mobile { country.mobile_fixed } else { country.fixed };
    let start = starts.get(draw.below(starts.len()))?;
    let free = country.digits - start.len();
    let count = 10_usize.pow(free as u32);
    let number = draw.below(count);
    let write = |number: usize| format!("{start}{number:0free$}");
    let made = write(number);
    Some(if made == old { write((number + 1) % count) } else { made })
}

/// Puts the digits of `made` where `text` has those of `old`, its last ones. With another number of them they are written
/// together.
fn in_form(text: &str, old: &str, made: &str, out: &mut Vec<u8>) -> Option<()> {
    let trunk = text.find("(0)").map(|at| at + 1);
    let is_place = |at: usize, b: u8| b.is_ascii_digit() && Some(at) != trunk;
    let digits: String =
        text.bytes().enumerate().filter(|(at, b)| is_place(*at, *b)).map(|(_, b)| char::from(b)).collect();
    // The country code, `00` before it, or the zero of a national number.
    let before = digits.strip_suffix(old)?;
    if made.len() != old.len() {
        let plus = if text.starts_with('+') { "+" } else { "" };
        out.extend_from_slice(format!("{plus}{before}{made}").as_bytes());
        return Some(());
    }
    let mut next = before.bytes().chain(made.bytes());
    out.extend(text.bytes().enumerate().map(|(at, b)| match is_place(at, b) {
        true => next.next().unwrap_or(b'0'),
        false => b,
    }));
    Some(())
}
