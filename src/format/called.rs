//! What the two halves of a pair are called, in whatever format: `name` beside `value`, `field` beside `old` and `new`, `columns` beside `rows`.
//!
//! One table. Who reads objects, mappings, elements or columns asks it what a name can be, and knows by itself where the other half has to stand.
//! A pair says nothing yet: what is called so by it is looked up as any other name of a field.

/// What something that is called so can be. A name can be several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Called(u32);

/// It says of which field a value is, and can be nothing else.
const FIELD: u32 = 1;
/// It says so, and can be what somebody or something is called.
const NAME: u32 = 1 << 1;
/// It says so beside a value that is called just that; beside others it is a kind or a place.
const KIND: u32 = 1 << 2;
/// It is a value.
const VALUE: u32 = 1 << 3;
/// It is a value, or a text of its own.
const TEXT: u32 = 1 << 4;
/// It is the answer to a question.
const ANSWER: u32 = 1 << 5;
/// It is what a field was or becomes, or where something comes from.
const STATE: u32 = 1 << 6;
/// Beside an answer it is the question.
const ASKS: u32 = 1 << 7;
/// What it says of fields is nobody's.
const KEPT: u32 = 1 << 8;
/// What programs call a value by its kind (`{"stringValue": …}`).
const TYPED: u32 = 1 << 9;
/// The names of columns, beside the rows.
const COLUMNS: u32 = 1 << 10;
/// The rows of a table.
const ROWS: u32 = 1 << 11;
/// Rows where there are columns.
const ITEMS: u32 = 1 << 12;
/// The list of the cells of a row.
const CELLS: u32 = 1 << 13;
/// The value of such a cell.
const CELL: u32 = 1 << 14;
/// It says whether lists are rows or columns.
const DIRECTION: u32 = 1 << 15;
/// A key of the description of a program, whose `name` is that of a thing; see [`Called::is_of_thing`].
const THING: u32 = 1 << 16;
/// The same, with another one.
const THING_TOO: u32 = 1 << 17;

/// Without rows beside they are pairs of names and values.
const PAIRS: u32 = 1 << 22;

/// Where it is so: in objects and mappings, in elements of XML, as a column.
const OBJECT: u32 = 1 << 18;
const ELEMENT: u32 = 1 << 19;
const TABLE: u32 = 1 << 20;
const ALL: u32 = OBJECT | ELEMENT | TABLE;
const OBJECT_ELEMENT: u32 = OBJECT | ELEMENT;
const OBJECT_TABLE: u32 = OBJECT | TABLE;
/// Such a member of an object can be the rows of a table as well.
const HOLDS: u32 = 1 << 21;

