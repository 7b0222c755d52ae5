//! What is written with the rules that a run needs is what is written with all of them.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;

use crate::cli::redact::run_with;
use crate::cli::setup::{Decision, needs};
use crate::cli::{Arguments, Command, keys};
use crate::detect::pack::Needs;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::limits::LINE_WHOLE_BYTES;
use crate::sink::temp::TempDirectory;

#[path = "../../../tests/common/parallel.rs"]
mod parallel;

use parallel::side_by_side;

/// Everything a run leaves: its exit code, and its files.
type Left = (Option<u8>, BTreeMap<PathBuf, Vec<u8>>);

/// All fixtures below `directory`, and what fixtures do not have: values that run on too long, a line that is cut,
/// detectors that know a field better than its name, first rows that only some rules take for data.
fn inputs(directory: &Path) -> Vec<PathBuf> {
    let mut made = Vec::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for below in [fixtures.clone(), fixtures.join("hr"), fixtures.join("ugly")] {
        let files = fs::read_dir(below).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
        made.extend(
            files.filter(|p| {
                !p.to_string_lossy().contains(".labels.") && p.extension() != Some("md".as_ref())
            }),
        );
    }
    let overlong = format!("Cookie: a={} ann@example.com\nagent 192.0.2.17\n", "x".repeat(9000));
    let mut long = String::new();
    while long.len() < 2 * LINE_WHOLE_BYTES + 70_000 {
        long += "GET /a?b=cccc&d=ee from 192.0.2.17 mail ann@example.com card 4111 1111 1111 1111 \
                 Cookie: sid=aaaaaaaaaa; b=c\" ssn 536-22-8726 tel +44 20 7946 0958 ";
    }
    let more = [
        ("overlong.log", overlong.into_bytes()),
        ("long.log", long.into_bytes()),
        ("akin.csv", b"id,ip,phone\n1,2001:db8::17,(212) 555-0142\n2,192.0.2.17,+44 20 7946 0958\n".to_vec()),
        ("akin.jsonl", b"{\"ip\":\"2001:db8::17\",\"user\":{\"email\":\"ann@example.com\"}}\n".to_vec()),
        ("first-row.csv", b"id,name,2001:db8::17\n1,Ann Lee,2001:db8::18\n".to_vec()),
        ("number.csv", b"id,card\n1,4.111111111111111E15\n".to_vec()),
    ];
    for (name, text) in more {
        let file = directory.join(name);
        fs::write(&file, text).unwrap();
        made.push(file);
    }
    made.sort_by_key(|p| p.file_name().map(std::ffi::OsStr::to_owned));
    made
}

fn arguments(list: &[&str]) -> Command {
    Arguments::try_parse_from(["obelus"].iter().chain(list)).unwrap().command
}

/// Redacts `inputs` with what `needs` says.
fn left(
    directory: &Path,
    flags: &[&str],
    inputs: &[PathBuf],
    needs: impl Fn(&[Decision], &Vocabulary) -> Needs,
) -> Left {
    let (out, map) = (directory.join("out"), directory.join("map.jsonl"));
    let _ = fs::remove_dir_all(&out);
    let _ = fs::remove_file(&map);
    let mut list = vec!["redact", "--quiet", "--threads", "2", "-o", out.to_str().unwrap()];
    list.extend(["--edit-map", map.to_str().unwrap()]);
    list.extend(flags);
    list.extend(inputs.iter().map(|p| p.to_str().unwrap()));
    let Command::Redact(redact) = arguments(&list) else { unreachable!() };
    let code = run_with(&redact, needs).ok();
    let mut files = BTreeMap::new();
    let mut directories = vec![out];
    while let Some(next) = directories.pop() {
        for path in fs::read_dir(next).into_iter().flatten().map(|e| e.unwrap().path()) {
            match path.is_dir() {
                true => directories.push(path),
                false => drop(files.insert(path.clone(), fs::read(&path).unwrap())),
            }
        }
    }
    // How much of an input is in the edit map when it is withheld depends on how work falls to threads.
    let is_written = |row: &str| {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let name = inputs[row["input"].as_u64().unwrap() as usize - 1].file_name().unwrap();
        files.contains_key(&directory.join("out").join(row["recipient"].as_str().unwrap()).join(name))
    };
    let rows = fs::read_to_string(&map).unwrap_or_default();
    let rows: Vec<&str> = rows.lines().filter(|row| is_written(row)).collect();
    files.insert(map.clone(), rows.join("\n").into_bytes());
    (code, files)
}

fn all(_: &[Decision], _: &Vocabulary) -> Needs {
    Needs::default()
}

