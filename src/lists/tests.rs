#![allow(clippy::unwrap_used)]

use super::*;
use crate::info_type::Vocabulary;
use crate::lists::read::How;

const NOON: i64 = 1_700_000_000;

fn mark(list: &List, seed: Seed, text: &str) -> Mark {
    list.matching.mark(seed, Domain::Email, text.as_bytes())
}

fn read(name: &str, text: &str, matching: Match) -> Result<(List, Seed)> {
    let directory = std::env::temp_dir().join(format!("obelus-lists-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    std::fs::write(&path, text).unwrap();
    let vocabulary = Vocabulary::builtin().unwrap();
    let seed = Seed::new()?;
    let how = How {
        vocabulary: &vocabulary,
        info_type: vocabulary.find("EMAIL_ADDRESS"),
        matching,
        seed,
        until: NOON,
    };
    let made = read::read(how, "the list", &path);
    std::fs::remove_dir_all(&directory).unwrap();
    made.map(|statements| (statements.list(matching), seed))
}

#[test]
fn the_latest_statement_that_counts_wins() {
    let text = "subject,purpose,state,date\n\
        ann@example.com,marketing,yes,2023-01-01\n\
        ann@example.com,marketing,no,2023-02-01\n\
        bob@example.com,,yes,2023-01-01\n\
        bob@example.com,marketing,no,2023-02-01\n\
        cat@example.com,marketing,yes,2024-01-01\n\
        dan@example.com,marketing,yes,2023-03-01\n\
        dan@example.com,marketing,no,2023-03-01\n";
    for matching in [Match::Broad, Match::Exact] {
        let (list, seed) = read("latest.csv", text, matching).unwrap();
        let purposes = [list.purpose(Some("marketing"))];
        let says = |who: &str, purposes: &[u16]| list.says(mark(&list, seed, who), purposes, false);
        assert_eq!(says("ann@example.com", &purposes), Says { any: false, all: false });
        assert_eq!(says("bob@example.com", &purposes), Says { any: false, all: false });
        assert_eq!(says("bob@example.com", &[0]), Says { any: true, all: true });
        assert_eq!(says("bob@example.com", &[0, purposes[0]]), Says { any: true, all: false });
        // A statement from after the day that the run goes by does not count.
        assert_eq!(says("cat@example.com", &purposes), Says { any: false, all: false });
        // Of two on one day the stricter one holds.
        let strict = matching == Match::Broad;
        assert_eq!(says("dan@example.com", &purposes), Says { any: strict, all: strict });
        assert!(!says("eve@example.com", &purposes).any);
        // Where there is no purpose, whatever a statement was made for may count.
        assert!(list.says(mark(&list, seed, "dan@example.com"), &[0], true).any);
    }
}

#[test]
fn all_forms_of_files_say_the_same() {
    let csv = "\u{feff}subject,state\nann@example.com,yes\nbob@example.com,no\n";
    let tsv = "state\tsubject\nyes\tann@example.com\nno\tbob@example.com\n";
    let json = "{\"subject\":\"ann@example.com\"}\n\n{\"subject\":\"bob@example.com\",\"state\":false,\"date\":null}\n";
    let toml = "[[statement]]\nsubject = 'ann@example.com'\ndate = 2023-01-01\n[[statement]]\nsubject = 'bob@example.com'\nstate = 'no'\n";
    for (name, text) in [("a.csv", csv), ("a.tsv", tsv), ("a.jsonl", json), ("a.toml", toml)] {
        let (list, seed) = read(name, text, Match::Exact).unwrap();
        assert_eq!(list.len(), 2, "{name}");
        let says = |who: &str| list.says(mark(&list, seed, who), &[0], false).all;
        assert!(says("Ann@example.com") && !says("bob@example.com") && !says("a.nn@example.com"), "{name}");
        assert!(list.knows(Domain::Email) && !list.knows(Domain::Phone), "{name}");
    }
    for (name, text) in [("e.csv", ""), ("e.jsonl", "\n"), ("e.toml", "")] {
        assert!(read(name, text, Match::Broad).unwrap().0.is_empty(), "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error_that_repeats_nothing() {
    for (name, text, wanted) in [
        ("w.csv", "subject\nsecret\n", "statement 1: its subject is no value of its type"),
        ("w.csv", "subject\nann@example.com\n\"\"\n", "statement 2: its subject is no value"),
        ("w.csv", "subject,state\nann@example.com,secret\n", "neither `yes` nor `no`"),
        ("w.csv", "subject,date\nann@example.com,secret\n", "its date is none of ISO 8601"),
        ("w.csv", "subject,type\nann@example.com,secret\n", "its type is no info type"),
        (
            "w.csv",
            "subject,secret\nann@example.com,1\n",
            "column 2: a column of the list has an unknown name",
        ),
        ("w.csv", "state\nyes\n", "no column `subject`"),
        ("w.csv", "subject,state\nann@example.com\n", "statement 1: it has more or fewer cells"),
        ("w.jsonl", "{\"subject\":\"ann@example.com\",\"secret\":1}\n", "statement 1: one of its keys"),
        ("w.jsonl", "[\"secret\"]\n", "statement 1: it is no object"),
        ("w.jsonl", "{\"subject\":[\"secret\"]}\n", "neither text nor a number"),
        ("w.toml", "secret = 1\n", "tables `[[statement]]` and nothing else"),
        ("w.txt", "secret", "neither .csv, .tsv, .jsonl nor .toml"),
    ] {
        let said = read(name, text, Match::Exact).map(|_| ()).unwrap_err().to_string();
        assert!(said.starts_with("the list: ") && said.contains(wanted), "{text}: {said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

#[test]
fn every_subject_of_many_is_found() {
    let mut text = "subject,purpose\n".to_owned();
    for n in 0..5000 {
        text += &format!("u{n}@example.com,{}\n", if n % 3 == 0 { "" } else { "marketing" });
    }
    let (list, seed) = read("many.csv", &text, Match::Broad).unwrap();
    assert_eq!(list.len(), 5000);
    let marketing = [list.purpose(Some("marketing"))];
    for n in 0..6000 {
        let says = list.says(mark(&list, seed, &format!("u{n}@example.com")), &marketing, false);
        assert_eq!(says.any, n < 5000, "{n}");
    }
}

/// Statements of all kinds: several types, purposes, days and times, taken back, undated.
const ALL_KINDS: &str = "subject,type,purpose,state,date\n\
    ann@example.com,,marketing,yes,2023-01-01\n\
    ann@example.com,,marketing,no,2023-02-01T09:30:00Z\n\
    +1 212 555 0142,PHONE_NUMBER,,yes,2023-06-01\n\
    C-17,USER_ID,service,yes,\n\
    bob@example.com,,,yes,2024-12-31\n\
    C-18,EMPLOYEE_ID,service,no,2025-03-01\n";

/// A file of the test's own.
fn temp(name: &str) -> std::path::PathBuf {
    let test = std::thread::current().name().unwrap_or("x").replace("::", "-");
    std::env::temp_dir().join(format!("obelus-lists-{}-{test}-{name}", std::process::id()))
}

fn key(byte: u8) -> ListKey {
    ListKey::new("abcdefgh".to_owned(), &[byte; 32])
}

/// The statements of `text`, hashed with `key`.
fn statements(text: &str, matching: Match, key: &ListKey, until: i64) -> read::Statements {
    let path = temp("statements.csv");
    std::fs::write(&path, text).unwrap();
    let vocabulary = Vocabulary::builtin().unwrap();
    let info_type = vocabulary.find("EMAIL_ADDRESS");
    let how = How { vocabulary: &vocabulary, info_type, matching, seed: key.seed, until };
    let made = read::read(how, "the list", &path);
    std::fs::remove_file(&path).unwrap();
    made.unwrap_or_else(|e| panic!("{e}"))
}

fn about(matching: Match) -> built::About<'static> {
    built::About { state: "opted-out EMAIL_ADDRESS", matching }
}

fn written(matching: Match, key: &ListKey) -> Vec<u8> {
    let mut bytes = Vec::new();
    built::write(&mut bytes, about(matching), statements(ALL_KINDS, matching, key, i64::MAX), key).unwrap();
    bytes
}

fn read_built(bytes: &[u8], matching: Match, key: &ListKey, until: i64) -> Result<read::Statements> {
    let path = temp("built");
    std::fs::write(&path, bytes).unwrap();
    let made = built::read("the list", &path, about(matching), key, until);
    std::fs::remove_file(&path).unwrap();
    made
}

#[test]
fn a_list_that_was_built_says_what_its_statements_say_on_any_day() {
    for matching in [Match::Broad, Match::Exact] {
        let (key, days) = (key(1), ["2022-01-01", "2023-01-15", "2023-03-01", "2024-06-01", "2026-01-01"]);
        let bytes = written(matching, &key);
        assert_eq!(written(matching, &key), bytes, "the same bytes for the same statements");
        for until in days.iter().map(|day| day::end_of(day).unwrap()).chain([i64::MAX]) {
            let one = statements(ALL_KINDS, matching, &key, until).list(matching);
            let other = read_built(&bytes, matching, &key, until).unwrap().list(matching);
            assert_eq!((one.len(), &one.domains), (other.len(), &other.domains), "{until}");
            for purpose in [None, Some("marketing"), Some("service")] {
                // Purposes may have other numbers, as those of statements that do not count have none.
                for (domain, who) in [
                    (Domain::Email, "ann@example.com"),
                    (Domain::Id, "C-17"),
                    (Domain::Phone, "212 555 0142"),
                ] {
                    let says = |list: &List| {
                        list.says(
                            matching.mark(key.seed, domain, who.as_bytes()),
                            &[list.purpose(purpose)],
                            false,
                        )
                    };
                    assert_eq!(says(&one), says(&other), "{until} {purpose:?} {who}");
                }
            }
        }
    }
}

#[test]
fn a_list_that_was_changed_in_any_place_is_refused() {
    let key_of = key(1);
    let bytes = written(Match::Broad, &key_of);
    assert!(read_built(&bytes, Match::Broad, &key_of, i64::MAX).is_ok());
    for at in 0..bytes.len() {
        for bit in [1, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= bit;
            assert!(read_built(&changed, Match::Broad, &key_of, i64::MAX).is_err(), "byte {at}");
        }
    }
    for len in 0..bytes.len() {
        assert!(read_built(&bytes[..len], Match::Broad, &key_of, i64::MAX).is_err(), "{len} bytes");
    }
    assert!(read_built(&[&bytes[..], b"x"].concat(), Match::Broad, &key_of, i64::MAX).is_err());
    assert!(read_built(&bytes, Match::Exact, &key_of, i64::MAX).is_err(), "for the other kind of state");
    assert!(read_built(&bytes, Match::Broad, &key(2), i64::MAX).is_err(), "with another key of this id");
    // Of another state, told in the same way.
    let path = temp("other");
    std::fs::write(&path, &bytes).unwrap();
    let other = built::About { state: "invited EMAIL_ADDRESS", matching: Match::Broad };
    let said = built::read("the list", &path, other, &key_of, i64::MAX).err().unwrap().to_string();
    std::fs::remove_file(&path).unwrap();
    assert!(said.contains("for another state"), "{said}");
}
