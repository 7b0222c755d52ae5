//! Tables of a policy that are not about who gets what: published values, and what must not stand inside of something else.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::policy::parse::{Reader, origin};
use crate::policy::violation::Violation;
use crate::policy::{Policy, PublishedValues, Types};

/// What has a lifetime.
const COOKIE: &str = "HTTP_COOKIE";

impl Reader<'_> {
    /// `[[published]]`: values that are nobody's. Each is a whole one: a domain alone would let all of its people out.
    pub(super) fn published(&self, table: &mut Table<'_>, policy: &mut Policy) -> Result<()> {
        let info_type = self.vocabulary.named(&table.need("info_type")?)?;
        table.need("values")?;
        let mut values = Vec::new();
        for (item, value) in table.strs("values")? {
            let known = Arc::make_mut(&mut policy.published);
            if !known.add(self.vocabulary, info_type, value.as_bytes()) {
                let what =
                    "not a whole value of this info type; write all of it, as in `support@example.com`";
                return Err(item.error(what));
            }
            values.push(value.trim().to_owned());
        }
        if values.is_empty() {
            return Err(table.error("an empty list of `values` publishes nothing; leave the table out"));
        }
        let (clause, house) = origin(table, policy)?;
        table.finish()?;
        policy.published_values.push(PublishedValues { info_type, values, clause, house });
        Ok(())
    }

    /// `[[violation]]`: what must not stand inside of a value of another kind.
    pub(super) fn violation(&self, table: &mut Table<'_>, policy: &Policy) -> Result<Violation> {
        let title = table.need_str("title")?.to_owned();
        let inside = self.vocabulary.named(&table.need("inside")?)?;
        table.need("info_types")?;
        let types = self.info_types_and_keys(table, "info_types")?;
        let (named, keyed) = types.unwrap_or_else(|| (self.vocabulary.ids().collect(), Vec::new()));
        let info_types = Types::new(named, &keyed, self.vocabulary);
        let lifetime = table.get("lifetime");
        let persistent = lifetime.as_ref().map(|item| item.one_of(&["persistent"])).transpose()?.is_some();
        let cookie = self.vocabulary.find(COOKIE);
        if let Some(item) = lifetime.filter(|_| !self.vocabulary.lineage(inside).any(|id| Some(id) == cookie))
        {
            return Err(item.error("only what stands in a cookie has the lifetime of one").known([COOKIE]));
        }
        let (clause, house) = origin(table, policy)?;
        table.finish()?;
        Ok(Violation { title, inside, info_types, persistent, clause, house })
    }
}
