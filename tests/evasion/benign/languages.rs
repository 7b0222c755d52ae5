//! Prose in other scripts, with dates and prices in their digits.

use crate::random::Random;

/// Words and the digit that stands for zero.
pub struct Language {
    words: &'static [&'static str],
    zero: char,
    currency: &'static str,
    between: &'static str,
    stop: &'static str,
}

pub const CYRILLIC: Language =
    Language { words: CYRILLIC_WORDS, zero: '0', currency: "руб.", between: " ", stop: "." };
pub const GREEK: Language =
    Language { words: GREEK_WORDS, zero: '0', currency: "€", between: " ", stop: "." };
pub const ARABIC: Language =
    Language { words: ARABIC_WORDS, zero: '٠', currency: "جنيه", between: " ", stop: "." };
pub const HINDI: Language =
    Language { words: HINDI_WORDS, zero: '०', currency: "रुपये", between: " ", stop: "।" };
pub const CHINESE: Language =
    Language { words: CHINESE_WORDS, zero: '0', currency: "元", between: "", stop: "。" };
pub const JAPANESE: Language =
    Language { words: JAPANESE_WORDS, zero: '０', currency: "円", between: "", stop: "。" };

pub const ALL: &[Language] = &[CYRILLIC, GREEK, ARABIC, HINDI, CHINESE, JAPANESE];

pub const WORDS_OF_ALL: &[&[&str]] =
    &[CYRILLIC_WORDS, GREEK_WORDS, ARABIC_WORDS, HINDI_WORDS, CHINESE_WORDS, JAPANESE_WORDS, FRENCH_WORDS];

const CYRILLIC_WORDS: &[&str] = &[
    "город",
    "река",
    "книга",
    "улица",
    "новый",
    "старый",
    "пришла",
    "весна",
    "поезд",
    "вокзал",
    "сегодня",
    "дорога",
    "работа",
    "время",
    "большой",
    "окно",
];
const GREEK_WORDS: &[&str] = &[
    "πόλη",
    "θάλασσα",
    "βιβλίο",
    "δρόμος",
    "νέος",
    "παλιός",
    "άνοιξη",
    "τρένο",
    "σταθμός",
    "σήμερα",
    "δουλειά",
    "χρόνος",
    "μεγάλος",
    "παράθυρο",
];
const ARABIC_WORDS: &[&str] = &[
    "مدينة",
    "نهر",
    "كتاب",
    "شارع",
    "جديد",
    "قديم",
    "ربيع",
    "قطار",
    "محطة",
    "اليوم",
    "طريق",
    "عمل",
    "وقت",
    "كبير",
];
const HINDI_WORDS: &[&str] =
    &["शहर", "नदी", "किताब", "सड़क", "नया", "पुराना", "वसंत", "रेल", "स्टेशन", "आज", "रास्ता", "काम", "समय", "बड़ा"];
const CHINESE_WORDS: &[&str] = &[
    "城市", "河流", "书籍", "街道", "新的", "旧的", "春天", "火车", "车站", "今天", "道路", "工作", "时间",
    "窗户",
];
const JAPANESE_WORDS: &[&str] = &[
    "都市",
    "川",
    "本",
    "通り",
    "新しい",
    "古い",
    "春",
    "電車",
    "駅",
    "今日",
    "道",
    "仕事",
    "時間",
    "大きな",
    "カメラ",
];
const FRENCH_WORDS: &[&str] = &[
    "été",
    "forêt",
    "château",
    "déjà",
    "garçon",
    "hôtel",
    "où",
    "préférée",
    "naïve",
    "œuvre",
    "marché",
    "élève",
    "fenêtre",
    "théâtre",
];

/// A number in the digits of the language.
fn number(language: &Language, value: usize) -> String {
    let digit = |c: char| char::from_u32(u32::from(language.zero) + c.to_digit(10).unwrap()).unwrap();
    value.to_string().chars().map(digit).collect()
}

pub fn sentence(random: &mut Random, language: &Language) -> String {
    let count = 4 + random.below(8);
    let words: Vec<&str> = (0..count).map(|_| *random.pick(language.words)).collect();
    words.join(language.between) + language.stop
}

/// Some sentences, with a date or a price.
pub fn prose(random: &mut Random, language: &Language) -> String {
    let n = |random: &mut Random, low: usize, span: usize| number(language, low + random.below(span));
    let middle = match random.below(5) {
        0 => format!("{}/{}/{}", n(random, 1, 28), n(random, 1, 12), n(random, 1990, 36)),
        1 => format!("{} {}", n(random, 100, 99_000), language.currency),
        2 => format!("{}-{}", n(random, 1900, 60), n(random, 1961, 60)),
        3 => format!("{}:{} ({})", n(random, 10, 14), n(random, 10, 49), n(random, 1, 400)),
        _ => String::new(),
    };
    format!("{} {middle} {}", sentence(random, language), sentence(random, language))
}

/// A record whose texts are escaped to ASCII.
pub fn json(random: &mut Random) -> String {
    let language = random.pick(ALL);
    let text = prose(random, language);
    let escape = |c: char| {
        let mut units = [0; 2];
        if c.is_ascii() {
            c.to_string()
        } else {
            c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
        }
    };
    let escaped: String = text.chars().map(escape).collect();
    format!("{{\"body\":\"{escaped}\",\"size\":{},\"inner\":\"{{\\\"ok\\\":true}}\"}}", random.below(5000))
}

/// French as mails carry it.
pub fn quoted(random: &mut Random) -> String {
    let text: Vec<&str> = (0..14).map(|_| *random.pick(FRENCH_WORDS)).collect();
    let price = random.below(900);
    let escape =
        |b: u8| if b.is_ascii() && b != b'=' { char::from(b).to_string() } else { format!("={b:02X}") };
    let mut lines = vec![String::new()];
    for b in format!("{} \u{a0}: {price},50 € = {} F", text.join(" "), price * 6).bytes() {
        let piece = escape(b);
        let last = lines.last_mut().unwrap();
        if last.len() + piece.len() > 75 {
            last.push('=');
            lines.push(piece);
        } else {
            *last += &piece;
        }
    }
    lines.join("\n")
}
