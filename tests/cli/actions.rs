//! Every action over values of every info type: what it promises holds in tables, JSON, JSON in JSON and text.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Run, directory, obelus, run, text};
use obelus::config::Source;
use obelus::error::ErrorKind;
use obelus::info_type::{InfoType, Vocabulary};
use obelus::keys::ring::Keys;
use obelus::keys::root::RootKey;
use obelus::keys::store;
use obelus::transform::{TRANSFORMS, Transform};
use serde_json::{Value, json};
use values::{EACH, value};
use zeroize::Zeroizing;

mod values;

use crate::common;

/// What an action promises.
struct Row {
    /// As a policy writes it.
    action: &'static str,
    /// Two recipients get different values.
    keyed: bool,
    /// A second run with the same keys changes nothing.
    stable: bool,
    hides: Hides,
}

/// What of a value may not be in what is written.
enum Hides {
    /// So many letters or digits that stand beside each other.
    Runs(usize),
    /// The same of what stands before the sign.
    RunsBefore(char, usize),
    /// The value as a whole: its digits are written with other digits, some of which agree by chance.
    Whole,
}

const fn row(action: &'static str, keyed: bool, stable: bool, hides: Hides) -> Row {
    Row { action, keyed, stable, hides }
}

/// Every action, with parameters that change what is promised. What is random to look at (base 32) can hold a few
/// characters of a value by chance, so that longer runs are asked for.
const ROWS: &[Row] = &[
    row("'redact'", false, true, Hides::Runs(4)),
    row("'mask'", false, true, Hides::Runs(4)),
    row("'ip_truncate'", false, true, Hides::Whole),
    row("'hash_token'", true, true, Hides::Runs(6)),
    row("'reversible_token'", true, true, Hides::Runs(6)),
    row("{ name = 'reversible_token', restores = 'exact' }", true, true, Hides::Runs(6)),
    row("'vault_token'", true, true, Hides::Runs(6)),
    row("'email_token'", true, true, Hides::Runs(6)),
    row("{ name = 'email_token', domain = 'keep' }", true, true, Hides::RunsBefore('@', 6)),
    row("'format_preserving'", true, false, Hides::Whole),
    row("{ name = 'format_preserving', keep_first = 6, luhn = 'valid' }", true, false, Hides::Whole),
    row("'ip_pseudonym'", true, false, Hides::Whole),
    row("'date_shift'", true, false, Hides::Whole),
    row("{ name = 'date_shift', weeks = true, order = 'mdy' }", true, false, Hides::Whole),
    row("'age_cap'", false, true, Hides::Whole),
    row("{ name = 'bucket', width = 10000 }", false, true, Hides::Whole),
    row("{ name = 'fixed', text = 'withheld' }", false, true, Hides::Runs(4)),
    row("'generalise_date'", false, true, Hides::Whole),
    row("{ name = 'generalise_date', form = 'date' }", false, true, Hides::Whole),
    row("'surrogate'", true, false, Hides::Whole),
    row("{ name = 'zip3', census = 2000 }", false, true, Hides::Whole),
];

/// Info types that detectors find in text, with a line for a value of theirs.
const IN_TEXT: &[(&str, &str)] = &[
    ("EMAIL_ADDRESS", "mail to {} now"),
    ("PHONE_NUMBER", "call {} now"),
    ("CREDIT_CARD_NUMBER", "paid by card {} ok"),
    ("IPV4_ADDRESS", "from {} port"),
    ("IPV6_ADDRESS", "from {} port"),
];

/// The action that a policy writes so.
fn made(action: &str) -> Arc<dyn Transform> {
    let config = format!("action = {action}");
    Source::new("t", &config, ErrorKind::Policy)
        .read(|root| {
            let item = root.need("action")?;
            let read = |name: &str| TRANSFORMS.iter().find(|(n, _)| *n == name).unwrap().1;
            if item.is_str() {
                return item.with_no_entries(read(item.str()?));
            }
            let mut table = item.table()?;
            read(table.need_str("name")?)(&mut table)
        })
        .unwrap()
}

