//! Tokens, turned in place: what they stand for is written as their place needs it, and every other byte is copied.
//!
//! Nothing is hidden here and no policy is asked, so nothing is looked at again, and what cannot be turned stays as it
//! is. What is written was allowed by whoever made the [`Turning`], after it was recorded.

use zeroize::Zeroizing;

use crate::format::mail;
use crate::format::php::lengths_after;
use crate::format::sheet::{Cell, Flaw, Kind as CellKind, Layer, Layers, Record, Sheet};
use crate::format::xml::write::Spot;
use crate::keys::canon::Domain;
use crate::keys::form::Kind;
use crate::limits::TOKEN_IN_PIECE_BYTES_MAX;
use crate::restore::{Is, Place, Surrogate, Tally, Turning, Wish};
use crate::span::Span;
use crate::splice::{ClearedFrame, Inside};

/// Turns the tokens of one frame.
pub(crate) struct Turner<'a> {
    turning: &'a Turning,
    frame: ClearedFrame,
    tally: Tally,
    tokens: Vec<u8>,
    /// The places of the text or value under way.
    places: Vec<Place>,
}

/// A token that was turned, and by what.
struct Turned {
    /// In the text or value.
    span: Span,
    domain: Domain,
    value: Zeroizing<Vec<u8>>,
}

