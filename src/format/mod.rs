//! Formats: what kind of text an input is. Only plain text is read so far; others are told apart so that a
//! policy with field rules never has them treated as text.

use std::io::{self, BufRead, Read};

use crate::error::{Error, ErrorKind, Result};

pub mod json;
pub mod names;
pub mod sheet;

const HEAD_BYTES: usize = 64 << 10;

/// Passes plain text on. What looks like JSON, XML or a delimited table is an error: its fields cannot be
/// read yet, and the policy says something about them.
pub fn only_text(reader: Box<dyn Read + Send>) -> Result<Box<dyn Read + Send>> {
    let mut buffered = io::BufReader::with_capacity(HEAD_BYTES, reader);
    let head = loop {
        match buffered.fill_buf() {
            Ok(head) => break head,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(crate::decode::map_error(&e)),
        }
    };
    match structure(head) {
        None => Ok(Box::new(buffered)),
        Some(name) => {
            let what = "the input looks structured, the policy has rules for fields of its source, and \
                        fields cannot be read yet; it is withheld";
            Err(Error::new(ErrorKind::Input, what)
                .note(name)
                .fix("add `--input-format text` if it is plain text"))
        }
    }
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
    let mut lines = head.split(|b| *b == b'\n').filter(|l| !l.is_empty()).take(5);
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
