//! Aggregate: records → counts of groups of people that are large enough. Nothing of a single record is written.
//!
//! [`visit`] reads what a record says (who, which page, with what), [`Groups`] counts. A group is the same network, page, browser
//! family or region, or several of these; it is published when records of at least so many different addresses are in it. What
//! is in smaller groups is one row, and that row is as large as any other: where it would not be, the smallest groups that could be
//! published join it, so that nobody learns of a small one by taking the others from a total.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::error::{Error, ErrorKind, Result};
use crate::limits::AGGREGATE_GROUPS_MAX;

pub mod browser;
pub mod page;
pub mod region;
pub mod visit;

/// By what records are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The network that an address is in.
    Prefix,
    /// The page that was asked for, without query.
    Page,
    /// The kind of browser.
    Browser,
    /// The country, by a file of the user's.
    Region,
}

impl Dimension {
    /// All of them, in the order of [`Dimension::NAMES`].
    pub const ALL: &'static [Dimension] =
        &[Dimension::Prefix, Dimension::Page, Dimension::Browser, Dimension::Region];
    /// Their names.
    pub const NAMES: &'static [&'static str] = &["prefix", "page", "browser", "region"];

    /// The name.
    pub fn name(self) -> &'static str {
        Dimension::NAMES[self as usize]
    }
}

/// What a group is called where the record does not say it.
pub const UNKNOWN: &str = "(unknown)";
/// What all groups that are too small are called.
pub const OTHER: &str = "(other)";

/// Who was there: an IPv4 address, or 64 bits of an IPv6 address, which one household has all of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Visitor(u128);

impl Visitor {
    fn of(address: IpAddr) -> Visitor {
        match address.to_canonical() {
            IpAddr::V4(v4) => Visitor(u128::from(v4.to_bits())),
            IpAddr::V6(v6) => Visitor(v6.to_bits() >> 64 << 64 | u128::from(u64::MAX)),
        }
    }
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    records: u64,
    /// Different visitors, up to as many as it takes.
    visitors: BTreeSet<Visitor>,
}

impl Group {
    fn add(&mut self, other: &Group, least: usize) {
        self.records += other.records;
        for visitor in &other.visitors {
            if self.visitors.len() == least {
                break;
            }
            self.visitors.insert(*visitor);
        }
    }

    fn is_large(&self, least: usize) -> bool {
        self.visitors.len() >= least
    }
}

/// Counts of groups.
pub struct Groups {
    least: usize,
    groups: BTreeMap<Vec<String>, Group>,
    /// Records that name no address, and so are nobody's.
    pub nobodys: u64,
    /// All records.
    pub records: u64,
}

/// What is published.
#[derive(Debug, PartialEq, Eq)]
pub struct Published {
    /// Groups with the number of their records, the largest first.
    pub rows: Vec<(Vec<String>, u64)>,
    /// How many groups are in the row of the others.
    pub others: usize,
    /// Records of which nothing is published, because even together they are too few.
    pub left_out: u64,
}

impl Groups {
    /// None yet; one needs `least` visitors.
    pub fn new(least: usize) -> Self {
        Groups { least, groups: BTreeMap::new(), nobodys: 0, records: 0 }
    }

    /// Counts a record of `address` in the group `key`.
    pub fn count(&mut self, key: Vec<String>, address: IpAddr) -> Result<()> {
        self.records += 1;
        let mut one = Group { records: 1, ..Group::default() };
        one.visitors.insert(Visitor::of(address));
        self.put(key, &one)
    }

    /// Counts a record that names nobody.
    pub fn count_nobody(&mut self) {
        self.records += 1;
        self.nobodys += 1;
    }

    fn put(&mut self, key: Vec<String>, group: &Group) -> Result<()> {
        if self.groups.len() == AGGREGATE_GROUPS_MAX && !self.groups.contains_key(&key) {
            let what = "there are too many groups";
            return Err(Error::new(ErrorKind::Refused, what)
                .about("--by")
                .fix("group by less, or fewer inputs at once"));
        }
        self.groups.entry(key).or_default().add(group, self.least);
        Ok(())
    }

    /// Adds what was counted in another input.
    pub fn add(&mut self, other: Groups) -> Result<()> {
        self.nobodys += other.nobodys;
        self.records += other.records;
        other.groups.into_iter().try_for_each(|(key, group)| self.put(key, &group))
    }

    /// What may be published. `may_be_named` says whether what a group is called can be shown; where it cannot, it is one of the
    /// others however large it is.
    pub fn published(self, dimensions: usize, may_be_named: impl Fn(&[String]) -> bool) -> Published {
        let least = self.least;
        let (mut large, small): (Vec<_>, Vec<_>) =
            self.groups.into_iter().partition(|(key, group)| group.is_large(least) && may_be_named(key));
        // Smallest last, and where two are as large, by name: what joins the others is the same for any order of inputs.
        large.sort_by(|a, b| (b.1.records, &a.0).cmp(&(a.1.records, &b.0)));
        let (mut other, mut others) = (Group::default(), 0);
        for (_, group) in &small {
            other.add(group, least);
            others += 1;
        }
        // One group alone among the others would be told by what the row says; so would one that is too small.
        while others == 1 || (others > 0 && !other.is_large(least)) {
            let Some((_, group)) = large.pop() else { break };
            other.add(&group, least);
            others += 1;
        }
        let mut rows: Vec<(Vec<String>, u64)> =
            large.into_iter().map(|(key, group)| (key, group.records)).collect();
        let is_published = others > 1 && other.is_large(least);
        if is_published {
            rows.push((vec![OTHER.to_owned(); dimensions], other.records));
        }
        let left_out = if is_published { 0 } else { other.records };
        Published { rows, others, left_out }
    }
}

#[cfg(test)]
mod tests;
