//! Every example in `rules/` is a named test: what is marked «…» must be found exactly there, and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use obelus::detect::engine::{Engine, Explanation};
use obelus::detect::rule::{self, Rule};
use obelus::finding::Likelihood;
use obelus::info_type::Vocabulary;
use obelus::span::Span;

#[path = "engine/families.rs"]
mod families;

fn main() {
    let arguments = Arguments::from_args();
    let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
    let rules = rule::builtin(&vocabulary).expect("every rule file is valid");
    let mut trials = Vec::new();
    let rules: Vec<Arc<Rule>> = rules.into_iter().map(Arc::new).collect();
    for rule in &rules {
        let rule = rule.clone();
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
    let engine = Arc::new(Engine::new(rules.iter().cloned()).expect("every pattern compiles"));
    let lines =
        Arc::new(rules.iter().flat_map(|r| r.examples.iter().map(|e| e.text.clone())).collect::<Vec<_>>());
    {
        let (engine, lines) = (engine.clone(), lines.clone());
        trials.push(Trial::test("engine::the_same_wherever_the_text_is_cut", move || cut(&engine, &lines)));
    }
    {
        let (engine, lines) = (engine.clone(), lines.clone());
        trials.push(Trial::test("engine::explains_what_it_finds", move || explain(&engine, &lines)));
    }
    for (name, unit) in families::FAMILIES {
        let name = name.replace([' ', ','], "_");
        let alone = engine.clone();
        trials.push(Trial::test(format!("engine::ends_on::{name}"), move || {
            ends(&alone, unit);
            Ok(())
        }));
        let engine = engine.clone();
        let with_run = Trial::test(format!("engine::ends_before_runs::{name}"), move || {
            ends_before_runs(&engine, unit);
            Ok(())
        });
        // Full tier.
        trials.push(with_run.with_ignored_flag(true));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// Searches lines of megabytes. Work by the square of the length would take hours.
fn ends(engine: &Engine, unit: &[u8]) {
    let text = unit.repeat((4 << 20) / unit.len());
    engine.detect(&text, 0, &mut Vec::new());
}

/// The same with half of the line one long run behind the units.
fn ends_before_runs(engine: &Engine, unit: &[u8]) {
    for byte in families::RUNS {
        engine.detect(&families::before_a_run(unit, *byte, 1 << 20), 0, &mut Vec::new());
    }
}

/// A text that begins anywhere, with as much before it as the engine asks for, holds the same findings.
fn cut(engine: &Engine, lines: &[Vec<u8>]) -> Result<(), Failed> {
    for glue in [&b"\n"[..], b" ", b"", b","] {
        let text = lines.join(glue);
        let mut all = Vec::new();
        engine.detect(&text, 0, &mut all);
        // Every place would be square work; a step without a common divisor sees all kinds of places.
        for from in (0..text.len()).step_by(37) {
            let shift = from.saturating_sub(engine.left_context());
            let end = text.len().min(from + 200 + engine.reach());
            let part = &text[shift..end];
            let mut found = Vec::new();
            engine.detect(part, from - shift, &mut found);
            found.retain(|f| f.from + shift < from + 200 && !f.overlong);
            for f in &mut found {
                f.from += shift;
                f.span = Span::new(f.span.start + shift, f.span.end + shift);
            }
            let mut wanted = all.clone();
            wanted.retain(|f| (from..from + 200).contains(&f.from) && !f.overlong);
            if found != wanted {
                return Err(format!("from {from}, glue {glue:?}: wanted {wanted:?}, found {found:?}").into());
            }
        }
    }
    Ok(())
}

/// Explanations name every finding, with points that add up to its confidence.
fn explain(engine: &Engine, lines: &[Vec<u8>]) -> Result<(), Failed> {
    for text in lines {
        let mut found = Vec::new();
        engine.detect(text, 0, &mut found);
        let why = engine.explain(text);
        for f in &found {
            let of = |e: &&Explanation| e.detector == f.detector && e.span == f.span && e.validator.is_some();
            let Some(e) = why.iter().find(of) else { return Err(format!("not explained: {f:?}").into()) };
            let sum = e.base + e.validator.unwrap_or(0) + e.context;
            if i16::from(f.confidence) != sum.clamp(0, 100) || f.confidence != e.confidence {
                return Err(format!("{f:?} is explained as {e:?}").into());
            }
        }
    }
    Ok(())
}

fn check(rule: &Rule, engine: &Engine, index: usize) -> Result<(), Failed> {
    let example = &rule.examples[index];
    // Alone, and with lines around it: what stands in other lines must not matter.
    for (left, right) in [("", ""), ("one line\n", "\nanother line\n")] {
        let text = [left.as_bytes(), &example.text, right.as_bytes()].concat();
        let mut findings = Vec::new();
        engine.detect(&text, 0, &mut findings);
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