/// Fails when the two are not the same, without showing what is in them.
fn same(what: &[&str], one: &Left, other: &Left) {
    assert_eq!(one.0, other.0, "{what:?}: exit code");
    assert!(one.1.keys().eq(other.1.keys()), "{what:?}: files");
    for (path, bytes) in &one.1 {
        assert!(other.1.get(path) == Some(bytes), "{what:?}: {}", path.display());
    }
}

#[test]
fn the_rules_that_are_needed_write_what_all_rules_write() {
    let directory = TempDirectory::create(&std::env::temp_dir()).unwrap();
    let directory = directory.path();
    let inputs = inputs(directory);
    let key = directory.join("key");
    let Command::Keys(new) = arguments(&["keys", "new", "--output", key.to_str().unwrap()]) else {
        unreachable!()
    };
    keys::run(&new).unwrap();
    let key = key.to_str().unwrap();
    let everybody = "internal,service-provider,analytics,ad-network,card-processor,public,employee-processor";
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policies");
    let own = |name: &str| format!("{policies}/{name}.toml");
    let (every, kept, keeps) = (own("every-action"), own("kept-containers"), own("keep-everything"));
    // Who opted out is looked for even where it stays; the other lists are of nobody.
    let lists = ["opted-out", "nobody", "nobody", "nobody", "nobody"];
    let states = ["opted-out", "invited", "consented", "notified", "objected"];
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/lists");
    let lists: Vec<String> =
        states.iter().zip(lists).map(|(state, file)| format!("{state}={fixtures}/{file}.csv")).collect();
    let lists: Vec<&str> = lists.iter().flat_map(|list| ["--list", list]).collect();
    let anaconda = [&["--policy", "builtin:anaconda-cloud", "--key-file", key], &lists[..]].concat();
    let mut runs: Vec<Vec<&str>> = vec![vec![], vec!["--min-likelihood", "likely"]];
    for to in everybody.split(',').chain([everybody]) {
        runs.push([&anaconda[..], &["--to", to]].concat());
    }
    runs.push([&anaconda[..], &["--to", everybody, "--source", "app-log"]].concat());
    for policy in [&every, &kept, &keeps] {
        runs.push(vec!["--policy", policy, "--key-file", key]);
    }
    let vocabulary = Vocabulary::builtin().unwrap();
    let names: Vec<&str> = vocabulary.ids().map(|id| vocabulary.get(id).name.as_str()).collect();
    let narrow = runs.len();
    runs.extend(names.iter().map(|name| vec!["--info-types", *name]));
    runs.push(vec!["--info-types", "IBAN_CODE,PHONE_NUMBER", "--min-likelihood", "likely"]);
    let few =
        ["app.log", "access.log", "customers.csv", "overlong.log", "akin.csv", "akin.jsonl", "first-row.csv"];
    let mut few_inputs = inputs.clone();
    few_inputs.retain(|p| few.iter().any(|name| p.ends_with(name)));
    let runs: Vec<_> = runs.iter().enumerate().collect();
    side_by_side(&runs, |(number, flags)| {
        let inputs = if *number < narrow { &inputs } else { &few_inputs };
        let own = directory.join(number.to_string());
        fs::create_dir(&own).unwrap();
        let needed = left(&own, flags, inputs, needs);
        same(flags, &needed, &left(&own, flags, inputs, all));
        assert!(needed.1.len() > 1, "{flags:?}: nothing was written");
        fs::remove_dir_all(&own).unwrap();
    });
}

#[test]
fn a_needed_rule_that_is_not_loaded_is_noticed() {
    let directory = TempDirectory::create(&std::env::temp_dir()).unwrap();
    let inputs = inputs(directory.path());
    let vocabulary = Vocabulary::builtin().unwrap();
    let without = |names: &'static [&str], overlong: bool| {
        let types: Vec<InfoTypeId> = names.iter().map(|n| vocabulary.find(n).unwrap()).collect();
        move |decisions: &[Decision], vocabulary: &Vocabulary| {
            let mut made = needs(decisions, vocabulary);
            made.overlong &= overlong;
            made.info_types.iter_mut().for_each(|list| list.retain(|t| !types.contains(t)));
            made
        }
    };
    let strict = left(directory.path(), &[], &inputs, all);
    let no_card = left(directory.path(), &[], &inputs, without(&["CREDIT_CARD_NUMBER"], true));
    assert!(strict != no_card, "cards");
    let only = ["--info-types", "EMAIL_ADDRESS"];
    let no_long = left(directory.path(), &only, &inputs, without(&[], false));
    assert!(left(directory.path(), &only, &inputs, all) != no_long, "what runs on too long");
}
