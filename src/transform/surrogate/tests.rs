//! A surrogate is of the kind of its value, is its recipient's own, and shows nothing of it.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use super::script::Script;
use super::*;
use crate::transform::testing::{keyed, made, refused};

fn action(parameters: &str, recipient: &str) -> Arc<dyn Transform> {
    keyed(&format!("{{ name = \"surrogate\"{parameters} }}"), recipient)
}

fn write(
    action: &Arc<dyn Transform>,
    info_type: &str,
    domain: Domain,
    subject: Option<&str>,
    value: &str,
) -> Option<String> {
    let mut out = Vec::new();
    let cx = Context { info_type, domain, subject: subject.map(str::as_bytes), tokens: None };
    action.apply(Plain(value.as_bytes()), &cx, &mut out).ok()?;
    Some(String::from_utf8(out).unwrap())
}

fn of(domain: Domain, value: &str) -> Option<String> {
    write(&action("", "a"), "X", domain, None, value)
}

fn name(value: &str) -> String {
    of(Domain::Name, value).unwrap_or_else(|| panic!("{value} has no surrogate"))
}

fn company(value: &str) -> Option<String> {
    write(&action("", "a"), COMPANY, Domain::Name, None, value)
}

/// Fails when the two share four letters in a row, or a word of two letters and more.
fn shows_nothing(value: &str, surrogate: &str) {
    let (value, surrogate) = (fold(value), fold(surrogate));
    let letters: Vec<char> = surrogate.chars().collect();
    for window in letters.windows(4).filter(|w| w.iter().all(|c| c.is_alphanumeric())) {
        let window: String = window.iter().collect();
        assert!(!value.contains(&window), "{value}: {surrogate}");
    }
}

const NAMES: &[&str] = &[
    "Ann Lee",
    "ANN LEE",
    "ann lee",
    "Smith, John",
    "J. R. Miller",
    "Anna Maria Schmidt",
    "Jürgen Groß",
    "François Lefèvre",
    "María García López",
    "João da Silva",
    "Giulia Rossi",
    "Ludwig van den Berg",
    "Åse Jørgensen",
    "Łukasz Wójcik",
    "Jiří Novák",
    "Ayşe Yılmaz",
    "Nguyen Van Anh",
    "Priya Sharma",
    "Fatima Hassan",
    "O'Brien",
    "Anne-Marie Smith-Jones",
    "Dr. Jane Roe",
    "Mrs. Jane Roe",
    "Ivo",
    "Саша Петренко",
    "Мария Ивановна Иванова",
    "Μαρία Παπαδοπούλου",
    "أحمد حسن",
    "יעל כהן",
    "प्रिया शर्मा",
    "Le",
    "X Y",
];

#[test]
fn a_name_becomes_a_name_of_as_many_words_in_the_same_script_and_letters() {
    for value in NAMES {
        let surrogate = name(value);
        assert_eq!(surrogate.split(' ').count(), value.split(' ').count(), "{value}: {surrogate}");
        assert_eq!(Script::of(&surrogate), Script::of(value), "{value}: {surrogate}");
        assert_eq!(surrogate.contains(','), value.contains(','));
        shows_nothing(value, &surrogate);
        assert_ne!(fold(value), fold(&surrogate));
        let is_upper = |text: &str| !text.chars().any(char::is_lowercase);
        assert_eq!(is_upper(&surrogate), is_upper(value), "{value}: {surrogate}");
    }
    assert!(name("ann lee").chars().all(|c| c.is_lowercase() || c == ' '));
    let initials = name("J. R. Miller");
    let bytes = initials.as_bytes();
    assert!(bytes[1] == b'.' && bytes[4] == b'.' && bytes[0] != b'J' && bytes[3] != b'R', "{initials}");
    assert!(name("Ludwig van den Berg").contains(" van den "));
    assert!(name("Dr. Jane Roe").starts_with("Dr. "));
    assert!(name("Mrs. Jane Roe").starts_with("Mx. "), "a title that says a gender goes");
}

#[test]
fn the_culture_of_a_name_is_kept_unless_the_policy_says_one() {
    let from = |value: &str, culture: &str| {
        let surrogate = name(value);
        let number = lists::Lists::number(culture);
        let names = &lists::LISTS.cultures[number];
        let is_listed = |word: &str| names.given.iter().chain(&names.family).any(|n| n == word);
        assert!(surrogate.split(' ').all(is_listed), "{value}: {surrogate} is not {culture}");
    };
    from("Ann Baker", "en");
    from("Jürgen Schröder", "de");
    from("Søren Andersen", "nordic");
    from("Łukasz Wójcik", "pl");
    from("Priya Sharma", "in-latin");
    from("Nguyen Minh", "asia-latin");
    from("Саша Петренко", "ru");
    let english =
        write(&action(", culture = \"en\"", "a"), "X", Domain::Name, None, "Jürgen Schröder").unwrap();
    assert!(lists::LISTS.cultures[0].family.iter().any(|n| english.ends_with(n.as_str())), "{english}");
}

