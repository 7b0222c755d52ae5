//! Who signs a message: a name behind a word of leave (`Cheers,`), the name that a signature begins with, and the streets there.
//!
//! Nowhere else in a body are two words that begin with large letters taken for a name by where they stand.

use crate::span::Span;

/// What stands under a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Signed {
    Name,
    Street,
}

/// The longest line that is looked at: names and streets stand in short ones.
const LINE_BYTES_MAX: usize = 160;

/// The longest line that takes leave.
const LEAVE_BYTES_MAX: usize = 60;

/// How many lines behind a word of leave, or behind the line that begins a signature, a name may stand.
const NAME_LINES: usize = 3;

/// How many lines a signature has that streets are looked for in.
const STREET_LINES: usize = 12;

/// Words with which a message ends, in small letters. Those with a line of their own only.
const LEAVES: [&str; 16] = [
    "atentamente",
    "best",
    "bye",
    "ciao",
    "cordialement",
    "groeten",
    "hochachtungsvoll",
    "later",
    "love",
    "mfg",
    "respectfully",
    "saludos",
    "sincerely",
    "take care",
    "thx",
    "yours",
];

/// Those behind which more may follow: `Thanks in advance,`.
const OPENINGS: [&str; 23] = [
    "all the best",
    "best regards",
    "best wishes",
    "cheers",
    "freundliche gr\u{fc}\u{df}e",
    "greetings",
    "kind regards",
    "kindest regards",
    "liebe gr\u{fc}\u{df}e",
    "many thanks",
    "met vriendelijke groet",
    "mit freundlichen gr\u{fc}\u{df}en",
    "mit besten gr\u{fc}\u{df}en",
    "regards",
    "sch\u{f6}ne gr\u{fc}\u{df}e",
    "sincerely yours",
    "thank you",
    "thanks",
    "thanx",
    "viele gr\u{fc}\u{df}e",
    "warm regards",
    "with best regards",
    "yours ",
];

/// Words that stand alone under a message and are no name, in small letters.
const NO_NAMES: [&str; 44] = [
    "a", "again", "all", "also", "and", "any", "are", "as", "at", "but", "can", "do", "email", "for", "from",
    "hello", "hi", "how", "i", "if", "in", "is", "it", "mail", "my", "no", "not", "of", "on", "or", "please",
    "ps", "reply", "so", "some", "thanks", "that", "the", "this", "to", "we", "what", "yes", "you",
];

/// What streets are called, in small letters.
const STREETS: [&str; 21] = [
    "ave",
    "avenue",
    "blvd",
    "boulevard",
    "circle",
    "court",
    "ct",
    "dr",
    "drive",
    "highway",
    "hwy",
    "lane",
    "ln",
    "parkway",
    "pkwy",
    "place",
    "rd",
    "road",
    "square",
    "st",
    "street",
];

/// Ends of words that are streets, in small letters; a number stands behind them.
const STREET_ENDS: [&str; 6] = ["allee", "gasse", "platz", "stra\u{df}e", "strasse", "weg"];

/// Words of a name, at most.
const WORDS_MAX: usize = 4;

/// Passes on what is signed in `text`, in its order.
pub(super) fn find(text: &[u8], mut put: impl FnMut(Span, Signed)) {
    // How many lines may still have a name, whether one that may stand alone, and how many a street.
    let (mut names, mut is_leave, mut streets) = (0, false, 0);
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        let line = Span::new(at, end.min(at + LINE_BYTES_MAX));
        at = end + 1;
        let own = bare(text, line);
        let inside = own.of(text);
        if begins(inside) {
            (names, is_leave, streets) = (NAME_LINES, false, STREET_LINES);
            continue;
        }
        if names > 0 {
            names -= 1;
            let name = name(inside, is_leave);
            if let Some(name) = name {
                put(Span::new(own.start + name.start, own.start + name.end), Signed::Name);
            }
            // Lines without letters stand before it.
            if name.is_some() || inside.iter().any(u8::is_ascii_alphanumeric) {
                names = 0;
            }
        }
        if takes_leave(inside) {
            (names, is_leave, streets) = (NAME_LINES, true, STREET_LINES);
        } else if streets > 0 {
            streets -= 1;
            if let Some(street) = street(inside) {
                put(Span::new(own.start + street.start, own.start + street.end), Signed::Street);
            }
        }
    }
}

