//! Damaged input: what is not whole to the last check is withheld, whatever could be decoded of it.

use std::collections::BTreeSet;
use std::fs;

use crate::common::packed::{PACKERS, Packer};
use crate::common::{canaries, clean, directory, files, obelus, run, text};
use crate::{comes_out, redact, redacted};

/// Redacts all `inputs` in one run; says which came out, and that those equal `whole`.
fn came_out(packer: &Packer, name: &str, inputs: Vec<(String, Vec<u8>)>, whole: &[u8]) -> BTreeSet<String> {
    let directory = directory(&format!("codecs-{name}-{}", packer.name));
    let logs = directory.join("logs");
    fs::create_dir_all(&logs).unwrap();
    for (name, bytes) in inputs {
        fs::write(logs.join(name), bytes).unwrap();
    }
    let out = directory.join("out");
    let done = run(obelus(["redact", "--quiet", text(&logs), "-o", text(&out)]), b"");
    clean(name, &done, &directory);
    assert_eq!(done.code, 3, "{}: {}", packer.name, done.said());
    let mut names = BTreeSet::new();
    for file in files(&out) {
        assert!((packer.unpack)(&fs::read(&file).unwrap()) == whole, "{}: not complete", file.display());
        names.insert(file.file_name().unwrap().to_string_lossy().into_owned());
    }
    names
}

fn log() -> Vec<u8> {
    canaries::log(1)
}

#[test]
fn what_is_cut_anywhere_is_withheld() {
    for packer in PACKERS {
        let whole = (packer.pack)(&log());
        let magic = match packer.name {
            "gzip" => 2,
            "bzip2" => 3,
            "lz4" | "zstd" => 4,
            "xz" => 6,
            _ => 10,
        };
        let mut inputs: Vec<_> =
            (magic..whole.len()).map(|n| (format!("cut-{n:04}"), whole[..n].to_vec())).collect();
        let second = [&whole[..], &whole[..]].concat();
        inputs.extend((whole.len() + 1..second.len()).map(|n| (format!("two-{n:04}"), second[..n].to_vec())));
        // The framing format of Snappy has no end, so its streams may stop between two chunks.
        let between = [magic, whole.len() + magic];
        inputs.retain(|(_, bytes)| packer.name != "snappy" || !between.contains(&bytes.len()));
        inputs.push(("whole".to_owned(), whole));
        let names = came_out(packer, "cut", inputs, &redacted(&log()));
        assert_eq!(names, BTreeSet::from(["whole".to_owned()]), "{}", packer.name);
    }
}

#[test]
fn a_flipped_bit_withholds_or_plays_no_part() {
    for packer in PACKERS {
        let whole = (packer.pack)(&log());
        let magic = if packer.name == "gzip" { 2 } else { 3 };
        let inputs: Vec<_> = (magic..whole.len())
            .filter(|at| packer.name != "snappy" && *at >= 6 || *at >= 10 || packer.name == "gzip")
            .map(|at| {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << (at % 8);
                (format!("{at:04}"), flipped)
            })
            .collect();
        let count = inputs.len();
        let names = came_out(packer, "flip", inputs, &redacted(&log()));
        // What a header says of the time and the system is not checked by gzip, nor is the end of the bits of bzip2 and zstd.
        let most = if packer.name == "gzip" { 8 } else { 3 };
        assert!(names.len() <= most && count > 200, "{}: {names:?} of {count}", packer.name);
    }
}

#[test]
fn other_bytes_behind_are_an_error() {
    let wanted = redacted(&log());
    for packer in PACKERS {
        let whole = (packer.pack)(&log());
        for behind in
            [&b"garbage"[..], b"x", &[0; 5], &whole[..3], &log(), b"\x50\x2a\x4d\x18\x09\0\0\0short"]
        {
            if packer.name == "gzip" && behind == [0; 5] {
                continue;
            }
            let done = redact(&[], &[&whole, behind].concat());
            assert_eq!(done.code, 3, "{}: {}", packer.name, behind.escape_ascii());
            assert!(!done.said().contains("garbage"), "{}", done.said());
        }
        // What the formats allow.
        match packer.name {
            "gzip" => comes_out("zeros", packer, &[&whole, &[0; 70_000][..]].concat(), &wanted),
            "xz" => {
                let two = redacted(&[log(), log()].concat());
                comes_out("zeros", packer, &[&whole, &[0; 8][..], &whole, &[0; 4]].concat(), &two);
                assert_eq!(redact(&[], &[&whole, &[0; 6][..], &whole].concat()).code, 3);
            }
            "lz4" | "zstd" => {
                let note = b"\x5a\x2a\x4d\x18\x10\0\0\0ann@example.com\n";
                let noted = [note, &whole[..], note, note].concat();
                comes_out("a note", packer, &noted, &wanted);
                let done = redact(&[], &noted);
                assert!(!done.stdout.windows(4).any(|w| w == b"ann@"), "the note was passed on");
            }
            _ => {}
        }
    }
}
