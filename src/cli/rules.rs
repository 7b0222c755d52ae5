//! `obelus rules`: lists, tests, checks, explains and imports detectors.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::rule_files::{RuleFlags, read_text};
use crate::cli::{Known, isa, print, rules_catalogue, rules_check, rules_explain, rules_import, say, shown};
use crate::detect;
use crate::detect::engine::Engine;
use crate::detect::rule::Rule;
use crate::error::Result;
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
    List {
        /// The whole catalogue, as a page (docs/CATALOGUE.md)
        #[arg(long)]
        markdown: bool,
        #[command(flatten)]
        rules: RuleFlags,
    },
    /// Run the examples of the built-in detectors, of rule files, or of your own directories of rules
    Test {
        /// Rule files
        #[arg(conflicts_with = "rules")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        rules: RuleFlags,
    },
    /// Say how often each detector is looked at and how often it is wrong on text that holds nothing, and warn
    Check(rules_check::Arguments),
    /// Say what is found in a text, what is refused, and why
    Explain(rules_explain::Arguments),
    /// Take over the rules of another program, and say what could not be
    Import(rules_import::Arguments),
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    match &arguments.command {
        Command::List { markdown, rules } => {
            let known = Known::new(Limits::default(), rules, None)?;
            if *markdown {
                print(&rules_catalogue::page(&known))?;
                return Ok(0);
            }
            for rule in known.rules.iter() {
                let name = &known.vocabulary.get(rule.info_type).name;
                print(&format!("{:<30}  {name:<26}  {}\n", rule.id, rule.title))?;
            }
            Ok(0)
        }
        Command::Test { files, rules } => {
            let known = Known::new(Limits::default(), rules, None)?;
            let rules = match files.as_slice() {
                [] => known.own_or_all(),
                files => load(files, &known)?.into_iter().map(Arc::new).collect(),
            };
            test(&rules, &known.vocabulary)
        }
        Command::Check(arguments) => rules_check::run(arguments),
        Command::Explain(arguments) => rules_explain::run(arguments),
        Command::Import(arguments) => rules_import::run(arguments),
    }
}

fn test(rules: &[Arc<Rule>], vocabulary: &Vocabulary) -> Result<u8> {
    let isa = isa()?;
    let (mut run, mut failed) = (0, 0);
    for rule in rules {
        // An example says what the rule finds in these bytes, not in what they may say.
        let engine = Engine::without_views([rule.clone()], isa)?;
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
pub(super) fn load(files: &[PathBuf], known: &Known) -> Result<Vec<Rule>> {
    let one = |file: &PathBuf| {
        let name = shown(&known.rules, &known.vocabulary, file);
        Rule::parse(&name, &read_text(file, &name)?, &known.vocabulary)
    };
    files.iter().map(one).collect()
}
