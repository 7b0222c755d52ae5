//! Text as a row of bytes, as programs print buffers: a value in it is found, and what comes out is read as before.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use crate::common;

use common::{directory, obelus, run, text};

const SAYS: &[u8] = b"write to ann.lee@example.com now";
const LEFT: &str = "write to [EMAIL_ADDRESS] now";

fn redacted(name: &str, input: &str) -> String {
    let file = directory("byte-rows").join(name);
    fs::write(&file, input).unwrap();
    let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
    assert_eq!(done.code, 0, "{input}");
    String::from_utf8(done.stdout.clone()).unwrap()
}

/// What the numbers of `values` say, a question mark for what is none.
fn says<'v>(values: impl IntoIterator<Item = &'v serde_json::Value>) -> String {
    let byte = |value: &serde_json::Value| value.as_u64().map_or('?', |byte| char::from(byte as u8));
    values.into_iter().map(byte).collect()
}

#[test]
fn buffers_in_json_lose_the_bytes_of_a_value() {
    let wanted = "write to ??????????????????? now";
    let list = serde_json::json!({ "body": { "type": "Buffer", "data": SAYS }, "n": [1, 2, 3] });
    let members: Vec<_> = SAYS.iter().enumerate().map(|(n, byte)| format!("\"{n}\": {byte}")).collect();
    let map = format!("{{\"data\": {{{}}}}}\n", members.join(", "));
    for (name, json) in
        [("list.jsonl", list.to_string()), ("list.json", serde_json::to_string_pretty(&list).unwrap())]
    {
        let out: serde_json::Value = serde_json::from_str(&redacted(name, &(json + "\n"))).unwrap();
        assert_eq!(says(out["body"]["data"].as_array().unwrap()), wanted);
        assert_eq!((&out["body"]["type"], &out["n"]), (&"Buffer".into(), &list["n"]));
    }
    let out: serde_json::Value = serde_json::from_str(&redacted("map.json", &map)).unwrap();
    let object = out["data"].as_object().unwrap();
    assert_eq!(says((0..SAYS.len()).map(|n| &object[&n.to_string()])), wanted);
}

#[test]
fn numbers_that_say_no_text_stay() {
    let json = serde_json::json!({
        "sizes": [97, 110, 1, 64, 98, 46, 99, 2], "more": [104, 101, 108, 108, 111, 32, 97, 108, 108],
        "large": [300, 97, 110, 110], "five": [97, 64, 98, 46, 99], "real": [97.5, 64.0, 98.0],
    });
    let input = serde_json::to_string_pretty(&json).unwrap() + "\n";
    assert_eq!(redacted("numbers.json", &input), input);
}

/// How a byte is written.
type Written = fn(u8) -> String;

#[test]
fn rows_in_text_say_what_is_left() {
    let row = |each: Written, joint: &str, bytes: &[u8]| {
        bytes.iter().map(|byte| each(*byte)).collect::<Vec<_>>().join(joint)
    };
    let forms: [(Written, &str); 6] = [
        (|byte| format!("{byte:02x}"), "-"),
        (|byte| format!("{byte:02X}"), "-"),
        (|byte| format!("chr({byte})"), "."),
        (|byte| format!("Chr({byte})"), " & "),
        (|byte| format!("CHAR({byte})"), "||"),
        (|byte| format!("String.fromCharCode(0x{byte:02x})"), "+"),
    ];
    for (each, joint) in forms {
        let out = redacted("rows.txt", &format!("x = {}; y\n", row(each, joint, SAYS)));
        assert_eq!(out, format!("x = {}; y\n", row(each, joint, LEFT.as_bytes())));
    }
}
