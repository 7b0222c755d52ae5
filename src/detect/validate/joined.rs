//! Passwords behind a short word that is the end of a longer name: `DBPASS=x`, `smtpPass: "x"`. Other names end with it too (`bypass`, `renderPass`).

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::validate::command::is_value;
use crate::detect::validate::secret::{check_mixed, check_password};
use crate::detect::validate::{Candidate, Verdict};

/// The word, as it ends a name.
const WORDS: [&[u8]; 6] = [b"PASS", b"PWD", b"PW", b"Pass", b"Pwd", b"Pw"];

/// Whose password it is: behind one of these anything is one.
const OWNERS: &[&[u8]] = &[
    b"account",
    b"admin",
    b"app",
    b"auth",
    b"bind",
    b"cert",
    b"client",
    b"db",
    b"ftp",
    b"http",
    b"imap",
    b"key",
    b"keystore",
    b"ldap",
    b"login",
    b"mail",
    b"mongo",
    b"mqtt",
    b"my",
    b"mysql",
    b"pg",
    b"proxy",
    b"rabbit",
    b"redis",
    b"root",
    b"server",
    b"smtp",
    b"sql",
    b"ssh",
    b"store",
    b"sudo",
    b"truststore",
    b"user",
    b"vpn",
    b"wifi",
    b"wlan",
];

/// Behind the word and a sign.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let of_sign = |b: &u8| !b.is_ascii_alphanumeric();
    let name = without_trailing(c.before, of_sign);
    let is_spaced = name.len() < c.before.len() && matches!(c.before.last(), Some(b' ' | b'\t'));
    let Some(owner) = WORDS.iter().find_map(|word| owner(name, word)) else { return Verdict::Invalid };
    let letters = owner.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    let owner = &owner[owner.len() - letters..];
    let is_owned = OWNERS.iter().any(|known| ends_with_word(owner, known));
    // Code has objects and calls there.
    let is_code = c.value.iter().any(|b| matches!(b, b'(' | b'{' | b'[')) && is_spaced;
    match is_owned && !is_code && is_value(c) {
        true => check_password(c),
        false => check_mixed(c),
    }
}

/// What stands before `word` at the end of `name`, where that is one name with it.
fn owner<'a>(name: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let owner = name.strip_suffix(word)?;
    let last = owner.last()?;
    let is_capital = word.iter().all(u8::is_ascii_uppercase);
    let is_lower = last.is_ascii_lowercase();
    (last.is_ascii_digit() || is_lower || is_capital && last.is_ascii_uppercase()).then_some(owner)
}
