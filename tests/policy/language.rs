//! The policy language: every mistake has its place, the table is total, and doubt takes the strictest.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use crate::common;

use obelus::detect::pack::Rules;
use obelus::detect::rule;
use obelus::info_type::Vocabulary;
use obelus::policy::plan::{Action, FreeText};
use obelus::policy::{Policy, Recipient, builtin, check, parse, table};
use obelus::transform::Strictness;

const HEAD: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n";
const RECIPIENT: &str = "[[recipient]]\nid = 'r'\ntitle = 'R'\n";
const CATEGORY: &str = "[[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['EMAIL_ADDRESS']\n";
/// Stands wherever a text of the writer's own can stand, and must not come out.
const CANARY: &str = "canary@example.com";

fn vocabulary() -> Vocabulary {
    Vocabulary::builtin().unwrap()
}

fn rules(vocabulary: &Vocabulary) -> Rules {
    Rules::new(rule::builtin(vocabulary).unwrap())
}

/// The first thing that is wrong with `text`.
fn wrong(text: &str) -> String {
    let vocabulary = vocabulary();
    match parse::parse("p.toml", text, &vocabulary) {
        Err(e) => e.to_string(),
        Ok(policy) => {
            let problems = check::problems(&policy, &vocabulary, &rules(&vocabulary));
            problems.first().map(ToString::to_string).unwrap_or_default()
        }
    }
}

fn builtins() -> Vec<Policy> {
    let vocabulary = vocabulary();
    builtin::names().map(|n| Policy::load(&format!("builtin:{n}"), "", &vocabulary).unwrap()).collect()
}

#[test]
fn a_fixed_text_that_is_a_value_is_a_mistake() {
    let with = |text: &str| {
        wrong(&format!(
            "{HEAD}{CATEGORY}{RECIPIENT}[[rule]]\nto = ['r']\ninfo_types = ['*']\n\
             action = {{ name = 'fixed', text = '{text}' }}\norigin = 'house'\n"
        ))
    };
    for text in [CANARY, "call 212-555-0142", "from 192.0.2.17"] {
        let said = with(text);
        assert!(said.starts_with("p.toml:11:1: ") && said.contains("is a value itself"), "{said}");
        assert!(!said.contains(text), "{said}");
    }
    assert_eq!(with("(removed)"), "");
}

#[test]
fn every_mistake_is_placed_and_the_nearest_name_given() {
    let body = |more: &str| format!("{HEAD}{CATEGORY}{RECIPIENT}{more}");
    let rule = |keys: &str| body(&format!("[[rule]]\n{keys}\n"));
    for (text, wanted) in [
        (String::new(), "p.toml:1:1: a required key is missing here; did you mean `schema`?"),
        ("schema = 9\ntitle='T'\nversion='1'".to_owned(), "p.toml:1:10: the number is out of range"),
        (HEAD.to_owned(), "a policy names at least one recipient"),
        (format!("{HEAD}recipients = []\n"), "a policy names at least one recipient"),
        (body("[[rul]]\nto = ['r']\n"), "p.toml:11:3: unknown key"),
        (rule("info_types = ['*']\naction = 'keep'"), "missing here; did you mean `to`?"),
        (rule(&format!("to = ['{CANARY}']")), "p.toml:12:7: unknown name; did you mean r?"),
        (rule("to = ['r']\ncategories = ['cc']"), "p.toml:13:15: unknown name; did you mean c?"),
        (
            rule("to = ['r']\ninfo_types = ['EMAIL_ADRESS']"),
            "p.toml:13:15: unknown info type; nearest valid name: EMAIL_ADDRESS",
        ),
        (
            rule("to = ['r']\ninfo_types = ['*']\naction = 'hsah_token'\norigin = 'house'"),
            "p.toml:14:10: unknown name; nearest valid name: hash_token",
        ),
        (
            rule(
                "to = ['r']\ninfo_types = ['*']\naction = { name = 'mask', keep_lats = 4 }\norigin = 'house'",
            ),
            "p.toml:14:27: unknown key; nearest valid name: keep_last",
        ),
        (rule("to = ['r']\ninfo_types = ['*']\naction = 'keep'"), "cites its `clause`"),
        (rule("to = ['r']\naction = 'keep'\norigin = 'house'"), "names `categories` or `info_types`"),
        (
            rule("to = []\ninfo_types = ['*']\naction = 'keep'\norigin = 'house'"),
            "an empty list names nothing",
        ),
        (
            rule("to = ['r']\nfor = ['marketing']\ninfo_types = ['*']\naction = 'keep'\norigin = 'house'"),
            "p.toml:13:8: unknown name",
        ),
        (body("[[recipient]]\nid = 'r'\ntitle = 'R'\n"), "p.toml:12:6: this id is taken"),
        (body("[[recipient]]\nid = '../up'\ntitle = 'R'\n"), "p.toml:12:6: must be 1 to 64 lower-case"),
        (body("[[source]]\nid = 's'\npaths = ['a[']\notherwise = 'c'"), "p.toml:13:10: not a valid path"),
        (
            body("[[source]]\nid = 's'\nfields = { x = 'EMAIL' , y = 'NO' }"),
            "p.toml:13:30: unknown info type",
        ),
        (body("[[source]]\nid = 's'"), "p.toml:11:1: the source says no category"),
        (format!("{HEAD}{CATEGORY}everywhere = ['IBAN_CODE']\n{RECIPIENT}"), "not in `info_types`"),
        (format!("{HEAD}note = '{CANARY}\n{RECIPIENT}"), "p.toml:4:27: not valid TOML"),
        (format!("{HEAD}{CANARY} = 1\n{RECIPIENT}"), "p.toml:4:7: not valid TOML"),
    ] {
        let said = wrong(&text);
        assert!(said.contains(wanted), "wanted {wanted:?}, said {said:?} of {text}");
        assert!(said.starts_with("p.toml:") && !said.contains(CANARY), "{said}");
    }
}

