//! Mask: all but separators becomes `*`, except for the first and last few characters.
//!
//! PCI DSS 4.0.1 requirements 3.4.1 and 3.5.1 allow at most the first six and last four digits of a card
//! number to stay.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// The least number of characters that must be hidden; a value too short for that is hidden whole.
const HIDDEN_MIN: usize = 4;

/// What stays in sight, so that the form of the value can still be read.
const SEPARATORS: &str = " -.@:/()+";

struct Mask {
    first: usize,
    last: usize,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let mut count = |key| Ok(table.int(key, 0..65)?.unwrap_or(0) as usize);
    Ok(Arc::new(Mask { first: count("keep_first")?, last: count("keep_last")? }))
}

impl Transform for Mask {
    fn name(&self) -> &'static str {
        "mask"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Mask
    }

    fn parameters(&self) -> String {
        format!("keep_first = {}, keep_last = {}", self.first, self.last)
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        match info_type.domain {
            Domain::Card if self.first > 6 || self.last > 4 => {
                Some("a card number may keep at most its first 6 and last 4 digits (PCI DSS 3.4.1)")
            }
            // Separators stay in sight, and a secret may consist of them.
            Domain::Credential => Some("a credential cannot be masked; use redact"),
            _ => None,
        }
    }

    fn hides_all(&self) -> bool {
        self.first == 0 && self.last == 0
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let Ok(text) = std::str::from_utf8(value.0) else { return Err(CannotTransform) };
        let hideable = |c: char| !SEPARATORS.contains(c);
        let total = text.chars().filter(|c| hideable(*c)).count();
        if total == 0 {
            return Err(CannotTransform);
        }
        let (first, last) = match total >= self.first + self.last + HIDDEN_MIN {
            true => (self.first, self.last),
            false => (0, 0),
        };
        let mut seen = 0;
        for c in text.chars() {
            let shown = if hideable(c) {
                seen += 1;
                if seen <= first || seen > total - last { c } else { '*' }
            } else {
                c
            };
            out.extend_from_slice(shown.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(first: usize, last: usize, value: &str) -> String {
        let mut out = Vec::new();
        let cx = Context { info_type: "X", domain: Domain::Text, subject: None, tokens: None };
        let done = Mask { first, last }.apply(Plain(value.as_bytes()), &cx, &mut out);
        assert_eq!(done, Ok(()));
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn separators_stay_and_short_values_are_hidden_whole() {
        assert_eq!(masked(6, 4, "4111 1111 1111 1111"), "4111 11** **** 1111");
        assert_eq!(masked(0, 4, "4111-1111-1111-1111"), "****-****-****-1111");
        assert_eq!(masked(0, 0, "ann@example.com"), "***@*******.***");
        assert_eq!(masked(2, 2, "1234567"), "*******");
        assert_eq!(masked(2, 2, "12345678"), "12****78");
        assert_eq!(masked(1, 0, "josé müller"), "j*** ******");
    }
}
