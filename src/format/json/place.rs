//! Where in a list of rows a value stands.

use crate::format::sheet::{Cell, Kind, Member, Sheet};

/// A part of the frame that is looked through for values.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends, unless a bracket that it opened is closed before.
    pub(super) end: usize,
    /// The first cell that may be in it.
    pub(super) cell: usize,
    /// How many lists around it are taken for those of the rows.
    pub(super) depth: usize,
}

/// Where in a value a cell stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// The value is a list.
    pub(super) list: bool,
    /// Which of its elements it is in.
    pub(super) element: usize,
    /// That is a list (or else an object), and which of its elements the cell is in.
    pub(super) row: Option<(bool, usize)>,
    /// Which element it is in of a list in that.
    pub(super) inner: Option<usize>,
    /// It is in a list or an object in that.
    pub(super) is_deeper: bool,
    /// It is in an object that is an element of that list.
    pub(super) is_in_object: bool,
}

/// True for a member that is all that its object has.
pub(super) fn is_only(sheet: &Sheet, member: u32) -> bool {
    let (n, of_object) = (member as usize, |member: &Member| member.object);
    let object = of_object(&sheet.members[n]);
    // The first member of an object gives it its number.
    if object != member {
        return false;
    }
    // What is in it comes before the next one.
    let (end, behind) = (sheet.members[n].span().end, &sheet.members[n + 1..]);
    let inside = behind.partition_point(|other| other.span().start < end);
    behind.get(inside).is_none_or(|next| of_object(next) != object)
}

/// Passes on every value of a stretch, with its number. What stands between two cells says where they are: strings are
/// cells, so the brackets and commas there are those of lists and objects.
pub(super) fn each(
    frame: &[u8],
    stretch: Stretch,
    sheet: &Sheet,
    mut found: impl FnMut(usize, &Cell, Place),
) {
    let (mut at, mut depth) = (stretch.start, stretch.depth);
    let mut place = Place { list: depth > 0, ..Place::default() };
    let mut is_open = false;
    let inside = sheet
        .cells
        .iter()
        .enumerate()
        .skip(stretch.cell)
        .take_while(|(_, cell)| cell.span().start < stretch.end);
    for (number, cell) in inside {
        let between = frame.get(at..cell.span().start).unwrap_or_default();
        for byte in between {
            match (byte, depth) {
                (b'[' | b'{', 0) => place = Place { list: *byte == b'[', ..Place::default() },
                (b'[' | b'{', 1) => (place.row, place.inner) = (Some((*byte == b'[', 0)), None),
                (b'[', 2) => place.inner = Some(0),
                (b']', 3) => place.inner = None,
                (b']' | b'}', 2) => place.row = None,
                (b',', 1) => place.element += 1,
                (b',', 3) => place.inner = place.inner.map(|element| element + 1),
                (b',', 2) => place.row = place.row.map(|(list, column)| (list, column + 1)),
                _ => {}
            }
            match byte {
                b'[' | b'{' => (depth, is_open) = (depth + 1, true),
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if is_open && depth == stretch.depth {
                return;
            }
        }
        (place.is_deeper, place.is_in_object) = (depth > 2, depth > 3);
        at = cell.span().end;
        if cell.kind != Kind::Key {
            found(number, cell, place);
        }
    }
}
