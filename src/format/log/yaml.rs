//! YAML (1.2.2), line by line: keys with what they are below of by their indentation, scalars plain, in quotes and as blocks,
//! lists, and flow collections. Nothing is resolved (tags, merge keys, anchors but for the names that aliases give to scalars), and what is
//! not understood is text.
//!
//! A line is read by itself and by what stands before it. Only a value that stands before its name (`value: …`, then `name: …`; an anchored
//! scalar, then its alias) gets it from a line behind, so no frame ends between the two.

use std::borrow::Cow;

use crate::format::log::cursor::{Cursor, close};
use crate::format::log::escape::unescaped;
use crate::format::log::html::script::Script;
use crate::format::log::place::has_marker;
use crate::format::log::yaml::nesting::{Flow, Open};
use crate::format::log::yaml::signs::{alias, is_alias, properties, put_signs};
use crate::format::log::{Fields, Place, Refused, State, is_kept};
use crate::limits::YAML_DEPTH_MAX;
use crate::span::Span;

mod anchored;
mod argument;
mod command;
mod nesting;
mod signs;
mod title;

pub(super) use nesting::Nesting;

pub(super) fn read(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let was_tagged = std::mem::take(&mut state.yaml.is_tagged);
    read_line(&mut state.yaml, line, fields);
    if was_tagged {
        // The tag is seen with its value.
        fields.goes_on = true;
        state.yaml.is_tagged |= line.trim_ascii().is_empty();
    }
    state.yaml.end_line(fields);
}

fn read_line(nesting: &mut Nesting, line: &[u8], fields: &mut Fields<'_>) {
    let indent = line.iter().take_while(|b| **b == b' ').count();
    let mut cursor = Cursor { line, at: indent };
    if cursor.rest().trim_ascii().is_empty() {
        // Behind it may be more of what is open.
        fields.goes_on = nesting.open.is_some() && nesting.folded > 0;
        return;
    }
    if let [b'-', b'-', b'-', behind @ ..] | [b'.', b'.', b'.', behind @ ..] = line
        && matches!(behind.first(), None | Some(b' ' | b'\t'))
    {
        *nesting = nesting.next_document();
        cursor.at = 3;
        cursor.skip_spaces();
    } else if nesting.open.is_some() && goes_on(nesting, &mut cursor, fields) {
        return;
    }
    if nesting.flow.is_empty() {
        if line.starts_with(b"%") {
            return nesting.direct(line);
        }
        if cursor.rest().starts_with(b"#") {
            return;
        }
        entries(nesting, &mut cursor, fields);
    }
    flow(nesting, &mut cursor, fields);
}

/// Why YAML is withheld in which a character stands that ends a line for some readers only.
pub(super) const OTHER_BREAK: Refused = Refused {
    what: "a line separator of Unicode (U+0085, U+2028 or U+2029) is in the YAML, and ends a line in YAML 1.1 and none in 1.2; the input \
           is withheld",
    fix: "replace it by a line feed or an escape, or add `--input-format text`",
};

/// Where the first such character ends.
pub(super) fn other_break(bytes: &[u8]) -> Option<usize> {
    memchr::memchr2_iter(0xc2, 0xe2, bytes).find_map(|at| match bytes[at..] {
        [0xc2, 0x85, ..] => Some(at + 1),
        [0xe2, 0x80, 0xa8 | 0xa9, ..] => Some(at + 2),
        _ => None,
    })
}

