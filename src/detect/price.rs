//! What looking for a rule costs, for those who write rules: how often it is looked at when all are loaded, and what of
//! it decides only after its pattern has matched.

use std::sync::Arc;

use regex_syntax::hir::Hir;

use crate::bytes::ByteSet;
use crate::detect::detector::{Detector, Edges};
use crate::detect::hir;
use crate::detect::rule::Rule;
use crate::detect::shape::price::{Coarse, ShapePrice, prices as of_shapes};
use crate::error::Result;
use crate::limits::SLOW_PLACES_PER_BYTE;

/// What a rule costs.
#[derive(Clone, Debug)]
pub struct Price {
    /// How often its pattern is tried, by and large, per byte; 1 = everywhere.
    pub odds: f64,
    /// Classes that the shape takes for wider ones, because all rules together name too many.
    pub coarse: Vec<Coarse>,
    /// What of its boundaries is looked at only after the pattern has matched.
    pub late: Vec<Late>,
}

/// A boundary that a shape cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// `not_before` or `not_after`.
    pub boundary: &'static str,
    /// Why.
    pub why: Why,
}

/// Why a boundary is not in a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Some branch of it is no single byte.
    Longer,
    /// The value begins or ends elsewhere than the match: a way to the left, a group, a tail, a validator that trims.
    Elsewhere,
    /// The shape ends before the pattern does: it is rare enough, or what follows is too long or too variable.
    OpenEnded,
}

impl Why {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Why::Longer => "more_than_one_byte",
            Why::Elsewhere => "value_elsewhere",
            Why::OpenEnded => "open_ended",
        }
    }

    /// In plain words.
    pub fn text(self) -> &'static str {
        match self {
            Why::Longer => "a branch of it is more than one byte",
            Why::Elsewhere => "the value and the match do not share this end",
            Why::OpenEnded => "the shape ends before the pattern does",
        }
    }
}

/// What is looked at more often than at every other byte is looked at everywhere: a shape says nothing there but that a
/// line goes on.
const EVERYWHERE: f64 = 0.5;

impl Price {
    /// The shape says nothing: the pattern is tried at every byte.
    pub fn is_everywhere(&self) -> bool {
        self.odds > EVERYWHERE
    }

    /// The rule slows a run down: its pattern is tried nearly everywhere.
    pub fn is_slow(&self) -> bool {
        self.odds > SLOW_PLACES_PER_BYTE
    }
}

/// The price of every one of `rules` when all are loaded.
pub fn prices(rules: &[Arc<Rule>]) -> Result<Vec<Price>> {
    let edges = rules.iter().map(|rule| Ok(Detector::new(rule.clone())?.1)).collect::<Result<Vec<_>>>()?;
    let shapes = of_shapes(&edges.iter().map(Edges::shape).collect::<Vec<_>>());
    let all = rules.iter().zip(&edges).zip(shapes);
    Ok(all
        .map(|((rule, edges), shape)| {
            let late = late(rule, edges, &shape);
            Price { odds: shape.odds, coarse: shape.coarse, late }
        })
        .collect())
}

/// The boundaries that the shape does not say. What is looked for by key words has no shape that could.
fn late(rule: &Rule, edges: &Edges, shape: &ShapePrice) -> Vec<Late> {
    let mut made = Vec::new();
    if shape.by_words {
        return made;
    }
    let mut add = |boundary, why| made.push(Late { boundary, why });
    if let Some((bytes, longer)) = split(&rule.parsed_before) {
        if rule.left.is_some() && !bytes.is_empty() {
            add("not_before", Why::Elsewhere);
        }
        if longer {
            add("not_before", Why::Longer);
        }
    }
    if let Some((bytes, longer)) = split(&rule.parsed_after) {
        if edges.after == ByteSet::ALL && !bytes.is_empty() {
            add("not_after", Why::Elsewhere);
        }
        if shape.open_ended {
            add("not_after", Why::OpenEnded);
        }
        if longer {
            add("not_after", Why::Longer);
        }
    }
    made
}

