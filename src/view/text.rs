//! A view: what parts of a text say, one after the other, with the place of every byte.

use crate::limits::{VIEW_DEEP_BYTES_MIN, VIEW_DEEP_UNITS_MIN};
use crate::span::Span;
use crate::view::hints::Hints;
use crate::view::triggers::Triggers;
use crate::view::{Coder, Via, base64, gzip, hex, octets, percent, quoted, soft, spelled, units, wrapped};

/// Parts of a text as they read, a line end behind each, so that nothing is found across two of them.
#[derive(Default)]
pub struct View {
    /// What they say.
    pub text: Vec<u8>,
    /// For every byte of a part that was read by units, and for its line end, where it begins in the text.
    places: Vec<u32>,
    parts: Vec<Part>,
    /// Where the part under way begins.
    begun: usize,
    /// What could not be read to its end.
    unread: Vec<Span>,
    /// The escapes of the text, in order.
    units: Vec<Span>,
    triggers: Triggers,
    /// What a run of digits says.
    says: Vec<u8>,
    /// Where the numbers of a row stand.
    numbers: Vec<usize>,
    /// Where the digits of lines of base64 stand.
    digits: Vec<u32>,
}

/// A part of a text.
struct Part {
    /// In the view, without the line end.
    span: Span,
    coder: Coder,
    map: Map,
    /// In the text, from its first unit to its last.
    extent: Span,
    /// It begins, or ends, in the middle of a line: what is found within so many bytes of there may not be.
    is_cut: (bool, bool),
}

/// Where the bytes of a part stand.
enum Map {
    /// From this one of the view's places on.
    Places(usize),
    /// Groups of `width` characters from `start` on say `bytes` bytes each. The part begins with byte `first` of `all`, and
    /// its last group ends at `end`.
    Groups { start: usize, end: usize, width: usize, bytes: usize, first: usize, all: usize },
    /// Groups of four characters say three bytes each, with line ends, and what belongs to these, between them: the characters stand from this one of the view's
    /// digits on. The part begins with byte `first` of `all`, and its last group ends at `end`.
    Wrapped { digits: usize, end: usize, first: usize, all: usize },
    /// All of it is written as all of this.
    Whole(Span),
}

impl View {
    /// Takes where the next text may be written in another way.
    pub(crate) fn triggers(&mut self) -> &mut Triggers {
        self.triggers.clear();
        &mut self.triggers
    }

