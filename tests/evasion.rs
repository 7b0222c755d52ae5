//! Values that are encoded or disguised, in whatever they stand in: how many of them are left in what is written.
//!
//! `docs/EVASION.md` holds what is measured here; the test fails when it does not. `UPDATE_EVASION=1 cargo test --test
//! evasion` writes it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use carriers::Carrier;
use page::{Missed, Unsupported};

#[path = "evasion/carriers.rs"]
mod carriers;
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
#[path = "evasion/matrix.rs"]
mod matrix;
// The test uses a part of them.
#[allow(dead_code)]
mod numbers;
#[path = "evasion/page.rs"]
mod page;
#[allow(dead_code)]
#[path = "quality/values/mod.rs"]
mod quality;
#[path = "evasion/values.rs"]
mod values;

use common::random;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/EVASION.md");
const BEGIN: &str = "<!-- measured: begin -->\n";
const END: &str = "<!-- measured: end -->\n";

/// What is not supported, and why.
const UNSUPPORTED: &[Unsupported] = &[];

/// Supported cells that are below 1.00, and why. Looked at once [`REQUIRED`] is set.
const MISSED: &[Missed] = &[];

/// The share of supported cells that must be at 1.00. Set when the decoders are there: `Some(0.95)`.
const REQUIRED: Option<f64> = None;

#[test]
fn the_published_matrix_is_what_is_measured() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (published, tail) = rest.split_once(END).unwrap();
    let cells = matrix::measured();
    let now = page::tables(&cells, UNSUPPORTED);
    if std::env::var_os("UPDATE_EVASION").is_some() {
        std::fs::write(PAGE, [head, BEGIN, &now, END, tail].concat()).unwrap();
    } else {
        assert!(published == now, "run: UPDATE_EVASION=1 cargo test --test evasion\n{now}");
    }
    for cell in cells.iter().filter(|cell| cell.disguise.row == 0) {
        // In a URL a space is `%20`, so that not all stand there plainly.
        let is_gone = cell.carrier == Carrier::Url || cell.count.all == cell.count.gone;
        assert!(is_gone, "plain values are left in {}", cell.carrier.name());
        assert!(cell.broken == 0, "plain values leave {} broken", cell.carrier.name());
    }
    if let Some(required) = REQUIRED {
        let supported: Vec<_> = cells.iter().filter(|cell| page::is_supported(cell, UNSUPPORTED)).collect();
        let full = supported.iter().filter(|cell| cell.count.all == cell.count.gone).count();
        assert!(full as f64 >= required * supported.len() as f64, "{full} of {} cells", supported.len());
        for cell in supported.iter().filter(|cell| cell.count.all > cell.count.gone) {
            let known = MISSED.iter().any(|m| m.name == cell.disguise.name && m.carrier == cell.carrier);
            assert!(known, "{} in {} is not listed as missed", cell.disguise.name, cell.carrier.name());
        }
    }
}

#[test]
fn the_judge_sees_through_every_disguise_and_records_are_whole_as_they_are_planted() {
    let wrong = matrix::misjudged();
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
}