/// The bytes of a boundary that decide alone, and whether there is more to it.
fn split(boundary: &Option<Hir>) -> Option<(ByteSet, bool)> {
    boundary.as_ref().map(hir::single_bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::detect::shape::palette::CLASSES_MAX;
    use crate::info_type::Vocabulary;

    fn priced(matches: &[String]) -> Vec<Price> {
        let vocabulary = Vocabulary::builtin().unwrap();
        let text: String = matches
            .iter()
            .enumerate()
            .map(|(n, keys)| {
                format!(
                    "[[rule]]\nid = 'a.r{n}'\ninfo_type = 'GOVERNMENT_ID'\ntitle = 't'\n\
                     match = {{ {keys} }}\nconfidence = {{ base = 60 }}\n"
                )
            })
            .collect();
        let rules = Rule::parse_list("list.toml", &text, &vocabulary).unwrap();
        prices(&rules.into_iter().map(Arc::new).collect::<Vec<_>>()).unwrap()
    }

    fn one(keys: &str) -> Price {
        priced(&[keys.to_owned()]).remove(0)
    }

    #[test]
    fn a_rule_without_a_shape_is_slow() {
        let price = one(r"pattern = '[^\n]{1,20}'");
        assert!(price.is_everywhere() && price.is_slow() && price.odds > 0.9);
        assert!(one("pattern = '[a-z ][a-z ]?'").is_slow(), "nearly everywhere");
    }

    #[test]
    fn a_rule_with_a_narrow_shape_is_not_slow_and_has_nothing_to_warn_of() {
        let price = one("pattern = '[0-9]{3}-[0-9]{2}-[0-9]{4}', not_before = '[0-9]', not_after = '[0-9]'");
        assert!(!price.is_slow() && price.odds < 1e-4, "{}", price.odds);
        assert!(price.coarse.is_empty() && price.late.is_empty(), "{price:?}");
    }

    #[test]
    fn key_words_cost_almost_nothing_and_their_boundaries_nothing_more() {
        let price = one("pattern = 'passport[=:](?P<value>[A-Z0-9]{9})', not_after = '[0-9]|[.][0-9]'");
        assert!(price.odds < 1e-6 && !price.is_slow() && price.late.is_empty(), "{price:?}");
    }

    #[test]
    fn more_classes_than_the_palette_holds_are_told() {
        let rules: Vec<String> = (0..=CLASSES_MAX as u8)
            .map(|n| {
                format!("pattern = '[{}{}][0-9]{{4}}'", (b'A' + n % 26) as char, (b'a' + n % 25) as char)
            })
            .collect();
        let few = priced(&rules[..5]);
        assert!(few.iter().all(|price| price.coarse.is_empty()));
        let many = priced(&rules);
        let coarse: Vec<&Coarse> = many.iter().flat_map(|price| &price.coarse).collect();
        assert!(!coarse.is_empty());
        assert!(
            coarse.iter().all(|c| c.taken_as.is_none_or(|wider| wider.holds(&c.class) && wider != c.class))
        );
    }

    #[test]
    fn boundaries_that_are_looked_at_later_are_told() {
        let late = |keys: &str| {
            let named = |late: &Late| (late.boundary, late.why);
            one(keys).late.iter().map(named).collect::<Vec<_>>()
        };
        let digits = "pattern = '[0-9]{4}-[0-9]{4}'";
        assert_eq!(late(&format!("{digits}, not_before = '[0-9]|[0-9][.]'")), [("not_before", Why::Longer)]);
        assert_eq!(late(&format!("{digits}, not_after = '[.][0-9]'")), [("not_after", Why::Longer)]);
        let group = "pattern = '#(?P<value>[0-9]{4,9}) ', not_after = '[0-9]'";
        assert_eq!(late(group), [("not_after", Why::Elsewhere)]);
        let long = "pattern = '[0-9]{4}-[0-9]{4}-[0-9a-z]{40,200}', not_after = '[0-9]'";
        assert_eq!(late(long), [("not_after", Why::OpenEnded)]);
        assert_eq!(
            late("pattern = '@[a-z]{2,9}', left = 'email', not_before = '[0-9]'"),
            [("not_before", Why::Elsewhere)]
        );
    }
}
