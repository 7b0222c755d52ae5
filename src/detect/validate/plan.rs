//! Numbering plans: which telephone numbers the countries have given out, from the metadata of libphonenumber.
//!
//! The table is made by `tests/independent/phone_plans.py`: one automaton of all country codes, so that a look at a number costs a
//! step a digit, whatever the pattern of its country is.

use std::sync::LazyLock;

/// The table, which is read when a number is first asked for.
pub(crate) static PLANS: LazyLock<Plans> = LazyLock::new(|| Plans::read(file()));

const FILE: &str = "lexicons/telephone/plans.txt";

/// No node.
const NONE: u16 = u16::MAX;

/// What the plan of its country says of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// The country has no numbers of this length, or the code is of no country.
    Odd,
    /// It has numbers of this length, but none that begin so.
    Long,
    /// The range is given out.
    Given,
}

/// A country as its people dial.
struct Country {
    /// Where the numbers behind its code begin.
    plan: u16,
    /// What is dialled before a number within the country; empty in many.
    trunk: Vec<u8>,
}

/// All plans.
pub(crate) struct Plans {
    nodes: Vec<Node>,
    /// In the order of the file.
    countries: Vec<Country>,
}

struct Node {
    next: [u16; 10],
    /// A number may end here.
    ends: bool,
    /// Bit n: a number may have n more digits.
    lengths: u32,
}

fn file() -> &'static str {
    crate::embedded::LEXICONS.iter().find(|(name, _)| *name == FILE).map_or("", |(_, text)| text)
}

impl Plans {
    fn read(text: &str) -> Plans {
        let mut plans = Plans { nodes: Vec::new(), countries: Vec::new() };
        let (countries, nodes) = text.split_once("[plans]\n").unwrap_or_default();
        plans.nodes.reserve_exact(nodes.bytes().filter(|b| *b == b'\n').count());
        for line in nodes.lines() {
            let node = plans.node(line);
            plans.nodes.push(node);
        }
        for line in countries.lines().filter(|line| !line.starts_with(['#', '['])) {
            let mut words = line.split(' ').map(str::as_bytes);
            let (Some([_, _]), Some(code)) = (words.next(), words.next()) else { continue };
            let Some(plan) = plans.behind(plans.root(), code) else { continue };
            let trunk = words.next().unwrap_or_default().to_vec();
            plans.countries.push(Country { plan, trunk });
        }
        plans
    }

    /// A node leads only to those before it.
    fn node(&self, line: &str) -> Node {
        let mut node = Node { next: [NONE; 10], ends: false, lengths: 0 };
        for part in line.split(' ') {
            let Some((digits, to)) = part.split_once('>') else {
                node.ends |= part == "!";
                continue;
            };
            let Some(to) = to.parse().ok().filter(|to: &u16| usize::from(*to) < self.nodes.len()) else {
                continue;
            };
            node.lengths |= self.nodes[usize::from(to)].lengths << 1;
            let digits = if digits == "*" { "0123456789" } else { digits };
            for digit in digits.bytes().filter(u8::is_ascii_digit) {
                node.next[usize::from(digit - b'0')] = to;
            }
        }
        node.lengths |= u32::from(node.ends);
        node
    }

    /// The last one; of an empty table, none that leads anywhere.
    fn root(&self) -> u16 {
        (self.nodes.len() as u16).wrapping_sub(1)
    }

    /// The node behind `digits`.
    fn behind(&self, from: u16, digits: &[u8]) -> Option<u16> {
        digits.iter().try_fold(from, |at, digit| {
            let node = self.nodes.get(usize::from(at))?;
            node.next.get(usize::from(digit.wrapping_sub(b'0'))).copied().filter(|to| *to != NONE)
        })
    }

    fn has(&self, from: u16, digits: &[u8]) -> bool {
        self.behind(from, digits).is_some_and(|at| self.nodes[usize::from(at)].ends)
    }

    /// What the plan says of a number that begins with its country code of `code` digits.
    pub(crate) fn standing(&self, number: &[u8], code: usize) -> Standing {
        let (code, national) = number.split_at(code.min(number.len()));
        let Some(plan) = self.behind(self.root(), code) else { return Standing::Odd };
        if self.has(plan, national) {
            return Standing::Given;
        }
        let lengths = self.nodes[usize::from(plan)].lengths;
        if national.len() < 32 && lengths >> national.len() & 1 == 1 { Standing::Long } else { Standing::Odd }
    }

    /// True when some country has the number as it is dialled within it. Where numbers have something in front there
    /// (`0`), it must stand there, unless `bare` says that it may be left out.
    pub(crate) fn is_national(&self, digits: &[u8], bare: bool) -> bool {
        self.countries.iter().any(|country| self.is_of(country, digits, bare))
    }

    fn is_of(&self, country: &Country, digits: &[u8], bare: bool) -> bool {
        let trunk = &country.trunk[..];
        let behind = digits.strip_prefix(trunk).filter(|_| !trunk.is_empty());
        behind.is_some_and(|digits| self.has(country.plan, digits))
            || (trunk.is_empty() || bare) && self.has(country.plan, digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validate::e164::country_digits;

    #[test]
    fn the_table_is_read_to_its_last_line() {
        let text = file();
        let (countries, nodes) = text.split_once("[plans]\n").unwrap_or_default();
        assert_eq!(PLANS.nodes.len(), nodes.lines().count());
        assert_eq!(
            PLANS.countries.len(),
            countries.lines().filter(|line| line.as_bytes()[0].is_ascii_uppercase()).count()
        );
        assert!(PLANS.countries.len() > 240 && PLANS.nodes.len() < usize::from(NONE));
        // Every word of a line is one that was read.
        let moves: usize = PLANS.nodes.iter().map(|n| n.next.iter().filter(|to| **to != NONE).count()).sum();
        let digits = |word: &str| match word.split_once('>') {
            Some(("*", _)) => 10,
            Some((digits, _)) => digits.len(),
            None => 0,
        };
        assert_eq!(moves, nodes.split_whitespace().map(digits).sum::<usize>());
    }

    /// Drawn and judged by the library that the metadata are from, which knows nothing of the table.
    #[test]
    fn a_number_is_given_out_where_libphonenumber_says_so() {
        let (mut given, mut none) = (0, 0);
        for line in
            include_str!("../../../tests/vectors/telephone.txt").lines().filter(|l| !l.starts_with('#'))
        {
            let (sign, number) = line.split_at(1);
            let code = country_digits(number.as_bytes());
            let is_given = PLANS.standing(number.as_bytes(), code) == Standing::Given;
            assert_eq!(is_given, sign == "+", "{line}");
            *if is_given { &mut given } else { &mut none } += 1;
        }
        assert!(given > 2000 && none > 2000, "{given} {none}");
    }

    #[test]
    fn within_a_country_numbers_have_what_is_dialled_there() {
        for national in ["03023125000", "0199001234", "02079460958", "0612345678", "612345678", "84951234567"]
        {
            assert!(PLANS.is_national(national.as_bytes(), false), "{national}");
        }
        for not in ["00023125000", "0199001234567890", "9", ""] {
            assert!(!PLANS.is_national(not.as_bytes(), false), "{not}");
        }
    }
}
