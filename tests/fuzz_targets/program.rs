//! Programs over classes of bytes: every set of instructions reports what a program means, byte by byte.

use obelus::bytes::ByteSet;
use obelus::simd::{Isa, Kind, Machine, OVERLAP, Program, Reports, Step, Term};

use super::common::random::Random;

/// Numbers as data says them, two bytes each; when it has no more, random ones go on from what it said.
struct Draw<'a> {
    data: &'a [u8],
    more: Random,
}

impl Draw<'_> {
    fn next(&mut self) -> u64 {
        let [a, b, rest @ ..] = self.data else { return self.more.next() };
        let said = u64::from(*a) << 8 | u64::from(*b);
        self.data = rest;
        self.more.take(said);
        said
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// What a program means, byte by byte.
fn obvious(program: &Program, text: &[u8], block: usize) -> Vec<(u32, Vec<u32>)> {
    let mut slots = vec![vec![false; text.len() + OVERLAP]; program.slots];
    for (slot, class) in slots.iter_mut().zip(&program.classes) {
        text.iter().enumerate().for_each(|(i, b)| slot[i] = class.has(*b));
    }
    let mut reports = Vec::new();
    for step in &program.steps {
        let holds = |at: usize| {
            let term = |t: &Term| slots[usize::from(t.slot)].get(at + usize::from(t.ahead)) == Some(&true);
            match step.kind {
                Kind::Any => step.terms.iter().any(term),
                Kind::All | Kind::Report => step.terms.iter().all(term),
            }
        };
        let made: Vec<bool> = (0..text.len() + OVERLAP).map(holds).collect();
        if step.kind == Kind::Report {
            let number = u32::from(step.to);
            let set: Vec<u32> = (0..block).filter(|at| made[*at]).map(|at| at as u32).collect();
            reports.extend((!set.is_empty()).then_some((number, set)));
        } else {
            slots[usize::from(step.to)] = made;
        }
    }
    reports
}

/// A program whose reports look at most [`OVERLAP`] - 1 places ahead.
fn program(draw: &mut Draw<'_>) -> Program {
    let class = |draw: &mut Draw<'_>| {
        let mut set = ByteSet::default();
        for _ in 0..1 + draw.below(3) {
            let from = draw.below(128);
            (from..(from + 1 + draw.below(30)).min(128)).for_each(|b| set.insert(b as u8));
        }
        if draw.below(4) == 0 {
            set.insert(0xc3);
        }
        set.with_whole_upper_half()
    };
    let classes: Vec<ByteSet> = (0..1 + draw.below(20)).map(|_| class(draw)).collect();
    let slots = classes.len() + 1 + draw.below(6);
    let mut reach = vec![0usize; slots];
    let mut written = classes.len();
    let mut steps = Vec::new();
    for n in 0..2 + draw.below(20) {
        let mut terms = Vec::new();
        let mut most = 0;
        let most_terms = [3, 4, 4, 9][draw.below(4)];
        for _ in 0..1 + draw.below(most_terms) {
            let slot = draw.below(written);
            let room = OVERLAP - 1 - reach[slot];
            let ahead = draw.below(room.min(20) + 1);
            most = most.max(ahead + reach[slot]);
            terms.push(Term { slot: slot as u16, ahead: ahead as u8 });
        }
        let kind = [Kind::All, Kind::Any, Kind::Report][draw.below(3)];
        let mut to = n as u16;
        if kind != Kind::Report {
            let fresh = written < slots && draw.below(2) == 0;
            let slot = if fresh || written == classes.len() {
                written += 1;
                written - 1
            } else {
                classes.len() + draw.below(written - classes.len())
            };
            reach[slot] = most;
            to = slot as u16;
        }
        steps.push(Step { kind, to, terms, rare: draw.below(2) == 0 });
    }
    let rare = draw.below(classes.len() + 1);
    Program { classes, rare, steps, slots }
}

fn text(draw: &mut Draw<'_>, length: usize) -> Vec<u8> {
    let wide = draw.below(3) == 0;
    (0..length)
        .map(|_| match draw.below(12) {
            0 if wide => draw.next() as u8,
            1..=4 => b'0' + draw.below(10) as u8,
            5..=8 => b'a' + draw.below(26) as u8,
            _ => b" .,-:/@\n"[draw.below(8)],
        })
        .collect()
}

/// Runs the program that `data` says over blocks of at most `most` bytes, one behind the other with the same memory: what
/// one leaves behind must not show in the next.
pub fn check(data: &[u8], most: usize) {
    let draw = &mut Draw { data, more: Random::new(data.len() as u64) };
    let program = program(draw);
    let mut machines: Vec<Machine> =
        Isa::ALL.into_iter().filter(|i| i.is_here()).map(|i| Machine::new(&program, i)).collect();
    let mut reports = Reports::default();
    for _ in 0..3 {
        let left = 1 + draw.below(most);
        let block = Machine::block_bytes(left);
        let text = text(draw, Machine::needed(block));
        let wanted = obvious(&program, &text, block);
        for machine in &mut machines {
            reports.clear();
            machine.run(&text, block, &mut reports);
            let found: Vec<_> = reports.each().map(|(number, places)| (number, places.to_vec())).collect();
            assert!(found == wanted, "{:?}, block of {block}", machine.isa());
        }
    }
}
