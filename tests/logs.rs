//! Known logs and files of settings: values with names are found whatever format names them, all that is found in text is
//! still found, lines stay lines of their format, and how the work is cut shows nowhere. The real command.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::random::Random;
use common::{Run, directory, have, obelus, run, text};
use samples::{SAMPLES, Sample};

#[path = "logs/access.rs"]
mod access;
#[path = "logs/ampersand.rs"]
mod ampersand;
#[path = "logs/as_text.rs"]
mod as_text;
#[path = "logs/behind.rs"]
mod behind;
#[path = "logs/changed.rs"]
mod changed;
mod common;
#[path = "logs/forms.rs"]
mod forms;
#[path = "logs/keys.rs"]
mod keys;
#[path = "logs/layout.rs"]
mod layout;
#[path = "logs/markup.rs"]
mod markup;
#[path = "logs/odd.rs"]
mod odd;
#[path = "logs/page_trees.rs"]
mod page_trees;
#[path = "logs/pages.rs"]
mod pages;
#[path = "logs/pairs.rs"]
mod pairs;
#[path = "logs/printed.rs"]
mod printed;
#[path = "logs/samples.rs"]
mod samples;
#[path = "logs/settings.rs"]
mod settings;
#[path = "logs/things.rs"]
mod things;
#[path = "logs/trees.rs"]
mod trees;
#[path = "logs/w3c.rs"]
mod w3c;
#[path = "logs/yaml.rs"]
mod yaml;

fn redact(flags: &[&str], input: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet"], flags, &["-"]].concat()), input)
}

/// The output of a run that must be complete.
fn redacted(flags: &[&str], input: &str) -> String {
    let done = redact(flags, input.as_bytes());
    assert_eq!(done.code, 0, "{input}: {}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

/// Written by the test's own hand: what each format's lines become.
#[test]
fn values_are_found_by_their_names_in_every_format() {
    for Sample { format, input, output, is_told, .. } in SAMPLES {
        assert_eq!(redacted(&["--input-format", format], input), *output, "{format}");
        if *is_told {
            assert_eq!(redacted(&[], input), *output, "{format}, by its content");
        }
        // Windows ends lines with two bytes.
        let (input, output) = (input.replace('\n', "\r\n"), output.replace('\n', "\r\n"));
        assert_eq!(redacted(&["--input-format", format], &input), output, "{format}");
    }
}

#[test]
fn a_quote_that_is_never_closed_takes_no_names() {
    let input = "NOTE='tis the season\nPORT=80\nexport FULL_NAME=Anna\n";
    let output = "NOTE='tis the season\nPORT=80\nexport FULL_NAME=[PERSON_NAME]\n";
    assert_eq!(redacted(&["--input-format", "env"], input), output);
}

#[test]
fn files_of_settings_are_told_by_their_names() {
    let place = directory("logs-names");
    for (name, format) in [
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.yaml", "yaml"),
        ("a.YML", "yaml"),
        ("a.ini", "ini"),
        ("a.properties", "properties"),
        (".env", "env"),
        (".env.local", "env"),
        ("prod.env", "env"),
    ] {
        let Sample { input, output, .. } = SAMPLES.iter().find(|s| s.format == format).unwrap();
        let path = place.join(name);
        fs::write(&path, input).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&path)]), b"");
        assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, (*output).to_owned()), "{name}");
    }
}

/// What a scan finds: where, and what.
fn found(format: &str, path: &Path) -> BTreeSet<(u64, u64, String)> {
    let done =
        run(obelus(["scan", "--quiet", "--format", "jsonl", "--input-format", format, text(path)]), b"");
    assert!(matches!(done.code, 0 | 1), "{format}: {}", done.said());
    let lines = String::from_utf8(done.stdout).unwrap();
    let of_line = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| row[key].as_u64().unwrap();
        (number("start"), number("end"), row["info_type"].as_str().unwrap().to_owned())
    };
    lines.lines().map(of_line).collect()
}

const VALUES: &[&str] = &[
    "ann@example.com",
    "192.0.2.7",
    "4111 1111 1111 1111",
    "+1 202 555 0143",
    "\"ann@example.com\"",
    "password=hunter2!x",
    "\\u0061nn@example.com",
    "ann%40example.com",
    "536-22-8726",
    "'",
    "\"",
    "\\",
    "=",
    "[",
    "|",
    "sid=a81f09c2d3b4e5f60718",
];

