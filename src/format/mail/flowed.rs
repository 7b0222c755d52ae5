//! Text whose lines go on (`format=flowed`, RFC 3676).
//!
//! A line that ends with a space goes on in the next one of the same depth of quotes. Whoever shows such a text puts the lines
//! together, so what is written over their ends is looked for in what they say together, beside each line as it stands. What is
//! found so is written in the place of each part: the lines stay as they are.

use super::line;
use crate::format::sheet::{Gap, Piece, Sheet};
use crate::limits::MAIL_PARTS_MAX;
use crate::span::Span;

/// What stands before a signature: such a line never goes on.
const SIGNATURE: &[u8] = b"-- ";

/// Makes texts of the lines of `value` that go on, which is that of the cell `cell`. With `deletes` the space at the end of such a
/// line is none of the text (`DelSp=yes`). False where those are more lines than are kept.
pub(super) fn join(value: &[u8], cell: u32, deletes: bool, sheet: &mut Sheet) -> bool {
    let gap = if deletes { Gap::None } else { Gap::Space };
    let (mut first, mut open, mut at) = (sheet.pieces.len(), None, 0);
    while at < value.len() {
        if sheet.pieces.len() > MAIL_PARTS_MAX {
            return false;
        }
        let (own, next) = line(value, at, value.len());
        at = next;
        let text = own.of(value);
        let depth = text.iter().take_while(|b| **b == b'>').count();
        // A space is put before what would be taken for something else.
        let stuffed = usize::from(text.get(depth) == Some(&b' '));
        let inside = Span::new(own.start + depth + stuffed, own.end);
        let is_signature = inside.of(value) == SIGNATURE;
        if open != Some(depth) || is_signature {
            close(&mut first, sheet);
        }
        let goes_on = inside.of(value).ends_with(b" ") && !is_signature;
        let part = Span::new(inside.start, inside.end - usize::from(goes_on));
        let gap = if sheet.pieces.len() > first { gap } else { Gap::None };
        sheet.pieces.push(Piece { cell, part: Some(part), gap });
        open = goes_on.then_some(depth);
    }
    close(&mut first, sheet);
    true
}

/// Ends the text whose pieces are those from `first` on; of one line there is nothing to put together.
fn close(first: &mut usize, sheet: &mut Sheet) {
    if sheet.pieces.len() > *first + 1 {
        sheet.joins.push((*first, sheet.pieces.len()));
    } else {
        sheet.pieces.truncate(*first);
    }
    *first = sheet.pieces.len();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, deletes: bool) -> Vec<String> {
        let mut sheet = Sheet::default();
        assert!(join(text.as_bytes(), 0, deletes, &mut sheet));
        let of = |(from, to): &(usize, usize)| {
            let piece = |piece: &Piece| {
                let own = piece.part.map_or(&b"?"[..], |part| part.of(text.as_bytes()));
                [piece.gap.text(), own].concat()
            };
            let all: Vec<u8> = sheet.pieces[*from..*to].iter().flat_map(piece).collect();
            String::from_utf8_lossy(&all).into_owned()
        };
        sheet.joins.iter().map(of).collect()
    }

    #[test]
    fn lines_that_go_on_are_one_text() {
        for (text, deletes, wanted) in [
            ("one \ntwo\nthree\n", false, vec!["one two"]),
            ("one \r\ntwo\r\n", true, vec!["onetwo"]),
            ("one  \ntwo", true, vec!["one two"]),
            ("> one \n> two \n>three\n", false, vec!["one two three"]),
            ("> one \n>> two \n>> three\nfour", true, vec!["twothree"]),
            (" >one \n two", true, vec![">onetwo"]),
            ("one \n-- \nAnn \nLee", false, vec!["Ann Lee"]),
            ("one\ntwo\n", false, vec![]),
            ("one \n\ntwo", false, vec!["one "]),
            ("", false, vec![]),
        ] {
            assert_eq!(said(text, deletes), wanted, "{text:?}");
        }
    }
}
