//! Tokens: `ob1h_<type>_<key id>_<26 characters><6 characters check tag>`.
//!
//! `docs/TOKENS.md` is the contract. One word in every tokeniser (letters, digits, underscore), valid in
//! CSV, JSON, SQL, URLs and file names, never the start of a spreadsheet formula, and no dot or `@` that
//! would make it part of an address.

use crate::keys::base32;
use crate::keys::canon::{self, Domain};
use crate::keys::derive::{Keyed, Use, code};
use crate::keys::root::RootKey;

/// The start of every hash token of this version.
const PREFIX: &str = "ob1h";
/// Bytes of the code that stand in the token: 128 bits.
const PAYLOAD_BYTES: usize = 16;
/// Their length in base32.
const PAYLOAD_CHARS: usize = 26;
/// Characters of the check tag: 30 bits.
const TAG_CHARS: usize = 6;

/// The keys with which one recipient's tokens are made.
pub struct TokenKeys {
    key_id: String,
    by_domain: Vec<Keyed>,
    mark: Keyed,
}

impl TokenKeys {
    /// Derives the keys of `recipient`.
    pub fn new(root: &RootKey, recipient: &str) -> Self {
        TokenKeys {
            key_id: root.id().to_owned(),
            by_domain: Domain::NAMES.iter().map(|d| root.key(Use::HashToken, recipient, d)).collect(),
            mark: root.key(Use::Mark, recipient, ""),
        }
    }

    /// Appends the token of `value`. A token that these keys made for this domain stays as it is, so that
    /// what was tokenized once is not changed by a second run; its check tag tells it from text that only
    /// looks like one.
    pub fn hash_token(&self, domain: Domain, value: &[u8], out: &mut Vec<u8>) {
        if self.is_ours(domain, value) {
            out.extend_from_slice(value);
            return;
        }
        let start = out.len();
        self.head(domain, out);
        let mac = code(&self.by_domain[domain as usize], &canon::canonical(domain, value));
        out.extend_from_slice(base32().encode(&mac[..PAYLOAD_BYTES]).as_bytes());
        let tag = self.tag(&out[start..]);
        out.extend_from_slice(tag.as_bytes());
    }

    fn head(&self, domain: Domain, out: &mut Vec<u8>) {
        out.extend_from_slice(PREFIX.as_bytes());
        for part in [domain.code(), &self.key_id, ""] {
            out.push(b'_');
            out.extend_from_slice(part.as_bytes());
        }
    }

    fn tag(&self, body: &[u8]) -> String {
        base32().encode(&code(&self.mark, body)[..5])[..TAG_CHARS].to_owned()
    }

    fn is_ours(&self, domain: Domain, value: &[u8]) -> bool {
        let mut head = Vec::new();
        self.head(domain, &mut head);
        value.len() == head.len() + PAYLOAD_CHARS + TAG_CHARS && value.starts_with(&head) && {
            let (body, tag) = value.split_at(value.len() - TAG_CHARS);
            self.tag(body).as_bytes() == tag
        }
    }
}

/// The keys with which findings get fingerprints.
pub struct FindingKeys(Vec<Keyed>);

impl FindingKeys {
    /// Derives them. They are no recipient's, so a fingerprint cannot be joined with any token.
    pub fn new(root: &RootKey) -> Self {
        FindingKeys(Domain::NAMES.iter().map(|d| root.key(Use::Finding, "", d)).collect())
    }

    /// The fingerprint of `value`: 80 bits in base32.
    pub fn fingerprint(&self, domain: Domain, value: &[u8]) -> String {
        base32().encode(&code(&self.0[domain as usize], &canon::canonical(domain, value))[..10])
    }
}
