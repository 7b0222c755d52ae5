//! Functions of SQL around a value: `password = SHA2('x', 256)`. What they get is the value, and the function is none; names, and words for how it
//! is done, are no values either. Texts between dollars (`$$x$$`) are the same as texts in quotes.

use memchr::memchr;

use crate::detect::literal::{Quote, in_own_dollars};
use crate::detect::statements;
use crate::detect::validate::is_one_of;
use crate::finding::Finding;
use crate::format::sql::lex::is_word;
use crate::limits::MATCH_BYTES_MAX;
use crate::span::Span;

/// Functions that give back what they get, or what they make of it, sorted. Those of other languages have to be left out where
/// what they get is none (`input('x')`).
static FUNCTIONS: &[&[u8]] = &[
    b"aes_decrypt",
    b"aes_encrypt",
    b"cast",
    b"coalesce",
    b"concat",
    b"concat_ws",
    b"convert",
    b"crypt",
    b"decode",
    b"des_encrypt",
    b"digest",
    b"encode",
    b"encrypt",
    b"from_base64",
    b"greatest",
    b"hashbytes",
    b"hex",
    b"hmac",
    b"if",
    b"ifnull",
    b"iif",
    b"initcap",
    b"isnull",
    b"json_quote",
    b"lcase",
    b"least",
    b"left",
    b"lower",
    b"lpad",
    b"ltrim",
    b"md5",
    b"nullif",
    b"nvl",
    b"old_password",
    b"overlay",
    b"password",
    b"pgp_sym_encrypt",
    b"quote",
    b"quote_literal",
    b"replace",
    b"reverse",
    b"right",
    b"rpad",
    b"rtrim",
    b"sha",
    b"sha1",
    b"sha2",
    b"sha224",
    b"sha256",
    b"sha384",
    b"sha512",
    b"standard_hash",
    b"str_to_date",
    b"substr",
    b"substring",
    b"to_base64",
    b"to_char",
    b"to_date",
    b"to_timestamp",
    b"trim",
    b"ucase",
    b"unhex",
    b"upper",
];

/// How long the longest of their names is.
pub(super) const NAME_BYTES_MAX: usize = 15;

/// What functions are told of how it is done, sorted.
static METHODS: &[&[u8]] = &[
    b"aes",
    b"base64",
    b"bf",
    b"binary",
    b"des",
    b"escape",
    b"hex",
    b"latin1",
    b"md4",
    b"md5",
    b"sha",
    b"sha1",
    b"sha224",
    b"sha256",
    b"sha2_256",
    b"sha2_512",
    b"sha384",
    b"sha512",
    b"utf-8",
    b"utf8",
    b"utf8mb4",
    b"xdes",
];

/// The longest function before a finding that is looked at: values can begin inside one another.
const CALL_BYTES_MAX: usize = 512;

/// True for the name of such a function.
pub(super) fn is_function(word: &[u8]) -> bool {
    is_one_of(FUNCTIONS, word)
}

/// Passes on the texts that the function gets with which `part` begins. Returns where its brackets close; nothing if they do not, or there is none.
pub(super) fn texts(text: &[u8], part: Span, mut found: impl FnMut(Span)) -> Option<usize> {
    let open = opening(text, part)?;
    statements::call(text, Span::new(open + 1, part.end), |value| {
        if !value.is_empty() && !is_one_of(METHODS, value.of(text)) {
            found(value);
        }
    })
}

/// The bracket of the function with which `part` begins; a schema may stand before its name.
pub(super) fn opening(text: &[u8], part: Span) -> Option<usize> {
    let word = |at: usize| {
        let most = part.end.min(at + NAME_BYTES_MAX + 1);
        Span::new(at, at + text[at..most].iter().take_while(|b| is_word(**b)).count())
    };
    let mut name = word(part.start);
    if text[..part.end].get(name.end) == Some(&b'.') {
        name = word(name.end + 1);
    }
    (text[..part.end].get(name.end) == Some(&b'(') && is_function(name.of(text))).then_some(name.end)
}

