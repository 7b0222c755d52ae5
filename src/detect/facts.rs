//! What is known of the fields of an input: what its source declares, and what their names say.

use std::sync::Arc;

use crate::detect::cells::{COUNT_FIGURES_MAX, FieldFacts, FieldType, letters};
use crate::detect::field::{FieldClass, Fields, Loose, Schema, beneath, is_same};
use crate::detect::heads;
use crate::detect::published::Published;
use crate::format::names::{NameId, Names};
use crate::info_type::InfoTypeId;
use crate::keys::canon::Domain;

/// A field that the source of an input describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The column or key, or a path of keys with dots.
    pub name: String,
    /// What is in it; `None` = nothing of a kind.
    pub info_type: Option<InfoTypeId>,
}

/// A field that says who its record is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectField {
    /// The column or key, or a path of keys with dots.
    pub name: String,
    /// The token domain of its values, whose canonical form tells the same person however it is written.
    pub domain: Domain,
}

/// In which country the people are that records of a source are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Country {
    /// In this one (ISO 3166-1 alpha-2, in capitals).
    Is(String),
    /// The field of this name says it.
    Field(String),
}

/// What the sources of an input say of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declarations {
    /// Described fields. Several rows for one field all hold.
    pub fields: Vec<Declared>,
    /// Fields that leave for nobody.
    pub removed: Vec<String>,
    /// Fields that say who a record is about: the first that has a value does.
    pub subjects: Vec<SubjectField>,
    /// Fields that say whether a state of the policy, by number, holds.
    pub states: Vec<(usize, String)>,
    /// Where the people are.
    pub country: Option<Country>,
    /// Lists of fields, of which each can be all that leaves.
    pub offers: Vec<Vec<String>>,
    /// Values that are nobody's, whatever field they stand in.
    pub published: Arc<Published>,
}

/// How sure a declaration makes it.
pub(super) const DECLARED: u8 = 100;

impl Declarations {
    /// True when the sources say nothing of fields.
    pub fn is_empty(&self) -> bool {
        let Declarations { fields, removed, subjects, states, country, offers: _, published: _ } = self;
        fields.is_empty()
            && removed.is_empty()
            && subjects.is_empty()
            && states.is_empty()
            && country.is_none()
    }

    /// True when the source describes this column.
    pub fn describes(&self, column: &[u8]) -> bool {
        let mut names = Names::default();
        let id = names.id(NameId::ROOT, column);
        let fields = self.fields.iter().map(|f| &f.name);
        let subjects = self.subjects.iter().map(|s| &s.name);
        let states = self.states.iter().map(|(_, name)| name);
        let country = match &self.country {
            Some(Country::Field(name)) => Some(name),
            Some(Country::Is(_)) | None => None,
        };
        let offers = self.offers.iter().flatten();
        let all = fields.chain(&self.removed).chain(subjects).chain(states).chain(country).chain(offers);
        all.into_iter().any(|name| is_alike(&names, id, name))
    }

    /// Appends a row for every name that `facts` has none for yet.
    pub fn facts(&self, fields: &Fields, names: &Names, facts: &mut Vec<FieldFacts>) {
        for index in facts.len()..names.len() {
            let id = NameId(index as u32);
            if let Some(each) = names.each_of(id) {
                let made = each.fold(FieldFacts::default(), |made, id| made.or(&facts[id.0 as usize]));
                facts.push(made);
                continue;
            }
            // A name comes after the one above it.
            let above = names.parent(id).map(|parent| facts[parent.0 as usize].clone()).unwrap_or_default();
            let made = match names.heads_in(id) {
                Some((list, heads)) => {
                    let says_nothing = !heads::are_names(list, heads, self, fields);
                    FieldFacts { says_nothing, ..above }
                }
                None if names.is_of_thing(id).is_some() => of_thing(fields, names, id, above),
                None if above.says_nothing => FieldFacts { says_nothing: false, ..above },
                None => self.of(fields, names, id, above),
            };
            facts.push(made);
        }
    }

