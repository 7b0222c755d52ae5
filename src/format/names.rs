//! The names of fields: columns, and paths of JSON keys. Array levels have no name of their own.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

use crate::format::called::{Called, Part};
use crate::format::command;
use crate::format::{is_identifier, is_identifier_with};
use crate::limits::FIELD_NAME_BYTES_MAX;
use crate::simd::bits::below;

/// Index of a field in [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(pub u32);

impl NameId {
    /// What stands under no name: a value at the root.
    pub const ROOT: NameId = NameId(0);
}

/// Where a name is from. Two of the same parent and letters are two where this differs, so that what is known of a name does
/// not depend on which came first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Key,
    /// It is that of an attribute.
    Attribute,
    /// It is that of a table, whose columns are below it.
    Table,
    /// A value beside says it: `{"name": "email", "value": …}`.
    Said,
    /// It is one of several names, and nobody can tell which.
    AnyOf,
    /// It is that of a column of which the values are names of fields.
    Label,
    /// It is a row of names, which are below it.
    Heads(Heads),
    /// It is a value that is the name of a thing.
    Thing,
    /// It is a value that may be such.
    ThingInDoubt,
    /// It is a value that is the name of a field, if that is known as one.
    Field,
}

/// Where names of values stand that may be something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heads {
    /// In the first row of what is a table.
    Row,
    /// In the first row of what may be one.
    MayBeRow,
    /// In what may be pairs, before the values.
    Pairs,
}

impl Kind {
    fn is_heads(self) -> bool {
        matches!(self, Kind::Heads(_))
    }
}

/// Ends a name in a row of such. It is in none.
const HEADS_END: u8 = b'\n';

/// The name that a value says, as forms have it too (`Date of birth:`, `Telephone *`, `user[phone]`). A marker, which an earlier run wrote, is
/// none.
pub(in crate::format) fn said(text: &[u8]) -> Option<&[u8]> {
    let said = text.trim_ascii();
    let is_end = |byte: &&u8| matches!(byte, b':' | b'?' | b'*' | b' ');
    let said = last_of_space(&said[..said.len() - said.iter().rev().take_while(is_end).count()]);
    (said.len() <= FIELD_NAME_BYTES_MAX && is_identifier_with(said, b" []")).then_some(said)
}

/// A name without the space of names that it stands in: `addr:street`, `urn:x:surname`, `http://schemas.example.com/claims/surname`.
fn last_of_space(said: &[u8]) -> &[u8] {
    let Some(colon) = memchr::memchr(b':', said) else { return said };
    let space = &said[..colon];
    let is_address = said[colon..].starts_with(b"://")
        || [&b"urn"[..], b"arn"].iter().any(|known| space.eq_ignore_ascii_case(known));
    let is_border = |b: &u8| *b == b':' || is_address && matches!(b, b'/' | b'#');
    let of_space = |b: &u8| b.is_ascii_graphic() && !b"[]{}()<>|\"'`@".contains(b);
    let mut parts = said.split(is_border).filter(|part| !part.is_empty());
    let is_space = said.iter().all(of_space) && (is_address || parts.clone().all(is_identifier));
    parts.next_back().filter(|_| is_space).unwrap_or(said)
}

/// The names that a path says (`general/store_information/phone`, `/users/0/email`), or the one that another text says; outermost first.
pub(in crate::format) fn levels(text: &[u8]) -> Vec<&[u8]> {
    if is_path(text) { levels_of_path(text) } else { head(text).into_iter().collect() }
}

/// The same where another text has to look like a name.
pub(in crate::format) fn said_levels(text: &[u8]) -> Vec<&[u8]> {
    let is_long = text.contains(&b'/') && is_path(text);
    if is_long { levels_of_path(text) } else { said(text).into_iter().collect() }
}

/// True for names with slashes between them, and one before them where there is a first. A tilde escapes signs in a pointer of JSON.
fn is_path(text: &[u8]) -> bool {
    is_identifier_with(text.strip_prefix(b"/").unwrap_or(text), b"/~")
}

fn levels_of_path(text: &[u8]) -> Vec<&[u8]> {
    let levels = text.rsplit(|b| *b == b'/').take(LEVELS_MAX);
    let mut levels: Vec<&[u8]> =
        levels.filter(|level| !level.is_empty() && level.len() <= FIELD_NAME_BYTES_MAX).collect();
    levels.reverse();
    levels
}

