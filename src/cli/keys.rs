//! `obelus keys`: makes, lists, rotates, exports and destroys keys. No key is ever printed.

use std::path::PathBuf;

use crate::cli::key_flags::{KeyFlags, no_core_dumps, passphrase};
use crate::cli::{print, say};
use crate::config::nearest;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::keyset::Purpose;
use crate::keys::ring::{Keys, Status};
use crate::keys::store;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a key file that only its owner can read
    New(New),
    /// Show the ids, states and fingerprints of keys, never a key
    List(List),
    /// Add a new key, which makes tokens from now on; the older ones still know theirs
    Rotate(Changed),
    /// Destroy an older key for good: its tokens can never be opened or recognised again
    Destroy(Destroy),
    /// Write a keyset: derived keys with which one recipient's tokens can be made or opened, and no other's
    Export(Export),
}

#[derive(clap::Args)]
struct New {
    /// Where to write it; the file must not exist
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Put the key file under the passphrase in this file or descriptor
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(clap::Args)]
struct List {
    #[command(flatten)]
    keys: KeyFlags,
}

#[derive(clap::Args)]
struct Changed {
    /// The key file to change
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// File or descriptor with its passphrase
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Destroy {
    /// The id, as `obelus keys list` shows it
    #[arg(value_name = "KEY_ID")]
    key_id: String,
    #[command(flatten)]
    file: Changed,
    /// Yes, nobody needs what its tokens stand for
    #[arg(long)]
    yes: bool,
}

#[derive(clap::Args)]
struct Export {
    #[command(flatten)]
    keys: KeyFlags,
    /// Whose tokens, as the policy calls the recipient
    #[arg(long, value_name = "RECIPIENT")]
    to: String,
    /// What the keyset can do: `tokenize` or `reveal`
    #[arg(long = "for", default_value = "tokenize", value_name = "PURPOSE")]
    purpose: String,
    /// With `tokenize`, also keys for actions that can be undone; who has them can undo these
    #[arg(long)]
    reversible: bool,
    /// Where to write it; the file must not exist
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Put the keyset under the passphrase in this file or descriptor
    #[arg(long, value_name = "FILE")]
    output_passphrase_file: Option<PathBuf>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    no_core_dumps()?;
    match &arguments.command {
        Command::New(new) => make(new)?,
        Command::List(list) => show(&list.keys.require()?)?,
        Command::Rotate(changed) => rotate(changed)?,
        Command::Destroy(destroyed) => destroy(destroyed)?,
        Command::Export(exported) => export(exported)?,
    }
    Ok(0)
}

fn make(new: &New) -> Result<()> {
    let keys = Keys::generate()?;
    store::write_new(&keys, &new.output, passphrase(new.passphrase_file.as_ref())?.as_ref())?;
    print(&format!("key id {}, fingerprint {}\n", keys.id(), keys.fingerprint()))?;
    say("keep the file secret and backed up: without it no later run makes the same tokens");
    Ok(())
}

fn show(keys: &Keys) -> Result<()> {
    let mut text = String::new();
    if let Some((recipient, purpose)) = keys.keyset_of() {
        let (purpose, fingerprint) = (purpose.name(), keys.fingerprint());
        text.push_str(&format!(
            "keyset of {recipient} to {purpose}, from the key with fingerprint {fingerprint}\n"
        ));
    }
    for key in keys.list() {
        let status = match key.status {
            Status::Primary => "primary",
            Status::Active => "active",
            Status::Destroyed => "destroyed",
        };
        let more = match (key.fingerprint, key.uses) {
            (Some(fingerprint), _) => format!("  fingerprint {fingerprint}"),
            (None, Some(uses)) => format!("  {}", uses.join(", ")),
            (None, None) => String::new(),
        };
        text.push_str(format!("{}  {status:<9}{more}", key.id).trim_end());
        text.push('\n');
    }
    print(&text)
}

fn rotate(changed: &Changed) -> Result<()> {
    let passphrase = passphrase(changed.passphrase_file.as_ref())?;
    let keys = store::change(&changed.key_file, passphrase.as_ref(), Keys::rotate)?;
    print(&format!("key id {}, fingerprint {}\n", keys.id(), keys.fingerprint()))?;
    say("new tokens differ from the old ones, so they do not join; back the file up again");
    Ok(())
}

fn destroy(destroyed: &Destroy) -> Result<()> {
    if !destroyed.yes {
        let what = "what the tokens of a destroyed key stand for can never be found again";
        return Err(Error::new(ErrorKind::Usage, what).fix("add `--yes` if that is what you want"));
    }
    let passphrase = passphrase(destroyed.file.passphrase_file.as_ref())?;
    store::change(&destroyed.file.key_file, passphrase.as_ref(), |keys| keys.destroy(&destroyed.key_id))?;
    say("destroyed in this file; destroy its copies, its backups and the keysets made from it too");
    Ok(())
}

fn export(exported: &Export) -> Result<()> {
    let names = Purpose::ALL.iter().map(|p| p.name());
    let purpose = Purpose::ALL.iter().copied().find(|p| p.name() == exported.purpose).ok_or_else(|| {
        Error::new(ErrorKind::Usage, "not a purpose of keysets")
            .about("--for")
            .known(nearest(&exported.purpose, names))
    })?;
    let keys = exported.keys.require()?.export(&exported.to, purpose, exported.reversible)?;
    let passphrase = passphrase(exported.output_passphrase_file.as_ref())?;
    store::write_new(&keys, &exported.output, passphrase.as_ref())?;
    let name = purpose.name();
    print(&format!("keyset to {name}, key id {}, fingerprint {}\n", keys.id(), keys.fingerprint()))?;
    if purpose == Purpose::Tokenize && exported.reversible {
        say("who has this keyset can also open what it makes");
    }
    Ok(())
}
