//! Several inputs of which one ends the run, or fails: what is told and reported does not depend on how far the others were.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Run, directory, obelus, run, text};
use crate::however_cut;

/// Runs often enough with every number of threads that one may be faster than the others.
fn however_fast(arguments: &[&str], mut look: impl FnMut(&str, &Run)) {
    for threads in ["1", "2", "4", "8"] {
        for _ in 0..5 {
            look(threads, &run(obelus([arguments, &["--threads", threads]].concat()), b""));
        }
    }
}

/// Twelve inputs: some thousand lines, with what `fault` says behind the lines of the fifth and the ninth.
fn inputs(directory: &Path, format: &str, fault: &str) -> PathBuf {
    let inputs = directory.join("in");
    fs::create_dir_all(&inputs).unwrap();
    for n in 0..12 {
        let lines = if n == 4 { 3000 } else { 300 };
        let mut text: String = (0..lines).map(|k| format!("{{\"a\":\"user{k}@example.com\"}}\n")).collect();
        if matches!(n, 4 | 8) {
            text += fault;
        }
        fs::write(inputs.join(format!("{n:02}.{format}")), text).unwrap();
    }
    inputs
}

const KEY: &str = "{\"ann@example.com\":1}\n{\"a\":\"z@example.com\"}\n";

#[test]
fn reports_of_inputs_that_fail_hold_what_stands_before() {
    let directory = directory("stops-reports");
    let inputs = inputs(&directory, "json", "]\n");
    let mut first = None;
    however_fast(&["scan", "--quiet", "--format", "jsonl", text(&inputs)], |threads, done| {
        assert_eq!(done.code, 3);
        assert_eq!(done.stdout.iter().filter(|b| **b == b'\n').count(), 11 * 300 + 3000, "{threads}");
        let told = (done.stdout.clone(), done.said());
        assert!(*first.get_or_insert_with(|| told.clone()) == told, "{threads}: {}", done.said());
    });
}

#[test]
fn edit_maps_hold_the_same_whoever_is_faster() {
    let directory = directory("stops-maps");
    let inputs = inputs(&directory, "jsonl", KEY);
    let (out, map) = (directory.join("out"), directory.join("map"));
    let mut first: Option<Vec<u8>> = None;
    let arguments = ["redact", "--quiet", text(&inputs), "-o", text(&out), "--edit-map", text(&map)];
    however_fast(&arguments, |threads, done| {
        assert_eq!(done.code, 3, "{}", done.said());
        let made = fs::read(&map).unwrap();
        assert!(*first.get_or_insert_with(|| made.clone()) == made, "{threads}");
        fs::remove_dir_all(&out).unwrap();
        fs::remove_file(&map).unwrap();
    });
}

/// A policy that refuses fields that nobody has classified ends the run at the first; damaged inputs behind it are not told.
#[test]
fn nothing_is_told_of_inputs_behind_one_that_ends_the_run() {
    let directory = directory("stops-refused");
    let inputs = inputs(&directory, "json", "]\n");
    let policy = directory.join("policy.toml");
    fs::write(&policy, POLICY).unwrap();
    fs::write(inputs.join("06.json"), "{\"other\":1}\n").unwrap();
    let mut first = None;
    let out = directory.join("out");
    let arguments = ["redact", "--quiet", text(&inputs), "-o", text(&out), "--policy", text(&policy)];
    however_fast(&arguments, |threads, done| {
        assert_eq!(done.code, 6, "{}", done.said());
        fs::remove_dir_all(&out).unwrap();
        assert!(
            done.said().contains("input 5") && !done.said().contains("input 9"),
            "{threads}: {}",
            done.said()
        );
        assert_eq!(*first.get_or_insert_with(|| done.said()), done.said(), "{threads}");
    });
}

const POLICY: &str = r#"
schema = 1
title = "Refuses"
version = "1"

[[category]]
id = "personal"
title = "Personal data"
info_types = ["EMAIL_ADDRESS"]

[[source]]
id = "export"
paths = ["*"]
otherwise = "personal"

[source.fields]
a = "EMAIL_ADDRESS"

[[recipient]]
id = "r"
title = "R"
unclassified = "refuse"
"#;

/// A list of texts in JSON is looked at as one command, so nothing of its beginning goes before the rest.
#[test]
fn lists_that_may_be_commands_stop_the_same_however_they_are_cut() {
    let long = format!("\"{}\"", "x".repeat(900));
    let items: Vec<&str> = std::iter::repeat_n(long.as_str(), 100).collect();
    for (what, list, behind, code) in [
        ("a short one", "\"redis-cli\",\"-a\",\"Zqx7hunter2\"", "] {\"ann@example.com\":\"x\"}\n", 3),
        ("one that never ends", "\"redis-cli\",\"-a\",\"Zqx7hunter2\"", ",\"x\"", 3),
        ("a fault in it", "\"redis-cli\",\"-a\",\"Zqx7hunter2\"", " \"x\"]\n", 3),
        ("a name in it", "\"redis-cli\",\"-a\",\"Zqx7hunter2\"", ",{\"ann@example.com\":\"x\"}]\n", 3),
        (
            "a long one",
            &format!("\"redis-cli\",\"-a\",\"Zqx7hunter2\",{}", items.join(",")),
            ",{\"ann@example.com\":\"x\"}]\n",
            3,
        ),
        (
            "whole ones",
            "\"redis-cli\",\"-a\",\"Zqx7hunter2\"",
            "]\n[\"redis-cli\",\n\"-a\",\"Zqx7hunter2\"]{\"a\":1}",
            0,
        ),
    ] {
        let input = format!("{{\"b\":1}}\n[1, 2] [{list}{behind}");
        let done =
            however_cut(what, &["redact", "--quiet", "--input-format", "json"], input.as_bytes(), code);
        assert!(!String::from_utf8(done.stdout).unwrap().contains("hunter2"), "{what}");
    }
}

/// Lines of text that go on with a value are the same wherever they are cut.
#[test]
fn values_over_lines_of_text_are_the_same_however_they_are_cut() {
    let part = "a: b\npassword: |\n  Qq5abcd\n\n   more\n \nuser: x\n> token: >-\n>   Qq5abcd\n- secret: |\n    x1\n  c: >\n   d\nz\n";
    let done = however_cut("text", &["redact", "--quiet"], part.repeat(300).as_bytes(), 0);
    let out = String::from_utf8(done.stdout).unwrap();
    assert!(!out.contains("Qq5") && out.matches("[PASSWORD]").count() == 600, "{}", &out[..300]);
}
