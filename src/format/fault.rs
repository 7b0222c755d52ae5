//! Why structured text cannot be read.

use crate::error::{Error, ErrorKind};

/// Why a document cannot be read, and where. Holds nothing of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In the frame.
    pub at: usize,
    /// What is wrong.
    pub what: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

impl Fault {
    /// It withholds the input. It is in the frame `text`, before which so many line ends stand.
    pub(crate) fn error(self, text: &[u8], lines: u64) -> Error {
        let before = memchr::memchr_iter(b'\n', &text[..self.at.min(text.len())]).count() as u64;
        Error::new(ErrorKind::Input, self.what).ordinal("line", lines + before + 1).fix(self.fix)
    }
}
