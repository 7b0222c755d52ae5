//! Random policies over random records, held against a second reading of the language that shares nothing with the first:
//! what a policy does not keep never comes out, what it keeps does; a rule that is stricter never lets more out; and a recipient gets
//! the same whoever else gets something.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use obelus::detect::pack::Rules;
use obelus::detect::rule;
use obelus::info_type::Vocabulary;
use obelus::policy::{check, parse};

use crate::common;

use common::parallel::side_by_side;
use common::random::Random;
use common::{directory, obelus, run, text};

const POLICIES: usize = 60;
const RECORDS: usize = 24;

const TYPES: [&str; 4] = ["EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON_NAME", "USER_ID"];
/// The category of each type.
const CATEGORIES: [&str; 2] = ["contact", "person"];
const CATEGORY_OF: [usize; 4] = [0, 0, 1, 1];
/// From least to most strict.
const ACTIONS: [&str; 4] = ["keep", "redact", "drop_field", "drop_record"];
const STATES: [&str; 3] = ["no-mail", "agreed", "flagged"];
const RECIPIENTS: [(&str, &[&str]); 2] = [("one", &["p", "q"]), ("two", &[])];

/// What holds of a record: yes, no or unknown, for each state.
type Known = [Option<bool>; 3];

#[derive(Clone, Default)]
struct Condition {
    when: Vec<usize>,
    unless: Vec<usize>,
}

impl Condition {
    fn random(random: &mut Random) -> Condition {
        let mut made = Condition::default();
        for state in 0..STATES.len() {
            match random.below(5) {
                0 => made.when.push(state),
                1 => made.unless.push(state),
                _ => {}
            }
        }
        made
    }

    fn is_any(&self) -> bool {
        !self.when.is_empty() || !self.unless.is_empty()
    }

    fn holds(&self, states: [bool; 3]) -> bool {
        self.when.iter().all(|s| states[*s]) && self.unless.iter().all(|s| !states[*s])
    }

    fn written(&self, all: &str) -> String {
        let list = |key: &str, of: &[usize]| match of.is_empty() {
            true => String::new(),
            false => format!("{key} = {:?}\n", of.iter().map(|s| STATES[*s]).collect::<Vec<_>>()),
        };
        list(all, &self.when) + &list("unless", &self.unless)
    }
}

#[derive(Clone)]
struct Rule {
    to: Option<usize>,
    purpose: Option<&'static str>,
    category: Option<usize>,
    info_type: Option<usize>,
    condition: Condition,
    action: usize,
}

#[derive(Clone)]
struct RecordRule {
    to: Option<usize>,
    condition: Condition,
}

#[derive(Clone, Default)]
struct Policy {
    rules: Vec<Rule>,
    records: Vec<RecordRule>,
}

fn to(recipient: Option<usize>) -> String {
    recipient.map_or("to = ['*']\n".to_owned(), |r| format!("to = ['{}']\n", RECIPIENTS[r].0))
}

impl Policy {
    fn random(random: &mut Random) -> Policy {
        let mut made = Policy::default();
        for _ in 0..1 + random.below(5) {
            let who = random.below(3);
            let purpose = (who == 0 && random.one_in(2)).then(|| *random.pick(RECIPIENTS[0].1));
            let by_type = random.one_in(2);
            made.rules.push(Rule {
                to: (who < 2).then_some(who),
                purpose,
                category: (!by_type || random.one_in(3)).then(|| random.below(2)),
                info_type: by_type.then(|| random.below(TYPES.len())),
                condition: if random.one_in(2) { Condition::random(random) } else { Condition::default() },
                action: *random.pick(&[0, 0, 0, 1, 1, 2, 3]),
            });
        }
        for _ in 0..random.below(3) {
            let condition = Condition::random(random);
            if condition.is_any() {
                let who = random.below(3);
                made.records.push(RecordRule { to: (who < 2).then_some(who), condition });
            }
        }
        made
    }

