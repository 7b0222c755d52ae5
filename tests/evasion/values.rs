//! The values that are disguised: several of each category, generated or reserved, and what must not be left of each.

use memchr::memmem::Finder;

use crate::numbers;
use crate::numbers::make::{digits, letters};
use crate::quality::maker;
use crate::random::Random;

const SEED: u64 = 20_261_128;

/// How many values of each category there are.
const EACH: usize = 3;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Category {
    Email,
    Card,
    Iban,
    Ipv4,
    Ipv6,
    E164,
    Nanp,
    Ssn,
    Cpf,
    Token,
    Password,
}

use Category::*;

impl Category {
    pub const ALL: &[Category] = &[Email, Card, Iban, Ipv4, Ipv6, E164, Nanp, Ssn, Cpf, Token, Password];

    pub fn name(self) -> &'static str {
        match self {
            Email => "email address",
            Card => "payment card",
            Iban => "IBAN",
            Ipv4 => "IPv4 address",
            Ipv6 => "IPv6 address",
            E164 => "telephone (E.164)",
            Nanp => "telephone (555-01xx)",
            Ssn => "US SSN",
            Cpf => "Brazilian CPF",
            Token => "API token",
            Password => "password in a URL",
        }
    }

    /// The word that stands beside it, as people who write such a value do.
    pub fn word(self) -> &'static str {
        match self {
            Email => "mail",
            Card => "card",
            Iban => "iban",
            Ipv4 | Ipv6 => "address",
            E164 | Nanp => "phone",
            Ssn => "ssn",
            Cpf => "cpf",
            Token => "token",
            Password => "url",
        }
    }
}

/// How what is left is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Letters of any case.
    Text,
    /// Letters and digits, nothing between them.
    Alnum,
    /// Digits, nothing between them.
    Digits,
    /// An address, which no digit stands beside.
    Address,
}

/// A value.
pub struct Value {
    pub category: Category,
    pub text: String,
    /// What says who or what it is, folded: the local part of an email address, the digits of a card.
    pub core: String,
    pub fold: Fold,
    /// So many characters of the core in a row are too many to be left.
    pub need: usize,
    /// Looks for each of these rows.
    pub parts: Vec<Finder<'static>>,
}

/// All values, the same on every run.
pub fn all() -> Vec<Value> {
    let mut random = Random::new(SEED);
    let each =
        |category: &Category| (0..EACH).map(|nth| value(*category, nth, &mut random)).collect::<Vec<_>>();
    Category::ALL.iter().flat_map(each).collect()
}

fn value(category: Category, nth: usize, random: &mut Random) -> Value {
    let text = match category {
        Email => email(nth, random),
        Card => maker(["card", "card-spaced", "card-dashed"][nth % 3])(random),
        Iban => iban(nth, random),
        Ipv4 => format!("{}.{}", ["192.0.2", "198.51.100", "203.0.113"][nth % 3], 101 + random.below(150)),
        Ipv6 => format!("2001:db8:{:x}::{:x}", 0x1000 + random.below(0xe000), 0x1000 + random.below(0xe000)),
        E164 => maker("phone-e164")(random),
        Nanp => nanp(nth, random),
        Ssn => maker("us-ssn")(random),
        Cpf => cpf(random),
        Token => maker("github-token")(random),
        Password => format!("https://svc:{}@db.example.com/", password(random)),
    };
    of(category, text)
}

/// A value, and what must not be left of it: enough of it to be what it is.
pub fn of(category: Category, text: String) -> Value {
    let only = |keep: fn(&char) -> bool| text.chars().filter(keep).collect::<String>().to_lowercase();
    let (core, fold, need) = match category {
        // Two thirds of a local part, which is made to be nobody else's, say whose it is.
        Email => {
            let local = text.split('@').next().unwrap().to_lowercase();
            let need = (local.len() * 2).div_ceil(3);
            (local, Fold::Text, need)
        }
        // PCI DSS lets no more than six digits in a row be seen (first six, last four).
        Card => (only(char::is_ascii_digit), Fold::Digits, 10),
        Iban => (only(char::is_ascii_alphanumeric), Fold::Alnum, 12),
        Ipv4 | Ipv6 => (text.to_lowercase(), Fold::Address, usize::MAX),
        E164 | Nanp => (only(char::is_ascii_digit), Fold::Digits, 8),
        Ssn => (only(char::is_ascii_digit), Fold::Digits, 7),
        Cpf => (only(char::is_ascii_digit), Fold::Digits, 9),
        Token => (text.to_lowercase(), Fold::Text, 20),
        Password => (text[12..].split('@').next().unwrap().to_lowercase(), Fold::Text, 8),
    };
    let need = need.min(core.len());
    let parts = core.as_bytes().windows(need).map(|part| Finder::new(part).into_owned()).collect();
    Value { category, text, core, fold, need, parts }
}

/// Long enough that its local part is no word of its own, and no two agree.
fn email(nth: usize, random: &mut Random) -> String {
    loop {
        let made = maker(if nth == 0 { "email-plain" } else { "email" })(random);
        let local = made.split('@').next().unwrap();
        let plain = local.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b));
        if plain && local.len() >= 10 {
            return made;
        }
    }
}

/// ISO 13616: the country and 00 behind the rest, letters as numbers, 98 minus the remainder of 97.
fn iban(nth: usize, random: &mut Random) -> String {
    let (country, body) = match nth % 3 {
        0 => ("GB", letters(random, 4, b"ABCDEFGHKLMNPQRSTUVWXYZ") + &digits(random, 14)),
        1 => ("DE", digits(random, 18)),
        _ => ("NL", letters(random, 4, b"ABCDEFGHKLMNPQRSTUVWXYZ") + &digits(random, 10)),
    };
    let all = format!("{body}{country}00");
    let rest = all
        .chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, value| if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 });
    let plain = format!("{country}{:02}{body}", 98 - rest);
    if nth != 1 {
        return plain;
    }
    // As it is printed: groups of four.
    plain.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

fn nanp(nth: usize, random: &mut Random) -> String {
    let last = digits(random, 2);
    match nth % 3 {
        0 => format!("(212) 555-01{last}"),
        1 => format!("312-555-01{last}"),
        _ => format!("617.555.01{last}"),
    }
}

fn cpf(random: &mut Random) -> String {
    let scheme = numbers::schemes().find(|scheme| scheme.validator == "br-cpf").unwrap();
    let n = numbers::number(scheme, random);
    format!("{}.{}.{}-{}", &n[..3], &n[3..6], &n[6..9], &n[9..])
}

fn password(random: &mut Random) -> String {
    letters(random, 1, b"ABCDEFGHKLMNPQRSTUVWXYZ")
        + &letters(random, 5, b"abcdefghkmnpqrstuvwxyz")
        + &digits(random, 6)
}