#[test]
fn names_without_spaces_keep_their_parts() {
    let lists = |culture: &str| &lists::LISTS.cultures[lists::Lists::number(culture)];
    let is_full = |value: &str, culture: &str| {
        let surrogate = name(value);
        let names = lists(culture);
        let fits = names.family.iter().any(|f| {
            surrogate.strip_prefix(f.as_str()).is_some_and(|given| names.given.iter().any(|g| g == given))
        });
        assert!(fits, "{value}: {surrogate}");
        assert!(!surrogate.contains(value));
    };
    is_full("田中太郎", "ja");
    is_full("王小明", "zh");
    is_full("김철수", "ko");
    assert!(lists("ja").family.contains(&name("佐藤")));
    assert!(lists("ko").given.contains(&name("민준")));
    assert!(name("たなか").chars().all(|c| ('\u{3041}'..='\u{3096}').contains(&c)));
    assert_eq!(name("田中 太郎").split(' ').count(), 2);
}

#[test]
fn what_is_no_name_gets_the_marker() {
    for value in [
        "",
        " ",
        " Ann",
        "Ann ",
        "user123",
        "Ann (HR)",
        "ann@example.com",
        "Ann\tLee",
        "ไทย",
        "Ann Иванова",
        "Dr.",
        "Mrs.",
        "...",
        "a b c d e f g h i",
        "Ann; Bob",
    ] {
        assert_eq!(of(Domain::Name, value), None, "{value}");
    }
}

#[test]
fn the_same_name_has_the_same_surrogate_and_each_recipient_its_own() {
    assert_eq!(name("Ann Lee"), name("Ann Lee"));
    assert_eq!(name("ANN LEE"), name("Ann Lee").to_uppercase());
    let (a, b) = (action("", "a"), action("", "b"));
    let differ = |value: &&&str| {
        write(&a, "X", Domain::Name, None, value) != write(&b, "X", Domain::Name, None, value)
    };
    let count = NAMES.iter().filter(differ).count();
    assert!(count >= NAMES.len() - 3, "{count} of {}: lists are short, so that a few may agree", NAMES.len());
}

#[test]
fn a_name_can_follow_from_the_subject() {
    let by_subject = action(", per = \"subject\"", "a");
    let of = |subject, value| write(&by_subject, "X", Domain::Name, subject, value);
    assert!(by_subject.needs_subject() && !action("", "a").needs_subject());
    let (one, two) = (of(Some("c-1"), "Quentin Zorn").unwrap(), of(Some("c-1"), "Q. Zorn").unwrap());
    assert_eq!(one.split(' ').nth(1), two.split(' ').nth(1), "spelled otherwise, and still the same");
    assert!(two.starts_with(&one[..1]));
    assert_ne!(of(Some("c-2"), "Quentin Zorn"), Some(one));
    assert_eq!(of(None, "Quentin Zorn"), None, "nobody is not somebody");
}

#[test]
fn a_company_becomes_a_company() {
    for (value, legal) in [
        ("Acme Widgets Ltd", " Ltd"),
        ("ACME WIDGETS LTD.", " LTD."),
        ("Müller & Söhne GmbH", " GmbH"),
        ("Contoso", ""),
        ("North Wind Trading Company of Boston, Inc.", ", Inc."),
    ] {
        let surrogate = company(value).unwrap();
        assert!(surrogate.ends_with(legal), "{value}: {surrogate}");
        assert_eq!(surrogate.split(' ').count(), value.split(' ').count(), "{value}: {surrogate}");
        let core =
            |text: &str| text.strip_suffix(legal).unwrap().replace(" Company", "").replace(" and ", " ");
        shows_nothing(&core(value), &core(&surrogate));
    }
    assert!(company("Müller & Söhne GmbH").unwrap().contains(" & "));
    for value in ["Ltd", "", "株式会社", "Acme\u{7}", "a b c d e f g h i"] {
        assert_eq!(company(value), None, "{value}");
    }
}

#[test]
fn an_address_becomes_an_address_or_the_marker() {
    let address = |value: &str| of(Domain::Address, value);
    let is_number = |text: &str| text.parse::<usize>().is_ok_and(|n| (1..200).contains(&n));
    let english = address("12 Elm Street").unwrap();
    let (number, street) = english.split_once(' ').unwrap();
    assert!(is_number(number) && number != "12" && !street.starts_with("Elm"), "{english}");
    let german = address("Lindenweg 5a").unwrap();
    assert!(is_number(german.rsplit(' ').next().unwrap()) && !german.contains("Linden"), "{german}");
    assert!(address("3 rue de la Paix").unwrap().contains(' '));
    assert!(address("Calle del Agua 7").unwrap().rsplit(' ').next().is_some_and(is_number));
    let whole = address("12 Elm Street, Apt 5, Springfield").unwrap();
    assert_eq!(whole.matches(", ").count(), 2, "{whole}");
    assert!(whole.contains(", Apt ") && !whole.contains("Springfield"), "{whole}");
    assert!(whole.ends_with(&address("Springfield").unwrap()), "a town is the same alone and in an address");
    assert_eq!(address("SPRINGFIELD").unwrap(), address("Springfield").unwrap().to_uppercase());
    for value in [
        "12 Elm Street, Springfield, IL 62701",
        "62701",
        "IL",
        "10115 Berlin",
        "Москва",
        "12",
        "Elm Street #5",
        "",
        "K1A 0B1",
        "1-2-3 Chiyoda",
    ] {
        assert_eq!(address(value), None, "{value}");
    }
}

