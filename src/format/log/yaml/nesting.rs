//! Where in a document of YAML a line stands.

use crate::format::log::{Fields, Place, is_kept};
use crate::format::names::{Part, said};
use crate::limits::{
    PAIR_HALVES_MAX, YAML_ANCHOR_BYTES_MAX, YAML_ANCHORS_MAX, YAML_DEPTH_MAX, YAML_FOLDED_BYTES_MAX,
};
use crate::span::Span;

/// Where in a document a line stands.
#[derive(Clone, Default)]
pub(in crate::format::log) struct Nesting {
    /// The keys around, outermost first, each with the column that it begins in.
    pub(super) keys: Vec<(usize, Vec<u8>)>,
    /// What the mappings around say that their values are called, each with the column of its keys.
    called: Vec<(usize, Vec<u8>)>,
    /// A scalar goes on behind this line.
    pub(super) open: Option<Open>,
    /// The column of the key or entry that what is open stands below; nothing for the outermost of a document.
    pub(super) below: Option<usize>,
    /// How many bytes of its lines so far are looked at as one.
    pub(super) folded: usize,
    /// How far the first line of the block that is open is indented.
    pub(super) block: Option<usize>,
    /// A question mark in this column began a key, which says so much so far.
    pub(super) asked: Option<(usize, Vec<u8>)>,
    /// The flow collections that are open.
    pub(super) flow: Vec<Flow>,
    /// The anchors of the document so far.
    pub(super) anchors: Vec<Vec<u8>>,
}

/// A scalar that was not at its end with the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Block,
    Plain,
    Quoted(u8),
}

/// A flow collection.
#[derive(Clone, Default)]
pub(super) struct Flow {
    /// The key that the next value belongs to.
    pub(super) key: Vec<u8>,
    /// What values in it are called.
    called: Vec<Vec<u8>>,
}

impl Nesting {
    /// True for what stands below the key or entry of what is open.
    pub(super) fn holds(&self, indent: usize) -> bool {
        self.below.is_none_or(|column| indent > column)
    }

    /// Only keys in columns before this one are around.
    pub(super) fn leave(&mut self, column: usize) {
        while self.keys.last().is_some_and(|(at, _)| *at >= column) {
            self.keys.pop();
        }
        while self.called.last().is_some_and(|(at, _)| *at > column) {
            self.called.pop();
        }
    }

    /// The document has the anchor `name`. Of very many only the first are known.
    pub(super) fn anchor(&mut self, name: &[u8]) {
        let is_new = !self.anchors.iter().any(|anchor| anchor == name);
        if is_new && self.anchors.len() < YAML_ANCHORS_MAX && name.len() <= YAML_ANCHOR_BYTES_MAX {
            self.anchors.push(name.to_vec());
        }
    }

    pub(super) fn enter(&mut self, column: usize, key: &[u8]) {
        self.leave(column);
        let bytes: usize = self.keys.iter().map(|(_, key)| key.len()).sum();
        if self.keys.len() < YAML_DEPTH_MAX && is_kept(bytes + key.len()) {
            self.keys.push((column, key.to_vec()));
        }
    }

    /// The line has `sign` in `column`: a question mark begins a key, and the colon in its column ends it.
    pub(super) fn answer(&mut self, sign: u8, column: usize) {
        let asked = self.asked.take().filter(|(at, name)| *at == column && !name.is_empty());
        match (sign, asked) {
            (b'?', _) => self.asked = Some((column, Vec::new())),
            (b':', Some((_, name))) => self.enter(column, &name),
            _ => {}
        }
    }

    /// A key behind a question mark goes on with `text`.
    pub(super) fn ask(&mut self, text: &[u8]) {
        let Some((_, name)) = self.asked.as_mut().filter(|_| self.flow.is_empty()) else { return };
        if is_kept(name.len() + 1 + text.len()) {
            if !name.is_empty() {
                name.push(b' ');
            }
            name.extend_from_slice(text.trim_ascii());
        }
    }

    /// The scalar `text` may be what a value beside it is called (`name: …`, `value: …`).
    pub(super) fn call(&mut self, text: &[u8]) {
        let Some(text) = said(text) else { return };
        if let Some(flow) = self.flow.last_mut().filter(|flow| !flow.key.is_empty()) {
            if Part::of(&flow.key) == Some(Part::Name) && flow.called.len() < PAIR_HALVES_MAX {
                flow.called.push(text.to_vec());
            }
            return;
        }
        let Some((column, key)) = self.keys.last().filter(|_| self.flow.is_empty()) else { return };
        let here = self.called.iter().filter(|(at, _)| at == column).count();
        if Part::of(key) == Some(Part::Name) && here < PAIR_HALVES_MAX && self.called.len() < YAML_DEPTH_MAX {
            self.called.push((*column, text.to_vec()));
        }
    }

    /// The same for a part of a scalar that can go on over lines.
    pub(super) fn put_part(&mut self, span: Span, place: Place, fields: &mut Fields<'_>) {
        self.put(span, place, fields);
        let length = span.len() + 1;
        let goes_on = self.folded > 0 && self.folded + length <= YAML_FOLDED_BYTES_MAX;
        self.folded = if goes_on { self.folded + length } else { length };
        fields.fold(span, goes_on);
    }

    /// The value `span` of the line stands here.
    pub(super) fn put(&self, span: Span, place: Place, fields: &mut Fields<'_>) {
        let flow = self.flow.iter().map(|flow| &flow.key[..]).filter(|key| !key.is_empty());
        let mut path: Vec<&[u8]> = self.keys.iter().map(|(_, key)| &key[..]).chain(flow).collect();
        if let Some(last) = path.pop() {
            // A path of a page (OpenAPI) is no name of what is said of it.
            path.retain(|key| !key.starts_with(b"/"));
            path.push(last);
        }
        fields.put_below(&path, span, place);
        if path.last().and_then(|key| Part::of(key)) != Some(Part::Value) {
            return;
        }
        match self.flow.iter().rfind(|flow| !flow.key.is_empty()) {
            Some(flow) => flow.called.iter().for_each(|name| fields.put_called(&path, name, span, place)),
            None => {
                let own = self.keys.last().map(|(column, _)| *column);
                for (_, name) in self.called.iter().filter(|(column, _)| Some(*column) == own) {
                    fields.put_called(&path, name, span, place);
                }
            }
        }
    }
}
