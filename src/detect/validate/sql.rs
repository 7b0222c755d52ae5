//! Passwords in statements of SQL: `CREATE USER ann IDENTIFIED BY x`, `ALTER ROLE ann PASSWORD 'x'`, `SET PASSWORD FOR ann = PASSWORD('x')`. Sentences have
//! these words too, so what stands before has to be of a statement, and where no quote is around a value it has to be none of its words.

use crate::bytes::{ends_with_word, is_any, without_trailing};
use crate::detect::validate::command::{is_name_of_value, is_quoted, is_value, is_word};
use crate::detect::validate::secret::is_prose;
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// Words of the statement that stand where a password can, or directly behind one, sorted.
static KEYWORDS: &[&[u8]] = &[
    b"account",
    b"container",
    b"default",
    b"discard",
    b"externally",
    b"globally",
    b"null",
    b"password",
    b"profile",
    b"quota",
    b"random",
    b"replace",
    b"require",
    b"retain",
    b"temporary",
    b"using",
    b"values",
    b"with",
];

/// What accounts and links are made and changed with.
const STATEMENTS: &[&[u8]] = &[
    b"create user",
    b"alter user",
    b"create role",
    b"alter role",
    b"create group",
    b"create login",
    b"alter login",
    b"replace user",
    b"if not exists",
    b"grant ",
    b"connect to ",
    b"database link",
];

/// What stands before `PASSWORD` in such a statement, or before a call of the function.
const BEFORE_NAME: &[&[u8]] = &[b"with", b"encrypted", b"unencrypted"];
const BEFORE_CALL: &[&[u8]] = &[b"set", b"using", b"identified", b"select", b"values", b"update"];
const ACCOUNTS: &[&[u8]] = &[b"user", b"role", b"login", b"group", b"alter", b"create"];

/// Behind `IDENTIFIED BY`; the password that is replaced belongs to the value (`x REPLACE y`).
pub fn check_identified(c: &Candidate<'_>) -> Verdict {
    let before = up_to_word(c.before);
    let Some(rest) = before_verb(before) else { return Verdict::Invalid };
    let is_capital = before.ends_with(b"BY");
    let is_sentence = words(rest).last().is_some_and(is_word);
    let is_statement = is_capital || has(&rest.to_ascii_lowercase(), STATEMENTS);
    let is_bare = || is_bare(c, is_capital) || has(&c.value.to_ascii_lowercase(), &[b" replace "]);
    Verdict::valid(is_statement && is_password(c) && (is_quoted(c) || !is_sentence && is_bare()))
}

/// In quotes behind `PASSWORD`, with or without a bracket, or behind `PASSWORD FOR ann =`. The pattern knows how long the word is, and not which.
pub fn check_named(c: &Candidate<'_>) -> Verdict {
    let before = up_to_word(c.before);
    let before = before.strip_suffix(b" N").or(before.strip_suffix(b"(N")).unwrap_or(before).trim_ascii_end();
    let is_statement = match before {
        [set @ .., b'='] => {
            let mut last = words(set);
            last.any(is_named) && last.next().is_some_and(|word| word.eq_ignore_ascii_case(b"for"))
        }
        [call @ .., b'('] => {
            words(call).next_back().is_some_and(is_named) && words(call).any(|word| is_any(BEFORE_CALL, word))
        }
        _ => {
            let is_capital = before.ends_with(b"PASSWORD");
            let is_account = |word| is_any(BEFORE_NAME, word) || is_capital && is_any(ACCOUNTS, word);
            words(before).next_back().is_some_and(is_named)
                && (has(&before.to_ascii_lowercase(), STATEMENTS) || words(before).any(is_account))
        }
    };
    let is_empty = matches!(c.value, [b'"' | b'\'' | b'\\', ..]);
    Verdict::valid(is_statement && !is_empty && !is_hash(c.value) && is_password(c))
}

/// What stands before a value without the quote and the spaces in between.
fn up_to_word(before: &[u8]) -> &[u8] {
    without_trailing(before, |b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\'))
}

/// What stands before `identified by`, or `identified with` a plugin `by`, with which `before` ends.
fn before_verb(before: &[u8]) -> Option<&[u8]> {
    let mut last = words(before).rev();
    let mut is = |known: &[&[u8]]| last.next().is_some_and(|word| is_any(known, word));
    if !is(&[b"by"]) {
        return None;
    }
    let is_verb = is(&[b"identified"]) || is(&[b"with", b"via"]) && is(&[b"identified"]);
    let at = memchr::memmem::rfind(&before.to_ascii_lowercase(), b"identified")?;
    is_verb.then(|| &before[..at])
}

/// True for the word, and for what ends with it.
fn is_named(word: &[u8]) -> bool {
    ends_with_word(word, b"password")
}

fn has(text: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| memchr::memmem::find(text, word).is_some())
}

fn words(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split(|b| !b.is_ascii_alphanumeric() && *b != b'_').filter(|word| !word.is_empty())
}

/// False for what stands for a password: `?`, `:pw`, `%s`, `${PW}`, `<password>`.
fn is_password(c: &Candidate<'_>) -> bool {
    c.value != b"?" && !is_name_of_value(c.value) && is_value(c)
}

/// True for a password without quotes: a name, which no sentence goes on behind. Where the verb is written as in a sentence, a word alone is one.
fn is_bare(c: &Candidate<'_>, is_capital: bool) -> bool {
    let after = c.after.trim_ascii_start();
    let next = words(after).next().unwrap_or_default();
    let is_name = matches!(c.value, [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'#', ..]);
    let is_word = c.value.iter().all(|b| b.is_ascii_lowercase() || *b == b'.');
    let goes_on = is_prose(after) && !is_one_of(KEYWORDS, next);
    let is_end = matches!(after.first(), Some(b';' | b'"' | b'\'' | b')')) || is_one_of(KEYWORDS, next);
    is_name && !is_one_of(KEYWORDS, c.value) && (!is_word || is_end || is_capital && !goes_on)
}

/// True for what a server keeps of a password in place of it.
fn is_hash(value: &[u8]) -> bool {
    matches!(value, [b'*', digits @ ..] if digits.len() == 40 && digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_found() {
        assert!(super::KEYWORDS.is_sorted());
    }
}
