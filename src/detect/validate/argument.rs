//! Passwords that stand at their place in a command, without an option: `htpasswd -b file ann x`, `sqlplus ann/x@db`, `echo x | sudo -S`.
//! The patterns of the rules know the programs; what is seen here is whether it is a value and not what a manual or a sentence has there.

use crate::bytes::{ends_with_word, without_trailing};
use crate::detect::validate::command::{
    is_called, is_name_of_value, is_quoted, is_value, is_word, start_of_command,
};
use crate::detect::validate::secret::{in_text, is_prose};
use crate::detect::validate::told::{check_said, is_method};
use crate::detect::validate::{Candidate, Verdict};
use crate::view::tag_before;

/// What reads a password from its input, apart from `sudo -S`.
const READERS: &[&[u8]] = &[
    b"passwd",
    b"smbpasswd",
    b"kinit",
    b"cryptsetup",
    b"--stdin",
    b"--password-stdin",
    b"--passphrase-fd",
    b"--with-token",
    b"keepassxc-cli",
];

/// Commands that keep a secret which they read, as `docker secret create` and `gh secret set` do.
const STORES: [&[u8]; 5] =
    [b" secret create ", b" secret set ", b" secret put ", b" secrets create ", b" secrets versions add "];

/// Options of `sudo` that take a value.
const OF_SUDO: &[u8] = b"CDghpRrTtUu";

/// Behind words that say where it stands. `auth` and `AUTH` are such a word for Redis, beside words that are written alike.
pub fn check_place(c: &Candidate<'_>) -> Verdict {
    let before = c.before.trim_ascii_end();
    let is_other = before.ends_with(b" auth") && c.value.iter().all(u8::is_ascii_lowercase)
        || before.ends_with(b" AUTH") && c.value.iter().all(u8::is_ascii_uppercase);
    Verdict::valid(!is_other && is_argument(c))
}

/// Behind `net user ann`. Sentences have these words too, so more has to follow, or a value that is no word.
pub fn check_account(c: &Candidate<'_>) -> Verdict {
    let after = c.after.trim_ascii_start();
    let is_word = c.value.iter().all(|b| b.is_ascii_alphabetic());
    let is_other = matches!(c.value, [b'*'] | [b'/', ..]);
    let is_adding = c.before.windows(6).any(|word| word.eq_ignore_ascii_case(b" /add "));
    let is_command = is_adding || after.starts_with(b"/") || is_end(after) && !is_word;
    Verdict::valid(!is_other && is_command && is_argument(c))
}

/// Behind a name and a slash, as the tools of Oracle have it. What stands so in a path or a sentence has no `@` behind it.
pub fn check_login(c: &Candidate<'_>) -> Verdict {
    let is_file = c.value.contains(&b'/') || {
        let ending = c.value.iter().rev().take_while(|b| **b != b'.').count();
        ending < c.value.len() && (2..=4).contains(&ending)
    };
    let is_word = c.value.iter().all(u8::is_ascii_lowercase);
    let is_at = c.after.starts_with(b"@");
    let follows = is_end(c.after.trim_ascii_start()) || c.after.starts_with(b" @") || has_setting(c.after);
    Verdict::valid((is_at || !is_file && (!is_word || follows)) && is_argument(c))
}

/// Before a program that reads it.
pub fn check_piped(c: &Candidate<'_>) -> Verdict {
    let reads = |word: &[u8]| READERS.contains(&name_of(word));
    let keeps = |command: &[u8]| STORES.iter().any(|words| memchr::memmem::find(command, words).is_some());
    let is_read = |command: &[u8]| words(command).any(reads) || asks_sudo(command) || keeps(command);
    Verdict::valid(piped(c).is_some_and(is_read) && is_value(c))
}

/// Behind a name and a colon, before `chpasswd`.
pub fn check_piped_pair(c: &Candidate<'_>) -> Verdict {
    let reads = |word: &[u8]| name_of(word) == b"chpasswd";
    Verdict::valid(piped(c).is_some_and(|command| words(command).any(reads)) && is_value(c))
}

/// Behind `<<<`, behind a program that reads it.
pub fn check_here(c: &Candidate<'_>) -> Verdict {
    let before = c.before.rsplitn(2, |b| *b == b'<').last().unwrap_or_default();
    let command = &before[start_of_command(before)..];
    let reads = |word: &[u8]| READERS.contains(&name_of(word)) || name_of(word) == b"chpasswd";
    let sudo = memchr::memmem::find_iter(command, b"sudo").any(|at| asks_sudo(&command[at..]));
    Verdict::valid((sudo || words(command).any(reads)) && is_value(c))
}

/// Behind the word `password` with nothing between: of programs that have it so, in files of logins, and alone in a line.
pub fn check_word(c: &Candidate<'_>) -> Verdict {
    in_text(c, check_whole_word)
}

