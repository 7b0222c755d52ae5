//! Passwords on command lines: which option of which program one stands behind, and what stands there instead.

use crate::detect::validate::secret::{check_token, is_placeholder};
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// What a value looks like.
#[derive(Clone, Copy)]
enum Form {
    /// Like anything.
    Any,
    /// Like anything but a number, a path or ports: other commands of the same name have an option like it.
    Word,
    /// Like a name and a password with this between them.
    Pair(u8),
    /// Like anything behind an option whose letter stands alone, but the community that all devices have.
    Alone,
}

/// Programs, an option, whether its value stands directly behind it, and what it looks like.
type Use = (&'static [&'static [u8]], &'static [u8], bool, Form);

static MYSQL: &[&[u8]] = &[
    b"mysql",
    b"mysqldump",
    b"mysqladmin",
    b"mysqlimport",
    b"mysqlcheck",
    b"mysqlshow",
    b"mysqlslap",
    b"mysqlbinlog",
    b"mysqlsh",
    b"mysqlpump",
    b"mariadb",
    b"mariadb-dump",
    b"mariadb-admin",
    b"mariadb-check",
];

static ARCHIVES: &[&[u8]] = &[b"7z", b"7za", b"7zr", b"7zz", b"rar", b"unrar"];

static LOGINS: &[&[u8]] = &[
    b"login",
    b"mongo",
    b"mongosh",
    b"mongodump",
    b"mongorestore",
    b"mongoexport",
    b"mongoimport",
    b"mongostat",
    b"mongotop",
    b"rabbitmqadmin",
    b"ncftpput",
    b"ncftpget",
    b"ncftpls",
    b"ncftp",
    b"useradd",
    b"usermod",
    b"cqlsh",
    b"beeline",
    b"hdbsql",
    b"racadm",
    b"psexec",
    b"psexec64",
    b"evil-winrm",
];

static WITH_CAPITAL: &[&[u8]] = &[
    b"sqlcmd",
    b"bcp",
    b"isql",
    b"osql",
    b"tsql",
    b"zip",
    b"unzip",
    b"zipcloak",
    b"ipmitool",
    b"mosquitto_pub",
    b"mosquitto_sub",
    b"mosquitto_rr",
];

static LDAP: &[&[u8]] = &[
    b"ldapsearch",
    b"ldapadd",
    b"ldapmodify",
    b"ldapdelete",
    b"ldapmodrdn",
    b"ldappasswd",
    b"ldapwhoami",
    b"ldapcompare",
];

static SNMP: &[&[u8]] =
    &[b"snmpwalk", b"snmpbulkwalk", b"snmpget", b"snmpgetnext", b"snmpset", b"snmptrap", b"snmptable"];

/// What programs call their options, by their manuals.
static USES: &[Use] = &[
    (MYSQL, b"p", true, Form::Any),
    (ARCHIVES, b"p", true, Form::Any),
    (&[b"sshpass"], b"p", true, Form::Any),
    (&[b"sshpass"], b"p", false, Form::Any),
    (LOGINS, b"p", false, Form::Word),
    (WITH_CAPITAL, b"P", false, Form::Word),
    (LDAP, b"w", false, Form::Any),
    (&[b"redis-cli", b"valkey-cli", b"keydb-cli"], b"a", false, Form::Any),
    (&[b"plink", b"pscp", b"psftp", b"putty", b"kitty"], b"pw", false, Form::Any),
    (SNMP, b"A", false, Form::Alone),
    (SNMP, b"X", false, Form::Alone),
    (SNMP, b"c", false, Form::Alone),
    (&[b"openssl"], b"k", false, Form::Alone),
    (&[b"curl", b"wget"], b"u", false, Form::Pair(b':')),
    (&[b"curl"], b"U", false, Form::Pair(b':')),
    (&[b"curl"], b"user", false, Form::Pair(b':')),
    (&[b"curl"], b"proxy-user", false, Form::Pair(b':')),
    (&[b"xh"], b"a", false, Form::Pair(b':')),
    (&[b"xh"], b"auth", false, Form::Pair(b':')),
    (&[b"smbclient", b"rpcclient", b"smbmap", b"smbget", b"winexe"], b"U", false, Form::Pair(b'%')),
    (&[b"lftp"], b"u", false, Form::Pair(b',')),
];

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
    let is_one = ends_with_one(name, OF_PASSWORDS);
    match !is_one || ASKING.iter().any(asks) || is_count || !is_value(c) {
        true => Verdict::Invalid,
        false => Verdict::Points(0),
    }
}

/// Another secret behind an option that says so: `--api-key x`.
pub fn check_secret(c: &Candidate<'_>) -> Verdict {
    let (option, _) = option_before(c.before);
    match ends_with_one(option, OF_SECRETS) {
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

/// A password behind an option of one or two letters, or of a name and a password.
pub fn check_short(c: &Candidate<'_>) -> Verdict {
    let (option, is_attached) = option_before(c.before);
    let fits = |(programs, flag, attached, form): &&Use| {
        // A quote that nothing stands before ended an argument.
        let is_over = is_attached && is_quoted(c) && matches!(c.value[0], b',' | b']' | b'}' | b')');
        *attached == is_attached
            && !is_over
            && is_flag(option, flag, *form)
            && programs.iter().any(|program| is_called(c.before, program))
            && has_form(c.value, *form)
    };
    match USES.iter().any(|a_use| fits(&a_use)) && is_value(c) {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

/// The option that ends directly before a value, without its dashes, and whether nothing stands between. In lists each is in quotes, and in what
/// an audit writes it has a number.
fn option_before(before: &[u8]) -> (&[u8], bool) {
    let of_quote = |b: &u8| matches!(b, b'"' | b'\'' | b'\\');
    let rest = &before[..before.iter().rposition(|b| !of_quote(b)).map_or(0, |n| n + 1)];
    let of_option = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let end = |rest: &[u8]| rest.iter().rposition(of_option).map_or(0, |n| n + 1);
    let mut option = &rest[..end(rest)];
    let mut is_attached = option.len() == rest.len();
    // ` a2="` between two.
    if let Some(equals) = rest.strip_suffix(b"=") {
        let digits = equals.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let number = &equals[..equals.len() - digits];
        if let Some(quoted) = number.strip_suffix(b" a") {
            option = &quoted[..end(quoted)];
            is_attached = false;
        }
    }
    // `pass:` says where a password comes from.
    if let Some(source) = rest.strip_suffix(b"pass:") {
        option = &source[..end(source)];
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
fn is_called(before: &[u8], program: &[u8]) -> bool {
    let command = before.iter().rposition(|b| matches!(b, b'|' | b';' | b'&' | b'`')).map_or(0, |n| n + 1);
    let command = &before[command..];
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let is_whole = |at: usize| {
        let behind = &command[at + program.len()..];
        let behind = behind.strip_prefix(b".exe").unwrap_or(behind);
        (at == 0 || !is_part(&command[at - 1]))
            && behind.first().is_some_and(|b| matches!(b, b' ' | b'\t' | b'"' | b'\''))
    };
    memchr::memmem::find_iter(command, program).any(is_whole)
}

fn has_form(value: &[u8], form: Form) -> bool {
    match form {
        Form::Any => true,
        Form::Alone => value != b"public",
        Form::Word => {
            let is_number = value.iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'-'));
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
    let is_word = !is_quoted(c) && self::is_word(c.value);
    let is_other = is_placeholder(c) || is_break || is_variable || is_name_of_value || is_word;
    !is_other
}

fn is_quoted(c: &Candidate<'_>) -> bool {
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
