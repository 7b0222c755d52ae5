//! Parts of a dump, one after the other: white space, comments, statements, and within those that bring rows, every row.
//!
//! One machine cuts the input and another one reads what was cut, from the same state: so they cannot disagree.

use std::sync::Arc;

use memchr::memchr;

use super::brackets::brackets_end;
use super::change::Changing;
use super::fit::Fit;
use super::lex::{Fault, Kind, Lexed, Stop, Token, is_word as is_word_byte, token};
use super::schema::{self, is_word};
use super::tables::{Column, Home, Schema};
use super::{Dialect, Dump, Mode, home, settings};
use crate::decode::charset::Charset;
use crate::format::BOM;
use crate::format::keyed::Keyed;
use crate::limits::{SQL_HEAD_BYTES_MAX, SQL_TOKENS_MAX};
use crate::span::Span;

/// Where rows go.
#[derive(Debug, Default)]
pub(super) struct Target {
    pub(super) table: Box<[u8]>,
    /// In the order of the values; none when nothing says what they are called.
    pub(super) columns: Vec<Column>,
    /// Which of them name others.
    pub(super) keyed: Option<Keyed>,
}

impl Target {
    fn new(table: Vec<u8>, columns: Vec<Column>) -> Self {
        let keyed = Keyed::of(columns.iter().map(|column| &*column.name));
        Target { table: table.into(), columns, keyed }
    }
}

#[derive(Clone, Debug)]
enum State {
    /// Between statements.
    Ground,
    /// Before a row among the values of an `INSERT`; true for the first.
    Values(Arc<Target>, bool),
    /// Before a line of a `COPY`.
    Lines(Arc<Target>),
}

/// What a part is.
#[derive(Clone, Debug)]
pub(super) enum Part {
    White,
    /// A comment; what stands in it.
    Comment(Span),
    /// A line for the client program.
    Line,
    /// A statement. Without `data` it says how tables are made and not what is in them.
    Statement {
        data: bool,
    },
    /// The beginning of an `INSERT`, to its first row.
    Head,
    /// A row, and what parts it from the next one.
    Row {
        target: Arc<Target>,
        /// Its brackets.
        values: Span,
        /// It is the only one of its statement, and the statement ends with the part.
        alone: bool,
    },
    /// The beginning of a `COPY`, to the end of its line.
    CopyHead,
    CopyLine(Arc<Target>),
    CopyEnd,
}

/// A part, and where it ends.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) end: usize,
    pub(super) part: Part,
}

/// What has to be known of what stands before a place of a dump.
#[derive(Clone, Debug)]
pub struct Machine {
    pub(super) mode: Mode,
    charset: Charset,
    names_decide: bool,
    schema: Arc<Schema>,
    state: State,
    /// What ends a statement, where it is no semicolon.
    delimiter: Option<Arc<[u8]>>,
    /// The beginning of the last `INSERT`: most are like the one before.
    last: Option<(Arc<[u8]>, Arc<Target>)>,
    is_first: bool,
}

impl Machine {
    /// That of the start of a dump, which is written in `charset`.
    pub fn new(dump: &Dump, charset: Charset) -> Self {
        Machine {
            mode: Mode::of(dump.dialect),
            charset,
            names_decide: dump.names_decide,
            schema: Arc::new(Schema::of(dump.dialect)),
            state: State::Ground,
            delimiter: None,
            last: None,
            is_first: true,
        }
    }

    /// The part that begins at `at`, where a byte stands. The machine is behind it then; when there is none, it stays where it is.
    pub(super) fn next(&mut self, text: &[u8], at: usize, ended: bool) -> Lexed<Unit> {
        if self.is_first {
            let rest = &text[at..];
            if rest.len() < BOM.len() && BOM.starts_with(rest) && !ended {
                return Err(Stop::More);
            }
            if rest.starts_with(BOM) {
                self.is_first = false;
                return Ok(Unit { end: at + BOM.len(), part: Part::White });
            }
        }
        let unit = match self.state.clone() {
            State::Ground => self.ground(text, at, ended),
            State::Values(target, first) => self.row(text, at, ended, target, first),
            State::Lines(target) => self.line(text, at, ended, target),
        }?;
        self.is_first = false;
        Ok(unit)
    }

    /// True where the input may end.
    pub(super) fn may_end(&self) -> bool {
        matches!(self.state, State::Ground)
    }

