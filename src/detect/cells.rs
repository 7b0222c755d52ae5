//! Detectors over the cells of structured text, and what the names of fields say.

use crate::detect::commands;
use crate::detect::engine::Engine;
use crate::detect::facts::DECLARED;
use crate::detect::field::{FieldClass, Loose, Schema, beneath};
use crate::detect::lists;
use crate::detect::page::Page;
use crate::detect::parts;
use crate::detect::validate::card;
use crate::detect::{behind, key_body, named, printed};
use crate::finding::{DetectorId, Finding, Likelihood};
use crate::format::sheet::{Kind, Sheet};
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::Domain;
use crate::span::Span;
use crate::view::{Via, soft};

/// What the name of a field says of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldFacts {
    /// What is in it, by its own name or by that of a field it is in.
    pub types: Vec<FieldType>,
    /// What is in it by its own name where its record has a card number. That alone does not make it known.
    pub beside_card: Vec<FieldClass>,
    /// It is called like what says something about a field in sentences.
    pub remark: bool,
    /// A name above asks whether there is such a value: an answer is none.
    pub asked: bool,
    /// It says something of the field above it.
    pub schema: Schema,
    /// It asks how many, as far as its name says, and such a value is no number.
    pub counted: bool,
    /// A value beside says its name: so many figures a number of something else has at most, that is none of its values; 0 where any
    /// can be one.
    pub figures: usize,
    /// Its name, in letters alone, where that is none of its values.
    pub word: Vec<u8>,
    /// It is an attribute, of an element that may say this: an address of a street, which one word of an attribute is not by itself
    /// (`<address addr="…" addrtype="mac"/>`).
    pub street: Option<InfoTypeId>,
    /// It says where something of a program stands, in words of which none is a place.
    pub words: &'static [&'static [u8]],
    /// The source or the name says what it is, even if that is nothing of a kind.
    pub known: bool,
    /// It leaves for nobody.
    pub removed: bool,
    /// It says who its record is about: which of the declared subjects it is.
    pub subject: Option<usize>,
    /// The states of a policy, by number, of which it says whether they hold.
    pub state: Vec<usize>,
    /// It says where the person is.
    pub country: bool,
    /// Which lists of fields name it, or one that it is in.
    pub offers: u64,
    /// Points for what detectors find in its values.
    pub evidence: Vec<(InfoTypeId, i16)>,
    /// It is no field, but a row that was taken for one of names of columns and is none: they say nothing.
    pub says_nothing: bool,
}

impl FieldFacts {
    /// What `value` is, by the names of its field and of those that it is in.
    pub fn of(&self, value: &[u8]) -> impl Iterator<Item = &FieldType> {
        let is_answer = self.asked && is_answer(value)
            || self.counted && is_count(value)
            || self.words.contains(&value.trim_ascii());
        let is_other = self.figures > 0 && is_switch_or_count(value.trim_ascii(), self.figures)
            || !self.word.is_empty() && is_written(value, &self.word);
        let is_of_schema = self.schema.explains(value.trim_ascii());
        self.types.iter().filter(move |kind| {
            let is_word = Some(kind.info_type) == self.street && value.iter().all(u8::is_ascii_graphic);
            !((is_answer || is_other) && kind.own
                || is_of_schema && !kind.own && kind.confidence < DECLARED
                || is_word && !kind.own && kind.loose == Loose::Wide
                || beneath::is_absurd(value, self.remark, kind.loose))
        })
    }

    /// What is known of a value that may be in this field or in `other`: nothing that only one of them allows.
    #[must_use]
    pub fn or(mut self, other: &FieldFacts) -> FieldFacts {
        for kind in &other.types {
            match self.types.iter_mut().find(|known| known.info_type == kind.info_type) {
                Some(known) => known.confidence = known.confidence.max(kind.confidence),
                None => self.types.push(*kind),
            }
        }
        self.beside_card.extend(&other.beside_card);
        self.evidence.extend(other.evidence.iter().filter(|(_, points)| *points > 0));
        self.known |= other.known;
        self.removed |= other.removed;
        self
    }
}

/// So many figures a count has at most: more are those of a number that says who somebody is.
pub(super) const COUNT_FIGURES_MAX: usize = 7;

/// The letters and figures of a name, small ones.
pub(super) fn letters(name: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    name.iter().filter(of_word).map(u8::to_ascii_lowercase)
}

/// True for a value that is `word`, however it is written.
fn is_written(value: &[u8], word: &[u8]) -> bool {
    value.len() <= 2 * word.len() && letters(value).eq(word.iter().copied())
}

/// Yes or no as programs write them, or a number of so many figures at most.
fn is_switch_or_count(value: &[u8], figures: usize) -> bool {
    value == b"true"
        || value == b"false"
        || !value.is_empty() && value.len() <= figures && value.iter().all(u8::is_ascii_digit)
}

