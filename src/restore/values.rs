//! Surrogates that look like values: format-preserving tokens and pseudonyms of addresses. They say nothing of
//! themselves, so they are had back only where the policy that made them says that they stand.
//!
//! That is in fields of tables and JSON, and for all of a value. What a detector takes a surrogate for says nothing: a
//! number that was encrypted can look like one of another kind. So the question is turned round. Of every value that a
//! cell can have held, it is asked what the policy would have made of it there; where exactly one becomes what stands in
//! the cell, it was that one. Where several do, nobody can tell, and the cell is counted as not restored.
//!
//! Nothing authenticates surrogates: what was never changed would become something else, so only outputs of that
//! policy may be given.

use std::net::Ipv6Addr;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::detect::cells::{self, CellFinding};
use crate::detect::page::Page;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::format::sheet::{Cell, Kind, Sheet, Value};
use crate::info_type::{InfoTypeId, Vocabulary};
use crate::keys::canon::Domain;
use crate::pipeline::{Shared, Structure};
use crate::policy::plan::{Action, FreeText, Plan};
use crate::resolve::{self, Cluster, Resolver};
use crate::span::Span;
use crate::splice::{is_number_like, treatment};
use crate::transform::{Context, Plain, Transform};

/// What a policy says of the values of one input.
pub struct Undoing {
    plan: Plan,
    ways: Vec<Way>,
    /// Texts that the policy writes for any value.
    fixed: Vec<String>,
}

/// A way in which the policy makes surrogates that can be had back. Each is there once.
struct Way {
    /// An info type that it holds for.
    info_type: InfoTypeId,
    name: String,
    domain: Domain,
    transform: Arc<dyn Transform>,
}

/// A cell whose value is a surrogate.
pub(crate) struct Surrogate<'a> {
    /// Which cell.
    pub(crate) cell: u32,
    /// Of what kinds the value can have been.
    pub(crate) domains: Vec<Domain>,
    /// How it was made; `None` where that cannot be told.
    way: Option<&'a Way>,
}

/// What the policy does with a value in its cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    /// Nothing.
    Stays,
    /// All of it becomes a surrogate that can be had back.
    Surrogate(InfoTypeId),
    /// Something else.
    Changes,
}

impl Undoing {
    /// What of `plan` can be had back; `None` when nothing can. An error when a key for that is missing: what was not
    /// tried could not be counted either.
    pub fn new(plan: Plan, vocabulary: &Vocabulary) -> Result<Option<Self>> {
        let (mut ways, mut fixed) = (Vec::<Way>::new(), Vec::new());
        for (number, cell) in plan.cells.iter().enumerate() {
            let Action::Value(transform) = &cell.action else { continue };
            fixed.extend(transform.text().map(str::to_owned));
            if !transform.undoes() {
                continue;
            }
            if transform.needs_keys() {
                let what = "the keys have none for an action of the policy that can be undone";
                return Err(Error::new(ErrorKind::Usage, what)
                    .about(transform.name())
                    .fix("give the key file, or a keyset made with `obelus keys export --for reveal`"));
            }
            let info_type = InfoTypeId(number as u16);
            let (name, domain) = (vocabulary.get(info_type).name.clone(), vocabulary.get(info_type).domain);
            let is_same =
                |way: &Way| way.domain == domain && action(&plan, way.info_type).same_as(&cell.action);
            if !ways.iter().any(is_same) {
                ways.push(Way { info_type, name, domain, transform: transform.clone() });
            }
        }
        Ok((!ways.is_empty()).then_some(Undoing { plan, ways, fixed }))
    }

    /// The info types that have to be looked for: those of `redact`, since what it would do has to be known.
    pub fn needs(&self) -> impl Iterator<Item = InfoTypeId> {
        self.plan.needs()
    }

