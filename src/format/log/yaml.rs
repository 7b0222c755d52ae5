//! YAML (1.2.2), line by line: keys with what they are below of by their indentation, scalars plain, in quotes and as blocks,
//! lists, and flow collections. Nothing is resolved (anchors, tags, merge keys), and what is not understood is text.

use crate::format::log::cursor::{Cursor, close};
use crate::format::log::place::is_marker;
use crate::format::log::{Fields, Place, State, is_kept};
use crate::limits::YAML_DEPTH_MAX;
use crate::span::Span;

/// Where in a document a line stands.
#[derive(Clone, Default)]
pub(super) struct Nesting {
    /// The keys around, outermost first, each with the column that it begins in.
    keys: Vec<(usize, Vec<u8>)>,
    /// A scalar in a block goes on in lines that are indented more than this.
    block: Option<usize>,
    /// A scalar in these quotes is not closed yet.
    quote: Option<u8>,
    /// The flow collections that are open: whether each has keys, and the key that its value belongs to.
    flow: Vec<(bool, Vec<u8>)>,
}

impl Nesting {
    fn path(&self) -> Vec<&[u8]> {
        let flow = self.flow.iter().map(|(_, key)| &key[..]).filter(|key| !key.is_empty());
        self.keys.iter().map(|(_, key)| &key[..]).chain(flow).collect()
    }

    /// Only keys in columns before this one are around.
    fn leave(&mut self, column: usize) {
        while self.keys.last().is_some_and(|(at, _)| *at >= column) {
            self.keys.pop();
        }
    }

    fn enter(&mut self, column: usize, key: &[u8]) {
        self.leave(column);
        let bytes: usize = self.keys.iter().map(|(_, key)| key.len()).sum();
        if self.keys.len() < YAML_DEPTH_MAX && is_kept(bytes + key.len()) {
            self.keys.push((column, key.to_vec()));
        }
    }
}

pub(super) fn read(state: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let nesting = &mut state.yaml;
    let indent = line.iter().take_while(|b| **b == b' ').count();
    let mut cursor = Cursor { line, at: indent };
    if cursor.rest().trim_ascii().is_empty() {
        return;
    }
    if let Some(around) = nesting.block {
        if indent > around {
            return fields.put_below(&nesting.path(), Span::new(indent, line.len()), Place::Rest);
        }
        nesting.block = None;
    }
    if nesting.quote.is_some() {
        go_on(nesting, &mut cursor, fields);
    } else if nesting.flow.is_empty() {
        if line.starts_with(b"---") || line.starts_with(b"...") {
            *nesting = Nesting::default();
            if line.len() < 4 || line[3] != b' ' {
                return;
            }
            cursor.at = 4;
        } else if line.starts_with(b"%") || cursor.rest().starts_with(b"#") {
            return;
        }
        entries(nesting, &mut cursor, fields);
    }
    if !nesting.flow.is_empty() {
        flow(nesting, &mut cursor, fields);
    }
}

