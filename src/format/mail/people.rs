//! Names of people in bodies: of whoever wrote the message, as its header has them, and of those that it answers.
//!
//! Which words of a text are a name, words alone do not say. What a message itself says is a name, is one wherever it stands in it: in
//! a signature, or in what others quote.

use crate::format::names::NameId;
use crate::limits::{AUTHOR_BYTES_MAX, AUTHORS_MAX};
use crate::span::Span;

/// Header fields that say who wrote the message.
pub(super) const FIELDS: [&[u8]; 6] =
    [b"from", b"reply-to", b"resent-from", b"sender", b"x-from", b"x-original-from"];

/// White space between two words of a name, at most.
const GAP_MAX: usize = 8;

/// How much of a text is looked through at once.
const LINES_BYTES: usize = 1 << 14;

/// Those who wrote a message.
#[derive(Default)]
pub(super) struct Authors {
    /// The words of each name in small letters, and the field that it is from.
    names: Vec<(Vec<Vec<u8>>, NameId)>,
    /// First words of names, and the last ones: alone in a line they are the name too.
    alone: Vec<(Vec<u8>, NameId)>,
}

impl Authors {
    /// Nobody is known any more.
    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.alone.clear();
    }

    /// `name` is one of them: as it stands, with the first name first, and without initials. A name of one word is too often a word
    /// of the text.
    pub(super) fn add(&mut self, name: &[u8], id: NameId) {
        if name.len() > AUTHOR_BYTES_MAX {
            return;
        }
        let lower = name.to_ascii_lowercase();
        let is_quote = |b: u8| matches!(b, b'"' | b'(' | b')' | b'<' | b'>');
        let words = |text: &[u8]| -> Vec<Vec<u8>> {
            let words = text.split(|b| b.is_ascii_whitespace() || is_quote(*b));
            words.filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect()
        };
        let comma = memchr::memchr(b',', &lower);
        let turned = comma.map(|comma| [&lower[comma + 1..], b" ", &lower[..comma]].concat());
        let is_initial =
            |word: &Vec<u8>| matches!(word.as_slice(), [a] | [a, b'.'] if a.is_ascii_alphabetic());
        for order in [Some(lower), turned].into_iter().flatten() {
            let mut own = words(&order);
            self.know(own.clone(), id);
            own.retain(|word| !is_initial(word));
            self.know(own.clone(), id);
            // Without what stands between, and with no more than the first letter of the first.
            if let [first, .., last] = &own[..] {
                self.know(vec![first.clone(), last.clone()], id);
                if first[0].is_ascii_alphabetic() {
                    self.know(vec![vec![first[0], b'.'], last.clone()], id);
                }
            }
            for word in [own.first(), own.last()].into_iter().flatten() {
                let is_word = word.len() > 2 && word.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
                if is_word
                    && self.alone.len() < AUTHORS_MAX
                    && self.alone.iter().all(|(known, _)| known != word)
                {
                    self.alone.push((word.clone(), id));
                }
            }
        }
    }

    fn know(&mut self, words: Vec<Vec<u8>>, id: NameId) {
        let is_word =
            |word: &Vec<u8>| word.iter().filter(|b| b.is_ascii_alphabetic() || **b >= 0x80).count() > 0;
        let is_name = words.len() > 1
            && words.iter().all(is_word)
            && words.iter().any(|word| word.len() > 2)
            && !words.iter().any(|word| word.contains(&b'@'));
        let is_new = || self.names.iter().all(|(known, _)| *known != words);
        if is_name && self.names.len() < AUTHORS_MAX && is_new() {
            self.names.push((words, id));
        }
    }

    /// Where they are named in `text`, in any order.
    pub(super) fn find(&self, text: &[u8], mut put: impl FnMut(Span, NameId)) {
        // No name goes over a line end, so that only some lines need be there in small letters.
        let mut at = 0;
        while at < text.len() && !(self.names.is_empty() && self.alone.is_empty()) {
            let enough = text.len().min(at + LINES_BYTES);
            let end = memchr::memchr(b'\n', &text[enough..]).map_or(text.len(), |n| enough + n + 1);
            let lower = text[at..end].to_ascii_lowercase();
            self.find_in(&lower, |span, id| put(Span::new(at + span.start, at + span.end), id));
            self.find_alone(&lower, |span, id| put(Span::new(at + span.start, at + span.end), id));
            at = end;
        }
    }

    /// Lines of such a text that have nothing but one word of a name in them: `-Ann.`.
    fn find_alone(&self, lower: &[u8], mut put: impl FnMut(Span, NameId)) {
        let mut at = 0;
        while at < lower.len() && !self.alone.is_empty() {
            let end = memchr::memchr(b'\n', &lower[at..]).map_or(lower.len(), |n| at + n);
            let line = &lower[at..end];
            let front = line.iter().take_while(|b| !is_of_word(**b)).count();
            let word = line[front..].iter().take_while(|b| is_of_word(**b)).count();
            let is_alone = !line[front + word..].iter().any(|b| is_of_word(*b));
            let own = &line[front..front + word];
            if let Some((_, id)) = self.alone.iter().find(|(name, _)| is_alone && *name == own) {
                put(Span::new(at + front, at + front + word), *id);
            }
            at = end + 1;
        }
    }

    /// The same in lines in small letters.
    fn find_in(&self, lower: &[u8], mut put: impl FnMut(Span, NameId)) {
        let mut found = Vec::new();
        for (words, id) in &self.names {
            let Some((first, rest)) = words.split_first() else { continue };
            let mut behind = 0;
            for start in memchr::memmem::find_iter(lower, first) {
                if start < behind || start > 0 && is_of_word(lower[start - 1]) {
                    continue;
                }
                let step = |at, word: &Vec<u8>| {
                    next(lower, at, word).or_else(|| next(lower, initial(lower, at)?, word))
                };
                if let Some(end) = rest.iter().try_fold(start + first.len(), step)
                    && !lower.get(end).is_some_and(|b| is_of_word(*b))
                {
                    found.push((Span::new(start, end), *id));
                    behind = end;
                }
            }
        }
        // A name is known in more than one way.
        found.sort_unstable();
        found.dedup_by_key(|(span, _)| *span);
        found.into_iter().for_each(|(span, id)| put(span, id));
    }
}

