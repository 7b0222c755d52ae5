//! What a tag says of its element: what that is called, and how much of a table it takes.

use crate::format::log::html::attribute::{Attribute, Open};
use crate::format::log::html::{elements, find};
use crate::limits::{HTML_LABEL_BYTES_MAX, HTML_SPAN_MAX, HTML_TAG_NAMES_MAX};
use crate::span::Span;
use crate::view;

/// A tag as far as it was read.
#[derive(Clone, Default)]
pub(super) struct Tag {
    /// In small letters; with the slash of one that closes.
    pub(super) name: Vec<u8>,
    /// What its attributes call its value, the one that knows best first.
    pub(super) fields: Vec<Vec<u8>>,
    /// The first is from an attribute that is for nothing else.
    pub(super) is_named: bool,
    /// It says that its text is JSON.
    pub(super) is_data: bool,
    /// It says that it is the head of a row.
    pub(super) is_of_row: bool,
    /// How many columns and rows its cell takes.
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// A slash closes it.
    pub(super) is_closed: bool,
    /// Its element is one of HTML, so it is markup and not something in angle brackets.
    pub(super) is_known: bool,
    /// An attribute of it goes on.
    pub(super) open: Option<Open>,
    /// Values in lines before, which what stands in this one may call. They count from the start of the text.
    pub(super) waiting: Vec<Span>,
    /// The element is one that something is written into, and not a button or a box to tick.
    pub(super) is_control: bool,
    /// It is called a label.
    pub(super) is_label: bool,
}

/// Attributes that say what a field is called, in the order of who knows best; the first four are for nothing else.
const NAMES: [&[u8]; 5] = [b"itemprop", b"autocomplete", b"name", b"property", b"id"];
const FOR_NAMES: usize = 4;

/// Attributes that say it to who reads the page.
const TITLES: [&[u8]; 5] = [b"placeholder", b"aria-label", b"data-label", b"data-title", b"data-th"];

/// Kinds of input that say what is written there.
const KINDS: [&[u8]; 3] = [b"email", b"tel", b"password"];

/// Those that nothing is written into.
const BUTTONS: [&[u8]; 7] = [b"button", b"checkbox", b"hidden", b"image", b"radio", b"reset", b"submit"];

/// Classes of what stands before a value and says what it is.
const LABELS: [&[u8]; 5] = [b"label", b"field-label", b"field__label", b"form-label", b"field-name"];

/// Classes whose meaning is known but for their name: those of hCard, and of forums. The latter can be that of a whole post, so they say
/// something of [`INLINE`] elements only.
const CARD: [(&[u8], &[u8]); 2] = [(b"fn", b"full_name"), (b"n", b"full_name")];
const FORUM: [&[u8]; 5] = [b"author", b"p-author", b"poster", b"postauthor", b"post-author"];
const INLINE: [&[u8]; 6] = [b"a", b"b", b"cite", b"em", b"span", b"strong"];

/// What classes of microformats begin with.
const PREFIXES: [&[u8]; 3] = [b"p-", b"u-", b"dt-"];

/// How many rows a cell can take.
const ROWS_MAX: usize = 65_534;

impl Tag {
    /// The tag `name`, which may begin with a slash.
    pub(super) fn new(name: &[u8]) -> Self {
        let name = name.to_ascii_lowercase();
        let element = name.strip_prefix(b"/").unwrap_or(&name);
        let is_known = elements::is_known(element);
        let is_control = matches!(name.as_slice(), b"input");
        Tag { name, columns: 1, rows: 1, is_known, is_control, ..Tag::default() }
    }

    /// What `all` of its attributes in a line say of it.
    pub(super) fn learn(&mut self, line: &[u8], all: &[Attribute]) {
        if all.is_empty() {
            return;
        }
        let of = |name: &[u8]| all.iter().find(|a| a.name == name).map(|a| a.value.of(line));
        for (rank, name) in NAMES.into_iter().enumerate() {
            if let Some(said) = of(name).map(view::unreferenced) {
                let is_first = self.fields.is_empty();
                self.call(said.split(|b| *b == b' ').next().unwrap_or_default());
                self.is_named |= is_first && !self.fields.is_empty() && rank < FOR_NAMES;
            }
        }
        for said in TITLES.into_iter().filter_map(of) {
            self.call(&view::unreferenced(said));
        }
        if let Some(classes) = of(b"class") {
            self.learn_classes(&view::unreferenced(classes));
        }
        if let Some(kind) = of(b"type") {
            self.is_control &= !BUTTONS.iter().any(|button| button.eq_ignore_ascii_case(kind));
            if let Some(kind) = KINDS.iter().find(|known| known.eq_ignore_ascii_case(kind)) {
                self.call(kind);
            }
            self.is_data |= find(kind, b"json").is_some();
        }
        self.is_of_row |= of(b"scope").is_some_and(|scope| scope.eq_ignore_ascii_case(b"row"));
        let number = |name: &[u8]| std::str::from_utf8(of(name)?).ok()?.trim().parse::<usize>().ok();
        if let Some(columns) = number(b"colspan") {
            self.columns = columns.clamp(1, HTML_SPAN_MAX);
        }
        if let Some(rows) = number(b"rowspan") {
            // None: as many as there are.
            self.rows = if rows == 0 { ROWS_MAX } else { rows.min(ROWS_MAX) };
        }
    }

    fn learn_classes(&mut self, classes: &[u8]) {
        let mut each = classes.split(|b| b.is_ascii_whitespace());
        // A coloured sign is called so as well.
        self.is_label |= each.any(|class| LABELS.contains(&class)) && find(classes, b"label-").is_none();
        for class in classes.split(|b| b.is_ascii_whitespace()).filter(|class| !class.is_empty()) {
            let own = PREFIXES.iter().find_map(|prefix| class.strip_prefix(*prefix)).unwrap_or(class);
            self.call(own);
            if let Some((_, said)) = CARD.iter().find(|(card, _)| *card == class) {
                self.call(said);
            }
            if FORUM.contains(&class) && INLINE.contains(&self.name.as_slice()) {
                self.call(b"username");
            }
        }
    }

    /// One more name of its value.
    fn call(&mut self, name: &[u8]) {
        let is_kept = !name.is_empty() && name.len() <= HTML_LABEL_BYTES_MAX;
        if is_kept && self.fields.len() < HTML_TAG_NAMES_MAX && !self.fields.iter().any(|known| known == name)
        {
            self.fields.push(name.to_vec());
        }
    }
}
