//! `obelus aggregate`: counts of visits per network, page, browser and country, of groups that are large enough.

use std::io::Read;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use crate::aggregate::region::Regions;
use crate::aggregate::visit::{self, Types, Visit};
use crate::aggregate::{Dimension, Groups, UNKNOWN};
use crate::cli::input::{self, Input};
use crate::cli::left_out::{LeftOut, UnsupportedFlags};
use crate::cli::structure::Opening;
use crate::cli::{Common, one_of, print, say, side_by_side};
use crate::decode;
use crate::detect::cells::CellsFound;
use crate::detect::facts::Declarations;
use crate::detect::pack::Needs;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::limits::{AGGREGATE_GROUP_MIN, AGGREGATE_GROUP_RANGE};
use crate::pipeline::{self, Observer, Origin, Shared};
use crate::transform::ip_truncate;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    unsupported: UnsupportedFlags,
    /// What records are grouped by: `prefix`, `page`, `browser`, `region`, or several of these together
    #[arg(long, value_name = "WHAT", value_delimiter = ',', default_value = "prefix")]
    by: Vec<String>,
    /// Different addresses that a group has at least; smaller ones are counted together
    #[arg(long, value_name = "N", default_value_t = AGGREGATE_GROUP_MIN)]
    min_group: usize,
    /// Countries of addresses, in MaxMind's format, for `--by region`
    #[arg(long, value_name = "FILE")]
    geoip: Option<PathBuf>,
}

/// How visits become groups.
struct Grouping {
    by: Vec<Dimension>,
    regions: Option<Regions>,
    least: usize,
    types: Types,
}

impl Grouping {
    fn key(&self, visit: &Visit, address: IpAddr) -> Vec<String> {
        let of = |dimension: &Dimension| match dimension {
            Dimension::Prefix => ip_truncate::network(address),
            Dimension::Page => visit.page.clone().unwrap_or_else(|| UNKNOWN.to_owned()),
            Dimension::Browser => visit.browser.unwrap_or(UNKNOWN).to_owned(),
            Dimension::Region => {
                let country = self.regions.as_ref().and_then(|regions| regions.country(address));
                country.unwrap_or_else(|| UNKNOWN.to_owned())
            }
        };
        self.by.iter().map(of).collect()
    }
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    arguments.common.declared()?;
    arguments.common.how(Ok(None))?;
    let left_out = LeftOut::new(&arguments.unsupported)?;
    let pool = arguments.common.pool()?;
    let known = arguments.common.known(None)?;
    let grouping = arguments.grouping(&known.vocabulary)?;
    let inputs = input::plan(&arguments.common, &known, false)?;
    let shared = known.ready(&Needs { info_types: Some(grouping.types.all()), overlong: false })?;
    let frames = side_by_side::frames(pool.current_num_threads(), inputs.len());
    let one = |number: usize, part: &mut side_by_side::Part<'_>| {
        let input = &inputs[number];
        let mut counting =
            Counting { grouping: &grouping, groups: Groups::new(grouping.least), failed: None };
        let read = arguments.read(&shared, &pool, frames, input, &mut counting);
        let read = read.map_err(|e| if e.kind() == ErrorKind::Input { e.about(input.name()) } else { e });
        let groups = counting.groups;
        read.or_else(|error| left_out.instead(part, error, || ())).map(|()| groups)
    };
    let done = side_by_side::run(inputs.len(), pool.current_num_threads(), None, one)?;
    let failed = done.iter().filter(|d| d.is_none()).count();
    if failed > 0 {
        // Counts of a part of the inputs would be taken for those of all.
        say(&format!("{failed} of {} inputs could not be read, so nothing is counted", inputs.len()));
        return Ok(3);
    }
    let mut all = Groups::new(grouping.least);
    done.into_iter().flatten().try_for_each(|groups| all.add(groups))?;
    let (records, nobodys) = (all.records, all.nobodys);
    let engine = shared.rules.all()?;
    let may_be_named = |key: &[String]| {
        let is_page = |(name, by): (&String, &Dimension)| *by == Dimension::Page && name.starts_with('/');
        let pages = key.iter().zip(&grouping.by).filter(|one| is_page(*one)).map(|(name, _)| name);
        pages
            .into_iter()
            .all(|name| crate::detect::find(&engine, &shared.vocabulary, name.as_bytes(), 0).is_empty())
    };
    let published = all.published(grouping.by.len(), may_be_named);
    print(&table(&grouping.by, &published.rows))?;
    let left = left_out.told(arguments.common.quiet);
    if !arguments.common.quiet {
        say(&format!("{} of {} inputs, {records} records read", inputs.len() - left, inputs.len()));
        if nobodys > 0 {
            say(&format!("{nobodys} records name no address, so they are nobody's and not counted"));
        }
        if published.others > 0 {
            say(&format!(
                "{} groups have fewer than {} addresses, or make up for one that has; {}",
                published.others,
                grouping.least,
                match published.left_out {
                    0 => "they are counted together".to_owned(),
                    n => format!("even together they are too few, so {n} records are not counted"),
                }
            ));
        }
    }
    Ok(0)
}