    /// The surrogates among the cells of `sheet`, in their order; `text` is the frame.
    pub(crate) fn find(
        &self,
        shared: &Shared,
        structure: &Structure,
        text: &[u8],
        sheet: &mut Page,
    ) -> Vec<Surrogate<'_>> {
        sheet.learn(&structure.declared, &shared.fields);
        let facts = sheet.facts();
        let mut trial = Trial::default();
        for record in &sheet.records {
            for number in record.cells.0..record.cells.1 {
                let cell = &sheet.cells[number];
                let of_field = &facts[cell.name.0 as usize];
                let is_decided = cell.kind == Kind::Key || cell.unread || of_field.removed;
                if is_decided || treatment(&self.plan, record, cell.kind, of_field) != FreeText::Scan {
                    // Whatever was in it, no surrogate was written there.
                    continue;
                }
                let value = sheet.value(cell, text);
                trial.push(number as u32, cell, None, value);
                for (n, way) in self.ways.iter().enumerate() {
                    if let Some(was) = way.undone(value, cell.kind) {
                        trial.push(number as u32, cell, Some(n), &was);
                        if let Some(long) = written_out(&was).filter(|_| way.domain == Domain::Ip) {
                            trial.push(number as u32, cell, Some(n), long.as_bytes());
                        }
                    }
                }
            }
        }
        let found = cells::find(&shared.engine, &shared.vocabulary, &trial.text, &trial.sheet, facts);
        self.judge(&shared.vocabulary, &trial, &found)
    }

    /// What the cells of a trial held, by what was found in the values that they can have held.
    fn judge(&self, vocabulary: &Vocabulary, trial: &Trial, found: &[CellFinding]) -> Vec<Surrogate<'_>> {
        let (mut made, mut judge, mut rest, mut number) = (Vec::new(), Judge::default(), found, 0);
        for tries in trial.tries.chunk_by(|one, next| one.cell == next.cell) {
            let (mut now, mut ways, value) = (Decision::Stays, Vec::<&Way>::new(), trial.value(number));
            for one in tries {
                let of_try = rest.iter().take_while(|(cell, _)| *cell as usize == number).count();
                let (findings, others) = rest.split_at(of_try);
                let was = trial.value(number);
                let decision = judge.decide(&self.plan, findings, was.len());
                match (one.way.map(|n| &self.ways[n]), decision) {
                    // A text that the policy writes for anything stands for no one value.
                    (None, _) => {
                        now = match self.fixed.iter().any(|text| text.as_bytes() == value) {
                            true => Decision::Stays,
                            false => decision,
                        }
                    }
                    (Some(way), Decision::Surrogate(info_type)) => {
                        let kind = trial.sheet.cells[number].kind;
                        if self.writes(vocabulary, way, info_type, kind)
                            && !ways.iter().any(|known| std::ptr::eq(*known, way))
                            && way.makes(was, value)
                        {
                            ways.push(way);
                        }
                    }
                    (Some(_), _) => {}
                }
                (rest, number) = (others, number + 1);
            }
            let (mut domains, mut way) = (ways.iter().map(|way| way.domain).collect::<Vec<_>>(), None);
            match (&*ways, now) {
                // The policy would have changed it, and nothing that these keys open becomes it.
                ([], Decision::Surrogate(info_type)) => domains.push(vocabulary.get(info_type).domain),
                ([], _) => continue,
                ([only], Decision::Surrogate(_) | Decision::Changes) => way = Some(*only),
                // It may as well be a value that the policy lets through, or one of another kind.
                _ => {}
            }
            made.push(Surrogate { cell: tries[0].cell, domains, way });
        }
        made
    }

    /// True when values of `info_type` are changed in this `way`, and what they become can stand in a cell of `kind`.
    fn writes(&self, vocabulary: &Vocabulary, way: &Way, info_type: InfoTypeId, kind: Kind) -> bool {
        // A number that becomes a string is none any more.
        let is_string = self.plan.cells[usize::from(info_type.0)].as_string;
        vocabulary.get(info_type).domain == way.domain
            && action(&self.plan, info_type).same_as(action(&self.plan, way.info_type))
            && !(is_string && kind == Kind::Number)
    }
}

fn action(plan: &Plan, info_type: InfoTypeId) -> &Action {
    &plan.cells[usize::from(info_type.0)].action
}