/// Goes on with the scalar that is open, as far as the line does; true where nothing stands behind it.
fn goes_on(nesting: &mut Nesting, cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) -> bool {
    let (line, indent, holds) = (cursor.line, cursor.at, nesting.holds(cursor.at));
    // What no scalar can go on with was never meant to: a quote that nobody closed must not take the names behind it.
    let dashes = dashes(cursor.rest());
    let begins_key = key(line, indent + dashes).is_some();
    let begins = dashes > 0 || begins_key;
    match nesting.open.filter(|_| holds || !begins) {
        Some(Open::Block) if holds => {
            let content = *nesting.block.get_or_insert(indent);
            if indent < content && line[indent] == b'#' {
                // A remark that is indented less is none of it, and ends it.
                nesting.open = None;
                return true;
            }
            nesting.ask(&line[indent..]);
            let span = Span::new(indent, line.len());
            nesting.put_part(span, Place::Rest, fields);
            if matches!(line[indent], b'{' | b'[' | b'"') {
                // Annotations of Kubernetes and the like hold JSON, a line of which is enough to see names in it.
                Script::new(true).read(line, span, fields);
            }
            true
        }
        Some(Open::Plain) if nesting.flow.is_empty() && (holds && !begins_key || line[indent] == b'#') => {
            let span = scalar(line, indent);
            if span.end < line.trim_ascii_end().len() {
                // A remark ends it.
                nesting.open = None;
            }
            nesting.ask(span.of(line));
            nesting.put_part(span, Place::Continued, fields);
            true
        }
        Some(Open::Quoted(quote)) => {
            aside(line, indent, quote, !nesting.flow.is_empty(), fields);
            quoted(nesting, cursor, quote, fields);
            nesting.open.is_some() || nesting.flow.is_empty()
        }
        // What goes on in a flow collection is seen there.
        Some(Open::Plain) if !nesting.flow.is_empty() => false,
        open => {
            if let (Some(Open::Quoted(_)), true) = (nesting.open, open.is_none()) {
                nesting.flow.clear();
            }
            nesting.open = None;
            false
        }
    }
}

/// How long the signs of entries are that `text` begins with.
fn dashes(text: &[u8]) -> usize {
    let mut at = 0;
    while text.get(at) == Some(&b'-') && matches!(text.get(at + 1), None | Some(b' ')) {
        at += 1;
        at += text[at..].iter().take_while(|b| **b == b' ').count();
    }
    at
}

/// A line inside of quotes can be a pair too, where the quote was none. In a flow collection, what stands behind the quote that
/// ends them is read there.
fn aside(line: &[u8], indent: usize, quote: u8, is_flow: bool, fields: &mut Fields<'_>) {
    let Some((key, behind)) = key(line, indent) else { return };
    if is_flow && end_of_quoted(line, indent, quote).is_some_and(|end| end < behind) {
        return;
    }
    let mut cursor = Cursor { line, at: behind };
    cursor.skip_spaces();
    fields.put(&key, scalar(line, cursor.at), in_quotes(quote));
}

/// What stands in quotes that are open.
fn quoted(nesting: &mut Nesting, cursor: &mut Cursor<'_>, quote: u8, fields: &mut Fields<'_>) {
    let (line, start) = (cursor.line, cursor.at);
    let end = end_of_quoted(line, start, quote);
    let span = Span::new(start, end.unwrap_or(line.len()));
    nesting.ask(span.of(line));
    match in_quotes(quote) {
        Place::Quoted(_) => nesting.put_quoted(span.of(line), span, end.is_none(), fields),
        place => nesting.put_part(span, place, fields),
    }
    let Some(end) = end else {
        nesting.open = Some(Open::Quoted(quote));
        cursor.at = line.len();
        return;
    };
    nesting.open = None;
    nesting.call(&line[start..end], fields);
    cursor.at = end + 1;
    let rest = cursor.rest().trim_ascii();
    if nesting.flow.is_empty() && !matches!(rest.first(), None | Some(b'#')) {
        // A quote that nobody escaped belongs to the value that it stands in.
        nesting.put(scalar(line, cursor.at), in_quotes(quote), fields);
        cursor.at = line.len();
    }
}

fn in_quotes(quote: u8) -> Place {
    if quote == b'\'' { Place::Doubled(quote) } else { Place::Quoted(quote) }
}

/// Where a scalar in quotes ends, of which `start` is inside.
fn end_of_quoted(line: &[u8], start: usize, quote: u8) -> Option<usize> {
    if quote == b'"' {
        return close(line, start, quote);
    }
    let mut at = start;
    loop {
        at += memchr::memchr(quote, line.get(at..)?)?;
        if line.get(at + 1) != Some(&quote) {
            return Some(at);
        }
        at += 2;
    }
}

