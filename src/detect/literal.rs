//! Texts of SQL inside of other text: in quotes that the language around the statement may escape, and with white space that it may escape, too.

use memchr::{memchr, memmem};

use crate::detect::work::{Part, count};
use crate::format::sql::lex::is_word;
use crate::limits::MATCH_BYTES_MAX;
use crate::span::Span;

/// Digits of a number without quotes that is looked at: shorter ones are flags and states, also in the bodies of triggers, where nothing can be
/// changed.
pub(super) const NUMBER_BYTES_MIN: usize = 4;

/// The longest tag between the dollars of a text.
const TAG_BYTES_MAX: usize = 64;

/// Where white space and remarks end, escaped or not.
pub(super) fn behind_white(text: &[u8], part: Span) -> usize {
    let mut at = part.start;
    loop {
        at += match &text[at..part.end] {
            [b, ..] if b.is_ascii_whitespace() => 1,
            [b'\\', b'n' | b'r' | b't', ..] => 2,
            [b'/', b'*', rest @ ..] => {
                let near = &rest[..rest.len().min(MATCH_BYTES_MAX)];
                let Some(inside) = memmem::find(near, b"*/") else { return at };
                inside + 4
            }
            _ => return at,
        };
    }
}

/// The text between two tags (`$$x$$`, `$a$x$a$`) of which the first begins `part`, and where the second ends.
pub(super) fn in_dollars(text: &[u8], part: Span) -> Option<(Span, usize)> {
    let most = part.end.min(part.start + MATCH_BYTES_MAX);
    let inside = text[..most].get(part.start..)?.strip_prefix(b"$")?;
    let name = inside.iter().take(TAG_BYTES_MAX).take_while(|b| **b != b'$' && is_word(**b)).count();
    let is_tag = inside.get(name) == Some(&b'$') && !inside[0].is_ascii_digit();
    let tag = Span::new(part.start, part.start + name + 2);
    let length = is_tag.then(|| memmem::find(&text[tag.end..most], tag.of(text))).flatten()?;
    Some((Span::new(tag.end, tag.end + length), tag.end + length + tag.len()))
}

/// The same where no statement stands before it: what `crypt` made begins with a tag as well (`$y$j9T$`), and more of that may follow.
pub(super) fn in_own_dollars(text: &[u8], part: Span) -> Option<(Span, usize)> {
    in_dollars(text, part)
        .filter(|(inside, behind)| behind - inside.end == 2 || !inside.of(text).contains(&b'$'))
}

/// What stands before a value and behind it.
pub(super) struct Quote {
    /// Where the value begins.
    start: usize,
    sign: u8,
    /// So many backslashes stand before each sign, where the language around the statement has the same quotes.
    escapes: usize,
    /// The sign stands there twice: the statement is a text of SQL itself.
    is_doubled: bool,
}

impl Quote {
    /// The quote, with what escapes it, that `part` begins with.
    pub(super) fn at(text: &[u8], part: Span) -> Option<Self> {
        let escapes = part.of(text).iter().take_while(|b| **b == b'\\').count();
        count(Part::Named, || escapes);
        let at = part.start + escapes;
        let sign = *text[..part.end].get(at).filter(|b| matches!(b, b'\'' | b'"' | b'`'))?;
        let run = text[at..part.end].iter().take(5).take_while(|b| **b == sign).count();
        let next = text[..part.end].get(at + 2);
        let is_empty =
            next.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b')' | b':' | b'|' | b'\\'));
        let is_doubled = escapes == 0 && sign == b'\'' && (run == 2 && !is_empty || run == 4);
        Some(Quote { start: at + 1 + usize::from(is_doubled), sign, escapes, is_doubled })
    }

    /// The value in the quotes, and what stands behind them; nothing where they have no end, or what is around the statement ends before.
    pub(super) fn literal(&self, text: &[u8], end: usize) -> (Span, Option<usize>) {
        let mut from = self.start;
        while let Some(n) = memchr(self.sign, &text[from..end]) {
            let at = from + n;
            let escapes = text[self.start..at].iter().rev().take_while(|b| **b == b'\\').count();
            let run = text[at..end].iter().take_while(|b| **b == self.sign).count();
            let value = Span::new(self.start, at - self.escapes.min(escapes));
            from = match (self.escapes, self.is_doubled) {
                (0, true) if run >= 4 => at + 4,
                (0, true) => return (value, (run >= 2).then_some(at + 2)),
                (0, false) if escapes % 2 == 1 => at + 1,
                (0, false) if run >= 2 => at + 2,
                (0, false) => return (Span::new(self.start, at), Some(at + 1)),
                (own, _) if escapes > own => at + 1,
                (own, _) => return (value, (escapes == own).then_some(at + 1)),
            };
        }
        (Span::new(self.start, end), None)
    }
}
