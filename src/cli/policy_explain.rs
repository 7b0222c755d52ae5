//! `obelus policy explain`: what a policy does with a value or a field, by which rule and clause, and why by no other.

use std::io::Read;

use crate::cli::Known;
use crate::detect;
use crate::error::{Error, ErrorKind, Result};
use crate::info_type::InfoTypeId;
use crate::limits::EXPLAIN_BYTES_MAX;
use crate::policy::state::StateSet;
use crate::policy::table::{self, Case};
use crate::policy::{Policy, Recipient, words};

/// What is asked.
#[derive(clap::Args)]
pub struct Question {
    /// An info type, the name of a field, or `-` for a value from standard input
    what: String,
    /// Who gets it; without it every recipient
    #[arg(long, value_name = "RECIPIENT")]
    to: Option<String>,
    /// What for; without it every purpose
    #[arg(long, value_name = "PURPOSE")]
    purpose: Option<String>,
    /// Where it was found; without it every source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// States that hold of the person
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    when: Vec<String>,
}

/// Explains.
pub fn explain(policy: &Policy, known: &Known, question: &Question) -> Result<String> {
    let recipients: Vec<&Recipient> = match &question.to {
        Some(name) => vec![policy.recipient(name)?],
        None => policy.recipients.iter().collect(),
    };
    for recipient in recipients.iter().filter(|_| question.to.is_some()) {
        crate::cli::setup::check_purpose(recipient, question.purpose.as_deref())?;
    }
    let sources: Vec<usize> = match &question.source {
        Some(name) => vec![policy.source(name)?],
        None => Vec::new(),
    };
    let mut states = StateSet::default();
    for name in &question.when {
        states = states.with(state(policy, name)?);
    }
    let (types, mut text) = subject(policy, known, question, (&recipients, &sources))?;
    for info_type in types {
        for recipient in &recipients {
            let is_one =
                question.purpose.as_deref().filter(|p| recipient.purposes.iter().any(|own| own == p));
            if question.purpose.is_some() && is_one.is_none() {
                continue;
            }
            let asked = Asked { policy, known, recipient, purpose: is_one, sources: &sources, states };
            text += &asked.explained(info_type);
        }
    }
    Ok(text)
}

fn state(policy: &Policy, name: &str) -> Result<usize> {
    policy.states.iter().position(|s| s.id == name).ok_or_else(|| {
        let known = crate::config::nearest(name, policy.states.iter().map(|s| s.id.as_str()));
        Error::new(ErrorKind::Usage, "the policy has no such state").about("--when").known(known)
    })
}

/// The info types that the question is about, and how they were told.
fn subject(
    policy: &Policy,
    known: &Known,
    question: &Question,
    (recipients, sources): (&[&Recipient], &[usize]),
) -> Result<(Vec<InfoTypeId>, String)> {
    let vocabulary = &known.vocabulary;
    if question.what == "-" {
        let mut value = Vec::new();
        let failed = |e| Error::io(ErrorKind::Input, "the value cannot be read", &e);
        std::io::stdin().take(EXPLAIN_BYTES_MAX as u64).read_to_end(&mut value).map_err(failed)?;
        let engine = known.rules.all()?;
        let value = value.trim_ascii_end();
        let mut found = detect::find(&engine, vocabulary, value, 0);
        let all = found.len();
        policy.published.leave_out(vocabulary, value, &mut found);
        if found.is_empty() && all > 0 {
            return Ok((Vec::new(), "the value is published: it stays for everybody\n".to_owned()));
        }
        let mut types: Vec<InfoTypeId> = found.iter().map(|f| f.info_type).collect();
        types.sort_unstable();
        types.dedup();
        let text = match types.is_empty() {
            true => "no detector finds anything in the value; `obelus rules explain` says what was refused\n",
            false => "",
        };
        return Ok((types, text.to_owned()));
    }
    if let Some(id) = vocabulary.find(&question.what) {
        return Ok((vec![id], String::new()));
    }
    let declared = policy.declarations(sources);
    let mut names = crate::format::names::Names::default();
    let mut id = crate::format::names::NameId::ROOT;
    for key in question.what.split('.') {
        id = names.id(id, key.as_bytes());
    }
    let mut facts = Vec::new();
    declared.facts(&known.fields, &names, &mut facts);
    let of_field = &facts[id.0 as usize];
    let types: Vec<InfoTypeId> = of_field.types.iter().map(|t| t.info_type).collect();
    let said = declared.fields.iter().any(|f| f.name == question.what);
    let text = match (of_field.removed, types.is_empty(), of_field.known) {
        (true, ..) => "the field leaves for nobody (`remove_fields`)\n".to_owned(),
        (_, true, true) => {
            "the source says that the field holds nothing of a kind; detectors look at it\n".to_owned()
        }
        (_, true, false) => unclassified(recipients),
        _ => {
            let by = if said { "the source says" } else { "its name says" };
            let names: Vec<&str> = types.iter().map(|t| vocabulary.get(*t).name.as_str()).collect();
            format!("{by} that the field holds {}\n", names.join(", "))
        }
    };
    Ok((types, text))
}

