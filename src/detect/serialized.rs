//! Values that PHP serialized, in running text: `a:1:{s:8:"password";s:1:"x";}`, and `password|s:1:"x";` in a session. Their quotes can be
//! escaped, so their lengths need not be right, and they can be cut off. Where they are the whole value of a table, its reader knows more
//! (`format/php.rs`).
//!
//! An array is read from where it opens, so that keys are told from values. Where its beginning is not there, a text behind another one is
//! taken for its value.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use crate::detect::literal::NUMBER_BYTES_MIN;
use crate::format;
use crate::limits::{MATCH_BYTES_MAX, PHP_DEPTH_MAX};
use crate::span::Span;

/// The longest key that is a name.
const KEY_BYTES_MAX: usize = 128;

/// Digits of a length.
const DIGITS_MAX: usize = 9;

/// True where an array or an object opens: `a:1:{`, `O:8:"`.
#[inline]
pub(super) fn opens(text: &[u8], at: usize) -> bool {
    let is_apart = at == 0 || !text[at - 1].is_ascii_alphanumeric() && text[at - 1] != b'_';
    let Some(behind) = text[at..].strip_prefix(b"a:").or(text[at..].strip_prefix(b"O:")) else {
        return false;
    };
    let digits = behind.iter().take(DIGITS_MAX + 1).take_while(|b| b.is_ascii_digit()).count();
    let next = behind[digits..].strip_prefix(b":").and_then(|next| next.first());
    let wanted: &[u8] = if text[at] == b'a' { b"{" } else { b"\"\\" };
    is_apart && (1..=DIGITS_MAX).contains(&digits) && next.is_some_and(|b| wanted.contains(b))
}

/// What an array or an object has that opens at `at` of `text`, each value with its name, and where it ends or cannot be read any more.
pub(super) fn walk(text: &[u8], at: usize) -> (Vec<(&[u8], Span)>, usize) {
    let name = match text[..at] {
        [.., b'|'] => variable(&text[..at - 1]),
        _ => b"",
    };
    let mut reader = Reader { text, at, escapes: None, found: Vec::new() };
    reader.item(name, 0);
    (reader.found, reader.at.clamp(at + 1, text.len()))
}

