//! The lists of a run: who opted out, consented, was told.

use std::path::Path;
use std::sync::Arc;

use crate::cli::Known;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::ring::Keys;
use crate::lists::read::{self, How};
use crate::lists::{List, ListKey, Seed, built, day};
use crate::policy::Policy;
use crate::policy::plans::Plans;
use crate::policy::state::State;
use crate::standing::{Ask, Asks};

/// The flags that name lists.
#[derive(clap::Args, Default)]
pub struct ListFlags {
    /// Who a state of the policy holds for: a .csv, .tsv, .jsonl or .toml file of statements
    #[arg(long = "list", value_name = "STATE=FILE")]
    pub(crate) lists: Vec<String>,
    /// Statements up to this day count, as 2026-11-28 (default: today, UTC)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
}

/// The lists, read.
pub struct Lists {
    seed: Seed,
    by_state: Vec<Option<Arc<List>>>,
    /// The last day whose statements count.
    pub as_of: String,
}

impl ListFlags {
    /// Reads them for the states of `policy`.
    pub fn read(&self, policy: &Policy, known: &Known, keys: Option<&Keys>) -> Result<Lists> {
        let as_of = self.as_of.clone().unwrap_or_else(day::today);
        let until = day::end_of(&as_of).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "not a day").about("--as-of").fix("write it as 2026-11-28")
        })?;
        let given = self.given(policy)?;
        let key = list_key(policy, &given, keys)?;
        let seed = key.as_ref().map_or_else(Seed::new, |key| Ok(key.seed))?;
        let mut lists = Lists { seed, by_state: vec![None; policy.states.len()], as_of };
        for (number, file) in given {
            if lists.by_state[number].is_some() {
                return Err(Error::new(ErrorKind::Usage, "names a state twice").about("--list"));
            }
            let state = &policy.states[number];
            let matching = state.matching();
            let how = How {
                vocabulary: &known.vocabulary,
                info_type: state.info_type,
                matching,
                seed: lists.seed,
                until,
            };
            let called = called(state);
            let statements = match key.as_ref().filter(|_| built::is_built(file)) {
                Some(key) => built::read(&called, file, matching, key, until)?,
                None => read::read(how, &called, file)?,
            };
            lists.by_state[number] = Some(Arc::new(statements.list(matching)));
        }
        Ok(lists)
    }
}

impl ListFlags {
    /// The states that lists are given for, by number, and their files.
    fn given(&self, policy: &Policy) -> Result<Vec<(usize, &Path)>> {
        let mut made = Vec::new();
        for given in &self.lists {
            let (name, file) = given.split_once('=').ok_or_else(|| {
                Error::new(ErrorKind::Usage, "names no state").about("--list").fix("write STATE=FILE")
            })?;
            made.push((policy.state(name)?, Path::new(file)));
        }
        Ok(made)
    }
}

/// What messages call the list of a state.
pub(crate) fn called(state: &State) -> String {
    format!("the list of `{}`", state.id)
}

/// The key of lists that were built, where there are some.
fn list_key(policy: &Policy, given: &[(usize, &Path)], keys: Option<&Keys>) -> Result<Option<ListKey>> {
    let Some((number, file)) = given.iter().find(|(_, file)| built::is_built(file)) else { return Ok(None) };
    let called = called(&policy.states[*number]);
    let id = built::key_of(&called, file)?;
    let keys = keys.ok_or_else(|| {
        let what = "the list was built with a key, and can be asked with that key only";
        Error::new(ErrorKind::Keys, what)
            .about(called.clone())
            .fix("add `--key-file` with the key that it was built with")
    })?;
    let (id, key) = keys.list_key(Some(&id)).map_err(|e| e.about(called))?;
    Ok(Some(ListKey::new(id, &key)))
}

impl Lists {
    /// True when one was given.
    pub fn is_any(&self) -> bool {
        self.by_state.iter().any(Option::is_some)
    }

    /// The states that lists were given for, with the number of statements in each.
    pub fn sizes<'p>(&self, policy: &'p Policy) -> Vec<(&'p str, usize)> {
        let named = policy.states.iter().zip(&self.by_state);
        named.filter_map(|(state, list)| Some((state.id.as_str(), list.as_ref()?.len()))).collect()
    }

    /// What has to be asked of the records of an input for `plans`. An error where nothing could tell: without a list
    /// everybody would count as the strictest, and nobody would know why.
    pub fn asks(&self, policy: &Policy, plans: &Plans, fields: &[(usize, String)]) -> Result<Asks> {
        let mut asks = Vec::new();
        for state in plans.asked().iter() {
            let (known, list) = (&policy.states[state], self.by_state[state].clone());
            let by_field = fields.iter().any(|(of, _)| *of == state);
            if known.is_listed() && list.is_none() && !by_field {
                let what = "the policy asks of every record for this recipient whether a state holds, and nothing tells";
                let fix = "add `--list STATE=FILE` (an empty .csv file when it holds for nobody); or name what the \
                           records are and what they are for with `--source` and `--purpose`";
                return Err(Error::new(ErrorKind::Usage, what)
                    .about(plans.recipient.clone())
                    .names([known.id.clone()])
                    .fix(fix));
            }
            let purpose = |p: &Option<String>| list.as_ref().map_or(0, |l| l.purpose(p.as_deref()));
            asks.push(Ask {
                state,
                kind: known.kind.clone(),
                purposes: plans.purposes.iter().map(purpose).collect(),
                every: plans.purposes.iter().any(Option::is_none),
                list,
            });
        }
        Ok(Asks { seed: self.seed, asks })
    }
}