/// The line without the signs of a quote before it and white space around it.
fn bare(text: &[u8], line: Span) -> Span {
    let bytes = line.of(text);
    let front = bytes.iter().take_while(|b| matches!(b, b'>' | b'|' | b':' | b' ' | b'\t')).count();
    let length = bytes[front..].trim_ascii_end().len();
    Span::new(line.start + front, line.start + front + length)
}

/// True for the line that a signature begins with (RFC 3676, section 4.3).
fn begins(line: &[u8]) -> bool {
    line.len() >= 2 && line.len() <= 3 && line.iter().all(|b| *b == b'-')
}

/// True for a line with which a message ends.
fn takes_leave(line: &[u8]) -> bool {
    if line.is_empty() || line.len() > LEAVE_BYTES_MAX {
        return false;
    }
    let lower = String::from_utf8_lossy(line).to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphabetic());
    let opens = |known: &&str| {
        let rest = word.strip_prefix(*known);
        rest.is_some_and(|rest| known.ends_with(' ') || !rest.starts_with(char::is_alphabetic))
    };
    // A sentence goes on in the next line.
    let ends = lower.ends_with([',', '.', '!', '-']) || lower.split_whitespace().count() <= 4;
    LEAVES.contains(&word) || ends && OPENINGS.iter().any(opens)
}

/// The name that `line` begins with. Behind a word of leave it may be of one word, where nothing else stands in the line.
fn name(line: &[u8], is_leave: bool) -> Option<Span> {
    let start = line
        .iter()
        .take_while(|b| matches!(b, b'-' | b'~' | b'*' | b'_' | b'=' | b'<' | b'+' | b'.' | b' '))
        .count();
    let (mut end, mut count, mut long, mut large) = (start, 0, 0, 0);
    while count < WORDS_MAX {
        let gap = usize::from(count > 0 && line.get(end) == Some(&b' '));
        if count > 0 && gap == 0 {
            break;
        }
        let word = line[end + gap..].iter().take_while(|b| is_of_name(**b)).count();
        let own = &line[end + gap..end + gap + word];
        if word == 0 || !own.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80) {
            break;
        }
        let is_large = own[0].is_ascii_uppercase() || own[0] >= 0x80;
        if !is_large && (count > 0 || !is_leave) || count == 0 && is_no_name(own) {
            return None;
        }
        (long, large) = (long + usize::from(letters(own) > 2), large + usize::from(is_large));
        (end, count) = (end + gap + word, count + 1);
    }
    let rest = &line[end..];
    let is_alone = rest.iter().all(|b| matches!(b, b'.' | b'!' | b'-' | b',' | b')' | b'*' | b'~' | b'_'));
    // Behind it stands an address, a place, a saying.
    let is_apart = [&b"  "[..], b"\t", b" -", b" |", b" (", b" <", b" /", b",", b" :", b" ["]
        .iter()
        .any(|sign| rest.starts_with(sign));
    let is_one = match count {
        0 => false,
        1 => {
            is_leave
                && is_alone
                && letters(&line[start..end]) > 1
                && end - start <= 16
                && !is_heading(&line[start..end])
        }
        _ => large == count && long > 0 && (is_alone || is_apart),
    };
    // The end of a sentence is none of a name.
    let name =
        Span::new(start, end - usize::from(long > 0 && line[..end].ends_with(b".") && end > start + 3));
    is_one.then_some(name)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'.' | b'\'' | b'-')
}

fn letters(word: &[u8]) -> usize {
    word.iter().filter(|b| b.is_ascii_alphabetic() || **b >= 0x80).count()
}

/// True for a longer word in capitals.
fn is_heading(word: &[u8]) -> bool {
    word.len() > 6 && word.iter().all(u8::is_ascii_uppercase)
}

fn is_no_name(word: &[u8]) -> bool {
    NO_NAMES.iter().any(|known| word.trim_ascii().eq_ignore_ascii_case(known.as_bytes()))
}

