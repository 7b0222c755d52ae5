//! Regular expressions of other programs as patterns of ours: over bytes, bounded, without anchors, boundaries beside them.
//!
//! The text of the expression is edited where it has to be and stays as it is elsewhere, so that who wrote it finds it again.

use std::ops::Range;

use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassSet, ClassSetItem, GroupKind, RepetitionKind, RepetitionRange,
};
use regex_syntax::hir::Hir;
use regex_syntax::hir::translate::TranslatorBuilder;

use crate::bytes::ByteSet;
use crate::detect::hir::{one_byte, single_bytes};
use crate::import::boundary::{Beside, WORD, edge_bytes};

mod around;

/// How an expression is written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Letters of either case are the same throughout.
    pub any_case: bool,
    /// There may be look-around, `\\Z`, and words of other scripts.
    pub python: bool,
}

/// Which part of a match is the value.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Value {
    /// All of it.
    #[default]
    Whole,
    /// The group of this number, from 1.
    Group(u32),
    /// The first group, where there is one.
    FirstGroup,
}

/// A pattern of ours.
#[derive(Default)]
pub struct Converted {
    /// The pattern.
    pub pattern: String,
    /// What must not stand before it.
    pub not_before: Option<String>,
    /// What must not stand behind it.
    pub not_after: Option<String>,
    /// The class of the bytes that the value goes on with.
    pub tail: Option<String>,
    /// What is not the same as before.
    pub notes: Vec<&'static str>,
}

/// The reason why an expression cannot be taken over.
pub type Why = &'static str;

/// The pattern, with repetitions that have no end going up to `most`.
pub fn convert(text: &str, dialect: Dialect, value: Value, most: u32) -> Result<Converted, Why> {
    let around = if dialect.python { around::take(text)? } else { around::Around::none(text) };
    let text = around.text.as_str();
    let parsed = ast::parse::Parser::new().parse(text).map_err(|_| {
        "its regular expression has what a pattern cannot say: back references, look-around, or another dialect"
    })?;
    let group = match value {
        Value::Whole => None,
        Value::Group(number) => Some(number),
        Value::FirstGroup => Some(1).filter(|n| stands(&parsed, *n, true).is_some()),
    };
    let mut made = Converted::default();
    let group = match group.map(|number| (number, stands(&parsed, number, true))) {
        None => None,
        Some((_, None)) => return Err("the group that should be the value is not in its expression"),
        Some((number, Some(true))) => Some(number),
        Some((_, Some(false))) => {
            made.notes.push("the value is the whole match: the group does not take part in every match");
            None
        }
    };
    let mut editor = Editor {
        text,
        dialect,
        group,
        most,
        edits: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
        tail: None,
        notes: &mut made.notes,
        in_value: group.is_none(),
    };
    editor.visit(&parsed, Place { first: true, last: true, alone: true })?;
    let Editor { edits, mut before, mut after, tail, .. } = editor;
    made.pattern = edited(text, edits);
    if dialect.any_case && made.pattern.bytes().any(|b| b.is_ascii_alphabetic()) {
        made.pattern = format!("(?i){}", made.pattern);
    }
    made.tail = tail.map(|class| if dialect.any_case { format!("(?i){class}") } else { class });
    let hir = parse(&made.pattern)?;
    let must = |given: &[String], edges: &mut Vec<Edge>, front| -> Result<(), Why> {
        for text in given {
            let beside = Beside::of(&parse(&cased(text, dialect))?, front);
            edges.push(Edge::Beside(beside.ok_or(TOO_MUCH_BESIDE)?));
        }
        Ok(())
    };
    must(&around.must_before, &mut before, true)?;
    must(&around.must_after, &mut after, false)?;
    made.not_before = boundary(&before, &around.before, &hir, true, dialect, &mut made.notes)?;
    made.not_after = boundary(&after, &around.after, &hir, false, dialect, &mut made.notes)?;
    if !ends_alone(&hir, &made)? {
        made.notes
            .push("what stands behind a value is looked at behind its longest match only: it can find less");
    }
    Ok(made)
}

