//! The names of fields: columns, and paths of JSON keys. Array levels have no name of their own.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Index of a field in [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(pub u32);

impl NameId {
    /// What stands under no name: a value at the root.
    pub const ROOT: NameId = NameId(0);
}

struct Row {
    parent: NameId,
    name: Box<[u8]>,
    /// The name that came after this one the last time: most records have the order of the one before.
    next: NameId,
    /// An older name with the same hash; the root where there is none.
    twin: NameId,
}

/// The names met so far. Ids are given in the order in which names are met.
pub struct Names {
    rows: Vec<Row>,
    /// By hash of parent and name, so that a known name is found without a copy of it.
    known: HashMap<u64, NameId>,
    hasher: RandomState,
    last: NameId,
}

impl Default for Names {
    fn default() -> Self {
        let root = Row { parent: NameId::ROOT, name: Box::default(), next: NameId::ROOT, twin: NameId::ROOT };
        Names { rows: vec![root], known: HashMap::new(), hasher: RandomState::new(), last: NameId::ROOT }
    }
}

impl Names {
    /// The id of `name` below `parent`. `name` is decoded: without quotes and escapes.
    pub fn id(&mut self, parent: NameId, name: &[u8]) -> NameId {
        let last = self.last.0 as usize;
        let expected = self.rows[last].next;
        if self.is(expected, parent, name) {
            self.last = expected;
            return expected;
        }
        let id = self.look_up(parent, name);
        self.rows[last].next = id;
        self.last = id;
        id
    }

    /// The root has no name, so it is none of the names below it.
    fn is(&self, id: NameId, parent: NameId, name: &[u8]) -> bool {
        let row = &self.rows[id.0 as usize];
        id != NameId::ROOT && row.parent == parent && *row.name == *name
    }

    fn look_up(&mut self, parent: NameId, name: &[u8]) -> NameId {
        let hash = self.hasher.hash_one((parent, name));
        let newest = self.known.get(&hash).copied().unwrap_or(NameId::ROOT);
        let mut id = newest;
        while id != NameId::ROOT {
            if self.is(id, parent, name) {
                return id;
            }
            id = self.rows[id.0 as usize].twin;
        }
        let id = NameId(self.rows.len() as u32);
        self.rows.push(Row { parent, name: name.into(), next: NameId::ROOT, twin: newest });
        self.known.insert(hash, id);
        id
    }

    /// How many there are, the root included.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Never: the root is always there.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The name itself, without those above it.
    pub fn own(&self, id: NameId) -> &[u8] {
        &self.rows[id.0 as usize].name
    }

    /// The name above, if it is not the root.
    pub fn parent(&self, id: NameId) -> Option<NameId> {
        let parent = self.rows[id.0 as usize].parent;
        (id != NameId::ROOT && parent != NameId::ROOT).then_some(parent)
    }

    /// The names from the outermost to `id`.
    pub fn path(&self, id: NameId) -> Vec<&[u8]> {
        let mut path = Vec::new();
        let mut at = Some(id).filter(|id| *id != NameId::ROOT);
        while let Some(id) = at {
            path.push(self.own(id));
            at = self.parent(id);
        }
        path.reverse();
        path
    }
}