    fn written(&self) -> String {
        let mut text = "schema = 1\ntitle = 'T'\nversion = '1'\naccept_unfindable = ['PERSON_NAME', 'USER_ID']\n\
            [[state]]\nid = 'no-mail'\ntitle = 'N'\nkind = 'deny'\ninfo_type = 'EMAIL_ADDRESS'\n\
            [[state]]\nid = 'agreed'\ntitle = 'A'\nkind = 'allow'\ninfo_type = 'USER_ID'\n\
            [[state]]\nid = 'flagged'\ntitle = 'F'\nkind = 'deny'\n\
            [[category]]\nid = 'contact'\ntitle = 'C'\ninfo_types = ['EMAIL_ADDRESS', 'PHONE_NUMBER']\n\
            [[category]]\nid = 'person'\ntitle = 'P'\ninfo_types = ['PERSON_NAME', 'USER_ID']\n\
            [[source]]\nid = 's'\npaths = ['*']\ncategories = ['contact', 'person']\nsubject = 'customer_id'\n\
            states = { flagged = 'flag' }\n\
            [source.fields]\ncustomer_id = 'USER_ID'\ncust_name = 'PERSON_NAME'\nflag = 'none'\nn = 'none'\n"
            .to_owned();
        for (id, purposes) in RECIPIENTS {
            text += &format!(
                "[[recipient]]\nid = '{id}'\ntitle = 'R'\nunclassified = 'scan'\npurposes = {purposes:?}\n"
            );
        }
        for rule in &self.rules {
            text += &format!("[[rule]]\n{}", to(rule.to));
            let list =
                |key: &str, name: Option<&str>| name.map_or(String::new(), |n| format!("{key} = ['{n}']\n"));
            text += &list("for", rule.purpose);
            text += &list("categories", rule.category.map(|c| CATEGORIES[c]));
            text += &list("info_types", rule.info_type.map(|t| TYPES[t]));
            text += &rule.condition.written("when");
            text += &format!("action = '{}'\norigin = 'house'\n", ACTIONS[rule.action]);
        }
        for rule in &self.records {
            text += &format!(
                "[[record]]\n{}{}origin = 'house'\n",
                to(rule.to),
                rule.condition.written("require")
            );
        }
        text
    }

    /// What becomes of a type in one state, for one purpose.
    fn decision(
        &self,
        recipient: usize,
        purpose: Option<&str>,
        info_type: usize,
        states: [bool; 3],
    ) -> usize {
        let holding: Vec<&Rule> = self
            .rules
            .iter()
            .filter(|r| {
                r.to.is_none_or(|to| to == recipient)
                    && r.purpose.is_none_or(|p| Some(p) == purpose)
                    && r.category.is_none_or(|c| c == CATEGORY_OF[info_type])
                    && r.info_type.is_none_or(|t| t == info_type)
                    && r.condition.holds(states)
            })
            .collect();
        let conditional = holding.iter().filter(|r| r.condition.is_any()).map(|r| r.action).max();
        let names =
            |r: &&&Rule| (r.info_type.is_some(), r.category.is_some(), r.purpose.is_some(), r.to.is_some());
        conditional.or_else(|| holding.iter().max_by_key(names).map(|r| r.action)).unwrap_or(1)
    }

    /// Whether a record is dropped, and of each type whether it stays.
    fn fate(&self, recipient: usize, known: Known, holds: &[bool; 4]) -> Option<[bool; 4]> {
        let passes = |rule: &RecordRule| {
            let yes = rule.condition.when.iter().all(|s| known[*s] == Some(true));
            yes && rule.condition.unless.iter().all(|s| known[*s] == Some(false))
        };
        if self.records.iter().any(|r| r.to.is_none_or(|to| to == recipient) && !passes(r)) {
            return None;
        }
        let mut worst = [0; 4];
        for bits in 0..8_usize {
            let states: [bool; 3] = std::array::from_fn(|n| bits >> n & 1 == 1);
            if (0..3).any(|n| known[n].is_some_and(|k| k != states[n])) {
                continue;
            }
            let purposes: Vec<Option<&str>> = match RECIPIENTS[recipient].1 {
                [] => vec![None],
                some => some.iter().map(|p| Some(*p)).collect(),
            };
            for purpose in purposes {
                for (info_type, worst) in worst.iter_mut().enumerate() {
                    *worst = (*worst).max(self.decision(recipient, purpose, info_type, states));
                }
            }
        }
        if (0..4).any(|t| holds[t] && worst[t] == 3) {
            return None;
        }
        Some(worst.map(|action| action == 0))
    }

