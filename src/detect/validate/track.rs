//! What a card's magnetic stripe holds, and when it ends.

use crate::bytes::without_trailing;
use crate::detect::validate::{Candidate, Verdict, card, checksum, label};

/// The number that the track begins with agrees with its check digit.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let first = c.value.iter().skip_while(|b| !b.is_ascii_digit()).take_while(|b| b.is_ascii_digit());
    Verdict::valid(checksum::luhn(first.map(|b| u32::from(b - b'0'))))
}

/// Month and year behind a word that says what ends then.
pub fn check_expiry(c: &Candidate<'_>) -> Verdict {
    let text = &c.before[c.before.len().saturating_sub(24)..];
    let text = without_trailing(text, |b| matches!(b, b' ' | b':' | b'.' | b'('));
    let says = |label: &&[u8]| {
        let start = text.len().checked_sub(label.len());
        start.is_some_and(|start| {
            text[start..].eq_ignore_ascii_case(label)
                && !text[..start].last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-')
        })
    };
    let number = |part: &[u8]| part.iter().fold(0u32, |n, b| n * 10 + u32::from(b.wrapping_sub(b'0')));
    let (month, year) = c.value.split_at(2);
    let year = number(year.get(1..).unwrap_or_default());
    let is_date = (1..=12).contains(&number(month)) && matches!(year, 20..50 | 2020..2050);
    Verdict::valid(is_date && LABELS.iter().any(says))
}

/// What stands before an expiry date.
static LABELS: &[&[u8]] = &[
    b"exp",
    b"exp date",
    b"expiration",
    b"expiration date",
    b"expires",
    b"expiry",
    b"expiry date",
    b"valid through",
    b"valid thru",
    b"valid to",
    b"valid until",
];

/// What a verification value is called wherever it stands.
static VERIFICATION: &[&[u8]] = &[
    b"card security code",
    b"card security number",
    b"card validation code",
    b"card validation number",
    b"card validation value",
    b"card verification",
    b"card verification code",
    b"card verification number",
    b"card verification value",
    b"ccv",
    b"ccv2",
    b"cryptogramme",
    b"cryptogramme visuel",
    b"cvc",
    b"cvc1",
    b"cvc2",
    b"cvn",
    b"cvn2",
    b"cvv",
    b"cvv1",
    b"cvv2",
    b"kaartverificatiecode",
    b"kartenpruefnummer",
    b"kartenpruefziffer",
    "kartenpr\u{fc}fcode".as_bytes(),
    "kartenpr\u{fc}fnummer".as_bytes(),
    "kartenpr\u{fc}fziffer".as_bytes(),
    b"kartensicherheitscode",
];

/// What it is called where a card is near; elsewhere the same words mean other things.
static NEAR_CARD: &[&[u8]] = &[
    b"beveiligingscode",
    b"card code",
    b"cid",
    b"code de securite",
    "code de s\u{e9}curit\u{e9}".as_bytes(),
    "code de v\u{e9}rification".as_bytes(),
    b"codice di sicurezza",
    b"codice di verifica",
    b"codigo de seguranca",
    b"codigo de seguridad",
    b"csc",
    "c\u{f3}digo de seguran\u{e7}a".as_bytes(),
    "c\u{f3}digo de seguridad".as_bytes(),
    "c\u{f3}digo de verificaci\u{f3}n".as_bytes(),
    "c\u{f3}digo de verifica\u{e7}\u{e3}o".as_bytes(),
    b"kod bezpieczenstwa",
    "kod bezpiecze\u{144}stwa".as_bytes(),
    b"pruefnummer",
    b"pruefziffer",
    "pr\u{fc}fnummer".as_bytes(),
    "pr\u{fc}fziffer".as_bytes(),
    b"security code",
    b"security number",
    b"sicherheitscode",
    b"veiligheidscode",
    b"verification code",
    b"verification number",
    b"verification value",
];

