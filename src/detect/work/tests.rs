//! Work grows with the length of a text and no faster, whatever stands in it.
//!
//! Not counted is what validators read of a value: a value is theirs to the end of its run, and all but a bounded part
//! of it has to be left alone where values begin inside one another. `tests/detectors.rs` searches lines of megabytes
//! made of the same units, which would take hours otherwise.

#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::sync::Arc;

use super::Part;
use crate::detect::engine::Engine;
use crate::detect::rule::{self, Rule};
use crate::info_type::Vocabulary;

#[path = "../../../tests/engine/families.rs"]
mod families;

const PARTS: usize = Part::Named as usize + 1;

/// Bytes that a search may look at for every byte of text. Each is looked at by a few rules, each of which may look at
/// [`crate::limits::CONTEXT_BYTES`] on both sides of what it finds; the shortest values are of about ten bytes.
const MOST: f64 = 64.0;

/// The same for a pattern with a long repetition that can begin inside itself: the three parts of a JSON web token, of
/// which the first may have 512 bytes and the second 2048, begin again every eleven bytes at worst.
const MOST_INSIDE_ITSELF: f64 = 256.0;

/// What a search may look at beside that, whatever the text is like.
const BESIDE: f64 = 4096.0;

thread_local! {
    static WORK: Cell<[usize; PARTS]> = const { Cell::new([0; PARTS]) };
}

pub(super) fn add(part: Part, count: usize) {
    let mut work = WORK.get();
    work[part as usize] += count;
    WORK.set(work);
}

/// How much of `part` is counted while `run` does its work.
pub(in crate::detect) fn work_of(part: Part, run: impl FnOnce()) -> usize {
    WORK.set([0; PARTS]);
    run();
    WORK.get()[part as usize]
}

/// What a search of `text` looks at.
fn work(engine: &Engine, text: &[u8]) -> [usize; PARTS] {
    WORK.set([0; PARTS]);
    engine.detect(text, 0, &mut Vec::new());
    WORK.get()
}

fn engines() -> [(&'static str, Engine); 2] {
    let vocabulary = Vocabulary::builtin().unwrap();
    let hundred = include_str!("../../../benches/rules/hundred.toml");
    let lists = [
        ("shipped", rule::builtin(&vocabulary).unwrap()),
        ("hundred", Rule::parse_list("hundred.toml", hundred, &vocabulary).unwrap()),
    ];
    lists.map(|(name, rules)| (name, Engine::new(rules.into_iter().map(Arc::new)).unwrap()))
}

#[test]
fn work_is_linear_in_the_length_of_the_text() {
    let mut over = String::new();
    let mut all = 0;
    for (rules, engine) in engines() {
        for (name, unit) in families::FAMILIES {
            let most = if name.contains("tokens in parts") { MOST_INSIDE_ITSELF } else { MOST };
            for byte in families::RUNS.iter().map(Some).chain([None]) {
                for length in [1, 2, 4].map(|times| times << 13) {
                    let text = match byte {
                        None => unit.repeat(length / unit.len()),
                        Some(byte) => families::before_a_run(unit, *byte, length),
                    };
                    let work = work(&engine, &text);
                    let sum = work.iter().sum::<usize>();
                    all += sum;
                    if sum as f64 > most * length as f64 + BESIDE {
                        let byte = byte.map(|b| b.escape_ascii().to_string());
                        over += &format!("{rules} rules, {name}, then {byte:?}, {length} bytes: {work:?}\n");
                    }
                }
            }
        }
    }
    assert!(over.is_empty(), "work by part:\n{over}");
    assert!(all > 1 << 20, "nothing was counted");
}
