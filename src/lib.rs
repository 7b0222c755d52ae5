//! obelus finds personal data in text logs and writes what a policy lets a recipient have.
//!
//! The stages, in the order in which data runs: `source → decode → frame → detect → resolve → splice → sink`
//! ([`pipeline`] wires them). Bytes reach a sink only as [`splice::Cleared`], which only the splicer makes.

/// Tests are written as users of the library write it, inside it too.
#[cfg(test)]
extern crate self as obelus;

pub mod aggregate;
pub mod audit;
pub mod bytes;
pub mod cli;
mod clock;
pub mod config;
pub mod decode;
pub mod detect;
mod embedded;
pub mod error;
pub mod files;
pub mod finding;
pub mod format;
mod frame;
pub mod import;
pub mod info_type;
pub mod keys;
pub mod limits;
pub mod lists;
pub mod pipeline;
pub mod policy;
pub mod propose;
pub mod resolve;
pub mod restore;
pub mod schedule;
pub mod simd;
pub mod sink;
pub mod span;
mod spare;
pub mod splice;
pub mod standing;
pub mod subject;
pub mod transform;
pub mod vault;
pub mod view;
mod work;
