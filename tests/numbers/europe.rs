//! Valid numbers of European states, made from what their issuers say and not from the code that checks them.

use crate::random::Random;

/// So many digits, each any.
pub fn any(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
}

/// One of the letters.
pub fn letter(random: &mut Random, of: &str) -> char {
    char::from(*random.pick(of.as_bytes()))
}

fn values(text: &str) -> Vec<usize> {
    let value = |b: u8| if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 };
    text.bytes().map(|b| usize::from(value(b))).collect()
}

/// The sum of the products with `weights`, as many as there are.
pub fn sum(text: &str, weights: &[usize]) -> usize {
    assert_eq!(text.len(), weights.len());
    values(text).iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// The sum of the digits of the products with 1 and 2 in turn, beginning with `first`.
fn crossed(text: &str, first: usize) -> usize {
    let products =
        values(text).into_iter().enumerate().map(|(at, v)| v * if at % 2 == 0 { first } else { 3 - first });
    products.map(|p| p % 10 + p / 10).sum()
}

/// The check digit of Luhn for `text`.
pub fn luhn(text: &str) -> usize {
    let first = if text.len() % 2 == 1 { 2 } else { 1 };
    (10 - crossed(text, first) % 10) % 10
}

/// Tried until the body has a check digit that is given out.
pub fn until(random: &mut Random, mut make: impl FnMut(&mut Random) -> Option<String>) -> Option<String> {
    loop {
        if let made @ Some(_) = make(random) {
            return made;
        }
    }
}

/// The digit, when it is one.
pub fn given(body: String, check: usize) -> Option<String> {
    (check < 10).then(|| format!("{body}{check}"))
}

/// Year of the 1900s, month and day, two digits each.
pub fn born(random: &mut Random) -> (String, String, String) {
    let two = |n: usize| format!("{n:02}");
    (two(random.below(100)), two(1 + random.below(12)), two(1 + random.below(28)))
}

pub fn big(text: &str) -> u64 {
    text.parse().unwrap()
}

pub fn de_tax_id(random: &mut Random) -> Option<String> {
    until(random, |random| {
        // All digits but one, and one of the others again.
        let mut digits: Vec<usize> = (0..10).collect();
        for at in (1..10).rev() {
            digits.swap(at, random.below(at + 1));
        }
        digits[9] = digits[random.below(9)];
        digits.swap(9, random.below(10));
        let mut product = 10;
        for digit in &digits {
            let plus = (digit + product) % 10;
            product = 2 * if plus == 0 { 10 } else { plus } % 11;
        }
        let body: String = digits.iter().map(usize::to_string).collect();
        (digits[0] != 0).then(|| format!("{body}{}", (11 - product) % 10))
    })
}

pub fn de_pension_number(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let (area, first, serial) = (10 + random.below(80), random.below(26), any(random, 2));
    let body = format!("{area}{day}{month}{year}{:02}{serial}", first + 1);
    let products = values(&body).into_iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(v, w)| v * w);
    let check = products.map(|p| p % 10 + p / 10).sum::<usize>() % 10;
    Some(format!("{area}{day}{month}{year}{}{serial}{check}", char::from(b'A' + first as u8)))
}

pub fn de_health_insurance(random: &mut Random) -> Option<String> {
    let (first, body) = (random.below(26), any(random, 8));
    let check = crossed(&format!("{:02}{body}", first + 1), 1) % 10;
    Some(format!("{}{body}{check}", char::from(b'A' + first as u8)))
}