/// A field of an array or an object, and which of the values that were found it has.
struct Field<'t> {
    key: &'t [u8],
    held: Range<usize>,
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// So many backslashes stand before each quote, once there was one.
    escapes: Option<usize>,
    found: Vec<(&'t [u8], Span)>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, sign: u8) -> Option<()> {
        let is_it = self.text.get(self.at) == Some(&sign);
        self.at += usize::from(is_it);
        is_it.then_some(())
    }

    /// A number between two signs `:`.
    fn count(&mut self) -> Option<usize> {
        self.take(b':')?;
        let (digits, said) = number(self.text, self.at)?;
        self.at += digits;
        self.take(b':')?;
        Some(said)
    }

    /// A value, which stands in the field `name`. Nothing where it is none, or has no end.
    fn item(&mut self, name: &'t [u8], depth: usize) -> Option<()> {
        let kind = *self.text.get(self.at)?;
        let start = self.at;
        self.at += 1;
        match kind {
            b'N' => self.take(b';'),
            b'b' | b'd' | b'i' | b'r' | b'R' => {
                self.take(b':')?;
                let digits = |b: &&u8| b.is_ascii_alphanumeric() || b"+-.".contains(b);
                let number = self.text[self.at..].iter().take_while(digits).count();
                let span = Span::new(self.at, self.at + number);
                self.at = span.end;
                if matches!(kind, b'd' | b'i') && number >= NUMBER_BYTES_MIN && !name.is_empty() {
                    self.found.push((name, span));
                }
                self.take(b';')
            }
            b's' | b'S' | b'E' => {
                let span = self.string()?;
                if opens(self.text, span.start) && depth < PHP_DEPTH_MAX {
                    self.inside(span, name, depth);
                } else if !span.is_empty() && !name.is_empty() {
                    self.found.push((name, span));
                }
                self.take(b';')
            }
            b'a' => {
                self.count()?;
                self.fields(name, depth)
            }
            b'O' => {
                self.string()?;
                self.count()?;
                self.fields(name, depth)
            }
            _ => {
                self.at = start;
                None
            }
        }
    }

    /// Reads the text at `span`, which is serialized itself, and goes on behind it.
    fn inside(&mut self, span: Span, name: &'t [u8], depth: usize) {
        let found = std::mem::take(&mut self.found);
        let mut inner = Reader { text: &self.text[..span.end], at: span.start, escapes: self.escapes, found };
        inner.item(name, depth + 1);
        self.found = inner.found;
    }

    /// The text in quotes behind its length, of which the colon is next; goes on behind the quotes. Of one that is cut off, what is there.
    fn string(&mut self) -> Option<Span> {
        let said = self.count()?;
        let signs = self.text[self.at..].iter().take(KEY_BYTES_MAX).take_while(|b| **b == b'\\').count();
        let is_alike = self.text.get(self.at + signs) == Some(&b'"')
            && self.escapes.is_none_or(|escapes| escapes == signs);
        if !is_alike {
            return None;
        }
        self.escapes = Some(signs);
        let start = self.at + signs + 1;
        let span = value(self.text, start, said, signs).or_else(|| cut_off(self.text, start, said, signs))?;
        self.at = (span.end + signs + 1).min(self.text.len());
        Some(span)
    }

    /// Keys and values in braces.
    fn fields(&mut self, name: &'t [u8], depth: usize) -> Option<()> {
        self.take(b'{')?;
        if depth >= PHP_DEPTH_MAX {
            return None;
        }
        let mut fields = Vec::new();
        let mut is_read = Some(());
        while is_read.is_some() && self.take(b'}').is_none() {
            let Some(key) = self.key() else {
                is_read = None;
                break;
            };
            let first = self.found.len();
            is_read = self.item(key.unwrap_or(name), depth + 1);
            fields.extend(key.map(|key| Field { key, held: first..self.found.len() }));
        }
        self.call(&fields);
        is_read
    }

    /// A key; nothing inside where it is a number.
    fn key(&mut self) -> Option<Option<&'t [u8]>> {
        let kind = *self.text.get(self.at)?;
        match kind {
            b'i' => {
                self.item(b"", 0)?;
                Some(None)
            }
            b's' | b'S' => {
                self.at += 1;
                let key = self.string()?;
                self.take(b';')?;
                Some(Some(own(key.of(self.text)).unwrap_or_default()))
            }
            _ => None,
        }
    }

    /// Calls values of the fields of an array what others of them say: `name` and `value`.
    fn call(&mut self, fields: &[Field<'t>]) {
        for (key, values) in format::halves(fields.iter().map(|field| field.key)) {
            let [(_, key)] = self.found[fields[key].held.clone()] else { continue };
            let Some(name) = format::last_level(key.of(self.text)) else { continue };
            for field in values.iter().map(|value| &fields[*value]) {
                let held = &mut self.found[field.held.clone()];
                held.iter_mut().filter(|(own, _)| *own == field.key).for_each(|(own, _)| *own = name);
            }
        }
    }
}

/// The key before `mark`, where `";s:` or `|s:` begins, and the text behind it, which can be cut off where `text` ends.
pub(super) fn read(text: &[u8], mark: usize) -> Option<(&[u8], Span)> {
    let (key, escapes) = match text[mark] {
        b'|' => (variable(&text[..mark]), None),
        _ => {
            let escapes = escapes_before(text, mark);
            (key(&text[..mark - escapes], escapes)?, Some(escapes))
        }
    };
    let length = mark + memchr(b':', &text[mark..])? + 1;
    let (digits, said) = number(text, length)?;
    let behind = text.get(length + digits..)?.strip_prefix(b":")?;
    let signs = behind.iter().take_while(|b| **b == b'\\').count();
    let is_alike = behind.get(signs) == Some(&b'"') && escapes.is_none_or(|escapes| escapes == signs);
    if !is_alike || key.is_empty() {
        return None;
    }
    let start = text.len() - behind.len() + signs + 1;
    let span = value(text, start, said, signs).or_else(|| cut_off(text, start, said, signs))?;
    (!span.is_empty()).then_some((key, span))
}

