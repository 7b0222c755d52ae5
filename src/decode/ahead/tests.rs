//! Members side by side are what they are one by one.

#![allow(clippy::unwrap_used)]

use super::*;

#[path = "../../../tests/common/members.rs"]
mod made;

use made::{NOTE, block, frame};

const PARTS: usize = 12;

/// What member `n` holds.
fn part(n: usize) -> Vec<u8> {
    format!("line {n} of ann@example.com\n").repeat(n * 50).into_bytes()
}

fn codec(name: &str) -> &'static Codec {
    crate::decode::codec::CODECS.iter().find(|codec| codec.name == name).unwrap()
}

const LEFT: Left = Left { members: 1000, bytes: 1 << 30 };

fn ahead(name: &str, bytes: &[u8], left: &Left, threads: usize) -> (Vec<Vec<u8>>, u64) {
    let mut source = Source::new(Box::new(Cursor::new(bytes.to_vec())));
    let mut how = Ahead { threads, is_there: true };
    let made = members(codec(name), &mut source, &DecodeLimits::default(), left, &mut how);
    (made, source.taken())
}

fn packed(name: &str) -> Vec<Vec<u8>> {
    (0..PARTS).map(|n| if name == "gzip" { block(&part(n)) } else { frame(&part(n)) }).collect()
}

#[test]
fn all_members_that_are_there_are_decoded_at_once() {
    for name in ["gzip", "zstd"] {
        let packed = packed(name);
        let all = packed.concat();
        for threads in [1, 2, 5, 64] {
            let (made, taken) = ahead(name, &all, &LEFT, threads);
            assert_eq!(made, (0..PARTS).map(part).collect::<Vec<_>>(), "{name}");
            let note = if name == "zstd" { NOTE.len() } else { 0 };
            assert_eq!(taken, (all.len() - note) as u64, "{name}: the last note is left");
        }
        // Wherever the input ends, what is whole comes out and nothing else.
        let mut whole = 0;
        for end in (0..all.len()).step_by(37) {
            let (made, taken) = ahead(name, &all[..end], &LEFT, 3);
            assert_eq!(made, (0..made.len()).map(part).collect::<Vec<_>>(), "{name}, {end}");
            assert!(taken <= end as u64 && made.len() >= whole, "{name}, {end}");
            whole = made.len();
        }
        assert!(whole > PARTS - 2, "{name}: {whole}");
    }
}

#[test]
fn what_is_not_what_it_says_is_left_for_another_reader() {
    for name in ["gzip", "zstd"] {
        let packed = packed(name);
        let front: usize = packed[..5].iter().map(Vec::len).sum();
        let sixth = packed[5].len() - if name == "zstd" { NOTE.len() } else { 0 };
        // Each bit of the sixth one.
        for bit in 0..sixth * 8 {
            let mut all = packed.concat();
            all[front + bit / 8] ^= 1 << (bit % 8);
            let (made, _) = ahead(name, &all, &LEFT, 2);
            let is_alike = |(n, made): (usize, &Vec<u8>)| *made == part(n);
            assert!(made.len() >= 5 && made.iter().enumerate().all(is_alike), "{name}, bit {bit}");
        }
    }
}

#[test]
fn limits_are_for_who_reads_one_by_one() {
    for name in ["gzip", "zstd"] {
        let all = packed(name).concat();
        let (made, _) = ahead(name, &all, &Left { members: 3, ..LEFT }, 2);
        assert_eq!(made.len(), 3, "{name}");
        let bytes = (0..4).map(|n| part(n).len() as u64).sum();
        let (made, _) = ahead(name, &all, &Left { bytes, ..LEFT }, 2);
        assert_eq!(made.len(), 4, "{name}");
    }
}

#[test]
fn nobody_waits_for_a_stream() {
    let all = packed("gzip").concat();
    let mut source = Source::new(Box::new(Cursor::new(all.clone())));
    source.peek(1).unwrap();
    let mut how = Ahead { threads: 2, is_there: false };
    let limits = DecodeLimits::default();
    assert_eq!(members(codec("gzip"), &mut source, &limits, &LEFT, &mut how).len(), PARTS);
    // Only what had come.
    let (front, back) = all.split_at(all.len() / 2);
    let back = Cursor::new(back.to_vec());
    let mut source = Source::new(Box::new(Cursor::new(front.to_vec()).chain(back)));
    source.peek(1).unwrap();
    let made = members(codec("gzip"), &mut source, &limits, &LEFT, &mut how);
    assert!((1..PARTS).contains(&made.len()), "{}", made.len());
}

#[test]
fn one_that_is_not_what_it_says_ends_it() {
    let mut lying = block(b"x");
    let end = lying.len();
    lying[end - 4] = 9;
    let all = [block(b"a"), lying, block(b"b")].concat();
    let mut source = Source::new(Box::new(Cursor::new(all)));
    let (limits, mut how) = (DecodeLimits::default(), Ahead { threads: 2, is_there: true });
    assert_eq!(members(codec("gzip"), &mut source, &limits, &LEFT, &mut how).len(), 1);
    assert!(members(codec("gzip"), &mut source, &limits, &LEFT, &mut how).is_empty());
    assert_eq!(how.threads, 0);
}
