//! Names of people beside their addresses (RFC 5322, 3.4): `Ann Lee <ann@example.com>`, `ann@example.com (Ann Lee)`.

use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// The longest name with what stands between it and the address.
pub const NAME_MAX: usize = 96;

/// The most words of one.
const WORDS_MAX: usize = 6;

/// What parts a name from the address.
const SPACES_MAX: usize = 3;

/// Words inside of names that begin with a small letter, sorted.
static PARTICLES: &[&[u8]] = &[
    b"al", b"bin", b"da", b"de", b"del", b"della", b"den", b"der", b"di", b"do", b"dos", b"du", b"el",
    b"ibn", b"la", b"le", b"san", b"st", b"ten", b"ter", b"van", b"von", b"y", b"zu",
];

/// Words before a name that are none of it, sorted.
static LABELS: &[&[u8]] = &[
    b"admin",
    b"am",
    b"an",
    b"and",
    b"at",
    b"author",
    b"bcc",
    b"by",
    b"call",
    b"cc",
    b"committer",
    b"contact",
    b"dear",
    b"december",
    b"e-mail",
    b"email",
    b"february",
    b"for",
    b"fri",
    b"friday",
    b"from",
    b"fw",
    b"fwd",
    b"gmt",
    b"hello",
    b"hi",
    b"january",
    b"july",
    b"mail",
    b"maintainer",
    b"march",
    b"mon",
    b"monday",
    b"november",
    b"october",
    b"on",
    b"or",
    b"owner",
    b"pm",
    b"re",
    b"reported",
    b"reporter",
    b"reviewed",
    b"sat",
    b"saturday",
    b"sender",
    b"september",
    b"signed",
    b"sun",
    b"sunday",
    b"thanks",
    b"the",
    b"thu",
    b"thursday",
    b"to",
    b"tue",
    b"tuesday",
    b"user",
    b"utc",
    b"wed",
    b"wednesday",
    b"with",
    b"write",
];

/// Addresses of functions and words that name them, sorted.
static ROLES: &[&[u8]] = &[
    b"abuse",
    b"account",
    b"accounts",
    b"admin",
    b"administration",
    b"administrator",
    b"alert",
    b"alerts",
    b"announce",
    b"api",
    b"billing",
    b"bot",
    b"bounce",
    b"bugs",
    b"build",
    b"buildbot",
    b"builder",
    b"center",
    b"ci",
    b"company",
    b"connect",
    b"contact",
    b"cron",
    b"daemon",
    b"department",
    b"dev",
    b"devel",
    b"devs",
    b"dpo",
    b"editor",
    b"editors",
    b"error",
    b"events",
    b"feedback",
    b"foundation",
    b"gmbh",
    b"group",
    b"hello",
    b"help",
    b"helpdesk",
    b"host",
    b"hostmaster",
    b"hr",
    b"inc",
    b"info",
    b"jenkins",
    b"jobs",
    b"legal",
    b"list",
    b"lists",
    b"ltd",
    b"mail",
    b"mailer",
    b"mailer-daemon",
    b"maintainers",
    b"marketing",
    b"monitor",
    b"news",
    b"newsletter",
    b"no-reply",
    b"nobody",
    b"noreply",
    b"notification",
    b"notifications",
    b"notify",
    b"office",
    b"ops",
    b"order",
    b"orders",
    b"owner",
    b"postmaster",
    b"press",
    b"privacy",
    b"project",
    b"report",
    b"reports",
    b"root",
    b"sales",
    b"security",
    b"server",
    b"service",
    b"services",
    b"shop",
    b"staff",
    b"subscribe",
    b"support",
    b"sysadmin",
    b"system",
    b"team",
    b"test",
    b"university",
    b"unsubscribe",
    b"user",
    b"users",
    b"webmaster",
    b"www",
];

/// How many bytes before the `<` are a name and what parts it from the address.
pub fn take(c: &Candidate<'_>) -> Option<usize> {
    let line = memchr::memrchr2(b'\n', b'\r', c.before).map_or(0, |n| n + 1);
    let from = line.max(c.before.len().saturating_sub(NAME_MAX));
    let text = &c.before[from..];
    let spaces = text.iter().rev().take(SPACES_MAX).take_while(|b| **b == b' ').count();
    let end = text.len() - spaces;
    let start = match text[..end].last()? {
        quote @ (b'"' | b'\'') => quoted(&text[..end - 1], *quote)?,
        _ => words(&text[..end])?,
    };
    is_name_of(name_of(&text[start..end]), c.value).then_some(text.len() - start)
}

/// Where what the quote at the end of `text` closes begins.
fn quoted(text: &[u8], quote: u8) -> Option<usize> {
    let open = memchr::memrchr(quote, text)?;
    // A name with a quote before it that belongs to what stands before that: `it's Ann's`.
    let begins = open == 0 || !text[open - 1].is_ascii_alphanumeric();
    begins.then_some(open + 1)
}

