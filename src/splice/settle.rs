//! One line or one value: clusters are written, and what was written is looked at again until nothing
//! new is found in it.

use crate::detect;
use crate::finding::Finding;
use crate::limits::SEAM_ROUNDS_MAX;
use crate::policy::plan::Action;
use crate::resolve::{self, Cluster};
use crate::span::Span;
use crate::splice::{Clearing, Edit};
use crate::transform::{Context, Plain, redact};

/// What becomes of a line or a value.
pub(super) enum Settled {
    /// It is written like this. Edits are from the text to `out`; there is one for each cluster.
    Written {
        /// The bytes.
        out: Vec<u8>,
        /// What was changed.
        edits: Vec<Edit>,
        /// Why.
        clusters: Vec<Cluster>,
    },
    /// The record goes.
    DropRecord {
        /// How many of its findings a limit cut short.
        limits: u64,
    },
    /// Every edit made something new visible: all of it has to go.
    Unsettled,
}

impl Clearing<'_> {
    /// Settles the bytes `whole` of `text`; `findings` are those that begin in it, and `clusters` what
    /// they come to.
    pub(super) fn settle(
        &self,
        text: &[u8],
        whole: Span,
        mut clusters: Vec<Cluster>,
        findings: &[Finding],
    ) -> Settled {
        let mut forced: Vec<Finding> = Vec::new();
        for _ in 0..SEAM_ROUNDS_MAX {
            if clusters.iter().any(|c| c.drop_record) {
                return Settled::DropRecord { limits: clusters.iter().filter(|c| c.limit).count() as u64 };
            }
            let mut out = Vec::with_capacity(whole.len() + 64);
            let mut edits = Vec::with_capacity(clusters.len());
            self.write(text, whole, &clusters, &mut out, &mut edits);
            let residual = self.residual(&out, whole, &edits);
            if residual.is_empty() {
                return Settled::Written { out, edits, clusters };
            }
            forced.extend(residual);
            clusters = resolve::clusters(self.plan, findings, &forced);
        }
        Settled::Unsettled
    }

    fn write(
        &self,
        text: &[u8],
        whole: Span,
        clusters: &[Cluster],
        out: &mut Vec<u8>,
        edits: &mut Vec<Edit>,
    ) {
        let mut at = whole.start;
        for cluster in clusters {
            out.extend_from_slice(&text[at..cluster.span.start]);
            let start = out.len();
            let info_type = self.vocabulary.get(cluster.owner.info_type);
            let context = Context { info_type: &info_type.name, domain: info_type.domain };
            let done = match &resolve::cell(self.plan, &cluster.owner).action {
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
        out.extend_from_slice(&text[at..whole.end]);
    }

    /// What a second look at the written text finds outside what was written and what the policy keeps, as
    /// spans of the input.
    fn residual(&self, out: &[u8], line: Span, edits: &[Edit]) -> Vec<Finding> {
        if let [only] = edits
            && only.output == Span::new(0, out.len())
        {
            // Nothing stands beside what was written.
            return Vec::new();
        }
        let mut found = detect::find(self.engine, self.vocabulary, out, 0);
        found.retain(|f| {
            let acted = f.confidence >= self.plan.min_confidence || f.overlong;
            let kept = matches!(resolve::cell(self.plan, f).action, Action::Keep) && !f.overlong;
            acted && !kept && !written_at(edits, f.span.start).is_some_and(|e| e.output.contains(f.span))
        });
        for f in &mut found {
            f.span = to_input(f.span, line, edits);
            f.from = f.span.start;
        }
        found
    }
}

/// The last edit that was written at or before `at`, if any; `edits` are sorted.
fn written_at(edits: &[Edit], at: usize) -> Option<&Edit> {
    edits[..edits.partition_point(|e| e.output.start <= at)].last()
}

/// The span of the input that a span of the written text came from; a written part stands for its whole value.
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
