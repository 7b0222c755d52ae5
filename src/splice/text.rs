//! Text, line by line.

use crate::detect::REDACTED;
use crate::finding::Finding;
use crate::policy::plan::FreeText;
use crate::resolve::Cluster;
use crate::span::Span;
use crate::splice::once::Look;
use crate::splice::settle::{Batch, Given, Item, Settled};
use crate::splice::{ClearedFrame, Clearing, Edit, Scratch, drop_span};
use crate::transform::redact;
use crate::view::soft;

/// Whether a part begins or ends inside a line that was too long to be looked at as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// Its first line began before it.
    pub first: bool,
    /// Its last line goes on after it.
    pub last: bool,
}

impl Inside {
    /// The whole lines of `part` of `text`.
    pub(crate) fn whole(self, text: &[u8], part: Span) -> Span {
        let mut whole = part;
        if self.first {
            whole.start = soft::line_end(text, part.start).min(part.end);
        }
        if self.last && whole.start < part.end {
            whole.end = soft::line_start(text, part.end).max(whole.start);
        }
        whole
    }
}

impl Clearing<'_> {
    /// Clears the bytes `part` of `text`, in which `findings` (sorted) were found, into the empty `frame`. `part`
    /// begins at a line start or where a piece of a long line begins; around a piece stands what it needs to
    /// see of the line.
    pub fn clear(
        &self,
        scratch: &mut Scratch,
        text: &[u8],
        part: Span,
        inside: Inside,
        findings: &[Finding],
        frame: &mut ClearedFrame,
    ) {
        frame.reset(self.vocabulary.len());
        let is_whole = part == Span::new(0, text.len()) && inside == Inside::default();
        if is_whole && self.plan.free_text == FreeText::Scan && !self.plan.drops_records() {
            let Scratch { look, batch, .. } = scratch;
            self.resolve(batch, text, part, findings, Some((look, frame)));
            if self.clear_at_once(&mut scratch.look, text, &scratch.batch.clusters, frame) {
                return;
            }
            frame.reset(self.vocabulary.len());
        }
        self.clear_run(&mut scratch.batch, text, part, inside, findings, frame);
    }

    /// Appends to `frame` the bytes `part` of `text`, all of which are decided on alike.
    pub(super) fn clear_run(
        &self,
        batch: &mut Batch,
        text: &[u8],
        part: Span,
        inside: Inside,
        findings: &[Finding],
        frame: &mut ClearedFrame,
    ) {
        let given = Given { text, decoded: &[], findings, subjects: None, fates: &[] };
        match self.plan.free_text {
            FreeText::Scan if self.plan.drops_records() => {
                self.clear_whole_records(batch, &given, part, inside, frame);
            }
            FreeText::Scan => {
                self.resolve(batch, text, part, findings, None);
                self.clear_lines(batch, &given, part, frame);
            }
            FreeText::Redact => redact_lines(text, part, frame),
            // An input that is refused never gets here; nothing of it may be written.
            FreeText::Drop | FreeText::Refuse => drop_span(part, frame),
        }
    }

    /// Begins a batch with the clusters of `findings` in `part`; `once` is memory for a look at all of the text.
    pub(super) fn resolve(
        &self,
        batch: &mut Batch,
        text: &[u8],
        part: Span,
        findings: &[Finding],
        once: Option<(&mut Look, &mut ClearedFrame)>,
    ) {
        batch.clear();
        let Some(lines) = self.lines else {
            return batch.resolver.clusters(
                self.plan,
                findings,
                std::iter::empty(),
                false,
                &mut batch.clusters,
            );
        };
        // One that begins in the piece before goes on in this one.
        let removed = lines.removed_in(line_around(text, part.start, part.end)).iter().copied();
        batch.resolver.clusters(self.plan, findings, removed.clone(), false, &mut batch.clusters);
        let widened = lines.widen(text, &mut batch.clusters, 0);
        let own = self.beside_names(lines, text, findings, widened);
        if own.is_empty() {
            return;
        }
        let named = std::mem::take(&mut batch.clusters);
        let seams = self.seams(batch, text, part, &own, once);
        batch.clear();
        batch.clusters = named;
        if seams.is_empty() {
            return;
        }
        batch.clusters.clear();
        batch.seams = seams;
        let forced = removed.chain(batch.seams.iter().copied());
        batch.resolver.clusters(self.plan, findings, forced, false, &mut batch.clusters);
        lines.widen(text, &mut batch.clusters, 0);
    }

    /// A record can only be kept when all of it was looked at, so pieces of a long line are dropped.
    fn clear_whole_records(
        &self,
        batch: &mut Batch,
        given: &Given<'_>,
        part: Span,
        inside: Inside,
        frame: &mut ClearedFrame,
    ) {
        let whole = inside.whole(given.text, part);
        if inside.first {
            frame.counts.limits_hit += 1;
            drop_span(Span::new(part.start, whole.start), frame);
        }
        self.resolve(batch, given.text, whole, given.findings, None);
        self.clear_lines(batch, given, whole, frame);
        if whole.end < part.end {
            frame.counts.limits_hit += 1;
            drop_span(Span::new(whole.end, part.end), frame);
        }
    }

    /// Writes the lines of `part` one by one; their clusters are in `batch`.
    fn clear_lines(&self, batch: &mut Batch, given: &Given<'_>, part: Span, frame: &mut ClearedFrame) {
        gather(batch, given, part);
        self.settle(batch, given);
        let text = given.text;
        let mut at = part.start;
        for (number, item) in batch.items().iter().enumerate() {
            let line = item.whole;
            let emit = Span::new(line.start.max(part.start), line.end.min(part.end));
            frame.cleared.bytes.extend_from_slice(&text[at..emit.start]);
            match batch.settled(number) {
                Settled::Written { out, edits, clusters } => {
                    write_line(Line { whole: line, emit }, out, edits, clusters, frame);
                }
                Settled::DropRecord { limits } => {
                    frame.counts.records_dropped += 1;
                    frame.counts.limits_hit += limits;
                    drop_span(emit, frame);
                }
                Settled::Unsettled => {
                    frame.counts.limits_hit += 1;
                    redact_lines(text, emit, frame);
                }
            }
            at = emit.end;
        }
        frame.cleared.bytes.extend_from_slice(&text[at..part.end]);
    }
}

