//! Vault: tokens that are random, with their values kept beside them, so that a person can be erased.
//!
//! A value gets a random code the first time it is seen, and the same one from then on. What is kept of it is
//! sealed under a key of its subject (the person the record is about, or the value itself); who destroys that key
//! has erased the person. `docs/VAULT.md` says what stands where and what it protects against.
//!
//! [`store::Store`] is where rows are kept, [`embedded`] and `postgres` are its two kinds. [`Vault`] is the
//! same for both: it gives out codes and sees to it that no token leaves before its row is durable.

mod cache;
pub mod embedded;
mod frame;
mod keep;
#[cfg(feature = "postgres")]
mod pgpass;
pub mod place;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod seal;
pub mod store;

pub use frame::FrameTokens;
pub use keep::Vault;