    /// True when the part to come belongs to the one before it.
    pub(super) fn is_bound(&self) -> bool {
        matches!(self.state, State::Values(_, true))
    }

    /// The machine as it stood before the beginning of an `INSERT`, behind which it is. What is known of tables is shared, so a copy is made where
    /// none of them changes before it is gone.
    pub(super) fn before_head(&self) -> Self {
        Machine { state: State::Ground, ..self.clone() }
    }

    fn ground(&mut self, text: &[u8], at: usize, ended: bool) -> Lexed<Unit> {
        if let Some((head, target)) = self.last.as_ref().filter(|(head, _)| text[at..].starts_with(head)) {
            let end = at + head.len() - 1;
            self.state = State::Values(target.clone(), true);
            return Ok(Unit { end, part: Part::Head });
        }
        let is_postgres = self.mode.dialect == Dialect::Postgres;
        if text[at] == b'\\' && is_postgres {
            return match memchr(b'\n', &text[at..]) {
                None if !ended => Err(Stop::More),
                end => {
                    let end = end.map_or(text.len(), |n| at + n);
                    self.meta(text[at..end].trim_ascii())?;
                    Ok(Unit { end, part: Part::Line })
                }
            };
        }
        let first = token(text, at, ended, self.mode)?;
        match first.kind {
            Kind::White => return Ok(Unit { end: first.span.end, part: Part::White }),
            Kind::Comment => return Ok(Unit { end: first.span.end, part: Part::Comment(first.inner) }),
            _ => {}
        }
        if is_word(text, Some(&first), "DELIMITER") && self.mode.dialect == Dialect::MySql {
            let end = memchr(b'\n', &text[at..]).map(|n| at + n);
            if end.is_none() && !ended {
                return Err(Stop::More);
            }
            let end = end.unwrap_or(text.len());
            let said = text[first.span.end..end].trim_ascii();
            if said.is_empty()
                || said.iter().any(|b| is_word_byte(*b) || matches!(b, b'\'' | b'"' | b'`' | b'\\'))
            {
                return Err(Fault::Setting.into());
            }
            self.delimiter = (said != b";").then(|| said.into());
            return Ok(Unit { end, part: Part::Line });
        }
        self.statement(text, at, ended)
    }

    /// A line for psql: one that changes how the rest is read is a fault.
    fn meta(&mut self, line: &[u8]) -> Result<(), Fault> {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
        match words.next().unwrap_or_default() {
            // A new session begins.
            b"\\connect" | b"\\c" => {
                self.mode = Mode::of(self.mode.dialect);
                self.last = None;
                // It may be one with another database.
                let schema = Arc::make_mut(&mut self.schema);
                schema.forget_all();
                schema.set_home(Home::default());
            }
            b"\\restrict" | b"\\unrestrict" | b"\\echo" | b"\\qecho" => {}
            _ => return Err(Fault::Setting),
        }
        Ok(())
    }

    /// True when what ends a statement stands at `at`; how long it is.
    fn delimiter_at(&self, text: &[u8], at: usize, ended: bool) -> Lexed<Option<usize>> {
        let delimiter = self.delimiter.as_deref().unwrap_or(b";");
        let rest = &text[at.min(text.len())..];
        if rest.len() < delimiter.len() && delimiter.starts_with(rest) && !ended {
            return Err(Stop::More);
        }
        Ok(rest.starts_with(delimiter).then_some(delimiter.len()))
    }

    /// The next token that is no white space or comment, `None` at a delimiter; and where it or the delimiter ends.
    fn significant(&self, text: &[u8], at: usize, ended: bool) -> Lexed<(Option<Token>, usize)> {
        let mut at = at;
        loop {
            if at >= text.len() {
                return Err(if ended { Fault::Unfinished.into() } else { Stop::More });
            }
            if let Some(length) = self.delimiter_at(text, at, ended)? {
                return Ok((None, at + length));
            }
            let token = token(text, at, ended, self.mode)?;
            at = token.span.end;
            if token.is_sign(b'\\') {
                // A command for the client program, which may end a statement.
                return Err(Fault::Setting.into());
            }
            if !token.is_dull() {
                return Ok((Some(token), at));
            }
        }
    }

