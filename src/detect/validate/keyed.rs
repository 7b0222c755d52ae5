//! Values behind their key: what masks, variables, code and prose look like instead, and where a value of
//! several words ends when nothing closes it.

use crate::bytes::without_trailing;
use crate::detect::validate::secret::{is_placeholder, is_prose};
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// Taken from what looks odd, so that it stays possible.
const ODD: i16 = -40;

/// Words that an open value goes on over when another follows that fits.
const JOINING: &[&[u8]] = &[
    b"&", b"Mc", b"al", b"and", b"bin", b"da", b"de", b"del", b"den", b"der", b"di", b"do", b"dos", b"du",
    b"el", b"la", b"le", b"of", b"ten", b"ter", b"the", b"und", b"van", b"von", b"y", b"zu",
];

/// The most words of an open value.
const WORDS_MAX: usize = 8;

/// Sorted: what stands where a value is missing, and what documentation and code write there.
static NOTHING: &[&[u8]] = &[
    b"*",
    b"all",
    b"anonymous",
    b"any",
    b"bigint",
    b"blank",
    b"boolean",
    b"cannot",
    b"char",
    b"date",
    b"default",
    b"expected",
    b"false",
    b"field",
    b"function",
    b"int",
    b"integer",
    b"invalid",
    b"is",
    b"mailto",
    b"must",
    b"n/a",
    b"na",
    b"new",
    b"not",
    b"not set",
    b"number",
    b"object",
    b"optional",
    b"other",
    b"present",
    b"self",
    b"str",
    b"text",
    b"this",
    b"true",
    b"unchanged",
    b"unknown",
    b"unspecified",
    b"value",
    b"varchar",
];

/// Accounts of a system, sorted.
static SYSTEM: &[&[u8]] = &[
    b"admin",
    b"administrator",
    b"apache",
    b"bin",
    b"daemon",
    b"ec2-user",
    b"elastic",
    b"git",
    b"guest",
    b"hadoop",
    b"hbase",
    b"hdfs",
    b"hive",
    b"jenkins",
    b"kafka",
    b"localhost",
    b"localsystem",
    b"mongodb",
    b"mysql",
    b"nginx",
    b"nobody",
    b"operator",
    b"oracle",
    b"postgres",
    b"proxy",
    b"redis",
    b"root",
    b"service",
    b"solr",
    b"spark",
    b"sys",
    b"system",
    b"tomcat",
    b"ubuntu",
    b"user",
    b"username",
    b"www",
    b"www-data",
    b"yarn",
    b"zookeeper",
];

/// An account of a system, and no person.
pub(super) fn is_system(name: &[u8]) -> bool {
    is_one_of(SYSTEM, name)
}

/// No name is longer. What is may go on to the end of a line, inside other values that do, so that not every one of
/// them may be looked at as a whole.
const SHORT_MAX: usize = 128;

/// The name of a person.
pub fn check_name(c: &Candidate<'_>) -> Verdict {
    let odd = |b: &u8| !(b.is_ascii_alphabetic() || *b >= 0x80 || b" .,'()-".contains(b));
    check_words(c, odd, |word| {
        matches!(word, [a, b, ..] if is_capital(*a) && !b.is_ascii_uppercase()) || is_initial(word)
    })
}

/// A company, a title, an address: letters, numbers and signs.
pub fn check_text(c: &Candidate<'_>) -> Verdict {
    let odd = |b: &u8| b"_@={}<>|^~$%".contains(b);
    check_words(c, odd, |word| word.first().is_some_and(|b| is_capital(*b) || b.is_ascii_digit()))
}