/// The same keys each time, so that what agrees by chance always does or never.
fn key_file(directory: &Path) -> PathBuf {
    let file = directory.join("obelus.key");
    let key = RootKey::from_parts("k7q2".to_owned(), Zeroizing::new([41; 32])).unwrap();
    store::write_new(&Keys::of_root(key), &file, None).unwrap();
    file
}

/// A policy that does `action` to `types` for two recipients.
fn policy(action: &str, types: &[&InfoType], fields: &[String], free_text: &str) -> String {
    let names: Vec<String> = types.iter().map(|t| format!("'{}'", t.name)).collect();
    format!(
        "schema = 1\ntitle = 'T'\nversion = '1'\n\
         [[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = [{names}]\n\
         [[source]]\nid = 's'\npaths = ['*']\ncategories = ['c']\nsubject = 'person'\n\
         fields = {{ person = 'none', {fields} }}\n\
         [[recipient]]\nid = 'a'\ntitle = 'A'\nfree_text = '{free_text}'\n\
         [[recipient]]\nid = 'b'\ntitle = 'B'\nfree_text = '{free_text}'\n\
         [[rule]]\nto = ['*']\ninfo_types = [{names}]\naction = {action}\norigin = 'house'\n",
        names = names.join(", "),
        fields = fields.join(", "),
    )
}

/// One run over all of `inputs`, for all recipients of `to`.
fn redact(directory: &Path, key: &Path, policy: &str, to: &str, inputs: &Path, out: &Path) -> Run {
    let file = directory.join("p.toml");
    fs::write(&file, policy).unwrap();
    let mut command = obelus(["redact", "--quiet", "--policy", text(&file), "--to", to]);
    command.args(["--vault", text(&directory.join("vault"))]);
    command.args(["--header", "--key-file", text(key), "--output", text(out), text(inputs)]);
    run(command, b"")
}

fn field(n: usize) -> String {
    format!("field_{n:03}")
}

/// Every value in the forms that are read: a table, JSON lines, an array, and JSON in JSON.
fn write_inputs(inputs: &Path, types: &[&InfoType]) {
    fs::create_dir(inputs).unwrap();
    let mut table = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_path(inputs.join("t.csv"))
        .unwrap();
    table.write_record(["person".to_owned()].into_iter().chain((0..types.len()).map(field))).unwrap();
    let (mut lines, mut inside, mut array) = (String::new(), String::new(), Vec::new());
    for n in 0..EACH {
        let values: Vec<String> = types.iter().map(|t| value(t, n)).collect();
        let person = format!("p{n}");
        table.write_record([&person].into_iter().chain(&values)).unwrap();
        let mut record: serde_json::Map<String, Value> =
            values.into_iter().enumerate().map(|(f, value)| (field(f), value.into())).collect();
        let nested = json!({ "person": person, "inside": Value::Object(record.clone()).to_string() });
        inside += &format!("{nested}\n");
        record.insert("person".to_owned(), person.into());
        lines += &format!("{}\n", Value::Object(record.clone()));
        array.push(Value::Object(record));
    }
    table.flush().unwrap();
    fs::write(inputs.join("l.jsonl"), lines).unwrap();
    fs::write(inputs.join("i.jsonl"), inside).unwrap();
    fs::write(inputs.join("a.json"), Value::Array(array).to_string()).unwrap();
}

type Values = BTreeMap<(usize, String), String>;

/// What stands in the fields of an output. It parses as what it is, or the test fails.
fn values_of(file: &Path) -> Values {
    let written = fs::read_to_string(file).unwrap();
    let mut found = Values::new();
    let mut add = |n: usize, record: &Value| {
        for (field, value) in
            record.as_object().unwrap().iter().filter(|(field, _)| field.starts_with("field_"))
        {
            found.insert((n, field.clone()), value.as_str().unwrap().to_owned());
        }
    };
    match file.file_name().unwrap().to_str().unwrap() {
        "t.csv" => {
            let mut reader = csv::Reader::from_reader(written.as_bytes());
            let header = reader.headers().unwrap().clone();
            for (n, row) in reader.records().map(Result::unwrap).enumerate() {
                let cells = header.iter().zip(row.iter()).filter(|(name, _)| *name != "person");
                found.extend(cells.map(|(name, cell)| ((n, name.to_owned()), cell.to_owned())));
            }
        }
        "a.json" => {
            let all: Vec<Value> = serde_json::from_str(&written).unwrap();
            all.iter().enumerate().for_each(|(n, record)| add(n, record));
        }
        _ => {
            for (n, line) in written.lines().enumerate() {
                let record: Value = serde_json::from_str(line).unwrap();
                match record.get("inside") {
                    Some(inside) => add(n, &serde_json::from_str(inside.as_str().unwrap()).unwrap()),
                    None => add(n, &record),
                }
            }
        }
    }
    found
}

