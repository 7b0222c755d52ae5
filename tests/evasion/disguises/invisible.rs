//! What nobody sees: rows 1 (invisible characters), 37 (terminals) and 38 (reordered text).

use super::{ANY, Container, Disguise, d, each, middle, third};

pub const ALL: &[Disguise] = &[
    d(1, "zero-width space, everywhere", ANY, |v| each(&v.text, |c| format!("{c}\u{200b}"))),
    d(1, "zero-width space, once", ANY, |v| middle(&v.text, "\u{200b}")),
    d(1, "zero-width non-joiner", ANY, |v| third(&v.text, "\u{200c}")),
    d(1, "zero-width joiner", ANY, |v| third(&v.text, "\u{200d}")),
    d(1, "word joiner", ANY, |v| third(&v.text, "\u{2060}")),
    d(1, "invisible times", ANY, |v| third(&v.text, "\u{2062}")),
    d(1, "byte order mark", ANY, |v| third(&v.text, "\u{feff}")),
    d(1, "soft hyphen", ANY, |v| third(&v.text, "\u{ad}")),
    d(1, "combining grapheme joiner", ANY, |v| third(&v.text, "\u{34f}")),
    d(1, "variation selector 16", ANY, |v| third(&v.text, "\u{fe0f}")),
    d(1, "variation selector 17", ANY, |v| third(&v.text, "\u{e0100}")),
    d(1, "tag letters", ANY, |v| third(&v.text, "\u{e0041}")),
    d(1, "left-to-right mark", ANY, |v| third(&v.text, "\u{200e}")),
    d(1, "embeddings and their ends", ANY, |v| third(&v.text, "\u{202a}\u{202c}")),
    d(1, "isolates and their ends", ANY, |v| third(&v.text, "\u{2066}\u{2069}")),
    d(1, "Mongolian vowel separator", ANY, |v| third(&v.text, "\u{180e}")),
    d(1, "Hangul filler", ANY, |v| third(&v.text, "\u{3164}")),
    d(1, "several kinds in a row", ANY, |v| middle(&v.text, "\u{200b}\u{200d}\u{ad}\u{2060}\u{feff}")),
    d(37, "colour inside", ANY, |v| middle(&v.text, "\u{1b}[0m")).container(Container::Terminal),
    d(37, "colours of every third", ANY, |v| third(&v.text, "\u{1b}[38;5;12m"))
        .container(Container::Terminal),
    d(37, "colour around", ANY, |v| format!("\u{1b}[1;31m{}\u{1b}[0m", v.text))
        .container(Container::Terminal),
    d(37, "hyperlink of a terminal", ANY, |v| {
        format!("\u{1b}]8;;https://example.com\u{7}{}\u{1b}]8;;\u{7}", v.text)
    }),
    d(37, "backspace", ANY, |v| middle(&v.text, "x\u{8}")),
    d(37, "carriage return", ANY, |v| middle(&v.text, "\r")),
    d(37, "control characters", ANY, |v| third(&v.text, "\u{1}")),
    d(37, "NUL, once", ANY, |v| middle(&v.text, "\0")),
    d(38, "shown from right to left", ANY, |v| {
        format!("\u{202e}{}\u{202c}", v.text.chars().rev().collect::<String>())
    }),
];
