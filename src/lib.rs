//! obelus.
pub mod config;
pub mod detect;
mod embedded;
pub mod error;
pub mod finding;
pub mod info_type;
pub mod keys;
pub mod limits;
pub mod span;
pub mod transform;
