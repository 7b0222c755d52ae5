//! Pages, code, requests and terminals.

use data_encoding::BASE64;

use super::bytes::{some, time};
use super::languages::{self, WORDS_OF_ALL};
use crate::random::Random;

/// Every byte that is no letter or digit, as browsers write it.
fn escaped(text: &str) -> String {
    let each = |b: u8| {
        if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }
    };
    text.bytes().map(each).collect()
}

fn words(random: &mut Random, count: usize) -> String {
    let words = *random.pick(WORDS_OF_ALL);
    (0..count).map(|_| *random.pick(words)).collect::<Vec<_>>().join(" ")
}

pub fn requests(random: &mut Random) -> String {
    let time = time(random);
    let (one, two) = (words(random, 1), words(random, 3));
    let status = random.pick(&["200", "301", "404"]);
    match random.below(5) {
        0 => {
            format!("{time} \"GET /wiki/{}_{} HTTP/1.1\" {status}", escaped(&one), escaped(&words(random, 1)))
        }
        1 => {
            format!("{time} \"GET /search?q={}&page={} HTTP/1.1\" {status}", escaped(&two), random.below(40))
        }
        2 => format!(
            "{time} \"GET /files/{}%20%28{}%29.pdf HTTP/1.1\" {status}",
            escaped(&one),
            random.below(9)
        ),
        3 => format!("{time} \"GET /a%2Fb%2F{}?sort=%2Bdate%2C-size HTTP/1.1\" {status}", escaped(&one)),
        _ => format!(
            "{time} \"GET /go?to=https%3A%2F%2Fdocs.example.com%2F{}%3Fv%3D{} HTTP/1.1\" {status}",
            escaped(&escaped(&one)),
            random.below(20)
        ),
    }
}

pub fn colours(random: &mut Random) -> String {
    let time = time(random);
    let (green, off) = ("\u{1b}[32m", "\u{1b}[0m");
    let size = random.below(100_000);
    match random.below(4) {
        0 => format!(
            "\u{1b}[2m{time}{off} {green}INFO{off} \u{1b}[1mcache\u{1b}[22m hit=\u{1b}[33m{size}{off}"
        ),
        1 => format!(
            "{green}\u{2713}{off} {} modules \u{1b}[38;5;244m({}.{:02} s){off}",
            random.below(900),
            random.below(60),
            random.below(100)
        ),
        2 => format!("downloading {}%\r\u{1b}[Kdownloading 100%", random.below(100)),
        _ => format!(
            "\u{1b}[31merror\u{1b}[39m\u{1b}[90m[E{:04}]{off} at line {}:{}",
            random.below(1000),
            random.below(2000),
            random.below(80)
        ),
    }
}

pub fn escapes(random: &mut Random) -> String {
    let time = time(random);
    let word = words(random, 2);
    let unicode: String = word.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let bytes: String = word.bytes().map(|b| format!("\\x{b:02x}")).collect();
    let octal: String = word.bytes().map(|b| format!("\\{b:03o}")).collect();
    match random.below(5) {
        0 => format!("{time} WARN cannot parse title \"{unicode}\""),
        1 => format!("{time} ERROR bad name b'{bytes}'"),
        2 => format!("{time} ERROR bad name \"{octal}\""),
        3 => format!(
            "{time} INFO pattern ^\\d{{3}}\\.\\d{{2}}\\s+[a-z]+\\\\$ in C:\\\\data\\\\x{}\\\\out",
            random.below(99)
        ),
        _ => format!(
            "{time} INFO INSERT INTO t VALUES ('it''s', '{}', E'\\n\\t', 0x{:06x})",
            word,
            random.below(1 << 24)
        ),
    }
}

pub fn images(random: &mut Random) -> String {
    let count = 90 + random.below(300);
    let image = BASE64.encode(&[b"\x89PNG\r\n\x1a\n".to_vec(), some(random, count)].concat());
    match random.below(3) {
        0 => format!("<img alt=\"\" src=\"data:image/png;base64,{image}\">"),
        1 => {
            format!(".i{} {{ background: url(data:image/png;base64,{image}) no-repeat }}", random.below(100))
        }
        _ => format!(
            "<link rel=icon href=\"data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 {0} {0}%22%3E%3Cpath d=%22M{1} {2}l-{1} {2}%22/%3E%3C/svg%3E\">",
            random.below(64),
            random.below(64),
            random.below(64)
        ),
    }
}

pub fn code(random: &mut Random) -> String {
    let name =
        |random: &mut Random| format!("{}{}", random.pick(&["a", "t", "n", "e", "r", "o"]), random.below(9));
    let part = |random: &mut Random| {
        let (a, b, c) = (name(random), name(random), name(random));
        let number = random.below(100_000);
        match random.below(7) {
            0 => format!("function {a}({b},{c}){{return {b}.at({number})?{c}.dot({b}):{c}[{number}]}}"),
            1 => format!(
                "var {a}=[{},{},{},{}];",
                random.below(256),
                random.below(65536),
                number,
                random.below(9)
            ),
            2 => format!(
                "{a}=\"\\u{:04x}\\u{:04x}\\x{:02x}\";",
                0x400 + random.below(80),
                0x3a0 + random.below(60),
                random.below(128)
            ),
            3 => format!("{a}&&({b}=0x{number:x}>>>{},{c}|={b}<<{});", random.below(32), random.below(32)),
            4 => format!("/^[\\w.+-]+@\\w+\\.\\w{{2,{}}}$/.test({a})||{b}();", 2 + random.below(8)),
            5 => format!("{a}.innerHTML=\"&lt;b&gt;\"+{b}+\"&nbsp;&#{};\";", 160 + random.below(90)),
            _ => format!(
                "@media(max-width:{}px){{.{a}{{margin:{}px {}px}}}}",
                random.below(2000),
                random.below(99),
                random.below(99)
            ),
        }
    };
    (0..12).map(|_| part(random)).collect()
}

pub fn references(random: &mut Random) -> String {
    let (language, price) = (random.pick(languages::ALL), random.below(1000));
    let text = languages::sentence(random, language);
    let all: String = text
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) })
        .collect();
    let hex: String = text
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("&#x{:x};", u32::from(c)) })
        .collect();
    match random.below(4) {
        0 => format!("<p>{all}</p>"),
        1 => format!("<td>{hex}&nbsp;&mdash;&nbsp;{price}&nbsp;&euro;</td>"),
        2 => format!("<code>a &lt; b &amp;&amp; c &gt; {price}</code> &copy;&#8203; 2019&ndash;2026"),
        _ => format!("<li>caf&eacute; &agrave; {price}&#44;50&#160;&euro; &hellip;</li>"),
    }
}
