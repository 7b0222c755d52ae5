//! Members that say how long they are are decoded side by side, which shows nowhere.

use std::fs;

use crate::common::{canaries, directory, gunzip, obelus, run, text};
use crate::members::{block, frame};
use crate::{redact, redacted};

/// What files of such members are called, and what makes one.
type Kind = (&'static str, fn(&[u8]) -> Vec<u8>);

const KINDS: [Kind; 2] = [("log.gz", block), ("log.zst", frame)];

const THREADS: [&str; 3] = ["1", "2", "8"];

/// Exit code and text of a redacted file, and of the same as a stream that comes in small pieces.
fn ways(case: &str, name: &str, packed: &[u8], flags: &[&str]) -> Vec<(i32, Vec<u8>)> {
    let file = directory(&format!("codecs-ahead-{case}")).join(name);
    fs::write(&file, packed).unwrap();
    let mut ways = Vec::new();
    for threads in THREADS {
        let flags = [&["--threads", threads], flags].concat();
        let done = run(obelus([&["redact", "--quiet", text(&file)], &flags[..]].concat()), b"");
        ways.push((done.code, done.stdout));
        let done = redact(&[&flags[..], &["--read-size", "5000"]].concat(), packed);
        ways.push((done.code, done.stdout));
    }
    ways
}

fn unpacked(name: &str, packed: &[u8]) -> Vec<u8> {
    if name == "log.gz" { gunzip(packed) } else { zstd::stream::decode_all(packed).unwrap() }
}

#[test]
fn however_many_are_decoded_at_once_the_same_comes_out() {
    let log = canaries::log(1500);
    let wanted = redacted(&log);
    for (name, pack) in KINDS {
        for size in [60_000, 777] {
            let packed: Vec<u8> = log.chunks(size).flat_map(pack).collect();
            for (code, out) in ways("whole", name, &packed, &[]) {
                assert_eq!(code, 0, "{name}");
                assert!(unpacked(name, &out) == wanted, "{name}, members of {size} bytes");
            }
        }
    }
}

#[test]
fn damage_and_limits_are_met_by_any_number_of_threads() {
    let log = canaries::log(300);
    for (name, pack) in KINDS {
        let members: Vec<Vec<u8>> = log.chunks(5000).map(pack).collect();
        let (many, few) = (members.len().to_string(), (members.len() - 1).to_string());
        let whole = members.concat();
        let mut damaged = whole.clone();
        damaged[whole.len() * 2 / 3] ^= 1;
        for (case, packed, flags, wanted) in [
            ("damaged", &damaged[..], &[][..], 3),
            ("cut", &whole[..whole.len() - 50], &[], 3),
            ("many", &whole, &["--max-members", &few], 3),
            ("enough", &whole, &["--max-members", &many], 0),
        ] {
            for (code, _) in ways(case, name, packed, flags) {
                assert_eq!(code, wanted, "{name}, {case}");
            }
        }
    }
}

/// A block that says that it holds less than it does, or more, and one that says it is shorter than it is.
#[test]
fn what_a_member_says_of_itself_is_checked() {
    let log = canaries::log(20);
    for lie in [-1_i64, 1, 1 << 20, -(log.len() as i64)] {
        let mut lying = block(&log);
        let end = lying.len();
        let said = (log.len() as i64 + lie) as u32;
        lying[end - 4..].copy_from_slice(&said.to_le_bytes());
        for (code, _) in ways("lie", "log.gz", &[block(&log), lying, block(&log)].concat(), &[]) {
            assert_eq!(code, 3, "{lie}");
        }
    }
    let mut short = block(&log);
    short[16] -= 1;
    for (code, out) in ways("short", "log.gz", &[block(&log), short, block(&log)].concat(), &[]) {
        assert_eq!(code, 0, "gzip says itself where it ends");
        assert!(unpacked("log.gz", &out) == redacted(&log.repeat(3)));
    }
}
