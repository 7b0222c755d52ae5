//! The text of the last element, which a colon behind it makes a label: `<b>Phone</b>: …`.

use crate::format::log::html::label::is_block;
use crate::limits::HTML_LABEL_BYTES_MAX;

#[derive(Clone, Default)]
pub(super) struct Said {
    text: Vec<u8>,
    /// How many elements are open inside of the line.
    depth: usize,
}

impl Said {
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
    }

    /// Goes on with `text`, where that is in an element.
    pub(super) fn push(&mut self, text: &[u8]) {
        if self.depth == 0 || self.text.len() + text.len() >= HTML_LABEL_BYTES_MAX {
            return self.clear();
        }
        if !self.text.is_empty() {
            self.text.push(b' ');
        }
        self.text.extend_from_slice(text);
    }

    /// The tag `name` was read; `is_void` where its element has no end.
    pub(super) fn pass(&mut self, name: &[u8], is_void: bool) {
        let closed = name.strip_prefix(b"/");
        if is_block(closed.unwrap_or(name)) {
            *self = Said::default();
        } else if closed.is_some() {
            self.depth = self.depth.saturating_sub(1);
        } else if !is_void {
            if self.depth == 0 {
                self.clear();
            }
            self.depth += 1;
        }
    }
}
