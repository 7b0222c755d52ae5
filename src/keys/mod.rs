//! Keys, token domains and canonical forms: which values are the same value, and for whom.
//!
//! One root key; every key in use is derived from it by HKDF-SHA-256 (RFC 5869) over what it is for:
//! use, key id, recipient, token domain and version of the canonical form. Two recipients therefore never
//! get the same token for a value. `docs/TOKENS.md` is the contract, `tests/vectors/tokens-v1.json` its
//! test vectors.

pub mod canon;
pub mod derive;
pub mod form;
pub mod fpe;
pub mod ip_pseudonym;
pub mod keyset;
#[cfg(test)]
mod known_answers;
pub mod material;
pub(crate) mod padding;
pub mod reversible;
pub mod ring;
pub mod root;
pub mod sealed;
pub mod self_test;
pub mod store;
#[cfg(test)]
mod tests;
pub mod token;

/// The version of the canonical forms. It is part of every derived key, so that a change of the rules
/// changes the tokens visibly instead of breaking joins silently.
pub const CANON_VERSION: &str = "1";
