//! `obelus policy`: proposes, checks and shows policies.

use std::ffi::OsString;
use std::path::Path;

use crate::cli::policy_diff::{self, Loaded};
use crate::cli::policy_explain::{self, Question};
use crate::cli::policy_show::{self, Form};
use crate::cli::rule_files::RuleFlags;
use crate::cli::{Known, one_of, policy_init, policy_sample, policy_test, print, say, shown};
use crate::error::Result;
use crate::limits::Limits;
use crate::policy::plan::{Cell, FreeText};
use crate::policy::{Policy, Recipient, builtin, check, schema, table};

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Say everything that is wrong with a policy; exit 2 if something is
    Check {
        /// A policy file or `builtin:NAME`
        policy: String,
        #[command(flatten)]
        rules: RuleFlags,
    },
    /// Propose a policy from sample data, for you to confirm: sources, and what their fields hold
    Init(policy_init::Arguments),
    /// Say what changes from one policy to another, in words; with `--fail-on-more` exit 1 when more would leave
    Diff {
        /// A policy file or `builtin:NAME`
        before: String,
        /// What it is to become
        now: String,
        /// Files and directories that are like what will be redacted: say which of their fields would leave, how often
        #[arg(long, num_args = 1.., value_name = "SAMPLE")]
        sample: Vec<OsString>,
        /// Exit 1 when more would leave for somebody
        #[arg(long)]
        fail_on_more: bool,
        #[command(flatten)]
        rules: RuleFlags,
    },
    /// Print the JSON Schema of policies, for editors (docs/policy.schema.json)
    Schema,
    /// Say what becomes of a value or a field, by which rule and clause, and why by no other
    Explain {
        /// A policy file or `builtin:NAME`
        policy: String,
        #[command(flatten)]
        question: Question,
        #[command(flatten)]
        rules: RuleFlags,
    },
    /// Print who gets what, in words; `--format toml` prints a built-in policy itself, to start from
    Show {
        /// A policy file or `builtin:NAME`
        policy: String,
        /// `text`, `markdown`, `html` or `toml`
        #[arg(long, default_value = "text", value_name = "FORMAT")]
        format: String,
        #[command(flatten)]
        rules: RuleFlags,
    },
    /// Run the cases of a policy: what goes in, who said what, and what has to come out
    Test(policy_test::Arguments),
    /// Print who gets what: one line per recipient, source and info type
    Table {
        /// A policy file or `builtin:NAME`
        policy: String,
        #[command(flatten)]
        rules: RuleFlags,
    },
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    match &arguments.command {
        Command::Init(arguments) => return policy_init::run(arguments),
        Command::Test(arguments) => return policy_test::run(arguments),
        Command::Show { policy, format, rules } => match one_of("--format", format, Form::NAMES)? {
            3 => print(builtin::text(policy.strip_prefix("builtin:").unwrap_or(policy))?)?,
            form => {
                let Loaded { known, policy } = loaded(policy, rules)?;
                let form = [Form::Text, Form::Markdown, Form::Html][form];
                print(&policy_show::show(&policy, &known, form))?;
            }
        },
        Command::Explain { policy, question, rules } => {
            let Loaded { known, policy } = loaded(policy, rules)?;
            print(&policy_explain::explain(&policy, &known, question)?)?;
        }
        Command::Diff { before, now, sample, fail_on_more, rules } => {
            let (before, now) = (loaded(before, rules)?, loaded(now, rules)?);
            let found = policy_diff::differences(&before, &now);
            print(&policy_diff::lines(&found))?;
            let mut is_more = policy_diff::lets_more_out(&found);
            if !sample.is_empty() {
                let (before, now) =
                    (policy_sample::leaving(before, sample)?, policy_sample::leaving(now, sample)?);
                let (text, more) = policy_sample::lines(&before, &now);
                print(&text)?;
                is_more |= more;
            }
            return Ok(u8::from(*fail_on_more && is_more));
        }
        Command::Schema => print(&schema::schema())?,
        Command::Table { policy, rules } => {
            let known = Known::new(Limits::default(), rules, Some(policy))?;
            print(&rows(&load(policy, &known)?, &known))?;
        }
        Command::Check { policy, rules } => {
            let known = Known::new(Limits::default(), rules, Some(policy))?;
            let policy = load(policy, &known)?;
            let Known { rules, vocabulary, .. } = &known;
            let problems = check::problems(&policy, vocabulary, rules);
            problems.iter().for_each(|problem| say(&problem.to_string()));
            if !problems.is_empty() {
                return Ok(2);
            }
            print(&format!(
                "{}: {} categories, {} sources, {} recipients, {} rules; nothing wrong\n",
                policy.name(),
                policy.categories.len(),
                policy.sources.len(),
                policy.recipients.len(),
                policy.rules.len()
            ))?;
            let needing = needing_keys(&policy, &known);
            if !needing.is_empty() {
                print(&format!("needs --key-file (or --ephemeral-key) for: {}\n", needing.join(", ")))?;
            }
        }
    }
    Ok(0)
}

