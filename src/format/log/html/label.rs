//! What stands before a value in a page and says what it is, and how far that holds.

use crate::format::log::place::has_marker;
use crate::limits::HTML_LABEL_BYTES_MAX;
use crate::view;

/// Elements of which a value takes all, and which end those of a value before.
pub(super) const CELLS: [&[u8]; 6] = [b"dd", b"dt", b"li", b"td", b"th", b"tr"];

/// Elements that begin a line of their own.
const BLOCKS: [&[u8]; 17] = [
    b"article",
    b"br",
    b"div",
    b"dl",
    b"fieldset",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"hr",
    b"label",
    b"ol",
    b"p",
    b"section",
    b"table",
    b"ul",
];

/// True for an element that begins a line or a cell of its own.
pub(super) fn is_block(name: &[u8]) -> bool {
    CELLS.contains(&name) || BLOCKS.contains(&name)
}

/// A label, which is that of the text to come: of all of the element in which that stands.
#[derive(Clone, Default)]
pub(super) struct Label {
    text: Vec<u8>,
    /// How many elements are open that were opened behind it.
    depth: usize,
    /// With how many of them open its value begins.
    value: Option<usize>,
    /// The cell of a table or list that its value stands in, by the same number.
    cell: Option<usize>,
    /// How many elements of lines of their own were closed behind it without a value.
    closed: usize,
    /// What it is a label of has been there: it says nothing more.
    is_spent: bool,
}

impl Label {
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.begin();
    }

    /// What follows is behind it.
    pub(super) fn begin(&mut self) {
        (self.depth, self.value, self.cell, self.closed, self.is_spent) = (0, None, None, 0, false);
    }

    /// Goes on with `text`.
    pub(super) fn push(&mut self, text: &[u8]) {
        if has_marker(text) {
            // What an earlier run wrote says nothing.
            return;
        }
        let text = view::unreferenced(text);
        if self.text.len() + text.len() < HTML_LABEL_BYTES_MAX {
            if !self.text.is_empty() {
                self.text.push(b' ');
            }
            self.text.extend_from_slice(text.trim_ascii());
        }
    }

    /// Its value stands here.
    pub(super) fn take(&mut self) {
        if self.value.is_none() {
            self.value = Some(self.cell.unwrap_or(self.depth));
        }
    }

    /// What it is a label of was there, and nothing else is: the rest of a cell is, where that is what it is a label of.
    pub(super) fn spend(&mut self) {
        self.is_spent |= self.cell.is_none();
    }

    /// True where nothing more is what it says.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// The element `name` was opened; `is_void` where it has no end.
    pub(super) fn open(&mut self, name: &[u8], is_void: bool) {
        if self.value.is_some() && (CELLS.contains(&name) || self.cell.is_none() && BLOCKS.contains(&name)) {
            self.clear();
        }
        if !is_void {
            self.depth += 1;
        }
        if matches!(name, b"dd" | b"td") {
            self.cell = Some(self.depth);
        }
    }

    /// The element `name` was closed.
    pub(super) fn close(&mut self, name: &[u8]) {
        if let Some(depth) = self.depth.checked_sub(1) {
            self.depth = depth;
            let is_end = self.value.is_some_and(|value| depth < value);
            let is_blank = self.value.is_none() && CELLS.contains(&name);
            if is_end || is_blank {
                self.clear();
            }
        } else if is_block(name) {
            self.closed += 1;
            if self.value.is_some() || self.closed > 1 {
                self.clear();
            }
        }
    }
}