    fn is_valid(&self, vocabulary: &Vocabulary, rules: &Rules) -> bool {
        let parsed = parse::parse("p.toml", &self.written(), vocabulary);
        parsed.is_ok_and(|policy| {
            let problems = check::problems(&policy, vocabulary, rules);
            // A policy need not ask for every state.
            problems.iter().all(|e| e.what() == "no rule asks for this state")
        })
    }

    /// Asks for every state, in a way that changes nothing: of nobody who gets nothing anyway.
    fn asking_for_all(mut self) -> Policy {
        let asked = |policy: &Policy, state: usize| {
            let of = |c: &Condition| c.when.contains(&state) || c.unless.contains(&state);
            policy.rules.iter().any(|r| of(&r.condition)) || policy.records.iter().any(|r| of(&r.condition))
        };
        for state in 0..STATES.len() {
            if !asked(&self, state) {
                let condition = Condition { when: vec![], unless: vec![state] };
                self.records.push(RecordRule { to: Some(1), condition });
            }
        }
        self
    }
}

/// As what records are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
    Sql,
}

impl Format {
    fn file(self) -> &'static str {
        match self {
            Format::Json => "in.jsonl",
            Format::Xml => "in.xml",
            Format::Sql => "in.sql",
        }
    }

    fn around(self) -> [&'static str; 2] {
        match self {
            Format::Json => ["", ""],
            Format::Xml => ["<people>\n", "</people>\n"],
            Format::Sql => ["-- MySQL dump 10.13\n\n", ""],
        }
    }

    /// Whether the value stands in `output`: with quotes or tags around it, so that `C-177` is not seen in `C-1177`; in a note a space
    /// stands there.
    fn shows(self, output: &str, value: &str) -> bool {
        let [before, behind] = match self {
            Format::Json => ["\"", "\""],
            Format::Xml => [">", "<"],
            Format::Sql => ["'", "'"],
        };
        output.contains(&format!("{before}{value}{behind}")) || output.contains(&format!(" {value} "))
    }

    /// Whether the record with this number is in `output`.
    fn has(self, output: &str, n: usize) -> bool {
        let begins = match self {
            Format::Json => format!("{{\"n\":{n},"),
            Format::Xml => format!("<person n=\"{n}\">"),
            Format::Sql => format!("VALUES ({n},"),
        };
        output.contains(&begins)
    }
}

/// A record with what is in it.
struct Record {
    n: usize,
    name: String,
    id: Option<String>,
    phone: String,
    mail: Option<String>,
    other: Option<String>,
    flag: usize,
    /// Values with their types, each unique in the input.
    values: Vec<(usize, String)>,
    known: Known,
}

impl Record {
    fn random(random: &mut Random, n: usize) -> Record {
        let (mail, phone) = (format!("u{n}@example.com"), format!("+1 {} 555 01{:02}", 212 + n, n));
        let (name, id) = (format!("Zorva{n}"), format!("C-{n}77"));
        let other = format!("v{n}@example.org");
        let (has_mail, has_other, has_id) = (!random.one_in(3), random.one_in(3), !random.one_in(5));
        let flag = random.below(4);
        let [mail, other, id] =
            [(has_mail, mail), (has_other, other), (has_id, id)].map(|(has, value)| has.then_some(value));
        let mut values = vec![(1, phone.clone()), (2, name.clone())];
        values.extend(id.iter().map(|id| (3, id.clone())));
        values.extend([&mail, &other].into_iter().flatten().map(|mail| (0, mail.clone())));
        // Every third address is on the list, written in another way; every second account is on the other.
        let listed = (n.is_multiple_of(3) && has_mail) || (n.is_multiple_of(4) && has_other);
        let no_mail = match listed {
            true => Some(true),
            false => (has_id && (has_mail || has_other)).then_some(false),
        };
        let agreed = has_id.then_some(n.is_multiple_of(2));
        let flagged = [Some(true), Some(false), None, Some(false)][flag];
        Record { n, name, id, phone, mail, other, flag, values, known: [no_mail, agreed, flagged] }
    }

    fn note(&self) -> Option<String> {
        self.other.as_ref().map(|other| format!("write to {other} soon"))
    }

    fn written(&self, format: Format) -> String {
        match format {
            Format::Json => self.json(),
            Format::Xml => self.xml(),
            Format::Sql => self.sql(),
        }
    }

