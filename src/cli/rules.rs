//! `obelus rules`: lists, tests, prices and explains detectors.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::{Known, isa, print, rules_check, say, shown};
use crate::detect;
use crate::detect::engine::Engine;
use crate::detect::pack::Rules;
use crate::detect::rule::{self, Rule};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::info_type::Vocabulary;
use crate::limits::Limits;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Every detector: id, info type, title
    List,
    /// Run the examples of the built-in detectors, or of rule files
    Test {
        /// Rule files
        files: Vec<PathBuf>,
    },
    /// Say how often each detector is looked at, and warn of what makes it dear
    Check(rules_check::Arguments),
    /// Say what each detector finds in a text, and why; the text itself is not repeated
    Explain {
        /// The text, as one line
        text: String,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let vocabulary = Vocabulary::builtin()?;
    match &arguments.command {
        Command::List => {
            for rule in rule::builtin(&vocabulary)? {
                let name = &vocabulary.get(rule.info_type).name;
                print(&format!("{:<30}  {name:<26}  {}\n", rule.id, rule.title))?;
            }
            Ok(0)
        }
        Command::Test { files } => test(files, &vocabulary),
        Command::Check(arguments) => rules_check::run(arguments, &vocabulary),
        Command::Explain { text } => explain(text),
    }
}

fn test(files: &[PathBuf], vocabulary: &Vocabulary) -> Result<u8> {
    let rules = match files {
        [] => rule::builtin(vocabulary)?,
        files => load(files, vocabulary)?,
    };
    let isa = isa()?;
    let (mut run, mut failed) = (0, 0);
    for rule in rules.into_iter().map(Arc::new) {
        let engine = Engine::for_isa([rule.clone()], isa)?;
        for (index, example) in rule.examples.iter().enumerate() {
            run += 1;
            let mut found = detect::find(&engine, vocabulary, &example.text, 0);
            found.retain(|f| f.likelihood() >= Likelihood::Possible);
            let same = found.iter().map(|f| f.span).eq(example.spans.iter().copied());
            if !same || found.iter().any(|f| f.likelihood() < example.likelihood) {
                failed += 1;
                let spans: Vec<_> = found.iter().map(|f| (f.span.start, f.span.end)).collect();
                let wanted: Vec<_> = example.spans.iter().map(|s| (s.start, s.end)).collect();
                let number = index + 1;
                say(&format!("{}: example {number}: wanted {wanted:?}, found {spans:?}", rule.id));
            }
        }
    }
    print(&format!("{run} examples, {failed} failed\n"))?;
    Ok(if failed == 0 { 0 } else { 2 })
}

/// Reads rule files.
pub(super) fn load(files: &[PathBuf], vocabulary: &Vocabulary) -> Result<Vec<Rule>> {
    // Only names of files are looked at by these, all of them by one engine.
    let shipped = Rules::for_isa(rule::builtin(vocabulary)?, isa()?);
    let failed = |e| {
        Error::io(ErrorKind::Rules, "a rule file cannot be read", &e)
            .fix("name files that exist and are readable")
    };
    let one = |file: &PathBuf| {
        let name = shown(&shipped, vocabulary, file);
        let text = std::fs::read_to_string(file).map_err(failed)?;
        Rule::parse(&name, &text, vocabulary)
    };
    files.iter().map(one).collect()
}

fn explain(text: &str) -> Result<u8> {
    let known = Known::new(Limits::default())?;
    let engine = known.rules.all()?;
    let candidates = engine.explain(text.as_bytes());
    if candidates.is_empty() {
        print("no detector sees anything in it\n")?;
    }
    for why in candidates {
        let rule = engine.rule(why.detector);
        let span = format!("bytes {}..{}", why.span.start, why.span.end);
        let name = &known.vocabulary.get(rule.info_type).name;
        let verdict = match why.validator {
            None => "no: its check fails".to_owned(),
            Some(points) => format!(
                "{} = base {} {points:+} check {:+} context: {}",
                why.confidence,
                why.base,
                why.context,
                Likelihood::of(why.confidence).name()
            ),
        };
        print(&format!("{span:<16}{name:<28}{:<26}{verdict}\n", rule.id))?;
    }
    Ok(0)
}
