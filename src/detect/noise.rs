//! How often a rule is wrong: what it finds in text that holds no value at all.
//!
//! The text is made here, the same on every machine: logs with the numbers that programs write (times, identifiers, hashes,
//! versions, prices, coordinates, code), and prose. Nothing in it is about anybody, so whatever is found is a false alarm.

use std::sync::Arc;

use crate::detect::engine::Engine;
use crate::detect::find;
use crate::detect::rule::Rule;
use crate::error::Result;
use crate::finding::Likelihood;
use crate::info_type::Vocabulary;
use crate::limits::{NOISE_BYTES, NOISE_PER_MB_MAX};

mod text;

/// What one rule finds where nothing is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Noise {
    /// Findings at `possible` or above per MB of logs.
    pub logs_per_mb: f64,
    /// The same of prose.
    pub prose_per_mb: f64,
}

impl Noise {
    /// A log or a text would be full of false alarms.
    pub fn is_noisy(&self) -> bool {
        self.logs_per_mb.max(self.prose_per_mb) > NOISE_PER_MB_MAX
    }
}

/// The noise of every one of `rules`.
pub fn noise(rules: &[Arc<Rule>], vocabulary: &Vocabulary) -> Result<Vec<Noise>> {
    let engine = Engine::new(rules.iter().cloned())?;
    let per_mb = |text: &[u8]| -> Vec<f64> {
        let mut counts = vec![0u32; rules.len()];
        let found = find(&engine, vocabulary, text, 0);
        for finding in found.iter().filter(|f| f.likelihood() >= Likelihood::Possible) {
            counts[usize::from(finding.detector.0)] += 1;
        }
        let mb = text.len() as f64 / 1e6;
        counts.into_iter().map(|count| f64::from(count) / mb).collect()
    };
    let (logs, prose) = (per_mb(&text::logs(NOISE_BYTES)), per_mb(&text::prose(NOISE_BYTES)));
    let both = logs.into_iter().zip(prose);
    Ok(both.map(|(logs_per_mb, prose_per_mb)| Noise { logs_per_mb, prose_per_mb }).collect())
}
