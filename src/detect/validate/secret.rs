//! Passwords and tokens behind their key word: what prose, masks and type names look like instead.

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::element;
use crate::detect::validate::code::{NAME_MAX, is_code, is_outcome, is_variable, is_word_of_code};
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// A password can be anything; what was masked, and words of a sentence, are not one.
pub fn check_password(c: &Candidate<'_>) -> Verdict {
    let quoted = c.before.last().is_some_and(|b| b"\"'`".contains(b));
    let end = if quoted { None } else { setting_end(c).or_else(|| element_end(c)) };
    if let Some(len) = end {
        let alone = Candidate { value: &c.value[..len], after: &c.value[len..], ..*c };
        let points = if len == 0 || is_placeholder(&alone) { None } else { Some(0) };
        return points.map_or(Verdict::Invalid, |points| Verdict::Part { len, points });
    }
    if is_placeholder(c) || !quoted && is_code(c) {
        return Verdict::Invalid;
    }
    let spaced = matches!(c.before.last(), Some(b' ' | b'\t'));
    let word = c.value.iter().all(u8::is_ascii_alphabetic);
    let more = matches!(c.after, [b' ', rest @ ..] if is_prose(rest));
    // `PWD` is also the working directory.
    let path = c.value[0] == b'/' && (!quoted || is_directory(c));
    Verdict::Points(if path || !quoted && spaced && word && more { -50 } else { 0 })
}

/// True for a path in quotes behind the name of the working directory.
fn is_directory(c: &Candidate<'_>) -> bool {
    let name = without_trailing(c.before, |b| !b.is_ascii_alphanumeric());
    ends_with_word(name, b"pwd") && c.value[1..].contains(&b'/')
}

/// Behind a short word that stands before counts, times and versions as well: letters and digits, and nothing of those.
pub fn check_mixed(c: &Candidate<'_>) -> Verdict {
    in_text(c, check_whole_mixed)
}

/// The same of a value that ends with its text.
pub(super) fn check_whole_mixed(c: &Candidate<'_>) -> Verdict {
    const LEAST: usize = 6;
    let value = c.value;
    let has = |is_one: fn(&u8) -> bool| value.iter().any(is_one);
    let is_mixed = value.len() >= LEAST && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    // Hashes of commits, numbers with a unit, versions, paths and names of tests.
    let is_hexadecimal = value.iter().all(u8::is_ascii_hexdigit);
    let letters = value.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let number = &value[..value.len() - letters];
    let is_number =
        number.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'%' | b'/' | b'-'));
    let is_version = matches!(value, [b'v' | b'V', b'0'..=b'9', ..]);
    let is_name = value.iter().all(|b| {
        b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-' | b':' | b'/')
    }) && value.iter().any(|b| matches!(b, b'_' | b'.' | b'-' | b':' | b'/'));
    let is_other = is_hexadecimal
        || is_number
        || is_version
        || is_name
        || has(|b| matches!(b, b'/' | b'[' | b'('))
        || is_outcome(c)
        || is_placeholder(c);
    Verdict::valid(is_mixed && !is_other)
}

/// No more of a value is looked at for the setting behind it.
const SETTING_MAX: usize = 256;

/// Words that keys of settings begin with, sorted. A password may hold any other word behind a semicolon.
static SETTINGS: &[&[u8]] = &[
    b"application",
    b"applicationname",
    b"charset",
    b"connect",
    b"connection",
    b"connecttimeout",
    b"database",
    b"databasename",
    b"dbq",
    b"driver",
    b"encrypt",
    b"host",
    b"initial",
    b"integrated",
    b"max",
    b"min",
    b"multipleactiveresultsets",
    b"persist",
    b"pooling",
    b"port",
    b"provider",
    b"server",
    b"ssl",
    b"sslmode",
    b"timeout",
    b"trust",
    b"trusted",
    b"trustservercertificate",
    b"uid",
    b"user",
];

