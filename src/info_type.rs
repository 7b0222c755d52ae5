//! The vocabulary of info types (`rules/info-types.toml`): what detectors find and policies name.

use std::collections::HashMap;

use crate::config::{Item, Source, nearest};
use crate::error::{ErrorKind, Result};
use crate::keys::canon::Domain;
use crate::limits::{INFO_TYPES_MAX, RULE_ID_BYTES_MAX};

/// What stands between brackets where a whole line was redacted.
pub const REDACTED: &str = "REDACTED";

/// Index of an info type in the [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InfoTypeId(pub u16);

/// One kind of personal data.
pub struct InfoType {
    /// Google Cloud DLP's name where one exists, as `EMAIL_ADDRESS`.
    pub name: String,
    /// In plain words.
    pub title: String,
    /// Which values share a token.
    pub domain: Domain,
    /// Names others use.
    pub aliases: Vec<String>,
    /// Sensitive authentication data of payment cards, by itself or by what it belongs to: nobody may have any of it
    /// (PCI DSS 4.0.1, 3.3.1).
    pub sensitive: bool,
    /// Its data category in the taxonomy of Fides (fideslang), by itself or by what it belongs to.
    pub fides: Option<String>,
    /// The more general one that it belongs to. It stands before it, so that there is no circle.
    pub general: Option<InfoTypeId>,
}

/// All info types, in file order.
pub struct Vocabulary {
    types: Vec<InfoType>,
    /// By name and alias.
    named: HashMap<String, InfoTypeId>,
}

impl Vocabulary {
    /// The vocabulary that obelus ships.
    pub fn builtin() -> Result<Self> {
        // What is more general stands before what belongs to it.
        let text = concat!(
            include_str!("../rules/info-types.toml"),
            "\n",
            include_str!("../rules/national-types-europe.toml"),
            "\n",
            include_str!("../rules/national-types.toml")
        );
        Self::parse("rules/info-types.toml with rules/national-types*.toml", text)
    }

    fn parse(name: &str, text: &str) -> Result<Self> {
        let mut made = Vocabulary { types: Vec::new(), named: HashMap::new() };
        made.add(name, text)?;
        Ok(made)
    }

    /// Adds the types of another file, which errors call `name`. They can belong to those that are there.
    pub fn add(&mut self, name: &str, text: &str) -> Result<()> {
        Source::new(name, text, ErrorKind::Rules).read(|root| {
            for mut table in root.tables("info_type")? {
                let name = self.new_name(&table.need("name")?)?;
                let title = table.need_str("title")?.to_owned();
                let domain = Domain::ALL[table.need("domain")?.one_of(Domain::NAMES)?];
                let mut aliases: Vec<String> = Vec::new();
                for (item, _) in table.strs("aliases")? {
                    let alias = self.new_name(&item)?;
                    if alias == name || aliases.contains(&alias) {
                        return Err(item.error("this name stands twice"));
                    }
                    aliases.push(alias);
                }
                let general = table.get("is").map(|item| self.general(&item, domain)).transpose()?;
                let above = |general: Option<InfoTypeId>| general.and_then(|id| self.get(id).fides.clone());
                let fides = table.str("fides")?.map(str::to_owned).or_else(|| above(general));
                let above = general.is_some_and(|id| self.get(id).sensitive);
                let sensitive = table.bool("sensitive_authentication")?.unwrap_or(false) || above;
                table.finish()?;
                if self.types.len() == INFO_TYPES_MAX {
                    return Err(table.error("there are too many info types"));
                }
                let id = InfoTypeId(self.types.len() as u16);
                self.named.extend(aliases.iter().chain([&name]).map(|name| (name.clone(), id)));
                self.types.push(InfoType { name, title, domain, aliases, sensitive, fides, general });
            }
            Ok(())
        })
    }

    /// What a type of `domain` belongs to. What no action may show of card numbers and credentials goes by their domain, so
    /// that all that belongs to them has it too.
    fn general(&self, item: &Item<'_>, domain: Domain) -> Result<InfoTypeId> {
        let id = self.named(item)?;
        let general = self.get(id).domain;
        if matches!(general, Domain::Card | Domain::Credential) && general != domain {
            let what = "card numbers and credentials keep their domain, whatever more special type they are";
            return Err(item.error(what).fix("give it the domain of the type that it belongs to"));
        }
        Ok(id)
    }

    /// A name that no type has yet. It stands in reports and markers, so it has a form that no value has.
    fn new_name(&self, item: &Item<'_>) -> Result<String> {
        let name = item.str()?;
        let is_named = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
        if !is_named || name.len() > RULE_ID_BYTES_MAX {
            let what = "the name of an info type is capitals, digits and `_`, 64 at most";
            return Err(item.error(what).fix("write it as EMAIL_ADDRESS"));
        }
        if name == REDACTED || self.find(name).is_some() {
            let what = "there is an info type of this name, or one that has it as an alias";
            return Err(item.error(what).fix("use that one, or give this one another name"));
        }
        Ok(name.to_owned())
    }