/// The name of a field that a value called `name` may be: a word as programs write it, or the last one of a path of such.
pub(in crate::format) fn field(text: &[u8]) -> Option<&[u8]> {
    let own = if is_path(text) { levels_of_path(text).pop()? } else { last_of_space(text) };
    let is_of_program = text.starts_with(b"/") || matches!(text.first(), Some(b'a'..=b'z' | b'_'));
    let is_word = own.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (is_of_program && is_word && own.len() <= FIELD_NAME_BYTES_MAX).then_some(own)
}

/// How many names above one another a path is read as.
const LEVELS_MAX: usize = 2;

/// The name of a column that a first row says; such names have more signs (`Phone #`, `Salary (net)`, `Zip/Postcode`). A marker and the
/// value of a person are none.
pub(in crate::format) fn head(text: &[u8]) -> Option<&[u8]> {
    let is_none = |b: &u8| b.is_ascii_control() || b"@=<>{}[]\"\\|~`".contains(b);
    let is_begin = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'#') || *b >= 0x80;
    said(text).filter(|said| !said.is_empty()).or_else(|| {
        let text = text.trim_ascii();
        let is_name = text.first().is_some_and(is_begin) && !text.iter().any(is_none);
        (is_name && text.len() <= FIELD_NAME_BYTES_MAX).then_some(text)
    })
}

/// The word that an option of a command is (`--db-password`), without its dashes. One letter says nothing by itself.
pub(in crate::format) fn option(argument: &[u8]) -> Option<&[u8]> {
    let option = argument.strip_prefix(b"--").or(argument.strip_prefix(b"-"))?;
    said(option).filter(|option| option.len() > 1 && option[0].is_ascii_alphabetic())
}

struct Row {
    parent: NameId,
    name: Box<[u8]>,
    /// Without quotes and backslashes.
    is_plain: bool,
    kind: Kind,
    part: Option<Part>,
    called: Called,
    /// It can be that of the arguments of a command.
    is_command: bool,
    /// Its first eight bytes, or all with zeros behind, and which bits they are.
    head: u64,
    mask: u64,
    /// The name that came after this one the last time: most records have the order of the one before.
    next: NameId,
    /// An older name with the same hash; the root where there is none.
    twin: NameId,
}

/// Hashes what is a hash already, made with a secret, as itself.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Never called for a number; any mixture would do.
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The names met so far. Ids are given in the order in which names are met.
pub struct Names {
    rows: Vec<Row>,
    /// By hash of parent and name, so that a known name is found without a copy of it.
    known: HashMap<u64, NameId, BuildHasherDefault<Hashed>>,
    hasher: RandomState,
    last: NameId,
}

impl Default for Names {
    fn default() -> Self {
        let root = Row {
            parent: NameId::ROOT,
            name: Box::default(),
            is_plain: false,
            kind: Kind::Key,
            part: None,
            called: Called::default(),
            is_command: false,
            head: 0,
            mask: 0,
            next: NameId::ROOT,
            twin: NameId::ROOT,
        };
        Names { rows: vec![root], known: HashMap::default(), hasher: RandomState::new(), last: NameId::ROOT }
    }
}

impl Names {
    /// The id of `name` below `parent`. `name` is decoded: without quotes and escapes.
    pub fn id(&mut self, parent: NameId, name: &[u8]) -> NameId {
        self.id_of(parent, name, Kind::Key)
    }

    /// The id of the attribute `name` of the element `parent`.
    pub(in crate::format) fn attribute(&mut self, parent: NameId, name: &[u8]) -> NameId {
        self.id_of(parent, name, Kind::Attribute)
    }

    /// True for that of an attribute.
    pub fn is_attribute(&self, id: NameId) -> bool {
        self.rows[id.0 as usize].kind == Kind::Attribute
    }

    fn id_of(&mut self, parent: NameId, name: &[u8], kind: Kind) -> NameId {
        let last = self.last.0 as usize;
        let expected = self.rows[last].next;
        if self.is(expected, parent, name, kind) {
            self.last = expected;
            return expected;
        }
        let id = self.look_up(parent, name, kind);
        self.rows[last].next = id;
        self.last = id;
        id
    }

    /// The id of a table: it is the name above those of its columns, and says nothing of them by itself.
    pub fn table(&mut self, name: &[u8]) -> NameId {
        self.look_up(NameId::ROOT, name, Kind::Table)
    }

