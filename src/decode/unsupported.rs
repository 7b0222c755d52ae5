//! What obelus cannot read yet: detectors do not see its text, so to take it for text would let everything through.

use crate::error::{Error, ErrorKind};

/// A format, and the bytes that say so at a place.
struct Signature(&'static str, usize, &'static [u8]);

/// Formats, sorted by name.
static SIGNATURES: &[Signature] = &[
    Signature("7z", 0, b"7z\xbc\xaf\x27\x1c"),
    Signature("access", 4, b"Standard Jet DB"),
    Signature("age", 0, b"age-encryption.org/"),
    Signature("ar", 0, b"!<arch>\n"),
    Signature("arrow", 0, b"ARROW1"),
    Signature("avro", 0, b"Obj\x01"),
    Signature("cab", 0, b"MSCF\0\0"),
    Signature("compress", 0, b"\x1f\x9d"),
    Signature("dicom", 128, b"DICM"),
    Signature("elf", 0, b"\x7fELF"),
    Signature("evtx", 0, b"ElfFile\0"),
    Signature("flac", 0, b"fLaC"),
    Signature("font", 0, b"OTTO\0"),
    Signature("font", 0, b"wOF2"),
    Signature("font", 0, b"wOFF"),
    Signature("gif", 0, b"GIF8"),
    Signature("hdf5", 0, b"\x89HDF\r\n"),
    Signature("java class", 0, b"\xca\xfe\xba\xbe"),
    Signature("journal", 0, b"LPKSHHRH"),
    Signature("jpeg", 0, b"\xff\xd8\xff"),
    Signature("jpeg 2000", 4, b"jP  \r\n\x87\n"),
    Signature("kdbx", 0, b"\x03\xd9\xa2\x9a"),
    Signature("luks", 0, b"LUKS\xba\xbe"),
    Signature("lz4 (legacy)", 0, b"\x02\x21\x4c\x18"),
    Signature("lzip", 0, b"LZIP\x01"),
    Signature("lzop", 0, b"\x89LZO\0\r\n"),
    Signature("mach-o", 0, b"\xce\xfa\xed\xfe"),
    Signature("mach-o", 0, b"\xcf\xfa\xed\xfe"),
    Signature("matroska", 0, b"\x1a\x45\xdf\xa3"),
    Signature("mp3", 0, b"ID3\x02"),
    Signature("mp3", 0, b"ID3\x03"),
    Signature("mp3", 0, b"ID3\x04"),
    Signature("mp4", 4, b"ftyp"),
    Signature("numpy", 0, b"\x93NUMPY"),
    Signature("ogg", 0, b"OggS\0"),
    Signature("ole", 0, b"\xd0\xcf\x11\xe0"),
    Signature("openssl", 0, b"Salted__"),
    Signature("orc", 0, b"ORC\n"),
    Signature("parquet", 0, b"PAR1"),
    Signature("pcap", 0, b"\xa1\xb2\xc3\xd4"),
    Signature("pcap", 0, b"\xd4\xc3\xb2\xa1"),
    Signature("pcapng", 0, b"\n\r\r\n"),
    Signature("pdf", 0, b"%PDF-"),
    Signature("photoshop", 0, b"8BPS\0"),
    Signature("png", 0, b"\x89PNG\r\n"),
    Signature("pst", 0, b"!BDN"),
    Signature("rar", 0, b"Rar!\x1a\x07"),
    Signature("rpm", 0, b"\xed\xab\xee\xdb"),
    Signature("rtf", 0, b"{\\rtf"),
    Signature("sqlite", 0, b"SQLite format 3\0"),
    Signature("tar", 257, b"ustar"),
    Signature("tiff", 0, b"II*\0"),
    Signature("tiff", 0, b"MM\0*"),
    Signature("wasm", 0, b"\0asm"),
    Signature("wave, avi or webp", 8, b"AVI "),
    Signature("wave, avi or webp", 8, b"WAVEfmt "),
    Signature("wave, avi or webp", 8, b"WEBPVP8"),
    Signature("windows program", 0, b"MZ\x90\0"),
    Signature("zip", 0, b"PK\x03\x04"),
    Signature("zip", 0, b"PK\x05\x06"),
    Signature("zip", 0, b"PK\x07\x08"),
];

/// The format that `head` has the signature of.
pub fn by_signature(head: &[u8]) -> Option<&'static str> {
    let is = |s: &&Signature| head.get(s.1..).is_some_and(|rest| rest.starts_with(s.2));
    SIGNATURES.iter().find(is).map(|s| s.0)
}

/// True when more bytes can give `head` the signature of one. Those that stand further back have zeros before them, which are
/// waited for anyway, or begin like these.
pub fn may_follow(head: &[u8]) -> bool {
    let begins = |s: &Signature| s.1 == 0 && s.2.len() > head.len() && s.2.starts_with(head);
    SIGNATURES.iter().any(begins) || (head.len() < 16 && head.starts_with(b"RIFF"))
}

/// Fewer bytes than these say nothing of what they are.
const TELLING_BYTES_MIN: usize = 512;

/// Control characters in a hundred bytes that no text has. Compressed, encrypted and random bytes have eleven.
const CONTROLS_PER_HUNDRED_MAX: usize = 7;

/// True for the beginning of what is compressed, encrypted or made for machines, whatever its format.
pub fn is_no_text(head: &[u8]) -> bool {
    let is_control = |b: &&u8| matches!(b, 0..=7 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let controls = head.iter().filter(is_control).count();
    head.len() >= TELLING_BYTES_MIN && controls * 100 > head.len() * CONTROLS_PER_HUNDRED_MAX
}

/// Why it is withheld. `name` is one of obelus's own.
pub fn error(name: &'static str) -> Error {
    let what = "the input is of a format that obelus cannot read yet, and is withheld";
    let fix = match name {
        "unknown" => "convert it to text first, or say with `--input-format text` that it is some",
        _ => "unpack or convert it to text first, or leave it out with `--on-unsupported skip`",
    };
    Error::new(ErrorKind::Input, what).fix(fix).note(name).unsupported()
}

#[cfg(test)]
mod tests {
    use super::{SIGNATURES, by_signature, is_no_text};

    #[test]
    fn signatures_are_sorted_and_found_where_they_stand() {
        assert!(SIGNATURES.is_sorted_by_key(|s| s.0));
        for signature in SIGNATURES {
            let mut head = vec![b' '; signature.1];
            head.extend_from_slice(signature.2);
            assert_eq!(by_signature(&head), Some(signature.0));
            assert_eq!(by_signature(&[b" ", &head[..]].concat()), None);
        }
    }

    #[test]
    fn what_is_no_text_is_told_from_what_is() {
        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(4096)
        .collect();
        assert!(is_no_text(&noise) && is_no_text(&noise[..600]) && !is_no_text(&noise[..500]));
        for text in ["quiet words\n", "\x1b[1mbold\x1b[0m\r\n", "\u{65e5}\u{672c}", "a record of words\0"] {
            assert!(!is_no_text(text.repeat(300).as_bytes()), "{text:?}");
        }
    }
}
