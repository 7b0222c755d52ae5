//! What people write so that machines do not see it.

use super::replaced;

/// Lines put together that a wrap took apart: quotes of mail, indents, continuations.
pub fn joined_lines(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"[ \t]*[\\=]?\r?\n(?:[ \t>|#*]|//)*", |_| Some(Vec::new()))
}

/// `name [at] example dot com`, `_AT_`, `NOSPAM`, spaces around the signs.
pub fn signs(text: &[u8]) -> Option<Vec<u8>> {
    let at = r"(?i)\s*(?:[\[\(\{<]\s*(?:at|@)\s*[\]\)\}>]|\b_?at_\b|_at_|-at-|\s@\s|\sat\s|=at=|\*at\*)\s*";
    let dot = r"(?i)\s*(?:[\[\(\{<]\s*(?:dot|punkt|point|\.)\s*[\]\)\}>]|_dot_|-dot-|\sdot\s|\s\.\s?|=dot=|\*dot\*)\s*";
    let spam = r"(?i)[.-]?(?:no-?spam|remove-?(?:this|me)|please)[.-]?";
    let mut now = text.to_vec();
    for (pattern, sign) in [(at, &b"@"[..]), (dot, b"."), (spam, b"")] {
        now = replaced(&now, pattern, |_| Some(sign.to_vec())).unwrap_or(now);
    }
    (now != text).then_some(now)
}

const WORDS: &[&str] = &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// Digits written as words.
pub fn spelled(text: &[u8]) -> Option<Vec<u8>> {
    replaced(text, r"(?i)\b(?:zero|one|two|three|four|five|six|seven|eight|nine|oh)\b", |found| {
        let word = found[0].to_ascii_lowercase();
        let digit = WORDS.iter().position(|known| known.as_bytes() == word).unwrap_or(0);
        Some(digit.to_string().into_bytes())
    })
}

/// From the last character to the first.
pub fn reversed(text: &[u8]) -> Option<Vec<u8>> {
    Some(String::from_utf8_lossy(text).chars().rev().collect::<String>().into_bytes())
}

/// Every letter thirteen further, every digit five.
pub fn rot13(text: &[u8]) -> Option<Vec<u8>> {
    let turn = |b: &u8| match b {
        b'a'..=b'z' => (b - b'a' + 13) % 26 + b'a',
        b'A'..=b'Z' => (b - b'A' + 13) % 26 + b'A',
        b'0'..=b'9' => (b - b'0' + 5) % 10 + b'0',
        _ => *b,
    };
    Some(text.iter().map(turn).collect())
}
