//! Where a vault is: a file, or a PostgreSQL database by its URL.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::vault::Vault;
use crate::vault::embedded::Embedded;

/// What `--vault` and `--vault-password-file` say.
pub struct Place<'a> {
    /// A path or a URL.
    pub vault: &'a Path,
    /// The password of a database, in a file or descriptor.
    pub password_file: Option<&'a Path>,
}

/// How the URLs of databases begin.
const SCHEMES: &[&str] = &["postgres://", "postgresql://"];

impl Place<'_> {
    /// The URL, if it is one.
    fn url(&self) -> Option<&str> {
        self.vault.to_str().filter(|v| SCHEMES.iter().any(|scheme| v.starts_with(scheme)))
    }

    /// The path of the vault's file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        self.url().is_none().then_some(self.vault)
    }

    /// Opens it. With `may_create`, one that is not there is made.
    pub fn open(&self, may_create: bool) -> Result<Vault> {
        match self.url() {
            Some(url) => database(url, self.password_file, may_create),
            None if self.password_file.is_some() => {
                let what =
                    "a vault file has no password; its values are sealed with the keys of the key file";
                Err(Error::new(ErrorKind::Usage, what).about("--vault-password-file"))
            }
            None => Ok(Vault::new(Box::new(Embedded::open(self.vault, may_create)?))),
        }
    }
}

#[cfg(feature = "postgres")]
fn database(url: &str, password_file: Option<&Path>, may_create: bool) -> Result<Vault> {
    Ok(Vault::new(Box::new(crate::vault::postgres::Postgres::open(url, password_file, may_create)?)))
}

#[cfg(not(feature = "postgres"))]
fn database(_: &str, _: Option<&Path>, _: bool) -> Result<Vault> {
    let what = "this obelus was built without PostgreSQL";
    Err(Error::new(ErrorKind::Usage, what)
        .about("--vault")
        .fix("name a file, or build it with `cargo build --release --features postgres`"))
}
