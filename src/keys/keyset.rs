//! Derived keys of one recipient, in a file of their own: who has it can make or open that recipient's tokens,
//! and nothing of anybody else's. A root key cannot be computed from them (HKDF is one-way).
//!
//! ```text
//! obelus-keyset-1:<recipient>:<purpose>:<fingerprint of the root>
//! obelus-derived-1:<key id>:<place>:<use>:<domain, or ->:<key>
//! …
//! obelus-keyset-end-1:<check over all of these lines>
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::keys::derive::{Use, code, keyed};
use crate::keys::form::base32;
use crate::keys::material::{DerivedKeys, Material};
use crate::keys::ring::{Listed, Status, domains_of, malformed};
use crate::keys::root::is_key_id;
use crate::keys::self_test;
use crate::limits::KEYS_PER_FILE_MAX;

const HEAD: &str = "obelus-keyset-1";
const KEY: &str = "obelus-derived-1";
const END: &str = "obelus-keyset-end-1";
const COMMENT: &str = "# obelus keyset: derived keys of one recipient. Keep it secret.\n";
/// What stands for "no domain in particular".
const NONE: &str = "-";
/// The check finds damage; it is no secret, so it protects against nobody who can write the file.
const CHECK_KEY: &[u8] = b"obelus/keyset/v1";
const CHECK_BYTES: usize = 10;

/// Room for the text of a keyset, so that it is never copied while it grows.
const TEXT_BYTES: usize = 16 << 10;

/// What a keyset is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Making tokens.
    Tokenize,
    /// Opening them.
    Reveal,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: &'static [Purpose] = &[Purpose::Tokenize, Purpose::Reveal];

    /// Its name on the command line and in the file.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Tokenize => "tokenize",
            Purpose::Reveal => "reveal",
        }
    }

    /// What a keyset for it has keys for. The newest key id makes tokens; of the older ones, who makes tokens
    /// only has to know theirs again.
    fn has(self, use_: Use, reversible: bool, is_newest: bool) -> bool {
        match (self, use_) {
            (_, Use::Finding | Use::Root) => false,
            (_, Use::Mark) => true,
            (Purpose::Tokenize, _) if !is_newest => false,
            (Purpose::Tokenize, Use::HashToken | Use::DateShift | Use::Surrogate) => true,
            (Purpose::Tokenize, _) => reversible,
            (Purpose::Reveal, Use::HashToken | Use::Surrogate) => false,
            (Purpose::Reveal, _) => true,
        }
    }
}

/// Derived keys of one recipient. No Debug.
pub(crate) struct Keyset {
    pub(crate) recipient: String,
    pub(crate) purpose: Purpose,
    pub(crate) fingerprint: String,
    /// The newest first.
    pub(crate) materials: Vec<Arc<Material>>,
}

/// True when a file that begins with this line is a keyset.
pub(crate) fn starts(line: &str) -> bool {
    line.strip_prefix(HEAD).is_some_and(|rest| rest.starts_with(':'))
}

impl Keyset {
    /// Derives what `purpose` needs from root keys, the newest first.
    pub(crate) fn derive(
        roots: &[Arc<Material>],
        recipient: &str,
        purpose: Purpose,
        reversible: bool,
        fingerprint: String,
    ) -> Result<Self> {
        if !is_recipient(recipient) {
            let what = "a recipient has 1 to 64 lower-case letters, digits and dashes";
            return Err(Error::new(ErrorKind::Usage, what).about("--to"));
        }
        let mut materials = Vec::new();
        for (place, root) in roots.iter().enumerate() {
            let mut keys = DerivedKeys::new();
            for use_ in Use::ALL.iter().copied().filter(|u| purpose.has(*u, reversible, place == 0)) {
                for domain in domains_of(use_) {
                    let name = domain.map_or("", Domain::name);
                    let key = root.bytes(use_, recipient, name).map_err(|_| malformed())?;
                    keys.insert((use_, name), key);
                }
            }
            materials.push(Arc::new(Material::of_derived(root.id.clone(), root.number, keys)));
        }
        Ok(Keyset { recipient: recipient.to_owned(), purpose, fingerprint, materials })
    }

