//! What a field holds: by its name, by what is in it, or in doubt.

use std::collections::{BTreeMap, BTreeSet};

use crate::detect::{facts, header};
use crate::format::names::{NameId, Names};
use crate::info_type::InfoTypeId;
use crate::limits::{PROPOSED_FIELDS_MAX, SIBLING_NAMES_MAX};
use crate::pipeline::Shared;
use crate::propose::found_in_name;
use crate::propose::group::Source;
use crate::propose::tally::{Evidence, FieldPath, Form};

/// A path, or the start of one.
type Start<'s> = &'s [Box<[u8]>];

/// One of so many values of a field has to be nothing but a value of an info type, for the field to be
/// proposed as that: half of them.
const SHARE: u64 = 2;

/// Why a name is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// Detectors find these in it.
    Holds(Vec<InfoTypeId>),
    /// It is a number, a date, long, or of several lines.
    LooksLikeValue,
    /// It is blank, no UTF-8, or a policy would not find the field by it.
    CannotBeNamed,
    /// It stands beside so many others that they are taken for values that serve as keys.
    OneOfMany,
}

/// What is proposed for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its name says so.
    ByName(InfoTypeId),
    /// Its values say so.
    ByContent(InfoTypeId),
    /// Technical by name, and nothing speaks against it.
    Nothing,
    /// A person has to look.
    Doubt,
    /// The same, and the name is not written.
    Unwritten(Unwritable),
}

impl Verdict {
    /// The info type of the field.
    pub fn info_type(&self) -> Option<InfoTypeId> {
        match self {
            Verdict::ByName(id) | Verdict::ByContent(id) => Some(*id),
            _ => None,
        }
    }
}

/// A field with what is proposed for it.
pub struct Field {
    /// As a policy names it: its path with dots. Empty when it is not written.
    pub name: String,
    /// Its place among the fields of its inputs, from 1.
    pub ordinal: usize,
    /// What was seen in it.
    pub evidence: Evidence,
    /// What is proposed.
    pub verdict: Verdict,
    /// The proposal would hold for other fields too, that hold something else; it is left out.
    pub is_shared: bool,
    /// A list knows its name as that of something technical.
    pub is_known: bool,
    path: FieldPath,
}

impl Field {
    /// True when the policy says it.
    pub fn is_active(&self) -> bool {
        !self.is_shared && (self.verdict == Verdict::Nothing || self.verdict.info_type().is_some())
    }
}

/// The fields of a source with what is proposed for each, by name; those whose names are not written last, in
/// the order in which they come.
pub fn fields(shared: &Shared, source: &Source) -> Vec<Field> {
    let crowded = crowded(shared, source);
    let mut made: Vec<Field> = source
        .fields
        .iter()
        .map(|(path, (ordinal, evidence))| field(shared, path, *ordinal, evidence, &crowded))
        .collect();
    made.sort_by(|a, b| {
        (a.name.is_empty(), &a.name, a.ordinal, &a.path).cmp(&(
            b.name.is_empty(),
            &b.name,
            b.ordinal,
            &b.path,
        ))
    });
    for field in made.iter_mut().skip(PROPOSED_FIELDS_MAX) {
        field.name.clear();
        field.verdict = Verdict::Unwritten(Unwritable::OneOfMany);
    }
    leave_out_shared(&mut made);
    made
}

fn field(
    shared: &Shared,
    path: &FieldPath,
    ordinal: usize,
    evidence: &Evidence,
    crowded: &BTreeSet<Start<'_>>,
) -> Field {
    let own = path.last().map_or(&b""[..], |own| own);
    let is_known = shared.fields.is_known(own);
    let (name, verdict) = match name(shared, path, crowded) {
        Ok(name) => (name, verdict(shared, path, evidence, is_known)),
        Err(why) => (String::new(), Verdict::Unwritten(why)),
    };
    Field {
        name,
        ordinal,
        evidence: evidence.clone(),
        verdict,
        is_shared: false,
        is_known,
        path: path.clone(),
    }
}

