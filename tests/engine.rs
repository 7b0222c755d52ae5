//! What an engine finds is what every rule tried at every byte finds: with all instructions that a machine may have, for
//! every list of rules, and wherever blocks of text end.
//!
//! `OBELUS_TEST_MB` is the size of a corpus in the full tier.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;

use common::random::Random;
use corpora::Corpus;
use obelus::simd::Machine;
use reference::generate as odd;
use rules::Rules;

mod common;
#[allow(dead_code)]
#[path = "../benches/corpora/mod.rs"]
mod corpora;
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;
#[allow(dead_code)]
#[path = "reference/mod.rs"]
mod reference;
#[allow(dead_code)]
#[path = "../benches/rounds/mod.rs"]
mod rounds;
#[path = "engine/rules.rs"]
mod rules;
#[path = "engine/texts.rs"]
mod texts;

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let is_input = |name: &str| !name.ends_with(".labels.jsonl");
    let named = common::files(&directory).into_iter().map(|file| (file.display().to_string(), file));
    let named = named.filter(|(name, _)| is_input(name)).map(|(name, file)| (name, fs::read(file).unwrap()));
    named.filter(|(_, text)| !text.is_empty()).collect()
}

/// At most `bytes` of `text`, to a line end.
fn start_of(text: &[u8], bytes: usize) -> &[u8] {
    let part = &text[..text.len().min(bytes)];
    &part[..memchr::memrchr(b'\n', part).map_or(part.len(), |n| n + 1)]
}

#[test]
fn fixtures_hold_what_the_reference_finds() {
    for (name, text) in fixtures() {
        Rules::all().iter().for_each(|rules| rules.agree(&name, start_of(&text, 16_000)));
    }
}

#[test]
#[ignore = "full tier"]
fn whole_fixtures_hold_what_the_reference_finds() {
    for (name, text) in fixtures() {
        Rules::all().iter().for_each(|rules| rules.agree(&name, &text));
    }
}

/// Compares `rounds` texts of each fixture in which every sixth byte is another, from anywhere in them on.
fn mutated_fixtures(bytes: usize, rounds: u64) {
    for (name, text) in fixtures() {
        for seed in 0..rounds {
            let mut random = Random::new(seed);
            let text = texts::mutated(&mut random, start_of(&text, bytes));
            let from = random.below(text.len());
            for rules in Rules::all() {
                let wanted = rules.wanted(&text);
                rules.finds(&format!("{name}, seed {seed}"), &text, &wanted);
                rules.finds_from(&format!("{name}, seed {seed}"), &text, from, &wanted);
            }
        }
    }
}

#[test]
fn mutated_fixtures_hold_what_the_reference_finds() {
    mutated_fixtures(12_000, 3);
}

#[test]
#[ignore = "full tier"]
fn many_mutated_fixtures_hold_what_the_reference_finds() {
    mutated_fixtures(40_000, 40);
}

fn odd_texts(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let text = odd::lines(&mut Random::new(seed), 3000);
        Rules::all().iter().for_each(|rules| rules.agree(&format!("seed {seed}"), &text));
    }
}

#[test]
fn odd_texts_hold_what_the_reference_finds() {
    Rules::all().iter().for_each(|rules| rules.agree("all borders", &odd::all_borders()));
    odd_texts(0..150);
}

#[test]
#[ignore = "full tier"]
fn many_odd_texts_hold_what_the_reference_finds() {
    odd_texts(150..6000);
}

#[test]
fn the_examples_of_rules_hold_what_the_reference_finds() {
    for rules in Rules::all() {
        let examples = || Rules::all().iter().flat_map(|r| &r.rules).flat_map(|r| &r.examples);
        for glue in [&b"\n"[..], b" ", b"", b"\""] {
            // In one line each value sees others; long lines take the reference long.
            let lines: Vec<&[u8]> = examples().map(|e| e.text.as_slice()).collect();
            for some in lines.chunks(40) {
                rules.agree(&format!("examples with {} between", glue.escape_ascii()), &some.join(glue));
            }
        }
    }
}

