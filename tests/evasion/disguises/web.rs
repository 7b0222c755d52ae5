//! What URLs and pages do to values: rows 5 (percent), 6 (parts of URLs) and 9 (character references).

use super::{ANY, Container, Disguise, EMAIL, d, each, signs};
use crate::carriers::Carrier::{self, Attribute, Html, Text, Url, Xml};
use crate::values::{Category, Value};

const PAGES: &[Carrier] = &[Html, Attribute, Xml];

pub const ALL: &[Disguise] = &[
    percent("%40", EMAIL, |v| v.text.replace('@', "%40")),
    percent("%40 and %2e, small letters", EMAIL, |v| v.text.replace('@', "%40").replace('.', "%2e")),
    percent("all signs", ANY, |v| signs(&v.text, |c| format!("%{:02X}", u32::from(c)))),
    percent("all signs, small letters", ANY, |v| signs(&v.text, |c| format!("%{:02x}", u32::from(c)))),
    percent("all bytes", ANY, |v| each(&v.text, |c| format!("%{:02X}", u32::from(c)))),
    percent("some letters", ANY, |v| some(&v.text)),
    percent("twice: %2540", EMAIL, |v| v.text.replace('@', "%2540")),
    percent("twice, all signs", ANY, |v| signs(&v.text, |c| format!("%25{:02x}", u32::from(c)))),
    percent("%u0040", EMAIL, |v| v.text.replace('@', "%u0040")),
    percent("%u for all signs", ANY, |v| signs(&v.text, |c| format!("%u{:04X}", u32::from(c)))),
    percent("+ for spaces", ANY, |v| v.text.replace(' ', "+")),
    d(6, "query of a URL", ANY, |v| {
        format!("https://www.example.com/a?lang=en&{}={}&b=c", v.category.word(), v.text)
    }),
    d(6, "query of a URL, percent-encoded", ANY, |v| {
        format!("https://www.example.com/a?{}={}&b=c", v.category.word(), escaped(&v.text))
    }),
    d(6, "form", ANY, |v| format!("lang=en&{}={}&b=c", v.category.word(), escaped(&v.text))),
    d(6, "path", ANY, |v| format!("https://www.example.com/{}/{}/edit", v.category.word(), escaped(&v.text))),
    d(6, "matrix parameter", ANY, |v| {
        format!("https://www.example.com/a;{}={};b=c/edit", v.category.word(), escaped(&v.text))
    }),
    d(6, "fragment", ANY, |v| {
        format!("https://www.example.com/a#{}={}", v.category.word(), escaped(&v.text))
    }),
    d(6, "URL in a query", ANY, |v| {
        let inner = format!("https://b.example.com/a?{}={}", v.category.word(), escaped(&v.text));
        format!("https://www.example.com/go?to={}&b=c", escaped(&inner))
    }),
    entity("&#64;", EMAIL, |v| v.text.replace('@', "&#64;")),
    entity("&#x40; and &#x2E;", EMAIL, |v| v.text.replace('@', "&#x40;").replace('.', "&#x2E;")),
    entity("&#X40;", EMAIL, |v| v.text.replace('@', "&#X40;")).native(&[Html, Attribute]),
    entity("decimal, all characters", ANY, |v| each(&v.text, |c| format!("&#{};", u32::from(c)))),
    entity("decimal, all signs", ANY, |v| signs(&v.text, |c| format!("&#{};", u32::from(c)))),
    entity("hexadecimal, all characters", ANY, |v| each(&v.text, |c| format!("&#x{:X};", u32::from(c)))),
    entity("hexadecimal, all signs", ANY, |v| signs(&v.text, |c| format!("&#x{:x};", u32::from(c)))),
    entity("leading zeros", ANY, |v| signs(&v.text, |c| format!("&#{:07};", u32::from(c)))),
    // HTML alone reads these: XML has neither the names nor references that are not closed.
    entity("without semicolon", EMAIL, |v| v.text.replace('@', "&#64")).native(&[Html, Attribute]),
    entity("&commat; and &period;", EMAIL, |v| v.text.replace('@', "&commat;").replace('.', "&period;"))
        .native(&[Html, Attribute]),
    entity("escaped twice: &amp;#64;", EMAIL, |v| v.text.replace('@', "&amp;#64;")),
    entity("&shy; inside", ANY, |v| super::middle(&v.text, "&shy;")).native(&[Html, Attribute]),
    tag("<wbr> inside", |v| super::middle(&v.text, "<wbr>")),
    tag("comment inside", |v| super::middle(&v.text, "<!-- a -->")),
    tag("bold part", |v| format!("{}</b>", super::middle(&v.text, "<b>"))),
    tag("long tag", |v| format!("{}</span>", super::middle(&v.text, LONG_TAG))).only(&[Text]),
    tag("every group bold", |v| format!("<b>{}</b>", v.text.replace(' ', "</b> <b>"))),
    tag("tag over two lines", |v| format!("{}</b>", super::middle(&v.text, "<b\nclass=\"x\">")))
        .only(&[Text]),
    entity("&#8203; inside", ANY, |v| super::middle(&v.text, "&#8203;")),
];

/// As editors write it.
const LONG_TAG: &str =
    "<span style=\"font-family: Helvetica, Arial, sans-serif; font-size: 12px; color: #333333\">";

/// As pages have it between tags, and as a log of one has it.
const fn tag(name: &'static str, write: Write) -> Disguise {
    d(9, name, ANY, write).native(&[Html]).only(&[Html, Text])
}

type Write = fn(&Value) -> String;

const fn percent(name: &'static str, of: &'static [Category], write: Write) -> Disguise {
    d(5, name, of, write).native(&[Url]).container(Container::Percent)
}

const fn entity(name: &'static str, of: &'static [Category], write: Write) -> Disguise {
    d(9, name, of, write).native(PAGES).container(Container::Entities)
}

fn escaped(text: &str) -> String {
    signs(text, |c| if "-._~".contains(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) })
}

/// Every second letter or digit, as no program does and anybody can.
fn some(text: &str) -> String {
    let at = |(place, c): (usize, char)| {
        if place % 2 == 1 || c == ' ' { format!("%{:02X}", u32::from(c)) } else { c.to_string() }
    };
    text.chars().enumerate().map(at).collect()
}
