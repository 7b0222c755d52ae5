//! How a pattern begins: with a key word and the sign that its value stands behind, or with bytes of a shape.
//!
//! Words have too many letters for classes, but the sign behind them is rare. A pattern that always goes on to a sign
//! behind a word is looked for from the sign back.

use regex_syntax::hir::{Hir, HirKind};

use crate::bytes::ByteSet;
use crate::detect::hir;

/// What stands between a key and its value: `=`, `:`, `=>`, `<key>`.
pub const SIGNS: &[u8] = b":=>";

/// What can stand between a key and the sign: quotes, brackets, blanks, and what escapes them.
pub const BETWEEN: &[u8] = b" \t\"'\\]";

/// Words of one pattern that are told apart.
const WORDS_MAX: usize = 600;

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
    let mut made = Leads { words: Vec::new(), others: Vec::new() };
    let rest = vec![pattern.clone()];
    let whole = expand(Path { word: Vec::new(), taken: Vec::new(), rest }, &mut made);
    if !whole || made.words.is_empty() || made.others.len() > 4 {
        return Leads { words: Vec::new(), others: vec![pattern.clone()] };
    }
    made.words.sort();
    made.words.dedup();
    made
}

/// One way to begin: what was taken of the pattern, and what is left of it, the next node last.
#[derive(Clone)]
struct Path {
    word: Vec<u8>,
    taken: Vec<Hir>,
    rest: Vec<Hir>,
}

/// Follows a path to where it becomes a word or anything else. False when there are too many.
fn expand(mut path: Path, made: &mut Leads) -> bool {
    if made.words.len() + made.others.len() > WORDS_MAX {
        return false;
    }
    if reaches_sign(&path.rest) {
        let ends = path.word.last().is_some_and(|b| !BETWEEN.contains(b) && !SIGNS.contains(b));
        if ends && path.word.iter().filter(|b| **b != SEPARATOR).count() > 1 {
            // A blank that the pattern takes with the word stands between it and the sign all the same.
            let mut word = path.word.as_slice();
            made.words.push(word.to_vec());
            while let [shorter @ .., SEPARATOR] = word {
                word = shorter;
                made.words.push(word.to_vec());
            }
            return true;
        }
    }
    let Some(next) = path.rest.pop() else {
        made.others.push(Hir::concat(path.taken));
        return true;
    };
    if let Some(set) = hir::one_byte(&next) {
        let mut letters: Vec<u8> = set.iter().map(folded).collect();
        letters.sort_unstable();
        letters.dedup();
        if letters.len() > LETTERS_MAX {
            return other(path, next, made);
        }
        return letters.into_iter().all(|letter| {
            let mut path = path.clone();
            path.word.push(letter);
            let same = set.iter().filter(|b| folded(*b) == letter);
            path.taken.push(class(same));
            expand(path, made)
        });
    }
    match next.kind() {
        HirKind::Empty => expand(path, made),
        HirKind::Literal(l) => {
            path.word.extend(l.0.iter().map(|b| folded(*b)));
            path.taken.push(next);
            expand(path, made)
        }
        HirKind::Capture(c) => {
            path.rest.push((*c.sub).clone());
            expand(path, made)
        }
        HirKind::Concat(nodes) => {
            path.rest.extend(nodes.iter().rev().cloned());
            expand(path, made)
        }
        HirKind::Alternation(nodes) => nodes.iter().all(|node| {
            let mut path = path.clone();
            path.rest.push(node.clone());
            expand(path, made)
        }),
        HirKind::Repetition(r) if (r.min, r.max) == (0, Some(1)) => {
            let without = expand(path.clone(), made);
            path.rest.push((*r.sub).clone());
            without && expand(path, made)
        }
        _ => other(path, next, made),
    }
}

fn other(mut path: Path, next: Hir, made: &mut Leads) -> bool {
    path.taken.push(next);
    path.taken.extend(path.rest.into_iter().rev());
    made.others.push(Hir::concat(path.taken));
    true
}

fn class(bytes: impl Iterator<Item = u8>) -> Hir {
    use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange};
    Hir::class(Class::Bytes(ClassBytes::new(bytes.map(|b| ClassBytesRange::new(b, b)))))
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

/// True when every match of `rest` (the next node last) comes to a sign, with nothing else before it than what can
/// stand between a key and a sign.
fn reaches_sign(rest: &[Hir]) -> bool {
    row(rest.iter().rev()) == Way::Reached
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
            let ways: Vec<Way> = nodes.iter().map(way).collect();
            match () {
                () if ways.contains(&Way::Lost) => Way::Lost,
                () if ways.iter().all(|w| *w == Way::Reached) => Way::Reached,
                () if ways.iter().all(|w| *w == Way::Between) => Way::Between,
                () => Way::Perhaps,
            }
        }
        HirKind::Repetition(r) => match way(&r.sub) {
            Way::Reached if r.min == 0 => Way::Perhaps,
            other => other,
        },
    }
}
