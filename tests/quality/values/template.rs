//! Templates of text: what is made anew each time stands between `«` and `»`, and what a label covers between `⟦` and `⟧`.
//!
//! * `«maker»` is a value of the table in `makers.rs`, with the label that stands there; `«maker|### ###»` writes it in this form
//! * `«TYPE=shape»` is a value of a shape, labelled `TYPE`; `«=shape»` has no label. In a shape `#` is a digit, `^` a capital, `%` a
//!   hexadecimal digit, `*` a letter or digit, and `{8}` repeats what stands before it; other characters are themselves
//! * `⟦TYPE text⟧` labels the text, which may have marks of its own; `⟦? text⟧` counts neither way
//! * `== title` begins a group, `#` a comment

use crate::random::Random;

use super::makers::Makers;

/// What a value is labelled where a finding counts neither way.
pub const EITHER: &str = "?";

/// Some lines that belong together.
pub struct Group {
    pub title: String,
    pub templates: Vec<String>,
}

/// Where a value stands and what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Label {
    pub start: usize,
    pub end: usize,
    pub info_type: String,
}

/// Text that was made, with its labels in the order of their ends.
#[derive(Default)]
pub struct Text {
    pub bytes: Vec<u8>,
    pub labels: Vec<Label>,
    /// Where each line begins.
    pub lines: Vec<usize>,
    /// Whose templates it is made from, and how many they are.
    title: String,
    templates: usize,
}

/// The groups of a file.
pub fn groups(file: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with("# ") && !line.is_empty()) {
        match line.strip_prefix("== ") {
            Some(title) => groups.push(Group { title: title.to_owned(), templates: Vec::new() }),
            None => groups.last_mut().expect("a group has a title").templates.push(line.to_owned()),
        }
    }
    groups
}

/// Every template of a group so often filled in, each line in its turn.
pub fn fill(group: &Group, times: usize, makers: &Makers, random: &mut Random) -> Text {
    let (title, templates) = (group.title.clone(), group.templates.len());
    let mut text = Text { title, templates, ..Text::default() };
    for _ in 0..times {
        for template in &group.templates {
            text.lines.push(text.bytes.len());
            text.append(template, makers, random);
            text.bytes.push(b'\n');
        }
    }
    text
}

impl Text {
    /// Which template made the line around `at`.
    pub fn template(&self, at: usize) -> String {
        let line = self.lines.partition_point(|start| *start <= at) - 1;
        format!("{} {}", self.title, line % self.templates + 1)
    }

    fn append(&mut self, template: &str, makers: &Makers, random: &mut Random) {
        let mut open: Vec<(usize, &str)> = Vec::new();
        let mut rest = template;
        while let Some(at) = rest.find(['«', '⟦', '⟧']) {
            self.bytes.extend_from_slice(&rest.as_bytes()[..at]);
            let mark = rest[at..].chars().next().expect("something was found");
            rest = &rest[at + mark.len_utf8()..];
            match mark {
                '«' => {
                    let (inside, after) = rest.split_once('»').expect("a mark is closed");
                    self.value(inside, makers, random);
                    rest = after;
                }
                '⟦' => {
                    let (info_type, after) = rest.split_once(' ').expect("a label has a name");
                    open.push((self.bytes.len(), info_type));
                    rest = after;
                }
                _ => {
                    let (start, info_type) = open.pop().expect("a label was opened");
                    self.label(start, info_type);
                }
            }
        }
        assert!(open.is_empty(), "a label is not closed: {template}");
        self.bytes.extend_from_slice(rest.as_bytes());
    }

    fn value(&mut self, inside: &str, makers: &Makers, random: &mut Random) {
        let start = self.bytes.len();
        if let Some((info_type, pattern)) = inside.split_once('=') {
            self.bytes.extend_from_slice(shape(pattern, random).as_bytes());
            return self.label(start, info_type);
        }
        let (name, form) = inside.split_once('|').unwrap_or((inside, ""));
        let (info_type, made) = makers.make(name, random);
        let written = if form.is_empty() { made } else { formed(&made, form) };
        self.bytes.extend_from_slice(written.as_bytes());
        self.label(start, info_type);
    }

    fn label(&mut self, start: usize, info_type: &str) {
        if !info_type.is_empty() {
            let end = self.bytes.len();
            self.labels.push(Label { start, end, info_type: info_type.to_owned() });
        }
    }
}

/// `value` with each `#` of `form` one of its characters; what is left stands at the end.
fn formed(value: &str, form: &str) -> String {
    let mut rest = value.chars();
    let mut made: String =
        form.chars().filter_map(|c| if c == '#' { rest.next() } else { Some(c) }).collect();
    made.extend(rest);
    made
}

/// Something of this shape.
pub fn shape(pattern: &str, random: &mut Random) -> String {
    const CAPITALS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const HEX: &[u8] = b"0123456789abcdef";
    const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut made = String::new();
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        let alphabet = match c {
            '#' => &HEX[..10],
            '^' => CAPITALS,
            '%' => HEX,
            '*' => BASE62,
            _ => {
                made.push(c);
                continue;
            }
        };
        let (count, after) = match rest.as_str().strip_prefix('{').and_then(|r| r.split_once('}')) {
            Some((count, after)) => (count.parse().expect("a number of times"), after),
            None => (1, rest.as_str()),
        };
        rest = after.chars();
        made.extend((0..count).map(|_| char::from(*random.pick(alphabet))));
    }
    made
}
