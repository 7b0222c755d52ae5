//! Is a text a known log? Several lines of its head have to say so; one odd line decides nothing.

use crate::format::BOM;
use crate::format::log::{FORMS, Log};

/// How many lines are asked.
pub const LINES: usize = 10;

/// What the lines of `head` are; `None` where they are text, or not of one format. The first may end before its end.
pub fn log(head: &[u8]) -> Option<Log> {
    let lines = lines(head);
    FORMS.iter().enumerate().find_map(|(number, form)| {
        let fit = lines.iter().filter(|line| (form.fits)(line)).count();
        let is_it = match form.name {
            // The lines behind the directives are no directives.
            "w3c-log" | "html" => fit > 0 && lines.first().is_some_and(|line| (form.fits)(line)),
            "journal" => fit * 2 >= lines.len() && lines.first()?.starts_with(b"__"),
            _ => fit * 4 >= lines.len() * 3 && (fit >= 2 || form.is_sure && fit == 1),
        };
        is_it.then_some(Log(number))
    })
}

/// True for a line from which on it is worth while to look at more: a stream may have only this one for now.
pub fn may_begin(line: &[u8]) -> bool {
    let line = line.strip_prefix(BOM).unwrap_or(line);
    lines(line).first().is_some_and(|line| FORMS.iter().any(|form| (form.fits)(line)))
}

/// How many lines of remarks and directives can stand before the one that begins a document of YAML: a licence has some thirty.
pub const YAML_REMARKS_MAX: usize = 64;

/// Whether the beginning of a text is that of a document of YAML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YamlBeginning {
    /// It is none.
    No,
    /// Its last line begins one.
    Here,
    /// A line behind it may do so.
    Later,
}

/// What `head` is, of which the last line that is not blank was not looked at before.
pub fn yaml_beginning(head: &[u8]) -> YamlBeginning {
    let head = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_end();
    let last = memchr::memrchr(b'\n', head).map_or(head, |at| &head[at + 1..]);
    match last {
        line if begins_yaml(line) => YamlBeginning::Here,
        line if is_before_yaml(line) => YamlBeginning::Later,
        _ => YamlBeginning::No,
    }
}

/// True for a line that a document of YAML begins with, and hardly anything else.
fn begins_yaml(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line == b"---" || line.starts_with(b"--- #")
}

/// True for a line that can stand before it: blank, a remark, or a directive.
fn is_before_yaml(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"#") || line.starts_with(b"%YAML ") || line.starts_with(b"%TAG ")
}

/// True for the first lines of YAML that has names: every one is a key, an entry, a remark, or goes on. What text with such a line before
/// it says (the head of a page in Markdown) is prose soon.
pub fn is_yaml(head: &[u8]) -> bool {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    if !lines.find(|line| !is_before_yaml(line)).is_some_and(begins_yaml) {
        return false;
    }
    let mut has_key = false;
    let mut fits = |line: &[u8]| {
        let is_key = begins_key(line.strip_prefix(b"- ").unwrap_or(line));
        has_key |= is_key;
        is_key
            || matches!(line, [] | [b' ' | b'#', ..] | b"-" | [b'-', b' ', ..])
            || matches!(line, b"---" | b"...")
    };
    lines.all(&mut fits) && has_key
}

/// True for a line that begins with a key of one word, or one in quotes.
fn begins_key(line: &[u8]) -> bool {
    let key = match line {
        [quote @ (b'"' | b'\''), rest @ ..] => rest.iter().position(|b| b == quote).map(|end| end + 2),
        _ => line
            .iter()
            .position(|b| !b.is_ascii_alphanumeric() && !b"_-./".contains(b))
            .filter(|end| *end > 0),
    };
    key.and_then(|end| line.get(end..)).is_some_and(|behind| matches!(behind, [b':'] | [b':', b' ', ..]))
}

