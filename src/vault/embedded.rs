//! A vault in one file (redb), for one process at a time.

use std::collections::BTreeMap;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::backends::FileBackend;
use redb::{Builder, Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};

use crate::error::{Error, ErrorKind, Result};
use crate::files::{directory_of, sync_directory_of};
use crate::keys::canon::Domain;
use crate::limits::VAULT_PAGES_BYTES;
use crate::sink::temp::TempFile;
use crate::vault::seal::{Sealer, damaged, no_key};
use crate::vault::store::{Erased, Id, NewRow, Owner, OwnerId, Store, Stored, Tally, domain_of, tallied};

/// What the file is, and its version.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("obelus-vault");
const VERSION: u64 = 1;
/// Index → code.
const INDEXES: TableDefinition<'_, &Id, &Id> = TableDefinition::new("indexes");
/// Code → row; see [`encoded`].
const ROWS: TableDefinition<'_, &Id, &[u8]> = TableDefinition::new("rows");
/// Subject and [`ITSELF`] → its data key, wrapped; subject and code → nothing: the code is the subject's.
const SUBJECTS: TableDefinition<'_, &[u8; 32], &[u8]> = TableDefinition::new("subjects");
/// Owner → recipient, NUL, key id.
const OWNERS: TableDefinition<'_, &OwnerId, &[u8]> = TableDefinition::new("owners");

/// Stands in [`SUBJECTS`] where the data key is. No code is this: codes are chance.
const ITSELF: Id = [0; 16];

/// The vault file.
pub struct Embedded {
    path: PathBuf,
    /// Taken out only while [`Store::erase`] writes the file anew.
    database: Mutex<Option<Arc<Database>>>,
}

fn failed(e: impl Into<redb::Error>) -> Error {
    let what = "the vault could not be read or written; nothing that needs it was let out";
    let error = match e.into() {
        redb::Error::Io(e) => Error::io(ErrorKind::Vault, what, &e),
        redb::Error::PreviousIo => Error::new(ErrorKind::Vault, what).note("an earlier write failed"),
        redb::Error::Corrupted(_) => return damaged(),
        _ => Error::new(ErrorKind::Vault, what),
    };
    error.about("--vault")
}

fn io_failed(e: io::Error) -> Error {
    failed(redb::Error::Io(e))
}

/// A place that cannot be used is a mistake of the command line; a full or broken disk is not.
fn cannot_open(e: &io::Error) -> Error {
    let broken = matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
        || e.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
    let kind = if broken { ErrorKind::Vault } else { ErrorKind::Usage };
    Error::io(kind, "the vault file cannot be opened", e).about("--vault")
}

fn refused(what: &'static str) -> Error {
    Error::new(ErrorKind::Usage, what).about("--vault")
}

impl Embedded {
    /// Opens the file, or makes it when it may and there is none.
    pub fn open(path: &Path, may_create: bool) -> Result<Self> {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => {
                check_owner(&file.metadata().map_err(|e| cannot_open(&e))?)?;
                file
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound && may_create => create(path)?,
            Err(e) => {
                return Err(cannot_open(&e).fix("name a file that `obelus redact --vault` made"));
            }
        };
        let is_new = file.metadata().map_err(|e| cannot_open(&e))?.len() == 0;
        if is_new && !may_create {
            return Err(refused("the file is empty and no vault"));
        }
        let database = opened(file)?;
        let made = Embedded { path: path.to_owned(), database: Mutex::new(Some(Arc::new(database))) };
        made.prepare()?;
        if is_new {
            sync_directory_of(path).map_err(io_failed)?;
        }
        Ok(made)
    }