/// True for a number of things.
fn is_count(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    !value.is_empty() && value.len() <= COUNT_FIGURES_MAX && value.iter().all(u8::is_ascii_digit)
}

/// What answers whether there is something, or how often.
fn is_answer(value: &[u8]) -> bool {
    const WORDS: [&[u8]; 8] = [b"true", b"false", b"yes", b"no", b"on", b"off", b"y", b"n"];
    const FIGURES_MAX: usize = 3;
    let value = value.trim_ascii();
    WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.len() <= FIGURES_MAX && value.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'))
}

/// One info type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldType {
    /// Which.
    pub info_type: InfoTypeId,
    /// How sure its name makes it.
    pub confidence: u8,
    /// By its own name, not by that of a field it is in.
    pub own: bool,
    /// By a name above, how much of what stands there can be something else.
    pub loose: Loose,
}

impl FieldType {
    /// What it says, whoever says it.
    pub fn class(&self) -> FieldClass {
        FieldClass { info_type: self.info_type, confidence: self.confidence }
    }
}

/// A finding in a cell; its spans count from the start of the value.
pub type CellFinding = (u32, Finding);

/// A sheet with what was found in its cells.
pub struct CellsFound {
    /// The cells.
    pub sheet: Page,
    /// What was found, sorted by cell.
    pub found: Vec<CellFinding>,
}

/// Everything found in the cells of `sheet`, sorted by cell. `facts` has a row for every name.
pub fn find(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    facts: &[FieldFacts],
) -> Vec<CellFinding> {
    let mut found = in_values(engine, vocabulary, text, sheet);
    across(engine, vocabulary, text, sheet, &mut found);
    lists::find(engine, vocabulary, text, sheet, &mut found);
    commands::find(engine, vocabulary, text, sheet, &mut found);
    as_written_out(engine, vocabulary, text, sheet, &mut found);
    for (cell, f) in &mut found {
        let facts = &facts[sheet.cells[*cell as usize].name.0 as usize];
        for (_, points) in facts.evidence.iter().filter(|(t, _)| *t == f.info_type) {
            f.confidence = (i16::from(f.confidence) + points).clamp(0, 100) as u8;
        }
    }
    by_name(vocabulary, text, sheet, facts, &found)
}

/// What detectors find in the values, all searched as one text with a line end behind each.
fn in_values(engine: &Engine, vocabulary: &Vocabulary, text: &[u8], sheet: &Sheet) -> Vec<CellFinding> {
    let mut values = Vec::with_capacity(text.len());
    let mut starts = Vec::with_capacity(sheet.cells.len());
    // Those that are several lines, or say some in one.
    let (mut numbers, mut places) = (Vec::new(), Vec::new());
    let mut texts = lists::Texts::default();
    for (number, cell) in sheet.cells.iter().enumerate() {
        let value = sheet.value(cell, text);
        if !value.is_empty() {
            let start = values.len();
            starts.push((number as u32, start));
            values.extend_from_slice(value);
            if memchr::memchr(b'\n', value).is_some() || key_body::may_begin(value) {
                numbers.push((number as u32, start));
                places.push(Span::new(start, values.len()));
            }
            texts.push(text, cell, Span::new(start, values.len()));
            soft::close(&mut values);
        }
    }
    let mut at = 0;
    let in_cell = |f: Finding| {
        at += starts[at..].iter().take_while(|(_, start)| *start <= f.span.start).count().saturating_sub(1);
        let (cell, start) = starts[at];
        let span = Span::new(f.span.start - start, f.span.end - start);
        (cell, Finding { span, from: f.from - start, ..f })
    };
    let mut found: Vec<CellFinding> =
        super::find(engine, vocabulary, &values, 0).into_iter().map(in_cell).collect();
    let count = found.len();
    let mut put = |(cell, start): (u32, usize), f: Finding| {
        let span = Span::new(f.span.start - start, f.span.end - start);
        found.push((cell, Finding { span, from: span.start, ..f }));
    };
    behind::within((engine, vocabulary), &values, &places, |n, f| put(numbers[n], f));
    named::within((engine, vocabulary), &values, &places, |n, f| put(numbers[n], f));
    printed::within((engine, vocabulary), &values, &places, |n, f| put(numbers[n], f));
    printed::within((engine, vocabulary), &values, &texts.places, |_, f| {
        put(starts[starts.partition_point(|(_, start)| *start <= f.span.start).saturating_sub(1)], f);
    });
    if found.len() > count {
        unite(&mut found);
    }
    found
}

