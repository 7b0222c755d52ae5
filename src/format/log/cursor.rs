//! What readers of lines have in common: words, quotes, and the parts of a request.

use crate::format::log::{Fields, Place, Weight};
use crate::span::Span;

/// A place in a line, which goes forward.
pub(super) struct Cursor<'a> {
    pub(super) line: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8]) -> Self {
        Cursor { line, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.line[self.at..]
    }

    /// Goes over `text` when it stands here.
    pub(super) fn take(&mut self, text: &[u8]) -> Option<()> {
        self.rest().starts_with(text).then(|| self.at += text.len())
    }

    /// Goes over spaces.
    pub(super) fn skip_spaces(&mut self) {
        self.at += self.rest().iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    }

    /// What stands up to `end`, over which it goes too; `None` when there is no such byte.
    pub(super) fn until(&mut self, end: u8) -> Option<Span> {
        let length = memchr::memchr(end, self.rest())?;
        let span = Span::new(self.at, self.at + length);
        self.at = span.end + 1;
        Some(span)
    }

    /// The word behind the spaces here, up to the next one or the end; `None` when there is none.
    pub(super) fn word(&mut self) -> Option<Span> {
        self.skip_spaces();
        let length = memchr::memchr2(b' ', b'\t', self.rest()).unwrap_or(self.rest().len());
        let span = Span::new(self.at, self.at + length);
        self.at = (span.end + 1).min(self.line.len());
        (length > 0).then_some(span)
    }

    /// What stands between the quote here and the next one that no backslash stands before.
    pub(super) fn quoted(&mut self, quote: u8) -> Option<Span> {
        if self.rest().first() != Some(&quote) {
            return None;
        }
        let start = self.at + 1;
        let end = close(self.line, start, quote)?;
        self.at = end + 1;
        Some(Span::new(start, end))
    }
}

/// Where the quote is that ends what begins at `start`.
pub(super) fn close(line: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start;
    loop {
        at += memchr::memchr2(quote, b'\\', line.get(at..)?)?;
        if line[at] == quote {
            return Some(at);
        }
        at += 2;
    }
}

/// The parts of a request (`GET /path?query HTTP/1.1`) at `span` of the line: what was asked for, and what stands behind its
/// question mark. What is no request is one as a whole.
pub(super) fn request(line: &[u8], span: Span, place: Place, fields: &mut Fields<'_>) {
    let text = span.of(line);
    let is_method =
        |word: &[u8]| !word.is_empty() && word.iter().all(|b| b.is_ascii_uppercase() || *b == b'-');
    let method = memchr::memchr(b' ', text).filter(|at| is_method(&text[..*at]));
    let protocol = memchr::memrchr(b' ', text).filter(|at| text[at + 1..].starts_with(b"HTTP/"));
    match (method, protocol) {
        (Some(method), Some(protocol)) if method < protocol => {
            let target = Span::new(span.start + method + 1, span.start + protocol);
            url(line, b"request_uri", target, place, fields);
        }
        _ => fields.put_as(Weight::Place, &[b"request"], span, place),
    }
}

/// An address of a page, and its query. A log in which every page is a marker says nothing any more, so their places say only what
/// a policy says of them.
pub(super) fn url(line: &[u8], name: &[u8], span: Span, place: Place, fields: &mut Fields<'_>) {
    fields.put_as(Weight::Place, &[name], span, place);
    if let Some(mark) = memchr::memchr(b'?', span.of(line)) {
        let query = Span::new(span.start + mark + 1, span.end);
        fields.put_as(Weight::Place, &[b"query_string"], query, place);
    }
}

/// `address:port` without the port.
pub(super) fn without_port(line: &[u8], span: Span) -> Span {
    let text = span.of(line);
    let is_port = |at: &usize| text[at + 1..].iter().all(u8::is_ascii_digit) && at + 1 < text.len();
    // An IPv6 address has colons of its own, and brackets when a port follows.
    let is_single = |at: &usize| memchr::memchr(b':', text) == Some(*at) || text[..*at].ends_with(b"]");
    match memchr::memrchr(b':', text).filter(is_port).filter(is_single) {
        Some(at) => Span::new(span.start, span.start + at),
        None => span,
    }
}

/// True for `text` of digits only.
pub(super) fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// True when `text` begins as `shape` says: `9` is a digit, `A` a letter, everything else itself.
pub(super) fn has_shape(text: &[u8], shape: &[u8]) -> bool {
    text.len() >= shape.len()
        && text.iter().zip(shape).all(|(byte, wanted)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_alphabetic(),
            other => byte == other,
        })
}
