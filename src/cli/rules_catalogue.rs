//! The catalogue: a page of every detector, made from the rules themselves.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::cli::Known;
use crate::detect::rule::{NeedsContext, Rule};
use crate::finding::{Confidence, Likelihood};
use crate::info_type::InfoTypeId;

/// The page, as Markdown. It has no examples: those of a user can be anybody's.
pub fn page(known: &Known) -> String {
    let mut out = format!(
        "# Catalogue\n\nMade by `obelus rules list --markdown`; a test compares it (`tests/rules/list.rs`). \
         `docs/RULES.md` explains the columns.\n\n{} detectors, {} info types.\n",
        known.rules.iter().count(),
        known.vocabulary.len()
    );
    detectors(known, &mut out);
    info_types(known, &mut out);
    out
}

/// One table per family, which is the first word of an id.
fn detectors(known: &Known, out: &mut String) {
    let family = |rule: &Arc<Rule>| rule.id.split('.').next().unwrap_or_default().to_owned();
    let mut rules: Vec<_> = known.rules.iter().collect();
    rules.sort_by(|a, b| (family(a), &a.id).cmp(&(family(b), &b.id)));
    for of_family in rules.chunk_by(|a, b| family(a) == family(b)) {
        let _ = write!(
            out,
            "\n## {}\n\n| rule | finds | as | check | base | with a word | words |\n|---|---|---|---|---|---|---|\n",
            family(of_family[0])
        );
        for rule in of_family {
            row(known, rule, out);
        }
    }
}

fn row(known: &Known, rule: &Rule, out: &mut String) {
    let sure = |points: i16| points.clamp(0, 100) as Confidence;
    let (base, with) = (sure(rule.base), sure(rule.base + rule.context_points));
    let alone = match (rule.needs_context, rule.keyed.is_some()) {
        (NeedsContext::Always, _) => "only with a word".to_owned(),
        (NeedsContext::Bare, _) => format!("{base}; bare only with a word"),
        (NeedsContext::Never, true) => format!("{base}, behind its key"),
        (NeedsContext::Never, false) => base.to_string(),
    };
    let with = match rule.context_points {
        0 => String::new(),
        _ => format!("{with} {}", Likelihood::of(with).name()),
    };
    let _ = writeln!(
        out,
        "| `{}` | `{}` | {} | {} | {alone} | {with} | {} |",
        rule.id,
        known.vocabulary.get(rule.info_type).name,
        cell(&rule.title),
        rule.validator.map_or(String::new(), |v| format!("`{}`", v.name)),
        match rule.context_words.len() {
            0 => String::new(),
            n => n.to_string(),
        },
    );
}

/// What an info type is found by.
fn info_types(known: &Known, out: &mut String) {
    let vocabulary = &known.vocabulary;
    let named = known.fields.info_types();
    out.push_str(
        "\n## Info types\n\n| info type | is | a kind of | found in text | behind its key, or beside an address | by the name of a field |\n\
         |---|---|---|---|---|---|\n",
    );
    for id in vocabulary.ids() {
        let info_type = vocabulary.get(id);
        let rules = |keyed: bool| {
            known.rules.iter().filter(|r| r.info_type == id && r.is_anywhere() != keyed).count()
        };
        let count = |n: usize| if n == 0 { String::new() } else { n.to_string() };
        let general =
            info_type.general.map_or(String::new(), |g: InfoTypeId| format!("`{}`", vocabulary.get(g).name));
        let _ = writeln!(
            out,
            "| `{}` | {} | {general} | {} | {} | {} |",
            info_type.name,
            cell(&info_type.title),
            count(rules(false)),
            count(rules(true)),
            if named.contains(&id) { "yes" } else { "" },
        );
    }
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
