//! One run over all disguises in all carriers, and what is left of each value.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::carriers::{Carrier, Position};
use crate::common::{directory, obelus, run, text};
use crate::containers;
use crate::disguises::{self, Container, Disguise};
use crate::judge;
use crate::values::{self, Category, Value};

/// Every line is a frame, so that whatever goes over a line end goes over the border of one.
const FRAME_A_LINE: &[&str] = &["--frame-size", "1", "--read-size", "61"];
/// For what stands in one line, borders every few lines will do.
const SMALL_FRAMES: &[&str] = &["--frame-size", "4096", "--read-size", "61"];

/// A disguised value in its record.
struct Planted<'a> {
    disguise: &'static Disguise,
    id: String,
    value: &'a Value,
    position: Position,
    unit: String,
    record: Vec<u8>,
}

/// All that is planted in one file: the disguises of one row in one carrier, apart by whether they go over lines.
struct File<'a> {
    carrier: Carrier,
    /// Below the directory: `lines` or `rest`, and a name.
    name: String,
    planted: Vec<Planted<'a>>,
}

/// What was left.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub all: usize,
    pub gone: usize,
}

impl Count {
    pub fn add(&mut self, is_gone: bool) {
        self.all += 1;
        self.gone += usize::from(is_gone);
    }

    pub fn with(self, other: Count) -> Count {
        Count { all: self.all + other.all, gone: self.gone + other.gone }
    }
}

/// One disguise in one carrier.
pub struct Cell {
    pub disguise: &'static Disguise,
    pub carrier: Carrier,
    pub count: Count,
    pub categories: BTreeMap<Category, Count>,
    /// At the start, in the middle, at the end, and with a frame border at every line end.
    pub positions: [Count; 4],
    /// Records that are no longer what their carrier or encoding is, or that are not there.
    pub broken: usize,
    /// The input was refused as a whole, which is exit 3.
    pub is_withheld: bool,
    /// What was written did not depend on the frames.
    pub is_same: bool,
    /// A second run found nothing more to redact.
    pub is_final: bool,
}

impl Cell {
    fn new(disguise: &'static Disguise, carrier: Carrier) -> Self {
        Cell {
            disguise,
            carrier,
            count: Count::default(),
            categories: BTreeMap::new(),
            positions: [Count::default(); 4],
            broken: 0,
            is_withheld: false,
            is_same: true,
            is_final: true,
        }
    }
}

/// Measures every cell.
pub fn measured() -> Vec<Cell> {
    let values = values::all();
    let files = files(&values);
    let place = directory("evasion");
    let input = place.join("in");
    for kind in ["lines", "rest"] {
        fs::create_dir_all(input.join(kind)).unwrap();
    }
    for file in &files {
        let records = file.planted.iter().map(|planted| &planted.record[..]);
        let [head, tail] = [file.carrier.head(), file.carrier.tail()].map(str::as_bytes);
        let bytes = [head].into_iter().chain(records).chain([tail]).collect::<Vec<_>>().concat();
        fs::write(input.join(&file.name), bytes).unwrap();
    }
    let whole = redacted(&input, &place.join("whole"), &[]).join("in");
    let cut = place.join("cut");
    redacted(&input.join("lines"), &cut.join("l"), FRAME_A_LINE);
    redacted(&input.join("rest"), &cut.join("r"), SMALL_FRAMES);
    let again = redacted(&whole, &place.join("again"), &[]).join("in");
    // What is withheld is empty.
    let read = |file: &File<'_>| {
        let below = if file.name.starts_with("lines") { "l/anyone" } else { "r/anyone" };
        let cut = cut.join(below);
        [&whole, &cut, &again].map(|place| fs::read(place.join(&file.name)).unwrap_or_default())
    };
    let mut cells: Vec<Cell> = files.par_iter().flat_map_iter(|file| cells(file, &read(file))).collect();
    let order =
        |cell: &Cell| disguises::all().iter().position(|disguise| std::ptr::eq(*disguise, cell.disguise));
    cells.sort_by_cached_key(|cell| (order(cell), cell.carrier));
    let is_same =
        |two: &[Cell]| std::ptr::eq(two[0].disguise, two[1].disguise) && two[0].carrier == two[1].carrier;
    assert!(!cells.windows(2).any(is_same), "a disguise goes over lines for some values alone");
    cells
}

/// Redacts what is below `input`; where it was written.
fn redacted(input: &Path, out: &Path, more: &[&str]) -> PathBuf {
    let fixed = ["redact", "--quiet", "--header", "--policy", "builtin:strict", "-o", text(out), text(input)];
    let done = run(obelus([&fixed[..], more].concat()), b"");
    assert!(matches!(done.code, 0 | 3), "exit {}: {}", done.code, done.said());
    out.join("anyone")
}

/// Every file that there is something to plant in.
fn files(values: &[Value]) -> Vec<File<'_>> {
    let mut all: BTreeMap<(Carrier, String), Vec<Planted<'_>>> = BTreeMap::new();
    let mut number = 0;
    for disguise in disguises::all() {
        let stands = Carrier::ALL.iter().copied().filter(|carrier| disguise.stands_in(*carrier));
        for (carrier, value) in stands.flat_map(|carrier| values.iter().map(move |value| (carrier, value))) {
            for position in Position::ALL.iter().filter(|_| disguise.changes(value)) {
                let Some(made) = carrier.embed(disguise, value, *position) else { continue };
                number += 1;
                let id = id(number);
                let record = carrier.record(&id, &made.line, disguise).into_bytes();
                let planted = Planted { disguise, id, value, position: *position, unit: made.unit, record };
                all.entry((carrier, name(&planted, carrier))).or_default().push(planted);
            }
        }
    }
    all.into_iter().map(|((carrier, name), planted)| File { carrier, name, planted }).collect()
}

