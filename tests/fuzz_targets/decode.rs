//! What undoes codecs and charsets: any bytes are an error or text that is written as these bytes again, however they
//! arrive.

use std::io::{self, Read};

use obelus::decode::charset::Charset;
use obelus::decode::charset::write::Writer;
use obelus::decode::{Ahead, Encoding, How, decode};
use obelus::limits::DecodeLimits;

/// Gives a few bytes at a time, and its end once.
struct Slow {
    bytes: Vec<u8>,
    at: usize,
    size: usize,
    has_ended: bool,
}

impl Read for Slow {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        assert!(!self.has_ended, "the end was read twice: a terminal would wait");
        let count = self.size.min(buf.len()).min(self.bytes.len() - self.at);
        buf[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        self.has_ended = count == 0 && !buf.is_empty();
        Ok(count)
    }
}

/// What `data` holds, read in pieces of `size`; `None` where it is withheld.
fn text(data: &[u8], how: &How, size: usize) -> Option<(Vec<u8>, Encoding)> {
    let reader = Slow { bytes: data.to_vec(), at: 0, size, has_ended: false };
    let (mut reader, encoding) = decode(Box::new(reader), how).ok()?;
    let mut text = Vec::new();
    let mut piece = [0; 1000];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return Some((text, encoding)),
            Ok(count) => text.extend_from_slice(&piece[..count]),
            Err(_) => return None,
        }
    }
}

/// Decodes `data`, whose first byte says what it is declared to be written in.
pub fn check(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let charsets: Vec<Charset> = Charset::all().collect();
    let charset = charsets.get(usize::from(*first) % (charsets.len() * 2)).copied();
    let limits = DecodeLimits { inflation_times: 50, inflation_always: 1 << 20, ..DecodeLimits::default() };
    let how = How { limits, charset, is_text: first & 0x80 != 0, ..How::default() };
    // Members side by side say what they say one by one.
    let whole = text(data, &How { ahead: Ahead { threads: 3, is_there: true }, ..how }, usize::MAX);
    let slow = text(data, &how, 1 + usize::from(*first) % 7);
    assert!(whole.is_some() == slow.is_some(), "{}", data.escape_ascii());
    let (Some((said, encoding)), Some((slow, _))) = (whole, slow) else { return };
    assert!(said == slow, "{}", data.escape_ascii());
    if encoding.codec.is_none() {
        let (mut writer, mut out) = (Writer::new(encoding.charset), Vec::new());
        said.chunks(5).for_each(|piece| writer.write(piece, &mut out).unwrap());
        writer.finish().unwrap();
        assert!(out == data, "{:?}: {}", encoding.charset, data.escape_ascii());
    }
}
