//! Faults and bad input: whatever fails, the exit code says so, an output is whole or absent, nothing is left
//! behind, and no message repeats what was read.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;
#[path = "faults/gzip.rs"]
mod gzip;
#[path = "faults/input.rs"]
mod input;
#[path = "faults/memory.rs"]
mod memory;
#[path = "faults/output.rs"]
mod output;
#[path = "faults/paths.rs"]
mod paths;
#[path = "faults/signals.rs"]
mod signals;

use common::{clean, obelus, run, text};
use std::path::Path;

/// What a redact without faults gives for `input`.
fn redacted(input: &[u8]) -> Vec<u8> {
    let done = run(obelus(["redact", "--quiet", "-"]), input);
    assert_eq!(done.code, 0, "{}", done.said());
    done.stdout
}

/// Runs redact on `inputs` below `directory` into `out` there.
fn redact_into(directory: &Path, inputs: &[&str], out: &str) -> common::Run {
    let inputs: Vec<_> = inputs.iter().map(|i| directory.join(i)).collect();
    let out = directory.join(out);
    let mut arguments = vec!["redact", "--quiet"];
    arguments.extend(inputs.iter().map(|i| text(i)));
    arguments.extend(["-o", text(&out)]);
    let done = run(obelus(arguments), b"");
    clean("redact", &done, directory);
    done
}
