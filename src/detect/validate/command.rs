//! Passwords on command lines: which option of which program one stands behind, and what stands there instead.

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::validate::secret::{check_token, is_placeholder};
use crate::detect::validate::{Candidate, Verdict, is_one_of};
use crate::limits::CONTEXT_BYTES;

mod programs;

use programs::{Form, OF_CURL, REGISTRIES, Stand, USES, Use};

/// Words that stand behind an option in sentences, sorted.
static WORDS: &[&[u8]] = &[
    b"a",
    b"an",
    b"and",
    b"are",
    b"argument",
    b"as",
    b"at",
    b"by",
    b"can",
    b"command",
    b"file",
    b"flag",
    b"for",
    b"from",
    b"has",
    b"if",
    b"in",
    b"instead",
    b"is",
    b"it",
    b"may",
    b"must",
    b"not",
    b"of",
    b"on",
    b"option",
    b"options",
    b"or",
    b"parameter",
    b"prompt",
    b"should",
    b"so",
    b"switch",
    b"that",
    b"the",
    b"then",
    b"this",
    b"to",
    b"was",
    b"when",
    b"which",
    b"will",
    b"with",
    b"without",
    b"you",
];

/// What manuals write for a value, sorted.
static NAMES: &[&[u8]] = &[
    b"arg",
    b"key",
    b"pass",
    b"passphrase",
    b"passwd",
    b"password",
    b"pw",
    b"pwd",
    b"secret",
    b"str",
    b"string",
    b"text",
    b"token",
    b"value",
];

/// What options end with whose value is a password; a figure may stand behind it.
const OF_PASSWORDS: &[&[u8]] =
    &[b"password", b"passwd", b"passphrase", b"passwort", b"pass", b"passin", b"passout", b"pwd"];

/// The same of other secrets, without dashes and underlines.
const OF_SECRETS: &[&[u8]] = &[
    b"apikey",
    b"accesskey",
    b"secret",
    b"secretkey",
    b"token",
    b"privatekey",
    b"authkey",
    b"credential",
    b"credentials",
    b"secretstring",
];

/// What ends like one of these and is no password.
const OTHERS: &[&[u8]] = &[
    b"bypass",
    b"compass",
    b"surpass",
    b"trespass",
    b"overpass",
    b"underpass",
    b"lowpass",
    b"low-pass",
    b"highpass",
    b"high-pass",
    b"bandpass",
    b"band-pass",
    b"allpass",
    b"multipass",
    b"multi-pass",
    b"two-pass",
    b"onepass",
    b"one-pass",
    b"twopass",
    b"single-pass",
];

/// Parts of names of options that ask for a password and take none.
const ASKING: &[&[u8]] = &[b"no-", b"ask-", b"prompt-", b"without-", b"skip-"];

/// A password behind an option that says so: `--password x`. What programs call it differs in what stands before and in dashes.
pub fn check_long(c: &Candidate<'_>) -> Verdict {
    let (option, _) = option_before(c.before);
    let asks = |part: &&[u8]| memchr::memmem::find(option, part).is_some();
    // A second pass over a film is no password.
    let is_count = c.value.len() == 1 && c.value[0].is_ascii_digit();
    let name = match option {
        [name @ .., b'0'..=b'9'] => name,
        name => name,
    };
    let is_one = ends_with_one(name, OF_PASSWORDS) && !OTHERS.iter().any(|other| ends_with_word(name, other));
    // `pwd` is also the working directory.
    let is_directory = ends_with_word(name, b"pwd")
        && matches!(c.value, b"." | [b'/', ..] | [b'.' | b'~', b'/', ..] | [b'.', b'.', ..]);
    match !is_one || is_directory || ASKING.iter().any(asks) || is_count || !is_value(c) {
        true => Verdict::Invalid,
        false => Verdict::Points(0),
    }
}

/// Another secret behind an option that says so: `--api-key x`.
pub fn check_secret(c: &Candidate<'_>) -> Verdict {
    let (option, _) = option_before(c.before);
    let is_kept = option == b"value" && is_store(c.before);
    match is_kept || ends_with_one(option, OF_SECRETS) {
        true => check_token(c),
        false => Verdict::Invalid,
    }
}

/// True where a program is told to keep a secret: its option for that says only that it is a value.
fn is_store(before: &[u8]) -> bool {
    let has = |word: &[u8]| memchr::memmem::find(before, word).is_some();
    has(b" SecureString") || has(b"secret set ")
}

/// The names of settings that hold secrets of registries beside [`OF_SECRETS`].
const OF_SETTINGS: &[&[u8]] = &[b"_password", b"_auth"];

