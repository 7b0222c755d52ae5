//! Rules of a user: `--rules DIR` and `rules = [...]` of a policy, and that nothing of them is skipped.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;

use common::{directory, obelus, run, under_permissions};
use serde_json::Value;

use crate::common;

const BADGE: &str = r#"
id = "acme.badge"
info_type = "ACME_BADGE"
title = "badge of Acme"

[match]
pattern = 'QZ-[0-9]{6}'
not_before = '[0-9A-Za-z]'
not_after = '[0-9]'

[confidence]
base = 60
context = 30

[context]
lexicons = ["doors"]

[[example]]
text = '''badge «QZ-123456»'''
likelihood = "very_likely"

[[example]]
text = '''QZ-1234567'''
why = "one digit more"
"#;

const TYPES: &str = "[[info_type]]\nname = 'ACME_BADGE'\ntitle = 'badge'\ndomain = 'id'\naliases = ['BADGE']\nis = 'EMPLOYEE_ID'\n";

const DOORS: &str = "id = 'doors'\ntitle = 'words at doors'\nwords = { en = ['badge', 'door no'] }\n";

const FIELDS: &str = "title = 'Names of Acme'\n[[field]]\ninfo_type = 'ACME_BADGE'\nconfidence = 90\n\
                      heads = { en = ['zutritt'] }\n";

/// A directory with rules, a lexicon, an info type and a name of a field.
fn rules_in(directory: &Path) {
    fs::create_dir_all(directory.join("acme")).unwrap();
    fs::create_dir_all(directory.join("lexicons")).unwrap();
    fs::create_dir_all(directory.join("fields")).unwrap();
    fs::write(directory.join("acme/badge.toml"), BADGE).unwrap();
    fs::write(directory.join("info-types.toml"), TYPES).unwrap();
    fs::write(directory.join("lexicons/doors.toml"), DOORS).unwrap();
    fs::write(directory.join("fields/acme.toml"), FIELDS).unwrap();
    fs::write(directory.join("README.md"), "Rules of Acme.").unwrap();
    fs::write(directory.join(".hidden"), "left by an editor").unwrap();
}

/// What a command with `arguments` writes; its exit code must be `code`.
fn says(arguments: &[&str], input: &[u8], code: i32) -> String {
    let done = run(obelus(arguments), input);
    assert_eq!(done.code, code, "{arguments:?}: {}", done.said());
    let said = done.said();
    String::from_utf8(done.stdout).unwrap() + &said
}

#[test]
fn rules_of_a_directory_are_rules_of_every_command() {
    let directory = directory("rules-dir");
    let rules = directory.join("rules");
    rules_in(&rules);
    let rules = rules.to_str().unwrap();
    let input = b"at door no 3: QZ-123456\nand QZ-1234567\n";
    let found = says(&["scan", "--rules", rules, "--format", "jsonl", "--quiet", "-"], input, 0);
    let row: Value = serde_json::from_str(&found).unwrap();
    assert_eq!((&row["detector"], &row["info_type"]), (&"acme.badge".into(), &"ACME_BADGE".into()));
    assert_eq!(row["confidence"], 90, "the words of the lexicon count");
    let some = says(
        &["scan", "--rules", rules, "--info-types", "BADGE", "--format", "jsonl", "--quiet", "-"],
        input,
        0,
    );
    assert_eq!(some, found);
    let redacted = says(&["redact", "--rules", rules, "--quiet", "-"], input, 0);
    assert_eq!(redacted, "at door no 3: [ACME_BADGE]\nand QZ-1234567\n");
    let table = says(
        &["redact", "--rules", rules, "--quiet", "--input-format", "csv", "-"],
        b"name_of_it,zutritt\n1,x7\n",
        0,
    );
    assert!(table.ends_with("[ACME_BADGE]\n"), "the name of the column says what it is: {table}");
    assert!(says(&["rules", "list", "--rules", rules], b"", 0).contains("acme.badge"));
    assert_eq!(says(&["rules", "test", "--rules", rules], b"", 0), "2 examples, 0 failed\n");
    assert!(says(&["rules", "check", "--rules", rules], b"", 0).starts_with("acme.badge "));
    let without = says(&["scan", "--format", "jsonl", "--quiet", "-"], input, 0);
    assert_eq!(without, "", "nothing of it is shipped");
}

