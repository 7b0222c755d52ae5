//! Borders that need no second look show nothing in one.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use super::*;
use crate::detect::engine::Engine;
use crate::detect::rule::Rule;
use crate::info_type::Vocabulary;
use crate::policy::plan::Plan;
use crate::policy::{Policy, builtin, table};
use crate::resolve::Resolver;

#[allow(dead_code, clippy::duplicate_mod)]
#[path = "../../../tests/common/random.rs"]
mod random;

use random::Random;

/// What lines are put together from: values, parts of values, and what stands beside them.
const PARTS: &[&str] = &[
    "4111 1111 1111 1111",
    "4111111111111111",
    "5105-1051-0510-5100",
    "1111",
    "4111 1111 1111 ",
    "192.0.2.1",
    "192.0.2.",
    "10.0",
    "ann@example.com",
    "\"a b\"@example.com",
    "@example.com",
    "ann",
    "@",
    "536-22-8726",
    "536-22",
    "-8726",
    "212-555-0123",
    "(212) 555-0123",
    "1 212 555 0123",
    "555-0123",
    " ",
    " ",
    " ",
    ",",
    "-",
    ".",
    "\"",
    "[",
    "]",
    "x",
    "7",
    "+",
    "\\n",
    "\\u0026",
    "\\",
    "é",
    "\n",
];

fn ready(rules: &str) -> (Vocabulary, Engine, Plan) {
    let vocabulary = Vocabulary::builtin().unwrap();
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rules").join(rules);
    let list = Rule::parse_list(rules, &std::fs::read_to_string(file).unwrap(), &vocabulary).unwrap();
    let engine = Engine::new(list.into_iter().map(Arc::new)).unwrap();
    let policy = Policy::load(builtin::STRICT, builtin::STRICT, &vocabulary).unwrap();
    let plan = table::plan(&policy, &vocabulary, policy.recipient("anyone").unwrap(), None, &[], None);
    (vocabulary, engine, plan)
}

#[test]
fn nothing_is_visible_beside_a_border_that_is_not_looked_at() {
    for rules in ["five.toml", "hundred.toml"] {
        let (vocabulary, engine, plan) = ready(rules);
        let clearing = Clearing {
            engine: &engine,
            vocabulary: &vocabulary,
            plan: &plan,
            tokens: None,
            charset: Default::default(),
            published: &Default::default(),
            lines: None,
            borders: &[],
        };
        assert!(engine.borders().is_some(), "{rules}: its rules look at no more than a byte beside a match");
        let (mut look, mut numbers) = (Look::default(), Random::new(4));
        let (mut quiet, mut shown) = (0, 0);
        for _ in 0..20_000 {
            let count = 1 + numbers.below(8);
            let text: String = (0..count).map(|_| PARTS[numbers.below(PARTS.len())]).collect();
            let findings = detect::find(&engine, &vocabulary, text.as_bytes(), 0);
            let mut clusters = Vec::new();
            Resolver::default().clusters(&plan, &findings, std::iter::empty(), false, &mut clusters);
            let mut frame = ClearedFrame::default();
            frame.reset(vocabulary.len());
            let by_borders = !clearing.clear_at_once(&mut look, text.as_bytes(), &clusters, &mut frame);
            quiet += usize::from(!frame.edits.is_empty() && look.places.is_empty());
            let found = detect::find(&engine, &vocabulary, &frame.cleared.bytes, 0);
            let by_all = found.iter().any(|f| clearing.is_residual(f, f.span, &frame.edits));
            assert_eq!(by_borders, by_all, "{rules}: {text:?}");
            shown += usize::from(by_all);
        }
        assert!(quiet > 1000 && shown > 20, "{rules}: {quiet} quiet, {shown} with more to redact");
    }
}
