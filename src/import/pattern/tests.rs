#![allow(clippy::unwrap_used)]

use super::*;

fn go(text: &str) -> Converted {
    convert(text, Dialect::default(), Value::FirstGroup, 99).unwrap()
}

fn python(text: &str) -> Converted {
    convert(text, Dialect { any_case: false, python: true }, Value::Whole, 99).unwrap()
}

fn refused(text: &str) -> Why {
    convert(text, Dialect { any_case: false, python: true }, Value::Whole, 99).err().unwrap()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn word_boundaries_become_what_must_not_stand_there() {
    let made = go(r"\bAKIA[A-Z2-7]{16}\b");
    assert_eq!(made.pattern, "AKIA[A-Z2-7]{16}");
    assert_eq!((made.not_before, made.not_after), (some("[0-9A-Za-z_]"), some("[0-9A-Za-z_]")));
    assert_eq!(made.notes, [""; 0]);
    let made = go(r"\b\+[0-9]{9}");
    assert_eq!(made.not_before, some(r"[^0-9A-Z_a-z\x0a]|\A").map(|_| made.not_before.clone().unwrap()));
    assert!(made.not_before.unwrap().ends_with(r"|\A"), "a word has to stand before the sign");
    let made = go(r"\b[a-z.]{4}");
    assert_eq!((made.not_before, made.notes.len()), (None, 1), "what it would mean depends on the value");
}

#[test]
fn the_group_is_the_value_and_what_may_stand_before_it_is_left_out() {
    let made = go(
        r#"(?i)[\w.-]{0,50}?(?:adobe)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:=)[\x60'"\s=]{0,5}([a-f0-9]{32})(?:[\x60'"\s;]|\\[nr]|$)"#,
    );
    assert_eq!(
        made.pattern,
        r#"(?i)(?:adobe)(?:[ \t\w.-]{0,20})[ \t\r\x0b\x0c'"]{0,3}(?:=|>|:=)[\x60'" \t\r\x0b\x0c=]{0,5}(?P<value>[a-f0-9]{32})"#
    );
    assert_eq!(made.not_before, None);
    let after = made.not_after.unwrap();
    let hir = parse(&after).unwrap();
    assert!(single_bytes(&hir).0.has(b'a') && !single_bytes(&hir).0.has(b';'), "{after}");
    assert!(after.contains(r"[\\]["), "an escape may follow: {after}");
    assert_eq!(made.notes, [""; 0]);
}

#[test]
fn a_value_without_an_end_gets_a_tail() {
    let made = go(r"tok_([^\s;]+)");
    assert_eq!((made.pattern.as_str(), made.tail.as_deref()), (r"tok_(?P<value>[^\s;]{1})", Some(r"[^\s;]")));
    let made = go(r"tok_[^;]*");
    assert_eq!((made.pattern.as_str(), made.tail.as_deref()), ("tok_", Some(r"[^;\n]")));
    let made = go(r"a.+b[\D]{2,}c");
    assert_eq!(
        (made.pattern.as_str(), made.tail, made.notes.len()),
        (r"a[^\n]{1,99}b[[\D]&&[^\n]]{2,99}c", None, 1)
    );
}

#[test]
fn what_a_shorter_match_would_find_is_said() {
    assert_eq!(go(r"k=[a-z]+(?:;|$)").notes, [""; 0]);
    assert_eq!(go(r"k=[^ ]+(?:;|$)").notes.len(), 1);
}

#[test]
fn look_around_at_the_ends_becomes_boundaries() {
    let made = python(r"(?<![0-9])(?<!-)[0-9]{5}(?![0-9])");
    assert_eq!(made.pattern, "[0-9]{5}");
    assert_eq!((made.not_before, made.not_after), (some("[0-9]|-"), some("[0-9]")));
    let made = python(r"(?<=\s|:)[0-9]{5}(?=\W|\Z)");
    assert_eq!(made.pattern, "[0-9]{5}");
    assert_eq!(made.not_after.unwrap(), "[0-9A-Za-z_]");
    let before = parse(&made.not_before.unwrap()).unwrap();
    assert!(single_bytes(&before).0.has(b'x') && !single_bytes(&before).0.has(b':'));
    assert_eq!(python(r"((?<!\d)\d{5})").pattern, r"\d{5}", "a group around all of it");
    assert_eq!(python(r"(?i)(?<!x)ab").pattern, "(?i)ab");
    for text in [r"(?!000)[0-9]{3}", r"a(?!b)c", r"(?<!a)b|c", r"(a|(?=b)c)d"] {
        assert!(refused(text).contains("look-around"), "{text}");
    }
}

#[test]
fn what_cannot_be_said_is_refused() {
    assert!(refused(r"(a)\1").contains("back references"));
    assert!(refused(r"a\nb").contains("end of a line"));
    assert!(refused(r"\p{Greek}{9}").contains("Unicode"));
    assert!(refused(r"[äö]{9}").contains("Unicode"));
    assert!(refused(r"(?x) a b").contains("do not count"));
    assert!(refused(r"a(?:b|$)c").contains("anchor") || refused(r"a(?:b|$)c").contains("boundaries"));
    assert!(refused(r"a\Bb").contains("\\B"));
    assert!(refused(r"\bab|cd").contains("different boundaries"));
    assert!(convert("ab", Dialect::default(), Value::Group(1), 9).is_err());
}

#[test]
fn branches_with_the_same_boundaries_share_them() {
    let made = go(r"\bab\b|\bcd\b");
    assert_eq!((made.pattern.as_str(), made.not_before), ("ab|cd", some("[0-9A-Za-z_]")));
    assert_eq!(go("^ab$").not_before.as_deref(), Some(r"[^\x0a]"));
}

#[test]
fn a_group_that_need_not_match_is_no_value() {
    let made = go("a(b)?c");
    assert_eq!((made.pattern.as_str(), made.notes.len()), ("a(?:b)?c", 1));
}

#[test]
fn letters_of_either_case() {
    let made = convert("ab", Dialect { any_case: true, python: false }, Value::Whole, 9).unwrap();
    assert_eq!(made.pattern, "(?i)ab");
}
