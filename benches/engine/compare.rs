//! Whether contenders do the same, before they are timed: how often each marker was written, and how many lines of
//! the output are others.

use std::path::Path;

use memchr::memmem;

use crate::contender::Contender;

/// Runs `contenders` over `input` and prints what they wrote, each beside the first. `markers` are the names that
/// stand between brackets.
pub fn print(contenders: &[&Contender], input: &Path, markers: &[String]) {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpora/output");
    let mut first: Option<Vec<u8>> = None;
    println!("\nwhat is written for {}:", input.file_name().unwrap_or_default().display());
    for contender in contenders {
        contender.keep(input, &kept);
        let text = std::fs::read(&kept).expect("the output can be read");
        let count = |name: &String| memmem::find_iter(&text, format!("[{name}]").as_bytes()).count();
        let counts: Vec<String> = markers
            .iter()
            .map(|m| (m, count(m)))
            .filter(|(_, n)| *n > 0)
            .map(|(m, n)| format!("{m} {n}"))
            .collect();
        // Some write one marker for everything.
        let other = count(&"X".to_owned());
        let counts = if other > 0 { format!("values {other}") } else { counts.join(", ") };
        let counts = if counts.is_empty() { "nothing".to_owned() } else { counts };
        let plain = unnamed(&text, markers);
        let difference = match &first {
            None => String::new(),
            Some(first) => format!("; {} lines differ", differing(first, &plain)),
        };
        println!("  {:<30} {counts}{difference}", contender.name);
        first.get_or_insert(plain);
    }
    let _ = std::fs::remove_file(&kept);
}

/// `text` with one marker for everything.
fn unnamed(text: &[u8], markers: &[String]) -> Vec<u8> {
    let mut made = Vec::with_capacity(text.len());
    let mut at = 0;
    for open in memchr::memchr_iter(b'[', text) {
        let end = memchr::memchr(b']', &text[open..text.len().min(open + 64)]).map(|n| open + n);
        let name = end.map(|end| &text[open + 1..end]);
        if open >= at
            && let (Some(end), Some(name)) = (end, name)
            && markers.iter().any(|m| m.as_bytes() == name)
        {
            made.extend_from_slice(&text[at..open]);
            made.extend_from_slice(b"[X]");
            at = end + 1;
        }
    }
    made.extend_from_slice(&text[at..]);
    made
}

fn differing(one: &[u8], other: &[u8]) -> usize {
    let (one, other) = (one.split(|b| *b == b'\n'), other.split(|b| *b == b'\n'));
    one.zip(other).filter(|(a, b)| a != b).count()
}