/// Every line of which a byte is in `part` and that has a cluster, to be settled.
pub(super) fn gather(batch: &mut Batch, given: &Given<'_>, part: Span) {
    let (text, findings) = (given.text, given.findings);
    let (mut next, mut found) = (0, 0);
    while next < batch.clusters.len() {
        let first = batch.clusters[next].span;
        let line = line_around(text, first.start, first.end);
        if line.start >= part.end {
            break;
        }
        let of_line = |c: &&Cluster| c.span.start < line.end;
        let last = next + batch.clusters[next..].iter().take_while(of_line).count();
        let from = found + findings[found..].iter().take_while(|f| f.span.start < line.start).count();
        found = from + findings[from..].iter().take_while(|f| f.span.start < line.end).count();
        if line.end > part.start {
            batch.push(Item {
                decoded: false,
                base: 0,
                whole: line,
                record: 0,
                findings: (from, found),
                clusters: (next, last),
            });
        }
        next = last;
    }
}

/// A line in a frame: as much of it as is there, and the part of that which is to be written.
#[derive(Clone, Copy)]
struct Line {
    whole: Span,
    emit: Span,
}

/// Appends what was written for the bytes `line.emit`. A replaced value belongs to the piece in which it
/// begins; the next piece leaves out what of it stands there.
fn write_line(line: Line, out: &[u8], edits: &[Edit], clusters: &[Cluster], frame: &mut ClearedFrame) {
    let place = |at: usize| match edits[..edits.partition_point(|e| e.input.start < at)].last() {
        Some(e) => e.output.end + at.saturating_sub(e.input.end),
        None => at - line.whole.start,
    };
    let (start, end) = (place(line.emit.start), place(line.emit.end));
    let base = frame.cleared.bytes.len();
    frame.cleared.bytes.extend_from_slice(&out[start..end]);
    for (edit, cluster) in edits.iter().zip(clusters) {
        if edit.input.start < line.emit.start || line.emit.end <= edit.input.start {
            continue;
        }
        let output = Span::new(base + edit.output.start - start, base + edit.output.end - start);
        frame.edits.push(Edit { input: edit.input, output });
        frame.counts.count(cluster);
    }
}

/// Every line of `part` becomes one marker; line ends stay.
fn redact_lines(text: &[u8], part: Span, frame: &mut ClearedFrame) {
    let mut at = part.start;
    while at < part.end {
        let end = line_end(text, part, at);
        let mut content_end = end;
        while content_end > at && matches!(text[content_end - 1], b'\n' | b'\r') {
            content_end -= 1;
        }
        if content_end > at {
            let start = frame.cleared.bytes.len();
            redact::marker(REDACTED, &mut frame.cleared.bytes);
            let output = Span::new(start, frame.cleared.bytes.len());
            frame.edits.push(Edit { input: Span::new(at, content_end), output });
        }
        frame.cleared.bytes.extend_from_slice(&text[content_end..end]);
        at = end;
    }
}

/// As much of the line that holds `start..end` as `text` has.
pub(super) fn line_around(text: &[u8], start: usize, end: usize) -> Span {
    Span::new(soft::line_start(text, start), soft::line_end(text, end))
}

/// Where the line at `at` ends inside `part`, its line end included.
fn line_end(text: &[u8], part: Span, at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..part.end]).map_or(part.end, |n| at + n + 1)
}
