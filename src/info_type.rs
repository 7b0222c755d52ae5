//! The vocabulary of info types (`rules/info-types.toml`): what detectors find and policies name.

use crate::config::{Item, Source, nearest};
use crate::error::{ErrorKind, Result};
use crate::keys::canon::Domain;

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
}

/// All info types, in file order.
pub struct Vocabulary {
    types: Vec<InfoType>,
}

impl Vocabulary {
    /// The vocabulary that obelus ships.
    pub fn builtin() -> Result<Self> {
        Self::parse("rules/info-types.toml", include_str!("../rules/info-types.toml"))
    }

    fn parse(name: &str, text: &str) -> Result<Self> {
        let types = Source::new(name, text, ErrorKind::Rules).read(|root| {
            let mut types = Vec::new();
            for mut table in root.tables("info_type")? {
                let name = table.need_str("name")?.to_owned();
                let title = table.need_str("title")?.to_owned();
                let domain = Domain::ALL[table.need("domain")?.one_of(Domain::NAMES)?];
                let aliases = table.strs("aliases")?.into_iter().map(|(_, s)| s.to_owned()).collect();
                table.finish()?;
                types.push(InfoType { name, title, domain, aliases });
            }
            Ok(types)
        })?;
        Ok(Vocabulary { types })
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

    /// The id of `name`, which may be an alias.
    pub fn find(&self, name: &str) -> Option<InfoTypeId> {
        self.ids().find(|id| {
            let t = self.get(*id);
            t.name == name || t.aliases.iter().any(|a| a == name)
        })
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
