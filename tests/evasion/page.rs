//! The tables of `docs/EVASION.md`.

use std::collections::BTreeMap;

use crate::carriers::Carrier;
use crate::disguises::{self, Disguise};
use crate::matrix::{Cell, Count};
use crate::values::Category;

/// What is not supported, and why: a row of the list or a disguise, in one carrier or in all.
pub struct Unsupported {
    pub row: u8,
    /// The disguise; every one of the row, when empty.
    pub name: &'static str,
    /// The carriers; all, when empty.
    pub carriers: &'static [Carrier],
    pub why: &'static str,
}

impl Unsupported {
    fn is(&self, disguise: &Disguise, carrier: Carrier) -> bool {
        self.row == disguise.row
            && (self.name.is_empty() || self.name == disguise.name)
            && (self.carriers.is_empty() || self.carriers.contains(&carrier))
    }
}

/// A supported cell that is not at 1.00 yet, and why.
pub struct Missed {
    pub name: &'static str,
    pub carrier: Carrier,
    pub why: &'static str,
}

/// Rounded down, so that 1.00 means all.
pub fn share(count: Count) -> String {
    let hundredths = (count.gone * 100).checked_div(count.all);
    hundredths.map_or_else(|| "-".to_owned(), |share| format!("{:.2}", share as f64 / 100.0))
}

pub fn is_supported(cell: &Cell, unsupported: &[Unsupported]) -> bool {
    !unsupported.iter().any(|entry| entry.is(cell.disguise, cell.carrier))
}

/// All tables.
pub fn tables(cells: &[Cell], unsupported: &[Unsupported], missed: &[Missed]) -> String {
    [
        summary(cells, unsupported),
        by_row(cells, unsupported),
        matrix(cells, unsupported),
        reasons(unsupported),
        known(cells, missed),
        by_category(cells, unsupported),
        by_position(cells, unsupported),
        broken(cells),
    ]
    .join("\n")
}

fn summary(cells: &[Cell], unsupported: &[Unsupported]) -> String {
    let supported: Vec<&Cell> = cells.iter().filter(|cell| is_supported(cell, unsupported)).collect();
    let full = supported.iter().filter(|cell| cell.count.all == cell.count.gone).count();
    let planted: usize = cells.iter().map(|cell| cell.count.all).sum();
    format!(
        "{} cells, {planted} planted values; {} cells are supported, {full} of them ({:.1} %) at 1.00.\n",
        cells.len(),
        supported.len(),
        full as f64 * 100.0 / supported.len().max(1) as f64
    )
}

fn by_row(cells: &[Cell], unsupported: &[Unsupported]) -> String {
    let mut text = "## By row of the list\n\n| row | way | disguises | supported cells | at 1.00 | recall |\n|---:|---|---:|---:|---:|---:|\n".to_owned();
    for (row, way) in disguises::ROWS {
        let disguises = disguises::all().iter().filter(|disguise| disguise.row == *row).count();
        let of_row = cells.iter().filter(|cell| cell.disguise.row == *row);
        let supported: Vec<&Cell> = of_row.filter(|cell| is_supported(cell, unsupported)).collect();
        let full = supported.iter().filter(|cell| cell.count.all == cell.count.gone).count();
        let count = supported.iter().fold(Count::default(), |all, cell| all.with(cell.count));
        text +=
            &format!("| {row} | {way} | {disguises} | {} | {full} | {} |\n", supported.len(), share(count));
    }
    text
}

