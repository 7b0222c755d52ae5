//! A surrogate can look like a value of another kind, or like nothing that a detector knows. Over many values and
//! keys, each comes back or is counted as not restored, and none comes back as a value that it was not.

use std::fmt::Write;
use std::fs;

use super::*;

/// What each key is tried with.
const ROWS: u64 = 100;

const KEYS: u8 = 2;

/// `misc` says nothing of what it holds, so only detectors do.
const FIELDS: &[&str] =
    &["account_number", "phone", "card_number", "client_ip", "ssn", "customer_id", "misc", "age"];

/// Policies under which other kinds of numbers become markers, stay, and are changed in the same way.
const RULES: &[&str] = &[
    "",
    "[[rule]]\nto = ['support']\norigin = 'house'\naction = 'keep'\n\
     info_types = ['US_BANK_ROUTING_MICR', 'GOVERNMENT_ID']\n",
    "[[rule]]\nto = ['support']\norigin = 'house'\naction = 'format_preserving'\n\
     info_types = ['US_BANK_ROUTING_MICR', 'GOVERNMENT_ID']\n",
];

fn policy(more: &str) -> String {
    format!(
        "schema = 1\ntitle = 'T'\nversion = '1'\n\
         [[recipient]]\nid = 'support'\ntitle = 'S'\nunclassified = 'scan'\n\
         [[rule]]\nto = ['support']\norigin = 'house'\naction = 'format_preserving'\n\
         info_types = ['CREDIT_CARD_NUMBER', 'PHONE_NUMBER', 'FINANCIAL_ACCOUNT_NUMBER', \
         'US_SOCIAL_SECURITY_NUMBER']\n\
         [[rule]]\nto = ['support']\norigin = 'house'\naction = 'ip_pseudonym'\n\
         info_types = ['IP_ADDRESS', 'IPV6_ADDRESS']\n{more}"
    )
}

/// Values of row `n`, in the order of [`FIELDS`]: of every length, with and without zeros in front.
fn values(n: u64) -> [String; 8] {
    // The high bits of a linear congruential generator (Knuth's constants).
    let mixed = n.wrapping_add(1).wrapping_mul(6_364_136_223_846_793_005) >> 11;
    let digits = |count: u32, salt: u64| {
        format!("{:0width$}", (mixed / salt) % 10u64.pow(count), width = count as usize)
    };
    let line = n % 100;
    let phone = match n % 4 {
        0 => format!("+1 212 555 01{line:02}"),
        1 => format!("(212) 555-01{line:02}"),
        2 => format!("+44 20 7946 09{line:02}"),
        _ => format!("21255501{line:02}"),
    };
    let card = ["4111-1111-1111-1111", "5105105105105100", "378282246310005"][n as usize % 3].to_owned();
    let ip = match n % 2 {
        0 => format!("198.51.100.{}", n % 256),
        _ => format!("2001:db8::{n:x}"),
    };
    let ssn = format!("987-65-43{:02}", n % 100);
    let account = digits([9, 8, 10, 12, 9, 6][n as usize % 6], 1);
    let misc = [&phone, &card, &ip, &account][n as usize / 4 % 4].clone();
    [account, phone, card, ip, ssn, digits(9, 7), misc, (n % 90).to_string()]
}

fn table() -> String {
    let mut table = FIELDS.join(",");
    for n in 0..ROWS {
        write!(table, "\n{}", values(n).join(",")).unwrap();
    }
    table + "\n"
}

/// The same as lines of JSON, with numbers where digits are one.
fn lines() -> String {
    let line = |n| {
        let is_number =
            |v: &str| v.bytes().all(|b| b.is_ascii_digit()) && (v.len() == 1 || !v.starts_with('0'));
        let member = |(name, value): (&&str, String)| match is_number(&value) {
            true => format!("\"{name}\":{value}"),
            false => format!("\"{name}\":\"{value}\""),
        };
        FIELDS.iter().zip(values(n)).map(member).collect::<Vec<_>>().join(",")
    };
    (0..ROWS).map(|n| format!("{{{}}}\n", line(n))).collect()
}

/// No value of the tests has a comma in it.
fn cells(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text).split([',', '\n']).map(str::to_owned).collect()
}

#[test]
fn each_comes_back_or_is_counted_and_none_as_another_value() {
    let mut stayed = 0;
    for seed in 0..KEYS {
        let place = Place::seeded("surrogates", seed);
        let by = place.path("policy.toml");
        for (more, (name, input)) in
            RULES.iter().flat_map(|more| [(more, ("a.csv", table())), (more, ("a.jsonl", lines()))])
        {
            fs::write(&by, policy(more)).unwrap();
            let made = place.tokens(name, input.as_bytes(), "support");
            let by_policy = [ALL, &["--policy", text(&by)]].concat();
            let done = place.restore(name, &made, &by_policy);
            let outcome = place.records().pop().unwrap();
            let counted = outcome["not_restored"].as_u64().unwrap();
            assert_eq!(done.code, if counted > 0 { 3 } else { 0 }, "{name}: {}", done.said());
            let (was, surrogates, back) = (cells(input.as_bytes()), cells(&made), cells(&done.stdout));
            assert!(was.len() == surrogates.len() && was.len() == back.len(), "{name}");
            let mut missing = 0;
            for (n, value) in was.iter().enumerate().filter(|(n, value)| back[*n] != **value) {
                assert_eq!(back[n], surrogates[n], "seed {seed}, {name}: {value} became something else");
                // What is no surrogate does not come back: masks, markers, and null.
                missing += u64::from(!surrogates[n].contains(['*', '[']) && !surrogates[n].contains("null"));
            }
            assert!(missing <= counted, "seed {seed}, {name}: {missing} are missing and {counted} counted");
            let revealed = outcome["revealed"].as_object().unwrap().values().filter_map(Value::as_u64);
            assert!(revealed.sum::<u64>() > 3 * ROWS, "{outcome}");
            stayed += missing;
        }
    }
    assert!(stayed > 0, "no surrogate looked like something else, so nothing was tried");
}

/// A key that is missing would leave what it opens where it is, uncounted.
#[test]
fn a_keyset_without_the_keys_for_it_is_refused() {
    let place = Place::seeded("surrogate-keys", 7);
    let by = place.path("policy.toml");
    fs::write(&by, policy("")).unwrap();
    let made = place.tokens("a.csv", b"phone\n+1 212 555 0142\n", "support");
    let export = |name: &str, purpose: &str| {
        let (key, set) = (place.path("key"), place.path(name));
        let arguments = ["keys", "export", "--to", "support", "--for", purpose, "--key-file", text(&key)];
        let done = run(obelus(arguments.into_iter().chain(["-o", text(&set)])), b"");
        assert_eq!(done.code, 0, "{}", done.said());
        fs::write(place.path("a.csv"), &made).unwrap();
        let by_policy = [ALL, &["--policy", text(&by)]].concat();
        run(obelus(with(place.arguments("a.csv", &by_policy), "--key-file", text(&set))), b"")
    };
    let done = export("reveal", "reveal");
    assert!(done.code == 0 && done.stdout.ends_with(b"+1 212 555 0142\n"), "{}", done.said());
    let done = export("tokenize", "tokenize");
    assert!(done.code == 2 && done.stdout.is_empty(), "{}", done.said());
    assert!(done.said().contains("format_preserving"), "{}", done.said());
}
