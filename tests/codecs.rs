//! Compressed inputs: read whole or withheld, and written back as what they were.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "codecs/ahead.rs"]
mod ahead;
mod common;
#[path = "codecs/damage.rs"]
mod damage;
#[path = "codecs/limits.rs"]
mod limits;
#[path = "common/members.rs"]
mod members;
#[path = "codecs/programs.rs"]
mod programs;

use common::packed::{PACKERS, Packer};
use common::{Run, canaries, obelus, run};
use obelus::decode::codec::CODECS;

/// Redacts what `input` holds.
fn redact(flags: &[&str], input: &[u8]) -> Run {
    run(obelus([&["redact", "--quiet", "-"], flags].concat()), input)
}

/// What a redact without faults gives for `text`.
fn redacted(text: &[u8]) -> Vec<u8> {
    let done = redact(&[], text);
    assert_eq!(done.code, 0, "{}", done.said());
    done.stdout
}

/// Fails when `input` does not come out as `wanted` in the same codec.
fn comes_out(what: &str, packer: &Packer, input: &[u8], wanted: &[u8]) {
    let done = redact(&[], input);
    assert_eq!(done.code, 0, "{what} {}: {}", packer.name, done.said());
    assert!((packer.unpack)(&done.stdout) == wanted, "{what} {}: other bytes", packer.name);
}

#[test]
fn every_codec_has_a_packer_and_the_table_is_sorted() {
    let names: Vec<_> = CODECS.iter().map(|c| c.name).collect();
    assert_eq!(names, PACKERS.iter().map(|p| p.name).collect::<Vec<_>>());
    assert!(names.is_sorted());
    for (codec, packer) in CODECS.iter().zip(PACKERS) {
        assert_eq!(codec.extension, format!(".{}", packer.extension));
        assert!((packer.pack)(b"x").starts_with(codec.magic));
    }
}

#[test]
fn members_cut_anywhere_give_the_same_text() {
    let text = canaries::log(2);
    let wanted = redacted(&text);
    for packer in PACKERS {
        comes_out("whole", packer, &(packer.pack)(&text), &wanted);
        for cut in (0..text.len()).step_by(97) {
            let members = [&text[..cut], &text[cut..cut], &text[cut..]].map(packer.pack).concat();
            comes_out(&format!("cut at {cut}"), packer, &members, &wanted);
        }
    }
}

#[test]
fn nothing_comes_out_as_nothing() {
    for packer in PACKERS {
        let done = redact(&[], &(packer.pack)(b"x"));
        assert_eq!((done.code, (packer.unpack)(&done.stdout)), (0, b"x".to_vec()), "{}", packer.name);
        if packer.name != "snappy" {
            let done = redact(&[], &(packer.pack)(b""));
            assert_eq!(done.code, 0, "{}: {}", packer.name, done.said());
            assert!(!done.stdout.is_empty() && (packer.unpack)(&done.stdout).is_empty(), "{}", packer.name);
        }
    }
    let nothing = b"\xff\x06\0\0sNaPpY";
    assert_eq!(redact(&[], nothing).stdout, nothing);
}

#[test]
fn output_does_not_depend_on_frames_reads_or_threads() {
    let text = canaries::log(2500);
    assert!(text.len() > 600_000);
    for packer in PACKERS {
        let input = (packer.pack)(&text);
        let wanted = redact(&[], &input);
        assert_eq!(wanted.code, 0, "{}: {}", packer.name, wanted.said());
        for how in [["--threads", "1"], ["--frame-size", "5000"], ["--read-size", "777"]] {
            assert!(redact(&how, &input).stdout == wanted.stdout, "{}, {how:?}", packer.name);
        }
    }
}

#[test]
fn a_table_is_read_by_its_name_behind_that_of_its_codec() {
    let directory = common::directory("codecs-table");
    for packer in PACKERS {
        let file = directory.join(format!("people.csv.{}", packer.extension));
        std::fs::write(&file, (packer.pack)(b"id,email\n1,\"ann@example.com\"\"x\"\n")).unwrap();
        let done = run(obelus(["redact", "--quiet", common::text(&file)]), b"");
        let wanted = b"id,email\n1,\"[EMAIL_ADDRESS]\"\n";
        assert_eq!((done.code, (packer.unpack)(&done.stdout)), (0, wanted.to_vec()), "{}", packer.name);
    }
}

#[test]
fn what_is_compressed_twice_is_refused() {
    for outer in PACKERS {
        for inner in PACKERS {
            let done = redact(&[], &(outer.pack)(&(inner.pack)(&canaries::log(1))));
            let what = format!("{} in {}", inner.name, outer.name);
            assert_eq!((done.code, done.stdout.len()), (3, 0), "{what}: {}", done.said());
            assert!(done.said().contains("compressed more than once"), "{what}: {}", done.said());
        }
    }
}
