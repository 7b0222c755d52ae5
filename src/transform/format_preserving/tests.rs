#![allow(clippy::unwrap_used)]

use super::*;
use crate::detect::validate::checksum;
use crate::transform::testing::{applied_as, keyed, keys, refused, undone};

fn token(parameters: &str, domain: Domain, value: &str) -> Option<String> {
    let action = keyed(&format!("{{ name = \"format_preserving\"{parameters} }}"), "ann");
    applied_as(&action, "X", domain, value)
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

fn shape(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

#[test]
fn a_card_keeps_its_form_and_is_no_card() {
    for value in ["4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "378282246310005"] {
        let made = token("", Domain::Card, value).unwrap();
        assert!(shape(&made) == shape(value) && made != value, "{value}: {made}");
        assert!(!checksum::luhn(digits(&made)), "{made}");
        let valid = token(", luhn = \"valid\"", Domain::Card, value).unwrap();
        assert!(checksum::luhn(digits(&valid)), "{valid}");
        assert_eq!(digits(&made).split_last().unwrap().1, digits(&valid).split_last().unwrap().1);
        let kept = token(", keep_first = 6", Domain::Card, value).unwrap();
        assert_eq!(digits(&kept)[..6], digits(value)[..6]);
        assert_ne!(digits(&kept)[6..], digits(value)[6..]);
    }
    assert_eq!(
        digits(&token("", Domain::Card, "4111 1111 1111 1111").unwrap()),
        digits(&token("", Domain::Card, "4111-1111-1111-1111").unwrap())
    );
}

#[test]
fn what_has_too_few_digits_or_a_wrong_check_digit_is_none() {
    // Twelve digits and 13 leave under six behind an issuer's eight; so does anything but digits.
    for (parameters, value) in [
        (", keep_first = 8", "4222222222222"),
        ("", "4111 1111 1111 1112"),
        ("", "4111x1111x1111x1111"),
        ("", ""),
        ("", "18"),
    ] {
        assert_eq!(token(parameters, Domain::Card, value), None, "{value}");
    }
    assert!(token(", keep_first = 8", Domain::Card, "378282246310005").is_some(), "six are left");
    assert_eq!(token("", Domain::Id, "12345"), None);
    assert_eq!(token("", Domain::Id, "AB 123456"), None);
    assert_eq!(token("", Domain::Phone, "+49 30 123"), None);
    assert_eq!(token("", Domain::Phone, "555-0123 ext 5"), None);
    assert_eq!(token("", Domain::Email, "1234567"), None);
    refused("{ name = \"format_preserving\", keep_first = 4 }", "6 or 8");
    refused("{ name = \"format_preserving\", luhn = \"no\" }", "valid");
}

#[test]
fn a_phone_keeps_its_country_and_joins_with_itself() {
    let phone = |value: &str| token("", Domain::Phone, value).unwrap();
    let one = phone("+1 212 555 0123");
    assert!(one.starts_with("+1 ") && shape(&one) == shape("+1 212 555 0123"), "{one}");
    for same in ["1-212-555-0123", "(212) 555-0123", "0012125550123", "2125550123"] {
        let made = phone(same);
        assert_eq!(shape(&made), shape(same));
        assert_eq!(digits(&made)[digits(&made).len() - 10..], digits(&one)[1..], "{same}: {made}");
    }
    for (value, kept) in
        [("+49 (0)30 123456", "+49 (0)"), ("0044 20 7946 0018", "0044 "), ("+353 1 555 0123", "+353 ")]
    {
        let made = phone(value);
        assert!(made.starts_with(kept) && shape(&made) == shape(value), "{value}: {made}");
    }
    assert_eq!(
        digits(&phone("+49 (0)30 123456")).split_off(3),
        digits(&phone("+49 30 123456")).split_off(2),
        "the zero that is dialled inside the country does not count"
    );
}

#[test]
fn tokens_are_read_as_the_country_they_were_made_for() {
    for n in 0..400 {
        for value in
            [format!("{}", 2_125_550_000u64 + n), format!("1212555{n:04}"), format!("79{n:07}{n:02}")]
        {
            let made = token("", Domain::Phone, &value).unwrap();
            assert_eq!(made.starts_with('0'), value.starts_with('0'));
            assert_eq!(
                made.len() == 11 && made.starts_with('1'),
                value.len() == 11 && value.starts_with('1'),
                "{value}: {made}"
            );
        }
    }
}

#[test]
fn no_two_numbers_share_a_token_and_zeros_stay_in_front() {
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..600u32 {
        for value in [format!("{:07}", n + 1_000_000), format!("{n:07}")] {
            let made = token("", Domain::Id, &value).unwrap();
            assert_eq!(made.starts_with('0'), value.starts_with('0'));
            assert!(seen.insert(made));
        }
    }
    assert_eq!(seen.len(), 1200);
}

#[test]
fn the_check_digit_of_a_token_is_wrong_by_what_the_key_id_says() {
    let check = |parameters: &str| {
        let made = token(parameters, Domain::Card, "5555555555554444").unwrap();
        digits(&made).pop().unwrap()
    };
    let sum: u32 = keys("ann").key_id().bytes().fold(0, |n, b| (n * 32 + u32::from(b)) % 9);
    assert_eq!(check(""), (check(", luhn = \"valid\"") + 1 + sum) % 10);
}

#[test]
fn every_token_can_be_had_back_with_its_keys_alone() {
    for (parameters, domain, value) in [
        ("", Domain::Card, "4111 1111 1111 1111"),
        (", keep_first = 8", Domain::Card, "378282246310005"),
        (", luhn = \"valid\", keep_first = 6", Domain::Card, "5555-5555-5555-4444"),
        ("", Domain::Phone, "+49 (0)30 123456"),
        ("", Domain::Phone, "(212) 555-0123"),
        ("", Domain::Phone, "0207946001"),
        ("", Domain::UsSsn, "536-22-8726"),
        ("", Domain::Id, "004711"),
        ("", Domain::Account, "10042877"),
    ] {
        let action = format!("{{ name = \"format_preserving\"{parameters} }}");
        let made = token(parameters, domain, value).unwrap();
        assert_eq!(undone(&keyed(&action, "ann"), domain, &made).as_deref(), Some(value), "{made}");
        assert_ne!(undone(&keyed(&action, "bob"), domain, &made).as_deref(), Some(value), "{made}");
    }
    // A card that is none of ours.
    assert_eq!(undone(&keyed("\"format_preserving\"", "ann"), Domain::Card, "4111 1111 1111 1111"), None);
}

#[test]
fn a_number_over_the_bound_is_none() {
    let action = keyed("\"format_preserving\"", "ann");
    let made = |digits: usize| applied_as(&action, "X", Domain::Id, &"7".repeat(digits));
    assert!(made(FPE_DIGITS_MAX).is_some());
    assert_eq!(made(FPE_DIGITS_MAX + 1), None);
}