const FILES: [&str; 4] = ["t.csv", "l.jsonl", "i.jsonl", "a.json"];

/// Runs of `length` letters or digits that stand beside each other in `value`.
fn runs(value: &str, length: usize) -> Vec<String> {
    let all: Vec<char> = value.chars().collect();
    let windows = all.windows(length).filter(|w| w.iter().all(|c| c.is_alphanumeric()));
    windows.map(|w| w.iter().collect()).collect()
}

fn check_hidden(row: &Row, value: &str, written: &str) {
    let hidden = match row.hides {
        Hides::Runs(length) => runs(value, length),
        Hides::RunsBefore(sign, length) => runs(value.split(sign).next().unwrap(), length),
        Hides::Whole => Vec::new(),
    };
    let what = format!("{}: {value} -> {written}", row.action);
    assert!(!written.contains(value), "{what}");
    assert!(hidden.iter().all(|run| !written.to_lowercase().contains(&run.to_lowercase())), "{what}");
}

/// Everything that `row` promises. Returns how many values it could change.
fn check(row: &Row, vocabulary: &Vocabulary, key: &Path, directory: &Path) -> usize {
    let action = made(row.action);
    let fits = |t: &&InfoType| !t.sensitive && action.objection(t).is_none();
    let types: Vec<&InfoType> = vocabulary.ids().map(|id| vocabulary.get(id)).filter(fits).collect();
    let fields: Vec<String> =
        types.iter().enumerate().map(|(f, t)| format!("{} = '{}'", field(f), t.name)).collect();
    let (inputs, out) = (directory.join("in"), directory.join("out"));
    write_inputs(&inputs, &types);
    let policy = policy(row.action, &types, &fields, "redact");
    let done = redact(directory, key, &policy, "a,b", &inputs, &out);
    assert_eq!(done.code, 0, "{}: {}", row.action, done.said());
    let of = |to: &str, file: &str| values_of(&out.join(to).join("in").join(file));
    let (first, other) = (of("a", FILES[0]), of("b", FILES[0]));
    for file in &FILES[1..] {
        assert!(of("a", file) == first && of("b", file) == other, "{}: {file}", row.action);
    }
    assert_eq!(first.len(), types.len() * EACH);
    let mut changed = 0;
    for (f, info_type) in types.iter().enumerate() {
        for n in 0..EACH {
            let (value, at) = (value(info_type, n), (n, field(f)));
            let (one, two) = (&first[&at], &other[&at]);
            check_hidden(row, &value, one);
            let is_marker = one.starts_with('[') && one.ends_with(']');
            changed += usize::from(!is_marker || row.action == "'redact'");
            // What can be found in what was written is exempt by its place: it is not redacted.
            let is_in_text = IN_TEXT.iter().any(|(name, _)| *name == info_type.name);
            assert!(
                !is_in_text || !is_marker || row.action == "'redact'",
                "{}: {value} -> {one}",
                row.action
            );
            let differ = row.keyed && !is_marker;
            assert_eq!(one != two, differ, "{}, {}: {value} -> {one}, {two}", row.action, info_type.name);
        }
    }
    let again = directory.join("again");
    let done = redact(directory, key, &policy, "a", &out.join("a/in"), &again);
    assert_eq!(done.code, 0, "{}: {}", row.action, done.said());
    for file in FILES {
        let before = fs::read(out.join("a/in").join(file)).unwrap();
        let same = fs::read(again.join("a/in").join(file)).unwrap() == before;
        assert!(same || !row.stable, "{}: a second run changes {file}", row.action);
    }
    check_text(row, &types, key, directory, &first);
    changed
}

