//! Tokens of SQL: where each ends. Whether it does is known from the bytes so far, or more of them are needed.

use memchr::{memchr, memchr2, memmem};

use super::written::Way;
use super::{Dialect, Mode};
use crate::span::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    White,
    Comment,
    /// `/*!40101`: what stands behind it is SQL for some servers.
    OpenCode,
    /// The end of that.
    CloseCode,
    /// A text that is read like this.
    Text(Way),
    /// A text in a form that is not read.
    Odd,
    /// A name in quotes.
    Name,
    /// A name or key word.
    Word,
    /// A number, or digits of bits.
    Number,
    /// The text of a function between dollar signs.
    Dollar,
    Sign(u8),
}

/// A token, with its quotes and without.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) inner: Span,
}

impl Token {
    pub(super) fn is_dull(&self) -> bool {
        matches!(self.kind, Kind::White | Kind::Comment | Kind::OpenCode | Kind::CloseCode)
    }

    /// True for a text that is written as `other` is, with the same quote.
    pub(super) fn is_like(&self, other: &Token, text: &[u8]) -> bool {
        let quote = |token: &Token| token.inner.start.checked_sub(1).map(|at| text[at]);
        matches!(self.kind, Kind::Text(_)) && self.kind == other.kind && quote(self) == quote(other)
    }