    /// Those whose data category is `key` or below it, as `user.contact` is above `user.contact.email`; none for what is no key.
    pub fn of_fides(&self, key: &str) -> Vec<InfoTypeId> {
        let is_below =
            |own: &String| own.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.ids().filter(|id| self.get(*id).fides.as_ref().is_some_and(is_below)).collect()
    }

    /// The info type at `id`.
    pub fn get(&self, id: InfoTypeId) -> &InfoType {
        &self.types[usize::from(id.0)]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = InfoTypeId> + use<> {
        (0..self.types.len()).map(|i| InfoTypeId(i as u16))
    }

    /// It and the more general ones that it belongs to, the nearest first.
    pub fn lineage(&self, id: InfoTypeId) -> impl Iterator<Item = InfoTypeId> {
        std::iter::successors(Some(id), |id| self.get(*id).general)
    }

    /// True when `id` is `general` or belongs to it.
    pub fn is(&self, id: InfoTypeId, general: InfoTypeId) -> bool {
        self.lineage(id).any(|one| one == general)
    }

    /// Those that `general` speaks for: it and all that belong to it, in order.
    pub fn of(&self, general: InfoTypeId) -> impl Iterator<Item = InfoTypeId> {
        self.ids().filter(move |id| self.is(*id, general))
    }

    /// True when values of the two can be the same, so that who says one and who says the other may mean one thing.
    pub fn are_akin(&self, one: InfoTypeId, other: InfoTypeId) -> bool {
        let domain = self.get(one).domain;
        // Numbers of people, customers and devices have one domain, and one that is a customer's is no passport.
        let alike = domain == self.get(other).domain && domain != Domain::Id;
        alike || self.is(one, other) || self.is(other, one)
    }

    /// The id of `name`, which may be an alias.
    pub fn find(&self, name: &str) -> Option<InfoTypeId> {
        self.named.get(name).copied()
    }

    /// The id that a configuration value names, or an error with the nearest names.
    pub fn named(&self, item: &Item<'_>) -> Result<InfoTypeId> {
        let given = item.str()?;
        self.find(given).ok_or_else(|| item.error("unknown info type").known(self.nearest(given)))
    }

    /// The names nearest to `given`.
    pub fn nearest(&self, given: &str) -> Vec<String> {
        nearest(given, self.types.iter().map(|t| t.name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const TYPES: &str = r#"
        [[info_type]]
        name = "ID"
        title = "a number"
        domain = "id"
        [[info_type]]
        name = "PASSPORT"
        title = "a passport"
        domain = "id"
        is = "ID"
        [[info_type]]
        name = "OUR_PASSPORT"
        title = "a passport of ours"
        domain = "us-ssn"
        is = "PASSPORT"
        [[info_type]]
        name = "USER"
        title = "a user"
        domain = "id"
    "#;

    #[test]
    fn a_general_type_speaks_for_all_that_belong_to_it() {
        let types = Vocabulary::parse("t", TYPES).unwrap();
        let id = |name| types.find(name).unwrap();
        let names = |ids: Vec<InfoTypeId>| ids.iter().map(|i| types.get(*i).name.clone()).collect::<Vec<_>>();
        assert_eq!(names(types.lineage(id("OUR_PASSPORT")).collect()), ["OUR_PASSPORT", "PASSPORT", "ID"]);
        assert_eq!(names(types.of(id("ID")).collect()), ["ID", "PASSPORT", "OUR_PASSPORT"]);
        assert_eq!(names(types.of(id("USER")).collect()), ["USER"]);
        assert!(types.are_akin(id("ID"), id("OUR_PASSPORT")) && types.are_akin(id("OUR_PASSPORT"), id("ID")));
        assert!(!types.are_akin(id("ID"), id("USER")), "one domain is not enough");
    }

    #[test]
    fn what_a_type_belongs_to_stands_before_it() {
        let circle = TYPES.replacen("domain = \"id\"", "domain = \"id\"\nis = \"PASSPORT\"", 1);
        let wrong = Vocabulary::parse("t", &circle).err().unwrap().to_string();
        assert!(wrong.contains("unknown info type"), "{wrong}");
    }

    #[test]
    fn card_numbers_and_credentials_keep_their_domain() {
        for (name, other) in [("card", "id"), ("credential", "text")] {
            let of = |domain: &str| {
                let head = |n: &str, d: &str| {
                    format!("[[info_type]]\nname = \"{n}\"\ntitle = \"t\"\ndomain = \"{d}\"\n")
                };
                Vocabulary::parse("t", &format!("{}{}is = \"A\"\n", head("A", name), head("B", domain)))
            };
            assert!(of(name).is_ok());
            let wrong = of(other).err().unwrap().to_string();
            assert!(wrong.contains("keep their domain"), "{wrong}");
        }
    }

    #[test]
    fn official_numbers_are_one_family() {
        let types = Vocabulary::builtin().unwrap();
        let all = types.find("GOVERNMENT_ID").unwrap();
        assert!(
            types.is(types.find("US_SSN").unwrap(), all) && !types.is(types.find("USER_ID").unwrap(), all)
        );
    }
}
