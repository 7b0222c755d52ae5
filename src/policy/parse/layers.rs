//! A policy that goes on from another: `base`. What both have under one id is that of the nearer one, as a whole; everything else
//! of both holds.

use crate::config::{Parsed, Table};
use crate::error::Result;

/// The roots of a policy and of those that it goes on from, the nearest first.
pub(super) struct Roots<'t>(Vec<Table<'t>>);

impl<'t> Roots<'t> {
    pub(super) fn new(texts: &'t [Parsed<'t>]) -> Self {
        Roots(texts.iter().map(Parsed::root).collect())
    }

    /// All of them, the nearest first.
    pub(super) fn each(&mut self) -> &mut [Table<'t>] {
        &mut self.0
    }

    /// The policy itself.
    pub(super) fn own(&mut self) -> &mut Table<'t> {
        &mut self.0[0]
    }

    /// The tables under `key`, those of the farthest first.
    pub(super) fn all(&mut self, key: &'static str) -> Result<Vec<Table<'t>>> {
        let mut made = Vec::new();
        for root in self.0.iter_mut().rev() {
            made.extend(root.tables(key)?);
        }
        Ok(made)
    }

    /// The same where each has an `id`: one that a nearer policy has as well is replaced, in its place.
    pub(super) fn named(&mut self, key: &'static str) -> Result<Vec<Table<'t>>> {
        struct Named<'t> {
            layer: usize,
            id: Option<&'t str>,
            table: Table<'t>,
        }
        let mut made: Vec<Named<'t>> = Vec::new();
        for (layer, root) in self.0.iter_mut().enumerate().rev() {
            for mut table in root.tables(key)? {
                // What is no id is told where the table is read.
                let id = table.get("id").and_then(|item| item.str().ok());
                let replaced =
                    made.iter_mut().find(|other| id.is_some() && other.id == id && other.layer != layer);
                match replaced {
                    Some(other) => *other = Named { layer, id, table },
                    None => made.push(Named { layer, id, table }),
                }
            }
        }
        Ok(made.into_iter().map(|named| named.table).collect())
    }
}