#[test]
fn several_directories_add_up_and_may_not_collide() {
    let directory = directory("rules-dirs");
    let (one, two) = (directory.join("one"), directory.join("two"));
    rules_in(&one);
    fs::create_dir(&two).unwrap();
    let other = BADGE
        .replace("acme.badge", "acme.pass")
        .replace("QZ-", "QY-")
        .replace("lexicons = [\"doors\"]", "de = ['marke']");
    fs::write(two.join("pass.toml"), &other).unwrap();
    let (one, two) = (one.to_str().unwrap(), two.to_str().unwrap());
    let both = ["redact", "--quiet", "--rules", one, "--rules", two, "-"];
    assert_eq!(says(&both, b"QZ-123456 QY-123456\n", 0), "[ACME_BADGE] [ACME_BADGE]\n");
    fs::write(Path::new(two).join("pass.toml"), other.replace("acme.pass", "acme.badge")).unwrap();
    let said = says(&both, b"QZ-123456\n", 2);
    assert!(
        said.contains("two/pass.toml:2:6: another rule has this id") && said.contains("replaces"),
        "{said}"
    );
    fs::write(Path::new(two).join("pass.toml"), other.replace("acme.pass", "us.ssn")).unwrap();
    assert!(says(&both, b"", 2).contains("another rule has this id"), "nor with a shipped one");
}

#[test]
fn a_rule_replaces_a_shipped_one_when_it_says_so() {
    let directory = directory("rules-replaces");
    let rule = "id = 'acme.ssn'\nreplaces = 'us.ssn'\ninfo_type = 'US_SOCIAL_SECURITY_NUMBER'\ntitle = 't'\n\
                match = { pattern = 'S[0-9]{9}' }\nconfidence = { base = 90 }\n";
    fs::write(directory.join("ssn.toml"), rule).unwrap();
    let rules = directory.to_str().unwrap();
    let input = b"ssn 536-22-8726 S536228726\n";
    let redacted = says(&["redact", "--quiet", "--rules", rules, "-"], input, 0);
    assert_eq!(redacted, "ssn 536-22-8726 [US_SOCIAL_SECURITY_NUMBER]\n");
    assert!(!says(&["rules", "list", "--rules", rules], b"", 0).contains("us.ssn "));
}

#[test]
fn a_policy_brings_its_rules_along() {
    let directory = directory("rules-policy");
    rules_in(&directory.join("rules"));
    let policy = "schema = 1\ntitle = 'T'\nversion = '1'\nrules = ['rules']\n\
                  [[category]]\nid = 'staff'\ntitle = 'S'\ninfo_types = ['ACME_BADGE']\n\
                  [[recipient]]\nid = 'r'\ntitle = 'R'\n\
                  [[rule]]\nto = ['r']\ninfo_types = ['ACME_BADGE']\naction = { name = 'mask', keep_last = 2 }\norigin = 'house'\n";
    let file = directory.join("policy.toml");
    fs::write(&file, policy).unwrap();
    let name = file.to_str().unwrap();
    assert!(says(&["policy", "check", name], b"", 0).contains("nothing wrong"));
    assert!(says(&["policy", "table", name], b"", 0).contains("ACME_BADGE"));
    let redact = ["redact", "--quiet", "--policy", name, "--to", "r", "-"];
    // The directory counts from where the policy stands, not from where the command runs.
    let mut command = obelus(redact);
    command.current_dir("/");
    let done = run(command, b"badge QZ-123456\n");
    assert_eq!((done.code, done.stdout.as_slice()), (0, &b"badge **-****56\n"[..]), "{}", done.said());
    fs::write(&file, policy.replace("rules = ['rules']\n", "")).unwrap();
    assert!(says(&["policy", "check", name], b"", 2).contains("unknown info type"));
    assert!(
        says(&["policy", "check", "--rules", directory.join("rules").to_str().unwrap(), name], b"", 0)
            .contains("nothing wrong")
    );
    fs::write(&file, policy.replace("'rules'", "'elsewhere'")).unwrap();
    assert!(says(&redact, b"badge QZ-123456\n", 2).contains("cannot be read"));
    fs::write(&file, policy.replace("['rules']", "'rules'")).unwrap();
    assert!(says(&redact, b"", 2).contains("policy.toml:4:9: must be a list"));
}

