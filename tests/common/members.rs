//! Members that say how long they are.

use std::io::Write;

/// A block of BGZF, of up to 64 KB.
pub fn block(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    let deflated = encoder.finish().unwrap();
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let mut made = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0".to_vec();
    made.extend(((made.len() + 2 + deflated.len() + 8 - 1) as u16).to_le_bytes());
    made.extend(deflated);
    made.extend(crc.sum().to_le_bytes());
    made.extend((bytes.len() as u32).to_le_bytes());
    made
}

/// The note behind each [`frame`].
pub const NOTE: &[u8] = b"\x50\x2a\x4d\x18\x02\0\0\0ab";

/// A frame of Zstandard that says how much it holds, and a note.
pub fn frame(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.set_pledged_src_size(Some(bytes.len() as u64)).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    [&encoder.finish().unwrap()[..], NOTE].concat()
}
