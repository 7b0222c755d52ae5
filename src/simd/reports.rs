//! What a program reports of a block.

use crate::simd::{COLUMNS_MAX, STRIPS};

/// Columns that are written together, whether there are as many or not: most vectors have no more.
const TOGETHER: usize = 4;

/// Where the reports of a program hold in a block.
pub struct Reports {
    /// Of one report after the other, each in order.
    places: Vec<u32>,
    /// The number of a report that holds somewhere, and where its places end.
    ends: Vec<(u32, usize)>,
    /// Columns at which the report that is under way holds, in order, each with a bit for every strip: the column from bit 8 on.
    columns: Box<[u32; COLUMNS_MAX + TOGETHER]>,
    /// How many of them there are.
    count: usize,
}

impl Default for Reports {
    fn default() -> Self {
        let columns = Box::new([0; COLUMNS_MAX + TOGETHER]);
        Reports { places: Vec::new(), ends: Vec::new(), columns, count: 0 }
    }
}

impl Reports {
    /// Empties it; the memory is kept.
    pub fn clear(&mut self) {
        self.places.clear();
        self.ends.clear();
        self.count = 0;
    }

    /// Every report that holds somewhere, by its number, with the places at which it does, in order.
    pub fn each(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut from = 0;
        self.ends.iter().map(move |(number, end)| {
            let places = &self.places[from..*end];
            from = *end;
            (*number, places)
        })
    }

    /// The report under way holds where `bytes` have a bit, which are those of the columns from `column` on; `set` has a bit for each of them
    /// that is not zero. Columns come in order.
    #[inline(always)]
    pub(super) fn push(&mut self, bytes: &[u8; 64], mut set: u64, column: usize) {
        let mut at = self.count;
        self.count += set.count_ones() as usize;
        loop {
            for place in &mut self.columns[at..at + TOGETHER] {
                let lane = set.trailing_zeros() as usize & 63;
                *place = ((column + lane) as u32) << 8 | u32::from(bytes[lane]);
                set &= set.wrapping_sub(1);
            }
            if set == 0 {
                return;
            }
            at += TOGETHER;
        }
    }

    /// The report under way was number `number`; a strip is so many bytes.
    pub(super) fn end(&mut self, number: u32, strip: usize) {
        let columns = &self.columns[..std::mem::take(&mut self.count)];
        if columns.is_empty() {
            return;
        }
        // A strip stands behind the one before it.
        let mut next = self.places.len();
        let mut nexts = counts(columns).map(|count| {
            next += count;
            next - count
        });
        self.places.resize(next, 0);
        for column in columns {
            let (place, mut strips) = (column >> 8, column & 0xff);
            loop {
                let s = strips.trailing_zeros() as usize % STRIPS;
                self.places[nexts[s]] = (s * strip) as u32 + place;
                nexts[s] += 1;
                strips &= strips.wrapping_sub(1);
                if strips == 0 {
                    break;
                }
            }
        }
        self.ends.push((number, next));
    }
}

/// How many of `columns` have a bit for each strip.
fn counts(columns: &[u32]) -> [usize; STRIPS] {
    let mut counts = [0; STRIPS];
    // A byte for each strip counts up to 255.
    for some in columns.chunks(usize::from(u8::MAX)) {
        let sums = some.iter().fold(0, |sums, column| sums + SPREAD[(column & 0xff) as usize]);
        counts.iter_mut().zip(u64::to_le_bytes(sums)).for_each(|(count, sum)| *count += usize::from(sum));
    }
    counts
}

/// The bits of a byte as a byte each.
static SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut bits = 0;
    while bits < 256 {
        let mut n = 0;
        while n < 8 {
            spread[bits] |= ((bits >> n & 1) as u64) << (8 * n);
            n += 1;
        }
        bits += 1;
    }
    spread
};
