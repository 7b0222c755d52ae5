//! Every example in `rules/` is a named test: what is marked «…» must be found exactly there, and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use obelus::detect::engine::{Engine, Explanation};
use obelus::detect::rule::{self, Rule};
use obelus::finding::Likelihood;
use obelus::info_type::Vocabulary;
use obelus::span::Span;

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
    for (name, unit) in ADVERSARIAL {
        let engine = engine.clone();
        trials.push(Trial::test(format!("engine::ends_on::{name}"), move || {
            ends(&engine, unit);
            Ok(())
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// Repeated to lines of 4 MiB. Work by the square of the length would take hours.
const ADVERSARIAL: &[(&str, &[u8])] = &[
    ("letters", b"a"),
    ("digits", b"4"),
    ("hex_colons", b"a:"),
    ("at_signs", b"a@"),
    ("bare_at_signs", b"@@"),
    ("equals", b"a=b@c.de="),
    ("slashes", b"/a@b.co"),
    ("quotes", b"\"\\\"@a.co"),
    ("cookies", b"cookie=cookie="),
    ("cookies_in_quotes", b"cookie=a; cookie=\"b\"; "),
    ("passwords", b"password=password:"),
    ("open_quotes", b"password='a password=`b password=\\\"c password=\"d "),
    ("backslashes", b"password=\"\\"),
    ("tokens", b"token=abcdef0123456789"),
    ("urls", b"http://http://"),
    ("schemes", b"://a:b:c@"),
    ("jwt", b"-eyJabcdefgh"),
    ("iban", b"DE89"),
    ("cards", b"4111 "),
    ("cards_with_letters", b"4111111111111111a"),
    ("phones", b"+1(212)-"),
    ("dots", b"1.2.3.4."),
    ("request_lines", b"GET /a?b\" 200 1 \""),
    ("high_bytes", b"\xe2\x80\x9c"),
    ("high_bytes_at", b"\xff\xff@\xff."),
];

fn ends(engine: &Engine, unit: &[u8]) {
    let text = unit.repeat((4 << 20) / unit.len());
    engine.detect(&text, 0, &mut Vec::new());
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
