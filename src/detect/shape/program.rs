//! Conditions as a program: steps in order, each in a slot that is free by then.

use std::collections::HashMap;

use crate::detect::shape::condition::{At, Condition, Conditions, Node, sorted};
use crate::detect::shape::palette::odds;
use crate::simd::{Kind, Program, Step, Term};

/// Nodes that hold more rarely than this are remembered by where they do not hold at all.
const RARE: f64 = 2e-3;

/// The same of classes: signs of which prose has none over long stretches.
const RARE_CLASS: f64 = 0.03;

/// The program that reports where each of `conditions` holds, by its place in the list. Conditions look at no place
/// before their own.
pub fn lower(nodes: &Conditions<'_>, classes: &[crate::bytes::ByteSet], conditions: &[Condition]) -> Program {
    let steps = ordered(nodes, conditions);
    let mut last = HashMap::new();
    for (i, step) in steps.iter().enumerate() {
        step.ats.iter().for_each(|at| {
            last.insert(at.node, i);
        });
    }
    let is_class = |node: u32| matches!(nodes.nodes()[node as usize], Node::Class(_));
    // Classes keep their slots.
    let mut slots: HashMap<u32, usize> = (0..classes.len()).map(|n| (n as u32, n)).collect();
    let (mut free, mut used) = (Vec::new(), classes.len());
    let rare = classes.iter().take_while(|class| odds(class) < RARE_CLASS).count();
    let mut made = Program { classes: classes.to_vec(), rare, ..Default::default() };
    for (i, step) in steps.iter().enumerate() {
        let mut ats = step.ats.clone();
        if step.kind != Kind::Any {
            let odds = |at: &At| nodes.odds_by_kind(at.node).iter().product::<f64>();
            ats.sort_by(|a, b| odds(a).total_cmp(&odds(b)));
        }
        let term = |at: &At| Term { slot: slots[&at.node] as u16, ahead: at.ahead as u8 };
        let terms = ats.iter().map(term).collect();
        let to = match step.kind {
            Kind::Report => step.number as usize,
            _ => {
                let slot = free.pop().unwrap_or(used);
                used = used.max(slot + 1);
                slots.insert(step.number, slot);
                slot
            }
        };
        let rare = step.kind != Kind::Report && is_rare(nodes, step.number);
        made.steps.push(Step { kind: step.kind, to: to as u16, terms, rare });
        // A slot is free when nothing reads it any more, but not for the step that does.
        let done = sorted(step.ats.iter().map(|at| At { ahead: 0, ..*at }).collect());
        free.extend(
            done.iter().filter(|at| last[&at.node] == i && !is_class(at.node)).map(|at| slots[&at.node]),
        );
    }
    made.slots = used;
    made
}

/// Whether a node holds rarely in texts of some kind.
fn is_rare(nodes: &Conditions<'_>, node: u32) -> bool {
    nodes.odds_by_kind(node).iter().any(|odds| *odds < RARE)
}

/// A step before it has slots: `number` is the node it makes, or the condition it reports.
struct Planned {
    kind: Kind,
    number: u32,
    ats: Vec<At>,
}

/// What a step costs beside its terms, in terms: where its parts are no more than that, they stand in the steps that use it.
const STEP_COST: usize = 6;

/// Nodes with what they are made of, where nodes that are worth no step of their own are replaced by their parts.
struct Flat<'n> {
    nodes: &'n Conditions<'n>,
    /// By node: its parts; the classes have none.
    parts: Vec<Vec<At>>,
    /// By node: it stands as its parts in what uses it.
    is_flat: Vec<bool>,
}

/// Who uses a node.
#[derive(Clone, Copy, Default)]
struct Uses {
    by_all: usize,
    by_any: usize,
    by_reports: usize,
}

