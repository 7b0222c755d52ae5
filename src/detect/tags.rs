//! Markup between values of a page: a tag ends what is written before it, and is no part of it.
//!
//! Where text alone would be looked at, `password=a</p><p>` is one value up to the next space. In a page the tags stay, so that it keeps
//! its tree, and what stands between them goes.

use crate::finding::Finding;
use crate::format::sheet::Layer;
use crate::info_type::Vocabulary;
use crate::span::Span;
use crate::view::Via;

/// Where markup stands in a text, in its order.
pub type Borders = [(Span, Layer)];

/// The markup that `span` has a part of.
fn of_span(borders: &Borders, span: Span) -> impl Iterator<Item = Span> + '_ {
    let first = borders.partition_point(|(border, _)| border.end <= span.start);
    borders[first..].iter().map(|(border, _)| *border).take_while(move |border| border.start < span.end)
}

/// True where markup stands in `span`.
pub fn crosses(borders: &Borders, span: Span) -> bool {
    of_span(borders, span).next().is_some()
}

/// What of `span` stands between markup, but for white space. All of it where that is the name of an attribute.
pub fn pieces(borders: &Borders, text: &[u8], span: Span) -> Vec<Span> {
    let (mut pieces, mut at) = (Vec::new(), span.start);
    for border in of_span(borders, span).chain([Span::new(span.end, span.end)]) {
        let piece = Span::new(at, border.start.max(at));
        if !piece.of(text).trim_ascii().is_empty() {
            pieces.push(piece);
        }
        at = border.end;
    }
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if pieces.is_empty() && span.of(text).iter().all(is_name) && !span.of(text).ends_with(b"--") {
        pieces.push(span);
    }
    pieces
}

/// Makes of `findings`, which are sorted, what stands between markup.
pub fn cut(vocabulary: &Vocabulary, text: &[u8], borders: &Borders, findings: &mut Vec<Finding>) {
    let mut made = Vec::new();
    findings.retain(|f| {
        if !crosses(borders, f.span) {
            return true;
        }
        let mut all = pieces(borders, text, f.span);
        if all == [f.span] {
            return true;
        }
        all.retain(|piece| !super::is_marker(vocabulary, text, *piece));
        // Of several none is the value, and in another writing none can be told.
        let via = if all.len() == 1 && f.via.is_plain() { f.via } else { Via::across() };
        for (n, span) in all.into_iter().enumerate() {
            let from = if n == 0 { f.from } else { span.start };
            made.push(Finding { span, from, via, ..*f });
        }
        false
    });
    if !made.is_empty() {
        findings.append(&mut made);
        findings.sort_unstable();
        findings.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::log::Place;

    #[test]
    fn what_stands_between_tags_is_cut_out() {
        let text = b"a</p><p> b <i></i>c";
        let borders: Vec<(Span, Layer)> = [(1, 8), (11, 14), (14, 18)]
            .map(|(start, end)| (Span::new(start, end), Layer::Line(Place::Until(b'<'))))
            .to_vec();
        let of = |start, end| {
            pieces(&borders, text, Span::new(start, end)).iter().map(|s| (s.start, s.end)).collect::<Vec<_>>()
        };
        assert_eq!(of(0, 19), [(0, 1), (8, 11), (18, 19)]);
        assert_eq!(of(0, 9), [(0, 1)]);
        assert_eq!(of(16, 17), [(16, 17)], "all of a name");
        assert_eq!(of(2, 5), []);
        assert_eq!(of(9, 11), [(9, 11)]);
        assert!(!crosses(&borders, Span::new(8, 11)) && crosses(&borders, Span::new(8, 12)));
    }
}
