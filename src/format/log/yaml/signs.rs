//! Tags, anchors, aliases and what begins a block: they say nothing of a value, unless one may be meant for it.

use super::{Nesting, is_block, scalar};
use crate::format::log::cursor::Cursor;
use crate::format::log::{Fields, Place};
use crate::span::Span;

/// Tags and anchors say nothing of a value.
pub(super) fn properties(cursor: &mut Cursor<'_>, is_flow: bool) {
    let ends = |byte: &u8| match byte {
        b' ' | b'\t' => true,
        b',' | b'[' | b']' | b'{' | b'}' => is_flow,
        _ => false,
    };
    while let [first @ (b'!' | b'&'), rest @ ..] = cursor.rest() {
        let is_whole = *first == b'!' && rest.starts_with(b"<");
        let end = if is_whole { memchr::memchr(b'>', rest) } else { None };
        let length = end.map_or_else(|| rest.iter().take_while(|b| !ends(b)).count(), |end| end + 1);
        cursor.at += 1 + length;
        cursor.skip_spaces();
    }
}

/// The tags that YAML itself has.
const TAGS: &[&[u8]] = &[
    b"binary",
    b"bool",
    b"float",
    b"int",
    b"map",
    b"merge",
    b"null",
    b"omap",
    b"pairs",
    b"seq",
    b"set",
    b"str",
    b"timestamp",
    b"value",
    b"yaml",
];

/// True for a tag that is written as a whole, in angle brackets: one that YAML has, or one without digits that something follows.
fn is_verbatim(name: &[u8], follows: bool) -> bool {
    match name.strip_prefix(b"tag:yaml.org,2002:") {
        Some(own) => TAGS.contains(&own),
        None => follows && name.iter().all(|b| b.is_ascii_alphabetic() || b"_/:.,!-".contains(b)),
    }
}

/// Tags, anchors and the beginning of a block at `span`: words for text, but nothing that a value says. A tag that nothing `follows`
/// may be meant for a value, and so may one with digits.
pub(super) fn put_signs(
    nesting: &mut Nesting,
    line: &[u8],
    span: Span,
    follows: bool,
    fields: &mut Fields<'_>,
) {
    let span = Span::new(span.start, span.start + span.of(line).trim_ascii_end().len());
    // Hardly any value has some.
    if span.is_empty() {
        return;
    }
    let is_sign = |word: &[u8]| match word {
        _ if nesting.own_tag(word).is_some_and(|name| TAGS.contains(&name)) => true,
        [b'!', b'!', name @ ..] => TAGS.contains(&name) || name.starts_with(b"python/") && follows,
        [b'!', b'<', name @ .., b'>'] => is_verbatim(name, follows),
        [b'!', name @ ..] => follows && name.iter().all(|b| b.is_ascii_alphabetic() || b"_/:.-".contains(b)),
        [b'&', name @ ..] => {
            follows
                && has_few_digits(name)
                && name.iter().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(b))
        }
        block => is_block(block),
    };
    let words = span.of(line).split(|b| matches!(b, b' ' | b'\t')).filter(|word| !word.is_empty());
    if words.clone().all(is_sign) {
        put_known_signs(nesting, line, span, fields);
        words.filter_map(|word| word.strip_prefix(b"&")).for_each(|anchor| nesting.anchor(anchor));
    } else {
        let mut at = span.start;
        for word in words {
            at += line[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            let place = match word {
                [b'!', b'<', .., b'>'] => Place::Verbatim,
                _ => Place::Handle,
            };
            if nesting.is_typed(word) {
                nesting.put(Span::new(at, at + word.len()), Place::Tag, fields);
            } else if matches!(word[0], b'!' | b'&') {
                fields.put_below::<&[u8]>(&[], Span::new(at + 1, at + word.len()), place);
            }
            // One that stands alone may be meant for a value, but whoever calls it later means an anchor (`&id001` of PyYAML).
            if let Some(name) = word.strip_prefix(b"&").filter(|name| digits(name) < ANCHOR_DIGITS) {
                nesting.anchor(name);
            }
            at += word.len();
        }
    }
}