#[test]
fn contradictions_dead_rules_and_actions_that_cannot_work_are_found() {
    let rule = |types: &str, action: &str| {
        format!("[[rule]]\nto = ['r']\n{types}\naction = {action}\norigin = 'house'\n")
    };
    let (email, category) = ("info_types = ['EMAIL_ADDRESS']", "categories = ['c']");
    let policy = |rules: &[String]| wrong(&format!("{HEAD}{CATEGORY}{RECIPIENT}{}", rules.concat()));
    for (rules, wanted) in [
        (vec![rule(email, "'keep'"), rule(email, "'redact'")], "p.toml:16:1: this rule contradicts another"),
        (vec![rule(email, "'keep'"), rule(category, "'mask'")], "p.toml:16:1: this rule decides nothing"),
        (vec![rule(email, "'ip_truncate'")], "p.toml:14:10: only IP addresses can be truncated"),
        (vec![rule(category, "'ip_truncate'")], "only IP addresses can be truncated: EMAIL_ADDRESS"),
        (vec![rule("info_types = ['PASSWORD']", "'mask'")], "a credential cannot be masked"),
        (
            vec![rule("info_types = ['CREDIT_CARD_NUMBER']", "{ name = 'mask', keep_last = 5 }")],
            "at most its first 6 and last 4",
        ),
        (vec![rule(email, "'keep'"), rule("info_types = ['IBAN_CODE']", "'redact'")], ""),
        (vec![rule(email, "'keep'"), rule("info_types = ['*']", "'hash_token'")], ""),
        // The same action twice is no contradiction.
        (vec![rule(email, "'keep'"), rule(email, "'keep'")], ""),
    ] {
        let said = policy(&rules);
        assert!(
            said.contains(wanted) && said.is_empty() == wanted.is_empty(),
            "{said:?}: {}",
            rules.concat()
        );
    }
}

#[test]
fn a_type_that_nothing_finds_in_free_text_must_be_named_or_the_text_withheld() {
    let category = "[[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['JOB_TITLE']\n";
    let source = "[[source]]\nid = 's'\ncategories = ['c']\n";
    let said = wrong(&format!("{HEAD}{category}{source}{RECIPIENT}"));
    assert!(said.contains("no detector finds them in free text: JOB_TITLE"), "{said}");
    assert_eq!(wrong(&format!("{HEAD}accept_unfindable = ['JOB_TITLE']\n{category}{source}{RECIPIENT}")), "");
    assert_eq!(wrong(&format!("{HEAD}{category}{source}{RECIPIENT}free_text = 'redact'\n")), "");
    let found = wrong(&format!("{HEAD}accept_unfindable = ['EMAIL_ADDRESS']\n{RECIPIENT}"));
    assert!(found.contains("a detector finds these info types"), "{found}");
}

