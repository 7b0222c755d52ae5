//! Every example in `rules/` is a named test: what is marked «…» must be found exactly there, and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use obelus::detect::plain::Engine;
use obelus::detect::rule::{self, Rule};
use obelus::detect::segment::{Segment, Segments};
use obelus::finding::Likelihood;
use obelus::info_type::Vocabulary;
use obelus::span::Span;

fn main() {
    let arguments = Arguments::from_args();
    let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
    let rules = rule::builtin(&vocabulary).expect("every rule file is valid");
    let mut trials = Vec::new();
    for rule in rules {
        let rule = Arc::new(rule);
        let engine = Arc::new(Engine::new([rule.clone()]).expect("every pattern compiles"));
        for index in 0..rule.examples.len() {
            let (rule, engine) = (rule.clone(), engine.clone());
            let name = format!("{}::example_{}", rule.id, index + 1);
            trials.push(Trial::test(name, move || check(&rule, &engine, index)));
        }
        let (positive, negative) = rule
            .examples
            .iter()
            .fold((0, 0), |(p, n), e| if e.spans.is_empty() { (p, n + 1) } else { (p + 1, n) });
        trials.push(Trial::test(format!("{}::has_enough_examples", rule.id), move || {
            if positive < 5 || negative < 5 {
                return Err(format!(
                    "{positive} positive and {negative} negative examples; at least 5 of each"
                )
                .into());
            }
            Ok(())
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn check(rule: &Rule, engine: &Engine, index: usize) -> Result<(), Failed> {
    let example = &rule.examples[index];
    // Alone, and with lines around it: what stands in other lines must not matter.
    for (left, right) in [("", ""), ("one line\n", "\nanother line\n")] {
        let text = [left.as_bytes(), &example.text, right.as_bytes()].concat();
        let mut segments = Segments::default();
        segments.push(Segment { span: Span::new(0, text.len()), field: None });
        let mut findings = Vec::new();
        engine.detect(&text, &segments, 0, &mut findings);
        findings.retain(|f| f.likelihood() >= Likelihood::Possible);
        let found: Vec<Span> = findings.iter().map(|f| f.span).collect();
        let wanted: Vec<Span> =
            example.spans.iter().map(|s| Span::new(s.start + left.len(), s.end + left.len())).collect();
        let shown = String::from_utf8_lossy(&example.text);
        if found != wanted {
            return Err(format!("{shown:?}: wanted {wanted:?}, found {findings:?}").into());
        }
        if let Some(low) = findings.iter().find(|f| f.likelihood() < example.likelihood) {
            return Err(
                format!("{shown:?}: wanted at least {}, found {low:?}", example.likelihood.name()).into()
            );
        }
    }
    Ok(())
}
