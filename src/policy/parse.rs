//! Reads a policy: TOML to [`Policy`], every name resolved, every mistake with its place.

use globset::GlobBuilder;

use crate::config::{Item, Parsed, Source as Text, Table, nearest};
use crate::decode::charset::Charset;
use crate::detect::facts::{Declared, SubjectField};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::Domain;
use crate::policy::plan::{Action, FreeText};
use crate::policy::{Category, FreeTextRule, Policy, Recipient, Rule, Source, Types, Whom};
use crate::transform::TRANSFORMS;

mod layers;
mod record;
mod special;

use layers::Roots;

/// The version of the policy language.
const SCHEMA: i64 = 1;

/// Reads `text`, which errors call `name`.
pub fn parse(name: &str, text: &str, vocabulary: &Vocabulary) -> Result<Policy> {
    parse_on(&[(name.to_owned(), text)], vocabulary)
}

/// Reads a policy and those that it goes on from, each with what errors call it, the nearest first.
pub(super) fn parse_on(texts: &[(String, &str)], vocabulary: &Vocabulary) -> Result<Policy> {
    let mut sources: Vec<Text<'_>> = Vec::new();
    for (name, text) in texts {
        sources.push(Text::new(name, text, ErrorKind::Policy).numbered(sources.len()));
    }
    let parsed: Vec<Parsed<'_>> = sources.iter().map(Text::parse).collect::<Result<_>>()?;
    let mut roots = Roots::new(&parsed);
    let reader = Reader { vocabulary };
    let mut policy = reader.head(&mut roots)?;
    policy.files = texts.iter().map(|(name, _)| name.clone()).collect();
    reader.tables(&mut roots, &mut policy)?;
    roots.each().iter().try_for_each(|root| root.finish())?;
    Ok(policy)
}

/// The directories of rules that a policy names. They have to be known before its other names can be read, so what is wrong
/// with the text is left for [`parse`] to say.
pub(super) fn rule_directories(text: &str) -> Vec<String> {
    let read = Text::new("", text, ErrorKind::Policy).read(|root| {
        root.entries();
        Ok(root.strs("rules")?.into_iter().map(|(_, directory)| directory.to_owned()).collect())
    });
    read.unwrap_or_default()
}

/// What a policy goes on from, as it names it. What is wrong with the text is left for [`parse`] to say.
pub(super) fn base(text: &str) -> Option<String> {
    let read = Text::new("", text, ErrorKind::Policy).read(|root| {
        root.entries();
        Ok(root.str("base")?.filter(|base| !base.trim().is_empty()).map(str::to_owned))
    });
    read.ok().flatten()
}

struct Reader<'v> {
    vocabulary: &'v Vocabulary,
}

