//! Several disguises over each other, under the row of the outermost: up to three, as deep as anybody decodes.

use data_encoding::BASE64;

use super::{ANY, Container, Disguise, EMAIL, d, each, middle, sentence, signs};
use crate::carriers::Carrier::{Html, Json, Url};

pub const ALL: &[Disguise] = &[
    d(5, "zero-width space, percent-encoded", ANY, |v| middle(&v.text, "%E2%80%8B").replace(' ', "%20"))
        .native(&[Url])
        .container(Container::Percent),
    d(5, "full width, percent-encoded", EMAIL, |v| v.text.replace('@', "%EF%BC%A0"))
        .native(&[Url])
        .container(Container::Percent),
    d(5, "base64 of JSON, percent-encoded", ANY, |v| {
        let json = serde_json::json!({ v.category.word(): v.text }).to_string();
        signs(&BASE64.encode(json.as_bytes()), |c| format!("%{:02X}", u32::from(c)))
    })
    .native(&[Url])
    .container(Container::Percent),
    d(6, "JSON in a query", ANY, |v| {
        let json = serde_json::json!({ v.category.word(): v.text }).to_string();
        format!("https://www.example.com/a?q={}", signs(&json, |c| format!("%{:02X}", u32::from(c))))
    }),
    d(7, r"\u0025 of %40", EMAIL, |v| v.text.replace('@', r"\u002540"))
        .native(&[Json])
        .container(Container::Backslashes),
    d(7, "styled letters as pairs", EMAIL, |v| {
        each(&v.text, |c| match c {
            'a'..='z' => format!(r"\ud835\u{:04x}", 0xdc1a + u32::from(c) - 97),
            _ => c.to_string(),
        })
    })
    .native(&[Json])
    .container(Container::Backslashes),
    d(8, "percent-encoded in JSON in a string", EMAIL, |v| {
        serde_json::json!({ "to": format!("/a?mail={}", v.text.replace('@', "%40").replace('.', "%2E")) })
            .to_string()
    })
    .container(Container::NestedJson),
    d(9, "references of a percent sign", EMAIL, |v| v.text.replace('@', "&#37;40"))
        .native(&[Html])
        .container(Container::Entities),
    d(11, "base64 of percent-encoded", ANY, |v| {
        BASE64.encode(signs(&sentence(v), |c| format!("%{:02x}", u32::from(c))).as_bytes())
    })
    .container(Container::Base64),
    d(11, "base64 of full width", ANY, |v| {
        let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap().to_string();
        let text = each(&v.text, |c| if c == ' ' { c.to_string() } else { wide(c) });
        BASE64.encode(format!("the {} is {text} for now", v.category.word()).as_bytes())
    })
    .container(Container::Base64),
    d(13, "hexadecimal of base64", ANY, |v| {
        data_encoding::HEXLOWER.encode(BASE64.encode(sentence(v).as_bytes()).as_bytes())
    })
    .container(Container::Hex),
];
