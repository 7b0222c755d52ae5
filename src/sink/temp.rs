//! Temporary files and directories that never outlive the run: removed on drop and on SIGINT, SIGTERM and
//! SIGHUP. Their names say nothing of the input.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use crate::files::sync_directory_of;

static LIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Something on disk that is in the list until it is dropped.
struct Live(PathBuf);

impl Live {
    /// Runs `create` with a fresh random name in `directory`.
    fn create<T>(directory: &Path, create: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<(Self, T)> {
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).map_err(|_| io::Error::from(io::ErrorKind::Other))?;
        let path = directory.join(format!(".obelus-{:016x}.partial", u64::from_ne_bytes(random)));
        // A signal that comes now waits until the name is in the list.
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        let made = create(&path)?;
        live.push(path.clone());
        Ok((Live(path), made))
    }

    fn forget(&self, live: &mut Vec<PathBuf>) {
        live.retain(|p| *p != self.0);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        if live.contains(&self.0) {
            remove(&self.0);
        }
        self.forget(&mut live);
    }
}

/// Nothing more can be done about what cannot be removed; it is only ever cleared bytes, or keys in a file that only its
/// owner can read.
fn remove(path: &Path) {
    let _ = match fs::symlink_metadata(path) {
        Ok(m) if m.is_dir() => fs::remove_dir_all(path),
        _ => fs::remove_file(path),
    };
}

/// A file under a random name in the directory of its destination.
pub struct TempFile(Live);

impl TempFile {
    /// Creates one in `directory`, readable by its owner only.
    pub fn create(directory: &Path) -> io::Result<(Self, File)> {
        let (live, file) = Live::create(directory, super::create_new)?;
        Ok((TempFile(live), file))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0.0
    }

    /// Gives the file its name and syncs the directory. An existing file is never replaced.
    pub fn rename_to(self, destination: &Path) -> io::Result<()> {
        let cwd = rustix::fs::CWD;
        match rustix::fs::renameat_with(cwd, &self.0.0, cwd, destination, rustix::fs::RenameFlags::NOREPLACE)
        {
            Ok(()) => self.0.forget(&mut LIVE.lock().unwrap_or_else(PoisonError::into_inner)),
            // File systems that cannot rename without replacing can mostly link without replacing.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
                fs::hard_link(&self.0.0, destination)?;
            }
            Err(e) => return Err(e.into()),
        }
        sync_directory_of(destination)
    }

    /// Gives the file its name in place of what has it now, and syncs the directory.
    pub fn replace(self, destination: &Path) -> io::Result<()> {
        fs::rename(&self.0.0, destination)?;
        self.0.forget(&mut LIVE.lock().unwrap_or_else(PoisonError::into_inner));
        sync_directory_of(destination)
    }
}

/// A directory under a random name.
pub struct TempDirectory(Live);

impl TempDirectory {
    /// Creates one in `parent`, readable by its owner only.
    pub fn create(parent: &Path) -> io::Result<Self> {
        let (live, ()) = Live::create(parent, |path| DirBuilder::new().mode(0o700).create(path))?;
        Ok(TempDirectory(live))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0.0
    }

    /// Leaves it where it is: it has got its name.
    pub fn forget(self) {
        self.0.forget(&mut LIVE.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Removes what is live when the run is stopped by a signal, then ends with 128 + signal.
pub fn remove_on_signals() -> io::Result<()> {
    // A file over its size limit would end the process at once; watched, it is a failed write like others.
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGXFSZ])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().find(|s| *s != SIGXFSZ) {
            // The lock is kept, so that no new file appears while the process ends.
            let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
            live.iter().for_each(|path| remove(path));
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}