    /// The id of a field below `parent` that is called what a value beside it says. That value may be anything, so it is not
    /// shown ([`Names::shown`]).
    pub(in crate::format) fn said(&mut self, parent: NameId, name: &[u8]) -> NameId {
        self.look_up(parent, name, Kind::Said)
    }

    /// The id of a value in the field `id` that is the name of another field, and so not what the name of its own says.
    pub(in crate::format) fn label_of(&mut self, id: NameId) -> NameId {
        let Row { parent, name, .. } = &self.rows[id.0 as usize];
        let (parent, name) = (*parent, name.clone());
        self.look_up(parent, &name, Kind::Label)
    }

    /// True for that of such values.
    pub fn is_label(&self, id: NameId) -> bool {
        self.rows[id.0 as usize].kind == Kind::Label
    }

    /// The id of a row that has the names of columns, those of which nothing is known empty: what [`Names::said`] says below it holds
    /// where it is one. That is to be judged by the names, and by where they stand.
    pub(in crate::format) fn heads<'n>(
        &mut self,
        parent: NameId,
        names: impl Iterator<Item = &'n [u8]>,
        heads: Heads,
    ) -> NameId {
        let list: Vec<u8> = names.flat_map(|name| name.iter().copied().chain([HEADS_END])).collect();
        self.look_up(parent, &list, Kind::Heads(heads))
    }

    /// The names in such a row, and where it stands; `None` for a name of its own.
    pub fn heads_in(&self, id: NameId) -> Option<(impl Iterator<Item = &[u8]> + '_, Heads)> {
        let row = &self.rows[id.0 as usize];
        let list = row.name.strip_suffix(&[HEADS_END]).unwrap_or(&row.name);
        match row.kind {
            Kind::Heads(heads) => Some((list.split(|b| *b == HEADS_END), heads)),
            _ => None,
        }
    }

    /// The id of a value of the field `parent` that is the `name` of a thing of a program and of nobody, as far as its place says; one
    /// that is not sure is to be judged by itself.
    pub(in crate::format) fn thing(&mut self, parent: NameId, name: &[u8], is_sure: bool) -> NameId {
        self.look_up(parent, name, if is_sure { Kind::Thing } else { Kind::ThingInDoubt })
    }

    /// The id of a value of the field `parent` that says the `name` of a field, where such a one is known.
    pub(in crate::format) fn field(&mut self, parent: NameId, name: &[u8]) -> NameId {
        self.look_up(parent, name, Kind::Field)
    }

    /// True for such a value of either kind; whether it is sure.
    pub fn is_of_thing(&self, id: NameId) -> Option<bool> {
        match self.rows[id.0 as usize].kind {
            Kind::Thing => Some(true),
            Kind::ThingInDoubt | Kind::Field => Some(false),
            _ => None,
        }
    }

    /// True for one that says the name of a field, or nothing.
    pub fn is_of_field(&self, id: NameId) -> bool {
        self.rows[id.0 as usize].kind == Kind::Field
    }

    /// True for a name that a value says.
    pub fn is_said(&self, id: NameId) -> bool {
        self.rows[id.0 as usize].kind == Kind::Said
    }

    /// The id of what is called like `id`, below `parent`.
    pub(in crate::format) fn below(&mut self, parent: NameId, id: NameId) -> NameId {
        let row = &self.rows[id.0 as usize];
        let (name, kind) = (row.name.clone(), row.kind);
        self.look_up(parent, &name, kind)
    }

    /// The id of a value that can be called by each of the names `ids`: all that any of them says holds for it.
    pub(in crate::format) fn any_of(&mut self, ids: &[NameId]) -> NameId {
        let list: Vec<u8> = ids.iter().flat_map(|id| id.0.to_le_bytes()).collect();
        self.look_up(NameId::ROOT, &list, Kind::AnyOf)
    }

    /// The names that one may be each of; `None` for a name of its own.
    pub fn each_of(&self, id: NameId) -> Option<impl Iterator<Item = NameId> + '_> {
        let row = &self.rows[id.0 as usize];
        let (ids, _) = row.name.as_chunks::<4>();
        (row.kind == Kind::AnyOf).then(|| ids.iter().map(|id| NameId(u32::from_le_bytes(*id))))
    }

    /// True for that of a table.
    pub fn is_table(&self, id: NameId) -> bool {
        self.rows[id.0 as usize].kind == Kind::Table
    }

    /// True for that of a column of a table, and of what is in it.
    pub fn is_in_table(&self, id: NameId) -> bool {
        std::iter::successors(self.parent(id), |id| self.parent(*id)).any(|above| self.is_table(above))
    }

    /// The name that is expected below `parent`, and how long it is, when `text` begins with it and a quote. It is
    /// not when it has quotes or backslashes, which JSON writes in another way.
    #[inline(always)]
    pub(in crate::format) fn expected(&mut self, parent: NameId, text: &[u8]) -> Option<(NameId, usize)> {
        let id = self.rows[self.last.0 as usize].next;
        let row = &self.rows[id.0 as usize];
        let length = row.name.len();
        // Names are short, which a comparison of any length is not made for.
        let word = u64::from_le_bytes(*text.first_chunk()?);
        let is_it = word & row.mask == row.head
            && row.parent == parent
            && row.is_plain
            && text.get(length) == Some(&b'"')
            && (length <= 8 || text[8..length] == row.name[8..]);
        if !is_it {
            return None;
        }
        self.last = id;
        Some((id, length))
    }

    /// The root has no name, so it is none of the names below it.
    fn is(&self, id: NameId, parent: NameId, name: &[u8], kind: Kind) -> bool {
        let row = &self.rows[id.0 as usize];
        id != NameId::ROOT && row.parent == parent && *row.name == *name && row.kind == kind
    }

    fn look_up(&mut self, parent: NameId, name: &[u8], kind: Kind) -> NameId {
        let hash = self.hasher.hash_one((parent, name, kind));
        let newest = self.known.get(&hash).copied().unwrap_or(NameId::ROOT);
        let mut id = newest;
        while id != NameId::ROOT {
            let row = &self.rows[id.0 as usize];
            if row.parent == parent && *row.name == *name && row.kind == kind {
                return id;
            }
            id = row.twin;
        }
        let id = self.add(parent, name, kind, newest);
        self.known.insert(hash, id);
        id
    }

    fn add(&mut self, parent: NameId, name: &[u8], kind: Kind, twin: NameId) -> NameId {
        let id = NameId(self.rows.len() as u32);
        let is_plain = memchr::memchr2(b'"', b'\\', name).is_none();
        let mut head = [0; 8];
        head[..name.len().min(8)].copy_from_slice(&name[..name.len().min(8)]);
        let (head, mask) = (u64::from_le_bytes(head), below(8 * name.len().min(8) as u32));
        let (part, called, next) = (Part::of(name), Called::of_object(name), NameId::ROOT);
        // A path or program alone says nothing: many objects have one.
        let is_command = command::place(name).is_some_and(|place| place > 0);
        let name = name.into();
        self.rows.push(Row {
            parent,
            name,
            is_plain,
            kind,
            part,
            called,
            is_command,
            head,
            mask,
            next,
            twin,
        });
        id
    }

    /// Which half of a pair it is called like.
    pub(in crate::format) fn part(&self, id: NameId) -> Option<Part> {
        self.rows[id.0 as usize].part
    }

    /// What a member that is called so can be in a pair.
    pub(in crate::format) fn called(&self, id: NameId) -> Called {
        self.rows[id.0 as usize].called
    }

    /// True for what members are called that hold arguments of commands.
    pub(in crate::format) fn is_command(&self, id: NameId) -> bool {
        self.rows[id.0 as usize].is_command
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
        self.path_of(id, |id| {
            let kind = self.rows[id.0 as usize].kind;
            !matches!(kind, Kind::AnyOf | Kind::Field) && !kind.is_heads()
        })
    }

    /// The same without those that values say: what may be shown.
    pub fn shown(&self, id: NameId) -> Vec<&[u8]> {
        self.path_of(id, |id| {
            matches!(self.rows[id.0 as usize].kind, Kind::Key | Kind::Attribute | Kind::Table | Kind::Label)
        })
    }

    fn path_of(&self, id: NameId, has: impl Fn(NameId) -> bool) -> Vec<&[u8]> {
        let mut path = Vec::new();
        let mut at = Some(id).filter(|id| *id != NameId::ROOT);
        while let Some(id) = at {
            path.extend(Some(self.own(id)).filter(|_| has(id)));
            at = self.parent(id);
        }
        path.reverse();
        path
    }
}
