//! The keys of a run: what a key file holds.
//!
//! A key file has one line per root key, the newest last. That one makes tokens; the others still know theirs,
//! until they are destroyed, which leaves a line that says so. A keyset holds derived keys of one recipient
//! instead ([`crate::keys::keyset`]).

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::keys::derive::{KEY_BYTES, Use};
use crate::keys::keyset::{self, Keyset, Purpose};
use crate::keys::material::Material;
use crate::keys::root::{RootKey, is_key_id};
use crate::keys::sealed::{self, Passphrase};
use crate::keys::token::{FindingKeys, TokenKeys};
use crate::limits::KEYS_PER_FILE_MAX;

/// How the line of a destroyed key starts.
const DESTROYED: &str = "obelus-destroyed-1";
const COMMENT: &str =
    "# obelus keys, the newest last. Keep them secret: who has them can open and test tokens.\n";

/// What a key file holds. No Debug.
pub struct Keys(Held);

enum Held {
    Roots(Vec<Slot>),
    Keyset(Keyset),
}

enum Slot {
    Live(RootKey),
    Destroyed(String),
}

impl Slot {
    fn id(&self) -> &str {
        match self {
            Slot::Live(key) => key.id(),
            Slot::Destroyed(id) => id,
        }
    }

    fn live(&self) -> Option<&RootKey> {
        match self {
            Slot::Live(key) => Some(key),
            Slot::Destroyed(_) => None,
        }
    }
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It makes tokens.
    Primary,
    /// It knows the tokens it made.
    Active,
    /// It is gone.
    Destroyed,
}

/// One line of a list of keys.
pub struct Listed {
    /// The key id.
    pub id: String,
    /// What became of it.
    pub status: Status,
    /// Its fingerprint, where there is a root key.
    pub fingerprint: Option<String>,
    /// What it can be used for, where not for everything.
    pub uses: Option<Vec<&'static str>>,
}

impl Keys {
    /// A new random key.
    pub fn generate() -> Result<Self> {
        Ok(Self::of_root(RootKey::generate()?))
    }

    /// One root key.
    pub fn of_root(key: RootKey) -> Self {
        Keys(Held::Roots(vec![Slot::Live(key)]))
    }

    /// Reads what a key file holds.
    pub fn of_text(text: &str, passphrase: Option<&Passphrase>) -> Result<Self> {
        if let Some(opened) = sealed::open(text, passphrase)? {
            return Self::of_plain(&opened);
        }
        if passphrase.is_some() {
            let what = "the key file has no passphrase, and one was given";
            return Err(Error::new(ErrorKind::Keys, what).fix("check that it is the right file"));
        }
        Self::of_plain(text)
    }

    fn of_plain(text: &str) -> Result<Self> {
        let mut lines = lines(text).peekable();
        if lines.peek().is_some_and(|l| keyset::starts(l)) {
            return Ok(Keys(Held::Keyset(Keyset::read(lines)?)));
        }
        let mut slots: Vec<Slot> = Vec::new();
        for line in lines {
            let number = slots.len() as u32;
            let slot = match line.strip_prefix(DESTROYED).and_then(|l| l.strip_prefix(':')) {
                Some(id) if is_key_id(id) => Slot::Destroyed(id.to_owned()),
                _ => Slot::Live(RootKey::of_line(line)?.ok_or_else(malformed)?.numbered(number)),
            };
            if slots.len() == KEYS_PER_FILE_MAX || slots.iter().any(|s| s.id() == slot.id()) {
                return Err(malformed());
            }
            slots.push(slot);
        }
        match slots.last() {
            Some(Slot::Live(_)) => Ok(Keys(Held::Roots(slots))),
            _ => Err(malformed()),
        }
    }

