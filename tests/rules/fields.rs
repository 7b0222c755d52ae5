//! What field names mean: every example in `rules/fields/`, and a table of names from the conventions of many
//! systems, with the traps among them.

#![allow(clippy::unwrap_used)]

use obelus::detect::field::{self, Fields};
use obelus::info_type::Vocabulary;

struct Known {
    vocabulary: Vocabulary,
    fields: Fields,
}

impl Known {
    fn new() -> Self {
        let vocabulary = Vocabulary::builtin().unwrap();
        let fields = Fields::builtin(&vocabulary).unwrap();
        Known { vocabulary, fields }
    }

    /// The classes of `a > b`, the innermost first.
    fn path(&self, path: &str) -> Vec<&str> {
        let names: Vec<&[u8]> = path.split(" > ").map(str::as_bytes).collect();
        let classes = self.fields.classify_path(&names);
        classes.iter().map(|c| self.vocabulary.get(c.info_type).name.as_str()).collect()
    }

    fn one(&self, name: &[u8]) -> Option<&str> {
        self.fields.classify(name).map(|c| self.vocabulary.get(c.info_type).name.as_str())
    }

    fn points(&self, name: &str, info_type: &str) -> i16 {
        let id = self.vocabulary.find(info_type).unwrap();
        self.fields.evidence(name.as_bytes()).into_iter().find(|(i, _)| *i == id).map_or(0, |(_, n)| n)
    }
}