/// Where a value ends in a row of settings, as `Password=x;Encrypt=true` is one (ADO, ODBC, JDBC).
fn setting_end(c: &Candidate<'_>) -> Option<usize> {
    let value = &c.value[..c.value.len().min(SETTING_MAX)];
    let is_key = |rest: &[u8]| {
        let word = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let next = rest.get(word).or_else(|| c.after.first().filter(|_| word == rest.len()));
        matches!(next, Some(b'=' | b' ')) && is_one_of(SETTINGS, &rest[..word])
    };
    (0..value.len()).find(|at| value[*at] == b';' && is_key(&value[at + 1..]))
}

/// Where the text of an element ends, as `<password>x</password>` and `<p>password: x<br>y</p>`.
fn element_end(c: &Candidate<'_>) -> Option<usize> {
    let value = &c.value[..c.value.len().min(SETTING_MAX)];
    let is_element = c.before.last() == Some(&b'>') && !c.before.ends_with(b"=>");
    let own = if is_element { value.windows(2).position(|two| two == b"</") } else { None };
    own.or_else(|| text_end(c))
}

/// Where a value ends with the text that it stands in: before a tag, or before a line that begins with a name and a bar where `\n` stands for its
/// end (`password | x\nnote | y`).
fn text_end(c: &Candidate<'_>) -> Option<usize> {
    let line = || {
        let is_before_bar = c.after.starts_with(b" ") && c.after.trim_ascii_start().starts_with(b"|");
        let near = if is_before_bar { c.value } else { &[] };
        let at = memchr::memmem::rfind(near, b"\\n").filter(|at| *at > 0)?;
        let name = &near[at + 2..];
        let is_name = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
        is_name.then(|| near[..at].strip_suffix(b"\\r").map_or(at, <[u8]>::len))
    };
    element::end_of_value(c.value, c.after).or_else(line)
}

/// What `check` says of a value up to where its text ends.
pub(super) fn in_text(c: &Candidate<'_>, check: fn(&Candidate<'_>) -> Verdict) -> Verdict {
    let is_quoted = c.before.last().is_some_and(|b| b"\"'`".contains(b));
    let end = if is_quoted { None } else { text_end(c) };
    let Some(len) = end else { return check(c) };
    match check(&Candidate { value: &c.value[..len], after: &c.value[len..], ..*c }) {
        Verdict::Points(points) => Verdict::Part { len, points },
        other => other,
    }
}

/// A word comes next, and not the key of another value.
pub(crate) fn is_prose(text: &[u8]) -> bool {
    let word = text.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)).count();
    text.first().is_some_and(u8::is_ascii_lowercase) && !matches!(text.get(word), Some(b'=' | b':'))
}

/// A token is long and does not look like a word.
pub fn check_token(c: &Candidate<'_>) -> Verdict {
    in_text(c, check_whole_token)
}

fn check_whole_token(c: &Candidate<'_>) -> Verdict {
    if is_placeholder(c) || is_code(c) {
        return Verdict::Invalid;
    }
    let digits = c.value.iter().take(64).filter(|b| b.is_ascii_digit()).count();
    let upper = c.value.iter().skip(1).take(64).any(u8::is_ascii_uppercase);
    let lower = c.value.iter().take(64).any(u8::is_ascii_lowercase);
    match c.value.len() {
        0..=5 => Verdict::Invalid,
        6..=7 if digits == 0 => Verdict::Invalid,
        6..=7 => Verdict::Points(-35),
        8..=11 if digits == c.value.len() => Verdict::Points(-35),
        8..=19 if digits == 0 && (!(upper && lower) || is_word_of_code(c)) => Verdict::Points(-50),
        _ => Verdict::Points(0),
    }
}

