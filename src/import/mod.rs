//! Rules of other programs, taken over as rule files.
//!
//! [`gitleaks`] and [`presidio`] read what those programs write, [`pattern`] turns their regular expressions into bounded
//! patterns over bytes with boundaries beside them, [`mod@write`] makes a file of a rule. What cannot be taken over is said, with the
//! rule and the line, and never guessed at: a rule is left out rather than made to find less than it did.

use crate::error::Result;

pub mod boundary;
pub mod gitleaks;
pub mod pattern;
pub mod presidio;
pub mod write;
pub mod yaml;

/// A rule as the other program describes it.
#[derive(Default)]
pub struct Described {
    /// The family of the rules: the program.
    pub family: &'static str,
    /// Its name below the family, in the form of an id.
    pub name: String,
    /// Where the file describes it.
    pub line: usize,
    /// What it finds: an info type of ours, or a name that becomes one.
    pub info_type: String,
    /// In plain words.
    pub title: String,
    /// The regular expression.
    pub pattern: String,
    /// How it is written.
    pub dialect: pattern::Dialect,
    /// Which part of a match is the value.
    pub value: pattern::Value,
    /// Points without a word.
    pub base: i64,
    /// Points for one of the words.
    pub context: i64,
    /// Context words, by language.
    pub words: Vec<(String, Vec<String>)>,
    /// What could not be taken over, although the rule can.
    pub notes: Vec<String>,
}

/// A rule that was taken over.
pub struct Taken {
    /// Its id.
    pub id: String,
    /// Where the other file describes it.
    pub line: usize,
    /// The path of its file below the output directory.
    pub path: String,
    /// The text of its file.
    pub text: String,
    /// What could not be taken over.
    pub notes: Vec<String>,
}

/// A rule that was left out.
pub struct Left {
    /// What would be its id.
    pub id: String,
    /// Where the other file describes it.
    pub line: usize,
    /// Why.
    pub why: String,
}

/// What becomes of a file.
#[derive(Default)]
pub struct Imported {
    /// Taken over.
    pub taken: Vec<Taken>,
    /// Left out.
    pub left: Vec<Left>,
    /// New info types, as the text of `info-types.toml`; empty when there are none.
    pub info_types: String,
    /// What could not be taken over of the file as a whole.
    pub notes: Vec<String>,
}

/// What a file describes.
#[derive(Default)]
pub struct File {
    /// Its rules, those that cannot be taken over with the reason.
    pub rules: Vec<Result<Described, Left>>,
    /// What could not be taken over of it as a whole.
    pub notes: Vec<String>,
}

/// Reads a file of another program, which errors call `name`.
pub type Read = fn(name: &str, text: &str) -> Result<File>;

/// Every program whose rules are read, sorted by name.
pub static FORMATS: &[(&str, Read)] = &[("gitleaks", gitleaks::read), ("presidio", presidio::read)];

/// Takes over what `file` describes. `info_type` is what every rule finds, whatever the file says.
pub fn import(file: File, info_type: Option<&str>) -> Result<Imported> {
    let mut made = Imported { notes: file.notes, ..Imported::default() };
    let mut types = write::Types::shipped()?;
    let mut names: Vec<String> = Vec::new();
    for described in file.rules {
        let mut described = match described {
            Ok(described) => described,
            Err(left) => {
                made.left.push(left);
                continue;
            }
        };
        if let Some(info_type) = info_type {
            info_type.clone_into(&mut described.info_type);
        }
        described.name = unique(described.name, &mut names);
        match write::rule(described, &mut types) {
            Ok(taken) => made.taken.push(taken),
            Err(left) => made.left.push(left),
        }
    }
    made.info_types = types.text();
    Ok(made)
}

/// `name`, or with a number behind it where another rule has it.
fn unique(name: String, names: &mut Vec<String>) -> String {
    let mut made = name.clone();
    let mut number = 1;
    while names.contains(&made) {
        number += 1;
        made = format!("{name}-{number}");
    }
    names.push(made.clone());
    made
}

/// The name of the `number`th rule of a file in the form of an id, or its number where it has none that is safe to repeat.
pub(crate) fn name_of(given: Option<&str>, number: usize) -> String {
    let given = given.unwrap_or_default().trim();
    let is_named = given.starts_with(|c: char| c.is_ascii_alphabetic())
        && given.len() <= 40
        && given.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-' | b'/'));
    if !is_named {
        return format!("rule-{number}");
    }
    let dashed: String = given.to_ascii_lowercase().replace([' ', '_', '/'], "-");
    dashed.trim_end_matches('-').to_owned()
}
