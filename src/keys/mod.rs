//! Canonical forms and token domains: which values are the same value.

pub mod canon;
