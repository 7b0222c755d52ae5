//! What a record says of a visit: who, which page, with what browser. The first of each that it names counts.

use std::net::IpAddr;

use crate::aggregate::{browser, page};
use crate::detect::cells::CellsFound;
use crate::finding::{Finding, Likelihood};
use crate::format::sheet::Kind;
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::Domain;

/// The info types that say it.
pub struct Types {
    agent: InfoTypeId,
    page: InfoTypeId,
    addresses: Vec<InfoTypeId>,
}

impl Types {
    /// Those of the vocabulary. `None` where it lacks one.
    pub fn new(vocabulary: &Vocabulary) -> Option<Types> {
        let addresses = vocabulary.ids().filter(|id| vocabulary.get(*id).domain == Domain::Ip).collect();
        Some(Types {
            agent: vocabulary.find("HTTP_USER_AGENT")?,
            page: vocabulary.find("PAGE_VIEWED")?,
            addresses,
        })
    }

    /// All of them.
    pub fn all(&self) -> Vec<InfoTypeId> {
        self.addresses.iter().copied().chain([self.agent, self.page]).collect()
    }
}

/// What one record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// Who.
    pub address: Option<IpAddr>,
    /// Which page.
    pub page: Option<String>,
    /// The family of the browser.
    pub browser: Option<&'static str>,
}

impl Visit {
    fn see(&mut self, types: &Types, finding: &Finding, value: &[u8]) {
        if finding.likelihood() < Likelihood::Possible {
            return;
        }
        if self.address.is_none() && types.addresses.contains(&finding.info_type) {
            self.address = std::str::from_utf8(value).ok().and_then(|text| text.trim().parse().ok());
        }
        if self.browser.is_none() && finding.info_type == types.agent {
            self.browser = Some(browser::family(value));
        }
        if self.page.is_none() && finding.info_type == types.page {
            self.page = page::of_request(value).or_else(|| page::of_target(value));
        }
    }
}

/// The visits of the lines of `text` from `start` on, in which `findings` (sorted) were found; empty lines are none.
pub fn of_lines(
    types: &Types,
    text: &[u8],
    findings: &[Finding],
    mut start: usize,
    mut each: impl FnMut(Visit),
) {
    let mut rest = findings;
    for line in text[start..].split_inclusive(|b| *b == b'\n') {
        let end = start + line.len();
        let of_line = rest.iter().take_while(|f| f.span.start < end).count();
        let (own, others) = rest.split_at(of_line);
        rest = others;
        start = end;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mut visit = Visit { page: page::of_line(line), ..Visit::default() };
        own.iter().for_each(|f| visit.see(types, f, &f.value(text)));
        each(visit);
    }
}

/// The visits of the records of a sheet, without a header.
pub fn of_records(types: &Types, text: &[u8], cells: &CellsFound, mut each: impl FnMut(Visit)) {
    let (sheet, mut rest) = (&cells.sheet, &cells.found[..]);
    for record in &sheet.records {
        let of_record = rest.iter().take_while(|(cell, _)| (*cell as usize) < record.cells.1).count();
        let (own, others) = rest.split_at(of_record);
        rest = others;
        let of_record = &sheet.cells[record.cells.0..record.cells.1];
        if !of_record.iter().any(|cell| cell.kind != Kind::Key) {
            continue;
        }
        let mut visit = Visit::default();
        for (cell, f) in own {
            visit.see(types, f, &f.value(sheet.value(&sheet.cells[*cell as usize], text)));
        }
        each(visit);
    }
}
