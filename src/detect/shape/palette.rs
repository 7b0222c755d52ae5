//! The classes of bytes that shapes are made of: those that rules name, and where there are too many, those that
//! lose least when they are made one.

use crate::bytes::ByteSet;

/// Classes of a program. Eight are looked up at a time; more cost a look each, and say little more.
pub const CLASSES_MAX: usize = 32;

/// The classes.
pub struct Palette {
    classes: Vec<ByteSet>,
}

/// One set of a shape, and how much it says: 1 for one that always stands there.
pub type Named = (ByteSet, f64);

/// Neighbouring bytes go together, so that each says less than it would alone.
pub const TOGETHER: f64 = 0.6;

impl Palette {
    /// For shapes that name these sets, each a list of its own. Sets become one where that lets the least through.
    pub fn new(shapes: &[Vec<Named>]) -> Self {
        let mut sets: Vec<ByteSet> = Vec::new();
        let mut uses: Vec<Vec<(usize, f64)>> = Vec::new();
        for (shape, named) in shapes.iter().enumerate() {
            for (set, weight) in named {
                let set = set.with_whole_upper_half();
                if set == ByteSet::ALL {
                    continue;
                }
                let at = sets.iter().position(|s| *s == set).unwrap_or_else(|| {
                    sets.push(set);
                    uses.push(Vec::new());
                    sets.len() - 1
                });
                uses[at].push((shape, *weight));
            }
        }
        let mut draft = Draft {
            often: vec![0.0; shapes.len()],
            odds: sets.iter().map(|set| odds(set).ln()).collect(),
            sets,
            uses,
        };
        for (odds, uses) in draft.odds.iter().zip(&draft.uses) {
            uses.iter().for_each(|(shape, weight)| draft.often[*shape] += TOGETHER * weight * odds);
        }
        draft.narrow();
        draft.sets.sort();
        Palette { classes: draft.sets }
    }

    /// The classes.
    pub fn classes(&self) -> &[ByteSet] {
        &self.classes
    }

    /// The narrowest class that holds all of `set`; `None` when only every byte does.
    pub fn class_of(&self, set: &ByteSet) -> Option<usize> {
        let holding = self.classes.iter().enumerate().filter(|(_, class)| class.holds(set));
        let narrowest = holding.min_by(|a, b| odds(a.1).total_cmp(&odds(b.1)));
        narrowest.map(|(n, _)| n)
    }
}

/// Classes on the way to being few enough.
struct Draft {
    sets: Vec<ByteSet>,
    /// By set: the shapes that name it, and how much it says there.
    uses: Vec<Vec<(usize, f64)>>,
    /// By set: how often it holds, as a logarithm.
    odds: Vec<f64>,
    /// By shape: how often it holds, as a logarithm.
    often: Vec<f64>,
}

impl Draft {
    fn narrow(&mut self) {
        let mut both: Vec<Vec<f64>> =
            (0..self.sets.len()).map(|a| (0..a).map(|b| self.odds_of_both(a, b)).collect()).collect();
        while self.sets.len() > CLASSES_MAX {
            let (a, b) = self.closest(&both);
            let joined = self.sets[a].union(self.sets[b]);
            for (set, odds) in [(a, both[a][b]), (b, both[a][b])] {
                for (shape, weight) in &self.uses[set] {
                    self.often[*shape] += TOGETHER * weight * (odds - self.odds[set]);
                }
            }
            let mut uses = self.remove(a, &mut both);
            uses.extend(self.remove(b, &mut both));
            if joined == ByteSet::ALL {
                continue;
            }
            match self.sets.iter().position(|s| *s == joined) {
                Some(known) => self.uses[known].extend(uses),
                None => {
                    self.odds.push(odds(&joined).ln());
                    self.sets.push(joined);
                    self.uses.push(uses);
                    let new = self.sets.len() - 1;
                    both.push((0..new).map(|b| self.odds_of_both(new, b)).collect());
                }
            }
        }
    }

    /// Takes a set out; its uses stay with the caller.
    fn remove(&mut self, set: usize, both: &mut Vec<Vec<f64>>) -> Vec<(usize, f64)> {
        self.sets.remove(set);
        self.odds.remove(set);
        both.remove(set);
        both.iter_mut().skip(set).for_each(|row| {
            row.remove(set);
        });
        self.uses.remove(set)
    }

    fn odds_of_both(&self, a: usize, b: usize) -> f64 {
        odds(&self.sets[a].union(self.sets[b])).ln()
    }

    /// The two sets, the later one first, that let the least more through when they become one.
    fn closest(&self, both: &[Vec<f64>]) -> (usize, usize) {
        let more = |set: usize, odds: f64| -> f64 {
            let shape = |(shape, weight): &(usize, f64)| {
                self.often[*shape].exp() * ((TOGETHER * weight * (odds - self.odds[set])).exp() - 1.0)
            };
            self.uses[set].iter().map(shape).sum()
        };
        let mut best = (f64::INFINITY, (1, 0));
        for (a, row) in both.iter().enumerate() {
            for (b, odds) in row.iter().enumerate() {
                let cost = more(a, *odds) + more(b, *odds);
                if cost < best.0 {
                    best = (cost, (a, b));
                }
            }
        }
        best.1
    }
}

/// How often a byte of `set` stands at a place of logs, exports and prose, by and large. Only the order of terms and
/// the choice of classes follow from it, never what is found.
pub fn odds(set: &ByteSet) -> f64 {
    set.iter().map(|byte| ODDS[usize::from(byte)]).sum::<f64>().clamp(1e-4, 0.999)
}

static ODDS: [f64; 256] = {
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