    /// Reads the lines of a file that are no comments.
    pub(crate) fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Self> {
        self_test::run()?;
        let mut lines: Vec<&str> = lines.collect();
        let check = lines.pop().and_then(|l| l.strip_prefix(END)?.strip_prefix(':'));
        if check != Some(checked(&lines).as_str()) {
            return Err(malformed());
        }
        let parts: Vec<&str> = lines.first().map(|l| l.split(':').collect()).unwrap_or_default();
        let [HEAD, recipient, purpose, fingerprint] = parts.as_slice() else { return Err(malformed()) };
        let purpose = Purpose::ALL.iter().copied().find(|p| p.name() == *purpose).ok_or_else(malformed)?;
        if !is_recipient(recipient) {
            return Err(malformed());
        }
        // By place in the root file, so that the newest comes last.
        let mut found: BTreeMap<u32, (String, DerivedKeys)> = BTreeMap::new();
        for line in &lines[1..] {
            let Derived { id, number, use_, domain, key } = Derived::of(line).ok_or_else(malformed)?;
            let (known, keys) = found.entry(number).or_insert_with(|| (id.to_owned(), DerivedKeys::new()));
            if known != id || keys.insert((use_, domain), key).is_some() {
                return Err(malformed());
            }
        }
        if found.is_empty() || found.len() > KEYS_PER_FILE_MAX {
            return Err(malformed());
        }
        let material = |(number, (id, keys))| Arc::new(Material::of_derived(id, number, keys));
        Ok(Keyset {
            recipient: (*recipient).to_owned(),
            purpose,
            fingerprint: (*fingerprint).to_owned(),
            materials: found.into_iter().rev().map(material).collect(),
        })
    }

    /// The text of its file.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(TEXT_BYTES * self.materials.len()));
        text.push_str(&format!("{HEAD}:{}:{}:{}\n", self.recipient, self.purpose.name(), self.fingerprint));
        for material in &self.materials {
            for ((use_, domain), key) in material.derived() {
                let domain = if domain.is_empty() { NONE } else { domain };
                let (id, number) = (&material.id, material.number);
                text.push_str(&format!("{KEY}:{id}:{number}:{}:{domain}:", use_.name()));
                text.push_str(&Zeroizing::new(base32().encode(key)));
                text.push('\n');
            }
        }
        let check = checked(&text.lines().collect::<Vec<_>>());
        text.push_str(&format!("{END}:{check}\n"));
        text.insert_str(0, COMMENT);
        text
    }

    pub(crate) fn id(&self) -> &str {
        self.materials.first().map_or("", |m| &m.id)
    }

    pub(crate) fn list(&self) -> Vec<Listed> {
        let listed = |(at, material): (usize, &Arc<Material>)| Listed {
            id: material.id.clone(),
            status: if at == 0 { Status::Primary } else { Status::Active },
            fingerprint: None,
            uses: Some(Use::ALL.iter().filter(|u| material.has(**u)).map(|u| u.name()).collect()),
        };
        let mut all: Vec<Listed> = self.materials.iter().enumerate().map(listed).collect();
        all.reverse();
        all
    }
}

/// The line of a derived key.
struct Derived<'a> {
    id: &'a str,
    number: u32,
    use_: Use,
    domain: &'static str,
    key: Zeroizing<Vec<u8>>,
}

impl<'a> Derived<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let parts: Vec<&str> = line.split(':').collect();
        let [KEY, id, number, use_, domain, key] = parts.as_slice() else { return None };
        let use_ = Use::ALL.iter().copied().find(|u| u.name() == *use_)?;
        let names = domains_of(use_).into_iter().map(|d| d.map_or("", Domain::name));
        let domain = names.into_iter().find(|d| d == domain || (d.is_empty() && *domain == NONE))?;
        let key = Zeroizing::new(base32().decode(key.as_bytes()).ok()?);
        let fits = is_key_id(id) && key.len() == use_.key_bytes();
        fits.then_some(Derived { id, number: number.parse().ok()?, use_, domain, key })
    }
}