impl<'a> Turner<'a> {
    /// For an empty frame.
    pub(crate) fn new(turning: &'a Turning) -> Self {
        Turner {
            turning,
            frame: ClearedFrame::default(),
            tally: Tally::default(),
            tokens: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The frame, what was done in it, and the tokens that were turned, a line end after each.
    pub(crate) fn done(self) -> (ClearedFrame, Tally, Vec<u8>) {
        (self.frame, self.tally, self.tokens)
    }

    /// Writes the bytes `part` of `text`. A place is written by the part in which it begins, turned or not; the next
    /// part leaves out what of it stands there.
    pub(crate) fn text(&mut self, text: &[u8], part: Span, inside: Inside) {
        let most = if inside == Inside::default() { usize::MAX } else { TOKEN_IN_PIECE_BYTES_MAX };
        self.places.clear();
        self.turning.find(text, most, &mut self.places);
        let places = std::mem::take(&mut self.places);
        let mut at = part.start;
        for place in places.iter().filter(|place| place.span.start < part.end) {
            if place.span.start < part.start {
                at = at.max(place.span.end);
            } else if let Some(turned) = self.turned(text, place) {
                self.copy(text, Span::new(at, place.span.start));
                self.put(&turned.value);
                self.count(text, &turned);
                at = place.span.end;
            } else {
                self.copy(text, Span::new(at, place.span.end));
                at = place.span.end;
            }
        }
        if at < part.end {
            self.copy(text, Span::new(at, part.end));
        }
        self.places = places;
    }

    /// Writes the frame `text`, whose values are those of `sheet`. The values of `surrogates` cells are had back too.
    pub(crate) fn sheet(&mut self, text: &[u8], sheet: &Sheet, surrogates: &[Surrogate<'_>]) {
        let mut at = 0;
        for record in &sheet.records {
            match record.flaw {
                Some(Flaw::Malformed) => self.unread(record.content.of(text)),
                _ => at = self.record(text, sheet, record, surrogates, at),
            }
        }
        self.copy(text, Span::new(at, text.len()));
    }

    /// Turns the tokens of one record. What stands before `at` is written; returns to where it is then.
    fn record(
        &mut self,
        text: &[u8],
        sheet: &Sheet,
        record: &Record,
        surrogates: &[Surrogate<'_>],
        mut at: usize,
    ) -> usize {
        // Comments in a value stand in it, and come behind it.
        let (mut all, mut grown) = (Made::new(), Vec::new());
        for number in record.cells.0..record.cells.1 {
            let cell = &sheet.cells[number];
            let value = sheet.value(cell, text);
            self.places.clear();
            self.turning.find(value, usize::MAX, &mut self.places);
            let places = std::mem::take(&mut self.places);
            let mut turned: Vec<Turned> =
                places.iter().filter_map(|place| self.turned(value, place)).collect();
            let has_token = places.iter().any(|place| matches!(place.is, Is::Token(..)));
            self.places = places;
            let surrogate = surrogates.binary_search_by_key(&(number as u32), |s| s.cell);
            if let Ok(found) = surrogate
                && !has_token
            {
                turned.extend(self.undone(value, &surrogates[found]));
            }
            if turned.is_empty() {
                continue;
            }
            let is_part = cell.layers.is_serialized();
            let Some(made) = in_place(text, sheet, cell, &turned)
                .or_else(|| in_quotes(value, cell, &turned).filter(|_| !is_part))
            else {
                self.tally.unturned += turned.len() as u64;
                continue;
            };
            all.extend(made);
            if is_part {
                let place = |one: &Turned| sheet.place(cell, one.span);
                let by = |one: &Turned| one.value.len() as i64 - one.span.len() as i64;
                grown.extend(turned.iter().map(|one| (place(one), by(one))));
            }
            turned.iter().for_each(|turned| self.count(value, turned));
        }
        let lengths = lengths_after(&sheet.lengths, grown.into_iter());
        all.extend(lengths.into_iter().map(|(place, bytes)| (place, Zeroizing::new(bytes), None)));
        all.sort_by_key(|(place, ..)| *place);
        for (place, bytes, spot) in all {
            self.copy(text, Span::new(at, place.start));
            match spot {
                Some(spot) => spot.place(&bytes, &text[place.end..], &mut self.frame.cleared.bytes),
                None => self.put(&bytes),
            }
            at = place.end;
        }
        at
    }

    /// What `surrogate`, all of `value`, was made of, if it is wished for and can be had back.
    fn undone(&mut self, value: &[u8], surrogate: &Surrogate<'_>) -> Option<Turned> {
        if !surrogate.domains.iter().any(|domain| self.turning.wish_value(*domain) == Wish::Turn) {
            self.tally.forbidden += 1;
            return None;
        }
        let Some(domain) = surrogate.domain() else {
            self.tally.unturned += 1;
            return None;
        };
        let span = Span::new(0, value.len());
        let mut turned = Turned { span, domain, value: Zeroizing::default() };
        if !self.turning.writes() {
            self.count(value, &turned);
            return None;
        }
        if !self.turning.undo(surrogate, value, &mut turned.value) {
            self.tally.unturned += 1;
            return None;
        }
        Some(turned)
    }

    /// What is to be written for `place` of `text`, if it is to be turned and can be. What is not, is counted.
    fn turned(&mut self, text: &[u8], place: &Place) -> Option<Turned> {
        let token = place.span.of(text);
        let Is::Token(kind, domain) = place.is else {
            self.tally.unturned += 1;
            return None;
        };
        let stays = match self.turning.wish(token, kind, domain) {
            Wish::Turn => None,
            Wish::Forbidden => Some(&mut self.tally.forbidden),
            Wish::Done => Some(&mut self.tally.current),
            Wish::Never => Some(&mut self.tally.fixed),
        };
        if let Some(count) = stays {
            *count += 1;
            return None;
        }
        let mut turned = Turned { span: place.span, domain, value: Zeroizing::default() };
        if !self.turning.writes() {
            self.count(text, &turned);
            return None;
        }
        if !self.turning.turn(token, &mut turned.value) {
            self.tally.unturned += 1;
            return None;
        }
        Some(turned)
    }

    /// A token of `text` was turned.
    fn count(&mut self, text: &[u8], turned: &Turned) {
        self.tally.turned.count(turned.domain);
        self.tokens.extend_from_slice(turned.span.of(text));
        self.tokens.push(b'\n');
    }

    /// A record that cannot be read has no values. What begins like a token in it stays.
    fn unread(&mut self, content: &[u8]) {
        self.places.clear();
        self.turning.find(content, usize::MAX, &mut self.places);
        for place in &self.places {
            match place.is {
                Is::Token(Kind::Hash, _) => self.tally.fixed += 1,
                _ => self.tally.unturned += 1,
            }
        }
    }

    fn copy(&mut self, text: &[u8], span: Span) {
        if self.turning.writes() {
            self.put(span.of(text));
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        self.frame.cleared.bytes.extend_from_slice(bytes);
    }
}

/// New bytes for places of the frame, and where in an XML document they are.
type Made = Vec<(Span, Zeroizing<Vec<u8>>, Option<Spot>)>;

/// Each value where its token stands. `None` when one cannot be written in the cell as it is.
fn in_place(text: &[u8], sheet: &Sheet, cell: &Cell, turned: &[Turned]) -> Option<Made> {
    let mut made = Made::with_capacity(turned.len());
    if let Some(spot) = cell.layers.mail() {
        let pieces: Vec<mail::write::Piece<'_>> =
            turned.iter().map(|one| (one.span, &one.value[..])).collect();
        let written = mail::write::rewrite(text, sheet, cell, spot, &pieces)?;
        made.extend(written.into_iter().map(|(place, bytes)| (place, Zeroizing::new(bytes), None)));
        return Some(made);
    }
    for one in turned {
        let mut bytes = Zeroizing::new(Vec::new());
        let runs = sheet.runs(cell, sheet.place(cell, one.span));
        let layers = runs[0].1;
        match cell.kind {
            // Digits for digits: as they are, and not as they would be in a string.
            CellKind::Number => bytes.extend_from_slice(&one.value),
            _ => layers.write(&one.value, &mut bytes).then_some(())?,
        }
        for (place, layers) in runs {
            made.push((place, std::mem::take(&mut bytes), layers.spot()));
        }
    }
    Some(made)
}

/// The whole cell, put in quotes: a token needs none, so who wrote the table again may have taken them away.
fn in_quotes(value: &[u8], cell: &Cell, turned: &[Turned]) -> Option<Made> {
    let Some(Layer::Bare { .. }) = cell.layers.iter().next() else { return None };
    let mut whole = Zeroizing::new(Vec::new());
    let mut at = 0;
    for one in turned {
        whole.extend_from_slice(&value[at..one.span.start]);
        whole.extend_from_slice(&one.value);
        at = one.span.end;
    }
    whole.extend_from_slice(&value[at..]);
    let mut bytes = Zeroizing::new(vec![b'"']);
    let quoted = Layers::one(Layer::Quoted { quote: b'"', escape: b'"' });
    quoted.write(&whole, &mut bytes).then_some(())?;
    bytes.push(b'"');
    Some(vec![(cell.span(), bytes, None)])
}
