//! Lines with named values: what is written keeps a line readable as its format.

use crate::detect::views::unread;
use crate::finding::Finding;
use crate::format::log::Place;
use crate::format::sheet::Cell;
use crate::info_type::REDACTED;
use crate::policy::plan::{Action, Plan};
use crate::resolve::{self, Cluster};
use crate::span::Span;
use crate::splice::once::Look;
use crate::splice::settle::{Batch, Given, Settled};
use crate::splice::text::{gather, line_around};
use crate::splice::{ClearedFrame, Clearing, Named, begin_in};
use crate::transform::redact;
use crate::view::{Via, soft};

/// How many values can begin before a place and hold it: one, and one in it.
const NESTED_MAX: usize = 4;

impl<'a> Named<'a> {
    /// The findings for values of removed fields that begin in `span`.
    pub(super) fn removed_in(&self, span: Span) -> &'a [Finding] {
        begin_in(self.removed, span)
    }

    /// The innermost value of a line that holds `span`.
    fn around(&self, span: Span) -> Option<&Cell> {
        let cells = &self.sheet.cells;
        let behind = cells.partition_point(|cell| cell.span().start <= span.start);
        cells[..behind].iter().rev().take(NESTED_MAX).find(|cell| cell.span().contains(span))
    }

    /// What was written for `span` of `text`, from `start` on in `out`, becomes the marker of `name` where the place that
    /// it stands in cannot hold it.
    pub(super) fn fit(
        &self,
        plan: &Plan,
        text: &[u8],
        span: Span,
        name: &str,
        start: usize,
        out: &mut Vec<u8>,
    ) {
        let Some(cell) = self.around(span) else {
            return match self.is_spread(text, span) {
                true => self.spread(text, span, name, start, out),
                false => self.close(text, span, name, start, out),
            };
        };
        let Some(place) = cell.layers.line() else { return };
        if place == Place::Sign && matches!(text[span.start], b'!' | b'&' | b'*' | b'|' | b'>') {
            out.truncate(start);
            match self.goes(plan, cell) {
                true => out.extend_from_slice(span.of(text)),
                false => put_signs(span.of(text), out),
            }
            return;
        }
        if place == Place::Tag {
            out.truncate(start);
            return put_tag(span.of(text), out);
        }
        let is_first = cell.span().start == span.start;
        let place = if place == Place::Sign { Place::Handle } else { place };
        let is_blank = is_first && matches!(place, Place::Continued | Place::FlowContinued);
        if is_blank || !place.holds(span.of(text), &out[start..], is_first) {
            out.truncate(start);
            place.mark(name, is_first, out);
        }
    }

    /// True for `span` that is no part of one value, where the signs between values can be told from what they say.
    fn is_spread(&self, text: &[u8], span: Span) -> bool {
        // Where lines go on in others, their beginning is far: it is looked for last.
        let is_remark = || {
            let before = &text[soft::line_start(text, span.start)..span.start];
            let begins_remark = |at: usize| at == 0 || matches!(before[at - 1], b' ' | b'\t');
            memchr::memchr_iter(b'#', before).any(begins_remark)
        };
        let is_signs = || span.of(text).iter().all(is_sign);
        self.has_signs && (self.values_in(span).next().is_some() || is_signs() && !is_remark())
    }

    /// What stands in `span` of values, in their order: which part of which, and where.
    fn values_in(&self, span: Span) -> impl Iterator<Item = (Span, Span, Place)> {
        let cells = &self.sheet.cells;
        let first = cells.partition_point(|cell| cell.span().start <= span.start).saturating_sub(NESTED_MAX);
        let mut at = span.start;
        cells[first..].iter().take_while(move |cell| cell.span().start < span.end).filter_map(move |cell| {
            let whole = cell.span();
            let (from, to) = (whole.start.max(at), whole.end.min(span.end));
            let place = cell.layers.line()?;
            if from >= to || whole.start < at && at > span.start {
                return None;
            }
            at = to;
            Some((Span::new(from, to), whole, place))
        })
    }

    /// Writes markers for the values in `span` and what stands between them, but leaves the signs there: without these the
    /// document would be another one.
    fn spread(&self, text: &[u8], span: Span, name: &str, start: usize, out: &mut Vec<u8>) {
        out.truncate(start);
        let mut at = span.start;
        for (part, whole, place) in self.values_in(span) {
            put_between(&text[at..part.start], name, out);
            match place {
                Place::Sign => out.extend_from_slice(part.of(text)),
                Place::Tag => put_tag(part.of(text), out),
                _ if ends_marker(&text[..part.end], name) => out.extend_from_slice(part.of(text)),
                place => place.mark(name, part.start == whole.start, out),
            }
            at = part.end;
        }
        put_between(&text[at..span.end], name, out);
    }

    /// `span` with all of the values of which it has a part that cannot be changed alone.
    fn widened(&self, text: &[u8], mut span: Span) -> Span {
        for (part, whole, place) in self.values_in(span) {
            let slashes = part.of(text).iter().rev().take_while(|b| **b == b'\\').count();
            if place.is_one(part.start == whole.start) {
                span = Span::new(span.start.min(whole.start), span.end.max(whole.end));
            } else if place.escapes() && part.end < whole.end && slashes % 2 == 1 {
                span.end = span.end.max(part.end + 1);
            }
        }
        span
    }

    /// True where values with the name of `cell` go, so that nothing has to go for what stands before one.
    fn goes(&self, plan: &Plan, cell: &Cell) -> bool {
        let facts = &self.facts[cell.name.0 as usize];
        facts.removed
            || facts.types.iter().any(|kind| {
                let action = &plan.cells[usize::from(kind.info_type.0)].action;
                kind.confidence >= plan.min_confidence && !matches!(action, Action::Keep)
            })
    }

    /// Where `span` begins in quotes and takes the one along that ends them, that is written again.
    fn close(&self, text: &[u8], span: Span, name: &str, start: usize, out: &mut Vec<u8>) {
        let Some((end, place, quote)) = self.closing(text, span) else { return };
        if !place.holds(Span::new(span.start, end).of(text), &out[start..], false) {
            out.truncate(start);
            place.mark(name, false, out);
        }
        out.push(quote);
    }

    /// Where the quotes end in which `span` begins, when it takes their end along; with what they are.
    fn closing(&self, text: &[u8], span: Span) -> Option<(usize, Place, u8)> {
        let cells = &self.sheet.cells;
        let behind = cells.partition_point(|cell| cell.span().start <= span.start);
        let mut near = cells[..behind].iter().rev().take(NESTED_MAX).map(|cell| (cell, cell.span().end));
        let (cell, end) = near.find(|(_, end)| (span.start..span.end).contains(end))?;
        let place = cell.layers.line()?;
        let (Place::Quoted(quote) | Place::Doubled(quote)) = place else { return None };
        let quotes = text[end..span.end].iter().filter(|b| **b == quote).count();
        (text[end] == quote && quotes % 2 == 1).then_some((end, place, quote))
    }

    /// Makes the clusters from `first` on larger where the line could not be read otherwise: one that ends behind a
    /// backslash takes what that stands before, and one in a plain scalar of YAML takes all of it where it has to.
    /// Returns those.
    pub(super) fn widen(&self, text: &[u8], clusters: &mut Vec<Cluster>, first: usize) -> Vec<Span> {
        let mut wider = Vec::new();
        for cluster in &mut clusters[first..] {
            let Some(cell) = self.around(cluster.span) else {
                // What is written again can hide what stands behind it.
                if self.is_spread(text, cluster.span) {
                    cluster.span = self.widened(text, cluster.span);
                    (cluster.marker, cluster.via) = (true, Via::PLAIN);
                    wider.push(cluster.span);
                } else {
                    wider.extend(self.closing(text, cluster.span).map(|_| cluster.span));
                }
                continue;
            };
            let Some(place) = cell.layers.line() else { continue };
            if place.is_sign() {
                wider.push(cluster.span);
                continue;
            }
            let (cell, span) = (cell.span(), &mut cluster.span);
            let is_split = *span != cell && place.is_one(span.start == cell.start);
            let slashes = span.of(text).iter().rev().take_while(|b| **b == b'\\').count();
            if is_split {
                *span = cell;
            } else if place.escapes() && span.end < cell.end && slashes % 2 == 1 {
                span.end += 1;
            } else {
                continue;
            }
            (cluster.marker, cluster.via) = (true, Via::PLAIN);
            wider.push(cluster.span);
        }
        if !wider.is_empty() {
            unite(clusters, first);
        }
        wider
    }
}

