//! Formats that cannot be read yet: refused by what they hold, or left out where the user says so, and never copied.

use std::fs;

use crate::common::{canaries, clean, directory, files, gzip, holds_none, obelus, run, text};

/// Beginnings of files, with values behind them.
fn cases() -> Vec<(&'static str, Vec<u8>)> {
    let with = |head: &[u8]| [head, &canaries::log(1)[..]].concat();
    let mut tar = with(&[0; 257]);
    tar[257..262].copy_from_slice(b"ustar");
    let mut state = 1u32;
    let noise = std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    vec![
        ("elf", with(b"\x7fELF")),
        ("parquet", with(b"PAR1")),
        ("pdf", with(b"%PDF-1.7\n")),
        ("png", with(b"\x89PNG\r\n\x1a\n")),
        ("rar", with(b"Rar!\x1a\x07\0")),
        ("sqlite", with(b"SQLite format 3\0")),
        ("tar", tar.clone()),
        ("zip", with(b"PK\x03\x04")),
        ("tar", gzip(&tar)),
        ("7z", with(b"7z\xbc\xaf\x27\x1c")),
        ("unknown", noise.take(5000).collect()),
    ]
}

#[test]
fn what_cannot_be_read_is_refused_with_its_format() {
    for (format, bytes) in cases() {
        for command in ["redact", "scan"] {
            let done = run(obelus([command, "--quiet", "-"]), &bytes);
            assert_eq!(done.code, 3, "{format}: {}", done.said());
            assert!(command == "scan" || done.stdout.is_empty(), "{format}");
            assert!(done.said().contains(format), "{format}: {}", done.said());
            clean(format, &done, &directory("unsupported"));
        }
    }
}

#[test]
fn what_cannot_be_read_is_left_out_where_the_user_says_so() {
    let place = directory("unsupported-skip");
    let (logs, out) = (place.join("logs"), place.join("out"));
    fs::create_dir_all(&logs).unwrap();
    fs::write(logs.join("a.log"), canaries::log(1)).unwrap();
    for (number, (_, bytes)) in cases().into_iter().enumerate() {
        fs::write(logs.join(format!("{number}.bin")), bytes).unwrap();
    }
    let redact = |how: &[&str]| {
        run(obelus([&["redact", text(&logs), "-o", text(&out), "--replace"], how].concat()), b"")
    };
    let names =
        || files(&out.join("anyone")).iter().map(|f| f.file_name().unwrap().to_owned()).collect::<Vec<_>>();
    let done = redact(&["--on-unsupported", "skip"]);
    assert_eq!(done.code, 0, "{}", done.said());
    clean("skip", &done, &place);
    assert_eq!(names(), ["a.log"]);
    let count = cases().len();
    assert!(done.said().contains(&format!("{count} inputs were left out")), "{}", done.said());
    assert!(done.said().contains("zip") && done.said().contains("sqlite"), "{}", done.said());
    // The default, and said.
    for how in [&[][..], &["--on-unsupported", "fail"]] {
        assert_eq!(redact(how).code, 3);
    }
    assert_eq!(redact(&["--on-unsupported", "copy"]).code, 2);
    let scan = run(obelus(["scan", "--on-unsupported", "skip", text(&logs)]), b"");
    assert_eq!(scan.code, 0, "{}", scan.said());
    assert!(scan.said().contains(&format!("{count} inputs were left out")), "{}", scan.said());
    // Damage is no format.
    fs::write(logs.join("b.gz"), &gzip(&canaries::log(1))[..50]).unwrap();
    assert_eq!(redact(&["--on-unsupported", "skip"]).code, 3);
    holds_none("skip", &done.stdout, &canaries::values());
}

#[test]
fn what_looks_like_no_text_is_examined_where_the_user_says_that_it_is() {
    let noise = b"\x01\x02 a\x03".repeat(200);
    let input = [&noise[..], b" mail ann.lee@example.com now\n"].concat();
    let plain = |flags: &[&str]| run(obelus([&["redact", "--quiet", "-"], flags].concat()), &input);
    assert_eq!(plain(&[]).code, 3);
    let done = plain(&["--input-format", "text"]);
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(done.stdout == [&noise[..], b" mail [EMAIL_ADDRESS] now\n"].concat());
}
