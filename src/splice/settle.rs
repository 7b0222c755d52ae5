//! Lines and values, settled: clusters are written, and what was written is looked at again until nothing new is
//! found in it.
//!
//! All that is under way is written into one text, a line end after each, and looked at in one search: no match
//! crosses a line end, so what is found is what a look at each alone would find. Those in which something was
//! found are written and looked at again.

use crate::detect::{self, tags};
use crate::finding::Finding;
use crate::limits::SEAM_ROUNDS_MAX;
use crate::policy::plan::{Action, Plan};
use crate::policy::plans::Fate;
use crate::resolve::{self, Cluster, Resolver};
use crate::span::Span;
use crate::splice::{Clearing, Edit, begin_in, memory};
use crate::subject::Subjects;
use crate::transform::{Context, Plain, redact};
use crate::view::{Via, soft};

/// Where the values to settle stand, and what was found in them.
pub(super) struct Given<'a> {
    /// The frame.
    pub(super) text: &'a [u8],
    /// Values of the frame that are written with escapes.
    pub(super) decoded: &'a [u8],
    /// Found in any of them.
    pub(super) findings: &'a [Finding],
    /// Who their records are about; none where no field says so.
    pub(super) subjects: Option<&'a Subjects>,
    /// What becomes of their records, by number; none where all are decided on alike.
    pub(super) fates: &'a [Fate],
}

/// What clusters stand in, and who it is about.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) text: &'a [u8],
    pub(super) subject: Option<&'a [u8]>,
}

/// A line or a value.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// It stands among the decoded values.
    pub(super) decoded: bool,
    /// Where the spans of its findings count from.
    pub(super) base: usize,
    /// Where it stands, counted from there.
    pub(super) whole: Span,
    /// The record it stands in, by number.
    pub(super) record: usize,
    /// Its findings, by number.
    pub(super) findings: (usize, usize),
    /// Its clusters, by number.
    pub(super) clusters: (usize, usize),
}

/// What becomes of a line or a value.
pub(super) enum Settled<'a> {
    /// It is written like this. Edits are from the text to `out`; there is one for each cluster.
    Written {
        /// The bytes.
        out: &'a [u8],
        /// What was changed.
        edits: &'a [Edit],
        /// Why.
        clusters: &'a [Cluster],
    },
    /// The record goes.
    DropRecord {
        /// How many of its findings a limit cut short.
        limits: u64,
    },
    /// Every edit made something new visible: all of it has to go.
    Unsettled,
}

#[derive(Clone, Copy, Default)]
enum State {
    /// It is being written and looked at; after the last round: it cannot be settled.
    #[default]
    Open,
    /// These bytes of what was written.
    Written(Span),
    DropRecord,
}

/// The lines or values of one frame that are settled together.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) resolver: Resolver,
    /// Of all items and rounds; an item knows which are its own.
    pub(super) clusters: Vec<Cluster>,
    /// One for each cluster that was written; outputs count from the start of what was written for the item.
    edits: Vec<Edit>,
    items: Vec<Item>,
    states: Vec<State>,
    /// Everything that was written in any round.
    out: Vec<u8>,
    /// The items of this round, and where they were written.
    looked: Vec<(usize, Span)>,
    /// The items of this round that are left, or of the next.
    open: Vec<usize>,
    /// What the second look found, and what leaves for nobody, by item, in spans of the input.
    pub(super) forced: Vec<(usize, Finding)>,
    /// What goes because it would where nothing has a name, in its order.
    pub(super) seams: Vec<Finding>,
}

impl Batch {
    pub(super) fn clear(&mut self) {
        self.clusters.clear();
        self.edits.clear();
        self.items.clear();
        self.states.clear();
        self.out.clear();
        self.looked.clear();
        self.open.clear();
        self.forced.clear();
        self.seams.clear();
    }

    /// How much memory it keeps.
    pub(super) fn memory(&self) -> usize {
        memory(&self.clusters)
            + memory(&self.edits)
            + memory(&self.items)
            + memory(&self.out)
            + memory(&self.forced)
            + memory(&self.seams)
    }

    /// Adds a line or value and returns its number.
    pub(super) fn push(&mut self, item: Item) -> usize {
        self.items.push(item);
        self.items.len() - 1
    }

    /// `findings` of the item that was added last are acted on in every round, whatever they are.
    pub(super) fn force(&mut self, item: usize, findings: &[Finding]) {
        self.forced.extend(findings.iter().map(|f| (item, *f)));
    }

    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    /// What became of an item.
    pub(super) fn settled(&self, number: usize) -> Settled<'_> {
        let (from, to) = self.items[number].clusters;
        let clusters = &self.clusters[from..to];
        match self.states[number] {
            State::Written(span) => {
                Settled::Written { out: span.of(&self.out), edits: &self.edits[from..to], clusters }
            }
            State::DropRecord => {
                Settled::DropRecord { limits: clusters.iter().filter(|c| c.limit).count() as u64 }
            }
            State::Open => Settled::Unsettled,
        }
    }
}

