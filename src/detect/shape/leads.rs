//! How a pattern begins: with a key word and the sign that its value stands behind, or with bytes of a shape.
//!
//! Words have too many letters for classes, but the sign behind them is rare. A pattern that always goes on to a sign
//! behind a word is looked for from the sign back.

use std::borrow::Cow;

use regex_syntax::hir::{Hir, HirKind};

use crate::bytes::ByteSet;
use crate::detect::hir;

/// What stands between a key and its value: `=`, `:`, `=>`, `<key>`.
pub const SIGNS: &[u8] = b":=>";

/// What can stand between a key and the sign: quotes, brackets, blanks, and what escapes them.
pub const BETWEEN: &[u8] = b" \t\"'\\]";

/// Words of one pattern that are told apart.
const WORDS_MAX: usize = 600;

/// Ways to begin otherwise that are told apart.
const OTHERS_MAX: usize = 4;

/// Letters at one place of a word that are told apart.
const LETTERS_MAX: usize = 8;

/// What a byte of a word is taken for: case plays no part, and neither does which digit or separator it is. The
/// pattern tells them apart.
pub fn folded(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'0',
        b'_' | b' ' | b'.' | b'-' | b'+' => SEPARATOR,
        _ => byte.to_ascii_lowercase(),
    }
}

/// Stands for every separator inside a word.
const SEPARATOR: u8 = b'_';

/// How matches of a pattern begin.
pub struct Leads {
    /// Words with a sign behind them, [`folded`].
    pub words: Vec<Vec<u8>>,
    /// The patterns of all that begin otherwise.
    pub others: Vec<Hir>,
}

/// Splits `pattern` by how its matches begin. Words have two letters at least.
pub fn leads(pattern: &Hir) -> Leads {
    let mut walk = Walk { word: Vec::new(), made: Leads { words: Vec::new(), others: Vec::new() } };
    let rest = Rest { nodes: std::slice::from_ref(pattern), behind: None };
    let whole = walk.expand(None, rest);
    let mut made = walk.made;
    if !whole || made.words.is_empty() || made.others.len() > OTHERS_MAX {
        return Leads { words: Vec::new(), others: vec![pattern.clone()] };
    }
    made.words.sort();
    made.words.dedup();
    made
}

/// What is left of a pattern: these nodes, and those behind them. Ways that part share what they have in common, since
/// a pattern can begin in hundreds of ways.
#[derive(Clone, Copy)]
struct Rest<'h, 'w> {
    nodes: &'h [Hir],
    behind: Option<&'w Rest<'h, 'w>>,
}

impl<'h, 'w> Rest<'h, 'w> {
    fn next(mut self) -> Option<(&'h Hir, Rest<'h, 'w>)> {
        loop {
            match self.nodes {
                [next, nodes @ ..] => return Some((next, Rest { nodes, ..self })),
                [] => self = *self.behind?,
            }
        }
    }

    fn nodes(self) -> impl Iterator<Item = &'h Hir> {
        let mut rest = self;
        std::iter::from_fn(move || {
            let (next, behind) = rest.next()?;
            rest = behind;
            Some(next)
        })
    }
}

/// What was taken of a pattern, the last node first.
struct Taken<'h, 'w> {
    node: Cow<'h, Hir>,
    before: Option<&'w Taken<'h, 'w>>,
}

/// Follows every way to begin to where it becomes a word or anything else.
struct Walk {
    /// What was taken, as a word.
    word: Vec<u8>,
    made: Leads,
}

