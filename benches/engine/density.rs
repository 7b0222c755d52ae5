//! What a corpus is like, in numbers, so that a reader can see what was measured.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::chunks::Chunks;
use crate::peers;

/// Prints one line about the file at `path`.
pub fn print(name: &str, path: &Path) -> io::Result<()> {
    let peers = peers::five();
    let automaton = peers::automaton(&peers);
    let mut matches = vec![0_u64; peers.len()];
    // How many bytes there are of each value.
    let mut counts = [0_u64; 256];
    let mut chunks = Chunks::new(File::open(path)?);
    while let Some(text) = chunks.next()? {
        text.iter().for_each(|b| counts[usize::from(*b)] += 1);
        for found in automaton.find_iter(text) {
            let kind = found.pattern().as_usize();
            matches[kind] += u64::from(peers[kind].accepts(&text[found.range()]));
        }
    }
    let bytes = counts.iter().sum::<u64>() as f64;
    let digits: u64 = counts[usize::from(b'0')..=usize::from(b'9')].iter().sum();
    let all = matches.iter().sum::<u64>().max(1);
    println!(
        "{name:<6}{:>8.1} MB, mean line {:.0} B, {:.1} % digits, {:.2} @ per KiB, one match per {:.0} B:",
        bytes / 1e6,
        bytes / counts[usize::from(b'\n')].max(1) as f64,
        100.0 * digits as f64 / bytes,
        1024.0 * counts[usize::from(b'@')] as f64 / bytes,
        bytes / all as f64,
    );
    let share = |n: &u64| 100.0 * *n as f64 / all as f64;
    let kinds = peers.iter().zip(&matches).map(|(p, n)| format!("{} {:.1} %", p.marker, share(n)));
    println!("      {}", kinds.collect::<Vec<_>>().join(", "));
    Ok(())
}
