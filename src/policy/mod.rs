//! Policy: who may have what. Knows info types and actions; nothing of formats or files.
//!
//! [`parse`] reads the TOML (`docs/POLICY.md`), [`table`] turns it into the total table of one recipient
//! ([`plan::Plan`]), [`check`] says what is wrong with it before anything is read.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobMatcher;

use crate::config::nearest;
use crate::decode::charset::Charset;
use crate::detect::facts::{Country, Declarations, Declared, SubjectField};
use crate::detect::published::Published;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::files::directory_of;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::limits::POLICY_BASES_MAX;
use crate::policy::plan::{Action, FreeText};
use crate::policy::state::{Condition, RecordRule, State};
use crate::policy::violation::Violation;

pub mod builtin;
pub mod check;
mod conditions;
pub mod country;
pub mod parse;
mod pci;
pub mod plan;
pub mod plans;
pub mod schema;
pub mod state;
pub mod table;
pub mod violation;
pub mod words;

/// The policy's own kind of data.
pub struct Category {
    /// Its name in the policy.
    pub id: String,
    /// What the document calls it.
    pub title: String,
    /// Its id in the reading of the document.
    pub reading: Option<String>,
    /// The info types that it names.
    pub named: Vec<InfoTypeId>,
    /// Those that fall in it: named here, or belonging to one that is and named in no category themselves.
    pub info_types: Vec<InfoTypeId>,
    /// Those of them that fall in it whatever the source.
    pub everywhere: Vec<InfoTypeId>,
}

/// Where data come from.
pub struct Source {
    /// Its name in the policy and for `--source`.
    pub id: String,
    /// Which paths are of this source.
    pub paths: Vec<GlobMatcher>,
    /// Categories in the order in which they claim the info types they list.
    pub categories: Vec<usize>,
    /// The category of everything else that is found here.
    pub otherwise: Option<usize>,
    /// What it says of fields. An input that is not plain text then needs its fields read.
    pub fields: Vec<Declared>,
    /// Fields that leave for nobody, with their header cell or key.
    pub remove: Vec<String>,
    /// Fields that say who a record is about, the first that has a value.
    pub subjects: Vec<SubjectField>,
    /// What its inputs are written in, if it says so.
    pub charset: Option<Charset>,
    /// Fields that say whether a state holds, with its number.
    pub states: Vec<(usize, String)>,
    /// Where its records' subjects are.
    pub country: Option<Country>,
    place: Place,
}

/// Who gets an output.
pub struct Recipient {
    /// Its name in the policy, for `--to`, and of its output directory.
    pub id: String,
    /// In plain words.
    pub title: String,
    /// Its id in the reading of the document.
    pub reading: Option<String>,
    /// What it may get data for.
    pub purposes: Vec<String>,
    /// What happens to free text.
    pub free_text: FreeText,
    /// What happens to fields that nobody classified.
    pub unclassified: FreeText,
    /// Findings below this confidence are not acted on.
    pub min_confidence: u8,
    /// It gets data on a stated basis only, which goes on record.
    pub needs_basis: bool,
    /// The only sources that it gets anything of; `None` = all.
    pub sources: Option<Vec<usize>>,
    /// What it has to do with what it gets, in plain words. obelus hands it on and cannot see to it.
    pub obligations: Vec<String>,
}

/// Whom a rule is for, and what they get it for. Lists that are `None` hold for everything.
pub struct Whom {
    /// Recipients, by index.
    pub to: Option<Vec<usize>>,
    /// Purposes, by name.
    pub purposes: Option<Vec<String>>,
}

impl Whom {
    /// True when it is for this recipient.
    pub fn is_for(&self, recipient: usize) -> bool {
        self.to.as_ref().is_none_or(|to| to.contains(&recipient))
    }

    /// True when it holds for this purpose.
    pub fn serves(&self, purpose: Option<&str>) -> bool {
        self.purposes.as_ref().is_none_or(|list| list.iter().any(|p| Some(p.as_str()) == purpose))
    }
}

