//! Statements that bring no rows: how tables are made, settings, functions, and those that change single values.
//!
//! Texts and comments in them can be changed. What else there is, names, key words and numbers, cannot.

use super::compared::Compared;
use super::define::Definition;
use super::fit::Fit;
use super::lex::{Kind as Is, Token, token};
use super::naming::{self, Lists};
use super::read::{Filling, layers};
use super::schema::{is_name, is_word, unquoted};
use super::written::Way;
use super::{Mode, literal};
use crate::bytes::ends_with_word;
use crate::format::names::NameId;
use crate::format::php;
use crate::format::sheet::{Cell, Flaw, Kind, Value};
use crate::span::Span;

/// Reads a statement. With `data` it is a record of its own, whose texts are values; else it says how tables are made.
pub(super) fn read(filling: &mut Filling<'_>, span: Span, mode: Mode, data: bool) {
    let begun = filling.begin();
    let mut reading = Reading::new(filling, mode, data, !data, span);
    reading.all(span);
    if data {
        filling.end(begun, span, false, None);
    }
}

/// Reads the beginning of a statement for rows.
pub(super) fn words(filling: &mut Filling<'_>, span: Span, mode: Mode) {
    Reading::new(filling, mode, false, false, span).all(span);
}

/// Reads what stands behind the last row.
pub(super) fn tail(filling: &mut Filling<'_>, span: Span, mode: Mode) {
    Reading::new(filling, mode, true, false, span).all(span);
}

struct Reading<'f, 'a> {
    filling: &'f mut Filling<'a>,
    mode: Mode,
    /// Texts and numbers are values.
    data: bool,
    /// Texts that people write are records of their own.
    parts: bool,
    /// Where the words begin that no cell has yet.
    code: usize,
    /// Where the record under way begins, with its first cell and member.
    record: (usize, super::read::Begun),
    /// The last tokens that are no white space, newest last.
    last: [Option<Token>; 2],
    /// The one before those.
    before: Option<Token>,
    /// The field that a value is given to.
    field: Option<NameId>,
    /// The table it is in.
    table: Option<NameId>,
    is_user: bool,
    depth: usize,
    /// Its first words: those of one that sets a password, or calls what brings values without names.
    first: [Option<Token>; 2],
    lists: Lists,
    definition: Definition,
    compared: Compared,
    /// In the brackets behind `OPTIONS`, where each text has a name before it.
    has_options: bool,
    /// What may stand for the value to come, where that is known.
    fit: Option<Fit>,
    is_nameless: bool,
}

impl<'f, 'a> Reading<'f, 'a> {
    fn new(filling: &'f mut Filling<'a>, mode: Mode, data: bool, parts: bool, span: Span) -> Self {
        let record = (span.start, filling.begin());
        Reading {
            filling,
            mode,
            data,
            parts,
            code: span.start,
            record,
            last: [None, None],
            before: None,
            field: None,
            table: None,
            is_user: false,
            depth: 0,
            first: [None, None],
            lists: Lists::default(),
            definition: Definition::default(),
            compared: Compared::default(),
            has_options: false,
            fit: None,
            is_nameless: false,
        }
    }

    fn all(&mut self, span: Span) {
        let text = &self.filling.text[..span.end];
        let mut at = span.start;
        while at < span.end {
            let Ok(token) = token(text, at, true, self.mode) else { break };
            at = match token.kind {
                Is::Text(way) => self.texts(text, token, way),
                _ => {
                    self.token(text, &token);
                    token.span.end
                }
            };
        }
        self.words_to(span.end);
        self.filling.sheet.nameless += u64::from(self.is_nameless);
        if self.parts {
            self.end_record(span.end, Flaw::Schema);
        }
    }

    fn token(&mut self, text: &[u8], token: &Token) {
        match token.kind {
            Is::White | Is::OpenCode | Is::CloseCode => return,
            Is::Comment => {
                let span = token.span;
                self.free(span, |reading| reading.filling.remark(token.inner, reading.mode));
                return;
            }
            Is::Odd => self.value(token, token.span, Value::Plain, Way::Whole),
            Is::Dollar => {
                self.value(token, token.inner, Value::Plain, Way::Dollar);
                naming::name_parts(text, token.inner, self.mode, self.filling.sheet);
            }
            Is::Number if self.data => {
                self.words_to(token.span.start);
                let (name, member) = self.slot(token);
                let cell =
                    Cell::new(token.span, Value::Plain, Kind::Number, layers(Way::Bare, Fit::default()));
                self.filling.sheet.cells.push(cell.of(name, Some(member)));
                self.code = token.span.end;
            }
            Is::Name if self.is_definer(text) => self.value(token, token.inner, Value::Plain, Way::Name),
            _ => self.word(text, token),
        }
        self.before = self.last[0];
        self.last = [self.last[1], Some(*token)];
    }