/// What keeps settings that it is told.
const KEEPERS: &[&[u8]] =
    &[b"config", b"npm", b"yarn", b"aws", b"setx", b"setenv", b"consul", b"user-secrets"];

/// A secret behind the name of a setting that a program is told to keep: `aws configure set aws_secret_access_key x`.
pub fn check_setting(c: &Candidate<'_>) -> Verdict {
    let command = &c.before[start_of_command(c.before)..];
    let is_told = KEEPERS.iter().any(|word| memchr::memmem::find(command, word).is_some());
    let name = without_trailing(command, |b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\'));
    // A password that is a word stands in sentences too.
    let is_word = c.value.iter().all(u8::is_ascii_lowercase) && !is_quoted(c);
    let is_password = ends_with_word(name, b"password") && !is_word;
    let is_whole = is_password || OF_SETTINGS.iter().any(|own| ends_with_word(name, own));
    match is_told && (is_whole || ends_with_one(name, OF_SECRETS)) {
        true if is_whole && is_value(c) => Verdict::Points(0),
        true => check_token(c),
        false => Verdict::Invalid,
    }
}

/// True for a name that ends with one of `words`, in any case and whatever parts them.
fn ends_with_one(name: &[u8], words: &[&[u8]]) -> bool {
    let ends = |word: &&[u8]| {
        let mut letters = name.iter().rev().filter(|b| !matches!(b, b'-' | b'_'));
        word.iter().rev().all(|b| letters.next().is_some_and(|letter| letter.eq_ignore_ascii_case(b)))
    };
    words.iter().any(ends)
}

/// A password behind an option of one or two letters, or a name and a password.
pub fn check_short(c: &Candidate<'_>) -> Verdict {
    let name = name_before(c.before);
    let (option, is_joined) = option_before(name.map_or(c.before, |(before, _)| before));
    // A quote that nothing stands before ended an argument.
    let is_over = is_joined && is_quoted(c) && matches!(c.value[0], b',' | b']' | b'}' | b')');
    let fits = |(programs, flag, stand, form): &Use| {
        let stands =
            if is_joined { is_joined_to(option, c.value, flag, *form) } else { is_flag(option, flag, *form) };
        let is_none = if is_joined { Stand::Apart } else { Stand::Joined };
        let is_whole = matches!((name, form), (Some((_, sign)), Form::Pair(between)) if sign == *between);
        *stand != is_none
            && stands
            && (is_whole || has_form(c.value, *form))
            && (programs.iter().any(|program| is_called(c.before, program)) || is_request(c, flag))
    };
    match !is_over && USES.iter().any(fits) && is_value(&password_of(c)) {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

/// What stands before a name that its quotes part from the password behind it (`-u 'ann':'x'`), and the sign between the two.
fn name_before(before: &[u8]) -> Option<(&[u8], u8)> {
    let quotes = |text: &[u8]| text.iter().rev().take_while(|b| matches!(b, b'"' | b'\'' | b'\\')).count();
    let behind = quotes(before);
    let (sign, name) = before[..before.len() - behind].split_last()?;
    let closed = quotes(name);
    let name = &name[..name.len() - closed];
    let of_name = |b: &u8| !matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\' | b':' | b'%' | b',' | b'=');
    let start = name.len() - name.iter().rev().take_while(|b| of_name(b)).count();
    let is_one = matches!(sign, b':' | b'%' | b',') && behind + closed > 0 && start < name.len();
    is_one.then_some((&name[..start], *sign))
}

/// The password of a name and a password, where the value is both: only that can be a variable or what a manual writes.
fn password_of<'a>(c: &Candidate<'a>) -> Candidate<'a> {
    let is_user = |b: &u8| {
        b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'$' | b'{' | b'}' | b'_' | b'<' | b'>')
    };
    let at = c.value.iter().position(|b| !is_user(b)).filter(|at| matches!(c.value[*at], b':' | b'%' | b','));
    match at {
        Some(at) if at > 0 && at + 1 < c.value.len() => Candidate { value: &c.value[at + 1..], ..*c },
        _ => *c,
    }
}

/// True where the letter `option` and what follows it are `flag` and a value, or letters of `curl` and both.
fn is_joined_to(option: &[u8], value: &[u8], flag: &[u8], form: Form) -> bool {
    let Some((first, more)) = flag.split_first() else { return false };
    if option == [*first] {
        return value.starts_with(more);
    }
    let may_be_behind =
        matches!(form, Form::Pair(b':')) && matches!(option, [letter] if OF_CURL.contains(letter));
    let letters = value.iter().take_while(|b| OF_CURL.contains(b)).count();
    may_be_behind && value.get(letters) == Some(first)
}

