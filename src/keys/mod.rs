//! Keys.
pub mod canon;
/// The keys of one recipient.
pub struct KeySet;