/// The samples, and such lines with values of all kinds put into them anywhere.
fn lines(random: &mut Random, sample: &Sample) -> String {
    let mut made = String::new();
    for line in sample.input.lines() {
        let mut line = line.to_owned();
        for _ in 0..random.below(3) {
            let at =
                (0..=line.len()).filter(|at| line.is_char_boundary(*at)).nth(random.below(line.len() + 1));
            let value = *random.pick::<&str>(VALUES);
            line.insert_str(at.unwrap_or(0), value);
        }
        made.push_str(&line);
        made.push('\n');
    }
    made
}

#[test]
fn all_that_is_found_in_text_is_found_with_names_too() {
    let place = directory("logs-as-text");
    let (mut random, mut more) = (Random::new(9), 0);
    for sample in SAMPLES {
        let path = place.join("a.log");
        let many: String = (0..20).map(|_| lines(&mut random, sample)).collect();
        fs::write(&path, &many).unwrap();
        let (as_text, named) = (found("text", &path), found(sample.format, &path));
        let mut lost: Vec<_> = as_text.difference(&named).collect();
        if sample.format == "html" {
            let mut covered = markup::of_no_value(&many, VALUES);
            named.iter().for_each(|(start, end, _)| covered[*start as usize..*end as usize].fill(true));
            lost.retain(|(start, end, _)| {
                !covered[*start as usize..*end as usize].iter().all(|covered| *covered)
            });
        }
        assert!(lost.is_empty(), "{}: {lost:?}", sample.format);
        more += named.len() - as_text.len();
    }
    assert!(more > 100, "{more}: names say nothing");
}

#[test]
fn how_the_work_is_cut_shows_nowhere() {
    let (mut random, key) = (Random::new(4), key("cut"));
    for sample in SAMPLES {
        let many: String = (0..12).map(|_| lines(&mut random, sample)).collect();
        for policy in ["builtin:strict", "tests/policies/every-action.toml"] {
            let how = ["--input-format", sample.format, "--policy", policy, "--key-file", &key];
            let whole = redact(&how, many.as_bytes());
            assert_eq!(whole.code, 0, "{}: {}", sample.format, whole.said());
            for cut in [
                &["--frame-size", "1", "--threads", "1"][..],
                &["--frame-size", "100", "--threads", "3"],
                &["--frame-size", "999", "--threads", "2"],
            ] {
                let other = redact(&[&how[..], cut].concat(), many.as_bytes());
                assert!(whole.stdout == other.stdout, "{} {policy} {cut:?}", sample.format);
            }
        }
    }
}

/// A new key file.
fn key(case: &str) -> String {
    let path = directory(&format!("logs-key-{case}")).join("obelus.key");
    assert_eq!(run(obelus(["keys", "new", "--output", text(&path)]), b"").code, 0);
    text(&path).to_owned()
}

/// True when Python reads the same shape in both; where there is no Python, nobody can tell.
fn same_shape(format: &str, before: &str, after: &str) -> bool {
    if !have("python3") {
        println!("skipped: python3 is not installed");
        return true;
    }
    let place = directory(&format!("logs-shape-{format}"));
    let (one, other) = (place.join("before"), place.join("after"));
    fs::write(&one, before).unwrap();
    fs::write(&other, after).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/lines.py");
    let done = Command::new("python3").arg(script).arg(format).args([&one, &other]).output().unwrap();
    assert_ne!(done.status.code(), Some(2), "{format}: {}", String::from_utf8_lossy(&done.stderr));
    done.status.success()
}

#[test]
fn what_comes_out_is_read_as_before() {
    for sample in SAMPLES.iter().filter(|sample| sample.is_checked) {
        for policy in ["builtin:strict", "tests/policies/every-action.toml"] {
            let how = ["--input-format", sample.format, "--policy", policy, "--ephemeral-key"];
            let output = redacted(&how, sample.input);
            assert_ne!(output, sample.input);
            assert!(same_shape(sample.format, sample.input, &output), "{}: {output}", sample.format);
        }
        assert!(!same_shape(sample.format, sample.input, ""), "{}: the reader sees nothing", sample.format);
    }
}

#[test]
fn a_second_run_changes_nothing() {
    for Sample { format, output, .. } in SAMPLES {
        assert_eq!(redacted(&["--input-format", format], output), *output, "{format}");
    }
}

