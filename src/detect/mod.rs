//! Detect: frame bytes + segment table → findings. Knows nothing of policies, formats or files.
//!
//! Detectors are data (`rules/`); [`rule`] reads them, [`plain`] searches, [`validate`] holds the checks.

pub mod context;
pub mod plain;
pub mod rule;
pub mod segment;
pub mod validate;
