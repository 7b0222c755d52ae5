//! What was found and where. There is no field for the text, so no report, log or panic can carry it.

use std::borrow::Cow;

use crate::info_type::InfoTypeId;
use crate::span::Span;
use crate::view::Via;

/// Index of a detector in the loaded rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DetectorId(pub u16);

impl DetectorId {
    /// What a field is called says what is in it, whatever detectors think.
    pub const FIELD: DetectorId = DetectorId(u16::MAX);

    /// It is written in a way that cannot be looked into within the bounds.
    pub const LIMIT: DetectorId = DetectorId(u16::MAX - 1);
}

/// How sure a finding is, 0 to 100.
pub type Confidence = u8;

/// The five published bands of confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likelihood {
    /// 0-19
    VeryUnlikely,
    /// 20-39
    Unlikely,
    /// 40-59
    Possible,
    /// 60-79
    Likely,
    /// 80-100
    VeryLikely,
}

impl Likelihood {
    /// Every band, lowest first.
    pub const ALL: [Likelihood; 5] = [
        Likelihood::VeryUnlikely,
        Likelihood::Unlikely,
        Likelihood::Possible,
        Likelihood::Likely,
        Likelihood::VeryLikely,
    ];

    /// The names used in policies, on the command line and in reports.
    pub const NAMES: [&'static str; 5] = ["very_unlikely", "unlikely", "possible", "likely", "very_likely"];

    /// The band of a confidence.
    pub fn of(confidence: Confidence) -> Self {
        Self::ALL[usize::from(confidence / 20).min(4)]
    }

    /// The name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The lowest confidence in this band.
    pub fn min_confidence(self) -> Confidence {
        self as u8 * 20
    }

    /// The band called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|n| *n == name).map(|i| Self::ALL[i])
    }
}

/// One occurrence of an info type. Findings may nest and overlap.
///
/// The order (start, longest first, detector) is the order in which findings are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which detector found it.
    pub detector: DetectorId,
    /// What it is.
    pub info_type: InfoTypeId,
    /// Where the value stands, in the frame.
    pub span: Span,
    /// Where the match began: before the value when the pattern also holds context.
    pub from: usize,
    /// How sure.
    pub confidence: Confidence,
    /// The value ran past what the detector declares as its maximum; the span covers the whole run. Such a
    /// finding is redacted whatever the policy keeps.
    pub overlong: bool,
    /// How the value is written there.
    pub via: Via,
}

impl Finding {
    /// Takes over what `other` is surer of, where that is the same of the same bytes by the same detector; false, and nothing, elsewhere.
    pub(crate) fn takes_over(&mut self, other: &Finding) -> bool {
        let said = |f: &Finding| (f.span, f.detector, f.info_type, f.via);
        let is_same = said(self) == said(other);
        if is_same {
            self.confidence = self.confidence.max(other.confidence);
            self.overlong |= other.overlong;
        }
        is_same
    }

    /// Sorts `findings`; the same of the same bytes is left once.
    pub(crate) fn settle(findings: &mut Vec<Finding>) {
        findings.sort_unstable();
        findings.dedup_by(|next, last| last.takes_over(next));
    }

    /// The band of its confidence.
    pub fn likelihood(&self) -> Likelihood {
        Likelihood::of(self.confidence)
    }

    /// The value, out of the text it was found in; nothing where the text can only be taken as a whole
    /// ([`Via::is_whole`]).
    pub fn value<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        if self.via.is_whole() { Cow::Borrowed(&[]) } else { self.via.value(self.span.of(text)) }
    }
}

impl PartialOrd for Finding {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Finding {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |f: &Finding| {
            (
                f.span.start,
                usize::MAX - f.span.end,
                f.detector,
                f.info_type,
                f.confidence,
                f.overlong,
                f.from,
                f.via,
            )
        };
        key(self).cmp(&key(other))
    }
}