#[test]
fn long_lines_of_one_unit_hold_what_the_reference_finds() {
    for (name, unit) in texts::FAMILIES {
        let text = unit.repeat(1800 / unit.len());
        Rules::all().iter().for_each(|rules| rules.agree(name, &text));
        for byte in texts::RUNS {
            let text = texts::before_a_run(unit, *byte, 600);
            let name = format!("{name}, then {}", byte.escape_ascii());
            Rules::all().iter().for_each(|rules| rules.agree(&name, &text));
        }
    }
}

/// Shifts what stands at the ends of strips by up to `most` bytes, so that they fall between any two of its bytes.
fn across_strips(seed: u64, most: usize) {
    let text = texts::across_strips(&mut Random::new(seed));
    for rules in Rules::all() {
        let wanted = rules.wanted(&text);
        for shift in 0..=most {
            let moved: Vec<_> = wanted.iter().map(|f| moved(f, shift)).collect();
            rules.finds(&format!("seed {seed}, {shift} on"), &texts::shifted(&text, shift), &moved);
        }
    }
}

fn moved(found: &obelus::finding::Finding, by: usize) -> obelus::finding::Finding {
    let span = obelus::span::Span::new(found.span.start + by, found.span.end + by);
    obelus::finding::Finding { from: found.from + by, span, ..*found }
}

#[test]
fn ends_of_strips_and_blocks_split_nothing() {
    assert_eq!(texts::block(), 8 * (4096 - 64), "the texts were made for blocks of another size");
    across_strips(1, 70);
}

#[test]
#[ignore = "full tier"]
fn ends_of_many_strips_and_blocks_split_nothing() {
    (2..40).for_each(|seed| across_strips(seed, 300));
}

/// Texts that are as long as a small block, or a byte more or less: what is not there must not be seen.
#[test]
fn texts_as_long_as_small_blocks_hold_what_the_reference_finds() {
    let mut random = Random::new(3);
    let text = odd::lines(&mut random, 6000);
    let blocks = [1, 2000, 4000].map(Machine::block_bytes);
    let lengths = blocks.iter().flat_map(|b| b - 2..=b + 2).chain([0, 1, 2, 63, 64, 65]);
    for length in lengths {
        for rules in Rules::all() {
            // The end of the text, so that a value stands at its very end in some of them.
            let wanted = rules.wanted(&text[text.len() - length..]);
            for shift in [0, 1, 2, 63, 64, 65] {
                let moved: Vec<_> = wanted.iter().map(|f| moved(f, shift)).collect();
                let text = texts::shifted(&text[text.len() - length..], shift);
                rules.finds(&format!("{length} bytes, {shift} on"), &text, &moved);
            }
        }
    }
}

/// An engine keeps memory from one search to the next: short and long texts in turn must not see one another.
#[test]
fn a_search_leaves_nothing_behind_for_the_next() {
    let mut random = Random::new(4);
    let long = texts::across_strips(&mut random);
    for rules in Rules::all() {
        for round in 0..6 {
            let length = random.below(4000);
            let short = vec![b' '; length];
            rules.finds(&format!("round {round}, nothing"), &short, &[]);
            let part = &long[long.len() - random.below(40_000)..];
            rules.agree(&format!("round {round}"), part);
        }
    }
}

/// Compares the first `bytes` bytes of every corpus, a piece at a time.
fn corpora_of(bytes: u64) {
    for corpus in Corpus::ALL {
        let text = fs::read(corpus.file(bytes).unwrap()).unwrap();
        let mut at = 0;
        while at < text.len() {
            let piece = start_of(&text[at..], 500_000);
            let name = format!("{}, from byte {at} on", corpus.name());
            Rules::all().iter().for_each(|rules| rules.agree(&name, piece));
            at += piece.len();
        }
    }
}

#[test]
fn corpora_hold_what_the_reference_finds() {
    corpora_of(400_000);
}

#[test]
#[ignore = "full tier"]
fn large_corpora_hold_what_the_reference_finds() {
    corpora_of(rounds::setting("OBELUS_TEST_MB", 4) * 1_000_000);
}
