//! Where the keys of a run come from, and what is done before they are read.

use std::path::PathBuf;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::cli::key_command;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::ring::Keys;
use crate::keys::sealed::Passphrase;
use crate::keys::store;

/// The flags that name keys.
#[derive(clap::Args, Default)]
pub struct KeyFlags {
    /// Key file or keyset, or a descriptor as /dev/fd/3
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Command that prints the key file, as that of a key service; split at spaces, run without a shell
    #[arg(long, value_name = "COMMAND", conflicts_with = "key_file")]
    pub key_command: Option<String>,
    /// File or descriptor with the passphrase of the key file
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Go on only with the key of this fingerprint
    #[arg(long, value_name = "FINGERPRINT")]
    pub expect_key: Option<String>,
}

impl KeyFlags {
    /// Reads the keys, where there are any.
    pub fn load(&self) -> Result<Option<Keys>> {
        let passphrase = passphrase(self.passphrase_file.as_ref())?;
        let keys = match (&self.key_file, &self.key_command) {
            (Some(path), _) => {
                no_core_dumps()?;
                store::read(path, passphrase.as_ref())?
            }
            (None, Some(command)) => {
                no_core_dumps()?;
                store::of_bytes(&key_command::output(command)?, passphrase.as_ref())?
            }
            (None, None) if self.expect_key.is_some() || passphrase.is_some() => {
                let what = "no key is named to which this could belong";
                return Err(Error::new(ErrorKind::Usage, what).fix("add `--key-file` or `--key-command`"));
            }
            (None, None) => return Ok(None),
        };
        if let Some(fingerprint) = &self.expect_key {
            keys.expect(fingerprint)?;
        }
        Ok(Some(keys))
    }

    /// Reads the keys; that there are none is an error.
    pub fn require(&self) -> Result<Keys> {
        self.load()?.ok_or_else(|| {
            Error::new(ErrorKind::Usage, "no key is named").fix("add `--key-file` or `--key-command`")
        })
    }
}

/// The passphrase in a file, where one is named.
pub fn passphrase(path: Option<&PathBuf>) -> Result<Option<Passphrase>> {
    let Some(path) = path else { return Ok(None) };
    no_core_dumps()?;
    store::read_passphrase(path).map(Some)
}

/// From here on, the memory of the process goes into no core dump, and no other process of the same user can read
/// it. Called before any key is.
pub fn no_core_dumps() -> Result<()> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none)
        .and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable))
        .map_err(|e| {
            Error::io(ErrorKind::Keys, "core dumps cannot be switched off, so no key is read", &e.into())
        })
}