/// The street with its number in `line`: `742 Evergreen Terrace` has no word of the list, `12 Example Street` and `Beispielweg 12` have.
fn street(line: &[u8]) -> Option<Span> {
    let mut words: Vec<Span> = Vec::new();
    let mut at = 0;
    while at < line.len() {
        let length =
            line[at..].iter().take_while(|b| !matches!(b, b' ' | b'\t' | b',' | b'|' | b';')).count();
        if length > 0 {
            words.push(Span::new(at, at + length));
        }
        at += length + 1;
    }
    let is_number = |word: &Span| {
        let word = word.of(line);
        let digits = word.iter().take_while(|b| b.is_ascii_digit()).count();
        (1..=5).contains(&digits)
            && word.len() <= digits + 1
            && word[digits..].iter().all(u8::is_ascii_alphabetic)
    };
    let lower = |word: &Span| String::from_utf8_lossy(word.of(line)).to_lowercase();
    for (n, word) in words.iter().enumerate() {
        let own = lower(word);
        let own = own.trim_end_matches('.');
        if STREETS.contains(&own) {
            let first = n.saturating_sub(4);
            let number = (first..n.saturating_sub(1)).find(|n| is_number(&words[*n]));
            let is_between = |number: usize| {
                words[number + 1..n]
                    .iter()
                    .all(|w| line[w.start].is_ascii_uppercase() || line[w.start].is_ascii_digit())
            };
            if let Some(number) = number.filter(|number| is_between(*number)) {
                return Some(Span::new(words[number].start, word.end));
            }
        }
        let is_street = STREET_ENDS.iter().any(|end| own.ends_with(end)) || own.ends_with("str");
        if is_street && line[word.start].is_ascii_uppercase() && words.get(n + 1).is_some_and(is_number) {
            return Some(Span::new(word.start, words[n + 1].end));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Signed)> {
        let mut found = Vec::new();
        find(text.as_bytes(), |span, what| {
            found.push((String::from_utf8_lossy(span.of(text.as_bytes())).into_owned(), what));
        });
        found
    }

    #[test]
    fn who_signs_stands_behind_leave_or_first_in_a_signature() {
        for (text, wanted) in [
            ("bye\n-- \nAnn B. Lee\nACME Inc.\n", "Ann B. Lee"),
            ("> bye\n> --\n> Ann Lee       ann@example.com\n", "Ann Lee"),
            ("--\n\nJ. Lee-Smith | \"A saying\"\n", "J. Lee-Smith"),
            ("Cheers,\nAnn\n", "Ann"),
            ("Cheers,\r\n\r\n\t\tann\r\n", "ann"),
            ("Thanks in advance.\n-Ann.\n", "Ann"),
            ("Thanks for any help!\n   Ann Lee (ann@example.com)\n", "Ann Lee"),
            ("Mit freundlichen Gr\u{fc}\u{df}en\nJ\u{f6}rg K\u{f6}nig\n", "J\u{f6}rg K\u{f6}nig"),
            ("Yours sincerely,\n\nAnn Lee\n", "Ann Lee"),
            ("thanks\n-- Ann\n", "Ann"),
        ] {
            assert_eq!(found(text), [(wanted.to_owned(), Signed::Name)], "{text}");
        }
    }

    #[test]
    fn other_lines_are_no_names() {
        for text in [
            "Ann Lee\n",
            "Thanks to Bob I know that the engine\nAnn Lee built does not run\n",
            "--\nSir, I admit your general rule\n",
            "--\nHorses\n",
            "--\nI need what a school can not give.\n",
            "--\n=-=-=-=-=-=-=\n",
            "Thanks,\nThe Team of the List\n",
            "Thanks!\nPlease reply by mail\n",
            "Thanks,\n\n\n\nGoodness\n",
            "Thanks!\n\nBACKGROUND\n",
            "He was the best\nEngineer of all\n",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn streets_stand_in_signatures_only() {
        for (text, wanted) in [
            ("--\nx y\n12 Example St., Springfield\n", "12 Example St."),
            ("--\n1204B East 5th Street | MI\n", "1204B East 5th Street"),
            ("Cheers,\nMusterstra\u{df}e 12a, 10115 Berlin\n", "Musterstra\u{df}e 12a"),
        ] {
            assert_eq!(found(text).last(), Some(&(wanted.to_owned(), Signed::Street)), "{text}");
        }
        for text in
            ["12 Example Street\n", "--\n12 cars in the street\n", "--\n100 Main\n", "--\nSt. Louis 12\n"]
        {
            assert!(found(text).iter().all(|(_, what)| *what == Signed::Name), "{text}");
        }
    }
}
