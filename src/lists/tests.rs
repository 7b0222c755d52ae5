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
    made.map(|list| (list, seed))
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
