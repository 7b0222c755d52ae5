//! `obelus lists`: builds lists of who opted out, consented or was told, hashed with a key.

use std::path::PathBuf;

use crate::cli::key_flags::KeyFlags;
use crate::cli::list_flags::called;
use crate::cli::new_file::NewFile;
use crate::cli::rule_files::RuleFlags;
use crate::cli::setup::PolicyFlags;
use crate::cli::{Known, say};
use crate::error::Result;
use crate::limits::Limits;
use crate::lists::read::{self, How};
use crate::lists::{ListKey, built};

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Write a list as hashes under a key: it holds no value, and is read faster
    Build(Build),
}

#[derive(clap::Args)]
struct Build {
    /// The statements: a .csv, .tsv, .jsonl or .toml file (docs/POLICY.md)
    statements: PathBuf,
    /// A policy file or `builtin:NAME`
    #[arg(long, value_name = "FILE|builtin:NAME")]
    policy: String,
    /// The state of the policy that the statements are about
    #[arg(long, value_name = "STATE")]
    state: String,
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    keys: KeyFlags,
    #[command(flatten)]
    rules: RuleFlags,
    /// No summary on standard error
    #[arg(long)]
    quiet: bool,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let Command::Build(build) = &arguments.command;
    let known = Known::new(Limits::default(), &build.rules, Some(&build.policy))?;
    let flags = PolicyFlags { policy: Some(build.policy.clone()), ..PolicyFlags::default() };
    let policy = flags.load(&known)?;
    let state = &policy.states[policy.state(&build.state)?];
    let (id, key) = build.keys.require()?.list_key(None)?;
    let key = ListKey::new(id, &key);
    let output = NewFile::create(&build.output, "the list cannot be created")?;
    let how = How {
        vocabulary: &known.vocabulary,
        info_type: state.info_type,
        matching: state.matching(),
        seed: key.seed,
        // Which statements count is asked when it is used.
        until: i64::MAX,
    };
    let statements = read::read(how, &called(state), &build.statements)?;
    let count = output.write_with(|out| built::write(out, state.matching(), statements, &key))?;
    if !build.quiet {
        say(&format!("{count} statements about `{}`, by the key {}", state.id, key.id));
    }
    Ok(0)
}
