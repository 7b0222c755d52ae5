//! What a run is to do: policy, recipients, purpose, source and keys, checked before any input is opened.

use std::path::Path;
use std::sync::Arc;

use crate::cli::key_flags::KeyFlags;
use crate::cli::list_flags::{ListFlags, Lists};
use crate::cli::{Known, shown};
use crate::config::nearest;
use crate::detect::facts::Country;
use crate::detect::pack::Needs;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::ring::Keys;
use crate::keys::token::TokenKeys;
use crate::policy::plan::{Action, Plan};
use crate::policy::plans::Plans;
use crate::policy::{Policy, Recipient, Source, builtin, check, parse, table};

/// The flags that name a policy and what of it applies.
#[derive(clap::Args, Default)]
pub struct PolicyFlags {
    /// A policy file, or `builtin:NAME`; without it everything found is redacted (builtin:strict)
    #[arg(long, value_name = "FILE|builtin:NAME")]
    pub policy: Option<String>,
    /// Where the inputs come from, as the policy calls it; without it their paths decide
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Keys for tokens and fingerprints.
    #[command(flatten)]
    pub keys: KeyFlags,
}

/// Who gets it, what for, and who said what about that.
pub struct Asked<'a> {
    /// `--to`.
    pub to: &'a [String],
    /// `--purpose`.
    pub purpose: Option<&'a str>,
    /// `--list` and `--as-of`.
    pub lists: &'a ListFlags,
}

impl PolicyFlags {
    /// Checks the policy, which `known` has read.
    pub fn load(&self, known: &Known) -> Result<Policy> {
        let Known { rules, vocabulary, .. } = known;
        let name = self.policy.as_deref().unwrap_or(builtin::STRICT);
        let is_builtin = builtin::names().any(|n| name.strip_prefix("builtin:") == Some(n));
        let called = if is_builtin { name.to_owned() } else { shown(rules, vocabulary, Path::new(name)) };
        let policy = match &known.policy {
            Some(text) => text.parse(&called, vocabulary)?,
            None => Policy::load(name, &called, vocabulary)?,
        };
        check::first(&policy, vocabulary, rules)?;
        Ok(policy)
    }

    /// The source that `--source` names.
    pub fn source(&self, policy: &Policy) -> Result<Option<usize>> {
        self.source.as_deref().map(|name| policy.source(name)).transpose()
    }
}

/// What narrows the strict policy. With a named policy it is an error.
#[derive(Default)]
pub struct Narrowing {
    /// `--min-likelihood`.
    pub min_likelihood: Option<Likelihood>,
    /// `--info-types`.
    pub info_types: Option<Vec<InfoTypeId>>,
}

impl Narrowing {
    /// True when something is left out.
    pub fn is_any(&self) -> bool {
        self.min_likelihood.is_some() || self.info_types.is_some()
    }

    fn apply(&self, plan: &mut Plan) {
        if let Some(least) = self.min_likelihood {
            plan.min_confidence = least.min_confidence();
        }
        if let Some(wanted) = &self.info_types {
            for (index, cell) in plan.cells.iter_mut().enumerate() {
                if !wanted.contains(&InfoTypeId(index as u16)) {
                    cell.action = Action::Keep;
                }
            }
        }
    }
}

/// A run of `redact`.
pub struct Setup {
    /// The policy.
    pub policy: Policy,
    /// The recipients, in the order of `--to`.
    pub recipients: Vec<String>,
    /// `--purpose`.
    pub purpose: Option<String>,
    /// `--source`.
    pub source: Option<usize>,
    /// One per recipient, where there is a key.
    pub keys: Option<Vec<Arc<TokenKeys>>>,
    /// What narrows the strict policy.
    pub narrowing: Narrowing,
    /// Who said what.
    pub lists: Lists,
}

/// What has to be found for `decisions`: what some plan does not keep. A value that runs on too long is redacted
/// whatever a plan keeps.
pub fn needs(decisions: &[Decision], vocabulary: &Vocabulary) -> Needs {
    let plans = || decisions.iter().flat_map(|d| &d.plans);
    let mut info_types: Vec<InfoTypeId> = plans().flat_map(|plans| plans.needs()).collect();
    // Who a record is about has to be found even where it stays.
    let is_asked =
        |id: &InfoTypeId| plans().filter_map(|p| p.asks()).any(|asks| asks.knows(vocabulary.get(*id).domain));
    info_types.extend(vocabulary.ids().filter(is_asked));
    info_types.sort_unstable();
    info_types.dedup();
    Needs { info_types: Some(info_types), overlong: true }
}

