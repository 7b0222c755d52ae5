//! Scripts and data of pages: `"key": "value"`, `key: "value"`, `key = "value"`, with the keys of the objects around. What is
//! no such pair is text.

use crate::format::log::cursor::close;
use crate::format::log::escape::unescaped;
use crate::format::log::{Fields, Place, Weight};
use crate::limits::{FIELD_NAME_BYTES_MAX, SCRIPT_DEPTH_MAX};
use crate::span::Span;

/// Where in a script the next line begins.
#[derive(Clone, Default)]
pub(in crate::format::log) struct Script {
    /// It is data (JSON), in which every key is one.
    pub(super) is_data: bool,
    /// The keys of the objects and lists around; none where nothing is called.
    around: Vec<Vec<u8>>,
    /// How many more are around than are kept.
    deeper: usize,
    /// The key of the value to come.
    key: Vec<u8>,
    /// It is part of another one.
    is_inside: bool,
    /// A string in these quotes is not closed yet.
    open: Option<u8>,
    /// A comment that is not closed yet, which is read like a script of its own.
    comment: Option<Box<Script>>,
}

impl Script {
    pub(in crate::format::log) fn new(is_data: bool) -> Self {
        Script { is_data, ..Script::default() }
    }

    /// Reads the part `span` of the line.
    pub(in crate::format::log) fn read(&mut self, line: &[u8], span: Span, fields: &mut Fields<'_>) {
        let text = &line[..span.end];
        let mut at = span.start;
        if let Some(comment) = self.comment.take() {
            at = self.comment(text, at, *comment, fields);
        }
        if let Some(quote) = self.open.take() {
            at = self.string(text, at, quote, fields);
        }
        while let Some(byte) = text.get(at) {
            at = match byte {
                b'/' if text[at..].starts_with(b"/*") && !self.is_inside => {
                    self.comment(text, at + 2, Script::new(self.is_data), fields)
                }
                b'/' if text[at..].starts_with(b"//") && !self.is_inside => {
                    Script::new(self.is_data).inside(text, Span::new(at + 2, text.len()), fields);
                    text.len()
                }
                b'"' | b'\'' | b'`' => self.string(text, at + 1, *byte, fields),
                b'{' | b'[' => self.enter(*byte, at),
                b'}' | b']' => self.leave(at),
                b',' | b';' => {
                    self.key.clear();
                    at + 1
                }
                b'0'..=b'9' | b'-' if !self.key.is_empty() => self.number(text, at, fields),
                byte if is_of_name(*byte) => self.name(text, at),
                _ => at + 1,
            };
        }
    }

    /// Reads what stands in a comment or a string, in which no comment begins.
    fn inside(&mut self, text: &[u8], span: Span, fields: &mut Fields<'_>) {
        self.is_inside = true;
        self.read(text, span, fields);
    }

    /// Reads a comment, of which the inside goes on at `start`.
    fn comment(&mut self, text: &[u8], start: usize, mut own: Script, fields: &mut Fields<'_>) -> usize {
        let end = memchr::memmem::find(&text[start..], b"*/").map(|n| start + n);
        own.inside(text, Span::new(start, end.unwrap_or(text.len())), fields);
        if end.is_none() {
            self.comment = Some(Box::new(own));
        }
        end.map_or(text.len(), |end| end + 2)
    }

    fn enter(&mut self, byte: u8, at: usize) -> usize {
        if self.around.len() == SCRIPT_DEPTH_MAX {
            self.deeper += 1;
        } else if byte == b'[' {
            // What stands in a list is called what the list is.
            self.around.push(self.key.clone());
        } else {
            self.around.push(std::mem::take(&mut self.key));
        }
        at + 1
    }

    fn leave(&mut self, at: usize) -> usize {
        match self.deeper.checked_sub(1) {
            Some(deeper) => self.deeper = deeper,
            None => drop(self.around.pop()),
        }
        self.key.clear();
        at + 1
    }

    /// A string of which the inside begins at `start`: a key, or a value.
    fn string(&mut self, text: &[u8], start: usize, quote: u8, fields: &mut Fields<'_>) -> usize {
        let start = start.min(text.len());
        let end = close(text, start, quote);
        let inside = Span::new(start, end.unwrap_or(text.len()));
        let Some(end) = end else {
            self.put(inside, Place::Quoted(quote), fields);
            // Only strings of templates go on in the next line.
            self.open = (quote == b'`' || fields.is_cut).then_some(quote);
            return text.len();
        };
        match behind(text, end + 1) {
            Some((b':', colon)) if quote != b'`' => {
                self.call(inside.of(text));
                colon + 1
            }
            Some((b']', bracket)) if let Some(sign) = assigned(text, bracket + 1) => {
                self.leave(bracket);
                self.call(inside.of(text));
                sign + 1
            }
            _ => {
                self.put(inside, Place::Quoted(quote), fields);
                if !self.is_inside && quote != b'"' && matches!(text[inside.start], b'{' | b'[') {
                    // What a script reads as data.
                    Script::new(true).inside(&text[..end], inside, fields);
                }
                end + 1
            }
        }
    }

    /// A word: the key of what follows, where a colon or an equals sign does.
    fn name(&mut self, text: &[u8], at: usize) -> usize {
        let length = text[at..].iter().take_while(|b| is_of_name(**b)).count();
        let word = &text[at..at + length];
        match behind(text, at + length) {
            Some((b':', sign)) if text.get(sign + 1) != Some(&b':') => {
                self.call(word);
                sign + 1
            }
            Some((b'=', sign)) if !matches!(text.get(sign + 1), Some(b'=' | b'>')) => {
                self.call(word.rsplit(|b| *b == b'.').next().unwrap_or_default());
                sign + 1
            }
            _ => at + length,
        }
    }

    fn number(&mut self, text: &[u8], at: usize, fields: &mut Fields<'_>) -> usize {
        let of_number = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'.' | b'-' | b'+');
        let end = at + text[at..].iter().take_while(of_number).count();
        self.put(Span::new(at, end), Place::Flow, fields);
        end
    }

    fn call(&mut self, key: &[u8]) {
        self.key.clear();
        if key.len() <= FIELD_NAME_BYTES_MAX {
            self.key.extend_from_slice(&unescaped(key));
        }
    }

    fn put(&mut self, span: Span, place: Place, fields: &mut Fields<'_>) {
        let of_list = self.around.last().filter(|_| self.key.is_empty());
        if self.key.is_empty() && of_list.is_none_or(Vec::is_empty) {
            return;
        }
        let path: Vec<&[u8]> =
            self.around.iter().chain([&self.key]).map(Vec::as_slice).filter(|key| !key.is_empty()).collect();
        fields.put_as(if self.is_data { Weight::Name } else { Weight::Message }, &path, span, place);
    }
}

/// The first byte from `at` on that is no white space, and where it is.
fn behind(text: &[u8], at: usize) -> Option<(u8, usize)> {
    let spaces = text.get(at..)?.iter().take_while(|b| matches!(**b, b' ' | b'\t')).count();
    text.get(at + spaces).map(|byte| (*byte, at + spaces))
}

/// Where the equals sign stands that gives a value to what ends at `at`.
fn assigned(text: &[u8], at: usize) -> Option<usize> {
    let sign = behind(text, at).filter(|(byte, _)| *byte == b'=')?.1;
    (!matches!(text.get(sign + 1), Some(b'=' | b'>'))).then_some(sign)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.') || byte >= 0x80
}