    fn statement(&mut self, text: &[u8], start: usize, ended: bool) -> Lexed<Unit> {
        let mut tokens: Vec<Token> = Vec::new();
        let (mut at, mut depth, mut is_cut) = (start, 0_usize, false);
        let mut block = Block::default();
        loop {
            let (token, end) = self.significant(text, at, ended)?;
            let Some(token) = token else {
                // Semicolons in the body of a trigger, or in brackets (a rule of PostgreSQL), end nothing.
                let is_inside = block.is_open() || (depth > 0 && self.mode.dialect == Dialect::Postgres);
                if self.delimiter.is_some() || !is_inside {
                    return self.finish(text, &tokens, is_cut, end, ended);
                }
                block.semicolon();
                at = end;
                continue;
            };
            block.see(text, &token, &tokens, self.mode.dialect);
            match token.kind {
                Kind::Sign(b'(') => {
                    let is_values = depth == 0 && is_insert(text, &tokens) && {
                        let last = tokens.last();
                        is_word(text, last, "VALUES") || is_word(text, last, "VALUE")
                    };
                    if is_values {
                        let target = Arc::new(self.target(text, &tokens[..tokens.len() - 1])?);
                        // The bracket goes with it, so that nothing longer begins alike.
                        let head = Span::new(start, token.span.end).of(text);
                        self.last = (self.delimiter.is_none() && head.len() <= SQL_HEAD_BYTES_MAX)
                            .then(|| (head.into(), target.clone()));
                        self.state = State::Values(target, true);
                        return Ok(Unit { end: token.span.start, part: Part::Head });
                    }
                    depth += 1;
                }
                Kind::Sign(b')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            match tokens.len() < SQL_TOKENS_MAX {
                true => tokens.push(token),
                false => is_cut = true,
            }
            at = end;
        }
    }

    /// A statement ends at `end`: what it means for those that follow.
    fn finish(
        &mut self,
        text: &[u8],
        tokens: &[Token],
        is_cut: bool,
        end: usize,
        ended: bool,
    ) -> Lexed<Unit> {
        let is = |n: usize, word: &str| is_word(text, tokens.get(n), word);
        let has = |word: &str| tokens.iter().any(|t| is_word(text, Some(t), word));
        // What is known of tables, or of how texts are written, may be another thing from here on.
        self.last = None;
        let unit = |data| Ok(Unit { end, part: Part::Statement { data } });
        let decides = is(0, "CREATE")
            || is(0, "RENAME")
            || is(0, "SET")
            || is(0, "ALTER")
            || is(0, "SELECT")
            || is(0, "COPY");
        if is_cut && decides {
            return Err(Fault::Tables.into());
        }
        if is_insert(text, tokens) {
            let is_one_row = has("SET") || (has("DEFAULT") && has("VALUES"));
            let asks = has("SELECT") || has("TABLE") || has("WITH");
            return if is_one_row && !asks { unit(true) } else { Err(Fault::Insert.into()) };
        }
        if is(0, "COPY") && self.mode.dialect == Dialect::Postgres {
            return self.copy(text, tokens, end, ended);
        }
        // A statement without its end, and one for rows behind it.
        let is_made = is(0, "CREATE") || is(0, "ALTER");
        // Both words are names of functions as well.
        let brings = |two: &[Token]| is_insert(text, two) && !two[1].is_sign(b'(');
        if is(0, "MERGE") || (!is_made && has("INTO") && tokens.windows(2).any(brings)) {
            return Err(Fault::Insert.into());
        }
        let undoes = ["ROLLBACK", "ABORT", "RESET", "DISCARD"].iter().any(|word| is(0, word));
        let is_changed = self.mode != Mode::of(self.mode.dialect);
        if (undoes && is_changed) || (!is(0, "SET") && has("standard_conforming_strings")) {
            return Err(Fault::Setting.into());
        }
        if let Some(home) = home::read(text, tokens, self.mode.dialect, self.schema.home()) {
            Arc::make_mut(&mut self.schema).set_home(home);
        }
        if is(0, "ALTER") && is(1, "SCHEMA") {
            // It may have another name now.
            Arc::make_mut(&mut self.schema).forget_all();
        }
        if is(0, "DROP") {
            self.changing(text).drop(tokens)?;
        }
        if is(0, "RENAME") {
            self.changing(text).rename(tokens)?;
        }
        if is(0, "SET") || (is(0, "SELECT") && has("set_config")) {
            self.mode = settings::read(text, tokens, self.mode, self.charset)?;
        }
        if is(0, "CREATE") {
            self.changing(text).create(tokens)?;
        }
        if is(0, "ALTER") && is(1, "TABLE") {
            self.changing(text).alter(tokens)?;
        }
        unit(!is_schema(text, tokens))
    }

    /// What is known of tables, to be changed.
    fn changing<'a>(&'a mut self, text: &'a [u8]) -> Changing<'a> {
        Changing { text, mode: self.mode, schema: Arc::make_mut(&mut self.schema) }
    }

    fn copy(&mut self, text: &[u8], tokens: &[Token], end: usize, ended: bool) -> Lexed<Unit> {
        let from = tokens
            .windows(2)
            .position(|two| is_word(text, two.first(), "FROM") && is_word(text, two.last(), "STDIN"));
        let Some(from) = from else { return Ok(Unit { end, part: Part::Statement { data: true } }) };
        if from + 2 < tokens.len() {
            return Err(Fault::CopyForm.into());
        }
        let Some(line) = memchr(b'\n', &text[end..]) else {
            return Err(if ended { Fault::Unfinished.into() } else { Stop::More });
        };
        if !text[end..end + line].trim_ascii().is_empty() {
            return Err(Fault::CopyForm.into());
        }
        let target = self.target_of(text, &tokens[1..from])?;
        self.state = State::Lines(Arc::new(target));
        Ok(Unit { end: end + line + 1, part: Part::CopyHead })
    }

    /// Where the rows of the `INSERT` go that begins with `tokens`.
    fn target(&self, text: &[u8], tokens: &[Token]) -> Result<Target, Fault> {
        const BEFORE: [&str; 10] = [
            "INSERT",
            "REPLACE",
            "LOW_PRIORITY",
            "DELAYED",
            "HIGH_PRIORITY",
            "IGNORE",
            "OR",
            "ROLLBACK",
            "ABORT",
            "FAIL",
        ];
        let into = tokens.iter().take(6).position(|t| is_word(text, Some(t), "INTO"));
        let before = tokens.iter().take_while(|t| BEFORE.iter().any(|w| is_word(text, Some(t), w))).count();
        self.target_of(text, &tokens[into.map_or(before, |n| n + 1)..])
    }

    /// A table and the columns that are listed behind it.
    fn target_of(&self, text: &[u8], tokens: &[Token]) -> Result<Target, Fault> {
        let Some((key, table, length)) = schema::name(text, tokens, self.mode) else {
            return Err(Fault::Insert);
        };
        let known = self.schema.table(&key);
        let mut rest = &tokens[length..];
        if is_word(text, rest.first(), "AS") {
            rest = rest.get(2..).unwrap_or_default();
        }
        if is_word(text, rest.first(), "PARTITION") {
            let end = rest.iter().position(|t| t.is_sign(b')')).ok_or(Fault::Insert)?;
            rest = &rest[end + 1..];
        }
        let mut made: Vec<Column> = Vec::new();
        if !rest.first().is_some_and(|t| t.is_sign(b'(')) {
            if known.is_none() && self.names_decide {
                return Err(Fault::Nameless);
            }
            let own = known.into_iter().flat_map(|table| table.columns());
            made.extend(own.filter(|column| !column.generated).cloned());
            return Ok(Target::new(table, made));
        }
        for two in rest[1..].chunks(2) {
            let [name, sign] = two else { return Err(Fault::Insert) };
            if !schema::is_name(name, self.mode) || !(sign.is_sign(b',') || sign.is_sign(b')')) {
                return Err(Fault::Insert);
            }
            let name = schema::unquoted(text, name);
            let column = known.and_then(|table| Some(&table.columns()[table.place(&name)?]));
            let fit = column.map_or(Fit::default(), |column| column.fit);
            made.push(Column { name: name.into(), fit, generated: false });
            if sign.is_sign(b')') {
                return Ok(Target::new(table, made));
            }
        }
        Err(Fault::Insert)
    }

    fn row(&mut self, text: &[u8], at: usize, ended: bool, target: Arc<Target>, first: bool) -> Lexed<Unit> {
        if text[at] != b'(' {
            let between = token(text, at, ended, self.mode)?;
            let part = match between.kind {
                Kind::White => Part::White,
                Kind::Comment => Part::Comment(between.inner),
                _ => return Err(Fault::Rows.into()),
            };
            return Ok(Unit { end: between.span.end, part });
        }
        let close = brackets_end(text, at, ended, self.mode)?;
        let values = Span::new(at, close);
        let (mut token, mut end) = self.significant(text, close, ended)?;
        let row = |end, alone| Ok(Unit { end, part: Part::Row { target: target.clone(), values, alone } });
        if token.is_some_and(|t| t.is_sign(b',')) {
            self.state = State::Values(target.clone(), false);
            return row(end, false);
        }
        // What may follow the rows: `ON DUPLICATE KEY UPDATE …`, and the like. An end may be missing, with more rows behind it.
        let follows =
            |token: &Token| ["ON", "RETURNING", "AS"].iter().any(|word| is_word(text, Some(token), word));
        if token.as_ref().is_some_and(|token| !follows(token)) {
            return Err(Fault::Rows.into());
        }
        let mut last: Option<Token> = None;
        while let Some(one) = token {
            if !one.is_sign(b'(') && last.is_some_and(|last| is_insert(text, &[last])) {
                return Err(Fault::Rows.into());
            }
            last = token;
            (token, end) = self.significant(text, end, ended)?;
        }
        self.state = State::Ground;
        row(end, first)
    }

    fn line(&mut self, text: &[u8], at: usize, ended: bool, target: Arc<Target>) -> Lexed<Unit> {
        let mut from = at;
        let feed = loop {
            let Some(n) = memchr(b'\n', &text[from..]) else {
                return Err(if ended { Fault::Unfinished.into() } else { Stop::More });
            };
            let feed = from + n;
            // Behind a backslash it is one in a value.
            if text[at..feed].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0 {
                break feed;
            }
            from = feed + 1;
        };
        let line = &text[at..feed];
        let is_end = line.strip_suffix(b"\r").unwrap_or(line) == b"\\.";
        if is_end {
            self.state = State::Ground;
        }
        Ok(Unit { end: feed + 1, part: if is_end { Part::CopyEnd } else { Part::CopyLine(target) } })
    }
}

/// The body of a trigger or function: statements between `BEGIN` and `END`.
#[derive(Default)]
struct Block {
    is_open: bool,
    /// The last token was a semicolon in it, and then `END`.
    is_behind: bool,
    is_ended: bool,
}

impl Block {
    fn is_open(&self) -> bool {
        self.is_open && !self.is_ended
    }

