//! Every action, as a policy writes it, over values of a kind.

use std::sync::Arc;

use obelus::config::Source;
use obelus::error::ErrorKind;
use obelus::keys::canon::Domain;
use obelus::keys::token::TokenKeys;
use obelus::transform::{Context, Plain, TRANSFORMS, Transform};

use crate::{Make, Thing, VALUES};

/// What it is called, how a policy writes it, and the values: their info type, domain, and number `i` of them.
type Row = (&'static str, &'static str, &'static str, Domain, fn(usize) -> String);

const ROWS: &[Row] = &[
    ("redact", r#""redact""#, "EMAIL_ADDRESS", Domain::Email, email),
    ("fixed", r#"{ name = "fixed", text = "withheld" }"#, "EMAIL_ADDRESS", Domain::Email, email),
    (
        "mask, card",
        r#"{ name = "mask", keep_first = 6, keep_last = 4 }"#,
        "CREDIT_CARD_NUMBER",
        Domain::Card,
        card,
    ),
    ("mask, email", r#"{ name = "mask", keep_domain = true }"#, "EMAIL_ADDRESS", Domain::Email, email),
    ("hash_token, email", r#""hash_token""#, "EMAIL_ADDRESS", Domain::Email, email),
    ("email_token", r#""email_token""#, "EMAIL_ADDRESS", Domain::Email, email),
    ("reversible_token, email", r#""reversible_token""#, "EMAIL_ADDRESS", Domain::Email, email),
    ("format_preserving, card", r#""format_preserving""#, "CREDIT_CARD_NUMBER", Domain::Card, card),
    ("format_preserving, telephone", r#""format_preserving""#, "PHONE_NUMBER", Domain::Phone, phone),
    ("ip_truncate, IPv4", r#""ip_truncate""#, "IPV4_ADDRESS", Domain::Ip, ip),
    ("ip_pseudonym, IPv4", r#""ip_pseudonym""#, "IPV4_ADDRESS", Domain::Ip, ip),
    ("date_shift, ISO 8601", r#""date_shift""#, "DATE_OF_BIRTH", Domain::Text, date),
    ("generalise_date, ISO 8601", r#""generalise_date""#, "DATE_OF_BIRTH", Domain::Text, date),
    (
        "generalise_date, log, as date",
        r#"{ name = "generalise_date", form = "date" }"#,
        "DATE_OF_BIRTH",
        Domain::Text,
        stamp,
    ),
    ("age_cap", r#"{ name = "age_cap", bands = 10 }"#, "AGE", Domain::Text, age),
    ("bucket", r#"{ name = "bucket", width = 10000 }"#, "COMPENSATION", Domain::Text, amount),
    ("zip3", r#"{ name = "zip3", census = 2000 }"#, "LOCATION", Domain::Address, zip),
    ("surrogate, name", r#""surrogate""#, "PERSON_NAME", Domain::Name, name),
    ("surrogate, street", r#""surrogate""#, "STREET_ADDRESS", Domain::Address, street),
    ("surrogate, email", r#""surrogate""#, "EMAIL_ADDRESS", Domain::Email, email),
    ("surrogate, telephone", r#""surrogate""#, "PHONE_NUMBER", Domain::Phone, phone),
];

fn email(i: usize) -> String {
    format!("rose.{i:04}@example.com")
}

/// A number that has its check digit.
fn card(i: usize) -> String {
    let body = format!("41111111111{i:04}");
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, b)| {
            let digit = u32::from(b - b'0') * if n % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn phone(i: usize) -> String {
    format!("+1 (212) 555-{i:04}")
}

fn ip(i: usize) -> String {
    format!("192.0.2.{}", i % 256)
}

fn date(i: usize) -> String {
    format!("19{:02}-{:02}-{:02}", i % 100, i % 12 + 1, i % 28 + 1)
}

fn stamp(i: usize) -> String {
    format!("{:02}/Apr/2019:{:02}:00:00 +0000", i % 28 + 1, i % 24)
}

fn age(i: usize) -> String {
    format!("{}", i % 120)
}

fn amount(i: usize) -> String {
    format!("${},{:03}.00", i % 200 + 1, i * 7 % 1000)
}

fn zip(i: usize) -> String {
    format!("{:05}", i * 193 % 100_000)
}

fn name(i: usize) -> String {
    let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
    format!("Rose Test{}{}", letter(i), letter(i / 26))
}

fn street(i: usize) -> String {
    format!("{} Placeholder Lane", i + 1)
}

fn made(action: &str, keys: &Arc<TokenKeys>) -> Arc<dyn Transform> {
    let text = format!("action = {action}");
    let read = Source::new("bench", &text, ErrorKind::Policy).read(|root| {
        let item = root.need("action")?;
        let reader = |name: &str| TRANSFORMS.iter().find(|(n, _)| *n == name).expect("an action").1;
        if item.is_str() {
            return item.with_no_entries(reader(item.str()?));
        }
        let mut table = item.table()?;
        reader(table.need_str("name")?)(&mut table)
    });
    let action = read.expect("the action is valid");
    action.with_keys(keys).unwrap_or(action)
}

/// Every action. A value that an action cannot change would be measured as a mistake is, so there is none.
pub fn things(keys: &Arc<TokenKeys>) -> Vec<Thing<'static>> {
    let thing = |(name, action, info_type, domain, value): &Row| -> Thing<'static> {
        let (action, info_type, domain) = (made(action, keys), *info_type, *domain);
        let make: Make<'static> = Box::new(move |value, out| {
            let cx = Context { info_type, domain, subject: Some(b"c-1042"), tokens: None };
            action.apply(Plain::new(value), &cx, out).expect("a value that can be changed");
        });
        (*name, (0..VALUES).map(|i| value(i).into_bytes()).collect(), make)
    };
    ROWS.iter().map(thing).collect()
}