    /// Empties it; the memory is kept.
    pub fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
        self.parts.clear();
        self.begun = 0;
        self.unread.clear();
        self.units.clear();
        self.digits.clear();
    }

    /// `span` of the text with the whole of an escape in which it begins or ends: what stands there as it is was no part of it.
    pub fn widened(&self, span: Span) -> Span {
        if self.units.is_empty() {
            return span;
        }
        let around = |at: usize| {
            let unit = self.units[..self.units.partition_point(|unit| unit.start < at)].last();
            unit.filter(|unit| unit.end > at)
        };
        let (start, end) = (around(span.start), around(span.end));
        Span::new(start.map_or(span.start, |unit| unit.start), end.map_or(span.end, |unit| unit.end))
    }

    /// The same of spans that come in order of their starts; `next` is 0 for the first one, and then belongs to this.
    pub(crate) fn widened_next(&self, next: &mut usize, span: Span) -> Span {
        while self.units.get(*next).is_some_and(|unit| unit.end <= span.start) {
            *next += 1;
        }
        let inside = &self.units[*next..];
        let Some(first) = inside.first().filter(|unit| unit.start < span.end) else { return span };
        let last = inside.iter().take_while(|unit| unit.start < span.end).last().unwrap_or(first);
        Span::new(first.start.min(span.start), last.end.max(span.end))
    }

    /// For how many bytes it has room.
    pub fn room(&self) -> usize {
        self.text.capacity().max(self.places.capacity())
    }

    /// True when no part of the text is written in another way.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.unread.is_empty()
    }

    /// Where something is written in another way that cannot be read to its end within the bounds.
    pub fn unread(&self) -> &[Span] {
        &self.unread
    }

    /// Where the parts stand that are written in another way, and how, from the first to the last unit of each, and what cannot be read. Of
    /// digits, those alone that are nothing but text.
    pub fn extents(&self) -> impl Iterator<Item = (Span, Coder)> {
        let is_sure = |part: &&Part| match part.map {
            Map::Places(_) if part.coder == Coder::Octets => part.span.len() >= VIEW_DEEP_BYTES_MIN,
            Map::Places(_) => part.coder == Coder::Escapes,
            Map::Whole(_) => true,
            Map::Groups { all, .. } | Map::Wrapped { all, .. } => {
                part.span.len() == all && all >= VIEW_DEEP_BYTES_MIN
            }
        };
        let parts = self.parts.iter().filter(is_sure).map(|part| (part.extent, part.coder));
        parts.chain(self.unread.iter().map(|span| (*span, Coder::Gzip)))
    }

    /// True when enough escapes stand in the part `extent` of `text`, or one of the sign that addresses have, that it is not by chance.
    pub fn is_escaped(&self, text: &[u8], extent: Span) -> bool {
        let first = self.units.partition_point(|unit| unit.start < extent.start);
        let inside = self.units[first..].iter().take_while(|unit| unit.start < extent.end);
        let is_at = |span: &Span| {
            text[span.start] < 0x80 && units::unit(text, span.start).is_some_and(|unit| unit.says() == b"@")
        };
        inside.clone().count() >= VIEW_DEEP_UNITS_MIN || inside.clone().any(is_at)
    }

    /// Appends a byte that is written at `place`.
    pub(super) fn push(&mut self, byte: u8, place: usize) {
        self.text.push(byte);
        self.places.push(place as u32);
    }

    /// Appends bytes that are written as they are from `place` on.
    pub(super) fn push_all(&mut self, bytes: &[u8], place: usize) {
        self.text.extend_from_slice(bytes);
        self.places.extend(place as u32..(place + bytes.len()) as u32);
    }

    /// Takes the last byte of the part under way back.
    pub(super) fn pop(&mut self) {
        if self.text.len() > self.begun {
            self.text.pop();
            self.places.pop();
        }
    }

    /// Reads the bytes `part` of `text` as `read` does.
    fn add(&mut self, text: &[u8], coder: Coder, around: &Around, read: impl FnOnce(&mut View, Span)) {
        let (start, first) = (self.text.len(), self.places.len());
        self.begun = start;
        let Around { part, extent, is_cut } = *around;
        read(self, part);
        // What reads as it stands says nothing new.
        if self.text[start..] == *part.of(text) {
            self.text.truncate(start);
            self.places.truncate(first);
            return;
        }
        let span = Span::new(start, self.text.len());
        self.push(b'\n', part.end);
        self.end_part(span);
        self.parts.push(Part { span, coder, map: Map::Places(first), extent, is_cut });
    }

    /// Adds a part of what groups of characters say.
    fn add_groups(&mut self, coder: Coder, says: &[u8], map: Map, extent: Span) {
        let start = self.text.len();
        self.text.extend_from_slice(says);
        let span = Span::new(start, self.text.len());
        self.text.push(b'\n');
        self.end_part(span);
        self.parts.push(Part { span, coder, map, extent, is_cut: (false, false) });
    }

    /// What could go on in the next line does not go on in the next part.
    fn end_part(&mut self, span: Span) {
        if soft::may_go_on(span.of(&self.text)) {
            self.text.push(b'\n');
        }
    }

    /// Where something that was found at `found` of the view, with a match that began at `from`, stands in the text, and how it is
    /// written there. `None` within `margin` bytes of where a part was cut.
    pub fn place(&self, found: Span, from: usize, via: Via, margin: usize) -> Option<(Span, usize, Via)> {
        let part = &self.parts[self.parts.partition_point(|p| p.span.end < found.start)];
        let is_near = part.is_cut.0 && from.min(found.start) < part.span.start + margin
            || part.is_cut.1 && found.end + margin > part.span.end;
        if is_near {
            return None;
        }
        let (span, lead, trail) = match part.map {
            Map::Places(first) => (self.by_places(part, first, found), 0, 0),
            Map::Whole(whole) => (whole, 0, 0),
            Map::Groups { start, end, width, bytes, first, all } => {
                let (from, last) = (
                    first + found.start - part.span.start,
                    first + found.end.max(found.start + 1) - 1 - part.span.start,
                );
                let group = last / bytes;
                let in_group = (all - group * bytes).min(bytes);
                let is_last = (group + 1) * bytes >= all;
                let to = if is_last { end } else { start + (group + 1) * width };
                (Span::new(start + from / bytes * width, to), from % bytes, in_group - 1 - last % bytes)
            }
            Map::Wrapped { digits, end, first, all } => {
                let from = first + found.start - part.span.start;
                let last = first + found.end.max(found.start + 1) - 1 - part.span.start;
                let group = last / 3;
                let in_group = (all - group * 3).min(3);
                let to = match (group + 1) * 3 >= all {
                    true => end,
                    false => self.digits[digits + group * 4 + 3] as usize + 1,
                };
                let start = self.digits[digits + from / 3 * 4] as usize;
                (Span::new(start, to), from % 3, in_group - 1 - last % 3)
            }
        };
        let from = self.start_of(part, from.clamp(part.span.start, found.start)).min(span.start);
        Some((span, from, via.inside(part.coder, lead, trail)))
    }

    /// Where the byte `at` of a part is written.
    fn start_of(&self, part: &Part, at: usize) -> usize {
        let n = at - part.span.start;
        match part.map {
            Map::Places(first) => self.places[first + n] as usize,
            Map::Groups { start, width, bytes, first, .. } => start + (first + n) / bytes * width,
            Map::Wrapped { digits, first, .. } => self.digits[digits + (first + n) / 3 * 4] as usize,
            Map::Whole(whole) => whole.start,
        }
    }

    fn by_places(&self, part: &Part, first: usize, found: Span) -> Span {
        let places = &self.places[first..first + part.span.len() + 1];
        let (start, mut end) = (found.start - part.span.start, found.end - part.span.start);
        // A value that ends inside a unit takes all of it.
        while end > start && end < places.len() - 1 && places[end] == places[end - 1] {
            end += 1;
        }
        Span::new(places[start] as usize, (places[end] as usize).max(places[start] as usize))
    }
}