/// The plain scalar at `start`, without the remark and the white space behind.
fn scalar(line: &[u8], start: usize) -> Span {
    let rest = &line[start..];
    let remark = if rest.starts_with(b"#") { Some(0) } else { memchr::memmem::find(rest, b" #") };
    let end = remark.map_or(line.len(), |n| start + n);
    Span::new(start, start + line[start..end].trim_ascii_end().len())
}

/// The entry of lists and the key that a line begins with, and the value behind.
fn entries(nesting: &mut Nesting, cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) {
    let line = cursor.line;
    nesting.open = None;
    let start = cursor.at;
    // What the value stands below of: the entry or the key before it.
    let mut below = None;
    let signs = loop {
        let (rest, at) = (cursor.rest(), cursor.at);
        let sign = rest.first().filter(|_| matches!(rest.get(1), None | Some(b' '))).copied();
        if let Some(sign @ (b'-' | b'?' | b':')) = sign {
            // The value of an explicit key is that of the key in its column.
            nesting.leave(at + 1);
            nesting.anchored.end();
            nesting.answer(sign, at, fields);
            if sign == b'-' {
                nesting.arguments.enter(at);
            }
            below = Some(at);
            cursor.at = (at + 2).min(line.len());
            cursor.skip_spaces();
            if sign == b'?' && explicit(nesting, cursor, at, fields) {
                return;
            }
            continue;
        }
        properties(cursor, false);
        let Some((key, behind)) = key(line, cursor.at) else { break at };
        put_signs(nesting, line, Span::new(at, cursor.at), true, fields);
        nesting.asked = None;
        nesting.arguments.leave();
        own_key(cursor, behind, Place::Scalar, fields);
        nesting.enter(at, &key, fields);
        below = Some(at);
        cursor.at = behind;
        cursor.skip_spaces();
    };
    if below.is_none() {
        // The line goes on with the scalar of the key before it.
        nesting.leave(start);
        // So it may with an entry that had nothing behind its sign.
        let entry = nesting.below.filter(|column| *column < start);
        below = nesting.keys.last().map(|(column, _)| *column).max(entry);
    }
    nesting.below = below;
    value(nesting, cursor, signs, fields);
}

/// A key behind a question mark in `column`, when all that stands there is one.
fn explicit(nesting: &mut Nesting, cursor: &mut Cursor<'_>, column: usize, fields: &mut Fields<'_>) -> bool {
    let (line, signs) = (cursor.line, cursor.at);
    properties(cursor, false);
    let at = cursor.at;
    put_signs(nesting, line, Span::new(signs, at), at < line.len(), fields);
    // Lists as keys are read as lists.
    if line[at..].starts_with(b"- ") {
        return false;
    }
    let is_plain =
        !matches!(line.get(at), None | Some(b'{' | b'[' | b'|' | b'>' | b'*' | b'#' | b'"' | b'\''));
    if key(line, at).is_some() {
        return false;
    }
    let (name, end) = match line.get(at) {
        Some(quote @ (b'"' | b'\'')) => match end_of_quoted(line, at + 1, *quote) {
            Some(end) => (name_in(&line[at + 1..end], *quote), end + 1),
            None => return false,
        },
        _ if is_plain => (Cow::Borrowed(scalar(line, at).of(line)), scalar(line, at).end),
        _ => return false,
    };
    own_key(cursor, end + 1, Place::Scalar, fields);
    nesting.open = (is_plain && end == line.trim_ascii_end().len()).then_some(Open::Plain);
    nesting.enter(column, &name, fields);
    // It may go on in the next line.
    nesting.ask(&name);
    nesting.below = Some(column);
    cursor.at = line.len();
    true
}

/// The key that a colon before `behind` ends has no name itself, but what is written there has to stay one.
fn own_key(cursor: &Cursor<'_>, behind: usize, plain: Place, fields: &mut Fields<'_>) {
    let (line, at) = (cursor.line, cursor.at);
    let quote = line.get(at).copied().filter(|first| matches!(first, b'"' | b'\''));
    let text = line[at..(behind - 1).min(line.len())].trim_ascii_end();
    let (span, place) = match quote {
        Some(quote) if text.len() > 1 => (Span::new(at + 1, at + text.len() - 1), in_quotes(quote)),
        _ => (Span::new(at, at + text.len()), plain),
    };
    fields.put_below::<&[u8]>(&[], span, place);
}

