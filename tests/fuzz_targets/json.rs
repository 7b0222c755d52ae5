//! JSON: what serde_json takes is taken and says the same, and nothing else is.

use obelus::format::json::parse::{Ground, Reader};
use obelus::format::sheet::{Kind, Sheet};
use obelus::span::Span;
use serde_json::Value as Json;

/// All of `text` as one value.
pub fn read(text: &[u8]) -> Option<Sheet> {
    let mut sheet = Sheet::default();
    let end = Reader::default().read_value(text, 0, Ground::root(), &mut sheet).ok()?;
    text[end..].iter().all(|b| b" \t\n\r".contains(b)).then_some(sheet)
}

/// What obelus takes and serde_json does not, written so that both do.
fn without_tolerances(text: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(text).into_owned().into_bytes();
    let mut is_string = false;
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'"' => is_string = !is_string,
            b'\\' if is_string => {
                if let Some(digits) = text.get_mut(at + 1..at + 6)
                    && digits[0] == b'u'
                    && digits[1].eq_ignore_ascii_case(&b'd')
                {
                    digits[1] = b'1';
                }
                at += 1;
                if text.get(at).is_some_and(|byte| *byte < b' ') {
                    text[at] = b' ';
                }
            }
            0..0x20 if is_string => text[at] = b' ',
            _ => {}
        }
        at += 1;
    }
    text
}

pub fn serde_accepts(text: &[u8]) -> bool {
    match serde_json::from_slice::<Json>(&without_tolerances(text)) {
        Ok(_) => true,
        Err(e) => e.to_string().starts_with("number out of range"),
    }
}

/// Documents to begin with.
pub const SAMPLES: &[&str] = &[
    r#"{"a":1,"b":[true,false,null,-0.5e+7,"x\u00e9\ud83d\ude00\n"],"c":{"d":{},"e":[]},"":"\"\\\/\b\f\r\t"}"#,
    "[ 1 , [ 2 ] , { \"k\" : \"v\" } , \"\u{e9}\u{65e5}\" ]",
    r#""just a string that is longer than a word or two are, and then \\ some more of it 0123456789""#,
    "-12.25E-3",
    "null",
    r#"{"in":"{\"a\":\"{\\\"b\\\":1}\"}"}"#,
];

/// Compares what is read of `data`.
#[allow(dead_code)] // The tests that have other documents use the rest.
pub fn check(data: &[u8]) {
    let sheet = read(data);
    // A number that is too large hides what stands behind it.
    let strict = serde_json::from_slice::<Json>(&without_tolerances(data));
    if strict.is_err_and(|e| e.to_string().starts_with("number out of range")) {
        return;
    }
    assert_eq!(sheet.is_some(), serde_accepts(data), "{}", data.escape_ascii());
    let Some(sheet) = sheet else { return };
    // Only what is no tolerance has the same value for both.
    if serde_json::from_slice::<Json>(data).is_err() {
        return;
    }
    for cell in sheet.cells.iter().filter(|c| c.kind == Kind::Text && c.layers.iter().count() == 1) {
        let quoted = Span::new(cell.span().start - 1, cell.span().end + 1).of(data);
        let value: String = serde_json::from_slice(quoted).unwrap();
        assert_eq!(value.as_bytes(), sheet.value(cell, data), "{}", data.escape_ascii());
    }
}