    /// Makes the tables of a new file, and checks that an older one is a vault.
    fn prepare(&self) -> Result<()> {
        let database = self.database()?;
        let tx = database.begin_write().map_err(failed)?;
        let is_empty = tx.list_tables().map_err(failed)?.next().is_none();
        let is_known = {
            let mut about = tx.open_table(ABOUT).map_err(|_| refused("the file is no vault"))?;
            let version = about.get("version").map_err(failed)?.map(|v| v.value());
            match version {
                Some(VERSION) => true,
                Some(_) => return Err(refused("the vault was made by another version of obelus")),
                None if is_empty => about.insert("version", VERSION).map_err(failed)?.is_some(),
                None => return Err(refused("the file is no vault")),
            }
        };
        if is_known {
            return tx.abort().map_err(failed);
        }
        tx.open_table(INDEXES).map_err(failed)?;
        tx.open_table(ROWS).map_err(failed)?;
        tx.open_table(SUBJECTS).map_err(failed)?;
        tx.open_table(OWNERS).map_err(failed)?;
        tx.commit().map_err(failed)
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Database>>> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn database(&self) -> Result<Arc<Database>> {
        self.held().clone().ok_or_else(|| io_failed(io::ErrorKind::NotConnected.into()))
    }
}

fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).mode(0o600);
    options.open(path).map_err(|e| cannot_open(&e))
}

fn check_owner(metadata: &Metadata) -> Result<()> {
    if !metadata.is_file() {
        return Err(refused("the vault is not a regular file"));
    }
    if metadata.mode() & 0o077 != 0 {
        return Err(refused("others can read or write the vault file").fix("run `chmod 600` on it"));
    }
    Ok(())
}

fn opened(file: File) -> Result<Database> {
    let mut builder = Builder::new();
    builder.set_cache_size(VAULT_PAGES_BYTES);
    FileBackend::new(file).and_then(|file| builder.create_with_backend(file)).map_err(|e| match e {
        DatabaseError::DatabaseAlreadyOpen => refused("another run is using this vault file")
            .fix("wait for it to end; several at once need a vault in PostgreSQL"),
        DatabaseError::Storage(redb::StorageError::Io(e)) if e.kind() == io::ErrorKind::InvalidData => {
            refused("the file is no vault")
        }
        DatabaseError::UpgradeRequired(_) => refused("the vault was made by another version of obelus"),
        e => failed(e),
    })
}

/// Owner, two letters of the family, index, subject, sealed value.
fn encoded(owner: &OwnerId, row: &NewRow, sealed: &[u8]) -> Vec<u8> {
    [&owner[..], row.domain.code().as_bytes(), &row.index, &row.subject, sealed].concat()
}

/// The opposite of [`encoded`], without the data key.
fn decoded(row: &[u8]) -> Option<Stored> {
    let (owner, rest) = row.split_first_chunk::<8>()?;
    let (domain, rest) = rest.split_first_chunk::<2>()?;
    let (index, rest) = rest.split_first_chunk::<16>()?;
    let (subject, sealed) = rest.split_first_chunk::<16>()?;
    Some(Stored {
        owner: *owner,
        domain: domain_of(domain)?,
        index: *index,
        subject: *subject,
        sealed: sealed.to_vec(),
        wrapped: Vec::new(),
    })
}

fn key(subject: &Id, code: &Id) -> [u8; 32] {
    let mut both = [0; 32];
    both[..16].copy_from_slice(subject);
    both[16..].copy_from_slice(code);
    both
}

impl Store for Embedded {
    fn is_shared(&self) -> bool {
        false
    }

    fn find(&self, index: &Id) -> Result<Option<Id>> {
        let tx = self.database()?.begin_read().map_err(failed)?;
        let indexes = tx.open_table(INDEXES).map_err(failed)?;
        Ok(indexes.get(index).map_err(failed)?.map(|code| *code.value()))
    }

    fn put(&self, rows: &mut [NewRow]) -> Result<()> {
        // What is committed is on disk when `commit` returns: that is redb's default durability.
        let tx = self.database()?.begin_write().map_err(failed)?;
        put(&tx, rows)?;
        tx.commit().map_err(failed)
    }

    fn row(&self, code: &Id) -> Result<Option<Stored>> {
        let tx = self.database()?.begin_read().map_err(failed)?;
        let rows = tx.open_table(ROWS).map_err(failed)?;
        let Some(row) = rows.get(code).map_err(failed)? else { return Ok(None) };
        let mut row = decoded(row.value()).ok_or_else(damaged)?;
        let subjects = tx.open_table(SUBJECTS).map_err(failed)?;
        let wrapped = subjects.get(&key(&row.subject, &ITSELF)).map_err(failed)?;
        row.wrapped = wrapped.ok_or_else(damaged)?.value().to_vec();
        Ok(Some(row))
    }