/// Where `word` ends, if it stands behind white space at `at`.
fn next(text: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    let gap = text[at..].iter().take(GAP_MAX).take_while(|b| matches!(b, b' ' | b'\t')).count();
    (gap > 0 && text[at + gap..].starts_with(word)).then_some(at + gap + word.len())
}

/// Where an initial ends that stands behind a space at `at`.
fn initial(text: &[u8], at: usize) -> Option<usize> {
    let [b' ', letter, rest @ ..] = text.get(at..)? else { return None };
    let is_one = letter.is_ascii_alphabetic() && matches!(rest.first(), Some(b'.' | b' '));
    is_one.then(|| at + 2 + usize::from(rest.first() == Some(&b'.')))
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// How much stands before `wrote` that says who did.
const ATTRIBUTION_MAX: usize = 200;

/// Words of a name, at most.
const WORDS_MAX: usize = 5;

/// Words that stand before a name in such a line and are none.
const NO_NAMES: [&[u8]; 31] = [
    b"on", b"in", b"at", b"from", b"article", b"am", b"pm", b"gmt", b"utc", b"mon", b"tue", b"wed", b"thu",
    b"fri", b"sat", b"sun", b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct",
    b"nov", b"dec", b"and", b"when", b"day",
];

/// Who is quoted in `text`: `Ann Lee <a@b.example> wrote:`, `a@b.example (Ann Lee) writes:`.
pub(super) fn quoted(text: &[u8], mut put: impl FnMut(Span)) {
    for sign in [&b"writes"[..], b"wrote", b"schrieb", b"said"] {
        for at in memchr::memmem::find_iter(text, sign) {
            let is_word = !text.get(at + sign.len()).is_some_and(|b| is_of_word(*b));
            let start = at.saturating_sub(ATTRIBUTION_MAX);
            let before = text[start..at].trim_ascii_end();
            if is_word
                && before.len() + start < at
                && let Some(name) = named(before)
            {
                put(Span::new(start + name.start, start + name.end));
            }
        }
    }
}

/// Who is named at the end of `before`, in one of the two ways.
fn named(before: &[u8]) -> Option<Span> {
    let (open, close) = match before.last()? {
        b')' => (b'(', b')'),
        b'>' => (b'<', b'>'),
        _ => return None,
    };
    let end = before.len() - 1;
    let start = memchr::memrchr2(open, close, &before[..end]).filter(|at| before[*at] == open)?;
    let inside = &before[start + 1..end];
    let front = before[..start].trim_ascii_end();
    if is_address(inside) {
        return words_at_end(front);
    }
    // In brackets behind an address.
    let word = front.rsplit(|b| b.is_ascii_whitespace()).next()?;
    let is_name = close == b')' && is_address(word) && is_name(inside) && !inside.contains(&b'\n');
    let white = inside.len() - inside.trim_ascii_start().len();
    is_name.then(|| Span::new(start + 1 + white, start + 1 + white + inside.trim_ascii().len()))
}

fn is_address(text: &[u8]) -> bool {
    let is_of = |b: &u8| b.is_ascii_graphic();
    let text = text.trim_ascii();
    text.len() > 2 && text.iter().all(is_of) && text[1..].iter().any(|b| matches!(b, b'@' | b'!'))
}

fn is_name(text: &[u8]) -> bool {
    let words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let count = words.clone().count();
    (1..=WORDS_MAX).contains(&count)
        && text.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80 || b" \t.,'\"-".contains(b))
        && words.clone().any(|word| word.iter().filter(|b| is_of_word(**b)).count() > 1)
        && words.clone().any(is_capital)
}