/// What a key says, which may be in quotes; one that was redacted says nothing.
fn name_in(inside: &[u8], quote: u8) -> Cow<'_, [u8]> {
    match quote {
        _ if has_marker(inside) => Cow::Borrowed(b""),
        b'"' => unescaped(inside),
        _ => Cow::Borrowed(inside),
    }
}

/// The key that begins at `at`, and where what is behind its colon begins.
fn key(line: &[u8], at: usize) -> Option<(Cow<'_, [u8]>, usize)> {
    let first = *line.get(at)?;
    if matches!(first, b'"' | b'\'') {
        let end = end_of_quoted(line, at + 1, first)?;
        let spaces = line[end + 1..].iter().take_while(|b| **b == b' ').count();
        let colon = end + 1 + spaces;
        return is_colon(line, colon).then(|| (name_in(&line[at + 1..end], first), colon + 1));
    }
    if matches!(first, b'{' | b'[' | b'#' | b'|' | b'>' | b'*' | b'@' | b'`') {
        return None;
    }
    let colon =
        memchr::memchr_iter(b':', &line[at..]).map(|n| at + n).find(|colon| is_colon(line, *colon))?;
    let key = &line[at..colon];
    let is_key = !key.is_empty() && memchr::memmem::find(key, b" #").is_none();
    is_key.then(|| (name_in(key.trim_ascii_end(), 0), colon + 1))
}

/// A colon that ends a key.
fn is_colon(line: &[u8], at: usize) -> bool {
    line.get(at) == Some(&b':') && matches!(line.get(at + 1), None | Some(b' ' | b'\t'))
}

/// True for what a scalar in a block begins with: its sign, how it is read, and a remark.
fn is_block(text: &[u8]) -> bool {
    let rest = text[block_sign(text)..].trim_ascii();
    matches!(text.first(), Some(b'|' | b'>')) && matches!(rest.first(), None | Some(b'#'))
}

/// How long the sign of a block is, with how it is read.
fn block_sign(text: &[u8]) -> usize {
    let of_sign = |b: &&u8| matches!(**b, b'1'..=b'9' | b'+' | b'-');
    let behind = text.iter().skip(1).take(2).take_while(of_sign).count();
    text.len().min(1 + behind)
}

/// The value at `cursor`, whose tags and anchors begin at `signs`.
fn value(nesting: &mut Nesting, cursor: &mut Cursor<'_>, signs: usize, fields: &mut Fields<'_>) {
    let (line, start) = (cursor.line, cursor.at);
    nesting.arguments.begin(cursor.rest());
    let follows = !matches!(cursor.rest().first(), None | Some(b'#'));
    let is_open = matches!(cursor.rest().first(), Some(b'|' | b'>')) && is_block(cursor.rest());
    let header = if is_open { block_sign(cursor.rest()) } else { 0 };
    put_signs(nesting, line, Span::new(signs, start + header), follows, fields);
    nesting.folded = 0;
    nesting.is_binary = nesting.says_binary(&line[signs..start]);
    match cursor.rest().first() {
        None | Some(b'#') => {}
        Some(b'*') if is_alias(line, start) => {
            alias(nesting, line, scalar(line, start), fields);
            cursor.at = line.len();
        }
        Some(sign @ (b'|' | b'>')) if is_open => {
            nesting.open = Some(Open::Block);
            nesting.is_literal = *sign == b'|';
            // Where it says how far it is indented, what it begins with may be more.
            nesting.block = line[start..start + header].iter().any(u8::is_ascii_digit).then_some(0);
        }
        Some(quote @ (b'"' | b'\'')) => {
            cursor.at += 1;
            quoted(nesting, cursor, *quote, fields);
        }
        // What is in it is read behind this.
        Some(b'{' | b'[') => {
            nesting.anchored.end();
            nesting.flow.push(Flow::default());
            cursor.at += 1;
        }
        Some(_) => {
            let span = scalar(line, start);
            nesting.ask(span.of(line));
            nesting.put_part(span, Place::Scalar, fields);
            nesting.call(span.of(line), fields);
            // A remark ends it.
            nesting.open = (span.end == line.trim_ascii_end().len()).then_some(Open::Plain);
            cursor.at = line.len();
        }
    }
}