fn strictness(policy: &Policy, who: &Recipient, purpose: Option<&str>, sources: &[usize]) -> Vec<Strictness> {
    let of = |id| table::cell(policy, who, purpose, sources, id).unwrap().action.strictness();
    vocabulary().ids().map(of).collect()
}

#[test]
fn an_unknown_source_or_purpose_is_never_less_strict_than_a_known_one() {
    for policy in builtins() {
        for who in &policy.recipients {
            let unknown = strictness(&policy, who, None, &[]);
            for source in 0..policy.sources.len() {
                let known = strictness(&policy, who, None, &[source]);
                assert!(unknown.iter().zip(&known).all(|(u, k)| u >= k));
                for purpose in &who.purposes {
                    let named = strictness(&policy, who, Some(purpose), &[source]);
                    assert!(known.iter().zip(&named).all(|(k, n)| k >= n));
                }
                let both = strictness(&policy, who, None, &[source, 0]);
                let zero = strictness(&policy, who, None, &[0]);
                assert!(both.iter().zip(known.iter().zip(&zero)).all(|(b, (k, z))| b == k.max(z)));
            }
        }
    }
}

#[test]
fn built_in_policies_have_nothing_wrong_and_release_nothing_by_default() {
    let vocabulary = vocabulary();
    for policy in builtins() {
        let problems = check::problems(&policy, &vocabulary, &rules(&vocabulary));
        assert!(problems.is_empty(), "{problems:?}");
    }
    let empty = parse::parse("p", &format!("{HEAD}{RECIPIENT}"), &vocabulary).unwrap();
    for level in strictness(&empty, &empty.recipients[0], None, &[]) {
        assert_eq!(level, Strictness::Redact);
    }
    let strict = Policy::load(builtin::STRICT, "", &vocabulary).unwrap();
    assert!(strict.rules.is_empty() && strict.recipients[0].free_text == FreeText::Scan);
}

#[test]
fn the_founding_policy_says_what_its_clauses_say() {
    let vocabulary = vocabulary();
    let policy = Policy::load("builtin:anaconda-cloud", "", &vocabulary).unwrap();
    let of = |to: &str, purpose: Option<&str>, source: &str, info_type: &str| {
        let sources = [policy.source(source).unwrap()];
        let id = vocabulary.find(info_type).unwrap();
        let cell = table::cell(&policy, policy.recipient(to).unwrap(), purpose, &sources, id).unwrap();
        format!("{} {}", cell.action.name(), cell.clause.unwrap_or_default())
    };
    for (to, purpose, source, info_type, wanted) in [
        ("service-provider", None, "app-log", "EMAIL_ADDRESS", "keep C13"),
        ("service-provider", None, "access-log", "EMAIL_ADDRESS", "redact C14"),
        ("service-provider", None, "access-log", "IPV4_ADDRESS", "redact C14"),
        ("service-provider", None, "app-log", "CREDIT_CARD_NUMBER", "mask C16"),
        ("internal", None, "access-log", "GOVERNMENT_ID", "redact C14"),
        ("internal", None, "access-log", "US_SOCIAL_SECURITY_NUMBER", "redact C14"),
        ("employee-processor", None, "employees", "US_SOCIAL_SECURITY_NUMBER", "keep C18"),
        ("employee-processor", None, "employees", "GOVERNMENT_ID", "redact C14"),
        ("analytics", None, "access-log", "IPV4_ADDRESS", "redact C14"),
        ("analytics", None, "access-log", "HTTP_COOKIE", "redact C14"),
        ("ad-network", None, "access-log", "IPV6_ADDRESS", "redact C14"),
        ("ad-network", None, "access-log", "HTTP_COOKIE", "redact C14"),
        ("ad-network", None, "access-log", "URL_QUERY_STRING", "redact C14"),
        ("card-processor", None, "app-log", "CREDIT_CARD_NUMBER", "keep C16"),
        ("card-processor", None, "app-log", "CVV_NUMBER", "redact C16"),
        ("card-processor", None, "app-log", "EMAIL_ADDRESS", "redact C14"),
        ("public", None, "forum", "EMAIL_ADDRESS", "redact C14"),
        ("public", None, "forum", "PHONE_NUMBER", "redact C14"),
        ("internal", None, "access-log", "IPV4_ADDRESS", "ip_truncate C8"),
        ("internal", None, "access-log", "HTTP_COOKIE", "hash_token C4"),
        ("internal", None, "access-log", "HTTP_USER_AGENT", "keep C3"),
        ("internal", Some("operations"), "access-log", "CREDIT_CARD_NUMBER", "mask C16"),
        ("internal", Some("marketing"), "app-log", "CREDIT_CARD_NUMBER", "redact C14"),
        ("internal", None, "app-log", "CREDIT_CARD_NUMBER", "redact C14"),
    ] {
        assert_eq!(of(to, purpose, source, info_type), wanted, "{to} {purpose:?} {source} {info_type}");
    }
    for who in &policy.recipients {
        for source in &policy.sources {
            for secret in ["PASSWORD", "AUTH_TOKEN", "ENCRYPTION_KEY", "BASIC_AUTH_URL"] {
                let counted = who.id == "internal" && secret == "AUTH_TOKEN";
                let wanted = if counted { "hash_token C4" } else { "redact C26" };
                assert_eq!(of(&who.id, None, &source.id, secret), wanted);
            }
        }
    }
}

