//! `obelus rules import`: the rules of another program as rule files of ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use serde_json::json;

use crate::cli::rule_files::read_text;
use crate::cli::{Known, one_of, print, shown};
use crate::detect::noise::noise;
use crate::detect::own::{RuleFile, RuleSet};
use crate::detect::price::prices;
use crate::error::{Error, ErrorKind, Result};
use crate::files::{directory_of, sync_directory_of};
use crate::import::{FORMATS, Imported, import};
use crate::info_type::Vocabulary;
use crate::sink::temp::TempDirectory;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// The program: `gitleaks` (TOML) or `presidio` (YAML)
    program: String,
    /// Its rules
    file: PathBuf,
    /// Write the rule files to this new directory
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// What every rule finds, whatever the file says
    #[arg(long, value_name = "INFO_TYPE")]
    info_type: Option<String>,
    /// `human` or `jsonl`
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    format: String,
}

/// Runs it. Exit 3 when something was left out.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let jsonl = one_of("--format", &arguments.format, &["human", "jsonl"])? == 1;
    let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
    let (_, read) = FORMATS[one_of("PROGRAM", &arguments.program, &names)?];
    let known = Known::shipped()?;
    let info_type = arguments.info_type.as_deref().map(|name| named(name, &known.vocabulary)).transpose()?;
    if fs::symlink_metadata(&arguments.output).is_ok() {
        let what = "the output is there already, and nothing is replaced";
        return Err(Error::new(ErrorKind::Usage, what).about("--output").fix("name a new directory"));
    }
    let name = shown(&known.rules, &known.vocabulary, &arguments.file);
    let file = read(&name, &read_text(&arguments.file, &name)?)?;
    let mut made = import(file, info_type.as_deref())?;
    if made.taken.is_empty() && made.left.is_empty() {
        return Err(Error::new(ErrorKind::Rules, "there are no rules in it").about(name));
    }
    measure(&mut made)?;
    if !made.taken.is_empty() {
        write(&arguments.output, &made)?;
    }
    print(&if jsonl { rows(&made) } else { lines(&made) })?;
    Ok(if made.left.is_empty() { 0 } else { 3 })
}

fn named(name: &str, vocabulary: &Vocabulary) -> Result<String> {
    let id = vocabulary.find(name).ok_or_else(|| {
        let error = Error::new(ErrorKind::Usage, "unknown info type").about("--info-type");
        error.known(vocabulary.nearest(name))
    })?;
    Ok(vocabulary.get(id).name.clone())
}

/// Every file of an import: its path below the directory, and its text.
fn files(made: &Imported) -> Vec<RuleFile> {
    let file = |path: &str, text: &str| {
        let (path, text) = (path.to_owned(), text.to_owned());
        RuleFile { name: path.clone(), path, text }
    };
    let types = (!made.info_types.is_empty()).then(|| file("info-types.toml", &made.info_types));
    types.into_iter().chain(made.taken.iter().map(|taken| file(&taken.path, &taken.text))).collect()
}

/// Loads all that was taken over as it will be loaded, and notes what `rules check` would warn of.
fn measure(made: &mut Imported) -> Result<()> {
    let set = RuleSet::new(&files(made))?;
    let rules: Vec<_> = set.rules.into_iter().map(Arc::new).collect();
    let (prices, noise) = (prices(&rules)?, noise(&rules, &set.vocabulary)?);
    for ((rule, price), noise) in rules.iter().zip(prices).zip(noise) {
        let Some(taken) = made.taken.iter_mut().find(|taken| taken.id == rule.id) else { continue };
        if price.is_slow() {
            taken.notes.push("slow: it is looked at too often (`obelus rules check`)".to_owned());
        }
        if noise.is_noisy() {
            taken
                .notes
                .push("noisy: it finds values in text that holds none (`obelus rules check`)".to_owned());
        }
    }
    Ok(())
}

/// Writes the directory, whole or not at all.
fn write(output: &Path, made: &Imported) -> Result<()> {
    let failed = |e| Error::io(ErrorKind::Output, "the rule files cannot be written", &e).about("--output");
    let temp = TempDirectory::create(directory_of(output)).map_err(failed)?;
    for RuleFile { path, text, .. } in files(made) {
        let path = temp.path().join(path);
        fs::create_dir_all(directory_of(&path)).map_err(failed)?;
        fs::write(&path, text).map_err(failed)?;
    }
    renameat_with(CWD, temp.path(), CWD, output, RenameFlags::NOREPLACE).map_err(|e| failed(e.into()))?;
    temp.forget();
    sync_directory_of(output).map_err(failed)
}

fn lines(made: &Imported) -> String {
    let mut text = String::new();
    for taken in &made.taken {
        text += &format!("taken over  {} (line {}): {}\n", taken.id, taken.line, taken.path);
        taken.notes.iter().for_each(|note| text += &format!("  note: {note}\n"));
    }
    for left in &made.left {
        text += &format!("left out    {} (line {}): {}\n", left.id, left.line, left.why);
    }
    made.notes.iter().for_each(|note| text += &format!("note: {note}\n"));
    text + &format!("{} rules taken over, {} left out\n", made.taken.len(), made.left.len())
}

fn rows(made: &Imported) -> String {
    let taken = made.taken.iter().map(|taken| {
        json!({"schema_version": 1, "rule": taken.id, "line": taken.line, "file": taken.path, "notes": taken.notes})
    });
    let left = made
        .left
        .iter()
        .map(|left| json!({"schema_version": 1, "rule": left.id, "line": left.line, "left_out": left.why}));
    let notes = made.notes.iter().map(|note| json!({"schema_version": 1, "note": note}));
    taken.chain(left).chain(notes).map(|row| format!("{row}\n")).collect()
}
