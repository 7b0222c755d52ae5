//! The classes of bytes that shapes are made of: those that rules name, and where there are too many, those that
//! lose least when they are made one (`narrow`).

use crate::bytes::ByteSet;

mod narrow;

/// Classes that are looked up at a time: one more costs as much as this many.
const GROUP: usize = 8;

/// Classes of rules: rules for keys, wallets and numbers of all countries need many, or what tells the rarer shapes apart becomes one class. With
/// those that traces add there are as many as in eight groups; with as many as in seven, `0` becomes one with letters, and prose is full of these.
pub const CLASSES_MAX: usize = 51;

/// The classes.
pub struct Palette {
    classes: Vec<ByteSet>,
    /// Their places in the list, in the order of how often a byte is in them.
    narrowest_first: Vec<usize>,
}

/// One set of a shape, and how much it says: 1 for one that always stands there.
pub type Named = (ByteSet, f64);

/// Neighbouring bytes go together, so that each says less than it would alone.
pub const TOGETHER: f64 = 0.6;

impl Palette {
    /// For shapes that name these sets, each a list of its own. Sets become one where that lets the least through.
    pub fn new(shapes: &[Vec<Named>]) -> Self {
        let mut classes = narrow::narrowed(shapes, CLASSES_MAX);
        classes.sort();
        Palette::of(classes)
    }

    fn of(classes: Vec<ByteSet>) -> Self {
        let mut order: Vec<(f64, usize)> =
            classes.iter().enumerate().map(|(n, class)| (odds(class), n)).collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0));
        Palette { classes, narrowest_first: order.into_iter().map(|(_, n)| n).collect() }
    }

    /// The same with these classes as well, which are not made wider.
    #[must_use]
    pub fn with(mut self, classes: Vec<ByteSet>) -> Palette {
        for class in classes {
            if !self.classes.contains(&class) {
                self.classes.push(class);
            }
        }
        Palette::of(self.classes)
    }

    /// The same with as many of these as are looked up together with the last ones.
    #[must_use]
    pub fn filled_with(self, classes: Vec<ByteSet>) -> Palette {
        let room = self.classes.len().next_multiple_of(GROUP) - self.classes.len();
        let missing = classes.into_iter().filter(|class| !self.classes.contains(class)).take(room).collect();
        self.with(missing)
    }

    /// The same in the order of how often a byte is in them.
    #[must_use]
    pub fn with_rare_ones_first(mut self) -> Palette {
        self.classes = self.narrowest_first.iter().map(|n| self.classes[*n]).collect();
        Palette::of(self.classes)
    }

    /// The classes.
    pub fn classes(&self) -> &[ByteSet] {
        &self.classes
    }

    /// The narrowest class that holds all of `set`; `None` when only every byte does.
    pub fn class_of(&self, set: &ByteSet) -> Option<usize> {
        self.narrowest_first.iter().copied().find(|n| self.classes[*n].holds(set))
    }
}

/// Kinds of text: records (logs, exports), and prose.
pub const KINDS: usize = 2;

/// How often a byte of `set` stands at a place of text, by and large. Only the order of terms and the choice of classes follow from it, never what
/// is found.
pub fn odds(set: &ByteSet) -> f64 {
    odds_by_kind(set)[0]
}

/// The same by kind of text.
pub fn odds_by_kind(set: &ByteSet) -> [f64; KINDS] {
    let parts = set.words().iter().flat_map(|word| word.to_le_bytes());
    let mut sums = [0.0; KINDS];
    for (bits, part) in parts.zip(&SUMS) {
        sums.iter_mut().zip(part[usize::from(bits)]).for_each(|(sum, more)| *sum += more);
    }
    sums.map(|sum| sum.clamp(1e-4, 0.999))
}

/// In records, letters and digits are much the same.
const RECORDS: [f64; 256] = {
    let mut odds = [0.002; 256];
    let mut byte = 0;
    while byte < 256 {
        odds[byte] = match byte as u8 {
            b'0'..=b'9' => 0.021,
            b'a'..=b'z' => 0.018,
            b'A'..=b'Z' => 0.0035,
            b' ' => 0.10,
            b'.' => 0.025,
            b'-' | b':' | b'/' | b',' => 0.02,
            b'"' | b'=' => 0.01,
            b'_' => 0.008,
            b'\n' => 0.012,
            0x80.. => 0.0001,
            _ => 0.002,
        };
        byte += 1;
    }
    odds
};

/// In prose, digits and signs are rare, and some letters stand everywhere.
const PROSE: [f64; 256] = {
    let mut odds = [0.0003; 256];
    let mut byte = 0;
    while byte < 256 {
        odds[byte] = match byte as u8 {
            b'e' => 0.1,
            b't' | b'a' | b'o' => 0.065,
            b'i' | b'n' | b's' | b'h' | b'r' => 0.053,
            b'd' | b'l' => 0.034,
            b'u' | b'c' | b'm' | b'f' | b'w' => 0.02,
            b'g' | b'y' | b'p' | b'b' => 0.015,
            b'v' | b'k' => 0.008,
            b'A'..=b'Z' | b'j' | b'q' | b'x' | b'z' => 0.001,
            b' ' => 0.17,
            b'\n' => 0.02,
            b'.' | b',' => 0.01,
            b'\'' | b'"' | b'-' => 0.004,
            0x80.. => 0.0001,
            _ => 0.0003,
        };
        byte += 1;
    }
    odds
};

/// By eight neighbouring bytes and which of them there are: how often one of those stands at a place, by kind of text. Sets are asked by the ten
/// thousands while rules are read.
static SUMS: [[[f64; KINDS]; 256]; 32] = {
    let mut sums = [[[0.0; KINDS]; 256]; 32];
    let mut part = 0;
    while part < 32 {
        let mut bits = 1;
        while bits < 256 {
            let byte = 8 * part + (bits as u32).trailing_zeros() as usize;
            let [records, prose] = sums[part][bits & (bits - 1)];
            sums[part][bits] = [records + RECORDS[byte], prose + PROSE[byte]];
            bits += 1;
        }
        part += 1;
    }
    sums
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_stands_somewhere_as_often_as_its_bytes_do() {
        let mut set = ByteSet::default();
        for byte in (0..=255).step_by(3) {
            let alone = RECORDS[usize::from(byte)];
            let before = if set.is_empty() { 0.0 } else { odds(&set) };
            set.insert(byte);
            assert!((odds(&set) - before - alone).abs() < 1e-4, "{byte}");
        }
    }
}
