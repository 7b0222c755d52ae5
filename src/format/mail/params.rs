//! Fields with parameters: `text/plain; charset=utf-8; name="a.txt"` (RFC 2045, section 5.1; RFC 2231).

use super::address::closing;
use super::{fault, transfer};
use crate::decode::charset::Charset;
use crate::format::fault::Fault;
use crate::span::Span;

/// A parameter.
#[derive(Clone, Copy)]
pub(super) struct Param {
    /// Its name without what RFC 2231 adds.
    pub(super) name: Span,
    /// Without quotes.
    pub(super) value: Span,
    pub(super) is_quoted: bool,
    /// It is the part of a longer value with this number.
    pub(super) section: Option<u32>,
    /// With percent escapes.
    pub(super) is_escaped: bool,
    /// From the semicolon before it to its end.
    pub(super) whole: Span,
}

/// A field with its parameters.
pub(super) struct Params {
    /// What stands before the first of them.
    pub(super) value: Span,
    pub(super) list: Vec<Param>,
    /// Comments, and what is no parameter.
    pub(super) others: Vec<Span>,
}

/// Reads the field at `span`.
pub(super) fn read(text: &[u8], span: Span) -> Params {
    let text = &text[..span.end];
    let is_value = |b: &u8| !b.is_ascii_whitespace() && !b";(\"".contains(b);
    let run = |at: usize| text[at..].iter().position(|b| !is_value(b)).map_or(text.len(), |n| at + n);
    let mut params =
        Params { value: Span::new(span.start, run(span.start)), list: Vec::new(), others: Vec::new() };
    let (mut at, mut semicolon) = (params.value.end, None);
    while at < text.len() {
        match text[at] {
            b';' => {
                semicolon = Some(at);
                at += 1;
            }
            byte if byte.is_ascii_whitespace() => at += 1,
            b'(' => {
                let end = closing(text, at, b')').min(text.len());
                params.others.push(Span::new(at + 1, end));
                at = (end + 1).min(text.len());
            }
            _ => {
                let end = param(text, at, semicolon.take().unwrap_or(at), &run, &mut params);
                at = end.max(at + 1).min(text.len());
            }
        }
    }
    params
}

/// Reads the parameter at `at`, before which a semicolon stands. Gives its end.
fn param(
    text: &[u8],
    at: usize,
    semicolon: usize,
    run: &impl Fn(usize) -> usize,
    params: &mut Params,
) -> usize {
    let is_name = |b: &u8| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(b);
    let length = text[at..].iter().position(|b| !is_name(b)).unwrap_or(text.len() - at);
    let white = |at: usize| at + text[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    let equals = white(at + length);
    if length == 0 || text.get(equals) != Some(&b'=') {
        let end = if text[at] == b'"' {
            (closing(text, at, b'"') + 1).min(text.len())
        } else {
            run(at).max(at + 1)
        };
        params.others.push(Span::new(at, end));
        return end;
    }
    let first = white(equals + 1);
    let is_quoted = text.get(first) == Some(&b'"');
    let (value, end) = match is_quoted {
        true => {
            let close = closing(text, first, b'"');
            (Span::new(first + 1, close), (close + 1).min(text.len()))
        }
        false => {
            let end = run(first);
            (Span::new(first, end), end)
        }
    };
    let name = Span::new(at, at + length);
    let (own, section, is_escaped) = extended(text, name);
    params.list.push(Param {
        name: own,
        value,
        is_quoted,
        section,
        is_escaped,
        whole: Span::new(semicolon, end),
    });
    end
}

/// The name of a parameter, which of several parts it is, and whether its value has percent escapes.
fn extended(text: &[u8], name: Span) -> (Span, Option<u32>, bool) {
    let bytes = name.of(text);
    let Some(star) = memchr::memchr(b'*', bytes) else { return (name, None, false) };
    let rest = &bytes[star + 1..];
    let number = rest.strip_suffix(b"*").unwrap_or(rest);
    let section = std::str::from_utf8(number).ok().and_then(|n| n.parse().ok());
    if section.is_none() && !number.is_empty() {
        // What stands behind the star is no part of any way to write one.
        return (name, None, false);
    }
    (Span::new(name.start, name.start + star), section, rest.is_empty() || rest.ends_with(b"*"))
}

impl Params {
    /// The only parameter that is called `name`; a fault when there are several, or it is written in a way that not all
    /// readers know.
    pub(super) fn only(&self, text: &[u8], name: &str) -> Result<Option<Param>, Fault> {
        let mut found = self.list.iter().filter(|p| p.name.of(text).eq_ignore_ascii_case(name.as_bytes()));
        let Some(first) = found.next() else { return Ok(None) };
        let is_odd = first.section.is_some() || first.is_escaped || first.value.of(text).contains(&b'\\');
        if is_odd || found.next().is_some() {
            let what =
                "a part of a message says twice, or in an unusual way, what it is; the input is withheld";
            return Err(fault(first.name.start, what));
        }
        Ok(Some(*first))
    }
}

/// Appends what percent escapes say in `charset`, with the place of every byte; false when that cannot be read.
pub(super) fn percent(
    text: &[u8],
    span: Span,
    charset: Charset,
    decoded: &mut Vec<u8>,
    places: &mut Vec<u32>,
) -> bool {
    let (mut raw, mut from, mut at) = (Vec::new(), Vec::new(), span.start);
    while at < span.end {
        let byte = (text[at] == b'%').then(|| transfer::hex(&text[..span.end], at + 1)).flatten();
        raw.push(byte.unwrap_or(text[at]));
        from.push(at as u32);
        at += if byte.is_some() { 3 } else { 1 };
    }
    charset.read_with_places(&raw, |n| from[n], decoded, places).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_with_their_places() {
        let text =
            b"text/plain; charset = utf-8; NAME=\"a \\\" b\";\r\n filename*0*=utf-8''a%20; x (note); q*=1; r*x=2";
        let params = read(text, Span::new(0, text.len()));
        assert_eq!(params.value.of(text), b"text/plain");
        let said: Vec<_> = params
            .list
            .iter()
            .map(|p| {
                let of = |span: Span| String::from_utf8_lossy(span.of(text)).into_owned();
                (of(p.name), of(p.value), p.is_quoted, p.section, p.is_escaped)
            })
            .collect();
        assert_eq!(
            said,
            [
                ("charset".into(), "utf-8".into(), false, None, false),
                ("NAME".into(), "a \\\" b".into(), true, None, false),
                ("filename".into(), "utf-8''a%20".into(), false, Some(0), true),
                ("q".into(), "1".into(), false, None, true),
                ("r*x".into(), "2".into(), false, None, false),
            ]
        );
        let others: Vec<_> = params.others.iter().map(|span| span.of(text)).collect();
        assert_eq!(others, [&b"x"[..], b"note"]);
    }
}