    fn erase(&self, subjects: &[Id], indexes: &[Id]) -> Result<Erased> {
        let tx = self.database()?.begin_write().map_err(failed)?;
        let erased = erase(&tx, subjects, indexes)?;
        tx.commit().map_err(failed)?;
        Ok(erased)
    }

    fn forget_erased(&self) -> Result<()> {
        self.rewrite()
    }

    fn owners(&self) -> Result<Vec<Owner>> {
        let tx = self.database()?.begin_read().map_err(failed)?;
        let owners = tx.open_table(OWNERS).map_err(failed)?;
        let mut made = Vec::new();
        for entry in owners.iter().map_err(failed)? {
            let (id, names) = entry.map_err(failed)?;
            let names = std::str::from_utf8(names.value()).map_err(|_| damaged())?;
            let (recipient, key_id) = names.split_once('\0').ok_or_else(damaged)?;
            made.push(Owner { id: *id.value(), recipient: recipient.to_owned(), key_id: key_id.to_owned() });
        }
        Ok(made)
    }

    fn tallies(&self) -> Result<Vec<Tally>> {
        let owners = self.owners()?;
        let tx = self.database()?.begin_read().map_err(failed)?;
        let rows = tx.open_table(ROWS).map_err(failed)?;
        let mut counts: BTreeMap<(OwnerId, Domain), u64> = BTreeMap::new();
        for entry in rows.iter().map_err(failed)? {
            let row = decoded(entry.map_err(failed)?.1.value()).ok_or_else(damaged)?;
            *counts.entry((row.owner, row.domain)).or_default() += 1;
        }
        Ok(tallied(&owners, counts))
    }

    fn subjects(&self) -> Result<u64> {
        let tx = self.database()?.begin_read().map_err(failed)?;
        let subjects = tx.open_table(SUBJECTS).map_err(failed)?;
        let mut count = 0;
        for entry in subjects.iter().map_err(failed)? {
            count += u64::from(entry.map_err(failed)?.0.value()[16..] == ITSELF);
        }
        Ok(count)
    }
}

fn put(tx: &redb::WriteTransaction, rows: &mut [NewRow]) -> Result<()> {
    let mut indexes = tx.open_table(INDEXES).map_err(failed)?;
    let mut missing = Vec::new();
    for row in rows {
        if let Some(code) = indexes.get(&row.index).map_err(failed)? {
            row.code = *code.value();
            continue;
        }
        missing.push(&*row);
    }
    let mut sealer = Sealer::new(missing.iter().copied())?;
    let mut subjects = tx.open_table(SUBJECTS).map_err(failed)?;
    let proposed: Vec<(Id, Vec<u8>)> = sealer.subjects().map(|(id, key)| (*id, key.to_vec())).collect();
    for (subject, wrapped) in &proposed {
        let place = key(subject, &ITSELF);
        let stored = subjects.get(&place).map_err(failed)?.map(|key| key.value().to_vec());
        match stored {
            Some(stored) => sealer.keep(subject, &stored)?,
            None => drop(subjects.insert(&place, wrapped.as_slice()).map_err(failed)?),
        }
    }
    // Each table in the order of its keys: neighbours are on one page.
    for row in &missing {
        indexes.insert(&row.index, &row.code).map_err(failed)?;
    }
    missing.sort_unstable_by_key(|row| key(&row.subject, &row.code));
    for row in &missing {
        subjects.insert(&key(&row.subject, &row.code), &[][..]).map_err(failed)?;
    }
    missing.sort_unstable_by_key(|row| row.code);
    let mut table = tx.open_table(ROWS).map_err(failed)?;
    let mut owners = BTreeMap::new();
    for row in missing {
        let owner = row.keys.owner(0).map_err(no_key)?;
        let encoded = encoded(&owner.id, row, &sealer.seal(row)?);
        table.insert(&row.code, encoded.as_slice()).map_err(failed)?;
        owners.insert(owner.id, owner);
    }
    let mut table = tx.open_table(OWNERS).map_err(failed)?;
    for owner in owners.values() {
        let names = [owner.recipient.as_bytes(), b"\0", owner.key_id.as_bytes()].concat();
        table.insert(&owner.id, names.as_slice()).map_err(failed)?;
    }
    Ok(())
}

