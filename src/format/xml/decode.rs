//! Text of elements and attributes: references are read, with the place of every byte.

use super::{CHECK, Fault};
use crate::decode::charset::raw;
use crate::span::Span;

/// What has to be looked at in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    /// An element.
    Element,
    /// An attribute, in which line ends and tabs are read as spaces, and no tag may begin.
    Attribute,
    /// A CDATA section, which has no references.
    Section,
}

const REFERENCE: u8 = 1;
const WHITE: u8 = 2;
const TAG: u8 = 4;
const CONTROL: u8 = 8;

/// What each byte can be.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        kinds[byte] = CONTROL;
        byte += 1;
    }
    kinds[b'\t' as usize] = WHITE;
    kinds[b'\n' as usize] = WHITE;
    kinds[b'\r' as usize] = WHITE;
    kinds[b'&' as usize] = REFERENCE;
    kinds[b'<' as usize] = TAG;
    kinds
};

impl In {
    fn kinds(self) -> u8 {
        match self {
            In::Element => REFERENCE | CONTROL,
            In::Attribute => REFERENCE | WHITE | TAG | CONTROL,
            In::Section => CONTROL,
        }
    }

    /// Where the next byte at or after `at` stands that is not said as it is.
    pub(super) fn next(self, text: &[u8], at: usize) -> Option<usize> {
        let kinds = self.kinds();
        text[at..].iter().position(|byte| KINDS[usize::from(*byte)] & kinds != 0).map(|n| at + n)
    }
}

/// Appends what `span` says to `decoded`, and to `places` where each of its bytes begins.
pub(super) fn append(
    text: &[u8],
    span: Span,
    place: In,
    decoded: &mut Vec<u8>,
    places: &mut Vec<u32>,
) -> Result<(), Fault> {
    let text = &text[..span.end];
    let mut at = span.start;
    while at < span.end {
        let next = place.next(text, at).unwrap_or(span.end);
        decoded.extend_from_slice(&text[at..next]);
        places.extend(at as u32..next as u32);
        if next == span.end {
            break;
        }
        let had = decoded.len();
        let length = match text[next] {
            b'&' => reference(text, next, decoded)?,
            b'\r' if text.get(next + 1) == Some(&b'\n') => {
                decoded.push(b' ');
                2
            }
            b'\t' | b'\n' | b'\r' => {
                decoded.push(b' ');
                1
            }
            b'<' => return Err(Fault::new(next, "the XML has a `<` in an attribute")),
            _ => return Err(Fault::new(next, "the XML has a control character")),
        };
        places.extend(std::iter::repeat_n(next as u32, decoded.len() - had));
        at = next + length;
    }
    Ok(())
}

/// The entities that every document has (XML 1.0, section 4.6).
const ENTITIES: [(&[u8], u8); 5] =
    [(b"amp;", b'&'), (b"lt;", b'<'), (b"gt;", b'>'), (b"quot;", b'"'), (b"apos;", b'\'')];

/// Appends what the reference at `at` stands for. Gives its length.
fn reference(text: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, Fault> {
    let rest = &text[at + 1..];
    if let Some((name, byte)) = ENTITIES.iter().find(|(name, _)| rest.starts_with(name)) {
        out.push(*byte);
        return Ok(1 + name.len());
    }
    let Some(number) = rest.strip_prefix(b"#") else {
        return Err(Fault {
            at,
            what: "the XML has an entity that is not one of XML's own five, or a `&` that begins none",
            fix: "replace such entities with the characters they stand for, or write `&amp;`",
        });
    };
    let (digits, radix, lead) = match number.strip_prefix(b"x") {
        Some(digits) => (digits, 16, 3),
        None => (number, 10, 2),
    };
    let end = digits.iter().position(|b| !b.is_ascii_hexdigit());
    let wrong = Fault { at, what: "the XML has a reference to no character", fix: CHECK };
    let end = end.filter(|end| *end > 0 && digits[*end] == b';').ok_or(wrong)?;
    let mut code = 0_u32;
    for digit in &digits[..end] {
        let value = char::from(*digit).to_digit(radix).ok_or(wrong)?;
        code = code.saturating_mul(radix).saturating_add(value);
    }
    // Those that stand for bytes of other charsets would be written as such a byte.
    let c = char::from_u32(code).filter(|c| is_character(*c) && raw::byte(*c).is_none()).ok_or(wrong)?;
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(lead + end + 1)
}

/// XML 1.0, production 2.
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
