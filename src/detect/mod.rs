//! Detect: frame bytes + segment table → findings. Knows nothing of policies, formats or files.
//!
//! Detectors are data (`rules/`); [`rule`] reads them, [`shape`] finds where one can match, [`plain`] looks there,
//! [`validate`] holds the checks.

pub mod context;
pub mod plain;
pub mod rule;
pub mod segment;
pub mod shape;
pub mod tail;
pub mod validate;