fn erase(tx: &redb::WriteTransaction, gone: &[Id], values: &[Id]) -> Result<Erased> {
    let mut indexes = tx.open_table(INDEXES).map_err(failed)?;
    let mut rows = tx.open_table(ROWS).map_err(failed)?;
    let mut subjects = tx.open_table(SUBJECTS).map_err(failed)?;
    let mut erased = Erased::default();
    for subject in gone {
        for code in codes_of(&subjects, subject)? {
            let row = rows.remove(&code).map_err(failed)?.map(|row| decoded(row.value()));
            let row = row.flatten().ok_or_else(damaged)?;
            indexes.remove(&row.index).map_err(failed)?;
            subjects.remove(&key(subject, &code)).map_err(failed)?;
            erased.tokens += 1;
        }
        let key = subjects.remove(&key(subject, &ITSELF)).map_err(failed)?;
        erased.subjects += u64::from(key.is_some());
    }
    for index in values {
        let Some(code) = indexes.remove(index).map_err(failed)?.map(|code| *code.value()) else { continue };
        let row = rows.remove(&code).map_err(failed)?.map(|row| decoded(row.value()));
        let row = row.flatten().ok_or_else(damaged)?;
        subjects.remove(&key(&row.subject, &code)).map_err(failed)?;
        erased.tokens += 1;
        if codes_of(&subjects, &row.subject)?.is_empty() {
            subjects.remove(&key(&row.subject, &ITSELF)).map_err(failed)?;
            erased.subjects += 1;
        }
    }
    Ok(erased)
}

/// The codes of a subject.
fn codes_of(
    subjects: &impl ReadableTable<&'static [u8; 32], &'static [u8]>,
    subject: &Id,
) -> Result<Vec<Id>> {
    let (first, last) = (key(subject, &ITSELF), key(subject, &[0xff; 16]));
    let mut made = Vec::new();
    for entry in subjects.range::<&[u8; 32]>(&first..=&last).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let mut code = Id::default();
        code.copy_from_slice(&entry.0.value()[16..]);
        if code != ITSELF {
            made.push(code);
        }
    }
    Ok(made)
}

impl Embedded {
    /// Writes the file anew without what was erased, which is still in free pages of the old one; puts it in its place
    /// in one step, and overwrites the old one.
    fn rewrite(&self) -> Result<()> {
        let mut held = self.held();
        let old = held.take().ok_or_else(|| io_failed(io::ErrorKind::NotConnected.into()))?;
        let mut old_file = OpenOptions::new().write(true).open(&self.path).map_err(io_failed)?;
        let (temp, _) = TempFile::create(directory_of(&self.path)).map_err(io_failed)?;
        // To be read as well.
        let file = OpenOptions::new().read(true).write(true).open(temp.path()).map_err(io_failed)?;
        let new = opened(file)?;
        copy(&old, &new)?;
        temp.replace(&self.path).map_err(io_failed)?;
        *held = Some(Arc::new(new));
        drop(old);
        overwrite(&mut old_file).map_err(io_failed)
    }
}

fn copy(from: &Database, to: &Database) -> Result<()> {
    let (from, to) = (from.begin_read().map_err(failed)?, to.begin_write().map_err(failed)?);
    copy_table(&from, &to, ABOUT)?;
    copy_table(&from, &to, INDEXES)?;
    copy_table(&from, &to, ROWS)?;
    copy_table(&from, &to, SUBJECTS)?;
    copy_table(&from, &to, OWNERS)?;
    to.commit().map_err(failed)
}

fn copy_table<K: redb::Key + 'static, V: redb::Value + 'static>(
    from: &redb::ReadTransaction,
    to: &redb::WriteTransaction,
    table: TableDefinition<'static, K, V>,
) -> Result<()> {
    let from = from.open_table(table).map_err(failed)?;
    let mut to = to.open_table(table).map_err(failed)?;
    for entry in from.iter().map_err(failed)? {
        let (key, value) = entry.map_err(failed)?;
        to.insert(key.value(), value.value()).map_err(failed)?;
    }
    Ok(())
}

/// Zeros over a file that has no name any more. Where a file system keeps earlier blocks they stay.
fn overwrite(file: &mut File) -> io::Result<()> {
    let zeros = [0; 64 << 10];
    let mut left = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    while left > 0 {
        let some = left.min(zeros.len() as u64);
        file.write_all(&zeros[..some as usize])?;
        left -= some;
    }
    file.sync_all()
}
