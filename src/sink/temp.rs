//! Temporary files that never outlive the run: removed on drop and on SIGINT, SIGTERM and SIGHUP.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file under a random name in the directory of its destination.
pub struct TempFile {
    path: PathBuf,
}

impl TempFile {
    /// Creates one in `directory`, readable by its owner only. The name says nothing of the input.
    pub fn create(directory: &Path) -> io::Result<(Self, File)> {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).map_err(|_| io::Error::from(io::ErrorKind::Other))?;
        let path = directory.join(format!(".obelus-{:016x}.partial", u64::from_ne_bytes(random)));
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        let file = super::create_new(&path)?;
        live.push(path.clone());
        Ok((TempFile { path }, file))
    }

    /// Gives the file its name and syncs the directory. An existing file is never replaced.
    pub fn rename_to(self, destination: &Path) -> io::Result<()> {
        fs::hard_link(&self.path, destination)?;
        let directory = destination.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(directory)?.sync_all()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        // Nothing more can be done about a file that cannot be removed; it is only ever cleared bytes.
        let _ = fs::remove_file(&self.path);
        live.retain(|p| *p != self.path);
    }
}

/// Removes every live temporary file when the run is stopped by a signal, then ends with 128 + signal.
pub fn remove_on_signals() -> io::Result<()> {
    // A file over its size limit would end the process at once; watched, it is a failed write like others.
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGXFSZ])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().find(|s| *s != SIGXFSZ) {
            // The lock is kept, so that no new file appears while the process ends.
            let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
            for path in live.iter() {
                let _ = fs::remove_file(path);
            }
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}
