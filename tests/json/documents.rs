//! Random documents and what stands in them, known because they were written leaf by leaf.

use obelus::format::sheet::Kind;

use crate::random::Random;

/// A leaf or key: its kind, the keys above it, its bytes.
pub type Leaf = (Kind, Vec<Vec<u8>>, Vec<u8>);

/// A member: the keys down to its own, and its text in the document it belongs to.
pub type Text = (Vec<Vec<u8>>, Vec<u8>);

/// What random documents may hold.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// Nothing that a strict parser of JSON refuses.
    pub is_strict: bool,
    /// Keys of one object may be the same.
    pub has_twins: bool,
    /// How often JSON may stand in strings.
    pub nested: usize,
}

/// A document under way.
pub struct Writer<'a> {
    pub random: &'a mut Random,
    pub dialect: Dialect,
    pub leaves: Vec<Leaf>,
    pub members: Vec<Text>,
    path: Vec<Vec<u8>>,
    /// In how many strings of JSON what is written now stands.
    level: usize,
}

/// How deep JSON in strings is read.
pub const READ_DEPTH: usize = 3;

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "7",
    "-12",
    "3.25",
    "1e5",
    "1E+07",
    "2.5e-3",
    "123456789012345678901234567890",
    "0.10",
    "-1.0e1",
];
const PIECES: &[&str] = &[
    "",
    "a",
    "name",
    "Zoë",
    "日本語",
    "😀",
    "\"",
    "\\",
    "/",
    "\u{8}\u{c}",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{1f}",
    "\u{7f}",
    "\u{2028}",
    "555-0100",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "{",
    "[1",
    "}",
    "\\u0041",
    "eve@example.com",
    " ",
];

impl<'a> Writer<'a> {
    pub fn new(random: &'a mut Random, dialect: Dialect) -> Self {
        Writer { random, dialect, leaves: Vec::new(), members: Vec::new(), path: Vec::new(), level: 0 }
    }

    fn white(&mut self, out: &mut Vec<u8>) {
        if self.random.one_in(4) {
            let white: &[&[u8]] = &[b" ", b"\t", b"  ", b"\n", b"\r\n "];
            out.extend_from_slice(self.random.pick::<&[u8]>(white));
        }
    }

    fn leaf(&mut self, kind: Kind, value: Vec<u8>) {
        self.leaves.push((kind, self.path.clone(), value));
    }

    /// Appends a value that is nested `depth` deep at most.
    pub fn value(&mut self, depth: usize, out: &mut Vec<u8>) {
        match self.random.below(if depth == 0 { 6 } else { 10 }) {
            0 => {
                let number = *self.random.pick(NUMBERS);
                out.extend_from_slice(number.as_bytes());
                self.leaf(Kind::Number, number.into());
            }
            1 => {
                let word = *self.random.pick(&["true", "false", "null"]);
                out.extend_from_slice(word.as_bytes());
                self.leaf(Kind::Word, word.into());
            }
            2 if self.level < self.dialect.nested => self.json_string(depth, out),
            2..=5 => {
                let value = self.content();
                self.quoted(&value, out);
                self.leaf(Kind::Text, value);
            }
            6 | 7 => self.array(depth, out),
            _ => self.object(depth, out),
        }
    }

    pub fn array(&mut self, depth: usize, out: &mut Vec<u8>) {
        out.push(b'[');
        self.white(out);
        for n in 0..self.random.below(4) {
            if n > 0 {
                out.push(b',');
            }
            self.white(out);
            self.value(depth - 1, out);
            self.white(out);
        }
        out.push(b']');
    }

    pub fn object(&mut self, depth: usize, out: &mut Vec<u8>) {
        out.push(b'{');
        self.white(out);
        for n in 0..self.random.below(4) {
            if n > 0 {
                out.push(b',');
            }
            self.white(out);
            let mut key = self.content();
            if !self.dialect.has_twins {
                key.extend_from_slice(n.to_string().as_bytes());
            }
            let (start, member) = (out.len(), self.members.len());
            self.quoted(&key, out);
            self.path.push(key.clone());
            self.members.push((self.path.clone(), Vec::new()));
            self.leaf(Kind::Key, key);
            self.white(out);
            out.push(b':');
            self.white(out);
            self.value(depth - 1, out);
            self.members[member].1 = out[start..].to_vec();
            self.path.pop();
            self.white(out);
        }
        out.push(b'}');
    }

    /// A string that is an array or object; below the depth to which that is read, a text.
    fn json_string(&mut self, depth: usize, out: &mut Vec<u8>) {
        let (leaves, members) = (self.leaves.len(), self.members.len());
        let mut inner = Vec::new();
        self.white(&mut inner);
        self.level += 1;
        if self.random.one_in(2) {
            self.array(depth.max(1), &mut inner);
        } else {
            self.object(depth.max(1), &mut inner);
        }
        self.level -= 1;
        self.white(&mut inner);
        self.quoted(&inner, out);
        if self.level >= READ_DEPTH {
            self.leaves.truncate(leaves);
            self.members.truncate(members);
            self.leaf(Kind::Text, inner);
        }
    }

    /// Some text that is not JSON.
    fn content(&mut self) -> Vec<u8> {
        let mut value = Vec::new();
        for _ in 0..self.random.below(4) {
            value.extend_from_slice(self.random.pick(PIECES).as_bytes());
        }
        if !self.dialect.is_strict && self.random.one_in(4) {
            // Invalid UTF-8; the upper and the lower half of a surrogate pair, apart.
            let odd: &[&[u8]] = &[b"\xff", b"\xc3", b"\xed\xa0\xbdx", b"y\xed\xb8\x80z"];
            value.extend_from_slice(self.random.pick::<&[u8]>(odd));
        }
        if matches!(value.trim_ascii_start().first(), Some(b'[' | b'{')) {
            value.insert(0, b'-');
        }
        value
    }

    /// `value` as a string, each character written in one of the ways there are.
    fn quoted(&mut self, value: &[u8], out: &mut Vec<u8>) {
        out.push(b'"');
        for chunk in value.utf8_chunks() {
            for c in chunk.valid().chars() {
                self.character(c, out);
            }
            match chunk.invalid() {
                [0xed] => out.push(0xed),
                invalid => out.extend_from_slice(invalid),
            }
        }
        out.push(b'"');
        // A surrogate is no UTF-8: its three bytes came through one by one, and become an escape.
        for (bytes, escape) in [(&b"\xed\xa0\xbd"[..], &b"\\ud83d"[..]), (b"\xed\xb8\x80", b"\\uDE00")] {
            while let Some(n) = out.windows(3).position(|three| three == bytes) {
                out.splice(n..n + 3, escape.iter().copied());
            }
        }
    }

    fn character(&mut self, c: char, out: &mut Vec<u8>) {
        let short = match c {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '/' => Some("\\/"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            _ => None,
        };
        let must = matches!(c, '"' | '\\') || (c < ' ' && self.dialect.is_strict);
        match (self.random.below(6), short) {
            (0, _) => self.code_units(c, out),
            (1..=3, Some(short)) => out.extend_from_slice(short.as_bytes()),
            _ if must => match short {
                Some(short) => out.extend_from_slice(short.as_bytes()),
                None => self.code_units(c, out),
            },
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    fn code_units(&mut self, c: char, out: &mut Vec<u8>) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let escape =
                if self.random.one_in(2) { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
            out.extend_from_slice(escape.as_bytes());
        }
    }
}