/// A scalar in quotes goes on.
fn go_on(nesting: &mut Nesting, cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) {
    let Some(quote) = nesting.quote else { return };
    let (start, end) = (cursor.at, end_of_quoted(cursor.line, cursor.at, quote));
    fields.put_below(&nesting.path(), Span::new(start, end.unwrap_or(cursor.line.len())), in_quotes(quote));
    cursor.at = end.map_or(cursor.line.len(), |end| end + 1);
    if end.is_some() {
        nesting.quote = None;
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

/// The entry of lists and the key that a line begins with, and the value behind.
fn entries(nesting: &mut Nesting, cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) {
    let line = cursor.line;
    // What a block stands below of: the entry or the key before it.
    let mut parent = cursor.at;
    let mut is_entry = false;
    loop {
        let rest = cursor.rest();
        if rest == b"-" || rest.starts_with(b"- ") {
            nesting.leave(cursor.at + 1);
            (parent, is_entry) = (cursor.at, true);
            cursor.at = (cursor.at + 2).min(line.len());
            cursor.skip_spaces();
            continue;
        }
        properties(cursor);
        let Some((key, behind)) = key(line, cursor.at) else { break };
        // A key has no name itself, but what is written there has to stay one.
        let quote = line.get(cursor.at).filter(|first| matches!(first, b'"' | b'\''));
        let from = cursor.at + usize::from(quote.is_some());
        let place = quote.map_or(Place::Scalar, |quote| in_quotes(*quote));
        fields.put_below::<&[u8]>(&[], Span::new(from, from + key.len()), place);
        // One that was redacted says nothing.
        nesting.enter(cursor.at, if is_marker(key) { b"" } else { key });
        (parent, is_entry) = (cursor.at, true);
        cursor.at = behind;
        cursor.skip_spaces();
    }
    if !is_entry {
        // The line goes on with the scalar of the key before it.
        nesting.leave(cursor.at);
    }
    value(nesting, cursor, parent, fields);
}

/// Tags and anchors say nothing of a value.
fn properties(cursor: &mut Cursor<'_>) {
    while matches!(cursor.rest().first(), Some(b'!' | b'&')) {
        let length = cursor.rest().iter().take_while(|b| **b != b' ').count();
        cursor.at += length;
        cursor.skip_spaces();
    }
}

/// The key that begins at `at`, and where what is behind its colon begins.
fn key(line: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let first = *line.get(at)?;
    if matches!(first, b'"' | b'\'') {
        let end = end_of_quoted(line, at + 1, first)?;
        let spaces = line[end + 1..].iter().take_while(|b| **b == b' ').count();
        let colon = end + 1 + spaces;
        return is_colon(line, colon).then(|| (&line[at + 1..end], colon + 1));
    }
    if matches!(first, b'{' | b'[' | b'#' | b'|' | b'>' | b'*' | b'@' | b'`') {
        return None;
    }
    let colon =
        memchr::memchr_iter(b':', &line[at..]).map(|n| at + n).find(|colon| is_colon(line, *colon))?;
    let key = &line[at..colon];
    (!key.is_empty() && memchr::memmem::find(key, b" #").is_none()).then(|| (key.trim_ascii_end(), colon + 1))
}

/// A colon that ends a key.
fn is_colon(line: &[u8], at: usize) -> bool {
    line.get(at) == Some(&b':') && matches!(line.get(at + 1), None | Some(b' ' | b'\t'))
}

/// The value at `cursor`.
fn value(nesting: &mut Nesting, cursor: &mut Cursor<'_>, parent: usize, fields: &mut Fields<'_>) {
    properties(cursor);
    let (line, start) = (cursor.line, cursor.at);
    match cursor.rest().first() {
        None | Some(b'#' | b'*') => {}
        Some(b'|' | b'>') => nesting.block = Some(parent),
        Some(quote @ (b'"' | b'\'')) => {
            nesting.quote = Some(*quote);
            cursor.at += 1;
            go_on(nesting, cursor, fields);
        }
        // What is in it is read behind this.
        Some(open @ (b'{' | b'[')) => {
            nesting.flow.push((*open == b'{', Vec::new()));
            cursor.at += 1;
        }
        Some(_) => {
            let end = memchr::memmem::find(cursor.rest(), b" #").map_or(line.len(), |n| start + n);
            let end = start + line[start..end].trim_ascii_end().len();
            fields.put_below(&nesting.path(), Span::new(start, end), Place::Scalar);
            cursor.at = line.len();
        }
    }
}

/// What stands in flow collections, up to the end of the outermost or of the line.
fn flow(nesting: &mut Nesting, cursor: &mut Cursor<'_>, fields: &mut Fields<'_>) {
    let line = cursor.line;
    while !nesting.flow.is_empty() {
        cursor.skip_spaces();
        properties(cursor);
        let start = cursor.at;
        let Some(first) = cursor.rest().first() else { return };
        match first {
            b'{' | b'[' if nesting.flow.len() < YAML_DEPTH_MAX => {
                nesting.flow.push((*first == b'{', Vec::new()));
                cursor.at += 1;
            }
            b'}' | b']' => {
                nesting.flow.pop();
                cursor.at += 1;
            }
            b',' => {
                if let Some((true, key)) = nesting.flow.last_mut() {
                    key.clear();
                }
                cursor.at += 1;
            }
            b'#' => return,
            b'"' | b'\'' => {
                // A string of JSON has its colon close behind it.
                let quoted =
                    end_of_quoted(line, start + 1, *first).map(|end| (&line[start + 1..end], end + 1));
                if !quoted.is_some_and(|(key, behind)| name(nesting, cursor, key, behind)) {
                    nesting.quote = Some(*first);
                    cursor.at += 1;
                    go_on(nesting, cursor, fields);
                }
            }
            _ => {
                let end = plain(line, start);
                let text = line[start..end].trim_ascii_end();
                if !name(nesting, cursor, text, end) {
                    let span = Span::new(start, start + text.len());
                    fields.put_below(&nesting.path(), span, Place::Scalar);
                    cursor.at = end.max(start + 1);
                }
            }
        }
    }
}

/// Takes `key` for that of what follows, when a colon stands at `behind`.
fn name(nesting: &mut Nesting, cursor: &mut Cursor<'_>, key: &[u8], behind: usize) -> bool {
    let spaces = cursor.line[behind..].iter().take_while(|b| **b == b' ').count();
    let is_key = cursor.line.get(behind + spaces) == Some(&b':');
    if let Some((has_keys, own)) = nesting.flow.last_mut().filter(|_| is_key && is_kept(key.len())) {
        *has_keys = true;
        *own = key.to_vec();
        cursor.at = behind + spaces + 1;
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