/// An IPv6 address with all of its digits: what of it is found can depend on how much of it is written.
fn written_out(address: &[u8]) -> Option<Zeroizing<String>> {
    let address: Ipv6Addr = std::str::from_utf8(address).ok()?.parse().ok()?;
    let groups = address.segments().map(|group| format!("{group:04x}"));
    Some(Zeroizing::new(groups.join(":")))
}

impl Way {
    fn context(&self) -> Context<'_> {
        Context { info_type: &self.name, domain: self.domain, subject: None, tokens: None }
    }

    /// True when it makes `made` of `was`, byte by byte: an address can be written in ways in which no surrogate is.
    fn makes(&self, was: &[u8], made: &[u8]) -> bool {
        let mut again = Vec::new();
        self.transform.apply(Plain(was), &self.context(), &mut again).is_ok() && again == made
    }

    /// What becomes `value` in this way, in a cell that is `kind`; `None` when nothing does.
    fn undone(&self, value: &[u8], kind: Kind) -> Option<Zeroizing<Vec<u8>>> {
        let mut was = Zeroizing::new(Vec::new());
        self.transform.undo(Plain(value), &self.context(), &mut was).ok()?;
        let is_possible = match kind {
            Kind::Text | Kind::Note | Kind::Prose => true,
            Kind::Number => is_number_like(value, &was),
            Kind::Word | Kind::Key => false,
        };
        is_possible.then_some(was)
    }
}

/// Values that cells can have held, as the cells of a sheet of their own.
#[derive(Default)]
struct Trial {
    /// The values, a line end after each. Most were never in the input, and one of them is what nobody was shown yet.
    text: Zeroizing<Vec<u8>>,
    sheet: Sheet,
    /// One for each cell of the sheet.
    tries: Vec<Try>,
}

/// A value that a cell can have held.
struct Try {
    cell: u32,
    /// How it became what stands there; `None` when it stayed.
    way: Option<usize>,
}

impl Trial {
    fn value(&self, number: usize) -> &[u8] {
        self.sheet.cells[number].span().of(&self.text)
    }

    fn push(&mut self, number: u32, cell: &Cell, way: Option<usize>, value: &[u8]) {
        let span = Span::new(self.text.len(), self.text.len() + value.len());
        self.text.extend_from_slice(value);
        self.text.push(b'\n');
        let held = Cell::new(span, Value::Plain, cell.kind, cell.layers);
        self.sheet.cells.push(held.of(cell.name, cell.member()));
        self.tries.push(Try { cell: number, way });
    }
}

/// Decides as `redact` does; keeps the memory this takes.
#[derive(Default)]
struct Judge {
    findings: Vec<Finding>,
    clusters: Vec<Cluster>,
    resolver: Resolver,
}

impl Judge {
    /// What `plan` does with a value of `length` bytes in which this was `found`.
    fn decide(&mut self, plan: &Plan, found: &[CellFinding], length: usize) -> Decision {
        self.findings.clear();
        self.findings.extend(found.iter().map(|(_, finding)| *finding));
        self.clusters.clear();
        // Who the record is about plays no part: no action that asks for it can be undone.
        self.resolver.clusters(plan, &self.findings, std::iter::empty(), true, &mut self.clusters);
        match self.clusters.as_slice() {
            [] => Decision::Stays,
            [only] if !only.marker && only.via.is_plain() && only.span == Span::new(0, length) => {
                match &resolve::cell(plan, &only.owner).action {
                    Action::Value(transform) if transform.undoes() => {
                        Decision::Surrogate(only.owner.info_type)
                    }
                    _ => Decision::Changes,
                }
            }
            _ => Decision::Changes,
        }
    }
}

impl Surrogate<'_> {
    /// Of what kind the value was; `None` where that cannot be told.
    pub(crate) fn domain(&self) -> Option<Domain> {
        self.way.map(|way| way.domain)
    }

    /// Appends what the surrogate `value` was made of. False when that cannot be had back.
    pub(super) fn undo(&self, value: &[u8], out: &mut Vec<u8>) -> bool {
        let Some(way) = self.way else { return false };
        let start = out.len();
        let done = way.transform.undo(Plain(value), &way.context(), out).is_ok();
        if !done {
            out.truncate(start);
        }
        done
    }
}