/// Without the quote, or the quote that is escaped, behind it.
fn name_of(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\"").or_else(|| text.strip_suffix(b"'")).unwrap_or(text);
    let slashes = text.iter().rev().take_while(|b| **b == b'\\').count();
    &text[..text.len() - slashes]
}

/// Where the words of a name at the end of `text` begin.
fn words(text: &[u8]) -> Option<usize> {
    let (mut start, mut at) = (None, text.len());
    for _ in 0..WORDS_MAX {
        let length = text[..at].iter().rev().take_while(|b| is_of_name(**b)).count();
        let word = &text[at - length..at];
        if is_capital(word) && !is_one_of(LABELS, word) {
            start = Some(at - length);
        } else if !is_one_of(PARTICLES, word) || start.is_none() {
            break;
        }
        at -= length;
        // Another word stands behind one space; what begins elsewhere is a part of something else.
        match text[..at] {
            [.., before, b' '] if is_of_name(before) => at -= 1,
            _ => break,
        }
    }
    start
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'.' | b'-' | b'\'')
}

/// A word that a name can begin with: a capital and at least one other letter, or an initial.
fn is_capital(word: &[u8]) -> bool {
    match word {
        [first, b'.'] => first.is_ascii_uppercase(),
        [first, rest @ ..] => {
            (first.is_ascii_uppercase() || *first >= 0x80)
                && rest.iter().any(|b| b.is_ascii_lowercase() || *b >= 0x80)
                || word.len() > 2 && word.iter().all(|b| b.is_ascii_uppercase())
        }
        [] => false,
    }
}

/// True for words that are a person's name, of the address in `mailbox`: two or more, or one that the address begins with.
fn is_name_of(name: &[u8], mailbox: &[u8]) -> bool {
    let local = mailbox.strip_prefix(b"<").unwrap_or(mailbox);
    let local = &local[..memchr::memchr(b'@', local).unwrap_or(local.len())];
    let parts = || name.split(|b| matches!(b, b' ' | b',')).filter(|w| !w.is_empty());
    let is_role = |word: &[u8]| is_one_of(ROLES, word);
    let mut of_local = local.split(|b| matches!(b, b'.' | b'-' | b'_' | b'+'));
    if is_role(local) || of_local.any(is_role) || parts().any(is_role) || !parts().all(is_word) {
        return false;
    }
    match parts().filter(|word| is_capital(word)).count() {
        0 => false,
        1 => name.len() > 2 && local.len() >= name.len() && local[..name.len()].eq_ignore_ascii_case(name),
        count => count <= WORDS_MAX,
    }
}

/// A word of a name, a particle or the like.
fn is_word(word: &[u8]) -> bool {
    word.iter().all(|b| is_of_name(*b)) && (is_capital(word) || is_one_of(PARTICLES, word))
}

/// What can stand directly before the `<`.
pub fn ends_name(byte: u8) -> bool {
    is_of_name(byte) || matches!(byte, b' ' | b'"')
}

/// A name before an address: all up to what parts them.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let end = memchr::memrchr(b'<', c.value).unwrap_or(c.value.len());
    let name = name_of(c.value[..end].trim_ascii_end());
    if name.is_empty() { Verdict::Invalid } else { Verdict::Part { len: name.len(), points: 0 } }
}

/// A name in brackets behind an address.
pub fn check_comment(c: &Candidate<'_>) -> Verdict {
    let local = memchr::memrchr(b'@', c.before).map_or(&b""[..], |at| {
        let is_before = |b: &&u8| !matches!(b, b' ' | b'<' | b'"' | b':' | b'\t');
        let length = c.before[..at].iter().rev().take_while(is_before).count();
        &c.before[at - length..at]
    });
    Verdict::valid(is_name_of(c.value, local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(PARTICLES.is_sorted() && LABELS.is_sorted() && ROLES.is_sorted());
    }

    #[test]
    fn names_begin_where_they_begin() {
        let name = |before: &str| {
            let c = Candidate { value: b"<ann@example.com>", before: before.as_bytes(), after: b"" };
            take(&c).map(|n| before[before.len() - n..].to_owned())
        };
        for (before, wanted) in [
            ("Ann Lee ", "Ann Lee "),
            ("thanks to Ann B. Lee ", "Ann B. Lee "),
            ("Author: Ludwig van Beethoven ", "Ludwig van Beethoven "),
            ("From Ann Lee ", "Ann Lee "),
            ("\"Lee, Ann\" ", "Lee, Ann\" "),
            ("Zo\u{eb} Vane", "Zo\u{eb} Vane"),
            ("Ann ", "Ann "),
            ("On Monday Ann Lee ", "Ann Lee "),
            ("x\nAnn Lee ", "Ann Lee "),
        ] {
            assert_eq!(name(before).as_deref(), Some(wanted), "{before}");
        }
        for before in [
            "",
            "mail ",
            "Bob ",
            "Example Support ",
            "Mailing List ",
            "see [1] ",
            "A ",
            "\n",
            "Ann Lee\n",
            "a \"quoted word\" ",
        ] {
            assert_eq!(name(before), None, "{before}");
        }
    }
}
