//! Words of the context, byte by byte: where they begin and end beside a value.

use obelus::limits::CONTEXT_BYTES;

/// True when `word` stands within [`CONTEXT_BYTES`] of `start..end`, in any case, as a word of its line. `_` is
/// between words, and so is a change from a small to a capital letter, unless the small letter stands alone
/// as in `iPhone`; scripts without spaces have no ends of words. The words of a marker do not count.
/// Letters of ASCII count in either case; others make a word in small letters, in capitals, or with a capital in front.
pub fn stands_in_any_case(word: &str, line: &[u8], start: usize, end: usize) -> bool {
    let near = |word: &str| stands_near(word, line, start, end);
    let small = || word.to_lowercase();
    let capital = || {
        let small = small();
        let first = small.chars().next().map_or(0, char::len_utf8);
        small[..first].to_uppercase() + &small[first..]
    };
    if word.is_ascii() {
        near(word)
    } else {
        near(&small()) || near(&word.to_uppercase()) || near(&capital())
    }
}

fn stands_near(word: &str, line: &[u8], start: usize, end: usize) -> bool {
    let small = |at: usize| line[at].is_ascii_lowercase();
    let sides = [(start.saturating_sub(CONTEXT_BYTES), start), (end, line.len().min(end + CONTEXT_BYTES))];
    sides.iter().any(|(from, to)| {
        // One byte beyond says where a word ends. The value itself is no part of one.
        let seen = if *to == start { from.saturating_sub(1)..*to } else { *from..line.len().min(to + 1) };
        // True when the bytes on the two sides of `at` belong to one word.
        let inside = |at: usize| {
            at > seen.start && at < seen.end && !(small(at - 1) && line[at].is_ascii_uppercase()) && {
                let mut first = at - 1;
                while first > seen.start && (0x80..0xc0).contains(&line[first]) {
                    first -= 1;
                }
                let first = if (0x80..0xc0).contains(&line[first]) { at } else { first };
                (first == at || is_letter(&line[first..at])) && is_letter(&line[at..seen.end])
            }
        };
        (*from..*to).any(|at| {
            let ends = at + word.len();
            let alone =
                at > *from && small(at - 1) && !(at > from + 1 && small(at - 2)) && is_letter(&line[at..]);
            ends <= *to
                && line[at..ends].eq_ignore_ascii_case(word.as_bytes())
                && !inside(at)
                && !alone
                && !inside(ends)
                && !in_marker(line, at, ends)
        })
    })
}

/// True for what words of scripts with spaces consist of. The second byte may be out of sight.
fn is_letter(text: &[u8]) -> bool {
    let code = |mask: u8, next: u8| (u32::from(text[0] & mask) << 6) | u32::from(next & 0x3f);
    match (text[0], text.get(1).copied()) {
        (byte, _) if byte < 0x80 => byte.is_ascii_alphanumeric(),
        (0xe3..=0xe9 | 0xeb..=0xed, _) => false,
        // Latin-1 signs.
        (0xc2, Some(next)) => [0xaa, 0xb5, 0xba].contains(&next),
        // The upper bits of the code: Thai, punctuation, Hangul, full-width forms.
        (0xe0..=0xef, Some(next @ 0x80..0xc0)) => {
            let code = code(0x0f, next) << 6;
            ![0xe00..0xe80, 0x2000..0x2080, 0xac00..0xb000, 0xff00..0x10000].iter().any(|r| r.contains(&code))
        }
        _ => true,
    }
}

fn in_marker(line: &[u8], start: usize, end: usize) -> bool {
    let name = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
    let left = line[..start].iter().rposition(|b| !name(b)).map(|at| line[at]);
    let right = line[end..].iter().position(|b| !name(b)).map(|at| line[end + at]);
    line[start..end].iter().all(name) && left == Some(b'[') && right == Some(b']')
}
