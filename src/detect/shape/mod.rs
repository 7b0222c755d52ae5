//! Shapes: where rules can match, found for all of them at once.
//!
//! Every rule has a condition that holds wherever it matches: which classes of bytes stand at and around a start.
//! Conditions are compiled from patterns ([`elements`], [`condition`]) over a [`palette`] of classes, joined where they are
//! equal, and become one program ([`program`]) that runs over whole blocks of text. A rule that begins with a key word is
//! looked for from the sign behind it back ([`leads`], [`words`]), one that begins with another word by the letters of that ([`mod@openings`]). Where text may be written in another way, the same program says as well
//! ([`traces`]). Only what is found so is looked at by a pattern.

use regex_syntax::hir::Hir;

use crate::bytes::ByteSet;
use crate::detect::shape::condition::{At, Conditions, sorted};
use crate::detect::shape::elements::{Element, Row};
use crate::detect::shape::family::Family;
use crate::detect::shape::openings::{Opening, Openings, openings};
use crate::detect::shape::palette::{Named, Palette};
use crate::detect::shape::words::Words;
use crate::detect::{layout, named, order};
use crate::limits::CONTEXT_BYTES;
use crate::simd::{Isa, Machine, Reports};
use crate::view::Trace;

pub mod condition;
pub mod elements;
pub mod family;
pub mod leads;
pub mod openings;
pub mod palette;
pub mod price;
pub mod program;
pub mod traces;
pub mod words;

/// What a rule says of its matches.
pub struct Shape<'h> {
    /// The pattern.
    pub pattern: &'h Hir,
    /// The bytes that can stand directly before a match; a line end stands for none.
    pub before: ByteSet,
    /// Those that cannot, unless they end an escape.
    pub not_before: ByteSet,
    /// Two bytes that cannot.
    pub no_pairs: &'h [[ByteSet; 2]],
    /// The same behind a match.
    pub after: ByteSet,
    /// Some of its values are none without a word nearby.
    pub needs_context: bool,
}

/// Where rules can match.
pub struct Shapes {
    machine: Machine,
    reports: Vec<Reported>,
    families: Vec<Family>,
    words: Words,
    openings: Openings,
    /// By rule: what can stand before a match.
    before: Vec<ByteSet>,
    /// It looks for what is written in another way, too.
    has_traces: bool,
}

/// What a report of the program says.
enum Reported {
    /// These rules can match so many places further on.
    Rules { owners: Vec<u16>, ahead: usize },
    /// Some rules of the family with this number can.
    Family { family: usize, ahead: usize },
    /// A sign stands so many places further on, perhaps with a word before it.
    Sign { ahead: usize },
    /// Something may be written in another way so many places further on.
    Trace { trace: Trace, ahead: usize },
}

/// The owner of words before which no rule looks, but who asks for them ([`Places::marked`]).
const MARK: u16 = u16::MAX;

/// The memory of a search; kept, it makes the next one cheaper.
pub struct Scratch {
    machine: Machine,
    found: Reports,
    starts: Vec<usize>,
    /// By rule: places of it that are not passed on yet.
    of_rules: Vec<Vec<usize>>,
    staged: Vec<u8>,
    /// Whether words that patterns begin with are looked for.
    has_openings: bool,
}

/// What a condition is of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Rule(u16),
    /// By its number.
    Family(usize),
    Sign,
}

/// One condition before it is known where it looks first.
struct Draft {
    owner: Owner,
    row: Row,
    before: ByteSet,
    after: ByteSet,
    /// Where what is looked for stands in the row.
    at: usize,
}

