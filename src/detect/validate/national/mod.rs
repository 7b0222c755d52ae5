//! Numbers that states give to people: one file a number, named by its country and what it is called there.

use crate::detect::validate::Validator;

/// Every validator of a national number, sorted by name.
pub static VALIDATORS: &[Validator] = &[];
