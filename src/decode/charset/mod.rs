//! Charsets: what text is written in. Everything behind this stage sees UTF-8, and the sink writes the charset again.
//!
//! A byte that is no character of the charset, or that the charset would not write again in the same way, travels as a
//! private code point (`raw.rs`), so that it comes out as it went in, whatever stands beside it.

use std::fmt;
use std::io::{self, ErrorKind, Read};

use encoding_rs as table;
use encoding_rs::Encoding;

use crate::limits::READ_BYTES;

mod legacy;
pub mod raw;
#[cfg(test)]
mod tests;
mod wide;
pub mod write;

use wide::Wide;

/// A charset.
#[derive(Clone, Copy)]
pub struct Charset(&'static Line);

/// A line of the table.
struct Line {
    name: &'static str,
    /// What else it is called.
    others: &'static [&'static str],
    form: Form,
}

/// How characters are written.
#[derive(Clone, Copy)]
enum Form {
    /// As they are.
    Utf8,
    /// In units of two or four bytes.
    Wide(Wide),
    /// By a table of the Encoding Standard (WHATWG).
    Table(&'static Encoding),
}

const fn wide(name: &'static str, bytes: usize, is_big: bool) -> Line {
    Line { name, others: &[], form: Form::Wide(Wide { bytes, is_big }) }
}

/// Every charset, sorted by name.
static CHARSETS: &[Line] = &[
    Line { name: "big5", others: &["big5-hkscs", "cn-big5"], form: Form::Table(table::BIG5) },
    Line { name: "euc-jp", others: &["eucjp"], form: Form::Table(table::EUC_JP) },
    Line {
        name: "euc-kr",
        others: &["cp949", "windows-949", "ks_c_5601-1987"],
        form: Form::Table(table::EUC_KR),
    },
    Line { name: "gb18030", others: &["gbk", "gb2312"], form: Form::Table(table::GB18030) },
    Line { name: "ibm866", others: &["cp866"], form: Form::Table(table::IBM866) },
    Line { name: "iso-8859-10", others: &[], form: Form::Table(table::ISO_8859_10) },
    Line { name: "iso-8859-13", others: &[], form: Form::Table(table::ISO_8859_13) },
    Line { name: "iso-8859-14", others: &[], form: Form::Table(table::ISO_8859_14) },
    Line { name: "iso-8859-15", others: &["latin-9", "latin9"], form: Form::Table(table::ISO_8859_15) },
    Line { name: "iso-8859-16", others: &[], form: Form::Table(table::ISO_8859_16) },
    Line { name: "iso-8859-2", others: &["latin-2", "latin2"], form: Form::Table(table::ISO_8859_2) },
    Line { name: "iso-8859-3", others: &[], form: Form::Table(table::ISO_8859_3) },
    Line { name: "iso-8859-4", others: &[], form: Form::Table(table::ISO_8859_4) },
    Line { name: "iso-8859-5", others: &[], form: Form::Table(table::ISO_8859_5) },
    Line { name: "iso-8859-6", others: &[], form: Form::Table(table::ISO_8859_6) },
    Line { name: "iso-8859-7", others: &[], form: Form::Table(table::ISO_8859_7) },
    Line { name: "iso-8859-8", others: &["iso-8859-8-i"], form: Form::Table(table::ISO_8859_8) },
    Line { name: "koi8-r", others: &[], form: Form::Table(table::KOI8_R) },
    Line { name: "koi8-u", others: &[], form: Form::Table(table::KOI8_U) },
    Line { name: "macintosh", others: &["x-mac-roman"], form: Form::Table(table::MACINTOSH) },
    Line {
        name: "shift_jis",
        others: &["shift-jis", "sjis", "cp932", "windows-31j"],
        form: Form::Table(table::SHIFT_JIS),
    },
    wide("utf-16be", 2, true),
    wide("utf-16le", 2, false),
    wide("utf-32be", 4, true),
    wide("utf-32le", 4, false),
    UTF8,
    Line { name: "windows-1250", others: &["cp1250"], form: Form::Table(table::WINDOWS_1250) },
    Line { name: "windows-1251", others: &["cp1251"], form: Form::Table(table::WINDOWS_1251) },
    // What is called Latin-1 is nearly always this one, and where it is not, the difference is in control characters.
    Line {
        name: "windows-1252",
        others: &["cp1252", "latin-1", "latin1", "iso-8859-1"],
        form: Form::Table(table::WINDOWS_1252),
    },
    Line { name: "windows-1253", others: &["cp1253"], form: Form::Table(table::WINDOWS_1253) },
    Line { name: "windows-1254", others: &["cp1254", "iso-8859-9"], form: Form::Table(table::WINDOWS_1254) },
    Line { name: "windows-1255", others: &["cp1255"], form: Form::Table(table::WINDOWS_1255) },
    Line { name: "windows-1256", others: &["cp1256"], form: Form::Table(table::WINDOWS_1256) },
    Line { name: "windows-1257", others: &["cp1257"], form: Form::Table(table::WINDOWS_1257) },
    Line { name: "windows-1258", others: &["cp1258"], form: Form::Table(table::WINDOWS_1258) },
    Line { name: "windows-874", others: &["iso-8859-11", "tis-620"], form: Form::Table(table::WINDOWS_874) },
];

const UTF8: Line = Line { name: "utf-8", others: &["utf8"], form: Form::Utf8 };

impl fmt::Debug for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl PartialEq for Charset {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Charset {}

impl Default for Charset {
    fn default() -> Self {
        Charset::UTF_8
    }
}

impl Charset {
    /// What needs no decoding.
    pub const UTF_8: Charset = Charset(&UTF8);

