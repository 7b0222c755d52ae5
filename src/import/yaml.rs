//! YAML as a tree with places, as far as rule sets need it: no anchors, aliases or tags, by which a small text can become a large
//! one, or mean something else to another reader.

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::error::{Error, ErrorKind, Place, Result};

/// How deep lists and maps are nested: rule sets need six.
const DEPTH_MAX: usize = 32;

/// A value with its place.
pub struct Node {
    /// Where it begins.
    pub place: Place,
    value: Value,
}

enum Value {
    /// A text, and whether it stands without quotes.
    Scalar(String, bool),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|(k, _)| k == key).map(|(_, node)| node).filter(|n| !n.is_null())
            }
            _ => None,
        }
    }

    /// The keys of a map.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let entries = match &self.value {
            Value::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|(key, _)| key.as_str())
    }

    /// The items of a list; a value that is none is a list of one.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// A text or number as it is written.
    pub fn str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(text, true) if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// True for `false` as YAML 1.1 and 1.2 write it.
    pub fn is_false(&self) -> bool {
        let is_false = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "false" | "no" | "off");
        matches!(&self.value, Value::Scalar(text, true) if is_false(text))
    }
}

/// The one document of `text`, which errors call `name`.
pub fn read(name: &str, text: &str) -> Result<Node> {
    let error = |place: Place, what: &'static str| Error::new(ErrorKind::Rules, what).about(name).at(place);
    let mut reader = Reader { open: Vec::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| {
            let marker = e.marker();
            error(Place { line: marker.line(), column: marker.col() + 1, file: 0 }, "not valid YAML")
                .fix("check indentation, quotes and brackets at this place")
        })?;
        let place = Place { line: span.start.line(), column: span.start.col() + 1, file: 0 };
        reader.take(event, place).map_err(|what| error(place, what))?;
    }
    reader.root.ok_or_else(|| error(Place { line: 1, column: 1, file: 0 }, "there is nothing in it"))
}

struct Reader {
    /// Lists and maps that are not closed, and the key under which the next value of a map stands.
    open: Vec<(Node, Option<String>)>,
    root: Option<Node>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), &'static str> {
        match event {
            Event::Alias(_) => Err("aliases are not read; write the value out"),
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                Err("anchors are not read; write the value out where it is used")
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, Some(_))
            | Event::MappingStart(_, Some(_)) => Err("tags are not read; take it out"),
            Event::Scalar(text, style, ..) => {
                let value = Value::Scalar(text.into_owned(), style == ScalarStyle::Plain);
                self.put(Node { place, value })
            }
            Event::SequenceStart(..) => self.open(Node { place, value: Value::List(Vec::new()) }),
            Event::MappingStart(..) => self.open(Node { place, value: Value::Map(Vec::new()) }),
            Event::SequenceEnd | Event::MappingEnd => {
                let (node, _) = self.open.pop().ok_or("brackets do not pair up")?;
                self.put(node)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, node: Node) -> Result<(), &'static str> {
        if self.open.len() == DEPTH_MAX {
            return Err("it is nested too deep");
        }
        self.open.push((node, None));
        Ok(())
    }

    fn put(&mut self, node: Node) -> Result<(), &'static str> {
        match self.open.last_mut() {
            None if self.root.is_some() => return Err("only one document is read; split the file"),
            None => self.root = Some(node),
            Some((Node { value: Value::List(items), .. }, _)) => items.push(node),
            Some((Node { value: Value::Map(entries), .. }, key)) => match (key.take(), node.value) {
                (None, Value::Scalar(text, _)) if entries.iter().any(|(k, _)| *k == text) => {
                    return Err("a key stands twice");
                }
                (None, Value::Scalar(text, _)) => *key = Some(text),
                (None, _) => return Err("a key is a text"),
                (Some(key), value) => entries.push((key, Node { value, place: node.place })),
            },
            Some(_) => return Err("brackets do not pair up"),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_tree_has_places() {
        let text = "a:\n  - name: 'x'\n    on: false\n  - ~\nb: null\nc: \"null\"\n";
        let root = read("r.yaml", text).unwrap();
        let items = root.get("a").unwrap().items();
        assert_eq!((items[0].place.line, items[0].place.column), (2, 5));
        assert_eq!(items[0].get("name").and_then(Node::str), Some("x"));
        assert!(items[0].get("on").unwrap().is_false() && items[1].is_null());
        assert!(root.get("b").is_none() && root.get("c").is_some());
        assert_eq!(root.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn what_could_mean_something_else_is_an_error_with_its_place() {
        let wrong = |text: &str| read("r.yaml", text).err().unwrap().to_string();
        assert!(wrong("a: &x 1\nb: *x\n").starts_with("r.yaml:1:"));
        assert!(wrong("a: *x\n").starts_with("r.yaml:1:"));
        assert!(wrong("a: !!python/object:os.system ls\n").contains("tags"));
        assert!(wrong("a: 1\na: 2\n").starts_with("r.yaml:2:"));
        assert!(wrong("a: [1\n").starts_with("r.yaml:"));
        assert!(wrong(&"[".repeat(40)).contains("too deep"));
        assert!(wrong("").contains("nothing"));
        assert!(wrong("a\n---\nb\n").contains("one document"));
    }
}