fn serial(random: &mut Random, first: &str) -> Option<String> {
    let body = format!("{}{}{}", letter(random, first), any(random, 7), letter(random, "CFGHJKLMNPRTVWXYZ"));
    let check = sum(&body, &[7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10;
    Some(format!("{body}{check}"))
}

pub fn de_identity_card(random: &mut Random) -> Option<String> {
    serial(random, "LMNPRTVWXYZ")
}

pub fn de_passport(random: &mut Random) -> Option<String> {
    serial(random, "CFGHJK")
}

pub fn nl_passport(random: &mut Random) -> Option<String> {
    Some(format!("NP{}{}", letter(random, "ABCXYZ"), any(random, 6)))
}

pub fn gb_nino(random: &mut Random) -> Option<String> {
    let (first, last) = (letter(random, "ACEHJL"), letter(random, "ABCD"));
    Some(format!("{first}{}{}{last}", letter(random, "ACEHJX"), any(random, 6)))
}

pub fn gb_nhs_number(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let body = any(random, 9);
        let check = 11 - sum(&body, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        given(body, if check == 11 { 0 } else { check })
    })
}

pub fn gb_utr(random: &mut Random) -> Option<String> {
    let body = any(random, 9);
    let rest = sum(&body, &[6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11;
    let check = 11 - rest;
    Some(format!("{}{body}", if check > 9 { check - 9 } else { check }))
}

pub fn gb_driving_licence(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let month = month.parse::<usize>().unwrap() + 50 * random.below(2);
    let (decade, year) = year.split_at(1);
    Some(format!("SMITH{decade}{month:02}{day}{year}J9{}AB", random.below(10)))
}

pub fn fr_nir(random: &mut Random) -> Option<String> {
    let (year, month, _) = born(random);
    let place =
        format!("{:02}{:03}{:03}", 1 + random.below(95), 1 + random.below(990), 1 + random.below(999));
    let body = format!("{}{year}{month}{place}", 1 + random.below(2));
    Some(format!("{body}{:02}", 97 - big(&body) % 97))
}

pub fn fr_tax_id(random: &mut Random) -> Option<String> {
    let body = format!("{}{}", random.below(4), any(random, 9));
    Some(format!("{body}{:03}", big(&body) % 511))
}

/// Digits may stand as letters in those of two people who would have the same.
pub fn it_fiscal_code(random: &mut Random) -> Option<String> {
    const ODD: [usize; 36] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12,
        14, 16, 10, 22, 25, 24, 23,
    ];
    let (year, _, day) = born(random);
    let name: String = (0..6).map(|_| letter(random, "BCDFGLMNPRSTV")).collect();
    let day = day.parse::<usize>().unwrap() + 40 * random.below(2);
    let month = letter(random, "ABCDEHLMPRST");
    let mut body = format!("{name}{year}{month}{day:02}{}{}", letter(random, "ABCDEFGHIL"), any(random, 3));
    if random.one_in(4) {
        let last = body.pop().unwrap().to_digit(10).unwrap() as usize;
        body.push(char::from(b"LMNPQRSTUV"[last]));
    }
    let even = |value: usize| if value > 9 { value - 10 } else { value };
    let count = |(at, value): (usize, usize)| if at % 2 == 0 { ODD[value] } else { even(value) };
    let total: usize = values(&body).into_iter().enumerate().map(count).sum();
    Some(format!("{body}{}", char::from(b'A' + (total % 26) as u8)))
}

pub fn it_vat(random: &mut Random) -> Option<String> {
    let body = format!("{}{:03}", any(random, 7), 1 + random.below(100));
    Some(format!("{body}{}", luhn(&body)))
}

fn spanish(number: u64) -> char {
    let letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    char::from(letters.as_bytes()[(number % 23) as usize])
}

pub fn es_dni(random: &mut Random) -> Option<String> {
    let body = any(random, 8);
    Some(format!("{body}{}", spanish(big(&body))))
}

pub fn es_nie(random: &mut Random) -> Option<String> {
    let (first, body) = (random.below(3), any(random, 7));
    Some(format!("{}{body}{}", ["X", "Y", "Z"][first], spanish(big(&format!("{first}{body}")))))
}

pub fn es_cif(random: &mut Random) -> Option<String> {
    let (kind, body) = (letter(random, "ABEH"), any(random, 7));
    Some(format!("{kind}{body}{}", luhn(&body)))
}

pub fn es_nuss(random: &mut Random) -> Option<String> {
    let (province, number) = (1 + random.below(52) as u64, 10_000_000 + random.below(90_000_000) as u64);
    let check = (province * 100_000_000 + number) % 97;
    Some(format!("{province:02}{number:08}{check:02}"))
}

pub fn pt_nif(random: &mut Random) -> Option<String> {
    let body = format!("{}{}", 1 + random.below(3), any(random, 7));
    let check = match sum(&body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    Some(format!("{body}{check}"))
}

pub fn pt_citizen_card(random: &mut Random) -> Option<String> {
    let body = format!("{}{}{}", any(random, 9), letter(random, "ABXYZ"), letter(random, "ABXYZ"));
    let twice = |value: usize| if 2 * value > 9 { 2 * value - 9 } else { 2 * value };
    let counted = |(at, value): (usize, usize)| if at % 2 == 0 { twice(value) } else { value };
    let total: usize = values(&body).into_iter().enumerate().map(counted).sum();
    Some(format!("{body}{}", (10 - total % 10) % 10))
}

pub fn nl_bsn(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let body = any(random, 8);
        let check = sum(&body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        given(body, check)
    })
}

pub fn be_national_number(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("{year}{month}{day}{:03}", 1 + random.below(997));
    let since_2000 = if random.one_in(2) { "2" } else { "" };
    Some(format!("{body}{:02}", 97 - big(&format!("{since_2000}{body}")) % 97))
}

pub fn lu_national_id(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("19{year}{month}{day}{}", any(random, 3));
    Some(format!("{body}{}{}", luhn(&body), verhoeff(&body)))
}

/// By the multiplication of the dihedral group, as permutations of a pentagon's corners.
fn verhoeff(body: &str) -> usize {
    let corners = |element: usize| -> Vec<usize> {
        (0..5).map(|c| if element < 5 { (c + element) % 5 } else { (element - 5 + 5 - c) % 5 }).collect()
    };
    let times = |a: usize, b: usize| {
        let (a, b) = (corners(a), corners(b));
        let both: Vec<usize> = (0..5).map(|c| a[b[c]]).collect();
        (0..10).find(|e| corners(*e) == both).unwrap()
    };
    let step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let moved = |digit: usize, times: usize| (0..times % 8).fold(digit, |d, _| step[d]);
    let of = |check: usize| {
        let digits = [check].into_iter().chain(values(body).into_iter().rev());
        digits.enumerate().fold(0, |product, (place, digit)| times(product, moved(digit, place)))
    };
    (0..10).find(|check| of(*check) == 0).unwrap()
}

pub fn at_social_security(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let (year, month, day) = born(random);
        let (serial, date) = (100 + random.below(900), format!("{day}{month}{year}"));
        let total = sum(&serial.to_string(), &[3, 7, 9]) + sum(&date, &[5, 8, 4, 2, 1, 6]);
        (total % 11 < 10).then(|| format!("{serial}{}{date}", total % 11))
    })
}

pub fn ch_ahv(random: &mut Random) -> Option<String> {
    let body = format!("756{}", any(random, 9));
    let check = (10 - sum(&body, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10) % 10;
    Some(format!("{body}{check}"))
}
