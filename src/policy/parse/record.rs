//! What a policy says of whole records: states, regions, and which records leave.

use crate::config::{Item, Table};
use crate::detect::facts::Country;
use crate::error::Result;
use crate::limits::{FIELD_LISTS_MAX, STATES_MAX};
use crate::policy::parse::{Reader, indexes, new_id, origin, source_names, whom};
use crate::policy::state::{Condition, RecordRule, State, StateKind, StateSet};
use crate::policy::{Clause, Policy, country};

impl Reader<'_> {
    pub(super) fn state(&self, table: &mut Table<'_>, policy: &Policy) -> Result<State> {
        let place = table.place();
        let id = state_id(table, policy)?;
        let title = table.need_str("title")?.to_owned();
        let kind = match table.need("kind")?.one_of(&["deny", "allow"])? {
            0 => StateKind::Deny,
            _ => StateKind::Allow,
        };
        let info_type = table.get("info_type").map(|item| self.vocabulary.named(&item)).transpose()?;
        table.finish()?;
        Ok(State { id, title, kind, info_type, place })
    }

    pub(super) fn region(&self, table: &mut Table<'_>, policy: &Policy) -> Result<State> {
        let place = table.place();
        let id = state_id(table, policy)?;
        let title = table.need_str("title")?.to_owned();
        table.need("countries")?;
        let mut countries = Vec::new();
        for (item, code) in table.strs("countries")? {
            countries.push(country_code(&item, code)?);
        }
        let names = table.strs("names")?.into_iter().map(|(_, name)| name.trim().to_lowercase()).collect();
        table.finish()?;
        Ok(State { id, title, kind: StateKind::Region { countries, names }, info_type: None, place })
    }

    pub(super) fn record_rule(&self, table: &mut Table<'_>, policy: &Policy) -> Result<RecordRule> {
        let place = table.place();
        let whom = whom(table, policy)?;
        let sources = indexes(table, "sources", &source_names(policy))?;
        let condition = condition(table, policy, "require")?;
        let fields = match table.has("fields") {
            false => None,
            true => Some(table.strs("fields")?.into_iter().map(|(_, name)| name.to_owned()).collect()),
        };
        if !condition.is_any() && fields.is_none() {
            let what = "a rule for records says which may leave: `require`, `unless` or `fields`";
            return Err(table.error(what));
        }
        if policy.records.iter().filter(|r| r.fields.is_some()).count() == FIELD_LISTS_MAX {
            return Err(table.error("there are too many lists of `fields`"));
        }
        let (clause, house) = origin(table, policy)?;
        table.finish()?;
        Ok(RecordRule { whom, sources, condition, fields, clause, house, place })
    }
}

/// A clause of the document.
pub(super) fn clause(table: &mut Table<'_>, policy: &Policy) -> Result<Clause> {
    let place = table.place();
    let item = table.need("id")?;
    let id = item.str()?.to_owned();
    if id.trim().is_empty() || policy.clauses.iter().any(|c| c.id == id) {
        return Err(item.error("a clause has an id of its own"));
    }
    let title = table.need_str("title")?.to_owned();
    let left = table.str("left")?.map(str::to_owned);
    table.finish()?;
    Ok(Clause { id, title, left, place })
}

fn state_id(table: &mut Table<'_>, policy: &Policy) -> Result<String> {
    if policy.states.len() == STATES_MAX {
        return Err(table.error("there are too many states and regions"));
    }
    new_id(table, policy.states.iter().map(|s| s.id.as_str()))
}

fn country_code(item: &Item<'_>, code: &str) -> Result<String> {
    if !country::is_code(code) {
        let what = "not a country: codes are those of ISO 3166-1 alpha-2, in capitals, as `DE`";
        return Err(item.error(what));
    }
    Ok(code.to_owned())
}

/// What has to hold under the key `all`, and what must not under `unless`.
pub(super) fn condition(table: &mut Table<'_>, policy: &Policy, all: &'static str) -> Result<Condition> {
    let names: Vec<&str> = policy.states.iter().map(|s| s.id.as_str()).collect();
    let set = |table: &mut Table<'_>, key| -> Result<StateSet> {
        let mut set = StateSet::default();
        if table.has(key) && table.strs(key)?.is_empty() {
            return Err(table.error("an empty list of states asks for nothing; leave it out"));
        }
        for (item, _) in table.strs(key)? {
            set = set.with(item.one_of(&names)?);
        }
        Ok(set)
    };
    let made = Condition { when: set(table, all)?, unless: set(table, "unless")? };
    if made.when.meets(made.unless) {
        return Err(table.error("the same state has to hold and must not"));
    }
    Ok(made)
}

/// `states = { consented = "consent" }`: fields of a source that say whether a state holds.
pub(super) fn field_states(table: &mut Table<'_>, policy: &Policy) -> Result<Vec<(usize, String)>> {
    let Some(mut given) = table.table("states")? else { return Ok(Vec::new()) };
    let mut made = Vec::new();
    for (key, item) in given.entries() {
        let state = policy.states.iter().position(|s| s.is_listed() && s.id == key.name);
        let Some(state) = state else {
            let known = policy.states.iter().filter(|s| s.is_listed()).map(|s| s.id.as_str());
            let known = crate::config::nearest(key.name, known);
            return Err(key.error("the policy has no such state").known(known));
        };
        let field = item.str()?;
        if field.trim().is_empty() {
            return Err(item.error("a field has a name"));
        }
        made.push((state, field.to_owned()));
    }
    Ok(made)
}

/// `country = "DE"`, or `country = { field = "country" }`.
pub(super) fn country(table: &mut Table<'_>) -> Result<Option<Country>> {
    let Some(item) = table.get("country") else { return Ok(None) };
    if item.is_str() {
        return Ok(Some(Country::Is(country_code(&item, item.str()?)?)));
    }
    let mut table = item.table()?;
    let field = table.need_str("field")?.to_owned();
    table.finish()?;
    if field.trim().is_empty() {
        return Err(item.error("a field has a name"));
    }
    Ok(Some(Country::Field(field)))
}
