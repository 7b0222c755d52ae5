//! Is what a policy keeps of a value written into the encoding that it stood in?

use std::collections::BTreeMap;
use std::fs;

use crate::carriers::{Carrier, Position};
use crate::common::{directory, obelus, run, text};
use crate::containers;
use crate::decode;
use crate::disguises::{self, Container, Disguise};
use crate::judge;
use crate::matrix::{Count, id};
use crate::page::share;
use crate::values::{self, Category, Value};

const POLICY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policies/kept-parts.toml");

/// Claims of a signed token are no place for a surrogate: the signature says that nobody changed them.
const SIGNED: u8 = 12;

/// A disguise in text, and in the carriers whose own escapes it writes.
pub struct Kept {
    disguise: &'static Disguise,
    in_text: Count,
    in_own: Count,
}

struct Planted<'a> {
    disguise: &'static Disguise,
    carrier: Carrier,
    id: String,
    value: &'a Value,
    record: String,
}

/// What is kept of every value that stands in an encoding.
pub fn measured() -> Vec<Kept> {
    let values = values::all();
    let planted = planted(&values);
    let place = directory("evasion-kept");
    let mut records: BTreeMap<Carrier, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for carrier in Carrier::ALL.iter().copied() {
        let of = planted.iter().filter(|planted| planted.carrier == carrier);
        let body: String = of.map(|planted| planted.record.as_str()).collect();
        let file = place.join(format!("{carrier:?}.{}", carrier.extension()));
        fs::write(&file, carrier.head().to_owned() + &body).unwrap();
        let how = ["redact", "--quiet", "--header", "--ephemeral-key", "--policy", POLICY, "--to", "r"];
        let done = run(obelus([&how[..], &[text(&file)]].concat()), b"");
        assert!(matches!(done.code, 0 | 3), "exit {}: {}", done.code, done.said());
        records.insert(carrier, carrier.records(&done.stdout));
    }
    let mut all: Vec<Kept> = Vec::new();
    for planted in &planted {
        if all.last().is_none_or(|last| !std::ptr::eq(last.disguise, planted.disguise)) {
            all.push(Kept {
                disguise: planted.disguise,
                in_text: Count::default(),
                in_own: Count::default(),
            });
        }
        let kept = all.last_mut().unwrap();
        let count = if planted.carrier == Carrier::Text { &mut kept.in_text } else { &mut kept.in_own };
        count.add(records[&planted.carrier].get(&planted.id).is_some_and(|record| is_kept(planted, record)));
    }
    all
}

fn planted(values: &[Value]) -> Vec<Planted<'_>> {
    let mut all = Vec::new();
    let encodings = disguises::all().into_iter();
    for disguise in encodings.filter(|d| d.container != Container::None && d.row != SIGNED) {
        for carrier in Carrier::ALL.iter().copied() {
            let is_own = disguise.native.contains(&carrier) || disguise.only == [carrier];
            if !(is_own || carrier == Carrier::Text && disguise.stands_in(carrier)) {
                continue;
            }
            let kept = [Category::Email, Category::Card];
            for value in values.iter().filter(|v| kept.contains(&v.category) && disguise.changes(v)) {
                // Of a URL the path: queries go as a whole.
                let position = if carrier == Carrier::Url { Position::End } else { Position::Middle };
                let Some(made) = carrier.embed(disguise, value, position) else { continue };
                let id = id(all.len());
                let record = carrier.record(&id, &made.line, disguise);
                all.push(Planted { disguise, carrier, id, value, record });
            }
        }
    }
    all
}

/// True when the value is gone, the record decodes, and what is decoded holds the surrogate.
fn is_kept(planted: &Planted<'_>, record: &[u8]) -> bool {
    let container = planted.disguise.container;
    // A run is its text as a whole, so what is written beside it or in its place is no part of it. (In a header, a word
    // beside encoded ones is one of the text.)
    let is_run = matches!(
        container,
        Container::Base64
            | Container::Base64Body
            | Container::Hex
            | Container::Utf16
            | Container::EncodedWords
    );
    !judge::is_left(planted.value, record)
        && containers::is_whole(planted.carrier, &planted.id, record)
        && !(is_run && holds_surrogate(planted.value, record))
        && decode::any(record, |reading| holds_surrogate(planted.value, reading))
}

/// A hash token, or a mask that shows the last four digits.
fn holds_surrogate(value: &Value, text: &[u8]) -> bool {
    if value.category == Category::Email {
        return memchr::memmem::find(text, b"ob1h_em_").is_some();
    }
    let bare: Vec<u8> = text.iter().copied().filter(|b| b.is_ascii_digit() || *b == b'*').collect();
    let masked = "*".repeat(value.core.len() - 4) + &value.core[value.core.len() - 4..];
    memchr::memmem::find(&bare, masked.as_bytes()).is_some()
}

/// The table of the page.
pub fn table(all: &[Kept]) -> String {
    let mut text = "## What a policy keeps of a value, in the encoding that it stood in\n\n| row | disguise | in text | in its own carriers |\n|---:|---|---:|---:|\n".to_owned();
    for kept in all {
        let name = crate::page::escaped(kept.disguise.name);
        text += &format!(
            "| {} | {name} | {} | {} |\n",
            kept.disguise.row,
            share(kept.in_text),
            share(kept.in_own)
        );
    }
    text
}