impl Walk {
    /// False when there are too many ways.
    fn expand<'h>(&mut self, taken: Option<&Taken<'h, '_>>, rest: Rest<'h, '_>) -> bool {
        if self.made.words.len() + self.made.others.len() > WORDS_MAX || self.made.others.len() > OTHERS_MAX {
            return false;
        }
        if self.is_word() && row(rest.nodes()) == Way::Reached {
            // A blank that the pattern takes with the word stands between it and the sign all the same.
            let mut word = self.word.as_slice();
            self.made.words.push(word.to_vec());
            while let [shorter @ .., SEPARATOR] = word {
                word = shorter;
                self.made.words.push(word.to_vec());
            }
            return true;
        }
        let Some((next, behind)) = rest.next() else { return self.other(taken, rest) };
        if let Some(set) = hir::one_byte(next) {
            let mut letters: Vec<u8> = set.iter().map(folded).collect();
            letters.sort_unstable();
            letters.dedup();
            if letters.len() > LETTERS_MAX {
                return self.other(taken, rest);
            }
            return letters.into_iter().all(|letter| {
                let same = hir::class(set.iter().filter(|b| folded(*b) == letter));
                self.with(&[letter], Taken { node: Cow::Owned(same), before: taken }, behind)
            });
        }
        let mut go_on = |nodes| self.expand(taken, Rest { nodes, behind: Some(&behind) });
        match next.kind() {
            HirKind::Empty => go_on(&[]),
            HirKind::Literal(l) => {
                self.with(&l.0, Taken { node: Cow::Borrowed(next), before: taken }, behind)
            }
            HirKind::Capture(c) => go_on(std::slice::from_ref(&*c.sub)),
            HirKind::Concat(nodes) => go_on(nodes),
            HirKind::Alternation(nodes) => nodes.iter().all(|node| go_on(std::slice::from_ref(node))),
            HirKind::Repetition(r) if (r.min, r.max) == (0, Some(1)) => {
                go_on(&[]) && go_on(std::slice::from_ref(&*r.sub))
            }
            _ => self.other(taken, rest),
        }
    }

    /// Goes on behind `bytes`, which `taken` ends with.
    fn with<'h>(&mut self, bytes: &[u8], taken: Taken<'h, '_>, rest: Rest<'h, '_>) -> bool {
        let length = self.word.len();
        self.word.extend(bytes.iter().map(|b| folded(*b)));
        let whole = self.expand(Some(&taken), rest);
        self.word.truncate(length);
        whole
    }

    /// True when what was taken can stand before a sign.
    fn is_word(&self) -> bool {
        self.word.last().is_some_and(|b| !BETWEEN.contains(b) && !SIGNS.contains(b))
            && self.word.iter().filter(|b| **b != SEPARATOR).count() > 1
    }

    fn other(&mut self, mut taken: Option<&Taken<'_, '_>>, rest: Rest<'_, '_>) -> bool {
        let mut nodes = Vec::new();
        while let Some(last) = taken {
            nodes.push((*last.node).clone());
            taken = last.before;
        }
        nodes.reverse();
        nodes.extend(rest.nodes().cloned());
        self.made.others.push(Hir::concat(nodes));
        true
    }
}

/// What a part of a pattern says of the way to the next sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Every match holds a sign, and before it nothing but what can stand between.
    Reached,
    /// Some matches do; the others hold nothing but what can stand between.
    Perhaps,
    /// No match holds a sign, and all hold nothing but what can stand between.
    Between,
    /// Something else can stand before the sign.
    Lost,
}

fn row<'h>(nodes: impl Iterator<Item = &'h Hir>) -> Way {
    let mut perhaps = false;
    for node in nodes {
        match way(node) {
            Way::Lost => return Way::Lost,
            Way::Reached => return Way::Reached,
            Way::Perhaps => perhaps = true,
            Way::Between => {}
        }
    }
    if perhaps { Way::Perhaps } else { Way::Between }
}

fn way(node: &Hir) -> Way {
    let of_set = |set: ByteSet| {
        let (signs, between) = (ByteSet::from_bytes(SIGNS), ByteSet::from_bytes(BETWEEN));
        match (signs.holds(&set), between.holds(&set)) {
            (true, _) => Way::Reached,
            (_, true) => Way::Between,
            _ if signs.union(between).holds(&set) => Way::Perhaps,
            _ => Way::Lost,
        }
    };
    if let Some(set) = hir::one_byte(node) {
        return of_set(set);
    }
    match node.kind() {
        HirKind::Empty => Way::Between,
        HirKind::Look(_) | HirKind::Class(_) => Way::Lost,
        HirKind::Literal(l) => {
            let first =
                l.0.iter().map(|b| of_set(ByteSet::from_bytes(&[*b]))).find(|way| *way != Way::Between);
            first.unwrap_or(Way::Between)
        }
        HirKind::Capture(c) => way(&c.sub),
        HirKind::Concat(nodes) => row(nodes.iter()),
        HirKind::Alternation(nodes) => {
            let mut ways = nodes.iter().map(way);
            let first = ways.next().unwrap_or(Way::Lost);
            let joined = ways.try_fold(first, |all, way| match way {
                _ if all == Way::Lost || way == Way::Lost => None,
                _ if all == way => Some(all),
                _ => Some(Way::Perhaps),
            });
            joined.unwrap_or(Way::Lost)
        }
        HirKind::Repetition(r) => match way(&r.sub) {
            Way::Reached if r.min == 0 => Way::Perhaps,
            other => other,
        },
    }
}
