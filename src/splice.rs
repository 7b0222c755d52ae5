//! Splice: copies the untouched bytes around the surrogates, and records what it wrote in the edit map.
//!
//! This is the only place where bytes become [`Cleared`], and a sink takes nothing else. Every line that was
//! changed is looked at again as it would be written: an edit can put a border where none was, so that a
//! value becomes visible that was not one before. What is found then is redacted too.

use crate::detect::plain::Engine;
use crate::detect::{self, REDACTED};
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::limits::SEAM_ROUNDS_MAX;
use crate::policy::plan::{Action, FreeText, Plan};
use crate::resolve::{self, Cluster};
use crate::span::Span;
use crate::transform::{Context, Plain, redact};

/// Bytes that went through the complete policy.
#[derive(Default)]
pub struct Cleared {
    bytes: Vec<u8>,
}

impl Cleared {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// One change: where it was in the frame and where the surrogate stands in the output of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// In the frame.
    pub input: Span,
    /// In the cleared bytes of the frame.
    pub output: Span,
}

/// What was done, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Clusters written, per info type of their owner.
    pub edits: Vec<u64>,
    /// Records dropped.
    pub records_dropped: u64,
    /// Redactions that a limit forced. Not zero = exit 3.
    pub limits_hit: u64,
}

impl Counts {
    /// All zero, for `types` info types.
    pub fn new(types: usize) -> Self {
        Counts { edits: vec![0; types], records_dropped: 0, limits_hit: 0 }
    }

    /// Adds another frame's counts.
    pub fn add(&mut self, other: &Counts) {
        for (mine, more) in self.edits.iter_mut().zip(&other.edits) {
            *mine += more;
        }
        self.records_dropped += other.records_dropped;
        self.limits_hit += other.limits_hit;
    }
}

/// Everything that decides what one recipient gets.
pub struct Clearing<'a> {
    /// The detectors.
    pub engine: &'a Engine,
    /// The names.
    pub vocabulary: &'a Vocabulary,
    /// The decisions.
    pub plan: &'a Plan,
}

/// One frame as one recipient gets it.
#[derive(Default)]
pub struct ClearedFrame {
    /// The bytes.
    pub cleared: Cleared,
    /// What was written where.
    pub edits: Vec<Edit>,
    /// In numbers.
    pub counts: Counts,
}

/// Whether a part begins or ends inside a line that was too long to be looked at as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// Its first line began before it.
    pub first: bool,
    /// Its last line goes on after it.
    pub last: bool,
}

/// A line in a frame: as much of it as is there, and the part of that which is to be written.
#[derive(Clone, Copy)]
struct Line {
    whole: Span,
    emit: Span,
}

