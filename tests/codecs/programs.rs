//! Other programs: what they packed is read, and what is written they read.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::packed::PACKERS;
use crate::common::{Started, canaries, directory, have, text};
use crate::{comes_out, redact, redacted};

/// Packed by `bzip2`, `gzip`, `lz4`, `xz` and `zstd` of Debian 13 from `log.txt`, some with flags for what their formats have
/// beside the usual. The one for Snappy is put together by hand.
const MADE: &[&str] = &[
    "log.bz2",
    "log.gz",
    "log.lz4",
    "log-blocks.lz4",
    "log.sz",
    "log.xz",
    "log-blocks.xz",
    "log-sha256.xz",
    "log.zst",
    "log-best.zst",
    "log-pzstd.zst",
];

#[test]
fn what_other_programs_packed_is_read() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codecs/made");
    let wanted = redacted(&fs::read(directory.join("log.txt")).unwrap());
    for name in MADE {
        let extension = name.rsplit_once('.').unwrap().1;
        let packer = PACKERS.iter().find(|p| p.extension == extension).unwrap();
        comes_out(name, packer, &fs::read(directory.join(name)).unwrap(), &wanted);
    }
    let there = fs::read_dir(directory).unwrap().count();
    assert_eq!(there, MADE.len() + 1);
}

/// Python's standard library has readers of three of them.
#[test]
fn python_reads_what_is_written() {
    if !have("python3") {
        return;
    }
    for (name, module) in [("bzip2", "bz2"), ("gzip", "gzip"), ("xz", "lzma")] {
        let packer = PACKERS.iter().find(|p| p.name == name).unwrap();
        let log = canaries::log(3000);
        let done = redact(&[], &(packer.pack)(&log));
        let program = format!(
            "import sys,{module}\nsys.stdout.buffer.write({module}.decompress(sys.stdin.buffer.read()))"
        );
        let read = through(Command::new("python3").args(["-c", &program]), &done.stdout);
        assert!(read == redacted(&log), "{name}");
    }
}

fn through(command: &mut Command, input: &[u8]) -> Vec<u8> {
    let command = std::mem::replace(command, Command::new("true"));
    let mut started = Started::new(command, Stdio::piped());
    started.write(input);
    let done = started.finish();
    assert_eq!(done.code, 0, "{}", done.said());
    done.stdout
}

#[test]
#[ignore = "full tier"]
fn the_programs_read_what_is_written_and_are_read() {
    let directory = directory("codecs-programs");
    for (name, flags) in [
        ("bzip2", &["-1"][..]),
        ("bzip2", &["-9"]),
        ("gzip", &["-9"]),
        ("lz4", &["-1"]),
        ("lz4", &["-9", "-B4", "-BX"]),
        ("xz", &["-1"]),
        ("xz", &["-6", "-T2", "--block-size=100000"]),
        ("zstd", &["-1"]),
        ("zstd", &["-19", "-T2"]),
    ] {
        if !have(name) {
            continue;
        }
        let log = canaries::log(20_000);
        let plain = directory.join(format!("{name}.log"));
        fs::write(&plain, &log).unwrap();
        let packed = through(Command::new(name).args(flags).args(["-c", text(&plain)]), b"");
        let done = redact(&[], &packed);
        assert_eq!(done.code, 0, "{name} {flags:?}: {}", done.said());
        assert!(
            through(Command::new(name).args(["-dc"]), &done.stdout) == redacted(&log),
            "{name} {flags:?}"
        );
    }
}
