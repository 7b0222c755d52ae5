//! Rules of gitleaks: TOML with regular expressions of Go.

use crate::config::{Source, Table};
use crate::error::{ErrorKind, Result};
use crate::import::pattern::{Dialect, Value};
use crate::import::{Described, File, Left, name_of};

/// What rules of secrets find when nothing else is said.
const INFO_TYPE: &str = "AUTH_TOKEN";

/// Points of a rule: its expression says more than a shape, and nothing checks the value.
const BASE: i64 = 60;

/// Points for a key word of the rule that is no part of its expression.
const CONTEXT: i64 = 20;

/// Reads a file, which errors call `name`.
pub fn read(name: &str, text: &str) -> Result<File> {
    Source::new(name, text, ErrorKind::Rules).read(|root| {
        let mut file = File::default();
        for (key, _) in root.entries() {
            let note = match key.name {
                "title" | "description" | "minVersion" | "rules" => continue,
                "allowlist" | "allowlists" => {
                    "the allowlist of the file is not taken over: what it allows is found"
                }
                "extend" => "rules of the file that it extends are not in it: import that file too",
                _ => "the file has a key that is not known here",
            };
            file.notes.push(note.to_owned());
        }
        for (number, mut table) in root.tables("rules")?.into_iter().enumerate() {
            file.rules.push(rule(&mut table, number + 1)?);
        }
        Ok(file)
    })
}

fn rule(table: &mut Table<'_>, number: usize) -> Result<Result<Described, Left>> {
    let mut made = Described {
        family: "gitleaks",
        name: name_of(table.str("id")?, number),
        line: table.place().line,
        info_type: INFO_TYPE.to_owned(),
        title: table.str("description")?.unwrap_or("Secret").to_owned(),
        dialect: Dialect::default(),
        value: Value::FirstGroup,
        base: BASE,
        ..Described::default()
    };
    if let Some(group) = table.int("secretGroup", 0..100)?.filter(|group| *group > 0) {
        made.value = Value::Group(group as u32);
    }
    made.notes = notes(table);
    let Some(pattern) = table.str("regex")? else {
        let why =
            "it has no regular expression: it looks at paths of files, and content is what is looked at here";
        return Ok(Err(Left { id: format!("gitleaks.{}", made.name), line: made.line, why: why.to_owned() }));
    };
    made.pattern = pattern.to_owned();
    let words = words(table, pattern)?;
    if !words.is_empty() {
        made.context = CONTEXT;
        made.notes.push("its key words add points here; without one of them it finds values too".to_owned());
        made.words.push(("en".to_owned(), words));
    }
    Ok(Ok(made))
}

/// What of the keys of a rule is not taken over.
fn notes(table: &mut Table<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    for (key, _) in table.entries() {
        let note = match key.name {
            "id" | "description" | "regex" | "secretGroup" | "keywords" | "tags" | "skipReport" => continue,
            "entropy" => {
                "the least entropy of a value is not taken over: it finds more \
                 (`validator = \"drawn\"` is a check that is near it)"
            }
            "path" => "it is not kept to the paths that it names: it finds more",
            "allowlist" | "allowlists" => "its allowlist is not taken over: what it allows is found",
            "required" => "that another rule has to match nearby is not taken over: it finds more",
            _ => "it has a key that is not known here",
        };
        notes.push(note.to_owned());
    }
    notes
}

/// Key words that are no part of the expression. Those that are say nothing more.
fn words(table: &mut Table<'_>, pattern: &str) -> Result<Vec<String>> {
    let pattern = pattern.to_lowercase();
    let all = table.strs("keywords")?.into_iter().map(|(_, word)| word.to_lowercase());
    Ok(all.filter(|word| !word.trim().is_empty() && !pattern.contains(word.as_str())).collect())
}