fn escapes_before(text: &[u8], at: usize) -> usize {
    text[..at].iter().rev().take(KEY_BYTES_MAX).take_while(|b| **b == b'\\').count()
}

/// The name of a variable that ends with `before`.
fn variable(before: &[u8]) -> &[u8] {
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b' ');
    before[before.len() - before.iter().rev().take(KEY_BYTES_MAX).take_while(is_of_name).count()..]
        .trim_ascii()
}

/// The text that ends with `before`, in quotes with so many backslashes before each.
fn key(before: &[u8], escapes: usize) -> Option<&[u8]> {
    let near = &before[before.len() - before.len().min(KEY_BYTES_MAX)..];
    let open = memrchr(b'"', near)?;
    let own = &near[open + 1..];
    let digits = near[..open].strip_suffix(&vec![b'\\'; escapes][..])?.strip_suffix(b":")?;
    let count = digits.iter().rev().take(DIGITS_MAX).take_while(|b| b.is_ascii_digit()).count();
    let before = &digits[..digits.len() - count];
    let is_length = count > 0 && (before.ends_with(b"s:") || before.ends_with(b"S:"));
    self::own(own).filter(|_| is_length)
}

/// The name that a key is. A marker is none: what is behind the value that it stands for is the next key.
fn own(key: &[u8]) -> Option<&[u8]> {
    // Behind the class of a property that is private.
    let own = &key[memrchr(0, key).map_or(0, |n| n + 1)..];
    let own = &own[memchr::memmem::rfind(own, b"\\0").map_or(0, |n| n + 2)..];
    let is_name =
        own.len() <= KEY_BYTES_MAX && own.iter().all(|b| !b.is_ascii_control() && !b"'=[]\\".contains(b));
    is_name.then_some(own)
}

/// The number at `at`, and how many digits it has.
fn number(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let digits = text.get(at..)?.iter().take(DIGITS_MAX + 1).take_while(|b| b.is_ascii_digit()).count();
    let said = std::str::from_utf8(&text[at..at + digits]).ok()?.parse().ok()?;
    (digits <= DIGITS_MAX).then_some((digits, said))
}

/// The text that begins at `start` and is `said` bytes long, before a quote with so many backslashes; up to the first such quote before a
/// semicolon where what is said is not so, because something in the text is escaped.
fn value(text: &[u8], start: usize, said: usize, escapes: usize) -> Option<Span> {
    let is_quote = |at: usize| {
        let quote = at + escapes;
        text.get(quote) == Some(&b'"') && text[at..quote].iter().all(|b| *b == b'\\')
    };
    let ends = |at: &usize| *at >= start && is_quote(*at) && text.get(at + escapes + 1) == Some(&b';');
    let most = text.len().min(start + MATCH_BYTES_MAX);
    let quotes = memchr_iter(b'"', text.get(start..most)?).map(|n| start + n);
    let said = start.checked_add(said).filter(|end| *end < text.len() && is_quote(*end));
    // Behind a value that is cut off there nothing has to be, but a marker in its place is shorter than what is said.
    let is_whole = |end: &usize| memchr(b'"', &text[start..*end]).is_none();
    let said = said.filter(|end| ends(end) || is_whole(end));
    let end = said.or_else(|| quotes.filter_map(|at| at.checked_sub(escapes)).find(ends));
    end.map(|end| Span::new(start, end))
}

