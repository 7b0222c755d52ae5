//! Splice: copies the untouched bytes around the surrogates, and records what it wrote in the edit map.
//!
//! This is the only place where bytes become [`Cleared`], and a sink takes nothing else. Every line or value
//! that was changed is looked at again as it would be written: an edit can put a border where none was, so that a
//! value becomes visible that was not one before. What is found then is redacted too.

use crate::decode::charset::Charset;
use crate::detect::cells::FieldFacts;
use crate::detect::engine::Engine;
use crate::detect::published::Published;
use crate::detect::tags;
use crate::finding::Finding;
use crate::format::sheet::Sheet;
use crate::info_type::Vocabulary;
use crate::policy::plan::Plan;
use crate::resolve::Cluster;
use crate::span::Span;
use crate::vault::FrameTokens;

mod by_line;
mod lines;
mod once;
mod record;
mod settle;
mod sheet;
mod text;
pub(crate) mod turn;

pub use by_line::Fates;
pub(crate) use record::is_number_like;
pub(crate) use sheet::treatment;
pub use sheet::{Refusal, Treatment};
pub use text::Inside;

/// Bytes that went through the complete policy.
#[derive(Default)]
pub struct Cleared {
    bytes: Vec<u8>,
}

impl Cleared {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// One change: where it was in the frame and where the surrogate stands in the output of the frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// In the frame.
    pub input: Span,
    /// In the cleared bytes of the frame.
    pub output: Span,
}

/// What was done, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Clusters written, per info type of their owner.
    pub edits: Vec<u64>,
    /// Fields that nobody classified, redacted or dropped.
    pub unclassified: u64,
    /// Records dropped.
    pub records_dropped: u64,
    /// Redactions that a limit forced. Not zero = exit 3.
    pub limits_hit: u64,
    /// Values withheld because their record does not say who it is about. Not zero = exit 3.
    pub without_subject: u64,
    /// Rows of whose columns no name is known, so that their values were looked at as text only.
    pub nameless: u64,
}

impl Counts {
    /// All zero, for `types` info types.
    pub fn new(types: usize) -> Self {
        Counts {
            edits: vec![0; types],
            unclassified: 0,
            records_dropped: 0,
            limits_hit: 0,
            without_subject: 0,
            nameless: 0,
        }
    }

    /// All zero again.
    fn reset(&mut self, types: usize) {
        let Counts { edits, unclassified, records_dropped, limits_hit, without_subject, nameless } = self;
        edits.clear();
        edits.resize(types, 0);
        (*unclassified, *records_dropped, *limits_hit, *without_subject) = (0, 0, 0, 0);
        *nameless = 0;
    }

    /// A cluster was written.
    fn count(&mut self, cluster: &Cluster) {
        self.edits[usize::from(cluster.owner.info_type.0)] += 1;
        self.limits_hit += u64::from(cluster.limit);
        self.without_subject += u64::from(cluster.no_subject);
    }

    /// Adds another frame's counts.
    pub fn add(&mut self, other: &Counts) {
        for (mine, more) in self.edits.iter_mut().zip(&other.edits) {
            *mine += more;
        }
        self.unclassified += other.unclassified;
        self.records_dropped += other.records_dropped;
        self.limits_hit += other.limits_hit;
        self.without_subject += other.without_subject;
        self.nameless += other.nameless;
    }
}

/// Everything that decides what one recipient gets.
#[derive(Clone, Copy)]
pub struct Clearing<'a> {
    /// The detectors.
    pub engine: &'a Engine,
    /// The names.
    pub vocabulary: &'a Vocabulary,
    /// The decisions.
    pub plan: &'a Plan,
    /// The vault's tokens in what is cleared, if there is a vault.
    pub tokens: Option<&'a FrameTokens<'a>>,
    /// What the output is written in.
    pub charset: Charset,
    /// What is nobody's and stays, also where something else is changed beside it.
    pub published: &'a Published,
    /// The values of lines of text that have a name.
    pub lines: Option<Named<'a>>,
    /// Markup of a page.
    pub borders: &'a tags::Borders,
}

/// Values of lines of text that have a name.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// Where they stand: what is written has to fit there.
    pub sheet: &'a Sheet,
    /// What the names of these say.
    pub facts: &'a [FieldFacts],
    /// Those of fields that leave for nobody, as findings in their order.
    pub removed: &'a [Finding],
    /// What is found where nothing has a name, in its order.
    pub as_text: &'a [Finding],
    /// The signs between values are those of the format alone.
    pub has_signs: bool,
}

/// One frame as one recipient gets it.
#[derive(Default)]
pub struct ClearedFrame {
    /// The bytes.
    pub cleared: Cleared,
    /// What was written where.
    pub edits: Vec<Edit>,
    /// In numbers.
    pub counts: Counts,
}

impl ClearedFrame {
    /// Empties it for another frame, whose findings are of `types` info types; the memory is kept.
    pub fn reset(&mut self, types: usize) {
        self.cleared.bytes.clear();
        self.edits.clear();
        self.counts.reset(types);
    }

    /// How much memory it keeps.
    pub(crate) fn memory(&self) -> usize {
        memory(&self.cleared.bytes) + memory(&self.edits)
    }
}

/// How much memory `rows` keeps.
fn memory<T>(rows: &Vec<T>) -> usize {
    rows.capacity() * size_of::<T>()
}

/// What clearing needs beside its result; its memory is used again for the next frame.
#[derive(Default)]
pub struct Scratch {
    look: once::Look,
    batch: settle::Batch,
    cells: sheet::Cells,
    changes: record::Changes,
}

impl Scratch {
    /// How much memory it keeps.
    pub(crate) fn memory(&self) -> usize {
        self.look.memory() + self.batch.memory() + self.cells.memory() + self.changes.memory()
    }
}

impl Clearing<'_> {
    /// True when the recipient may not have `text`, a line in which `findings` were found, as it is.
    pub fn changes(&self, text: &[u8], findings: &[Finding]) -> bool {
        let mut frame = ClearedFrame::default();
        let whole = Span::new(0, text.len());
        self.clear(&mut Scratch::default(), text, whole, Inside::default(), findings, &mut frame);
        !frame.edits.is_empty()
    }
}

impl<'a> Clearing<'a> {
    /// The same with other decisions.
    fn by<'b>(&self, plan: &'b Plan) -> Clearing<'b>
    where
        'a: 'b,
    {
        Clearing { plan, ..*self }
    }
}

/// Those of `findings`, which are sorted, that begin in `span`.
fn begin_in(findings: &[Finding], span: Span) -> &[Finding] {
    let from = findings.partition_point(|f| f.span.start < span.start);
    let to = findings.partition_point(|f| f.span.start < span.end);
    &findings[from..to]
}

/// Nothing of `span` is written.
fn drop_span(span: Span, frame: &mut ClearedFrame) {
    let at = frame.cleared.bytes.len();
    frame.edits.push(Edit { input: span, output: Span::new(at, at) });
}