/// What happens to a field that nobody classified.
fn unclassified(recipients: &[&Recipient]) -> String {
    let mut text = "neither a source nor its name classifies the field, and it is no info type\n".to_owned();
    for recipient in recipients {
        text += &format!("  {}: {}\n", recipient.id, words::treatment(recipient.unclassified));
    }
    text
}

/// One question, for one recipient.
struct Asked<'a> {
    policy: &'a Policy,
    known: &'a Known,
    recipient: &'a Recipient,
    purpose: Option<&'a str>,
    sources: &'a [usize],
    states: StateSet,
}

impl Asked<'_> {
    fn explained(&self, info_type: InfoTypeId) -> String {
        let Asked { policy, recipient, .. } = self;
        let name = &self.known.vocabulary.get(info_type).name;
        let given: Vec<Option<usize>> = match self.sources {
            [] => (0..policy.sources.len()).map(Some).chain([None]).collect(),
            some => some.iter().copied().map(Some).collect(),
        };
        let mut categories: Vec<Option<usize>> = Vec::new();
        for source in given {
            let found = policy.categories_of(info_type, source);
            let found: Vec<_> =
                if found.is_empty() { vec![None] } else { found.into_iter().map(Some).collect() };
            categories.extend(found.into_iter().filter(|c| !categories.contains(c)).collect::<Vec<_>>());
        }
        let mut text = format!("{name} for {}\n", recipient.id);
        let index = policy.recipients.iter().position(|r| r.id == recipient.id).unwrap_or_default();
        for category in categories {
            for purpose in table::purposes(recipient, self.purpose) {
                let case = Case { recipient: index, purpose, category, info_type, states: self.states };
                text += &self.of_case(case);
            }
        }
        let cell =
            table::cell_in(policy, (recipient, self.purpose), self.sources, info_type, &self.possible());
        if let Some(cell) = cell {
            let clause = cell.clause.map_or(String::new(), |clause| format!(" (clause {clause})"));
            let so = if self.states.is_empty() { "where nothing more is known" } else { "so" };
            text += &format!("  {so}: {}{clause}\n", words::action(&cell.action));
        }
        text
    }

    /// The states that can hold: those that were named, where some were, else any.
    fn possible(&self) -> Vec<StateSet> {
        match self.states.is_empty() {
            false => vec![self.states],
            true => table::states(self.policy, self.recipient, self.purpose).subsets().collect(),
        }
    }

    fn of_case(&self, case: Case<'_>) -> String {
        let policy = self.policy;
        let category = match case.category {
            Some(number) => {
                let of = &policy.categories[number];
                format!("category {} ({})", of.id, of.reading.as_deref().unwrap_or(&of.title))
            }
            None => "no category".to_owned(),
        };
        let purpose = case.purpose.map_or(String::new(), |p| format!(", for {p}"));
        let mut text = format!("  {category}{purpose}\n");
        let deciding = table::deciding(policy, case);
        if deciding.is_empty() {
            let clause = policy.default_clause.as_ref().map_or(String::new(), |c| format!(" (clause {c})"));
            text += &format!("    no rule allows it: replaced by a marker{clause}\n");
        }
        for number in &deciding {
            text += &format!("    decides: {}\n", self.rule(*number));
        }
        for (number, rule) in policy.rules.iter().enumerate() {
            if deciding.contains(&number) || !rule.whom.is_for(case.recipient) {
                continue;
            }
            if let Some(why) = table::refusal(policy, rule, case) {
                text += &format!("    not: {}: {why}\n", self.rule(number));
            }
        }
        text
    }

    fn rule(&self, number: usize) -> String {
        let rule = &self.policy.rules[number];
        let clause = words::cited(rule.clause.as_deref());
        let when = match rule.condition.is_any() {
            true => format!(", when {}", words::condition(self.policy, rule.condition)),
            false => String::new(),
        };
        let of = match rule.file() {
            0 => String::new(),
            file => format!(" of {}", self.policy.files[file]),
        };
        format!("line {}{of}: {} ({clause}{when})", rule.line(), words::action(&rule.action))
    }
}
