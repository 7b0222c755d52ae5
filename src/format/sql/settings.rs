//! Settings of a session that say how texts are written.

use super::lex::{Fault, Kind, Token};
use super::schema::is_word;
use super::{Dialect, Mode};
use crate::decode::charset::Charset;
use crate::span::Span;

/// What a statement sets, by its `tokens` without white space and comments: the mode from then on.
pub(super) fn read(text: &[u8], tokens: &[Token], mode: Mode, charset: Charset) -> Result<Mode, Fault> {
    match mode.dialect {
        Dialect::MySql => mysql(text, tokens, mode, charset),
        Dialect::Postgres => postgres(text, tokens, mode, charset),
        Dialect::Sqlite => Ok(mode),
    }
}

/// What is given behind a name: one word, name, number or text.
fn given<'a>(text: &'a [u8], tokens: &[Token]) -> Option<&'a [u8]> {
    let token = tokens.first()?;
    match token.kind {
        Kind::Text(_) | Kind::Name => Some(token.inner.of(text)),
        Kind::Word | Kind::Number => Some(token.span.of(text)),
        _ => None,
    }
}

fn mysql(text: &[u8], tokens: &[Token], mode: Mode, charset: Charset) -> Result<Mode, Fault> {
    let mut made = mode;
    for (n, token) in tokens.iter().enumerate() {
        let rest = &tokens[n + 1..];
        let is = |word| is_word(text, Some(token), word);
        if is("NAMES")
            || (is("SET") && n > 0 && is_word(text, tokens.get(n - 1), "CHARACTER"))
            || is("CHARSET")
        {
            check(given(text, rest), charset)?;
        }
        if !rest.first().is_some_and(|t| t.is_sign(b'=') || t.is_sign(b':')) {
            continue;
        }
        let value = &rest[rest.iter().take_while(|t| t.is_sign(b'=') || t.is_sign(b':')).count()..];
        let is_variable = n > 0 && tokens[n - 1].is_sign(b'@') && !(n > 1 && tokens[n - 2].is_sign(b'@'));
        if is_variable {
            continue;
        }
        if is("character_set_client") && value.first().is_none_or(|t| !t.is_sign(b'@')) {
            check_client(given(text, value), charset)?;
        }
        if is("sql_mode") {
            // What holds for other sessions only.
            if tokens
                .iter()
                .any(|t| ["GLOBAL", "PERSIST", "PERSIST_ONLY"].iter().any(|w| is_word(text, Some(t), w)))
            {
                return Err(Fault::Setting);
            }
            made = sql_mode(text, value, mode)?;
        }
    }
    Ok(made)
}

/// The mode that `SET sql_mode = …` gives.
fn sql_mode(text: &[u8], value: &[Token], mode: Mode) -> Result<Mode, Fault> {
    let whole = Span::new(value.first().map_or(0, |t| t.span.start), value.last().map_or(0, |t| t.span.end));
    let has = |text: &[u8], word: &[u8]| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    let ends = |t: Option<&Token>| t.is_none_or(|t| t.is_sign(b',') || t.is_sign(b';') || t.is_sign(b')'));
    let is_variable =
        value.first().is_some_and(|t| t.is_sign(b'@')) && !value.iter().any(|t| t.is_sign(b'('));
    match value.first().map(|t| (t, t.kind)) {
        Some((token, Kind::Text(_))) if ends(value.get(1)) => {
            let modes = token.inner.of(text);
            let ansi_quotes = has(modes, b"ANSI");
            Ok(Mode { backslash: !has(modes, b"NO_BACKSLASH_ESCAPES"), ansi_quotes, ..mode })
        }
        // What was kept in a variable is what the program began with.
        _ if is_variable => Ok(Mode::of(mode.dialect)),
        _ if has(whole.of(text), b"BACKSLASH") || has(whole.of(text), b"ANSI") => Err(Fault::Setting),
        Some((_, Kind::Word)) if ends(value.get(1)) => Ok(Mode::of(mode.dialect)),
        _ => Err(Fault::Setting),
    }
}

fn postgres(text: &[u8], tokens: &[Token], mode: Mode, charset: Charset) -> Result<Mode, Fault> {
    let mut made = mode;
    for (n, token) in tokens.iter().enumerate() {
        let name = match token.kind {
            Kind::Word => token.span.of(text),
            // `set_config('client_encoding', …)`
            Kind::Text(_) | Kind::Name => token.inner.of(text),
            _ => continue,
        };
        let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
        let is_sign = |t: &&Token| t.is_sign(b'=') || t.is_sign(b',') || is_word(text, Some(t), "TO");
        let value = &tokens[n + 1..];
        let value = &value[value.iter().take_while(is_sign).count()..];
        if is("standard_conforming_strings") {
            if is_word(text, tokens.get(1), "LOCAL") {
                return Err(Fault::Setting);
            }
            let said = given(text, value).ok_or(Fault::Setting)?;
            let is_one_of = |words: &[&str]| words.iter().any(|w| said.eq_ignore_ascii_case(w.as_bytes()));
            made.backslash =
                match (is_one_of(&["on", "true", "yes", "1"]), is_one_of(&["off", "false", "no", "0"])) {
                    (true, false) => false,
                    (false, true) => true,
                    _ => return Err(Fault::Setting),
                };
        }
        if is("client_encoding") || (is("NAMES") && n == 1) {
            check(given(text, value), charset)?;
        }
    }
    Ok(made)
}

/// Names for UTF-8 and its parts.
const UTF8: [&str; 12] = [
    "utf8",
    "utf-8",
    "utf8mb3",
    "utf8mb4",
    "unicode",
    "ascii",
    "us-ascii",
    "us_ascii",
    "sql_ascii",
    "binary",
    "default",
    "none",
];

/// Text must be written in what was declared, since another charset can have backslashes and quotes in its characters.
fn check(name: Option<&[u8]>, charset: Charset) -> Result<(), Fault> {
    let Some(name) = name.and_then(|n| std::str::from_utf8(n).ok()) else { return Err(Fault::Charset) };
    let is_utf8 = UTF8.iter().any(|known| known.eq_ignore_ascii_case(name));
    // A dump that was written in UTF-16 afterwards still says what it was made in.
    let is_read_as_utf8 = charset.is_utf8() || charset.is_wide();
    let is_declared = named(name).is_some_and(|said| said == charset);
    if is_utf8 && is_read_as_utf8 || is_declared { Ok(()) } else { Err(Fault::Charset) }
}

/// Other statements than those for rows may be in a charset of single bytes, which has no such characters.
fn check_client(name: Option<&[u8]>, charset: Charset) -> Result<(), Fault> {
    const UNSAFE: [&str; 6] = ["big5", "gbk", "gb18030", "sjis", "cp932", "ucs2"];
    let said = name.and_then(|n| std::str::from_utf8(n).ok()).ok_or(Fault::Charset)?;
    let is_unsafe = UNSAFE.iter().any(|name| name.eq_ignore_ascii_case(said))
        || said.to_ascii_lowercase().starts_with("utf16");
    if is_unsafe { check(name, charset) } else { Ok(()) }
}

/// A charset by what databases call it.
fn named(name: &str) -> Option<Charset> {
    let lower = name.to_ascii_lowercase();
    Charset::named(match lower.as_str() {
        "win1252" => "cp1252",
        "euckr" | "euc_kr" => "euc-kr",
        "uhc" => "cp949",
        other => other,
    })
}
