//! What is known of the person a record is about: which states of the policy hold, by lists and by the record's own fields.
//!
//! Every identifier of the record is asked for in lists of people who said no, however it is written. In lists of people
//! who said yes, each subject of the record has to stand, exactly, and so does every address and telephone number in it:
//! nobody consents for another. Where a record names nobody that a list can know, nothing is known.

use std::sync::Arc;

use crate::detect::cells::{CellFinding, FieldFacts};
use crate::detect::facts::{Country, Declarations};
use crate::finding::Finding;
use crate::format::sheet::{Cell, Flaw, Kind, Sheet};
use crate::info_type::Vocabulary;
use crate::keys::canon::{self, Domain};
use crate::limits::SUBJECT_BYTES_MAX;
use crate::lists::{List, Mark, Match, Seed};
use crate::policy::plans::Answers;
use crate::policy::state::StateKind;
use crate::subject::names_somebody;

/// One state that a recipient's output depends on.
pub struct Ask {
    /// Its number in the policy.
    pub state: usize,
    /// How it is told.
    pub kind: StateKind,
    /// Its list, where one was given.
    pub list: Option<Arc<List>>,
    /// The purposes, as the list numbers them.
    pub purposes: Vec<u16>,
    /// The recipient has no purposes, so that a no for any counts.
    pub every: bool,
}

/// What is asked of records for one recipient.
pub struct Asks {
    /// What identifiers are hashed with.
    pub seed: Seed,
    /// The states.
    pub asks: Vec<Ask>,
}

/// What has to be known of identifiers, over all recipients of a run: most are in no list, and to hash one costs more than to
/// find it.
pub(crate) struct Wanted {
    seed: Seed,
    /// By domain: whether some list knows them in broad form, and exactly.
    domains: [(bool, bool); Domain::ALL.len()],
}

impl Wanted {
    /// By all of these; `None` when there are none.
    pub(crate) fn by<'a>(asks: impl Iterator<Item = &'a Asks>) -> Option<Wanted> {
        let mut made: Option<Wanted> = None;
        for asks in asks {
            let none = Wanted { seed: asks.seed, domains: Default::default() };
            let made = made.get_or_insert(none);
            for list in asks.asks.iter().filter_map(|ask| ask.list.as_ref()) {
                for (domain, (broad, exact)) in Domain::ALL.iter().zip(&mut made.domains) {
                    let known = list.knows(*domain);
                    *broad |= known && list.matching == Match::Broad;
                    *exact |= known && list.matching == Match::Exact;
                }
            }
        }
        made
    }
}

/// An identifier in a record.
struct Identifier {
    domain: Domain,
    /// `None` where no list knows such.
    broad: Option<Mark>,
    exact: Option<Mark>,
    /// The field that names the record's subject holds it.
    is_subject: bool,
}

/// Whether something holds; `None` = not known.
type Truth = Option<bool>;

/// What one record says of itself. Its memory is used for the next one.
#[derive(Default)]
pub(crate) struct Record {
    identifiers: Vec<Identifier>,
    /// The field that should say who it is about says nothing that can be used.
    is_nobodys: bool,
    /// What its fields say of states, and whether they stand in a text of the record that is JSON itself.
    states: Vec<(usize, Truth, bool)>,
    /// What its field says of where the person is; a field with another text makes it unknown.
    country: Option<Vec<u8>>,
}

/// Where a record stands, and what is known of its fields.
pub(crate) struct Of<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) declared: &'a Declarations,
    pub(crate) text: &'a [u8],
    pub(crate) sheet: &'a Sheet,
    pub(crate) facts: &'a [FieldFacts],
}

impl Record {
    fn clear(&mut self) {
        self.identifiers.clear();
        self.states.clear();
        (self.is_nobodys, self.country) = (false, None);
    }

    fn add(&mut self, wanted: &Wanted, domain: Domain, value: &[u8], is_subject: bool) {
        let (broad, exact) = wanted.domains[domain as usize];
        if value.is_empty() || value.len() > SUBJECT_BYTES_MAX || !(broad || exact || is_subject) {
            return;
        }
        let broad = broad.then(|| Match::Broad.mark(wanted.seed, domain, value));
        // A yes is for who is named, and not for who is named beside them.
        let exact =
            (exact && canon::is_only(domain, value)).then(|| Match::Exact.mark(wanted.seed, domain, value));
        self.identifiers.push(Identifier { domain, broad, exact, is_subject });
    }

    /// Reads a line of text, in which `findings` were found. It has no fields, so one that should say who it is about is not there.
    pub(crate) fn of_line(
        &mut self,
        wanted: &Wanted,
        (vocabulary, declared): (&Vocabulary, &Declarations),
        text: &[u8],
        findings: &[Finding],
    ) {
        self.clear();
        self.is_nobodys = !declared.subjects.is_empty();
        for f in findings {
            self.add(wanted, vocabulary.get(f.info_type).domain, &f.value(text), false);
        }
    }

