//! The engine: shapes say where rules can match, detectors look there.
//!
//! What it finds is defined position by position, so that it cannot depend on where a frame was cut: a
//! detector finds a value at `s` when its pattern, anchored at `s`, matches (leftmost-first), the boundaries
//! hold, and the validator agrees. Every start is tried on its own; findings may nest and overlap. Where a
//! rule names a way to the left, what is found begins that many bytes before the match, and counts as found there.
//!
//! No match holds a line end, and nothing beyond the line is looked at: values that have nothing to do with one
//! another are searched in one text, with a line end behind each.

use std::sync::{Arc, Mutex, PoisonError};

use crate::detect::border::Borders;
use crate::detect::detector::{Detector, Edges};
use crate::detect::nearby::{self, Near, Nearby};
use crate::detect::order;
use crate::detect::rule::Rule;
use crate::detect::shape::{self, Places, Shapes};
use crate::detect::tail::Runs;
use crate::detect::views::Views;
use crate::error::Result;
use crate::finding::{Confidence, DetectorId, Finding};
use crate::info_type::InfoTypeId;
use crate::limits::{BOUNDARY_BYTES, CONTEXT_BYTES};
use crate::simd::Isa;
use crate::span::Span;
use crate::view::{Trace, Triggers};

/// The detectors of a run, ready to search.
pub struct Engine {
    detectors: Vec<Detector>,
    shapes: Shapes,
    /// Nothing when some rule looks further around.
    borders: Option<Borders>,
    /// The context words of all rules.
    nearby: Nearby,
    /// Memory of searches that are over; a search takes one and gives it back.
    spare: Mutex<Vec<Scratch>>,
    /// What looks into text that is written in another way; nothing where nobody does.
    views: Option<Views>,
}

/// The memory of a search.
struct Scratch {
    shapes: shape::Scratch,
    runs: Runs,
    near: Near,
    block: Vec<Finding>,
}

/// Looks at places where rules can match, for what is found there.
struct Finder<'s> {
    engine: &'s Engine,
    text: &'s [u8],
    from: usize,
    runs: &'s mut Runs,
    near: &'s mut Near,
    /// Of the block under way, rule by rule.
    block: &'s mut Vec<Finding>,
    findings: &'s mut Vec<Finding>,
    /// Where the text may be written in another way, if anybody asks.
    triggers: Option<&'s mut Triggers>,
    /// Where values may follow that names before them say something of.
    marks: &'s mut Vec<usize>,
}

impl Places for Finder<'_> {
    fn found(&mut self, rule: u16, starts: &[usize]) {
        let Finder { engine, text, from, runs, near, block, .. } = self;
        let detector = &engine.detectors[usize::from(rule)];
        let may_have_words = |value: Span| engine.nearby.may_have(rule, text, value.start, value.end, near);
        detector.find_at(DetectorId(rule), (text, *from), starts, runs, may_have_words, block);
    }

    fn may_begin(&self, rule: u16, start: usize) -> bool {
        self.engine.detectors[usize::from(rule)].may_begin(self.text, start)
    }

    fn is_wanted(&mut self, rule: u16, start: usize, end: usize) -> bool {
        let Finder { engine, text, near, .. } = self;
        engine.nearby.may_have(rule, text, start, end, near)
    }

    fn is_quiet(&mut self, start: usize) -> bool {
        !nearby::splits_word(self.text, start) && self.engine.nearby.is_quiet(self.text, start, self.near)
    }

    fn marked(&mut self, at: usize) {
        self.marks.push(at);
    }

    // What reads other ways of writing is no part of the loop that looks at rules.
    #[inline(never)]
    fn traced(&mut self, trace: Trace, places: impl Iterator<Item = usize>) {
        if let Some(triggers) = &mut self.triggers {
            triggers.add(self.text, trace, places);
        }
    }

    fn block_ends(&mut self, start: usize, bytes: usize) {
        order::by_place(self.block, self.findings, bytes, |f| f.span.start.saturating_sub(start));
    }
}

/// Looks at places where rules can match, for what is to be said of them, also where there is no value.
struct Explainer<'s> {
    engine: &'s Engine,
    text: &'s [u8],
    runs: &'s mut Runs,
    made: &'s mut Vec<Explanation>,
}

impl Places for Explainer<'_> {
    fn found(&mut self, rule: u16, starts: &[usize]) {
        let (id, detector) = (DetectorId(rule), &self.engine.detectors[usize::from(rule)]);
        detector.match_at(self.text, starts, false, |start, length| {
            let weighed = detector.weigh(id, self.text, (start, length), self.runs, &mut |_| true);
            self.made.extend(weighed.ok().map(|w| w.why));
        });
    }

    fn block_ends(&mut self, _start: usize, _bytes: usize) {}
}

/// Why a candidate has the confidence it has. Holds no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The detector.
    pub detector: DetectorId,
    /// The value.
    pub span: Span,
    /// Points of the rule.
    pub base: i16,
    /// Points of its validator and its key; `None` when the validator says that this is no value.
    pub validator: Option<i16>,
    /// Points for a context word nearby.
    pub context: i16,
    /// What comes out; 0 when there is no value.
    pub confidence: Confidence,
}

impl Engine {
    /// Compiles `rules` for the best instructions of this machine. Detector ids are positions in this list.
    pub fn new(rules: impl IntoIterator<Item = Arc<Rule>>) -> Result<Self> {
        Engine::for_isa(rules, Isa::of_this_machine())
    }

    /// The same with given instructions, or less where they are not there.
    pub fn for_isa(rules: impl IntoIterator<Item = Arc<Rule>>, isa: Isa) -> Result<Self> {
        Engine::compiled(rules, isa, true)
    }

