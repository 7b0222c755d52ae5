//! Classification: text into one bitmap for every class of bytes, in strips.

#![allow(unsafe_code)]

use crate::bytes::ByteSet;
use crate::simd::COLUMNS_STEP;

/// Classes are looked up eight at a time: bit `i` of an entry says that the byte is in class `i` of the group.
#[derive(Clone)]
pub(super) struct Group {
    /// By byte.
    pub(super) table: [u8; 256],
    /// The slots of its classes.
    pub(super) slots: Vec<usize>,
    /// All of its classes are rare.
    pub(super) is_rare: bool,
}

/// The groups of `classes`, whose slots are their numbers; the first `rare` of them are.
pub(super) fn groups(classes: &[ByteSet], rare: usize) -> Vec<Group> {
    let group = |(n, classes): (usize, &[ByteSet])| {
        let mut table = [0; 256];
        for (i, class) in classes.iter().enumerate() {
            class.iter().for_each(|b| table[usize::from(b)] |= 1 << i);
        }
        let slots = 8 * n..8 * n + classes.len();
        Group { table, is_rare: slots.end <= rare, slots: slots.collect() }
    };
    classes.chunks(8).enumerate().map(group).collect()
}

/// Classes as unions of rectangles: sets of bytes with one of some high halves and one of some low halves, which two
/// lookups in tables of sixteen tell. Eight rectangles are looked up at a time.
#[derive(Clone)]
pub(super) struct Rectangles {
    /// By the low and by the high four bits of a byte: the rectangles that it can be in.
    pub(super) tables: Vec<([u8; 16], [u8; 16])>,
    /// The slots of the rectangles of a table.
    pub(super) slots: Vec<Vec<usize>>,
    /// The first so many tables have rare rectangles alone.
    pub(super) rare: usize,
    /// A class, and the slots whose union it is. What a union needs stands before it.
    pub(super) unions: Vec<(usize, Vec<usize>)>,
    /// How many slots there are with those of rectangles that are no class themselves.
    pub(super) slots_used: usize,
}

/// The rectangles of `classes`, whose slots are their numbers, and the first `rare` of which are; further slots begin at `free`.
pub(super) fn rectangles(classes: &[ByteSet], rare: usize, free: usize) -> Rectangles {
    let mut rectangles: Vec<(ByteSet, usize)> = Vec::new();
    let mut slots_used = free;
    for set in atoms(classes).iter().flat_map(in_rectangles) {
        let slot = classes.iter().position(|c| *c == set).unwrap_or_else(|| {
            slots_used += 1;
            slots_used - 1
        });
        rectangles.push((set, slot));
    }
    let is_rare = |(set, _): &(ByteSet, usize)| classes[..rare].iter().any(|class| class.holds(set));
    rectangles.sort_by_key(|rectangle| !is_rare(rectangle));
    let rare = rectangles.iter().take_while(|rectangle| is_rare(rectangle)).count() / 8;
    let mut made = Rectangles { tables: Vec::new(), slots: Vec::new(), rare, unions: Vec::new(), slots_used };
    for eight in rectangles.chunks(8) {
        let (mut low, mut high) = ([0; 16], [0; 16]);
        for (i, (set, _)) in eight.iter().enumerate() {
            for byte in set.iter() {
                low[usize::from(byte & 15)] |= 1 << i;
                high[usize::from(byte >> 4)] |= 1 << i;
            }
        }
        made.tables.push((low, high));
        made.slots.push(eight.iter().map(|(_, slot)| *slot).collect());
    }
    // Small classes first, so that large ones are made of them.
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by_key(|n| classes[*n].len());
    for n in order.into_iter().filter(|n| !rectangles.iter().any(|(_, slot)| slot == n)).collect::<Vec<_>>() {
        let mut parts = Vec::new();
        let mut covered = ByteSet::default();
        while !covered.holds(&classes[n]) {
            let fresh = |set: &ByteSet| set.iter().filter(|b| !covered.has(*b)).count();
            let fitting = rectangles.iter().filter(|(set, _)| classes[n].holds(set));
            let Some((set, slot)) = fitting.max_by_key(|(set, _)| fresh(set)) else { break };
            covered = covered.union(*set);
            parts.push(*slot);
        }
        rectangles.push((classes[n], n));
        made.unions.push((n, parts));
    }
    made
}