/// The check over `lines`.
fn checked(lines: &[&str]) -> String {
    let whole = Zeroizing::new(lines.join("\n"));
    base32().encode(&code(&keyed(CHECK_KEY), whole.as_bytes())[..CHECK_BYTES])
}

/// True for what a policy can call a recipient; it stands between colons here.
fn is_recipient(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::keys::ring::Keys;

    fn again(keys: &Keys) -> Keys {
        Keys::of_text(&keys.text(), None).unwrap()
    }

    #[test]
    fn a_keyset_makes_the_tokens_of_its_recipient_and_of_nobody_else() {
        let mut root = Keys::generate().unwrap();
        let (mut old, mut new, mut made) = (Vec::new(), Vec::new(), Vec::new());
        root.token_keys("shop").unwrap().reversible_token(Domain::Name, b"Ann", &mut old).unwrap();
        root.rotate().unwrap();
        let theirs = root.token_keys("shop").unwrap();
        theirs.hash_token(Domain::Name, b"Ann", &mut new).unwrap();

        let worker = again(&root.export("shop", Purpose::Tokenize, false).unwrap());
        assert_eq!(worker.fingerprint(), root.fingerprint());
        assert!(worker.token_keys("other").is_err() && worker.finding_keys().is_err());
        let keys = worker.token_keys("shop").unwrap();
        keys.hash_token(Domain::Name, b"Ann", &mut made).unwrap();
        assert_eq!(made, new);
        assert!(keys.is_ours(&old).is_some(), "it knows older tokens");
        for use_ in [Use::Reversible, Use::Fpe, Use::IpPseudonym, Use::VaultSeal] {
            assert!(!keys.can(use_), "{}", use_.name());
        }
        assert!(keys.open(&old).is_none() && keys.ip_pseudonym("192.0.2.1".parse().unwrap()).is_err());
        assert!(keys.reversible_token(Domain::Name, b"Ann", &mut made).is_err());
        assert!(keys.ff1(Domain::Name, 10).is_err());

        let full = again(&root.export("shop", Purpose::Tokenize, true).unwrap()).token_keys("shop").unwrap();
        let (mut one, mut two) = (Vec::new(), Vec::new());
        full.reversible_token(Domain::Name, b"Ann", &mut one).unwrap();
        theirs.reversible_token(Domain::Name, b"Ann", &mut two).unwrap();
        assert_eq!(one, two);

        let reveal = again(&root.export("shop", Purpose::Reveal, false).unwrap()).token_keys("shop").unwrap();
        assert_eq!(reveal.open(&old).unwrap().1.as_slice(), b"Ann");
        assert_eq!(reveal.open(&one).unwrap().1.as_slice(), b"Ann");
        assert!(!reveal.can(Use::HashToken));
        assert_eq!(reveal.number(), Some(1));
    }

    #[test]
    fn a_damaged_keyset_is_refused_at_any_place() {
        let keys = Keys::generate().unwrap().export("shop", Purpose::Tokenize, false).unwrap();
        let text = keys.text();
        for at in (COMMENT.len()..text.len() - 1).step_by(7) {
            let mut damaged = text.as_bytes().to_vec();
            damaged[at] = if damaged[at] == b'a' { b'b' } else { b'a' };
            assert!(Keys::of_text(&String::from_utf8(damaged).unwrap(), None).is_err(), "{at}");
        }
        let lines: Vec<&str> = text.lines().collect();
        assert!(Keys::of_text(&lines[..lines.len() - 1].join("\n"), None).is_err(), "cut");
        let root = Keys::generate().unwrap();
        assert!(root.export("Ann Lee", Purpose::Tokenize, false).is_err());
        assert!(keys.export("shop", Purpose::Tokenize, false).is_err(), "no root");
    }
}
