//! PINs: numbers that open something, and what else is called a pin.

use crate::detect::validate::label::{self, Label};
use crate::detect::validate::{Candidate, Verdict, track};

/// What a PIN is called. `pin code` and the like are `pin` with a word of [`BETWEEN`] behind it.
static LABELS: &[&[u8]] = &[
    b"clave secreta",
    b"code confidentiel",
    b"code secret",
    b"codice segreto",
    b"codigo secreto",
    "c\u{f3}digo secreto".as_bytes(),
    b"geheimcode",
    b"geheimnummer",
    b"geheimzahl",
    b"numero secreto",
    "n\u{fa}mero secreto".as_bytes(),
    b"personal identification number",
    b"pin",
    b"pincode",
    b"pinnumber",
    b"pinnummer",
];

/// What may stand between a PIN and what it is called. Sorted.
static BETWEEN: &[&[u8]] = &[
    b"a",
    b"account",
    b"ahora",
    b"atm",
    b"been",
    b"card",
    b"changed",
    b"code",
    b"e",
    b"es",
    b"est",
    b"for",
    b"from",
    b"has",
    b"is",
    b"ist",
    b"jest",
    b"lautet",
    b"my",
    b"new",
    b"no",
    b"now",
    b"nr",
    b"number",
    b"numer",
    b"numero",
    b"nummer",
    b"op",
    b"reset",
    b"set",
    b"still",
    b"the",
    b"this",
    b"to",
    b"update",
    b"updated",
    b"was",
    b"were",
    b"your",
    "\u{e8}".as_bytes(),
    "\u{e9}".as_bytes(),
];

/// Of these, what says that the number that follows is the PIN. Sorted.
static SAYING: &[&[u8]] = &[
    b"es",
    b"est",
    b"is",
    b"ist",
    b"jest",
    b"lautet",
    b"now",
    b"to",
    b"was",
    "\u{e8}".as_bytes(),
    "\u{e9}".as_bytes(),
];

/// Words directly before it that make a pin a PIN: whose it is, and what it opens. Sorted.
static OWNERS: &[&[u8]] = &[
    b"access",
    b"account",
    b"atm",
    b"bank",
    b"banking",
    b"card",
    b"code",
    b"codice",
    b"codigo",
    b"customer",
    "c\u{f3}digo".as_bytes(),
    b"debit",
    b"deine",
    b"door",
    b"enter",
    b"entered",
    b"her",
    b"his",
    b"hun",
    b"ihre",
    b"ip",
    b"kod",
    b"login",
    b"meine",
    b"mi",
    b"mijn",
    b"mio",
    b"mon",
    b"my",
    b"new",
    b"old",
    b"our",
    b"phone",
    b"secret",
    b"secure",
    b"security",
    b"seu",
    b"sim",
    b"su",
    b"temporary",
    b"their",
    b"tu",
    b"tuo",
    b"unlock",
    b"user",
    b"votre",
    b"with",
    b"your",
];

/// Near one of these, pins are what is plugged and soldered. Sorted.
static ELECTRONICS: &[&[u8]] = &[
    b"adapter",
    b"adc",
    b"arduino",
    b"board",
    b"cable",
    b"chip",
    b"connector",
    b"dimm",
    b"gnd",
    b"gpio",
    b"header",
    b"ic",
    b"jumper",
    b"mcu",
    b"pinout",
    b"pins",
    b"pwm",
    b"simm",
    b"socket",
    b"solder",
    b"uart",
    b"voltage",
];

/// Near one of these, six digits behind `PIN` are a postcode of India. Sorted.
static PLACES: &[&[u8]] = &[
    b"address",
    b"bangalore",
    b"bengaluru",
    b"chennai",
    b"city",
    b"delhi",
    b"dist",
    b"district",
    b"hyderabad",
    b"india",
    b"kolkata",
    b"marg",
    b"mumbai",
    b"nagar",
    b"postal",
    b"pune",
    b"road",
    b"state",
    b"street",
    b"taluk",
    b"village",
];

/// Points of a number that nothing but its place says to be a PIN.
const BARE: i16 = -20;

/// The PIN of a payment card.
pub fn check_card(c: &Candidate<'_>) -> Verdict {
    match points(c) {
        Some(_) if track::is_near_card(c) => Verdict::Points(0),
        _ => Verdict::Invalid,
    }
}

