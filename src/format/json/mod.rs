//! JSON (RFC 8259).
pub mod string;
