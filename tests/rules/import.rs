//! Rules of other programs: what is taken over finds what it found there, and what is not is said.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use common::{directory, files, obelus, run};
use serde_json::Value;

use crate::common;

/// Written for this test in the format of gitleaks.
const GITLEAKS: &str = r#"
title = "rules of Acme"

[extend]
useDefault = true

[allowlist]
paths = ['''vendor/''']

[[rules]]
id = "acme-token"
description = "Token of Acme"
regex = '''\b(acme_[a-z0-9]{16})(?:[\x60'"\s;]|\\[nr]|$)'''
entropy = 3
keywords = ["acme_"]
tags = ["acme"]

[[rules]]
id = "acme-keyed"
description = "Key of Acme, behind its name"
regex = '''(?i)[\w.-]{0,50}?acmekey[\s'"]{0,3}(?:=|:)[\s'"]{0,5}([a-f0-9]{32})\b'''
keywords = ["acmekey", "rocket"]

[[rules]]
id = "acme-long"
description = "A key of any length"
regex = '''ACMELONG-[A-Za-z0-9]+'''
[[rules.allowlists]]
regexes = ['''EXAMPLE''']

[[rules]]
id = "acme-group"
description = "The second group is the secret"
regex = '''(user|login)=\w{1,20};pin=(\d{6})'''
secretGroup = 2

[[rules]]
id = "acme-path"
path = '''\.p12$'''

[[rules]]
id = "acme-lines"
regex = '''BEGIN ACME\n[A-Z]{20}'''

[[rules]]
id = "acme-back"
regex = '''(['"])acme\1'''
"#;

/// Written for this test in the format of Presidio.
const PRESIDIO: &str = r#"
supported_languages: [en, de]
recognizers:
  - name: "Acme number"
    supported_entity: "ACME_NUMBER"
    supported_language: de
    patterns:
      - name: strong
        regex: '(?<![0-9-])AN-\d{6}(?!\d)'
        score: 0.7
      - name: weak
        regex: '(\b\d{8}\b)'
        score: 0.05
    context: [Aktennummer, acme]
  - name: mail
    supported_entity: EMAIL_ADDRESS
    patterns: [{name: odd, regex: 'at sign ([a-z]+)@acme', score: 0.5}]
  - name: Titles
    supported_entity: ACME_TITLE
    deny_list: ["Herr Dr.", Frau Dr.]
  - name: lookahead
    supported_entity: X
    patterns: [{name: p, regex: '(?!000)\d{9}', score: 0.5}]
  - name: off
    enabled: false
    supported_entity: X
    patterns: [{name: p, regex: 'a{9}', score: 0.5}]
  - CreditCardRecognizer
  - name: no score
    supported_entity: X
    patterns: [{name: p, regex: 'a{9}', score: high}]
"#;

struct Import {
    rows: Vec<Value>,
    output: PathBuf,
    code: i32,
}

fn import(name: &str, program: &str, text: &str, more: &[&str]) -> Import {
    let directory = directory(name);
    let (file, output) = (directory.join("given"), directory.join("out"));
    fs::write(&file, text).unwrap();
    let given = [
        "rules",
        "import",
        program,
        file.to_str().unwrap(),
        "-o",
        output.to_str().unwrap(),
        "--format",
        "jsonl",
    ];
    let done = run(obelus([&given, more].concat()), b"");
    common::nothing_left(name, &directory);
    let rows = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(!rows.is_empty(), "{}", done.said());
    Import {
        rows: rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect(),
        output,
        code: done.code,
    }
}

impl Import {
    fn row(&self, rule: &str) -> &Value {
        self.rows.iter().find(|row| row["rule"] == rule).unwrap_or_else(|| panic!("no row of {rule}"))
    }

    /// The notes of a rule that was taken over, in one text.
    fn notes(&self, rule: &str) -> String {
        let notes = self.row(rule)["notes"]
            .as_array()
            .unwrap_or_else(|| panic!("{rule} is left out: {}", self.row(rule)));
        notes.iter().map(|note| note.as_str().unwrap()).collect::<Vec<_>>().join("; ")
    }

