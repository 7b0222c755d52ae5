//! Padding of values that are encrypted, so that a length says little of theirs (ISO/IEC 9797-1, padding method 2).

/// Padded values have lengths that are multiples of this.
const BUCKET_BYTES: usize = 16;
/// What padding begins with; zeros follow.
const PAD: u8 = 0x80;

/// The length of a padded value of `length` bytes.
pub(crate) fn padded_length(length: usize) -> usize {
    (length / BUCKET_BYTES + 1) * BUCKET_BYTES
}

/// Writes `value` and its padding into `room`, which is zeros and has the padded length.
pub(crate) fn pad(value: &[u8], room: &mut [u8]) {
    room[..value.len()].copy_from_slice(value);
    room[value.len()] = PAD;
}

/// Where the value in `padded` ends; `None` when there is no padding.
pub(crate) fn value_end(padded: &[u8]) -> Option<usize> {
    padded.iter().rposition(|b| *b != 0).filter(|at| padded[*at] == PAD)
}
