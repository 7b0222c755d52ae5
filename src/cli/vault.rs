//! `obelus vault`: what a vault holds, and erasing people from it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::key_flags::KeyFlags;
use crate::cli::{one_of, print, say};
use crate::config::nearest;
use crate::error::{Error, ErrorKind, Result};
use crate::format::BOM;
use crate::keys::ring::Status;
use crate::limits::VAULT_LIST_BYTES_MAX;
use crate::vault::place::Place;

/// Where the vault is.
#[derive(clap::Args, Default)]
pub struct VaultFlags {
    /// Vault for `vault_token`: a file, or postgres://USER@HOST/DATABASE (without a password)
    #[arg(long, value_name = "FILE|URL")]
    pub vault: Option<PathBuf>,
    /// The database password, in a file or descriptor; without it ~/.pgpass
    #[arg(long, value_name = "FILE", requires = "vault")]
    pub vault_password_file: Option<PathBuf>,
}

impl VaultFlags {
    /// What they say, if they say where the vault is.
    pub fn place(&self) -> Option<Place<'_>> {
        let vault = self.vault.as_deref()?;
        Some(Place { vault, password_file: self.vault_password_file.as_deref() })
    }

    fn needed(&self) -> Result<Place<'_>> {
        self.place().ok_or_else(|| {
            Error::new(ErrorKind::Usage, "no vault was named").about("--vault").fix("add `--vault FILE`")
        })
    }
}

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Count tokens by recipient, key id and family
    List(Report),
    /// Count tokens and subjects
    Stats(Report),
    /// Erase people: their tokens restore nothing any more, and get new ones when they are seen again
    Erase(Erase),
}

#[derive(clap::Args)]
struct Report {
    #[command(flatten)]
    vault: VaultFlags,
    /// `human` or `jsonl`
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: String,
}

#[derive(clap::Args)]
struct Erase {
    #[command(flatten)]
    vault: VaultFlags,
    /// The keys with which the tokens were made.
    #[command(flatten)]
    keys: KeyFlags,
    /// Whom to erase, one identifier or value a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    subject_file: PathBuf,
    /// For these recipients only; without it for all that have tokens in the vault
    #[arg(long, value_name = "RECIPIENT", value_delimiter = ',')]
    to: Vec<String>,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    match &arguments.command {
        Command::List(report) => list(report).map(|()| 0),
        Command::Stats(report) => stats(report).map(|()| 0),
        Command::Erase(arguments) => erase(arguments),
    }
}

impl Report {
    fn jsonl(&self) -> Result<bool> {
        Ok(one_of("--format", &self.format, &["human", "jsonl"])? == 1)
    }
}

fn list(report: &Report) -> Result<()> {
    let jsonl = report.jsonl()?;
    let vault = report.vault.needed()?.open(false)?;
    for tally in vault.tallies()? {
        let (owner, family) = (&tally.owner, tally.domain.name());
        print(&match jsonl {
            true => format!(
                "{}\n",
                json!({"schema_version": 1, "recipient": owner.recipient, "key_id": owner.key_id,
                       "family": family, "tokens": tally.tokens})
            ),
            false => format!("{} key {}: {family} {}\n", owner.recipient, owner.key_id, tally.tokens),
        })?;
    }
    Ok(())
}

fn stats(report: &Report) -> Result<()> {
    let jsonl = report.jsonl()?;
    let place = report.vault.needed()?;
    let vault = place.open(false)?;
    let tokens: u64 = vault.tallies()?.iter().map(|t| t.tokens).sum();
    let subjects = vault.subjects()?;
    let recipients: BTreeSet<String> = vault.owners()?.into_iter().map(|o| o.recipient).collect();
    let bytes = place.file().and_then(|path| std::fs::metadata(path).ok()).map(|m| m.len());
    if jsonl {
        let row = json!({"schema_version": 1, "tokens": tokens, "subjects": subjects,
                         "recipients": recipients.len(), "bytes": bytes});
        return print(&format!("{row}\n"));
    }
    let bytes = bytes.map_or(String::new(), |n| format!(", {n} bytes"));
    print(&format!("{tokens} tokens of {subjects} subjects for {} recipients{bytes}\n", recipients.len()))
}

fn erase(arguments: &Erase) -> Result<u8> {
    let keys = arguments.keys.require()?;
    let lines = lines(&arguments.subject_file)?;
    let vault = arguments.vault.needed()?.open(false)?;
    let mut recipients: BTreeSet<String> = vault.owners()?.into_iter().map(|o| o.recipient).collect();
    for name in &arguments.to {
        if !recipients.contains(name) {
            return Err(Error::new(ErrorKind::Usage, "the vault has no tokens of such a recipient")
                .about("--to")
                .known(nearest(name, recipients.iter().map(String::as_str))));
        }
    }
    recipients.retain(|r| arguments.to.is_empty() || arguments.to.contains(r));
    let is_destroyed = |id: &String| keys.list().iter().any(|k| k.id == *id && k.status == Status::Destroyed);
    let of_recipients =
        recipients.iter().map(|r| keys.token_keys(r).map(Arc::new)).collect::<Result<Vec<_>>>()?;
    let (destroyed, missing): (Vec<_>, Vec<_>) =
        vault.beyond(&of_recipients)?.into_iter().partition(is_destroyed);
    let (erased, known) = vault.erase(&of_recipients, &lines)?;
    print(&format!(
        "{} subjects erased, {} tokens restore nothing any more\n",
        erased.subjects, erased.tokens
    ))?;
    let unknown = lines.len() as u64 - known;
    if unknown > 0 {
        say(&format!("the vault holds nothing of {unknown} of {} lines, with these keys", lines.len()));
    }
    say("backups of the vault still hold what was erased: see that they expire");
    if !destroyed.is_empty() {
        let ids = destroyed.join(", ");
        say(&format!(
            "tokens of keys that were destroyed in this file stay in the vault: {ids}; a copy of such a key can open them"
        ));
    }
    if missing.is_empty() {
        return Ok(0);
    }
    let ids = missing.join(", ");
    say(&format!(
        "the vault has tokens of keys that these keys do not reach: {ids}; nobody was erased from those. Erase again with \
         the key file that holds them; exit 3"
    ));
    Ok(3)
}

/// The lines of the subject file. They are values, so they come by no argument and no message repeats them.
fn lines(path: &Path) -> Result<Vec<Zeroizing<Vec<u8>>>> {
    let failed = |e| Error::io(ErrorKind::Usage, "the file cannot be read", &e).about("--subject-file");
    let file: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(std::io::stdin()),
        false => Box::new(File::open(path).map_err(failed)?),
    };
    let mut text = Zeroizing::new(Vec::new());
    file.take(VAULT_LIST_BYTES_MAX + 1).read_to_end(&mut text).map_err(failed)?;
    if text.len() as u64 > VAULT_LIST_BYTES_MAX {
        return Err(Error::new(ErrorKind::Usage, "the file is too long; nothing was erased")
            .about("--subject-file")
            .fix("split it into files of at most 16 MiB"));
    }
    let unreadable = |what| Err(Error::new(ErrorKind::Usage, what).about("--subject-file"));
    let lines = text.strip_prefix(BOM).unwrap_or(&text).split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return unreadable("the file names nobody; nothing was erased");
    }
    // Names that no value can have would be people who stay and are taken for erased.
    if lines.iter().any(|line| line.contains(&0) || line.contains(&b'\r')) {
        return unreadable("the file is no text with one identifier a line (UTF-8); nothing was erased");
    }
    Ok(lines.into_iter().map(|line| Zeroizing::new(line.to_vec())).collect())
}
