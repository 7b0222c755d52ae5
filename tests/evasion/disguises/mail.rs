//! What mails do to values: rows 10 (quoted-printable, encoded words) and 22 (wrapped lines).

use data_encoding::BASE64;

use super::{ANY, Container, Disguise, EMAIL, d, each, middle, signs};
use crate::carriers::Carrier::{MailBody, MailHeader};
use crate::values::{Category, Value};

pub const ALL: &[Disguise] = &[
    quoted("=40", EMAIL, |v| v.text.replace('@', "=40")),
    quoted("=, all signs", ANY, |v| signs(&v.text, |c| format!("={:02X}", u32::from(c)))),
    quoted("=, all characters", ANY, |v| each(&v.text, |c| format!("={:02X}", u32::from(c)))),
    quoted("=, small letters", ANY, |v| signs(&v.text, |c| format!("={:02x}", u32::from(c)))),
    quoted("soft line break", ANY, |v| middle(&v.text, "=\n")),
    quoted("soft line break and =40", EMAIL, |v| middle(&v.text, "=\n").replace('@', "=40")),
    words("encoded word, B", |v| format!("=?utf-8?B?{}?=", BASE64.encode(v.text.as_bytes()))),
    words("encoded word, Q", |v| format!("=?utf-8?Q?{}?=", q(&v.text))),
    words("encoded words, B, small letters", |v| {
        format!("=?iso-8859-1?b?{}?=", BASE64.encode(v.text.as_bytes()))
    }),
    words("two encoded words, folded", |v| {
        let (one, other) = v.text.split_at(v.text.len() / 2);
        format!("=?utf-8?Q?{}?=\n =?utf-8?Q?{}?=", q(one), q(other))
    }),
    d(22, "line end inside", ANY, |v| middle(&v.text, "\n")),
    d(22, "line end of Windows inside", ANY, |v| middle(&v.text, "\r\n")),
    d(22, "quoted: > ", ANY, |v| middle(&v.text, "\n> ")),
    d(22, "quoted twice: > > ", ANY, |v| middle(&v.text, "\n> > ")),
    d(22, "indented", ANY, |v| middle(&v.text, "\n    ")),
    d(22, "continued with a backslash", ANY, |v| middle(&v.text, "\\\n")),
    d(22, "continued with a backslash, indented", ANY, |v| middle(&v.text, " \\\n  ")),
    d(22, "wrapped at the sign", EMAIL, |v| v.text.replace('@', "@\n")),
    d(22, "wrapped at a comment sign", ANY, |v| middle(&v.text, "\n# ")),
];

type Write = fn(&Value) -> String;

const fn quoted(name: &'static str, of: &'static [Category], write: Write) -> Disguise {
    d(10, name, of, write)
        .native(&[MailBody])
        .transfer("quoted-printable")
        .container(Container::QuotedPrintable)
}

const fn words(name: &'static str, write: Write) -> Disguise {
    d(10, name, ANY, write).native(&[MailHeader]).container(Container::EncodedWords)
}

fn q(text: &str) -> String {
    signs(text, |c| if c == ' ' { "_".to_owned() } else { format!("={:02X}", u32::from(c)) })
}