/// What is more than a boundary can say.
const TOO_MUCH_BESIDE: Why = "what has to stand beside its value is more than a boundary can say";

fn cased(text: &str, dialect: Dialect) -> String {
    if dialect.any_case { format!("(?i:{text})") } else { text.to_owned() }
}

/// True when a shorter match could not be one where the longest is refused for what stands behind it: what the match would
/// have gone on with must not stand there either.
fn ends_alone(hir: &Hir, made: &Converted) -> Result<bool, Why> {
    let Some(not_after) = &made.not_after else { return Ok(true) };
    let properties = hir.properties();
    if properties.minimum_len() == properties.maximum_len() && made.tail.is_none() {
        return Ok(true);
    }
    let (mut goes_on, _) = edge_bytes(hir, false);
    if let Some(tail) = &made.tail {
        goes_on = goes_on.union(one_byte(&parse(tail)?).unwrap_or(ByteSet::ALL));
    }
    let (forbidden, _) = single_bytes(&parse(not_after)?);
    Ok(forbidden.holds(&goes_on))
}

fn parse(pattern: &str) -> Result<Hir, Why> {
    let parser = regex_syntax::ParserBuilder::new().utf8(false).unicode(false).build().parse(pattern);
    parser.map_err(|_| "its expression needs classes of Unicode, and patterns are over bytes")
}

/// Something that has to hold on one side of a match.
#[derive(Clone, PartialEq, Eq)]
enum Edge {
    /// `\\b`.
    Word,
    /// `^` or `$`.
    Line,
    /// What has to stand there.
    Beside(Beside),
}

/// Everything that must hold on one side, as one boundary pattern.
fn boundary(
    edges: &[Edge],
    forbidden: &[String],
    hir: &Hir,
    front: bool,
    dialect: Dialect,
    notes: &mut Vec<Why>,
) -> Result<Option<String>, Why> {
    let mut branches = Vec::new();
    for edge in edges {
        match edge {
            Edge::Line => branches.extend(Beside::line_end().forbidden(front)),
            Edge::Beside(beside) => branches.extend(beside.forbidden(front)),
            Edge::Word => {
                let word = if dialect.python { WORD.union(ByteSet::range(0x80, 0xff)) } else { WORD };
                let (bytes, _) = edge_bytes(hir, front);
                if word.holds(&bytes) {
                    branches.extend(Beside::any_of(word.complement()).forbidden(front));
                } else if !word.meets(&bytes) {
                    let beside = parse("[0-9A-Za-z_]")?;
                    branches.extend(Beside::of(&beside, front).and_then(|b| b.forbidden(front)));
                } else {
                    notes.push("a `\\b` is left out, since what stands beside it can be a letter or none: it finds more");
                }
            }
        }
    }
    for text in forbidden {
        if !parse(text)?.properties().look_set().is_empty() {
            return Err("an anchor inside its look-around");
        }
        branches.push(cased(text, dialect));
    }
    branches.dedup();
    Ok((!branches.is_empty()).then(|| branches.join("|")))
}

/// Whether the group of this number stands in `ast`, and takes part in every match.
fn stands(ast: &Ast, number: u32, sure: bool) -> Option<bool> {
    match ast {
        Ast::Group(group) => match &group.kind {
            GroupKind::CaptureIndex(n) if *n == number => Some(sure),
            GroupKind::CaptureName { name, .. } if name.index == number => Some(sure),
            _ => stands(&group.ast, number, sure),
        },
        Ast::Repetition(repeated) => stands(&repeated.ast, number, false),
        Ast::Alternation(all) => all.asts.iter().find_map(|ast| stands(ast, number, false)),
        Ast::Concat(all) => all.asts.iter().find_map(|ast| stands(ast, number, sure)),
        _ => None,
    }
}

/// True when it takes no bytes.
fn is_empty(ast: &Ast) -> bool {
    matches!(ast, Ast::Empty(_) | Ast::Flags(_) | Ast::Assertion(_))
}

/// Where a node stands in the expression.
#[derive(Clone, Copy)]
struct Place {
    /// Nothing is taken before it.
    first: bool,
    /// Nothing is taken behind it.
    last: bool,
    /// It takes part in every match, once.
    alone: bool,
}