    /// Reads the record `number` of a sheet, in whose cells `found` was found.
    pub(crate) fn of_sheet(&mut self, wanted: &Wanted, of: &Of<'_>, number: usize, found: &[CellFinding]) {
        self.clear();
        let record = &of.sheet.records[number];
        let cells = &of.sheet.cells[record.cells.0..record.cells.1];
        let facts = |cell: &Cell| &of.facts[cell.name.0 as usize];
        let value = |cell: &Cell| of.sheet.value(cell, of.text).trim_ascii();
        let names = |cell: &&Cell| names_somebody(of.vocabulary, of.sheet, cell, of.text);
        for (cell, f) in found {
            let cell = &of.sheet.cells[*cell as usize];
            let domain = of.vocabulary.get(f.info_type).domain;
            self.add(wanted, domain, &f.value(of.sheet.value(cell, of.text)), false);
        }
        let declared = &of.declared.subjects;
        // Who wrote a text of the record cannot say in it who the record is about, only who else is.
        let first =
            cells.iter().filter(|c| !is_nested(c)).filter(names).filter_map(|c| facts(c).subject).min();
        for cell in cells.iter().filter(names).filter(|c| first.is_some() && facts(c).subject == first) {
            let domain = declared[first.unwrap_or(0)].domain;
            // One that is too long to be looked up is not known to be on no list.
            self.is_nobodys |= value(cell).len() > SUBJECT_BYTES_MAX;
            self.add(wanted, domain, value(cell), true);
        }
        self.is_nobodys |= !declared.is_empty() && first.is_none();
        let values = || cells.iter().filter(|cell| cell.kind != Kind::Key);
        for cell in values() {
            let said = facts(cell).state.iter().map(|state| (*state, truth(value(cell)), is_nested(cell)));
            self.states.extend(said);
        }
        let mut places = values().filter(|cell| facts(cell).country);
        if let Some(first) = places.clone().find(|cell| !is_nested(cell)) {
            let one = places.all(|other| value(other).eq_ignore_ascii_case(value(first)));
            self.country = one.then(|| value(first).to_vec());
        }
    }

    /// What is known of the states that `asks` is about.
    pub(crate) fn answers(&self, asks: &Asks, declared: &Declarations) -> Answers {
        let mut made = Answers::default();
        for ask in &asks.asks {
            match self.answer(ask, declared) {
                Some(true) => made.yes = made.yes.with(ask.state),
                Some(false) => made.no = made.no.with(ask.state),
                None => {}
            }
        }
        made
    }

    fn answer(&self, ask: &Ask, declared: &Declarations) -> Truth {
        let said = match &ask.kind {
            StateKind::Region { .. } => {
                return match &declared.country {
                    Some(Country::Is(code)) => ask.kind.covers(code.as_bytes()),
                    Some(Country::Field(_)) => ask.kind.covers(self.country.as_deref()?),
                    None => None,
                };
            }
            StateKind::Deny => ask.list.as_ref().map(|list| self.is_denied(list, ask)),
            StateKind::Allow => ask.list.as_ref().map(|list| self.is_allowed(list, ask)),
        };
        let own = declared.states.iter().any(|(state, _)| *state == ask.state).then(|| self.own(ask));
        match (said, own) {
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => None,
            (Some(list), Some(own)) => both(&ask.kind, [list, own].into_iter()),
        }
    }

    /// What the record's own fields say.
    fn own(&self, ask: &Ask) -> Truth {
        // In a text of the record only a no counts: whoever wrote it can say no for somebody and not yes.
        let decisive = ask.kind == StateKind::Deny;
        let counts = |nested: bool, said: Truth| !nested || said == Some(decisive);
        let of_state = || {
            let own = self
                .states
                .iter()
                .filter(|(state, said, nested)| *state == ask.state && counts(*nested, *said));
            own.map(|(_, said, _)| *said)
        };
        of_state().next()?;
        both(&ask.kind, of_state())
    }

    fn is_denied(&self, list: &List, ask: &Ask) -> Truth {
        let known = || self.identifiers.iter().filter(|i| list.knows(i.domain));
        let denies =
            |i: &Identifier| i.broad.is_some_and(|mark| list.says(mark, &ask.purposes, ask.every).any);
        if known().any(denies) {
            return Some(true);
        }
        let is_open = !list.is_empty() && (self.is_nobodys || known().next().is_none());
        (!is_open).then_some(false)
    }

    fn is_allowed(&self, list: &List, ask: &Ask) -> Truth {
        // Of numbers and names only a field says whose they are; an address or a telephone number reaches somebody.
        let reaches = |i: &&Identifier| {
            i.is_subject || (list.knows(i.domain) && matches!(i.domain, Domain::Email | Domain::Phone))
        };
        let mut some = false;
        for i in self.identifiers.iter().filter(reaches) {
            if !i.exact.is_some_and(|mark| list.says(mark, &ask.purposes, false).all) {
                return Some(false);
            }
            some = true;
        }
        (some && !self.is_nobodys).then_some(true)
    }
}

/// Where several say whether a state holds: for a no one is enough, for a yes all have to say it.
fn both(kind: &StateKind, mut said: impl Iterator<Item = Truth> + Clone) -> Truth {
    let decisive = *kind == StateKind::Deny;
    if said.clone().any(|one| one == Some(decisive)) {
        return Some(decisive);
    }
    said.all(|one| one == Some(!decisive)).then_some(!decisive)
}

/// True for a value in a text that is JSON itself: a string of JSON, or a cell of a table.
fn is_nested(cell: &Cell) -> bool {
    cell.layers.strings() > usize::from(cell.layers.is_json())
}

/// What a field says: nothing, where it is empty or says something else.
fn truth(value: &[u8]) -> Truth {
    let is = |words: &[&str]| words.iter().any(|w| value.eq_ignore_ascii_case(w.as_bytes()));
    if is(&["true", "yes", "y", "t", "1", "on"]) {
        return Some(true);
    }
    is(&["false", "no", "n", "f", "0", "off"]).then_some(false)
}

/// True when nothing can be asked of a record: what stands in it cannot be told apart.
pub(crate) fn is_unreadable(flaw: Option<Flaw>) -> bool {
    matches!(flaw, Some(Flaw::Ragged | Flaw::Malformed))
}

impl Asks {
    /// True when some list knows subjects by identifiers of `domain`.
    pub fn knows(&self, domain: Domain) -> bool {
        self.asks.iter().filter_map(|ask| ask.list.as_ref()).any(|list| list.knows(domain))
    }
}
