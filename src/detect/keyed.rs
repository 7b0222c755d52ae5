//! Keys: the name that stands before a value as in `first_name=…` or `"firstName":"…"`.
//!
//! A pattern finds the end of a key, which is short and common (`name`). Whether the whole key is one that its
//! rule lists is read here, from the value back.

use crate::detect::plain::ends_in_escape;
use crate::limits::CONTEXT_BYTES;

/// The keys of one rule.
pub struct Keys {
    /// Words, lower case, of each key.
    keys: Vec<Vec<Vec<u8>>>,
    /// Words that, directly before the key, make it another one.
    not_behind: Vec<Vec<u8>>,
}

impl Keys {
    /// `keys` have a space between words.
    pub fn new(keys: &[String], not_behind: &[String]) -> Self {
        let lower = |w: &str| w.to_lowercase().into_bytes();
        Keys {
            keys: keys.iter().map(|k| k.split_whitespace().map(lower).collect()).collect(),
            not_behind: not_behind.iter().map(|w| lower(w)).collect(),
        }
    }

    /// True when the key whose value begins behind `before` ends with one of these. `before` is what stands in
    /// the same line, at most [`CONTEXT_BYTES`].
    pub fn fit(&self, before: &[u8]) -> bool {
        let key = key_in(before);
        let is_cut = before.len() == CONTEXT_BYTES;
        self.keys.iter().any(|words| {
            let Some(rest) = without(words, key) else { return false };
            let starts = match rest.last() {
                None => !is_cut,
                Some(last) => starts_word(*last, key[rest.len()]) || ends_in_escape(rest),
            };
            starts && !self.is_turned_off(rest)
        })
    }

    fn is_turned_off(&self, rest: &[u8]) -> bool {
        let [word @ .., b'_' | b'-' | b'.' | b' '] = rest else {
            // `fontFamilyName`: no separator stands between.
            return self.not_behind.iter().any(|w| ends_with(rest, w));
        };
        self.not_behind.iter().any(|w| {
            ends_with(word, w) && {
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

/// `key` without the words it ends with; what joins them is one separator or nothing.
fn without<'k>(words: &[Vec<u8>], key: &'k [u8]) -> Option<&'k [u8]> {
    let mut rest = key;
    for (n, word) in words.iter().rev().enumerate() {
        if n > 0
            && let [left @ .., b'_' | b'-' | b'.' | b' ' | b'+'] = rest
        {
            rest = left;
        }
        if !ends_with(rest, word) {
            return None;
        }
        rest = &rest[..rest.len() - word.len()];
    }
    Some(rest)
}

fn ends_with(text: &[u8], word: &[u8]) -> bool {
    text.len() >= word.len() && text[text.len() - word.len()..].eq_ignore_ascii_case(word)
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
        let keys = Keys::new(&own(&["first name", "zip"]), &own(&["font"]));
        for before in [
            "first_name=", "FIRST-NAME : ", "{\"firstName\":\"", "\\\"first_name\\\":\\\"", "u'first.name': u'",
            "billing_firstname=", "user[first_name]=", "x&first+name=", "userFirstName=", "a\\nfirst_name=",
            "zip => '", "<zip>", "\"street\":\"1\",\"zip\":[\"", "Your first name: ",
        ] {
            assert!(keys.fit(before.as_bytes()), "{before}");
        }
        for before in [
            "name=", "gzip: ", "headfirst_name=", "first__name=", "first_names=", "font_first_name=", "fontZip=", "",
            "first name of ", "unzip=",
        ] {
            assert!(!keys.fit(before.as_bytes()), "{before}");
        }
        let cut = format!("{}first_name=", "_".repeat(CONTEXT_BYTES - 11));
        assert!(keys.fit(cut.as_bytes()));
        let cut = format!("zip{}", " ".repeat(CONTEXT_BYTES - 3));
        assert!(!keys.fit(cut.as_bytes()) && keys.fit(&cut.as_bytes()[..CONTEXT_BYTES - 1]));
    }
}
