//! Bytes that are no text, as private code points: U+10FE00 for the byte 0, to U+10FEFF. What is really one of these
//! in an input travels as its bytes as well, so that there is one way back.

/// The first of them.
const FIRST: u32 = 0x10_fe00;

/// What all of them begin with in UTF-8.
pub const LEAD: &[u8] = b"\xf4\x8f";

/// Appends `byte` as one.
pub fn push(byte: u8, text: &mut Vec<u8>) {
    text.extend_from_slice(&[LEAD[0], LEAD[1], 0xb8 | byte >> 6, 0x80 | byte & 0x3f]);
}

/// The byte that `c` stands for.
pub fn byte(c: char) -> Option<u8> {
    u32::from(c).checked_sub(FIRST).and_then(|n| u8::try_from(n).ok())
}

/// True when some character of `text` may be one.
pub fn may_be_in(text: &[u8]) -> bool {
    memchr::memmem::find(text, LEAD).is_some()
}
