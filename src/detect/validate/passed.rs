//! Passwords that code hands to a function: behind their name (`define('DB_PASSWORD', 'x')`), to a function that is called so
//! (`setPassword("x")`), or to a macro (`#define WIFI_PASS "x"`). Names of fields and labels of forms stand there as well.

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::validate::command::{is_name_of_value, is_quoted, is_value};
use crate::detect::validate::secret::{check_mixed, check_password};
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// Functions that get the name of a setting and its value, sorted.
static SETTERS: &[&[u8]] = &[
    b"add_setting",
    b"addproperty",
    b"define",
    b"env",
    b"fetch",
    b"getenv",
    b"option",
    b"put",
    b"putenv",
    b"set",
    b"setdefault",
    b"setenv",
    b"setenvironmentvariable",
    b"setitem",
    b"setproperty",
    b"setstring",
    b"systemproperty",
];

/// Parts of what a form writes beside a field.
const OF_LABELS: [&[u8]; 7] =
    [b"password", b"passwd", b"passwort", b"passphrase", b"secret", b"token", b"pwd"];

/// Behind the name of a setting and a comma.
pub fn check_named(c: &Candidate<'_>) -> Verdict {
    let before = without_trailing(up_to_quote(c.before), |b| matches!(b, b' ' | b'\t'));
    let Some(before) = before.strip_suffix(b",") else { return Verdict::Invalid };
    let name = up_to_quote(before.trim_ascii_end());
    let function = name.rsplitn(2, |b| *b == b'(').nth(1).unwrap_or_default();
    let is_setter = is_one_of(SETTERS, name_behind(function).0);
    Verdict::valid(is_text(c) && (is_setter || is_mixed(c)))
}

/// What holds where nothing else is set, in a call that names the setting first: `getenv('DB_PASSWORD', default='x')`.
pub fn check_otherwise(c: &Candidate<'_>) -> Verdict {
    const NAMES: [&[u8]; 6] = [b"password", b"passwd", b"passphrase", b"_pass", b"_pwd", b"_psk"];
    let open = memchr::memrchr(b'(', c.before).map_or(c.before.len(), |n| n + 1);
    let first = c.before[open..].trim_ascii_start();
    let signs = first.iter().take_while(|b| matches!(b, b'\'' | b'"' | b'\\')).count();
    let name = first[signs..].split(|b| matches!(b, b'\'' | b'"' | b'\\' | b',')).next().unwrap_or_default();
    let is_named = NAMES.iter().any(|word| ends_with_word(name, word));
    Verdict::valid(signs > 0 && is_named && is_text(c))
}

/// Behind the name of a function or a macro.
pub fn check_called(c: &Candidate<'_>) -> Verdict {
    let before = without_trailing(up_to_quote(c.before), |b| matches!(b, b' ' | b'\t'));
    if is_macro(c.before) {
        // A number, or another name: words with signs between them, or capitals alone.
        let of_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let is_other = c.value.starts_with(b"0x")
            || c.value.contains(&b'_') && c.value.iter().all(of_name)
            || !c.value.iter().any(u8::is_ascii_lowercase);
        return Verdict::valid(is_text(c) && (is_quoted(c) || !is_other && is_mixed(c)));
    }
    let (name, rest) = name_behind(without_trailing(before, |b| *b == b'('));
    let is_setter = starts_with(name, b"set") || starts_with(name, b"with");
    let is_chained =
        rest.strip_suffix(b".").is_some_and(|chain| chain.trim_ascii().is_empty() || chain.ends_with(b")"));
    Verdict::valid(is_text(c) && (is_setter || is_chained || is_mixed(c)))
}

/// True behind `#define`.
fn is_macro(before: &[u8]) -> bool {
    let define = memchr::memmem::rfind(before, b"define");
    define.is_some_and(|at| before[..at].trim_ascii_end().ends_with(b"#"))
}

/// Behind a name that stands in quotes of its own: `new NetworkCredential("ann", "x")`.
pub fn check_pair(c: &Candidate<'_>) -> Verdict {
    Verdict::valid(is_text(c) && is_mixed(c) && !is_behind_marker(c.before))
}

/// True behind the marker of a value that was redacted, which is the name of nothing: `('[PASSWORD]', '`.
fn is_behind_marker(before: &[u8]) -> bool {
    let is_between = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'\\' | b',');
    without_trailing(before, is_between).ends_with(b"[PASSWORD]")
}

/// Before the network of a database (`ann:x@tcp(`), which the match goes on to.
pub fn check_address(c: &Candidate<'_>) -> Verdict {
    let len = memchr::memrchr(b'@', c.value).unwrap_or(0);
    let alone = Candidate { value: &c.value[..len], after: &c.value[len..], ..*c };
    let has_name = matches!(c.before, [.., b, b':'] if b.is_ascii_alphanumeric());
    let is_one = len > 0 && has_name && !is_name_of_value(alone.value) && is_value(&alone);
    if is_one { Verdict::Part { len, points: 0 } } else { Verdict::Invalid }
}

/// In quotes behind the name of an array, and not one of its characters.
pub fn check_array(c: &Candidate<'_>) -> Verdict {
    let open = memchr::memrchr(b'[', c.before).unwrap_or(0);
    let (name, _) = name_behind(&c.before[..open]);
    let ends = |word: &[u8]| ends_with_word(name, word);
    let is_name = ends(b"password")
        || ends(b"passwd")
        || ends(b"passphrase")
        || ends(b"_pass")
        || ends(b"_pwd")
        || ends(b"_psk");
    let is_one = is_name || name.eq_ignore_ascii_case(b"pass");
    if is_one && c.value.len() > 1 { check_password(c) } else { Verdict::Invalid }
}

pub(super) fn is_mixed(c: &Candidate<'_>) -> bool {
    check_mixed(c) != Verdict::Invalid
}

/// False for what stands for a value, for names of fields, and for labels.
pub(super) fn is_text(c: &Candidate<'_>) -> bool {
    let lower = c.value.to_ascii_lowercase();
    let has_digit = lower.iter().any(u8::is_ascii_digit);
    let is_label = !has_digit
        && (lower.contains(&b' ')
            || OF_LABELS.iter().any(|word| memchr::memmem::find(&lower, word).is_some()));
    !is_label && !is_name_of_value(c.value) && is_value(c)
}

fn starts_with(name: &[u8], word: &[u8]) -> bool {
    name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn up_to_quote(before: &[u8]) -> &[u8] {
    without_trailing(before, |b| matches!(b, b'"' | b'\'' | b'`' | b'\\'))
}

/// The name that ends here, and what stands before it.
fn name_behind(text: &[u8]) -> (&[u8], &[u8]) {
    let letters = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let (rest, name) = text.split_at(text.len() - letters);
    (name, rest)
}

#[cfg(test)]
mod tests {
    #[test]
    fn functions_are_found() {
        assert!(super::SETTERS.is_sorted());
    }
}
