//! `obelus policy test`: the cases of a policy, each a small input, who said what, and what has to come out.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use zeroize::Zeroizing;

use crate::cli::{Command, Known, print, shown};
use crate::config::{Source as Text, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::files::directory_of;
use crate::keys::ring::Keys;
use crate::keys::root::RootKey;
use crate::keys::store;
use crate::policy::builtin;
use crate::sink::temp::TempDirectory;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// A policy file or `builtin:NAME`
    policy: String,
    /// The file with the cases (default: NAME.test.toml beside the policy; a built-in one brings its own)
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Show the lines that differ; they are the texts of the cases
    #[arg(long)]
    show: bool,
}

/// One case, as it is written.
struct Case {
    name: String,
    clause: Option<String>,
    to: String,
    purpose: Option<String>,
    source: Option<String>,
    file: String,
    input: String,
    expected: String,
    lists: Vec<(String, String)>,
    as_of: Option<String>,
    exit: u8,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let known = Known::shipped()?;
    let builtin = arguments.policy.strip_prefix("builtin:").filter(|_| arguments.cases.is_none());
    let path =
        arguments.cases.clone().unwrap_or_else(|| Path::new(&arguments.policy).with_extension("test.toml"));
    let (called, text) = match builtin {
        Some(name) => {
            let missing =
                || Error::new(ErrorKind::Usage, "this built-in policy has no cases").about("--cases");
            let cases = builtin::cases(name).ok_or_else(|| missing().fix("name a file of your own"))?;
            (format!("builtin:{name}.test.toml"), cases.to_owned())
        }
        None => {
            let called = shown(&known.rules, &known.vocabulary, &path);
            let failed = |e| {
                Error::io(ErrorKind::Usage, "the cases cannot be read", &e)
                    .about(called.clone())
                    .fix("write `[[case]]` tables into it, or name another file with `--cases`")
            };
            let text = fs::read_to_string(&path).map_err(failed)?;
            (called, text)
        }
    };
    let cases = read(&called, &text)?;
    let runner = Runner { policy: &arguments.policy, beside: directory_of(&path), show: arguments.show };
    let mut wrong = 0;
    for case in &cases {
        let clause = case.clause.as_ref().map_or(String::new(), |clause| format!(" ({clause})"));
        match runner.outcome(case)? {
            None => print(&format!("ok      {}{clause}\n", case.name))?,
            Some(why) => {
                wrong += 1;
                print(&format!("FAILED  {}{clause}: {why}\n", case.name))?;
            }
        }
    }
    print(&format!("{} of {} cases hold\n", cases.len() - wrong, cases.len()))?;
    Ok(u8::from(wrong > 0))
}

fn read(name: &str, text: &str) -> Result<Vec<Case>> {
    Text::new(name, text, ErrorKind::Policy).read(|root| {
        let mut cases: Vec<Case> = Vec::new();
        for mut table in root.tables("case")? {
            let case = case(&mut table)?;
            if cases.iter().any(|other| other.name == case.name) {
                return Err(table.error("another case has this name"));
            }
            cases.push(case);
        }
        if cases.is_empty() {
            return Err(root.error("there is no case: each is a table `[[case]]`"));
        }
        Ok(cases)
    })
}

fn case(table: &mut Table<'_>) -> Result<Case> {
    let text = |item: Option<&str>| item.map(str::to_owned);
    let mut lists = Vec::new();
    if let Some(mut given) = table.table("lists")? {
        for (key, item) in given.entries() {
            lists.push((key.name.to_owned(), item.str()?.to_owned()));
        }
    }
    let file = table.str("file")?.unwrap_or("input.txt").to_owned();
    if Path::new(&file).components().any(|c| !matches!(c, std::path::Component::Normal(_))) {
        return Err(table.error("`file` is a path below the case's own directory"));
    }
    let case = Case {
        name: table.need_str("name")?.to_owned(),
        clause: text(table.str("clause")?),
        to: table.need_str("to")?.to_owned(),
        purpose: text(table.str("purpose")?),
        source: text(table.str("source")?),
        file,
        input: table.need_str("input")?.to_owned(),
        expected: table.need_str("expected")?.to_owned(),
        lists,
        as_of: text(table.str("as_of")?),
        exit: table.int("exit", 0..256)?.unwrap_or(0) as u8,
    };
    table.finish()?;
    Ok(case)
}

