//! Text of whole lines, written at once: everything that was found is replaced in one pass, and what was written is looked
//! at once. Only where that look finds something are lines settled one by one.

use crate::detect;
use crate::detect::border::Borders;
use crate::finding::Finding;
use crate::limits::ONCE_BYTES_PER_EDIT;
use crate::resolve::Cluster;
use crate::span::Span;
use crate::splice::settle::Source;
use crate::splice::text::line_around;
use crate::splice::{ClearedFrame, Clearing, Edit};
use crate::view::{self, soft};

/// How far before a place a unit begins that ends there, but for those that are escaped many times over.
const UNIT_NEAR: usize = 12;

/// Memory for the look at what was written.
#[derive(Default)]
pub(super) struct Look {
    /// Where something may be visible that was not.
    places: Vec<Span>,
    /// Lines that were changed, one after the other.
    lines: Vec<u8>,
    /// Where each begins there, and where in what was written.
    starts: Vec<(usize, usize)>,
    found: Vec<Finding>,
}

impl Look {
    pub(super) fn memory(&self) -> usize {
        super::memory(&self.places)
            + super::memory(&self.lines)
            + super::memory(&self.starts)
            + super::memory(&self.found)
    }
}

impl Clearing<'_> {
    /// Writes `text` with its `clusters` replaced into the empty `frame`. False when that made something visible that has
    /// to go too; the frame is of no use then.
    pub(super) fn clear_at_once(
        &self,
        look: &mut Look,
        text: &[u8],
        clusters: &[Cluster],
        frame: &mut ClearedFrame,
    ) -> bool {
        let out = &mut frame.cleared.bytes;
        out.reserve(text.len() + text.len() / 8);
        let whole = Span::new(0, text.len());
        // Lines of text do not say who they are about.
        let source = Source { text, subject: None };
        self.replace(source, whole, clusters, out, |edit| frame.edits.push(edit));
        clusters.iter().for_each(|cluster| frame.counts.count(cluster));
        !self.shows_more(look, out, &frame.edits)
    }

    /// True when something in the changed lines of `out` has to go too.
    fn shows_more(&self, look: &mut Look, out: &[u8], edits: &[Edit]) -> bool {
        look.places.clear();
        if let Some(borders) = self.engine.borders() {
            let unsure = edits.iter().map(|e| e.output).filter(|written| !is_quiet(borders, out, *written));
            look.places.extend(unsure);
            let signs = borders.signs().flat_map(|sign| memchr::memchr_iter(sign, out));
            look.places.extend(signs.map(|at| Span::new(at, at + 1)));
            look.places.sort_unstable_by_key(|place| place.start);
        } else {
            look.places.extend(edits.iter().map(|e| e.output));
        }
        self.shows_more_at(look, out, edits)
    }

    /// True when something in the lines of `out` at `look.places` has to go too.
    fn shows_more_at(&self, look: &mut Look, out: &[u8], edits: &[Edit]) -> bool {
        let Look { places, lines, starts, found } = look;
        found.clear();
        if places.is_empty() {
            return false;
        }
        // Lines that were not changed hold nothing that has to go, so it does no harm to look at them again; where most
        // were changed, it is less work than to gather the others.
        if out.len() < places.len().saturating_mul(ONCE_BYTES_PER_EDIT) {
            detect::find_into(self.engine, self.vocabulary, out, 0, found);
            self.published.leave_out(self.vocabulary, out, found);
            return found.iter().any(|f| self.is_residual(f, f.span, edits));
        }
        gather(out, places, lines, starts);
        detect::find_into(self.engine, self.vocabulary, lines, 0, found);
        self.published.leave_out(self.vocabulary, lines, found);
        found.iter().any(|f| {
            let (start, place) = starts[starts.partition_point(|(start, _)| *start <= f.span.start) - 1];
            let from = f.span.start - start + place;
            self.is_residual(f, Span::new(from, from + f.span.len()), edits)
        })
    }
}

/// True when a marker was written, which no rule takes for anything, and nothing new can be found beside it.
fn is_quiet(borders: &Borders, out: &[u8], written: Span) -> bool {
    let [b'[', .., b']'] = written.of(out) else { return false };
    // What stands beside it may be written in another way, and read as something else than it is.
    let near = written.start.saturating_sub(UNIT_NEAR)..written.start;
    if near.chain([written.end]).any(|at| at < out.len() && view::begins_unit(out, at)) {
        return false;
    }
    // A line end stands for what is not there.
    let before = |back: usize| written.start.checked_sub(back).map_or(b'\n', |at| out[at]);
    let after = out.get(written.end).copied().unwrap_or(b'\n');
    borders.show_nothing([before(2), before(1)], b'[', b']', after)
}

/// Puts the lines of `out` that hold one of `places` into `lines`.
fn gather(out: &[u8], places: &[Span], lines: &mut Vec<u8>, starts: &mut Vec<(usize, usize)>) {
    lines.clear();
    starts.clear();
    let mut end = 0;
    for place in places {
        if place.start < end {
            continue;
        }
        let line = line_around(out, place.start, place.end);
        starts.push((lines.len(), line.start));
        lines.extend_from_slice(line.of(out));
        soft::close(lines);
        end = line.end;
    }
}

#[cfg(test)]
mod tests;
