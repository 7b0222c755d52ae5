//! Keys: the name that stands before a value as in `first_name=…` or `"firstName":"…"`.
//!
//! A pattern finds the end of a key, which is short and common (`name`). Whether the whole key is one that its
//! rule lists is read here, from the value back.

use std::ops::Range;

use crate::bytes::ends_with_word;
use crate::detect::detector::ends_in_escape;
use crate::limits::CONTEXT_BYTES;

/// Points of a key that stands before other things as well.
const WEAK: i16 = -35;

/// The keys of one rule.
pub struct Keys {
    /// By their last word; those whose last words end with the same byte stand together.
    ends: Vec<End>,
    /// By the last byte of a key, in small letters: which of [`Keys::ends`] end with it.
    by_last: Box<[Range<u16>; 256]>,
    /// Words that, directly before the key, make it another one.
    not_behind: Vec<Vec<u8>>,
}

/// The keys that end with one word.
struct End {
    word: Vec<u8>,
    /// Small letters that the words before it can end with; most other keys are told by these.
    before: [bool; 256],
    keys: Vec<Key>,
}

struct Key {
    /// The words before the last, lower case.
    words: Vec<Vec<u8>>,
    /// What these end with.
    last: Option<u8>,
    points: i16,
}

impl Keys {
    /// `keys` and `weak` have a space between words.
    pub fn new(keys: &[String], weak: &[String], not_behind: &[String]) -> Self {
        let lower = |w: &str| w.to_lowercase().into_bytes();
        let mut ends: Vec<End> = Vec::new();
        let all = keys.iter().map(|k| (k, 0)).chain(weak.iter().map(|k| (k, WEAK)));
        for (key, points) in all {
            let mut words: Vec<Vec<u8>> = key.split_whitespace().map(lower).collect();
            let Some(word) = words.pop() else { continue };
            let at = ends.iter().position(|e| e.word == word).unwrap_or_else(|| {
                ends.push(End { word, before: [false; 256], keys: Vec::new() });
                ends.len() - 1
            });
            let last = words.last().and_then(|w| w.last()).copied();
            match last {
                Some(last) => ends[at].before[usize::from(last)] = true,
                None => ends[at].before = [true; 256],
            }
            ends[at].keys.push(Key { words, last, points });
        }
        let last = |end: &End| end.word.last().copied().unwrap_or(0);
        ends.sort_by_key(last);
        let mut by_last = Box::new([const { 0..0 }; 256]);
        let mut from = 0;
        for same in ends.chunk_by(|a, b| last(a) == last(b)) {
            let to = from + same.len() as u16;
            by_last[usize::from(last(&same[0]))] = from..to;
            from = to;
        }
        Keys { ends, by_last, not_behind: not_behind.iter().map(|w| lower(w)).collect() }
    }

    /// Points of the key whose value begins behind `before`, when it ends with one of these. `before` is what
    /// stands in the same line, at most [`CONTEXT_BYTES`].
    pub fn points(&self, before: &[u8]) -> Option<i16> {
        let name = key_in(before);
        let is_cut = before.len() == CONTEXT_BYTES;
        let same = &self.by_last[usize::from(name.last()?.to_ascii_lowercase())];
        let ends = &self.ends[usize::from(same.start)..usize::from(same.end)];
        for end in ends.iter().filter(|e| ends_with_word(name, &e.word)) {
            let rest = &name[..name.len() - end.word.len()];
            let beside = without_separator(rest).last().map_or(0, u8::to_ascii_lowercase);
            if !end.before[usize::from(beside)] {
                continue;
            }
            for key in end.keys.iter().filter(|k| k.last.is_none_or(|last| last == beside)) {
                let Some(rest) = without(&key.words, rest) else { continue };
                let starts = match rest.last() {
                    None => !is_cut,
                    Some(last) => starts_word(*last, name[rest.len()]) || ends_in_escape(rest),
                };
                if starts && !self.is_turned_off(rest) {
                    return Some(key.points);
                }
            }
        }
        None
    }

    fn is_turned_off(&self, rest: &[u8]) -> bool {
        let [word @ .., b'_' | b'-' | b'.' | b' '] = rest else {
            // `fontFamilyName`: no separator stands between.
            return self.not_behind.iter().any(|w| ends_with_word(rest, w));
        };
        self.not_behind.iter().any(|w| {
            ends_with_word(word, w) && {
                let left = &word[..word.len() - w.len()];
                left.last().is_none_or(|b| starts_word(*b, word[left.len()]))
            }
        })
    }
}

/// What stands before a value up to the end of its key: quotes, brackets, the sign between, `u'…'` taken away.
fn key_in(before: &[u8]) -> &[u8] {
    let between = |b: u8| b"\\\"'`[] \t:=>".contains(&b);
    let mut end = before.len();
    loop {
        match before[..end] {
            [.., b] if between(b) => end -= 1,
            [.., a, b'b' | b'r' | b'u']
                if between(a) && before.get(end).is_some_and(|q| b"\\\"'".contains(q)) =>
            {
                end -= 1;
            }
            _ => return &before[..end],
        }
    }
}

/// `rest`, what stands before the last word of a key, without `words` at its end; what joins two words is one
/// separator or nothing.
fn without<'k>(words: &[Vec<u8>], rest: &'k [u8]) -> Option<&'k [u8]> {
    let mut rest = rest;
    for word in words.iter().rev() {
        rest = without_separator(rest);
        if !ends_with_word(rest, word) {
            return None;
        }
        rest = &rest[..rest.len() - word.len()];
    }
    Some(rest)
}

fn without_separator(rest: &[u8]) -> &[u8] {
    match rest {
        [left @ .., b'_' | b'-' | b'.' | b' ' | b'+'] => left,
        _ => rest,
    }
}

/// True when a word can start with `first` behind `last`.
fn starts_word(last: u8, first: u8) -> bool {
    let letter = last.is_ascii_alphanumeric() || last >= 0x80;
    !letter || (first.is_ascii_uppercase() && !last.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back_from_the_value() {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let keys = Keys::new(&own(&["first name", "zip"]), &own(&["real name"]), &own(&["font"]));
        for before in [
            "first_name=",
            "FIRST-NAME : ",
            "{\"firstName\":\"",
            "\\\"first_name\\\":\\\"",
            "u'first.name': u'",
            "billing_firstname=",
            "user[first_name]=",
            "x&first+name=",
            "userFirstName=",
            "a\\nfirst_name=",
            "zip => '",
            "<zip>",
            "\"street\":\"1\",\"zip\":[\"",
            "Your first name: ",
        ] {
            assert_eq!(keys.points(before.as_bytes()), Some(0), "{before}");
        }
        for before in [
            "name=",
            "gzip: ",
            "headfirst_name=",
            "first__name=",
            "first_names=",
            "font_first_name=",
            "fontZip=",
            "",
            "first name of ",
            "unzip=",
        ] {
            assert_eq!(keys.points(before.as_bytes()), None, "{before}");
        }
        let cut = format!("{}first_name=", "_".repeat(CONTEXT_BYTES - 11));
        assert!(keys.points(cut.as_bytes()).is_some());
        let cut = format!("zip{}", " ".repeat(CONTEXT_BYTES - 3));
        assert!(keys.points(cut.as_bytes()).is_none());
        assert!(keys.points(&cut.as_bytes()[..CONTEXT_BYTES - 1]).is_some());
        assert_eq!(keys.points(b"real_name="), Some(WEAK));
    }
}