    fn left_out(&self, rule: &str) -> &str {
        self.row(rule)["left_out"].as_str().unwrap_or_else(|| panic!("{rule} is not left out"))
    }

    /// Every value that the imported rules find in `text`, with the rule and the confidence.
    fn found(&self, text: &str) -> Vec<(String, String, u64)> {
        let rules = self.output.to_str().unwrap();
        let done = run(obelus(["rules", "explain", "--json", "--rules", rules, "-"]), text.as_bytes());
        assert_eq!(done.code, 0, "{}", done.said());
        let report: Value = serde_json::from_slice(&done.stdout).unwrap();
        let at = |row: &Value, end: &str| row["at"][end].as_u64().unwrap() as usize;
        let all = report["found"].as_array().unwrap().iter();
        let own = all.filter(|row| {
            ["gitleaks.", "presidio."].iter().any(|f| row["rule"].as_str().unwrap().starts_with(f))
        });
        own.map(|row| {
            let value = &text[at(row, "start")..at(row, "end")];
            (row["rule"].as_str().unwrap().to_owned(), value.to_owned(), row["confidence"].as_u64().unwrap())
        })
        .collect()
    }

    fn values(&self, text: &str) -> Vec<String> {
        self.found(text).into_iter().map(|(_, value, _)| value).collect()
    }
}

/// The imported rules pass the commands that judge rules.
fn passes(output: &Path) {
    let rules = output.to_str().unwrap();
    for command in ["check", "test", "list"] {
        let done = run(obelus(["rules", command, "--rules", rules]), b"");
        assert_eq!(done.code, 0, "{command}: {}", done.said());
    }
}

#[test]
fn rules_of_gitleaks_find_what_they_found() {
    let made = import("import-gitleaks", "gitleaks", GITLEAKS, &[]);
    assert_eq!(made.code, 3, "some are left out");
    passes(&made.output);
    let token = "acme_0123456789abcdef";
    for text in [format!("x={token}"), format!("\"{token}\""), format!("{token};"), format!("{token}\\n")] {
        assert_eq!(made.values(&text), [token], "{text}");
    }
    for text in [format!("x{token}"), format!("{token}0"), format!("{token}-"), format!("{token}\\t")] {
        assert_eq!(made.values(&text), [""; 0], "{text}");
    }
    let hex = "0123456789abcdef0123456789abcdef";
    for text in
        [format!("ACMEKEY={hex}"), format!("my.acmekey : '{hex}'"), format!("acmekey=\"{hex}\" rocket")]
    {
        assert_eq!(made.values(&text), [hex], "{text}");
    }
    let sure = |text: String| made.found(&text)[0].2;
    assert!(sure(format!("rocket acmekey={hex}")) > sure(format!("acmekey={hex}")), "a key word adds points");
    let long = format!("ACMELONG-{}", "aB3".repeat(500));
    assert_eq!(made.values(&format!("{long}-x")), [long.as_str()], "found as long as it is");
    assert_eq!(made.values("login=ann;pin=123456"), ["123456"]);
}

#[test]
fn what_is_not_taken_over_of_gitleaks_is_said() {
    let made = import("import-gitleaks-notes", "gitleaks", GITLEAKS, &[]);
    assert!(made.notes("gitleaks.acme-token").contains("entropy"));
    assert!(made.notes("gitleaks.acme-keyed").contains("key words"));
    assert!(made.notes("gitleaks.acme-long").contains("allowlist"));
    assert_eq!(made.notes("gitleaks.acme-group"), "");
    assert!(made.left_out("gitleaks.acme-path").contains("paths"));
    assert!(made.left_out("gitleaks.acme-lines").contains("end of a line"));
    assert!(made.left_out("gitleaks.acme-back").contains("back references"));
    assert_eq!(made.row("gitleaks.acme-token")["line"], 10);
    let notes: Vec<_> = made.rows.iter().filter_map(|row| row["note"].as_str()).collect();
    assert!(
        notes.iter().any(|n| n.contains("allowlist")) && notes.iter().any(|n| n.contains("extends")),
        "{notes:?}"
    );
    let text = fs::read_to_string(made.output.join("gitleaks/acme-token.toml")).unwrap();
    assert!(text.contains("info_type = 'AUTH_TOKEN'") && text.contains("title = 'Token of Acme'"), "{text}");
    let named = import("import-gitleaks-type", "gitleaks", GITLEAKS, &["--info-type", "PASSWORD"]);
    assert!(
        fs::read_to_string(named.output.join("gitleaks/acme-token.toml")).unwrap().contains("'PASSWORD'")
    );
}

