//! The values of a row.

use std::sync::Arc;

use super::fit::Fit;
use super::lex::{Kind as Is, Token, token};
use super::machine::Target;
use super::read::{Filling, layers};
use super::table::object;
use super::written::Way;
use super::{Mode, literal, schema};
use crate::format::names::NameId;
use crate::format::php;
use crate::format::sheet::{Cell, Kind, Sheet, Value};
use crate::span::Span;

/// A value under way.
#[derive(Clone, Copy)]
struct Slot {
    name: NameId,
    fit: Fit,
    member: u32,
}

/// Reads the values in the brackets `values`, and says how many there are.
pub(super) fn row(filling: &mut Filling<'_>, values: Span, target: &Arc<Target>, mode: Mode) -> usize {
    // Only what stands before the closing bracket is looked at, so that no token goes on behind it.
    let close = values.end - 1;
    let text = &filling.text[..close];
    let object = object(filling.sheet);
    let mut at = white_end(text, values.start + 1);
    let mut column = 0;
    if at == close {
        filling.sheet.cells.push(Cell::new(
            Span::new(at, at),
            Value::Plain,
            Kind::Key,
            layers(Way::Bare, Fit::TEXT),
        ));
        return 0;
    }
    loop {
        let name = *filling.names.get(column + 1).unwrap_or(&filling.names[0]);
        let fit = target.columns.get(column).map_or(Fit::default(), |column| column.fit);
        let slot = Slot { name, fit, member: filling.sheet.members.len() as u32 };
        at = white_end(text, at);
        let end = match simple(text, at, mode) {
            Some((token, end)) => {
                filling.slot(token.span, name, object);
                one(filling, &token, slot);
                end
            }
            None => {
                let (tokens, end) = tokens(text, at, mode);
                // A comment beside a value goes with it.
                let last = tokens.iter().rev().find(|t| t.kind != Is::White).map_or(at, |t| t.span.end);
                filling.slot(Span::new(at, last), name, object);
                any(filling, Span::new(at, last), &tokens, slot);
                end
            }
        };
        column += 1;
        if end >= close {
            return column;
        }
        at = end + 1;
    }
}

fn white_end(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|b| **b <= b' ').count()
}

/// A value that is one token, and where the comma or the end behind it stands.
#[inline]
fn simple(text: &[u8], at: usize, mode: Mode) -> Option<(Token, usize)> {
    if at >= text.len() {
        return None;
    }
    let made = token(text, at, true, mode).ok()?;
    if !matches!(made.kind, Is::Text(_) | Is::Number | Is::Word) {
        return None;
    }
    let mut end = made.span.end;
    if text.get(end).is_some_and(|b| *b <= b' ') {
        end = white_end(text, end);
    }
    (end == text.len() || text[end] == b',').then_some((made, end))
}

/// The tokens of a value, and where the comma or the end behind it stands.
fn tokens(text: &[u8], start: usize, mode: Mode) -> (Vec<Token>, usize) {
    let mut made = Vec::new();
    let (mut at, mut depth) = (start, 0_usize);
    while at < text.len() {
        let Ok(token) = token(text, at, true, mode) else { return (Vec::new(), text.len()) };
        match token.kind {
            Is::Sign(b'(' | b'[') => depth += 1,
            Is::Sign(b')' | b']') => depth = depth.saturating_sub(1),
            Is::Sign(b',') if depth == 0 => return (made, at),
            _ => {}
        }
        made.push(token);
        at = token.span.end;
    }
    (made, at)
}

/// Appends the cell of a value that is one token.
fn one(filling: &mut Filling<'_>, token: &Token, slot: Slot) {
    match token.kind {
        Is::Text(way) => texts(filling, std::slice::from_ref(token), way, slot),
        Is::Number => bare(filling, token.span, Kind::Number, slot),
        _ => bare(filling, token.span, Kind::Word, slot),
    }
}

fn bare(filling: &mut Filling<'_>, span: Span, kind: Kind, slot: Slot) {
    let cell = Cell::new(span, Value::Plain, kind, layers(Way::Bare, slot.fit));
    filling.sheet.cells.push(cell.of(slot.name, Some(slot.member)));
}

/// Appends a text, or several that are one.
fn texts(filling: &mut Filling<'_>, tokens: &[Token], way: Way, slot: Slot) {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
    let span = Span::new(first.inner.start, last.inner.end);
    let value = literal::joined(filling.text, tokens.iter().map(|token| token.inner), way, filling.sheet);
    text(filling, span, value, way, slot);
}

