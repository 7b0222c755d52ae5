//! How fast obelus reads logs, beside a search tool that replaces five patterns, and how fast it reads exports as
//! tables and JSON, beside the same bytes as text.
//!
//!     cargo bench --bench throughput [-- dense|sparse|csv|jsonl]
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

/// Writes an input of about so many bytes; says how many.
type Make = fn(&Path, u64) -> std::io::Result<u64>;

/// The name of an input, how it is made, and who reads it.
type Input = (&'static str, Make, fn() -> Vec<Contender>);

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

    /// A run that failed measures nothing, so it ends the bench.
    fn run(&self, input: &Path) -> Cost {
        let mut command = Command::new(self.program);
        command.args(&self.arguments).arg(input);
        let (start, cpu) = (Instant::now(), cpu_of_children());
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let seconds = start.elapsed().as_secs_f64();
        assert!(status.is_ok_and(|s| s.success()), "{} failed", self.name);
        Cost { seconds, cpu: cpu_of_children() - cpu }
    }
}

/// What a run took: on the clock, and of all processors together.
struct Cost {
    seconds: f64,
    cpu: f64,
}

/// Seconds of processor time of the commands that ended, 0 where the system does not say. On a machine with
/// other work this moves less than the clock.
fn cpu_of_children() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    // After the name, in brackets: state is field 3, cutime and cstime are 16 and 17 (proc(5)).
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(13).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
    ticks as f64 / TICKS_PER_SECOND
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
fn dense(path: &Path, bytes: u64) -> std::io::Result<u64> {
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

/// The customers over and over, under one header.
fn csv(path: &Path, bytes: u64) -> std::io::Result<u64> {
    repeated("customers.csv", true, path, bytes)
}

/// The events over and over.
fn jsonl(path: &Path, bytes: u64) -> std::io::Result<u64> {
    repeated("events.jsonl", false, path, bytes)
}

fn repeated(file: &str, header: bool, path: &Path, bytes: u64) -> std::io::Result<u64> {
    let exports = generate::exports(generate::SEED);
    let export = exports.iter().find(|e| e.file == file).expect("there is such an export");
    let head = if header { export.bytes().iter().position(|b| *b == b'\n').map_or(0, |n| n + 1) } else { 0 };
    let (head, rows) = export.bytes().split_at(head);
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(head)?;
    let mut written = head.len() as u64;
    while written < bytes {
        out.write_all(rows)?;
        written += rows.len() as u64;
    }
    out.flush()?;
    Ok(written)
}

/// An export by its fields, and the same bytes as text.
fn structured(format: &str) -> Vec<Contender> {
    let obelus = env!("CARGO_BIN_EXE_obelus");
    let one = |command: &str, format: &str| {
        let arguments = [command, "--quiet", "--threads", "1", "--input-format", format];
        Contender::new(&format!("{command} as {format}, 1 thread"), obelus, &arguments)
    };
    let all = [("scan", format), ("scan", "text"), ("redact", format), ("redact", "text")];
    all.iter().map(|(command, format)| one(command, format)).collect()
}

fn measure(name: &str, input: &Path, bytes: u64, contenders: &[Contender], count: usize) {
    // Once each without a clock: the input and the programs come into memory.
    for contender in contenders {
        contender.run(input);
    }
    let mut cpu = vec![Vec::new(); contenders.len()];
    let spreads = rounds::interleaved(count, contenders.len(), |i| {
        let cost = contenders[i].run(input);
        cpu[i].push(cost.cpu);
        cost.seconds
    });
    let megabytes = bytes as f64 / 1e6;
    let base = spreads.last().expect("there is a contender").median;
    let last = &contenders[contenders.len() - 1].name;
    println!("\n{name}: {megabytes:.1} MB, {count} rounds in turn, seconds");
    println!("{:<26}{:>8}{:>8}{:>8}{:>8}{:>8}   of {last}", "", "median", "least", "most", "CPU", "MB/s");
    for ((c, s), cpu) in contenders.iter().zip(&spreads).zip(cpu) {
        let (rate, ratio) = (megabytes / s.median, base / s.median);
        let cpu = rounds::Spread::of(cpu).median;
        println!(
            "{:<26}{:>8.3}{:>8.3}{:>8.3}{cpu:>8.2}{rate:>8.1}{ratio:>8.3}",
            c.name, s.median, s.least, s.most
        );
    }
}

fn main() {
    let bytes = rounds::setting("OBELUS_BENCH_MB", 64) * 1_000_000;
    let count = rounds::setting("OBELUS_BENCH_ROUNDS", 5).max(5) as usize;
    let inputs: [Input; 4] = [
        ("dense", dense, contenders),
        ("sparse", sparse, contenders),
        ("csv", csv, || structured("csv")),
        ("jsonl", jsonl, || structured("jsonl")),
    ];
    let wanted = std::env::args().skip(1).find(|a| !a.starts_with('-'));
    for (name, make, contenders) in inputs {
        if wanted.as_ref().is_some_and(|w| w != name) {
            continue;
        }
        let contenders = contenders();
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{name}.log"));
        let written = make(&file, bytes).expect("the input can be written");
        measure(name, &file, written, &contenders, count);
        let _ = fs::remove_file(&file);
    }
}