/// What may stand between a verification value and what it is called. Sorted.
static BETWEEN: &[&[u8]] = &[
    b"card",
    b"carta",
    b"cartao",
    b"carte",
    "cart\u{e3}o".as_bytes(),
    b"code",
    b"da",
    b"de",
    b"del",
    b"della",
    b"di",
    b"do",
    b"e",
    b"es",
    b"est",
    b"is",
    b"ist",
    b"jest",
    b"kaart",
    b"karty",
    b"la",
    b"lautet",
    b"my",
    b"no",
    b"nr",
    b"number",
    b"numer",
    b"numero",
    b"nummer",
    b"of",
    b"on",
    b"tarjeta",
    b"the",
    b"to",
    b"value",
    b"was",
    b"your",
    "\u{e8}".as_bytes(),
    "\u{e9}".as_bytes(),
];

/// Words for cards, and for what one pays with at a machine. Sorted.
static CARDS: &[&[u8]] = &[
    b"amex",
    b"atm",
    b"bancomat",
    b"bankcard",
    b"bankkarte",
    b"bankomat",
    b"bankomatkarte",
    b"bankpas",
    b"betaalpas",
    b"cajero",
    b"card",
    b"cardholder",
    b"cardno",
    b"cardnumber",
    b"cards",
    b"carta",
    b"cartao",
    b"carte",
    "cart\u{e3}o".as_bytes(),
    b"cc",
    b"ccnum",
    b"ccnumber",
    b"creditcard",
    b"creditcardnumber",
    b"debitcard",
    b"diners",
    b"eurocard",
    b"geldautomat",
    b"girocard",
    b"girokarte",
    b"kaart",
    b"karta",
    b"karte",
    b"kartennummer",
    b"kartenpin",
    b"karty",
    b"kreditkarte",
    b"kreditkartennummer",
    b"maestro",
    b"mastercard",
    b"pan",
    b"tarjeta",
    b"visa",
];

/// Words for the end of a card's life. Sorted.
static ENDS: &[&[u8]] = &[
    b"ablaufdatum",
    b"caducidad",
    b"exp",
    b"expiration",
    b"expires",
    b"expiry",
    b"scadenza",
    b"thru",
    b"validade",
    b"vencimiento",
    b"vervaldatum",
];

/// The verification value of a card, by what it is called, with no other thing between that and the value.
pub fn check_verification(c: &Candidate<'_>) -> Verdict {
    let words = label::before(c);
    let is_value = match words.label(VERIFICATION, BETWEEN) {
        Some(_) => true,
        None => words.label(NEAR_CARD, BETWEEN).is_some() && (is_near_card(c) || is_near_end(c)),
    };
    Verdict::valid(is_value)
}

/// A word for the month in which a card ends, or such a month, stands near the value.
fn is_near_end(c: &Candidate<'_>) -> bool {
    let part = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_digit() || *b == b'/');
    let stands_in = |text: &[u8]| {
        text.windows(5).enumerate().any(|(at, w)| {
            let beside = at.checked_sub(1).and_then(|at| text.get(at));
            let month = (w[0], w[1]);
            let is_month = matches!(month, (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'));
            let is_year = matches!((w[3], w[4]), (b'2'..=b'4', b'0'..=b'9'));
            is_month && w[2] == b'/' && is_year && !part(beside) && !part(text.get(at + 5))
        })
    };
    label::is_near(c, ENDS) || stands_in(c.before) || stands_in(c.after)
}

/// A word for a card, or the number of one, stands near the value.
pub(super) fn is_near_card(c: &Candidate<'_>) -> bool {
    label::is_near(c, CARDS) || [c.before, c.after].into_iter().any(card::stands_in)
}

/// The verification value behind a card number and the month in which the card ends, as lists of cards have it. A name
/// may stand between, with what parts the others.
pub fn check_row(c: &Candidate<'_>) -> Verdict {
    let digits = c.before.iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
    let (row, between) = c.before.split_at(digits);
    let is_parted = match between {
        [first, .., last] if between.iter().any(u8::is_ascii_alphabetic) => {
            [first, last].iter().all(|b| b"|;,:\t".contains(b))
        }
        _ => between.len() <= 3,
    };
    let is_row = is_parted && before_month(row).is_some_and(ends_with_card);
    Verdict::valid(is_row)
}

/// The verification value between the number of a card and the month in which it ends.
pub fn check_row_swapped(c: &Candidate<'_>) -> Verdict {
    let ends = |at: &usize| !c.after.get(*at).is_some_and(u8::is_ascii_digit);
    let is_month = |at: usize| {
        before_month(&c.after[..at]).is_some_and(|rest| !rest.iter().any(u8::is_ascii_alphanumeric))
    };
    let is_row = ends_with_card(c.before) && (0..=c.after.len().min(MONTH_MAX)).filter(ends).any(is_month);
    Verdict::valid(is_row)
}

/// The most bytes of a month and a year with what stands around them.
const MONTH_MAX: usize = 12;

/// What stands before the month and the year that `text` ends with: `12|2027`, `12/27`, `1227`.
fn before_month(text: &[u8]) -> Option<&[u8]> {
    let (rest, last) = without_digits(text);
    let is_month = |month: &[u8]| matches!(month, [b'0', b'1'..=b'9'] | [b'1', b'0'..=b'2']);
    let is_year =
        |year: &[u8]| matches!(year, [b'2'..=b'4', b'0'..=b'9'] | [b'2', b'0', b'2'..=b'4', b'0'..=b'9']);
    if last.len() > 2 && is_month(&last[..2]) && is_year(&last[2..]) {
        return Some(rest);
    }
    let (rest, month) = without_digits(without_separator(rest)?);
    (is_year(last) && is_month(month)).then_some(rest)
}

/// `text` ends with the number of a card and what parts it from what follows.
fn ends_with_card(text: &[u8]) -> bool {
    without_separator(text).is_some_and(|text| {
        let part = |b: &&u8| b.is_ascii_digit() || b" .-".contains(b);
        card::stands_in(&text[text.len() - text.iter().rev().take_while(part).count()..])
    })
}

fn without_digits(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.len() - text.iter().rev().take_while(|b| b.is_ascii_digit()).count())
}

