//! What can hold of the person a record is about: that somebody opted out or consented, and in which region they are.
//!
//! A state is asked of every record by itself ([`crate::standing`]). Where nothing tells, it is unknown, and then whatever
//! lets less out holds: a record that requires the state is dropped, and of the decisions with and without it the strictest
//! is taken.

use crate::config::nearest;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::info_type::InfoTypeId;
use crate::lists::Match;
use crate::policy::{Policy, Whom};

/// Some of a policy's states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateSet(pub u32);

impl StateSet {
    /// True when it holds the state number `state`.
    pub fn has(self, state: usize) -> bool {
        self.0 >> state & 1 == 1
    }

    /// With the state number `state`.
    #[must_use]
    pub fn with(self, state: usize) -> Self {
        StateSet(self.0 | 1 << state)
    }

    /// Those of either.
    #[must_use]
    pub fn and(self, other: StateSet) -> Self {
        StateSet(self.0 | other.0)
    }

    /// True when there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True when all of `other` are in it.
    pub fn holds(self, other: StateSet) -> bool {
        self.0 & other.0 == other.0
    }

    /// True when some of `other` is in it.
    pub fn meets(self, other: StateSet) -> bool {
        self.0 & other.0 != 0
    }

    /// The numbers of its states, in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..32).filter(move |n| self.has(*n))
    }

    /// Every set that can be made of its states.
    pub fn subsets(self) -> impl Iterator<Item = StateSet> {
        let mut next = Some(0);
        std::iter::from_fn(move || {
            let now = next?;
            // The next number whose bits are all among those of the set.
            let more = (now | !self.0).wrapping_add(1) & self.0;
            next = (more != 0).then_some(more);
            Some(StateSet(now))
        })
    }
}

/// How it is told whether a state holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// By a list: it holds when any identifier of the record is listed, however it is written.
    Deny,
    /// By a list: it holds when every subject of the record is listed, exactly.
    Allow,
    /// By the country of the record's source or field.
    Region {
        /// ISO 3166-1 alpha-2 codes, in capitals.
        countries: Vec<String>,
        /// Other texts that fields have for them.
        names: Vec<String>,
    },
}

/// Something that can hold of a person.
pub struct State {
    /// Its name in rules and for `--list`.
    pub id: String,
    /// In plain words.
    pub title: String,
    /// How it is told.
    pub kind: StateKind,
    /// What the subjects of its list are, where their rows do not say it.
    pub info_type: Option<InfoTypeId>,
    pub(super) place: Place,
}

impl State {
    /// How subjects of its list are compared.
    pub fn matching(&self) -> Match {
        if self.kind == StateKind::Deny { Match::Broad } else { Match::Exact }
    }

    /// True when a list can tell.
    pub fn is_listed(&self) -> bool {
        !matches!(self.kind, StateKind::Region { .. })
    }
}

/// When a rule holds: all of `when` and none of `unless`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// States that have to hold.
    pub when: StateSet,
    /// States that must not hold.
    pub unless: StateSet,
}

impl Condition {
    /// True when it asks for something.
    pub fn is_any(self) -> bool {
        !self.states().is_empty()
    }

    /// What it asks for.
    pub fn states(self) -> StateSet {
        self.when.and(self.unless)
    }

    /// True when it holds where just `states` do.
    pub fn holds(self, states: StateSet) -> bool {
        states.holds(self.when) && !states.meets(self.unless)
    }
}

/// Which records leave at all. All that apply have to let a record out.
pub struct RecordRule {
    /// Whom it is for.
    pub whom: Whom,
    /// Sources, by index; `None` = all.
    pub sources: Option<Vec<usize>>,
    /// What has to hold, and what must not, or the record is dropped.
    pub condition: Condition,
    /// The only fields that leave; `None` = all.
    pub fields: Option<Vec<String>>,
    /// The clause that says so.
    pub clause: Option<String>,
    /// It goes beyond the document.
    pub house: bool,
    pub(super) place: Place,
}

impl Policy {
    /// The state called `name`, by number.
    pub fn state(&self, name: &str) -> Result<usize> {
        let names = || self.states.iter().filter(|s| s.is_listed()).map(|s| s.id.as_str());
        self.states.iter().position(|s| s.is_listed() && s.id == name).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "the policy has no such state")
                .about("--list")
                .known(nearest(name, names()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_all_and_each_once() {
        let of = |bits| StateSet(bits).subsets().map(|s| s.0).collect::<Vec<_>>();
        assert_eq!(of(0), [0]);
        assert_eq!(of(0b101), [0, 1, 4, 5]);
        assert_eq!(of(1 << 31), [0, 1 << 31]);
        assert_eq!(StateSet(0b101).iter().collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn a_condition_holds_with_all_and_without_any() {
        let asks = Condition { when: StateSet(0b01), unless: StateSet(0b10) };
        let holds = |bits| asks.holds(StateSet(bits));
        assert_eq!([0b00, 0b01, 0b10, 0b11].map(holds), [false, true, false, false]);
        assert!(Condition::default().holds(StateSet(7)) && !Condition::default().is_any());
    }
}
