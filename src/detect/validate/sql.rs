//! Passwords in statements of SQL: `CREATE USER ann IDENTIFIED BY x`, `ALTER ROLE ann PASSWORD 'x'`, `SET PASSWORD FOR ann = PASSWORD('x')`. Sentences have
//! these words too, so what stands before has to be of a statement, and where no quote is around a value it has to be none of its words.

use crate::bytes::without_trailing;
use crate::detect::validate::command::{is_name_of_value, is_value, is_word};
use crate::detect::validate::secret::is_prose;
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// Words of the statement that stand where a password can, or directly behind one, sorted.
static KEYWORDS: &[&[u8]] = &[
    b"account",
    b"and",
    b"as",
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

/// Behind `IDENTIFIED BY`, or behind `REPLACE` and what is to be replaced.
pub fn check_identified(c: &Candidate<'_>) -> Verdict {
    let before = without_trailing(c.before, |b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\'));
    let lower = before.to_ascii_lowercase();
    let Some(at) = memchr::memmem::rfind(&lower, b"identified") else { return Verdict::Invalid };
    let is_sentence = words(&before[..at]).last().is_some_and(is_word);
    let is_capital = before.last().is_some_and(u8::is_ascii_uppercase);
    let is_statement = is_capital || has(&lower, STATEMENTS);
    valid(is_statement && is_password(c) && (is_quoted(c) || !is_sentence && is_bare(c, is_capital)))
}

/// In quotes behind `PASSWORD`, with or without a bracket, or behind `PASSWORD FOR ann =`.
pub fn check_named(c: &Candidate<'_>) -> Verdict {
    let before =
        without_trailing(c.before, |b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\' | b'N' | b'n'));
    let is_one = |word: &[u8], known: &[&[u8]]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    let is_statement = match before {
        [.., b'='] => true,
        [call @ .., b'('] => words(call).any(|word| is_one(word, BEFORE_CALL)),
        _ => {
            let is_capital = before.ends_with(b"PASSWORD");
            has(&before.to_ascii_lowercase(), STATEMENTS)
                || words(before).any(|word| is_one(word, BEFORE_NAME) || is_capital && is_one(word, ACCOUNTS))
        }
    };
    valid(is_statement && !is_hash(c.value) && is_password(c))
}

fn valid(is_one: bool) -> Verdict {
    if is_one { Verdict::Points(0) } else { Verdict::Invalid }
}

fn has(text: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| memchr::memmem::find(text, word).is_some())
}

fn words(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split(|b| !b.is_ascii_alphanumeric() && *b != b'_').filter(|word| !word.is_empty())
}

fn is_quoted(c: &Candidate<'_>) -> bool {
    c.before.last().is_some_and(|b| matches!(b, b'"' | b'\''))
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
