//! Many bytes at a time.
pub mod bits;
