//! Whatever an input holds comes out as it went in, however it arrives.

use std::io::{self, Read};

use super::write::Writer;
use super::{Charset, Decoded, raw};

/// Gives bytes in pieces of the sizes that a row of numbers says.
struct Pieces<'a> {
    bytes: &'a [u8],
    state: u32,
    most: usize,
}

fn next(state: &mut u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    *state >> 8
}

impl Read for Pieces<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let size = 1 + next(&mut self.state) as usize % self.most;
        let count = size.min(self.bytes.len()).min(buf.len());
        buf[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

fn decoded(charset: Charset, bytes: &[u8], most: usize) -> io::Result<Vec<u8>> {
    let reader = Pieces { bytes: Box::leak(bytes.to_vec().into_boxed_slice()), state: 7, most };
    let mut text = Vec::new();
    Decoded::new(Box::new(reader), charset).read_to_end(&mut text)?;
    Ok(text)
}

fn written(charset: Charset, text: &[u8], size: usize) -> Vec<u8> {
    let (mut writer, mut out) = (Writer::new(charset), Vec::new());
    text.chunks(size).for_each(|piece| writer.write(piece, &mut out).unwrap());
    writer.finish().unwrap();
    out
}

/// Fails when `bytes` do not come back, or say something else when they come in other pieces.
fn comes_back(charset: Charset, bytes: &[u8]) -> String {
    let text = decoded(charset, bytes, usize::MAX).unwrap();
    // Small pieces of long texts take long.
    let sizes: &[usize] = if bytes.len() > 1000 { &[50] } else { &[1, 2, 3, 50] };
    for most in sizes.iter().copied() {
        assert!(decoded(charset, bytes, most).unwrap() == text, "{charset:?} in pieces of {most}");
    }
    for size in [1, 3, 1000] {
        assert!(written(charset, &text, size) == bytes, "{charset:?}: {}", bytes.escape_ascii());
    }
    String::from_utf8(text).unwrap()
}

#[test]
fn the_table_is_sorted_and_every_name_is_known() {
    assert!(Charset::all().map(Charset::name).is_sorted());
    for charset in Charset::all() {
        assert_eq!(Charset::named(&charset.name().to_uppercase()), Some(charset));
        for other in charset.0.others {
            assert_eq!(Charset::named(other), Some(charset), "{other}");
        }
    }
    assert_eq!(Charset::named("ebcdic"), None);
}

#[test]
fn every_character_comes_back() {
    for charset in Charset::all() {
        // The whole of Unicode is much to write character by character.
        let step = if charset.is_wide() || matches!(charset.name(), "gb18030" | "utf-8") { 61 } else { 1 };
        let all =
            (0..=0xffff).chain((0x1_0000..=0x10_ffff).step_by(step)).step_by(step).filter_map(char::from_u32);
        // Each stands alone, so that rows of them are not taken for text of another charset.
        let text: String = all.filter(|c| charset.can_write(c.encode_utf8(&mut [0; 4]).as_bytes())).collect();
        assert!(text.len() > 250, "{charset:?}");
        let mut out = Vec::new();
        for c in text.chars().filter(|c| raw::byte(*c).is_none()) {
            Writer::new(charset).write(format!("{c}\u{1}").as_bytes(), &mut out).unwrap();
        }
        let said = comes_back(charset, &out);
        let raws = said.chars().filter(|c| raw::byte(*c).is_some()).count();
        assert_eq!(raws, 0, "{charset:?}");
    }
}

#[test]
fn any_bytes_come_back() {
    let mut state = 3;
    for charset in Charset::all().filter(|c| !c.is_utf8()) {
        for round in 0..300 {
            let length = next(&mut state) as usize % 200;
            let mut bytes: Vec<u8> = (0..length).map(|_| next(&mut state) as u8).collect();
            if round % 2 == 0 {
                // Text with a few bytes of any kind.
                for byte in &mut bytes {
                    if !next(&mut state).is_multiple_of(8) {
                        *byte = b"ab1 \n"[next(&mut state) as usize % 5];
                    }
                }
            }
            if charset.is_wide() && decoded(charset, &bytes, 9).is_err() {
                continue;
            }
            comes_back(charset, &bytes);
        }
    }
}

#[test]
fn what_is_no_character_travels_as_its_bytes() {
    let raws = |bytes: &[u8]| {
        let mut text = Vec::new();
        bytes.iter().for_each(|b| raw::push(*b, &mut text));
        String::from_utf8(text).unwrap()
    };
    for (name, bytes, said) in [
        // A first byte before one that cannot follow, at the end, and a pair that nobody has.
        (
            "shift_jis",
            &b"a\x81 b\x85@c\x81"[..],
            format!("a{} b{}@c{}", raws(b"\x81"), raws(b"\x85"), raws(b"\x81")),
        ),
        // Two ways to write one sign: the second one would come out as the first.
        ("shift_jis", b"\x81\xca\xee\xf9", format!("\u{ffe2}{}", raws(b"\xee\xf9"))),
        ("gb18030", b"\x80\xff1", format!("{}1", raws(b"\x80\xff"))),
        ("euc-kr", b"\xb0\xa1\xc9A", format!("\u{ac00}{}A", raws(b"\xc9"))),
        ("windows-1252", b"\x80\x81\xff", "\u{20ac}\u{81}\u{ff}".to_owned()),
        // Half a pair, and half a unit.
        ("utf-16le", b"a\0\x00\xd8b\0c", format!("a{}b{}", raws(b"\x00\xd8"), raws(b"c"))),
        ("utf-16be", b"\xdb\xff\xde\x01", raws(b"\xdb\xff\xde\x01")),
        ("utf-32be", b"\0\0\0a\0\0\xd8\0\0\x10\xfe\x41", format!("a{}", raws(b"\0\0\xd8\0\0\x10\xfe\x41"))),
    ] {
        assert_eq!(comes_back(Charset::named(name).unwrap(), bytes), said, "{name}");
    }
}

/// Long text without a space or sign between.
#[test]
fn text_without_a_byte_that_stands_alone_is_read_whole() {
    let text = "\u{65e5}\u{672c}\u{8a9e}".repeat(120_000);
    for name in ["shift_jis", "gb18030", "utf-16le"] {
        let charset = Charset::named(name).unwrap();
        let bytes = written(charset, text.as_bytes(), 777);
        assert!(decoded(charset, &bytes, 100_000).unwrap() == text.as_bytes(), "{name}");
    }
}

#[test]
fn marks_and_zeros_say_what_a_text_is_in() {
    for charset in Charset::all().filter(|c| c.is_wide()) {
        let mark = written(charset, "\u{feff}\u{feff}".as_bytes(), 9);
        assert_eq!(Charset::by_mark(&mark), Some(charset));
        let text = written(charset, b"words of a log, at least sixteen bytes", 9);
        assert_eq!(Charset::by_zeros(&text), Some(charset));
    }
    assert_eq!(Charset::by_mark(b"\xef\xbb\xbfa"), Some(Charset::UTF_8));
    assert_eq!(Charset::by_zeros(b"words of a log, at least sixteen bytes\0\0"), None);
}

/// Programs append to a log in the charset that they have.
#[test]
fn other_text_between_units_is_noticed() {
    for name in ["utf-16le", "utf-16be", "utf-32le", "utf-32be"] {
        let charset = Charset::named(name).unwrap();
        let wide = |text: &str| written(charset, text.as_bytes(), 99);
        for plain in ["mail ann.lee@example.com now, please\n", "mail ann.lee@example.com now please\n"] {
            let mixed = [&wide("words\n"), plain.as_bytes(), &wide("some more words\n")].concat();
            let failed = decoded(charset, &mixed, 9).err().map(|e| e.kind());
            assert_eq!(failed, Some(io::ErrorKind::Unsupported), "{name}: {plain:?}");
        }
        // An odd number of bytes puts everything behind it in the wrong place.
        let shifted = [&wide("words\n")[..], b"x", &wide("ann.lee@example.com\n")].concat();
        assert!(decoded(charset, &shifted, 9).is_err(), "{name}");
        // Lines of one sign are drawn with such characters.
        assert!(decoded(charset, &wide(&"\u{2550}".repeat(80)), 9).is_ok());
    }
}
