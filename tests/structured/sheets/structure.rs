//! What comes out is still a table or JSON, unchanged outside the edit map, and holds nothing it must not.

use super::*;
use crate::common::structure::judged;

const EVERYBODY: &str =
    "service-provider,analytics,ad-network,card-processor,public,employee-processor,internal";

/// Policies, with their recipients.
static POLICIES: &[(&str, &[&str], &str)] = &[
    ("strict", &[], "anyone"),
    ("cloud", &["--policy", "builtin:anaconda-cloud", "--ephemeral-key", "--to", EVERYBODY], EVERYBODY),
    ("fields", &["--policy", "tests/policies/fields.toml", "--ephemeral-key"], "r"),
    ("forms", &["--policy", "tests/policies/kept-forms.toml", "--ephemeral-key"], "r"),
    ("all", &["--policy", "tests/policies/keep-everything.toml"], "all"),
];

/// The rows of a map that are one recipient's, in a file of their own.
fn map_of(redacted: &Redacted, recipient: &str) -> PathBuf {
    let mine = format!("\"recipient\":\"{recipient}\"");
    let rows = fs::read_to_string(&redacted.map).unwrap();
    let rows: String = rows.lines().filter(|l| l.contains(&mine)).map(|l| format!("{l}\n")).collect();
    let file = redacted.map.with_file_name(format!("map-{recipient}.jsonl"));
    fs::write(&file, rows).unwrap();
    file
}

/// Every output of `inputs` by every policy keeps structure and bytes.
fn keep_their_structure(inputs: Vec<Input>, readers: bool) {
    if !common::have("python3") {
        return;
    }
    let (mut asked, mut cases) = (Vec::new(), Vec::new());
    for input in inputs {
        for (policy, how, recipients) in POLICIES {
            let done = redact(policy, &input, how);
            let codes: &[i32] = match input.outcome {
                Outcome::Whole => &[0],
                Outcome::Flawed => &[0, 3],
                Outcome::Refused => &[0, 3, 6],
            };
            let case = format!("{} by {policy}", input.name);
            assert!(codes.contains(&done.run.code), "{case}: {} {}", done.run.code, done.run.said());
            for recipient in recipients.split(',') {
                let name = done.input.file_name().unwrap();
                let output = done.out.join(recipient).join(name);
                if !output.exists() {
                    assert_eq!(done.run.code, 3, "{case}: no output for {recipient}");
                    continue;
                }
                let bytes = fs::read(&output).unwrap();
                if *policy == "all" && done.run.code == 0 {
                    assert!(bytes == input.bytes, "{case}: a byte was changed");
                }
                let map = map_of(&done, recipient);
                let files = [text(&done.input), text(&output), text(&map)];
                let mut arguments = [&files[..], &input.format].concat();
                if *policy == "fields" && input.name == "customers.csv" {
                    arguments.extend(["--removed", "6"]);
                }
                if input.outcome == Outcome::Refused {
                    // Where names decide nothing, a first row in doubt is a row like any other.
                    arguments.push("--no-header");
                }
                if !readers || recipient != "ad-network" {
                    arguments.push("--without-readers");
                }
                asked.push(arguments.into_iter().map(str::to_owned).collect::<Vec<String>>());
                cases.push(format!("{case} for {recipient}"));
                check_map(&files, &cases[cases.len() - 1]);
            }
        }
    }
    let faults: Vec<String> = cases
        .iter()
        .zip(judged(&asked))
        .filter(|(_, (code, _))| *code != 0)
        .map(|(case, (code, said))| format!("{case}: {code} {said}"))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(cases.len() > 20);
}

/// The same as edit_map.py, in fewer processes: outside the map the output equals the input.
fn check_map(files: &[&str; 3], case: &str) {
    let [input, output, map] = files.map(|f| fs::read(f).unwrap());
    let (mut at, mut written) = (0, 0);
    for line in String::from_utf8(map).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let place = |key: &str| usize::try_from(row[key].as_u64().unwrap()).unwrap();
        let (start, out) = (place("in_start"), place("out_start"));
        assert!(start >= at && out >= written, "{case}: edits out of order");
        assert!(input[at..start] == output[written..out], "{case}: changed outside the map");
        (at, written) = (place("in_end"), place("out_end"));
    }
    assert!(input[at..] == output[written..], "{case}: changed behind the map");
}