    /// What a field by its own name is none of: this name itself (`{"label": "Country", "value": "country"}`), and where a value beside
    /// says the name, counts and switches (`{"labels": ["Phone", "Email"], "data": [12, 5]}`).
    fn by_word(&self, fields: &Fields, names: &Names, id: NameId, made: &mut FieldFacts) {
        let own = || made.types.iter().filter(|kind| kind.own && kind.confidence < DECLARED);
        let is_loose = |kind: &FieldType| fields.loose(kind.info_type) == Loose::Wide;
        let has_letters = |kind: &FieldType| fields.has_letters(kind.info_type);
        if own().next().is_none() || !own().all(|kind| is_loose(kind) || has_letters(kind)) {
            return;
        }
        made.word = letters(names.own(id)).collect();
        if !names.is_said(id) {
            return;
        }
        made.figures = match own().all(has_letters) {
            true => COUNT_FIGURES_MAX,
            false if own().all(|kind| has_letters(kind) || fields.is_of_telephone(kind.info_type)) => {
                FEW_FIGURES
            }
            false => 0,
        };
        for kind in made.types.iter_mut().filter(|kind| kind.own && kind.confidence < DECLARED) {
            kind.loose = fields.loose(kind.info_type);
        }
    }

    fn of(&self, fields: &Fields, names: &Names, id: NameId, above: FieldFacts) -> FieldFacts {
        let mut made = FieldFacts { known: above.known, removed: above.removed, ..FieldFacts::default() };
        let own = names.own(id);
        made.street = street_around(fields, names, id, &above);
        let street = made.street;
        let is_of_machine = |info_type| street == Some(info_type) && own.eq_ignore_ascii_case(b"vendor");
        for t in &above.types {
            let is_declared = t.confidence >= DECLARED;
            if is_declared || !is_of_machine(t.info_type) && !fields.ends_cover(t.info_type, &[own]) {
                let loose = if is_declared { Loose::Not } else { fields.loose(t.info_type) };
                made.types.push(FieldType { own: false, loose, ..*t });
            }
        }
        if made.types.len() < above.types.len() {
            // Nothing is known of what is something else.
            made.known = false;
        }
        made.remark = beneath::is_remark(own);
        if !made.types.is_empty() {
            made.schema = Schema::of(own);
        }
        if id == NameId::ROOT {
            return made;
        }
        // What keeps a value from its name's meaning has to be meant for just this field.
        let called = |f: &&Declared| match f.info_type {
            Some(_) => is_alike(names, id, &f.name),
            None => is_called(names, id, &f.name),
        };
        let declared: Vec<&Declared> = self.fields.iter().filter(called).collect();
        declared.iter().filter_map(|f| f.info_type).for_each(|t| made.add(t, DECLARED));
        // The name of a table says what its rows are, and not what is in each of their values.
        let is_dull = names.is_label(id)
            || declared.is_empty() && names.parent(id).is_none() && fields.says_nothing(names.own(id));
        let path = names.path(id);
        if declared.is_empty() && !names.is_table(id) && !is_dull && !beneath::is_name_of_thing(&path) {
            let tables = usize::from(names.is_in_table(id));
            for FieldClass { info_type, confidence } in fields.classify_below(&path, tables) {
                if !is_of_machine(info_type) {
                    made.add(info_type, confidence);
                }
            }
            let mut own = made.types.iter().filter(|kind| kind.own).peekable();
            let (asked, counts) = own.peek().map_or((false, false), |_| fields.answers(&path));
            made.asked = asked;
            made.counted = counts || made.asked && own.all(|kind| fields.has_letters(kind.info_type));
            made.words = beneath::words_of_program(&path);
            self.by_word(fields, names, id, &mut made);
            made.beside_card = fields.beside_card(names.own(id)).to_vec();
        }
        made.known |= !declared.is_empty() || !made.types.is_empty();
        made.removed |= self.removed.iter().any(|name| is_alike(names, id, name));
        made.subject = self.subjects.iter().position(|s| is_alike(names, id, &s.name));
        made.state =
            self.states.iter().filter(|(_, name)| is_alike(names, id, name)).map(|(n, _)| *n).collect();
        made.country = matches!(&self.country, Some(Country::Field(name)) if is_alike(names, id, name));
        // What is offered leaves, so it has to be meant for just this field. What is in such a field leaves with it.
        let offered = |(n, list): (usize, &Vec<String>)| {
            u64::from(list.iter().any(|name| is_called(names, id, name))) << n
        };
        made.offers =
            above.offers | self.offers.iter().enumerate().map(offered).fold(0, |all, bit| all | bit);
        if !is_dull {
            made.evidence = fields.evidence(names.own(id));
        }
        made
    }
}

