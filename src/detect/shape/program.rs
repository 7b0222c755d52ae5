//! Conditions as a program: steps in order, each in a slot that is free by then.

use std::collections::HashMap;

use crate::detect::shape::condition::{At, Condition, Conditions, Node, sorted};
use crate::simd::{Kind, Program, Step, Term};

/// Nodes that hold more rarely than this are remembered by where they do not hold at all.
const RARE: f64 = 2e-3;

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
    let mut made = Program { classes: classes.to_vec(), ..Default::default() };
    for (i, step) in steps.iter().enumerate() {
        let mut ats = step.ats.clone();
        if step.kind != Kind::Any {
            ats.sort_by(|a, b| nodes.odds(a.node).total_cmp(&nodes.odds(b.node)));
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
        let rare = step.kind != Kind::Report && nodes.odds(step.number) < RARE;
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

/// A step before it has slots: `number` is the node it makes, or the condition it reports.
struct Planned {
    kind: Kind,
    number: u32,
    ats: Vec<At>,
}

/// The nodes that `conditions` need, each behind what it is made of, and the reports as early as can be.
fn ordered(nodes: &Conditions<'_>, conditions: &[Condition]) -> Vec<Planned> {
    // Conditions that share nodes stand side by side, so that few slots are needed at a time.
    let mut order: Vec<usize> = (0..conditions.len()).collect();
    order.sort_by_key(|n| conditions[*n].iter().map(|at| at.node).collect::<Vec<_>>());
    let mut steps = Vec::new();
    let mut planned = vec![false; nodes.nodes().len()];
    for n in order {
        conditions[n].iter().for_each(|at| plan(nodes, at.node, &mut planned, &mut steps));
        steps.push(Planned { kind: Kind::Report, number: n as u32, ats: conditions[n].clone() });
    }
    steps
}

fn plan(nodes: &Conditions<'_>, node: u32, planned: &mut [bool], steps: &mut Vec<Planned>) {
    if std::mem::replace(&mut planned[node as usize], true) {
        return;
    }
    let (kind, ats) = match &nodes.nodes()[node as usize] {
        Node::Class(_) => return,
        Node::All(ats) => (Kind::All, ats),
        Node::Any(ats) => (Kind::Any, ats),
    };
    // As deep as conditions nest, which is bounded by the places of a row.
    ats.iter().for_each(|at| plan(nodes, at.node, planned, steps));
    steps.push(Planned { kind, number: node, ats: ats.clone() });
}