fn text(filling: &mut Filling<'_>, span: Span, value: Value, way: Way, slot: Slot) {
    let cell = Cell::new(span, value, Kind::Text, layers(way, slot.fit)).of(slot.name, Some(slot.member));
    let first = filling.sheet.value(&cell, filling.text).first().copied();
    filling.sheet.cells.push(cell);
    match first {
        Some(b'\0'..=b' ' | b'{' | b'[' | b'"') => {
            if !filling.json.expand_last(filling.text, filling.sheet) {
                php::expand_last(filling.text, filling.sheet);
            }
        }
        _ => php::expand_last(filling.text, filling.sheet),
    }
}

/// Appends the cells of a value of several tokens.
fn any(filling: &mut Filling<'_>, span: Span, all: &[Token], slot: Slot) {
    let tokens: Vec<Token> = all.iter().filter(|t| !t.is_dull()).copied().collect();
    let has_comments = tokens.len() < all.iter().filter(|t| t.kind != Is::White).count();
    let (found, meaning) = match meaning(filling.text, &tokens) {
        _ if has_comments => (span, Meaning::Unread),
        Some((found, meaning)) => (found, meaning),
        None => (span, Meaning::Unread),
    };
    filling.code(Span::new(span.start, found.start));
    match meaning {
        Meaning::Texts(tokens, way) => texts(filling, &tokens, way, slot),
        Meaning::Bare(kind) => bare(filling, found, kind, slot),
        Meaning::Code => filling.code(found),
        Meaning::Replaced(base, signs) => {
            let start = filling.sheet.decoded.len();
            literal::append(filling.text, base.inner, Way::Replaced, filling.sheet);
            signs.iter().for_each(|(sign, byte)| replace(filling.sheet, start, sign, *byte));
            let value = literal::finish(start, base.inner.end, filling.sheet);
            text(filling, base.inner, value, Way::Replaced, slot);
        }
        Meaning::Unread => {
            let cell = Cell::new(span, Value::Plain, Kind::Text, layers(Way::Whole, slot.fit));
            let mut cell = cell.of(slot.name, Some(slot.member));
            cell.unread = true;
            filling.sheet.cells.push(cell);
            return;
        }
    }
    filling.code(Span::new(found.end, span.end));
}

/// Signs in a text, and the bytes that they stand for.
type Signs = Vec<(Vec<u8>, u8)>;

/// What an expression says.
enum Meaning {
    /// Texts that are one.
    Texts(Vec<Token>, Way),
    /// A number.
    Bare(Kind),
    /// A function without a value.
    Code,
    /// A text with signs that stand for bytes, innermost first.
    Replaced(Token, Signs),
    /// Nobody knows.
    Unread,
}

/// What `tokens` say, and where it stands among them.
fn meaning(text: &[u8], tokens: &[Token]) -> Option<(Span, Meaning)> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let whole = Span::new(first.span.start, last.span.end);
    if let [sign, number] = tokens
        && matches!(sign.kind, Is::Sign(b'-' | b'+'))
        && number.kind == Is::Number
    {
        return Some((whole, Meaning::Bare(Kind::Number)));
    }
    if let Some(run) = run(text, tokens) {
        return Some(run);
    }
    if first.kind != Is::Word || !tokens.get(1)?.is_sign(b'(') || !last.is_sign(b')') {
        return None;
    }
    if let Some((base, signs)) = replaced(text, tokens) {
        return Some((base.span, Meaning::Replaced(base, signs)));
    }
    const KNOWN: [&str; 12] = [
        "cast",
        "convert",
        "geomfromtext",
        "json",
        "jsonb",
        "lower",
        "st_geomfromtext",
        "to_date",
        "to_timestamp",
        "trim",
        "unistr",
        "upper",
    ];
    let texts: Vec<&Token> =
        tokens.iter().filter(|t| matches!(t.kind, Is::Text(_) | Is::Odd | Is::Dollar)).collect();
    let numbers = tokens.iter().filter(|t| t.kind == Is::Number).count();
    match (texts.as_slice(), numbers) {
        ([], 0 | 1) => Some((whole, Meaning::Code)),
        ([only], 0 | 1) if KNOWN.iter().any(|name| schema::is_word(text, Some(first), name)) => {
            let Is::Text(way) = only.kind else { return None };
            // Bytes can be in any charset.
            if tokens.iter().any(|t| schema::is_word(text, Some(t), "USING")) {
                return None;
            }
            let way = if schema::is_word(text, Some(first), "unistr") { Way::Unistr } else { way };
            Some((only.span, Meaning::Texts(vec![**only], way)))
        }
        _ => None,
    }
}