impl Arguments {
    fn grouping(&self, vocabulary: &crate::info_type::Vocabulary) -> Result<Grouping> {
        let mut by = Vec::new();
        for name in &self.by {
            let dimension = Dimension::ALL[one_of("--by", name, Dimension::NAMES)?];
            if by.contains(&dimension) {
                return Err(Error::new(ErrorKind::Usage, "names something twice").about("--by"));
            }
            by.push(dimension);
        }
        if by.contains(&Dimension::Region) != self.geoip.is_some() {
            let what =
                "countries need a file that says where addresses are, and such a file is for countries only";
            return Err(Error::new(ErrorKind::Usage, what).about("--geoip").fix(
                "give both `--by region` and `--geoip FILE`, or neither; without a file group by `prefix`",
            ));
        }
        if !AGGREGATE_GROUP_RANGE.contains(&self.min_group) {
            let what = "a group is of that many addresses at least, or it tells of some few people";
            let (low, high) = (AGGREGATE_GROUP_RANGE.start, AGGREGATE_GROUP_RANGE.end - 1);
            return Err(Error::new(ErrorKind::Usage, what)
                .about("--min-group")
                .known([format!("{low} to {high}")]));
        }
        let regions = self.geoip.as_deref().map(Regions::read).transpose()?;
        let lacks = || Error::new(ErrorKind::Internal, "the info types of visits are not there");
        Ok(Grouping { by, regions, least: self.min_group, types: Types::new(vocabulary).ok_or_else(lacks)? })
    }

    fn read(
        &self,
        shared: &Arc<Shared>,
        pool: &rayon::ThreadPool,
        frames: usize,
        input: &Input,
        counting: &mut Counting<'_>,
    ) -> Result<()> {
        let (reader, guard) = input.open()?;
        let (reader, _) = decode::decode(reader, &self.common.how(Ok(None))?)?;
        let declared = Declarations::default();
        let opening =
            Opening { common: &self.common, shared, declared, wants_fields: false, names_decide: true };
        let (structure, reader): (_, Box<dyn Read + Send>) = opening.open(input, reader)?;
        pipeline::run(shared, pool, frames, reader, structure, &mut [], counting)?;
        guard.check()
    }
}

/// Counts the visits of one input.
struct Counting<'a> {
    grouping: &'a Grouping,
    groups: Groups,
    failed: Option<Error>,
}

impl Counting<'_> {
    fn count(&mut self, visit: &Visit) {
        let Some(address) = visit.address else { return self.groups.count_nobody() };
        if let Err(e) = self.groups.count(self.grouping.key(visit, address), address) {
            self.failed.get_or_insert(e);
        }
    }

    fn done(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }
}

impl Observer for Counting<'_> {
    fn findings(&mut self, origin: Origin, text: &[u8], findings: &[Finding]) -> Result<()> {
        // A piece of a line that is too long to be looked at as a whole counts with the piece that it begins in.
        let start = match origin.column {
            0 => origin.context,
            _ => {
                memchr::memchr(b'\n', &text[origin.context..]).map_or(text.len(), |n| origin.context + n + 1)
            }
        };
        let grouping = self.grouping;
        let of_part = findings.partition_point(|f| f.span.start < start);
        let mut visits = Vec::new();
        visit::of_lines(&grouping.types, text, &findings[of_part..], start, |visit| visits.push(visit));
        visits.iter().for_each(|visit| self.count(visit));
        self.done()
    }

    fn cells(&mut self, _: Origin, text: &[u8], _: u64, found: &CellsFound) -> Result<()> {
        let grouping = self.grouping;
        let mut visits = Vec::new();
        visit::of_records(&grouping.types, text, found, |visit| visits.push(visit));
        visits.iter().for_each(|visit| self.count(visit));
        self.done()
    }
}

/// The counts as a table, RFC 4180.
fn table(by: &[Dimension], rows: &[(Vec<String>, u64)]) -> String {
    let quoted = |cell: &str| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    let mut text = by.iter().map(|d| d.name()).chain(["records"]).collect::<Vec<_>>().join(",") + "\n";
    for (key, records) in rows {
        let cells = key.iter().map(|cell| quoted(cell)).chain([records.to_string()]);
        text += &(cells.collect::<Vec<_>>().join(",") + "\n");
    }
    text
}