impl Reader<'_> {
    /// What stands before all tables. Of what is said once, the nearest says it.
    fn head(&self, roots: &mut Roots<'_>) -> Result<Policy> {
        let (mut default_clause, mut accepted) = (None, None);
        for root in roots.each() {
            root.need("schema")?.int(SCHEMA..SCHEMA + 1)?;
            // What it goes on from is read before: see `base`.
            if root.str("base")?.is_some_and(|base| base.trim().is_empty()) {
                return Err(root.error("a policy goes on from a file, or from `builtin:NAME`"));
            }
            let (title, version) = (root.need_str("title")?, root.need_str("version")?);
            if title.trim().is_empty() || version.trim().is_empty() {
                return Err(root.error("a policy has a title and a version"));
            }
            let clause = root.str("default_clause")?.map(str::to_owned);
            default_clause = default_clause.or(clause);
            // Where they are is known before: see `rule_directories`.
            for (item, directory) in root.strs("rules")? {
                if directory.is_empty() {
                    return Err(item.error("a directory of rules has a name"));
                }
            }
            let types = self.info_types(root, "accept_unfindable")?;
            if root.has("accept_unfindable") && types.as_ref().is_none_or(Vec::is_empty) {
                let what = "`accept_unfindable` names each info type; leave it out when there is none";
                return Err(root.error(what));
            }
            accepted = accepted.or(types);
        }
        let root = roots.own();
        Ok(Policy {
            title: root.need_str("title")?.to_owned(),
            version: root.need_str("version")?.to_owned(),
            default_clause,
            accepted: accepted.unwrap_or_default(),
            sensitive: self.vocabulary.ids().filter(|id| self.vocabulary.get(*id).sensitive).collect(),
            ..Policy::default()
        })
    }

    /// The tables, each kind before those that name it.
    fn tables(&self, roots: &mut Roots<'_>, policy: &mut Policy) -> Result<()> {
        for mut table in roots.named("clause")? {
            policy.clauses.push(record::clause(&mut table, policy)?);
        }
        for mut table in roots.named("state")? {
            policy.states.push(self.state(&mut table, policy)?);
        }
        for mut table in roots.named("region")? {
            policy.states.push(self.region(&mut table, policy)?);
        }
        for mut table in roots.named("category")? {
            policy.categories.push(self.category(&mut table, policy)?);
        }
        self.spread(&mut policy.categories);
        for mut table in roots.named("source")? {
            policy.sources.push(self.source(&mut table, policy)?);
        }
        for mut table in roots.named("recipient")? {
            policy.recipients.push(self.recipient(&mut table, policy)?);
        }
        if policy.recipients.is_empty() {
            return Err(roots.own().error("a policy names at least one recipient"));
        }
        for mut table in roots.all("free_text")? {
            policy.free_text.push(self.free_text_rule(&mut table, policy)?);
        }
        for mut table in roots.all("rule")? {
            policy.rules.push(self.rule(&mut table, policy)?);
        }
        for mut table in roots.all("record")? {
            policy.records.push(self.record_rule(&mut table, policy)?);
        }
        for mut table in roots.all("published")? {
            self.published(&mut table, policy)?;
        }
        for mut table in roots.all("violation")? {
            policy.violations.push(self.violation(&mut table, policy)?);
        }
        Ok(())
    }

    fn category(&self, table: &mut Table<'_>, policy: &Policy) -> Result<Category> {
        let id = new_id(table, policy.categories.iter().map(|c| c.id.as_str()))?;
        let title = table.need_str("title")?.to_owned();
        let reading = table.str("reading")?.map(str::to_owned);
        let info_types = self
            .info_types(table, "info_types")?
            .ok_or_else(|| table.error("a category lists its `info_types`"))?;
        let everywhere = match (table.has("everywhere"), self.info_types(table, "everywhere")?) {
            (_, Some(some)) => some,
            (true, None) => info_types.clone(),
            (false, None) => Vec::new(),
        };
        if everywhere.iter().any(|t| !info_types.contains(t)) {
            return Err(table.error("`everywhere` names an info type that is not in `info_types`"));
        }
        if policy.categories.iter().any(|c| c.everywhere.iter().any(|t| everywhere.contains(t))) {
            return Err(table.error("an info type can be `everywhere` of one category only"));
        }
        table.finish()?;
        Ok(Category { id, title, reading, named: info_types.clone(), info_types, everywhere })
    }

    /// A type that no category names falls where the nearest that it belongs to does.
    fn spread(&self, categories: &mut [Category]) {
        for id in self.vocabulary.ids() {
            let is_named = |general: &InfoTypeId| categories.iter().any(|c| c.named.contains(general));
            let Some(nearest) = self.vocabulary.lineage(id).find(is_named).filter(|nearest| *nearest != id)
            else {
                continue;
            };
            for category in categories.iter_mut() {
                for list in [&mut category.info_types, &mut category.everywhere] {
                    if list.contains(&nearest) {
                        list.push(id);
                    }
                }
            }
        }
    }

    fn source(&self, table: &mut Table<'_>, policy: &Policy) -> Result<Source> {
        let place = table.place();
        let id = new_id(table, policy.sources.iter().map(|s| s.id.as_str()))?;
        let names: Vec<&str> = policy.categories.iter().map(|c| c.id.as_str()).collect();
        let mut paths = Vec::new();
        for (item, pattern) in table.strs("paths")? {
            let built = GlobBuilder::new(pattern).build();
            let glob = built.map_err(|_| item.error("not a valid path pattern"))?;
            paths.push(glob.compile_matcher());
        }
        let categories = match (table.has("categories"), indexes(table, "categories", &names)?) {
            (_, Some(some)) => some,
            (true, None) => (0..names.len()).collect(),
            (false, None) => Vec::new(),
        };
        let otherwise = table.get("otherwise").map(|i| i.one_of(&names)).transpose()?;
        let fields = self.fields(table)?;
        let remove = table.strs("remove_fields")?.into_iter().map(|(_, name)| name.to_owned()).collect();
        let subjects = self.subjects(table, &fields)?;
        let states = record::field_states(table, policy)?;
        let country = record::country(table)?;
        let charset = table.get("charset").map(|item| charset(&item)).transpose()?;
        table.finish()?;
        Ok(Source {
            id,
            paths,
            categories,
            otherwise,
            fields,
            remove,
            subjects,
            charset,
            states,
            country,
            place,
        })
    }

    /// `"customer_id"`, `{ field = "mail", info_type = "EMAIL_ADDRESS" }`, or a list of these.
    fn subjects(&self, table: &mut Table<'_>, fields: &[Declared]) -> Result<Vec<SubjectField>> {
        let Some(given) = table.get("subject") else { return Ok(Vec::new()) };
        let items = if given.is_list() { given.list()? } else { vec![given.clone()] };
        if items.is_empty() {
            return Err(given.error("an empty list names nothing; leave it out when no field says who it is"));
        }
        items.iter().map(|item| self.subject(item, fields)).collect()
    }

    fn subject(&self, item: &Item<'_>, fields: &[Declared]) -> Result<SubjectField> {
        let domain_of = |id: InfoTypeId| self.vocabulary.get(id).domain;
        let (name, domain) = match item.is_str() {
            true => {
                let name = item.str()?;
                let declared = fields.iter().find(|f| f.name == name).and_then(|f| f.info_type);
                (name, declared.map_or(Domain::Id, domain_of))
            }
            false => {
                let mut table = item.table()?;
                let name = table.need_str("field")?;
                let info_type = self.vocabulary.named(&table.need("info_type")?)?;
                table.finish()?;
                (name, domain_of(info_type))
            }
        };
        if name.trim().is_empty() {
            return Err(item.error("a field has a name"));
        }
        Ok(SubjectField { name: name.to_owned(), domain })
    }

    /// Field names with the info type that is in them, or `none`.
    fn fields(&self, table: &mut Table<'_>) -> Result<Vec<Declared>> {
        let Some(mut fields) = table.table("fields")? else { return Ok(Vec::new()) };
        let mut made: Vec<Declared> = Vec::new();
        for (key, item) in fields.entries() {
            let info_type = match item.str()? {
                "none" => None,
                _ => Some(self.vocabulary.named(&item)?),
            };
            if key.name.is_empty() {
                return Err(key.error("a field has a name"));
            }
            made.push(Declared { name: key.name.to_owned(), info_type });
        }
        Ok(made)
    }

    fn recipient(&self, table: &mut Table<'_>, policy: &Policy) -> Result<Recipient> {
        let id = new_id(table, policy.recipients.iter().map(|r| r.id.as_str()))?;
        let title = table.need_str("title")?.to_owned();
        let reading = table.str("reading")?.map(str::to_owned);
        let mut purposes = Vec::new();
        for (item, purpose) in table.strs("purposes")? {
            check_id(&item, purpose)?;
            purposes.push(purpose.to_owned());
        }
        let free_text = treatment(table, "free_text")?.unwrap_or(FreeText::Scan);
        // What nobody described may be anything.
        let unclassified = treatment(table, "unclassified")?.unwrap_or(FreeText::Redact);
        let likelihood = match table.get("min_likelihood") {
            None => Likelihood::Possible,
            Some(item) => Likelihood::ALL[item.one_of(&Likelihood::NAMES)?],
        };
        let sources = indexes(table, "sources", &source_names(policy))?;
        let mut obligations = Vec::new();
        for (item, words) in table.strs("obligations")? {
            if words.trim().is_empty() {
                return Err(item.error("an obligation says what has to be done"));
            }
            obligations.push(words.to_owned());
        }
        let needs_basis = table.get("basis").map(|item| item.one_of(&["required"])).transpose()?.is_some();
        table.finish()?;
        let min_confidence = likelihood.min_confidence();
        Ok(Recipient {
            id,
            title,
            reading,
            purposes,
            free_text,
            unclassified,
            min_confidence,
            needs_basis,
            sources,
            obligations,
        })
    }

    fn free_text_rule(&self, table: &mut Table<'_>, policy: &Policy) -> Result<FreeTextRule> {
        let to = indexes(table, "to", &recipient_names(policy))?;
        let sources = indexes(table, "sources", &source_names(policy))?;
        let free_text = treatment(table, "free_text")?;
        let unclassified = treatment(table, "unclassified")?;
        if free_text.is_none() && unclassified.is_none() {
            let what = "a required key is missing here";
            return Err(table.error(what).known(["`free_text`", "`unclassified`"]));
        }
        table.finish()?;
        Ok(FreeTextRule { to, sources, free_text, unclassified })
    }

    fn rule(&self, table: &mut Table<'_>, policy: &Policy) -> Result<Rule> {
        let place = table.place();
        let whom = whom(table, policy)?;
        let condition = record::condition(table, policy, "when")?;
        let names: Vec<&str> = policy.categories.iter().map(|c| c.id.as_str()).collect();
        let categories = indexes(table, "categories", &names)?;
        let info_types = self.info_types_and_keys(table, "info_types")?.map(|(named, mut keyed)| {
            // A data category names no verification values or PINs: what is said of them is said by name.
            keyed.retain(|id| !policy.sensitive.contains(id));
            (named, keyed)
        });
        if !table.has("categories") && !table.has("info_types") {
            return Err(table.error("a rule names `categories` or `info_types`; [\"*\"] is all"));
        }
        let action_item = table.need("action")?;
        let action = self.action(&action_item)?;
        if let (Action::Value(transform), Some(types)) = (&action, &info_types) {
            for id in types.0.iter().chain(&types.1) {
                if let Some(what) = transform.objection(self.vocabulary.get(*id)) {
                    return Err(action_item.error(what));
                }
            }
        }
        let info_types = info_types.map(|(named, keyed)| Types::new(named, &keyed, self.vocabulary));
        let as_string = table.get("as").map(|i| i.one_of(&["string"])).transpose()?.is_some();
        let (clause, house) = origin(table, policy)?;
        table.finish()?;
        Ok(Rule { whom, categories, info_types, condition, action, clause, house, as_string, place })
    }

    /// `"keep"`, or a table with `name` and the action's parameters.
    fn action(&self, item: &Item<'_>) -> Result<Action> {
        let mut names: Vec<&str> = vec!["keep", "drop_field", "drop_record"];
        names.extend(TRANSFORMS.iter().map(|(name, _)| *name));
        if item.is_str() {
            let chosen = item.one_of(&names)?;
            return Ok(match names[chosen] {
                "keep" => Action::Keep,
                "drop_field" => Action::DropField,
                "drop_record" => Action::DropRecord,
                _ => Action::Value(item.with_no_entries(TRANSFORMS[chosen - 3].1)?),
            });
        }
        let mut table = item.table()?;
        let chosen = table.need("name")?.one_of(&names[3..])?;
        let transform = TRANSFORMS[chosen].1(&mut table)?;
        table.finish()?;
        Ok(Action::Value(transform))
    }

    /// A list of info types; `["*"]` is `None`, and so is an absent key.
    fn info_types(&self, table: &mut Table<'_>, key: &'static str) -> Result<Option<Vec<InfoTypeId>>> {
        let Some((named, keyed)) = self.info_types_and_keys(table, key)? else { return Ok(None) };
        let more: Vec<_> = keyed.into_iter().filter(|id| !named.contains(id)).collect();
        Ok(Some(named.into_iter().chain(more).collect()))
    }

    /// The same, with those apart that stand for the data categories of the list, as `user.contact`.
    fn info_types_and_keys(&self, table: &mut Table<'_>, key: &'static str) -> Result<Option<NamedAndKeyed>> {
        if table.get(key).is_none() {
            return Ok(None);
        }
        let items = table.strs(key)?;
        if let [(_, "*")] = items.as_slice() {
            return Ok(None);
        }
        let (mut named, mut keyed) = (Vec::new(), Vec::new());
        for (item, name) in items {
            // Info types are in capitals, data categories in small letters.
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
                named.push(self.vocabulary.named(&item)?);
                continue;
            }
            let of_key = self.vocabulary.of_fides(name);
            if of_key.is_empty() {
                let known = self.vocabulary.ids().filter_map(|id| self.vocabulary.get(id).fides.as_deref());
                return Err(item.error("no info type has this data category").known(nearest(name, known)));
            }
            keyed.extend(of_key);
        }
        Ok(Some((named, keyed)))
    }
}

