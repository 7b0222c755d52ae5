//! A defect that stops a worker or the reader ends the run: exit 70, no output, nothing left, no value said.
//!
//! The defect is made in the library, in a process of its own that is this test binary again.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use obelus::decode::Encoding;
use obelus::detect::field::Fields;
use obelus::detect::pack::Rules;
use obelus::detect::rule;
use obelus::error::Result;
use obelus::info_type::Vocabulary;
use obelus::limits::Limits;
use obelus::pipeline::{self, Observer, Output, Shared, Structure, Summary};
use obelus::policy::plan::Action;
use obelus::policy::plans::Plans;
use obelus::policy::{Policy, builtin, table};
use obelus::sink::{FileSink, Sink, StdoutSink};
use obelus::transform::{CannotTransform, Context, Plain, Strictness, Transform};

use common::{Run, canaries, directory, holds_none, nothing_left, run};

mod common;

/// Tells the process that is started by a test what to break: `<defect> <destination>`.
const TASK: &str = "OBELUS_TEST_PANIC";

/// What the defects say; it stands for a value that an assertion would print.
const SAID: &str = "deliberate";

/// An action that stops at every value.
struct Stops;

impl Transform for Stops {
    fn name(&self) -> &'static str {
        "stops"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Redact
    }

    fn apply(&self, _: Plain<'_>, _: &Context<'_>, _: &mut Vec<u8>) -> Result<(), CannotTransform> {
        panic!("{SAID}");
    }
}

/// Gives `left` bytes and then stops.
struct StoppingReader {
    left: Vec<u8>,
}

impl Read for StoppingReader {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        assert!(!self.left.is_empty(), "{SAID}");
        let count = buf.len().min(self.left.len());
        buf[..count].copy_from_slice(&self.left[..count]);
        self.left.drain(..count);
        Ok(count)
    }
}

struct Nothing;
impl Observer for Nothing {}

/// The strict policy; with `stops`, its action for national identity numbers has a defect.
fn shared(stops: bool) -> (Arc<Shared>, Arc<Plans>) {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = Rules::new(rule::builtin(&vocabulary).unwrap());
    let engine = rules.all().unwrap();
    let fields = Fields::builtin(&vocabulary).unwrap();
    let policy = Policy::load(builtin::STRICT, "", &vocabulary).unwrap();
    let mut plan = table::plan(&policy, &vocabulary, &policy.recipients[0], None, &[], None);
    if stops {
        let id = vocabulary.find("US_SOCIAL_SECURITY_NUMBER").unwrap();
        plan.cells[usize::from(id.0)].action = Action::Value(Arc::new(Stops));
    }
    let limits = Limits { frame_bytes: 64, read_bytes: 100, ..Limits::default() };
    (
        Arc::new(Shared { vocabulary, engine, rules, fields, limits, vault: None }),
        Arc::new(Plans::of_one(plan)),
    )
}

/// Redacts to `destination` (`-` is standard output) with a defect; gives the exit code.
fn broken(defect: &str, destination: &str) -> Result<Summary> {
    obelus::cli::hide_panic_messages();
    let (shared, plans) = shared(defect == "worker");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let text = canaries::log(20);
    let reader: Box<dyn Read + Send> = match defect {
        "reader" => Box::new(StoppingReader { left: text }),
        _ => Box::new(std::io::Cursor::new(text)),
    };
    let run = |sink: &mut dyn Sink| {
        pipeline::run(
            &shared,
            &pool,
            4,
            reader,
            Structure::text(),
            &mut [Output { plans, sink }],
            &mut Nothing,
        )
    };
    if destination == "-" {
        let mut sink = StdoutSink::new(Encoding::default())?;
        let summary = run(&mut sink)?;
        sink.commit()?;
        return Ok(summary);
    }
    let mut sink = FileSink::create(Path::new(destination), Encoding::default())?;
    let summary = run(&mut sink)?;
    sink.commit()?;
    Ok(summary)
}

#[test]
#[ignore = "the others run it in a process of its own"]
fn the_process_with_a_defect() {
    let Ok(task) = std::env::var(TASK) else { return };
    let (defect, destination) = task.split_once(' ').unwrap();
    let code = broken(defect, destination).map_or_else(|e| e.kind().exit_code(), |_| 0);
    std::process::exit(code.into());
}

fn run_broken(defect: &str, destination: &str) -> Run {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "the_process_with_a_defect", "--ignored", "--nocapture"]);
    command.env(TASK, format!("{defect} {destination}")).env("RUST_BACKTRACE", "1");
    run(command, b"")
}

fn destination(name: &str) -> (PathBuf, PathBuf) {
    let directory = directory(name);
    let destination = directory.join("out/anyone/in.log");
    (directory, destination)
}

#[test]
fn a_defect_in_a_worker_or_the_reader_leaves_no_output() {
    for defect in ["worker", "reader"] {
        let (directory, destination) = destination(&format!("panic-{defect}"));
        let ended = run_broken(defect, destination.to_str().unwrap());
        let said = ended.said();
        assert_eq!(ended.code, 70, "{defect}: {said}");
        assert!(said.contains("defect at tests/panic.rs"), "{defect}: it was not reached: {said}");
        assert!(!said.contains(SAID), "{defect}: what a panic says may be a value: {said}");
        assert!(!destination.exists(), "{defect}: the output is not complete");
        nothing_left(defect, &directory);
        holds_none(defect, &ended.stderr, &canaries::values());
    }
}

#[test]
fn a_defect_ends_a_stream_before_anything_that_was_not_examined() {
    for defect in ["worker", "reader"] {
        let ended = run_broken(defect, "-");
        assert_eq!(ended.code, 70, "{defect}: {}", ended.said());
        holds_none(defect, &ended.stdout, &canaries::found_values());
        holds_none(defect, &ended.stderr, &canaries::values());
    }
}

#[test]
fn without_a_defect_the_same_run_is_complete() {
    let (directory, destination) = destination("panic-none");
    let ended = run_broken("none", destination.to_str().unwrap());
    assert_eq!(ended.code, 0, "{}", ended.said());
    let bytes = fs::read(&destination).unwrap();
    assert_eq!(bytes.iter().filter(|b| **b == b'\n').count(), 20 * canaries::CANARIES.len());
    holds_none("none", &bytes, &canaries::found_values());
    nothing_left("none", &directory);
}