/// Texts beside each other, or joined by `||`, that are read as one. Before them may stand the name of a charset, behind them a
/// type or a collation.
fn run(text: &[u8], tokens: &[Token]) -> Option<(Span, Meaning)> {
    let first = tokens.first()?;
    // What is in other charsets says something else than its bytes do.
    const CHARSETS: [&str; 5] = ["_ascii", "_binary", "_utf8", "_utf8mb3", "_utf8mb4"];
    let has_charset = CHARSETS.iter().any(|name| schema::is_word(text, Some(first), name));
    let mut rest = &tokens[usize::from(has_charset)..];
    let Is::Text(way) = rest.first()?.kind else { return None };
    let mut made = vec![rest[0]];
    rest = &rest[1..];
    loop {
        let joined = rest.len() > 2 && rest[0].is_sign(b'|') && rest[1].is_sign(b'|');
        let next = &rest[if joined { 2 } else { 0 }..];
        match next.first() {
            Some(more) if more.is_like(&made[0], text) => made.push(*more),
            _ => break,
        }
        rest = &next[1..];
    }
    let is_cast = rest.len() > 2 && rest[0].is_sign(b':') && rest[1].is_sign(b':')
        || schema::is_word(text, rest.first(), "COLLATE");
    let is_dull = |t: &Token| {
        matches!(t.kind, Is::Word | Is::Name | Is::Number | Is::Sign(b':' | b'[' | b']' | b'(' | b')' | b'.'))
    };
    let is_whole = rest.is_empty() || (is_cast && rest.iter().all(is_dull));
    if !is_whole {
        return None;
    }
    let span = Span::new(made[0].span.start, made[made.len() - 1].span.end);
    Some((span, Meaning::Texts(made, way)))
}

/// `replace(replace('…','\r',char(13)),'\n',char(10))`, as sqlite3 writes line ends.
fn replaced(text: &[u8], tokens: &[Token]) -> Option<(Token, Signs)> {
    let is = |n: usize, word: &str| schema::is_word(text, tokens.get(n), word);
    let sign = |n: usize, sign: u8| tokens.get(n).is_some_and(|t| t.is_sign(sign));
    if !is(0, "replace") || !sign(1, b'(') {
        return None;
    }
    // Behind what is replaced stand `,'\n',char(10))`.
    let end = tokens.len().checked_sub(8)?;
    let tail = &tokens[end..];
    let signs = [(0, b','), (2, b','), (4, b'('), (6, b')'), (7, b')')];
    let fits = signs.iter().all(|(n, sign)| tail[*n].is_sign(*sign));
    let is_text = tail[1].kind == Is::Text(Way::Standard);
    if !fits || !is_text || !schema::is_word(text, tail.get(3), "char") {
        return None;
    }
    let byte = std::str::from_utf8(tail[5].span.of(text)).ok()?.parse().ok().filter(u8::is_ascii)?;
    let sign = tail[1].inner.of(text).to_vec();
    if sign.is_empty() || sign.contains(&b'\'') {
        return None;
    }
    let (base, mut all) = match &tokens[2..end] {
        [only] if only.kind == Is::Text(Way::Standard) => (*only, Vec::new()),
        inner => replaced(text, inner)?,
    };
    all.push((sign, byte));
    Some((base, all))
}

/// Puts `byte` for every `sign` of the value that begins at `start` of the decoded bytes.
fn replace(sheet: &mut Sheet, start: usize, sign: &[u8], byte: u8) {
    let (was, places) = (sheet.decoded.split_off(start), sheet.places.split_off(start));
    let mut at = 0;
    for found in memchr::memmem::find_iter(&was, sign) {
        sheet.decoded.extend_from_slice(&was[at..found]);
        sheet.places.extend_from_slice(&places[at..found]);
        sheet.decoded.push(byte);
        sheet.places.push(places[found]);
        at = found + sign.len();
    }
    sheet.decoded.extend_from_slice(&was[at..]);
    sheet.places.extend_from_slice(&places[at..]);
}