fn verdict(shared: &Shared, path: &FieldPath, evidence: &Evidence, is_known: bool) -> Verdict {
    let names: Vec<&[u8]> = path.iter().map(|name| &**name).collect();
    if let Some(class) = shared.fields.classify_path(&names).first() {
        return Verdict::ByName(class.info_type);
    }
    // Of several as common, the first of the vocabulary.
    let most = evidence.found.iter().max_by_key(|(id, found)| (found.whole, std::cmp::Reverse(**id)));
    if let Some((id, found)) = most
        && found.whole > 0
        && found.whole * SHARE >= evidence.filled
    {
        return Verdict::ByContent(*id);
    }
    let clear = evidence.filled > 0 && evidence.doubtful == 0 && evidence.prose == 0;
    if is_known && clear { Verdict::Nothing } else { Verdict::Doubt }
}

/// What a policy calls the field, if it can and may be written.
fn name(shared: &Shared, path: &FieldPath, crowded: &BTreeSet<Start<'_>>) -> Result<String, Unwritable> {
    let joined = path.join(&b'.');
    let mut found: Vec<InfoTypeId> =
        path.iter().map(|n| &**n).chain([&joined[..]]).flat_map(|n| found_in_name(shared, n)).collect();
    found.sort_unstable();
    found.dedup();
    if !found.is_empty() {
        return Err(Unwritable::Holds(found));
    }
    let Shared { engine, vocabulary, fields, .. } = shared;
    let judges = header::Judges { engine, vocabulary, fields };
    if path.iter().any(|name| header::is_data(&judges, name)) {
        return Err(Unwritable::LooksLikeValue);
    }
    if (1..=path.len()).any(|n| crowded.contains(&path[..n])) {
        return Err(Unwritable::OneOfMany);
    }
    let Ok(name) = String::from_utf8(joined) else { return Err(Unwritable::CannotBeNamed) };
    let mut names = Names::default();
    let id = path.iter().fold(NameId::ROOT, |above, name| names.id(above, name));
    if name.trim().is_empty() || !facts::is_called(&names, id, &name) {
        return Err(Unwritable::CannotBeNamed);
    }
    Ok(name)
}

/// Names that no list knows and that stand beside more than [`SIBLING_NAMES_MAX`] such names, with those above.
/// The columns of a table are names whatever their number.
fn crowded<'s>(shared: &Shared, source: &'s Source) -> BTreeSet<Start<'s>> {
    let mut below: BTreeMap<Start<'_>, BTreeSet<Start<'_>>> = BTreeMap::new();
    let least = if source.forms.contains(&Form::Json) { 1 } else { 2 };
    for path in source.fields.keys() {
        for end in least..=path.len() {
            let own = &path[end - 1];
            if shared.fields.classify(own).is_none() && !shared.fields.is_known(own) {
                below.entry(&path[..end - 1]).or_default().insert(&path[..end]);
            }
        }
    }
    below.into_values().filter(|names| names.len() > SIBLING_NAMES_MAX).flatten().collect()
}

/// Takes back proposals that would also hold for a field of which something else is proposed: a name is that
/// of a field at any depth, and covers all below it.
fn leave_out_shared(fields: &mut [Field]) {
    let mut names = Names::default();
    let ids: Vec<Vec<NameId>> = fields
        .iter()
        .map(|field| {
            let mut above = NameId::ROOT;
            let mut made = Vec::with_capacity(field.path.len());
            for name in &field.path {
                above = names.id(above, name);
                made.push(above);
            }
            made
        })
        .collect();
    let covered = |name: &str, field: usize| ids[field].iter().any(|id| facts::is_called(&names, *id, name));
    loop {
        let clashes = |field: &Field, other: usize| {
            let of_other = &fields[other];
            let agrees = of_other.is_active()
                && (field.verdict != Verdict::Nothing || of_other.verdict == Verdict::Nothing);
            !agrees && covered(&field.name, other)
        };
        let clash = |n: &usize| fields[*n].is_active() && (0..fields.len()).any(|m| clashes(&fields[*n], m));
        let found: Vec<usize> = (0..fields.len()).filter(clash).collect();
        if found.is_empty() {
            return;
        }
        found.into_iter().for_each(|n| fields[n].is_shared = true);
    }
}