/// The same for those of which it is known that none is a value. A tag that says more of the value than that it is a text is apart from the others.
fn put_known_signs(nesting: &mut Nesting, line: &[u8], span: Span, fields: &mut Fields<'_>) {
    let (mut from, mut at) = (span.start, span.start);
    for word in span.of(line).split(|b| matches!(b, b' ' | b'\t')) {
        let own = Span::new(at, at + word.len());
        at = own.end + 1;
        if nesting.is_typed(word) {
            nesting.put(Span::new(from, own.start), Place::Sign, fields);
            nesting.put(own, Place::Tag, fields);
            from = own.end;
        }
    }
    nesting.put(Span::new(from, span.end.max(from)), Place::Sign, fields);
}

/// What stands before the names of the tags that YAML itself has.
const OWN: &[u8] = b"tag:yaml.org,2002:";

/// The handle that a directive (`%TAG !y! tag:yaml.org,2002:`) gives to the tags that YAML has.
pub(super) fn own_handle(line: &[u8]) -> Option<&[u8]> {
    let mut words = line.split(|b| matches!(b, b' ' | b'\t')).filter(|word| !word.is_empty());
    let is_it = words.next() == Some(b"%TAG");
    let handle = words.next().filter(|handle| is_it && handle.len() <= HANDLE_BYTES_MAX)?;
    (handle.starts_with(b"!") && handle.ends_with(b"!") && words.next() == Some(OWN)).then_some(handle)
}

/// The longest handle that is kept, and so many of a document.
const HANDLE_BYTES_MAX: usize = 32;
pub(super) const HANDLES_MAX: usize = 8;

impl Nesting {
    /// What a tag says that YAML itself has.
    fn own_tag<'w>(&self, word: &'w [u8]) -> Option<&'w [u8]> {
        if let Some(whole) = word.strip_prefix(b"!<") {
            return whole.strip_prefix(OWN)?.strip_suffix(b">");
        }
        let (handle, name) = word.split_at(memchr::memrchr(b'!', word)? + 1);
        (handle == b"!!" || self.handles.iter().any(|known| known == handle)).then_some(name)
    }

    /// True for a tag that YAML has for what is not any text.
    fn is_typed(&self, word: &[u8]) -> bool {
        let name = self.own_tag(word);
        name.is_some_and(|name| {
            matches!(name, b"binary" | b"bool" | b"float" | b"int" | b"null" | b"timestamp")
        })
    }

    /// True where the signs before a value say that it is base64.
    pub(super) fn says_binary(&self, signs: &[u8]) -> bool {
        let mut words = signs.split(|b| matches!(b, b' ' | b'\t'));
        words.any(|word| word.starts_with(b"!") && self.own_tag(word) == Some(b"binary"))
    }
}

/// The alias at `start`, up to `end`. It says nothing where its anchor is known; elsewhere it may be meant for a value.
pub(super) fn alias(nesting: &mut Nesting, line: &[u8], span: Span, fields: &mut Fields<'_>) {
    let name = Span::new(span.start + 1, span.end);
    match nesting.anchors.contains(name.of(line)) {
        true => {
            nesting.put(span, Place::Sign, fields);
            nesting.alias(name.of(line), fields);
        }
        false => fields.put_below::<&[u8]>(&[], name, Place::Handle),
    }
}

/// True where a word alone stands behind a star.
pub(super) fn is_alias(line: &[u8], start: usize) -> bool {
    let text = scalar(line, start).of(line);
    text.len() > 1 && !text.iter().any(|b| matches!(b, b' ' | b'\t'))
}

/// So many digits of a name may be a value (a short code), or a part of one even where an alias calls it.
const CODE_DIGITS: usize = 3;
const ANCHOR_DIGITS: usize = 6;

fn has_few_digits(name: &[u8]) -> bool {
    digits(name) < CODE_DIGITS
}

fn digits(name: &[u8]) -> usize {
    name.iter().filter(|b| b.is_ascii_digit()).count()
}