#[test]
fn outside_the_edit_map_nothing_changes() {
    if !have("python3") {
        return println!("skipped: python3 is not installed");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/edit_map.py");
    for sample in SAMPLES {
        let place = directory(&format!("logs-map-{}", sample.format));
        let (input, map, out) = (place.join("a.log"), place.join("map"), place.join("out"));
        fs::write(&input, lines(&mut Random::new(2), sample)).unwrap();
        let how = ["redact", "--quiet", "--input-format", sample.format, text(&input), "-o", text(&out)];
        let done = run(obelus([&how[..], &["--edit-map", text(&map)]].concat()), b"");
        assert_eq!(done.code, 0, "{}: {}", sample.format, done.said());
        let checked = Command::new("python3")
            .arg(&script)
            .args([&input, &out.join("anyone/a.log"), &map])
            .output()
            .unwrap();
        assert!(checked.status.success(), "{}: {}", sample.format, String::from_utf8_lossy(&checked.stderr));
    }
}

/// Nobody knows what the parts of a line are called that is too long to be looked at as one.
#[test]
fn a_line_that_is_too_long_to_be_read_is_withheld_as_a_whole() {
    let long = "x".repeat(3 << 20);
    let line = |user: &str, page: &str| {
        format!("192.0.2.1 - {user} [10/Oct/2000:13:55:36 -0700] \"GET /{page} HTTP/1.0\" 200 1\n")
    };
    let input = [line("anna", "a"), line("berta", &long), line("carla", "b")].concat();
    let done = redact(&["--input-format", "access-log"], input.as_bytes());
    let said = String::from_utf8(done.stdout.clone()).unwrap();
    assert_eq!(done.code, 3, "{}", done.said());
    assert_eq!(said.lines().count(), 3);
    assert!(["anna", "berta", "carla", "xx"].iter().all(|name| !said.contains(name)), "{}", said.len());
    let kept = redact(
        &["--input-format", "access-log", "--policy", "tests/policies/keep-everything.toml"],
        input.as_bytes(),
    );
    assert!(!String::from_utf8(kept.stdout).unwrap().contains("berta"));
    // As text it is what it always was.
    assert_eq!(redact(&["--input-format", "text"], input.as_bytes()).code, 0);
}

/// What a policy says of fields holds for values with names.
#[test]
fn a_policy_can_name_them() {
    let policy = |more: &str| {
        let text = format!(
            "schema = 1\ntitle = \"T\"\nversion = \"1\"\naccept_unfindable = [\"EMPLOYEE_ID\"]\n\
             [[category]]\nid = \"c\"\ntitle = \"C\"\ninfo_types = [\"EMPLOYEE_ID\", \"EMAIL_ADDRESS\"]\n\
             [[source]]\nid = \"s\"\npaths = [\"*\"]\notherwise = \"c\"\n{more}\n\
             [[recipient]]\nid = \"r\"\ntitle = \"R\"\nunclassified = \"scan\"\n\
             [[rule]]\nto = [\"r\"]\ninfo_types = [\"EMPLOYEE_ID\"]\naction = \"hash_token\"\norigin = \"house\"\n\
             [[rule]]\nto = [\"r\"]\ninfo_types = [\"EMAIL_ADDRESS\"]\naction = \"keep\"\norigin = \"house\"\n"
        );
        let path = directory("logs-policy").join("policy.toml");
        fs::write(&path, text).unwrap();
        path
    };
    let input = "a=1 badge=77 note=\"x y\" mail=ann@example.com\na=2 badge=78 note=\"z\"\n";
    let key = key("fields");
    let run_by = |policy: &Path| {
        redacted(&["--input-format", "logfmt", "--policy", text(policy), "--key-file", &key], input)
    };
    assert_eq!(run_by(&policy("")), input);
    let out = run_by(&policy("[source.fields]\nbadge = \"EMPLOYEE_ID\"\n"));
    assert!(out.starts_with("a=1 badge=ob1h_"), "{out}");
    assert!(
        out.contains(" note=\"x y\" mail=ann@example.com\na=2 badge=ob1h_") && out.ends_with(" note=\"z\"\n"),
        "{out}"
    );
    let out = run_by(&policy("remove_fields = [\"note\", \"mail\"]"));
    assert!(!out.contains("x y") && !out.contains("ann@"), "{out}");
    assert!(out.starts_with("a=1 badge=77 note=\"[") && out.ends_with("]\"\n"), "{out}");
}

/// A binary field of a journal has zeros in its length, which no text has.
#[test]
fn a_binary_field_of_a_journal_is_refused() {
    let mut input = b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_UID=1000\nMESSAGE\n".to_vec();
    input.extend_from_slice(&9u64.to_le_bytes());
    input.extend_from_slice(b"ann\nberta\n\n");
    for flags in [&[][..], &["--input-format", "journal"]] {
        let done = redact(flags, &input);
        // A stream has had the lines before the one at fault.
        let before = &b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_UID=[USER_ID]\nMESSAGE\n"[..];
        assert_eq!((done.code, &done.stdout[..]), (3, before), "{}", done.said());
    }
}

#[test]
fn one_odd_line_decides_nothing_and_text_stays_text() {
    let access = SAMPLES.iter().find(|s| s.format == "access-log").unwrap();
    let many = access.input.repeat(4);
    let place = directory("logs-odd");
    for (name, input, expected) in [
        ("odd-first.log", format!("# started\n{many}"), format!("# started\n{}", access.output.repeat(4))),
        (
            "text.log",
            format!("A line.\nAnother.\nA third.\nuser=anna\n{}", "a=b\n"),
            "A line.\nAnother.\nA third.\nuser=anna\na=b\n".to_owned(),
        ),
    ] {
        let path = place.join(name);
        fs::write(&path, input).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&path)]), b"");
        assert_eq!(String::from_utf8(done.stdout).unwrap(), expected, "{name}");
    }
}

