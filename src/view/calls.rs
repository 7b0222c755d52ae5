//! Rows of bytes, each as the argument of a call: `chr(97).chr(110)`, `Chr(97) & Chr(110)`, `CHAR(97)||CHAR(110)`.

use crate::limits::VIEW_READ_BYTES_MIN;
use crate::span::Span;
use crate::view::octets::{NUMBER_MAX, SPACES_MAX, value};

/// What makes a character of a number, in any case.
const NAMES: [&[u8]; 7] =
    [b"chr", b"chrw", b"char", b"nchar", b"unichr", b"String.fromCharCode", b"String.fromCodePoint"];

/// What may stand between two calls, with spaces around it.
const JOINTS: [&[u8]; 6] = [b"||", b"..", b".", b"+", b"&", b","];

/// A call: from its name to behind its bracket, and the number in it.
struct Call {
    span: Span,
    number: Span,
}

/// How far before the closing bracket of a call with a number the opening one stands.
pub(crate) const OPEN_MAX: usize = NUMBER_MAX + 1;

/// False when no call ends at the closing bracket at `close`.
#[inline]
pub(super) fn may_end(text: &[u8], close: usize) -> bool {
    let last = text[..close].last_chunk::<OPEN_MAX>();
    last.is_none_or(|last| last.iter().fold(false, |has, byte| has | (*byte == b'(')))
}

/// The row of which the first call ends with the closing bracket at `close`.
pub(super) fn row(text: &[u8], close: usize) -> Option<Span> {
    let digits =
        text[..close].iter().rev().take(NUMBER_MAX).take_while(|b| b.is_ascii_alphanumeric()).count();
    let before = text[..close - digits].strip_suffix(b"(")?;
    let name = before.iter().rev().take_while(|b| of_name(**b)).take(NAME_MAX + 1).count();
    // A sign between two may be one of a name.
    let start = NAMES
        .iter()
        .map(|own| before.len().saturating_sub(own.len()))
        .find(|start| call(text, *start).is_some_and(|call| call.span.end == close + 1))?;
    let is_whole = name == before.len() - start || text[start - 1] == b'.';
    let row = calls(&text[start..]);
    let (count, end) = row.fold((0, start), |(count, _), call| (count + 1, start + call.span.end));
    (is_whole && count >= VIEW_READ_BYTES_MIN).then_some(Span::new(start, end))
}

const NAME_MAX: usize = 20;

fn of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

/// The call that begins at `start`.
fn call(text: &[u8], start: usize) -> Option<Call> {
    let letters = text[start..].iter().take(NAME_MAX).take_while(|b| of_name(**b)).count();
    let name = &text[start..start + letters];
    let at = start + letters + 1;
    if text.get(at - 1) != Some(&b'(') || !NAMES.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return None;
    }
    let digits = text[at..].iter().take(NUMBER_MAX).take_while(|b| b.is_ascii_alphanumeric()).count();
    let number = Span::new(at, at + digits);
    value(number.of(text), true)?;
    (text.get(number.end) == Some(&b')')).then_some(Call { span: Span::new(start, number.end + 1), number })
}

/// Where the call begins that is joined to what ends at `end`.
fn joined(text: &[u8], end: usize) -> Option<usize> {
    let spaces = |at: usize| text[at..].iter().take(SPACES_MAX).take_while(|b| **b == b' ').count();
    let at = end + spaces(end);
    let joint = JOINTS.iter().find(|joint| text[at..].starts_with(joint))?;
    let at = at + joint.len();
    Some(at + spaces(at))
}

/// The calls that `row` begins with.
fn calls(row: &[u8]) -> impl Iterator<Item = Call> {
    let mut at = Some(0);
    std::iter::from_fn(move || {
        let call = call(row, at?)?;
        at = joined(row, call.span.end);
        Some(call)
    })
}

/// True for a row of calls.
pub(super) fn is_row(row: &[u8]) -> bool {
    row.contains(&b'(')
}

/// What the calls of `row` say, and where each begins.
pub(super) fn each(row: &[u8], mut found: impl FnMut(usize, u8)) {
    calls(row).for_each(|call| found(call.span.start, value(call.number.of(row), true).unwrap_or_default()));
}

/// Appends `said` in calls like those of `raw`, and with what stands between them.
pub(super) fn write(raw: &[u8], said: &[u8], out: &mut Vec<u8>) {
    let Some(first) = call(raw, 0) else { return };
    let next = joined(raw, first.span.end).unwrap_or(first.span.end);
    let between = if next > first.span.end { &raw[first.span.end..next] } else { b"." };
    for (n, byte) in said.iter().enumerate() {
        if n > 0 {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(&raw[..first.number.start]);
        let number = match first.number.of(raw) {
            [b'0', b'x' | b'X', ..] => format!("0x{byte:02x}"),
            _ => byte.to_string(),
        };
        out.extend_from_slice(number.as_bytes());
        out.push(b')');
    }
    // What is behind the last call belongs to it where another one follows.
    if raw.last() != Some(&b')') {
        out.extend_from_slice(between);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let close = text.find(')').unwrap_or_default();
        row(text.as_bytes(), close).map(|span| &text[span.start..span.end])
    }

    fn said(row: &str) -> Vec<u8> {
        let mut said = Vec::new();
        each(row.as_bytes(), |_, byte| said.push(byte));
        said
    }

    #[test]
    fn rows_go_to_their_last_call() {
        for (name, joint) in [
            ("chr", "."),
            ("Chr", " & "),
            ("CHAR", "||"),
            ("char", ","),
            ("ChrW", " & "),
            ("String.fromCharCode", "+"),
        ] {
            let calls: Vec<_> = b"ann@b.".iter().map(|byte| format!("{name}({byte})")).collect();
            let row = calls.join(joint);
            for text in [format!("x={row};"), format!("f({row}) {joint}x"), row.clone()] {
                assert_eq!(found(&text), Some(row.as_str()), "{text}");
            }
            assert_eq!(said(&row), b"ann@b.");
            assert_eq!(found(&calls[1..].join(joint)), None, "five are too few");
            assert_eq!(found(&format!("x{row}")), None, "another function");
        }
        assert_eq!(found(&"chr(0x61).".repeat(6)), Some(&"chr(0x61).".repeat(6)[..59]));
        for other in ["chr(256)", "chr(x)", "ord(97)", "chr()", "chr(1234)"] {
            assert_eq!(found(&[other; 9].join(".")), None, "{other}");
        }
    }

    #[test]
    fn rows_are_written_as_they_were() {
        for (raw, written) in [
            ("chr(97).chr(110).", "chr(91).chr(88).chr(93)."),
            ("Chr(97) & Chr(110)", "Chr(91) & Chr(88) & Chr(93)"),
            ("CHAR(0x61)||CHAR(0x6e)", "CHAR(0x5b)||CHAR(0x58)||CHAR(0x5d)"),
        ] {
            let mut out = Vec::new();
            write(raw.as_bytes(), b"[X]", &mut out);
            assert_eq!(String::from_utf8_lossy(&out), written);
            assert_eq!(said(written), b"[X]");
        }
    }
}
