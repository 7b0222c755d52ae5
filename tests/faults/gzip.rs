//! Damaged gzip: what is not whole to the last check is withheld, whatever could be decoded of it.

use std::collections::BTreeSet;
use std::fs;

use crate::common::{canaries, directory, files, gunzip, gzip};
use crate::{redact_into, redacted};

/// Redacts all `inputs` in one run; says which came out, and that those equal `whole`.
fn came_out(name: &str, inputs: Vec<(String, Vec<u8>)>, whole: &[u8]) -> (i32, BTreeSet<String>) {
    let directory = directory(name);
    fs::create_dir_all(directory.join("logs")).unwrap();
    for (name, bytes) in inputs {
        fs::write(directory.join("logs").join(name), bytes).unwrap();
    }
    let done = redact_into(&directory, &["logs"], "out");
    let mut names = BTreeSet::new();
    for file in files(&directory.join("out")) {
        assert!(gunzip(&fs::read(&file).unwrap()) == whole, "{}: not complete", file.display());
        names.insert(file.file_name().unwrap().to_string_lossy().into_owned());
    }
    (done.code, names)
}

#[test]
fn gzip_that_is_cut_anywhere_is_withheld() {
    let whole = gzip(&canaries::log(1));
    // A single first byte is no sign of gzip yet.
    let mut inputs: Vec<_> = (2..whole.len()).map(|n| (format!("cut-{n:04}"), whole[..n].to_vec())).collect();
    let second = [&whole[..], &whole[..]].concat();
    inputs.extend((whole.len() + 1..second.len()).map(|n| (format!("second-{n:04}"), second[..n].to_vec())));
    inputs.push(("whole".to_owned(), whole.clone()));
    let (code, names) = came_out("gzip-cut", inputs, &redacted(&canaries::log(1)));
    assert_eq!((code, names), (3, BTreeSet::from(["whole".to_owned()])));
}

#[test]
fn gzip_with_a_flipped_bit_is_withheld_or_whole() {
    let whole = gzip(&canaries::log(1));
    let mut inputs = Vec::new();
    // Behind the two bytes that say gzip.
    for at in 2..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        inputs.push((format!("{at:04}"), flipped));
    }
    let count = inputs.len();
    let (code, names) = came_out("gzip-flipped", inputs, &redacted(&canaries::log(1)));
    assert_eq!(code, 3);
    // Time, level and system in the header say nothing of the text.
    assert!(names.iter().all(|n| n.parse::<usize>().is_ok_and(|n| n < 10)), "{names:?}");
    assert!(names.len() < 8 && count > 200);
}

#[test]
fn what_follows_the_last_member_is_padding_or_an_error() {
    let text = canaries::log(1);
    let whole = gzip(&text);
    let join = |parts: &[&[u8]]| parts.concat();
    let zeros = [0u8; 70_000];
    let good = [
        ("members", join(&[&gzip(&text[..50]), &gzip(&text[50..50]), &gzip(&text[50..])])),
        ("padding-1", join(&[&whole, &zeros[..1]])),
        ("padding", join(&[&whole, &zeros])),
        ("empty-first", join(&[&gzip(b""), &whole, &gzip(b"")])),
    ];
    let bad = [
        ("garbage", join(&[&whole, b"garbage"])),
        ("garbage-1f", join(&[&whole, b"\x1f"])),
        ("garbage-1f8b", join(&[&whole, b"\x1f\x8b\x08"])),
        ("garbage-behind-padding", join(&[&whole, &zeros, b"x"])),
        ("member-behind-padding", join(&[&whole, &zeros[..5], &whole])),
        ("text", join(&[&whole, &text])),
    ];
    let wanted: BTreeSet<String> = good.iter().map(|(n, _)| (*n).to_owned()).collect();
    let inputs = good.into_iter().chain(bad).map(|(n, b)| (n.to_owned(), b)).collect();
    let (code, names) = came_out("gzip-behind", inputs, &redacted(&text));
    assert_eq!((code, names), (3, wanted));
}
