//! Lists that were built: the real binary makes one, and runs go by it as by the statements themselves.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common;

use common::{Run, directory, holds_none, obelus, run, text};

const POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policies/records/shop.toml");

const STATEMENTS: &str = "subject,purpose,state,date\n\
    b.ob@example.com,marketing,yes,2026-01-01\n\
    cat@example.com,,yes,2026-01-01\n\
    cat@example.com,,no,2026-02-01\n\
    annlee@example.com,service,yes,2026-01-02\n";

const CUSTOMERS: &str = "customer_id,name,email\n\
    C-1,Ann Lee,ann.lee@example.com\n\
    C-2,Bob Roe,bob+shop@example.com\n\
    C-3,Cat Poe,cat@example.com\n";

struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        let place = Place(directory("lists"));
        place.file("out.csv", STATEMENTS);
        place.file("customers.csv", CUSTOMERS);
        for key in ["one.key", "other.key"] {
            let done = run(obelus(["keys", "new", "--output", text(&place.0.join(key))]), b"");
            assert_eq!(done.code, 0, "{}", done.said());
        }
        place
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.0.join(name), text).unwrap();
        self.0.join(name)
    }

    fn build(&self, state: &str, key: &str, output: &str) -> Run {
        let (key, output) = (self.0.join(key), self.0.join(output));
        let how = [
            "lists",
            "build",
            "--policy",
            POLICY,
            "--state",
            state,
            "--key-file",
            text(&key),
            "-o",
            text(&output),
        ];
        run(obelus([&how[..], &[text(&self.0.join("out.csv"))]].concat()), b"")
    }

    fn redact(&self, list: &str, flags: &[&str]) -> Run {
        let list = format!("opted-out={}", text(&self.0.join(list)));
        let how = [
            "redact",
            "--quiet",
            "--policy",
            POLICY,
            "--to",
            "mailer",
            "--purpose",
            "marketing",
            "--list",
            &list,
        ];
        run(obelus([&how, flags, &[text(&self.0.join("customers.csv"))]].concat()), b"")
    }
}

fn key(path: &Path) -> [&str; 2] {
    ["--key-file", text(path)]
}

#[test]
fn a_run_goes_by_a_list_that_was_built_as_by_its_statements() {
    let place = Place::new();
    let built = place.build("opted-out", "one.key", "out.list");
    assert_eq!(built.code, 0, "{}", built.said());
    assert!(built.said().contains("4 statements about `opted-out`"), "{}", built.said());
    holds_none("the list", &fs::read(place.0.join("out.list")).unwrap(), &["example", "bob", "cat", "ann"]);
    let one = place.0.join("one.key");
    for more in [&[][..], &["--as-of", "2026-01-15"], &["--as-of", "2025-12-31"]] {
        let by_text = place.redact("out.csv", more);
        let by_built = place.redact("out.list", &[&key(&one), more].concat());
        assert_eq!((by_text.code, by_built.code), (0, 0), "{} {}", by_text.said(), by_built.said());
        assert_eq!(by_built.stdout, by_text.stdout, "{more:?}");
    }
    assert_ne!(place.redact("out.csv", &[]).stdout, CUSTOMERS.as_bytes(), "somebody opted out");
    // A list is not replaced by accident.
    let again = place.build("opted-out", "one.key", "out.list");
    assert!(again.code == 2 && again.said().contains("name a file that does not exist"), "{}", again.said());
}

#[test]
fn without_its_key_a_list_says_nothing_and_nothing_is_read() {
    let place = Place::new();
    assert_eq!(place.build("opted-out", "one.key", "out.list").code, 0);
    let none = place.redact("out.list", &[]);
    assert!(
        none.code != 0 && none.stdout.is_empty() && none.said().contains("add `--key-file`"),
        "{}",
        none.said()
    );
    let other = place.redact("out.list", &key(&place.0.join("other.key")));
    assert!(other.code != 0 && other.stdout.is_empty(), "{}", other.said());
    assert!(other.said().contains("does not have the key that the list was built with"), "{}", other.said());
    // After a rotation the older key is still there.
    let one = place.0.join("one.key");
    assert_eq!(run(obelus(["keys", "rotate", "--key-file", text(&one)]), b"").code, 0);
    let rotated = place.redact("out.list", &key(&one));
    assert_eq!(rotated.code, 0, "{}", rotated.said());
    // One that was cut.
    let cut = fs::read(place.0.join("out.list")).unwrap();
    fs::write(place.0.join("out.list"), &cut[..cut.len() - 24]).unwrap();
    let damaged = place.redact("out.list", &key(&one));
    assert!(
        damaged.code == 2 && damaged.stdout.is_empty() && damaged.said().contains("damaged"),
        "{}",
        damaged.said()
    );
}

#[test]
fn a_list_is_of_the_state_that_it_was_built_for() {
    let place = Place::new();
    place.file("out.csv", "subject,type\nann.lee@example.com,EMAIL_ADDRESS\n");
    assert_eq!(place.build("consented", "one.key", "in.list").code, 0);
    let done = place.redact("in.list", &key(&place.0.join("one.key")));
    assert!(
        done.code == 2 && done.stdout.is_empty() && done.said().contains("for another state"),
        "{}",
        done.said()
    );
    // What is called like a text would be read as one when it is empty.
    let named = place.build("opted-out", "one.key", "list.csv");
    assert!(named.code == 2 && named.said().contains("NAME.list"), "{}", named.said());
}

#[test]
fn a_yes_is_for_who_is_named_and_for_nobody_beside() {
    let place = Place::new();
    let policy = place.file(
        "own.toml",
        "schema = 1\ntitle = 'T'\nversion = '1'\ndefault_clause = '0'\n[[state]]\nid = 'yes'\ntitle = 'Y'\nkind = 'allow'\n\
         info_type = 'PHONE_NUMBER'\n[[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['PHONE_NUMBER']\neverywhere = ['*']\n\
         [[source]]\nid = 's'\npaths = ['*']\ncategories = ['c']\nsubject = { field = 'phone', info_type = 'PHONE_NUMBER' }\n\
         [[recipient]]\nid = 'y'\ntitle = 'Y'\nunclassified = 'scan'\n[[rule]]\nto = ['y']\ncategories = ['c']\naction = 'keep'\nclause = '1'\n\
         [[record]]\nto = ['y']\nrequire = ['yes']\nclause = '1'\n",
    );
    let list = format!("yes={}", text(&place.file("yes.csv", "subject\n212-555-0142\n")));
    let rows = place
        .file("rows.csv", "phone,n\n212 555 0142,1\nAnn 212-555-0142 (Bob's wife Eve),2\n212-555-0143,3\n");
    let how = ["redact", "--quiet", "--policy", text(&policy), "--to", "y", "--list", &list, text(&rows)];
    let done = run(obelus(how), b"");
    assert_eq!(
        String::from_utf8(done.stdout.clone()).unwrap(),
        "phone,n\n212 555 0142,1\n",
        "{}",
        done.said()
    );
}

#[test]
fn statements_that_cannot_be_read_build_nothing() {
    let place = Place::new();
    place.file("out.csv", "subject\nann@example.com\nnobody\n");
    let done = place.build("opted-out", "one.key", "out.list");
    assert!(done.code == 2 && done.said().contains("statement 2"), "{}", done.said());
    assert!(!place.0.join("out.list").exists() && !done.said().contains("nobody"), "{}", done.said());
    assert_eq!(place.build("no-such", "one.key", "out.list").code, 2);
}