/// True where a program is too far away to be seen, and an address or other options say that it is one like `curl`.
fn is_request(c: &Candidate<'_>, flag: &[u8]) -> bool {
    const SIGNS: [&[u8]; 6] = [b"http://", b"https://", b" -H ", b" -X ", b" --data", b" --header "];
    const OTHERS: [&[u8]; 4] = [b" run ", b" exec ", b"chown", b" -v "];
    let has =
        |text: &[u8], words: &[&[u8]]| words.iter().any(|word| memchr::memmem::find(text, word).is_some());
    matches!(flag, b"u" | b"user")
        && (has(c.before, &SIGNS) || has(c.after, &SIGNS[..2]))
        && !has(c.before, &OTHERS)
}

/// The option that ends directly before a value, without its dashes, and whether nothing stands between. In lists each is in quotes, and in what
/// an audit writes it has a number.
fn option_before(before: &[u8]) -> (&[u8], bool) {
    let rest = without_trailing(before, |b| matches!(b, b'"' | b'\'' | b'\\'));
    let of_option = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let up_to_option = |rest| without_trailing(rest, |b| !of_option(b));
    let mut option = up_to_option(rest);
    let mut is_attached = option.len() == rest.len();
    // ` a2="` between two.
    if let Some(equals) = rest.strip_suffix(b"=") {
        let digits = equals.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let number = &equals[..equals.len() - digits];
        if let Some(quoted) = number.strip_suffix(b" a") {
            option = up_to_option(quoted);
            is_attached = false;
        }
    }
    // `pass:` says where a password comes from.
    if let Some(source) = rest.strip_suffix(b"pass:") {
        option = up_to_option(source);
        is_attached = false;
    }
    let start = option.iter().rposition(|b| !of_option(b)).map_or(0, |n| n + 1);
    let name = &option[start..];
    (&name[name.iter().take_while(|b| **b == b'-').count()..], is_attached)
}

/// True for an option, or for letters of which the last ones are one.
fn is_flag(option: &[u8], flag: &[u8], form: Form) -> bool {
    let may_end = flag.len() == 1 && option.len() <= 4 && !matches!(form, Form::Alone);
    option == flag || may_end && option.ends_with(flag)
}

/// True when a program is called in the command that goes on behind `before`.
pub(super) fn is_called(before: &[u8], program: &[u8]) -> bool {
    let command = &before[start_of_command(before)..];
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let is_whole = |at: usize| {
        let behind = &command[at + program.len()..];
        let behind = behind.strip_prefix(b".exe").unwrap_or(behind);
        // A diff has its sign before the line.
        let is_removed =
            at == 1 && command[0] == b'-' && command.len() == before.len() && before.len() < CONTEXT_BYTES;
        (at == 0 || is_removed || !is_part(&command[at - 1]))
            && behind.first().is_some_and(|b| matches!(b, b' ' | b'\t' | b'"' | b'\''))
    };
    let is_one = memchr::memmem::find_iter(command, program).any(is_whole);
    is_one && (program != b"login" || REGISTRIES.iter().any(|program| is_called(before, program)))
}

/// Where in `before` the command begins that goes on behind it. What joins two parts of an address or a form (`a=1&b=2`) ends none.
pub(super) fn start_of_command(before: &[u8]) -> usize {
    let ends = |at: &usize| match before[*at] {
        b'|' | b';' | b'`' => true,
        b'&' => {
            let is_beside = |b: Option<&u8>| matches!(b, None | Some(b' ' | b'\t' | b'&'));
            is_beside(before.get(at + 1)) || at.checked_sub(1).is_none_or(|n| is_beside(before.get(n)))
        }
        _ => false,
    };
    (0..before.len()).rev().find(ends).map_or(0, |at| at + 1)
}

/// A longer number is no port.
const PORT_DIGITS: usize = 5;

fn has_form(value: &[u8], form: Form) -> bool {
    match form {
        Form::Any => true,
        Form::Alone => value != b"public",
        Form::Word => {
            let is_digits = value.iter().all(u8::is_ascii_digit);
            let is_number = value.iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'-'));
            let is_number = is_number && !(is_digits && value.len() > PORT_DIGITS);
            !is_number && !matches!(value, [b'/', ..] | [b'.', b'/' | b'.', ..] | [b'~', b'/', ..])
        }
        Form::Pair(between) => {
            // Numbers of a user and a group, or ports.
            let is_number = value.iter().all(|b| b.is_ascii_digit() || *b == between);
            let at = memchr::memchr(between, value);
            let is_pair = |at: usize| at > 0 && at + 1 < value.len() && !value[at..].starts_with(b"://");
            !is_number && at.is_some_and(is_pair)
        }
    }
}

