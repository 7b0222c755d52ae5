//! The audit log of real runs, and what `audit verify` says of it.

use std::fs;

use super::*;

const LINE: &[u8] = b"mail ann@example.com call 212-555-0142\n";

/// A place with the log of three runs.
fn logged(name: &str) -> Place {
    let place = Place::new(name);
    let tokens = place.tokens("a.log", LINE, "support");
    for allow in ["email", "phone", "card"] {
        assert_eq!(place.restore("a.log", &tokens, &["--allow", allow]).code, 0);
    }
    place
}

fn verify(place: &Place, more: &[&str]) -> (i32, String) {
    let log = place.path("audit.jsonl");
    let done = run(obelus([&["audit", "verify", text(&log)], more].concat()), b"");
    (done.code, format!("{}{}", String::from_utf8_lossy(&done.stdout), done.said()))
}

/// SHA-256, by another program.
fn sha256(file: &Path) -> String {
    let done = std::process::Command::new("sha256sum").arg(file).output().unwrap();
    String::from_utf8(done.stdout).unwrap()[..64].to_owned()
}

#[test]
fn a_record_says_who_why_and_what() {
    let place = logged("record");
    let records = place.records();
    let intent = &records[0];
    for (field, value) in
        [("actor", "ann"), ("reason", "ticket 7"), ("recipient", "support"), ("record", "intent")]
    {
        assert_eq!(intent[field], value);
    }
    assert_eq!(intent["allowed"], serde_json::json!(["email"]));
    assert_eq!(intent["to_reveal"], serde_json::json!({"email": 1}));
    assert_eq!(intent["inputs"][0]["sha256"], sha256(&place.path("a.log")));
    let token = fs::read_to_string(place.path("a.log")).unwrap().split(' ').nth(1).unwrap().to_owned();
    fs::write(place.path("token"), format!("{token}\n")).unwrap();
    assert_eq!(intent["inputs"][0]["tokens_sha256"], sha256(&place.path("token")));
    assert!(intent["time"].as_str().unwrap().ends_with('Z') && intent["uid"].is_u64(), "{intent}");
    let outcome = &records[1];
    assert_eq!(outcome["revealed"], serde_json::json!({"email": 1}));
    assert_eq!((outcome["not_allowed"].as_u64(), outcome["exit"].as_u64()), (Some(1), Some(0)));
    let log = fs::read_to_string(place.path("audit.jsonl")).unwrap();
    fs::write(place.path("line"), log.lines().next().unwrap()).unwrap();
    assert_eq!(outcome["intent"], sha256(&place.path("line")));
    assert_eq!(outcome["previous"], outcome["intent"]);
}

#[test]
fn the_first_record_that_does_not_fit_is_told() {
    let place = logged("tampered");
    let path = place.path("audit.jsonl");
    let (code, said) = verify(&place, &[]);
    assert!(code == 0 && said.contains("6 records, 0 intents without an outcome"), "{said}");
    let head = said.rsplit(' ').next().unwrap().trim().to_owned();
    assert_eq!(verify(&place, &["--head", &head]).0, 0);
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.replacen("ticket 7", "ticket 8", 1)).unwrap();
    let (code, said) = verify(&place, &[]);
    assert!(code == 5 && said.contains("record 2"), "{said}");
    // What was cut off at the end shows only against a head.
    let cut: String = whole.lines().take(4).map(|line| format!("{line}\n")).collect();
    fs::write(&path, &cut).unwrap();
    assert_eq!(verify(&place, &[]).0, 0);
    let (code, said) = verify(&place, &["--head", &head]);
    assert!(code == 5 && said.contains("cut off"), "{said}");
    fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    let (code, said) = verify(&place, &[]);
    assert!(code == 5 && said.contains("record 6") && said.contains("cut short"), "{said}");
    fs::remove_file(&path).unwrap();
    assert_eq!(verify(&place, &[]).0, 3);
    assert_eq!(verify(&place, &["--head", "abc"]).0, 2);
}
