//! Where pairs stand in a line, also where it is not quite what it should be: a space too many or too few, a quote that does not
//! close.

use crate::format::log::cursor::close;
use crate::span::Span;

/// What a line is that pairs are looked for in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Pairs as they should be written, and nothing else counts.
    Strict,
    /// Free text, with pairs in it.
    Message,
    /// Pairs, between which nothing else should stand: what does so belongs to the value before.
    Line,
}

pub(super) struct Pair {
    pub(super) key: Span,
    pub(super) value: Span,
    pub(super) is_quoted: bool,
    pub(super) stands: Stands,
    /// A word before the key, with a tab between, which may be its beginning.
    pub(super) head: Span,
}

/// Where a pair stands in a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// By itself.
    Apart,
    /// In an address of a page, behind its question mark.
    Query,
    /// Behind the sign of another, without a space: nobody can tell where the key begins. Or it has none.
    Glued,
}

pub(super) struct Pairs<'a> {
    line: &'a [u8],
    pub(super) at: usize,
    way: Way,
    /// Whether one of the quotes of the line has no other, once somebody asked.
    is_odd: Option<bool>,
    /// Up to where signs are those of a word, and how many of them have been read.
    word: (usize, usize),
    /// Words behind a value in quotes, which may be a part of it.
    more: Option<Pair>,
}

/// How many quotes are asked whether they end a value.
const QUOTES_MAX: usize = 8;

/// How many pairs are read that stand in one word.
const IN_WORD_MAX: usize = 64;

/// How long a part of a name is at most.
const NAME_MAX: usize = 64;

/// How far behind a value a quote is looked for that may end it.
const GAP_MAX: usize = 256;

/// A value, whether it is in quotes, and where to go on behind it.
type Read = (Span, bool, usize);

impl<'a> Pairs<'a> {
    pub(super) fn new(line: &'a [u8], at: usize, way: Way) -> Self {
        Pairs { line, at, way, is_odd: None, word: (0, 0), more: None }
    }

    fn sign(&self) -> Option<usize> {
        let rest = self.line.get(self.at..)?;
        let found = match self.way {
            Way::Line => memchr::memchr2(b'=', b':', rest),
            Way::Strict | Way::Message => memchr::memchr(b'=', rest),
        };
        found.map(|n| self.at + n)
    }

    /// The key before `sign`, and where it stands.
    fn key(&self, sign: usize) -> Option<(Span, Stands)> {
        let from = self.at;
        let is_stray = |b: &u8| is_blank(*b) || matches!(*b, b'"' | b'\'');
        let end = match self.way {
            Way::Strict => sign,
            _ => sign - self.line[from..sign].iter().rev().take_while(|b| is_stray(b)).count(),
        };
        let mut key = Span::new(end - key_length(&self.line[from..end], self.way != Way::Strict), end);
        let begins =
            |key: &Span| key.of(self.line).first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        let is_behind = key.start > 0 && self.line[key.start - 1] == b'=';
        if !begins(&key) && self.way != Way::Strict {
            // A bracket that ends something else, or the value before.
            let cut = key.of(self.line).iter().rposition(|b| matches!(b, b']' | b'['));
            key.start += cut.map_or(0, |cut| cut + 1);
            let rest = key.of(self.line);
            key.start += rest.iter().position(|b| b.is_ascii_alphabetic() || *b == b'_')?;
        }
        let before = match key.start.checked_sub(1) {
            _ if is_behind => b'=',
            at => at.map_or(b' ', |at| self.line[at]),
        };
        let is_apart = match self.way {
            Way::Strict => separates(before),
            Way::Message => separates(before) || b"\"]=:-.".contains(&before),
            Way::Line => true,
        };
        let stands = match before {
            b'=' => Stands::Glued,
            // A value whose quotes are not where they should be.
            b'"' if self.way == Way::Line && self.line.get(key.end) == Some(&b'=') => Stands::Glued,
            // The identifier of structured data.
            _ if self.way == Way::Line && key.of(self.line).contains(&b'@') => Stands::Glued,
            b'?' | b'&' => Stands::Query,
            _ => Stands::Apart,
        };
        (begins(&key) && is_apart).then_some((key, stands))
    }