impl Place {
    const INSIDE: Place = Place { first: false, last: false, alone: false };
}

struct Editor<'t> {
    text: &'t str,
    dialect: Dialect,
    /// The group that is the value.
    group: Option<u32>,
    most: u32,
    edits: Vec<(Range<usize>, String)>,
    before: Vec<Edge>,
    after: Vec<Edge>,
    tail: Option<String>,
    notes: &'t mut Vec<Why>,
    /// The node is the value or in it.
    in_value: bool,
}

fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    let (mut made, mut at) = (String::new(), 0);
    for (range, new) in edits {
        // What was taken out whole takes its own edits along.
        if range.start < at {
            continue;
        }
        made += &text[at..range.start];
        made += &new;
        at = range.end;
    }
    made + &text[at..]
}

fn range(span: &ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

impl Editor<'_> {
    fn edit(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.edits.push((range, new.into()));
    }

    fn note(&mut self, note: Why) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The node as it stands, parsed for bytes.
    fn hir(&self, ast: &Ast) -> Result<Hir, Why> {
        let mut translator = TranslatorBuilder::new().utf8(false).unicode(false).build();
        translator
            .translate(self.text, ast)
            .map_err(|_| "its expression needs classes of Unicode, and patterns are over bytes")
    }

    fn visit(&mut self, ast: &Ast, place: Place) -> Result<(), Why> {
        match ast {
            Ast::Empty(_) => Ok(()),
            Ast::Flags(set) => {
                let is_verbose = set.flags.flag_state(ast::Flag::IgnoreWhitespace) == Some(true);
                if is_verbose {
                    Err("its expression has comments or spaces that do not count")
                } else {
                    Ok(())
                }
            }
            Ast::Literal(literal) if literal.c == '\n' => Err("its expression goes over the end of a line"),
            Ast::Literal(_) => Ok(()),
            Ast::Dot(span) => {
                self.edit(range(span), "[^\\n]");
                Ok(())
            }
            Ast::Assertion(assertion) => self.assertion(assertion, place),
            Ast::ClassUnicode(_) => {
                Err("its expression needs classes of Unicode, and patterns are over bytes")
            }
            Ast::ClassPerl(class) => {
                if let Some(new) = perl(class) {
                    self.edit(range(&class.span), format!("[{new}]"));
                }
                self.narrowed();
                Ok(())
            }
            Ast::ClassBracketed(class) => self.class(ast, class),
            Ast::Repetition(repeated) => self.repetition(repeated, place),
            Ast::Group(group) => self.group(group, place),
            Ast::Alternation(all) => self.alternation(all, place),
            Ast::Concat(all) => self.concat(all, place),
        }
    }

    /// Classes mean other scripts too in Python.
    fn narrowed(&mut self) {
        if self.dialect.python {
            self.note("\\d, \\w and \\s mean ASCII here");
        }
    }

    fn assertion(&mut self, assertion: &ast::Assertion, place: Place) -> Result<(), Why> {
        self.edit(range(&assertion.span), "");
        let edge = match assertion.kind {
            AssertionKind::StartLine | AssertionKind::StartText if place.first => Edge::Line,
            AssertionKind::EndLine | AssertionKind::EndText if place.last => Edge::Line,
            AssertionKind::WordBoundary if place.first || place.last => Edge::Word,
            AssertionKind::WordBoundary => {
                self.note("a `\\b` inside the expression is left out: it finds more");
                return Ok(());
            }
            AssertionKind::NotWordBoundary => return Err("its expression has `\\B`"),
            _ => return Err("its expression has an anchor where a boundary cannot stand for it"),
        };
        if edge == Edge::Line
            && assertion.kind != AssertionKind::StartLine
            && assertion.kind != AssertionKind::EndLine
        {
            self.note("the start and the end of the text are those of a line here");
        }
        if place.first {
            self.before.push(edge)
        } else {
            self.after.push(edge)
        }
        Ok(())
    }

    fn class(&mut self, ast: &Ast, class: &ast::ClassBracketed) -> Result<(), Why> {
        let at = range(&class.span);
        let bytes = one_byte(&self.hir(ast)?).unwrap_or(ByteSet::ALL);
        if bytes.has(b'\n') {
            match &class.kind {
                ClassSet::Item(_) if class.negated => self.edit(at.end - 1..at.end - 1, "\\n"),
                ClassSet::Item(item) if without_line_end(item, &mut self.edits) => {}
                _ => {
                    let whole = format!("[{}&&[^\\n]]", &self.text[at.clone()]);
                    self.edit(at, whole);
                }
            }
        }
        Ok(())
    }

    fn repetition(&mut self, repeated: &ast::Repetition, place: Place) -> Result<(), Why> {
        let least = match &repeated.op.kind {
            RepetitionKind::ZeroOrMore => 0,
            RepetitionKind::OneOrMore => 1,
            RepetitionKind::Range(RepetitionRange::AtLeast(least)) => *least,
            _ => return self.visit(&repeated.ast, Place::INSIDE),
        };
        let is_class = one_byte(&self.hir(&repeated.ast)?).is_some();
        self.visit(&repeated.ast, Place::INSIDE)?;
        let op = range(&repeated.op.span);
        if place.last && place.alone && is_class && repeated.greedy {
            let class = range(repeated.ast.span());
            if self.in_value {
                let inside =
                    self.edits.iter().filter(|(at, _)| class.start <= at.start && at.end <= class.end);
                let moved = |(at, new): &(Range<usize>, String)| {
                    (at.start - class.start..at.end - class.start, new.clone())
                };
                self.tail = Some(edited(&self.text[class.clone()], inside.map(moved).collect()));
            }
            // What the tail takes, or what is no part of the value, need not be in the pattern.
            match least {
                0 => self.edit(class.start..op.end, ""),
                _ => self.edit(op, format!("{{{least}}}")),
            }
            return Ok(());
        }
        let lazy = if repeated.greedy { "" } else { "?" };
        let most = self.most.max(least);
        self.edit(op, format!("{{{least},{most}}}{lazy}"));
        self.note("a repetition without an end goes on for so many signs only: see the pattern");
        Ok(())
    }

    fn group(&mut self, group: &ast::Group, place: Place) -> Result<(), Why> {
        let opening = group.span.start.offset..group.ast.span().start.offset;
        let number = match &group.kind {
            GroupKind::CaptureIndex(number) => Some(*number),
            GroupKind::CaptureName { name, .. } => Some(name.index),
            GroupKind::NonCapturing(_) => None,
        };
        let is_value = number.is_some() && number == self.group;
        if number.is_some() {
            self.edit(opening, if is_value { "(?P<value>" } else { "(?:" });
        }
        let around = self.in_value;
        self.in_value |= is_value;
        let done = self.visit(&group.ast, place);
        self.in_value = around;
        done
    }

    /// Branches that begin and end with the same boundaries.
    fn alternation(&mut self, all: &ast::Alternation, place: Place) -> Result<(), Why> {
        let (before, after) = (std::mem::take(&mut self.before), std::mem::take(&mut self.after));
        let mut common: Option<(Vec<Edge>, Vec<Edge>)> = None;
        for branch in &all.asts {
            self.visit(branch, Place { alone: false, ..place })?;
            let edges = (std::mem::take(&mut self.before), std::mem::take(&mut self.after));
            match &common {
                Some(known) if *known != edges => {
                    return Err("its branches begin or end with different boundaries");
                }
                _ => common = Some(edges),
            }
        }
        let (more_before, more_after) = common.unwrap_or_default();
        self.before = [before, more_before].concat();
        self.after = [after, more_after].concat();
        Ok(())
    }

    fn concat(&mut self, all: &ast::Concat, place: Place) -> Result<(), Why> {
        let mut parts = all.asts.as_slice();
        // What may stand before the value adds nothing where it need not, and what must stand there can be a boundary.
        while place.first
            && let [part, rest @ ..] = parts
        {
            let is_boundary = !is_empty(part) && self.becomes_boundary(part, true)?;
            match part {
                _ if is_boundary => {}
                _ if is_empty(part) => self.visit(part, Place { last: false, ..place })?,
                Ast::Repetition(repeated) if self.is_optional_before_value(repeated) => {
                    self.edit(range(part.span()), "");
                }
                _ => break,
            }
            parts = rest;
            if is_boundary {
                break;
            }
        }
        while place.last
            && let [rest @ .., part] = parts
        {
            let is_boundary = !is_empty(part) && self.becomes_boundary(part, false)?;
            if is_empty(part) {
                self.visit(part, Place { first: false, ..place })?;
            } else if !is_boundary {
                break;
            }
            parts = rest;
            if is_boundary {
                break;
            }
        }
        for (n, part) in parts.iter().enumerate() {
            let (first, last) = (place.first && n == 0, place.last && n + 1 == parts.len());
            self.visit(part, Place { first, last, alone: place.alone })?;
        }
        Ok(())
    }

    /// True for what may be left out, with the value elsewhere: where it stands, the rest stands too.
    fn is_optional_before_value(&self, repeated: &ast::Repetition) -> bool {
        let may_be_none = match &repeated.op.kind {
            RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => true,
            RepetitionKind::OneOrMore => false,
            RepetitionKind::Range(
                RepetitionRange::Bounded(least, _)
                | RepetitionRange::AtLeast(least)
                | RepetitionRange::Exactly(least),
            ) => *least == 0,
        };
        may_be_none
            && !self.in_value
            && self.group.is_some_and(|number| stands(&repeated.ast, number, true).is_none())
    }

    /// Takes a group with an anchor in one of its branches, `(?:[^a-z]|$)`, as what has to stand beside the value.
    fn becomes_boundary(&mut self, part: &Ast, front: bool) -> Result<bool, Why> {
        let Ast::Group(group) = part else { return Ok(false) };
        let Ast::Alternation(branches) = &*group.ast else { return Ok(false) };
        let is_anchor = |ast: &Ast| matches!(ast, Ast::Assertion(a) if a.kind != AssertionKind::WordBoundary);
        if !branches.asts.iter().any(is_anchor) {
            return Ok(false);
        }
        let beside = Beside::of(&self.hir(part)?, front);
        let edge = Edge::Beside(beside.ok_or(TOO_MUCH_BESIDE)?);
        self.edit(range(part.span()), "");
        if front {
            self.before.push(edge)
        } else {
            self.after.push(edge)
        }
        Ok(true)
    }
}