/// True for what says nothing by itself, but what stands around it in YAML.
fn is_sign(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || b"[]{},:?-#\"'!&*".contains(byte)
}

/// True where an earlier run has written the marker `[name]`.
fn ends_marker(text: &[u8], name: &str) -> bool {
    let text = text.strip_suffix(b"]").and_then(|text| text.strip_suffix(name.as_bytes()));
    text.is_some_and(|text| text.ends_with(b"["))
}

/// Appends tags and anchors with other names. What can be no value stays.
fn put_signs(text: &[u8], out: &mut Vec<u8>) {
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    for word in text.chunk_by(|one, other| is_space(one) == is_space(other)) {
        match word {
            [b'!', b'!', ..] => out.extend_from_slice(word),
            [sign @ (b'!' | b'&'), ..] => {
                out.push(*sign);
                out.extend_from_slice(REDACTED.as_bytes());
            }
            other => out.extend_from_slice(other),
        }
    }
}

/// Appends the tag of a text in the place of `tag`.
fn put_tag(tag: &[u8], out: &mut Vec<u8>) {
    if tag.starts_with(b"!<") {
        return out.extend_from_slice(b"!<tag:yaml.org,2002:str>");
    }
    // Whatever the handle is called, it stands for those of YAML.
    out.extend_from_slice(&tag[..memchr::memrchr(b'!', tag).map_or(0, |at| at + 1)]);
    out.extend_from_slice(b"str");
}

