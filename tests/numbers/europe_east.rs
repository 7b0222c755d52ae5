//! Valid numbers of the north and the east of Europe.

use super::europe::{any, big, born, given, letter, luhn, sum, until};
use crate::random::Random;

pub fn pl_pesel(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let month = month.parse::<usize>().unwrap() + random.pick(&[0, 20, 40, 60, 80]);
    let body = format!("{year}{month:02}{day}{}", any(random, 4));
    let check = (10 - sum(&body, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10) % 10;
    Some(format!("{body}{check}"))
}

pub fn pl_nip(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let body = format!("{}{}", 1 + random.below(9), any(random, 8));
        let check = sum(&body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
        given(body, check)
    })
}

pub fn pl_identity_card(random: &mut Random) -> Option<String> {
    let (series, number) = (["ABA", "CCE", "AXB", "DRT"][random.below(4)], any(random, 5));
    let check = (sum(series, &[7, 3, 1]) + sum(&number, &[7, 3, 1, 7, 3])) % 10;
    Some(format!("{series}{check}{number}"))
}

pub fn cz_birth_number(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let (year, month, day) = born(random);
        let month = month.parse::<usize>().unwrap() + 50 * random.below(2);
        let body = format!("{year}{month:02}{day}{}", any(random, 3));
        let check = big(&body) % 11;
        given(body, check as usize)
    })
}

pub fn hu_taj(random: &mut Random) -> Option<String> {
    let body = any(random, 8);
    let check = sum(&body, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10;
    Some(format!("{body}{check}"))
}

pub fn hu_tax_id(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let body = format!("8{}", any(random, 8));
        let check = sum(&body, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11;
        given(body, check)
    })
}

pub fn ro_cnp(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let sex = 1 + random.below(6);
    let body = format!("{sex}{year}{month}{day}{:02}{}", 1 + random.below(46), any(random, 3));
    let check = match sum(&body, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        check => check,
    };
    Some(format!("{body}{check}"))
}

pub fn bg_egn(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let month = month.parse::<usize>().unwrap() + 20 * random.below(3);
    let body = format!("{year}{month:02}{day}{}", any(random, 3));
    let check = sum(&body, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    Some(format!("{body}{check}"))
}

pub fn gr_amka(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("{day}{month}{year}{}", any(random, 4));
    Some(format!("{body}{}", luhn(&body)))
}

pub fn gr_afm(random: &mut Random) -> Option<String> {
    let body = any(random, 8);
    let doubled = body.bytes().fold(0, |total, digit| total * 2 + usize::from(digit - b'0')) * 2;
    Some(format!("{body}{}", doubled % 11 % 10))
}

pub fn hr_oib(random: &mut Random) -> Option<String> {
    let body = any(random, 10);
    let mut rest = 10;
    for digit in body.bytes().map(|b| u32::from(b - b'0')) {
        rest = (rest + digit) % 10;
        rest = if rest == 0 { 10 } else { rest } * 2 % 11;
    }
    Some(format!("{body}{}", if rest == 1 { 0 } else { 11 - rest }))
}

pub fn si_emso(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("{day}{month}9{year}50{}", any(random, 3));
    let check = match 11 - sum(&body, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
        10 | 11 => 0,
        check => check,
    };
    Some(format!("{body}{check}"))
}

/// The check digit of the Baltic states, by two rounds of weights.
fn baltic(body: &str) -> usize {
    let first = sum(body, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let second = sum(body, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
    match (first, second) {
        (10, 10) => 0,
        (10, second) => second,
        (first, _) => first,
    }
}

pub fn ee_personal_code(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("{}{year}{month}{day}{}", 1 + random.below(8), any(random, 3));
    Some(format!("{body}{}", baltic(&body)))
}

pub fn lt_personal_code(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("{}{year}{month}{day}{}", 3 + random.below(4), any(random, 3));
    Some(format!("{body}{}", baltic(&body)))
}

pub fn lv_personal_code(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let (year, month, day) = born(random);
        let body = format!("{day}{month}{year}1{}", any(random, 3));
        // As printed by the register: 1101 less the sum, modulo 11.
        let rest = (1101 - sum(&body, &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11;
        given(body, rest)
    })
}

pub fn dk_cpr(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    Some(format!("{day}{month}{year}{}", any(random, 4)))
}

pub fn no_national_id(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let (year, month, day) = born(random);
        let body = format!("{day}{month}{year}{}", any(random, 3));
        let first = (11 - sum(&body, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11;
        let body = given(body, first)?;
        let second = (11 - sum(&body, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        given(body, second)
    })
}

pub fn se_personal_number(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let body = format!("{year}{month}{day}{:03}", 1 + random.below(999));
    Some(format!("{body}{}", luhn(&body)))
}

pub fn fi_hetu(random: &mut Random) -> Option<String> {
    let (year, month, day) = born(random);
    let (date, serial) = (format!("{day}{month}{year}"), format!("{:03}", 2 + random.below(898)));
    let rest = big(&format!("{date}{serial}")) % 31;
    let check = char::from(b"0123456789ABCDEFHJKLMNPRSTUVWXY"[rest as usize]);
    Some(format!("{date}{}{serial}{check}", letter(random, "-A")))
}

pub fn is_kennitala(random: &mut Random) -> Option<String> {
    until(random, |random| {
        let (year, month, day) = born(random);
        let body = format!("{day}{month}{year}{}", any(random, 2));
        let check = (11 - sum(&body, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        given(body, check).map(|made| format!("{made}9"))
    })
}

pub fn ie_ppsn(random: &mut Random) -> Option<String> {
    let body = any(random, 7);
    let second = random.below(3);
    let total = sum(&body, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    let check = char::from(b"WABCDEFGHIJKLMNOPQRSTUV"[total % 23]);
    Some(format!("{body}{check}{}", ["", "A", "B"][second]))
}

pub fn ua_tax_number(random: &mut Random) -> Option<String> {
    let body = any(random, 9);
    let total = 11 * 9 + sum(&body[1..], &[5, 7, 9, 4, 6, 10, 5, 7]) - sum(&body[..1], &[1]);
    Some(format!("{body}{}", total % 11 % 10))
}

pub fn ru_inn(random: &mut Random) -> Option<String> {
    let body = format!("{:02}{}", 1 + random.below(92), any(random, 8));
    let first = sum(&body, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let body = format!("{body}{first}");
    let second = sum(&body, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    Some(format!("{body}{second}"))
}

pub fn ru_snils(random: &mut Random) -> Option<String> {
    let body = format!("{:03}{}", 2 + random.below(997), any(random, 6));
    let mut rest = sum(&body, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
    while rest > 101 {
        rest -= 101;
    }
    Some(format!("{body}{:02}", if rest >= 100 { 0 } else { rest }))
}

pub fn tr_id(random: &mut Random) -> Option<String> {
    let body = format!("{}{}", 1 + random.below(9), any(random, 8));
    let odd = sum(&body, &[1, 0, 1, 0, 1, 0, 1, 0, 1]);
    let even = sum(&body, &[0, 1, 0, 1, 0, 1, 0, 1, 0]);
    let tenth = (odd * 7 + 10 * 9 - even) % 10;
    Some(format!("{body}{tenth}{}", (odd + even + tenth) % 10))
}

pub fn not_alike(random: &mut Random) -> Option<String> {
    Some(format!("12{}", any(random, 7)))
}
