//! What is put beside what.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Settings;
use obelus::decode::codec::CODECS;

use crate::child;
use crate::compare;
use crate::contender::{Contender, is_installed};
use crate::corpora::Corpus;
use crate::density;
use crate::measure::{Of, measure, measure_of};
use crate::peers;
use crate::stages;
use crate::views;

/// A name and what is done under it.
pub type Mode = (&'static str, fn(&Settings));

/// Every mode.
pub static ALL: &[Mode] = &[
    ("densities", densities),
    ("five", five),
    ("hundred", hundred),
    ("shipped", shipped),
    ("structured", structured),
    ("codecs", codecs),
    ("stages", stages),
    ("views", views),
    ("allocations", allocations),
];

/// Outputs are compared over so much of an input at most.
const COMPARED_BYTES: u64 = 16_000_000;

fn densities(settings: &Settings) {
    for corpus in settings.corpora(&Corpus::ALL) {
        density::print(corpus.name(), &settings.file(corpus)).expect("the input can be read");
    }
}

fn obelus(rules: &str, threads: usize) -> Contender {
    let name = match threads {
        1 => format!("obelus, {rules} rules"),
        n => format!("obelus, {rules} rules, {n} threads"),
    };
    Contender::child(&name, &["redact", rules, &threads.to_string()])
}

fn markers(peers: &[peers::Peer]) -> Vec<String> {
    let mut names: Vec<String> = peers.iter().map(|p| p.marker.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// ripgrep with the same patterns, each of its own `-e`.
fn ripgrep() -> Vec<Contender> {
    if !is_installed("rg") {
        eprintln!("rg is not installed; it is left out (Debian: ripgrep)");
        return Vec::new();
    }
    let with = |name: &str, how: &[&str]| {
        let mut arguments = vec!["--no-config", "--no-unicode", "--text", "--no-line-number"];
        arguments.extend(how);
        let peers = peers::five();
        for peer in &peers {
            arguments.extend(["-e", &peer.pattern]);
        }
        Contender::searching(name, "rg", &arguments)
    };
    vec![
        with("rg --passthru -r", &["--passthru", "-r", "[X]"]),
        with("rg --count-matches", &["--count-matches"]),
    ]
}

/// Hyperscan's contender, built now.
fn hyperscan() -> Option<Contender> {
    let program: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hyperscan");
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/build");
    let built = Command::new(build).arg(&program).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !built.is_ok_and(|s| s.success()) {
        eprintln!("Hyperscan or a C compiler is not installed; it is left out (Debian: libhyperscan-dev)");
        return None;
    }
    Some(Contender::new("Hyperscan", program, &[peers::five_file().to_string_lossy()]))
}

fn five(settings: &Settings) {
    let mut all = vec![obelus("five", 1), Contender::child("regex automaton", &["automaton", "five"])];
    all.extend(hyperscan());
    all.extend(ripgrep());
    all.push(Contender::new("wc -l", "wc", &["-l"]));
    all.push(Contender::new::<&str>("cat", "cat", &[]));
    all.push(obelus("five", 2));
    let redacting: Vec<&Contender> =
        all.iter().filter(|c| !["rg --count-matches", "wc -l", "cat"].contains(&c.name.as_str())).collect();
    for corpus in settings.corpora(&Corpus::ALL) {
        let part = corpus.file(settings.bytes.min(COMPARED_BYTES)).expect("the input can be written");
        compare::print(&redacting, &part, &markers(&peers::five()));
        let measured = measure(&all, &settings.file(corpus), settings.rounds);
        measured.print(corpus.name());
        measured.print_ratios();
        if let Some(ratio) = measured.ratio(&obelus("five", 2).name, &obelus("five", 1).name, Of::Wall) {
            println!("2 threads are {ratio:.2} times as fast on the clock as 1");
        }
    }
}

fn hundred(settings: &Settings) {
    let all = [obelus("hundred", 1), Contender::child("regex automaton, hundred", &["automaton", "hundred"])];
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rules/hundred.toml");
    for corpus in settings.corpora(&Corpus::ALL) {
        let part = corpus.file(settings.bytes.min(COMPARED_BYTES)).expect("the input can be written");
        compare::print(&[&all[0], &all[1]], &part, &markers(&peers::of_rules(&rules)));
        let measured = measure(&all, &settings.file(corpus), settings.rounds);
        measured.print(corpus.name());
        measured.print_ratios();
    }
}

fn shipped(settings: &Settings) {
    let all = [
        Contender::shipped("obelus redact", "redact", "text", 1),
        obelus("five", 1),
        Contender::shipped("obelus scan", "scan", "text", 1),
        Contender::shipped("obelus redact, 2 threads", "redact", "text", 2),
    ];
    for corpus in settings.corpora(&Corpus::ALL) {
        let measured = measure(&all, &settings.file(corpus), settings.rounds);
        measured.print(corpus.name());
        measured.print_ratios();
        if let Some(ratio) = measured.ratio(&all[3].name, &all[0].name, Of::Wall) {
            println!("2 threads are {ratio:.2} times as fast on the clock as 1");
        }
    }
}

fn structured(settings: &Settings) {
    for corpus in settings.corpora(&Corpus::NAMED) {
        let one = |command: &str, format: &str| {
            Contender::shipped(&format!("{command} as {format}"), command, format, 1)
        };
        let format = corpus.name();
        let all = [one("redact", format), one("redact", "text"), one("scan", format), one("scan", "text")];
        let measured = measure(&all, &settings.file(corpus), settings.rounds);
        measured.print(corpus.name());
        for pair in all.chunks(2) {
            if let Some(ratio) = measured.ratio(&pair[0].name, &pair[1].name, Of::Cpu) {
                println!("{} is {ratio:.3} x {}", pair[0].name, pair[1].name);
            }
        }
    }
}

/// Processor time for a MB of what is packed: to undo it, to scan it, and to scan the same as it is.
fn codecs(settings: &Settings) {
    let plain = settings.file(Corpus::Logs);
    let scan = Contender::shipped("scan", "scan", "text", 1);
    for codec in CODECS {
        let packed = plain.with_extension(&codec.extension[1..]);
        child::pack(codec, &plain, &packed).expect("the input can be packed");
        let decode = Contender::child("decode", &["decode"]);
        let all = [decode, scan.clone(), scan.with(&plain, "scan of the same as it is")];
        let measured = measure_of(&all, &packed, &plain, settings.rounds);
        measured.print(codec.name);
        measured.print_ratios();
    }
}

/// The stages one by one, then the whole beside them: what that takes more is frames, threads and the sink.
fn stages(settings: &Settings) {
    stages::explain();
    for corpus in settings.corpora(&Corpus::ALL) {
        let input = settings.file(corpus);
        for rules in ["five", "shipped", "hundred"] {
            stages::print(corpus.name(), rules, &input, settings.rounds).expect("the input can be read");
            let all = [
                Contender::child("pipeline, nothing written", &["scan", rules]),
                Contender::child("pipeline, redacted", &["redact", rules, "1"]),
            ];
            measure(&all, &input, settings.rounds).print(&format!("{}, {rules} rules", corpus.name()));
        }
    }
}

fn views(settings: &Settings) {
    println!(
        "\nwith views and without, in turn, processor time of one thread, {} rounds:\n",
        settings.rounds
    );
    println!("| {:<6} | {:<15} | {:>9} | {:>9} | times as long |", "", "us per MB", "without", "with");
    println!("|---|---|--:|--:|---|");
    for corpus in settings.corpora(&Corpus::ALL) {
        views::print(corpus.name(), &settings.file(corpus), settings.rounds).expect("the input can be read");
    }
}

fn allocations(settings: &Settings) {
    println!("\nallocations of a redacting run with one thread, per MB of input, set-up left out:");
    for corpus in settings.corpora(&Corpus::ALL) {
        for rules in ["five", "shipped"] {
            let input = settings.file(corpus);
            let (calls, bytes) = crate::contender::allocations(rules, &input);
            let megabytes = std::fs::metadata(&input).expect("there is an input").len() as f64 / 1e6;
            println!(
                "| {:<6} | {rules:<8} | {:>10.1} | {:>12.0} bytes |",
                corpus.name(),
                calls as f64 / megabytes,
                bytes as f64 / megabytes
            );
        }
    }
}
