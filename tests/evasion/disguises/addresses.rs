//! Other spellings of addresses: rows 15 and 16 (IP), 25 (other alphabets), 30 (glued), 31 (what RFC 5322 allows).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{ANY, Disguise, EMAIL, d};
use crate::carriers::Carrier::{self, CsvQuoted, Json, MailBody, Text};
use crate::values::{Category, Value};

const V4: &[Category] = &[Category::Ipv4];
const V6: &[Category] = &[Category::Ipv6];
/// Where marks of Markdown and tags stand as they are.
const PROSE: &[Carrier] = &[Text, CsvQuoted, Json, MailBody];

pub const ALL: &[Disguise] = &[
    d(15, "host in hexadecimal", V4, |v| format!("http://0x{:08x}/", number(v))),
    d(15, "host in hexadecimal, dotted", V4, |v| {
        let [a, b, c, d] = octets(v);
        format!("http://0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}/")
    }),
    d(15, "host in octal", V4, |v| {
        let [a, b, c, d] = octets(v);
        format!("http://0{a:o}.0{b:o}.0{c:o}.0{d:o}/")
    }),
    d(15, "host in decimal", V4, |v| format!("http://{}/", number(v))),
    d(15, "host of three numbers", V4, |v| {
        let [a, b, c, d] = octets(v);
        format!("http://{a}.{b}.{}/", u32::from(c) << 8 | u32::from(d))
    }),
    d(16, "IPv4 mapped", V4, |v| format!("::ffff:{}", v.text)),
    d(16, "IPv4 mapped, hexadecimal", V4, |v| {
        format!("::ffff:{:x}:{:x}", number(v) >> 16, number(v) & 0xffff)
    }),
    d(16, "NAT64", V4, |v| format!("64:ff9b::{}", v.text)),
    d(16, "NAT64, hexadecimal", V4, |v| format!("64:ff9b::{:x}:{:x}", number(v) >> 16, number(v) & 0xffff)),
    d(16, "6to4", V4, |v| format!("2002:{:x}:{:x}::1", number(v) >> 16, number(v) & 0xffff)),
    d(16, "all digits", V6, |v| {
        v6(v).segments().iter().map(|s| format!("{s:04x}")).collect::<Vec<_>>().join(":")
    }),
    d(16, "all groups", V6, |v| {
        v6(v).segments().iter().map(|s| format!("{s:X}")).collect::<Vec<_>>().join(":")
    }),
    d(16, "capitals of an address", V6, |v| v.text.to_uppercase()),
    d(16, "brackets and port", V6, |v| format!("[{}]:8443", v.text)),
    d(16, "zone", V6, |v| format!("{}%eth0", v.text)),
    d(16, "zone in a URL", V6, |v| format!("http://[{}%25eth0]/", v.text)),
    d(25, "domain of another alphabet", EMAIL, |v| at(v, "bücher.example")),
    d(25, "domain in Punycode", EMAIL, |v| at(v, "xn--bcher-kva.example")),
    d(25, "domain of Cyrillic letters", EMAIL, |v| at(v, "почта.example")),
    d(25, "local part with another letter", EMAIL, |v| v.text.replace('@', "ü@")),
    d(30, "between letters", EMAIL, |v| format!("id{}foo", v.text)),
    d(30, "mailto:", EMAIL, |v| format!("mailto:{}?subject=hello", v.text)),
    d(30, "link of Markdown", EMAIL, |v| format!("[write me](mailto:{})", v.text)).only(PROSE),
    d(30, "link of HTML", EMAIL, |v| format!("<a href=\"mailto:{0}\">{0}</a>", v.text)).only(PROSE),
    d(30, "between underscores", ANY, |v| format!("_{}_", v.text)),
    d(30, "bold", ANY, |v| format!("**{}**", v.text)),
    d(30, "backticks", ANY, |v| format!("`{}`", v.text)),
    d(30, "angle brackets", ANY, |v| format!("<{}>", v.text)),
    d(30, "key=value", ANY, |v| format!("user_{}={};", v.category.word(), v.text)),
    d(30, "end of a sentence", ANY, |v| format!("{}.", v.text)),
    d(30, "behind a colon", ANY, |v| format!("{}:{}", v.category.word(), v.text)),
    d(31, "capitals", EMAIL, |v| v.text.to_uppercase()),
    d(31, "dot behind the domain", EMAIL, |v| format!("{}.", v.text)),
    d(31, "tag", EMAIL, |v| v.text.replace('@', "+shop@")),
    d(31, "quoted local part", EMAIL, |v| format!("\"{}\"@{}", local(v), domain(v))),
    d(31, "quoted local part with a space", EMAIL, |v| format!("\"a {}\"@{}", local(v), domain(v))),
    d(31, "comment", EMAIL, |v| format!("{}(work)@{}", local(v), domain(v))),
    d(31, "address as domain", EMAIL, |v| format!("{}@[192.0.2.9]", local(v))),
    d(31, "percent hack", EMAIL, |v| format!("{}%{}@relay.example.com", local(v), domain(v))),
    d(31, "signs of RFC 5322", EMAIL, |v| format!("a!#$&*{}", v.text)),
];

fn v4(v: &Value) -> Ipv4Addr {
    v.text.parse().unwrap()
}

fn octets(v: &Value) -> [u8; 4] {
    v4(v).octets()
}

fn number(v: &Value) -> u32 {
    v4(v).into()
}

fn v6(v: &Value) -> Ipv6Addr {
    v.text.parse().unwrap()
}

fn local(v: &Value) -> &str {
    v.text.split('@').next().unwrap()
}

fn domain(v: &Value) -> &str {
    v.text.split('@').nth(1).unwrap()
}

fn at(v: &Value, domain: &str) -> String {
    format!("{}@{domain}", local(v))
}