#[test]
fn paths_find_their_source() {
    let policy = Policy::load("builtin:anaconda-cloud", "", &vocabulary()).unwrap();
    let names = |path: &str| -> Vec<&str> {
        policy.sources_of(Path::new(path)).into_iter().map(|s| policy.sources[s].id.as_str()).collect()
    };
    assert_eq!(names("logs/access.log"), ["access-log"]);
    assert_eq!(names("access.log.3.gz"), ["access-log"]);
    assert_eq!(names("application/access.log"), ["access-log", "app-log"]);
    assert_eq!(names("stdin"), [""; 0]);
}

#[test]
fn cells_know_whether_they_need_keys() {
    let vocabulary = vocabulary();
    let policy = Policy::load("builtin:anaconda-cloud", "", &vocabulary).unwrap();
    let internal = policy.recipient("internal").unwrap();
    let plan = table::plan(&policy, &vocabulary, internal, None, &[], None);
    assert!(table::lacks_keys(&plan) && !plan.drops_records());
    let public = policy.recipient("public").unwrap();
    let plan = table::plan(&policy, &vocabulary, public, None, &[], None);
    assert!(!table::lacks_keys(&plan) && plan.cells.iter().all(|c| !matches!(c.action, Action::Keep)));
}

/// A policy with a category for official numbers, and one for those of one state.
fn official(more: &str) -> Policy {
    let text = format!(
        "{HEAD}[[category]]\nid = 'all'\ntitle = 'A'\ninfo_types = ['GOVERNMENT_ID']\n{more}\
         [[source]]\nid = 's'\ncategories = ['all']\n{RECIPIENT}\
         [[rule]]\nto = ['r']\ncategories = ['all']\naction = 'keep'\norigin = 'house'\n"
    );
    parse::parse("p", &text, &vocabulary()).unwrap_or_else(|e| panic!("{e}"))
}

fn action_of(policy: &Policy, info_type: &str) -> &'static str {
    let id = vocabulary().find(info_type).unwrap();
    table::cell(policy, &policy.recipients[0], None, &[0], id).unwrap().action.name()
}

