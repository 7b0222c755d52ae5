//! What may be written where a value of a line stands, so that the line still reads as its format.

use std::borrow::Cow;

use crate::info_type::REDACTED;

/// Where a value of a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Up to the next white space.
    Bare,
    /// Up to this byte.
    Until(u8),
    /// Up to the end of the line.
    Rest,
    /// Between these quotes; a backslash stands before what means itself.
    Quoted(u8),
    /// Between these quotes, which are doubled inside.
    Doubled(u8),
    /// The value of a parameter of RFC 5424 (section 6.3.3), where a bracket has to be escaped too.
    Parameter,
    /// The header of CEF or LEEF: up to a bar.
    Header,
    /// A value of the extension of CEF, in which an equals sign has to be escaped.
    Extension,
    /// What stands before a value of YAML and is none: tags, anchors, the sign of a block.
    Sign,
    /// A tag of YAML that says what a value is besides a text: a marker is none of that.
    Tag,
    /// The name of a tag, an anchor or an alias of YAML, behind its sign.
    Handle,
    /// The name of a tag that is written as a whole, with its angle brackets.
    Verbatim,
    /// A plain scalar of YAML (1.2.2, section 7.3.3).
    Scalar,
    /// A plain scalar of YAML that goes on from the line before, which nothing in quotes can.
    Continued,
    /// A plain scalar of YAML in a flow collection, where brackets mean themselves nowhere.
    Flow,
    /// The same where it goes on from the line before.
    FlowContinued,
}

impl Place {
    /// True when `made` can be written for `raw`, which is all of the value or, unless `is_first`, not its beginning. What
    /// `raw` itself has its place allows.
    pub fn holds(self, raw: &[u8], made: &[u8], is_first: bool) -> bool {
        let is_new = |byte: u8| !raw.contains(&byte);
        let has_new = |bytes: &[u8]| made.iter().any(|byte| bytes.contains(byte) && is_new(*byte));
        if has_new(b"\n\r") {
            return false;
        }
        match self {
            Place::Bare => !made.is_empty() && !has_new(b" \t\"'=,;"),
            Place::Until(end) => !has_new(&[end]),
            Place::Rest | Place::Sign | Place::Tag => true,
            Place::Handle => made.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)),
            Place::Verbatim => false,
            Place::Quoted(quote) => is_escaped(made, &[quote]),
            Place::Doubled(quote) => is_doubled(made, quote),
            Place::Parameter => is_escaped(made, b"\"]"),
            Place::Header => is_escaped(made, b"|"),
            Place::Extension => is_escaped(made, b"="),
            Place::Scalar | Place::Continued | Place::Flow | Place::FlowContinued => {
                let begins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'+');
                !has_new(b":#,[]{}\"'\\") && (!is_first || made.first().is_some_and(begins))
                    || !is_first && matches!(self, Place::Scalar | Place::Continued) && is_marker(made)
            }
        }
    }

    /// What `raw` says once the backslashes of this place are gone.
    pub fn read(self, raw: &[u8]) -> Cow<'_, [u8]> {
        if !self.escapes() || memchr::memchr(b'\\', raw).is_none() {
            return Cow::Borrowed(raw);
        }
        let (mut made, mut bytes) = (Vec::with_capacity(raw.len()), raw.iter());
        while let Some(byte) = bytes.next() {
            let byte = if *byte == b'\\' { bytes.next().unwrap_or(byte) } else { byte };
            made.push(*byte);
        }
        Cow::Owned(made)
    }

    /// Appends the marker `[name]` as it is written here; `is_first` as for [`Place::holds`].
    pub fn mark(self, name: &str, is_first: bool, out: &mut Vec<u8>) {
        let (before, behind): (&[u8], &[u8]) = match self {
            Place::Parameter => (b"[", b"\\]"),
            // An alias has to find its anchor again, whatever each was taken for.
            Place::Handle => return out.extend_from_slice(REDACTED.as_bytes()),
            Place::Verbatim => {
                out.push(b'<');
                out.extend_from_slice(REDACTED.as_bytes());
                return out.push(b'>');
            }
            // Brackets would begin a list.
            Place::Scalar if is_first => (b"\"[", b"]\""),
            Place::Flow => (b"\"[", b"]\""),
            // The line before may be in quotes now, and behind these nothing can stand; of a line that is blank, nobody
            // knows what it was.
            Place::Continued | Place::FlowContinued if is_first => return,
            _ => (b"[", b"]"),
        };
        out.extend_from_slice(before);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(behind);
    }

    /// True where what is changed cannot stand beside the rest of the value: where this begins with it, or anywhere.
    pub fn is_one(self, is_first: bool) -> bool {
        match self {
            Place::Scalar | Place::Continued => is_first,
            Place::Flow | Place::FlowContinued | Place::Verbatim => true,
            _ => false,
        }
    }

    /// True for what is no value.
    pub fn is_sign(self) -> bool {
        matches!(self, Place::Sign | Place::Tag)
    }

    /// True where a backslash takes the meaning from the byte behind it.
    pub fn escapes(self) -> bool {
        matches!(self, Place::Quoted(_) | Place::Parameter | Place::Header | Place::Extension)
    }
}

