//! Scan and redact give exactly what an independent, slow reference gives, however the work is cut.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;

use common::parallel::side_by_side;
use common::random::Random;
use common::{gunzip, gzip, obelus, run};
use obelus::simd::Isa;
use reference::{Reference, Row, generate};

mod common;
#[path = "reference/mod.rs"]
mod reference;

/// The lowest likelihood that is compared, and its confidence: everything.
const LEAST: (&str, u8) = ("very_unlikely", 0);

/// How the work is cut: threads, frame size, read size.
type Cut = [&'static str; 3];

const DEFAULT: Cut = ["2", "262144", "262144"];

/// Far apart from each other and from the defaults.
const SOME_CUTS: [Cut; 5] =
    [DEFAULT, ["1", "64", "65536"], ["8", "64", "7"], ["2", "1000", "1"], ["8", "67108864", "65536"]];

fn every_cut() -> Vec<Cut> {
    let mut cuts = Vec::new();
    for threads in ["1", "2", "8"] {
        for frame in ["64", "1000", "67108864"] {
            cuts.extend(["1", "7", "65536"].map(|read| [threads, frame, read]));
        }
    }
    cuts
}

fn arguments(command: &[&'static str], cut: Cut) -> Vec<&'static str> {
    let [threads, frame, read] = cut;
    let how = ["--threads", threads, "--frame-size", frame, "--read-size", read, "--quiet", "-"];
    [command, &how].concat()
}

/// `text` in gzip members that end at `ends`.
fn members(text: &[u8], ends: &[usize]) -> Vec<u8> {
    let mut made = Vec::new();
    let mut at = 0;
    for end in ends.iter().copied().chain([text.len()]) {
        made.extend(gzip(&text[at..end]));
        at = end;
    }
    made
}

/// Several members, some of them empty or cut inside a value.
fn some_members(text: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut ends: Vec<usize> = (0..5).map(|_| random.below(text.len() + 1)).collect();
    ends.extend([0, text.len()]);
    ends.sort_unstable();
    members(text, &ends)
}

fn rows(jsonl: &[u8]) -> Vec<Row> {
    let row = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| row[key].as_u64().unwrap();
        let name = |key: &str| row[key].as_str().unwrap().to_owned();
        Row {
            start: number("start"),
            end: number("end"),
            info_type: name("info_type"),
            confidence: number("confidence"),
            detector: name("detector"),
            line: number("line"),
            column: number("column"),
        }
    };
    std::str::from_utf8(jsonl).unwrap().lines().map(row).collect()
}

/// Where `got` and `wanted` begin to differ, with what stands there.
fn difference(got: &[u8], wanted: &[u8]) -> Option<String> {
    if got == wanted {
        return None;
    }
    let at = got.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let near = |bytes: &[u8]| {
        let window = &bytes[at.saturating_sub(80).min(bytes.len())..bytes.len().min(at + 80)];
        window.escape_ascii().to_string()
    };
    Some(format!("from byte {at} on:\n  got    {}\n  wanted {}", near(got), near(wanted)))
}

/// Says how scan and redact differ from the reference for `text`, for each of `cuts`.
fn differences(reference: &Reference, text: &[u8], cuts: &[Cut]) -> Result<(), String> {
    let encoded: [(&str, &dyn Fn() -> Vec<u8>); 3] = [
        ("plain", &|| text.to_vec()),
        ("one gzip member", &|| gzip(text)),
        ("several gzip members", &|| some_members(text, text.len() as u64)),
    ];
    let wanted = reference.redact(text);
    let (wanted_rows, scan_limited) = reference.scan(text, LEAST.1);
    for (round, (name, encode)) in encoded.into_iter().enumerate() {
        let input = encode();
        let mut first: Option<(Vec<u8>, Vec<u8>)> = None;
        for (number, cut) in cuts.iter().enumerate() {
            // Every cut with other instructions each time: all of them have to agree. Pieces of long lines are the
            // same for all of them, and take long with the least.
            let is_long = text.len() > obelus::limits::LINE_WHOLE_BYTES;
            let isa = if is_long { Isa::Avx512 } else { Isa::ALL[(round + number) % Isa::ALL.len()] };
            let how = format!("{name}, {isa:?}, threads, frame and read size {cut:?}");
            // Some texts look like known logs, whose values have names as well.
            let text = ["--input-format", "text"];
            let command = ["scan", text[0], text[1], "--format", "jsonl", "--min-likelihood", LEAST.0];
            let with = |command: &[&'static str]| {
                let mut command = obelus(arguments(command, *cut));
                command.env(obelus::cli::SIMD, isa.name());
                command
            };
            let scan = run(with(&command), &input);
            let redact = run(with(&["redact", text[0], text[1]]), &input);
            let codes = (scan.code, redact.code);
            let wanted_codes = (3 * i32::from(scan_limited), 3 * i32::from(wanted.limited));
            let said = scan.said() + &redact.said();
            if codes != wanted_codes {
                return Err(format!("{how}: exits {codes:?} instead of {wanted_codes:?}: {said}"));
            }
            match &first {
                Some((rows, bytes)) => {
                    for (got, before) in [(&scan.stdout, rows), (&redact.stdout, bytes)] {
                        if let Some(d) = difference(got, before) {
                            return Err(format!("{how}: not as with {:?}: {d}", cuts[0]));
                        }
                    }
                }
                None => {
                    compare_rows(&rows(&scan.stdout), &wanted_rows).map_err(|d| format!("{how}: {d}"))?;
                    let plain = if name == "plain" { redact.stdout.clone() } else { gunzip(&redact.stdout) };
                    if let Some(d) = difference(&plain, &wanted.bytes) {
                        return Err(format!("{how}: redact differs {d}"));
                    }
                    first = Some((scan.stdout, redact.stdout));
                }
            }
        }
    }
    Ok(())
}

fn compare_rows(got: &[Row], wanted: &[Row]) -> Result<(), String> {
    let at = got.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    if got.len() == wanted.len() && at == got.len() {
        return Ok(());
    }
    Err(format!("scan differs at row {at}:\n  got    {:?}\n  wanted {:?}", got.get(at), wanted.get(at)))
}

fn agree(reference: &Reference, what: &str, text: &[u8], cuts: &[Cut]) {
    if let Err(difference) = differences(reference, text, cuts) {
        panic!("{what}: {difference}");
    }
}

fn seed_text(seed: u64) -> Vec<u8> {
    generate::lines(&mut Random::new(seed), 2000)
}

/// Compares the texts of many seeds as one input; on a difference, looks for the seed that shows it alone.
fn agree_on_seeds(seeds: std::ops::Range<u64>, cuts: &[Cut]) {
    let reference = Reference::new();
    let mut all = Vec::new();
    for seed in seeds.clone() {
        all.extend(seed_text(seed));
        all.push(b'\n');
    }
    let Err(whole) = differences(&reference, &all, cuts) else { return };
    for seed in seeds {
        if let Err(one) = differences(&reference, &seed_text(seed), cuts) {
            panic!("seed {seed}: {one}");
        }
    }
    panic!("all seeds together: {whole}");
}

#[test]
fn every_way_of_cutting_gives_what_the_reference_gives() {
    agree(&Reference::new(), "all borders", &generate::all_borders(), &every_cut());
}

#[test]
fn random_texts_give_what_the_reference_gives() {
    agree_on_seeds(0..100, &SOME_CUTS);
}

#[test]
#[ignore = "full tier"]
fn many_more_random_texts_give_what_the_reference_gives() {
    for start in (100..20_300).step_by(400) {
        agree_on_seeds(start..(start + 400).min(20_300), &SOME_CUTS);
    }
    agree_on_seeds(20_300..20_600, &every_cut());
}

#[test]
fn inputs_of_every_awkward_size_give_what_the_reference_gives() {
    let reference = Reference::new();
    let text = generate::all_borders();
    side_by_side(&[0, 1, 2, 63, 64, 65, 127, 128, 129, 999, 1000, 1001], |size| {
        agree(&reference, &format!("{size} bytes"), &text[..*size], &SOME_CUTS);
        // The same with the last value against the very end.
        agree(&reference, &format!("last {size} bytes"), &text[text.len() - size..], &SOME_CUTS[..3]);
    });
    // Overlapping values, together longer than what is replaced as one.
    let chain = "x".to_owned() + &"@aa.bb".repeat(12_000) + " 192.0.2.17\n";
    agree(&reference, "a long chain", chain.as_bytes(), &SOME_CUTS[..3]);
}

#[test]
fn fixtures_give_what_the_reference_gives() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let reference = Reference::new();
    for file in common::files(&directory) {
        let wanted = file.extension().is_some_and(|e| e == "log" || e == "txt");
        if wanted && file.parent() == Some(&directory) {
            agree(&reference, &file.display().to_string(), &fs::read(&file).unwrap(), &SOME_CUTS[..3]);
        }
    }
}

/// Each of the numbers is one only once that before it is a marker.
fn chain(numbers: usize) -> String {
    (0..numbers).map(|n| format!("+1650555012{n}")).collect::<Vec<_>>().concat()
}

#[test]
fn lines_that_take_unlike_numbers_of_rounds_give_what_the_reference_gives() {
    let reference = Reference::new();
    let most = obelus::limits::SEAM_ROUNDS_MAX;
    let mut random = Random::new(11);
    let mut text = Vec::new();
    for _ in 0..300 {
        let numbers = random.below(most + 3);
        match random.below(4) {
            0 => text.extend_from_slice(chain(numbers).as_bytes()),
            // What is found on the way stands on both sides of what stays.
            1 => text.extend_from_slice(format!("a {} b {} c", chain(numbers), chain(2)).as_bytes()),
            2 => text.extend(generate::dense(&mut random, 100)),
            _ => text.extend_from_slice(b"nothing in it"),
        }
        text.extend_from_slice(random.pick(&["\n", "\n", "\r\n", "\n\n"]).as_bytes());
    }
    text.extend_from_slice(chain(3).as_bytes());
    let rounds = reference.redact(&text).rounds;
    for count in 0..=most + 1 {
        assert!(rounds.iter().filter(|n| **n == count).count() > 5, "too few lines take {count} rounds");
    }
    agree(&reference, "lines of many depths", &text, &SOME_CUTS);
}

#[test]
fn values_that_take_unlike_numbers_of_rounds_give_what_the_reference_gives() {
    let reference = Reference::new();
    let mut random = Random::new(12);
    let (mut input, mut wanted) = (String::new(), String::new());
    for _ in 0..300 {
        let numbers = random.below(obelus::limits::SEAM_ROUNDS_MAX + 1);
        let value = match random.below(5) {
            // Two of these are a value where nothing stands between them.
            4 => format!("100.4 {} 198.51.", chain(numbers)),
            0 => chain(obelus::limits::SEAM_ROUNDS_MAX + 1),
            1 => chain(numbers),
            // Decoded, and more than one line.
            2 => format!("\"{}\"\nb {} c\n", chain(numbers), chain(2)),
            _ => format!("a {}", chain(numbers)),
        };
        let redacted = String::from_utf8(reference.redact(value.as_bytes()).bytes).unwrap();
        for (text, value) in [(&mut input, value), (&mut wanted, redacted)] {
            text.push_str(&serde_json::json!({"x": value, "y": 1}).to_string());
            text.push('\n');
        }
    }
    for cut in SOME_CUTS {
        let got = run(obelus(arguments(&["redact", "--input-format", "jsonl"], cut)), input.as_bytes());
        assert_eq!(got.code, 3, "{cut:?}: {}", got.said());
        assert_eq!(difference(&got.stdout, wanted.as_bytes()), None, "{cut:?}");
    }
}

/// How far before the end of a piece it is cut at the latest.
fn reach(reference: &Reference) -> usize {
    reference.longest_match() + obelus::limits::CONTEXT_BYTES + 1
}

const LONG_LINE_CUTS: [Cut; 2] = [DEFAULT, ["8", "64", "65536"]];

/// Long lines of values that stand apart, as many as a random number gives; of these, `lines` are compared.
fn agree_on_apart(lines: std::ops::Range<usize>) {
    let reference = Reference::new();
    let mut random = Random::new(1);
    for line in 0..lines.end {
        let text = generate::long_line(&mut random, 3 << 20, reach(&reference), generate::apart);
        if lines.contains(&line) {
            let rounds = reference.redact(&text).rounds;
            assert!(rounds.iter().all(|n| *n < 2), "line {line} belongs into the next test");
            agree(&reference, &format!("long line {line}"), &text, &LONG_LINE_CUTS);
        }
    }
}

#[test]
fn long_lines_give_what_the_reference_gives() {
    agree_on_apart(0..1);
}

#[test]
#[ignore = "full tier"]
fn more_long_lines_give_what_the_reference_gives() {
    agree_on_apart(1..12);
}

/// Long lines of values that touch, as many as a random number gives; of these, `lines` are compared.
fn agree_on_touching(lines: std::ops::Range<usize>) {
    let reference = Reference::new();
    let mut random = Random::new(2);
    for line in 0..lines.end {
        let text = generate::long_line(&mut random, 3 << 20, reach(&reference), generate::dense);
        if lines.contains(&line) {
            agree(&reference, &format!("long line {line}"), &text, &LONG_LINE_CUTS);
        }
    }
}

#[test]
fn long_lines_with_values_that_touch_give_what_the_reference_gives() {
    agree_on_touching(0..1);
}

#[test]
#[ignore = "full tier"]
fn more_long_lines_with_values_that_touch_give_what_the_reference_gives() {
    agree_on_touching(1..24);
}

/// A line in which a piece ends `before` bytes behind the start of `value`.
fn across_the_border(reference: &Reference, before: usize, value: &str) -> Vec<u8> {
    let cut = obelus::limits::LINE_WHOLE_BYTES - reach(reference);
    format!("{}{value}{}", " ".repeat(cut - before), " ".repeat(20_000)).into_bytes()
}

#[test]
fn what_stands_before_the_border_of_two_pieces_counts() {
    let reference = Reference::new();
    let far = format!("phone{}2125550144", " ".repeat(obelus::limits::CONTEXT_BYTES - 5));
    for (before, value) in [
        (1, "x212-555-0142"),
        (8, "_\u{e9}12.34.192.0.2.17"),
        (6, "phone 2125550144"),
        (far.len() - 10, &far),
    ] {
        agree(&reference, value, &across_the_border(&reference, before, value), &LONG_LINE_CUTS);
    }
}

/// Short enough to see at a glance: each is redacted one way in a short line and another way where it
/// stands across the border of two pieces.
#[test]
fn the_second_look_sees_across_the_border_of_two_pieces() {
    let reference = Reference::new();
    let address = format!("a@b.{}", "x".repeat(63));
    let cases = [
        // The address of the page is a value only once the number before it is a marker.
        (22, "212-555-0143http://example.com/a?uid=7".to_owned()),
        // So is the number behind the longest label a domain can have.
        (address.len(), format!("{address}536-22-8726")),
        // A letter before the border keeps the number behind it from being one.
        (1, "x212-555-0142 192.0.2.17".to_owned()),
    ];
    for (before, value) in cases {
        agree(&reference, &value, &across_the_border(&reference, before, &value), &[DEFAULT]);
    }
}

#[test]
fn lines_about_as_long_as_a_piece_give_what_the_reference_gives() {
    let reference = Reference::new();
    let piece = obelus::limits::LINE_WHOLE_BYTES;
    for length in [piece - 1, piece, piece + 1] {
        for end in [&b""[..], b"\n", b"\r\nnext 192.0.2.17\n"] {
            let mut line = b" ".repeat(length - 40);
            line.splice(..19, *b"ann.lee@example.com");
            line.extend_from_slice(b"                              192.0.2.17");
            line.extend_from_slice(end);
            agree(&reference, &format!("{length} bytes"), &line, &LONG_LINE_CUTS);
        }
    }
}

#[test]
fn a_value_longer_than_a_piece_withholds_the_input() {
    let value = format!("Cookie: a={} 192.0.2.17", "b".repeat(3 << 20));
    for before in ["", "x ", "line\n", &" ".repeat(700_000)] {
        for cut in LONG_LINE_CUTS {
            let got = run(obelus(arguments(&["redact"], cut)), format!("{before}{value}\n").as_bytes());
            assert_eq!(got.code, 3, "{}", got.said());
            assert!(before.as_bytes().starts_with(&got.stdout), "nothing of the value may be written");
        }
    }
}
