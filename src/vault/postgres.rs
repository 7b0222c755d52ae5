//! A vault in a PostgreSQL database, for any number of processes on any number of machines.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use postgres::{Client, Config, NoTls, Transaction};

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::limits::VAULT_ROUNDS_MAX;
use crate::vault::pgpass;
use crate::vault::seal::{Sealer, damaged, no_key};
use crate::vault::store::{Erased, Id, NewRow, Owner, OwnerId, Store, Stored, Tally, domain_of, tallied};

/// The tables. A subject's rows go with it; a row cannot be added to a subject that is being erased.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS obelus_vault (version bigint NOT NULL);
CREATE TABLE IF NOT EXISTS obelus_vault_owner (
    id bytea PRIMARY KEY, recipient text NOT NULL, key_id text NOT NULL);
CREATE TABLE IF NOT EXISTS obelus_vault_subject (id bytea PRIMARY KEY, wrapped bytea NOT NULL);
CREATE TABLE IF NOT EXISTS obelus_vault_token (
    code bytea PRIMARY KEY,
    index bytea NOT NULL UNIQUE,
    owner bytea NOT NULL REFERENCES obelus_vault_owner (id),
    family text NOT NULL,
    subject bytea NOT NULL REFERENCES obelus_vault_subject (id) ON DELETE CASCADE,
    sealed bytea NOT NULL);
CREATE INDEX IF NOT EXISTS obelus_vault_token_subject ON obelus_vault_token (subject);
";
const VERSION: i64 = 1;
/// Two processes that make the tables at once would fail; this lock lets one go first. The number is the bytes of
/// `obelus`.
const LOCK: i64 = 0x6f62_656c_7573;

const UNLOGGED: &str = "SELECT count(*) FROM unnest(ARRAY['obelus_vault', 'obelus_vault_owner',
    'obelus_vault_subject', 'obelus_vault_token']) AS name
    LEFT JOIN pg_class c ON c.oid = to_regclass(name) WHERE c.relpersistence IS DISTINCT FROM 'p'";

const FIND: &str = "SELECT index, code FROM obelus_vault_token WHERE index = ANY($1)";
const ADD_OWNER: &str = "INSERT INTO obelus_vault_owner VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
/// In the order of identifiers, as in [`ADD_TOKENS`], so that two processes wait for each other and never both.
const ADD_SUBJECTS: &str = "INSERT INTO obelus_vault_subject
    SELECT * FROM unnest($1::bytea[], $2::bytea[]) AS new (id, wrapped) ORDER BY id ON CONFLICT DO NOTHING";
/// The keys that hold, kept from being erased until this transaction ends.
const SUBJECT_KEYS: &str =
    "SELECT id, wrapped FROM obelus_vault_subject WHERE id = ANY($1) ORDER BY id FOR KEY SHARE";
const ADD_TOKENS: &str = "INSERT INTO obelus_vault_token
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[])
        AS new (code, index, owner, family, subject, sealed)
    ORDER BY index ON CONFLICT (index) DO NOTHING";
const ROW: &str = "SELECT t.owner, t.family, t.index, t.subject, t.sealed, s.wrapped
    FROM obelus_vault_token t JOIN obelus_vault_subject s ON s.id = t.subject WHERE t.code = $1";
const ERASE_TOKENS_OF: &str = "DELETE FROM obelus_vault_token WHERE subject = ANY($1)";
const ERASE_SUBJECTS: &str = "DELETE FROM obelus_vault_subject WHERE id = ANY($1)";
const ERASE_VALUES: &str = "DELETE FROM obelus_vault_token WHERE index = ANY($1) RETURNING subject";
const ERASE_EMPTY: &str = "DELETE FROM obelus_vault_subject s WHERE id = ANY($1)
    AND NOT EXISTS (SELECT FROM obelus_vault_token t WHERE t.subject = s.id)";
const OWNERS: &str = "SELECT id, recipient, key_id FROM obelus_vault_owner";
const TALLIES: &str = "SELECT owner, family, count(*) FROM obelus_vault_token GROUP BY owner, family";

/// A database. Threads that need it at once have a connection each.
pub struct Postgres {
    config: Config,
    idle: Mutex<Vec<Client>>,
}

fn failed(e: postgres::Error) -> Error {
    // The message of a server can repeat what it was sent, so only its code is told.
    let what = "the vault's database could not be read or written; nothing that needs it was let out";
    let error = Error::new(ErrorKind::Vault, what).about("--vault");
    match e.code() {
        Some(code) => error.names([format!("SQLSTATE {}", code.code())]),
        None => error.note("the connection failed"),
    }
}

fn cannot_connect(e: postgres::Error) -> Error {
    let error = Error::new(ErrorKind::Usage, "the vault's database cannot be used").about("--vault");
    let error = match e.code() {
        Some(code) => error.names([format!("SQLSTATE {}", code.code())]),
        None => error.note("no connection"),
    };
    error.fix("check host, database, user and password (--vault-password-file or ~/.pgpass)")
}

fn refused(what: &'static str) -> Error {
    Error::new(ErrorKind::Usage, what).about("--vault")
}

