//! In which script and by which culture's custom a name is written.

use super::lists::{CULTURES, LISTS, Lists};

/// A script in which names can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Hangul,
    /// Japanese syllables.
    Kana,
    /// Chinese characters, with Japanese syllables or without.
    Han,
}

impl Script {
    /// The script of the letters of `text`; `None` for one that is not known and for a mixture, which no list fits.
    pub(super) fn of(text: &str) -> Option<Script> {
        let mut found: Option<Script> = None;
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            let script = of_letter(c)?;
            found = match found {
                None => Some(script),
                Some(before) if before == script => Some(script),
                Some(Script::Han | Script::Kana) if matches!(script, Script::Han | Script::Kana) => {
                    Some(Script::Han)
                }
                Some(_) => return None,
            };
        }
        found
    }

    /// True when names have no space between their parts.
    pub(super) fn is_unspaced(self) -> bool {
        matches!(self, Script::Han | Script::Kana | Script::Hangul)
    }
}

fn of_letter(c: char) -> Option<Script> {
    Some(match c {
        'A'..='Z' | 'a'..='z' | 'ª' | 'º' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{590}'..='\u{5FF}' => Script::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' => Script::Arabic,
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        '\u{3040}'..='\u{30FF}' => Script::Kana,
        '\u{3005}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => Script::Han,
        _ => return None,
    })
}

/// Letters that one culture of the Latin script has and most others do not.
const LETTERS: &[(&str, &str)] = &[
    ("de", "äöüß"),
    ("fr", "çèêëîïôœùûÿ"),
    ("es", "ñáíóú"),
    ("pt", "ãõâç"),
    ("it", "ìòàù"),
    ("nordic", "åæøäö"),
    ("pl", "ąćęłńśźż"),
    ("cs", "čďěňřšťůýž"),
    ("tr", "ğışöüç"),
    ("asia-latin", "ăđơưạảấầẩậắằẳặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
];

/// The culture, by number, whose names a name in `script` is replaced with. Lists say more than letters; where neither
/// says anything, a Latin name is English.
pub(super) fn culture(script: Script, folded: &str, words: &[&str]) -> usize {
    match script {
        Script::Latin => latin(folded, words),
        Script::Han => han(folded),
        Script::Kana => Lists::number("ja-kana"),
        Script::Cyrillic => Lists::number("ru"),
        Script::Greek => Lists::number("el"),
        Script::Arabic => Lists::number("ar"),
        Script::Hebrew => Lists::number("he"),
        Script::Devanagari => Lists::number("hi"),
        Script::Hangul => Lists::number("ko"),
    }
}

fn latin(folded: &str, words: &[&str]) -> usize {
    let mut best = (0, 0);
    for (number, culture) in CULTURES.iter().enumerate() {
        let is_known = |word: &&&str| {
            let known = LISTS.known(word);
            (known.given | known.family) & (1 << number) != 0
        };
        let letters = LETTERS.iter().find(|(c, _)| c == culture).map_or("", |(_, letters)| letters);
        let score =
            2 * words.iter().filter(is_known).count() + usize::from(folded.contains(|c| letters.contains(c)));
        if score > best.0 {
            best = (score, number);
        }
    }
    best.1
}

/// Chinese or Japanese: a family name of two characters that Japan has, syllables, or a name of four characters.
fn han(folded: &str) -> usize {
    let (ja, zh) = (Lists::number("ja"), Lists::number("zh"));
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let begins = |count: usize, culture: usize| {
        letters.get(..count).is_some_and(|first| {
            let first: String = first.iter().collect();
            LISTS.known(&first).family & (1 << culture) != 0
        })
    };
    let has_syllables = letters.iter().any(|c| of_letter(*c) == Some(Script::Kana));
    let is_japanese =
        has_syllables || begins(2, ja) || begins(3, ja) || (letters.len() > 3 && !folded.contains('·'));
    if is_japanese || (!begins(1, zh) && begins(1, ja)) { ja } else { zh }
}
