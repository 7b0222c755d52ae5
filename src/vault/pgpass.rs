//! How to reach a database: its URL, and a password that stands neither in the URL nor in the environment.

use std::fs::File;
use std::io::Read;
use std::net::IpAddr;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use postgres::Config;
use postgres::config::{Host, SslMode};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::VAULT_LIST_BYTES_MAX;

/// The port of a server that the URL gives none for.
const PORT: u16 = 5432;

fn refused(what: &'static str) -> Error {
    Error::new(ErrorKind::Usage, what).about("--vault")
}

/// Reads a URL and finds the password. The URL stands in the list of processes, so one with a password is refused.
pub(super) fn config(url: &str, password_file: Option<&Path>) -> Result<Config> {
    // What is wrong with it is not told: it may hold a password.
    let mut config: Config = url.parse().map_err(|_| refused("the URL of the database cannot be read"))?;
    if config.get_password().is_some() {
        return Err(refused("a password in the URL can be seen by everybody on this machine")
            .fix("take it out, make a new one, and use --vault-password-file or ~/.pgpass"));
    }
    if config.get_user().is_none() {
        return Err(refused("the URL names no user").fix("write postgres://USER@HOST/DATABASE"));
    }
    check_hosts(&config)?;
    config.application_name("obelus");
    if let Some(path) = password_file {
        let text = read(path, "--vault-password-file")?;
        let line = text.split(|b| *b == b'\n').next().unwrap_or_default();
        config.password(line.strip_suffix(b"\r").unwrap_or(line));
    } else if let Some(path) = home_file().filter(|path| path.exists()) {
        let text = read(&path, "~/.pgpass")?;
        if let Some(password) = find(&text, &config) {
            config.password(&password[..]);
        }
    }
    Ok(config)
}

/// This obelus speaks no TLS, so what leaves the machine has to be protected by something else, and the URL has to say
/// that it is (`sslmode=disable`).
fn check_hosts(config: &Config) -> Result<()> {
    let is_local = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()),
    };
    if config.get_hosts().is_empty() {
        return Err(refused("the URL names no host").fix("write postgres://USER@HOST/DATABASE"));
    }
    // An address beside a host is where the connection goes, whatever the host is called.
    let is_near =
        config.get_hosts().iter().all(is_local) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    if is_near || config.get_ssl_mode() == SslMode::Disable {
        return Ok(());
    }
    Err(refused("connections to a vault's database are not encrypted").fix(
        "connect through a tunnel on this machine, or where the network itself is protected add `?sslmode=disable`",
    ))
}

fn home_file() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".pgpass"))
}

/// A file with passwords, which nobody else may read.
fn read(path: &Path, flag: &'static str) -> Result<Zeroizing<Vec<u8>>> {
    let failed =
        |e| Error::io(ErrorKind::Usage, "the file with the database password cannot be read", &e).about(flag);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_file() && metadata.mode() & 0o077 != 0 {
        let what = "others can read or write the file with the database password";
        return Err(Error::new(ErrorKind::Usage, what).about(flag).fix("run `chmod 600` on it"));
    }
    let mut text = Zeroizing::new(Vec::new());
    file.take(VAULT_LIST_BYTES_MAX).read_to_end(&mut text).map_err(failed)?;
    Ok(text)
}

/// The password in a `.pgpass`: `host:port:database:user:password`, `*` for any, `\` before `:` and `\`.
fn find(text: &[u8], config: &Config) -> Option<Zeroizing<Vec<u8>>> {
    let host = match config.get_hosts().first()? {
        Host::Tcp(name) => name.clone(),
        // As libpq has it: the default directory counts as this machine.
        Host::Unix(path) if path == Path::new("/var/run/postgresql") || path == Path::new("/tmp") => {
            "localhost".to_owned()
        }
        Host::Unix(path) => path.to_str()?.to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(PORT).to_string();
    let user = config.get_user()?;
    let wanted = [host.as_str(), &port, config.get_dbname().unwrap_or(user), user];
    for line in text.split(|b| *b == b'\n').filter(|line| !line.starts_with(b"#")) {
        let fields = fields(line.strip_suffix(b"\r").unwrap_or(line));
        let [rest @ .., password] = fields.as_slice() else { continue };
        let fits = |(field, wanted): (&Zeroizing<Vec<u8>>, &&str)| {
            field.as_slice() == b"*" || field.as_slice() == wanted.as_bytes()
        };
        if rest.len() == wanted.len() && rest.iter().zip(&wanted).all(fits) {
            return Some(password.clone());
        }
    }
    None
}

fn fields(line: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut fields = vec![Zeroizing::new(Vec::new())];
    let mut bytes = line.iter().copied();
    while let Some(byte) = bytes.next() {
        let field = match byte {
            b':' if fields.len() < 5 => {
                fields.push(Zeroizing::new(Vec::new()));
                continue;
            }
            b'\\' => bytes.next(),
            _ => Some(byte),
        };
        if let (Some(last), Some(byte)) = (fields.last_mut(), field) {
            last.push(byte);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn refusal(url: &str) -> String {
        config(url, None).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_password_in_a_url_is_refused_and_not_repeated() {
        for url in ["postgres://u:canaryq7x2@localhost/d", "postgres://u@localhost/d?password=canaryq7x2"] {
            let said = refusal(url);
            assert!(said.contains("password in the URL") && !said.contains("canary"), "{said}");
        }
        let said = refusal("postgres://u:canaryq7x2@[/d");
        assert!(!said.is_empty() && !said.contains("canary"), "{said}");
    }

    #[test]
    fn what_leaves_the_machine_unencrypted_has_to_be_said() {
        assert!(refusal("postgres://u@192.0.2.1/d").contains("not encrypted"));
        assert!(!refusal("postgres://u@192.0.2.1/d?sslmode=disable").contains("not encrypted"));
        assert!(!refusal("postgres://u@127.0.0.1/d").contains("not encrypted"));
        assert!(refusal("postgres://u@localhost/d?hostaddr=192.0.2.1").contains("not encrypted"));
        assert!(refusal("postgres://u@%2Fsocket/d?hostaddr=192.0.2.1").contains("not encrypted"));
        assert!(!refusal("postgres://u@localhost/d?hostaddr=127.0.0.1").contains("not encrypted"));
        assert!(refusal("postgres://localhost/d").contains("no user"));
    }

    #[test]
    fn the_first_line_of_pgpass_that_fits_has_the_password() {
        let text = b"# note\n192.0.2.9:*:*:*:no\nlocalhost:5433:d:u:no\n*:*:d:u:a\\:b\\\\c:d\n*:*:*:*:no\n";
        let config: Config = "postgres://u@localhost/d".parse().unwrap();
        assert_eq!(find(text, &config).unwrap().as_slice(), b"a:b\\c:d");
        let config: Config = "postgres://other@localhost/e".parse().unwrap();
        assert_eq!(find(&text[..text.len() - 11], &config), None);
    }
}
