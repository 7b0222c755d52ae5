//! The lines that one line of text says: a page ends them with tags (`<br>`, `</div><div>`), strings and contacts with escapes (`\n`).

use crate::detect::element;
use crate::span::Span;

/// The lines that the bytes `line` of `text` say, without what ends each, and where that ends.
pub(super) fn pieces(text: &[u8], line: Span) -> impl Iterator<Item = (Span, usize)> + '_ {
    let mut at = Some(line.start);
    std::iter::from_fn(move || {
        let start = at?;
        let mut from = start;
        while let Some(sign) = memchr::memchr2(b'\\', b'<', &text[from..line.end]).map(|n| from + n) {
            if let Some(next) = behind_end(&text[..line.end], sign) {
                at = Some(next);
                return Some((Span::new(start, sign), next));
            }
            from = sign + 1;
        }
        at = None;
        Some((Span::new(start, line.end), line.end))
    })
}

/// Where the line goes on behind what ends a line at `sign`.
fn behind_end(text: &[u8], sign: usize) -> Option<usize> {
    if text[sign] == b'<' {
        return element::end_of_tag(text, sign);
    }
    // The escape may be escaped itself.
    let letter = sign + text[sign..].iter().take_while(|b| **b == b'\\').count();
    matches!(text.get(letter), Some(b'n' | b'r')).then_some(letter + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_escapes_end_lines() {
        for (text, wanted) in [
            ("", &[""][..]),
            ("a", &["a"]),
            (r"a\nb\\r\\nc", &["a", "b", "", "c"]),
            (r"a\tb\", &[r"a\tb\"]),
            ("<p>a<br>b</div><div class=x>c", &["", "a", "b", "", "c"]),
            ("<13>a < b <b>c", &["<13>a < b <b>c"]),
        ] {
            let all = Span::new(0, text.len());
            let made: Vec<&str> =
                pieces(text.as_bytes(), all).map(|(piece, _)| &text[piece.start..piece.end]).collect();
            assert_eq!(made, wanted, "{text}");
        }
    }
}