/// So many figures a number has at most that is none of a telephone.
const FEW_FIGURES: usize = 3;

/// What an element means whose attribute `id` is called like no part of it, where that is an address of a street.
fn street_around(fields: &Fields, names: &Names, id: NameId, above: &FieldFacts) -> Option<InfoTypeId> {
    if above.types.is_empty() || !names.is_attribute(id) {
        return None;
    }
    let (own, street) = (names.own(id), fields.classify(b"street address")?.info_type);
    let element = names.parent(id).map(|id| names.own(id)).unwrap_or_default();
    let is_part =
        fields.classify(&[element, b" ", own].concat()).is_some_and(|class| class.info_type == street);
    (own.eq_ignore_ascii_case(b"addr") || !is_part).then_some(street)
}

impl FieldFacts {
    /// A name says this of what is in the field itself.
    fn add(&mut self, info_type: InfoTypeId, confidence: u8) {
        match self.types.iter_mut().find(|t| t.info_type == info_type) {
            Some(known) => {
                known.confidence = known.confidence.max(confidence);
                if confidence >= DECLARED {
                    known.loose = Loose::Not;
                }
            }
            None => self.types.push(FieldType { info_type, confidence, own: true, loose: Loose::Not }),
        }
    }
}

/// What is known of a value that is the name of a thing, as the field `above` may have it: nothing of what only the name of that says.
fn of_thing(fields: &Fields, names: &Names, id: NameId, mut above: FieldFacts) -> FieldFacts {
    let field = names.parent(id).unwrap_or(id);
    let element = names.parent(field).map(|id| names.own(id)).unwrap_or_default();
    let is_person = || {
        !element.is_empty()
            && (fields.classify(element).is_some() || fields.classify(&[element, b" id"].concat()).is_some())
    };
    let is_named = || {
        let own = names.own(id);
        match names.is_of_field(id) {
            // What is all in small letters can be that of somebody with a word of fields behind it.
            true => fields.is_name(own) || fields.is_known(own) || heads::is_plain(own),
            false => fields.is_of_field(own) || is_of_program(own),
        }
    };
    let is_thing = names.is_of_thing(id) == Some(true) || !is_person() && is_named();
    if is_thing {
        let had = above.types.len();
        above.types.retain(|kind| !kind.own || kind.confidence >= DECLARED);
        above.known &= above.types.len() == had;
        above.beside_card.clear();
        above.evidence.clear();
    }
    above
}

/// True when `given` is the name of the field, or its path with dots. Case and space around do not count.
pub(crate) fn is_called(names: &Names, id: NameId, given: &str) -> bool {
    let same = |a: &[u8]| a.trim_ascii().eq_ignore_ascii_case(given.trim().as_bytes());
    same(names.own(id)) || (given.contains('.') && same(&names.path(id).join(&b'.')))
}

/// True for a name that programs give to things: of several parts, or of words with capitals inside, the first of which has none.
fn is_of_program(name: &[u8]) -> bool {
    let parts = name.split(|b| matches!(b, b'.' | b'_')).filter(|part| !part.is_empty()).count();
    let is_hump = |pair: &[u8]| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase();
    parts > 2 || name.first().is_some_and(u8::is_ascii_lowercase) && name.windows(2).any(is_hump)
}

/// True when `given` is another spelling of the field's name as well, or the end of its path: what is declared
/// of a person's data is not lost because an export writes the name differently or wraps its records.
fn is_alike(names: &Names, id: NameId, given: &str) -> bool {
    let given = given.trim();
    if is_same(names.own(id), given.as_bytes()) {
        return true;
    }
    let keys = given.split('.').count();
    let path = names.path(id);
    let end = || path[path.len() - keys..].join(&b'.');
    (2..=path.len()).contains(&keys) && is_same(&end(), given.as_bytes()) || is_called(names, id, given)
}