#[test]
fn a_general_type_speaks_for_those_that_no_category_names() {
    let policy = official("");
    assert_eq!((action_of(&policy, "GOVERNMENT_ID"), action_of(&policy, "US_SSN")), ("keep", "keep"));
    assert_eq!(action_of(&policy, "USER_ID"), "redact", "of one token domain, and none of them");
    let id = vocabulary().find("US_SSN").unwrap();
    assert_eq!(policy.category_of(id, &[0]).unwrap().id, "all");
    let nearer =
        official("[[category]]\nid = 'us'\ntitle = 'U'\ninfo_types = ['US_SOCIAL_SECURITY_NUMBER']\n");
    assert_eq!((action_of(&nearer, "GOVERNMENT_ID"), action_of(&nearer, "US_SSN")), ("keep", "redact"));
    assert_eq!(nearer.category_of(id, &[]).unwrap().id, "us");
}

#[test]
fn a_rule_that_names_the_type_itself_is_nearer() {
    let rule = |types: &str, action: &str| {
        format!("[[rule]]\nto = ['r']\ninfo_types = ['{types}']\naction = '{action}'\norigin = 'house'\n")
    };
    let (general, special) = (rule("GOVERNMENT_ID", "mask"), rule("US_SOCIAL_SECURITY_NUMBER", "hash_token"));
    for rules in [[&*general, &*special].concat(), [&*special, &*general].concat()] {
        let text = format!("{HEAD}{CATEGORY}{RECIPIENT}{rules}");
        let policy = parse::parse("p", &text, &vocabulary()).unwrap();
        assert_eq!(wrong(&text), "", "neither contradicts the other, and both decide something");
        assert_eq!(
            (action_of_any(&policy, "GOVERNMENT_ID"), action_of_any(&policy, "US_SSN")),
            ("mask", "hash_token")
        );
        assert_eq!(action_of_any(&policy, "USER_ID"), "redact");
    }
    let twice = wrong(&format!("{HEAD}{CATEGORY}{RECIPIENT}{general}{}", rule("GOVERNMENT_ID", "redact")));
    assert!(twice.contains("this rule contradicts another"), "{twice}");
}

fn action_of_any(policy: &Policy, info_type: &str) -> &'static str {
    let id = vocabulary().find(info_type).unwrap();
    table::cell(policy, &policy.recipients[0], None, &[], id).unwrap().action.name()
}

#[test]
fn a_general_type_is_found_as_one_that_belongs_to_it() {
    let category = "[[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['GOVERNMENT_ID']\n";
    let source = "[[source]]\nid = 's'\ncategories = ['c']\n";
    assert_eq!(wrong(&format!("{HEAD}{category}{source}{RECIPIENT}")), "");
}

#[test]
fn verification_values_are_for_nobody_whatever_a_policy_says() {
    let vocabulary = vocabulary();
    let rule = |keys: &str, action: &str| {
        format!("[[rule]]\nto = ['r']\n{keys}\naction = {action}\norigin = 'house'\n")
    };
    let category =
        "[[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['CVV_NUMBER', 'CREDIT_CARD_TRACK_NUMBER']\n";
    let base = format!("{HEAD}{category}{RECIPIENT}");
    for action in
        ["'keep'", "'mask'", "'hash_token'", "'reversible_token'", "{ name = 'mask', keep_last = 1 }"]
    {
        for keys in ["info_types = ['CVV_NUMBER']", "categories = ['c']", "info_types = ['CREDIT_CARD_PIN']"]
        {
            let text = base.clone() + &rule(keys, action);
            let said = wrong(&text);
            assert!(said.contains("for nobody (PCI DSS 4.0.1, 3.3.1)"), "{keys} {action}: {said}");
            // Nor does it happen where nobody checks.
            let policy = parse::parse("p", &text, &vocabulary).unwrap();
            for name in ["CVV_NUMBER", "CREDIT_CARD_TRACK_NUMBER", "CREDIT_CARD_PIN"] {
                assert_eq!(action_of_any(&policy, name), "redact", "{keys} {action}");
            }
        }
    }
    for action in ["'redact'", "'drop_field'", "'drop_record'"] {
        assert_eq!(wrong(&(base.clone() + &rule("categories = ['c']", action))), "");
    }
    // What names everything does not name them.
    let text = base + &rule("info_types = ['*']", "'keep'");
    assert_eq!(wrong(&text), "");
    let policy = parse::parse("p", &text, &vocabulary).unwrap();
    assert_eq!((action_of_any(&policy, "CVV_NUMBER"), action_of_any(&policy, "USER_ID")), ("redact", "keep"));
}