    pub(super) fn is_sign(&self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// Why there is no token, or no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It ends behind the bytes so far.
    More,
    /// What is wrong.
    Fault(Fault),
}

/// What makes the rest of a dump unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A quote, comment, bracket or statement has no end.
    Unfinished,
    /// A statement, row or comment is too long.
    TooLong,
    /// The statement for rows is not one of those that are read.
    Insert,
    /// COPY with another form than text.
    CopyForm,
    /// A row where something else stands.
    Rows,
    /// Values of columns that have no name.
    Nameless,
    /// It says that it is written in another charset than the declared one.
    Charset,
    /// A setting that says how texts are written, in a way that is not read.
    Setting,
    /// More tables than are kept in mind.
    Tables,
    /// A comment with SQL that no server takes for SQL.
    Version,
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

pub(super) type Lexed<T> = Result<T, Stop>;

/// A byte that is part of a word.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

fn is_white(byte: u8) -> bool {
    byte <= b' '
}

/// What comes when the bytes end inside of something that has to end.
fn open<T>(ended: bool) -> Lexed<T> {
    Err(if ended { Fault::Unfinished.into() } else { Stop::More })
}

/// The token at `at`, where a byte stands. `ended` says that no more bytes come.
pub(super) fn token(text: &[u8], at: usize, ended: bool, mode: Mode) -> Lexed<Token> {
    use Dialect::{MySql, Postgres, Sqlite};
    let next = text.get(at + 1).copied();
    // What a sign begins may hang on the byte behind it.
    let known = || if next.is_none() && !ended { Err(Stop::More) } else { Ok(()) };
    let byte = text[at];
    match (byte, mode.dialect) {
        (byte, _) if is_white(byte) => run(text, at, ended, Kind::White, is_white),
        (b'\'', dialect) => {
            let backslash = mode.backslash;
            // With standard_conforming_strings off, PostgreSQL reads plain quotes as it does `E''`.
            let way = match dialect {
                Postgres if backslash => Way::Escape,
                _ if backslash => Way::Backslash,
                _ => Way::Standard,
            };
            quoted(text, (at, at + 1), ended, Kind::Text(way), backslash)
        }
        (b'"', MySql) if !mode.ansi_quotes => {
            let way = if mode.backslash { Way::Backslash } else { Way::Doubled };
            quoted(text, (at, at + 1), ended, Kind::Text(way), mode.backslash)
        }
        (b'"' | b'`', _) => quoted(text, (at, at + 1), ended, Kind::Name, false),
        (b'[', Sqlite) => match memchr(b']', &text[at..]) {
            Some(n) => Ok(whole(Kind::Name, at, at + n + 1, (1, 1))),
            None => open(ended),
        },
        (b'-', dialect) => {
            known()?;
            let third = text.get(at + 2).copied();
            if next == Some(b'-') && dialect == MySql && third.is_none() && !ended {
                return Err(Stop::More);
            }
            let is_comment = next == Some(b'-') && (dialect != MySql || third.is_none_or(is_white));
            if is_comment { line_comment(text, at, 2, ended) } else { sign(text, at) }
        }
        (b'#', MySql) => line_comment(text, at, 1, ended),
        (b'/', _) => {
            known()?;
            if next == Some(b'*') { block_comment(text, at, ended, mode) } else { sign(text, at) }
        }
        (b'*', MySql) => {
            known()?;
            if next == Some(b'/') { Ok(whole(Kind::CloseCode, at, at + 2, (0, 0))) } else { sign(text, at) }
        }
        (b'$', Postgres) => dollar(text, at, ended),
        (b'.', _) => {
            known()?;
            if next.is_some_and(|b| b.is_ascii_digit()) {
                number(text, at, ended, mode)
            } else {
                sign(text, at)
            }
        }
        (b'0'..=b'9', _) => number(text, at, ended, mode),
        (byte, _) if is_word(byte) => word(text, at, ended, mode),
        _ => sign(text, at),
    }
}

fn whole(kind: Kind, start: usize, end: usize, (before, behind): (usize, usize)) -> Token {
    Token { kind, span: Span::new(start, end), inner: Span::new(start + before, end - behind) }
}

fn sign(text: &[u8], at: usize) -> Lexed<Token> {
    Ok(whole(Kind::Sign(text[at]), at, at + 1, (0, 0)))
}

/// Bytes of one class; more of them may come.
fn run(text: &[u8], at: usize, ended: bool, kind: Kind, is: fn(u8) -> bool) -> Lexed<Token> {
    match text[at..].iter().position(|b| !is(*b)) {
        Some(n) => Ok(whole(kind, at, at + n, (0, 0))),
        // White space is the same in pieces.
        None if ended || kind == Kind::White => Ok(whole(kind, at, text.len(), (0, 0))),
        None => Err(Stop::More),
    }
}

fn word(text: &[u8], at: usize, ended: bool, mode: Mode) -> Lexed<Token> {
    let token = run(text, at, ended, Kind::Word, is_word)?;
    let open = token.span.end;
    let prefix = token.span.of(text);
    if prefix.len() != 1 || text.get(open) != Some(&b'\'') {
        // `U&'…'` says characters by their numbers.
        let odd = matches!(prefix, b"U" | b"u") && mode.dialect == Dialect::Postgres;
        if odd && text[open..].len() < 2 && !ended {
            return Err(Stop::More);
        }
        if odd && text[open..].starts_with(b"&'") {
            return quoted(text, (at, open + 2), ended, Kind::Odd, false);
        }
        return Ok(token);
    }
    let (kind, backslash) = match (prefix[0].to_ascii_lowercase(), mode.dialect) {
        (b'e', Dialect::Postgres) => (Kind::Text(Way::Escape), true),
        (b'n', Dialect::MySql) if mode.backslash => (Kind::Text(Way::Backslash), true),
        (b'n', Dialect::Postgres) if mode.backslash => (Kind::Text(Way::Escape), true),
        (b'n', Dialect::MySql | Dialect::Postgres) => (Kind::Text(Way::Standard), false),
        (b'x', Dialect::MySql | Dialect::Sqlite) => (Kind::Text(Way::Hex), false),
        (b'x', Dialect::Postgres) | (b'b', _) => (Kind::Number, false),
        _ => return Ok(token),
    };
    quoted(text, (at, open + 1), ended, kind, backslash)
}

/// What begins at `start` with a quote before `from`, to the quote that closes it; doubled ones do not.
fn quoted(
    text: &[u8],
    (start, from): (usize, usize),
    ended: bool,
    kind: Kind,
    backslash: bool,
) -> Lexed<Token> {
    let quote = text[from - 1];
    let mut at = from;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let found = if backslash { memchr2(quote, b'\\', rest) } else { memchr(quote, rest) };
        let Some(n) = found else { return open(ended) };
        at += n;
        match (text[at], text.get(at + 1)) {
            (b'\\', _) if backslash => at += 2,
            (_, None) if !ended => return Err(Stop::More),
            (_, Some(next)) if *next == quote => at += 2,
            _ => break,
        }
    }
    let inner = Span::new(from, at);
    Ok(Token { kind, span: Span::new(start, at + 1), inner })
}