/// The calls of a stack stand under their line, and are looked at as what they are: text.
#[test]
fn what_goes_on_with_a_line_is_looked_at() {
    let input = "Jan  1 10:00:00 h app[1]: failed user=anna\njava.lang.IllegalStateException: no mail for ann@example.com\n\
                 \tat com.example.A.b(A.java:1)\nCaused by: java.io.IOException: 192.0.2.1\n\t... 3 more\n\
                 Jan  1 10:00:00 h app[1]: user=berta\nJan  1 10:00:00 h app[1]: x\nJan  1 10:00:00 h app[1]: x\n";
    let output = input
        .replace("anna", "[USERNAME]")
        .replace("berta", "[USERNAME]")
        .replace("ann@example.com", "[EMAIL_ADDRESS]")
        .replace("192.0.2.1", "[IPV4_ADDRESS]");
    for size in ["1", "64", "100000"] {
        assert_eq!(redacted(&["--frame-size", size, "--input-format", "syslog"], input), output);
    }
    assert_eq!(redacted(&[], input), output);
}

/// What comes back is written as its place needs it.
#[test]
fn values_come_back_as_they_stood() {
    let key = key("restore");
    let input = "CEF:0|a|b|1|2|n|3|suser=Anna duser=CORP\\\\berta cs1=a\\=b cs1Label=User outcome=ok\n\
                 <34>1 2003-10-11T22:14:15.003Z h a 1 ID [e@1 user=\"an\\\"na\\]\"] m user=carla\n";
    let policy = directory("logs-restore").join("policy.toml");
    let rules = "schema = 1\ntitle = \"T\"\nversion = \"1\"\n[[recipient]]\nid = \"r\"\ntitle = \"R\"\nunclassified = \"scan\"\n\
                 [[rule]]\nto = [\"r\"]\ninfo_types = [\"USERNAME\"]\naction = { name = \"reversible_token\", restores = \"exact\" }\norigin = \"house\"\n";
    fs::write(&policy, rules).unwrap();
    let place = directory("logs-restored");
    for (format, input) in [("cef", input.lines().next().unwrap()), ("syslog", input.lines().nth(1).unwrap())]
    {
        let input = format!("{input}\n");
        let how = ["--input-format", format, "--policy", text(&policy), "--key-file", &key];
        let tokens = redacted(&how, &input);
        assert!(
            tokens.contains("ob1s_") && !tokens.contains("carla") && !tokens.contains("Anna"),
            "{tokens}"
        );
        let (file, out, log) =
            (place.join(format!("{format}.log")), place.join(format), place.join(format!("{format}.audit")));
        fs::write(&file, &tokens).unwrap();
        let done = run(
            obelus([
                "restore",
                "--quiet",
                "--input-format",
                format,
                "--to",
                "r",
                "--key-file",
                &key,
                "--allow",
                "id",
                "--actor",
                "ann",
                "--reason",
                "test",
                "--audit-log",
                text(&log),
                "-o",
                text(&out),
                text(&file),
            ]),
            b"",
        );
        assert_eq!(done.code, 0, "{}", done.said());
        assert_eq!(fs::read_to_string(out.join(format!("{format}.log"))).unwrap(), input);
    }
}
