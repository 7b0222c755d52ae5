//! Passwords that people tell each other: in a sentence (`mot de passe est x`), in a list or a table of words (`**Password:** x`, `| Password | x |`).

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::validate::argument::without_opening;
use crate::detect::validate::secret::{check_password, check_whole_mixed, in_text};
use crate::detect::validate::{Candidate, Verdict};

/// What passwords are called.
const WORDS: &[&[u8]] = &[
    b"password",
    b"passwd",
    b"passwort",
    b"kennwort",
    b"passphrase",
    b"passcode",
    b"wachtwoord",
    b"passe",
    b"passord",
];

/// Behind the word and what sets it off. Where a colon is a part of that, anything is a password.
pub fn check_set_off(c: &Candidate<'_>) -> Verdict {
    let of_word = |b: &u8| !b.is_ascii_alphanumeric();
    let name =
        without_trailing(without_opening(c.before), |b| !b.is_ascii_alphanumeric() && !b"])".contains(b));
    // A remark in brackets, or the number of one of several.
    let open = name
        .last()
        .filter(|b| !b.is_ascii_alphanumeric())
        .and_then(|close| memchr::memrchr(if *close == b']' { b'[' } else { b'(' }, name));
    let name = without_trailing(&name[..open.unwrap_or(name.len())], of_word);
    let is_one = |word: &&[u8]| ends_with_word(name, word);
    let is_signed = c.before[name.len()..].iter().any(|b| matches!(b, b':' | b'='));
    match WORDS.iter().any(is_one) {
        true if is_signed => check_password(c),
        true => check_said(c),
        false => Verdict::Invalid,
    }
}

/// Letters and figures, and not what passwords are made with and kept in.
pub fn check_said(c: &Candidate<'_>) -> Verdict {
    in_text(c, |c| if is_method(c.value) { Verdict::Invalid } else { check_whole_mixed(c) })
}

/// True for what passwords are made with and kept in.
pub(super) fn is_method(value: &[u8]) -> bool {
    const METHODS: [&[u8]; 12] = [
        b"md5", b"sha", b"base", b"utf", b"pbkdf", b"argon", b"ntlm", b"bcrypt", b"scrypt", b"aes", b"pkcs",
        b"rot",
    ];
    let has = |name: &&[u8]| value.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    METHODS.iter().any(has)
}
