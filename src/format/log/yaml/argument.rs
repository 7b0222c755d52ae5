//! Commands as lists of their arguments, one to a line, as manifests of containers have them: the entry behind an option that is a word is what the
//! option says.

use crate::format::names::option;

/// The list of arguments under way, as far as anything follows from it.
#[derive(Clone, Default)]
pub(super) struct Arguments {
    /// The column of the entry under way.
    column: Option<usize>,
    /// The entry under way is this option.
    option: Option<Vec<u8>>,
    /// What the option before it says of the entry under way.
    said: Option<Vec<u8>>,
}

impl Arguments {
    /// An entry begins in `column`.
    pub(super) fn enter(&mut self, column: usize) {
        let option = self.option.take();
        self.said = option.filter(|_| self.column == Some(column));
        self.column = Some(column);
    }

    /// A mapping begins: it is no argument.
    pub(super) fn leave(&mut self) {
        *self = Arguments::default();
    }

    /// The entry under way begins with `text`, and is no value when it is an option itself.
    pub(super) fn begin(&mut self, text: &[u8]) {
        if matches!(text, [b'-', ..] | [b'"' | b'\'', b'-', ..]) {
            self.said = None;
        }
    }

    /// The entry under way is the scalar `text`.
    pub(super) fn end(&mut self, text: &[u8]) {
        self.option = option(text).map(<[u8]>::to_vec);
    }

    pub(super) fn said(&self) -> Option<&[u8]> {
        self.said.as_deref()
    }
}