/// The sets of bytes that no class tells apart, without those in no class.
fn atoms(classes: &[ByteSet]) -> Vec<ByteSet> {
    let mut atoms: Vec<(Vec<bool>, ByteSet)> = Vec::new();
    for byte in 0..=255 {
        let signature: Vec<bool> = classes.iter().map(|c| c.has(byte)).collect();
        if !signature.contains(&true) {
            continue;
        }
        match atoms.iter_mut().find(|(s, _)| *s == signature) {
            Some((_, set)) => set.insert(byte),
            None => atoms.push((signature, ByteSet::from_bytes(&[byte]))),
        }
    }
    atoms.into_iter().map(|(_, set)| set).collect()
}

/// `set` as few rectangles: rows with the same columns are one.
fn in_rectangles(set: &ByteSet) -> Vec<ByteSet> {
    let mut rows: Vec<(u16, ByteSet)> = Vec::new();
    for high in 0..16u8 {
        let bytes: Vec<u8> = (0..16).map(|low| high << 4 | low).filter(|b| set.has(*b)).collect();
        let columns = bytes.iter().fold(0, |columns, b| columns | 1u16 << (b & 15));
        match rows.iter_mut().find(|(c, _)| *c == columns) {
            _ if columns == 0 => {}
            Some((_, made)) => *made = made.union(ByteSet::from_bytes(&bytes)),
            None => rows.push((columns, ByteSet::from_bytes(&bytes))),
        }
    }
    rows.into_iter().map(|(_, set)| set).collect()
}

/// Swaps the bits at `$shift` distance between two rows; three rounds over eight rows turn an 8 × 8 square of bits.
macro_rules! turned {
    ($rows:ident, $swap:ident) => {
        $swap!($rows, 0, 4, 4, 0x0f);
        $swap!($rows, 1, 5, 4, 0x0f);
        $swap!($rows, 2, 6, 4, 0x0f);
        $swap!($rows, 3, 7, 4, 0x0f);
        $swap!($rows, 0, 2, 2, 0x33);
        $swap!($rows, 1, 3, 2, 0x33);
        $swap!($rows, 4, 6, 2, 0x33);
        $swap!($rows, 5, 7, 2, 0x33);
        $swap!($rows, 0, 1, 1, 0x55);
        $swap!($rows, 2, 3, 1, 0x55);
        $swap!($rows, 4, 5, 1, 0x55);
        $swap!($rows, 6, 7, 1, 0x55);
    };
}
pub(super) use turned;

/// Classifies `columns` columns of eight strips, each `strip` bytes further in `text`, with nothing but tables.
/// `bitmap` gives the bytes of a slot.
pub(super) fn portable(
    groups: &[Group],
    text: &[u8],
    strip: usize,
    columns: usize,
    arena: &mut [u8],
    stride: usize,
) {
    const WIDE: usize = 64;
    debug_assert!(columns.is_multiple_of(COLUMNS_STEP));
    for group in groups {
        for column in (0..columns).step_by(WIDE) {
            let mut rows = [[0u8; WIDE]; 8];
            for (s, row) in rows.iter_mut().enumerate() {
                let from = s * strip + column;
                for (to, byte) in row.iter_mut().zip(&text[from..from + WIDE]) {
                    *to = group.table[usize::from(*byte)];
                }
            }
            macro_rules! swap {
                ($rows:ident, $a:literal, $b:literal, $shift:literal, $mask:literal) => {
                    for i in 0..WIDE {
                        let (x, y) = ($rows[$a][i], $rows[$b][i]);
                        $rows[$a][i] = (x & $mask) | ((y & $mask) << $shift);
                        $rows[$b][i] = ((x >> $shift) & $mask) | (y & !$mask);
                    }
                };
            }
            turned!(rows, swap);
            for (row, slot) in rows.iter().zip(&group.slots) {
                let to = slot * stride + column;
                arena[to..to + WIDE].copy_from_slice(row);
            }
        }
    }
}
