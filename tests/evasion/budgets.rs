//! Inputs that are made to be more work than anybody does for them: what is not looked into must not be let through.

use std::fs;
use std::time::{Duration, Instant};

use data_encoding::BASE64;

use crate::common::{directory, gzip, obelus, run, text};
use crate::page::escaped;

/// No run here may take longer than this, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(30);

/// The address that stands in each.
const ADDRESS: &str = "clara.qzkbdx@example.com";

/// A name, and runs with [`ADDRESS`] in them. Nothing of them may be left, since nobody has seen what is in them.
struct Case {
    name: &'static str,
    /// More bytes than anybody decodes, which is a budget. The others are deep, or many.
    is_over: bool,
    make: fn() -> Vec<String>,
}

const CASES: &[Case] = &[
    Case { name: "8 MiB packed in one run of base64", is_over: true, make: || vec![packed(8 << 20)] },
    Case {
        name: "64 runs of base64, 1 MiB packed in each",
        is_over: true,
        make: || (0..64).map(|nth| packed((1 << 20) + nth)).collect(),
    },
    Case {
        name: "base64, eight deep",
        is_over: false,
        make: || vec![deep(8, |text| BASE64.encode(text.as_bytes()))],
    },
    Case {
        name: "base64 of UTF-16, three deep",
        is_over: false,
        make: || {
            let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
            let first = BASE64.encode(&wide(&deep(0, str::to_owned)));
            vec![(0..2).fold(first, |text, _| BASE64.encode(text.as_bytes()))]
        },
    },
    Case {
        name: "percent-encoded in base64, three deep",
        is_over: false,
        make: || {
            let first = format!("write to {}", ADDRESS.replace('@', "%40"));
            vec![(0..3).fold(first, |text, _| BASE64.encode(text.as_bytes()))]
        },
    },
    Case {
        name: "packed in base64, six deep",
        is_over: false,
        make: || vec![deep(6, |text| BASE64.encode(&gzip(text.as_bytes())))],
    },
    Case {
        name: "percent-encoded, twelve deep",
        is_over: false,
        make: || vec![deep(12, |text| text.replace('%', "%25").replace('@', "%40"))],
    },
    Case {
        name: "JSON in strings, seven deep",
        is_over: false,
        make: || {
            let address = ADDRESS.replace('@', r"\u0040");
            let first = format!(r#"{{"a":"{address}"}}"#);
            vec![(0..6).fold(first, |text, _| serde_json::json!({ "a": text }).to_string())]
        },
    },
    Case {
        name: "200,000 escapes before it",
        is_over: false,
        make: || vec!["%41%20".repeat(100_000) + &ADDRESS.replace('@', "%40").replace('.', "%2E")],
    },
    Case {
        name: "200,000 references before it",
        is_over: false,
        make: || vec!["&#65; ".repeat(200_000) + &ADDRESS.replace('@', "&#64;")],
    },
];

/// Spaces, the address, spaces.
fn packed(size: usize) -> String {
    BASE64.encode(&gzip(format!("{} mail {ADDRESS} ", " ".repeat(size)).as_bytes()))
}

fn deep(times: usize, encode: fn(&str) -> String) -> String {
    (0..times).fold(format!("the mail {ADDRESS} was noted"), |text, _| encode(&text))
}

/// What came of a case.
pub struct Outcome {
    name: &'static str,
    is_over: bool,
    code: i32,
    all: usize,
    left: usize,
}

/// What says that the run is left: the local part where it stands in it as it is, else its end.
fn sign_of(run: &str) -> &[u8] {
    const LOCAL: &str = "qzkbdx";
    if run.contains(LOCAL) { LOCAL.as_bytes() } else { &run.as_bytes()[run.len().saturating_sub(24)..] }
}

impl Outcome {
    /// True when something was let through though a budget was spent, or that was kept secret (exit 0).
    pub fn is_open(&self) -> bool {
        self.is_over && (self.left > 0 || self.code != 3)
    }
}

/// Redacts every case on its own.
pub fn measured() -> Vec<Outcome> {
    let place = directory("evasion-budgets");
    let one = |case: &Case| {
        let runs = (case.make)();
        let file = place.join("in.txt");
        let lines: Vec<String> = runs.iter().map(|run| format!("payload {run} end\n")).collect();
        fs::write(&file, lines.concat()).unwrap();
        let started = Instant::now();
        let done = run(obelus(["redact", "--quiet", "--policy", "builtin:strict", text(&file)]), b"");
        assert!(started.elapsed() < LONGEST, "{}: it took {:?}", case.name, started.elapsed());
        assert!(matches!(done.code, 0 | 3), "{}: exit {}: {}", case.name, done.code, done.said());
        let left =
            runs.iter().filter(|run| memchr::memmem::find(&done.stdout, sign_of(run)).is_some()).count();
        Outcome { name: case.name, is_over: case.is_over, code: done.code, all: runs.len(), left }
    };
    CASES.iter().map(one).collect()
}

/// The table of the page.
pub fn table(all: &[Outcome]) -> String {
    let mut rows =
        "## More work than anybody does\n\n| input | runs | left | exit |\n|---|---:|---:|---:|\n".to_owned();
    for outcome in all {
        let name = escaped(outcome.name);
        rows += &format!("| {name} | {} | {} | {} |\n", outcome.all, outcome.left, outcome.code);
    }
    rows
}