/// Adds every part of `text` that is written in another way, with as much of its line as `reach` on both sides. Every byte is looked at.
pub fn gather(text: &[u8], reach: usize, view: &mut View) {
    view.triggers().look(text);
    gather_traced(text, reach, view);
}

/// The same where the triggers of the view were told where to look.
pub(crate) fn gather_traced(text: &[u8], reach: usize, view: &mut View) {
    let mut triggers = std::mem::take(&mut view.triggers);
    triggers.settle(text);
    escapes(text, reach, &triggers.leads, view);
    triggers.tags.iter().for_each(|tag| {
        let around = Around { part: *tag, extent: *tag, is_cut: (false, false) };
        view.add(text, Coder::Escapes, &around, |view, part| units::read(text, part, false, view));
    });
    quoted_parts(text, reach, &triggers.quoted, view);
    form_parts(text, reach, &triggers.spaces, view);
    spelled_parts(text, &triggers.spelled, view);
    triggers.runs.iter().for_each(|(run, hints)| digits(text, *run, *hints, view));
    triggers.wrapped.iter().for_each(|lines| joined(text, *lines, view));
    triggers.rows.iter().for_each(|row| bytes(text, *row, view));
    view.triggers = triggers;
}

/// Units of one line with as much of it as is looked at around them.
struct Around {
    part: Span,
    /// From the first to the last unit.
    extent: Span,
    /// Whether less than all of the line stands before them, and behind them.
    is_cut: (bool, bool),
}

/// As much of the line around `first..last` as `reach` allows.
fn around(text: &[u8], first: usize, last: usize, reach: usize) -> Around {
    let (from, to) = (first.saturating_sub(reach), text.len().min(last + reach));
    let start = memchr::memrchr(b'\n', &text[from..first]).map(|n| from + n + 1);
    let end = memchr::memchr(b'\n', &text[last..to]).map(|n| last + n);
    let part = Span::new(start.unwrap_or(from), end.unwrap_or(to));
    let is_cut = (start.is_none() && from > 0, end.is_none() && to < text.len());
    Around { part, extent: Span::new(first, last), is_cut }
}

