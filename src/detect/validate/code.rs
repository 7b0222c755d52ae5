//! What stands behind the name of a password in code and in what tests say, and is none: calls, types, variables, other names.

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::validate::entropy::is_worded;
use crate::detect::validate::{Candidate, is_one_of};

/// The longest name of a variable, with its brackets.
pub(super) const NAME_MAX: usize = 256;

/// Types that hold another one, as code has them behind a name.
const TYPES: &[&[u8]] = &[
    b"Annotated",
    b"List",
    b"Literal",
    b"Maybe",
    b"Option",
    b"Optional",
    b"Secret",
    b"SecretBox",
    b"Set",
    b"Union",
    b"Vec",
];

/// Types behind a name and a colon, and tags of YAML that stand for a value from elsewhere, sorted.
static TYPED: &[&[u8]] = &[
    b"!getatt",
    b"!importvalue",
    b"!ref",
    b"*const",
    b"*mut",
    b"bool",
    b"bytearray",
    b"bytes",
    b"f32",
    b"f64",
    b"i16",
    b"i32",
    b"i64",
    b"i8",
    b"isize",
    b"nvarchar",
    b"string!",
    b"u16",
    b"u32",
    b"u64",
    b"u8",
    b"usize",
    b"varbinary",
    b"varchar",
];

/// What code has for no value, sorted.
static NONE: &[&[u8]] = &[b"false", b"nil", b"none", b"null", b"nullptr", b"true", b"undefined"];

/// What passwords are called in code.
const PASSWORDS: [&[u8]; 6] = [b"password", b"passwd", b"passphrase", b"passwort", b"pass", b"pwd"];

/// Commands that say what they are told.
const SAYING: [&[u8]; 2] = [b"echo", b"printf"];

/// True for what code has behind a name, where nothing quotes it.
pub(super) fn is_code(c: &Candidate<'_>) -> bool {
    is_none(c) || is_same(c) || is_typed(c) || is_called(c) || is_compared(c) || is_event(c)
}

/// No value before what closes a list of arguments: `pwd=None):`.
fn is_none(c: &Candidate<'_>) -> bool {
    let (name, rest) = name_of(c.value);
    let next = rest.first().or(c.after.first());
    matches!(next, Some(b')' | b',' | b']' | b'}')) && is_one_of(NONE, name)
}

/// Another thing that is called so: `self.password = password`, `f(password=password)`, `password=args.password`.
fn is_same(c: &Candidate<'_>) -> bool {
    let of_path = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let (name, rest) = c.value.split_at(c.value.iter().take(NAME_MAX).take_while(of_path).count());
    let next = rest.first().or(c.after.first());
    let closes = matches!(next, Some(b')' | b',' | b';' | b']' | b'}'));
    if !(closes || rest.is_empty() && next.is_none_or(|b| b.is_ascii_whitespace() || *b == b'\\')) {
        return false;
    }
    let letters = |text: &[u8]| text.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_');
    let is_named = |name: &[u8]| PASSWORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
    match name.iter().rposition(|b| *b == b'.') {
        Some(dot) => {
            let of_object = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.');
            let last = &name[dot + 1..];
            dot > 0
                && name[..dot].iter().all(of_object)
                && letters(last)
                && PASSWORDS.iter().any(|word| ends_with_word(last, word))
        }
        None => is_named(name) && (is_member(c.before) || closes && is_argument(c.before)),
    }
}

