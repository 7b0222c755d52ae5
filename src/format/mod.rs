//! Formats: what kind of text an input is. Only plain text is read so far; others are told apart so that a
//! policy with field rules never has them treated as text.

use std::io::{self, Read};

use crate::error::{Error, ErrorKind, Result};

const HEAD_BYTES: usize = 64 << 10;

/// How many lines it takes to tell a table from text with a few commas.
const TABLE_LINES: usize = 5;

/// Passes plain text on. What looks like JSON, XML or a delimited table is an error: its fields cannot be
/// read yet, and the policy says something about them.
pub fn only_text(mut reader: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>> {
    let mut head = Vec::new();
    let mut at_end = false;
    while !at_end && !is_enough(&head) {
        let had = head.len();
        head.resize(had + HEAD_BYTES, 0);
        let got = reader.read(&mut head[had..]).map_err(|e| crate::decode::map_error(&e))?;
        head.truncate(had + got);
        at_end = got == 0;
    }
    let looked_at = &head[..head.len().min(HEAD_BYTES)];
    let hides_its_start = head.len() >= HEAD_BYTES && is_blank(looked_at);
    match structure(looked_at).or(hides_its_start.then_some("64 KiB of white space before it")) {
        // A stream that has ended is not asked again: a terminal would wait for more.
        None if at_end => Ok(Box::new(io::Cursor::new(head))),
        None => Ok(Box::new(io::Cursor::new(head).chain(reader))),
        Some(name) => {
            let what = "the input looks structured, the policy has rules for fields of its source, and \
                        fields cannot be read yet; it is withheld";
            Err(Error::new(ErrorKind::Input, what)
                .note(name)
                .fix("add `--input-format text` if it is plain text"))
        }
    }
}

/// True when more bytes cannot change what `head` is taken for, so that how they arrive plays no part.
fn is_enough(head: &[u8]) -> bool {
    let lines = head.split_inclusive(|b| *b == b'\n').filter(|l| l.len() > 1 && l.ends_with(b"\n"));
    head.len() >= HEAD_BYTES || (!is_blank(head) && lines.take(TABLE_LINES).count() == TABLE_LINES)
}

fn is_blank(head: &[u8]) -> bool {
    head.iter().all(u8::is_ascii_whitespace)
}

/// What structure the first bytes have, if any.
fn structure(head: &[u8]) -> Option<&'static str> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = head.iter().find(|b| !b.is_ascii_whitespace())?;
    match first {
        b'{' | b'[' if !is_bracketed_log(head) => Some("JSON"),
        b'<' if head.starts_with(b"<?xml") || head.starts_with(b"<!") => Some("XML"),
        _ => [b',', b';', b'\t', b'|'].iter().any(|d| is_table(head, *d)).then_some("delimited table"),
    }
}

/// `[2026-01-01 …` and the like start a log line, not an array.
fn is_bracketed_log(head: &[u8]) -> bool {
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    line.first() == Some(&b'[') && serde_json::from_slice::<serde_json::Value>(line).is_err() && {
        let close = memchr::memchr(b']', line);
        close.is_some_and(|n| line[..n].iter().all(|b| !matches!(b, b'{' | b'"')))
    }
}

/// The first lines all hold the delimiter, the same number of times.
fn is_table(head: &[u8], delimiter: u8) -> bool {
    let count = |line: &[u8]| memchr::memchr_iter(delimiter, line).count();
    let mut lines = head.split(|b| *b == b'\n').filter(|l| !l.is_empty()).take(TABLE_LINES);
    let Some(first) = lines.next().map(count) else { return false };
    let rest: Vec<usize> = lines.map(count).collect();
    first > 0 && rest.iter().filter(|n| **n == first).count() * 2 >= rest.len()
}

#[cfg(test)]
mod tests {
    use super::structure;

    #[test]
    fn structure_is_told_from_log_lines() {
        for (text, wanted) in [
            ("{\"a\":1}\n{\"a\":2}\n", Some("JSON")),
            ("\u{feff}  [\n{\"a\":1}]", Some("JSON")),
            ("<?xml version=\"1.0\"?><a/>", Some("XML")),
            ("name,email\na,b\nc,d\n", Some("delimited table")),
            ("a;b;c\n1;2;3\n", Some("delimited table")),
            ("[2026-01-01 10:00:00] started\n", None),
            ("192.0.2.1 - - [x] \"GET / HTTP/1.1\" 200 1\n", None),
            ("Jan  1 host sshd[1]: hello\nJan  1 host sshd[1]: a, b\n", None),
            ("", None),
        ] {
            assert_eq!(structure(text.as_bytes()), wanted, "{text:?}");
        }
    }
}
