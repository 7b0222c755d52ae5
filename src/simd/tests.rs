use super::*;
use crate::bytes::ByteSet;

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// What a program means, byte by byte.
fn obvious(program: &Program, text: &[u8], block: usize) -> Vec<Report> {
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
            let set = (0..block).filter(|at| made[*at]);
            reports.extend(set.map(|at| Report { at: at as u32, number }));
        } else {
            slots[usize::from(step.to)] = made;
        }
    }
    reports.sort_by_key(|r| r.key());
    reports
}

/// A program whose reports look at most [`OVERLAP`] - 1 places ahead.
fn program(random: &mut Random) -> Program {
    let class = |random: &mut Random| {
        let mut set = ByteSet::default();
        for _ in 0..1 + random.below(3) {
            let from = random.below(128);
            (from..(from + 1 + random.below(30)).min(128)).for_each(|b| set.insert(b as u8));
        }
        if random.below(4) == 0 {
            set.insert(0xc3);
        }
        set.with_whole_upper_half()
    };
    let classes: Vec<ByteSet> = (0..1 + random.below(20)).map(|_| class(random)).collect();
    let slots = classes.len() + 1 + random.below(6);
    let mut reach = vec![0usize; slots];
    let mut written = classes.len();
    let mut steps = Vec::new();
    for n in 0..2 + random.below(20) {
        let mut terms = Vec::new();
        let mut most = 0;
        for _ in 0..1 + random.below(4) {
            let slot = random.below(written);
            let room = OVERLAP - 1 - reach[slot];
            let ahead = random.below(room.min(20) + 1);
            most = most.max(ahead + reach[slot]);
            terms.push(Term { slot: slot as u16, ahead: ahead as u8 });
        }
        let kind = [Kind::All, Kind::Any, Kind::Report][random.below(3)];
        let mut to = n as u16;
        if kind != Kind::Report {
            let fresh = written < slots && random.below(2) == 0;
            let slot = if fresh || written == classes.len() {
                written += 1;
                written - 1
            } else {
                classes.len() + random.below(written - classes.len())
            };
            reach[slot] = most;
            to = slot as u16;
        }
        steps.push(Step { kind, to, terms, rare: random.below(2) == 0 });
    }
    Program { classes, steps, slots }
}

fn text(random: &mut Random, length: usize) -> Vec<u8> {
    let wide = random.below(3) == 0;
    (0..length)
        .map(|_| match random.below(12) {
            0 if wide => random.next() as u8,
            1..=4 => b'0' + random.below(10) as u8,
            5..=8 => b'a' + random.below(26) as u8,
            _ => b" .,-:/@\n"[random.below(8)],
        })
        .collect()
}

#[test]
fn every_instruction_set_reports_what_a_program_means() {
    let rounds = if cfg!(miri) { 2 } else { 120 };
    for seed in 0..rounds {
        let mut random = Random(seed);
        let program = program(&mut random);
        let mut machines: Vec<Machine> =
            Isa::ALL.into_iter().filter(|i| i.is_here()).map(|i| Machine::new(&program, i)).collect();
        // Blocks of several sizes one after the other: what one leaves behind must not show in the next.
        for _ in 0..3 {
            let most = if cfg!(miri) { 3000 } else { 40_000 };
            let left = 1 + random.below(most);
            let block = Machine::block_bytes(left);
            let text = text(&mut random, Machine::needed(block));
            let wanted = obvious(&program, &text, block);
            for machine in &mut machines {
                let mut reports = Vec::new();
                machine.run(&text, block, &mut reports);
                reports.sort_by_key(|r| r.key());
                assert!(reports == wanted, "seed {seed}, {:?}, block of {block}", machine.isa());
            }
        }
    }
}

#[test]
fn blocks_are_as_long_as_they_may_be() {
    for (left, block) in [(1, 1536), (1536, 1536), (1537, 3584), (30_000, 30_208), (1 << 20, 32_256)] {
        assert_eq!(Machine::block_bytes(left), block, "{left}");
    }
}
