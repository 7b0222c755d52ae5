//! How fast obelus reads logs, beside a search tool that replaces five patterns.
//!
//!     cargo bench --bench throughput
//!
//! `OBELUS_BENCH_MB` (64) is the size of an input, `OBELUS_BENCH_ROUNDS` (5) the number of rounds.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::expect_used)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

// The bench uses a part of it.
#[allow(dead_code)]
#[path = "../examples/fixtures/generate/mod.rs"]
mod generate;
mod rounds;

use generate::Kind;

/// Email, IPv4, card, telephone and Social Security number, as one alternation: shapes without checks.
const PATTERN: &str = concat!(
    r"(?-u)[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    r"|\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b",
    r"|\b[2-6](?:[ -]?[0-9]){12,18}\b",
    r"|\+[1-9][0-9]{0,2}(?:[ .-]?[0-9]{2,4}){2,4}\b|\(?[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[ .-]?[0-9]{4}\b",
    r"|\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b",
);

/// One line in this many keeps its values in the sparse input.
const SPARSE: usize = 20;

/// One command that reads the input and writes to nowhere.
struct Contender {
    name: String,
    program: &'static str,
    arguments: Vec<String>,
}

impl Contender {
    fn new(name: &str, program: &'static str, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|a| (*a).to_owned()).collect();
        Contender { name: name.to_owned(), program, arguments }
    }

    /// Seconds. A run that failed measures nothing, so it ends the bench.
    fn run(&self, input: &Path) -> f64 {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).arg(input);
        let start = Instant::now();
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let seconds = start.elapsed().as_secs_f64();
        assert!(status.is_ok_and(|s| s.success()), "{} failed", self.name);
        seconds
    }
}

fn contenders() -> Vec<Contender> {
    let obelus = env!("CARGO_BIN_EXE_obelus");
    let cores = std::thread::available_parallelism().map_or(1, usize::from).to_string();
    let mut all = vec![
        Contender::new("obelus redact, 1 thread", obelus, &["redact", "--quiet", "--threads", "1"]),
        Contender::new(
            &format!("obelus redact, {cores} threads"),
            obelus,
            &["redact", "--quiet", "--threads", &cores],
        ),
        Contender::new(&format!("obelus scan, {cores} threads"), obelus, &["scan", "--threads", &cores]),
    ];
    let rg = Command::new("rg").arg("--version").stdout(Stdio::null()).status();
    if rg.is_ok_and(|s| s.success()) {
        let arguments = ["--no-config", "--passthru", "-N", "-r", "[X]", "-e", PATTERN];
        all.push(Contender::new("rg, 5 patterns", "rg", &arguments));
    } else {
        eprintln!("rg is not installed; it is left out");
    }
    all
}

/// A third each of access log, application log and syslog, in blocks that take turns.
fn mixed(path: &Path, bytes: u64) -> std::io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut written = 0;
    let mut block = 1;
    while written < bytes {
        for kind in [Kind::Access, Kind::App, Kind::Auth] {
            written += generate::write(kind, block, 1, &mut out)?;
        }
        block += 1;
    }
    out.flush()?;
    Ok(written)
}

/// The application log and the syslog with one of [`SPARSE`] lines that hold something; a line that holds
/// nothing stays.
fn sparse(path: &Path, bytes: u64) -> std::io::Result<u64> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut written = 0;
    let mut block = 1_000_000;
    let mut holding = 0;
    while written < bytes {
        for kind in [Kind::App, Kind::Auth] {
            let text = generate::generate(kind, block, 4000);
            let labels = text.labels();
            let (mut at, mut label) = (0, 0);
            for line in text.bytes().split_inclusive(|b| *b == b'\n') {
                at += line.len();
                let first = label;
                label += labels[first..].iter().take_while(|l| l.start < at).count();
                holding += usize::from(label > first);
                if label == first || holding.is_multiple_of(SPARSE) {
                    out.write_all(line)?;
                    written += line.len() as u64;
                }
            }
        }
        block += 1;
    }
    out.flush()?;
    Ok(written)
}

fn measure(name: &str, input: &Path, bytes: u64, contenders: &[Contender], count: usize) {
    // Once each without a clock: the input and the programs come into memory.
    for contender in contenders {
        contender.run(input);
    }
    let spreads = rounds::interleaved(count, contenders.len(), |i| contenders[i].run(input));
    let megabytes = bytes as f64 / 1e6;
    let base = spreads.last().expect("there is a contender").median;
    let last = &contenders[contenders.len() - 1].name;
    println!("\n{name}: {megabytes:.1} MB, {count} rounds in turn, seconds");
    println!("{:<28}{:>9}{:>9}{:>9}{:>9}   of {last}", "", "median", "least", "most", "MB/s");
    for (c, s) in contenders.iter().zip(&spreads) {
        let (rate, ratio) = (megabytes / s.median, base / s.median);
        println!("{:<28}{:>9.3}{:>9.3}{:>9.3}{rate:>9.1}{ratio:>8.3}", c.name, s.median, s.least, s.most);
    }
}

fn main() {
    let bytes = rounds::setting("OBELUS_BENCH_MB", 64) * 1_000_000;
    let count = rounds::setting("OBELUS_BENCH_ROUNDS", 5).max(5) as usize;
    let contenders = contenders();
    let make: [(&str, fn(&Path, u64) -> std::io::Result<u64>); 2] =
        [("mixed, dense", mixed), ("sparse", sparse)];
    for (name, make) in make {
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}.log", &name[..5]));
        let written = make(&file, bytes).expect("the input can be written");
        measure(name, &file, written, &contenders, count);
        let _ = fs::remove_file(&file);
    }
}