    /// What stands behind a sign, from `start` on.
    fn value(&mut self, start: usize) -> Option<Read> {
        let line = self.line;
        let mut start = start;
        if self.way != Way::Strict && line.get(start).is_some_and(|b| is_blank(*b)) {
            start += line[start..].iter().take_while(|b| is_blank(**b)).count();
            // An empty value, with the next pair behind it.
            if start == line.len() || self.begins_pair(start) {
                return None;
            }
        }
        if let Some(quote @ (b'"' | b'\'')) = line.get(start).copied() {
            let end = close(line, start + 1, quote);
            if let Some(end) = end.filter(|end| line.get(end + 1).is_none_or(|behind| !of_value(*behind))) {
                return Some((Span::new(start + 1, end), true, end + 1));
            }
            let word = Span::new(start, word_end(line, start));
            let is_even = word.of(line).iter().filter(|b| **b == quote).count() % 2 == 0;
            if self.way != Way::Strict && !(end.is_some() && is_even) {
                let ends = |end: &usize| line.get(end + 1).is_none_or(|behind| !of_value(*behind));
                let after = std::iter::successors(end, |end| close(line, end + 1, quote));
                let end = after.take(QUOTES_MAX).find(ends).unwrap_or(line.len());
                if end + 1 == word.end {
                    return Some((word, false, start + 1));
                }
                let end = line.len().min(end + 1);
                let end = if self.way == Way::Line { self.loose_end(end) } else { end };
                // What is inside can be pairs of their own.
                return Some((Span::new(start, end), false, start + 1));
            }
        }
        let end = word_end(line, start);
        let is_quoted = matches!(line.get(start), Some(b'"' | b'\''));
        let behind = if is_quoted { 0 } else { ending(&line[start..end]) };
        let (value, at) = match self.way {
            Way::Strict => (Span::new(start, end - behind), end),
            Way::Message => match self.stray_quote(end) {
                Some(quote) => (Span::new(start, quote), start),
                None => (Span::new(start, end - behind), end),
            },
            Way::Line => match self.loose_end(end) {
                more if more > end => (Span::new(start, more), more),
                _ => (Span::new(start, end - behind), end),
            },
        };
        // A sign inside can be that of another pair, whose space is missing.
        let word = &line[start..end];
        let word = &word[..word.iter().rposition(|b| *b != b'=').map_or(0, |last| last + 1)];
        let has_sign =
            self.way != Way::Strict && memchr::memchr(b'=', word).is_some() && self.may_go_inside(end);
        Some((value, false, if has_sign { start } else { at }))
    }

    /// What stands behind the value in quotes of `key`, which ends at `end`, and belongs to no other pair.
    fn loose(&mut self, key: Span, end: usize) -> Option<Pair> {
        if self.way != Way::Line {
            return None;
        }
        let start = end + self.line[end..].iter().take_while(|b| is_blank(**b)).count();
        self.at = self.loose_end(end);
        let (value, head) = (Span::new(start, self.at.max(start)), Span::default());
        // A quote there has lost another one, and perhaps more.
        let stands =
            if memchr::memchr(b'"', value.of(self.line)).is_some() { Stands::Glued } else { Stands::Apart };
        Some(Pair { key, value, is_quoted: false, stands, head }).filter(|pair| !pair.value.is_empty())
    }

    /// True for a value of several words, one of which has a quote that it should not have.
    fn has_loose_quote(&self, value: Span) -> bool {
        let text = value.of(self.line);
        !text.starts_with(b"\"") && memchr::memchr(b'"', text).is_some() && text.iter().any(|b| is_blank(*b))
    }

    /// The word before `key`, where a tab stands between the two.
    fn head(&self, key: Span) -> Span {
        let Some(end) = key.start.checked_sub(1).filter(|at| self.line[*at] == b'\t') else {
            return Span::default();
        };
        let length =
            self.line[..end].iter().rev().take(NAME_MAX).take_while(|b| of_key(**b) || **b == b'[').count();
        let start = end - length;
        let is_word = start == 0 || separates(self.line[start - 1]);
        if is_word { Span::new(start, end) } else { Span::default() }
    }

    /// True unless enough pairs were read in the word that ends at `end`.
    fn may_go_inside(&mut self, end: usize) -> bool {
        self.word = if self.word.0 == end { (end, self.word.1 + 1) } else { (end, 0) };
        self.word.1 < IN_WORD_MAX
    }

    /// True where the word at `at` begins a pair.
    fn begins_pair(&self, at: usize) -> bool {
        let word = &self.line[at..word_end(self.line, at)];
        let key = word.iter().take_while(|b| of_key(**b) || matches!(b, b'[' | b']')).count();
        let sign = word.get(key);
        let is_colon = sign == Some(&b':') && word.get(key + 1).is_none_or(|b| matches!(b, b'"' | b'\''));
        key > 0 && (sign == Some(&b'=') || self.way == Way::Line && is_colon)
    }