#[test]
fn an_email_address_becomes_one_at_a_reserved_domain() {
    for value in [
        "ann.lee@example.com",
        "Ann.Lee@Example.COM",
        "x@mail.example.org",
        "robin.miller4821@example.net",
        "jörg@bücher.example",
    ] {
        let surrogate = of(Domain::Email, value).unwrap();
        let (local, domain) = surrogate.rsplit_once('@').unwrap();
        assert!(matches!(domain, "example.com" | "example.net" | "example.org"), "{surrogate}");
        assert!(!fold(value).ends_with(domain), "{value}: {surrogate}");
        assert!(
            local.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.'),
            "{surrogate}"
        );
        shows_nothing(value.split('@').next().unwrap(), local);
    }
    assert_eq!(of(Domain::Email, "Ann.Lee@Example.COM"), of(Domain::Email, "ann.lee@example.com"));
    for value in ["ann", "@example.com", "ann@", ""] {
        assert_eq!(of(Domain::Email, value), None, "{value}");
    }
}

#[test]
fn a_telephone_number_becomes_a_reserved_one_in_its_form() {
    let phone = |value: &str| of(Domain::Phone, value);
    let shape =
        |text: &str| text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    for (value, reserved) in [
        ("+1 (212) 555-0142", "55501"),
        ("212-555-0142", "55501"),
        ("12125550142", "55501"),
        ("+44 20 7946 0958", "44"),
        ("+44 (0)20 7946 0958", "44"),
        ("0044 20 7946 0958", "0044"),
        ("+44 7700 900123", "447700900"),
        ("+33 6 39 98 12 34", "3363998"),
        ("+33 1 99 00 12 34", "33"),
        ("+49 30 23125 123", "49"),
        ("+61 2 5550 1234", "61"),
    ] {
        let surrogate = phone(value).unwrap();
        assert_eq!(shape(&surrogate), shape(value), "{value}: {surrogate}");
        assert_ne!(surrogate, value);
        assert!(digits(&surrogate).contains(reserved), "{value}: {surrogate}");
    }
    assert_eq!(
        phone("+1 212 555 0142").map(|p| digits(&p)),
        phone("(212) 555-0142").map(|p| format!("1{}", digits(&p)))
    );
    // A German mobile number has more digits than those that are reserved.
    let mobile = phone("+49 1512 3456789").unwrap();
    assert!(mobile.starts_with("+49") && mobile.len() == 13, "{mobile}");
    for value in
        ["+81 3 1234 5678", "020 7946 0958", "555-0142", "+1 212 555 0142 x5", "+1 212 555", "", "call me"]
    {
        assert_eq!(phone(value), None, "{value}");
    }
    let british =
        write(&action(", region = \"GB\"", "a"), "X", Domain::Phone, None, "020 7946 0958").unwrap();
    assert_eq!(shape(&british), "000 0000 0000");
    assert!(british.starts_with('0') && british != "020 7946 0958");
}

#[test]
fn different_people_share_a_surrogate_as_rarely_as_the_lists_allow() {
    let surrogate = action("", "a");
    let made: HashSet<String> = (0..3000u32)
        .map(|n| {
            let word = |mut n: u32| {
                let mut word = String::from("Z");
                while n > 0 {
                    word.push(char::from(b'a' + (n % 26) as u8));
                    n /= 26;
                }
                word
            };
            write(
                &surrogate,
                "X",
                Domain::Name,
                None,
                &format!("{} Q{}", word(n), word(n + 7).to_lowercase()),
            )
            .unwrap()
        })
        .collect();
    // 3000 names among 161 * 244: about 2888 are expected to be different.
    assert!((2750..2980).contains(&made.len()), "{}", made.len());
}

#[test]
fn wrong_uses_are_refused() {
    refused("{ name = \"surrogate\", culture = \"atlantis\" }", "unknown name");
    refused("{ name = \"surrogate\", per = \"record\" }", "subject");
    refused("{ name = \"surrogate\", region = \"XX\" }", "GB");
    let without = made("\"surrogate\"");
    assert!(without.needs_keys());
    assert_eq!(write(&without, "X", Domain::Name, None, "Ann Lee"), None);
}