/// Adds what detectors find in texts that several values are parts of.
pub fn across(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    found: &mut Vec<CellFinding>,
) {
    if sheet.joins.is_empty() {
        return;
    }
    let mut joined = Joined::default();
    for (from, to) in &sheet.joins {
        for (n, piece) in sheet.pieces[*from..*to].iter().enumerate() {
            joined.text.extend_from_slice(if n > 0 { piece.gap.text() } else { b"" });
            let value = sheet.value(&sheet.cells[piece.cell as usize], text);
            let part = piece.part.unwrap_or(Span::new(0, value.len()));
            joined.push(piece.cell, part.start, part.of(value));
        }
        joined.close();
    }
    joined.look(engine, vocabulary, found);
    unite(found);
}

/// Texts that several values are parts of.
#[derive(Default)]
pub(super) struct Joined {
    text: Vec<u8>,
    /// The cell of each part, where it stands in the text, and where in the value it begins.
    pieces: Vec<(u32, Span, usize)>,
}

impl Joined {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Goes on with a `part` of a value, which begins at `base` of it.
    pub(super) fn push(&mut self, cell: u32, base: usize, part: &[u8]) {
        let start = self.text.len();
        self.text.extend_from_slice(part);
        self.pieces.push((cell, Span::new(start, self.text.len()), base));
    }

    /// Ends a text.
    pub(super) fn close(&mut self) {
        soft::close(&mut self.text);
    }

    /// Adds what detectors find. Of a value that stands in more than one part, each has a part.
    pub(super) fn look(&self, engine: &Engine, vocabulary: &Vocabulary, found: &mut Vec<CellFinding>) {
        for f in super::find(engine, vocabulary, &self.text, 0) {
            let first = self.pieces.partition_point(|(_, piece, _)| piece.end <= f.span.start);
            let parts = || self.pieces[first..].iter().take_while(|(_, piece, _)| piece.start < f.span.end);
            let is_one = parts().nth(1).is_none();
            for (cell, piece, base) in parts() {
                let (start, end) = (f.span.start.max(piece.start), f.span.end.min(piece.end));
                let span = Span::new(base + start - piece.start, base + end - piece.start);
                let (from, via) = match is_one {
                    true => (base + f.from.saturating_sub(piece.start), f.via),
                    false => (span.start, Via::across()),
                };
                found.push((*cell, Finding { span, from, via, ..f }));
            }
        }
    }
}

/// Sorts findings in values and those in larger texts: what is found in a value alone is found in these too, there with more context.
pub(super) fn unite(found: &mut Vec<CellFinding>) {
    found.sort_unstable();
    found.dedup_by(|(cell, next), (last_cell, last)| cell == last_cell && last.takes_over(next));
}

/// The most digits that a number is written out to: those of the longest value that is one number, and some.
const DIGITS_MAX: usize = 40;

/// A number with an exponent is what it is without: `4.1E15` can be a card, and is read back as one.
fn as_written_out(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    found: &mut Vec<CellFinding>,
) {
    // All in one text, a line end after each, which no match crosses.
    let (mut digits, mut numbers) = (Vec::new(), Vec::new());
    for (number, cell) in sheet.cells.iter().enumerate().filter(|(_, c)| c.kind != Kind::Key) {
        let value = sheet.value(cell, text);
        let Some(written) = written_out(value) else { continue };
        numbers.push((Span::new(digits.len(), digits.len() + written.len()), number as u32, value.len()));
        digits.extend(written);
        digits.push(b'\n');
    }
    if numbers.is_empty() {
        return;
    }
    for f in super::find(engine, vocabulary, &digits, 0) {
        if let Ok(n) = numbers.binary_search_by_key(&f.span, |(whole, ..)| *whole) {
            let (_, number, length) = numbers[n];
            found.push((number, Finding { span: Span::new(0, length), from: 0, via: Via::PLAIN, ..f }));
        }
    }
    found.sort_by_key(|(cell, _)| *cell);
}

/// The digits of a whole number that is written with an exponent.
fn written_out(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() > DIGITS_MAX || !value.first().is_some_and(|b| matches!(b, b'+' | b'-' | b'0'..=b'9')) {
        return None;
    }
    let value = value.strip_prefix(b"-").or(value.strip_prefix(b"+")).unwrap_or(value);
    let (mantissa, exponent) = value.split_at(value.iter().position(|b| matches!(b, b'e' | b'E'))?);
    let exponent: usize = std::str::from_utf8(&exponent[1..]).ok()?.parse().ok()?;
    let point = mantissa.iter().position(|b| *b == b'.').unwrap_or(mantissa.len());
    let mut digits: Vec<u8> = mantissa.iter().copied().filter(|b| *b != b'.').collect();
    let length = point.checked_add(exponent).filter(|n| *n <= DIGITS_MAX)?;
    if !digits.iter().all(u8::is_ascii_digit) || digits.iter().skip(length).any(|b| *b != b'0') {
        return None;
    }
    digits.resize(length, b'0');
    Some(digits)
}

