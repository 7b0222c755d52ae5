//! What characters look like: invisible ones, other alphabets, controls.

use unicode_normalization::UnicodeNormalization;

/// Without terminal codes, and with what backspaces take away taken away.
pub fn controls(text: &[u8]) -> Option<Vec<u8>> {
    let is_control = |b: &u8| *b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t' | 0) || *b == 0x7f;
    let is_return = |two: &[u8]| two[0] == b'\r' && two[1] != b'\n';
    if !text.iter().any(is_control) && !text.windows(2).any(is_return) {
        return None;
    }
    let codes = r"(?s)\x1b\[[0-?]*[ -/]*[@-~]|\x1b\].*?(?:\x07|\x1b\\)|\x1b[@-_]";
    let without = super::replaced(text, codes, |_| Some(Vec::new())).unwrap_or_else(|| text.to_vec());
    let mut made = Vec::new();
    for b in without {
        match b {
            b'\n' | b'\t' => made.push(b),
            0x08 | 0x7f => drop(made.pop()),
            0..0x20 => {}
            _ => made.push(b),
        }
    }
    Some(made)
}

/// UTF-16 of ASCII, of either order.
pub fn without_nul(text: &[u8]) -> Option<Vec<u8>> {
    text.contains(&0).then(|| text.iter().copied().filter(|b| *b != 0).collect())
}

/// The first digit of each script.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810,
];

/// Letters that look like those of ASCII.
const LOOK_ALIKES: &[(&str, &str)] = &[
    ("асеорхуіјѕһԁԛԝтмнвкг", "aceopxyijshdqwtmhbkr"),
    ("АВЕКМНОРСТХІЈЅУҮԌԚԜ", "ABEKMHOPCTXIJSYYGQW"),
    ("αειοκνρτυχωγηϲϳ", "aeioknptuxwynci"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    ("ıɑɡ", "iag"),
];

/// What a reader sees: no invisible characters, no marks, and ASCII for what looks like it.
pub fn folded(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return None;
    }
    let text = String::from_utf8_lossy(text);
    let visible = text.chars().filter(|c| !is_invisible(*c)).nfkc().collect::<String>();
    let plain = visible.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    Some(plain.map(shown).collect::<String>().into_bytes())
}

fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
        | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff9..=0xfffb
        | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff)
}

fn shown(c: char) -> char {
    let code = u32::from(c);
    if let Some(zero) = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
        return char::from_digit(code - zero, 10).unwrap();
    }
    if matches!(code, 0x2010..=0x2015 | 0x2212 | 0xfe58 | 0xfe63 | 0x2043) {
        return '-';
    }
    for (odd, plain) in LOOK_ALIKES {
        if let Some(place) = odd.chars().position(|o| o == c) {
            return plain.chars().nth(place).unwrap();
        }
    }
    c
}