    /// Where the words end behind `end` that belong to no pair.
    pub(super) fn loose_end(&self, end: usize) -> usize {
        let (mut last, mut at) = (end, end);
        loop {
            at += self.line[at..].iter().take_while(|b| is_blank(**b)).count();
            let next = word_end(self.line, at);
            let word = &self.line[at..next];
            if word.is_empty() {
                return last;
            }
            let sign = memchr::memchr(b'=', word).unwrap_or(word.len());
            if let Some(quote) =
                memchr::memrchr(b'"', &word[..sign]).filter(|quote| *quote > 0 && quote + 1 < sign)
                && sign < word.len()
            {
                return at + quote;
            }
            let behind = next + self.line[next..].iter().take_while(|b| is_blank(**b)).count();
            if memchr::memchr(b'=', word).is_some()
                || self.begins_pair(at)
                || self.line.get(behind) == Some(&b'=')
            {
                return last;
            }
            (last, at) = (next, next);
        }
    }

    /// Where a quote stands near behind `end`, and before the next pair, in a line where one is missing.
    fn stray_quote(&mut self, end: usize) -> Option<usize> {
        let gap = &self.line[end..self.line.len().min(end + GAP_MAX)];
        let gap = &gap[..memchr::memchr(b'=', gap).unwrap_or(gap.len())];
        let quote = memchr::memchr(b'"', gap)?;
        let line = self.line;
        let is_odd = *self.is_odd.get_or_insert_with(|| memchr::memchr_iter(b'"', line).count() % 2 == 1);
        is_odd.then_some(end + quote)
    }
}

impl Iterator for Pairs<'_> {
    type Item = Pair;

    fn next(&mut self) -> Option<Pair> {
        if let Some(more) = self.more.take() {
            return Some(more);
        }
        loop {
            let sign = self.sign()?;
            let is_colon = self.line[sign] == b':';
            let key = self.key(sign);
            let behind = self.line.get(sign + 1);
            // `==` compares.
            let is_sign = match self.way {
                Way::Line => !is_colon || behind.is_some_and(|b| is_blank(*b) || matches!(b, b'"' | b'\'')),
                Way::Strict | Way::Message => behind != Some(&b'='),
            };
            let is_nameless = self.way == Way::Line && !is_colon && key.is_none();
            if !is_sign || key.is_none() && !is_nameless {
                self.at = sign + 1;
                continue;
            }
            let Some((value, is_quoted, at)) = self.value(sign + 1) else {
                self.at = sign + 1;
                continue;
            };
            self.at = at.max(sign + 1);
            let (key, mut stands) = key.unwrap_or((Span::new(sign, sign), Stands::Glued));
            if is_quoted {
                self.more = self.loose(key, self.at);
            } else if self.way == Way::Line && stands == Stands::Apart && self.has_loose_quote(value) {
                stands = Stands::Glued;
            }
            let head = if self.way == Way::Strict { Span::default() } else { self.head(key) };
            return Some(Pair { key, value, is_quoted, stands, head });
        }
    }
}

/// How long the key is that ends `text`. Brackets belong to it that are closed in it.
fn key_length(text: &[u8], has_brackets: bool) -> usize {
    let mut depth = 0_usize;
    let of_it = |byte: &&u8| match byte {
        b']' if has_brackets => {
            depth += 1;
            true
        }
        b'[' if has_brackets && depth > 0 => {
            depth -= 1;
            true
        }
        byte => of_key(**byte),
    };
    text.iter().rev().take_while(of_it).count()
}

fn word_end(line: &[u8], start: usize) -> usize {
    line[start..].iter().position(|b| is_blank(*b)).map_or(line.len(), |n| start + n)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn separates(byte: u8) -> bool {
    matches!(byte, b'\'' | b' ' | b'\t' | b',' | b';' | b'[' | b'(' | b'{' | b'|')
}

/// How many bytes at the end of a value in free text are none of it, but separate or end a list of pairs. A bracket that is opened in
/// the value belongs to it.
fn ending(value: &[u8]) -> usize {
    let ends = |byte: &u8| match byte {
        b')' => !value.contains(&b'('),
        b']' => !value.contains(&b'['),
        b'}' => !value.contains(&b'{'),
        other => matches!(other, b',' | b';' | b'"' | b'\'' | b'>'),
    };
    value.iter().rev().take_while(|byte| ends(byte)).count()
}

/// True for a byte that goes on with a value where a quote does not end it.
fn of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"\"'\\_$%&*+-./@~^".contains(&byte)
}

/// True for a byte of a key.
pub(super) fn of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'@')
}
