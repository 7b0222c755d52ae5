//! Look-around at the ends of an expression, which a boundary can say. Elsewhere it cannot be taken over.

use crate::import::pattern::Why;

/// An expression without the look-around at its ends.
pub(super) struct Around {
    /// What is left.
    pub(super) text: String,
    /// What must not stand before it.
    pub(super) before: Vec<String>,
    /// What must not stand behind it.
    pub(super) after: Vec<String>,
    /// What has to stand before it.
    pub(super) must_before: Vec<String>,
    /// What has to stand behind it.
    pub(super) must_after: Vec<String>,
}

/// A group on the outermost level: where it begins and ends.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
}

/// The ways to look around, and whether each looks back.
const LOOKS: [(&str, bool); 4] = [("(?<!", true), ("(?<=", true), ("(?!", false), ("(?=", false)];

impl Around {
    /// Of an expression in which there can be none.
    pub(super) fn none(text: &str) -> Around {
        let none = Vec::new;
        Around {
            text: text.to_owned(),
            before: none(),
            after: none(),
            must_before: none(),
            must_after: none(),
        }
    }
}

/// Takes the look-around from the ends of `text`.
pub(super) fn take(text: &str) -> Result<Around, Why> {
    let mut made = Around::none(&text_end(text));
    // A group around all of it says nothing.
    while let Some(inner) = without_outer_group(&made.text) {
        made.text = inner;
    }
    let flags = flags(&made.text).to_owned();
    let mut body = made.text[flags.len()..].to_owned();
    if has_look(&body) && outline(&body)?.branches {
        return Err(INSIDE);
    }
    while let Some((group, look)) = at_end(&body, true)? {
        let inside = body[group.start + look.len()..group.end - 1].to_owned();
        if look.ends_with('!') {
            made.before.push(inside)
        } else {
            made.must_before.push(inside)
        }
        body = body[group.end..].to_owned();
    }
    while let Some((group, look)) = at_end(&body, false)? {
        let inside = body[group.start + look.len()..group.end - 1].to_owned();
        if look.ends_with('!') {
            made.after.push(inside)
        } else {
            made.must_after.push(inside)
        }
        body.truncate(group.start);
    }
    let all = [&made.before, &made.after, &made.must_before, &made.must_after];
    if has_look(&body) || all.iter().any(|given| given.iter().any(|inside| has_look(inside))) {
        return Err(INSIDE);
    }
    made.text = flags + &body;
    Ok(made)
}

const INSIDE: Why = "look-around inside its expression";

fn has_look(text: &str) -> bool {
    LOOKS.iter().any(|(look, _)| text.contains(look))
}

/// The look-around that `text` begins with, looking back, or ends with, looking ahead.
fn at_end(text: &str, front: bool) -> Result<Option<(Group, &'static str)>, Why> {
    let outline = outline(text)?;
    let group = if front { outline.groups.first() } else { outline.groups.last() };
    let group = group.filter(|group| if front { group.start == 0 } else { group.end == text.len() });
    let look = |group: &Group| {
        LOOKS.iter().find(|(look, back)| *back == front && text[group.start..].starts_with(look))
    };
    Ok(group.and_then(|group| Some((*group, look(group)?.0))))
}

/// `\\Z` of Python is `\\z`.
fn text_end(text: &str) -> String {
    let mut made = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        made.push(sign);
        if sign == '\\' {
            made.extend(signs.next().map(|next| if next == 'Z' { 'z' } else { next }));
        }
    }
    made
}

/// The flags that an expression begins with.
fn flags(text: &str) -> &str {
    let end = text.find(')').map_or(0, |at| at + 1);
    let is_flags =
        text.starts_with("(?") && text[..end].bytes().skip(2).all(|b| b.is_ascii_lowercase() || b == b')');
    if is_flags { &text[..end] } else { "" }
}

/// What a group around all of it holds.
fn without_outer_group(text: &str) -> Option<String> {
    let opening = match text {
        _ if text.starts_with("(?:") => 3,
        _ if text.starts_with('(') && !text.starts_with("(?") => 1,
        _ => return None,
    };
    let outline = outline(text).ok()?;
    let [Group { start: 0, end }] = *outline.groups.as_slice() else { return None };
    (end == text.len()).then(|| text[opening..end - 1].to_owned())
}

/// What stands on the outermost level.
struct Outline {
    groups: Vec<Group>,
    /// There are branches.
    branches: bool,
}

fn outline(text: &str) -> Result<Outline, Why> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0usize, 0);
    let (mut in_class, mut branches) = (false, false);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' if !in_class => {
                in_class = true;
                // A bracket that stands first in a class does not end it.
                at += usize::from(bytes.get(at + 1) == Some(&b'^'));
                at += usize::from(bytes.get(at + 1) == Some(&b']'));
            }
            b']' => in_class = false,
            b'(' if !in_class => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b')' if !in_class => {
                depth = depth.checked_sub(1).ok_or("its brackets do not pair up")?;
                if depth == 0 {
                    found.push(Group { start, end: at + 1 });
                }
            }
            b'|' if !in_class && depth == 0 => branches = true,
            _ => {}
        }
        at += 1;
    }
    if depth == 0 { Ok(Outline { groups: found, branches }) } else { Err("its brackets do not pair up") }
}