/// Small letters, without the signs between words; sorted.
static WORDS: [(&str, u32); 158] = [
    ("after", VALUE | OBJECT_TABLE),
    ("answer", TEXT | ANSWER | HOLDS | ALL),
    ("answertext", ANSWER | OBJECT_TABLE),
    ("antwort", ANSWER | OBJECT_TABLE),
    ("array", TYPED | ELEMENT),
    ("attr", FIELD | KEPT | ALL),
    ("attribute", FIELD | KEPT | ALL),
    ("before", VALUE | OBJECT_TABLE),
    ("body", ITEMS | OBJECT),
    ("boolean", TYPED | ELEMENT),
    ("boolvalue", TYPED | OBJECT),
    ("bytesvalue", TYPED | OBJECT),
    ("c", CELLS | OBJECT),
    ("campo", FIELD | KEPT | OBJECT_TABLE),
    ("cells", CELLS | OBJECT),
    ("champ", FIELD | KEPT | OBJECT_TABLE),
    ("clave", FIELD | KEPT | OBJECT_TABLE),
    ("code", KIND | OBJECT_TABLE),
    ("colnames", COLUMNS | OBJECT),
    ("cols", COLUMNS | OBJECT),
    ("column", FIELD | KEPT | OBJECT_TABLE),
    ("columninfo", COLUMNS | OBJECT),
    ("columnlabels", COLUMNS | OBJECT),
    ("columnmetadata", COLUMNS | OBJECT),
    ("columnnames", COLUMNS | OBJECT),
    ("columns", COLUMNS | OBJECT),
    ("content", TEXT | HOLDS | ALL),
    ("crs", THING | OBJECT),
    ("current", STATE | OBJECT_TABLE),
    ("currentvalue", VALUE | OBJECT_TABLE),
    ("customfield", FIELD | KEPT | OBJECT_TABLE),
    ("data", TEXT | CELLS | HOLDS | ALL),
    ("dataset", ROWS | OBJECT),
    ("datavalue", VALUE | OBJECT_TABLE),
    ("date", TYPED | ELEMENT),
    ("default", TEXT | OBJECT_ELEMENT),
    ("defaultvalue", VALUE | OBJECT_TABLE),
    ("dependencies", THING_TOO | OBJECT),
    ("description", KIND | TABLE),
    ("detail", VALUE | TABLE),
    ("devdependencies", THING | OBJECT),
    ("dict", TYPED | ELEMENT),
    ("displayname", NAME | OBJECT),
    ("displayvalue", VALUE | OBJECT_TABLE),
    ("double", TYPED | ELEMENT),
    ("doublevalue", TYPED | OBJECT),
    ("engines", THING_TOO | OBJECT),
    ("envvar", FIELD | KEPT | OBJECT_TABLE),
    ("f", CELLS | CELL | OBJECT),
    ("feld", FIELD | KEPT | OBJECT_TABLE),
    ("field", FIELD | KEPT | ALL),
    ("fieldnames", COLUMNS | OBJECT),
    ("fields", COLUMNS | OBJECT),
    ("formattedvalue", VALUE | CELL | OBJECT),
    ("frage", FIELD | KEPT | OBJECT_TABLE),
    ("friendlyname", NAME | OBJECT_ELEMENT),
    ("from", STATE | OBJECT_TABLE),
    ("fromstring", STATE | OBJECT_TABLE),
    ("grid", ROWS | OBJECT),
    ("header", NAME | OBJECT),
    ("headers", COLUMNS | PAIRS | OBJECT),
    ("heading", ASKS | OBJECT),
    ("id", NAME | OBJECT_ELEMENT),
    ("identifier", KIND | OBJECT_TABLE),
    ("int", TYPED | ELEMENT),
    ("integer", TYPED | ELEMENT),
    ("intvalue", TYPED | OBJECT),
    ("item", KIND | TYPED | ELEMENT | TABLE),
    ("items", ITEMS | OBJECT),
    ("k", FIELD | KEPT | ALL),
    ("key", FIELD | KEPT | ALL),
    ("keys", COLUMNS | OBJECT),
    ("keyword", FIELD | KEPT | TABLE),
    ("label", NAME | ALL),
    ("labels", COLUMNS | OBJECT),
    ("lhs", VALUE | OBJECT),
    ("list", TYPED | ELEMENT),
    ("lockfileversion", THING | OBJECT),
    ("long", TYPED | ELEMENT),
    ("macro", FIELD | KEPT | TABLE),
    ("majordimension", DIRECTION | OBJECT),
    ("matrix", ROWS | OBJECT),
    ("meta", COLUMNS | OBJECT),
    ("n", NAME | TYPED | OBJECT_ELEMENT),
    ("name", NAME | ALL),
    ("new", VALUE | ALL),
    ("newstring", VALUE | OBJECT_TABLE),
    ("newval", VALUE | OBJECT_TABLE),
    ("newvalue", VALUE | HOLDS | ALL),
    ("old", VALUE | ALL),
    ("oldstring", VALUE | OBJECT_TABLE),
    ("oldval", VALUE | OBJECT_TABLE),
    ("oldvalue", VALUE | HOLDS | ALL),
    ("option", FIELD | KEPT | OBJECT_TABLE),
    ("param", FIELD | KEPT | ALL),
    ("parameter", FIELD | KEPT | ALL),
    ("path", KIND | KEPT | OBJECT_TABLE),
    ("peerdependencies", THING | OBJECT),
    ("plaintext", VALUE | OBJECT),
    ("previous", STATE | OBJECT_TABLE),
    ("prompt", FIELD | KEPT | OBJECT_TABLE),
    ("prop", FIELD | KEPT | OBJECT_TABLE),
    ("property", FIELD | KEPT | ALL),
    ("question", FIELD | KEPT | ALL),
    ("questiontext", NAME | OBJECT_TABLE),
    ("rawheaders", COLUMNS | PAIRS | OBJECT),
    ("rawvalue", VALUE | OBJECT_TABLE),
    ("real", TYPED | ELEMENT),
    ("records", ROWS | OBJECT),
    ("ref", KIND | OBJECT_TABLE),
    ("response", ANSWER | OBJECT_TABLE),
    ("responsetext", ANSWER | OBJECT_TABLE),
    ("result", ITEMS | OBJECT),
    ("results", ITEMS | OBJECT),
    ("rhs", VALUE | OBJECT),
    ("row", ROWS | CELLS | OBJECT),
    ("rows", ROWS | OBJECT),
    ("rowset", ROWS | OBJECT),
    ("rowtype", COLUMNS | OBJECT),
    ("s", TYPED | OBJECT),
    ("scripts", THING_TOO | OBJECT),
    ("setting", FIELD | KEPT | OBJECT_TABLE),
    ("slug", KIND | OBJECT_TABLE),
    ("str", TYPED | ELEMENT),
    ("string", TYPED | ELEMENT),
    ("stringdata", VALUE | OBJECT_TABLE),
    ("stringval", VALUE | OBJECT_TABLE),
    ("stringvalue", VALUE | TYPED | HOLDS | ALL),
    ("submittedvalue", VALUE | OBJECT_TABLE),
    ("table", ROWS | OBJECT),
    ("tag", KIND | OBJECT_TABLE),
    ("tbody", ROWS | OBJECT),
    ("text", TEXT | ASKS | HOLDS | OBJECT_ELEMENT),
    ("textvalue", VALUE | OBJECT_TABLE),
    ("thead", COLUMNS | OBJECT),
    ("title", NAME | OBJECT),
    ("to", STATE | OBJECT_TABLE),
    ("tostring", STATE | OBJECT_TABLE),
    ("tuples", ROWS | OBJECT),
    ("type", KIND | OBJECT_TABLE),
    ("userproperty", FIELD | KEPT | OBJECT_TABLE),
    ("v", VALUE | CELL | HOLDS | ALL),
    ("val", VALUE | HOLDS | ALL),
    ("valeur", VALUE | OBJECT_TABLE),
    ("valor", VALUE | OBJECT_TABLE),
    ("value", VALUE | TYPED | CELL | HOLDS | ALL),
    ("valuenew", VALUE | OBJECT_TABLE),
    ("valueold", VALUE | OBJECT_TABLE),
    ("values", VALUE | HOLDS | ALL),
    ("valuestring", VALUE | TYPED | OBJECT_TABLE),
    ("valuetext", VALUE | OBJECT_TABLE),
    ("var", FIELD | KEPT | OBJECT_TABLE),
    ("variable", FIELD | KEPT | OBJECT_TABLE),
    ("veld", FIELD | KEPT | OBJECT_TABLE),
    ("version", THING_TOO | OBJECT),
    ("vstr", VALUE | TYPED | OBJECT),
    ("waarde", VALUE | OBJECT_TABLE),
    ("wert", VALUE | OBJECT_TABLE),
];

