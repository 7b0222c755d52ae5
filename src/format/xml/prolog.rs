//! What may stand before the first element and in no other place: the XML declaration, and the document type.

use super::tag::{Next, name, next};
use super::{Fault, skip_white};
use crate::decode::charset::Charset;
use crate::span::Span;

/// True where an XML declaration begins.
pub(super) fn begins_declaration(text: &[u8]) -> bool {
    text.strip_prefix(b"<?xml").and_then(|rest| rest.first()).is_some_and(|b| super::is_white(*b))
}

/// Reads the XML declaration at `at` of a text that is in `charset`. Every byte of it is one of those that the grammar
/// has, so that nothing else can stand there.
pub(super) fn declaration(text: &[u8], at: usize, charset: Charset) -> Result<usize, Fault> {
    let wrong = Fault::new(at, "the XML declaration is not as XML 1.0 has it");
    let end = memchr::memmem::find(&text[at..], b"?>").map(|n| at + n).ok_or(wrong)?;
    // Its parts are written like attributes.
    let mut inside = text[..end].to_vec();
    inside.push(b'>');
    let order: [&[u8]; 3] = [b"version", b"encoding", b"standalone"];
    let (mut before, mut behind) = (None, at + b"<?xml".len());
    loop {
        match next(&inside, behind).map_err(|_| wrong)? {
            Next::End(_, true) => return Err(wrong),
            Next::End(last, _) if before.is_none() || last != inside.len() => return Err(wrong),
            Next::End(..) => return Ok(end + 2),
            Next::Attribute { name, value, .. } => {
                let part = order.iter().position(|known| *known == name.of(text));
                if part.is_none() || part <= before || (before.is_none() && part != Some(0)) {
                    return Err(wrong);
                }
                before = part;
                behind = value.end + 1;
                let said = value.of(text);
                let fits = match part {
                    Some(0) => matches!(said, b"1.0" | b"1.1"),
                    Some(1) => is_read_so(said, at, charset)?,
                    _ => matches!(said, b"yes" | b"no"),
                };
                if !fits {
                    return Err(wrong);
                }
            }
        }
    }
}

/// An error when the text says that it is in another charset than it is read as: what would be found in it then is
/// not what its reader finds.
fn is_read_so(said: &[u8], at: usize, charset: Charset) -> Result<bool, Fault> {
    let said = String::from_utf8_lossy(said).to_ascii_lowercase();
    let read_as = charset.name();
    let fits = match said.as_str() {
        // Every charset that is not of wide units has ASCII at the same places.
        "us-ascii" | "ascii" => !charset.is_wide(),
        "utf-16" | "utf-32" | "iso-10646-ucs-2" | "iso-10646-ucs-4" => {
            let is_four = said == "utf-32" || said.ends_with('4');
            charset.is_wide() && read_as.starts_with(if is_four { "utf-32" } else { "utf-16" })
        }
        name => Charset::named(name) == Some(charset),
    };
    if fits {
        return Ok(true);
    }
    Err(Fault {
        at,
        what: "the XML declares another charset than it is read as",
        fix: "say with `--charset` what it is written in",
    })
}

/// What a document type with declarations of its own is refused with, and what to do.
pub(super) const DECLARATIONS: (&str, &str) = (
    "the XML declares entities or elements of its own, which are not read",
    "write the document without what stands between `[` and `]` in its DOCTYPE",
);

/// The document type at `at`: where its inside stands, and where it ends. One with declarations of its own is not
/// read: what its entities stand for could stand anywhere.
pub(super) fn document_type(text: &[u8], at: usize) -> Result<(Span, usize), Fault> {
    let wrong = Fault::new(at, "the XML has a document type that cannot be read");
    let start = at + b"<!DOCTYPE".len();
    let first = skip_white(text, start);
    if first == start {
        return Err(wrong);
    }
    let mut behind = name(text, first)?.end;
    let mut at = skip_white(text, behind);
    let rest = &text[at..];
    let literals = if rest.starts_with(b"SYSTEM") {
        1
    } else if rest.starts_with(b"PUBLIC") {
        2
    } else {
        0
    };
    if literals > 0 {
        if at == behind {
            return Err(wrong);
        }
        behind = at + b"SYSTEM".len();
        for _ in 0..literals {
            let open = skip_white(text, behind);
            let quote = text.get(open).filter(|b| open > behind && matches!(b, b'"' | b'\'')).ok_or(wrong)?;
            let close = memchr::memchr(*quote, &text[open + 1..]).ok_or(wrong)?;
            behind = open + 1 + close + 1;
        }
        at = skip_white(text, behind);
    }
    match text.get(at) {
        Some(b'>') => Ok((Span::new(first, behind), at + 1)),
        Some(b'[') => Err(Fault { at, what: DECLARATIONS.0, fix: DECLARATIONS.1 }),
        _ => Err(wrong),
    }
}