    fn json(&self) -> String {
        let some = |name: &str, value: Option<&String>| {
            value.map_or(String::new(), |value| format!("\"{name}\":\"{value}\","))
        };
        let mail = self.mail.as_ref().map_or(String::new(), |mail| format!(",\"email\":\"{mail}\""));
        format!(
            "{{\"n\":{},\"cust_name\":\"{}\",{}\"more\":{{\"phone\":\"{}\"{mail}}},{}\"flag\":{}}}\n",
            self.n,
            self.name,
            some("customer_id", self.id.as_ref()),
            self.phone,
            some("note", self.note().as_ref()),
            ["true", "false", "null", "\"no\""][self.flag]
        )
    }

    fn xml(&self) -> String {
        let some = |name: &str, value: Option<&str>| {
            value.map_or(String::new(), |value| format!("<{name}>{value}</{name}>"))
        };
        format!(
            "<person n=\"{}\">{}{}<more>{}{}</more>{}{}</person>\n",
            self.n,
            some("cust_name", Some(&self.name)),
            some("customer_id", self.id.as_deref()),
            some("phone", Some(&self.phone)),
            some("email", self.mail.as_deref()),
            some("note", self.note().as_deref()),
            some("flag", [Some("true"), Some("false"), None, Some("no")][self.flag]),
        )
    }

    fn sql(&self) -> String {
        let some = |value: Option<&str>| value.map_or("NULL".to_owned(), |value| format!("'{value}'"));
        format!(
            "INSERT INTO `people` (`n`,`cust_name`,`customer_id`,`phone`,`email`,`note`,`flag`) VALUES ({},{},{},{},{},{},{});\n",
            self.n,
            some(Some(&self.name)),
            some(self.id.as_deref()),
            some(Some(&self.phone)),
            some(self.mail.as_deref()),
            some(self.note().as_deref()),
            ["1", "0", "NULL", "'no'"][self.flag],
        )
    }
}

struct World {
    directory: std::path::PathBuf,
    lists: Vec<String>,
}

impl World {
    fn new() -> World {
        let directory = directory("properties");
        let mut mail = "subject\n".to_owned();
        let mut agreed = "subject\n".to_owned();
        for n in 0..RECORDS {
            if n.is_multiple_of(3) {
                mail += &format!("U.{n}+x@EXAMPLE.com\n");
            }
            if n.is_multiple_of(4) {
                mail += &format!("v{n}@example.org\n");
            }
            if n.is_multiple_of(2) {
                agreed += &format!("c{n}77\n");
            }
        }
        fs::write(directory.join("mail.csv"), mail).unwrap();
        fs::write(directory.join("agreed.csv"), agreed).unwrap();
        let list = |state: &str, name: &str| format!("{state}={}", text(&directory.join(name)));
        let lists = vec![list("no-mail", "mail.csv"), list("agreed", "agreed.csv")];
        World { directory, lists }
    }

    /// What recipients get of `input` by a policy.
    fn outputs(&self, policy: &str, who: &str, input: &Path) -> Vec<String> {
        let name = input.file_name().unwrap();
        let (file, out) = (self.directory.join("p.toml"), self.directory.join("out"));
        let _ = fs::remove_dir_all(&out);
        fs::write(&file, policy).unwrap();
        let mut how = vec!["redact", "--quiet", "--policy", text(&file), "--to", who, "--output", text(&out)];
        how.extend(self.lists.iter().flat_map(|list| ["--list", list]));
        how.push(text(input));
        let done = run(obelus(how), b"");
        assert_eq!(done.code, 0, "{}\n{policy}", done.said());
        who.split(',').map(|to| fs::read_to_string(out.join(to).join(name)).unwrap()).collect()
    }
}

/// Fails when `output` is not what the second reading of the policy says.
fn compare(
    policy: &Policy,
    recipient: usize,
    (format, records): (Format, &[Record]),
    output: &str,
) -> [usize; 2] {
    let (mut kept, mut dropped) = (0, 0);
    for record in records {
        let holds = std::array::from_fn(|t| record.values.iter().any(|(own, _)| *own == t));
        let fate = policy.fate(recipient, record.known, &holds);
        for (info_type, value) in &record.values {
            let wanted = fate.is_some_and(|stays| stays[*info_type]);
            let there = format.shows(output, value);
            assert_eq!(
                there,
                wanted,
                "{value} for {}\n{}{}",
                RECIPIENTS[recipient].0,
                record.written(format),
                policy.written()
            );
            kept += usize::from(there);
        }
        let is_there = format.has(output, record.n);
        assert_eq!(is_there, fate.is_some(), "{}{}", record.written(format), policy.written());
        dropped += usize::from(!is_there);
    }
    [kept, dropped]
}

