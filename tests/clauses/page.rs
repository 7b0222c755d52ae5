//! The page that says which tests a clause has.

use std::fs;
use std::path::Path;

use super::CLOUD;

/// `docs/CLAUSES.md`: of every clause its rules, its tests, and what is left to people.
#[test]
fn the_page_of_clauses_is_what_policy_and_tests_say() {
    let vocabulary = obelus::info_type::Vocabulary::builtin().unwrap();
    let policy = obelus::policy::Policy::load(CLOUD, CLOUD, &vocabulary).unwrap();
    let tests = include_str!("main.rs").lines().filter_map(|l| l.strip_prefix("fn ")?.split_once('('));
    let tests: Vec<&str> = tests.map(|(name, _)| name).collect();
    let mut page = "# Clauses of the founding policy\n\n\
        `builtin:anaconda-cloud` carries out the privacy policy of a software-hosting company, clause by clause. For each clause: the rules of \
        `rules/policies/anaconda-cloud.toml` that cite it, the tests of `tests/clauses` that run the command on fixtures, and what is left to \
        people. This page is made from them: `UPDATE_CLAUSES=1 cargo test --test clauses`.\n\n\
        | clause | rules | tests | left to people |\n|---|---|---|---|\n"
        .to_owned();
    for clause in &policy.clauses {
        let cites = |own: &Option<String>| own.as_ref() == Some(&clause.id);
        let mut rules: Vec<String> = Vec::new();
        if cites(&policy.default_clause) {
            rules.push("whatever no rule allows is replaced by a marker".to_owned());
        }
        for rule in policy.rules.iter().filter(|rule| cites(&rule.clause)) {
            let to: Vec<&str> = match &rule.whom.to {
                None => vec!["everybody"],
                Some(list) => list.iter().map(|r| policy.recipients[*r].id.as_str()).collect(),
            };
            let what: Vec<String> = match (&rule.info_types, &rule.categories) {
                (Some(types), _) => types.named.iter().map(|t| vocabulary.get(*t).name.clone()).collect(),
                (None, Some(list)) => list.iter().map(|c| policy.categories[*c].id.clone()).collect(),
                (None, None) => vec!["all".to_owned()],
            };
            let when = match rule.condition.is_any() {
                true => format!(" when {}", obelus::policy::words::condition(&policy, rule.condition)),
                false => String::new(),
            };
            let action = obelus::policy::words::action(&rule.action);
            rules.push(format!("{}: {}{when}: {action}", to.join(", "), what.join(", ")));
        }
        for rule in policy.records.iter().filter(|rule| cites(&rule.clause)) {
            let to: Vec<&str> = match &rule.whom.to {
                None => vec!["everybody"],
                Some(list) => list.iter().map(|r| policy.recipients[*r].id.as_str()).collect(),
            };
            rules.push(format!("{}: {}", to.join(", "), obelus::policy::words::record_rule(&policy, rule)));
        }
        let of_clause = format!("{}_", clause.id.to_lowercase());
        let own: Vec<String> =
            tests.iter().filter(|t| t.starts_with(&of_clause)).map(|t| format!("`{t}`")).collect();
        assert!(!own.is_empty(), "{} has no test", clause.id);
        let left = clause.left.as_deref().unwrap_or("");
        page += &format!(
            "| {}, {} | {} | {} | {left} |\n",
            clause.id,
            clause.title,
            rules.join("<br>"),
            own.join("<br>")
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/CLAUSES.md");
    if std::env::var_os("UPDATE_CLAUSES").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|there| there == page),
        "run UPDATE_CLAUSES=1 cargo test --test clauses"
    );
}
