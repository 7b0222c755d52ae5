//! Keys, token domains and canonical forms: which values are the same value, and for whom.
//!
//! One root key; every key in use is derived from it by HKDF-SHA-256 (RFC 5869) over what it is for:
//! use, key id, recipient, token domain and version of the canonical form. Two recipients therefore never
//! get the same token for a value. `docs/TOKENS.md` is the contract, `tests/vectors/tokens-v1.json` its
//! test vectors.

pub mod canon;
pub mod derive;
pub mod root;
pub mod self_test;
pub mod token;

use data_encoding::{Encoding, Specification};

/// RFC 4648 base32 without padding, lower case: `a-z2-7`.
pub(crate) fn base32() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    // 32 distinct ASCII symbols are always a valid specification.
    specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
}

/// The version of the canonical forms. It is part of every derived key, so that a change of the rules
/// changes the tokens visibly instead of breaking joins silently.
pub const CANON_VERSION: &str = "1";