fn line_comment(text: &[u8], at: usize, before: usize, ended: bool) -> Lexed<Token> {
    match memchr(b'\n', &text[at..]) {
        // The line end is none of it, and may be that of DOS.
        Some(n) => {
            let end = at + n - usize::from(text[..at + n].ends_with(b"\r"));
            Ok(whole(Kind::Comment, at, end.max(at + before), (before, 0)))
        }
        None if ended => Ok(whole(Kind::Comment, at, text.len(), (before, 0))),
        None => Err(Stop::More),
    }
}

fn block_comment(text: &[u8], at: usize, ended: bool, mode: Mode) -> Lexed<Token> {
    let rest = &text[at..];
    let digits = |from: usize| rest[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    // The version of the server that the comment is for has five or six digits, and then something else.
    if mode.dialect == Dialect::MySql {
        if rest.len() < b"/*M!999999\\-".len() && !ended {
            return Err(Stop::More);
        }
        let mark = [&b"/*!"[..], b"/*M!"].into_iter().find(|mark| rest.starts_with(mark));
        if let Some(mark) = mark {
            let length = mark.len() + digits(mark.len());
            let is_for_nobody = rest[mark.len()..length].starts_with(b"99") && length >= mark.len() + 5;
            // What MariaDB says to its own client.
            let is_sandbox = is_for_nobody && rest[length..].starts_with(b"\\-");
            if is_for_nobody && !is_sandbox {
                return Err(Fault::Version.into());
            }
            if !is_sandbox {
                return Ok(whole(Kind::OpenCode, at, at + length, (0, 0)));
            }
        }
    }
    let mut depth = 1;
    let mut from = 2;
    loop {
        let Some(n) = memmem::find(&rest[from..], b"*/") else { return open(ended) };
        if mode.dialect == Dialect::Postgres {
            depth += memmem::find_iter(&rest[from..from + n], b"/*").count();
        }
        from += n + 2;
        depth -= 1;
        if depth == 0 {
            return Ok(whole(Kind::Comment, at, at + from, (2, 2)));
        }
    }
}

/// `$$ … $$` and `$name$ … $name$`.
fn dollar(text: &[u8], at: usize, ended: bool) -> Lexed<Token> {
    let name = text[at + 1..].iter().position(|b| !is_word(*b) || *b == b'$');
    let Some(name) = name else { return if ended { sign(text, at) } else { Err(Stop::More) } };
    let mark = &text[at..at + name + 1];
    let is_mark = text[at + 1 + name] == b'$' && !mark.get(1).is_some_and(u8::is_ascii_digit);
    if !is_mark {
        return sign(text, at);
    }
    let mark = &text[at..at + name + 2];
    match memmem::find(&text[at + mark.len()..], mark) {
        Some(n) => Ok(whole(Kind::Dollar, at, at + n + 2 * mark.len(), (mark.len(), mark.len()))),
        None => open(ended),
    }
}

fn number(text: &[u8], at: usize, ended: bool, mode: Mode) -> Lexed<Token> {
    let mut end = at;
    loop {
        let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_');
        let Some(n) = text[end..].iter().position(|b| !part(b)) else {
            if !ended {
                return Err(Stop::More);
            }
            end = text.len();
            break;
        };
        end += n;
        let is_exponent = matches!(text[end - 1], b'e' | b'E') && matches!(text[end], b'+' | b'-');
        if !is_exponent || text[at..end].starts_with(b"0x") {
            break;
        }
        match text.get(end + 1) {
            None if !ended => return Err(Stop::More),
            Some(b'0'..=b'9') => end += 1,
            _ => break,
        }
    }
    let digits = &text[at..end];
    let is_bytes = mode.dialect == Dialect::MySql
        && digits.starts_with(b"0x")
        && digits.len() > 2
        && digits.len().is_multiple_of(2)
        && digits[2..].iter().all(u8::is_ascii_hexdigit);
    Ok(match is_bytes {
        true => whole(Kind::Text(Way::Digits), at, end, (2, 0)),
        false => whole(Kind::Number, at, end, (0, 0)),
    })
}