/// Appends what stands between values: its signs, and a marker for anything else.
fn put_between(text: &[u8], name: &str, out: &mut Vec<u8>) {
    for words in text.chunk_by(|one, other| is_sign(one) == is_sign(other)) {
        match words.first().is_some_and(is_sign) {
            true => out.extend_from_slice(words),
            false => redact::marker(name, out),
        }
    }
}

impl Clearing<'_> {
    /// What the second look at the lines of `part` would find if nothing in them had a name; `own` is what was found so. `batch`
    /// is used for it. With `once`, all of `text` is written at first, which mostly shows that there is nothing.
    pub(super) fn seams(
        &self,
        batch: &mut Batch,
        text: &[u8],
        part: Span,
        own: &[Finding],
        once: Option<(&mut Look, &mut ClearedFrame)>,
    ) -> Vec<Finding> {
        let unnamed = Clearing { lines: None, ..*self };
        let given = Given { text, decoded: &[], findings: own, subjects: None, fates: &[] };
        unnamed.resolve(batch, text, part, own, None);
        if let Some((look, frame)) = once {
            let is_quiet = unnamed.clear_at_once(look, text, &batch.clusters, frame);
            frame.reset(self.vocabulary.len());
            if is_quiet {
                return Vec::new();
            }
        }
        gather(batch, &given, part);
        unnamed.settle(batch, &given);
        let mut seams: Vec<Finding> = batch.forced.iter().map(|(_, found)| *found).collect();
        for (number, item) in batch.items().iter().enumerate() {
            if let Settled::Unsettled = batch.settled(number) {
                let ends =
                    item.whole.of(text).iter().rev().take_while(|b| matches!(b, b'\n' | b'\r')).count();
                seams.push(unread(self.vocabulary, Span::new(item.whole.start, item.whole.end - ends)));
            }
        }
        seams.sort_unstable();
        seams
    }

    /// What is found as text in lines in which more goes because of names: this or what was `widened` can take the signs with it
    /// by which what stands behind is found, so that the second look does not see it any more.
    pub(super) fn beside_names(
        &self,
        lines: Named<'_>,
        text: &[u8],
        findings: &[Finding],
        widened: Vec<Span>,
    ) -> Vec<Finding> {
        let acts = |f: &Finding| {
            let is_kept = matches!(resolve::cell(self.plan, f).action, Action::Keep);
            f.confidence >= self.plan.min_confidence && !is_kept && lines.as_text.binary_search(f).is_err()
        };
        let by_name = findings.iter().filter(|f| acts(f)).chain(lines.removed).map(|f| f.span);
        let mut spans = widened;
        spans.extend(by_name.filter(|span| !span.is_empty()));
        spans.sort_unstable_by_key(|span| span.start);
        let (mut own, mut end) = (Vec::new(), 0);
        for span in spans {
            if span.start >= end {
                let line = line_around(text, span.start, span.end);
                own.extend_from_slice(begin_in(lines.as_text, line));
                end = line.end;
            }
        }
        own
    }
}

/// Makes one of clusters that overlap, from `first` on.
fn unite(clusters: &mut Vec<Cluster>, first: usize) {
    clusters[first..].sort_by_key(|cluster| cluster.span.start);
    let mut kept = first;
    for n in first + 1..clusters.len() {
        let next = clusters[n];
        let last = &mut clusters[kept];
        if next.span.start < last.span.end {
            last.span.end = last.span.end.max(next.span.end);
            (last.marker, last.via) = (true, Via::PLAIN);
            last.drop_record |= next.drop_record;
            last.limit |= next.limit;
            last.no_subject |= next.no_subject;
        } else {
            kept += 1;
            clusters[kept] = next;
        }
    }
    clusters.truncate(kept + 1);
}
