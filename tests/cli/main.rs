//! The command as a whole: its runs, its actions, and what it must withstand.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod actions;
mod attacks;
mod attacks_cli;
mod byte_rows;
mod canary;
#[path = "../common/mod.rs"]
mod common;
mod elements;
mod runs;
mod statements;
mod ways;
mod wrapped;
