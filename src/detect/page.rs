//! Sheets that are used again: their memory, the names in them, and what is known of these.
//!
//! To fill a new sheet means to fault in all its memory, and to judge the same names again; both cost more than
//! reading the frame.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use crate::detect::cells::FieldFacts;
use crate::detect::facts::Declarations;
use crate::detect::field::Fields;
use crate::format::sheet::Sheet;
use crate::limits::{PAGE_CELLS_MAX, PAGE_NAMES_MAX};

/// The sheets of one input that no frame uses now.
#[derive(Default)]
pub struct Pages {
    spare: Mutex<Vec<(Sheet, Vec<FieldFacts>)>>,
}

impl Pages {
    /// An empty sheet, which comes back when it is dropped.
    pub fn take(pages: &Arc<Pages>) -> Page {
        let (sheet, facts) = pages.lock().pop().unwrap_or_default();
        Page { sheet, facts, home: pages.clone() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(Sheet, Vec<FieldFacts>)>> {
        // Only whole sheets are put in or taken out, so a panic elsewhere left nothing half done.
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sheet with what is known of its names.
pub struct Page {
    sheet: Sheet,
    facts: Vec<FieldFacts>,
    home: Arc<Pages>,
}

impl Page {
    /// Learns what there is to know of the names that the sheet got since, in an input that `declared` describes.
    pub fn learn(&mut self, declared: &Declarations, fields: &Fields) {
        declared.facts(fields, &self.sheet.names, &mut self.facts);
    }

    /// A row for every name that was there when it learned last.
    pub fn facts(&self) -> &[FieldFacts] {
        &self.facts
    }
}

impl Deref for Page {
    type Target = Sheet;

    fn deref(&self) -> &Sheet {
        &self.sheet
    }
}

impl DerefMut for Page {
    fn deref_mut(&mut self) -> &mut Sheet {
        &mut self.sheet
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let is_large = self.sheet.names.len() > PAGE_NAMES_MAX || self.sheet.room() > PAGE_CELLS_MAX;
        if is_large || std::thread::panicking() {
            return;
        }
        let mut sheet = std::mem::take(&mut self.sheet);
        sheet.clear();
        self.home.lock().push((sheet, std::mem::take(&mut self.facts)));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::format::names::NameId;
    use crate::info_type::Vocabulary;

    #[test]
    fn a_sheet_comes_back_empty_and_keeps_what_is_known() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let fields = Fields::builtin(&vocabulary).unwrap();
        let (pages, declared) = (Arc::default(), Declarations::default());
        let mut page = Pages::take(&pages);
        let name = page.names.id(NameId::ROOT, b"email");
        page.decoded.push(b'x');
        page.learn(&declared, &fields);
        assert_eq!((name, page.facts().len()), (NameId(1), 2));
        let known = page.facts().to_vec();
        assert!(known[1].known && !known[0].known);
        drop(page);
        let mut page = Pages::take(&pages);
        assert!(page.decoded.is_empty() && pages.lock().is_empty());
        assert_eq!(page.names.id(NameId::ROOT, b"phone"), NameId(2));
        page.learn(&declared, &fields);
        assert_eq!((&page.facts()[..2], page.facts().len()), (&known[..], 3));
        // One that grew beyond what is usual does not.
        for n in 0..PAGE_NAMES_MAX {
            page.names.id(NameId::ROOT, n.to_string().as_bytes());
        }
        drop(page);
        assert!(pages.lock().is_empty());
    }
}
