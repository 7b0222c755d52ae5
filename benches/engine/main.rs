//! How fast the engine is, beside the tools and libraries that people use for the same, over five kinds of input.
//!
//!     cargo bench --bench engine [-- [MODE…] [CORPUS…]]
//!
//! | mode | |
//! |---|---|
//! | `densities` | what the inputs are like |
//! | `five` | five rules, beside ripgrep, an automaton of the same patterns, Hyperscan, `wc -l` and `cat` |
//! | `hundred` | about a hundred rules, beside an automaton of the same patterns |
//! | `shipped` | the detectors and checks of `rules/`, beside the five rules |
//! | `structured` | tables, JSON, dumps, mail and known logs by their fields and names, beside the same bytes as text |
//! | `codecs` | a log in every codec: its decoder alone, and a scan, beside the same as it is |
//! | `stages` | where the time goes: reading, each stage of the engine, and what of the pipeline is none of them |
//! | `views` | what it costs to look into text that is written in another way |
//! | `allocations` | what is allocated per megabyte |
//!
//! Without a mode all of them run, without a corpus all that the mode is for. `OBELUS_BENCH_MB` (256) is the size of
//! an input, `OBELUS_BENCH_ROUNDS` (5) the number of rounds, `OBELUS_BENCH_SEED` what inputs are made from.
//! `views` reads pieces of as many bytes as `OBELUS_BENCH_PIECE` says, or as a frame has.
//! What is not installed is left out, with a message.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;

mod allocations;
mod child;
mod chunks;
mod compare;
mod contender;
#[path = "../corpora/mod.rs"]
mod corpora;
mod density;
// The bench uses a part of it.
#[allow(dead_code)]
#[path = "../../examples/fixtures/generate/mod.rs"]
mod generate;
mod measure;
mod modes;
#[path = "../peers/mod.rs"]
mod peers;
mod stages;
mod views;
// `keyed_hash` uses the rest of it.
#[allow(dead_code)]
#[path = "../rounds/mod.rs"]
mod rounds;

use corpora::Corpus;

/// How much is measured.
pub struct Settings {
    bytes: u64,
    rounds: usize,
    /// Those that are asked for; none means all.
    corpora: Vec<Corpus>,
}

impl Settings {
    /// Those of `all` that are asked for.
    fn corpora(&self, all: &[Corpus]) -> Vec<Corpus> {
        let wanted = |c: &Corpus| self.corpora.is_empty() || self.corpora.contains(c);
        all.iter().copied().filter(wanted).collect()
    }

    fn file(&self, corpus: Corpus) -> PathBuf {
        corpus.file(self.bytes).expect("the input can be written")
    }
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if arguments.first().is_some_and(|a| a == "child") {
        child::run(&arguments.split_off(1));
        return;
    }
    let corpus = |name: &String| Corpus::named(name);
    let mode = |name: &String| modes::ALL.iter().find(|(mode, _)| mode == name);
    if let Some(unknown) = arguments.iter().find(|a| corpus(a).is_none() && mode(a).is_none()) {
        let corpora = Corpus::ALL.into_iter().chain(Corpus::NAMED).map(Corpus::name);
        let names: Vec<&str> = modes::ALL.iter().map(|m| m.0).chain(corpora).collect();
        eprintln!("{unknown} is none of {}", names.join(", "));
        std::process::exit(2);
    }
    let settings = Settings {
        bytes: rounds::setting("OBELUS_BENCH_MB", 256) * 1_000_000,
        rounds: rounds::setting("OBELUS_BENCH_ROUNDS", 5).max(1) as usize,
        corpora: arguments.iter().filter_map(corpus).collect(),
    };
    let wanted: Vec<_> = arguments.iter().filter_map(mode).collect();
    for (name, run) in modes::ALL {
        if wanted.is_empty() || wanted.iter().any(|(w, _)| w == name) {
            println!("\n## {name}");
            run(&settings);
        }
    }
}
