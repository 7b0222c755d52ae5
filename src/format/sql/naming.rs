//! Which field a value of a statement is in, where that is said by its place in a list (`INSERT INTO t (a, b) VALUES (1, 2)` in a body
//! or a comment, `SET (a, b) = (1, 2)`), or by what it is given to in such a statement.

use super::Mode;
use super::lex::{Kind as Is, Token, token};
use super::schema::{is_name, is_word, unquoted};
use crate::format::names::{NameId, Names};
use crate::format::parts::Part;
use crate::format::sheet::{Kind, Sheet};
use crate::limits::SQL_LISTED_MAX;
use crate::span::Span;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// Behind `INTO`, or the dot in a name there.
    Into,
    /// Behind the name of a table.
    Table,
    /// Behind `SET`.
    Set,
    /// In the list of names.
    Names,
    /// Before a list of values.
    Between,
    /// In one, in so many brackets.
    Values(usize),
    /// Behind one.
    Behind,
}

/// The lists of a statement, followed token by token.
#[derive(Default)]
pub(super) struct Lists {
    state: State,
    table: Vec<u8>,
    names: Vec<Vec<u8>>,
    /// Which of them the value to come has.
    number: usize,
    /// What a value is given to.
    given: Option<Vec<u8>>,
    /// It changes rows.
    changes: bool,
    last: Option<Token>,
}

impl Lists {
    /// Follows `token`, which is no white space, comment or text.
    pub(super) fn see(&mut self, text: &[u8], token: &Token, mode: Mode) {
        let is = |words: &[&str]| words.iter().any(|word| is_word(text, Some(token), word));
        let last = self.last.replace(*token);
        let sign = |sign: u8| token.is_sign(sign);
        if sign(b';') {
            *self = Lists::default();
            return;
        }
        let is_on = is_word(text, last.as_ref(), "ON");
        self.changes |= is(&["INSERT", "REPLACE", "UPDATE"]) && !is_on;
        if sign(b'=') {
            let name = last.filter(|t| is_name(t, mode) && self.changes);
            self.given = name.map(|t| unquoted(text, &t)).or(self.given.take());
        } else if sign(b',') || is(&["WHERE", "AND", "OR", "SET"]) {
            self.given = None;
        }
        self.state = match self.state {
            State::Into if is_name(token, mode) => {
                self.table = unquoted(text, token);
                State::Table
            }
            State::Table if sign(b'.') => State::Into,
            State::Table | State::Set if sign(b'(') => {
                self.names.clear();
                State::Names
            }
            State::Names if sign(b',') => State::Names,
            State::Names if sign(b')') => State::Between,
            State::Names if is_name(token, mode) && self.names.len() < SQL_LISTED_MAX => {
                self.names.push(unquoted(text, token));
                State::Names
            }
            State::Between if sign(b'(') || is(&["SELECT"]) => {
                self.number = 0;
                State::Values(1)
            }
            State::Between if sign(b'=') || is(&["VALUES", "VALUE", "ROW"]) => State::Between,
            State::Values(depth) if sign(b'(') => State::Values(depth + 1),
            State::Values(1) if sign(b')') => State::Behind,
            State::Values(depth) if sign(b')') => State::Values(depth - 1),
            State::Values(1) if is(&["FROM", "WHERE"]) => State::Ground,
            State::Values(depth) => {
                self.number += usize::from(depth == 1 && sign(b','));
                State::Values(depth)
            }
            State::Behind if sign(b',') => State::Between,
            _ if is(&["INTO"]) => State::Into,
            _ if is(&["SET"]) => State::Set,
            _ => State::Ground,
        };
    }

    /// The field of the value to come.
    pub(super) fn field(&self, names: &mut Names) -> Option<NameId> {
        let listed = matches!(self.state, State::Values(_)).then(|| self.names.get(self.number)).flatten();
        let name = listed.or(self.given.as_ref())?;
        let table = match self.table.is_empty() {
            true => NameId::ROOT,
            false => names.table(&self.table),
        };
        Some(names.id(table, name))
    }
}

/// Names the values of statements in the text of the last cell, which stands at `inner` as it is.
pub(super) fn name_parts(text: &[u8], inner: Span, mode: Mode, sheet: &mut Sheet) {
    if sheet.cells.last().is_none_or(|cell| cell.span() != inner) {
        return;
    }
    let text = &text[..inner.end];
    let cell = (sheet.cells.len() - 1) as u32;
    let mut lists = Lists::default();
    let mut at = inner.start;
    while at < inner.end {
        // What is no SQL has no names.
        let Ok(token) = token(text, at, true, mode) else { return };
        at = token.span.end;
        match token.kind {
            Is::White | Is::Comment | Is::OpenCode | Is::CloseCode => {}
            Is::Text(_) | Is::Number => {
                if let Some(name) = lists.field(&mut sheet.names) {
                    let place = if token.kind == Is::Number { token.span } else { token.inner };
                    let span = Span::new(place.start - inner.start, place.end - inner.start);
                    sheet.parts.push(Part { cell, span, name, kind: Kind::Text, is_piece: false });
                }
            }
            _ => lists.see(text, &token, mode),
        }
    }
}

/// True for a comment that begins as a statement for rows does.
pub(super) fn may_name(comment: &[u8]) -> bool {
    let is_lead = |b: &&u8| b.is_ascii_whitespace() || matches!(b, b'-' | b'#' | b'*');
    let rest = &comment[comment.iter().take_while(is_lead).count()..];
    ["insert ", "replace ", "update "]
        .iter()
        .any(|word| rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes())))
}
