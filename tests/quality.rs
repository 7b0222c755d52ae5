//! How well field names are classified, on generated exports of systems that no rule was written from.
//!
//! `docs/QUALITY.md` holds what is measured here; the test fails when it does not. `UPDATE_QUALITY=1 cargo test
//! --test quality` writes it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[allow(dead_code)]
#[path = "common/random.rs"]
mod random;

#[path = "common/issued.rs"]
mod issued;
// Only numbers are needed, not what their checks promise.
#[allow(dead_code)]
mod numbers;

#[path = "quality/generate.rs"]
mod generate;
#[path = "quality/score.rs"]
mod score;
#[path = "quality/values/mod.rs"]
mod values;

use std::collections::BTreeSet;

use obelus::detect::field::Fields;
use obelus::info_type::Vocabulary;

const TRAIN: &str = include_str!("quality/train.txt");
const HELD_OUT: &str = include_str!("quality/held_out.txt");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/QUALITY.md");
const BEGIN: &str = "<!-- measured: begin -->\n";
const END: &str = "<!-- measured: end -->\n";

fn measured() -> String {
    let vocabulary = Vocabulary::builtin().unwrap();
    let fields = Fields::builtin(&vocabulary).unwrap();
    let mut text = String::new();
    for (title, list) in [("Held-out systems", HELD_OUT), ("Systems the rules were written from", TRAIN)] {
        let systems = generate::systems(list);
        let exports: Vec<_> = systems.iter().flat_map(|s| generate::exports(s, generate::SEED)).collect();
        let score = score::score(&fields, &vocabulary, &exports);
        // The names as the systems write them, and each system's own failures.
        let as_written: Vec<_> = systems.iter().map(generate::as_written).collect();
        let plain = score::score(&fields, &vocabulary, &as_written);
        text += &format!("## {title}\n\n");
        text += &format!(
            "{} systems, {} names; as written: recall {}, precision {}.\n",
            systems.len(),
            plain.names,
            plain.recall(),
            plain.precision()
        );
        text += &format!(
            "In {} generated exports: recall {}, precision {}.\n\n",
            exports.len(),
            score.recall(),
            score.precision()
        );
        text += &score.table();
        text.push('\n');
        if std::env::var_os("SHOW_QUALITY").is_some_and(|which| title.starts_with(&*which.to_string_lossy()))
        {
            eprintln!("{}", plain.wrong.join("\n"));
        }
    }
    text
}

#[test]
fn the_published_numbers_are_what_is_measured() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (published, tail) = rest.split_once(END).unwrap();
    let now = measured() + &values::measured();
    if std::env::var_os("UPDATE_QUALITY").is_some() {
        std::fs::write(PAGE, [head, BEGIN, &now, END, tail].concat()).unwrap();
    } else {
        assert!(published == now, "run: UPDATE_QUALITY=1 cargo test --test quality\n{now}");
    }
}

#[test]
fn exports_are_the_same_on_every_run_and_no_system_is_in_both_lists() {
    let systems = generate::systems(HELD_OUT);
    for system in &systems {
        let bytes = |seed| generate::exports(system, seed).into_iter().map(|e| e.bytes).collect::<Vec<_>>();
        assert_eq!(bytes(1), bytes(1));
        assert_ne!(bytes(1), bytes(2));
        assert!(generate::systems(TRAIN).iter().all(|s| s.name != system.name));
    }
}

#[test]
fn values_are_the_same_on_every_run_and_no_template_is_in_both_sets() {
    let all = |set: usize| {
        values::groups(set).into_iter().flat_map(|group| group.templates).collect::<BTreeSet<String>>()
    };
    let (held_out, train) = (all(0), all(1));
    assert!(held_out.len() > 200 && train.len() > 100);
    assert!(held_out.is_disjoint(&train), "{:?}", held_out.intersection(&train).collect::<Vec<_>>());
    assert_eq!(values::texts(0), values::texts(0));
    assert_ne!(values::texts(0), values::texts(1));
}

#[test]
fn a_value_is_right_only_where_it_stands_and_as_what_it_is() {
    // (template, right, missed, wrong)
    for (template, right, missed, wrong) in [
        ("from anna@example.com to x", 0, 0, 1),
        ("from ⟦EMAIL_ADDRESS anna@example.com⟧ to x", 1, 0, 0),
        ("from ⟦? anna@example.com⟧ to x", 0, 0, 0),
        ("from ⟦EMAIL_ADDRESS anna@example.com to⟧ x", 0, 1, 1),
        ("from ⟦PHONE_NUMBER anna@example.com⟧ to x", 0, 1, 1),
        ("ssn ⟦GOVERNMENT_ID 536-22-8726⟧", 1, 0, 0),
        ("nothing ⟦EMAIL_ADDRESS at all⟧", 0, 1, 0),
    ] {
        let counts = values::counts(template);
        assert_eq!((counts.right, counts.missed, counts.wrong), (right, missed, wrong), "{template}");
    }
}