#[test]
fn of_every_export() {
    keep_their_structure(exports(), true);
}

#[test]
fn of_every_ugly_file() {
    keep_their_structure(ugly(), false);
}

/// The person of the ugly files gets out to nobody outside, and every file comes to what its list says.
#[test]
fn ugly_files_come_to_what_they_must() {
    let how = ["--policy", "builtin:anaconda-cloud", "--to", "ad-network", "--source", "customers"];
    for input in ugly() {
        let done = redact("must", &input, &how);
        let output = fs::read(done.out.join("ad-network").join(done.input.file_name().unwrap()));
        let code = done.run.code;
        match input.outcome {
            Outcome::Whole => assert_eq!(code, 0, "{}: {}", input.name, done.run.said()),
            Outcome::Flawed => assert_eq!(code, 3, "{}: {}", input.name, done.run.said()),
            Outcome::Refused => assert!(code == 3 && output.is_err(), "{}: {code}", input.name),
        }
        let seen = [output.unwrap_or_default(), done.run.stderr, done.run.stdout].concat();
        let seen = String::from_utf8_lossy(&seen).to_ascii_lowercase();
        assert!(!seen.contains("zorvane") && !seen.contains("quillby"), "{}", input.name);
        // Python's csv and json undo escapes that a search for bytes does not see.
        assert!(!seen.contains("\\u007aorvane"), "{}", input.name);
    }
}

/// A scan of an output finds nothing but what was written or what the policy keeps.
#[test]
fn a_scan_of_an_output_finds_nothing_new() {
    for input in exports() {
        for (policy, how, recipients) in &POLICIES[..1] {
            let done = redact(&format!("rescan-{policy}"), &input, how);
            let output = done.out.join(recipients).join(done.input.file_name().unwrap());
            let scan = run(obelus(["scan", "--quiet", "--format", "jsonl", text(&output)]), b"");
            let map = fs::read_to_string(map_of(&done, recipients)).unwrap();
            let spans: Vec<(u64, u64)> = map
                .lines()
                .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
                .map(|r| (r["out_start"].as_u64().unwrap(), r["out_end"].as_u64().unwrap()))
                .collect();
            for line in String::from_utf8(scan.stdout).unwrap().lines() {
                let row: serde_json::Value = serde_json::from_str(line).unwrap();
                let (start, end) = (row["start"].as_u64().unwrap(), row["end"].as_u64().unwrap());
                assert!(spans.iter().any(|s| s.0 <= start && end <= s.1), "{} {policy}: {row}", input.name);
            }
        }
    }
}

/// What was planted in an export is gone for somebody who gets none of it, and every other cell that the source
/// describes stays.
#[test]
fn every_label_is_covered_for_who_gets_nothing() {
    let how = ["--policy", "builtin:anaconda-cloud", "--to", "ad-network"];
    for input in exports() {
        let done = redact("labels", &input, &how);
        assert_eq!(done.run.code, 0, "{}: {}", input.name, done.run.said());
        let rows = fs::read_to_string(&done.map).unwrap();
        let spans: Vec<(u64, u64)> = rows.lines().map(|l| span_of(l, "in_start", "in_end")).collect();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let labels = fs::read_to_string(file.join(format!("{}.labels.jsonl", input.name))).unwrap();
        let mut count = 0;
        for label in labels.lines() {
            let (start, end) = span_of(label, "start", "end");
            assert!(spans.iter().any(|s| s.0 <= start && end <= s.1), "{}: {label}", input.name);
            count += 1;
        }
        assert!(count > 100, "{}: {count} labels", input.name);
    }
}

fn span_of(row: &str, start: &str, end: &str) -> (u64, u64) {
    let row: serde_json::Value = serde_json::from_str(row).unwrap();
    (row[start].as_u64().unwrap(), row[end].as_u64().unwrap())
}
