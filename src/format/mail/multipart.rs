//! Where the parts of a multipart body stand (RFC 2046, section 5.1).

use super::{fault, is_blank};
use crate::format::fault::Fault;
use crate::span::Span;

/// The parts of a body, each without the line end before the border behind it.
pub(super) struct Parts {
    /// What stands before the first.
    pub(super) preamble: Span,
    pub(super) parts: Vec<Span>,
    /// What stands behind the last.
    pub(super) epilogue: Span,
    /// The last border is there.
    pub(super) is_closed: bool,
}

/// Finds the parts of `span` between lines of `boundary`.
pub(super) fn split(text: &[u8], span: Span, boundary: &[u8]) -> Result<Parts, Fault> {
    let line = [b"--", boundary].concat();
    let epilogue = Span::new(span.end, span.end);
    let mut parts = Parts { preamble: span, parts: Vec::new(), epilogue, is_closed: false };
    let (mut begun, mut closed, mut at) = (None, false, span.start);
    while let Some(n) = memchr::memmem::find(&text[at..span.end], &line) {
        let border = at + n;
        at = border + 1;
        if border > span.start && text[border - 1] == b'\r' {
            return Err(fault(
                border,
                "the border of a part stands behind a line end that not all readers take for one; the input is withheld",
            ));
        }
        if border > span.start && text[border - 1] != b'\n' {
            continue;
        }
        let behind = border + line.len();
        let is_last = text[behind..span.end].starts_with(b"--");
        let rest = behind + if is_last { 2 } else { 0 };
        let white = text[rest..span.end].iter().take_while(|b| is_blank(**b)).count();
        let next = match &text[rest + white..span.end] {
            [] => span.end,
            [b'\n', ..] => rest + white + 1,
            [b'\r', b'\n', ..] => rest + white + 2,
            [b'\r' | 0x0b | 0x0c, ..] => {
                return Err(fault(
                    border,
                    "the border of a part ends in a way that not all readers take for a line end; the input is withheld",
                ));
            }
            _ => continue,
        };
        if closed {
            return Err(fault(
                border,
                "parts of a message go on behind the end of its parts; the input is withheld",
            ));
        }
        let before = before_border(text, begun.unwrap_or(span.start), border);
        match begun {
            None => parts.preamble = Span::new(span.start, before),
            Some(start) => parts.parts.push(Span::new(start, before)),
        }
        begun = Some(next);
        closed = is_last;
        at = next.max(border + 1);
    }
    parts.is_closed = closed;
    match begun {
        Some(start) if closed => parts.epilogue = Span::new(start, span.end),
        // The last border is missing: all of the rest is the last part.
        Some(start) => parts.parts.push(Span::new(start, span.end)),
        None => {}
    }
    Ok(parts)
}

/// Where what stands before the border at `border` ends.
fn before_border(text: &[u8], start: usize, border: usize) -> usize {
    let end = border - usize::from(border > start && text[border - 1] == b'\n');
    end - usize::from(end > start && end < border && text[end - 1] == b'\r')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn parts_are_found_between_borders() {
        let said = |text: &str| {
            let bytes = text.as_bytes();
            let of = |span: &Span| String::from_utf8_lossy(span.of(bytes)).into_owned();
            split(bytes, Span::new(0, bytes.len()), b"b").map(|found| {
                let parts: Vec<_> = found.parts.iter().map(of).collect();
                (of(&found.preamble), parts.join("|"), of(&found.epilogue))
            })
        };
        for (text, preamble, parts, epilogue) in [
            ("--b\none\n--b\ntwo\n--b--\n", "", "one|two", ""),
            ("pre\r\n--b\r\none\r\n\r\n--b--\r\npost", "pre", "one\r\n", "post"),
            ("--b \t\none\n--bc\n --b\n--b-\n--b--", "", "one\n--bc\n --b\n--b-", ""),
            ("--b\none", "", "one", ""),
            ("--b\n--b\n\n--b--", "", "||", ""),
            ("none", "none", "", ""),
        ] {
            let found = said(text).unwrap();
            assert_eq!((found.0.as_str(), found.2.as_str()), (preamble, epilogue), "{text}");
            assert_eq!(found.1.trim_matches('|'), parts.trim_matches('|'), "{text}");
        }
        assert!(said("--b\none\n--b--\n--b\ntwo").is_err());
        assert!(said("--b\none\r--b\ntwo").is_err());
        assert!(said("--b\none\n--b\rtwo").is_err());
    }
}