    fn semicolon(&mut self) {
        self.is_behind = true;
    }

    fn see(&mut self, text: &[u8], token: &Token, before: &[Token], dialect: Dialect) {
        let first_words = |word: &str| before.iter().take(6).any(|t| is_word(text, Some(t), word));
        let begins = match dialect {
            Dialect::Sqlite => is_word(text, Some(token), "BEGIN") && first_words("TRIGGER"),
            Dialect::Postgres => {
                is_word(text, Some(token), "ATOMIC") && is_word(text, before.last(), "BEGIN")
            }
            Dialect::MySql => false,
        };
        self.is_open |= begins && is_word(text, before.first(), "CREATE");
        self.is_ended = self.is_open && self.is_behind && is_word(text, Some(token), "END");
        self.is_behind = false;
    }
}

fn is_insert(text: &[u8], tokens: &[Token]) -> bool {
    is_word(text, tokens.first(), "INSERT") || is_word(text, tokens.first(), "REPLACE")
}

/// True for a statement that says how tables are made, and not what is in them.
fn is_schema(text: &[u8], tokens: &[Token]) -> bool {
    const WORDS: [&str; 30] = [
        "CREATE",
        "ALTER",
        "DROP",
        "SET",
        "LOCK",
        "UNLOCK",
        "USE",
        "BEGIN",
        "COMMIT",
        "START",
        "END",
        "ROLLBACK",
        "PRAGMA",
        "GRANT",
        "REVOKE",
        "ANALYZE",
        "COMMENT",
        "TRUNCATE",
        "RESET",
        "CHANGE",
        "FLUSH",
        "SAVEPOINT",
        "RELEASE",
        "REFRESH",
        "SECURITY",
        "VACUUM",
        "REINDEX",
        "OPTIMIZE",
        "ATTACH",
        "DETACH",
    ];
    let is = |n: usize, word: &str| is_word(text, tokens.get(n), word);
    let calls = |word| is(0, "SELECT") && is(1, "pg_catalog") && is(3, word);
    tokens.is_empty() || WORDS.iter().any(|word| is(0, word)) || calls("setval") || calls("set_config")
}