/// `text` without the one to three signs at its end.
fn without_separator(text: &[u8]) -> Option<&[u8]> {
    let count = text.iter().rev().take_while(|b| !b.is_ascii_alphanumeric()).count();
    (1..=3).contains(&count).then(|| &text[..text.len() - count])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &'static str, after: &'static str) -> Candidate<'static> {
        Candidate { value: b"739", before: before.as_bytes(), after: after.as_bytes() }
    }

    #[test]
    fn lists_are_sorted() {
        for list in [LABELS, VERIFICATION, NEAR_CARD, BETWEEN, CARDS, ENDS] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn some_words_mean_a_verification_value_where_a_card_is_near() {
        for (before, after, is_value) in [
            ("security code: ", "", false),
            ("my Visa, security code: ", "", true),
            ("security code: ", " 4111 1111 1111 1111", true),
            ("security code: ", " 4111 1111 1111 1112", false),
            ("security code: ", ", 12/27", true),
            ("security code: ", ", 12/27/2024", false),
            ("security code: ", ", 13/27", false),
            ("security code: ", ", expires soon", true),
            ("[CREDIT_CARD_NUMBER] security code: ", "", false),
            ("cvv: ", "", true),
            ("cvv of the card is ", "", true),
            ("cvv failed: ", "", false),
            ("card security codex ", "", false),
        ] {
            let verdict = check_verification(&of(before, after));
            assert_eq!(verdict != Verdict::Invalid, is_value, "{before}_{after}");
        }
    }

    #[test]
    fn a_row_of_a_card_has_its_parts_in_one_of_two_orders() {
        for (before, after, orders) in [
            ("4111111111111111|12|2027|", "", [true, false]),
            ("4111 1111 1111 1111 12/27 ", "", [true, false]),
            ("4111111111111111;1227;Zorvane Quillby;", "", [true, false]),
            ("4111111111111111|", "|12|2027", [false, true]),
            ("4111111111111111 ", " 12/27", [false, true]),
            ("4111111111111111 ", " 1227 and so on", [false, true]),
            ("4111111111111112|12|2027|", "|12|2027", [false, false]),
            ("4111111111111111|13|2027|", "|13|2027", [false, false]),
            ("4111111111111111|12|2017|", "|12|2017", [false, false]),
            ("4111111111111111 12/27 paid ", "", [false, false]),
            ("12/27 ", " 12/27", [false, false]),
            ("", "", [false, false]),
        ] {
            let checks = [check_row, check_row_swapped];
            let found = checks.map(|check| check(&of(before, after)) != Verdict::Invalid);
            assert_eq!(found, orders, "{before}_{after}");
        }
    }
}