fn matrix(cells: &[Cell], unsupported: &[Unsupported]) -> String {
    let mut text = "## Recall by disguise and carrier\n\n| row | disguise |".to_owned();
    Carrier::ALL.iter().for_each(|carrier| text += &format!(" {} |", carrier.name()));
    text += &format!("\n|---:|---|{}\n", "---:|".repeat(Carrier::ALL.len()));
    let mut lines: Vec<(&Disguise, BTreeMap<Carrier, &Cell>)> = Vec::new();
    for cell in cells {
        if lines.last().is_none_or(|(last, _)| !std::ptr::eq(*last, cell.disguise)) {
            lines.push((cell.disguise, BTreeMap::new()));
        }
        lines.last_mut().unwrap().1.insert(cell.carrier, cell);
    }
    for (disguise, row) in lines {
        text += &format!("| {} | {} |", disguise.row, escaped(disguise.name));
        for carrier in Carrier::ALL {
            let shown = row.get(carrier).map_or(String::new(), |cell| {
                let share = if cell.is_withheld { "withheld".to_owned() } else { share(cell.count) };
                if is_supported(cell, unsupported) { share } else { format!("({share})") }
            });
            text += &format!(" {shown} |");
        }
        text.push('\n');
    }
    text
}

/// In a table of Markdown.
pub fn escaped(name: &str) -> String {
    format!("`{}`", name.replace('|', "\\|"))
}

fn reasons(unsupported: &[Unsupported]) -> String {
    let mut text = "## Not supported\n\n| row | disguise | carriers | why |\n|---:|---|---|---|\n".to_owned();
    for entry in unsupported {
        let name = if entry.name.is_empty() { "all".to_owned() } else { escaped(entry.name) };
        let carriers: Vec<&str> = entry.carriers.iter().map(|carrier| carrier.name()).collect();
        let carriers = if carriers.is_empty() { "all".to_owned() } else { carriers.join(", ") };
        text += &format!("| {} | {name} | {carriers} | {} |\n", entry.row, entry.why);
    }
    text
}

/// What is missed and was looked into.
fn known(cells: &[Cell], missed: &[Missed]) -> String {
    let mut text = "## Missed, and why\n\n".to_owned();
    if missed.is_empty() {
        return text + "Not looked into yet.\n";
    }
    text += "| disguise | carrier | recall | why |\n|---|---|---:|---|\n";
    for entry in missed {
        let cell =
            cells.iter().find(|cell| cell.disguise.name == entry.name && cell.carrier == entry.carrier);
        let share = cell.map_or("no such cell".to_owned(), |cell| share(cell.count));
        text +=
            &format!("| {} | {} | {share} | {} |\n", escaped(entry.name), entry.carrier.name(), entry.why);
    }
    text
}

fn by_category(cells: &[Cell], unsupported: &[Unsupported]) -> String {
    let mut text =
        "## Recall of supported cells by category\n\n| category | planted | recall |\n|---|---:|---:|\n"
            .to_owned();
    for category in Category::ALL {
        let supported = cells.iter().filter(|cell| is_supported(cell, unsupported));
        let counts = supported.filter_map(|cell| cell.categories.get(category));
        let all = counts.fold(Count::default(), |all, count| all.with(*count));
        text += &format!("| {} | {} | {} |\n", category.name(), all.all, share(all));
    }
    text
}

fn by_position(cells: &[Cell], unsupported: &[Unsupported]) -> String {
    let mut text =
        "## Recall of supported cells by position\n\n| position | planted | recall |\n|---|---:|---:|\n"
            .to_owned();
    for (at, name) in ["start", "middle", "end", "anywhere, in small frames"].into_iter().enumerate() {
        let supported = cells.iter().filter(|cell| is_supported(cell, unsupported));
        let all = supported.fold(Count::default(), |all, cell| all.with(cell.positions[at]));
        text += &format!("| {name} | {} | {} |\n", all.all, share(all));
    }
    text
}

fn broken(cells: &[Cell]) -> String {
    let mut text = "## Records that do not decode after redaction\n\n".to_owned();
    let broken: Vec<&Cell> = cells.iter().filter(|cell| cell.broken > 0).collect();
    if broken.is_empty() {
        return text + "None.\n";
    }
    text += "| row | disguise | carrier | records | broken |\n|---:|---|---|---:|---:|\n";
    for cell in broken {
        let (disguise, carrier) = (cell.disguise, cell.carrier.name());
        text += &format!(
            "| {} | {} | {carrier} | {} | {} |\n",
            disguise.row,
            escaped(disguise.name),
            cell.count.all,
            cell.broken
        );
    }
    text
}
