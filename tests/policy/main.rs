//! What a policy says, how it is read, made and compared, and what leaves by it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod aggregate;
#[path = "../common/mod.rs"]
mod common;
mod diff;
mod init;
mod language;
mod lists;
mod outputs;
mod properties;
mod records;
