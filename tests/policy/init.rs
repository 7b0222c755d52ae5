//! What `policy init` proposes: sound as it is written, the same however it is made, and without values.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::common;

use common::{Run, canaries, clean, directory, files, holds_none, nothing_left, obelus, run, text};

/// Logs and exports among the fixtures, with lists of what was planted in them.
const FIXTURES: &[&str] = &[
    "access.log",
    "app.log",
    "auth.log",
    "billing.csv",
    "customers.csv",
    "events.jsonl",
    "forum.txt",
    "hr/employees.csv",
    "referrals.csv",
    "testimonials.jsonl",
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn put(home: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = home.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn init<S: AsRef<std::ffi::OsStr>>(samples: &[S], more: &[&str]) -> Run {
    let mut command = obelus(["policy", "init", "--from"]);
    command.args(samples).args(more);
    run(command, b"")
}

/// The proposal for `samples`; it passes the check as it is written.
fn proposed<S: AsRef<std::ffi::OsStr>>(home: &Path, samples: &[S], more: &[&str]) -> String {
    let done = init(samples, more);
    assert_eq!(done.code, 0, "{}", done.said());
    checked(home, done)
}

fn checked(home: &Path, done: Run) -> String {
    let made = String::from_utf8(done.stdout).unwrap();
    let policy = put(home, "policy.toml", made.as_bytes());
    let check = run(obelus(["policy", "check", text(&policy)]), b"");
    assert_eq!(check.code, 0, "{}\n{made}", check.said());
    made
}

/// The active fields of a proposal, by source.
fn active(policy: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let read: toml::Table = policy.parse().unwrap();
    let sources = read.get("source").and_then(|s| s.as_array()).cloned().unwrap_or_default();
    let of = |source: &toml::Value| {
        let fields = source.get("fields").and_then(|f| f.as_table()).cloned().unwrap_or_default();
        fields.into_iter().map(|(k, v)| (k, v.as_str().unwrap().to_owned())).collect()
    };
    sources.iter().map(|s| (s["id"].as_str().unwrap().to_owned(), of(s))).collect()
}

/// The only source of a proposal.
fn only(policy: &str) -> BTreeMap<String, String> {
    let mut all = active(policy);
    assert_eq!(all.len(), 1, "{policy}");
    all.pop_first().unwrap().1
}

fn rows(path: &Path) -> Vec<serde_json::Value> {
    fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn redacting_the_samples_by_their_proposal_hides_all_that_was_planted() {
    let home = directory("init-fixtures");
    for name in FIXTURES {
        put(&home, &format!("in/{name}"), &fs::read(fixture(name)).unwrap());
    }
    proposed(&home, &[home.join("in")], &[]);
    let policy = home.join("policy.toml");
    for (number, name) in FIXTURES.iter().enumerate() {
        let (map, out) = (home.join(format!("map-{number}")), home.join(format!("out-{number}")));
        let input = home.join("in").join(name);
        let mut command = obelus(["redact", "--policy", text(&policy), text(&input), "-o", text(&out)]);
        command.args(["--edit-map", text(&map)]);
        let done = run(command, b"");
        assert_eq!(done.code, 0, "{name}: {}", done.said());
        let edits: Vec<(u64, u64)> = rows(&map)
            .iter()
            .map(|e| (e["in_start"].as_u64().unwrap(), e["in_end"].as_u64().unwrap()))
            .collect();
        let labels = rows(&fixture(&format!("{name}.labels.jsonl")));
        assert!(!labels.is_empty());
        for label in labels {
            let (start, end) = (label["start"].as_u64().unwrap(), label["end"].as_u64().unwrap());
            // Edits are in order and apart; what they leave between them is no part of a value.
            let next = edits.partition_point(|(_, to)| *to <= start);
            let hidden = edits.get(next).is_some_and(|(from, to)| *from <= start && end <= *to);
            assert!(hidden, "{name}: {label}");
        }
    }
    // And in one run over the directory.
    let out = home.join("out");
    let done =
        run(obelus(["redact", "--policy", text(&policy), text(&home.join("in")), "-o", text(&out)]), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    assert_eq!(files(&out).len(), FIXTURES.len());
}

#[test]
fn every_field_is_listed_and_none_that_is_personal_is_taken_for_technical() {
    let home = directory("init-fields");
    let samples: Vec<PathBuf> = FIXTURES.iter().map(|name| fixture(name)).collect();
    let policy = proposed(&home, &samples, &[]);
    let sources = active(&policy);
    let (mut typed, mut right) = (0, 0);
    for row in rows(&fixture("fields.jsonl")) {
        let file = Path::new(row["file"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap();
        let keys: Vec<&str> = row["field"].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
        let name = keys.join(".");
        let says = sources[file].get(&name).map(String::as_str);
        let is_listed = policy.lines().any(|l| l.starts_with(&format!("# \"{name}\" = ")));
        assert!(says.is_some() || is_listed, "{file}: {name}");
        let (info_type, prose) = (row["info_type"].as_str(), row["free_text"] == true);
        assert!(says != Some("none") || (info_type.is_none() && !prose), "{file}: {name}");
        if let Some(info_type) = info_type {
            typed += 1;
            right += usize::from(says == Some(info_type));
        }
    }
    assert!(right * 10 >= typed * 9, "{right} of {typed}");
}

#[test]
fn a_proposal_is_the_same_for_any_threads_and_order() {
    let home = directory("init-same");
    let mut samples: Vec<PathBuf> = FIXTURES.iter().map(|name| fixture(name)).collect();
    samples.push(put(&home, "x/twice-1.jsonl", b"{\"b\":1,\"a@example.com\":2}\n{\"a\":3}\n"));
    samples.push(put(&home, "x/twice-2.jsonl", b"{\"a@example.com\":1,\"\":2}\n{\"c\":3}\n"));
    let first = proposed(&home, &samples, &["--threads", "1"]);
    for threads in ["1", "2", "5"] {
        samples.rotate_left(5);
        samples.swap(0, 3);
        assert!(proposed(&home, &samples, &["--threads", threads]) == first, "{threads}");
    }
}

#[test]
fn no_proposal_holds_a_value() {
    let home = directory("init-canary");
    // Names are looked at as they stand: what is found only beside its key word is planted with it.
    let found = canaries::CANARIES.iter().filter(|c| c.is_found);
    let (alone, beside): (Vec<_>, Vec<_>) =
        found.partition(|c| !["cookie", "password-url", "query", "user-agent"].contains(&c.name));
    for (number, canary) in canaries::CANARIES.iter().enumerate() {
        let cell = canary.line.replace('"', "\"\"");
        let name = format!("in/table-{number}/cells.csv");
        put(
            &home,
            &name,
            format!("status,created_at,notes\nok,2024-01-01,\"{cell}\"\n\"{cell}\",x,y\n").as_bytes(),
        );
        let json =
            serde_json::json!({ "status": canary.value, "x": [canary.line], canary.name: canary.line });
        put(&home, &format!("in/json-{number}/values.jsonl"), format!("{json}\n").as_bytes());
    }
    put(&home, "in/text.log", &canaries::log(3));
    let named = alone.iter().map(|c| c.value).chain(beside.iter().map(|c| c.line));
    for (number, value) in named.enumerate() {
        let key = serde_json::json!({ value: 1, "a": { value: { "b": 2 } }, "c": 3 });
        put(&home, &format!("in/keys/{number}.jsonl"), format!("{key}\n").as_bytes());
        let header = value.replace('"', "\"\"");
        put(&home, &format!("in/header-{number}.csv"), format!("status,\"{header}\"\nok,1\n").as_bytes());
    }
    for value in alone.iter().map(|c| c.value) {
        put(&home, &format!("in/{value}.csv"), b"status,created_at\nok,2024-01-01\n");
        put(&home, &format!("in/{value}/x.jsonl"), b"{\"status\":1}\n");
    }
    for more in [&[][..], &["--header"], &["--show-paths"]] {
        let done = init(&[home.join("in")], more);
        // A table whose header holds a value is withheld, unless the header is said to be one.
        assert_eq!(done.code, if more == ["--header"] { 0 } else { 3 }, "{}", done.said());
        clean("init", &done, &home);
        holds_none("the proposal", &done.stdout, &canaries::values());
        checked(&home, done);
    }
}

#[test]
fn names_of_any_kind_are_written_so_that_they_are_read() {
    let home = directory("init-names");
    let names = [
        "plain",
        "two words",
        "q\"uote",
        "'",
        "back\\slash",
        "a.b",
        "#",
        "長さ",
        "Größe",
        "tab\there",
        "\u{202e}x",
        "[x]",
        "=",
        "\"\"\"",
        "\u{1b}[31m",
        "\u{7f}",
        "status",
    ];
    let unwritable = ["", "  ", "line\nbreak", "jane@example.com", "2024-01-01", "4111111111111111"];
    let all = names.iter().chain(&unwritable);
    let record: serde_json::Map<String, serde_json::Value> =
        all.map(|n| ((*n).to_owned(), serde_json::json!("roe@example.com"))).collect();
    let input = put(&home, "in.jsonl", format!("{}\n", serde_json::Value::Object(record)).as_bytes());
    let policy = proposed(&home, &[&input], &[]);
    let fields = only(&policy);
    let wanted: BTreeSet<&str> = names.into_iter().collect();
    assert_eq!(fields.keys().map(String::as_str).collect::<BTreeSet<_>>(), wanted, "{policy}");
    assert!(fields.values().all(|t| t == "EMAIL_ADDRESS"));
    let unwritten = policy.lines().filter(|l| l.starts_with("# field ")).count();
    assert_eq!(unwritten, unwritable.len(), "{policy}");
    assert!(!policy.contains("jane") && !policy.contains("411111") && !policy.contains('\u{1b}'), "{policy}");
    assert!(policy.lines().all(|l| !l.contains(|c: char| c.is_control() || c == '\u{202e}')));
}

#[test]
fn a_name_says_nothing_of_fields_below_others_that_hold_something_else() {
    let home = directory("init-shared");
    let record =
        r#"{"status":"ok","size":1,"order":{"status":"jane wrote that she left"},"level":"x","a":{"size":2},
        "type":"t","type_":1,"plan":"free"}"#
            .replace('\n', " ");
    let covering = r#"{"plan":{"holder":"Jane Roe wrote this all"}}"#;
    let input = put(&home, "in.jsonl", format!("{record}\n{covering}\n").as_bytes());
    let policy = proposed(&home, &[&input], &[]);
    let fields = only(&policy);
    for clear in ["size", "level", "a.size"] {
        assert_eq!(fields.get(clear).map(String::as_str), Some("none"), "{clear}: {policy}");
    }
    for doubtful in ["status", "plan", "order.status", "plan.holder"] {
        assert!(!fields.contains_key(doubtful), "{doubtful}: {policy}");
    }
    let out = run(obelus(["redact", "--policy", text(&home.join("policy.toml")), text(&input)]), b"");
    assert_eq!(out.code, 0, "{}", out.said());
    holds_none("the output", &out.stdout, &["jane", "Jane"]);
}

#[test]
fn content_decides_from_half_of_the_values_on() {
    let home = directory("init-content");
    let mut table = "status,x_half,x_less,created_at,priority\n".to_owned();
    for n in 0..10 {
        let half = if n < 5 { format!("u{n}@example.com") } else { "-".to_owned() };
        let less = if n < 4 { format!("u{n}@example.com") } else { "-".to_owned() };
        let status = if n == 7 { "roe@example.com" } else { "ok" };
        table += &format!("{status},{half},{less},2024-01-0{n},\n");
    }
    let input = put(&home, "in.csv", table.as_bytes());
    let policy = proposed(&home, &[&input], &[]);
    let fields = only(&policy);
    let wanted = [("created_at", "none"), ("x_half", "EMAIL_ADDRESS")];
    let wanted: BTreeMap<String, String> =
        wanted.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
    assert_eq!(fields, wanted, "{policy}");
    for line in [
        "# \"x_less\" = \"?\"   # of 10 values 4 hold EMAIL_ADDRESS",
        "# \"status\" = \"?\"   # technical by its name, but of 10 values 1 hold EMAIL_ADDRESS",
        "# \"priority\" = \"?\"   # technical by its name, but no value in the samples",
    ] {
        assert!(policy.lines().any(|l| l == line), "{line}\n{policy}");
    }
}

#[test]
fn files_that_differ_in_a_date_are_one_source() {
    let home = directory("init-groups");
    for name in [
        "customers-2024-01.csv",
        "customers-2024-02.csv.gz",
        "2024/03/orders_20240301T10.csv",
        "2024/04/orders_20240401T10.csv",
        "eu/stock.csv",
        "us/stock.csv",
        "a.csv",
        "a-b.csv",
        "app.log",
        "app.log.1",
        "2024-05.csv",
        "odd [1] {x} *.csv",
        "odd [2] {x} *.csv",
    ] {
        let bytes = if name.contains(".log") { "hello\n" } else { "status,created_at\nok,2024-01-01\n" };
        put(&home.join("in"), name, bytes.as_bytes());
    }
    let policy = proposed(&home, &[home.join("in")], &[]);
    let read: toml::Table = policy.parse().unwrap();
    let list = |s: &toml::Value| {
        let paths = s["paths"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().to_owned());
        (s["id"].as_str().unwrap().to_owned(), paths.collect::<Vec<_>>())
    };
    let sources: BTreeMap<String, Vec<String>> =
        read["source"].as_array().unwrap().iter().map(list).collect();
    assert_eq!(sources["customers"], ["*customers*"]);
    assert_eq!(sources["orders"], ["*orders*"]);
    let ids = ["a", "a-b", "app", "customers", "in", "odd-x", "orders", "stock", "stock-2"];
    assert_eq!(sources.keys().map(String::as_str).collect::<Vec<_>>(), ids);
    // Every input is of one source and no two.
    let out = home.join("out");
    let done = run(
        obelus([
            "redact",
            "--policy",
            text(&home.join("policy.toml")),
            text(&home.join("in")),
            "-o",
            text(&out),
        ]),
        b"",
    );
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(!done.said().contains("match no source"), "{}", done.said());
    for file in files(&out) {
        let text = fs::read_to_string(&file).unwrap();
        let clear = text == "status,created_at\nok,2024-01-01\n";
        assert_eq!(clear, file.extension().is_some_and(|e| e == "csv" || e == "gz"), "{file:?}: {text}");
    }
}

#[test]
fn only_the_start_of_a_long_input_is_looked_at_and_that_is_said() {
    let home = directory("init-long");
    let long = |records: usize| {
        let mut table = "status,level\n".to_owned();
        table += &"ok,1\n".repeat(records);
        table += "roe@example.com,1\n\"never closed";
        table
    };
    // The header is a record.
    let input = put(&home, "in.csv", long(9_999).as_bytes());
    let done = init(&[&input], &[]);
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(done.said().contains("10000 records"), "{}", done.said());
    let policy = checked(&home, done);
    assert_eq!(only(&policy)["status"], "none", "{policy}");
    assert!(policy.contains("1 was longer"), "{policy}");
    let shorter = put(&home, "in.csv", long(9_998).replace("\"never closed", "").as_bytes());
    let policy = proposed(&home, &[&shorter], &[]);
    assert!(!only(&policy).contains_key("status") && policy.contains("none was longer"), "{policy}");
    // By bytes, and text.
    let line = format!("{}\n", "x".repeat(1023));
    let log = put(&home, "in.log", format!("{}roe@example.com\n", line.repeat(4096)).as_bytes());
    let policy = proposed(&home, &[&log], &[]);
    assert!(policy.contains("1 was longer") && !policy.contains("EMAIL_ADDRESS\"\n"), "{policy}");
    assert!(!policy.contains("was found"), "{policy}");
}

#[test]
fn values_that_serve_as_keys_are_not_listed() {
    let home = directory("init-keys");
    let key = |n: usize| {
        format!(
            "who-{}",
            (0..3).map(|i| char::from(b'a' + (n / 26usize.pow(i) % 26) as u8)).collect::<String>()
        )
    };
    let map =
        |count| (0..count).map(key).map(|k| (k, serde_json::json!({ "email": "roe@example.com", "n": 1 })));
    let record =
        |count| serde_json::json!({ "who": map(count).collect::<serde_json::Map<_, _>>(), "level": 1 });
    let input = put(&home, "in.jsonl", format!("{}\n", record(201)).as_bytes());
    let policy = proposed(&home, &[&input], &[]);
    assert!(!policy.contains("who-") && policy.contains("# 402 more fields, not listed"), "{policy}");
    assert_eq!(only(&policy).len(), 1);
    let input = put(&home, "in.jsonl", format!("{}\n", record(200)).as_bytes());
    assert!(proposed(&home, &[&input], &[]).contains("who-"));
}

#[test]
fn a_proposal_is_a_new_file_or_none() {
    let home = directory("init-output");
    let input = put(&home, "in/customers.csv", b"email,level\nroe@example.com,1\n");
    let said = init(&[&input], &[]).stdout;
    let out = home.join("in/p.toml");
    let done = init(&[home.join("in")], &["--output", text(&out)]);
    assert_eq!((done.code, done.stdout.len()), (0, 0), "{}", done.said());
    assert_eq!(fs::read(&out).unwrap(), said);
    for taken in [&out, &home.join("in"), &home.join("no/such/p.toml")] {
        let done = init(&[&input], &["--output", text(taken)]);
        assert_eq!(done.code, 2, "{}", done.said());
    }
    assert_eq!(fs::read(&out).unwrap(), said);
    // What cannot be read is counted; when that is everything, there is no proposal.
    let missing = home.join("missing");
    let part = init(&[&input, &missing], &[]);
    assert_eq!(part.code, 3, "{}", part.said());
    assert!(checked(&home, part).contains("# 1 more input could not be read."));
    let none = init(&[&missing], &["--output", text(&home.join("none.toml"))]);
    assert_eq!((none.code, none.stdout.len()), (3, 0), "{}", none.said());
    assert!(!home.join("none.toml").exists());
    nothing_left("init", &home);
}
