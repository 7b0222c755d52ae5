//! Lists of addresses in header fields (RFC 5322, section 3.4): names of people, and addresses.

use super::header::trimmed;
use super::write::Form;
use crate::span::Span;

/// Header fields that hold addresses, sorted.
pub(super) const FIELDS: [&str; 41] = [
    "apparently-to",
    "approved",
    "bcc",
    "cc",
    "delivered-to",
    "disposition-notification-to",
    "envelope-from",
    "envelope-to",
    "errors-to",
    "from",
    "mail-copies-to",
    "mail-followup-to",
    "mail-reply-to",
    "originator",
    "reply-to",
    "resent-bcc",
    "resent-cc",
    "resent-from",
    "resent-reply-to",
    "resent-sender",
    "resent-to",
    "return-path",
    "return-receipt-to",
    "sender",
    "to",
    "x-apparently-to",
    "x-authenticated-sender",
    "x-bcc",
    "x-cc",
    "x-envelope-from",
    "x-envelope-sender",
    "x-envelope-to",
    "x-forwarded-to",
    "x-from",
    "x-google-original-from",
    "x-original-from",
    "x-original-to",
    "x-originator",
    "x-resent-from",
    "x-sender",
    "x-to",
];

/// A part of a list of addresses.
pub(super) struct Part {
    pub(super) span: Span,
    /// It is an address, not a name.
    pub(super) is_address: bool,
    pub(super) form: Form,
}

/// What a mailbox consists of.
#[derive(Clone, Copy)]
enum Token {
    Word(Span),
    Quoted(Span),
}

/// The parts of the list at `span`. Between them stands nothing but signs and white space.
pub(super) fn parts(text: &[u8], span: Span) -> Vec<Part> {
    let (mut parts, mut words): (Vec<Part>, Vec<Token>) = (Vec::new(), Vec::new());
    let mut at = span.start;
    let text = &text[..span.end];
    while at < span.end {
        match text[at] {
            b',' | b';' => {
                take(text, &mut words, false, &mut parts);
                at += 1;
            }
            // Behind the name of a group.
            b':' => {
                take(text, &mut words, true, &mut parts);
                at += 1;
            }
            b'"' => {
                let end = closing(text, at, b'"');
                words.push(Token::Quoted(Span::new(at + 1, end)));
                at = (end + 1).min(span.end);
            }
            b'(' => {
                let end = closing(text, at, b')');
                let inside = trimmed(text, Span::new(at + 1, end));
                if !inside.is_empty() {
                    parts.push(Part { span: inside, is_address: false, form: Form::Comment });
                }
                at = (end + 1).min(span.end);
            }
            b'<' => {
                take(text, &mut words, true, &mut parts);
                let end = memchr::memchr(b'>', &text[at..]).map_or(span.end, |n| at + n);
                let inside = trimmed(text, Span::new(at + 1, end));
                let is_quoted = inside.len() > 2
                    && text[inside.start] == b'"'
                    && closing(text, inside.start, b'"') + 1 == inside.end;
                if is_quoted {
                    let span = Span::new(inside.start + 1, inside.end - 1);
                    parts.push(Part { span, is_address: true, form: Form::QuotedToken });
                } else if !inside.is_empty() {
                    parts.push(Part { span: inside, is_address: true, form: Form::Address });
                }
                at = (end + 1).min(span.end);
            }
            byte if byte.is_ascii_whitespace() || byte == b'>' || byte == b')' => at += 1,
            _ => {
                let ends = |b: &u8| b.is_ascii_whitespace() || b",;\"(<>)".contains(b);
                let end = text[at..].iter().position(ends).map_or(span.end, |n| at + n);
                if end - at > 1 && text[end - 1] == b':' {
                    // The name of a group.
                    words.push(Token::Word(Span::new(at, end - 1)));
                    take(text, &mut words, true, &mut parts);
                } else {
                    words.push(Token::Word(Span::new(at, end)));
                }
                at = end;
            }
        }
    }
    take(text, &mut words, false, &mut parts);
    parts.sort_by_key(|part| part.span.start);
    parts
}

