//! Detect.
pub mod rule;
pub mod validate;