#[test]
fn one_recipient_never_gets_two_forms_of_a_card() {
    let category =
        |id: &str| format!("[[category]]\nid = '{id}'\ntitle = 'C'\ninfo_types = ['CREDIT_CARD_NUMBER']\n");
    let source = |id: &str| format!("[[source]]\nid = '{id}-source'\ncategories = ['{id}']\n");
    let head = format!(
        "{HEAD}{}{}{}{}[[recipient]]\nid = 'r'\ntitle = 'R'\npurposes = ['one', 'two']\n\
         [[recipient]]\nid = 'other'\ntitle = 'O'\n",
        category("a"),
        category("b"),
        source("a"),
        source("b")
    );
    let rule = |to: &str, keys: &str, action: &str| {
        format!("[[rule]]\nto = ['{to}']\n{keys}\naction = {action}\norigin = 'house'\n")
    };
    let (a, b) = ("categories = ['a']", "categories = ['b']");
    let (one, two) = ("for = ['one']\ncategories = ['a', 'b']", "for = ['two']\ncategories = ['a', 'b']");
    let (last, six) = ("{ name = 'mask', keep_last = 4 }", "{ name = 'mask', keep_first = 6 }");
    for (first, second) in [
        ((a, last), (b, "'hash_token'")),
        ((a, last), (b, six)),
        ((one, last), (two, "'reversible_token'")),
        ((a, "'hash_token'"), (b, "{ name = 'format_preserving', keep_first = 6 }")),
    ] {
        let text = head.clone() + &rule("r", first.0, first.1) + &rule("r", second.0, second.1);
        let said = wrong(&text);
        let line = text.lines().enumerate().filter(|(_, l)| *l == "[[rule]]").map(|(n, _)| n + 1);
        let lines: Vec<usize> = line.collect();
        assert!(said.starts_with(&format!("p.toml:{}:", lines[1])), "{said}");
        assert!(said.contains(&format!("see line {}", lines[0])) && said.contains("3.5.1): r"), "{said}");
    }
    for (first, second) in [
        (("r", a, last), ("r", b, last)),
        (("r", a, last), ("r", b, "'redact'")),
        (("r", a, last), ("other", b, "'hash_token'")),
        (("r", a, last), ("r", b, "'mask'")),
    ] {
        let text = head.clone() + &rule(first.0, first.1, first.2) + &rule(second.0, second.1, second.2);
        assert_eq!(wrong(&text), "", "{}", second.2);
    }
}

#[test]
fn what_needs_a_subject_needs_it_in_every_source_it_holds_for() {
    let policy = |subject: &str, rule: &str| {
        wrong(&format!(
            "{HEAD}accept_unfindable = ['DATE_OF_BIRTH']\n\
             [[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['DATE_OF_BIRTH']\n\
             [[category]]\nid = 'd'\ntitle = 'D'\ninfo_types = ['DATE_OF_BIRTH']\n\
             [[source]]\nid = 's'\ncategories = ['c']\nsubject = 'id'\n\
             [[source]]\nid = 't'\ncategories = ['d']\n{subject}\n\
             {RECIPIENT}[[rule]]\nto = ['r']\n{rule}\naction = 'date_shift'\norigin = 'house'\n"
        ))
    };
    let said = policy("", "info_types = ['DATE_OF_BIRTH']");
    assert!(
        said.starts_with("p.toml:24:1: this action needs to know who") && said.contains("see line 17"),
        "{said}"
    );
    assert!(said.contains("add `subject = "), "{said}");
    assert_eq!(policy("", "categories = ['c']"), "", "the other source has no such rule");
    assert_eq!(
        policy(
            "subject = ['id', { field = 'mail', info_type = 'EMAIL_ADDRESS' }]",
            "categories = ['c', 'd']"
        ),
        ""
    );
    for (subject, wanted) in [
        ("subject = []", "an empty list names nothing"),
        ("subject = ' '", "a field has a name"),
        ("subject = { field = 'mail' }", "`info_type`"),
        ("subject = { field = 'mail', info_type = 'EMAIL' , x = 1 }", "unknown key"),
        ("subject = 3", "must be a table"),
    ] {
        let said = policy(subject, "categories = ['c']");
        assert!(said.contains(wanted), "{subject}: {said}");
    }
    let none = wrong(&format!(
        "{HEAD}accept_unfindable = ['DATE_OF_BIRTH']\n\
         {RECIPIENT}[[rule]]\nto = ['r']\ninfo_types = ['DATE_OF_BIRTH']\naction = 'date_shift'\norigin = 'house'\n"
    ));
    assert!(none.contains("needs to know who"), "{none}");
}

