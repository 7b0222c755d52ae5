//! Once a run is warm, a record costs no allocation: four times the records cost no more than what a frame costs for every
//! frame more.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use obelus::detect::facts::Declarations;
use obelus::detect::field::Fields;
use obelus::detect::pack::Rules;
use obelus::detect::rule::{self, Rule};
use obelus::format::Reading;
use obelus::format::csv::Table;
use obelus::info_type::Vocabulary;
use obelus::limits::Limits;
use obelus::pipeline::{self, Observer, Output, Shared, Structure};
use obelus::policy::plans::Plans;
use obelus::policy::{Policy, builtin, table};
use obelus::sink::Sink;
use obelus::splice::Cleared;

#[allow(dead_code, clippy::print_stderr)]
#[path = "../benches/engine/allocations.rs"]
mod allocations;

/// Allocations that a frame may cost: what is found in it, its way through the pool, and its place in the order.
const PER_FRAME: f64 = 16.0;

/// What a longer run may cost beside that.
const BESIDE: u64 = 200;

struct Nowhere;

impl Sink for Nowhere {
    fn write(&mut self, _: &Cleared) -> obelus::error::Result<()> {
        Ok(())
    }
}

struct Silent;

impl Observer for Silent {}

fn shared(rules: &str) -> Arc<Shared> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let list = match rules {
        "shipped" => rule::builtin(&vocabulary).unwrap(),
        _ => {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rules").join(rules);
            Rule::parse_list(rules, &std::fs::read_to_string(file).unwrap(), &vocabulary).unwrap()
        }
    };
    let rules = Rules::new(list);
    let engine = rules.all().unwrap();
    let fields = Fields::builtin(&vocabulary).unwrap();
    Arc::new(Shared { vocabulary, engine, rules, fields, limits: Limits::default(), vault: None })
}

fn structure(reading: Reading) -> Structure {
    Structure {
        reading,
        declared: Declarations::default(),
        pages: Arc::default(),
        charset: Default::default(),
    }
}

/// A format with the structure of it and a record of number `n`.
type Format = (&'static str, fn() -> Structure, fn(usize) -> String);

const HEADER: &str = "id,email,ip,note\n";

fn formats() -> [Format; 3] {
    let csv = || {
        let columns = ["id", "email", "ip", "note"].map(|c| c.as_bytes().to_vec()).to_vec();
        structure(Reading::Table(Arc::new(Table::new(b',', columns, true))))
    };
    [
        (
            "text",
            || structure(Reading::Text),
            |n| {
                format!(
                    "2026-11-24 10:00:{:02} ann.lee{n}@example.com from 192.0.2.{} paid 4111 1111 1111 1111\n",
                    n % 60,
                    n % 256
                )
            },
        ),
        ("csv", csv, |n| {
            format!("{n},ann.lee{n}@example.com,192.0.2.{},\"said \"\"{n}\"\", 536-22-8726\"\n", n % 256)
        }),
        (
            "jsonl",
            || structure(Reading::JsonLines),
            |n| {
                format!(
                    "{{\"id\":{n},\"user\":{{\"email\":\"ann.lee{n}@example.com\"}},\"ip\":\"192.0.2.{}\",\"note\":\"caf\\u00e9 {n}\"}}\n",
                    n % 256
                )
            },
        ),
    ]
}

/// Allocations of a run over `text`.
fn allocations(shared: &Arc<Shared>, structure: Structure, text: Vec<u8>) -> u64 {
    let policy = Policy::load(builtin::STRICT, builtin::STRICT, &shared.vocabulary).unwrap();
    let plan = table::plan(&policy, &shared.vocabulary, policy.recipient("anyone").unwrap(), None, &[], None);
    let plans = Arc::new(Plans::of_one(plan));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let reader: Box<dyn Read + Send> = Box::new(Cursor::new(text));
    let (calls, _, done) = allocations::counted(|| {
        let mut outputs = [Output { plans, sink: &mut Nowhere }];
        pipeline::run(shared, &pool, 4, reader, structure, &mut outputs, &mut Silent)
    });
    assert!(done.unwrap().outputs[0].counts.edits.iter().sum::<u64>() > 0, "nothing was found");
    calls
}

/// Lists of rules.
const LISTS: [&str; 2] = ["five.toml", "shipped"];

// One test: what others allocate would be counted too.
#[test]
fn records_cost_no_allocations_once_a_run_is_warm() {
    const FEW: usize = 12_000;
    let mut over = String::new();
    for rules in LISTS {
        let shared = shared(rules);
        for (name, structure, record) in formats() {
            let text = |records: usize| {
                let header = if name == "csv" { HEADER } else { "" };
                (header.to_owned() + &(0..records).map(record).collect::<String>()).into_bytes()
            };
            // The first run of all compiles what is compiled late.
            allocations(&shared, structure(), text(1000));
            let (few, many) = (text(FEW), text(4 * FEW));
            let frames = ((many.len() - few.len()) / shared.limits.frame_bytes + 1) as f64;
            let more = allocations(&shared, structure(), many)
                .saturating_sub(allocations(&shared, structure(), few) + BESIDE);
            let most = PER_FRAME * frames;
            if more as f64 > most {
                over += &format!(
                    "{name}, {rules}: {more} allocations more for {frames} frames of {} records\n",
                    3 * FEW
                );
            }
        }
    }
    assert!(over.is_empty(), "\n{over}");
}