/// True for what manuals write for a value.
pub(super) fn is_name_of_value(value: &[u8]) -> bool {
    is_one_of(NAMES, value)
}

/// True for words that stand behind an option in sentences.
pub(super) fn is_word(word: &[u8]) -> bool {
    is_one_of(WORDS, word)
}

/// False for what stands for a value, for a variable, and for words of a sentence.
pub(super) fn is_value(c: &Candidate<'_>) -> bool {
    let is_name = |name: &[u8]| {
        name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_') && !name.is_empty()
    };
    let is_variable = match c.value {
        [b'$', b'(' | b'{', ..] => true,
        [b'$', name @ ..] => is_name(name) || matches!(name, [b'0'..=b'9' | b'@' | b'*']),
        [b'%', name @ .., b'%'] => is_name(name),
        [b'(', name @ ..] => is_cmdlet(name),
        // In the code of programs that start others.
        [b'{', name @ ..] => {
            let inside = name.strip_suffix(b"}").or(c.after.starts_with(b"}").then_some(name));
            inside.is_some_and(|name| {
                name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
            })
        }
        _ => false,
    };
    let is_capital = c.value.iter().all(|b| !b.is_ascii_lowercase());
    // A backslash that its line goes on behind.
    let is_break = c.value == b"\\";
    let is_name_of_value = is_capital && is_name_of_value(c.value);
    // What an option means, in a column of its own.
    let is_column = c.before.ends_with(b"   ") && c.value.iter().all(u8::is_ascii_alphabetic);
    let is_word = !is_quoted(c) && self::is_word(c.value) || is_column;
    let is_other = is_placeholder(c) || is_break || is_variable || is_name_of_value || is_word;
    !is_other
}

/// True for a command of PowerShell: a verb, a dash and a noun.
fn is_cmdlet(name: &[u8]) -> bool {
    let is_part = |part: &[u8]| {
        part.first().is_some_and(u8::is_ascii_uppercase) && part.iter().all(u8::is_ascii_alphabetic)
    };
    let at = memchr::memchr(b'-', name);
    at.is_some_and(|at| is_part(&name[..at]) && is_part(&name[at + 1..]))
}

/// True directly behind a quote.
pub(super) fn is_quoted(c: &Candidate<'_>) -> bool {
    c.before.last().is_some_and(|b| matches!(b, b'"' | b'\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        assert!(WORDS.is_sorted() && NAMES.is_sorted());
    }

    #[test]
    fn names_are_found_before_what_quotes_part_from_them() {
        for (before, expected) in [
            (&b"curl -u 'ann':'"[..], Some((&b"curl -u '"[..], b':'))),
            (b"curl -u ann:'", Some((b"curl -u ", b':'))),
            (b"lftp -u ann,\"", Some((b"lftp -u ", b','))),
            (b"{\"c\":\"curl -u \\\"ann\\\":\\\"", Some((b"{\"c\":\"curl -u \\\"", b':'))),
            (b"curl -u ann:", None),
            (b"curl -u '", None),
            (b"openssl -passin pass:", None),
        ] {
            assert!(name_before(before) == expected, "{}", before.escape_ascii());
        }
    }

    #[test]
    fn commands_end_at_signs_that_stand_alone() {
        for (before, command) in [
            (&b"a; b "[..], &b" b "[..]),
            (b"a && b ", b" b "),
            (b"a & b ", b" b "),
            (b"curl 'x?a=1&b=2' ", b"curl 'x?a=1&b=2' "),
            (b"a", b"a"),
        ] {
            assert_eq!(&before[start_of_command(before)..], command, "{}", before.escape_ascii());
        }
    }

    #[test]
    fn options_are_found_before_their_values() {
        for (before, option, is_attached) in [
            (&b"mysql -p"[..], &b"p"[..], true),
            (b"mysql -p'", b"p", true),
            (b"app --password ", b"password", false),
            (b"app --password '", b"password", false),
            (b"[\"app\", \"--password\", \"", b"password", false),
            (b"a0=\"app\" a1=\"--password\" a2=\"", b"password", false),
            (b"openssl rsa -passin pass:", b"passin", false),
            (b"{\"c\":\"curl -u \\\"", b"u", false),
            (b"1,\"mysql -p\"\"", b"p", true),
            (b"\"[\\\"app\\\", \\\"--password\\\", \\\"", b"password", false),
        ] {
            assert_eq!(option_before(before), (option, is_attached), "{}", before.escape_ascii());
        }
    }
}