/// One rule. Lists that are `None` hold for everything.
pub struct Rule {
    /// Whom it is for.
    pub whom: Whom,
    /// Categories, by index.
    pub categories: Option<Vec<usize>>,
    /// Info types.
    pub info_types: Option<Types>,
    /// What has to hold of the record.
    pub condition: Condition,
    /// What happens.
    pub action: Action,
    /// The clause that says so.
    pub clause: Option<String>,
    /// The rule goes beyond the document.
    pub house: bool,
    /// Where a JSON number or boolean was changed, the surrogate is a string and not `null`.
    pub as_string: bool,
    place: Place,
}

impl Rule {
    /// The line that it begins in.
    pub fn line(&self) -> usize {
        self.place.line
    }

    /// How many policies lie between: 0 for a rule of the policy itself, 1 for one of what it goes on from.
    pub fn file(&self) -> usize {
        self.place.file
    }
}

/// The info types of a rule. One that is named speaks for all that belong to it.
pub struct Types {
    /// As the rule names them.
    pub named: Vec<InfoTypeId>,
    /// Each that it holds for, with how many steps above it the nearest is that was named.
    steps: Vec<(InfoTypeId, usize)>,
}

/// How much further a data category is from a type than any type that it belongs to.
const KEY_STEPS: usize = 1 << 8;

impl Types {
    /// Those that `named` speaks for, and those of the data categories that stand for `keyed`.
    pub fn new(named: Vec<InfoTypeId>, keyed: &[InfoTypeId], vocabulary: &Vocabulary) -> Types {
        let near = |id, list: &[InfoTypeId]| vocabulary.lineage(id).position(|above| list.contains(&above));
        let steps = |id| near(id, &named).or_else(|| near(id, keyed).map(|n| n + KEY_STEPS)).map(|n| (id, n));
        let steps = vocabulary.ids().filter_map(steps).collect();
        Types { steps, named: named.into_iter().chain(keyed.iter().copied()).collect() }
    }

    /// How near to `id` that is which was named for it: 0 is `id` itself. `None` when nothing was.
    pub fn steps_to(&self, id: InfoTypeId) -> Option<usize> {
        self.steps.iter().find(|(one, _)| *one == id).map(|(_, n)| *n)
    }
}

/// What happens to the free text and the unclassified fields of a source for some recipients.
pub struct FreeTextRule {
    to: Option<Vec<usize>>,
    sources: Option<Vec<usize>>,
    free_text: Option<FreeText>,
    unclassified: Option<FreeText>,
}

/// Values that are nobody's: role mailboxes, the office's address. They leave for everybody.
pub struct PublishedValues {
    /// What they are.
    pub info_type: InfoTypeId,
    /// As the policy writes them.
    pub values: Vec<String>,
    /// The clause that says so.
    pub clause: Option<String>,
    /// It goes beyond the document.
    pub house: bool,
}

/// A clause of the document that a policy carries out.
pub struct Clause {
    /// What rules call it.
    pub id: String,
    /// Its heading in the document.
    pub title: String,
    /// What is left to people: what a program that reads bytes cannot see or do.
    pub left: Option<String>,
    place: Place,
}

/// A policy, read and with its names resolved.
#[derive(Default)]
pub struct Policy {
    /// What errors call its text and those that it goes on from, the nearest first; paths are already masked.
    pub files: Vec<String>,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The categories.
    pub categories: Vec<Category>,
    /// The sources.
    pub sources: Vec<Source>,
    /// What can hold of a person.
    pub states: Vec<State>,
    /// The recipients.
    pub recipients: Vec<Recipient>,
    /// The rules.
    pub rules: Vec<Rule>,
    /// The rules for whole records.
    pub records: Vec<RecordRule>,
    /// What deviates from the recipients' free-text default.
    pub free_text: Vec<FreeTextRule>,
    /// Info types that may stay unfound in free text, because the policy says so by name.
    pub accepted: Vec<InfoTypeId>,
    /// Values that are nobody's, to be looked up.
    pub published: Arc<Published>,
    /// The same as they are written.
    pub published_values: Vec<PublishedValues>,
    /// What must not stand inside of something else.
    pub violations: Vec<Violation>,
    /// The clauses of the document, where the policy lists them.
    pub clauses: Vec<Clause>,
    /// The clause behind cells that no rule fills.
    pub default_clause: Option<String>,
    /// Sensitive authentication data of payment cards: a rule that does not name them, or their category, says
    /// nothing of them.
    pub sensitive: Vec<InfoTypeId>,
}

