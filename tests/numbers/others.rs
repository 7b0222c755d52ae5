//! Numbers of Asia, Africa and Oceania, of vehicles and devices.

use super::make::{between, closed, closed_with, digits, letters, luhn, short_date, sum, values, verhoeff};
use super::{LUHN, Promise, Scheme, Swaps};
use crate::random::Random;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The alphabet without I and O, from 1 on.
const HEALTH: &str = "_ABCDEFGHJKLMNPQRSTUVWXYZ";

pub const SCHEMES: &[Scheme] = &[
    Scheme { validator: "cn-ric", make: resident, promise: Promise::ALL },
    Scheme { validator: "hk-hkid", make: hong_kong, promise: Promise::ALL },
    // Even weights, a weight of 5, and the last two digits count the same.
    Scheme { validator: "tw-id", make: taiwan, promise: Promise { singles: 0.88, swaps: Swaps::Rate(0.85) } },
    Scheme { validator: "jp-my-number", make: my_number, promise: Promise::SHARED },
    // Modulo 9, 0 and 9 are the same.
    Scheme {
        validator: "jp-corporate-number",
        make: corporate,
        promise: Promise { singles: 0.97, swaps: Swaps::AllBut(&["09", "90"]) },
    },
    Scheme {
        validator: "kr-rrn",
        make: korean,
        promise: Promise { singles: 0.97, swaps: Swaps::Rate(0.96) },
    },
    // The weights of neighbours differ by even numbers, so digits that differ by 5 can be swapped.
    Scheme {
        validator: "kr-brn",
        make: korean_business,
        promise: Promise { singles: 1.0, swaps: Swaps::Rate(0.86) },
    },
    Scheme {
        validator: "in-aadhaar",
        make: |r| closed(&(between(r, 2, 9, 1) + &digits(r, 10)), verhoeff),
        promise: Promise::ALL,
    },
    Scheme { validator: "in-pan", make: |r| Some(pan(r)), promise: Promise::NONE },
    Scheme { validator: "in-gstin", make: gstin, promise: Promise::ALL },
    Scheme {
        validator: "in-epic",
        make: |r| Some(letters(r, 3, LETTERS) + &closed(&digits(r, 6), luhn)?),
        promise: LUHN,
    },
    Scheme { validator: "sg-nric", make: nric, promise: Promise::ALL },
    Scheme { validator: "sg-uen", make: uen, promise: Promise::ALL },
    // The first two digits of the serial count the same.
    Scheme {
        validator: "sg-uen",
        make: other_uen,
        promise: Promise { singles: 1.0, swaps: Swaps::Rate(0.70) },
    },
    Scheme {
        validator: "my-mykad",
        make: |r| Some(short_date(r) + &between(r, 1, 16, 2) + &digits(r, 4)),
        promise: Promise::NONE,
    },
    // The third weight is 11, so that digit is not checked; and two remainders share a digit.
    Scheme {
        validator: "th-tnin",
        make: thai,
        promise: Promise { singles: 0.90, swaps: Swaps::Rate(0.965) },
    },
    Scheme { validator: "id-nik", make: nik, promise: Promise::NONE },
    Scheme { validator: "il-id", make: |r| closed(&digits(r, 8), luhn), promise: LUHN },
    Scheme {
        validator: "vn-cccd",
        make: |r| Some(between(r, 1, 96, 3) + &between(r, 0, 3, 1) + &digits(r, 8)),
        promise: Promise::NONE,
    },
    Scheme {
        validator: "pk-cnic",
        make: |r| Some(between(r, 1, 7, 1) + &digits(r, 12)),
        promise: Promise::NONE,
    },
    // The last weight is 11, so that digit is not checked by the first row.
    Scheme {
        validator: "kz-iin",
        make: kazakh,
        promise: Promise { singles: 0.90, swaps: Swaps::Rate(0.965) },
    },
    Scheme { validator: "uz-pinfl", make: uzbek, promise: Promise::NONE },
    Scheme {
        validator: "za-id",
        make: |r| closed(&(short_date(r) + &digits(r, 4) + &between(r, 0, 1, 1) + &digits(r, 1)), luhn),
        promise: LUHN,
    },
    Scheme {
        validator: "ke-kra-pin",
        make: |r| Some("A".to_owned() + &digits(r, 9) + "K"),
        promise: Promise::NONE,
    },
    Scheme { validator: "eg-id", make: egyptian, promise: Promise::NONE },
    Scheme {
        validator: "au-tfn",
        make: |r| closed(&digits(r, 8), |t| sum(t, &[1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0),
        promise: Promise::ALL,
    },
    Scheme { validator: "au-abn", make: abn, promise: Promise::ALL },
    // Even weights, a weight of 5, and the last two digits count the same.
    Scheme {
        validator: "au-acn",
        make: |r| closed(&digits(r, 8), |t| sum(t, &[8, 7, 6, 5, 4, 3, 2, 1, 1]) % 10 == 0),
        promise: Promise { singles: 0.88, swaps: Swaps::Rate(0.85) },
    },
    // The issue of the card is not checked, and weights of neighbours differ by even numbers.
    Scheme {
        validator: "au-medicare",
        make: medicare,
        promise: Promise { singles: 0.90, swaps: Swaps::Rate(0.78) },
    },
    Scheme { validator: "nz-ird", make: ird, promise: Promise::SHARED },
    // A check digit of 0 stands for 10.
    Scheme { validator: "nz-nhi", make: nhi, promise: Promise { singles: 1.0, swaps: Swaps::Rate(0.985) } },
    Scheme { validator: "nz-nhi", make: new_nhi, promise: Promise::ALL },
    // The check digit and the place before it count the same.
    Scheme { validator: "vin", make: vin, promise: Promise { singles: 1.0, swaps: Swaps::Rate(0.90) } },
    Scheme {
        validator: "imei",
        make: |r| closed(&((*r.pick(&["01", "35", "86", "99"])).to_owned() + &digits(r, 12)), luhn),
        promise: LUHN,
    },
    Scheme { validator: "iccid", make: |r| closed(&("89".to_owned() + &digits(r, 16)), luhn), promise: LUHN },
    Scheme {
        validator: "imsi",
        make: |r| Some(between(r, 202, 750, 3) + &digits(r, 12)),
        promise: Promise::NONE,
    },
    Scheme { validator: "plain-number", make: |r| Some(digits(r, 9)), promise: Promise::NONE },
];

fn resident(r: &mut Random) -> Option<String> {
    let body = format!(
        "{}{}{:02}{:02}{}",
        r.pick(&["110105", "440306", "650102"]),
        1900 + r.below(120),
        1 + r.below(12),
        1 + r.below(28),
        digits(r, 3)
    );
    // The weights of the standard are powers of 2 modulo 11; the check character is looked up by the remainder.
    let rest = sum(&body, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
    Some(format!("{body}{}", char::from(b"10X98765432"[rest as usize])))
}

fn hong_kong(r: &mut Random) -> Option<String> {
    let count = 1 + r.below(2);
    let body = letters(r, count, LETTERS) + &digits(r, 6);
    let lead = if count == 1 { 36 * 9 } else { 0 };
    let weights: &[i64] = if count == 1 { &[8, 7, 6, 5, 4, 3, 2] } else { &[9, 8, 7, 6, 5, 4, 3, 2] };
    let check = (-(lead + sum(&body, weights))).rem_euclid(11);
    Some(format!("{body}{}", if check == 10 { "A".to_owned() } else { check.to_string() }))
}

fn taiwan(r: &mut Random) -> Option<String> {
    // The number of a county, of which the second digit counts nine times.
    let (county, number) =
        *r.pick(&[("A", 10), ("B", 11), ("F", 15), ("I", 34), ("N", 22), ("W", 32), ("Z", 33)]);
    let counts = number / 10 + number % 10 * 9;
    let body = (*r.pick(&["1", "2", "8", "9"])).to_owned() + &digits(r, 7);
    let check = (-(counts + sum(&body, &[8, 7, 6, 5, 4, 3, 2, 1]))).rem_euclid(10);
    Some(format!("{county}{body}{check}"))
}

fn my_number(r: &mut Random) -> Option<String> {
    let body = digits(r, 11);
    let rest = sum(&body, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    Some(format!("{body}{}", if rest <= 1 { 0 } else { 11 - rest }))
}

fn corporate(r: &mut Random) -> Option<String> {
    let body = digits(r, 12);
    let rest = sum(&body, &[2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]) % 9;
    Some(format!("{}{body}", 9 - rest))
}

fn korean(r: &mut Random) -> Option<String> {
    let body = short_date(r) + &between(r, 1, 8, 1) + &digits(r, 5);
    let rest = sum(&body, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    let base = if body.as_bytes()[6] < b'5' { 11 } else { 13 };
    Some(format!("{body}{}", (base - rest) % 10))
}

fn korean_business(r: &mut Random) -> Option<String> {
    let body = between(r, 101, 999, 3) + &between(r, 1, 99, 2) + &digits(r, 4);
    let ninth = values(&body)[8];
    let check = (-(sum(&body, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + ninth / 2)).rem_euclid(10);
    Some(format!("{body}{check}"))
}

fn pan(r: &mut Random) -> String {
    letters(r, 3, LETTERS)
        + &letters(r, 1, b"PCHFATK")
        + &letters(r, 1, LETTERS)
        + &between(r, 1, 9999, 4)
        + &letters(r, 1, LETTERS)
}

fn gstin(r: &mut Random) -> Option<String> {
    let body = between(r, 1, 37, 2) + &pan(r) + &between(r, 1, 9, 1) + "Z";
    closed_with(&body, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", |text| {
        let each = values(text).into_iter().enumerate();
        // Fifteen places: the second, fourth … count twice.
        let sum: i64 = each.map(|(at, v)| if at % 2 == 1 { v * 2 / 36 + v * 2 % 36 } else { v }).sum();
        sum % 36 == 0
    })
}

fn nric(r: &mut Random) -> Option<String> {
    // By check digit, as the registrar prints its tables.
    let (kind, more, table) = *r.pick(&[
        ("S", 0, "ABCDEFGHIZJ"),
        ("T", 4, "ABCDEFGHIZJ"),
        ("F", 0, "KLMNPQRTUWX"),
        ("G", 4, "KLMNPQRTUWX"),
        ("M", 3, "KLJNPQRTUWX"),
    ]);
    let body = digits(r, 7);
    let check = 11 - ((sum(&body, &[2, 7, 6, 5, 4, 3, 2]) + more) % 11 + 1);
    Some(format!("{kind}{body}{}", char::from(table.as_bytes()[check as usize])))
}

fn uen(r: &mut Random) -> Option<String> {
    if r.one_in(2) {
        let body = digits(r, 8);
        let rest = sum(&body, &[10, 4, 9, 3, 8, 2, 7, 1]) % 11;
        return Some(format!("{body}{}", char::from(b"XMKECAWLJDB"[rest as usize])));
    }
    let body = between(r, 1960, 2026, 4) + &digits(r, 5);
    let rest = sum(&body, &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11;
    Some(format!("{body}{}", char::from(b"ZKCMDNERGWH"[rest as usize])))
}

fn other_uen(r: &mut Random) -> Option<String> {
    const ORDER: &str = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
    let kind = *r.pick(&["LL", "FC", "SS", "GA", "TU"]);
    let body = format!("T{}{kind}{}", between(r, 0, 26, 2), digits(r, 4));
    let weights = [4, 3, 5, 3, 10, 2, 2, 5, 7];
    let sum: i64 =
        body.chars().zip(weights).map(|(c, weight)| ORDER.find(c).unwrap_or_default() as i64 * weight).sum();
    Some(format!("{body}{}", char::from(ORDER.as_bytes()[(sum - 5).rem_euclid(11) as usize])))
}

fn thai(r: &mut Random) -> Option<String> {
    let body = between(r, 1, 8, 1) + &digits(r, 11);
    let rest = sum(&body, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    Some(format!("{body}{}", (11 - rest) % 10))
}

fn nik(r: &mut Random) -> Option<String> {
    let day = 1 + r.below(28) + 40 * r.below(2);
    Some(format!(
        "{}{}{}{day:02}{:02}{}{}",
        r.pick(&["11", "31", "35", "73"]),
        between(r, 1, 79, 2),
        between(r, 1, 20, 2),
        1 + r.below(12),
        digits(r, 2),
        between(r, 1, 9999, 4)
    ))
}

fn kazakh(r: &mut Random) -> Option<String> {
    let body = short_date(r) + &between(r, 3, 6, 1) + &digits(r, 4);
    let first = sum(&body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let second = sum(&body, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
    // Numbers for which both are 10 are not given out.
    let check = if first < 10 { first } else { second };
    (check < 10).then(|| format!("{body}{check}"))
}

fn uzbek(r: &mut Random) -> Option<String> {
    Some(format!(
        "{}{:02}{:02}{}{}",
        3 + r.below(4),
        1 + r.below(28),
        1 + r.below(12),
        digits(r, 2),
        digits(r, 7)
    ))
}

fn egyptian(r: &mut Random) -> Option<String> {
    Some(between(r, 2, 3, 1) + &short_date(r) + *r.pick(&["01", "12", "21", "35", "88"]) + &digits(r, 5))
}

fn abn(r: &mut Random) -> Option<String> {
    let body = digits(r, 9);
    let sum = sum(&body, &[3, 5, 7, 9, 11, 13, 15, 17, 19]);
    // The two digits in front: 10 (a - 1) + b.
    let front = (-sum).rem_euclid(89);
    Some(format!("{}{body}", front + 10))
}

fn medicare(r: &mut Random) -> Option<String> {
    let body = between(r, 2, 6, 1) + &digits(r, 7);
    let check = sum(&body, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10;
    Some(format!("{body}{check}{}", 1 + r.below(9)))
}

fn ird(r: &mut Random) -> Option<String> {
    let body = between(r, 1_000_000, 14_999_999, 8);
    let by = |weights: &[i64]| (-sum(&body, weights)).rem_euclid(11);
    let check = match by(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => by(&[7, 4, 3, 2, 5, 2, 7, 6]),
        check => check,
    };
    (check < 10).then(|| format!("{}{check}", body.trim_start_matches('0')))
}

fn counted(text: &str) -> i64 {
    let value = |c: char| c.to_digit(10).map_or_else(|| HEALTH.find(c).unwrap_or_default() as i64, i64::from);
    text.chars().map(value).zip((2..=7).rev()).map(|(value, weight)| value * weight).sum()
}

fn nhi(r: &mut Random) -> Option<String> {
    let body = letters(r, 3, &HEALTH.as_bytes()[1..]) + &digits(r, 3);
    let rest = counted(&body) % 11;
    (rest != 0).then(|| format!("{body}{}", if rest == 1 { 0 } else { 11 - rest }))
}

fn new_nhi(r: &mut Random) -> Option<String> {
    let alphabet = &HEALTH.as_bytes()[1..];
    let body = letters(r, 3, alphabet) + &digits(r, 2) + &letters(r, 1, alphabet);
    let check = 23 - counted(&body) % 23;
    Some(format!("{body}{}", char::from(HEALTH.as_bytes()[check as usize])))
}

fn vin(r: &mut Random) -> Option<String> {
    const COUNTS: &[(&str, i64)] = &[
        ("AJ", 1),
        ("BKS", 2),
        ("CLT", 3),
        ("DMU", 4),
        ("ENV", 5),
        ("FW", 6),
        ("GPX", 7),
        ("HY", 8),
        ("RZ", 9),
    ];
    let value = |c: char| {
        let letter = || COUNTS.iter().find(|(letters, _)| letters.contains(c)).map_or(0, |(_, value)| *value);
        c.to_digit(10).map_or_else(letter, i64::from)
    };
    let any = b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
    let front = between(r, 1, 5, 1) + &letters(r, 7, any);
    let back = letters(r, 1, b"ABCDEFGHJKLMNPRSTVWXY123456789") + &letters(r, 3, any) + &digits(r, 4);
    let weights = [8, 7, 6, 5, 4, 3, 2, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: i64 =
        front.chars().chain(back.chars()).map(value).zip(weights).map(|(value, weight)| value * weight).sum();
    let check = if sum % 11 == 10 { "X".to_owned() } else { (sum % 11).to_string() };
    Some(front + &check + &back)
}
