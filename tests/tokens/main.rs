//! Tokens: their contract, the keys they are made with, and the way back.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;
mod keys;
mod restore;
mod vectors;