impl<'n> Flat<'n> {
    fn new(nodes: &'n Conditions<'n>, conditions: &[Condition]) -> Self {
        let uses = uses(nodes, conditions);
        let count = nodes.nodes().len();
        let mut made = Flat { nodes, parts: Vec::with_capacity(count), is_flat: Vec::with_capacity(count) };
        for (number, node) in nodes.nodes().iter().enumerate() {
            let Uses { by_all, by_any, by_reports } = uses[number];
            let (parts, others) = match node {
                Node::Class(_) => (Vec::new(), usize::MAX),
                Node::All(ats) => (made.flat(ats, Kind::All), by_any),
                Node::Any(ats) => (made.flat(ats, Kind::Any), by_all + by_reports),
            };
            let more = (by_all + by_any + by_reports) * parts.len().saturating_sub(1);
            // What is rare is remembered by where it does not hold, unless a report looks at it alone.
            let is_rare = is_rare(nodes, number as u32) && by_all + by_any > 0;
            made.is_flat.push(others == 0 && !is_rare && more <= STEP_COST + parts.len());
            made.parts.push(parts);
        }
        made
    }

    /// `ats` with the parts of flat nodes, for a step of this kind.
    fn flat(&self, ats: &[At], kind: Kind) -> Vec<At> {
        let is_alike = |at: &At| match self.nodes.nodes()[at.node as usize] {
            Node::Class(_) => false,
            Node::All(_) => kind != Kind::Any,
            Node::Any(_) => kind == Kind::Any,
        };
        let mut made = Vec::new();
        for at in ats {
            if is_alike(at) && self.is_flat[at.node as usize] {
                let parts = self.parts[at.node as usize].iter();
                made.extend(parts.map(|part| At { ahead: part.ahead + at.ahead, ..*part }));
            } else {
                made.push(*at);
            }
        }
        sorted(made)
    }
}

/// By node: who uses it, as far as `conditions` need it.
fn uses(nodes: &Conditions<'_>, conditions: &[Condition]) -> Vec<Uses> {
    let mut uses = vec![Uses::default(); nodes.nodes().len()];
    conditions.iter().flatten().for_each(|at| uses[at.node as usize].by_reports += 1);
    // What uses a node stands behind it.
    for (number, node) in nodes.nodes().iter().enumerate().rev() {
        let Uses { by_all, by_any, by_reports } = uses[number];
        if by_all + by_any + by_reports == 0 {
            continue;
        }
        match node {
            Node::Class(_) => {}
            Node::All(ats) => ats.iter().for_each(|at| uses[at.node as usize].by_all += 1),
            Node::Any(ats) => ats.iter().for_each(|at| uses[at.node as usize].by_any += 1),
        }
    }
    uses
}

/// The nodes that `conditions` need, each behind what it is made of, and the reports as early as can be.
fn ordered(nodes: &Conditions<'_>, conditions: &[Condition]) -> Vec<Planned> {
    let flat = Flat::new(nodes, conditions);
    // Conditions that share nodes stand side by side, so that few slots are needed at a time.
    let mut order: Vec<usize> = (0..conditions.len()).collect();
    order.sort_by_key(|n| conditions[*n].iter().map(|at| at.node).collect::<Vec<_>>());
    let mut steps = Vec::new();
    let mut planned = vec![false; nodes.nodes().len()];
    for n in order {
        let ats = flat.flat(&conditions[n], Kind::Report);
        ats.iter().for_each(|at| plan(&flat, at.node, &mut planned, &mut steps));
        steps.push(Planned { kind: Kind::Report, number: n as u32, ats });
    }
    steps
}

fn plan(flat: &Flat<'_>, node: u32, planned: &mut [bool], steps: &mut Vec<Planned>) {
    if std::mem::replace(&mut planned[node as usize], true) {
        return;
    }
    let kind = match &flat.nodes.nodes()[node as usize] {
        Node::Class(_) => return,
        Node::All(_) => Kind::All,
        Node::Any(_) => Kind::Any,
    };
    let ats = &flat.parts[node as usize];
    // As deep as conditions nest, which is bounded by the places of a row.
    ats.iter().for_each(|at| plan(flat, at.node, planned, steps));
    steps.push(Planned { kind, number: node, ats: ats.clone() });
}
