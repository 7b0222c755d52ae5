//! Every way in which an input can stop in the middle, per format.

use crate::common::{obelus, run};
use crate::however_cut;

/// Records before the one at fault, and behind it.
const BEFORE: usize = 400;
const BEHIND: usize = 200;

/// Records around one that is at fault.
struct Stop {
    name: &'static str,
    format: &'static str,
    head: &'static str,
    record: fn(usize) -> String,
    between: &'static str,
    /// Takes the place of a record.
    fault: &'static str,
    tail: &'static str,
}

fn line(n: usize) -> String {
    format!("A{n}=user{n}@example.com and word {n}")
}

fn row(n: usize) -> String {
    format!("{n},user{n}@example.com,said {n}")
}

fn object(n: usize) -> String {
    format!("{{\"id\":{n},\"email\":\"user{n}@example.com\",\"note\":\"n {n}\"}}")
}

fn element(n: usize) -> String {
    format!("<row id=\"{n}\"><email>user{n}@example.com</email><note>n {n}</note></row>")
}

fn insert(n: usize) -> String {
    format!("INSERT INTO `people` VALUES ('n {n}','user{n}@example.com'),('n {n}','x');")
}

fn message(n: usize) -> String {
    format!(
        "From ann Thu Jan  1 00:00:00 2026\nFrom: Ann <user{n}@example.com>\nSubject: s {n}\n\nhello user{n}@example.com\n\n"
    )
}

fn settings(n: usize) -> String {
    format!("u{n}:\n  email: user{n}@example.com\n  note: n {n}\n")
}

const KEY: &str = "{\"id\":7,\"ann@example.com\":\"x\"}";
const DUMP: &str = "-- MySQL dump 10.13\n\nCREATE TABLE `people` (\n  `note` text,\n  `email` text\n) ;\n";
const XML: &str = "<?xml version=\"1.0\"?>\n<rows>\n";
const NONE: Stop =
    Stop { name: "", format: "", head: "", record: line, between: "\n", fault: "", tail: "\n" };
const CSV: Stop = Stop { format: "csv", head: "id,email,note\n", record: row, ..NONE };
const LINES: Stop = Stop { format: "jsonl", record: object, ..NONE };
const ARRAY: Stop =
    Stop { format: "json", head: " [\n", record: object, between: " ,\n", tail: "]\n", ..NONE };
const ROOTS: Stop = Stop { format: "json", head: "", record: object, between: "\n \n", ..NONE };
const ROWS: Stop = Stop { format: "xml", head: XML, record: element, tail: "\n</rows>\n", ..NONE };
const SQL: Stop = Stop { format: "mysql-dump", head: DUMP, record: insert, ..NONE };
const BOX: Stop = Stop { format: "mbox", record: message, between: "", tail: "", ..NONE };
const YAML: Stop = Stop { format: "yaml", record: settings, between: "", tail: "", ..NONE };
const ENV: Stop = Stop { format: "env", ..NONE };
const JOURNAL: Stop = Stop { format: "journal", ..NONE };

const STOPS: &[Stop] = &[
    Stop { name: "a quote that is never closed", fault: "9,\"x@example.com", ..CSV },
    Stop { name: "a name that is an address", fault: KEY, ..LINES },
    Stop { name: "a name that is an address, in an array", fault: KEY, ..ARRAY },
    Stop { name: "a name that is an address, in a document", fault: KEY, ..ROOTS },
    Stop { name: "a bracket too many in an array", fault: "}", ..ARRAY },
    Stop { name: "a bracket too many between documents", fault: "]", ..ROOTS },
    Stop { name: "an array that never ends", fault: "[{\"a\":", ..ROOTS },
    Stop { name: "a tag that closes another", fault: "<row><a>x@example.com</b></row>", ..ROWS },
    Stop { name: "a comment with two dashes", fault: "<row>x<!-- a -- b --></row>", ..ROWS },
    Stop { name: "a control character", fault: "<row>a\u{1}b</row>", ..ROWS },
    Stop { name: "text between records", fault: "text", ..ROWS },
    Stop { name: "an attribute twice", fault: "<row a='1' a='2'/>", ..ROWS },
    Stop { name: "a namespace that is an address", fault: "<row xmlns:q='ann@example.com'/>", ..ROWS },
    Stop { name: "what cannot follow a row", fault: "INSERT INTO `people` VALUES (1,'a') no,(2);", ..SQL },
    Stop { name: "an INSERT without values", fault: "INSERT INTO `people` SELECT 1;", ..SQL },
    Stop { name: "a text that never ends", fault: "INSERT INTO `people` VALUES (1,'a", ..SQL },
    Stop {
        name: "a column that is an address",
        fault: "INSERT INTO `people` (`note`,`ann@example.com`) VALUES (1,'a');",
        ..SQL
    },
    Stop {
        name: "a part that cannot be seen into",
        fault: "From ann Thu Jan  1 00:00:00 2026\nFrom: x@example.com\nMIME-Version: 1.0\n\
                Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAECAwQFBgc=\n\n",
        ..BOX
    },
    Stop {
        name: "a field that is an address",
        fault: "From ann Thu Jan  1 00:00:00 2026\nFrom: x@example.com\nann@example.com: y\n\nx\n\n",
        ..BOX
    },
    Stop { name: "a lone carriage return", fault: "a:\rb\n", ..YAML },
    Stop { name: "a separator of Unicode before a carriage return", fault: "a: x\u{2028}\ry\n", ..YAML },
    Stop { name: "a carriage return before a separator", fault: "a: x\ry\u{85}z\n", ..YAML },
    Stop { name: "a carriage return", fault: "B=\rx", ..ENV },
    Stop { name: "a field with its length", fault: "A\0x", ..JOURNAL },
];