/// Info types that are named, and those that a data category stands for.
type NamedAndKeyed = (Vec<InfoTypeId>, Vec<InfoTypeId>);

/// The charset that `item` names.
fn charset(item: &Item<'_>) -> Result<Charset> {
    Charset::named(item.str()?).ok_or_else(|| {
        let known = nearest(item.str().unwrap_or_default(), Charset::all().map(Charset::name));
        item.error("unknown charset").known(known)
    })
}

/// The recipients and purposes that a rule holds for.
fn whom(table: &mut Table<'_>, policy: &Policy) -> Result<Whom> {
    table.need("to")?;
    let to = indexes(table, "to", &recipient_names(policy))?;
    let known: Vec<&str> = policy
        .recipients
        .iter()
        .enumerate()
        .filter(|(i, _)| to.as_ref().is_none_or(|to| to.contains(i)))
        .flat_map(|(_, r)| r.purposes.iter().map(String::as_str))
        .collect();
    let purposes = indexes(table, "for", &known)?;
    Ok(Whom { to, purposes: purposes.map(|list| list.into_iter().map(|i| known[i].to_owned()).collect()) })
}

/// The clause that a rule carries out, and whether it goes beyond the document.
fn origin(table: &mut Table<'_>, policy: &Policy) -> Result<(Option<String>, bool)> {
    let item = table.get("clause");
    let clause = item.as_ref().map(Item::str).transpose()?.map(str::to_owned);
    if let (Some(item), false) = (item, policy.clauses.is_empty()) {
        let names: Vec<&str> = policy.clauses.iter().map(|c| c.id.as_str()).collect();
        item.one_of(&names)?;
    }
    let house = match table.get("origin") {
        None => false,
        Some(item) => item.one_of(&["document", "house"])? == 1,
    };
    if clause.is_none() && !house {
        return Err(table.error("a rule cites its `clause`, or says `origin = \"house\"`"));
    }
    Ok((clause, house))
}