/// What the policy says of one input.
pub struct Decision {
    /// One per recipient.
    pub plans: Vec<Arc<Plans>>,
    /// The sources that apply, by index; none = not known, so that the strictest of all apply.
    pub sources: Vec<usize>,
}

impl Setup {
    /// Resolves names and derives keys.
    pub fn new(
        known: &Known,
        flags: &PolicyFlags,
        Asked { to, purpose, lists }: Asked<'_>,
        key: Option<&Keys>,
        narrowing: Narrowing,
    ) -> Result<Self> {
        if flags.policy.is_some() && narrowing.is_any() {
            let what = "a policy decides what is found; --min-likelihood and --info-types cannot narrow it";
            return Err(Error::new(ErrorKind::Usage, what).fix("leave them out, or leave out --policy"));
        }
        let policy = flags.load(known)?;
        let source = flags.source(&policy)?;
        let recipients = parse::recipients(&policy, to)?;
        for recipient in &recipients {
            check_purpose(recipient, purpose)?;
        }
        let derived = |keys: &Keys| recipients.iter().map(|r| keys.token_keys(&r.id).map(Arc::new)).collect();
        let keys: Option<Vec<Arc<TokenKeys>>> = key.map(derived).transpose()?;
        let recipients = recipients.iter().map(|r| r.id.clone()).collect();
        let lists = lists.read(&policy, known, key)?;
        Ok(Setup { policy, recipients, purpose: purpose.map(str::to_owned), source, keys, narrowing, lists })
    }

    /// What the policy says of the input at `path` (as it will be called in the output).
    pub fn decide(&self, vocabulary: &Vocabulary, path: &Path) -> Result<Decision> {
        let sources = match self.source {
            Some(source) => vec![source],
            None => self.policy.sources_of(path),
        };
        let (mut plans, fields) = (Vec::new(), self.policy.declarations(&sources).states);
        for (index, name) in self.recipients.iter().enumerate() {
            let recipient = self.policy.recipient(name)?;
            let keys = self.keys.as_ref().map(|k| &k[index]);
            let purpose = self.purpose.as_deref();
            let mut of_one = Plans::new(&self.policy, vocabulary, recipient, purpose, &sources, keys);
            of_one.each_mut(|plan| self.narrowing.apply(plan));
            let lacks_keys = of_one.all().any(|plan| table::lacks_keys(plan));
            if lacks_keys && keys.is_some() {
                let what = "the keyset has no keys for an action that the policy asks for";
                return Err(Error::new(ErrorKind::Keys, what).about(name.clone()).fix(
                    "export one with `obelus keys export --for tokenize`, with `--reversible` where values are \
                     to be restored",
                ));
            }
            if lacks_keys {
                let what = "the policy writes tokens for this recipient, and tokens need a key";
                return Err(Error::new(ErrorKind::Keys, what).about(name.clone()).fix(
                    "make one with `obelus keys new --output obelus.key` and add `--key-file obelus.key`, \
                     or add `--ephemeral-key` for tokens that hold for this run only",
                ));
            }
            let asks = self.lists.asks(&self.policy, &of_one, &fields)?;
            plans.push(Arc::new(of_one.with(asks)));
        }
        Ok(Decision { plans, sources })
    }

    /// True when a source that may apply names fields, which only a format can find.
    pub fn wants_fields(&self, decision: &Decision) -> bool {
        let all: Vec<usize> = (0..self.policy.sources.len()).collect();
        let sources = if decision.sources.is_empty() { &all } else { &decision.sources };
        let named = |s: &Source| {
            !s.fields.is_empty()
                || !s.remove.is_empty()
                || !s.subjects.is_empty()
                || !s.states.is_empty()
                || matches!(s.country, Some(Country::Field(_)))
        };
        let by_fields = decision.plans.iter().any(|plans| plans.offers_fields());
        by_fields || sources.iter().any(|s| named(&self.policy.sources[*s]))
    }
}

/// Fails when `purpose` is none of the recipient's.
pub(crate) fn check_purpose(recipient: &Recipient, purpose: Option<&str>) -> Result<()> {
    let Some(purpose) = purpose else { return Ok(()) };
    if recipient.purposes.iter().any(|p| p == purpose) {
        return Ok(());
    }
    let names = recipient.purposes.iter().map(String::as_str);
    let error = Error::new(ErrorKind::Usage, "not a purpose of every recipient of this run");
    Err(error.about("--purpose").known(nearest(purpose, names)))
}