/// What stands in flow collections, up to the end of the outermost or of the line.
fn flow(nesting: &mut Nesting, cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) {
    let line = cursor.line;
    while !nesting.flow.is_empty() {
        cursor.skip_spaces();
        if nesting.open.is_none() {
            nesting.anchored.end();
        }
        let signs = cursor.at;
        properties(cursor, true);
        let start = cursor.at;
        let follows = !matches!(cursor.rest().first(), None | Some(b'#' | b',' | b']' | b'}'));
        put_signs(nesting, line, Span::new(signs, start), follows, fields);
        let Some(first) = cursor.rest().first() else { return };
        let was_plain = nesting.open.take() == Some(Open::Plain);
        match first {
            b'{' | b'[' if nesting.flow.len() < YAML_DEPTH_MAX => {
                nesting.flow.push(Flow::default());
                cursor.at += 1;
            }
            b'}' | b']' => {
                nesting.close_flow();
                cursor.at += 1;
            }
            b',' => {
                if let Some(flow) = nesting.flow.last_mut() {
                    flow.key.clear();
                }
                cursor.at += 1;
            }
            b'#' => return,
            // It begins a key.
            b'?' if matches!(line.get(start + 1), None | Some(b' ' | b'\t')) => cursor.at += 1,
            b'"' | b'\'' => {
                // A string of JSON has its colon close behind it.
                let inside = end_of_quoted(line, start + 1, *first);
                let key = inside.map(|end| (name_in(&line[start + 1..end], *first), end + 1));
                if !key.is_some_and(|(key, behind)| name(nesting, cursor, &key, behind, fields)) {
                    cursor.at += 1;
                    nesting.folded = 0;
                    quoted(nesting, cursor, *first, fields);
                }
            }
            _ => {
                let end = plain(line, start);
                let text = line[start..end].trim_ascii_end();
                let is_alias = *first == b'*' && !was_plain && text.len() > 1 && !text.contains(&b' ');
                if is_alias {
                    alias(nesting, line, Span::new(start, start + text.len()), fields);
                    cursor.at = end;
                } else if !name(nesting, cursor, text, end, fields) {
                    let span = Span::new(start, start + text.len());
                    let place = if was_plain { Place::FlowContinued } else { Place::Flow };
                    nesting.folded = if was_plain { nesting.folded } else { 0 };
                    nesting.put_part(span, place, fields);
                    nesting.call(text, fields);
                    cursor.at = end.max(start + 1);
                    nesting.open = line[cursor.at..].trim_ascii().is_empty().then_some(Open::Plain);
                }
            }
        }
    }
}

/// Takes `key` for that of what follows, when a colon stands at `behind`.
fn name(
    nesting: &mut Nesting,
    cursor: &mut Cursor<'_>,
    key: &[u8],
    behind: usize,
    fields: &mut Fields<'_>,
) -> bool {
    let spaces = cursor.line[behind..].iter().take_while(|b| **b == b' ').count();
    let colon = behind + spaces;
    let is_key = cursor.line.get(colon) == Some(&b':') && is_kept(key.len());
    if let Some(flow) = nesting.flow.last_mut().filter(|_| is_key) {
        flow.key = key.to_vec();
        own_key(cursor, colon + 1, Place::Flow, fields);
        cursor.at = colon + 1;
        return true;
    }
    false
}

/// Where a plain scalar in a flow collection ends.
fn plain(line: &[u8], start: usize) -> usize {
    let ends = |at: usize| match line[at] {
        b',' | b'[' | b']' | b'{' | b'}' => true,
        b':' => matches!(line.get(at + 1), None | Some(b' ' | b'\t' | b',' | b'[' | b']' | b'{' | b'}')),
        b'#' => at > start && line[at - 1] == b' ',
        _ => false,
    };
    (start..line.len()).find(|at| ends(*at)).unwrap_or(line.len())
}
