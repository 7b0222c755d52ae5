//! Values that are encoded or disguised, in whatever they stand in: how many of them are left in what is written.
//!
//! `docs/EVASION.md` holds what is measured here; the test fails when it does not. `UPDATE_EVASION=1 cargo test --test
//! evasion` writes it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use carriers::Carrier;
use matrix::Cell;
use page::{Missed, Unsupported};

#[path = "evasion/benign.rs"]
mod benign;
#[path = "evasion/budgets.rs"]
mod budgets;
#[path = "evasion/carriers.rs"]
mod carriers;
#[path = "evasion/checks.rs"]
mod checks;
mod common;
#[path = "evasion/containers.rs"]
mod containers;
#[path = "evasion/decode/mod.rs"]
mod decode;
#[path = "evasion/disguises/mod.rs"]
mod disguises;
#[path = "common/issued.rs"]
mod issued;
#[path = "evasion/judge.rs"]
mod judge;
#[path = "evasion/kept.rs"]
mod kept;
#[path = "evasion/long.rs"]
mod long;
#[path = "evasion/matrix.rs"]
mod matrix;
#[path = "evasion/names.rs"]
mod names;
// The test uses a part of them.
#[allow(dead_code)]
mod numbers;
#[path = "evasion/page.rs"]
mod page;
#[path = "evasion/posts.rs"]
mod posts;
#[allow(dead_code)]
#[path = "quality/values/mod.rs"]
mod quality;
#[path = "evasion/values.rs"]
mod values;

use common::random;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/EVASION.md");
const BEGIN: &str = "<!-- measured: begin -->\n";
const END: &str = "<!-- measured: end -->\n";

/// What is not supported, and why. Rows without a cell are there to be told of.
const UNSUPPORTED: &[Unsupported] = &[
    no(
        10,
        "soft line break",
        &[Carrier::MailHeader],
        "a header has none (RFC 2047): no reader joins the two lines",
    ),
    no(18, "", &[], "a value in several fields is not put together; name the fields in the policy"),
    no(19, "", &[Carrier::Url], "addresses are hidden in prose, which a request is not"),
    no(
        19,
        "digits partly spelled",
        &[],
        "as numbers in words, which would have to be read in every language",
    ),
    no(20, "", &[], "numbers in words would have to be read in every language"),
    no(
        21,
        "from the last to the first",
        &[],
        "nobody reads it so, and every text would have to be searched twice",
    ),
    no(22, "line end inside", &[], WRAPPED),
    no(22, "line end of Windows inside", &[], WRAPPED),
    no(22, "quoted: > ", &[], WRAPPED),
    no(22, "quoted twice: > > ", &[], WRAPPED),
    no(22, "indented", &[], WRAPPED),
    no(22, "wrapped at a comment sign", &[], WRAPPED),
    no(
        22,
        "continued with a backslash, indented",
        &[],
        "the space before the backslash parts two words for the shell that reads it",
    ),
    no(
        22,
        "continued with a backslash",
        &[Carrier::MailHeader],
        "the next line of a header begins with a space, which parts two words",
    ),
    no(25, "EBCDIC", &[], "no cell: to be converted before it is an input"),
    no(26, "CHAR(64)", &[], "what an expression comes to, only its database says"),
    no(28, "", &[], "no cell: see the table of names"),
    no(29, "", &[], "no cell: images and their metadata are not read"),
    no(32, "", &[], "no cell: what is encrypted can be read by nobody without its key"),
    no(38, "", &[], "text is not turned round; what turns it is dropped"),
];

const WRAPPED: &str = "nothing says whether a line end cuts a word or parts two: an address at the start of a line would take \
     the last word of the line before along, and a line has to leave before the next one is there";

const fn no(row: u8, name: &'static str, carriers: &'static [Carrier], why: &'static str) -> Unsupported {
    Unsupported { row, name, carriers, why }
}

/// Supported cells that are below 1.00, and why.
const MISSED: &[Missed] = &[
    missed(
        "soft line break",
        Carrier::Url,
        "what stands before it in a path can be base64 that is filled up",
    ),
    missed("bytes with dashes", Carrier::Url, "a slash before it is of the same characters"),
    missed("base64 in lines", Carrier::Url, LINE_BY_LINE),
    missed("dump in lines", Carrier::Text, LINE_BY_LINE),
    missed("dump in lines", Carrier::CsvQuoted, LINE_BY_LINE),
    missed("dump in lines", Carrier::Json, LINE_BY_LINE),
    missed("dump in lines", Carrier::Url, LINE_BY_LINE),
    missed("dump in lines", Carrier::Html, LINE_BY_LINE),
    missed("dump in lines", Carrier::Attribute, LINE_BY_LINE),
    missed("dump in lines", Carrier::Xml, LINE_BY_LINE),
    missed("dump in lines", Carrier::XmlDocument, LINE_BY_LINE),
    missed("dump in lines", Carrier::Sql, LINE_BY_LINE),
    missed("dump in lines", Carrier::MailBody, LINE_BY_LINE),
    missed("line end of a cell inside", Carrier::CsvQuoted, WRAPPED),
];

const LINE_BY_LINE: &str =
    "runs of digits are read line by line, but for lines of base64 that are as long as programs make them";