impl Clearing<'_> {
    /// Clears the bytes `part` of `text`, in which `findings` (sorted) were found. `part` begins at a line
    /// start or where a piece of a long line begins; around a piece stands what it needs to see of the line.
    pub fn clear(&self, text: &[u8], part: Span, inside: Inside, findings: &[Finding]) -> ClearedFrame {
        let mut frame = ClearedFrame { counts: Counts::new(self.vocabulary.len()), ..Default::default() };
        match self.plan.free_text {
            FreeText::Scan if self.plan.drops_records() => {
                self.clear_whole_records(text, part, inside, findings, &mut frame);
            }
            FreeText::Scan => self.clear_lines(text, part, findings, &mut frame),
            FreeText::Redact => redact_lines(text, part, &mut frame),
            // An input that is refused never gets here; nothing of it may be written.
            FreeText::Drop | FreeText::Refuse => drop_span(part, &mut frame),
        }
        frame
    }

    /// A record can only be kept when all of it was looked at, so pieces of a long line are dropped.
    fn clear_whole_records(
        &self,
        text: &[u8],
        part: Span,
        inside: Inside,
        findings: &[Finding],
        frame: &mut ClearedFrame,
    ) {
        let mut whole = part;
        if inside.first {
            whole.start = line_end(text, part, part.start);
            frame.counts.limits_hit += 1;
            drop_span(Span::new(part.start, whole.start), frame);
        }
        if inside.last && whole.start < part.end {
            let last = memchr::memrchr(b'\n', whole.of(text)).map_or(whole.start, |n| whole.start + n + 1);
            whole.end = last;
        }
        self.clear_lines(text, whole, findings, frame);
        if whole.end < part.end {
            frame.counts.limits_hit += 1;
            drop_span(Span::new(whole.end, part.end), frame);
        }
    }

    fn clear_lines(&self, text: &[u8], part: Span, findings: &[Finding], frame: &mut ClearedFrame) {
        let clusters = resolve::clusters(self.plan, self.engine, findings, &[]);
        let mut at = part.start;
        let mut next = 0;
        while next < clusters.len() {
            let first = clusters[next].span;
            let line = line_around(text, first.start, first.end);
            if line.start >= part.end {
                break;
            }
            let last = clusters[next..]
                .iter()
                .position(|c| c.span.start >= line.end)
                .map_or(clusters.len(), |n| next + n);
            if line.end > part.start {
                let emit = Span::new(line.start.max(part.start), line.end.min(part.end));
                frame.cleared.bytes.extend_from_slice(&text[at..emit.start]);
                self.clear_line(text, Line { whole: line, emit }, &clusters[next..last], findings, frame);
                at = emit.end;
            }
            next = last;
        }
        frame.cleared.bytes.extend_from_slice(&text[at..part.end]);
    }

    fn clear_line(
        &self,
        text: &[u8],
        line: Line,
        first: &[Cluster],
        findings: &[Finding],
        frame: &mut ClearedFrame,
    ) {
        let from = findings.partition_point(|f| f.span.start < line.whole.start);
        let to = findings.partition_point(|f| f.span.start < line.whole.end);
        let findings = &findings[from..to];
        let mut clusters = first.to_vec();
        let mut forced: Vec<Finding> = Vec::new();
        for _ in 0..SEAM_ROUNDS_MAX {
            if clusters.iter().any(|c| c.drop_record) {
                frame.counts.records_dropped += 1;
                frame.counts.limits_hit += clusters.iter().filter(|c| c.limit).count() as u64;
                drop_span(line.emit, frame);
                return;
            }
            let mut out = Vec::with_capacity(line.whole.len() + 64);
            let mut edits = Vec::with_capacity(clusters.len());
            self.write_line(text, line.whole, &clusters, &mut out, &mut edits);
            let residual = self.residual(&out, line.whole, &edits);
            if residual.is_empty() {
                self.emit(line, &out, &edits, &clusters, frame);
                return;
            }
            forced.extend(residual);
            clusters = resolve::clusters(self.plan, self.engine, findings, &forced);
        }
        frame.counts.limits_hit += 1;
        redact_lines(text, line.emit, frame);
    }

    /// Appends what was written for the bytes `line.emit`. A replaced value belongs to the piece in which it
    /// begins; the next piece leaves out what of it stands there.
    fn emit(&self, line: Line, out: &[u8], edits: &[Edit], clusters: &[Cluster], frame: &mut ClearedFrame) {
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
            let id = self.engine.rule(cluster.owner.detector).info_type;
            frame.counts.edits[usize::from(id.0)] += 1;
            frame.counts.limits_hit += u64::from(cluster.limit);
        }
    }

    fn write_line(
        &self,
        text: &[u8],
        line: Span,
        clusters: &[Cluster],
        out: &mut Vec<u8>,
        edits: &mut Vec<Edit>,
    ) {
        let mut at = line.start;
        for cluster in clusters {
            out.extend_from_slice(&text[at..cluster.span.start]);
            let start = out.len();
            let info_type = self.vocabulary.get(self.engine.rule(cluster.owner.detector).info_type);
            let context = Context { info_type: &info_type.name, domain: info_type.domain };
            let done = match &resolve::cell(self.plan, self.engine, &cluster.owner).action {
                Action::Value(transform) if !cluster.marker => {
                    transform.apply(Plain(cluster.span.of(text)), &context, out).is_ok()
                }
                _ => false,
            };
            if !done {
                out.truncate(start);
                redact::marker(&info_type.name, out);
            }
            edits.push(Edit { input: cluster.span, output: Span::new(start, out.len()) });
            at = cluster.span.end;
        }
        out.extend_from_slice(&text[at..line.end]);
    }

    /// What a second look at the written line finds outside what was written and what the policy keeps, as
    /// spans of the input.
    fn residual(&self, out: &[u8], line: Span, edits: &[Edit]) -> Vec<Finding> {
        let mut found = detect::find(self.engine, self.vocabulary, out, 0);
        found.retain(|f| {
            let acted = f.confidence >= self.plan.min_confidence || f.overlong;
            let kept = matches!(resolve::cell(self.plan, self.engine, f).action, Action::Keep) && !f.overlong;
            acted && !kept && !written_at(edits, f.span.start).is_some_and(|e| e.output.contains(f.span))
        });
        for f in &mut found {
            f.span = to_input(f.span, line, edits);
            f.from = f.span.start;
        }
        found
    }
}

/// Nothing of `span` is written.
fn drop_span(span: Span, frame: &mut ClearedFrame) {
    let at = frame.cleared.bytes.len();
    frame.edits.push(Edit { input: span, output: Span::new(at, at) });
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

/// The last edit that was written at or before `at`, if any; `edits` are sorted.
fn written_at(edits: &[Edit], at: usize) -> Option<&Edit> {
    edits[..edits.partition_point(|e| e.output.start <= at)].last()
}

/// The span of the input that a span of the written line came from; a written part stands for its whole value.
fn to_input(span: Span, line: Span, edits: &[Edit]) -> Span {
    let outside = |at: usize, edit: Option<&Edit>| match edit {
        Some(e) => e.input.end + (at - e.output.end),
        None => line.start + at,
    };
    let start = match written_at(edits, span.start) {
        Some(e) if span.start < e.output.end => e.input.start,
        edit => outside(span.start, edit),
    };
    // The last byte decides, so that a span which ends where a written part begins does not take it in.
    let end = match written_at(edits, span.end.saturating_sub(1)) {
        Some(e) if span.end <= e.output.end => e.input.end,
        edit => outside(span.end, edit),
    };
    Span::new(start, end.max(start))
}

/// As much of the line that holds `start..end` as `text` has.
fn line_around(text: &[u8], start: usize, end: usize) -> Span {
    let from = memchr::memrchr(b'\n', &text[..start]).map_or(0, |n| n + 1);
    Span::new(from, line_end(text, Span::new(0, text.len()), end))
}

/// Where the line at `at` ends inside `part`, its line end included.
fn line_end(text: &[u8], part: Span, at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..part.end]).map_or(part.end, |n| at + n + 1)
}
