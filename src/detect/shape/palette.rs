//! The classes of bytes that shapes are made of: those that rules name, and where there are too many, those that
//! lose least when they are made one.

use crate::bytes::ByteSet;

/// Classes that are looked up at a time: one more costs as much as this many.
const GROUP: usize = 8;

/// Classes of rules: rules for keys, wallets and numbers of all countries need many, or what tells the rarer shapes apart becomes one class. With
/// the seven that traces add to those of all rules there are as many as in seven groups.
pub const CLASSES_MAX: usize = 49;

/// The classes.
pub struct Palette {
    classes: Vec<ByteSet>,
}

/// One set of a shape, and how much it says: 1 for one that always stands there.
pub type Named = (ByteSet, f64);

/// Neighbouring bytes go together, so that each says less than it would alone.
pub const TOGETHER: f64 = 0.6;

/// The most that a set says of a shape, however often it names it.
const SAME_MAX: f64 = 1.5;

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
                // The same again says little more.
                match uses[at].last_mut() {
                    Some((last, known)) if *last == shape => *known = (*known + weight).min(SAME_MAX),
                    _ => uses[at].push((shape, weight.min(SAME_MAX))),
                }
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

    /// The same with these classes as well, which are not made wider.
    #[must_use]
    pub fn with(mut self, classes: Vec<ByteSet>) -> Palette {
        for class in classes {
            if !self.classes.contains(&class) {
                self.classes.push(class);
            }
        }
        self
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
        self.classes.sort_by(|one, other| odds(one).total_cmp(&odds(other)));
        self
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

/// Two sets made one: how often a byte is in it, and how much more it lets through, both as far as known.
#[derive(Clone, Copy)]
struct Joined {
    odds: f64,
    more: f64,
}

impl Draft {
    fn narrow(&mut self) {
        let mut joined: Vec<Vec<Joined>> = Vec::new();
        (0..self.sets.len()).for_each(|set| joined.push(self.joined_with_earlier(set)));
        while self.sets.len() > CLASSES_MAX {
            let (a, b) = self.closest(&mut joined);
            let (both, odds) = (self.sets[a].union(self.sets[b]), joined[a][b].odds);
            for set in [a, b] {
                for (shape, weight) in &self.uses[set] {
                    self.often[*shape] += TOGETHER * weight * (odds - self.odds[set]);
                }
            }
            let mut uses = self.remove(a, &mut joined);
            uses.extend(self.remove(b, &mut joined));
            if both == ByteSet::ALL {
                continue;
            }
            match self.sets.iter().position(|s| *s == both) {
                Some(known) => self.uses[known].extend(uses),
                None => {
                    self.odds.push(odds);
                    self.sets.push(both);
                    self.uses.push(uses);
                    joined.push(self.joined_with_earlier(self.sets.len() - 1));
                }
            }
        }
    }

    /// Takes a set out; its uses stay with the caller.
    fn remove(&mut self, set: usize, joined: &mut Vec<Vec<Joined>>) -> Vec<(usize, f64)> {
        self.sets.remove(set);
        self.odds.remove(set);
        joined.remove(set);
        joined.iter_mut().skip(set).for_each(|row| {
            row.remove(set);
        });
        self.uses.remove(set)
    }

    fn joined_with_earlier(&self, set: usize) -> Vec<Joined> {
        let with = |other| {
            let odds = odds(&self.sets[set].union(self.sets[other])).ln();
            Joined { odds, more: self.more(set, other, odds) }
        };
        (0..set).map(with).collect()
    }

    /// How much more is let through when both become a set that holds this often.
    fn more(&self, a: usize, b: usize, odds: f64) -> f64 {
        let of_one = |set: usize| -> f64 {
            let shape = |(shape, weight): &(usize, f64)| {
                self.often[*shape].exp() * (TOGETHER * weight * (odds - self.odds[set])).exp_m1()
            };
            self.uses[set].iter().map(shape).sum()
        };
        of_one(a) + of_one(b)
    }

    /// The two sets, the later one first, that let the least more through when they become one. What is known of a pair
    /// can be too little, since shapes only come to hold more often, so it is worked out again for the best.
    fn closest(&self, joined: &mut [Vec<Joined>]) -> (usize, usize) {
        loop {
            let mut best = (f64::INFINITY, (1, 0));
            for (a, row) in joined.iter().enumerate() {
                for (b, pair) in row.iter().enumerate() {
                    if pair.more < best.0 {
                        best = (pair.more, (a, b));
                    }
                }
            }
            let (known, (a, b)) = best;
            let pair = &mut joined[a][b];
            pair.more = self.more(a, b, pair.odds);
            if pair.more <= known {
                return (a, b);
            }
        }
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