const fn missed(name: &'static str, carrier: Carrier, why: &'static str) -> Missed {
    Missed { name, carrier, why }
}

/// The share of supported cells that must be at 1.00.
const REQUIRED: f64 = 0.95;

#[test]
fn the_published_figures_are_what_is_measured() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (published, tail) = rest.split_once(END).unwrap();
    let (cells, scores, benign) = (matrix::measured(), posts::scores(), benign::found());
    let (budgets, names) = (budgets::measured(), names::measured());
    let tables = [
        page::tables(&cells, UNSUPPORTED, MISSED),
        long::table(&long::measured()),
        budgets::table(&budgets),
        names::table(&names),
        kept::table(&kept::measured()),
        posts::table(&scores),
        benign::table(&benign),
    ];
    let now = tables.join("\n");
    if std::env::var_os("UPDATE_EVASION").is_some() {
        std::fs::write(PAGE, [head, BEGIN, &now, END, tail].concat()).unwrap();
    } else {
        assert!(published == now, "run: UPDATE_EVASION=1 cargo test --test evasion\n{now}");
    }
    plain_values_are_gone(&cells);
    for cell in &cells {
        let name = || format!("{} in {}", cell.disguise.name, cell.carrier.name());
        assert!(cell.is_same, "{}: what is written depends on frames", name());
        assert!(cell.is_final, "{}: a second run changes what the first one wrote", name());
    }
    assert!(!names.iter().any(|outcome| outcome.is_said), "a name stands in a message");
    for found in &benign {
        assert!(!found.is_too_many(), "too much is found in {}", found.kind.name);
    }
    enough_is_found(&cells);
    let (_, held_out) = &scores[0];
    assert!(!budgets.iter().any(budgets::Outcome::is_open), "more than a budget is let through");
    assert!(held_out.recall() >= posts::AIM.0 && held_out.precision() >= posts::AIM.1, "hidden addresses");
}

/// What is not found plain says nothing about a disguise.
fn plain_values_are_gone(cells: &[Cell]) {
    for cell in cells.iter().filter(|cell| cell.disguise.row == 0) {
        // In a URL a space is `%20`, so that not all stand there plainly.
        let is_gone = cell.carrier == Carrier::Url || cell.count.all == cell.count.gone;
        assert!(is_gone, "plain values are left in {}", cell.carrier.name());
        assert!(cell.broken == 0, "plain values leave {} broken", cell.carrier.name());
    }
}

fn enough_is_found(cells: &[Cell]) {
    let supported: Vec<_> = cells.iter().filter(|cell| page::is_supported(cell, UNSUPPORTED)).collect();
    let is_full = |cell: &Cell| cell.count.all == cell.count.gone;
    let full = supported.iter().filter(|cell| is_full(cell)).count();
    assert!(full as f64 >= REQUIRED * supported.len() as f64, "{full} of {} cells", supported.len());
    for cell in supported {
        let name = format!("{} in {}", cell.disguise.name, cell.carrier.name());
        let is_known = MISSED.iter().any(|m| m.name == cell.disguise.name && m.carrier == cell.carrier);
        assert!(is_full(cell) != is_known, "{name}: MISSED says something else");
        assert!(cell.broken == 0, "{name}: {} records do not decode", cell.broken);
    }
}

#[test]
fn the_judge_sees_through_every_disguise_and_records_are_whole_as_they_are_planted() {
    let wrong = matrix::misjudged();
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn everything_is_the_same_on_every_run_and_no_post_is_in_both_lists() {
    let (held_out, train) = (posts::templates(posts::HELD_OUT), posts::templates(posts::TRAIN));
    assert!(held_out.iter().all(|template| !train.contains(template)));
    assert_eq!(posts::posts(posts::HELD_OUT).text, posts::posts(posts::HELD_OUT).text);
    assert!(posts::posts(posts::HELD_OUT).count >= 300);
    for (one, other) in values::all().iter().zip(values::all()) {
        assert_eq!(one.text, other.text);
    }
    for kind in benign::KINDS {
        assert!(benign::made(kind) == benign::made(kind), "{}", kind.name);
    }
}

#[test]
fn every_row_of_the_list_has_a_disguise_or_a_reason_and_no_name_comes_twice() {
    let all = disguises::all();
    assert_eq!(disguises::ROWS.len(), 39);
    for (number, (row, way)) in disguises::ROWS.iter().enumerate() {
        assert_eq!(usize::from(*row), number);
        let is_there = all.iter().any(|disguise| disguise.row == *row);
        assert!(is_there || UNSUPPORTED.iter().any(|entry| entry.row == *row), "row {row}: {way}");
    }
    let names: std::collections::BTreeSet<&str> = all.iter().map(|disguise| disguise.name).collect();
    assert_eq!(names.len(), all.len());
    for entry in UNSUPPORTED.iter().filter(|entry| !entry.why.starts_with("no cell: ")) {
        let mut of_row = all.iter().filter(|disguise| disguise.row == entry.row);
        let is_there = of_row.any(|disguise| entry.name.is_empty() || entry.name == disguise.name);
        assert!(is_there, "row {}: {} is no disguise", entry.row, entry.name);
    }
}
