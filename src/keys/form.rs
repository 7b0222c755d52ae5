//! How a token is written and read: `ob1<kind>_<domain>_<key id>_<payload><check tag>`.
//!
//! `docs/TOKENS.md` is the contract. One word in every tokeniser (letters, digits, underscore), valid in
//! CSV, JSON, SQL, URLs and file names, never the start of a spreadsheet formula, and no dot or `@` that
//! would make it part of an address.

use std::sync::LazyLock;

use data_encoding::{Encoding, Specification};

use crate::keys::canon::Domain;
use crate::keys::derive::{Keyed, code};

/// The start of every token of this version; the letter of its kind follows.
pub(crate) const PREFIX: &[u8] = b"ob1";
/// Bytes of code or chance in a token that is as long as any other of its kind: 128 bits.
pub(crate) const CODE_BYTES: usize = 16;
/// Their length in base32.
const CODE_CHARS: usize = 26;
/// Bytes of which the check tag is made.
const TAG_BYTES: usize = 5;
/// Characters of the check tag: 30 bits.
const TAG_CHARS: usize = 6;
/// Characters of a key id.
pub(crate) const KEY_ID_CHARS: usize = 4;
/// Where the payload starts: `ob1h_em_k7q2_`.
pub(crate) const HEAD_BYTES: usize = PREFIX.len() + 2 + 2 + 1 + KEY_ID_CHARS + 1;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Made by a keyed hash: nobody can turn it back.
    Hash,
    /// An encrypted value: who has the keys can open it.
    Reversible,
    /// Random, with its value in a vault.
    Vault,
}

impl Kind {
    /// The letter that stands in a token.
    pub(crate) fn letter(self) -> u8 {
        match self {
            Kind::Hash => b'h',
            Kind::Reversible => b's',
            Kind::Vault => b'v',
        }
    }

    pub(crate) fn of(letter: u8) -> Option<Kind> {
        [Kind::Hash, Kind::Reversible, Kind::Vault].into_iter().find(|k| k.letter() == letter)
    }
}

/// RFC 4648 base32 without padding, lower case: `a-z2-7`.
pub(crate) fn base32() -> &'static Encoding {
    static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
        let mut specification = Specification::new();
        specification.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
        // 32 distinct ASCII symbols are always a valid specification.
        specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
    });
    &BASE32
}

/// Appends `bytes` in base32.
pub(crate) fn push_base32(bytes: &[u8], out: &mut Vec<u8>) {
    let base32 = base32();
    let start = out.len();
    out.resize(start + base32.encode_len(bytes.len()), 0);
    base32.encode_mut(bytes, &mut out[start..]);
}

/// The parts of what has the form of a token. Its tag is not checked yet.
pub(crate) struct Parts<'a> {
    pub(crate) kind: Kind,
    pub(crate) domain: Domain,
    pub(crate) key_id: &'a [u8],
    pub(crate) payload: &'a [u8],
    body: &'a [u8],
    tag: &'a [u8],
}

impl<'a> Parts<'a> {
    /// Reads `token`; `None` when it has another form.
    pub(crate) fn of(token: &'a [u8]) -> Option<Self> {
        if token.len() < HEAD_BYTES + CODE_CHARS + TAG_CHARS || !token.starts_with(PREFIX) {
            return None;
        }
        let (body, tag) = token.split_at(token.len() - TAG_CHARS);
        let (head, payload) = body.split_at(HEAD_BYTES);
        let &[_, _, _, kind, b'_', d0, d1, b'_', _, _, _, _, b'_'] = head else { return None };
        let kind = Kind::of(kind)?;
        if kind != Kind::Reversible && payload.len() != CODE_CHARS {
            return None;
        }
        let key_id = &head[HEAD_BYTES - 1 - KEY_ID_CHARS..HEAD_BYTES - 1];
        let is_ours = |b: &u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(b);
        if ![key_id, payload, tag].into_iter().flatten().all(is_ours) {
            return None;
        }
        let domain = Domain::ALL.iter().copied().find(|d| d.code().as_bytes() == [d0, d1])?;
        Some(Parts { kind, domain, key_id, payload, body, tag })
    }

    /// True when `mark` made its tag.
    pub(crate) fn is_genuine(&self, mark: &Keyed) -> bool {
        // All characters are looked at, so that the time says nothing of how many agree.
        tag(mark, self.body).iter().zip(self.tag).fold(0, |different, (a, b)| different | (a ^ b)) == 0
    }
}

/// How many characters can stand behind the head of a token of `kind` where `run` characters of base32 do; the most
/// first.
pub(crate) fn payload_lengths(kind: Kind, run: usize) -> impl Iterator<Item = usize> {
    // A reversible token holds what authenticates its value, as long as a code, and as many blocks as the value needs.
    let longest = match kind {
        Kind::Hash | Kind::Vault => 1,
        Kind::Reversible => run * 5 / (8 * CODE_BYTES),
    };
    let length = move |blocks: usize| match kind {
        Kind::Hash | Kind::Vault => CODE_CHARS + TAG_CHARS,
        Kind::Reversible => base32().encode_len((blocks + 1) * CODE_BYTES) + TAG_CHARS,
    };
    (1..=longest).rev().map(length).filter(move |length| *length <= run)
}

/// Appends what stands before the payload.
pub(crate) fn push_head(kind: Kind, domain: Domain, key_id: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(PREFIX);
    out.push(kind.letter());
    for part in [domain.code(), key_id, ""] {
        out.push(b'_');
        out.extend_from_slice(part.as_bytes());
    }
}

/// Appends the tag of the token that starts at `start`.
pub(crate) fn push_tag(mark: &Keyed, start: usize, out: &mut Vec<u8>) {
    let tag = tag(mark, &out[start..]);
    out.extend_from_slice(&tag);
}

fn tag(mark: &Keyed, body: &[u8]) -> [u8; TAG_CHARS] {
    let mut all = [0; TAG_CHARS + 2];
    base32().encode_mut(&code(mark, body)[..TAG_BYTES], &mut all);
    let mut tag = [0; TAG_CHARS];
    tag.copy_from_slice(&all[..TAG_CHARS]);
    tag
}