/// A PIN of anything else.
pub fn check(c: &Candidate<'_>) -> Verdict {
    match points(c) {
        Some(points) if !track::is_near_card(c) => Verdict::Points(points),
        _ => Verdict::Invalid,
    }
}

/// A PIN as a terminal encrypts it (ISO 9564-1): the words before it are those, and no part of others.
pub fn check_block(c: &Candidate<'_>) -> Verdict {
    let label = label::before(c).label(&[b"pin block", b"pinblock"], &[b"is", b"was"]).is_some();
    Verdict::valid(label)
}

fn points(c: &Candidate<'_>) -> Option<i16> {
    let words = label::before(c);
    let label = words.label(LABELS, BETWEEN)?;
    if label::is_near(c, ELECTRONICS) {
        return None;
    }
    let is_short = matches!(label.name, b"pin" | b"pincode");
    let is_signed = ends_with_sign(c.before);
    let is_owned = OWNERS.binary_search(&label.before).is_ok();
    let is_said = is_owned || label.goes_on_with(SAYING);
    if !is_short || is_said {
        return Some(0);
    }
    if may_be_postcode(c.value) {
        let is_code = label.name == b"pincode" || label.goes_on_with(&[b"code"]);
        let is_place = is_code || !is_signed || label::is_near(c, PLACES);
        return (!is_place || track::is_near_card(c)).then_some(BARE);
    }
    match is_signed || label.name == b"pincode" || label.goes_on_with(&[b"code", b"number"]) {
        true => Some(0),
        false => is_written_large(c, &label).then_some(BARE),
    }
}

/// `PIN 4821`, not `pin 4821` as of a connector.
fn is_written_large(c: &Candidate<'_>, label: &Label<'_>) -> bool {
    c.before.windows(label.name.len()).rev().any(|w| {
        w.eq_ignore_ascii_case(label.name) && w.is_ascii() && { w.iter().all(u8::is_ascii_uppercase) }
    })
}

/// A sign stands between a label and the value, as in `pin=` and `"pin": "`.
fn ends_with_sign(before: &[u8]) -> bool {
    let between = before.iter().rev().take_while(|b| !b.is_ascii_alphanumeric() && **b < 0x80);
    between.into_iter().any(|b| b"=:>".contains(b))
}

/// Six digits from 1 on: how India writes postcodes, and calls them PIN.
fn may_be_postcode(value: &[u8]) -> bool {
    value.len() == 6 && value[0] != b'0' && value.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [BETWEEN, SAYING, OWNERS, ELECTRONICS, PLACES] {
            assert!(list.is_sorted());
        }
        assert!(LABELS.is_sorted());
    }

    fn of(text: &str) -> (Verdict, Verdict) {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |n| start + n);
        let c = Candidate {
            value: &text.as_bytes()[start..end],
            before: &text.as_bytes()[..start],
            after: &text.as_bytes()[end..],
        };
        (check(&c), check_card(&c))
    }

    #[test]
    fn a_pin_is_that_of_a_card_where_one_is_near() {
        for text in
            ["pin=4821", "my pin is 4821", "PIN 4821", "kod PIN 4821", "Geheimzahl: 4821", "pincode 4821"]
        {
            assert!(matches!(of(text), (Verdict::Points(_), Verdict::Invalid)), "{text}");
            let near = format!("card: {text}");
            assert!(matches!(of(&near), (Verdict::Invalid, Verdict::Points(_))), "{near}");
        }
    }

    #[test]
    fn pins_of_other_things_are_none() {
        for text in [
            "pin 4821",
            "pin count 4821",
            "gpio pin: 4821",
            "PIN 560001",
            "pincode: 560001",
            "Pin Code: 560001",
            "MG Road, PIN: 560001",
            "spin 4821",
        ] {
            assert_eq!(of(text), (Verdict::Invalid, Verdict::Invalid), "{text}");
        }
        for text in ["pin=560001", "your PIN is 560001", "my pincode is 560001", "PIN: 060001"] {
            assert!(matches!(of(text), (Verdict::Points(_), Verdict::Invalid)), "{text}");
        }
    }
}
