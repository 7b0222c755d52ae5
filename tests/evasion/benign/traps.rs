//! What becomes something that looks like a value when it is decoded, folded or put together, and is none.

use data_encoding::{BASE64, HEXLOWER};

use super::bytes::time;
use crate::random::Random;

const PACKAGES: &[&str] = &["core", "router", "cli", "types", "preset-env", "parser", "runtime", "icons"];
const SCOPES: &[&str] = &["acme", "widgets", "tools", "ui-kit", "build"];

fn version(random: &mut Random) -> String {
    format!("{}.{}.{}", random.below(20), random.below(40), random.below(30))
}

/// Packages, whose `@` begins a scope or a version.
pub fn packages(random: &mut Random) -> String {
    let (time, scope, package) = (time(random), *random.pick(SCOPES), *random.pick(PACKAGES));
    let version = version(random);
    match random.below(7) {
        0 => format!("{time} \"GET /npm/%40{scope}%2F{package} HTTP/1.1\" 200"),
        1 => format!("{time} \"GET /npm/@{scope}/{package}@{version}/dist/index.js HTTP/1.1\" 200"),
        2 => format!("{time} \"GET /{package}%40{version} HTTP/1.1\" 302"),
        3 => format!("{time} INFO added {package}@{version}, {scope}@{version}"),
        4 => format!(
            "{time} INFO image registry.example.com/{scope}/{package}@sha256:{}",
            HEXLOWER.encode(&super::bytes::some(random, 32))
        ),
        5 => format!("{time} DEBUG handler {package}\\u0040{version} and &#64;{scope}"),
        _ => format!(
            "{time} \"GET /%40{scope}/{package}/tree/%40{scope}%2F{package}%40{version} HTTP/1.1\" 200"
        ),
    }
}

/// Times, versions and sizes, encoded.
pub fn encoded(random: &mut Random) -> String {
    let (line, version) = (time(random), version(random));
    let size = random.below(1 << 40);
    let plain = match random.below(4) {
        0 => format!("next={} size={size} v{version}", time(random)),
        1 => format!(
            "{{\"offset\":{size},\"epoch\":{},\"v\":\"{version}\"}}",
            1_700_000_000_000 + size % 90_000_000
        ),
        2 => format!("{size}:{}:{version}", random.below(1 << 30)),
        _ => format!("page={}&after={size}&build={version}.{}", random.below(90), random.below(9000)),
    };
    match random.below(4) {
        0 => format!("{line} INFO cursor={}", BASE64.encode(plain.as_bytes())),
        1 => format!("{line} INFO cursor={}", HEXLOWER.encode(plain.as_bytes())),
        2 => {
            let each = |b: u8| {
                if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02x}") }
            };
            format!("{line} INFO cursor={}", plain.bytes().map(each).collect::<String>())
        }
        _ => format!("{line} INFO cursor={}", BASE64.encode(&crate::common::gzip(plain.as_bytes()))),
    }
}

/// Columns of numbers: what ends one line and begins the next are two numbers.
pub fn columns(random: &mut Random) -> String {
    let mut number =
        |digits: u32| format!("{}", 10_usize.pow(digits - 1) + random.below(9 * 10_usize.pow(digits - 1)));
    // Such that the numbers of one line are no telephone number.
    let cells = [number(4), number(5), number(6), number(3)];
    let quote = ["", "> ", "    ", "> > "][random.below(4)];
    format!("{quote}{}", cells.join(if random.one_in(2) { "  " } else { " | " }))
}

/// Large numbers and ranges as they are set: thin and no-break spaces, dashes.
pub fn typeset(random: &mut Random) -> String {
    let space = *random.pick(&["\u{a0}", "\u{202f}", "\u{2009}"]);
    let dash = *random.pick(&["\u{2013}", "\u{2011}", "\u{2012}", "\u{2212}"]);
    let mut three = || format!("{:03}", random.below(1000));
    let (a, b, c, d) = (three(), three(), three(), three());
    match random.below(4) {
        0 => format!(
            "La population était de {}{space}{a}{space}{b} en 2019, contre 9{space}{c}{space}{d} avant.",
            1 + random.below(80)
        ),
        1 => format!("Seiten 1{a}{dash}1{b} und 2{c}{dash}2{d}, Band {}", random.below(40)),
        2 => format!(
            "The budget is {}{space}{a}{space}{b}{space}{c} kr (1990{dash}2026).",
            1 + random.below(9)
        ),
        _ => format!(
            "Range: {dash}{}{space}{a} to +{}{space}{b} at 20{dash}25\u{a0}°C",
            random.below(9),
            random.below(9)
        ),
    }
}

/// Letters with a style, as some write names of bands and shops.
pub fn styled(random: &mut Random) -> String {
    let style =
        |text: &str, small: u32| -> String {
            text.chars()
                .map(|c| {
                    if c.is_ascii_lowercase() {
                        char::from_u32(u32::from(c) - 97 + small).unwrap()
                    } else {
                        c
                    }
                })
                .collect()
        };
    let words: &[&str] = &["grand", "opening", "sale", "tonight", "music", "free", "entry"];
    let (first, second) = (*random.pick(words), *random.pick(words));
    let one = style(first, *random.pick(&[0x1d41a, 0x1d68a, 0x24d0, 0xff41]));
    let two = style(second, 0x1d4ea);
    match random.below(4) {
        0 => format!("\u{2728} {one} {two} \u{2728} ＠ the old mill \u{2764}\u{fe0f}"),
        1 => format!("{one}\u{200d}{two}: \u{2460} come \u{2461} look \u{2462} stay, ２０：００"),
        2 => format!("１２／０５／２０２６ {two} \u{200b}\u{200b}{one} ￥３，５００"),
        _ => format!("\u{202b}{one}\u{202c} {two} #{}", random.below(100)),
    }
}