#[test]
fn nothing_is_skipped() {
    let directory = directory("rules-skipped");
    let rules = directory.join("rules");
    let redact = ["redact", "--quiet", "--rules", rules.to_str().unwrap(), "-"];
    let refused = |what: &str| {
        let done = run(obelus(redact), b"QZ-123456\n");
        assert_eq!((done.code, done.stdout.len()), (2, 0), "{what}: {}", done.said());
        done.said()
    };
    assert!(refused("no directory").contains("cannot be read"));
    fs::write(&rules, BADGE).unwrap();
    assert!(refused("a file").contains("rules of your own are a directory"));
    fs::remove_file(&rules).unwrap();
    fs::create_dir(&rules).unwrap();
    assert!(refused("empty").contains("no rule file"));
    rules_in(&rules);
    assert_eq!(run(obelus(redact), b"QZ-123456\n").stdout, b"[ACME_BADGE]\n");
    for (name, content, said) in [
        ("badge.tml", "x", "is no rule file"),
        ("badge.toml.bak", "x", "is no rule file"),
        ("b.toml", "id = ", "b.toml:1:"),
        ("c.toml", "id = 'a.b'\n", "c.toml:1:1: a required key is missing here"),
        ("d.toml", "id = 'A b'\n", "d.toml:1:6: an id is"),
        ("fields/x.toml", "titel = 'x'\n", "fields/x.toml"),
        ("lexicons/x.toml", "id = 'x'\n", "lexicons/x.toml:1:1"),
    ] {
        fs::write(rules.join(name), content).unwrap();
        let message = refused(name);
        assert!(message.contains(said), "{name}: {message}");
        fs::remove_file(rules.join(name)).unwrap();
    }
    fs::write(rules.join("e.toml"), b"id = '\xff'").unwrap();
    assert!(refused("not UTF-8").contains("e.toml: a rule file is not UTF-8"));
    fs::remove_file(rules.join("e.toml")).unwrap();
    std::os::unix::fs::symlink("nowhere", rules.join("f.toml")).unwrap();
    assert!(refused("a link to nothing").contains("cannot be read as a whole"));
    fs::remove_file(rules.join("f.toml")).unwrap();
    std::os::unix::fs::symlink(".", rules.join("loop")).unwrap();
    assert!(refused("a link that leads back").contains("nested too deep"));
}

#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let Some(wrapper) = under_permissions() else { return };
    let directory = directory("rules-permissions");
    rules_in(&directory);
    fs::set_permissions(directory.join("acme/badge.toml"), fs::Permissions::from_mode(0o000)).unwrap();
    let arguments = ["redact", "--quiet", "--rules", directory.to_str().unwrap(), "-"];
    let done = run(common::wrapped(&wrapper, arguments), b"QZ-123456\n");
    assert_eq!((done.code, done.stdout.len()), (2, 0), "{}", done.said());
    assert!(done.said().contains("badge.toml"), "{}", done.said());
}

#[test]
fn info_types_have_names_of_their_own() {
    let directory = directory("rules-types");
    let rules = directory.to_str().unwrap();
    for (types, said) in [
        (
            TYPES.replace("ACME_BADGE", "Acme Badge"),
            "info-types.toml:2:8: the name of an info type is capitals",
        ),
        (TYPES.replace("ACME_BADGE", "EMAIL_ADDRESS"), "there is an info type of this name"),
        (TYPES.replace("'BADGE'", "'PASSPORT'"), "there is an info type of this name"),
        (TYPES.replace("ACME_BADGE", "REDACTED"), "there is an info type of this name"),
        (TYPES.replace("'id'", "'ids'"), "did you mean"),
        (TYPES.replace("'EMPLOYEE_ID'", "'EMPLOYEES'"), "unknown info type"),
    ] {
        fs::write(directory.join("info-types.toml"), types).unwrap();
        let message = says(&["rules", "list", "--rules", rules], b"", 2);
        assert!(
            message.contains(said) || said == "did you mean" && message.contains("nearest valid name"),
            "{message}"
        );
    }
}