/// True for a word that begins as names do.
fn is_capital(word: &[u8]) -> bool {
    word.first().is_some_and(|b| b.is_ascii_uppercase() || *b >= 0x80)
}

/// The name that `front` ends with: words that begin with large letters, on one line, or all that stands in quotes.
fn words_at_end(front: &[u8]) -> Option<Span> {
    if let Some(inside) = front.strip_suffix(b"\"") {
        let open = memchr::memrchr2(b'"', b'\n', inside).filter(|at| inside[*at] == b'"')?;
        return is_name(&inside[open + 1..]).then(|| Span::new(open + 1, inside.len()));
    }
    let (mut start, mut at) = (None, front.len());
    for _ in 0..WORDS_MAX {
        let line = &front[..at];
        let white = line.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let end = at - white;
        let length = front[..end].iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
        let word = &front[end - length..end];
        let is_one = is_capital(word)
            && word.iter().all(|b| is_of_word(*b) && !b.is_ascii_digit() || b".'-".contains(b))
            && !NO_NAMES.iter().any(|no| word.trim_ascii_end().eq_ignore_ascii_case(no));
        let is_day = word.ends_with(b"day") && word.len() > 5;
        if !is_one || is_day {
            break;
        }
        (start, at) = (Some(end - length), end - length);
    }
    start.map(|start| Span::new(start, front.len())).filter(|name| is_name(name.of(front)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_found_by_their_full_names() {
        let mut authors = Authors::default();
        for name in [&b"Ann M. Lee"[..], b"Vane, Zoe", b"bob", b"a b", b"J\xc3\xb6rg K\xc3\xb6nig"] {
            authors.add(name, NameId::ROOT);
        }
        for (text, wanted) in [
            ("ann m. lee", vec!["ann m. lee"]),
            ("-- \nAnn  Lee\n", vec!["Ann  Lee"]),
            ("Joann Lee, Ann Leeds, Ann\nLee, Ann_Lee", vec![]),
            ("Zoe Vane's, ZOE VANE, Vane, Zoe.", vec!["Zoe Vane", "ZOE VANE", "Vane, Zoe"]),
            ("bob a b", vec![]),
            ("Ann Lee, A. Lee, Ann B. Lee, Ann B Lee", vec!["Ann Lee", "A. Lee", "Ann B. Lee", "Ann B Lee"]),
            ("> -Zoe.\n\nann\n  Bob\nann lives\n", vec!["Zoe", "ann", "Bob"]),
            ("J\u{f6}rg K\u{f6}nig J\u{f6}rg K\u{f6}nigs", vec!["J\u{f6}rg K\u{f6}nig"]),
        ] {
            let mut found = Vec::new();
            authors.find(text.as_bytes(), |span, _| found.push(span));
            found.sort();
            let found: Vec<_> =
                found.iter().map(|span| String::from_utf8_lossy(span.of(text.as_bytes()))).collect();
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn authors_are_found_wherever_lines_are_parted() {
        let mut authors = Authors::default();
        authors.add(b"Ann Lee", NameId::ROOT);
        for before in LINES_BYTES - 12..LINES_BYTES + 4 {
            let text =
                format!("{}\nAnn Lee\nAnn  Lee\n{}Ann Lee", "x".repeat(before), "y\n".repeat(LINES_BYTES));
            let mut found = Vec::new();
            authors.find(text.as_bytes(), |span, _| found.push(span));
            let last = text.len() - 7;
            let wanted = [(before + 1, 7), (before + 9, 8), (last, 7)];
            assert_eq!(found, wanted.map(|(at, length)| Span::new(at, at + length)), "{before}");
        }
    }

    #[test]
    fn who_is_quoted_stands_beside_an_address() {
        for (text, wanted) in [
            ("In article <1@a.example> ann@a.example (Ann Lee) writes:", Some("Ann Lee")),
            ("In article <1@a.example>,\n ann@a.example (Ann\tM. Lee) wrote:", Some("Ann\tM. Lee")),
            ("On Mon, 5 Jan 2026 10:00:00 GMT, Ann Lee <ann@a.example> wrote:", Some("Ann Lee")),
            ("On Monday Ann Lee (ann@a.example) wrote:", Some("Ann Lee")),
            ("\"Lee, Ann\" <a!b!ann> writes", Some("Lee, Ann")),
            ("> Ann O'Neil-Lee <ann@a.example>\n> wrote", None),
            ("> Ann O'Neil-Lee <ann@a.example>\nwrote", Some("Ann O'Neil-Lee")),
            ("ann@a.example (via the gateway) writes:", None),
            ("ann@a.example (555) writes:", None),
            ("and my friend (who is called Bob) writes:", None),
            ("she wrote (ann@a.example)", None),
            ("In article <1@a.example> they wrote", None),
            ("(ann@a.example) wrote", None),
        ] {
            let mut found = None;
            quoted(text.as_bytes(), |span| found = Some(span.of(text.as_bytes())));
            assert_eq!(found, wanted.map(str::as_bytes), "{text}");
        }
    }
}