    /// The text of the key file.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(COMMENT.len() + 128 * KEYS_PER_FILE_MAX));
        match &self.0 {
            Held::Keyset(keyset) => return keyset.text(),
            Held::Roots(slots) => {
                text.push_str(COMMENT);
                for slot in slots {
                    match slot {
                        Slot::Live(key) => text.push_str(&key.line()),
                        Slot::Destroyed(id) => text.push_str(&format!("{DESTROYED}:{id}\n")),
                    }
                }
            }
        }
        text
    }

    /// The id of the key that makes tokens.
    pub fn id(&self) -> &str {
        match &self.0 {
            Held::Roots(slots) => slots.last().map_or("", Slot::id),
            Held::Keyset(keyset) => keyset.id(),
        }
    }

    /// Tells keys apart without saying anything about them: the fingerprint of the root that makes tokens, or from
    /// which the keyset was derived.
    pub fn fingerprint(&self) -> String {
        match &self.0 {
            Held::Roots(slots) => {
                slots.last().and_then(Slot::live).map_or(String::new(), RootKey::fingerprint)
            }
            Held::Keyset(keyset) => keyset.fingerprint.clone(),
        }
    }

    /// Fails unless this is the key with that fingerprint.
    pub fn expect(&self, fingerprint: &str) -> Result<()> {
        if self.fingerprint() == fingerprint {
            return Ok(());
        }
        let what = "the key is not the one that --expect-key names; nothing was read";
        Err(Error::new(ErrorKind::Keys, what).fix("`obelus keys list` shows the fingerprints of a key file"))
    }

    /// The keys of `recipient`. A keyset has those of one recipient only.
    pub fn token_keys(&self, recipient: &str) -> Result<TokenKeys> {
        match &self.0 {
            Held::Roots(_) => Ok(TokenKeys::of(&self.materials(), recipient)),
            Held::Keyset(keyset) if keyset.recipient == recipient => {
                Ok(TokenKeys::of(&keyset.materials, recipient))
            }
            Held::Keyset(keyset) => {
                let what = "nothing was read, because the keyset is that of another recipient";
                Err(Error::new(ErrorKind::Keys, what)
                    .about("--to")
                    .names([keyset.recipient.clone()])
                    .fix("name that one with `--to`, or export a keyset for this one"))
            }
        }
    }

    /// The keys with which findings get fingerprints: they are no recipient's, so no keyset has them.
    pub fn finding_keys(&self) -> Result<FindingKeys> {
        Ok(FindingKeys::new(self.primary()?))
    }

    /// The id and bytes of the key for lists: of the root key with this id, or of the one that makes tokens. It is no recipient's, so
    /// no keyset has it.
    pub fn list_key(&self, id: Option<&str>) -> Result<(String, Zeroizing<[u8; KEY_BYTES]>)> {
        let materials = self.materials();
        let first = materials.first().ok_or_else(no_root)?;
        let material = match id {
            None => first,
            Some(id) => materials.iter().find(|material| material.id == id).ok_or_else(|| {
                let what = "the key file does not have the key that the list was built with";
                Error::new(ErrorKind::Keys, what).fix("name the file with that key, or build the list again")
            })?,
        };
        let bytes = material.bytes(Use::Lists, "", "").map_err(|_| no_root())?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        key.copy_from_slice(&bytes);
        Ok((material.id.clone(), key))
    }

    /// Root keys, the one that makes tokens first, then the newer before the older.
    fn materials(&self) -> Vec<Arc<Material>> {
        let Held::Roots(slots) = &self.0 else { return Vec::new() };
        slots.iter().rev().filter_map(Slot::live).map(|k| k.material().clone()).collect()
    }

    fn slots(&mut self) -> Result<&mut Vec<Slot>> {
        match &mut self.0 {
            Held::Roots(slots) => Ok(slots),
            Held::Keyset(_) => Err(no_root()),
        }
    }

    fn primary(&self) -> Result<&RootKey> {
        match &self.0 {
            Held::Roots(slots) => slots.last().and_then(Slot::live).ok_or_else(malformed),
            Held::Keyset(_) => Err(no_root()),
        }
    }

    /// Adds a new random key, which makes tokens from now on.
    pub fn rotate(&mut self) -> Result<()> {
        let slots = self.slots()?;
        if slots.len() == KEYS_PER_FILE_MAX {
            let what = "the key file holds as many keys as it may";
            return Err(Error::new(ErrorKind::Keys, what).fix("start a new file with `obelus keys new`"));
        }
        let number = slots.len() as u32;
        loop {
            // Of a million ids, two can be the same.
            let key = RootKey::generate()?.numbered(number);
            if slots.iter().all(|s| s.id() != key.id()) {
                slots.push(Slot::Live(key));
                return Ok(());
            }
        }
    }

    /// Replaces a key by a line that says that it was destroyed. Nobody can open its tokens then.
    pub fn destroy(&mut self, id: &str) -> Result<()> {
        let slots = self.slots()?;
        let known: Vec<String> =
            slots.iter().filter(|s| s.live().is_some()).map(|s| s.id().to_owned()).collect();
        let Some(at) = slots.iter().position(|s| s.id() == id && s.live().is_some()) else {
            return Err(Error::new(ErrorKind::Keys, "no such key in the file").about("KEY_ID").known(known));
        };
        if at + 1 == slots.len() {
            let what = "this key makes the tokens of today, so it cannot be destroyed";
            return Err(Error::new(ErrorKind::Keys, what).fix("rotate first: `obelus keys rotate`"));
        }
        slots[at] = Slot::Destroyed(id.to_owned());
        Ok(())
    }

    /// Derived keys of one recipient, for `purpose`.
    pub fn export(&self, recipient: &str, purpose: Purpose, reversible: bool) -> Result<Keys> {
        let fingerprint = self.primary()?.fingerprint();
        let materials = self.materials();
        Ok(Keys(Held::Keyset(Keyset::derive(&materials, recipient, purpose, reversible, fingerprint)?)))
    }

    /// What there is, the newest last.
    pub fn list(&self) -> Vec<Listed> {
        match &self.0 {
            Held::Keyset(keyset) => keyset.list(),
            Held::Roots(slots) => {
                let last = slots.len().saturating_sub(1);
                let listed = |(at, slot): (usize, &Slot)| Listed {
                    id: slot.id().to_owned(),
                    status: match slot.live() {
                        None => Status::Destroyed,
                        Some(_) if at == last => Status::Primary,
                        Some(_) => Status::Active,
                    },
                    fingerprint: slot.live().map(RootKey::fingerprint),
                    uses: None,
                };
                slots.iter().enumerate().map(listed).collect()
            }
        }
    }

    /// Whose keyset this is and for what, when it is one.
    pub fn keyset_of(&self) -> Option<(&str, Purpose)> {
        match &self.0 {
            Held::Roots(_) => None,
            Held::Keyset(keyset) => Some((&keyset.recipient, keyset.purpose)),
        }
    }
}