/// A policy in a directory with what it goes on from.
fn based(directory: &Path, base: &str, own: &str) -> obelus::error::Result<Policy> {
    std::fs::write(directory.join("base.toml"), base).unwrap();
    let file = directory.join("own.toml");
    std::fs::write(&file, format!("base = 'base.toml'\n{own}")).unwrap();
    Policy::load(file.to_str().unwrap(), "own.toml", &vocabulary())
}

/// What policies go on from in the tests below.
fn base() -> String {
    format!(
        "{HEAD}default_clause = '9'\n{CATEGORY}[[state]]\nid = 'out'\ntitle = 'O'\nkind = 'deny'\n\
         [[source]]\nid = 's'\npaths = ['*s*']\ncategories = ['c']\n{RECIPIENT}\
         [[rule]]\nto = ['r']\ninfo_types = ['EMAIL_ADDRESS']\naction = 'redact'\nclause = '1'\n\
         [[rule]]\nto = ['*']\nwhen = ['out']\ncategories = ['c']\naction = 'drop_record'\nclause = '2'\n\
         [[record]]\nto = ['r']\nunless = ['out']\nclause = '2'\n"
    )
}

#[test]
fn a_policy_that_goes_on_from_another_has_all_of_it_and_its_own() {
    let directory = common::directory("based");
    let keep = "[[rule]]\nto = ['r']\ninfo_types = ['EMAIL_ADDRESS']\naction = 'keep'\nclause = '3'\n";
    let phones = "[[rule]]\nto = ['r']\ninfo_types = ['PHONE_NUMBER']\naction = 'keep'\nclause = '3'\n";
    let of = |own: &str| based(&directory, &base(), &format!("{HEAD}{own}")).unwrap();
    let find = |policy: &Policy, info_type: &str, states: u32| {
        let who = policy.recipient("r").unwrap();
        let states = [obelus::policy::state::StateSet(states)];
        let id = vocabulary().find(info_type).unwrap();
        table::cell_in(policy, (who, None), &[0], id, &states).unwrap()
    };
    let plain = of("");
    assert_eq!(find(&plain, "EMAIL_ADDRESS", 0).action.name(), "redact");
    assert_eq!(
        find(&plain, "PHONE_NUMBER", 0).clause.as_deref(),
        Some("9"),
        "what is said once is inherited"
    );
    assert_eq!(plain.records.len(), 1, "so are rules for records");
    // Of two that name as much the nearer one decides, and what it says is no contradiction.
    let nearer = of(&format!("{keep}{phones}"));
    assert_eq!(find(&nearer, "EMAIL_ADDRESS", 0).action.name(), "keep");
    assert_eq!(find(&nearer, "PHONE_NUMBER", 0).action.name(), "keep");
    let vocabulary = vocabulary();
    assert_eq!(check::problems(&nearer, &vocabulary, &rules(&vocabulary)), []);
    // A rule that asks for a state is not undone from here.
    assert_eq!(find(&nearer, "EMAIL_ADDRESS", 1).action.name(), "drop_record");
    // What has the same id is replaced as a whole, in its place.
    let replaced = of("[[recipient]]\nid = 'r'\ntitle = 'Other'\nunclassified = 'scan'\n\
                       [[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['PHONE_NUMBER']\n");
    assert_eq!((replaced.recipients.len(), replaced.recipients[0].title.as_str()), (1, "Other"));
    assert_eq!(replaced.recipients[0].unclassified, FreeText::Scan);
    let [category] = &replaced.categories[..] else { panic!("one category") };
    assert_eq!(category.named, [vocabulary.find("PHONE_NUMBER").unwrap()]);
    assert!(!category.info_types.contains(&vocabulary.find("EMAIL_ADDRESS").unwrap()));
    // But not twice.
    let twice = format!("{HEAD}{RECIPIENT}{RECIPIENT}");
    let said = based(&directory, &base(), &twice).err().unwrap().to_string();
    assert!(said.contains("own.toml") && said.contains("this id is taken"), "{said}");
}