impl<'a> Given<'a> {
    /// The text in which an item's spans count.
    fn source(&self, item: &Item) -> &'a [u8] {
        if item.decoded { &self.decoded[item.base..] } else { &self.text[item.base..] }
    }

    /// The decisions for an item's record.
    fn plan<'p>(&self, item: &Item, otherwise: &'p Plan) -> &'p Plan
    where
        'a: 'p,
    {
        self.fates.get(item.record).map_or(otherwise, |fate| &fate.plan)
    }

    /// Who an item's record is about.
    fn subject(&self, item: &Item) -> Option<&'a [u8]> {
        self.subjects.and_then(|subjects| subjects.of(item.record))
    }
}

impl Clearing<'_> {
    /// Settles every item of `batch`.
    pub(super) fn settle(&self, batch: &mut Batch, given: &Given<'_>) {
        batch.states.resize(batch.items.len(), State::Open);
        batch.open.extend(0..batch.items.len());
        for _ in 0..SEAM_ROUNDS_MAX {
            self.write_round(batch, given);
            if batch.looked.is_empty() {
                break;
            }
            self.look_again(batch, given);
            for n in 0..batch.open.len() {
                self.resolve_again(batch, batch.open[n], given);
            }
        }
    }

    /// Writes the open items. Those at which somebody has to look are written last, one after the other.
    fn write_round(&self, batch: &mut Batch, given: &Given<'_>) {
        batch.edits.resize(batch.clusters.len(), Edit::default());
        batch.looked.clear();
        let mut open = std::mem::take(&mut batch.open);
        open.retain(|number| {
            let item = batch.items[*number];
            let clusters = &batch.clusters[item.clusters.0..item.clusters.1];
            if clusters.iter().any(|c| c.drop_record) {
                batch.states[*number] = State::DropRecord;
                return false;
            }
            let is_covered = matches!(clusters, [only] if covers(only, &item, given.source(&item)));
            if is_covered {
                let written = self.write(*number, batch, given);
                batch.states[*number] = State::Written(written);
            }
            !is_covered
        });
        for number in open.drain(..) {
            let written = self.write(number, batch, given);
            batch.looked.push((number, written));
            soft::close(&mut batch.out);
        }
        batch.open = open;
    }

    /// Appends an item with its clusters replaced; returns where it was written.
    fn write(&self, number: usize, batch: &mut Batch, given: &Given<'_>) -> Span {
        let Batch { items, clusters, edits, out, .. } = batch;
        let (item, first) = (&items[number], out.len());
        let (from, to) = item.clusters;
        let mut edits = edits[from..to].iter_mut();
        let source = Source { text: given.source(item), subject: given.subject(item) };
        self.by(given.plan(item, self.plan)).replace(source, item.whole, &clusters[from..to], out, |made| {
            edits.next().into_iter().for_each(|edit| *edit = made);
        });
        Span::new(first, out.len())
    }

    /// Appends the bytes `whole` of `source` with its clusters replaced, and passes on what was edited; outputs count from
    /// where it begins to write.
    pub(super) fn replace(
        &self,
        source: Source<'_>,
        whole: Span,
        clusters: &[Cluster],
        out: &mut Vec<u8>,
        mut edited: impl FnMut(Edit),
    ) {
        let (first, mut at, text) = (out.len(), whole.start, source.text);
        for cluster in clusters {
            out.extend_from_slice(&text[at..cluster.span.start]);
            let start = out.len();
            self.put(cluster, source, out);
            let output = Span::new(start - first, out.len() - first);
            edited(Edit { input: cluster.span, output });
            at = cluster.span.end;
        }
        out.extend_from_slice(&text[at..whole.end]);
    }

    /// Appends what stands for a cluster of `source`.
    fn put(&self, cluster: &Cluster, source: Source<'_>, out: &mut Vec<u8>) {
        let start = out.len();
        self.put_as_written(cluster, source, out);
        if let Some(lines) = self.lines {
            let name = &self.vocabulary.get(cluster.owner.info_type).name;
            lines.fit(self.plan, source.text, cluster.span, name, start, out);
        }
    }

    fn put_as_written(&self, cluster: &Cluster, source: Source<'_>, out: &mut Vec<u8>) {
        let raw = cluster.span.of(source.text);
        if cluster.via.is_plain() {
            return self.put_value(cluster, raw, source.subject, out);
        }
        let mut made = Vec::new();
        // Of what can only be changed as a whole the marker is written, whatever it says.
        self.put_value(cluster, &cluster.via.value(raw), source.subject, &mut made);
        cluster.via.write(raw, &made, out);
    }

    /// Appends what stands for `value`.
    fn put_value(&self, cluster: &Cluster, value: &[u8], subject: Option<&[u8]>, out: &mut Vec<u8>) {
        let start = out.len();
        let info_type = self.vocabulary.get(cluster.owner.info_type);
        if let Action::Value(transform) = &resolve::cell(self.plan, &cluster.owner).action
            && !cluster.marker
        {
            let (domain, tokens) = (info_type.domain, self.tokens);
            let context = Context { info_type: &info_type.name, domain, subject, tokens };
            let is_made = transform.apply(Plain(value), &context, out).is_ok();
            if is_made && self.charset.can_write(&out[start..]) {
                return;
            }
            out.truncate(start);
        }
        redact::marker(&info_type.name, out);
    }

    /// Looks at what was written in this round. Where something is found outside what was written and what the
    /// policy keeps, the item stays open; the others are done.
    fn look_again(&self, batch: &mut Batch, given: &Given<'_>) {
        let Some((_, first)) = batch.looked.first() else { return };
        let start = first.start;
        let mut found = detect::find(self.engine, self.vocabulary, &batch.out[start..], 0);
        self.published.leave_out(self.vocabulary, &batch.out[start..], &mut found);
        let mut found = found.iter().peekable();
        for (number, written) in &batch.looked {
            let item = &batch.items[*number];
            let edits = &batch.edits[item.clusters.0..item.clusters.1];
            let of_item = self.by(given.plan(item, self.plan));
            let before = batch.forced.len();
            while let Some(f) = found.next_if(|f| start + f.span.start < written.end) {
                let from = start + f.span.start - written.start;
                let span = Span::new(from, from + f.span.len());
                if of_item.is_residual(f, span, edits) {
                    let span = to_input(span, item.whole, edits);
                    let text = given.source(item);
                    for (span, via) in self.forced(text, span, edits) {
                        batch.forced.push((*number, Finding { span, from: span.start, via, ..*f }));
                    }
                }
            }
            if batch.forced.len() > before {
                batch.open.push(*number);
            } else {
                batch.states[*number] = State::Written(*written);
            }
        }
        batch.forced.sort_unstable();
    }

    /// What has to go of the residue `span` of `text`: all of it, or what stands between markup and is not written yet.
    fn forced(&self, text: &[u8], span: Span, edits: &[Edit]) -> Vec<(Span, Via)> {
        if !tags::crosses(self.borders, span) {
            return vec![(span, Via::PLAIN)];
        }
        let mut pieces = tags::pieces(self.borders, text, span);
        pieces.retain(|piece| {
            let before = &edits[..edits.partition_point(|edit| edit.input.start <= piece.start)];
            before.last().is_none_or(|edit| !edit.input.contains(*piece))
        });
        pieces.into_iter().map(|piece| (piece, Via::across())).collect()
    }

    /// True when the second look found something that has to go too.
    pub(super) fn is_residual(&self, f: &Finding, span: Span, edits: &[Edit]) -> bool {
        let acted = f.confidence >= self.plan.min_confidence || f.overlong;
        let kept = matches!(resolve::cell(self.plan, f).action, Action::Keep) && !f.overlong;
        acted && !kept && !written_at(edits, span.start).is_some_and(|e| e.output.contains(span))
    }

    /// The clusters of an item with what the second look has found so far.
    fn resolve_again(&self, batch: &mut Batch, number: usize, given: &Given<'_>) {
        let item = &mut batch.items[number];
        let from = batch.forced.partition_point(|(of, _)| *of < number);
        let forced = batch.forced[from..].iter().take_while(|(of, _)| *of == number).map(|(_, f)| *f);
        let removed = self.lines.map_or(&[][..], |lines| lines.removed_in(item.whole)).iter().copied();
        let forced = forced.chain(removed).chain(begin_in(&batch.seams, item.whole).iter().copied());
        let findings = &given.findings[item.findings.0..item.findings.1];
        let first = batch.clusters.len();
        let has_subject = given.subject(item).is_some();
        let plan = given.plan(item, self.plan);
        batch.resolver.clusters(plan, findings, forced, has_subject, &mut batch.clusters);
        if let Some(lines) = self.lines {
            lines.widen(given.text, &mut batch.clusters, first);
        }
        item.clusters = (first, batch.clusters.len());
    }
}

/// True when nothing of the item, but for its line end, stands beside the cluster: there is nothing to look at.
fn covers(cluster: &Cluster, item: &Item, text: &[u8]) -> bool {
    let whole = item.whole;
    let line_end = usize::from(cluster.span.end < whole.end && whole.of(text).ends_with(b"\n"));
    cluster.span.start == whole.start && cluster.span.end + line_end == whole.end
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
