//! Numbers of the Americas.

use super::make::{between, closed, closed_with, digits, letters, luhn, short_date, sum, values};
use super::{LUHN, Promise, Scheme, Swaps};
use crate::random::Random;

const SEVEN: [i64; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const CONSONANTS: &[u8] = b"BCDFGHJKLMNPQRSTVWXYZ";
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub const SCHEMES: &[Scheme] = &[
    Scheme { validator: "us-ptin", make: |r| Some("P".to_owned() + &digits(r, 8)), promise: Promise::NONE },
    Scheme { validator: "ve-cedula", make: |r| Some("V".to_owned() + &digits(r, 8)), promise: Promise::NONE },
    Scheme {
        validator: "us-itin",
        make: |r| Some("9".to_owned() + &digits(r, 2) + &between(r, 70, 88, 2) + &digits(r, 4)),
        promise: Promise::NONE,
    },
    Scheme {
        validator: "us-atin",
        make: |r| Some("9".to_owned() + &digits(r, 2) + "93" + &digits(r, 4)),
        promise: Promise::NONE,
    },
    Scheme {
        validator: "us-ein",
        make: |r| Some(between(r, 30, 48, 2) + &digits(r, 7)),
        promise: Promise::NONE,
    },
    Scheme { validator: "us-npi", make: npi, promise: LUHN },
    // Three of the seven digits count twice, so that 5 more or less is not seen there.
    Scheme { validator: "us-dea", make: dea, promise: Promise { singles: 0.94, swaps: Swaps::All } },
    Scheme { validator: "us-mbi", make: mbi, promise: Promise::NONE },
    Scheme { validator: "ca-sin", make: |r| closed(&digits(r, 8), luhn), promise: LUHN },
    Scheme { validator: "ca-bc-phn", make: phn, promise: Promise::ALL },
    Scheme {
        validator: "ca-ohip",
        make: |r| closed(&(between(r, 1, 9, 1) + &digits(r, 8)), luhn),
        promise: LUHN,
    },
    // Weights that share a factor with 10 (14, 12, 10 …) miss some errors; the calendar sees others.
    Scheme { validator: "mx-curp", make: curp, promise: Promise { singles: 0.80, swaps: Swaps::Rate(0.95) } },
    Scheme { validator: "mx-rfc", make: rfc, promise: Promise::ALL },
    // Two remainders of 11 share the digit 0, twice.
    Scheme { validator: "br-cpf", make: cpf, promise: Promise { singles: 0.995, swaps: Swaps::Rate(0.995) } },
    Scheme {
        validator: "br-cnpj",
        make: cnpj,
        promise: Promise { singles: 0.995, swaps: Swaps::Rate(0.995) },
    },
    Scheme { validator: "ar-cuit", make: cuit, promise: Promise::SHARED },
    Scheme { validator: "cl-rut", make: rut, promise: Promise::ALL },
    Scheme { validator: "co-nit", make: nit, promise: Promise::SHARED },
    Scheme { validator: "pe-ruc", make: ruc, promise: Promise::SHARED },
    // Four even weights.
    Scheme { validator: "uy-ci", make: uruguay, promise: Promise { singles: 0.93, swaps: Swaps::All } },
    Scheme { validator: "ve-rif", make: rif, promise: Promise::SHARED },
    Scheme {
        validator: "ec-cedula",
        make: |r| closed(&(between(r, 1, 24, 2) + &between(r, 0, 5, 1) + &digits(r, 6)), luhn),
        promise: LUHN,
    },
    Scheme { validator: "py-ruc", make: paraguay, promise: Promise::SHARED },
    Scheme { validator: "br-rg", make: |r| Some(digits(r, 9)), promise: Promise::NONE },
];

fn npi(r: &mut Random) -> Option<String> {
    closed(&(between(r, 1, 2, 1) + &digits(r, 8)), |text| luhn(&format!("80840{text}")))
}

fn dea(r: &mut Random) -> Option<String> {
    let body = digits(r, 6);
    let check = sum(&body, &[1, 2, 1, 2, 1, 2]) % 10;
    Some(format!("{}{}{body}{check}", letters(r, 1, b"ABFGMPR"), letters(r, 1, LETTERS)))
}

fn mbi(r: &mut Random) -> Option<String> {
    let letter = |r: &mut Random| letters(r, 1, b"ACDEFGHJKMNPQRTUVWXY");
    let either = |r: &mut Random| letters(r, 1, b"0123456789ACDEFGHJKMNPQRTUVWXY");
    let first = between(r, 1, 9, 1) + &letter(r) + &either(r) + &digits(r, 1);
    Some(first + &letter(r) + &either(r) + &digits(r, 1) + &letter(r) + &letter(r) + &digits(r, 2))
}

fn phn(r: &mut Random) -> Option<String> {
    // With the check digit, the sum is a multiple of 11.
    closed(&format!("9{}", digits(r, 8)), |text| {
        sum(text, &[0, 2, 4, 8, 5, 10, 9, 7, 3, 1]) % 11 == 0 && !text.ends_with('0')
    })
}

fn curp(r: &mut Random) -> Option<String> {
    const ORDER: &str = "0123456789ABCDEFGHIJKLMN_OPQRSTUVWXYZ";
    let year = r.below(100);
    let place = *r.pick(&["AS", "DF", "JC", "NL", "VZ", "NE", "YN"]);
    let body = format!(
        "{}{year:02}{:02}{:02}{}{place}{}{}",
        letters(r, 4, LETTERS),
        1 + r.below(12),
        1 + r.below(28),
        r.pick(&["H", "M"]),
        letters(r, 3, CONSONANTS),
        digits(r, 1),
    );
    let counted = body.chars().zip((2..=18).rev());
    let sum: usize = counted.map(|(c, weight)| ORDER.find(c).unwrap_or_default() * weight).sum();
    Some(format!("{body}{}", (1000 - sum % 10) % 10))
}

fn rfc(r: &mut Random) -> Option<String> {
    const ORDER: &str = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ ";
    let count = 3 + r.below(2);
    let body = letters(r, count, LETTERS) + &short_date(r) + &letters(r, 2, b"123456789ABC");
    closed_with(&body, "0123456789A", |text| {
        let padded = format!("{text:>13}");
        let counted = padded.chars().take(12).zip((2..=13).rev());
        let sum: usize = counted.map(|(c, weight)| ORDER.find(c).unwrap_or_default() * weight).sum();
        // The check character counts once.
        let check = text.chars().last().and_then(|c| ORDER.find(c)).unwrap_or_default();
        (sum + check).is_multiple_of(11)
    })
}

/// `body` with the check digit that brings the sum of all, by weights that go up from the right, to 0 (or 1, where it would
/// be 10) modulo 11.
fn with_check(body: &str, cycle: &[i64]) -> String {
    let values: Vec<i64> = values(body).into_iter().rev().collect();
    let sum: i64 = values.iter().zip(cycle.iter().cycle()).map(|(value, weight)| value * weight).sum();
    let check = (-sum).rem_euclid(11);
    format!("{body}{}", if check == 10 { 0 } else { check })
}

fn cpf(r: &mut Random) -> Option<String> {
    let weights: Vec<i64> = (2..=11).collect();
    Some(with_check(&with_check(&digits(r, 9), &weights), &weights))
}

fn cnpj(r: &mut Random) -> Option<String> {
    let weights: Vec<i64> = (2..=9).collect();
    Some(with_check(&with_check(&(digits(r, 8) + "0001"), &weights), &weights))
}

fn cuit(r: &mut Random) -> Option<String> {
    let body = (*r.pick(&["20", "23", "24", "27", "30", "33"])).to_owned() + &digits(r, 8);
    let check = (-sum(&body, &SEVEN)).rem_euclid(11);
    Some(format!("{body}{}", if check == 10 { 9 } else { check }))
}

fn rut(r: &mut Random) -> Option<String> {
    let body = between(r, 1_000_000, 29_999_999, 7);
    let reversed: String = body.chars().rev().collect();
    let check = (-sum(&reversed, &[2, 3, 4, 5, 6, 7, 2, 3])).rem_euclid(11);
    Some(format!("{body}-{}", if check == 10 { "K".to_owned() } else { check.to_string() }))
}

fn nit(r: &mut Random) -> Option<String> {
    let body = between(r, 800_000_000, 901_999_999, 9);
    let rest = sum(&body, &[41, 37, 29, 23, 19, 17, 13, 7, 3]) % 11;
    Some(format!("{body}{}", if rest > 1 { 11 - rest } else { rest }))
}

fn ruc(r: &mut Random) -> Option<String> {
    let body = (*r.pick(&["10", "15", "17", "20"])).to_owned() + &digits(r, 8);
    Some(format!(
        "{body}{}",
        match sum(&body, &SEVEN) % 11 {
            0 => 1,
            1 => 0,
            rest => 11 - rest,
        }
    ))
}

fn uruguay(r: &mut Random) -> Option<String> {
    closed(&digits(r, 7), |text| sum(text, &[2, 9, 8, 7, 6, 3, 4, 1]) % 10 == 0)
}

fn rif(r: &mut Random) -> Option<String> {
    let (kind, value) = *r.pick(&[("V", 1), ("E", 2), ("J", 3), ("P", 4), ("G", 5)]);
    let body = digits(r, 8);
    let check = (-(4 * value + sum(&body, &[3, 2, 7, 6, 5, 4, 3, 2]))).rem_euclid(11);
    Some(format!("{kind}{body}{}", if check == 10 { 0 } else { check }))
}

fn paraguay(r: &mut Random) -> Option<String> {
    Some(with_check(&between(r, 100_000, 80_099_999, 6), &[2, 3, 4, 5, 6, 7, 8, 9]))
}
