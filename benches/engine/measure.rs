//! Measures contenders in turn (A B C A B C …), so that what slows the machine down slows all of them.

use std::path::Path;

use crate::contender::{Contender, Cost};
use crate::rounds::Spread;

/// How often set-up is measured.
const SETUPS: usize = 3;

/// What was measured.
pub struct Measured<'c> {
    contenders: &'c [Contender],
    megabytes: f64,
    /// Per contender: seconds of processor time over an input of nothing.
    setup: Vec<f64>,
    /// Per contender and round, without set-up.
    costs: Vec<Vec<Cost>>,
}

/// Which clock a ratio is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Processor time.
    Cpu,
    /// Time on the wall.
    Wall,
}

/// Runs every contender over `input`, `rounds` times.
pub fn measure<'c>(contenders: &'c [Contender], input: &Path, rounds: usize) -> Measured<'c> {
    measure_of(contenders, input, input, rounds)
}

/// The same of an input that says what is in `text`: speeds are of that.
pub fn measure_of<'c>(contenders: &'c [Contender], input: &Path, text: &Path, rounds: usize) -> Measured<'c> {
    let nothing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpora/nothing");
    std::fs::write(&nothing, b"").expect("a file can be written");
    let bytes = std::fs::metadata(text).expect("there is a text").len();
    let setup: Vec<f64> = contenders
        .iter()
        .map(|c| Spread::of((0..SETUPS).map(|_| c.run(&nothing).cpu).collect()).median)
        .collect();
    // Once each without a clock: the input and the programs come into memory.
    contenders.iter().for_each(|c| {
        c.run(input);
    });
    let mut costs = vec![Vec::with_capacity(rounds); contenders.len()];
    for _ in 0..rounds {
        for ((contender, setup), costs) in contenders.iter().zip(&setup).zip(&mut costs) {
            let cost = contender.run(input);
            // A small input can take less than set-up is off by.
            let less = |seconds: f64| (seconds - setup).max(seconds / 100.0);
            costs.push(Cost { wall: less(cost.wall), cpu: less(cost.cpu) });
        }
    }
    Measured { contenders, megabytes: bytes as f64 / 1e6, setup, costs }
}

impl Measured<'_> {
    /// Prints a table: MB/s of processor time and on the wall, and the processor time that set-up took before.
    pub fn print(&self, title: &str) {
        let rounds = self.costs[0].len();
        println!("\n{title}: {:.1} MB, {rounds} rounds in turn, output to /dev/null, MB/s", self.megabytes);
        println!(
            "| {:<30} | {:>8} | {:>8} | {:>8} | {:>8} | {:>9} |",
            "", "CPU", "least", "most", "wall", "set-up ms"
        );
        println!("|---|--:|--:|--:|--:|--:|");
        for ((contender, costs), setup) in self.contenders.iter().zip(&self.costs).zip(&self.setup) {
            let rate = |seconds: f64| self.megabytes / seconds;
            let cpu = Spread::of(costs.iter().map(|c| rate(c.cpu)).collect());
            let wall = Spread::of(costs.iter().map(|c| rate(c.wall)).collect());
            println!(
                "| {:<30} | {:>8.1} | {:>8.1} | {:>8.1} | {:>8.1} | {:>9.1} |",
                contender.name,
                cpu.median,
                cpu.least,
                cpu.most,
                wall.median,
                setup * 1e3
            );
        }
    }

    /// Prints how many times as fast the first contender is as each of the others: the median of the rounds' ratios.
    pub fn print_ratios(&self) {
        let others = self.contenders.iter().skip(1).map(|c| {
            format!(
                "{:.3} x {}",
                self.ratio(&self.contenders[0].name, &c.name, Of::Cpu).unwrap_or(0.0),
                c.name
            )
        });
        println!(
            "{} is, of processor time, {}",
            self.contenders[0].name,
            others.collect::<Vec<_>>().join("; ")
        );
    }

    /// How many times as fast `one` is as `other`; `None` when one of them was left out.
    pub fn ratio(&self, one: &str, other: &str, of: Of) -> Option<f64> {
        let costs = |name: &str| self.contenders.iter().position(|c| c.name == name).map(|i| &self.costs[i]);
        let seconds = |c: &Cost| if of == Of::Cpu { c.cpu } else { c.wall };
        let pairs = costs(one)?.iter().zip(costs(other)?);
        Some(Spread::of(pairs.map(|(a, b)| seconds(b) / seconds(a)).collect()).median)
    }
}
