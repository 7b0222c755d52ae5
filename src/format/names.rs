//! The names of fields: columns, and paths of JSON keys. Array levels have no name of their own.

use std::collections::HashMap;

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
}

/// The names met so far. Ids are given in the order in which names are met.
pub struct Names {
    rows: Vec<Row>,
    known: HashMap<(NameId, Box<[u8]>), NameId>,
}

impl Default for Names {
    fn default() -> Self {
        let root = Row { parent: NameId::ROOT, name: Box::default() };
        Names { rows: vec![root], known: HashMap::new() }
    }
}

impl Names {
    /// The id of `name` below `parent`. `name` is decoded: without quotes and escapes.
    pub fn id(&mut self, parent: NameId, name: &[u8]) -> NameId {
        // Most names come in the order of the record before.
        let key = (parent, name.into());
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = NameId(self.rows.len() as u32);
        self.rows.push(Row { parent, name: name.into() });
        self.known.insert(key, id);
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
