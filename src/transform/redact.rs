//! Redact: the value becomes a marker that names its info type.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// Writes `[EMAIL_ADDRESS]` and the like.
pub struct Redact;

pub(super) fn read(_: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    Ok(Arc::new(Redact))
}

impl Transform for Redact {
    fn name(&self) -> &'static str {
        "redact"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Redact
    }

    fn hides_all(&self) -> bool {
        true
    }

    fn apply(&self, _: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        marker(cx.info_type, out);
        Ok(())
    }
}

/// Appends the marker of an info type. It is what is written whenever a surrogate cannot be made.
pub fn marker(info_type: &str, out: &mut Vec<u8>) {
    out.push(b'[');
    out.extend_from_slice(info_type.as_bytes());
    out.push(b']');
}