#[test]
fn every_example_of_the_rule_files_holds() {
    let known = Known::new();
    let mut wrong = Vec::new();
    assert!(known.fields.examples().len() > 200);
    for example in known.fields.examples() {
        let path = example.path.join(" > ");
        let wanted = example.info_type.map(|id| known.vocabulary.get(id).name.as_str());
        let found = known.path(&path);
        if found.first().copied() != wanted {
            wrong.push(format!("{path}: wanted {wanted:?}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `fields.txt`: one `name : info type` a line, `-` for nothing.
#[test]
fn names_of_many_systems_mean_what_they_should() {
    let known = Known::new();
    let mut wrong = Vec::new();
    let lines: Vec<&str> =
        include_str!("fields.txt").lines().filter(|l| !l.starts_with("# ") && !l.is_empty()).collect();
    assert!(lines.len() >= 400, "{} names", lines.len());
    for line in lines {
        let (path, wanted) = line.rsplit_once(" : ").unwrap();
        let found = known.path(path).first().copied().unwrap_or("-");
        if found != wanted {
            wrong.push(format!("{path}: wanted {wanted}, found {found}"));
        }
        // A column is a path of one name.
        if !path.contains(" > ") {
            assert_eq!(known.one(path.as_bytes()).unwrap_or("-"), found, "{path}");
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_name_means_the_same_in_every_style() {
    let known = Known::new();
    for words in ["billing first name", "customer phone", "card number", "accept language", "email count"] {
        let parts: Vec<&str> = words.split(' ').collect();
        let capital = |w: &str| w[..1].to_uppercase() + &w[1..];
        let pascal: String = parts.iter().map(|w| capital(w)).collect();
        let wanted = known.one(words.as_bytes());
        assert_eq!(wanted.is_some(), words != "email count");
        for name in [
            parts.join("_"),
            parts.join("-"),
            parts.join("."),
            parts.join(""),
            parts.join("_").to_uppercase(),
            words.to_uppercase(),
            pascal[..1].to_lowercase() + &pascal[1..],
            format!("\u{feff}\"{words}\""),
            format!("  {pascal} "),
            format!("{words} 2").replace(" count 2", " count"),
        ] {
            assert_eq!(known.one(name.as_bytes()), wanted, "{name}");
        }
    }
}

#[test]
fn a_classified_field_covers_all_below_it() {
    let known = Known::new();
    assert_eq!(known.path("email > anything > at all"), ["EMAIL_ADDRESS"]);
    assert_eq!(known.path("address > note > phone"), ["PHONE_NUMBER", "STREET_ADDRESS"]);
    assert_eq!(known.path("email > \u{ff}\u{fe}"), ["EMAIL_ADDRESS"]);
    // What says something about a field is not the field, and neither is what is further in.
    assert!(known.path("email > verified").is_empty());
    assert_eq!(known.path("address > email > verified"), ["STREET_ADDRESS"]);
    // A record is no value.
    assert!(known.path("company > plan").is_empty());
    assert_eq!(known.path("company > name"), ["ORGANIZATION_NAME"]);
    assert!(known.path("").is_empty() && known.fields.classify_path(&[]).is_empty());
}

#[test]
fn names_that_cannot_be_read_mean_nothing() {
    let known = Known::new();
    for name in [
        &b"\xffemail"[..],
        b"",
        b"\"\"",
        &[b'e'; 300],
        "\u{10e1}\u{10d0}\u{10ee}\u{10d4}\u{10da}\u{10d8}".as_bytes(),
    ] {
        assert_eq!(known.one(name), None);
        assert!(!known.fields.is_known(name) && known.fields.evidence(name).is_empty());
    }
}

#[test]
fn confidence_is_at_least_likely() {
    let known = Known::new();
    for line in include_str!("fields.txt").lines().filter_map(|l| l.rsplit_once(" : ")) {
        let class = known.fields.classify(line.0.as_bytes());
        assert!(class.is_none_or(|c| (60..=100).contains(&c.confidence)), "{}", line.0);
    }
    let of = |name: &str| known.fields.classify(name.as_bytes()).unwrap().confidence;
    assert!(of("first_name") > of("name") && of("card_expiry") > of("expiry"));
}

#[test]
fn names_give_points_to_what_is_found_in_their_cells() {
    let known = Known::new();
    assert_eq!(known.points("phone", "PHONE_NUMBER"), 40);
    assert!(known.points("contact", "PHONE_NUMBER") > 0 && known.points("contact", "EMAIL_ADDRESS") > 0);
    assert!(
        known.points("client_ip", "IPV6_ADDRESS") > 0,
        "the name of an address says nothing of its version"
    );
    assert!(known.points("app_version", "IPV4_ADDRESS") < 0);
    for noise in ["created_at", "order_no", "tracking_number", "sku", "uuid", "md5", "file_sha256", "epoch"] {
        let points = known.points(noise, "PHONE_NUMBER");
        // A card with issuer and check digit has 70 points: it stays possible.
        assert!((-30..0).contains(&points), "{noise}: {points}");
        assert!((-30..0).contains(&known.points(noise, "CREDIT_CARD_NUMBER")), "{noise}");
        assert_eq!(known.points(noise, "EMAIL_ADDRESS"), 0, "{noise}");
    }
    assert_eq!(known.points("colour", "PHONE_NUMBER"), 0);
}

#[test]
fn technical_names_are_known_and_others_are_not() {
    let known = Known::new();
    for name in
        ["created_at", "UpdatedAt", "total", "currency", "status", "order_status", "quantity", "version"]
    {
        assert!(known.fields.is_known(name.as_bytes()), "{name}");
    }
    for name in ["email", "comment", "notes", "hobby", "patient_status", "x1", "state of health", "name"] {
        assert!(!known.fields.is_known(name.as_bytes()), "{name}");
    }
}

#[test]
fn declared_names_are_compared_in_normal_form() {
    for (a, b) in [
        ("first_name", "First Name"),
        ("FIRSTNAME", "firstname"),
        ("firstName", "FIRST-NAME"),
        ("\u{feff}email", "Email"),
        ("addr1", "Addr 1"),
        ("\u{dc}ber", "\u{fc}BER"),
    ] {
        assert!(field::is_same(a.as_bytes(), b.as_bytes()), "{a} {b}");
    }
    for (a, b) in [("email", "e_mail"), ("email", "email2"), ("a", "b"), ("\u{540d}", "\u{524d}")] {
        assert!(!field::is_same(a.as_bytes(), b.as_bytes()), "{a} {b}");
    }
    assert!(field::is_same(b"\xff", b"\xff"), "what is no UTF-8 is read as Latin-1");
    assert!(!field::is_same(b"_", b"-"), "names of no words are not one");
    assert_eq!(field::normalise(b"Billing Address1").as_deref(), Some("billing address 1"));
}