/// Where it is planted. What is refused must not take others along.
fn name(planted: &Planted<'_>, carrier: Carrier) -> String {
    let disguise = planted.disguise;
    let kind = if planted.unit.contains(['\n', '\r']) { "lines" } else { "rest" };
    let alone = if disguise.is_alone {
        // A number of its own, which is that of no other.
        let same = |other: &&Disguise| std::ptr::eq(*other, disguise);
        format!("-alone-{}", disguises::all().iter().position(same).unwrap())
    } else {
        String::new()
    };
    format!("{kind}/{:02}-{carrier:?}{alone}.{}", disguise.row, carrier.extension())
}

/// A name without digits, and no word.
pub fn id(mut number: usize) -> String {
    let mut id = String::from("q");
    for _ in 0..4 {
        id.push(char::from(b"bcdfghjklmnprstvwxz"[number % 19]));
        number /= 19;
    }
    id
}

/// The cells of a file, one a disguise.
fn cells(file: &File<'_>, [whole, cut, again]: &[Vec<u8>; 3]) -> Vec<Cell> {
    let records = file.carrier.records(whole);
    let other = (cut != whole).then(|| file.carrier.records(cut));
    let mut cells: Vec<Cell> = Vec::new();
    for planted in &file.planted {
        if cells.last().is_none_or(|last| !std::ptr::eq(last.disguise, planted.disguise)) {
            let mut cell = Cell::new(planted.disguise, file.carrier);
            cell.is_withheld = whole.is_empty() && cut.is_empty();
            cell.is_same = whole == cut;
            cell.is_final = whole == again;
            cells.push(cell);
        }
        let cell = cells.last_mut().unwrap();
        let is_gone = |records: &BTreeMap<String, Vec<u8>>, all: &[u8]| {
            let record = records.get(&planted.id).map_or(all, Vec::as_slice);
            memchr::memmem::find(record, planted.unit.as_bytes()).is_none()
                && !is_left(file.carrier, planted, record)
        };
        let gone = is_gone(&records, whole);
        let gone_when_cut = other.as_ref().map_or(gone, |records| is_gone(records, cut));
        cell.positions[planted.position as usize].add(gone);
        cell.positions[3].add(gone_when_cut);
        if !(gone && gone_when_cut) {
            show(file, planted, records.get(&planted.id));
        }
        for gone in [gone, gone_when_cut] {
            cell.count.add(gone);
            cell.categories.entry(planted.value.category).or_default().add(gone);
        }
        if cell.is_withheld {
            continue;
        }
        let both = [Some(&records), other.as_ref()];
        let broken =
            both.into_iter().flatten().filter(|records| !decodes(file, planted, records.get(&planted.id)));
        let broken = broken.inspect(|records| show(file, planted, records.get(&planted.id))).count();
        cell.broken += broken;
    }
    cells
}

/// One value that is left, or that leaves its record broken, where `SHOW_EVASION` names the disguise or the file.
#[allow(clippy::print_stderr)]
fn show(file: &File<'_>, planted: &Planted<'_>, written: Option<&Vec<u8>>) {
    let asked = std::env::var_os("SHOW_EVASION").is_some_and(|asked| {
        let asked = asked.to_string_lossy().into_owned();
        planted.disguise.name.contains(&asked) || file.name.contains(&asked)
    });
    if asked {
        let written = written.map_or(&b"(the record is not there)\n"[..], Vec::as_slice);
        let (before, after) = (original(planted).escape_ascii(), written.escape_ascii());
        eprintln!("{} `{}`\n    {before}\n    {after}", file.name, planted.disguise.name);
    }
}

/// Whether the value is in the record, or in what the carrier says with it.
fn is_left(carrier: Carrier, planted: &Planted<'_>, record: &[u8]) -> bool {
    judge::is_left(planted.value, record)
        || carrier == Carrier::Sql
            && containers::content(carrier, &planted.id, record, false)
                .is_some_and(|content| judge::is_left(planted.value, &content))
}

/// True when the record is what it was, but for the value.
fn decodes(file: &File<'_>, planted: &Planted<'_>, written: Option<&Vec<u8>>) -> bool {
    let Some(written) = written else { return false };
    let (carrier, id, container) = (file.carrier, &planted.id, planted.disguise.container);
    if !containers::is_whole(carrier, id, written) {
        return false;
    }
    let is_native = planted.disguise.native.contains(&carrier);
    let plain = |record| containers::content(carrier, id, record, is_native);
    let [Some(before), Some(after)] = [original(planted), written].map(plain) else {
        return false;
    };
    container == Container::None
        || containers::broken(container, &after) <= containers::broken(container, &before)
}

/// The record as it was planted, without the line that tells records apart.
fn original<'a>(planted: &'a Planted<'_>) -> &'a [u8] {
    let mark = format!("record {}\n", planted.id);
    planted.record.strip_prefix(mark.as_bytes()).unwrap_or(&planted.record)
}

/// Cells of which the judge cannot see that the value is there before anything is redacted, or whose records are broken as
/// they are planted.
pub fn misjudged() -> Vec<String> {
    let values = values::all();
    let files = files(&values);
    let wrong = files.par_iter().flat_map_iter(|file| {
        file.planted.iter().filter_map(move |planted| {
            let record = original(planted);
            let name =
                || format!("{} in {:?}: {:?}", planted.disguise.name, file.carrier, planted.value.category);
            if !is_left(file.carrier, planted, record) {
                return Some(name() + ": not seen");
            }
            (!containers::is_whole(file.carrier, &planted.id, record)).then(|| name() + ": broken")
        })
    });
    let mut wrong: Vec<String> = wrong.collect();
    wrong.sort();
    wrong.dedup();
    wrong
}