impl Draft {
    fn sign(words: &Words) -> Self {
        let one = |set| Element::Bytes { set, least: 1, most: 1 };
        let digits = ByteSet::range(b'0', b'9');
        // Behind these stands no word of a rule, but comparisons and tags that others look at ([`Places::marked`]).
        let of_tag = ByteSet::range(b'A', b'Z')
            .union(ByteSet::range(b'a', b'z'))
            .union(ByteSet::from_bytes(b"/123456"));
        let before = words.before_sign().union(ByteSet::from_bytes(b"`!<")).union(of_tag);
        let mut ends = vec![vec![one(ByteSet::ALL), one(before)]];
        // The hours of a clock have two digits before the sign, a word has one.
        if before.meets(&digits) && !words.end_in_digits() {
            let others = digits.complement().intersection(before);
            ends = vec![vec![one(ByteSet::ALL), one(others)], vec![one(digits.complement()), one(digits)]];
        }
        let elements = vec![Element::Either(ends), one(ByteSet::from_bytes(leads::SIGNS))];
        let row = Row { elements, complete: false };
        Draft { owner: Owner::Sign, row, before: ByteSet::ALL, after: ByteSet::ALL, at: 2 }
    }

    /// The sets of bytes that it is made of, and how much each says.
    fn named(&self) -> Vec<Named> {
        let mut named = vec![(self.before, 1.0)];
        elements::named(&self.row.elements, 1.0, &mut named);
        named.extend(self.row.complete.then_some((self.after, 1.0)));
        named
    }

    /// What must hold at a place.
    fn condition(&self, nodes: &mut Conditions<'_>) -> Vec<At> {
        let after = nodes.byte(&self.after, 0);
        let mut condition = nodes.of(&self.row, &after);
        condition.extend(nodes.byte(&self.before, -1));
        if condition.is_empty() {
            condition = nodes.byte(&any(), 0);
        }
        sorted(condition)
    }
}

/// What rules are looked for by, before there is a palette.
struct Drafts {
    conditions: Vec<Draft>,
    families: Vec<Family>,
    words: Words,
    openings: Vec<(u16, Vec<Opening>)>,
}