impl Stop {
    fn text(&self, with: &str) -> (String, usize) {
        let records = |from: usize, to: usize| (from..to).map(self.record).collect::<Vec<_>>();
        let mut front = records(0, BEFORE);
        front.push(String::new());
        let front = self.head.to_owned() + &front.join(self.between);
        let mut behind = vec![with.to_owned()];
        behind.extend(records(BEFORE + 1, BEFORE + BEHIND));
        let at = front.len();
        (front + &behind.join(self.between) + self.tail, at)
    }
}

#[test]
fn what_stands_before_the_record_at_fault_goes_out_and_nothing_else() {
    for stop in STOPS {
        let what = format!("{}, {}", stop.format, stop.name);
        let arguments = ["redact", "--quiet", "--input-format", stop.format];
        // With a record in place of the fault all goes out.
        let (good, _) = stop.text(&(stop.record)(BEFORE));
        let whole = run(obelus([&arguments[..], &["-"]].concat()), good.as_bytes());
        assert_eq!(whole.code, 0, "{what}: {}", whole.said());
        let (bad, _) = stop.text(stop.fault);
        let done = however_cut(&what, &arguments, bad.as_bytes(), 3);
        // Records are as long as each other but for their numbers, so their ends are where that number is.
        // The last value of YAML may go on in the line that is at fault.
        let number = format!("{}", BEFORE - 1 - usize::from(stop.format == "yaml"));
        let last = whole.stdout.windows(number.len()).rposition(|w| w == number.as_bytes()).unwrap();
        let next = format!("{BEFORE}");
        let behind = whole.stdout.windows(next.len()).position(|w| w == next.as_bytes()).unwrap();
        assert!(whole.stdout.starts_with(&done.stdout), "{what}: what goes out goes out alike");
        assert!(done.stdout.len() > last && done.stdout.len() <= behind, "{what}: {}", done.stdout.len());
    }
}

#[test]
fn nothing_of_a_first_record_at_fault_goes_out() {
    for (format, input, wanted) in [
        ("json", format!(" \n[{KEY},{}]", object(1)), " \n"),
        ("jsonl", format!("\n{KEY}\n{}\n", object(1)), "\n"),
        ("xml", format!("{XML}<row></r></rows>"), ""),
        ("csv", "ann@example.com,b,c\n1,2,3\n".to_owned(), ""),
    ] {
        let arguments = ["redact", "--quiet", "--input-format", format];
        let flags: &[&str] = if format == "csv" { &["--header"] } else { &[] };
        let done = however_cut(format, &[&arguments[..], flags].concat(), input.as_bytes(), 3);
        assert_eq!(String::from_utf8_lossy(&done.stdout), wanted, "{format}");
    }
}

/// Of rows, lines and records that are longer than they may be, those before them go out.
#[test]
fn what_stands_before_a_record_that_is_too_long_goes_out() {
    let long = "x".repeat((16 << 20) + 9);
    for (format, front, long) in [
        ("csv", "a,b\n1,x@example.com\n", format!("2,\"{long}\"\n3,y@example.com\n")),
        ("jsonl", "{\"a\":\"x@example.com\"}\n", format!("\"{long}\"\n{{}}\n")),
        ("json", "{\"a\":\"x@example.com\"}\n", format!("\"{long}\"\n{{}}\n")),
    ] {
        let arguments = ["redact", "--quiet", "--input-format", format];
        let wanted = run(obelus([&arguments[..], &["-"]].concat()), front.as_bytes());
        let input = front.to_owned() + &long;
        for how in
            [["--threads", "1"], ["--threads", "8"], ["--frame-size", "100"], ["--read-size", "67108864"]]
        {
            let done = run(obelus([&arguments[..], &how, &["-"]].concat()), input.as_bytes());
            assert_eq!(done.code, 3, "{format}, {how:?}: {}", done.said());
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert_eq!(said, String::from_utf8_lossy(&wanted.stdout), "{format}, {how:?}");
        }
    }
}