/// In text stands what stands in fields.
fn check_text(row: &Row, types: &[&InfoType], key: &Path, directory: &Path, first: &Values) {
    let (mut lines, mut expected, mut found) = (String::new(), String::new(), Vec::new());
    for (name, line) in IN_TEXT {
        let Some(f) = types.iter().position(|t| t.name == *name) else { continue };
        found.push(types[f]);
        for n in 0..EACH {
            lines += &format!("{}\n", line.replace("{}", &value(types[f], n)));
            expected += &format!("{}\n", line.replace("{}", &first[&(n, field(f))]));
        }
    }
    if found.is_empty() {
        return;
    }
    let inputs = directory.join("text");
    fs::create_dir(&inputs).unwrap();
    fs::write(inputs.join("x.log"), lines).unwrap();
    let policy = policy(row.action, &found, &[], "scan");
    for (out, inputs) in [("once", inputs), ("twice", directory.join("once/a/text"))] {
        let out = directory.join(out);
        let done = redact(directory, key, &policy, "a", &inputs, &out);
        assert_eq!(done.code, 0, "{}: {}", row.action, done.said());
        let written = fs::read_to_string(out.join("a/text/x.log")).unwrap();
        assert!(
            written == expected || (!row.stable && out.ends_with("twice")),
            "{}: {written}{expected}",
            row.action
        );
    }
}

#[test]
fn every_action_keeps_its_promises_for_every_info_type() {
    let vocabulary = Vocabulary::builtin().unwrap();
    let directory = directory("actions");
    let key = key_file(&directory);
    for (number, row) in ROWS.iter().enumerate() {
        let directory = directory.join(number.to_string());
        fs::create_dir(&directory).unwrap();
        let changed = check(row, &vocabulary, &key, &directory);
        assert!(changed >= EACH, "{}: only {changed} values were changed", row.action);
    }
}

#[test]
fn no_action_is_forgotten() {
    let named: Vec<&str> = ROWS.iter().map(|row| made(row.action).name()).collect();
    for (name, _) in TRANSFORMS {
        assert!(named.contains(name), "{name} has no row in this test");
    }
    assert!(TRANSFORMS.is_sorted_by_key(|(name, _)| *name));
}

/// One input, redacted by a policy whose rules are `rules`.
fn redacted(name: &str, file: &str, input: &str, rules: &str) -> (Run, String) {
    let directory = directory(name);
    let (key, inputs, out) = (key_file(&directory), directory.join("in"), directory.join("out"));
    fs::create_dir(&inputs).unwrap();
    fs::write(inputs.join(file), input).unwrap();
    let policy = format!(
        "schema = 1\ntitle = 'T'\nversion = '1'\naccept_unfindable = ['DATE_OF_BIRTH', 'USER_ID']\n\
         [[category]]\nid = 'c'\ntitle = 'C'\n\
         info_types = ['DATE_OF_BIRTH', 'EMAIL_ADDRESS', 'CREDIT_CARD_NUMBER', 'USER_ID']\n\
         [[source]]\nid = 's'\npaths = ['*']\ncategories = ['c']\nsubject = ['customer', 'mail']\n\
         [source.fields]\ncustomer = 'none'\nborn = 'DATE_OF_BIRTH'\nseen = 'DATE_OF_BIRTH'\n\
         mail = 'EMAIL_ADDRESS'\ncard = 'CREDIT_CARD_NUMBER'\nuser = 'USER_ID'\n\
         [[recipient]]\nid = 'a'\ntitle = 'A'\n{rules}"
    );
    let done = redact(&directory, &key, &policy, "a", &inputs, &out);
    let written = fs::read_to_string(out.join("a/in").join(file)).unwrap_or_default();
    (done, written)
}

fn rule(info_type: &str, action: &str) -> String {
    format!("[[rule]]\nto = ['a']\ninfo_types = ['{info_type}']\naction = {action}\norigin = 'house'\n")
}

