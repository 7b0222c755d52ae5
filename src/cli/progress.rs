//! Progress on a terminal, for work that takes long; nothing in pipes.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const FIRST_AFTER: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_millis(250);

/// Counts what is done, and says so while it is worth saying.
pub struct Progress {
    bytes: Arc<AtomicU64>,
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts. It stays silent when `quiet`, when standard error is no terminal, and for short work.
    pub fn start(quiet: bool) -> Self {
        let bytes = Arc::new(AtomicU64::new(0));
        let shown = (!quiet && std::io::stderr().is_terminal()).then(|| Self::show(bytes.clone())).flatten();
        Progress { bytes, shown }
    }

    fn show(bytes: Arc<AtomicU64>) -> Option<(Sender<()>, JoinHandle<()>)> {
        let (stop, stopped) = mpsc::channel::<()>();
        let started = Instant::now();
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(move || {
            let mut wait = FIRST_AFTER;
            let mut said = false;
            while stopped.recv_timeout(wait) == Err(mpsc::RecvTimeoutError::Timeout) {
                let mb = bytes.load(Ordering::Relaxed) as f64 / 1e6;
                let rate = mb / started.elapsed().as_secs_f64();
                let _ = write!(std::io::stderr(), "\r\x1b[Kobelus: {mb:.0} MB, {rate:.0} MB/s");
                said = true;
                wait = EVERY;
            }
            if said {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        Some((stop, thread.ok()?))
    }

    /// So many more bytes are done.
    pub fn add(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.shown.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
