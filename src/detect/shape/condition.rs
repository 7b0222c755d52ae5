//! What must hold at a place for a row of elements to match there: bitmaps of classes, joined at distances.
//!
//! A condition may hold where nothing matches, never the other way round: what is left out of it only costs a look.

use std::collections::HashMap;

use crate::detect::shape::elements::{Element, Row, alternatives};
use crate::detect::shape::palette::{KINDS, Palette, odds_by_kind};

/// The furthest that a condition looks ahead.
const AHEAD_MAX: i32 = 60;

/// How often a node holds of which nothing else is known than that it hardly ever does.
const SELDOM: f64 = 1e-4;

/// A node that must hold some places ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Which.
    pub node: u32,
    /// Places ahead.
    pub ahead: i32,
}

/// All of them must hold; sorted. Empty = always.
pub type Condition = Vec<At>;

/// How a node comes about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A class of the palette.
    Class(usize),
    /// All hold.
    All(Vec<At>),
    /// One holds.
    Any(Vec<At>),
}

/// Every node made so far; equal ones are one.
pub struct Conditions<'p> {
    palette: &'p Palette,
    nodes: Vec<Node>,
    known: HashMap<Node, u32>,
    /// How often a node holds, by and large, by kind of text.
    odds: Vec<[f64; KINDS]>,
    /// How far a node looks ahead.
    reach: Vec<i32>,
}

impl<'p> Conditions<'p> {
    /// The classes are the first nodes.
    pub fn new(palette: &'p Palette) -> Self {
        let mut made = Conditions {
            palette,
            nodes: Vec::new(),
            known: HashMap::new(),
            odds: Vec::new(),
            reach: Vec::new(),
        };
        (0..palette.classes().len()).for_each(|n| {
            made.node(Node::Class(n));
        });
        made
    }

    /// The nodes, in an order in which each stands behind what it is made of.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// How often a node holds in records, by and large.
    pub fn odds(&self, node: u32) -> f64 {
        self.odds[node as usize][0]
    }

    /// How often a node holds, by and large, by kind of text.
    pub fn odds_by_kind(&self, node: u32) -> [f64; KINDS] {
        self.odds[node as usize]
    }

    /// How often a condition holds, by and large.
    pub fn odds_of_all(&self, condition: &[At]) -> f64 {
        self.odds_of_all_in(condition, 0)
    }

    fn odds_of_all_in(&self, condition: &[At], kind: usize) -> f64 {
        let mut each: Vec<f64> = condition.iter().map(|at| self.odds[at.node as usize][kind]).collect();
        each.sort_by(f64::total_cmp);
        // Neighbours go together, so all but the rarest count for less.
        each.iter().enumerate().map(|(i, p)| if i == 0 { *p } else { p.powf(0.6) }).product()
    }

    fn node(&mut self, node: Node) -> u32 {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let (odds, reach) = match &node {
            Node::Class(n) => (odds_by_kind(&self.palette.classes()[*n]), 0),
            Node::All(ats) => {
                (std::array::from_fn(|kind| self.odds_of_all_in(ats, kind)), self.reach_of(ats))
            }
            Node::Any(ats) => {
                let of_any = |kind: usize| {
                    ats.iter().map(|at| self.odds[at.node as usize][kind]).sum::<f64>().min(0.999)
                };
                (std::array::from_fn(of_any), self.reach_of(ats))
            }
        };
        let number = self.nodes.len() as u32;
        self.nodes.push(node.clone());
        self.odds.push(odds);
        self.reach.push(reach);
        self.known.insert(node, number);
        number
    }

    /// Says that a node holds nowhere in long stretches of text, whatever its parts say.
    pub fn holds_seldom(&mut self, node: u32) {
        let odds = &mut self.odds[node as usize];
        *odds = odds.map(|odds| odds.min(SELDOM));
    }

    fn reach_of(&self, ats: &[At]) -> i32 {
        ats.iter().map(|at| at.ahead + self.reach[at.node as usize]).max().unwrap_or(0)
    }

    /// A byte of `set` at `ahead`; nothing when any byte would do.
    pub fn byte(&self, set: &crate::bytes::ByteSet, ahead: i32) -> Condition {
        let class = self.palette.class_of(&set.with_whole_upper_half());
        class.into_iter().map(|class| At { node: class as u32, ahead }).collect()
    }