/// What stands before the last word of a name that is one half of a pair: `meta_key`, `meta_value`.
static OWNERS: [&str; 26] = [
    "attr",
    "attribute",
    "cf",
    "cfg",
    "column",
    "config",
    "custom",
    "customfield",
    "entity",
    "entry",
    "field",
    "info",
    "macro",
    "meta",
    "option",
    "param",
    "parameter",
    "preference",
    "profile",
    "prop",
    "property",
    "setting",
    "string",
    "up",
    "var",
    "variable",
];

/// Such of which a name can be that of somebody, or of a thing.
const NAMED: [&str; 9] = ["custom", "entity", "entry", "info", "profile", "string", "up", "var", "variable"];

/// These words, and what a name is that ends with one.
const ENDS: [(&str, u32); 8] = [
    ("code", FIELD | KEPT),
    ("id", FIELD | KEPT),
    ("key", FIELD | KEPT),
    ("label", FIELD | KEPT),
    ("name", FIELD | KEPT),
    ("property", FIELD | KEPT),
    ("val", VALUE),
    ("value", VALUE),
];

/// Owners of fields, whose number can be a name.
const NUMBERED: [&str; 2] = ["customfield", "field"];

/// What a column is called where the list of them has an object for it, the surest first.
const COLUMN: [&str; 11] =
    ["name", "field", "column", "columnname", "label", "title", "text", "key", "data", "id", "ref"];

