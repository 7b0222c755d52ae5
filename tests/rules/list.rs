//! The catalogue page is what the rules say.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use common::{obelus, run};

use crate::common;

#[test]
fn the_catalogue_is_up_to_date() {
    let page = run(obelus(["rules", "list", "--markdown"]), b"");
    assert_eq!(page.code, 0, "{}", page.said());
    let page = String::from_utf8(page.stdout).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/CATALOGUE.md");
    let kept = std::fs::read_to_string(path).unwrap();
    // The texts are long: the first line that differs says enough.
    let differs = page.lines().zip(kept.lines()).find(|(new, old)| new != old);
    assert!(
        page == kept,
        "run `obelus rules list --markdown > docs/CATALOGUE.md`; it differs at {differs:?}"
    );
}

#[test]
fn the_catalogue_names_every_rule_and_info_type() {
    let vocabulary = obelus::info_type::Vocabulary::builtin().unwrap();
    let page = String::from_utf8(run(obelus(["rules", "list", "--markdown"]), b"").stdout).unwrap();
    for rule in obelus::detect::rule::builtin(&vocabulary).unwrap() {
        assert!(
            page.contains(&format!("| `{}` | `{}` |", rule.id, vocabulary.get(rule.info_type).name)),
            "{}",
            rule.id
        );
    }
    for id in vocabulary.ids() {
        assert!(page.contains(&format!("\n| `{}` | ", vocabulary.get(id).name)));
    }
}
