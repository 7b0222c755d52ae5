//! Every codec: how a test packs, and how it unpacks with another implementation than the product has, where that is short.

use std::io::{Read, Write};

/// One codec.
pub struct Packer {
    pub name: &'static str,
    pub extension: &'static str,
    /// One member.
    pub pack: fn(&[u8]) -> Vec<u8>,
    /// All members.
    pub unpack: fn(&[u8]) -> Vec<u8>,
}

pub static PACKERS: &[Packer] = &[
    Packer { name: "bzip2", extension: "bz2", pack: bzip2, unpack: bunzip2 },
    Packer { name: "gzip", extension: "gz", pack: super::gzip, unpack: super::gunzip },
    Packer { name: "lz4", extension: "lz4", pack: lz4, unpack: unlz4 },
    Packer { name: "snappy", extension: "sz", pack: snappy, unpack: unsnappy },
    Packer { name: "xz", extension: "xz", pack: xz, unpack: unxz },
    Packer { name: "zstd", extension: "zst", pack: zstd, unpack: unzstd },
];

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::new(1));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bunzip2(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    bzip2::read::MultiBzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let info = lz4_flex::frame::FrameInfo::new()
        .block_size(lz4_flex::frame::BlockSize::Max64KB)
        .block_mode(lz4_flex::frame::BlockMode::Linked)
        .content_checksum(true);
    let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn number(bytes: &[u8], count: usize) -> usize {
    bytes[..count].iter().rev().fold(0, |n, b| n << 8 | usize::from(*b))
}

/// Copies `length` bytes that stand `back` bytes before the end, which may run into themselves.
fn copy(plain: &mut Vec<u8>, back: usize, length: usize) {
    assert!(back > 0 && back <= plain.len());
    for _ in 0..length {
        plain.push(plain[plain.len() - back]);
    }
}

/// The block format of LZ4: literals and copies in turn.
fn unlz4_block(block: &[u8], plain: &mut Vec<u8>) {
    let mut at = 0;
    let length = |at: &mut usize, nibble: u8| {
        let mut length = usize::from(nibble);
        while length >= 15 && (length - 15) % 255 == 0 {
            length += usize::from(block[*at]);
            *at += 1;
            if block[*at - 1] != 255 {
                break;
            }
        }
        length
    };
    while at < block.len() {
        let token = block[at];
        at += 1;
        let literals = length(&mut at, token >> 4);
        plain.extend_from_slice(&block[at..at + literals]);
        at += literals;
        if at < block.len() {
            let back = number(&block[at..], 2);
            at += 2;
            let more = length(&mut at, token & 15) + 4;
            copy(plain, back, more);
        }
    }
}

/// The frame format of LZ4. Checksums are not looked at.
fn unlz4(bytes: &[u8]) -> Vec<u8> {
    let (mut at, mut plain) = (0, Vec::new());
    while at < bytes.len() {
        assert_eq!(bytes[at..at + 4], *b"\x04\x22\x4d\x18");
        let flags = bytes[at + 4];
        at += 7 + if flags & 8 != 0 { 8 } else { 0 };
        loop {
            let size = number(&bytes[at..], 4);
            at += 4;
            let length = size & 0x7fff_ffff;
            match size {
                0 => break,
                _ if size > length => plain.extend_from_slice(&bytes[at..at + length]),
                _ => unlz4_block(&bytes[at..at + length], &mut plain),
            }
            at += length + if flags & 16 != 0 { 4 } else { 0 };
        }
        at += if flags & 4 != 0 { 4 } else { 0 };
    }
    plain
}

fn snappy(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = snap::write::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.into_inner().unwrap()
}

/// The format of one compressed chunk of Snappy.
fn unsnappy_block(block: &[u8], plain: &mut Vec<u8>) {
    let mut at = block.iter().position(|b| *b < 0x80).unwrap() + 1;
    while at < block.len() {
        let tag = block[at];
        at += 1;
        let bits = usize::from(tag >> 2);
        if tag & 3 == 0 {
            let more = bits.saturating_sub(59);
            let length = if more == 0 { bits } else { number(&block[at..], more) } + 1;
            at += more;
            plain.extend_from_slice(&block[at..at + length]);
            at += length;
            continue;
        }
        let width = [0, 1, 2, 4][usize::from(tag & 3)];
        let back = number(&block[at..], width) + if width == 1 { (bits >> 3) << 8 } else { 0 };
        at += width;
        copy(plain, back, if width == 1 { (bits & 7) + 4 } else { bits + 1 });
    }
}

/// The framing format of Snappy. Checksums are not looked at.
fn unsnappy(bytes: &[u8]) -> Vec<u8> {
    let (mut at, mut plain) = (0, Vec::new());
    while at < bytes.len() {
        let (kind, length) = (bytes[at], number(&bytes[at + 1..], 3));
        let chunk = &bytes[at + 4..at + 4 + length];
        match kind {
            0 => unsnappy_block(&chunk[4..], &mut plain),
            1 => plain.extend_from_slice(&chunk[4..]),
            _ => assert_eq!(chunk, b"sNaPpY"),
        }
        at += 4 + length;
    }
    plain
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(6)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn unxz(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    lzma_rust2::XzReader::new(bytes, true).read_to_end(&mut plain).unwrap();
    plain
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 19).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn unzstd(mut bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    while !bytes.is_empty() {
        ruzstd::decoding::StreamingDecoder::new(&mut bytes).unwrap().read_to_end(&mut plain).unwrap();
    }
    plain
}
