//! Rotation, rekey, keysets, and a vault: which keys open which tokens.

use std::fs;

use super::*;

const LINE: &[u8] = b"mail ann@example.com call 212-555-0142\n";
const OPEN: &[&str] = &["--allow", "email,phone"];

/// Runs `keys` with `arguments`.
fn keys(arguments: &[&str]) -> String {
    let done = run(obelus([&["keys"], arguments].concat()), b"");
    assert_eq!(done.code, 0, "{arguments:?}: {}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

/// Rekeys `tokens` for `to`.
fn rekeyed(place: &Place, tokens: &[u8], to: &str, file: &str) -> (Run, String) {
    fs::write(place.path(file), tokens).unwrap();
    let (key, file) = (place.path("key"), place.path(file));
    let done = run(obelus(["rekey", "--to", to, "--key-file", text(&key), text(&file)]), b"");
    let said = done.said();
    (done, said)
}

#[test]
fn old_tokens_can_be_restored_until_their_key_is_destroyed() {
    let place = Place::new("rotation");
    let key = place.path("key");
    let table = b"id,email,name\n1,ann@example.com,\"Lee, \"\"A\"\"\"\n2,bob@example.com,x\n";
    let old = place.tokens("a.csv", table, "support");
    let id = String::from_utf8(old.clone()).unwrap().split("ob1s_em_").nth(1).unwrap()[..4].to_owned();
    keys(&["rotate", "--key-file", text(&key)]);
    let new = place.tokens("a.csv", table, "support");
    assert_ne!(old, new);
    for tokens in [&old, &new] {
        let done = place.restore("a.csv", tokens, ALL);
        assert_eq!((done.code, &done.stdout[..]), (0, &table[..]), "{}", done.said());
    }
    let (done, said) = rekeyed(&place, &old, "support", "a.csv");
    assert_eq!(
        (done.code, String::from_utf8(done.stdout).unwrap()),
        (0, String::from_utf8(new.clone()).unwrap())
    );
    assert!(said.contains("email 2, name 2"), "{said}");
    let (done, said) = rekeyed(&place, &new, "support", "a.csv");
    assert!(
        done.code == 0 && done.stdout == new && said.contains("4 tokens are of this key already"),
        "{said}"
    );

    keys(&["destroy", &id, "--key-file", text(&key), "--yes"]);
    let done = place.restore("a.csv", &old, ALL);
    assert_eq!((done.code, &done.stdout), (3, &old), "{}", done.said());
    assert!(done.said().contains("4 tokens could not be restored"), "{}", done.said());
    assert_eq!(place.restore("a.csv", &new, ALL).stdout, table);
    let (done, said) = rekeyed(&place, &old, "support", "a.csv");
    assert!(done.code == 3 && done.stdout == old && said.contains("4 tokens could not be opened"), "{said}");
}

/// In text and JSON, with hash tokens, and tokens of others: these stay, and are counted.
#[test]
fn rekey_changes_tokens_and_nothing_else() {
    let place = Place::new("rekey");
    let hashed = place.tokens("a.log", LINE, "stats");
    let (old, foreign) = (place.tokens("a.log", LINE, "support"), place.tokens("a.log", LINE, "bank"));
    keys(&["rotate", "--key-file", text(&place.path("key"))]);
    let new = place.tokens("a.log", LINE, "support");
    let [old, new, foreign] = [old, new, foreign].map(|t| String::from_utf8(t).unwrap());
    let all =
        |tokens: &str| format!("{{\"a\": \"{}\",\t\"b\": 7, \"c\": \"{}\"}}", tokens.trim(), foreign.trim());
    let (done, said) = rekeyed(&place, all(&old).as_bytes(), "support", "a.json");
    assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (3, all(&new)), "{said}");
    assert!(said.contains("email 1, phone 1") && said.contains("2 tokens could not be opened"), "{said}");
    let (done, said) = rekeyed(&place, &hashed, "stats", "a.log");
    assert!(
        done.code == 0 && done.stdout == hashed && said.contains("2 hash and vault tokens stay"),
        "{said}"
    );
}

#[test]
fn a_keyset_opens_its_recipient_s_tokens_and_no_other_s() {
    let place = Place::new("keyset");
    let tokens = place.tokens("a.log", LINE, "support");
    let (key, reveal, tokenize) = (place.path("key"), place.path("reveal"), place.path("tokenize"));
    for (purpose, output) in [("reveal", &reveal), ("tokenize", &tokenize)] {
        keys(&["export", "--key-file", text(&key), "--to", "support", "--for", purpose, "-o", text(output)]);
    }
    fs::write(place.path("a.log"), &tokens).unwrap();
    let asked = |key: &Path, to: &str| {
        run(obelus(with(with(place.arguments("a.log", OPEN), "--key-file", text(key)), "--to", to)), b"")
    };
    let done = asked(&reveal, "support");
    assert_eq!((done.code, &done.stdout[..]), (0, LINE), "{}", done.said());
    let done = asked(&tokenize, "support");
    assert_eq!((done.code, &done.stdout), (3, &tokens), "{}", done.said());
    let done = asked(&reveal, "bank");
    assert!(done.code == 2 && done.stdout.is_empty(), "{}", done.said());
}

#[test]
fn tokens_of_a_vault_come_back_until_their_subject_is_erased() {
    let place = Place::new("vault");
    let (vault, key) = (place.path("vault"), place.path("key"));
    let tokens = place.tokens_with("a.log", LINE, "vaulted", "key", &["--vault", text(&vault)]);
    fs::write(place.path("a.log"), &tokens).unwrap();
    let ask = |more: &[&str]| {
        run(obelus(with(place.arguments("a.log", &[OPEN, more].concat()), "--to", "vaulted")), b"")
    };
    let done = ask(&["--vault", text(&vault)]);
    let want = "mail ann@example.com call +12125550142\n";
    assert_eq!((done.code, &*String::from_utf8_lossy(&done.stdout)), (0, want), "{}", done.said());
    let done = ask(&[]);
    assert_eq!((done.code, &done.stdout), (3, &tokens), "{}", done.said());
    fs::write(place.path("gone"), "ann@example.com\n").unwrap();
    let arguments = ["vault", "erase", "--vault", text(&vault), "--key-file", text(&key), "--subject-file"];
    let done = run(obelus([&arguments[..], &[text(&place.path("gone"))]].concat()), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let done = ask(&["--vault", text(&vault)]);
    let shown = String::from_utf8(done.stdout).unwrap();
    assert!(done.code == 3 && shown.contains("ob1v_em_") && shown.contains("+12125550142"), "{shown}");
}