fn source_names(policy: &Policy) -> Vec<&str> {
    policy.sources.iter().map(|s| s.id.as_str()).collect()
}

fn recipient_names(policy: &Policy) -> Vec<&str> {
    policy.recipients.iter().map(|r| r.id.as_str()).collect()
}

fn treatment(table: &mut Table<'_>, key: &'static str) -> Result<Option<FreeText>> {
    table.get(key).map(|i| Ok(FreeText::ALL[i.one_of(FreeText::NAMES)?])).transpose()
}

/// A list of `names`, by index; `["*"]` is `None`, and so is an absent key.
fn indexes(table: &mut Table<'_>, key: &'static str, names: &[&str]) -> Result<Option<Vec<usize>>> {
    if table.get(key).is_none() {
        return Ok(None);
    }
    let items = table.strs(key)?;
    if let [(_, "*")] = items.as_slice() {
        return Ok(None);
    }
    if items.is_empty() {
        return Err(table
            .error("an empty list names nothing; write [\"*\"] for all")
            .known([format!("`{key}`")]));
    }
    items.iter().map(|(item, _)| item.one_of(names)).collect::<Result<_>>().map(Some)
}

/// The `id` of a table: new, and fit for a directory name and the command line.
fn new_id<'p>(table: &mut Table<'_>, mut taken: impl Iterator<Item = &'p str>) -> Result<String> {
    let item = table.need("id")?;
    let id = item.str()?;
    check_id(&item, id)?;
    if taken.any(|t| t == id) {
        return Err(item.error("this id is taken"));
    }
    Ok(id.to_owned())
}

