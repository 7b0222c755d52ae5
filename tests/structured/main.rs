//! Tables, XML, mail: their fields, across every border, and that they stay what they were.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common/mod.rs"]
mod common;
#[allow(dead_code)]
#[path = "../../examples/fixtures/generate/mod.rs"]
mod generate;
mod mail;
mod sheets;
mod tables;
mod xml;
