//! Values that PHP serialized, in running text: `s:8:"password";s:1:"x";`, and `password|s:1:"x";` in a session. Their quotes can be escaped.
//! Where they are the whole value of a table, its reader knows more (`format/php.rs`).

use memchr::{memchr, memrchr};

use crate::limits::MATCH_BYTES_MAX;
use crate::span::Span;

/// The longest key that is a name.
const KEY_BYTES_MAX: usize = 128;

/// Digits of a length.
const DIGITS_MAX: usize = 9;

/// The key before `mark`, where `";s:` or `|s:` begins, and the text behind it.
pub(super) fn read(text: &[u8], mark: usize) -> Option<(&[u8], Span)> {
    let (key, escapes) = match text[mark] {
        b'|' => (variable(&text[..mark]), None),
        _ => {
            let escapes = escapes_before(text, mark);
            (key(&text[..mark - escapes], escapes)?, Some(escapes))
        }
    };
    let length = mark + memchr(b's', &text[mark..])? + b"s:".len();
    let (digits, said) = number(text, length)?;
    let behind = text.get(length + digits..)?.strip_prefix(b":")?;
    let signs = behind.iter().take_while(|b| **b == b'\\').count();
    let is_alike = behind.get(signs) == Some(&b'"') && escapes.is_none_or(|escapes| escapes == signs);
    if !is_alike || key.is_empty() {
        return None;
    }
    let span = value(text, text.len() - behind.len() + signs + 1, said, signs)?;
    (!span.is_empty()).then_some((key, span))
}

fn escapes_before(text: &[u8], at: usize) -> usize {
    text[..at].iter().rev().take(KEY_BYTES_MAX).take_while(|b| **b == b'\\').count()
}

/// The name of a variable that ends with `before`.
fn variable(before: &[u8]) -> &[u8] {
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    &before[before.len() - before.iter().rev().take(KEY_BYTES_MAX).take_while(is_of_name).count()..]
}

/// The text that ends with `before`, in quotes with so many backslashes before each.
fn key(before: &[u8], escapes: usize) -> Option<&[u8]> {
    let near = &before[before.len() - before.len().min(KEY_BYTES_MAX)..];
    let open = memrchr(b'"', near)?;
    let own = &near[open + 1..];
    let digits = near[..open].strip_suffix(&vec![b'\\'; escapes][..])?.strip_suffix(b":")?;
    let count = digits.iter().rev().take(DIGITS_MAX).take_while(|b| b.is_ascii_digit()).count();
    let is_length = count > 0 && digits[..digits.len() - count].ends_with(b"s:");
    // Behind the class of a property that is private.
    let own = &own[memrchr(0, own).map_or(0, |n| n + 1)..];
    let own = &own[memchr::memmem::rfind(own, b"\\0").map_or(0, |n| n + 2)..];
    // A marker is none: what is behind the value that it stands for is the next key.
    let is_name = own.iter().all(|b| !b.is_ascii_control() && !b"'=[]\\".contains(b));
    (is_length && is_name).then_some(own)
}

/// The number at `at`, and how many digits it has.
fn number(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let digits = text.get(at..)?.iter().take(DIGITS_MAX + 1).take_while(|b| b.is_ascii_digit()).count();
    let said = std::str::from_utf8(&text[at..at + digits]).ok()?.parse().ok()?;
    (digits <= DIGITS_MAX).then_some((digits, said))
}

/// The text that begins at `start` and is `said` bytes long, before a quote with so many backslashes; up to the first such quote where what is
/// said is not so, because something in the text is escaped.
fn value(text: &[u8], start: usize, said: usize, escapes: usize) -> Option<Span> {
    let ends = |at: usize| {
        let quote = at + escapes;
        text.get(quote) == Some(&b'"')
            && text[at..quote].iter().all(|b| *b == b'\\')
            && matches!(text.get(quote + 1), Some(b';'))
    };
    let most = text.len().min(start + MATCH_BYTES_MAX);
    let is_said = start.checked_add(said).is_some_and(|end| end <= most && ends(end));
    if is_said {
        return Some(Span::new(start, start + said));
    }
    let quotes = memchr::memchr_iter(b'"', &text[start..most]).map(|n| start + n);
    let end = quotes.filter_map(|at| at.checked_sub(escapes)).find(|at| *at >= start && ends(*at))?;
    Some(Span::new(start, end))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_texts_are_read_in_quotes_as_they_are_escaped() {
        for (written, expected) in [
            (r#"a:1:{s:8:"password";s:3:"x"y";}"#, Some(("password", "x\"y"))),
            (r#"{"d":"a:1:{s:8:\"password\";s:1:\"x\";}"}"#, Some(("password", "x"))),
            (r#"user|s:1:"x";"#, Some(("user", "x"))),
            (r#"user|s:7:"x";"#, Some(("user", "x"))),
            ("s:11:\"\0*\0password\";s:1:\"x\";", Some(("password", "x"))),
            (r#"s:8:"password";s:0:"";"#, None),
            (r#""password";s:1:"x";"#, None),
            (r#"s:8:"password";s:1:x"#, None),
            (r#"s:8:"password";s:1:"x"#, None),
            (r#"|s:1:"x";"#, None),
            (r#"s:7:"[PERSON_NAME]";s:8:"password";"#, None),
            (r#"s:8:\"password";s:1:"x";"#, None),
        ] {
            let text = written.as_bytes();
            let mark = memchr::memmem::find(text, b"\";s:").or(memchr::memmem::find(text, b"|s:")).unwrap();
            let seen = read(text, mark).map(|(key, value)| {
                (
                    String::from_utf8_lossy(key).into_owned(),
                    String::from_utf8_lossy(value.of(text)).into_owned(),
                )
            });
            let seen = seen.as_ref().map(|(key, value)| (&key[..], &value[..]));
            assert_eq!(seen, expected, "{written}");
        }
    }
}