    /// What must hold for `row` to match here, with `then` behind it.
    pub fn of(&mut self, row: &Row, then: &[At]) -> Condition {
        let mut condition = if row.complete { then.to_vec() } else { Vec::new() };
        for element in row.elements.iter().rev() {
            condition = match element {
                Element::Bytes { set, least, most } => {
                    let class = self.byte(set, 0).first().map(|at| at.node);
                    self.bytes(class, *least, *most, condition)
                }
                Element::Rest { set, least } => {
                    let class = self.byte(set, 0).first().map(|at| at.node);
                    self.run(class, *least)
                }
                Element::Spaced { set, least, with } => {
                    // Nothing stands between, or there is a byte more.
                    let class = |set| self.byte(set, 0).first().map(|at: &At| at.node);
                    let (set, with) = (class(set), class(with));
                    let each = vec![self.run(set, *least), self.run(with, least + 1)];
                    self.either(each)
                }
                Element::Either(rows) => {
                    let each = alternatives(rows).map(|row| self.of(&row, &condition)).collect();
                    self.either(each)
                }
            };
        }
        condition
    }

    /// `least` to `most` bytes of `class`, then `then`.
    fn bytes(&mut self, class: Option<u32>, least: usize, most: usize, then: Condition) -> Condition {
        if least == 0 {
            // Each length on its own: `then`, or one byte and so on.
            let mut made = then.clone();
            for _ in 0..most {
                let mut longer = self.further(&made, 1);
                longer.extend(class.map(|node| At { node, ahead: 0 }));
                made = self.either(vec![then.clone(), longer]);
            }
            return made;
        }
        // The bytes between the least and what follows are not looked at: the pattern does that.
        let mut made = self.further(&then, least as i32);
        if most > least && !made.is_empty() {
            let lengths = (0..=most - least).map(|n| self.further(&made, n as i32)).collect();
            made = self.either(lengths);
        }
        made.extend(self.run(class, least));
        sorted(made)
    }

    /// `count` bytes of `class` in a row, by doubling.
    pub fn run(&mut self, class: Option<u32>, count: usize) -> Condition {
        let Some(class) = class.filter(|_| count > 0) else { return Vec::new() };
        let (mut node, mut length) = (class, 1);
        while length < count {
            let more = length.min(count - length);
            let ahead = |ahead: usize| At { node, ahead: ahead as i32 };
            node = self.node(Node::All(vec![ahead(0), ahead(more)]));
            length += more;
        }
        vec![At { node, ahead: 0 }]
    }

    /// The same `places` ahead; what would be too far is left out.
    fn further(&self, condition: &[At], places: i32) -> Condition {
        let moved = condition.iter().map(|at| At { ahead: at.ahead + places, ..*at });
        moved.filter(|at| at.ahead + self.reach[at.node as usize] <= AHEAD_MAX).collect()
    }

    /// One of `each` holds. What is common to all stays outside.
    pub fn either(&mut self, each: Vec<Condition>) -> Condition {
        let mut each: Vec<Condition> = each.into_iter().map(sorted).collect();
        each.sort();
        each.dedup();
        let Some(first) = each.first().cloned() else { return Vec::new() };
        let common: Condition = first.into_iter().filter(|at| each.iter().all(|c| c.contains(at))).collect();
        let mut rest = Vec::new();
        for condition in &each {
            let own: Condition = condition.iter().copied().filter(|at| !common.contains(at)).collect();
            match own.as_slice() {
                [] => return common,
                _ => rest.push(self.one(own)),
            }
        }
        rest.sort();
        rest.dedup();
        let mut made = common;
        made.push(match rest.as_slice() {
            [only] => *only,
            _ => {
                let nearest = rest.iter().map(|at| at.ahead).min().unwrap_or(0);
                rest.iter_mut().for_each(|at| at.ahead -= nearest);
                At { node: self.node(Node::Any(rest)), ahead: nearest }
            }
        });
        sorted(made)
    }

    /// A condition as one node.
    pub fn one(&mut self, condition: Condition) -> At {
        let condition = sorted(condition);
        if let [only] = condition.as_slice() {
            return *only;
        }
        self.joined(condition)
    }

    /// The same as a node of its own, also where it has one part.
    pub fn joined(&mut self, condition: Condition) -> At {
        let mut condition = sorted(condition);
        let nearest = condition.iter().map(|at| at.ahead).min().unwrap_or(0);
        condition.iter_mut().for_each(|at| at.ahead -= nearest);
        At { node: self.node(Node::All(condition)), ahead: nearest }
    }
}

/// Sorted, each once.
pub fn sorted(mut condition: Condition) -> Condition {
    condition.sort();
    condition.dedup();
    condition
}