impl Drafts {
    fn of(rules: &[Shape<'_>]) -> Self {
        let (mut words, mut begun, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for (owner, rule) in rules.iter().enumerate() {
            let owner = owner as u16;
            let leads = leads::leads(rule.pattern);
            for pattern in leads.others {
                match openings(rule, &pattern) {
                    Some(openings) => begun.push((owner, openings)),
                    None => others.push((owner, pattern)),
                }
            }
            if !leads.words.is_empty() {
                words.push((owner, leads.words));
            }
        }
        let words = Words::new(&words);
        let mut made = Drafts { conditions: Vec::new(), families: Vec::new(), words, openings: begun };
        while let Some((owner, _)) = others.first() {
            let edge = |owner: u16| {
                let rule = &rules[usize::from(owner)];
                (rule.before, rule.not_before, rule.no_pairs)
            };
            let first = edge(*owner);
            let alike = |(owner, _): &(u16, Hir)| edge(*owner) == first;
            let (alike, left) = others.into_iter().partition(alike);
            made.add(rules, first.0, alike);
            others = left;
        }
        if !made.words.is_empty() {
            made.conditions.push(Draft::sign(&made.words));
        }
        made
    }

    /// Adds patterns of rules that have the same bytes before them.
    fn add(&mut self, rules: &[Shape<'_>], before: ByteSet, patterns: Vec<(u16, Hir)>) {
        let all = patterns.into_iter().map(|(owner, pattern)| {
            let is_sought = rules[usize::from(owner)].needs_context;
            (is_sought.then(|| family::begins(&pattern)).flatten(), owner, pattern)
        });
        let (members, alone): (Vec<_>, Vec<_>) = all.partition(|(begins, ..)| begins.is_some());
        let is_family = members.len() >= family::RULES_MIN;
        let (members, others) =
            if is_family { (members, alone) } else { (Vec::new(), [members, alone].concat()) };
        for (_, owner, pattern) in others {
            let after = rules[usize::from(owner)].after;
            let row = elements::row(&pattern);
            self.conditions.push(Draft { owner: Owner::Rule(owner), row, before, after, at: 0 });
        }
        if is_family {
            let begins = members.iter().filter_map(|(begins, ..)| begins.clone()).flatten().collect();
            let owner = Owner::Family(self.families.len());
            let row = family::row(begins);
            self.conditions.push(Draft { owner, row, before, after: ByteSet::ALL, at: 0 });
            let member =
                |(_, owner, pattern): (_, u16, Hir)| (owner, pattern, rules[usize::from(owner)].after);
            self.families.push(Family::new(members.into_iter().map(member).collect()));
        }
    }
}

/// What holds everywhere is looked for at every byte that is no line end.
fn any() -> ByteSet {
    ByteSet::from_bytes(b"\n").complement()
}

/// A condition that looks at no place before its own, sorted, and how many places further on it was.
fn from_its_first(mut condition: Vec<At>) -> (Vec<At>, usize) {
    let first = condition.iter().map(|at| at.ahead).min().unwrap_or(0).min(0);
    condition.iter_mut().for_each(|at| at.ahead -= first);
    (sorted(condition), first.unsigned_abs() as usize)
}

/// The classes for `drafts`.
fn palette_of(drafts: &[Draft]) -> Palette {
    let mut named: Vec<_> = drafts.iter().map(Draft::named).collect();
    named.push(vec![(any(), 1.0)]);
    Palette::new(&named)
}

impl Shapes {
    /// Of `rules`; a rule's number is its place in the list. `has_traces` says whether what is written in another way is looked for, too.
    pub fn new(rules: &[Shape<'_>], isa: Isa, has_traces: bool) -> Self {
        let before = rules.iter().map(|rule| rule.before).collect();
        Shapes::compiled(Drafts::of(rules), before, isa, has_traces)
    }

    fn compiled(drafts: Drafts, before: Vec<ByteSet>, isa: Isa, has_traces: bool) -> Self {
        let Drafts { conditions: drafts, families, words, mut openings } = drafts;
        let mut palette = palette_of(&drafts);
        if has_traces {
            palette = palette.with(traces::classes()).filled_with(traces::more_classes());
        }
        let palette = palette.with_rare_ones_first();
        let mut nodes = Conditions::new(&palette);
        let mut merged: Vec<(Vec<At>, Reported)> = Vec::new();
        for draft in &drafts {
            let (condition, before) = from_its_first(draft.condition(&mut nodes));
            let ahead = before + draft.at;
            let owner = match draft.owner {
                Owner::Rule(owner) => owner,
                Owner::Family(family) => {
                    merged.push((condition, Reported::Family { family, ahead }));
                    continue;
                }
                Owner::Sign => {
                    merged.push((condition, Reported::Sign { ahead }));
                    continue;
                }
            };
            let known = merged.iter_mut().find_map(|(known, reported)| match reported {
                Reported::Rules { owners, ahead: a } if *known == condition && *a == ahead => Some(owners),
                _ => None,
            });
            match known {
                Some(owners) => owners.push(owner),
                None => merged.push((condition, Reported::Rules { owners: vec![owner], ahead })),
            }
        }
        if has_traces {
            for (trace, condition, ahead) in traces::conditions(&mut nodes) {
                let (condition, before) = from_its_first(condition);
                merged.push((condition, Reported::Trace { trace, ahead: before + ahead as usize }));
            }
        }
        let (conditions, reports): (Vec<Vec<At>>, Vec<Reported>) = merged.into_iter().unzip();
        let program = program::lower(&nodes, palette.classes(), &conditions);
        // Where no rule is looked for by a name, names say nothing.
        if !words.is_empty() {
            openings.push((MARK, named::OPENINGS.to_vec()));
        }
        let openings = Openings::new(&openings, isa);
        Shapes {
            machine: Machine::new(&program, isa),
            reports,
            families,
            words,
            openings,
            before,
            has_traces,
        }
    }

    /// Memory for searches.
    pub fn scratch(&self) -> Scratch {
        Scratch {
            machine: self.machine.fresh(),
            found: Reports::default(),
            starts: Vec::new(),
            of_rules: vec![Vec::new(); self.before.len()],
            staged: Vec::new(),
            has_openings: !self.openings.is_empty(),
        }
    }

    /// Memory for searches that classify text and find nothing in it: a bench measures with it what that takes.
    #[doc(hidden)]
    pub fn scratch_that_classifies(&self) -> Scratch {
        Scratch { machine: self.machine.without_steps(), has_openings: false, ..self.scratch() }
    }

    /// Gives `places` every place from `from` on where a rule can match, block by block. What stands before `from` is
    /// known; before the text stands nothing. Traces are looked for in all of the text.
    pub fn search(&self, text: &[u8], from: usize, scratch: &mut Scratch, places: &mut impl Places) {
        if self.has_traces {
            places.traced(Trace::Close, traces::closing_first(text));
        }
        // Blocks begin one byte before the first start, so that a condition can look at it.
        let mut at = if self.has_traces { 0 } else { from as isize } - 1;
        while at < text.len() as isize {
            let block = Machine::block_bytes((text.len() as isize - at) as usize);
            let end = at + Machine::needed(block) as isize;
            scratch.found.clear();
            if at >= 0 && end <= text.len() as isize {
                scratch.machine.run(&text[at as usize..end as usize], block, &mut scratch.found);
            } else {
                // A line end stands for what is not there.
                scratch.staged.clear();
                scratch.staged.resize(usize::from(at < 0), b'\n');
                let last = text.len().min(end as usize);
                scratch.staged.extend_from_slice(&text[at.max(0) as usize..last]);
                scratch.staged.resize(Machine::needed(block), b'\n');
                scratch.machine.run(&scratch.staged, block, &mut scratch.found);
            }
            self.pass_on(text, from, at, scratch, places);
            let first = (at + 1) as usize;
            if scratch.has_openings {
                self.search_openings(text, from, (first, first + block), &mut scratch.of_rules, places);
            }
            places.block_ends(at.max(0) as usize, block);
            at += block as isize;
        }
    }

    /// Passes on what was found in the block at `at`.
    fn pass_on(
        &self,
        text: &[u8],
        from: usize,
        at: isize,
        scratch: &mut Scratch,
        places_of: &mut impl Places,
    ) {
        let Scratch { found, starts, of_rules, .. } = scratch;
        for (number, places) in found.each() {
            let reported = &self.reports[number as usize];
            let (Reported::Rules { ahead, .. }
            | Reported::Family { ahead, .. }
            | Reported::Sign { ahead }
            | Reported::Trace { ahead, .. }) = reported;
            let is_of_all = matches!(reported, Reported::Trace { .. } | Reported::Sign { .. });
            let from_here = if is_of_all { 0 } else { from };
            let first = at + *ahead as isize;
            let inside =
                |most: usize| places.partition_point(|place| first + (*place as isize) < most as isize);
            let (known, there) = (inside(from_here), inside(text.len()));
            let places =
                places[known.min(there)..there].iter().map(|place| (first + *place as isize) as usize);
            if let Reported::Trace { trace, .. } = reported {
                places_of.traced(*trace, places);
                continue;
            }
            starts.clear();
            starts.extend(places);
            if matches!(reported, Reported::Sign { .. }) {
                for sign in starts.iter() {
                    named::at_sign(text, *sign).for_each(|at| places_of.marked(at));
                    layout::around(text, *sign).for_each(|at| places_of.marked(at));
                }
                let known = starts.partition_point(|sign| *sign < from);
                starts.drain(..known);
                self.words.keep(text, starts);
            }
            let starts = starts.as_slice();
            match reported {
                Reported::Rules { owners, .. } if !starts.is_empty() => {
                    owners.iter().for_each(|owner| places_of.found(*owner, starts));
                }
                Reported::Rules { .. } => {}
                Reported::Family { family, .. } => {
                    let family = &self.families[*family];
                    // Its rules have the same before them.
                    let first = family.owners()[0];
                    for start in starts {
                        if places_of.may_begin(first, *start) {
                            search_family(family, text, *start, of_rules, places_of);
                        }
                    }
                    pass_on_each(of_rules, places_of);
                }
                Reported::Sign { .. } => {
                    self.search_words(text, starts, of_rules);
                    pass_on_each(of_rules, places_of);
                }
                Reported::Trace { .. } => {}
            }
        }
    }

    /// Passes on the places from one on to another where a rule can match that begins with a word; what stands before `from` is known.
    fn search_openings(
        &self,
        text: &[u8],
        from: usize,
        (first, to): (usize, usize),
        of_rules: &mut [Vec<usize>],
        places_of: &mut impl Places,
    ) {
        self.openings.search(text, first, to.min(text.len()), |start, owners| {
            for owner in owners {
                if *owner == MARK {
                    places_of.marked(start);
                } else if start >= from && places_of.may_begin(*owner, start) {
                    of_rules[usize::from(*owner)].push(start);
                }
            }
        });
        pass_on_each(of_rules, places_of);
    }

    /// Adds the places of rules whose words stand before one of `signs`.
    fn search_words(&self, text: &[u8], signs: &[usize], words: &mut [Vec<usize>]) {
        for sign in signs {
            self.words.search(text, *sign, |start, owner| {
                let before = if start > 0 { text[start - 1] } else { b'\n' };
                if self.before[usize::from(owner)].has(before) {
                    words[usize::from(owner)].push(start);
                }
            });
        }
    }
}

/// Adds `start` to the places of those rules of a family that can match there, and have a word nearby where they need one.
fn search_family(
    family: &Family,
    text: &[u8],
    start: usize,
    of_rules: &mut [Vec<usize>],
    places_of: &mut impl Places,
) {
    let here = &text[start..];
    // A match that is no longer has nothing but letters and digits.
    let bare = here.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(here.len());
    let is_quiet = bare <= CONTEXT_BYTES && !family.is_open() && places_of.is_quiet(start);
    if is_quiet && family.has_only_bare(here, bare) {
        return;
    }
    family.each_that_can_match(here, |owner, length| {
        let places = &mut of_rules[usize::from(owner)];
        let end = text.len().min(start + length);
        let mut has_words = || length > bare || !is_quiet && places_of.is_wanted(owner, start, end);
        if places.last() != Some(&start) && has_words() {
            places.push(start);
        }
    });
}

/// Passes on places by rule, and forgets them.
fn pass_on_each(rules: &mut [Vec<usize>], places: &mut impl Places) {
    for (owner, starts) in rules.iter_mut().enumerate().filter(|(_, starts)| !starts.is_empty()) {
        // Two words can end at one sign.
        order::settle(starts);
        places.found(owner as u16, starts);
        starts.clear();
    }
}

/// Takes places where rules can match.
pub trait Places {
    /// Those of one rule in a block, in order; a rule can come more than once, and so can a place.
    fn found(&mut self, rule: u16, starts: &[usize]);
    /// False when the byte or the two bytes before this place rule this rule out.
    fn may_begin(&self, _rule: u16, _start: usize) -> bool {
        true
    }
    /// False when this rule finds nothing in the letters and digits from `start` to `end`, whatever else there is, because it
    /// has no word nearby.
    fn is_wanted(&mut self, _rule: u16, _start: usize, _end: usize) -> bool {
        true
    }
    /// True when no rule that needs a word nearby finds anything in at most [`CONTEXT_BYTES`] letters and digits at `start` that
    /// no word and no name stands directly behind.
    fn is_quiet(&mut self, _start: usize) -> bool {
        false
    }
    /// Here values may stand that names elsewhere say something of (`named.rs`). Comes in no order.
    fn marked(&mut self, _at: usize) {}
    /// Something may be written in another way at these places, in order.
    fn traced(&mut self, _trace: Trace, _places: impl Iterator<Item = usize>) {}
    /// That was all of the block of so many bytes at `start`, but for places a little way before or behind it.
    fn block_ends(&mut self, start: usize, bytes: usize);
}