/// The longest of all, with signs between the words.
const NAME_BYTES_MAX: usize = 24;

/// A name in small letters, without the signs between its words.
struct Folded([u8; NAME_BYTES_MAX], usize);

impl Folded {
    fn of(name: &[u8]) -> Option<Folded> {
        let mut folded = Folded([0; NAME_BYTES_MAX], 0);
        if name.len() > NAME_BYTES_MAX {
            return None;
        }
        for byte in name.iter().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'.')) {
            folded.0[folded.1] = byte.to_ascii_lowercase();
            folded.1 += 1;
        }
        Some(folded)
    }

    fn text(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

fn is_in(list: &[&str], word: &[u8]) -> bool {
    list.iter().any(|known| known.as_bytes() == word)
}

/// What a name of an owner and a word is.
fn composed(name: &[u8]) -> u32 {
    let known = |(end, flags): &(&str, u32)| {
        let owner = name.strip_suffix(end.as_bytes()).filter(|owner| is_in(&OWNERS, owner))?;
        match *end {
            "id" if !is_in(&NUMBERED, owner) => None,
            "name" if matches!(owner, b"var" | b"variable") => Some(NAME),
            "name" if is_in(&NAMED, owner) => None,
            _ => Some(*flags),
        }
    };
    ENDS.iter().find_map(known).unwrap_or(0)
}

impl Called {
    /// A member of an object or a mapping.
    pub(crate) fn of_object(name: &[u8]) -> Called {
        Called::of(name, OBJECT)
    }

    /// An element of XML, or an attribute.
    pub(crate) fn of_element(name: &[u8]) -> Called {
        Called::of(name, ELEMENT)
    }

    /// The element that begins with a tag of this text, which may have a prefix, and a word before its name as the other half has
    /// (`param-name`, `param-value`). What is called by its type is a value where a key stands before it.
    pub(crate) fn of_tag(tag: &[u8]) -> Called {
        let name = tag.split(|b| b.is_ascii_whitespace()).next().unwrap_or(tag);
        let last = name.rsplit(|b| matches!(b, b':' | b'-' | b'_' | b'.')).next().unwrap_or(name);
        let called = Called::of_element(last);
        if called.is(TYPED) { Called(called.0 | VALUE) } else { called }
    }

    /// A column.
    pub(in crate::format) fn of_column(name: &[u8]) -> Called {
        Called::of(name, TABLE)
    }

    fn of(name: &[u8], place: u32) -> Called {
        let Some(folded) = Folded::of(name) else { return Called(0) };
        let name = folded.text();
        let flags = WORDS.binary_search_by(|(word, _)| word.as_bytes().cmp(name)).map_or(0, |n| WORDS[n].1);
        match flags & place {
            0 if place == ELEMENT => Called(0),
            0 => Called(composed(name)),
            _ => Called(flags),
        }
    }

    fn is(self, flags: u32) -> bool {
        self.0 & flags != 0
    }

    /// It says of which field a value is.
    pub(in crate::format) fn is_name(self) -> bool {
        self.is(FIELD | NAME)
    }

    /// The same, or it says so beside some values.
    pub(in crate::format) fn may_name(self) -> bool {
        self.is(FIELD | NAME | KIND)
    }

    /// It is the column of a list of fields that has their names, or one beside that: no value of a person is called so.
    pub(in crate::format) fn heads_list(self) -> bool {
        self.is(FIELD | KIND)
    }

    /// It is the value of a field.
    pub(crate) fn is_value(self) -> bool {
        self.is(VALUE | TEXT | ANSWER | STATE)
    }

    /// It is so beside every name.
    pub(in crate::format) fn is_plain_value(self) -> bool {
        self.is(VALUE | TEXT)
    }

    /// It is nothing else.
    pub(crate) fn is_value_only(self) -> bool {
        self.is(VALUE) && !self.is(TEXT)
    }

    /// The same as [`Called::is_plain_value`], and what stands in it beside may be something else.
    pub(in crate::format) fn is_text(self) -> bool {
        self.is(TEXT)
    }

    /// It is a value where a name stands right before it.
    pub(in crate::format) fn is_typed(self) -> bool {
        self.is(TYPED)
    }

    /// What is called so says only of which field a value is, and nothing of somebody.
    pub(in crate::format) fn is_nobodys(self) -> bool {
        self.is(KEPT)
    }

    /// What is called so says what `value` is beside it.
    pub(crate) fn names(self, value: Called) -> bool {
        self.is(FIELD) && value.is_value()
            || self.is(NAME) && value.is(VALUE | TEXT | ANSWER)
            || self.is(KIND) && value.is(VALUE)
            || self.is(ASKS) && value.is(ANSWER)
    }

    /// Where no rows stand beside it, it can be a list of names with their values.
    pub(in crate::format) fn is_of_pairs(self) -> bool {
        self.is(PAIRS)
    }

    /// The list of the cells of a row.
    pub(in crate::format) fn is_cells(self) -> bool {
        self.is(CELLS)
    }

    /// The value of such a cell.
    pub(in crate::format) fn is_cell(self) -> bool {
        self.is(CELL)
    }

    /// Members that say of their object that its `name` is that of a thing of a program: one of the first kind, or two.
    pub(in crate::format) fn is_of_thing(self) -> Option<u8> {
        match self {
            _ if self.is(THING) => Some(2),
            _ if self.is(THING_TOO) => Some(1),
            _ => None,
        }
    }
}

/// How sure a member says what a column is called, the surest first.
pub(in crate::format) fn column_by(name: &[u8]) -> Option<usize> {
    let folded = Folded::of(name)?;
    COLUMN.iter().position(|known| known.as_bytes() == folded.text())
}

/// How many things [`column_by`] tells apart.
pub(in crate::format) const COLUMN_BY: usize = COLUMN.len();

/// Which half of a pair a member of an object is, in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::format) enum Part {
    Name,
    /// It is one beside some values.
    Kind,
    Value,
    /// It is one, and never rows.
    Answer,
    Columns,
    Rows,
    /// Rows where there are columns; a first row of names in it is in doubt.
    Items,
    /// It says whether rows or columns are the lists of a table.
    Direction,
    /// It says that the name beside is that of a thing.
    Thing,
}