    /// The same, which looks at text as it is written and no further.
    pub fn without_views(rules: impl IntoIterator<Item = Arc<Rule>>, isa: Isa) -> Result<Self> {
        Engine::compiled(rules, isa, false)
    }

    fn compiled(rules: impl IntoIterator<Item = Arc<Rule>>, isa: Isa, has_views: bool) -> Result<Self> {
        let (mut detectors, mut edges) = (Vec::new(), Vec::new());
        for rule in rules {
            let (detector, edge) = Detector::new(rule)?;
            detectors.push(detector);
            edges.push(edge);
        }
        let shapes = Shapes::new(&edges.iter().map(Edges::shape).collect::<Vec<_>>(), isa, has_views);
        let mut borders = Borders::new();
        let are_local = detectors.iter().all(|detector: &Detector| detector.add_to(&mut borders));
        let borders = Some(borders).filter(|_| are_local);
        let words = detectors.iter().enumerate();
        let words = words.filter_map(|(n, detector)| Some((n as u16, detector.words()?)));
        let nearby = Nearby::new(words, detectors.len());
        Ok(Engine {
            detectors,
            shapes,
            borders,
            nearby,
            spare: Mutex::new(Vec::new()),
            views: has_views.then(Views::default),
        })
    }

    /// How many bytes to the right of a start can decide whether and what is found there.
    pub fn reach(&self) -> usize {
        reach(self.detectors.iter().map(|d| &*d.rule))
    }

    /// How many bytes to the left of a start can decide whether and what is found there.
    pub fn left_context(&self) -> usize {
        CONTEXT_BYTES.max(BOUNDARY_BYTES) + 1
    }

    /// The rule behind a detector.
    pub fn rule(&self, id: DetectorId) -> &Rule {
        &self.detectors[usize::from(id.0)].rule
    }

    /// What looks into text that is written in another way.
    pub(super) fn views(&self) -> Option<&Views> {
        self.views.as_ref()
    }

    /// What can become visible beside a value that was replaced, if the rules say.
    pub(crate) fn borders(&self) -> Option<&Borders> {
        self.borders.as_ref()
    }

    /// Where rules can match, which a bench measures alone.
    #[doc(hidden)]
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// True for a detector that knows a value by the command before it.
    pub fn is_of_command(&self, id: DetectorId) -> bool {
        let detector = self.detectors.get(usize::from(id.0));
        detector.is_some_and(|detector| detector.rule.validator.is_some_and(|validator| validator.of_command))
    }

    /// How many detectors there are.
    pub fn len(&self) -> usize {
        self.detectors.len()
    }

    /// True when there are no detectors.
    pub fn is_empty(&self) -> bool {
        self.detectors.is_empty()
    }

    /// The info types that some detector finds wherever they stand, sorted. What is found only behind its key is
    /// not found in what people write.
    pub fn free_text_types(&self) -> Vec<InfoTypeId> {
        free_text_types(self.detectors.iter().map(|d| &*d.rule))
    }

    /// Appends every finding whose value or the context in its match starts at or after `from`, sorted.
    /// `text` may hold bytes before `from` as context; it must hold at least [`Engine::left_context`] of them
    /// or start at a line start.
    pub fn detect(&self, text: &[u8], from: usize, findings: &mut Vec<Finding>) {
        self.detect_with(text, from, findings, None, &mut Vec::new());
    }

    /// The same, with where the text may be written in another way, and where values may follow that names before them say something of.
    pub(super) fn detect_with(
        &self,
        text: &[u8],
        from: usize,
        findings: &mut Vec<Finding>,
        triggers: Option<&mut Triggers>,
        marks: &mut Vec<usize>,
    ) {
        let first = findings.len();
        self.with_scratch(|Scratch { shapes, runs, near, block }| {
            let mut finder =
                Finder { engine: self, text, from, runs, near, block, findings, triggers, marks };
            self.shapes.search(text, from, shapes, &mut finder);
        });
        order::settle_each_once(findings, first);
    }

    /// Every candidate in `text`, also those that are not likely enough to be found or that the validator
    /// refuses, in the order of their spans.
    pub fn explain(&self, text: &[u8]) -> Vec<Explanation> {
        let mut made = Vec::new();
        self.with_scratch(|Scratch { shapes, runs, .. }| {
            let mut explainer = Explainer { engine: self, text, runs, made: &mut made };
            self.shapes.search(text, 0, shapes, &mut explainer);
        });
        made.sort_by_key(|e| (e.span.start, usize::MAX - e.span.end, e.detector));
        made.dedup();
        made
    }

    /// Lends memory to a search.
    fn with_scratch(&self, search: impl FnOnce(&mut Scratch)) {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = spare.unwrap_or_else(|| Scratch {
            shapes: self.shapes.scratch(),
            runs: Runs::new(self.detectors.len()),
            near: Near::default(),
            block: Vec::new(),
        });
        scratch.runs.forget();
        scratch.near.forget();
        search(&mut scratch);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    }
}

/// How many bytes to the right of a start can decide what one of `rules` finds there.
pub(super) fn reach<'r>(rules: impl Iterator<Item = &'r Rule>) -> usize {
    rules.map(|rule| rule.max_len).max().unwrap_or(0) + CONTEXT_BYTES.max(BOUNDARY_BYTES) + 1
}

/// The info types that some of `rules` finds wherever they stand, sorted.
pub(super) fn free_text_types<'r>(rules: impl Iterator<Item = &'r Rule>) -> Vec<InfoTypeId> {
    let mut found: Vec<_> = rules.filter(|rule| rule.is_anywhere()).map(|rule| rule.info_type).collect();
    found.sort_unstable();
    found.dedup();
    found
}