/// The same of a text that ends before it has as many bytes: with `text`, or with the string that this stands in.
fn cut_off(text: &[u8], start: usize, said: usize, escapes: usize) -> Option<Span> {
    let most = text.len().min(start + MATCH_BYTES_MAX.min(said));
    let signs = |quote: usize| text[start..quote].iter().rev().take_while(|b| **b == b'\\').count();
    let is_around = |quote: &usize| signs(*quote) < escapes;
    let around = memchr_iter(b'"', text.get(start..most)?).map(|n| start + n).find(is_around);
    let is_cut = start.saturating_add(said) > text.len();
    around.or(is_cut.then_some(most)).map(|end| Span::new(start, end))
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
            (r#"s:8:"password";s:1:"x""#, Some(("password", "x"))),
            (r#"s:8:"password";s:9:"x y"#, Some(("password", "x y"))),
            (r#"{"d":"s:8:\"password\";s:9:\"x y"}"#, Some(("password", "x y"))),
            (r#"first name|S:1:"x";"#, Some(("first name", "x"))),
            (r#"s:8:"password";s:11:"[PASSWORD]"","n""#, None),
            (r#"|s:1:"x";"#, None),
            (r#"s:7:"[PERSON_NAME]";s:8:"password";"#, None),
            (r#"s:8:\"password";s:1:"x";"#, None),
        ] {
            let text = written.as_bytes();
            let mark = memchr::memmem::find(text, b"\";s:").or(memchr::memmem::find(text, b"|s:"));
            let mark = mark.or(memchr::memmem::find(text, b"|S:")).unwrap();
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

    #[test]
    fn keys_of_arrays_are_told_from_values() {
        for (written, expected, left) in [
            (
                r#"a:2:{s:4:"name";s:8:"password";s:5:"value";s:1:"x";} y"#,
                &[("name", "password"), ("password", "x")][..],
                " y",
            ),
            (
                r#"a:2:{s:5:\"value\";s:1:\"x\";s:4:\"name\";s:4:\"pass\";}"#,
                &[("pass", "x"), ("name", "pass")],
                "",
            ),
            (r#"a:1:{s:1:"f";a:2:{i:0;s:1:"x";i:1;a:1:{s:1:"g";s:1:"y";}}}"#, &[("f", "x"), ("g", "y")], ""),
            (r#"O:1:"C":2:{s:1:"f";N;s:5:"phone";i:20255501;}"#, &[("phone", "20255501")], ""),
            (r#"a:1:{s:1:"f";s:29:"a:1:{s:8:"password";s:1:"x";}";}"#, &[("password", "x")], ""),
            (r#"a:2:{s:1:"f";s:1:"x";s:1:"g";s:9:"y"#, &[("f", "x"), ("g", "y")], ""),
            (r#"a:2:{s:1:"f";s:1:"x";;s:1:"g";"#, &[("f", "x")], r#";s:1:"g";"#),
            (r#"a:1:{s:13:"[PERSON_NAME]";s:1:"x";}"#, &[], ""),
            (r#"a:1:{i:0;s:1:"x";}"#, &[], ""),
        ] {
            let text = written.as_bytes();
            assert!(opens(text, 0), "{written}");
            let (found, end) = walk(text, 0);
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let seen: Vec<_> = found.iter().map(|(n, v)| (text(n), text(v.of(written.as_bytes())))).collect();
            let seen: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (&n[..], &v[..])).collect();
            assert_eq!((seen, &written[end..]), (expected.to_vec(), left), "{written}");
        }
        let session = r#"first_name|a:1:{i:0;s:1:"x";}"#.as_bytes();
        let (found, _) = walk(session, 11);
        assert_eq!(found, [(&b"first_name"[..], Span::new(25, 26))]);
        for none in ["ba:1:{", "a:1:[", "a:{", "a:1234567890:{", "O:1:{", "a"] {
            assert!(!opens(none.as_bytes(), none.find(['a', 'O']).unwrap()), "{none}");
        }
    }
}
