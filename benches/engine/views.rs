//! What it costs to look into text that is written in another way: the same pieces of the input found in and redacted with views
//! and without, in turn, each first as often as the other.

use std::fs::File;
use std::hint::black_box;
use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;

use obelus::detect;
use obelus::detect::engine::Engine;
use obelus::detect::field::Fields;
use obelus::detect::pack::Rules;
use obelus::detect::published::Published;
use obelus::detect::rule;
use obelus::info_type::Vocabulary;
use obelus::limits::{FRAME_BYTES, Limits};
use obelus::pipeline::{self, Output, Shared, Structure};
use obelus::policy::plan::Plan;
use obelus::policy::plans::Plans;
use obelus::sink::Sink;
use obelus::span::Span;
use obelus::splice::{Cleared, ClearedFrame, Clearing, Inside, Scratch};

use crate::child;
use crate::chunks::Chunks;
use crate::rounds::{Spread, setting};
use crate::stages::{cpu_of, timed};

struct Side {
    engine: Arc<Engine>,
    shared: Arc<Shared>,
    scratch: Scratch,
    frame: ClearedFrame,
}

impl Side {
    fn new(has_views: bool) -> Self {
        let isa = obelus::cli::isa().unwrap_or_else(|e| panic!("{e}"));
        let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
        let list = rule::builtin_for_search(&vocabulary).expect("the rules are valid");
        let rules = Rules::for_isa(list, isa);
        let all = rules.iter().cloned();
        let engine = if has_views { Engine::for_isa(all, isa) } else { Engine::without_views(all, isa) };
        let engine = Arc::new(engine.expect("the rules are valid"));
        let fields = Fields::builtin(&vocabulary).expect("the fields are valid");
        let (limits, vault) = (Limits::default(), None);
        let shared = Shared { vocabulary, engine: engine.clone(), rules, fields, limits, vault };
        let (scratch, frame) = Default::default();
        Side { engine, shared: Arc::new(shared), scratch, frame }
    }

    /// Seconds of a whole run over `text`, all of the pipeline but what reads files and writes them.
    fn whole(&self, pool: &rayon::ThreadPool, text: &[u8]) -> f64 {
        let plans = Arc::new(Plans::of_one(child::strict(&self.shared.vocabulary)));
        let mut sink = Nowhere;
        let mut outputs = [Output { plans, sink: &mut sink }];
        let reader = Box::new(Cursor::new(text.to_vec()));
        let before = cpu_of(libc::CLOCK_PROCESS_CPUTIME_ID);
        let done =
            pipeline::run(&self.shared, pool, 4, reader, Structure::text(), &mut outputs, &mut child::Silent);
        let seconds = cpu_of(libc::CLOCK_PROCESS_CPUTIME_ID) - before;
        black_box(done.unwrap_or_else(|e| panic!("{e}")));
        seconds
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

/// Takes what is written.
struct Nowhere;

impl Sink for Nowhere {
    fn write(&mut self, cleared: &Cleared) -> obelus::error::Result<()> {
        black_box(cleared);
        Ok(())
    }
}

/// How many frames a whole run is of.
const FRAMES: usize = 16;

/// Prints how long `input` takes with views and without, and how many times as long, the median of the rounds.
pub fn print(corpus: &str, input: &Path, rounds: usize) -> io::Result<()> {
    let mut sides = [false, true].map(Side::new);
    let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
    let plan = child::strict(&vocabulary);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(io::Error::other)?;
    let piece = setting("OBELUS_BENCH_PIECE", FRAME_BYTES as u64) as usize;
    let mut round = |turn: usize| -> io::Result<[[f64; 3]; 2]> {
        let mut seconds = [[0.0; 3]; 2];
        let in_turn = |bytes: usize, run: &mut dyn FnMut(usize, &[u8])| -> io::Result<()> {
            let (mut chunks, mut turn) = (Chunks::of(File::open(input)?, bytes), turn);
            while let Some(text) = chunks.next()? {
                [turn % 2, (turn + 1) % 2].into_iter().for_each(|n| run(n, text));
                turn += 1;
            }
            Ok(())
        };
        in_turn(piece, &mut |n, text| {
            let took = sides[n].piece(&vocabulary, &plan, text);
            seconds[n].iter_mut().zip(took).for_each(|(sum, part)| *sum += part);
        })?;
        in_turn(FRAMES * FRAME_BYTES, &mut |n, text| seconds[n][2] += sides[n].whole(&pool, text))?;
        Ok(seconds)
    };
    // Once without a clock: what is made late is made.
    round(0)?;
    let all = (0..rounds).map(round).collect::<io::Result<Vec<_>>>()?;
    let megabytes = std::fs::metadata(input)?.len() as f64 / 1e6;
    let median = |of: &dyn Fn(&[[f64; 3]; 2]) -> f64| Spread::of(all.iter().map(of).collect());
    for (name, of) in [
        ("find", (|side: &[f64; 3]| side[0]) as fn(&[f64; 3]) -> f64),
        ("find and redact", |side| side[0] + side[1]),
        ("a whole run", |side| side[2]),
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
