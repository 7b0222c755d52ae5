//! What URLs and pages do to values: rows 5 and 9.

use super::{ANY, Container, Disguise, EMAIL, d, each, signs};
use crate::carriers::Carrier::{Attribute, Html, Url, Xml};

const PAGES: &[crate::carriers::Carrier] = &[Html, Attribute, Xml];

pub const ALL: &[Disguise] = &[
    percent("%40", EMAIL, |v| v.text.replace('@', "%40")),
    percent("%40 and %2E, small letters", EMAIL, |v| v.text.replace('@', "%40").replace('.', "%2e")),
    percent("all signs", ANY, |v| signs(&v.text, |c| format!("%{:02X}", u32::from(c)))),
    percent("all bytes", ANY, |v| each(&v.text, |c| format!("%{:02X}", u32::from(c)))),
    percent("twice: %2540", EMAIL, |v| v.text.replace('@', "%2540")),
    percent("twice, all signs", ANY, |v| signs(&v.text, |c| format!("%25{:02x}", u32::from(c)))),
    percent("%u0040", EMAIL, |v| v.text.replace('@', "%u0040")),
    percent("%u for all signs", ANY, |v| signs(&v.text, |c| format!("%u{:04X}", u32::from(c)))),
    entity("&#64;", EMAIL, |v| v.text.replace('@', "&#64;")),
    entity("decimal, all characters", ANY, |v| each(&v.text, |c| format!("&#{};", u32::from(c)))),
    entity("hexadecimal, all signs", ANY, |v| signs(&v.text, |c| format!("&#x{:x};", u32::from(c)))),
    // XML has no such names.
    entity("&commat; and &period;", EMAIL, |v| v.text.replace('@', "&commat;").replace('.', "&period;"))
        .native(&[Html, Attribute]),
];

type Write = fn(&crate::values::Value) -> String;

const fn percent(name: &'static str, of: &'static [crate::values::Category], write: Write) -> Disguise {
    d(5, name, of, write).native(&[Url]).container(Container::Percent)
}

const fn entity(name: &'static str, of: &'static [crate::values::Category], write: Write) -> Disguise {
    d(9, name, of, write).native(PAGES).container(Container::Entities)
}