impl Policy {
    /// What summaries call it; a path is already masked.
    pub fn name(&self) -> &str {
        self.files.first().map_or("", String::as_str)
    }

    /// The recipient called `name`.
    pub fn recipient(&self, name: &str) -> Result<&Recipient> {
        let names = || self.recipients.iter().map(|r| r.id.as_str());
        self.recipients.iter().find(|r| r.id == name).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "the policy has no such recipient")
                .about("--to")
                .known(nearest(name, names()))
        })
    }

    /// The source called `name`, by index.
    pub fn source(&self, name: &str) -> Result<usize> {
        self.sources.iter().position(|s| s.id == name).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "the policy has no such source")
                .about("--source")
                .known(nearest(name, self.sources.iter().map(|s| s.id.as_str())))
        })
    }

    /// The sources whose patterns match `path`, by index.
    pub fn sources_of(&self, path: &std::path::Path) -> Vec<usize> {
        let matches = |s: &Source| s.paths.iter().any(|p| p.is_match(path));
        (0..self.sources.len()).filter(|i| matches(&self.sources[*i])).collect()
    }

    /// What the sources that may apply (none given = every one) say of fields. Where several may apply, what
    /// one of them says of a field counts when it makes the field personal, and not when it makes it harmless.
    pub fn declarations(&self, given: &[usize]) -> Declarations {
        let sources: Vec<&Source> = match given {
            [] => self.sources.iter().collect(),
            some => some.iter().map(|s| &self.sources[*s]).collect(),
        };
        let mut made = Declarations::default();
        for source in &sources {
            let holds = |f: &&Declared| f.info_type.is_some() || sources.len() == 1;
            made.fields.extend(source.fields.iter().filter(holds).cloned());
            made.removed.extend(source.remove.iter().cloned());
        }
        // Where sources name different subjects, nobody knows which holds; what needs one then goes without.
        if let Some((first, others)) = sources.split_first() {
            if others.iter().all(|other| other.subjects == first.subjects) {
                made.subjects = first.subjects.clone();
            }
            if others.iter().all(|other| other.states == first.states) {
                made.states = first.states.clone();
            }
            if others.iter().all(|other| other.country == first.country) {
                made.country = first.country.clone();
            }
        }
        made.published = self.published.clone();
        made.offers = self.records.iter().filter_map(|rule| rule.fields.clone()).collect();
        made
    }

    /// What the sources that may apply (none given = every one) say that an input is written in. Where they differ, nobody
    /// knows what it says.
    pub fn charset(&self, given: &[usize]) -> Result<Option<Charset>> {
        let mut sources: Vec<&Source> = match given {
            [] => self.sources.iter().collect(),
            some => some.iter().map(|s| &self.sources[*s]).collect(),
        };
        let Some(first) = sources.pop() else { return Ok(None) };
        if sources.iter().any(|other| other.charset != first.charset) {
            let what =
                "the sources of the policy that may apply name different charsets; the input is withheld";
            return Err(Error::new(ErrorKind::Input, what)
                .fix("name one with `--source`, or the charset with `--charset`"));
        }
        Ok(first.charset)
    }

    /// The categories an info type may fall in when found in `source`: one where the policy decides it, all
    /// that list it where it does not.
    pub fn categories_of(&self, info_type: InfoTypeId, source: Option<usize>) -> Vec<usize> {
        let lists = |i: &usize| self.categories[*i].info_types.contains(&info_type);
        if let Some(everywhere) =
            (0..self.categories.len()).find(|i| self.categories[*i].everywhere.contains(&info_type))
        {
            return vec![everywhere];
        }
        if let Some(source) = source.map(|s| &self.sources[s]) {
            if let Some(claimed) = source.categories.iter().find(|i| lists(i)) {
                return vec![*claimed];
            }
            if let Some(otherwise) = source.otherwise {
                return vec![otherwise];
            }
        }
        (0..self.categories.len()).filter(lists).collect()
    }

    /// The one category of an info type in `sources`, where there is one.
    pub fn category_of(&self, info_type: InfoTypeId, sources: &[usize]) -> Option<&Category> {
        let mut found: Vec<usize> = match sources {
            [] => self.categories_of(info_type, None),
            some => some.iter().flat_map(|s| self.categories_of(info_type, Some(*s))).collect(),
        };
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [one] => Some(&self.categories[*one]),
            _ => None,
        }
    }

    /// Loads `builtin:NAME` or a file, which errors call `shown`.
    ///
    /// Rules that it names ([`PolicyText::directories`]) are loaded by the caller, whose `vocabulary` has their info types.
    pub fn load(name: &str, shown: &str, vocabulary: &Vocabulary) -> Result<Policy> {
        PolicyText::read(name)?.parse(shown, vocabulary)
    }
}

