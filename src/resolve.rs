//! Resolve: findings → disjoint clusters, each with the strictest decision over its bytes.
//!
//! Overlapping findings that are not kept form one cluster. A kept finding takes no part, so it never
//! shields what it contains. An overlong finding is redacted whatever the policy keeps.

use crate::finding::Finding;
use crate::limits::CLUSTER_BYTES_MAX;
use crate::policy::plan::{Action, Cell, Plan};
use crate::span::Span;
use crate::transform::Strictness;
use crate::view::Via;

/// Bytes that are replaced as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The union of its findings.
    pub span: Span,
    /// The finding that names the info type and the action.
    pub owner: Finding,
    /// The marker is written, whatever the action: the cluster is more than its owner, or over a limit.
    pub marker: bool,
    /// A limit forced this.
    pub limit: bool,
    /// The record it stands in is dropped.
    pub drop_record: bool,
    /// How what is replaced is written: as the owner, where all of the cluster is.
    pub via: Via,
    /// The marker is written because the action needs to know who the record is about, and nothing says so.
    pub no_subject: bool,
}

/// The table cell that decides a finding.
pub fn cell<'p>(plan: &'p Plan, finding: &Finding) -> &'p Cell {
    &plan.cells[usize::from(finding.info_type.0)]
}

/// Makes clusters; keeps the memory this takes.
#[derive(Default)]
pub struct Resolver {
    acted: Vec<(Finding, bool)>,
}

impl Resolver {
    /// Appends the clusters of sorted `findings` to `made`, in order. `forced` findings are acted on whatever they
    /// are. `has_subject` says whether it is known who the record is about.
    pub fn clusters(
        &mut self,
        plan: &Plan,
        findings: &[Finding],
        forced: impl Iterator<Item = Finding>,
        has_subject: bool,
        made: &mut Vec<Cluster>,
    ) {
        debug_assert!(findings.is_sorted(), "findings come in their order");
        let acted = findings
            .iter()
            .filter(|f| f.overlong || (f.confidence >= plan.min_confidence && !is_kept(plan, f)))
            .map(|f| (*f, false));
        self.acted.clear();
        self.acted.extend(forced.map(|f| (f, true)));
        if self.acted.is_empty() {
            return unite(plan, acted, has_subject, made);
        }
        self.acted.extend(acted);
        self.acted.sort_unstable();
        unite(plan, self.acted.iter().copied(), has_subject, made);
    }
}

/// Appends the unions of what overlaps.
fn unite(
    plan: &Plan,
    acted: impl Iterator<Item = (Finding, bool)>,
    has_subject: bool,
    made: &mut Vec<Cluster>,
) {
    let first = made.len();
    for (finding, is_forced) in acted {
        let must_mark = is_forced || finding.overlong;
        let drop_record = matches!(cell(plan, &finding).action, Action::DropRecord);
        match made[first..].last_mut() {
            Some(last) if finding.span.start < last.span.end => {
                let last_end = last.span.end;
                last.span.end = last_end.max(finding.span.end);
                last.marker |= must_mark;
                last.limit |= finding.overlong;
                last.drop_record |= drop_record;
                last.marker |= is_undecided(plan, &finding, &last.owner);
                let (starts, ends) = ((last.span.start, finding.span.start), (last_end, finding.span.end));
                last.via = last.via.united(finding.via, starts, ends);
                if rank(plan, &finding) > rank(plan, &last.owner) {
                    last.owner = finding;
                }
            }
            _ => made.push(Cluster {
                span: finding.span,
                owner: finding,
                marker: must_mark,
                limit: finding.overlong,
                drop_record,
                via: finding.via,
                no_subject: false,
            }),
        }
    }
    for cluster in &mut made[first..] {
        cluster.marker |= cluster.owner.span != cluster.span || cluster.owner.via != cluster.via;
        cluster.marker |= cluster.via.is_whole();
        cluster.limit |= cluster.span.len() > CLUSTER_BYTES_MAX;
        cluster.marker |= cluster.limit;
        if !has_subject && !cluster.marker && cell(plan, &cluster.owner).action.needs_subject() {
            (cluster.marker, cluster.no_subject) = (true, true);
        }
    }
}

fn is_kept(plan: &Plan, finding: &Finding) -> bool {
    matches!(cell(plan, finding).action, Action::Keep)
}

/// True when two findings are to be changed in two ways of which none is the stricter, as by two masks, or of which the
/// stricter one shows what the other would change, as when the domain that a mask leaves in sight is an IP address that is to
/// be truncated.
fn is_undecided(plan: &Plan, one: &Finding, other: &Finding) -> bool {
    if one.info_type == other.info_type {
        return false;
    }
    let (one, other) = (&cell(plan, one).action, &cell(plan, other).action);
    let stricter = if one.strictness() >= other.strictness() { one } else { other };
    (one.strictness() == other.strictness() || stricter.shows_parts()) && !one.same_as(other)
}

/// Strictest first; among equals the longest, then the most confident, then the first detector.
fn rank(plan: &Plan, f: &Finding) -> (Strictness, usize, u8, u16) {
    (cell(plan, f).action.strictness(), f.span.len(), f.confidence, u16::MAX - f.detector.0)
}
