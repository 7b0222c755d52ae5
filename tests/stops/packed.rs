//! Compressed and encoded inputs that end early or are damaged. What was decoded of them shows in what a scan reports before it fails.

use std::io::Read;

use flate2::bufread::GzDecoder;

use crate::common::packed::PACKERS;
use crate::common::random::Random;
use crate::common::{gzip, obelus, run};
use crate::however_cut;

const SCAN: [&str; 6] = ["scan", "--quiet", "--format", "jsonl", "--input-format", "text"];

/// Lines that do not repeat themselves.
fn text(lines: usize) -> Vec<u8> {
    let mut random = Random::new(7);
    let line = |_| format!("{:x} user{}@example.com\n", random.next(), random.below(1_000_000));
    (0..lines).map(line).collect::<String>().into_bytes()
}

/// All that another decoder makes of `bytes`.
fn made(bytes: &[u8]) -> Vec<u8> {
    let (mut decoder, mut made, mut byte) = (GzDecoder::new(bytes), Vec::new(), [0]);
    while let Ok(1) = decoder.read(&mut byte) {
        made.push(byte[0]);
    }
    made
}

fn scanned(input: &[u8]) -> Vec<u8> {
    run(obelus([&SCAN[..], &["-"]].concat()), input).stdout
}

#[test]
fn all_lines_before_the_end_of_a_cut_or_damaged_input_are_looked_at() {
    let text = text(4000);
    let packed = gzip(&text);
    // Text as it is, and then a block of a kind that there is not.
    let plain = &text[..50_000];
    let length = (plain.len() as u16).to_le_bytes();
    let mut damaged = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\0".to_vec();
    damaged.extend([length[0], length[1], !length[0], !length[1]]);
    damaged.extend(plain);
    damaged.push(7);
    for (what, input) in [("cut", &packed[..packed.len() / 2]), ("damaged", &damaged)] {
        let done = however_cut(what, &SCAN, input, 3);
        let made = made(input);
        let lines = made.iter().rposition(|b| *b == b'\n').unwrap() + 1;
        assert!(lines > 10_000 && made.len() > lines, "{what}: {lines}");
        assert!(done.stdout == scanned(&made[..lines]), "{what}");
    }
}

#[test]
fn every_codec_fails_in_the_same_place_however_much_is_read() {
    // Several blocks of every codec, so that there is something before the fault.
    let text = text(30_000);
    for packer in PACKERS {
        let packed = (packer.pack)(&text);
        let whole = scanned(&packed);
        for fault in ["cut", "damaged"] {
            let mut input = packed.clone();
            match fault {
                "cut" => input.truncate(packed.len() * 3 / 4),
                _ => input[packed.len() * 3 / 4..][..8].fill(0x55),
            }
            let what = format!("{}, {fault}", packer.name);
            let done = however_cut(&what, &SCAN, &input, 3);
            // What comes out of a damaged block is not known to be that before its check.
            let same = whole.iter().zip(&done.stdout).take_while(|(a, b)| a == b).count();
            let is_front = same == done.stdout.len() && same < whole.len();
            assert!(same > whole.len() / 4 && (fault == "damaged" || is_front), "{what}: {same}");
        }
    }
}

#[test]
fn members_side_by_side_fail_in_the_same_place() {
    let text = text(3000);
    let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
    let parts: Vec<Vec<u8>> = lines.chunks(100).map(<[&[u8]]>::concat).collect();
    for (name, pack) in [("gzip", members::block as fn(&[u8]) -> Vec<u8>), ("zstd", members::frame)] {
        let mut packed: Vec<Vec<u8>> = parts.iter().map(|part| pack(part)).collect();
        let middle = packed[20].len() / 2;
        packed[20][middle..][..4].fill(0x55);
        let done = however_cut(name, &SCAN, &packed.concat(), 3);
        assert!(done.stdout.starts_with(&scanned(&parts[..20].concat())), "{name}");
    }
}

#[path = "../common/members.rs"]
mod members;

#[test]
fn what_looks_like_another_charset_ends_behind_the_lines_before_it() {
    let wide = |said: &str| said.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let text = String::from_utf8(text(2000)).unwrap();
    let input =
        [wide(&text), b"plain text that another program has appended\n".repeat(9), wide(&text)].concat();
    let arguments = ["redact", "--quiet", "--charset", "utf-16le"];
    let wanted = run(obelus([&arguments[..], &["-"]].concat()), &wide(&text));
    let done = however_cut("utf-16", &arguments, &input, 3);
    assert!(wanted.code == 0 && done.stdout == wanted.stdout);
}