/// A policy as it is written, with what it goes on from. It is read once: what it says of rules and what it says with them is
/// one text.
pub struct PolicyText {
    name: String,
    text: Cow<'static, str>,
    base: Option<Box<PolicyText>>,
}

impl PolicyText {
    /// Reads `builtin:NAME` or a file, and what it goes on from.
    pub fn read(name: &str) -> Result<PolicyText> {
        PolicyText::read_above(name, 0)
    }

    fn read_above(name: &str, below: usize) -> Result<PolicyText> {
        let failed = |e| {
            let about = if below == 0 { "--policy" } else { "what the policy goes on from (`base`)" };
            Error::io(ErrorKind::Policy, "the policy cannot be read", &e)
                .about(about)
                .fix("name a file that exists, or `builtin:NAME`")
        };
        let text = match name.strip_prefix("builtin:") {
            Some(builtin) => Cow::Borrowed(builtin::text(builtin)?),
            None => Cow::Owned(std::fs::read_to_string(name).map_err(failed)?),
        };
        let base = parse::base(&text).map(|base| match base.starts_with("builtin:") {
            true => base,
            false => directory_of(Path::new(name)).join(base).to_string_lossy().into_owned(),
        });
        if base.is_some() && below == POLICY_BASES_MAX {
            let what = "a policy goes on from another, and that from another, too often or in a circle";
            return Err(Error::new(ErrorKind::Policy, what).about("`base`"));
        }
        let base = base.map(|base| PolicyText::read_above(&base, below + 1)).transpose()?.map(Box::new);
        Ok(PolicyText { name: name.to_owned(), text, base })
    }

    /// The directories of rules that it and what it goes on from name, each from its own directory on. Of a text that is no
    /// policy there are none: [`PolicyText::parse`] says what is wrong with it.
    pub fn directories(&self) -> Vec<PathBuf> {
        let beside = directory_of(Path::new(&self.name));
        let own = parse::rule_directories(&self.text).into_iter().map(|named| beside.join(named));
        own.chain(self.base.iter().flat_map(|base| base.directories())).collect()
    }

    /// The policy. Errors call it `shown`.
    pub fn parse(&self, shown: &str, vocabulary: &Vocabulary) -> Result<Policy> {
        let mut texts: Vec<(String, &str)> = Vec::new();
        let mut next = Some(self);
        while let Some(text) = next {
            let called = match (text.name.starts_with("builtin:"), texts.last()) {
                (true, _) => text.name.clone(),
                (false, None) => shown.to_owned(),
                (false, Some((above, _))) => format!("the base of {above}"),
            };
            texts.push((called, &text.text));
            next = text.base.as_deref();
        }
        parse::parse_on(&texts, vocabulary)
    }
}
