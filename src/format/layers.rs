//! How a value is written in what is around it: quotes of a table, strings of JSON, texts of SQL.

use crate::format::log::Place;
use crate::format::sql::fit::Fit;
use crate::format::sql::written::Written;
use crate::format::xml::write::Spot;
use crate::format::{json, mail};

/// How a text is written inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// As it is; what has to be quoted cannot be written.
    Bare {
        /// What separates cells.
        delimiter: u8,
    },
    /// Between quotes: a quote is written as `escape` and itself (RFC 4180: the quote twice).
    Quoted {
        /// The quote.
        quote: u8,
        /// What stands before a quote inside: the quote itself, or a backslash.
        escape: u8,
    },
    /// In a JSON string.
    Json,
    /// In a dump of SQL.
    Sql(Written),
    /// In this place of an XML document.
    Xml(Spot),
    /// In this place of a line of text.
    Line(Place),
    /// In this place of a message.
    Mail(mail::write::Spot),
}

/// How many layers a value can stand in: a cell of a table, and JSON inside JSON to depth 3.
pub const LAYERS_MAX: usize = 5;

/// The layers around a value, innermost first. Within strings of JSON there is nothing but strings of JSON, so
/// their number and what is around them all say everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layers {
    /// Strings of JSON, innermost.
    strings: u8,
    /// It is a part of what PHP serialized, which adds no signs.
    php: bool,
    /// How a table or a document has it around them.
    cell: Option<Layer>,
}

impl Layers {
    /// One layer.
    pub fn one(layer: Layer) -> Self {
        match layer {
            Layer::Json => Layers { strings: 1, php: false, cell: None },
            cell => Layers { strings: 0, php: false, cell: Some(cell) },
        }
    }

    /// These layers with a string of JSON inside them; `None` when that is too deep.
    #[must_use]
    pub fn around_string(self) -> Option<Self> {
        (self.count() < LAYERS_MAX).then_some(Layers { strings: self.strings + 1, ..self })
    }

    /// Innermost first.
    pub fn iter(&self) -> impl Iterator<Item = Layer> + use<> {
        std::iter::repeat_n(Layer::Json, self.strings()).chain(self.cell)
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.strings() + usize::from(self.cell.is_some())
    }

    /// True where the outermost is a string of JSON.
    pub fn is_json(self) -> bool {
        self.cell.is_none()
    }

    /// How a dump of SQL has it, where that is outermost.
    pub fn sql(self) -> Option<Written> {
        match self.cell {
            Some(Layer::Sql(written)) => Some(written),
            _ => None,
        }
    }

    /// The same for a part of a value that PHP serialized, which may have `most` characters in a column of SQL that has a bound.
    #[must_use]
    pub(in crate::format) fn serialized(self, most: u16) -> Self {
        let cell = self.cell.map(|layer| match layer {
            Layer::Sql(written) => Layer::Sql(Written { fit: Fit { most, ..written.fit }, ..written }),
            other => other,
        });
        Layers { cell, php: true, ..self }
    }

    /// True for such a part.
    pub fn is_serialized(self) -> bool {
        self.php
    }

    /// How many of them are strings of JSON.
    pub fn strings(self) -> usize {
        usize::from(self.strings)
    }

    /// Where in a message the outermost is.
    pub fn mail(self) -> Option<mail::write::Spot> {
        match self.cell {
            Some(Layer::Mail(spot)) => Some(spot),
            _ => None,
        }
    }

    /// Where in an XML document the outermost is.
    pub fn spot(self) -> Option<Spot> {
        match self.cell {
            Some(Layer::Xml(spot)) => Some(spot),
            _ => None,
        }
    }

    /// Where in a line of text it stands.
    pub fn line(self) -> Option<Place> {
        match self.cell {
            Some(Layer::Line(place)) => Some(place),
            _ => None,
        }
    }

    /// The layers around the innermost.
    #[must_use]
    pub fn outer(self) -> Self {
        match self.strings.checked_sub(1) {
            Some(strings) => Layers { strings, ..self },
            None => Layers::default(),
        }
    }

    /// Appends `value` as it has to be written inside the layers. False when that is not possible.
    pub fn write(&self, value: &[u8], out: &mut Vec<u8>) -> bool {
        let mut layers = self.iter();
        let Some(innermost) = layers.next() else {
            out.extend_from_slice(value);
            return true;
        };
        let start = out.len();
        if !innermost.write(value, out) {
            return false;
        }
        for layer in layers {
            let inner = out.split_off(start);
            if !layer.write(&inner, out) {
                return false;
            }
        }
        true
    }
}

impl Layer {
    /// Appends `inner` as it is written in this layer; false when it cannot be written there.
    fn write(self, inner: &[u8], out: &mut Vec<u8>) -> bool {
        match self {
            Layer::Bare { delimiter } => {
                let ends = |b: &u8| matches!(*b, b'\r' | b'\n') || *b == delimiter;
                if inner.starts_with(b"\"") || inner.iter().any(ends) {
                    return false;
                }
                out.extend_from_slice(inner);
            }
            Layer::Quoted { quote, escape } => {
                for byte in inner {
                    if *byte == quote || (*byte == escape && escape != quote) {
                        out.push(escape);
                    }
                    out.push(*byte);
                }
            }
            Layer::Json => json::string::escape(inner, out),
            Layer::Sql(written) => return written.write(inner, out),
            Layer::Xml(spot) => return spot.write(inner, out),
            Layer::Line(place) => {
                out.extend_from_slice(inner);
                return place.holds(b"", inner, true);
            }
            Layer::Mail(spot) => return spot.write(inner, out),
        }
        true
    }
}