impl Part {
    pub(in crate::format) fn of(name: &[u8]) -> Option<Part> {
        let called = Called::of_object(name);
        match called {
            Called(0) => None,
            _ if called.is(FIELD | NAME) => Some(Part::Name),
            _ if called.is(KIND) => Some(Part::Kind),
            _ if called.is(HOLDS) => Some(Part::Value),
            _ if called.is_value() => Some(Part::Answer),
            _ if called.is(COLUMNS) => Some(Part::Columns),
            _ if called.is(ROWS) => Some(Part::Rows),
            _ if called.is(ITEMS) => Some(Part::Items),
            _ if called.is(DIRECTION) => Some(Part::Direction),
            _ if called.is(THING | THING_TOO) => Some(Part::Thing),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_short() {
        assert!(WORDS.is_sorted_by(|one, next| one.0 < next.0));
        assert!(OWNERS.is_sorted());
        assert!(WORDS.iter().all(|(word, _)| word.len() <= NAME_BYTES_MAX));
    }

    #[test]
    fn halves_of_pairs_are_told_by_their_names() {
        for (name, expected) in [
            ("name", Some(Part::Name)),
            ("ParameterKey", Some(Part::Name)),
            ("field_id", Some(Part::Name)),
            ("type", Some(Part::Kind)),
            ("ParameterValue", Some(Part::Answer)),
            ("data", Some(Part::Value)),
            ("toString", Some(Part::Answer)),
            ("column_names", Some(Part::Columns)),
            ("lockfileVersion", Some(Part::Thing)),
            ("user_id", None),
            ("profile_name", None),
            ("entity_id", None),
            ("", None),
        ] {
            assert_eq!(Part::of(name.as_bytes()), expected, "{name}");
        }
    }

    #[test]
    fn what_can_be_something_else_names_fewer_values() {
        let names = |name: &str, value: &str| {
            Called::of_object(name.as_bytes()).names(Called::of_object(value.as_bytes()))
        };
        assert!(names("field", "from") && names("name", "old") && names("type", "value"));
        assert!(names("text", "answer") && names("name", "default"));
        assert!(!names("name", "from") && !names("type", "content") && !names("text", "value"));
        assert!(!names("path", "response"));
    }
}
