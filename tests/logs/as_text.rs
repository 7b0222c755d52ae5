//! Lines of odd quotes and separators, read as text and as each format: what goes as text goes with names too; of pages, whose tags stay, all values.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use obelus::format::log::Log;

use crate::common::random::Random;
use crate::common::{directory, obelus, run, text};
use crate::key;
use crate::markup::of_no_value;

/// Every format that is read by its lines, and how some of its lines begin.
const FORMS: &[(&str, &[&str])] = &[
    (
        "access-log",
        &["192.0.2.1 - ", "192.0.2.1 - anna [10/Oct/2000:13:55:36 -0700] \"GET /a HTTP/1.0\" 200 1 "],
    ),
    ("w3c-log", &["#Fields: date cs-username cs(Cookie)", "2026-01-01 anna ", "#"]),
    ("cef", &["CEF:0|a|b|1|2|n|3|suser=", "LEEF:2.0|a|b|1|2|^|usrName=", "LEEF:1.0|a|b|1|2|"]),
    ("syslog", &["Jan  1 10:00:00 h app[1]: ", "<34>1 2003-10-11T22:14:15.003Z a b - ID1 [e user=\""]),
    (
        "error-log",
        &["[Sun Dec 04 04:47:44 2005] [error] user ", "2026/11/29 10:00:00 [error] 1#0: *1 user \""],
    ),
    (
        "elb-log",
        &["2015-05-13T23:39:43.945958Z lb 192.0.2.1:2817 10.0.0.1:80 0.1 0.1 0.1 200 200 0 29 \"GET "],
    ),
    ("journal", &["_UID=", "MESSAGE=", "USER_NAME="]),
    ("logfmt", &["a=1 user=", "level=info msg=\""]),
    (
        "html",
        &["<p>", "<input name=\"phone\" value=\"", "<dt>Phone</dt><dd>", "<script>a</script><b>Name:</b> "],
    ),
    ("yaml", &["a: ", "- ", "  b: ", "email: [", "'", "? "]),
    ("ini", &["[user]", "name = ", "  "]),
    ("properties", &["user.name=", "a ", "  "]),
    ("env", &["export NAME=\"", "USER_NAME='", "A="]),
];

const KEYS: &[&str] = &[
    "password",
    "user",
    "name",
    "phone",
    "email",
    "first_name",
    "token",
    "msg",
    "card",
    "Api-Key",
    "ssn",
    "a",
];
const SIGNS: &[&str] = &[
    "=",
    ":",
    ": ",
    "\": \"",
    "\":\"",
    " = ",
    "=\"",
    "='",
    "=>",
    "\" => \"",
    "&",
    "' : '",
    "\\\":\\\"",
    "\">",
    ">",
];
const VALUES: &[&str] = &[
    "Qq5abcd",
    "hunter2!x",
    "ann@example.com",
    "4111111111111111",
    "4111 1111 1111 1111",
    "+1 202 555 0143",
    "536-22-8726",
    "192.0.2.7",
    "Anna",
    "x",
    "Bearer q7Wd0fZk3LmN8pRt",
    "ann%40example.com",
];
const JUNK: &[&str] = &[
    "\"", "'", "\\", "|", "[", "]", "{", "}", "<", ">", "&", ",", ";", " ", "\t", "=", ":", "#", "(", ")",
    "--", "</td>", "^", "`", "\r",
];

/// A carriage return that no line feed follows withholds settings.
const SETTINGS: &[&str] = &["yaml", "ini", "properties", "env"];

/// A line of `beginnings`, keys, signs, values and what should not stand there.
fn line(random: &mut Random, beginnings: &[&str]) -> String {
    let mut made = String::new();
    if !random.one_in(4) {
        made.push_str(random.pick::<&str>(beginnings));
    }
    for _ in 0..1 + random.below(8) {
        match random.below(5) {
            0 | 1 => {
                let (key, sign, value) =
                    (random.pick::<&str>(KEYS), random.pick::<&str>(SIGNS), random.pick::<&str>(VALUES));
                let _ = write!(made, "{key}{sign}{value}");
            }
            2 => made.push_str(random.pick::<&str>(SIGNS)),
            3 => made.push_str(random.pick::<&str>(VALUES)),
            _ => {}
        }
        for _ in 0..random.below(3) {
            made.push_str(random.pick::<&str>(JUNK));
        }
    }
    made
}

/// Which bytes of `path` are changed when it is read as `format`.
fn changed(format: &str, path: &Path, policy: &str, key: &str) -> Vec<bool> {
    let place = directory(&format!("logs-as-text-{format}"));
    let map = place.join("map");
    let how =
        ["redact", "--quiet", "--key-file", key, "--policy", policy, "--input-format", format, text(path)];
    let done =
        run(obelus([&how[..], &["-o", text(&place.join("out")), "--edit-map", text(&map)]].concat()), b"");
    assert!(matches!(done.code, 0 | 3), "{format}: {}", done.said());
    let mut changed = vec![false; fs::metadata(path).unwrap().len() as usize];
    for row in fs::read_to_string(map).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let number = |key: &str| row[key].as_u64().unwrap() as usize;
        changed[number("in_start")..number("in_end")].fill(true);
    }
    changed
}

#[test]
fn what_goes_as_text_goes_with_names_too() {
    let mut names: Vec<_> = FORMS.iter().map(|(name, _)| *name).collect();
    let mut all: Vec<_> = Log::all().map(Log::name).collect();
    names.sort_unstable();
    all.sort_unstable();
    assert_eq!(names, all);
    let (place, key) = (directory("logs-odd-lines"), key("odd-lines"));
    for (number, (format, beginnings)) in FORMS.iter().enumerate() {
        let mut random = Random::new(number as u64);
        let mut lines: Vec<String> = (0..3000).map(|_| line(&mut random, beginnings)).collect();
        if SETTINGS.contains(format) {
            lines.iter_mut().for_each(|line| line.retain(|c| c != '\r'));
        }
        lines.push("password=x\": \"Qq5abcd".to_owned());
        let path = place.join("odd");
        fs::write(&path, lines.join("\n")).unwrap();
        for policy in ["builtin:strict", "tests/policies/every-action.toml"] {
            let (as_text, named) =
                (changed("text", &path, policy, &key), changed(format, &path, policy, &key));
            let is_spared = match *format {
                "html" => of_no_value(&lines.join("\n"), VALUES),
                _ => vec![false; as_text.len()],
            };
            let (mut start, mut more) = (0, 0);
            for line in &lines {
                let of_line = start..start + line.len();
                let lost = of_line.clone().find(|at| as_text[*at] && !named[*at] && !is_spared[*at]);
                assert!(lost.is_none(), "{format} {policy} {:?}: {line:?}", lost.map(|at| at - start));
                more += of_line.filter(|at| named[*at] && !as_text[*at]).count();
                start += line.len() + 1;
            }
            assert!(more > 0, "{format}: names say nothing");
        }
    }
}