fn check_id(item: &Item<'_>, id: &str) -> Result<()> {
    if is_id(id) { Ok(()) } else { Err(item.error(ID_FORM)) }
}

/// What an id has to be.
pub(crate) const ID_FORM: &str = "must be 1 to 64 lower-case letters, digits and dashes, as `ad-network`";

/// True when `id` has the form of one.
pub(crate) fn is_id(id: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !id.is_empty() && id.len() <= 64 && id.bytes().all(fits) && !id.starts_with('-')
}

/// The recipients that `--to` names, in its order.
pub fn recipients<'p>(policy: &'p Policy, names: &[String]) -> Result<Vec<&'p Recipient>> {
    let mut made: Vec<&Recipient> = Vec::new();
    for name in names {
        let recipient = policy.recipient(name)?;
        if made.iter().any(|r| r.id == recipient.id) {
            return Err(Error::new(ErrorKind::Usage, "a recipient is named twice").about("--to"));
        }
        made.push(recipient);
    }
    if made.is_empty() {
        let names = policy.recipients.iter().map(|r| r.id.as_str());
        return match policy.recipients.as_slice() {
            [only] => Ok(vec![only]),
            _ => Err(Error::new(ErrorKind::Usage, "the policy has several recipients; name one")
                .about("--to")
                .known(nearest("", names))),
        };
    }
    Ok(made)
}