#[test]
fn mistakes_of_a_base_are_placed_in_it() {
    let directory = common::directory("based-wrong");
    let said = |base: &str, own: &str| match based(&directory, base, own) {
        Err(e) => e.to_string(),
        Ok(policy) => {
            let vocabulary = vocabulary();
            let problems = check::problems(&policy, &vocabulary, &rules(&vocabulary));
            problems.first().map(ToString::to_string).unwrap_or_default()
        }
    };
    let wrong = base().replace("action = 'redact'", "action = 'redakt'");
    assert!(said(&wrong, HEAD).starts_with("the base of own.toml:"), "{}", said(&wrong, HEAD));
    assert!(said(&wrong, HEAD).contains(":23:10: unknown name"), "{}", said(&wrong, HEAD));
    // A state of the base that nothing asks for any more is not this policy's mistake; a rule of its own that decides nothing is.
    let dead = "[[rule]]\nto = ['r']\ncategories = ['c']\naction = 'mask'\nclause = '3'\n";
    let said_of = said(&base(), &format!("{HEAD}{dead}"));
    assert!(said_of.starts_with("own.toml:5:1: this rule decides nothing"), "{said_of}");
    // A circle ends.
    let circle = said(&format!("base = 'own.toml'\n{}", base()), HEAD);
    assert!(circle.contains("in a circle"), "{circle}");
    let missing = said(&format!("base = 'nothing.toml'\n{}", base()), HEAD);
    assert!(missing.contains("goes on from") && missing.contains("cannot be read"), "{missing}");
}

#[test]
fn only_whole_values_are_published() {
    let with = |info_type: &str, value: &str| {
        wrong(&format!(
            "{HEAD}{CATEGORY}{RECIPIENT}[[rule]]\nto = ['r']\ncategories = ['c']\naction = 'redact'\nclause = '1'\n\
             [[published]]\ninfo_type = '{info_type}'\nvalues = ['{value}']\nclause = '1'\n"
        ))
    };
    assert_eq!(with("EMAIL_ADDRESS", "info@example.com"), "");
    for (info_type, value) in
        [("EMAIL_ADDRESS", "@example.org"), ("EMAIL_ADDRESS", "example.org"), ("PHONE_NUMBER", "212")]
    {
        let said = with(info_type, value);
        assert!(said.starts_with("p.toml:18:11: not a whole value") && !said.contains(value), "{said}");
    }
    for (info_type, value) in [
        ("CVV_NUMBER", "123"),
        ("PASSWORD", "hunter2"),
        ("CREDIT_CARD_NUMBER", "4111 1111 1111 1111"),
        ("US_SOCIAL_SECURITY_NUMBER", "219-09-9999"),
    ] {
        let said = with(info_type, value);
        assert!(said.contains("so none is published") && !said.contains(value), "{info_type} {said}");
    }
}

#[test]
fn states_and_stated_bases_are_not_undone_by_who_goes_on() {
    let directory = common::directory("based-undone");
    let base = base().replace("title = 'R'\n", "title = 'R'\nbasis = 'required'\n");
    let said = |own: &str| match based(&directory, &base, &format!("{HEAD}{own}")) {
        Err(e) => e.to_string(),
        Ok(_) => String::new(),
    };
    assert_eq!(said(""), "");
    let state = said("[[state]]\nid = 'out'\ntitle = 'O'\nkind = 'allow'\n");
    assert!(state.starts_with("own.toml:5:1: this state is one of"), "{state}");
    let recipient = said(RECIPIENT);
    assert!(recipient.contains("on a stated basis only"), "{recipient}");
    assert_eq!(said(&format!("{RECIPIENT}basis = 'required'\n")), "");
}