fn check_whole_word(c: &Candidate<'_>) -> Verdict {
    const PROGRAMS: [&[u8]; 3] = [b"nmcli", b"mysqladmin", b"ipmitool"];
    let before = c.before.trim_ascii_end();
    let has = |word: &[u8]| memchr::memmem::find(c.before, word).is_some();
    let is_device =
        [&b"neighbor "[..], b"ppp "].iter().any(|word| without_prompt(c.before).starts_with(word));
    let is_login = has(b"login ") && (has(b"machine ") || has(b"default "));
    let is_mixed = c.value.iter().any(u8::is_ascii_digit) && c.value.iter().any(u8::is_ascii_alphabetic);
    let is_line = is_mixed && !is_method(c.value) && c.after.trim_ascii().is_empty() && word_alone(before);
    let is_said = is_mixed && is_told(before) && !is_method(c.value)
        || is_given(c) && check_said(c) != Verdict::Invalid;
    let is_one = is_line
        || is_device
        || is_login && is_mixed
        || PROGRAMS.iter().any(|program| is_called(c.before, program));
    Verdict::valid(is_said && is_value(c) || is_one && is_argument(c))
}

/// True behind `password is` and what people write like it.
fn is_told(before: &[u8]) -> bool {
    const TELLING: [&[u8]; 5] = [b" is", b" was", b" to", b" be", b" now"];
    const NAMING: [&[u8]; 3] = [b"assword for ", b"set for ", b"changed for "];
    let before = without_opening(before);
    let has = |word: &&[u8]| memchr::memmem::rfind(before, word).is_some();
    let is_named = before.ends_with(b":") && NAMING.iter().any(has);
    let before = without_trailing(before, |b| matches!(b, b':' | b' '));
    is_named || TELLING.iter().any(|word| ends_with_word(before, word))
}

/// What stands before a value, without what opens it: quotes, and a tag that a page shows it with.
pub(super) fn without_opening(before: &[u8]) -> &[u8] {
    let of_quote = |b: &u8| matches!(b, b'"' | b'\'' | b'`' | b'\\' | b' ' | b'\t');
    let before = without_trailing(before, of_quote);
    without_trailing(&before[..tag_before(before).unwrap_or(before.len())], of_quote)
}

/// True where nothing but the word stands before a value, and what stands before that says that it is one: `use password x`, `ann, password x`.
fn is_given(c: &Candidate<'_>) -> bool {
    const GIVING: [&[u8]; 8] = [b"use", b"using", b"with", b"wifi", b"wi-fi", b"wlan", b",", b"/"];
    let word = without_opening(c.before);
    let Some(rest) = word.len().checked_sub(b"password".len()).map(|at| word.split_at(at)) else {
        return false;
    };
    let before = rest.0.trim_ascii_end();
    rest.1.eq_ignore_ascii_case(b"password")
        && (is_quoted(c) || GIVING.iter().any(|word| ends_with_word(before, word)))
}

/// Behind the word that a line of a configuration begins with. Sentences begin with some of them too: there a value is no word.
pub fn check_line(c: &Candidate<'_>) -> Verdict {
    const OF_SENTENCES: [&[u8]; 4] = [b"password", b"secret", b"community", b"rootpw"];
    let before = without_trailing(c.before, |b| matches!(b, b' ' | b'\t' | b'"' | b'\''));
    let is_open = OF_SENTENCES.iter().any(|word| before.ends_with(word));
    let is_word = c.value.iter().all(u8::is_ascii_lowercase);
    Verdict::valid(begins_line(c.before) && !(is_open && is_word) && is_argument(c))
}

/// True when a line begins with what a password of a configuration stands behind.
fn begins_line(before: &[u8]) -> bool {
    const WORDS: [&[u8]; 26] = [
        b"authentication-key ",
        b"CONFIG SET ",
        b"config set ",
        b"requirepass",
        b"masterauth",
        b"rootpw",
        b"snmp-server ",
        b"enable ",
        b"username ",
        b"ENV ",
        b"ARG ",
        b"SetEnv ",
        b"tacacs",
        b"radius",
        b"crypto ",
        b"ip ospf ",
        b"ospf ",
        b"bindpw",
        b"auth_pass",
        b"stats auth ",
        b"sentinel ",
        b"set ",
        b"key-string ",
        b"server-key ",
        b"pre-shared-key ",
        b"user ",
    ];
    let line = without_prompt(before);
    WORDS.iter().any(|word| line.starts_with(word))
}

