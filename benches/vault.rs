//! What a token of a vault in a file costs: the first time its value is seen, when the value is known, and when it has to be
//! looked up; by one thread and by two.
//!
//!     cargo bench --bench vault          # OBELUS_BENCH_TOKENS=200000

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use obelus::keys::canon::Domain;
use obelus::keys::ring::Keys;
use obelus::vault::Vault;
use obelus::vault::place::Place;
use obelus::vault::seal::VaultKeys;

// The others use the rest of it.
#[allow(dead_code)]
mod rounds;

/// About as many as a frame of a dense table has.
const PER_FRAME: usize = 2000;

/// Tokens of the values `from..to`, frame by frame, by `threads`; nanoseconds of the clock for each.
fn nanoseconds(vault: &Vault, keys: &Arc<VaultKeys>, from: usize, to: usize, threads: usize) -> f64 {
    let start = Instant::now();
    let next = std::sync::atomic::AtomicUsize::new(from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut out = Vec::new();
                loop {
                    let first = next.fetch_add(PER_FRAME, std::sync::atomic::Ordering::Relaxed);
                    if first >= to {
                        return;
                    }
                    let frame = vault.frame();
                    for n in first..(first + PER_FRAME).min(to) {
                        out.clear();
                        let value = format!("user{n:07}@mail.example.com");
                        frame.token(keys, Domain::Email, value.as_bytes(), None, &mut out).unwrap();
                    }
                    vault.before_emit(frame.waits()).unwrap();
                }
            });
        }
    });
    start.elapsed().as_nanos() as f64 / (to - from) as f64
}

fn main() {
    let tokens = rounds::setting("OBELUS_BENCH_TOKENS", 100_000) as usize;
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench.vault");
    let root = Keys::generate().unwrap();
    println!("{tokens} values, {PER_FRAME} to a commit; ns of the clock for a token, tokens a second");
    println!("{:<10}{:<28}{:>10}{:>12}", "threads", "", "ns", "tokens/s");
    for threads in [1, 2] {
        let _ = std::fs::remove_file(&path);
        let keys = Arc::new(VaultKeys::new(Arc::new(root.token_keys("bench").unwrap())));
        let place = Place { vault: &path, password_file: None };
        let row = |what: &str, ns: f64| println!("{threads:<10}{what:<28}{ns:>10.0}{:>12.0}", 1e9 / ns);
        let vault = place.open(true).unwrap();
        row("new", nanoseconds(&vault, &keys, 0, tokens, threads));
        let known = tokens.saturating_sub(10_000);
        row("known", nanoseconds(&vault, &keys, known, tokens, threads));
        drop(vault);
        let vault = place.open(true).unwrap();
        row("looked up", nanoseconds(&vault, &keys, 0, tokens, threads));
        drop(vault);
        let bytes = std::fs::metadata(&path).unwrap().len();
        println!("{threads:<10}{:<28}{:>10}", "bytes of file a token", bytes / tokens as u64);
    }
    let _ = std::fs::remove_file(&path);
}