fn id(bytes: &[u8]) -> Result<Id> {
    Id::try_from(bytes).map_err(|_| damaged())
}

impl Postgres {
    /// Connects, and makes the tables where they may be made and are not there.
    pub fn open(url: &str, password_file: Option<&Path>, may_create: bool) -> Result<Self> {
        let config = pgpass::config(url, password_file)?;
        let mut client = config.connect(NoTls).map_err(cannot_connect)?;
        prepare(&mut client, may_create)?;
        Ok(Postgres { config, idle: Mutex::new(vec![client]) })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Client>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` with a connection that nobody else uses. One that failed is not used again.
    fn with<T>(&self, work: impl FnOnce(&mut Client) -> Result<T>) -> Result<T> {
        let client = self.idle().pop();
        let mut client = match client {
            Some(client) => client,
            None => {
                let mut client = self.config.connect(NoTls).map_err(failed)?;
                durable(&mut client).map_err(failed)?;
                client
            }
        };
        let done = work(&mut client)?;
        self.idle().push(client);
        Ok(done)
    }
}

/// What is committed is on disk when the server says so, whatever its default is.
fn durable(client: &mut Client) -> Result<(), postgres::Error> {
    client.batch_execute("SET synchronous_commit = on")
}

fn prepare(client: &mut Client, may_create: bool) -> Result<()> {
    durable(client).map_err(cannot_connect)?;
    let fsync: String = client.query_one("SHOW fsync", &[]).map_err(cannot_connect)?.get(0);
    if fsync != "on" {
        return Err(refused(
            "the database server does not wait for its disk (fsync is off), so tokens could be lost",
        ));
    }
    let mut tx = client.transaction().map_err(cannot_connect)?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(cannot_connect)?;
    let is_there: bool =
        tx.query_one("SELECT to_regclass('obelus_vault') IS NOT NULL", &[]).map_err(cannot_connect)?.get(0);
    if !is_there && !may_create {
        return Err(refused("the database holds no vault"));
    }
    if !is_there {
        tx.batch_execute(TABLES).map_err(cannot_connect)?;
        tx.execute("INSERT INTO obelus_vault VALUES ($1)", &[&VERSION]).map_err(cannot_connect)?;
    }
    let version: i64 =
        tx.query_one("SELECT max(version) FROM obelus_vault", &[]).map_err(cannot_connect)?.get(0);
    if version != VERSION {
        return Err(refused("the vault was made by another version of obelus"));
    }
    // What is not logged is empty after a crash of the server.
    let unlogged: i64 = tx.query_one(UNLOGGED, &[]).map_err(cannot_connect)?.get(0);
    if unlogged > 0 {
        return Err(refused("a table of the vault is UNLOGGED or temporary, so tokens could be lost")
            .fix("run `ALTER TABLE … SET LOGGED` on the tables obelus_vault…"));
    }
    tx.commit().map_err(cannot_connect)
}

impl Store for Postgres {
    fn is_shared(&self) -> bool {
        true
    }

    fn find(&self, index: &Id) -> Result<Option<Id>> {
        self.with(|client| {
            let row = client.query_opt(FIND, &[&vec![&index[..]]]).map_err(failed)?;
            row.map(|row| id(row.get(1))).transpose()
        })
    }

    fn put(&self, rows: &mut [NewRow]) -> Result<()> {
        self.with(|client| {
            let known = known(client, rows)?;
            if known.len() < rows.len() {
                let missing: Vec<&NewRow> = rows.iter().filter(|r| !known.contains_key(&r.index)).collect();
                let mut tx = client.transaction().map_err(failed)?;
                insert(&mut tx, &missing)?;
                tx.commit().map_err(failed)?;
            }
            // Whoever was first, its code holds, and is durable: it is seen only when it was committed.
            let holds = known_of(client, rows, known)?;
            for row in rows {
                row.code = *holds.get(&row.index).ok_or_else(damaged)?;
            }
            Ok(())
        })
    }

    fn row(&self, code: &Id) -> Result<Option<Stored>> {
        self.with(|client| {
            let Some(row) = client.query_opt(ROW, &[&&code[..]]).map_err(failed)? else { return Ok(None) };
            Ok(Some(Stored {
                owner: OwnerId::try_from(row.get::<_, &[u8]>(0)).map_err(|_| damaged())?,
                domain: domain_of(row.get::<_, &str>(1).as_bytes()).ok_or_else(damaged)?,
                index: id(row.get(2))?,
                subject: id(row.get(3))?,
                sealed: row.get(4),
                wrapped: row.get(5),
            }))
        })
    }

    fn erase(&self, subjects: &[Id], indexes: &[Id]) -> Result<Erased> {
        let (subjects, indexes) = (bytes(subjects), bytes(indexes));
        self.with(|client| {
            let mut tx = client.transaction().map_err(failed)?;
            let mut tokens = tx.execute(ERASE_TOKENS_OF, &[&subjects]).map_err(failed)?;
            let mut keys = tx.execute(ERASE_SUBJECTS, &[&subjects]).map_err(failed)?;
            let left = tx.query(ERASE_VALUES, &[&indexes]).map_err(failed)?;
            tokens += left.len() as u64;
            let left: Vec<&[u8]> = left.iter().map(|row| row.get(0)).collect();
            keys += tx.execute(ERASE_EMPTY, &[&left]).map_err(failed)?;
            tx.commit().map_err(failed)?;
            Ok(Erased { subjects: keys, tokens })
        })
    }

    fn forget_erased(&self) -> Result<()> {
        // Without FULL, pages would keep what was erased until they are used again.
        self.with(|client| {
            client.batch_execute("VACUUM FULL obelus_vault_subject").map_err(failed)?;
            client.batch_execute("VACUUM FULL obelus_vault_token").map_err(failed)
        })
    }

    fn owners(&self) -> Result<Vec<Owner>> {
        self.with(|client| {
            let rows = client.query(OWNERS, &[]).map_err(failed)?;
            let owner = |row: &postgres::Row| {
                let id = OwnerId::try_from(row.get::<_, &[u8]>(0)).map_err(|_| damaged())?;
                Ok(Owner { id, recipient: row.get(1), key_id: row.get(2) })
            };
            rows.iter().map(owner).collect()
        })
    }

    fn tallies(&self) -> Result<Vec<Tally>> {
        let owners = self.owners()?;
        let counts = self.with(|client| {
            let rows = client.query(TALLIES, &[]).map_err(failed)?;
            let count = |row: &postgres::Row| {
                let owner = OwnerId::try_from(row.get::<_, &[u8]>(0)).map_err(|_| damaged())?;
                let domain: Domain = domain_of(row.get::<_, &str>(1).as_bytes()).ok_or_else(damaged)?;
                Ok(((owner, domain), row.get::<_, i64>(2) as u64))
            };
            rows.iter().map(count).collect::<Result<Vec<_>>>()
        })?;
        Ok(tallied(&owners, counts))
    }

    fn subjects(&self) -> Result<u64> {
        self.with(|client| {
            let row = client.query_one("SELECT count(*) FROM obelus_vault_subject", &[]).map_err(failed)?;
            Ok(row.get::<_, i64>(0) as u64)
        })
    }
}

fn bytes(ids: &[Id]) -> Vec<&[u8]> {
    ids.iter().map(|id| &id[..]).collect()
}

/// The codes of those of `rows` whose value has one.
fn known(client: &mut Client, rows: &[NewRow]) -> Result<BTreeMap<Id, Id>> {
    let indexes: Vec<&[u8]> = rows.iter().map(|row| &row.index[..]).collect();
    let found = client.query(FIND, &[&indexes]).map_err(failed)?;
    found.iter().map(|row| Ok((id(row.get(0))?, id(row.get(1))?))).collect()
}

/// `known`, or what is known by now where it is not complete.
fn known_of(
    client: &mut Client,
    rows: &[NewRow],
    known_before: BTreeMap<Id, Id>,
) -> Result<BTreeMap<Id, Id>> {
    if known_before.len() == rows.len() { Ok(known_before) } else { known(client, rows) }
}

/// Inserts rows whose value has no code yet; where somebody else is doing the same, waits for it.
fn insert(tx: &mut Transaction<'_>, rows: &[&NewRow]) -> Result<()> {
    let mut sealer = Sealer::new(rows.iter().copied())?;
    let (ids, keys): (Vec<Id>, Vec<Vec<u8>>) = sealer.subjects().map(|(id, key)| (*id, key.to_vec())).unzip();
    // A key that was there can be erased before it is held; then the one proposed goes in.
    let mut held = Vec::new();
    for _ in 0..VAULT_ROUNDS_MAX {
        tx.execute(ADD_SUBJECTS, &[&bytes(&ids), &keys]).map_err(failed)?;
        held = tx.query(SUBJECT_KEYS, &[&bytes(&ids)]).map_err(failed)?;
        if held.len() == ids.len() {
            break;
        }
    }
    for row in held {
        sealer.keep(&id(row.get(0))?, row.get(1))?;
    }
    let mut owners = BTreeMap::new();
    let (mut owner_ids, mut families, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let owner = row.keys.owner(0).map_err(no_key)?;
        owner_ids.push(owner.id.to_vec());
        owners.insert(owner.id, owner);
        families.push(row.domain.code());
        sealed.push(sealer.seal(row)?);
    }
    for owner in owners.values() {
        tx.execute(ADD_OWNER, &[&&owner.id[..], &owner.recipient, &owner.key_id]).map_err(failed)?;
    }
    let codes: Vec<&[u8]> = rows.iter().map(|row| &row.code[..]).collect();
    let indexes: Vec<&[u8]> = rows.iter().map(|row| &row.index[..]).collect();
    let subjects: Vec<&[u8]> = rows.iter().map(|row| &row.subject[..]).collect();
    tx.execute(ADD_TOKENS, &[&codes, &indexes, &owner_ids, &families, &subjects, &sealed])
        .map_err(failed)
        .map(|_| ())
}
