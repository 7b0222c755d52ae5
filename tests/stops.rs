//! Where an input stops in the middle, a stream has had what stands before the record at fault: the same for any number of threads,
//! frame size and read size.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;
#[path = "stops/formats.rs"]
mod formats;
#[path = "stops/inputs.rs"]
mod inputs;
#[path = "stops/packed.rs"]
mod packed;

use common::{Run, obelus, run};

/// Threads, size of frames, size of reads.
const CUTS: [[&str; 3]; 10] = [
    ["1", "64", "65536"],
    ["2", "64", "65536"],
    ["4", "64", "65536"],
    ["8", "64", "65536"],
    ["1", "700", "333"],
    ["4", "5000", "777"],
    ["1", "67108864", "4096"],
    ["8", "67108864", "100"],
    ["2", "67108864", "67108864"],
    ["8", "262144", "262144"],
];

/// Runs `arguments` over `input`, cut in every way; all ways have to end with `code` and have the same output and messages.
fn however_cut(what: &str, arguments: &[&str], input: &[u8], code: i32) -> Run {
    let mut first: Option<Run> = None;
    for [threads, frame, read] in CUTS {
        let how = ["--threads", threads, "--frame-size", frame, "--read-size", read];
        let done = run(obelus([arguments, &how, &["-"]].concat()), input);
        assert_eq!(done.code, code, "{what}, {how:?}: {}", done.said());
        if let Some(first) = &first {
            let (length, wanted) = (done.stdout.len(), first.stdout.len());
            assert!(done.stdout == first.stdout, "{what}, {how:?}: {length} bytes and not {wanted}");
            assert_eq!(done.said(), first.said(), "{what}, {how:?}");
        } else {
            first = Some(done);
        }
    }
    first.unwrap()
}
