//! What `scan` shows a person: kinds, counts, and the commonest shapes. Never a value.

use std::collections::BTreeMap;

use crate::cli::style::Style;
use crate::finding::Likelihood;
use crate::info_type::{InfoTypeId, Vocabulary};

/// How many different shapes of one info type are counted. More are summed up as others, so that memory
/// stays bounded whatever the input.
const SHAPES_MAX: usize = 1000;
/// How many shapes are shown.
const SHAPES_SHOWN: usize = 3;
/// How much of a shape is shown.
const SHAPE_CHARS_MAX: usize = 40;

#[derive(Default)]
struct Row {
    bands: [u64; 5],
    shapes: BTreeMap<String, u64>,
}

/// The counts of one input or of all.
#[derive(Default)]
pub struct Tally {
    rows: BTreeMap<InfoTypeId, Row>,
    inputs_with: BTreeMap<InfoTypeId, u64>,
}

impl Tally {
    /// Counts one finding.
    pub fn count(&mut self, info_type: InfoTypeId, likelihood: Likelihood, value: &[u8]) {
        let row = self.rows.entry(info_type).or_default();
        row.bands[likelihood as usize] += 1;
        add_shape(&mut row.shapes, preview(value), 1);
    }

    /// Adds the counts of one input.
    pub fn add(&mut self, input: Tally) {
        for (info_type, more) in input.rows {
            *self.inputs_with.entry(info_type).or_default() += 1;
            let row = self.rows.entry(info_type).or_default();
            row.bands.iter_mut().zip(more.bands).for_each(|(mine, n)| *mine += n);
            for (shape, n) in more.shapes {
                add_shape(&mut row.shapes, shape, n);
            }
        }
    }

    /// A table: most first.
    pub fn table(&self, vocabulary: &Vocabulary, style: Style) -> String {
        let mut order: Vec<_> = self.rows.iter().collect();
        order.sort_by_key(|(id, row)| (u64::MAX - row.bands.iter().sum::<u64>(), **id));
        let head = format!(
            "{:<28}{:>10}{:>10}{:>13}{:>8}  {}",
            "info type", "possible", "likely", "very likely", "inputs", "as in"
        );
        let mut text = style.bold(&head) + "\n";
        for (id, row) in order {
            let name = &vocabulary.get(*id).name;
            let [.., possible, likely, very] = row.bands;
            let inputs = self.inputs_with.get(id).copied().unwrap_or(0);
            let mut shapes: Vec<_> = row.shapes.iter().collect();
            shapes.sort_by_key(|(shape, n)| (u64::MAX - **n, (*shape).clone()));
            for (i, (shape, _)) in shapes.iter().take(SHAPES_SHOWN).enumerate() {
                text += &match i {
                    0 => format!("{name:<28}{possible:>10}{likely:>10}{very:>13}{inputs:>8}  {shape}\n"),
                    _ => format!("{:69}  {shape}\n", ""),
                };
            }
        }
        text
    }
}

fn add_shape(shapes: &mut BTreeMap<String, u64>, shape: String, n: u64) {
    if shapes.len() < SHAPES_MAX || shapes.contains_key(&shape) {
        *shapes.entry(shape).or_default() += n;
    }
}

/// The shape of a value: digits as `d`, separators as they are, everything else as `x`.
pub fn preview(value: &[u8]) -> String {
    let shape = |b: &u8| match b {
        b'0'..=b'9' => 'd',
        b' ' | b'-' | b'.' | b'@' | b':' | b'(' | b')' | b'+' | b'/' => *b as char,
        _ => 'x',
    };
    value.iter().take(SHAPE_CHARS_MAX).map(shape).collect()
}
