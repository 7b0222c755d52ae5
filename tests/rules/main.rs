//! Rules: what the shipped ones find, what the commands about rules say, and rules of a user.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod card_secrets;
mod check;
mod checksums;
#[path = "../common/mod.rs"]
mod common;
mod explain;
mod fields;
mod import;
mod list;
mod own;
mod packs;
mod secrets;

// `tests/numbers` asks the root of its program for it.
use common::random;
