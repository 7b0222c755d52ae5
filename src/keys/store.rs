//! Key files on disk: read only when nobody else can read them, written whole or not at all.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::fs::FlockOperation;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::files::directory_of;
use crate::keys::ring::{Keys, malformed};
use crate::keys::sealed::{self, Passphrase};
use crate::limits::{KEY_FILE_BYTES_MAX, PASSPHRASE_BYTES_MAX};
use crate::sink::temp::TempFile;

/// Reads a key file or descriptor (`/dev/fd/3`).
pub fn read(path: &Path, passphrase: Option<&Passphrase>) -> Result<Keys> {
    let (_, bytes) = read_private(path, "--key-file", KEY_FILE_BYTES_MAX)?;
    of_bytes(&bytes, passphrase)
}

/// Reads a passphrase file or descriptor.
pub fn read_passphrase(path: &Path) -> Result<Passphrase> {
    // A line end more than a passphrase may have.
    let (_, bytes) = read_private(path, "--passphrase-file", PASSPHRASE_BYTES_MAX + 2)?;
    Passphrase::of_file(&bytes)
}

/// Reads the bytes of a key file, from wherever they came.
pub fn of_bytes(bytes: &[u8], passphrase: Option<&Passphrase>) -> Result<Keys> {
    Keys::of_text(std::str::from_utf8(bytes).map_err(|_| malformed())?, passphrase)
}

/// What `reader` gives, in memory that is overwritten. Over `most` bytes is an error: what is longer is refused,
/// not cut.
pub fn read_bounded(mut reader: impl Read, most: usize) -> std::io::Result<Zeroizing<Vec<u8>>> {
    // All the room at once, so that growing leaves no copy behind.
    let mut bytes = Zeroizing::new(vec![0; most + 1]);
    let mut length = 0;
    while length < bytes.len() {
        match reader.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    if length > most {
        return Err(std::io::ErrorKind::FileTooLarge.into());
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Reads a file that only its owner can read.
fn read_private(path: &Path, flag: &'static str, most: usize) -> Result<(File, Zeroizing<Vec<u8>>)> {
    let failed = |e: std::io::Error| {
        Error::io(ErrorKind::Keys, "the file cannot be read", &e)
            .about(flag)
            .fix("name one that exists, or make a key with `obelus keys new --output FILE`")
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Error::new(ErrorKind::Keys, "this is a directory").about(flag));
    }
    if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
        return Err(Error::new(ErrorKind::Keys, "others can read or write the file")
            .about(flag)
            .fix("run `chmod 600` on it; if others may have read it, make a new one"));
    }
    let bytes = read_bounded(&file, most).map_err(failed)?;
    Ok((file, bytes))
}

/// Writes a new file that only its owner can read. An existing file is never replaced.
pub fn write_new(keys: &Keys, path: &Path, passphrase: Option<&Passphrase>) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(cannot_write(std::io::ErrorKind::AlreadyExists.into()));
    }
    written(keys, path, passphrase)?.rename_to(path).map_err(cannot_write)
}

/// Changes a key file: `change` gets what it holds, and what it makes of it takes its place in one step. Two who
/// change it at once do not lose a key: the second is refused.
pub fn change(
    path: &Path,
    passphrase: Option<&Passphrase>,
    change: impl FnOnce(&mut Keys) -> Result<()>,
) -> Result<Keys> {
    let (file, bytes) = read_private(path, "--key-file", KEY_FILE_BYTES_MAX)?;
    let busy = || {
        Error::new(ErrorKind::Keys, "somebody else changes the key file; nothing was changed")
            .about("--key-file")
            .fix("try again")
    };
    rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| busy())?;
    let (mine, now) =
        (file.metadata().map_err(cannot_write)?, path.symlink_metadata().map_err(cannot_write)?);
    if !now.is_file() {
        let what = "this is no regular file, so it cannot be changed; nothing was changed";
        return Err(Error::new(ErrorKind::Keys, what).about("--key-file").fix("name the file itself"));
    }
    if (mine.dev(), mine.ino()) != (now.dev(), now.ino()) {
        return Err(busy());
    }
    let mut keys = of_bytes(&bytes, passphrase)?;
    change(&mut keys)?;
    written(&keys, path, passphrase)?.replace(path).map_err(cannot_write)?;
    Ok(keys)
}

/// The text of `keys` under a temporary name beside `path`.
fn written(keys: &Keys, path: &Path, passphrase: Option<&Passphrase>) -> Result<TempFile> {
    let text = match passphrase {
        Some(passphrase) => sealed::seal(&keys.text(), passphrase)?,
        None => keys.text(),
    };
    let (temp, mut file) = TempFile::create(directory_of(path)).map_err(cannot_write)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(cannot_write)?;
    Ok(temp)
}

fn cannot_write(e: std::io::Error) -> Error {
    Error::io(ErrorKind::Keys, "the key file cannot be written", &e)
        .fix("name a file that does not exist yet, in a directory you can write to")
}