/// The lines that count: what is indented goes on with the line before (as the calls of a stack of Java do), and what is blank
/// separates.
fn lines(head: &[u8]) -> Vec<&[u8]> {
    let head = head.strip_prefix(BOM).unwrap_or(head);
    let goes_on =
        |line: &&[u8]| line.starts_with(b" ") || line.starts_with(b"\t") || line.starts_with(b"Caused by: ");
    head.split(|b| matches!(b, b'\n' | b'\r'))
        .filter(|line| !line.is_empty() && !goes_on(line))
        .take(LINES)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const ACCESS: &str = "192.0.2.1 - anna [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2326\n";
    const SYSLOG: &str = "Jan  1 10:00:00 host sshd[1]: hello\n";
    const TEXT: &str = "It was a dark night.\n";

    fn told(head: &str) -> Option<&'static str> {
        log(head.as_bytes()).map(Log::name)
    }

    #[test]
    fn several_lines_decide() {
        assert_eq!(told(ACCESS), Some("access-log"));
        assert_eq!(told(&ACCESS.repeat(12)), Some("access-log"));
        // One that is odd, wherever it stands.
        for n in 0..6 {
            let mut lines = vec![SYSLOG; 5];
            lines.insert(n, TEXT);
            assert_eq!(told(&lines.concat()), Some("syslog"), "{n}");
            let mut lines = vec![TEXT; 5];
            lines.insert(n, ACCESS);
            assert_eq!(told(&lines.concat()), None, "{n}");
        }
        // One line of what other texts look like too says nothing.
        assert_eq!(told(SYSLOG), None);
        assert_eq!(told(""), None);
    }

    #[test]
    fn yaml_is_told_by_how_it_begins() {
        for head in [
            "---\na: 1\n",
            "--- # settings\n# x\n\n- name: a\n  run: |\n    x y z\n- b\n",
            "%YAML 1.2\n---\n\"a b\": 1\n",
            "---\r\nkind: Secret\r\n...\r\n---\r\na.b/c: 1\r\n",
            "\u{feff}# x\n\n  # y\n---\na: 1\n",
            "\n\n%YAML 1.2\n%TAG ! tag:example.com,2024:\n---\na: 1\n",
        ] {
            assert!(is_yaml(head.as_bytes()), "{head}");
        }
        for (head, expected) in [
            ("---\n", YamlBeginning::Here),
            ("\n\n# x\r\n---\r\n", YamlBeginning::Here),
            ("\u{feff}---\n", YamlBeginning::Here),
            ("%YAML 1.2\n", YamlBeginning::Later),
            ("\u{feff}\n# x\n", YamlBeginning::Later),
            ("# x\na: 1\n", YamlBeginning::No),
            ("a\n", YamlBeginning::No),
        ] {
            assert_eq!(yaml_beginning(head.as_bytes()), expected, "{head}");
        }
        for head in [
            "a: 1\n",
            "# x\na: 1\n",
            "x\n---\na: 1\n",
            "---\n",
            "---\n- a\n- b\n",
            "---\ntitle: x\n---\n\nA page.\n",
            "---\nName: x\nhello there\n",
            "--- a/x.rs\n+++ b/x.rs\n",
            "---\nhttp://example.com/\n",
            "-----\na: 1\n",
        ] {
            assert!(!is_yaml(head.as_bytes()), "{head}");
        }
    }

    #[test]
    fn every_format_is_told_by_its_lines() {
        for (name, head) in [
            ("w3c-log", "#Software: x\n#Fields: date c-ip\n2026-01-01 192.0.2.1\n2026-01-01 192.0.2.1\n"),
            ("cef", "CEF:0|a|b|1|2|c|3|suser=anna\n"),
            ("cef", "LEEF:1.0|a|b|1|2|usrName=anna\n"),
            (
                "cef",
                "Jan  1 10:00:00 host CEF:0|a|b|1|2|c|3|suser=anna\nJan  1 10:00:00 host CEF:0|a|b|1|2|c|3|x=y\n",
            ),
            (
                "syslog",
                "<34>1 2003-10-11T22:14:15.003Z a b - ID1 - x\n<34>1 2003-10-11T22:14:15.003Z a b - ID1 - x\n",
            ),
            ("error-log", "[Sun Dec 04 04:47:44 2005] [notice] a\n[Sun Dec 04 04:47:44 2005] [error] b\n"),
            ("error-log", "2026/11/29 10:00:00 [error] 1#0: a\n2026/11/29 10:00:00 [warn] 1#0: a\n"),
            (
                "elb-log",
                "2015-05-13T23:39:43.945958Z lb 192.0.2.1:2817 10.0.0.1:80 0.1 0.1 0.1 200 200 0 29 \"GET http://a:80/ HTTP/1.1\" \"curl\" - -\n",
            ),
            ("journal", "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_UID=1000\nMESSAGE=a b\n"),
            ("logfmt", "time=1 level=info msg=\"a b\"\ntime=2 level=info msg=\"a \\\"b\"\n"),
        ] {
            assert_eq!(told(head), Some(name), "{head}");
        }
        assert_eq!(told("a=1 b=2 c=3 and a sentence about it that goes on\n".repeat(3).as_str()), None);
        assert_eq!(told("name=Anna\nname=Bob\n"), None);
    }
}