#[test]
fn dates_of_one_person_move_together_and_without_a_person_they_are_withheld() {
    let shift = rule("DATE_OF_BIRTH", "{ name = 'date_shift', days = 300 }");
    let rows = "customer,mail,born,seen\n7,,1987-04-17,2019-04-17\n 7 ,x@example.com,1987-04-18,2019-04-18\n\
                8,,1987-04-17,2019-04-17\n,,1987-04-17,\n,ann@example.com,1987-04-17,\n,Ann@Example.com,1987-04-17,\n";
    let (done, written) =
        redacted("shift-table", "t.csv", rows, &(shift.clone() + &rule("EMAIL_ADDRESS", "'keep'")));
    assert_eq!(done.code, 3, "{}", done.said());
    assert!(
        done.said().contains("1 values were withheld because nothing says who")
            && done.said().contains("`customer`, `mail`"),
        "{}",
        done.said()
    );
    let cells: Vec<Vec<&str>> = written.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let day = |text: &str| -> jiff::civil::Date { text.parse().unwrap() };
    let moved = |row: usize, from: &str, column: usize| (day(cells[row][column]) - day(from)).get_days();
    let one = moved(0, "1987-04-17", 2);
    assert!(one != 0 && one.abs() <= 300, "{written}");
    assert_eq!([moved(0, "2019-04-17", 3), moved(1, "1987-04-18", 2), moved(1, "2019-04-18", 3)], [one; 3]);
    assert_ne!(moved(2, "1987-04-17", 2), one, "another person");
    assert_eq!(cells[3][2], "[DATE_OF_BIRTH]");
    assert_eq!(cells[4][2], cells[5][2], "one address in two spellings");
    let lines = "{\"customer\":7,\"born\":\"1987-04-17\",\"deep\":{\"seen\":[\"2019-04-17\"]}}\n";
    let (done, line) = redacted("shift-lines", "l.jsonl", lines, &shift);
    assert_eq!(done.code, 0, "{}", done.said());
    let record: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(record["born"], cells[0][2]);
    assert_eq!(record["deep"]["seen"][0], cells[0][3], "as in the table");
}

#[test]
fn a_json_number_stays_a_number_when_its_token_is_one() {
    let line = "{\"card\":4111111111111111,\"user\":7204418}\n";
    let token = |name: &str, rules: String| -> Value {
        let (done, line) = redacted(name, "l.jsonl", line, &rules);
        assert_eq!(done.code, 0, "{}", done.said());
        serde_json::from_str(&line).unwrap()
    };
    let cards =
        |more: &str| rule("CREDIT_CARD_NUMBER", "{ name = 'format_preserving', keep_first = 6 }") + more;
    let made = token("number", cards("") + &rule("USER_ID", "'format_preserving'"));
    let (card, user) = (made["card"].as_u64().unwrap(), made["user"].as_u64().unwrap());
    assert!(card / 10_000_000_000 == 411_111 && card != 4_111_111_111_111_111, "{card}");
    assert!((1_000_000..10_000_000).contains(&user) && user != 7_204_418, "{user}");
    let made = token("number-string", cards("as = 'string'\n"));
    assert_eq!(made["card"].as_str().unwrap(), card.to_string());
    let made = token("number-hash", rule("CREDIT_CARD_NUMBER", "'hash_token'"));
    assert!(made["card"].is_null());
}

#[test]
fn a_forged_token_is_a_value_like_any_other() {
    for (name, action) in
        [("hash", "hash_token"), ("reversible", "reversible_token"), ("email", "email_token")]
    {
        let rules = rule("EMAIL_ADDRESS", &format!("'{action}'"));
        let written = |name: String, value: &str| {
            let (done, written) = redacted(&name, "t.csv", &format!("customer,mail\n1,{value}\n"), &rules);
            assert_eq!(done.code, 0, "{}", done.said());
            written.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned()
        };
        let token = written(format!("forged-{name}-1"), "ann@example.com");
        assert_eq!(written(format!("forged-{name}-2"), &token), token, "a genuine one stays");
        // The last character of the check tag.
        let at = token.find('@').unwrap_or(token.len()) - 1;
        let other = if token.as_bytes()[at] == b'a' { "b" } else { "a" };
        let forged = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        let made = written(format!("forged-{name}-3"), &forged);
        assert!(made != forged && !made.contains(&forged[15..40]), "{forged} -> {made}");
    }
}
