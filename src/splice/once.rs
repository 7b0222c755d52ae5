//! Text of whole lines, written at once: everything that was found is replaced in one pass, and what was written is looked
//! at once. Only where that look finds something are lines settled one by one.

use crate::detect;
use crate::finding::Finding;
use crate::limits::ONCE_BYTES_PER_EDIT;
use crate::resolve::Cluster;
use crate::span::Span;
use crate::splice::{ClearedFrame, Clearing, Edit};

/// Memory for the look at what was written.
#[derive(Default)]
pub(super) struct Look {
    /// Lines that were changed, one after the other.
    lines: Vec<u8>,
    /// Where each begins there, and where in what was written.
    starts: Vec<(usize, usize)>,
    found: Vec<Finding>,
}

impl Look {
    pub(super) fn memory(&self) -> usize {
        super::memory(&self.lines) + super::memory(&self.starts) + super::memory(&self.found)
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
        let mut at = 0;
        for cluster in clusters {
            out.extend_from_slice(&text[at..cluster.span.start]);
            let start = out.len();
            self.put(cluster, text, out);
            frame.edits.push(Edit { input: cluster.span, output: Span::new(start, out.len()) });
            let owner = usize::from(cluster.owner.info_type.0);
            frame.counts.edits[owner] += 1;
            frame.counts.limits_hit += u64::from(cluster.limit);
            at = cluster.span.end;
        }
        out.extend_from_slice(&text[at..]);
        !self.shows_more(look, out, &frame.edits)
    }

    /// True when something in the changed lines of `out` has to go too.
    fn shows_more(&self, look: &mut Look, out: &[u8], edits: &[Edit]) -> bool {
        let Look { lines, starts, found } = look;
        found.clear();
        if edits.is_empty() {
            return false;
        }
        // Lines that were not changed hold nothing that has to go, so it does no harm to look at them again; where most
        // were changed, it is less work than to gather the others.
        if out.len() < edits.len().saturating_mul(ONCE_BYTES_PER_EDIT) {
            detect::find_into(self.engine, self.vocabulary, out, 0, found);
            return found.iter().any(|f| self.is_residual(f, f.span, edits));
        }
        gather(out, edits, lines, starts);
        detect::find_into(self.engine, self.vocabulary, lines, 0, found);
        found.iter().any(|f| {
            let (start, place) = starts[starts.partition_point(|(start, _)| *start <= f.span.start) - 1];
            let from = f.span.start - start + place;
            self.is_residual(f, Span::new(from, from + f.span.len()), edits)
        })
    }
}

/// Puts the lines of `out` that hold an edit into `lines`.
fn gather(out: &[u8], edits: &[Edit], lines: &mut Vec<u8>, starts: &mut Vec<(usize, usize)>) {
    lines.clear();
    starts.clear();
    let mut end = 0;
    for edit in edits.iter().map(|e| e.output) {
        if edit.start < end {
            continue;
        }
        let from = memchr::memrchr(b'\n', &out[end..edit.start]).map_or(end, |n| end + n + 1);
        end = memchr::memchr(b'\n', &out[edit.end..]).map_or(out.len(), |n| edit.end + n + 1);
        starts.push((lines.len(), from));
        lines.extend_from_slice(&out[from..end]);
    }
}