/// Adds what the names of fields say to what was `found`, which is sorted by cell; all is sorted then. A field that is
/// called what it holds is a finding over its whole value, if no detector found just that. An empty value, `null` and a
/// marker hold nothing.
fn by_name(
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    facts: &[FieldFacts],
    found: &[CellFinding],
) -> Vec<CellFinding> {
    let mut made = Vec::with_capacity(found.len() + sheet.cells.len());
    let mut next = found.iter().peekable();
    let (all, mut records) = (facts, Records::new(vocabulary, text, sheet, facts));
    for (number, cell) in sheet.cells.iter().enumerate() {
        let first = made.len();
        while let Some(finding) = next.next_if(|(cell, _)| *cell as usize == number) {
            made.push(*finding);
        }
        let facts = &facts[cell.name.0 as usize];
        let is_named = !facts.types.is_empty() || !facts.beside_card.is_empty();
        if is_named && cell.kind != Kind::Key && !sheet.is_nothing(cell, text) {
            let value = sheet.value(cell, text);
            let whole = Span::new(0, value.len());
            if !super::is_marker(vocabulary, value, whole) {
                let own = facts.of(value).map(FieldType::class);
                let beside = facts.beside_card.iter().filter(|_| records.has_card(number)).copied();
                own.chain(beside)
                    .for_each(|kind| say(vocabulary, kind, number as u32, whole, first, &mut made));
            }
        }
        parts::say(vocabulary, (number, sheet.value(cell, text)), sheet, all, first, &mut made);
        if made.len() > first + 1 {
            made[first..].sort_unstable_by_key(|(_, finding)| *finding);
        }
    }
    made
}

/// The records of a sheet, asked in their order.
pub(super) struct Records<'a> {
    vocabulary: &'a Vocabulary,
    text: &'a [u8],
    sheet: &'a Sheet,
    facts: &'a [FieldFacts],
    /// The record that was asked last, and whether it has a card number.
    last: (usize, Option<bool>),
}

impl<'a> Records<'a> {
    pub(super) fn new(
        vocabulary: &'a Vocabulary,
        text: &'a [u8],
        sheet: &'a Sheet,
        facts: &'a [FieldFacts],
    ) -> Self {
        Records { vocabulary, text, sheet, facts, last: (0, None) }
    }

    /// True when the record of this cell has a field for card numbers, or a value that is one. The check is asked and not
    /// the detector, which a run that keeps card numbers has none of.
    pub(super) fn has_card(&mut self, cell: usize) -> bool {
        let records = &self.sheet.records;
        let passed = records[self.last.0..].iter().take_while(|record| record.cells.1 <= cell).count();
        if passed > 0 {
            self.last = (self.last.0 + passed, None);
        }
        let Some((from, to)) = records.get(self.last.0).map(|record| record.cells) else { return false };
        *self.last.1.get_or_insert_with(|| {
            self.sheet.cells[from..to].iter().any(|cell| {
                let of_card = |kind: &FieldType| self.vocabulary.get(kind.info_type).domain == Domain::Card;
                self.facts[cell.name.0 as usize].types.iter().any(of_card)
                    || card::stands_in(self.sheet.value(cell, self.text))
            })
        })
    }
}

/// Adds that the value `whole` of a cell is of a kind; its findings so far are those from `first` on.
fn say(
    vocabulary: &Vocabulary,
    kind: FieldClass,
    cell: u32,
    whole: Span,
    first: usize,
    made: &mut Vec<CellFinding>,
) {
    let same = |f: &Finding| {
        f.detector != DetectorId::FIELD && f.span == whole && knows(vocabulary, f, kind.info_type)
    };
    if let Some((_, f)) = made[first..].iter_mut().find(|(_, f)| same(f)) {
        f.confidence = f.confidence.max(kind.confidence);
        return;
    }
    let finding = Finding {
        detector: DetectorId::FIELD,
        info_type: kind.info_type,
        span: whole,
        from: 0,
        confidence: kind.confidence,
        overlong: false,
        via: Via::PLAIN,
    };
    made.push((cell, finding));
}

/// True when a finding over a whole value says what a name says that means `named`, or more.
pub(super) fn knows(vocabulary: &Vocabulary, f: &Finding, named: InfoTypeId) -> bool {
    // A detector that knows the value knows better which of a family it is. One field can say several kinds. What is
    // more special than the name needs more than a check digit that happens to agree: many numbers share a shape.
    let domain = |id: InfoTypeId| vocabulary.get(id).domain;
    domain(f.info_type) == domain(named)
        && match f.info_type {
            own if own == named => true,
            special if vocabulary.is(special, named) => f.likelihood() >= Likelihood::Possible,
            general if vocabulary.is(named, general) => false,
            other => vocabulary.are_akin(other, named),
        }
}