/// Units of one line that are no further from each other than what is looked at around them.
struct Near {
    first: usize,
    last: usize,
}

/// Joins units that stand near each other.
struct Joiner<'t, F> {
    text: &'t [u8],
    reach: usize,
    near: Option<Near>,
    part: F,
}

impl<F: FnMut(&Around)> Joiner<'_, F> {
    fn unit(&mut self, at: usize, end: usize) {
        if let Some(near) = &mut self.near {
            let gap = near.last..at.max(near.last);
            if gap.len() <= self.reach && memchr::memchr(b'\n', &self.text[gap]).is_none() {
                near.last = end;
                return;
            }
            self.end();
        }
        self.near = Some(Near { first: at, last: end });
    }

    fn end(&mut self) {
        if let Some(Near { first, last }) = self.near.take() {
            (self.part)(&around(self.text, first, last, self.reach));
        }
    }
}

fn escapes(text: &[u8], reach: usize, leads: &[usize], view: &mut View) {
    let mut found = std::mem::take(&mut view.units);
    let part = |around: &Around| {
        view.add(text, Coder::Escapes, around, |view, part| units::read(text, part, false, view));
        if percent::has_space(around.part.of(text)) {
            view.add(text, Coder::Form, around, |view, part| units::read(text, part, true, view));
        }
    };
    let mut joiner = Joiner { text, reach, near: None, part };
    let mut done = 0;
    for at in leads {
        if *at >= done
            && let Some(unit) = units::unit(text, *at)
        {
            done = at + unit.len;
            // A line end stays where only the sign before it goes.
            if text[done - 1] != b'\n' {
                found.push(Span::new(*at, done));
            }
            joiner.unit(*at, done);
        }
    }
    joiner.end();
    view.units = found;
}

fn quoted_parts(text: &[u8], reach: usize, signs: &[usize], view: &mut View) {
    let part =
        |around: &Around| view.add(text, Coder::Quoted, around, |view, part| quoted::read(text, part, view));
    let mut joiner = Joiner { text, reach, near: None, part };
    for at in signs {
        let unit = quoted::escape(text, *at).map(|(len, _)| len).or_else(|| quoted::word(text, *at));
        let unit = unit.or_else(|| quoted::break_or_fold(text, *at));
        unit.into_iter().for_each(|len| joiner.unit(*at, at + len));
    }
    joiner.end();
}

/// Groups of figures that plus signs stand between. Beside percent escapes plus signs are read as spaces anyway.
fn form_parts(text: &[u8], reach: usize, signs: &[usize], view: &mut View) {
    let part = |around: &Around| {
        view.add(text, Coder::Form, around, |view, part| units::read(text, part, true, view))
    };
    let mut joiner = Joiner { text, reach, near: None, part };
    signs.iter().for_each(|at| joiner.unit(*at, at + 1));
    joiner.end();
}

fn spelled_parts(text: &[u8], signs: &[Span], view: &mut View) {
    let part = |around: &Around| {
        view.add(text, Coder::Spelled, around, |view, part| spelled::read(text, part, view))
    };
    let mut joiner = Joiner { text, reach: spelled::REACH, near: None, part };
    signs.iter().for_each(|sign| joiner.unit(sign.start, sign.end));
    joiner.end();
}

/// How many equals signs fill up the last group of base64 digits, which ends at `end`.
fn filled_at(text: &[u8], end: usize) -> usize {
    text[end..].iter().take(2).take_while(|b| **b == b'=').count()
}

/// How many bytes `length` base64 digits say, of which the last stands before `end`, and where the last group ends.
fn groups(length: usize, end: usize, filled: usize) -> (usize, usize) {
    let all = length / 4 * 3 + [0, 0, 1, 2][length % 4];
    // What fills the last group up belongs to it; one digit alone says nothing.
    let end = match length % 4 {
        0 => end,
        1 => end - 1,
        missing => end + filled.min(4 - missing),
    };
    (all, end)
}

