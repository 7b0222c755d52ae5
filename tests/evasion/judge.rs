//! Is a value left in what was written?

use crate::decode;
use crate::values::{Fold, Value};

/// True when the value, or too much of it, can be read in `text`, however it is decoded.
pub fn is_left(value: &Value, text: &[u8]) -> bool {
    decode::any(text, |reading| holds(value, reading))
}

/// True when the value, or too much of it, stands in `text` as it is.
pub fn holds(value: &Value, text: &[u8]) -> bool {
    let keep: fn(&u8) -> bool = match value.fold {
        Fold::Text | Fold::Address => |_| true,
        Fold::Alnum => u8::is_ascii_alphanumeric,
        Fold::Digits => u8::is_ascii_digit,
    };
    let text: Vec<u8> = text.iter().filter(|b| keep(b)).map(u8::to_ascii_lowercase).collect();
    let core = value.core.as_bytes();
    if value.fold == Fold::Address {
        return memchr::memmem::find_iter(&text, core).any(|at| {
            let beside = [at.checked_sub(1), Some(at + core.len())];
            !beside.into_iter().flatten().filter_map(|place| text.get(place)).any(u8::is_ascii_hexdigit)
        });
    }
    text.len() >= value.need && value.parts.iter().any(|part| part.find(&text).is_some())
}