/// The policy called `name`, checked, with the rules that it names.
fn loaded(name: &str, rules: &RuleFlags) -> Result<Loaded> {
    let known = Known::new(Limits::default(), rules, Some(name))?;
    let policy = load(name, &known)?;
    check::first(&policy, &known.vocabulary, &known.rules)?;
    Ok(Loaded { known, policy })
}

/// The recipients for whom some source has an action that needs keys.
fn needing_keys<'p>(policy: &'p Policy, known: &Known) -> Vec<&'p str> {
    let sources = || (0..policy.sources.len()).map(|source| vec![source]).chain([Vec::new()]);
    let needs = |recipient: &Recipient, given: &[usize]| {
        table::lacks_keys(&table::plan(policy, &known.vocabulary, recipient, None, given, None))
    };
    let needing = policy.recipients.iter().filter(|r| sources().any(|given| needs(r, &given)));
    needing.map(|r| r.id.as_str()).collect()
}

/// The policy called `name`, which `known` has read.
fn load(name: &str, known: &Known) -> Result<Policy> {
    let Known { rules, vocabulary, policy, .. } = known;
    let called = shown(rules, vocabulary, Path::new(name));
    match policy {
        Some(text) => text.parse(&called, vocabulary),
        None => Policy::load(name, &called, vocabulary),
    }
}

/// Recipient, source, info type, category, action, clause; tab-separated, with a header. A type to which the same happens
/// as to the one that it belongs to has no line of its own.
fn rows(policy: &Policy, known: &Known) -> String {
    let mut text = "recipient\tsource\tinfo type\tcategory\taction\tclause\n".to_owned();
    let sources = || (0..policy.sources.len()).map(Some).chain([None]);
    for recipient in &policy.recipients {
        for source in sources() {
            let given: Vec<usize> = source.into_iter().collect();
            let source = source.map_or("(not known)", |s| policy.sources[s].id.as_str());
            let free_text = table::free_text(policy, recipient, &given);
            if free_text != FreeText::Scan {
                let action = FreeText::NAMES[free_text as usize];
                text += &format!("{}\t{source}\t(all text)\t\t{action}\t\n", recipient.id);
                continue;
            }
            let says =
                |id| table::cell(policy, recipient, None, &given, id).map(|cell| columns(&cell, known));
            for id in known.vocabulary.ids() {
                let info_type = known.vocabulary.get(id);
                if let Some(said) =
                    says(id).filter(|said| info_type.general.and_then(says).as_ref() != Some(said))
                {
                    text += &format!("{}\t{source}\t{}\t{said}\n", recipient.id, info_type.name);
                }
            }
        }
    }
    text
}

fn columns(cell: &Cell, known: &Known) -> String {
    let action = match cell.action.parameters() {
        none if none.is_empty() => cell.action.name().to_owned(),
        some => format!("{} ({some})", cell.action.name()),
    };
    let house = if cell.house { " (house)" } else { "" };
    let clause = cell
        .clause
        .as_deref()
        .map_or(String::new(), |c| shown(&known.rules, &known.vocabulary, Path::new(c)));
    format!("{}\t{action}\t{clause}{house}", cell.category.as_deref().unwrap_or(""))
}