/// True when every one of `marks` in `made` stands behind a backslash that is none itself, and no such backslash is last.
fn is_escaped(made: &[u8], marks: &[u8]) -> bool {
    let mut bytes = made.iter();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'\\' => bytes.next().is_some(),
            byte => !marks.contains(byte),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

/// True when every quote in `made` is two.
fn is_doubled(made: &[u8], quote: u8) -> bool {
    made.split(|byte| *byte != quote).all(|quotes| quotes.len() % 2 == 0)
}

/// How long a marker is at most: longer than the name of any info type.
const MARKER_MAX: usize = 64;

/// True where a marker stands in `text`.
pub(crate) fn has_marker(text: &[u8]) -> bool {
    memchr::memchr_iter(b'[', text).any(|at| {
        let near = &text[at..text.len().min(at + MARKER_MAX)];
        memchr::memchr(b']', near).is_some_and(|end| end > 1 && is_marker(&near[..=end]))
    })
}

/// True for a marker, which holds no sign of YAML inside.
pub(in crate::format) fn is_marker(made: &[u8]) -> bool {
    let inside = made.strip_prefix(b"[").and_then(|made| made.strip_suffix(b"]"));
    inside.is_some_and(|name| name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_keeps_the_line_readable_is_held() {
        for (place, raw, made, is_held) in [
            (Place::Bare, "anna", "eva", true),
            (Place::Bare, "anna", "eva li", false),
            (Place::Bare, "anna", "a=b", false),
            (Place::Bare, "a=b", "c=d", true),
            (Place::Bare, "anna", "", false),
            (Place::Quoted(b'"'), "anna", "eva li", true),
            (Place::Quoted(b'"'), "anna", "e\"va", false),
            (Place::Quoted(b'"'), "anna", "e\\\"va", true),
            (Place::Quoted(b'"'), "anna", "eva\\", false),
            (Place::Doubled(b'\''), "anna", "o'neil", false),
            (Place::Doubled(b'\''), "anna", "o''neil", true),
            (Place::Parameter, "anna", "[USERNAME]", false),
            (Place::Parameter, "anna", "[USERNAME\\]", true),
            (Place::Header, "a", "b|c", false),
            (Place::Extension, "a", "b c", true),
            (Place::Extension, "a", "b=c", false),
            (Place::Scalar, "anna", "eva", true),
            (Place::Scalar, "anna", "[USERNAME]", false),
            (Place::Scalar, "anna", "a: b", false),
            (Place::Rest, "anna", "a\nb", false),
        ] {
            assert_eq!(place.holds(raw.as_bytes(), made.as_bytes(), true), is_held, "{place:?} {raw} {made}");
        }
        assert!(Place::Scalar.holds(b"a@b.example", b"[EMAIL_ADDRESS]", false));
    }

    #[test]
    fn a_marker_is_written_as_its_place_needs_it() {
        for (place, written) in [
            (Place::Bare, "[X]"),
            (Place::Parameter, "[X\\]"),
            (Place::Scalar, "\"[X]\""),
            (Place::Continued, ""),
            (Place::Handle, "REDACTED"),
            (Place::Verbatim, "<REDACTED>"),
        ] {
            let mut out = Vec::new();
            place.mark("X", true, &mut out);
            assert_eq!(out, written.as_bytes());
        }
    }
}