/// The lines that are no comments.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// The error of what cannot be read as keys. It says nothing of what stands there.
pub(crate) fn malformed() -> Error {
    Error::new(ErrorKind::Keys, "the key file is not an obelus key, or is damaged")
        .fix("make one with `obelus keys new --output FILE`")
}

fn no_root() -> Error {
    let what = "this is a keyset of one recipient, and this needs the root keys";
    Error::new(ErrorKind::Keys, what).fix("use the key file from which it was exported")
}

/// The domains that a use has keys for; `None` is none in particular.
pub(crate) fn domains_of(use_: Use) -> Vec<Option<Domain>> {
    let all = Domain::ALL.iter().copied().map(Some).filter(|_| use_.is_per_domain());
    all.chain((!use_.is_per_domain() || use_ == Use::VaultIndex).then_some(None)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::keys::form::Kind;

    fn refused(text: &str) -> String {
        Keys::of_text(text, None).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn the_newest_key_makes_tokens_and_the_older_know_theirs_until_they_are_destroyed() {
        let mut keys = Keys::generate().unwrap();
        let first = keys.id().to_owned();
        let mut token = Vec::new();
        keys.token_keys("a").unwrap().reversible_token(Domain::Name, b"Ann", &mut token).unwrap();
        keys.rotate().unwrap();
        let keys = Keys::of_text(&keys.text(), None).unwrap();
        assert_ne!(keys.id(), first);
        let tokens = keys.token_keys("a").unwrap();
        assert_eq!(tokens.open(&token).unwrap().1.as_slice(), b"Ann");
        assert_eq!(tokens.is_ours(&token), Some((Kind::Reversible, Domain::Name)));
        assert_eq!(tokens.key_ids().collect::<Vec<_>>(), [keys.id(), &first]);
        assert_eq!((tokens.number(), tokens.number_of(&first)), (Some(1), Some(0)));
        let mut made = Vec::new();
        tokens.reversible_token(Domain::Name, b"Ann", &mut made).unwrap();
        assert_ne!(made, token);

        let mut keys = Keys::of_text(&keys.text(), None).unwrap();
        assert!(keys.destroy("zzzz").is_err());
        let newest = keys.id().to_owned();
        assert!(keys.destroy(&newest).is_err(), "the primary stays");
        keys.destroy(&first).unwrap();
        assert!(keys.destroy(&first).is_err(), "only once");
        let keys = Keys::of_text(&keys.text(), None).unwrap();
        let tokens = keys.token_keys("a").unwrap();
        assert!(tokens.open(&token).is_none() && tokens.is_ours(&token).is_none());
        assert_eq!(tokens.open(&made).unwrap().1.as_slice(), b"Ann");
        assert_eq!(tokens.number(), Some(1), "places do not move");
        let status: Vec<Status> = keys.list().iter().map(|l| l.status).collect();
        assert_eq!(status, [Status::Destroyed, Status::Primary]);
    }

    #[test]
    fn a_file_that_is_no_key_file_is_refused_and_not_repeated() {
        let mut keys = Keys::generate().unwrap();
        let line = keys.text().lines().nth(1).unwrap().to_owned();
        assert!(refused(&format!("# note\n\n{line}\n")).is_empty());
        for text in [
            String::new(),
            format!("{line}\n{line}"),
            format!("{line}\njunk"),
            format!("{line}\n{DESTROYED}:abcd"),
            format!("{DESTROYED}:ab\n{line}"),
            format!("{DESTROYED}:{}\n{line}", keys.id()),
            line[..line.len() - 9].to_owned(),
        ] {
            let said = refused(&text);
            assert!(said.contains("damaged") && !said.contains(&line[20..28]), "{said}");
        }
        for _ in 1..KEYS_PER_FILE_MAX {
            keys.rotate().unwrap();
        }
        assert!(refused(&keys.text()).is_empty());
        assert!(keys.rotate().is_err(), "full");
    }
}