/// True when each value that is in `less` is in `more`.
fn is_no_more(less: &str, more: &str, records: &[Record]) -> bool {
    let values = records.iter().flat_map(|r| &r.values);
    values.filter(|(_, value)| less.contains(value.as_str())).all(|(_, value)| more.contains(value.as_str()))
}

/// A policy, records, and the policy with one rule more that is stricter.
struct Case {
    number: usize,
    policy: Policy,
    records: Vec<Record>,
    stricter: Option<Policy>,
}

fn cases() -> Vec<Case> {
    let vocabulary = Vocabulary::builtin().unwrap();
    let rules = Rules::new(rule::builtin(&vocabulary).unwrap());
    let mut random = Random::new(8);
    let mut made = Vec::new();
    while made.len() < POLICIES {
        let policy = Policy::random(&mut random);
        if !policy.is_valid(&vocabulary, &rules) {
            continue;
        }
        let policy = policy.asking_for_all();
        assert!(policy.is_valid(&vocabulary, &rules), "{}", policy.written());
        let records: Vec<Record> = (0..RECORDS).map(|n| Record::random(&mut random, n)).collect();
        // A stricter rule: nothing of the record, for whom a state holds; or a record rule.
        let mut stricter = policy.clone();
        let condition = Condition { when: vec![random.below(3)], unless: vec![] };
        match random.one_in(2) {
            true => stricter.records.push(RecordRule { to: None, condition }),
            false => stricter.rules.push(Rule {
                to: None,
                purpose: None,
                category: Some(random.below(2)),
                info_type: None,
                condition,
                action: 3,
            }),
        }
        let stricter = Some(stricter).filter(|policy| policy.is_valid(&vocabulary, &rules));
        made.push(Case { number: made.len() + 1, policy, records, stricter });
    }
    made
}

/// Fails when what comes out is not what a case says; gives how many values were kept and records dropped.
fn tried(Case { number, policy, records, stricter }: &Case) -> [usize; 2] {
    let world = World::new();
    let (mut kept, mut dropped) = (0, 0);
    let input = |format: Format| {
        let (input, [head, tail]) = (world.directory.join(format.file()), format.around());
        let lines = records.iter().map(|record| record.written(format)).collect::<String>();
        fs::write(&input, [head, &lines, tail].concat()).unwrap();
        input
    };
    let mut compared = |format: Format| {
        let input = input(format);
        let both = world.outputs(&policy.written(), "one,two", &input);
        for (recipient, output) in both.iter().enumerate() {
            let [stays, goes] = compare(policy, recipient, (format, records), output);
            (kept, dropped) = (kept + stays, dropped + goes);
        }
        (input, both)
    };
    compared([Format::Xml, Format::Sql][number % 2]);
    let (input, both) = compared(Format::Json);
    let alone = world.outputs(&policy.written(), "two", &input);
    assert_eq!(alone[0], both[1], "what one gets depends on who else does\n{}", policy.written());
    if let Some(stricter) = stricter {
        let less = world.outputs(&stricter.written(), "one,two", &input);
        for (less, more) in less.iter().zip(&both) {
            assert!(is_no_more(less, more, records), "{}", stricter.written());
        }
    }
    [kept, dropped]
}

#[test]
fn random_policies_do_what_they_say_and_no_more() {
    let (kept, dropped) = (AtomicUsize::new(0), AtomicUsize::new(0));
    side_by_side(&cases(), |case| {
        let [stays, goes] = tried(case);
        kept.fetch_add(stays, Ordering::Relaxed);
        dropped.fetch_add(goes, Ordering::Relaxed);
    });
    let (kept, dropped) = (kept.into_inner(), dropped.into_inner());
    assert!(
        kept > 1000 && dropped > 400,
        "{kept} values kept and {dropped} records dropped: the test sees too little"
    );
}
