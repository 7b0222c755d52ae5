//! Numbers that follow from a key and a value: the same value draws the same ones, and who has no key cannot tell which.

use crate::keys::derive::{Keyed, code};

/// Bytes of one number.
const NUMBER_BYTES: usize = 8;

/// A row of numbers. Each block of them is HMAC-SHA-256 over its number, the label and the value.
pub(super) struct Draw<'k> {
    key: &'k Keyed,
    message: Vec<u8>,
    block: [u8; 32],
    at: usize,
}

impl<'k> Draw<'k> {
    /// The numbers of `value` for what `label` names.
    pub(super) fn new(key: &'k Keyed, label: &str, value: &[u8]) -> Self {
        let mut message = vec![0];
        message.extend_from_slice(label.as_bytes());
        // Labels have no such byte, so no label and value spell another pair.
        message.push(0);
        message.extend_from_slice(value);
        let block = code(key, &message);
        Draw { key, message, block, at: 0 }
    }

    /// The next number below `end`. Of 2^64 numbers, the remainder favours none of a few thousand in a way that could
    /// be seen.
    pub(super) fn below(&mut self, end: usize) -> usize {
        if self.at + NUMBER_BYTES > self.block.len() {
            self.message[0] = self.message[0].wrapping_add(1);
            self.block = code(self.key, &self.message);
            self.at = 0;
        }
        let mut number = [0; NUMBER_BYTES];
        number.copy_from_slice(&self.block[self.at..self.at + NUMBER_BYTES]);
        self.at += NUMBER_BYTES;
        (u64::from_be_bytes(number) % (end.max(1) as u64)) as usize
    }

    /// One of `list`: the drawn one or the next after it that `fits`.
    pub(super) fn one<'l>(&mut self, list: &'l [String], fits: impl Fn(&str) -> bool) -> Option<&'l str> {
        let first = self.below(list.len());
        let in_order = list[first.min(list.len())..].iter().chain(&list[..first.min(list.len())]);
        in_order.map(String::as_str).find(|word| fits(word))
    }
}
