//! What would take too much is withheld, and says with which flag it is not.

use std::io::Write;

use crate::common::canaries;
use crate::common::packed::PACKERS;
use crate::redact;

/// Members of gzip that hold `megabytes` of nothing much.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    let block = b"quiet words\n".repeat(1 << 18);
    for _ in 0..megabytes / 3 {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn what_holds_many_times_its_size_is_withheld() {
    let done = redact(&[], &bomb(300));
    assert_eq!(done.code, 3, "{}", done.said());
    assert!(done.said().contains("--max-inflation"), "{}", done.said());
    let done = redact(&["--max-inflation", "1000000"], &bomb(300));
    assert_eq!(done.code, 0, "{}", done.said());
    // A small one is nobody's attack.
    assert_eq!(redact(&[], &bomb(30)).code, 0);
}

#[test]
fn more_members_than_allowed_are_withheld() {
    for packer in PACKERS.iter().filter(|p| p.name != "snappy") {
        let three = (packer.pack)(&canaries::log(1)).repeat(3);
        let done = redact(&["--max-members", "2"], &three);
        assert_eq!(done.code, 3, "{}: {}", packer.name, done.said());
        assert!(done.said().contains("--max-members"), "{}: {}", packer.name, done.said());
        assert_eq!(redact(&["--max-members", "3"], &three).code, 0, "{}", packer.name);
    }
}

#[test]
fn a_larger_window_than_allowed_is_withheld() {
    let text = canaries::log(1);
    let zstd = {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        encoder.window_log(24).unwrap();
        encoder.write_all(&text).unwrap();
        encoder.finish().unwrap()
    };
    let xz = {
        let mut options = lzma_rust2::XzOptions::with_preset(1);
        options.lzma_options.dict_size = 16 << 20;
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        encoder.write_all(&text).unwrap();
        encoder.finish().unwrap()
    };
    for (name, packed) in [("zstd", zstd), ("xz", xz)] {
        let done = redact(&[], &packed);
        assert_eq!(done.code, 3, "{name}: {}", done.said());
        assert!(done.said().contains("--max-window"), "{name}: {}", done.said());
        assert_eq!(redact(&["--max-window", "16M"], &packed).code, 0, "{name}");
    }
    let done = redact(&["--max-window", "much"], b"");
    assert_eq!(done.code, 2, "{}", done.said());
}
