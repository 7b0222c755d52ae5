//! Where the value stands in a match that goes on to it over something else.
//!
//! A search that keeps track of groups costs many times a table walk. Where the value can begin is seen from both
//! sides instead: where what stands before it can end, and where the value, read from its end back, can begin. When
//! only one place is both, it is the one.

use regex_syntax::hir::{Hir, HirKind};

use crate::detect::dfa::{Dfa, Way};
use crate::span::Span;

/// A match in parts: what stands before the value, the value, and behind it always as many bytes.
pub(super) struct Split {
    before: Dfa,
    /// From its end back.
    value: Dfa,
    behind: usize,
}

/// The longest match that is looked at: one bit a place.
const PLACES: usize = 128;

impl Split {
    /// Of a pattern with a group `value`; `None` when it has other parts or they are too large.
    pub(super) fn new(pattern: &Hir) -> Option<Split> {
        let HirKind::Concat(nodes) = pattern.kind() else { return None };
        let is_value = |hir: &Hir| matches!(hir.kind(), HirKind::Capture(group) if group.name.as_deref() == Some("value"));
        let at = nodes.iter().position(is_value)?;
        let mut behind = 0;
        for node in &nodes[at + 1..] {
            let properties = node.properties();
            behind += properties.minimum_len().filter(|n| properties.maximum_len() == Some(*n))?;
        }
        let before = Dfa::of_all(&Hir::concat(nodes[..at].to_vec()), Way::Forward)?;
        let value = Dfa::of_all(&nodes[at], Way::Back)?;
        Some(Split { before, value, behind })
    }

    /// The value in `matched`; `None` when it takes a closer look to say.
    pub(super) fn value(&self, matched: &[u8]) -> Option<Span> {
        let end = matched.len().checked_sub(self.behind).filter(|_| matched.len() < PLACES)?;
        let mut begins = 0u128;
        self.value.each_end(matched[..end].iter().rev(), |length| begins |= 1 << (end - length));
        let mut both = 0u128;
        self.before.each_end(matched[..end].iter(), |at| both |= begins & (1 << at));
        (both.count_ones() == 1).then(|| Span::new(both.trailing_zeros() as usize, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::parse_hir;

    fn value(pattern: &str, text: &str) -> Option<(usize, usize)> {
        let split = Split::new(&parse_hir(pattern).ok()?)?;
        split.value(text.as_bytes()).map(|value| (value.start, value.end))
    }

    #[test]
    fn a_value_begins_where_only_it_can() {
        assert_eq!(value("zip[:= ]{1,3}\"?(?P<value>[0-9]{4,7})", "zip: \"90210"), Some((6, 11)));
        assert_eq!(value("k=(?P<value>[a-z:]{1,200}:[a-z]{1,9})@", "k=ann:lee@"), Some((2, 9)));
    }

    #[test]
    fn a_value_that_can_begin_in_two_places_takes_a_closer_look() {
        assert_eq!(value("k[0-9]{1,3}(?P<value>[0-9]{1,3})", "k1234"), None);
        assert_eq!(value("k(?P<value>[0-9]{1,300})", &format!("k{}", "1".repeat(200))), None);
        assert_eq!(value("(?:k(?P<value>[0-9])|x)", "k1"), None);
        assert_eq!(value("k(?P<value>[0-9]{1,2})x?", "k1x"), None);
    }
}
