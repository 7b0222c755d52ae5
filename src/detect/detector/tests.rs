#![allow(clippy::unwrap_used)]

use super::*;
use crate::detect::engine::Engine;
use crate::info_type::Vocabulary;

fn made(matching: &str) -> Rule {
    let text = format!(
        "id = 'a.one'\ninfo_type = 'GOVERNMENT_ID'\ntitle = 'one'\nmatch = {{ {matching} }}\n\
         confidence = {{ base = 60 }}\n"
    );
    Rule::parse("one.toml", &text, &Vocabulary::builtin().unwrap()).unwrap()
}

#[test]
fn what_is_shipped_can_be_made_late() {
    for rule in crate::detect::rule::builtin(&Vocabulary::builtin().unwrap()).unwrap() {
        assert!(rule.is_shipped);
        let (detector, _) = Detector::new(Arc::new(rule)).unwrap();
        assert_eq!(detector.compile().err().map(|e| e.to_string()), None);
    }
}

#[test]
fn what_is_too_large_is_an_error_of_its_rule() {
    let branch = |c: char| format!("[^{c}\\n]{{1,4000}}");
    let whole = ('!'..='~').filter(|c| c.is_alphanumeric()).map(branch).collect::<Vec<_>>();
    let whole = vec![whole.join("|"); 10].join("|");
    for rule in [
        made(&format!("pattern = '''{whole}'''")),
        made("pattern = '1', not_before = 'x(?:a|b){14}a(?:a|b){0,40}'"),
        made("pattern = '1', not_after = '(?:a|b){0,40}a(?:a|b){14}x'"),
    ] {
        let said = Engine::new([Arc::new(rule)]).err().map(|e| e.to_string());
        assert_eq!(said.as_deref(), Some("a.one: the pattern is too large to compile"));
    }
}

#[test]
fn without_its_pattern_a_detector_takes_all_that_it_could_reach() {
    let rule = Rule { is_shipped: true, ..made("pattern = 'k(?P<value>[0-9]{1,300})x?'") };
    let (detector, _) = Detector::new(Arc::new(rule)).unwrap();
    detector.pattern.regex.set(None).unwrap();
    let found = |text: &[u8]| {
        let mut found = Vec::new();
        detector.find_at(DetectorId(0), (text, 0), &[2], &mut Runs::new(1), |_| true, &mut found);
        found.into_iter().map(|f| (f.span, f.overlong, f.confidence)).collect::<Vec<_>>()
    };
    let long = ["- k".to_owned(), "1".repeat(200), "- \n9".to_owned()].concat();
    assert_eq!(found(long.as_bytes()), [(Span::new(2, long.len() - 2), true, 100)]);
    assert_eq!(found(b"- k12 "), [(Span::new(2, 6), true, 100)]);
    assert_eq!(found(b"- -12 "), []);
}