/// Masks, markers, variables and literals that stand where a value was or will be.
pub(crate) fn is_placeholder(c: &Candidate<'_>) -> bool {
    let value = c.value;
    let first = value.first().copied().unwrap_or(b'*');
    let marker = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
    match value {
        [b'<', b'/', ..] | [b'%', b's' | b'd' | b'v'] => true,
        [b':', kind @ ..] if c.before.ends_with(b":") => is_kind(kind),
        // The rest of a comparison in code, `==` and `===`.
        [b'='] | [b'=', b'='] => true,
        // That of a rocket with nothing behind it in its line.
        [b'>'] | [b'>', b'\\', ..] if c.before.ends_with(b"=") => true,
        [b'{', b'{'] | [b'$', b'{', b'{'] if is_filled(c.after, b"}}") => true,
        [b'<', b'%'] | [b'<', b'%', b'='] if is_filled(c.after, b"%>") => true,
        // A closing bracket at the end was trimmed.
        [b'<', name @ ..] => closes(name, c.after, b'>'),
        [b'$', b'{', name @ ..] => closes(name, c.after, b'}'),
        [b'{', b'{', name @ ..] => closes(name, c.after, b'}'),
        [b'[', name @ ..] => {
            let whole = closes(name, c.after, b']');
            whole && name.strip_suffix(b"]").unwrap_or(name).iter().all(marker)
        }
        [b'(', ..] if is_said(c) => true,
        _ if is_one_of(LITERALS, &value[..value.len().min(16)]) => true,
        _ if is_variable(c) => true,
        // `xxxx` and `****` are masks; `1111` is somebody's password.
        _ => {
            let masks = !first.is_ascii_alphanumeric() || first.eq_ignore_ascii_case(&b'x');
            masks && value.iter().all(|b| *b == first) && (value.len() > 2 || first == b'*')
        }
    }
}

/// What values of a database are of. Sorted.
static KINDS: &[&[u8]] = &[
    b"bpchar",
    b"bytea",
    b"char",
    b"character",
    b"citext",
    b"json",
    b"jsonb",
    b"name",
    b"text",
    b"unknown",
    b"uuid",
    b"varchar",
];

/// True for what PostgreSQL has behind a name and `::`: `text`, `varchar(20)`.
fn is_kind(text: &[u8]) -> bool {
    let length = text.iter().take(16).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let ends = text
        .get(length)
        .is_none_or(|b| matches!(b, b'(' | b')' | b'[' | b',' | b';' | b':' | b'=' | b'<' | b'>'));
    ends && is_one_of(KINDS, &text[..length])
}

/// What programs say in brackets in place of a value.
const SAID: [&[u8]; 4] = [b"(sensitive value)", b"(sensitive)", b"(known after apply)", b"(not set)"];

/// True for the beginning of one that goes on behind it.
fn is_said(c: &Candidate<'_>) -> bool {
    SAID.iter().any(|said| said.strip_prefix(c.value).is_some_and(|rest| c.after.starts_with(rest)))
}

/// True where what is filled in later ends in this line: `{{ name }}`, `<%= name %>`.
fn is_filled(after: &[u8], end: &[u8]) -> bool {
    memchr::memmem::find(after, end).is_some()
}

/// The bracket before `name` closes at its end or directly behind it, and nowhere else.
fn closes(name: &[u8], after: &[u8], bracket: u8) -> bool {
    // Values may begin inside one another and all go on to the end of a line: none is looked at to its end.
    if name.len() > NAME_MAX {
        return false;
    }
    let end = name.iter().position(|b| *b == bracket).unwrap_or(name.len());
    let rest = &name[end..];
    rest.iter().all(|b| *b == bracket) && (!rest.is_empty() || after.first() == Some(&bracket))
}

/// Sorted.
static LITERALS: &[&[u8]] = &[
    b"-",
    b"empty",
    b"false",
    b"filtered",
    b"masked",
    b"missing",
    b"nil",
    b"no",
    b"none",
    b"null",
    b"omitted",
    b"redacted",
    b"required",
    b"str",
    b"string",
    b"true",
    b"undef",
    b"undefined",
    b"unset",
    b"yes",
];

#[cfg(test)]
mod tests {
    #[test]
    fn literals_are_found() {
        assert!(super::LITERALS.is_sorted() && super::KINDS.is_sorted() && super::SETTINGS.is_sorted());
    }
}
