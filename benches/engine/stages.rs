//! Where the time goes: every stage over the same pieces of the input, one after the other.
//!
//! A stage cannot run without those before it, so each run does what the one before did and one thing more, and what a
//! stage takes is the difference. All runs over one piece follow one another, so that what slows the machine down slows
//! all of them.

use std::fs::File;
use std::hint::black_box;
use std::io;
use std::path::Path;

use obelus::detect;
use obelus::detect::engine::Engine;
use obelus::detect::published::Published;
use obelus::detect::shape::{self, Places};
use obelus::pipeline::Shared;
use obelus::policy::plan::Plan;
use obelus::resolve::{Cluster, Resolver};
use obelus::span::Span;
use obelus::splice::{ClearedFrame, Clearing, Inside, Scratch};

use crate::child;
use crate::chunks::Chunks;
use crate::rounds::Spread;

/// What each does, and of which stage.
const STAGES: [(&str, &str); 7] = [
    ("read", "into pieces that end at line ends"),
    ("classify", "bitmaps of the classes of bytes, no steps over them"),
    ("shapes", "steps over bitmaps, key words, lists of places; nothing verified"),
    ("verify", "patterns, order of matches, boundaries, validators, context words, order of findings"),
    ("resolve", "overlapping findings to clusters"),
    ("write", "surrogates and what stands between; changed lines gathered"),
    ("second look", "what was written, looked at again and settled"),
];

/// Counts places.
struct Count(usize);

impl Places for Count {
    fn found(&mut self, _rule: u16, starts: &[usize]) {
        self.0 += starts.len();
    }

    fn block_ends(&mut self, _start: usize, _bytes: usize) {}
}

/// What the runs need, and the memory they use again.
struct Bench {
    shared: std::sync::Arc<Shared>,
    plan: Plan,
    /// Finds nothing, so that a second look is none.
    blind: Engine,
    classifying: shape::Scratch,
    searching: shape::Scratch,
    resolver: Resolver,
    clusters: Vec<Cluster>,
    scratch: Scratch,
    frame: ClearedFrame,
    /// Per megabyte of input.
    places: usize,
    findings: usize,
}

impl Bench {
    fn new(rules: &str) -> Self {
        let shared = child::shared(rules);
        let shapes = shared.engine.shapes();
        Bench {
            plan: child::strict(&shared.vocabulary),
            blind: Engine::new([]).expect("no rule is wrong"),
            classifying: shapes.scratch_that_classifies(),
            searching: shapes.scratch(),
            resolver: Resolver::default(),
            clusters: Vec::new(),
            scratch: Scratch::default(),
            frame: ClearedFrame::default(),
            places: 0,
            findings: 0,
            shared,
        }
    }

    /// Adds what each stage but reading takes over `text` to `seconds`.
    fn piece(&mut self, text: &[u8], seconds: &mut [f64; STAGES.len()]) {
        let Shared { engine, vocabulary, .. } = &*self.shared;
        let mut count = Count(0);
        let classified = timed(|| engine.shapes().search(text, 0, &mut self.classifying, &mut count)).0;
        assert_eq!(count.0, 0, "without steps nothing is reported");
        let searched = timed(|| engine.shapes().search(text, 0, &mut self.searching, &mut count)).0;
        let (detected, findings) = timed(|| detect::find(engine, vocabulary, text, 0));
        let (resolved, ()) = timed(|| {
            self.clusters.clear();
            self.resolver.clusters(&self.plan, &findings, std::iter::empty(), false, &mut self.clusters);
        });
        let whole = Span::new(0, text.len());
        let published = &Published::default();
        let mut cleared = |engine: &Engine| {
            let (tokens, charset) = Default::default();
            let clearing = Clearing {
                engine,
                vocabulary,
                plan: &self.plan,
                tokens,
                charset,
                published,
                lines: None,
                borders: &[],
            };
            let (scratch, frame) = (&mut self.scratch, &mut self.frame);
            timed(|| clearing.clear(scratch, text, whole, Inside::default(), &findings, frame)).0
        };
        let (written, looked) = (cleared(&self.blind), cleared(engine));
        black_box((&self.clusters, &self.frame));
        self.places += count.0;
        self.findings += findings.len();
        let stages = [
            classified,
            searched - classified,
            detected - searched,
            resolved,
            written - resolved,
            looked - written,
        ];
        seconds[1..].iter_mut().zip(stages).for_each(|(sum, stage)| *sum += stage);
    }

    /// Seconds of every stage over all of `input`.
    fn round(&mut self, input: &Path) -> io::Result<[f64; STAGES.len()]> {
        let mut seconds = [0.0; STAGES.len()];
        (self.places, self.findings) = (0, 0);
        let mut chunks = Chunks::new(File::open(input)?);
        loop {
            let (read, text) = timed(|| chunks.next());
            seconds[0] += read;
            let Some(text) = text? else { return Ok(seconds) };
            self.piece(text, &mut seconds);
        }
    }
}

/// Prints what the stages take, the median of the rounds.
pub fn print(corpus: &str, rules: &str, input: &Path, rounds: usize) -> io::Result<()> {
    let mut bench = Bench::new(rules);
    // Once without a clock: what is made late is made.
    bench.round(input)?;
    let rounds = (0..rounds).map(|_| bench.round(input)).collect::<io::Result<Vec<_>>>()?;
    let megabytes = std::fs::metadata(input)?.len() as f64 / 1e6;
    let medians: Vec<f64> =
        (0..STAGES.len()).map(|n| Spread::of(rounds.iter().map(|round| round[n]).collect()).median).collect();
    let all: f64 = medians.iter().sum();
    let per = |count: usize| count as f64 / megabytes;
    println!(
        "\n{corpus}, {rules} rules, by stage: {megabytes:.1} MB, {} rounds, processor time of one thread; \
         per MB {:.0} places, {:.0} findings",
        rounds.len(),
        per(bench.places),
        per(bench.findings)
    );
    println!("| {:<11} | {:>9} | {:>6} | {:>12} |", "", "us per MB", "share", "MB/s to here");
    println!("|---|--:|--:|--:|");
    let mut sum = 0.0;
    for ((name, _), seconds) in STAGES.iter().zip(&medians) {
        sum += seconds;
        println!(
            "| {name:<11} | {:>9.1} | {:>4.1} % | {:>12.1} |",
            seconds / megabytes * 1e6,
            100.0 * seconds / all,
            megabytes / sum
        );
    }
    Ok(())
}

/// Prints what each stage does.
pub fn explain() {
    STAGES.iter().for_each(|(name, does)| println!("{name}: {does}"));
}

/// How long `run` takes: seconds of processor time of this thread.
pub fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let before = cpu_of_thread();
    let made = run();
    (cpu_of_thread() - before, made)
}

fn cpu_of_thread() -> f64 {
    cpu_of(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Seconds of processor time of this thread or this program.
#[allow(unsafe_code)]
pub fn cpu_of(clock: libc::clockid_t) -> f64 {
    // SAFETY: `clock_gettime` fills the struct it is given, for which zeros are valid.
    let time = unsafe {
        let mut time: libc::timespec = std::mem::zeroed();
        assert_eq!(libc::clock_gettime(clock, &raw mut time), 0);
        time
    };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