/// Makes a part of the words so far: a name, or without an address behind them an address.
fn take(text: &[u8], words: &mut Vec<Token>, is_name: bool, parts: &mut Vec<Part>) {
    let spans = |token: &Token| match token {
        Token::Word(span) | Token::Quoted(span) => *span,
    };
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let span = Span::new(spans(first).start, spans(last).end);
        let is_address = !is_name && span.of(text).contains(&b'@') | (words.len() == 1);
        match (words.as_slice(), is_address) {
            ([Token::Quoted(inside)], false) => {
                if !inside.is_empty() {
                    parts.push(Part { span: *inside, is_address, form: Form::Quoted });
                }
            }
            ([Token::Word(_)], true) | ([Token::Quoted(_)], true) => {
                if !span.is_empty() {
                    let is_quoted = matches!(words[0], Token::Quoted(_));
                    let form = if is_quoted { Form::QuotedToken } else { Form::Address };
                    parts.push(Part { span, is_address, form });
                }
            }
            (_, true) if !words.iter().any(|w| matches!(w, Token::Quoted(_))) => {
                // Words beside an address, without brackets: each is looked at as what it can be.
                for word in words.iter().map(spans) {
                    let is_address = word.of(text).contains(&b'@');
                    let form = if is_address { Form::Address } else { Form::Phrase };
                    parts.push(Part { span: word, is_address, form });
                }
            }
            _ => {
                // Quotes among other words belong to the text.
                let start = span.start - usize::from(matches!(first, Token::Quoted(_)));
                let end = span.end + usize::from(matches!(last, Token::Quoted(_)) && span.end < text.len());
                let has_comment = parts.last().is_some_and(|part| part.span.start >= start);
                if has_comment {
                    for token in words.iter() {
                        let form =
                            if matches!(token, Token::Quoted(_)) { Form::Quoted } else { Form::Phrase };
                        parts.push(Part { span: spans(token), is_address: false, form });
                    }
                } else {
                    parts.push(Part { span: Span::new(start, end), is_address: false, form: Form::Phrase });
                }
            }
        }
    }
    words.clear();
}

/// Where what opens at `at` is closed, backslashes and further brackets in it read; the end of the text if nowhere.
pub(super) fn closing(text: &[u8], at: usize, close: u8) -> usize {
    let (open, mut depth, mut next) = (text[at], 1, at + 1);
    while next < text.len() {
        match text[next] {
            b'\\' => next += 1,
            byte if byte == close => {
                depth -= 1;
                if depth == 0 {
                    return next;
                }
            }
            byte if byte == open => depth += 1,
            _ => {}
        }
        next += 1;
    }
    text.len()
}

/// Where the last name of a path of hosts begins: it is that of who wrote the article (RFC 5536, section 3.1.5).
pub(super) fn last_of_path(text: &[u8], span: Span) -> usize {
    let bytes = span.of(text);
    let last = memchr::memrchr(b'!', bytes).map_or(0, |n| n + 1);
    span.start + last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: &str) -> Vec<String> {
        let text = list.as_bytes();
        let of = |part: &Part| {
            let sign = if part.is_address { "@" } else { "" };
            format!("{sign}{}", String::from_utf8_lossy(part.span.of(text)))
        };
        parts(text, Span::new(0, text.len())).iter().map(of).collect()
    }

    #[test]
    fn names_are_told_from_addresses() {
        assert!(FIELDS.is_sorted());
        for (list, wanted) in [
            ("ann@example.com", vec!["@ann@example.com"]),
            ("<ann@example.com>", vec!["@ann@example.com"]),
            ("<\"[X]\">, <\"a b\"@c.example>", vec!["@[X]", "@\"a b\"@c.example"]),
            ("Ann Lee <ann@example.com>", vec!["Ann Lee", "@ann@example.com"]),
            ("\"Lee, Ann\" <ann@example.com>, bob", vec!["Lee, Ann", "@ann@example.com", "@bob"]),
            ("ann@example.com (Ann Lee)", vec!["@ann@example.com", "Ann Lee"]),
            ("ann@example.com (Ann (A) Lee)", vec!["@ann@example.com", "Ann (A) Lee"]),
            ("Ann \"A\" Lee <a@b.example>", vec!["Ann \"A\" Lee", "@a@b.example"]),
            ("\"Ann\" Lee <a@b.example>", vec!["\"Ann\" Lee", "@a@b.example"]),
            ("Team: a@b.example, Bob <c@d.example>;", vec!["Team", "@a@b.example", "Bob", "@c@d.example"]),
            ("\"A B\": \"C D\" <e@f.example>;", vec!["A B", "C D", "@e@f.example"]),
            ("Ann (x) Lee <a@b.example>", vec!["Ann", "x", "Lee", "@a@b.example"]),
            ("Ann Lee", vec!["Ann Lee"]),
            ("\"ann\"", vec!["@ann"]),
            ("Ann <a@b.example", vec!["Ann", "@a@b.example"]),
            ("\"Ann", vec!["@Ann"]),
            ("", vec![]),
        ] {
            assert_eq!(said(list), wanted, "{list}");
        }
    }
}
