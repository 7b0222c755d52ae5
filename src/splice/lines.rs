//! Lines with named values: what is written keeps a line readable as its format.

use crate::finding::Finding;
use crate::format::log::Place;
use crate::format::sheet::Cell;
use crate::resolve::Cluster;
use crate::span::Span;
use crate::splice::Named;
use crate::view::Via;

/// How many values can begin before a place and hold it: one, and one in it.
const NESTED_MAX: usize = 4;

impl<'a> Named<'a> {
    /// The findings for values of removed fields that begin in `span`.
    pub(super) fn removed_in(&self, span: Span) -> &'a [Finding] {
        let from = self.removed.partition_point(|f| f.span.start < span.start);
        let to = self.removed.partition_point(|f| f.span.start < span.end);
        &self.removed[from..to]
    }

    /// The innermost value of a line that holds `span`.
    fn around(&self, span: Span) -> Option<&Cell> {
        let cells = &self.sheet.cells;
        let behind = cells.partition_point(|cell| cell.span().start <= span.start);
        cells[..behind].iter().rev().take(NESTED_MAX).find(|cell| cell.span().contains(span))
    }

    /// What was written for `span` of `text`, from `start` on in `out`, becomes the marker of `name` where the place that
    /// it stands in cannot hold it.
    pub(super) fn fit(&self, text: &[u8], span: Span, name: &str, start: usize, out: &mut Vec<u8>) {
        let Some(cell) = self.around(span) else { return };
        let Some(place) = cell.layers.line() else { return };
        let is_first = cell.span().start == span.start;
        if !place.holds(span.of(text), &out[start..], is_first) {
            out.truncate(start);
            place.mark(name, out);
        }
    }

    /// Makes the clusters from `first` on larger where the line could not be read otherwise: one that ends behind a
    /// backslash takes what that stands before, and one that begins a plain scalar of YAML takes all of it.
    pub(super) fn widen(&self, text: &[u8], clusters: &mut Vec<Cluster>, first: usize) {
        let mut is_wider = false;
        for cluster in &mut clusters[first..] {
            let Some(cell) = self.around(cluster.span) else { continue };
            let Some(place) = cell.layers.line() else { continue };
            let (cell, span) = (cell.span(), &mut cluster.span);
            let is_split = place == Place::Scalar && span.start == cell.start && span.end < cell.end;
            let slashes = span.of(text).iter().rev().take_while(|b| **b == b'\\').count();
            if is_split {
                span.end = cell.end;
            } else if place.escapes() && span.end < cell.end && slashes % 2 == 1 {
                span.end += 1;
            } else {
                continue;
            }
            (cluster.marker, cluster.via, is_wider) = (true, Via::PLAIN, true);
        }
        if is_wider {
            unite(clusters, first);
        }
    }
}

/// Makes one of clusters that overlap, from `first` on.
fn unite(clusters: &mut Vec<Cluster>, first: usize) {
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