/// What stands before the name that a sign parts from a value.
fn before_name(before: &[u8]) -> &[u8] {
    let sign = without_trailing(before, |b| matches!(b, b' ' | b'\t' | b'=' | b':'));
    without_trailing(sign, |b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// True behind the name of a member of an object that names itself.
fn is_member(before: &[u8]) -> bool {
    const SELVES: [&[u8]; 5] = [b"self.", b"this.", b"cls.", b"->", b"@"];
    SELVES.iter().any(|own| before_name(before).ends_with(own))
}

/// True behind the name of an argument: `f(user, password=`.
fn is_argument(before: &[u8]) -> bool {
    let before = before_name(before);
    before.ends_with(b"(") || before.ends_with(b", ")
}

/// What became of a value that is told behind it: `password: changed 'a' to 'b'`.
fn is_event(c: &Candidate<'_>) -> bool {
    matches!(c.value, b"changed" | b"defined")
        && matches!(c.after, [b' ', b'\'' | b'"', ..] | [b' ', b'f', b'r', b'o', b'm', b' ', ..])
}

/// The name behind a comparison: `password == other`.
fn is_compared(c: &Candidate<'_>) -> bool {
    let sign = c.before.trim_ascii_end();
    sign.len() < c.before.len() && sign.ends_with(b"==")
}

/// A type: `password: bytes,`, `password: VARCHAR(255)`, `password :string(255)`.
fn is_typed(c: &Candidate<'_>) -> bool {
    let behind = c.before.trim_ascii_end();
    // Ruby has the sign before the type: `password :string(255)`.
    let is_apart = behind.len() < c.before.len() || matches!(behind, [.., b' ' | b'\t', b':']);
    if !is_apart || !behind.ends_with(b":") || behind.ends_with(b"::") {
        return false;
    }
    let of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'!' | b'*');
    let (name, rest) = c.value.split_at(c.value.iter().take(NAME_MAX).take_while(of_name).count());
    let is_length = matches!(rest, [b'(', digits @ ..] if digits.iter().all(u8::is_ascii_digit));
    (rest.is_empty() || is_length) && is_one_of(TYPED, name) || is_length && name == b"string"
}

/// A call (`input("`, `scanner.Scan()`), an element of a map (`environ["`), a type with others (`Optional[str] = None`).
fn is_called(c: &Candidate<'_>) -> bool {
    let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let spaced = matches!(c.before.last(), Some(b' ' | b'\t'));
    let length = c.value.iter().take(NAME_MAX).take_while(|b| of_name(b)).count();
    let (name, rest) = c.value.split_at(length);
    let next = rest.first().or(c.after.first());
    if !spaced || length == 0 || !matches!(next, Some(b'(' | b'[' | b'<')) {
        return false;
    }
    let is_letters = |text: &[u8]| text.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.'));
    let is_quote = matches!(c.after.first(), Some(b'"' | b'\'' | b'`'));
    let is_opened = match rest {
        [b'(' | b'['] => is_quote,
        [b'(' | b'[', b'"' | b'\'' | b'`', ..] => true,
        _ => false,
    };
    let is_path = is_letters(name) && name.contains(&b'.');
    // More than a word, so that it is hardly what somebody thought of.
    let is_compound = is_letters(name)
        && (name.contains(&b'_')
            || name.windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase()));
    // A function that gets nothing.
    let is_function = rest == b"(" && c.after.starts_with(b")") && is_letters(name);
    let gets_names = matches!(rest, [b'(', arguments @ ..] if !arguments.is_empty() && is_letters(arguments));
    let is_call = match rest {
        [b'(', arguments @ ..] => {
            arguments.iter().all(of_name) && matches!(c.after.first(), Some(b')' | b','))
        }
        _ => rest.is_empty() && c.after.first() == Some(&b'('),
    };
    let is_type = TYPES.contains(&name)
        && rest.len() > 1
        && rest[1..].iter().all(|b| of_name(b) || matches!(b, b'[' | b'<' | b'|' | b'&' | b':'))
        && matches!(c.after.first(), Some(b']' | b'>' | b','));
    is_opened || is_function || is_call && (is_path || is_compound && gets_names) || is_type
}

/// A word in the case of types where one stands: `session: PipSession`.
pub(super) fn is_word_of_code(c: &Candidate<'_>) -> bool {
    c.before.ends_with(b": ") && c.value.iter().all(u8::is_ascii_alphabetic) && is_worded(c.value)
}

/// A variable that is called like a password (`$PASSWORD`, `$db_password`), what a command says that is run (`$(cat f)`), or a place in a
/// template (`#{password}`, `{password}`).
pub(super) fn is_variable(c: &Candidate<'_>) -> bool {
    let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    match c.value {
        [b'$', b'(', command @ ..] => {
            let (name, rest) = name_of(command);
            let ends = rest.contains(&b')') || memchr::memchr(b')', c.after).is_some();
            ends && name.len() > 1 && !SAYING.contains(&name)
        }
        [b'$', name @ ..] => {
            let name = name.strip_suffix(b"\\n").unwrap_or(name);
            let is_name = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
            is_name && PASSWORDS.iter().any(|word| ends_with_word(name, word))
        }
        [b'#', b'{', name @ ..] | [b'{', name @ ..] => {
            let name = name.strip_suffix(b"}").or(c.after.starts_with(b"}").then_some(name));
            name.is_some_and(|name| name.len() > 1 && name.len() <= NAME_MAX && name.iter().all(of_name))
        }
        _ => false,
    }
}

/// The name of a test behind its outcome, as Go, DejaGnu and Automake write it: `--- PASS: TestLogin2 (0.00s)`.
pub(super) fn is_outcome(c: &Candidate<'_>) -> bool {
    const KINDS: [&[u8]; 4] = [b"Test", b"Benchmark", b"Example", b"Fuzz"];
    let Some(before) = c.before.strip_suffix(b"PASS: ") else { return false };
    let has = |kind: &&[u8]| c.value.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind));
    before.ends_with(b"--- ") || KINDS.iter().any(has)
}

/// The word that `text` begins with, and what stands behind it.
fn name_of(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take(NAME_MAX).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        assert!(TYPED.is_sorted() && NONE.is_sorted());
    }
}