fn check_words(c: &Candidate<'_>, odd: fn(&u8) -> bool, goes_on: fn(&[u8]) -> bool) -> Verdict {
    let len = if is_quoted(c) { c.value.len() } else { open_end(c, goes_on) };
    let value = &c.value[..len];
    // A marker is nothing to find, and no part of what is.
    if is_nothing(c, value) || !value.iter().any(|b| b.is_ascii_alphanumeric() || *b >= 0x80) {
        return Verdict::Invalid;
    }
    let is_odd = value.len() > SHORT_MAX || {
        let letters = value.iter().filter(|b| b.is_ascii_alphabetic() || **b >= 0x80).count();
        let in_query = value.contains(&b'+') || value.contains(&b'%');
        let plain = |b: &&u8| !in_query || !(b.is_ascii_digit() || b"+%".contains(b));
        letters == 0 || value.iter().filter(plain).any(odd) || is_mixed(value)
    };
    let points = if is_odd { ODD } else { 0 };
    if len == c.value.len() { Verdict::Points(points) } else { Verdict::Part { len, points } }
}

/// A number or code: it holds a digit.
pub fn check_code(c: &Candidate<'_>) -> Verdict {
    let digits = || c.value.iter().filter(|b| b.is_ascii_digit());
    match is_nothing(c, c.value) || digits().count() == 0 || digits().all(|b| *b == b'0') {
        true => Verdict::Invalid,
        false => Verdict::Points(0),
    }
}

/// An amount: nothing at all is nobody's pay.
pub fn check_amount(c: &Candidate<'_>) -> Verdict {
    let digits = c.value.iter().filter(|b| b.is_ascii_digit());
    let is_zero = digits.clone().all(|b| *b == b'0');
    match (is_zero, digits.count()) {
        (true, _) => Verdict::Invalid,
        (false, 1) => Verdict::Points(ODD),
        _ => Verdict::Points(0),
    }
}

/// Month and year with a sign between them, or either behind a key that says which.
pub fn check_expiry(c: &Candidate<'_>) -> Verdict {
    if c.value.iter().any(|b| b"/-".contains(b)) {
        return Verdict::Points(0);
    }
    let says =
        |word: &[u8]| c.before.windows(word.len()).rev().take(24).any(|w| w.eq_ignore_ascii_case(word));
    let number = c.value.iter().fold(0u32, |n, b| n * 10 + u32::from(b.saturating_sub(b'0')));
    let fits = match c.value.len() {
        1 | 2 if says(b"month") || says(b"mm") => (1..=12).contains(&number),
        2 if says(b"year") || says(b"yy") => true,
        4 if says(b"year") || says(b"yy") => (2000..2100).contains(&number),
        4 => (1..=12).contains(&(number / 100)) && (says(b"card") || says(b"cc")),
        _ => false,
    };
    Verdict::valid(fits)
}

/// A user name: one word, no account of the system.
pub fn check_user(c: &Candidate<'_>) -> Verdict {
    let spaced = matches!(c.before.last(), Some(b' ' | b'\t'));
    let prose = spaced && matches!(c.after, [b' ', rest @ ..] if is_prose(rest));
    if is_nothing(c, c.value)
        || is_one_of(SYSTEM, &c.value[..c.value.len().min(16)])
        || prose
        || is_called(c.after)
        || is_setting(c)
    {
        return Verdict::Invalid;
    }
    let odd = !is_quoted(c) && (c.value.contains(&b'/') || c.value.contains(&b'$') || is_mixed(c.value));
    Verdict::Points(if odd { ODD } else { 0 })
}

/// What `sudo` writes behind who asks: `ann : TTY=pts/0 ; PWD=…`.
fn is_setting(c: &Candidate<'_>) -> bool {
    c.value == b"TTY" && c.before.ends_with(b"] : ") && c.after.first() == Some(&b'=')
}

fn is_quoted(c: &Candidate<'_>) -> bool {
    c.before.last().is_some_and(|b| b"\"'`".contains(b))
}

fn is_nothing(c: &Candidate<'_>, value: &[u8]) -> bool {
    // A place may be called `New …`; a sentence goes on in small letters.
    let first = value.split(|b| *b == b' ').next().unwrap_or_default();
    let open = !is_quoted(c);
    is_one_of(NOTHING, &value[..value.len().min(16)])
        || (open && NOTHING.binary_search(&first).is_ok())
        || is_placeholder(&Candidate { value, ..*c })
        || (open && value.len() == c.value.len() && is_called(c.after))
        || (open && is_code(value))
}