#[test]
fn recognizers_of_presidio_find_what_they_found() {
    let made = import("import-presidio", "presidio", PRESIDIO, &[]);
    assert_eq!(made.code, 3, "some are left out");
    passes(&made.output);
    assert_eq!(made.values("an-123456."), ["an-123456"], "letters of either case are the same there");
    for text in ["1AN-123456", "-AN-123456", "AN-1234567"] {
        assert_eq!(made.values(text), [""; 0], "{text}");
    }
    let weak = |text: &str| made.found(text).iter().find(|f| f.0 == "presidio.acme-number-2").map(|f| f.2);
    assert_eq!((weak("no 12345678"), weak("Aktennummer 12345678")), (Some(5), Some(40)), "its words lift it");
    assert_eq!(weak("a123456789"), None);
    assert_eq!(made.values("Frau Dr. X, herr dr. Y, XFrau Dr."), ["Frau Dr.", "herr dr."]);
    assert_eq!(made.values("at sign ann@acme"), ["at sign ann@acme"], "the whole match, as there");
    let types = fs::read_to_string(made.output.join("info-types.toml")).unwrap();
    assert!(
        types.contains("'ACME_NUMBER'") && types.contains("'ACME_TITLE'") && !types.contains("EMAIL"),
        "{types}"
    );
}

#[test]
fn what_is_not_taken_over_of_presidio_is_said() {
    let made = import("import-presidio-notes", "presidio", PRESIDIO, &[]);
    assert!(made.notes("presidio.acme-number").contains("ASCII"));
    assert!(made.left_out("presidio.lookahead").contains("look-around"));
    assert!(made.left_out("presidio.off").contains("not enabled"));
    assert!(made.left_out("presidio.creditcardrecognizer").contains("code of Presidio"));
    assert!(made.left_out("presidio.no-score").contains("no number"));
    let names: Vec<_> = files(&made.output)
        .iter()
        .map(|f| f.strip_prefix(&made.output).unwrap().display().to_string())
        .collect();
    let wanted = [
        "info-types.toml",
        "presidio/acme-number-2.toml",
        "presidio/acme-number.toml",
        "presidio/mail.toml",
        "presidio/titles.toml",
    ];
    assert_eq!(names, wanted);
}

#[test]
fn nothing_is_replaced_and_nothing_broken_is_read() {
    let directory = directory("import-refused");
    let (file, output) = (directory.join("given"), directory.join("out"));
    let refused = |program: &str, text: &str, said: &str| {
        fs::write(&file, text).unwrap();
        let arguments = ["rules", "import", program, file.to_str().unwrap(), "-o", output.to_str().unwrap()];
        let done = run(obelus(arguments), b"");
        assert_eq!((done.code, done.stdout.len()), (2, 0), "{}", done.said());
        assert!(done.said().contains(said), "{}", done.said());
    };
    refused("gitleaks", "[[rules]\n", "given:1:");
    refused("gitleaks", "title = 'x'\n", "no rules");
    refused("gitleaks", "[[rules]]\nid = 3\n", "given:2:6: must be a string");
    refused("presidio", "recognizers: [\n", "given:2:1: not valid YAML");
    refused("presidio", "a: &x [1]\nb: *x\n", "anchors are not read");
    refused("presidio", "a: 1\n", "given:1:1: a required key is missing");
    refused("presidip", PRESIDIO, "presidio");
    assert!(!output.exists(), "nothing was written");
    fs::create_dir(&output).unwrap();
    refused("gitleaks", GITLEAKS, "nothing is replaced");
}