/// Puts the texts in the place of findings that are calls, or a text with the dollars around it.
pub(super) fn resolve(text: &[u8], findings: &mut Vec<Finding>) {
    let may_be =
        |f: &Finding| text.get(f.span.start) == Some(&b'$') || memchr(b'(', f.span.of(text)).is_some();
    if !findings.iter().any(may_be) {
        return;
    }
    let mut made = Vec::new();
    let before = findings.len();
    findings.retain_mut(|f| {
        let is_quoted = text[..f.span.start].last().is_some_and(|b| matches!(b, b'\'' | b'"' | b'`'));
        if is_quoted || !may_be(f) {
            return true;
        }
        if let Some(span) = in_brackets(text, f.span).or_else(|| in_dollars(text, f.span)) {
            made.push(Finding { span, ..*f });
            return false;
        }
        let most = text.len().min(f.span.start + CALL_BYTES_MAX);
        let line = f.span.start + memchr(b'\n', &text[f.span.start..most]).unwrap_or(most - f.span.start);
        let whole = Span::new(f.span.start, line);
        // Without an end it may be anything.
        if texts(text, whole, |_| {}).is_none_or(|end| end < f.span.end) {
            return true;
        }
        texts(text, whole, |span| made.push(Finding { span, ..*f }));
        false
    });
    if !made.is_empty() || findings.len() != before {
        findings.append(&mut made);
        Finding::settle(findings);
    }
}

/// The text that a function of any name gets whose finding is nothing but its name and the bracket: `password = f('x')`.
fn in_brackets(text: &[u8], value: Span) -> Option<Span> {
    let name = value.of(text).strip_suffix(b"(")?;
    let end = text.len().min(value.end + MATCH_BYTES_MAX);
    let is_call = name.iter().all(|b| is_word(*b) || *b == b'.');
    let quote = is_call.then(|| Quote::at(text, Span::new(value.end, end))).flatten()?;
    let (inside, behind) = quote.literal(text, end);
    (behind.is_some() && is_of_line(text, inside)).then_some(inside)
}

/// The text whose dollars the finding begins with.
fn in_dollars(text: &[u8], value: Span) -> Option<Span> {
    let (inside, behind) = in_own_dollars(text, Span::new(value.start, text.len()))?;
    (behind >= value.end && is_of_line(text, inside)).then_some(inside)
}

fn is_of_line(text: &[u8], inside: Span) -> bool {
    !inside.is_empty() && memchr(b'\n', inside.of(text)).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        assert!(FUNCTIONS.is_sorted() && METHODS.is_sorted());
        assert_eq!(FUNCTIONS.iter().map(|name| name.len()).max(), Some(NAME_BYTES_MAX));
    }

    #[test]
    fn texts_of_functions_are_values() {
        for (text, expected, rest) in [
            ("SHA2('x', 256) y", &["x"][..], Some(" y")),
            ("encode(digest('x','sha256'),'hex')", &["x"], Some("")),
            ("HASHBYTES('SHA2_256', N'a b')", &["a b"], Some("")),
            ("COALESCE(password,'x')", &["x"], Some("")),
            ("public.crypt('x', public.gen_salt('bf')) y", &["x"], Some(" y")),
            ("public.other('x')", &[], None),
            ("if(a=1,'x',\"y\")", &["x", "y"], Some("")),
            ("TRIM(BOTH ' ' FROM $$x$$);", &[" ", "x"], Some(";")),
            ("encode(digest(a, 'sha256'), 'hex')", &[], Some("")),
            ("MD5('x", &["x"], None),
            ("input('x')", &[], None),
            ("lower", &[], None),
        ] {
            let mut seen = Vec::new();
            let end = texts(text.as_bytes(), Span::new(0, text.len()), |value| {
                seen.push(&text[value.start..value.end]);
            });
            assert_eq!((&seen[..], end.map(|end| &text[end..])), (expected, rest), "{text}");
        }
    }
}