/// `getName(`, `names[`: code stands here.
fn is_called(after: &[u8]) -> bool {
    matches!(after.first(), Some(b'(' | b'['))
}

/// `user.name`, `a/b`, `C:\x`, `f::g`: not what a person is called.
fn is_code(value: &[u8]) -> bool {
    let first = value.split(|b| *b == b' ').next().unwrap_or_default();
    let dotted =
        first.windows(3).any(|w| w[0].is_ascii_lowercase() && w[1] == b'.' && w[2].is_ascii_alphabetic());
    let path = first.iter().any(|b| b"/\\".contains(b)) && !first[0].is_ascii_digit();
    dotted || path || first.contains(&b'*')
}

/// `userName`, `fooBar1`: a variable. `McDonald` begins with a capital.
fn is_mixed(value: &[u8]) -> bool {
    value[0].is_ascii_lowercase() && !value.contains(&b' ') && value.iter().any(u8::is_ascii_uppercase)
}

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte >= 0x80
}

fn is_initial(word: &[u8]) -> bool {
    matches!(word, [a] | [a, b'.'] if is_capital(*a))
}

/// Where a value ends that nothing closes: behind its first word, and further ones that `goes_on` takes. 0 when
/// it is a sentence.
fn open_end(c: &Candidate<'_>, goes_on: fn(&[u8]) -> bool) -> usize {
    let value = c.value;
    let word_end = |at: usize| value[at..].iter().position(|b| *b == b' ').map_or(value.len(), |n| at + n);
    let is_key = |end: usize| {
        let next = value.get(end).or_else(|| if end == value.len() { c.after.first() } else { None });
        matches!(next, Some(b'=' | b':'))
    };
    let mut end = word_end(0);
    let spaced = matches!(c.before.last(), Some(b' ' | b'\t'));
    let rest = value.get(end + 1..).unwrap_or_default();
    let is_sentence = spaced && value[0].is_ascii_lowercase() && !rest.is_empty();
    if is_sentence && is_prose(rest) {
        return 0;
    }
    let mut joining = None;
    for _ in 1..WORDS_MAX {
        let start = end + 1;
        let next = word_end(start.min(value.len()));
        let word = value.get(start..next).unwrap_or_default();
        if word.is_empty() || is_key(next) || !value[0].is_ascii_alphanumeric() && value[0] < 0x80 {
            break;
        }
        if JOINING.contains(&word) {
            joining.get_or_insert(end);
        } else if goes_on(word) {
            joining = None;
        } else {
            break;
        }
        end = next;
    }
    end = joining.unwrap_or(end);
    let mut kept = without_trailing(&value[..end], |b| b" ,;:!?-".contains(b)).len();
    // The dot of an initial is part of the name, that of a sentence is not.
    if let [.., a, b'.'] = value[..kept]
        && !(is_capital(a) && (kept == 2 || value[kept - 3] == b' '))
    {
        kept -= 1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        assert!(NOTHING.is_sorted() && SYSTEM.is_sorted());
    }

    #[test]
    fn an_open_name_ends_where_prose_begins() {
        for (value, after, len) in [
            ("Zorvane Quillby logged in", "", 15),
            ("Zorvane Quillby", "=x", 7),
            ("Zorvane van der Quillby has", "", 23),
            ("Zorvane van", "", 7),
            ("Zorvane Q. Quillby INFO", "", 18),
            ("Zorvane Quillby.", "", 15),
            ("zorvane", "", 7),
            ("must be set", "", 0),
        ] {
            let c = Candidate { value: value.as_bytes(), before: b"full_name: ", after: after.as_bytes() };
            let got = match check_name(&c) {
                Verdict::Part { len, .. } => len,
                Verdict::Points(_) => value.len(),
                Verdict::Invalid => 0,
            };
            assert_eq!(got, len, "{value}");
        }
    }
}
