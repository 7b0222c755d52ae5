//! Charsets: what text is written in. Everything behind this stage sees UTF-8, and the sink writes the charset again.
//!
//! A byte that is no character of the charset, or that the charset would not write again in the same way, travels as a
//! private code point (`raw.rs`), so that it comes out as it went in, whatever stands beside it.

use std::fmt;
use std::io::{self, ErrorKind, Read};

use encoding_rs::{EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

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
    Line { name: "euc-kr", others: &["cp949", "windows-949"], form: Form::Table(EUC_KR) },
    Line { name: "gb18030", others: &["gbk", "gb2312"], form: Form::Table(GB18030) },
    Line {
        name: "shift_jis",
        others: &["shift-jis", "sjis", "cp932", "windows-31j"],
        form: Form::Table(SHIFT_JIS),
    },
    wide("utf-16be", 2, true),
    wide("utf-16le", 2, false),
    wide("utf-32be", 4, true),
    wide("utf-32le", 4, false),
    UTF8,
    Line {
        name: "windows-1252",
        // What is called Latin-1 is nearly always this one, and where it is not, the difference is in control characters.
        others: &["cp1252", "latin-1", "latin1", "iso-8859-1"],
        form: Form::Table(WINDOWS_1252),
    },
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
        if self.has_failed {
            return Err(ErrorKind::InvalidData.into());
        }
        if self.given == self.text.len() && !buf.is_empty() {
            // What was decoded before a failure is not given.
            self.has_failed = true;
            self.more()?;
            self.has_failed = false;
        }
        let count = buf.len().min(self.text.len() - self.given);
        buf[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