/// What stands for a class of Perl in brackets without the end of a line, where it has one.
fn perl(class: &ast::ClassPerl) -> Option<&'static str> {
    match (&class.kind, class.negated) {
        (ast::ClassPerlKind::Space, false) => Some(" \\t\\r\\x0b\\x0c"),
        (ast::ClassPerlKind::Digit, true) => Some("^0-9\\n"),
        (ast::ClassPerlKind::Word, true) => Some("^0-9A-Za-z_\\n"),
        _ => None,
    }
}

/// Takes the line end out of what is listed in a class, where it is one of `\\s` or stands there by itself.
fn without_line_end(item: &ClassSetItem, edits: &mut Vec<(Range<usize>, String)>) -> bool {
    match item {
        ClassSetItem::Perl(class) => match (&class.kind, class.negated) {
            (ast::ClassPerlKind::Space, false) => {
                edits.push((range(&class.span), perl(class).unwrap_or_default().to_owned()));
                true
            }
            (_, negated) => !negated || matches!(class.kind, ast::ClassPerlKind::Space),
        },
        ClassSetItem::Literal(literal) if literal.c == '\n' => {
            edits.push((range(&literal.span), String::new()));
            true
        }
        ClassSetItem::Range(listed) => !(listed.start.c..=listed.end.c).contains(&'\n'),
        ClassSetItem::Union(union) => {
            let before = edits.len();
            let all = union.items.iter().all(|item| without_line_end(item, edits));
            if !all {
                edits.truncate(before);
            }
            all
        }
        ClassSetItem::Literal(_) | ClassSetItem::Empty(_) => true,
        ClassSetItem::Ascii(_) | ClassSetItem::Unicode(_) | ClassSetItem::Bracketed(_) => false,
    }
}

#[cfg(test)]
mod tests;
