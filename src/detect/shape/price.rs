//! What shapes cost: how often a rule is looked at, and what of it the shapes do not tell apart.

use crate::bytes::ByteSet;
use crate::detect::shape::condition::Conditions;
use crate::detect::shape::leads::{SIGNS, folded, leads};
use crate::detect::shape::openings::Opening;
use crate::detect::shape::palette::{Palette, TOGETHER, odds};
use crate::detect::shape::{Draft, Drafts, Owner, Shape, elements, palette_of};

/// A class of a rule that the palette has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coarse {
    /// The class.
    pub class: ByteSet,
    /// What it is taken for; `None` = any byte.
    pub taken_as: Option<ByteSet>,
}

/// What the shapes of one rule cost.
#[derive(Clone, Debug, Default)]
pub struct ShapePrice {
    /// How often the rule is looked at, by and large, per byte; 1 = everywhere.
    pub odds: f64,
    /// It is looked for from the sign behind a key word back, or by the word that it begins with, and in no other way: nothing is said of the
    /// bytes around.
    pub by_words: bool,
    /// Classes that the palette has no room for.
    pub coarse: Vec<Coarse>,
    /// What stands behind a match is not looked at: the shape ends before the pattern does.
    pub open_ended: bool,
}

/// The price of every one of `rules` when all are loaded.
pub fn prices(rules: &[Shape<'_>]) -> Vec<ShapePrice> {
    let Drafts { conditions: drafts, families, openings, .. } = Drafts::of(rules);
    let palette = palette_of(&drafts);
    let mut nodes = Conditions::new(&palette);
    let mut prices = vec![ShapePrice::default(); rules.len()];
    for (price, rule) in prices.iter_mut().zip(rules) {
        let words = leads(rule.pattern).words;
        price.by_words = !words.is_empty();
        price.odds += words.iter().map(|word| odds_of_word(word)).sum::<f64>();
    }
    for (owner, openings) in &openings {
        let price = &mut prices[usize::from(*owner)];
        price.by_words = true;
        price.odds += openings.iter().map(|opening| odds_of_opening(*opening)).sum::<f64>();
    }
    for family in &families {
        family.owners().iter().for_each(|owner| {
            let owner = usize::from(*owner);
            prices[owner].odds += odds_alone(&rules[owner]);
        });
    }
    for draft in &drafts {
        let Owner::Rule(owner) = draft.owner else { continue };
        let price = &mut prices[usize::from(owner)];
        price.by_words = false;
        let condition = draft.condition(&mut nodes);
        price.odds += nodes.odds_of_all(&condition);
        price
            .coarse
            .extend(coarse(draft, &palette).filter(|c| !price.coarse.contains(c)).collect::<Vec<_>>());
        let open = Draft { after: ByteSet::ALL, row: draft.row.clone(), ..*draft };
        price.open_ended |= draft.after != ByteSet::ALL && open.condition(&mut nodes) == condition;
    }
    prices.iter_mut().for_each(|price| price.odds = price.odds.min(1.0));
    prices
}

/// How often a rule is looked at that is told from others of its family by all of its pattern.
fn odds_alone(rule: &Shape<'_>) -> f64 {
    let (before, after) = (rule.before, rule.after);
    let draft = Draft { owner: Owner::Sign, row: elements::row(rule.pattern), before, after, at: 0 };
    let palette = Palette::new(&[draft.named()]);
    let mut nodes = Conditions::new(&palette);
    let condition = draft.condition(&mut nodes);
    nodes.odds_of_all(&condition)
}

/// How often a word with a sign behind it stands somewhere, in the way that conditions are reckoned.
fn odds_of_word(word: &[u8]) -> f64 {
    let of_letter = |letter: &u8| {
        let bytes: Vec<u8> = (0..0x80).filter(|b| folded(*b) == *letter).collect();
        ByteSet::from_bytes(&bytes)
    };
    odds_of_row(word.iter().map(of_letter).chain([ByteSet::from_bytes(SIGNS)]))
}

/// How often a word begins somewhere with these bytes.
fn odds_of_opening(opening: Opening) -> f64 {
    odds_of_row(opening.iter().map(|byte| ByteSet::from_bytes(&[*byte, byte.to_ascii_uppercase()])))
}

/// How often bytes of these sets stand behind each other.
fn odds_of_row(row: impl Iterator<Item = ByteSet>) -> f64 {
    let mut each: Vec<f64> = row.map(|set| odds(&set)).collect();
    each.sort_by(f64::total_cmp);
    each.iter().enumerate().map(|(i, p)| if i == 0 { *p } else { p.powf(TOGETHER) }).product()
}

/// The classes of `draft` that are not in the palette, each once.
fn coarse(draft: &Draft, palette: &Palette) -> impl Iterator<Item = Coarse> {
    let mut sets: Vec<ByteSet> =
        draft.named().into_iter().map(|(set, _)| set.with_whole_upper_half()).collect();
    sets.sort();
    sets.dedup();
    let taken_as = |set: &ByteSet| palette.class_of(set).map(|n| palette.classes()[n]);
    sets.into_iter()
        .filter(|set| *set != ByteSet::ALL)
        .map(move |class| Coarse { class, taken_as: taken_as(&class) })
        .filter(|c| c.taken_as != Some(c.class))
        .collect::<Vec<_>>()
        .into_iter()
}