struct Runner<'a> {
    policy: &'a str,
    beside: &'a Path,
    show: bool,
}

impl Runner<'_> {
    /// Why a case does not hold; `None` when it does.
    fn outcome(&self, case: &Case) -> Result<Option<String>> {
        let failed = |e| Error::io(ErrorKind::Output, "the case cannot be written", &e);
        let directory = TempDirectory::create(&std::env::temp_dir()).map_err(failed)?;
        let (input, out) = (directory.path().join("in"), directory.path().join("out"));
        let file = input.join(&case.file);
        fs::create_dir_all(directory_of(&file)).map_err(failed)?;
        fs::write(&file, &case.input).map_err(failed)?;
        let key = directory.path().join("key");
        store::write_new(&test_key()?, &key, None)?;
        let mut line: Vec<OsString> =
            ["obelus", "redact", "--quiet", "--policy", self.policy, "--to", &case.to]
                .map(OsString::from)
                .to_vec();
        for (flag, value) in
            [("--purpose", &case.purpose), ("--source", &case.source), ("--as-of", &case.as_of)]
        {
            line.extend(value.iter().flat_map(|value| [OsString::from(flag), OsString::from(value)]));
        }
        for (number, (state, list)) in case.lists.iter().enumerate() {
            let path = match list.contains('\n') {
                false => self.beside.join(list),
                true => {
                    let path = directory.path().join(format!("list-{number}.csv"));
                    fs::write(&path, list).map_err(failed)?;
                    path
                }
            };
            let mut argument = OsString::from(format!("{state}="));
            argument.push(path);
            line.extend([OsString::from("--list"), argument]);
        }
        line.extend([
            OsString::from("--key-file"),
            key.into(),
            "--output".into(),
            out.clone().into(),
            input.into(),
        ]);
        let defect = || Error::new(ErrorKind::Internal, "the case cannot be run");
        let Command::Redact(redact) = super::Arguments::try_parse_from(line).map_err(|_| defect())?.command
        else {
            return Err(defect());
        };
        let exit = match super::redact::run(&redact) {
            Ok(code) => code,
            Err(e) => {
                super::say(&format!("{}: {e}", case.name));
                e.kind().exit_code()
            }
        };
        if exit != case.exit {
            return Ok(Some(format!("exit {exit}, expected {}", case.exit)));
        }
        let written = fs::read(out.join(&case.to).join("in").join(&case.file)).unwrap_or_default();
        Ok(self.difference(&String::from_utf8_lossy(&written), &case.expected))
    }

    /// Where two texts differ.
    fn difference(&self, written: &str, expected: &str) -> Option<String> {
        if written == expected {
            return None;
        }
        let (mut one, mut other) = (written.split_inclusive('\n'), expected.split_inclusive('\n'));
        let mut number = 0;
        loop {
            number += 1;
            let (one, other) = (one.next(), other.next());
            if one != other {
                let what = format!("line {number} is not what was expected");
                return Some(match self.show {
                    false => format!("{what}; see it with `--show`"),
                    true => {
                        let line = |line: Option<&str>| format!("{:?}", line.unwrap_or("nothing"));
                        format!("{what}\n  expected {}\n  written  {}", line(other), line(one))
                    }
                });
            }
        }
    }
}

/// The key that tokens of cases are made with. It is no secret: the same case gives the same tokens everywhere.
fn test_key() -> Result<Keys> {
    let bytes: [u8; 32] = std::array::from_fn(|n| n as u8);
    Ok(Keys::of_root(RootKey::from_parts("test".to_owned(), Zeroizing::new(bytes))?))
}
