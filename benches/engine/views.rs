//! What it costs to look into text that is written in another way: the same pieces of the input found in and redacted with views
//! and without, in turn, each first as often as the other.

use std::fs::File;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::sync::Arc;

use obelus::detect;
use obelus::detect::engine::Engine;
use obelus::detect::published::Published;
use obelus::detect::rule;
use obelus::info_type::Vocabulary;
use obelus::limits::FRAME_BYTES;
use obelus::policy::plan::Plan;
use obelus::span::Span;
use obelus::splice::{ClearedFrame, Clearing, Inside, Scratch};

use crate::child;
use crate::chunks::Chunks;
use crate::rounds::{Spread, setting};
use crate::stages::timed;

struct Side {
    engine: Engine,
    scratch: Scratch,
    frame: ClearedFrame,
}

impl Side {
    fn new(vocabulary: &Vocabulary, has_views: bool) -> Self {
        let isa = obelus::cli::isa().unwrap_or_else(|e| panic!("{e}"));
        let rules = rule::builtin_for_search(vocabulary).expect("the rules are valid");
        let rules = rules.into_iter().map(Arc::new);
        let engine = if has_views { Engine::for_isa(rules, isa) } else { Engine::without_views(rules, isa) };
        let engine = engine.expect("the rules are valid");
        Side { engine, scratch: Scratch::default(), frame: ClearedFrame::default() }
    }

    /// Seconds of finding, and of redacting what was found.
    fn piece(&mut self, vocabulary: &Vocabulary, plan: &Plan, text: &[u8]) -> [f64; 2] {
        let (found, findings) = timed(|| detect::find(&self.engine, vocabulary, text, 0));
        let (tokens, charset, published) = (None, Default::default(), &Published::default());
        let clearing = Clearing {
            engine: &self.engine,
            vocabulary,
            plan,
            tokens,
            charset,
            published,
            lines: None,
            borders: &[],
        };
        let (scratch, frame) = (&mut self.scratch, &mut self.frame);
        let whole = Span::new(0, text.len());
        let cleared = timed(|| clearing.clear(scratch, text, whole, Inside::default(), &findings, frame)).0;
        black_box(&self.frame);
        [found, cleared]
    }
}

/// Prints how long `input` takes with views and without, and how many times as long, the median of the rounds.
pub fn print(corpus: &str, input: &Path, rounds: usize) -> io::Result<()> {
    let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
    let plan = child::strict(&vocabulary);
    let mut sides = [false, true].map(|has_views| Side::new(&vocabulary, has_views));
    let piece = setting("OBELUS_BENCH_PIECE", FRAME_BYTES as u64) as usize;
    let mut round = |turn: usize| -> io::Result<[[f64; 2]; 2]> {
        let mut seconds = [[0.0; 2]; 2];
        let mut chunks = Chunks::of(File::open(input)?, piece);
        let mut turn = turn;
        while let Some(text) = chunks.next()? {
            for n in [turn % 2, (turn + 1) % 2] {
                let took = sides[n].piece(&vocabulary, &plan, text);
                seconds[n].iter_mut().zip(took).for_each(|(sum, part)| *sum += part);
            }
            turn += 1;
        }
        Ok(seconds)
    };
    // Once without a clock: what is made late is made.
    round(0)?;
    let all = (0..rounds).map(round).collect::<io::Result<Vec<_>>>()?;
    let megabytes = std::fs::metadata(input)?.len() as f64 / 1e6;
    let median = |of: &dyn Fn(&[[f64; 2]; 2]) -> f64| Spread::of(all.iter().map(of).collect());
    for (name, of) in [
        ("find", (|side: &[f64; 2]| side[0]) as fn(&[f64; 2]) -> f64),
        ("find and redact", |side| side[0] + side[1]),
    ] {
        let [off, on] = [0, 1].map(|n| median(&|round| of(&round[n])).median);
        let times = median(&|round| of(&round[1]) / of(&round[0]));
        println!(
            "| {corpus:<6} | {name:<15} | {:>9.1} | {:>9.1} | {:.3} ({:.3} to {:.3}) |",
            off / megabytes * 1e6,
            on / megabytes * 1e6,
            times.median,
            times.least,
            times.most
        );
    }
    Ok(())
}