/// What a run of base64 or hexadecimal digits says, where that is text.
fn digits(text: &[u8], run: Span, hints: Hints, view: &mut View) {
    let digits = run.of(text);
    let mut memory = std::mem::take(&mut view.says);
    let filled = filled_at(text, run.end);
    for phase in hints.phases() {
        let (start, length) = (run.start + phase, digits.len() - phase);
        let (all, end) = groups(length, run.end, filled);
        base64::texts(&digits[phase..], &mut memory, |first, says| {
            let map = Map::Groups { start, end, width: 4, bytes: 3, first, all };
            view.add_groups(Coder::Base64, says, map, Span::new(start, end));
        });
    }
    let end = run.end + filled;
    let is_unread = hints.has_head()
        && gzip::each(digits, |start, says| {
            let whole = Span::new(run.start + start, end);
            view.add_groups(Coder::Gzip, says, Map::Whole(whole), whole);
        });
    if is_unread {
        view.unread.push(Span::new(run.start, end));
    }
    if let Some(begins) = hints.pairs() {
        let found = |inner: Span| {
            let (start, end) = (run.start + inner.start, run.start + inner.end);
            hex::read_into(inner.of(digits), &mut memory);
            let all = memory.len();
            base64::texts_in(&memory, &mut |first, part| {
                let map = Map::Groups { start, end, width: 2, bytes: 1, first, all };
                view.add_groups(Coder::Hex, part, map, Span::new(start, end));
            });
        };
        // Of hexadecimal digits alone it is known that they say text.
        match hints.is_all_hex() {
            true => hex::pairs(Span::new(0, digits.len()), begins).for_each(found),
            false => hex::each(digits, begins, found),
        }
    }
    view.says = memory;
}

/// What lines of base64 say together, where that is text. What each says alone is read as that of any run; this is for what goes on from one
/// to the next.
fn joined(text: &[u8], lines: Span, view: &mut View) {
    let raw = base64::unwrapped(lines.of(text)).into_owned();
    let hints = Hints::of(&raw);
    if !hints.says_something() {
        return;
    }
    let first_digit = view.digits.len();
    let places =
        wrapped::pieces(lines.of(text)).flat_map(|piece| lines.start + piece.start..lines.start + piece.end);
    view.digits.extend(places.map(|at| at as u32));
    let mut memory = std::mem::take(&mut view.says);
    let filled = filled_at(text, lines.end);
    for phase in hints.phases() {
        let length = raw.len() - phase;
        let (all, end) = groups(length, lines.end, filled);
        let extent = Span::new(view.digits[first_digit + phase] as usize, end);
        base64::texts(&raw[phase..], &mut memory, |first, says| {
            let map = Map::Wrapped { digits: first_digit + phase, end, first, all };
            view.add_groups(Coder::Base64, says, map, extent);
        });
    }
    let end = lines.end + filled;
    let is_unread = hints.has_head()
        && gzip::each(&raw, |start, says| {
            let whole = Span::new(view.digits[first_digit + start] as usize, end);
            view.add_groups(Coder::Gzip, says, Map::Whole(whole), whole);
        });
    if is_unread {
        view.unread.push(Span::new(lines.start, end));
    }
    view.says = memory;
}

/// What a row of bytes says, where that is text.
fn bytes(text: &[u8], row: Span, view: &mut View) {
    let (mut says, mut places) = (std::mem::take(&mut view.says), std::mem::take(&mut view.numbers));
    octets::read_into(row.of(text), &mut says, &mut places);
    base64::texts_in(&says, &mut |first, part| {
        let at = |n: usize| places.get(n).map_or(row.end, |place| row.start + place);
        let extent = Span::new(at(first), at(first + part.len()));
        let around = Around { part: extent, extent, is_cut: (false, false) };
        view.add(text, Coder::Octets, &around, |view, _| {
            (first..).zip(part).for_each(|(n, byte)| view.push(*byte, at(n)));
        });
    });
    (view.says, view.numbers) = (says, places);
}
