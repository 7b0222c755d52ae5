//! Where derived keys come from, key id by key id.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use crate::keys::canon::Domain;
use crate::keys::derive::{Extracted, Keyed, Use, keyed};

/// These keys do not have what the operation needs: a keyset was exported without it. No value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoKey;

/// Derived keys of one recipient, by use and name of the domain (empty: all of them).
pub(crate) type DerivedKeys = BTreeMap<(Use, &'static str), Zeroizing<Vec<u8>>>;

/// One key id: a root, from which any key can be derived, or keys that were derived before.
pub(crate) struct Material {
    pub(crate) id: String,
    /// Its place in the key file: the first is 0, and destroyed keys keep theirs.
    pub(crate) number: u32,
    source: Source,
}

enum Source {
    Root(Arc<Extracted>),
    Derived(DerivedKeys),
}

impl Material {
    pub(crate) fn of_root(id: String, number: u32, root: Arc<Extracted>) -> Self {
        Material { id, number, source: Source::Root(root) }
    }

    pub(crate) fn of_derived(id: String, number: u32, keys: DerivedKeys) -> Self {
        Material { id, number, source: Source::Derived(keys) }
    }

    /// The key for `use_`. A keyset holds those of one recipient, which its reader has compared.
    pub(crate) fn bytes(
        &self,
        use_: Use,
        recipient: &str,
        domain: &'static str,
    ) -> Result<Zeroizing<Vec<u8>>, NoKey> {
        match &self.source {
            Source::Root(extracted) => Ok(extracted.bytes(use_, &self.id, recipient, domain)),
            Source::Derived(keys) => keys.get(&(use_, domain)).cloned().ok_or(NoKey),
        }
    }

    /// The derived keys of a keyset.
    pub(crate) fn derived(&self) -> impl Iterator<Item = (&(Use, &'static str), &Zeroizing<Vec<u8>>)> {
        match &self.source {
            Source::Root(_) => None,
            Source::Derived(keys) => Some(keys.iter()),
        }
        .into_iter()
        .flatten()
    }

    pub(crate) fn has(&self, use_: Use) -> bool {
        match &self.source {
            Source::Root(_) => true,
            Source::Derived(keys) => keys.keys().any(|(u, _)| *u == use_),
        }
    }
}

/// The keys of one key id and one recipient. Each is derived when it is first needed.
pub(crate) struct Epoch {
    pub(crate) material: Arc<Material>,
    recipient: String,
    keyed: Vec<OnceLock<Box<Keyed>>>,
    pub(crate) siv: Vec<OnceLock<Zeroizing<Vec<u8>>>>,
    pub(crate) pfx: OnceLock<Box<crate::keys::ip_pseudonym::Pfx>>,
    pub(crate) ff1: Vec<OnceLock<Box<crate::keys::fpe::Ff1>>>,
}

/// How many domains there are, and one place more for keys that are no domain's.
const PLACES: usize = Domain::ALL.len() + 1;

impl Epoch {
    pub(crate) fn new(material: Arc<Material>, recipient: &str) -> Self {
        let empty = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        Epoch {
            material,
            recipient: recipient.to_owned(),
            keyed: (0..Use::ALL.len() * PLACES).map(|_| OnceLock::new()).collect(),
            siv: empty(Domain::ALL.len()),
            pfx: OnceLock::new(),
            ff1: (0..Domain::ALL.len()).map(|_| OnceLock::new()).collect(),
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.material.id
    }

    pub(crate) fn recipient(&self) -> &str {
        &self.recipient
    }

    pub(crate) fn bytes(&self, use_: Use, domain: Option<Domain>) -> Result<Zeroizing<Vec<u8>>, NoKey> {
        self.material.bytes(use_, &self.recipient, domain.map_or("", Domain::name))
    }

    /// The scheduled key for `use_` and `domain`.
    pub(crate) fn keyed(&self, use_: Use, domain: Option<Domain>) -> Result<&Keyed, NoKey> {
        let place = domain.map_or(Domain::ALL.len(), |d| d as usize);
        kept(&self.keyed[use_ as usize * PLACES + place], || Ok(Box::new(keyed(&self.bytes(use_, domain)?))))
            .map(|k| &**k)
    }
}

/// What `cell` holds, made when it is first asked for.
pub(crate) fn kept<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, NoKey>) -> Result<&T, NoKey> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let made = make()?;
    // Two threads may make it at once; both make the same.
    Ok(cell.get_or_init(|| made))
}