/// A line without what stands before the command in it: the signs of a diff, a remark or a quotation, and what a device or a program asks with
/// (`R1(config)#`, `192.0.2.1:6379>`).
fn without_prompt(before: &[u8]) -> &[u8] {
    let of_lead =
        |b: &&u8| matches!(b, b' ' | b'\t' | b'+' | b'-' | b'#' | b'>' | b'!' | b';' | b'*' | b'|' | b'$');
    let line = &before[before.iter().take_while(of_lead).count()..];
    let of_name =
        |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':' | b'@' | b'/' | b'~');
    let name = line.iter().take_while(of_name).count();
    let mode = match &line[name..] {
        [b'(', rest @ ..] => memchr::memchr(b')', rest).map_or(0, |end| end + 2),
        _ => 0,
    };
    match line.get(name + mode) {
        Some(b'#' | b'>') if name > 0 => line[name + mode + 1..].trim_ascii_start(),
        _ => line,
    }
}

/// True when nothing but the word stands before a value.
fn word_alone(before: &[u8]) -> bool {
    without_opening(before).trim_ascii_start().eq_ignore_ascii_case(b"password")
}

fn is_argument(c: &Candidate<'_>) -> bool {
    let before = c.before.trim_ascii_end();
    let last = before.rsplit(|b| matches!(b, b' ' | b'\t')).next().unwrap_or(before);
    let is_sentence = is_word(last)
        || c.value.iter().all(u8::is_ascii_lowercase)
            && matches!(c.after, [b' ', rest @ ..] if is_prose(rest));
    !is_sentence && !is_name_of_value(c.value) && is_value(c)
}

/// True where a command ends, with the quote or bracket that it stands in.
fn is_end(after: &[u8]) -> bool {
    matches!(after.first(), None | Some(b'"' | b'\'' | b'`' | b';' | b'|' | b'&' | b'<' | b')'))
}

/// True when the next word is `name=value`.
fn has_setting(after: &[u8]) -> bool {
    let word = after.trim_ascii_start();
    let name = word.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    name > 0 && word.get(name) == Some(&b'=')
}

/// The command that gets what stands before the bar behind the value.
fn piped<'a>(c: &Candidate<'a>) -> Option<&'a [u8]> {
    let of_end = |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'\\');
    let start = c.after.iter().position(|b| !of_end(b))?;
    let rest = c.after[start..].strip_prefix(b"|")?;
    let ends = |b: &u8| matches!(b, b'|' | b';' | b'&' | b'`' | b')');
    Some(&rest[..rest.iter().position(ends).unwrap_or(rest.len())])
}

/// The words of a command; one in quotes is whole, and can be empty.
fn words(command: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = command;
    std::iter::from_fn(move || {
        rest = rest.trim_ascii_start();
        let signs = rest.iter().take_while(|b| **b == b'\\').count();
        let (word, behind) = match rest.get(signs) {
            Some(quote @ (b'"' | b'\'')) => {
                let inside = &rest[signs + 1..];
                let end = memchr::memchr(*quote, inside).unwrap_or(inside.len());
                let word = without_trailing(&inside[..end], |b| *b == b'\\');
                (word, inside.get(end + 1..).unwrap_or_default())
            }
            Some(_) => {
                let ends = |b: &u8| matches!(b, b' ' | b'\t' | b'"' | b'\'');
                rest.split_at(rest.iter().position(ends).unwrap_or(rest.len()))
            }
            None => return None,
        };
        rest = behind;
        Some(word)
    })
}

/// A program without its path, an option without its value.
fn name_of(word: &[u8]) -> &[u8] {
    let start = word.iter().rposition(|b| *b == b'/').map_or(0, |n| n + 1);
    let name = &word[start..];
    &name[..name.iter().position(|b| *b == b'=').unwrap_or(name.len())]
}

/// True for a `sudo` that reads the password from its input.
fn asks_sudo(command: &[u8]) -> bool {
    let mut words = words(command);
    if words.next().is_none_or(|program| name_of(program) != b"sudo") {
        return false;
    }
    let mut is_value = false;
    for word in words {
        match word {
            _ if std::mem::take(&mut is_value) => {}
            b"--stdin" => return true,
            [b'-', b'-', ..] => {}
            [b'-', flags @ ..] if flags.contains(&b'S') => return true,
            [b'-', flags @ ..] => is_value = flags.last().is_some_and(|flag| OF_SUDO.contains(flag)),
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sudo_is_asked_by_its_own_option() {
        for (command, expected) in [
            (&b" sudo -S ls"[..], true),
            (b" /usr/bin/sudo -u ops -kS ls", true),
            (b" sudo -p '' -S ls", true),
            (b" sudo -p \"a -S b\" ls", false),
            (b" sudo -p \\\"a b\\\" -S ls", true),
            (b" sudo -p -S", false),
            (b" sudo --stdin ls", true),
            (b" sudo tee -S x", false),
            (b" sudo -u S ls", false),
            (b" tee x", false),
        ] {
            assert_eq!(asks_sudo(command), expected, "{}", command.escape_ascii());
        }
    }
}