    /// All of them.
    pub fn all() -> impl Iterator<Item = Charset> {
        CHARSETS.iter().map(Charset)
    }

    /// The one with this name, in any case.
    pub fn named(name: &str) -> Option<Charset> {
        let is = |known: &&str| known.eq_ignore_ascii_case(name.trim());
        Charset::all().find(|c| is(&c.0.name) || c.0.others.iter().any(is))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// True when text in it is looked at as it is.
    pub fn is_utf8(self) -> bool {
        matches!(self.0.form, Form::Utf8)
    }

    /// True when its units are longer than a byte.
    pub fn is_wide(self) -> bool {
        matches!(self.0.form, Form::Wide(_))
    }

    /// The charset of a text whose first bytes are `head`, by its byte order mark.
    pub fn by_mark(head: &[u8]) -> Option<Charset> {
        // The mark of UTF-16 is the beginning of that of UTF-32.
        let marks: [(&[u8], &str); 5] = [
            (b"\xff\xfe\0\0", "utf-32le"),
            (b"\0\0\xfe\xff", "utf-32be"),
            (b"\xff\xfe", "utf-16le"),
            (b"\xfe\xff", "utf-16be"),
            (b"\xef\xbb\xbf", "utf-8"),
        ];
        marks.iter().find(|(mark, _)| head.starts_with(mark)).and_then(|(_, name)| Charset::named(name))
    }

    /// The charset of a text without a mark, by where its zeros are: at every other place (UTF-16), or at three of
    /// four (UTF-32).
    pub fn by_zeros(head: &[u8]) -> Option<Charset> {
        let zeros = |at: usize, step: usize| head.iter().skip(at).step_by(step).filter(|b| **b == 0).count();
        let most = |at: usize| zeros(at, 4) * 40 > head.len() * 7;
        let half = head.len() / 2;
        let name = if half >= 8 && most(0) && most(1) && !most(3) {
            "utf-32be"
        } else if half >= 8 && most(2) && most(3) && !most(0) {
            "utf-32le"
        } else if half >= 4 && zeros(0, 2) * 10 > half * 7 && zeros(1, 2) * 10 < half {
            "utf-16be"
        } else if half >= 4 && zeros(1, 2) * 10 > half * 7 && zeros(0, 2) * 10 < half {
            "utf-16le"
        } else {
            return None;
        };
        Charset::named(name)
    }

    /// True when all of `text` can be written in it.
    pub fn can_write(self, text: &[u8]) -> bool {
        self.is_utf8() || text.is_ascii() || write::Writer::new(self).write(text, &mut Vec::new()).is_ok()
    }

    /// All that `bytes` say.
    pub(crate) fn read_all(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(bytes.len());
        self.read(bytes, true, &mut wide::Seams::default(), &mut text)?;
        Ok(text)
    }

    /// Appends all that `bytes` say to `text`, and to `places` for each byte of it the place of that in which its
    /// character begins.
    pub(crate) fn read_with_places(
        self,
        bytes: &[u8],
        place: impl Fn(usize) -> u32,
        text: &mut Vec<u8>,
        places: &mut Vec<u32>,
    ) -> io::Result<()> {
        let mut seams = wide::Seams::default();
        let mut at = 0;
        while at < bytes.len() {
            let had = text.len();
            let length = match self.0.form {
                Form::Utf8 => {
                    text.extend_from_slice(&bytes[at..]);
                    places.extend((at..bytes.len()).map(&place));
                    return Ok(());
                }
                Form::Table(_) if bytes[at].is_ascii() => {
                    let length = bytes[at..].iter().take_while(|b| b.is_ascii()).count();
                    text.extend_from_slice(&bytes[at..at + length]);
                    places.extend((at..at + length).map(&place));
                    at += length;
                    continue;
                }
                Form::Table(table) => legacy::next(table, &bytes[at..], text),
                Form::Wide(wide) => {
                    wide.read(&bytes[at..at + wide.next(&bytes[at..])], true, &mut seams, text)?
                }
            };
            places.extend(std::iter::repeat_n(place(at), text.len() - had));
            at += length;
        }
        Ok(())
    }

    /// Reads as many whole characters of `bytes` as there are, and all of it when it is the last of an input. Says how
    /// many bytes it has read.
    fn read(
        self,
        bytes: &[u8],
        is_last: bool,
        seams: &mut wide::Seams,
        text: &mut Vec<u8>,
    ) -> io::Result<usize> {
        match self.0.form {
            Form::Utf8 => {
                text.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            Form::Wide(wide) => wide.read(bytes, is_last, seams, text),
            Form::Table(table) => Ok(legacy::read(table, bytes, is_last, text)),
        }
    }
}

/// The text of an input in UTF-8.
pub struct Decoded {
    reader: Box<dyn Read + Send>,
    charset: Charset,
    /// What was read and is not decoded yet.
    held: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    seams: wide::Seams,
    has_ended: bool,
    has_failed: bool,
    /// Comes behind what was decoded before it.
    failure: Option<io::Error>,
}

impl Decoded {
    /// All of `reader`, which is in `charset`.
    pub fn new(reader: Box<dyn Read + Send>, charset: Charset) -> Self {
        Decoded {
            reader,
            charset,
            held: Vec::new(),
            text: Vec::new(),
            given: 0,
            seams: wide::Seams::default(),
            has_ended: false,
            has_failed: false,
            failure: None,
        }
    }

    /// Decodes more.
    fn more(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() && !self.has_ended {
            let had = self.held.len();
            self.held.resize(had + READ_BYTES, 0);
            let got = loop {
                match self.reader.read(&mut self.held[had..]) {
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    done => break done,
                }
            };
            self.held.truncate(had + *got.as_ref().unwrap_or(&0));
            self.has_ended = got? == 0;
            let read = self.charset.read(&self.held, self.has_ended, &mut self.seams, &mut self.text)?;
            self.held.drain(..read);
        }
        Ok(())
    }
}

impl Read for Decoded {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() && !buf.is_empty() {
            if !self.has_failed {
                self.failure = self.more().err();
                self.has_failed = self.failure.is_some();
            }
            // How much was decoded at once plays no part.
            if self.has_failed && self.given == self.text.len() {
                return Err(self.failure.take().unwrap_or_else(|| ErrorKind::InvalidData.into()));
            }
        }
        let count = buf.len().min(self.text.len() - self.given);
        buf[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