    /// True behind `DEFINER=`, and behind the sign that stands after such a name.
    fn is_definer(&self, text: &[u8]) -> bool {
        let is_named = is_word(text, self.last[0].as_ref(), "DEFINER") && self.is_sign(b'=');
        let is_host = self.is_sign(b'@') && self.last[0].is_some_and(|t| t.kind == Is::Name);
        (is_named || is_host) && self.mode.dialect == super::Dialect::MySql
    }

    fn is_sign(&self, sign: u8) -> bool {
        self.last[1].is_some_and(|t| t.is_sign(sign))
    }

    /// Follows which table and field the values to come belong to.
    fn word(&mut self, text: &[u8], token: &Token) {
        if let Some(first) = self.first.iter_mut().find(|first| first.is_none()) {
            *first = Some(*token);
        }
        self.lists.see(text, token, self.mode);
        if !self.data {
            self.definition.see(text, token, self.mode);
        }
        let is = |word: &str| is_word(text, Some(token), word);
        let was = |word: &str| is_word(text, self.last[1].as_ref(), word);
        match token.kind {
            Is::Sign(b'(') => self.depth += 1,
            Is::Sign(b')') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.compared.see(text, token, self.depth) && !self.data {
            self.field = None;
        }
        self.has_options = match token.kind {
            Is::Word if is("OPTIONS") => true,
            _ => self.has_options && !token.is_sign(b')'),
        };
        match token.kind {
            Is::Sign(b',') if self.depth == 0 => self.field = None,
            Is::Sign(b'=' | b'<' | b'>' | b'!') => self.give(text),
            Is::Word if is("LIKE") || is("ILIKE") || is("IN") || is("BETWEEN") => self.give(text),
            Is::Word if is("WHERE") || is("AND") || is("OR") || is("SET") => self.field = None,
            Is::Word if is("USER") || is("ROLE") || is("IDENTIFIED") => self.is_user = true,
            Is::Word | Is::Name
                if (was("UPDATE") || was("INTO") || was("FROM") || was("ONLY") || self.is_sign(b'.'))
                    && (self.data && self.field.is_none() && !is("ONLY")) =>
            {
                self.table = Some(self.filling.sheet.names.table(&unquoted(text, token)));
            }
            _ => {}
        }
    }

    /// What comes is given to the field that was named last, or compared with it.
    fn give(&mut self, text: &[u8]) {
        let last = self.last[1];
        let name = self.compared.field(last).or(last.filter(|t| is_name(t, self.mode)));
        let name = name.map(|t| unquoted(text, &t));
        if let Some(name) = name.filter(|_| self.data || self.compared.is_open()) {
            let names = &mut self.filling.sheet.names;
            self.field = Some(names.id(self.table.unwrap_or(NameId::ROOT), &name));
        }
    }

    /// Reads a text and those beside it, which are one with it; gives their end.
    fn texts(&mut self, text: &[u8], first: Token, way: Way) -> usize {
        let mut parts = vec![first];
        let (mut at, mut bars, mut is_odd) = (first.span.end, 0, false);
        while at < text.len() {
            let Ok(next) = token(text, at, true, self.mode) else { break };
            match next.kind {
                Is::White => {}
                // One that is written in another way, or stands behind a comment, is not read together with it.
                Is::Comment => is_odd = true,
                Is::Sign(b'|') if bars < 2 => bars += 1,
                Is::Text(_) if bars != 1 => {
                    is_odd |= !next.is_like(&first, text);
                    bars = 0;
                    parts.push(next);
                }
                _ => break,
            }
            at = next.span.end;
        }
        let is_unread = is_odd && parts.len() > 1;
        let last = parts[parts.len() - 1];
        let span = Span::new(first.span.start, last.span.end);
        let whole = Token { kind: first.kind, span, inner: Span::new(first.inner.start, last.inner.end) };
        match is_unread {
            true => self.value(&whole, span, Value::Plain, Way::Whole),
            false => self.text(text, &whole, &parts, way),
        }
        self.before = self.last[0];
        self.last = [self.last[1], Some(whole)];
        span.end
    }

    fn text(&mut self, text: &[u8], whole: &Token, parts: &[Token], way: Way) {
        let last = self.last[1];
        let was = |word: &str| is_word(text, last.as_ref(), word);
        let is_comment = was("COMMENT")
            || was("IS")
            || (self.is_sign(b'=') && is_word(text, self.last[0].as_ref(), "COMMENT"));
        // What somebody signs in with has no name but the word before it.
        let is_known_by = ["BY", "AS", "USING", "REPLACE"].iter().any(|word| was(word));
        let is_secret = was("PASSWORD") || (self.is_user && is_known_by) || self.is_password(text);
        let name = if is_secret { Some(b"password".to_vec()) } else { self.own_name(text) };
        let is_named = name.is_some();
        if let Some(name) = name {
            self.field = Some(self.filling.sheet.names.id(NameId::ROOT, &name));
        }
        let is_default =
            was("DEFAULT") || (self.is_sign(b'(') && is_word(text, self.last[0].as_ref(), "DEFAULT"));
        if let Some((column, fit)) =
            self.definition.column(text, self.mode).filter(|_| is_default && !self.data)
        {
            self.field = Some(self.filling.sheet.names.id(NameId::ROOT, column));
            self.fit = Some(fit);
        }
        let calls =
            ["CALL", "EXEC", "EXECUTE"].iter().any(|word| is_word(text, self.first[0].as_ref(), word));
        self.is_nameless |= calls && self.field.is_none();
        let read = |reading: &mut Self| {
            let sheet = &mut *reading.filling.sheet;
            let value =
                literal::joined(reading.filling.text, parts.iter().map(|part| part.inner), way, sheet);
            reading.value(whole, whole.inner, value, way);
        };
        match is_comment && !self.data {
            true => self.free(whole.span, read),
            false => read(self),
        }
        if is_named || self.fit.take().is_some() {
            self.field = None;
        }
    }

    /// What a text is called that stands alone behind its name: a variable of a session, which other statements take for a value, a setting of
    /// somebody's own (`SET app.user TO 'x'`), an option, an account to sign in with.
    fn own_name(&self, text: &[u8]) -> Option<Vec<u8>> {
        let is = |word: &str| is_word(text, self.first[0].as_ref(), word);
        let was_to = self.is_sign(b'=') || is_word(text, self.last[1].as_ref(), "TO");
        let is_named = |token: &Token| is_name(token, self.mode) && !matches!(token.kind, Is::Number);
        if self.has_options {
            return self.last[1].filter(is_named).map(|name| unquoted(text, &name));
        }
        let name = unquoted(text, &self.last[0].filter(|token| was_to && is_named(token))?);
        let is_behind = |sign| self.before.is_some_and(|t| t.is_sign(sign));
        let is_setting = is_behind(b'.') && (is("SET") || is("ALTER"));
        let is_account = (is("CHANGE") || is("START")) && name.to_ascii_lowercase().ends_with(b"user");
        match (is_account, is_setting || self.is_sign(b'=') && is_behind(b'@')) {
            (true, _) => Some(b"user".to_vec()),
            (_, is_variable) => is_variable.then_some(name),
        }
    }

    /// True where a statement gives a text to a password: `SET PASSWORD FOR … = 'x'`, `MASTER_PASSWORD = 'x'`.
    fn is_password(&self, text: &[u8]) -> bool {
        let is = |n: usize, word: &str| is_word(text, self.first[n].as_ref(), word);
        let ends = |token: &Token, end: &str| ends_with_word(token.inner.of(text), end.as_bytes());
        let is_called = |token: Option<Token>| {
            token.is_some_and(|t| {
                matches!(t.kind, Is::Word | Is::Name) && (ends(&t, "PASSWORD") || ends(&t, "PASSWD"))
            })
        };
        let was_to = self.is_sign(b'=') || is_word(text, self.last[1].as_ref(), "TO");
        was_to && (is_called(self.last[0]) || (is(0, "SET") && is(1, "PASSWORD")))
            || self.is_sign(b'(') && is_called(self.last[0])
    }

    /// The field and the place of a value that is a token.
    fn slot(&mut self, token: &Token) -> (NameId, u32) {
        let name = self.field.or_else(|| self.lists.field(&mut self.filling.sheet.names));
        let name = name.unwrap_or(NameId::ROOT);
        let object = super::table::object(self.filling.sheet);
        (name, self.filling.slot(token.span, name, object))
    }

    fn value(&mut self, token: &Token, span: Span, value: Value, way: Way) {
        // The name between dollar signs is looked at with the words around it.
        let (start, end) = match way {
            Way::Dollar => (token.inner.start, token.inner.end),
            _ => (token.span.start, token.span.end),
        };
        self.words_to(start);
        let fit = self.fit.unwrap_or(if self.data { Fit::default() } else { Fit::TEXT });
        let (name, member) = self.slot(token);
        let unread = way == Way::Whole;
        let mut cell = Cell::new(span, value, Kind::Text, layers(way, fit)).of(name, Some(member));
        cell.unread = unread;
        self.filling.sheet.cells.push(cell);
        if self.data && !unread && !self.filling.json.expand_last(self.filling.text, self.filling.sheet) {
            php::expand_last(self.filling.text, self.filling.sheet);
        }
        self.code = end;
    }

    /// A text that somebody wrote for people.
    fn free(&mut self, span: Span, read: impl FnOnce(&mut Self)) {
        self.words_to(span.start);
        if self.parts {
            self.end_record(span.start, Flaw::Schema);
        }
        read(self);
        self.code = span.end;
        if self.parts {
            self.end_record(span.end, Flaw::Remark);
        }
    }

    fn words_to(&mut self, end: usize) {
        self.filling.code(Span::new(self.code, end));
        self.code = end;
    }

    fn end_record(&mut self, end: usize, flaw: Flaw) {
        let (start, begun) = self.record;
        if start < end {
            self.filling.end(begun, Span::new(start, end), false, Some(flaw));
        }
        self.record = (end, self.filling.begin());
    }
}
