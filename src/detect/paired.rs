//! Values in running text of which another one in their line says what they are called: members of an object (`{"name": "DB_PASSWORD", "value": "x"}`),
//! however their quotes are written, the member that the object is (`{"password": {"value": "x"}}`), and elements (`<name>db.password</name><value>x</value>`,
//! `<entry key="password">x</entry>`).

use memchr::{memchr, memmem, memrchr};

use crate::bytes::ends_with_word;
use crate::detect::work::{Part, count};
use crate::format::called::Called;
use crate::format::xml::pair::is_thing;
use crate::span::Span;

/// So far before a value its object is looked for, and so far behind the start of that its members.
const BEFORE_MAX: usize = 256;
const OBJECT_MAX: usize = 1 << 10;

/// For each byte of a line so many are read again, after so many at first.
const AGAIN: usize = 16;
const AGAIN_FIRST: usize = 16 << 10;

/// So many elements before a value are looked at for its name.
const SIBLINGS_MAX: usize = 3;

/// The longest name that is one.
const NAME_BYTES_MAX: usize = 128;

/// Where the value begins that may be half of a pair, if one stands behind the sign at `sign`.
#[inline]
pub(super) fn of_sign(text: &[u8], sign: usize) -> Option<usize> {
    let before = &text[..sign];
    let is_one = match (text[sign], before) {
        // An equals sign is that of HCL, of what programs print of an object (`{ name = "x", value = "y" }`), and of arrays of PHP and Ruby (`=>`).
        (b':' | b'=', _) => is_called_value(without_quote(before.strip_suffix(b" ").unwrap_or(before))),
        (b'>', [.., b'"' | b'\'']) => true,
        (b'>', _) => is_called_value(before) || before.ends_with(b"<string"),
        _ => false,
    };
    is_one.then_some(sign)
}

/// True where a key ends with what values are called; most keys are told by three bytes.
#[inline]
fn is_called_value(key: &[u8]) -> bool {
    let [.., a, b, c] = *key else { return false };
    let may_be = matches!(&[a | 0x20, b | 0x20, c | 0x20], b"lue" | b"val" | b"new" | b"old" | b"ues");
    may_be && is_called(last_word(key))
}

fn is_called(word: &[u8]) -> bool {
    Called::of_object(word).is_value() || Called::of_tag(word).is_value()
}

/// `text` without the quote at its end, and what escapes it.
fn without_quote(text: &[u8]) -> &[u8] {
    let open = text.strip_suffix(b"\"").or(text.strip_suffix(b"'")).unwrap_or(text);
    let escapes = open.iter().rev().take_while(|b| **b == b'\\').count();
    &open[..open.len() - if open.len() < text.len() { escapes } else { 0 }]
}

fn last_word(text: &[u8]) -> &[u8] {
    let is_of_word = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let length = text.iter().rev().take(NAME_BYTES_MAX).take_while(is_of_word).count();
    &text[text.len() - length..]
}

/// What of a line was looked at for pairs.
#[derive(Default)]
pub(super) struct Pairs {
    /// Where the last object begins.
    object: Option<usize>,
    bytes: usize,
}

impl Pairs {
    /// Passes on the values of the pairs around `mark`, all of which is in `line`.
    pub(super) fn read<'t>(
        &mut self,
        text: &'t [u8],
        mark: usize,
        line: Span,
        mut put: impl FnMut(&'t [u8], Span),
    ) {
        if self.bytes > AGAIN_FIRST + AGAIN * (mark - line.start) {
            return;
        }
        let from = line.start.max(mark.saturating_sub(BEFORE_MAX));
        let read = match text[mark] {
            b'>' => element(text, mark, Span::new(from, line.end), &mut put),
            _ => self.object(text, mark, Span::new(from, line.end), line.start, &mut put),
        };
        self.bytes += read;
        count(Part::Named, || read);
    }

    /// The pairs of the object around `mark` in `part`, where it is another one than the last. Returns how much was read.
    fn object<'t>(
        &mut self,
        text: &'t [u8],
        mark: usize,
        part: Span,
        line: usize,
        put: &mut impl FnMut(&'t [u8], Span),
    ) -> usize {
        // Only arrays of PHP and objects that programs print have other brackets.
        let opening: &[u8] = if text[mark] == b':' { b"{" } else { b"{[(" };
        let before = &text[part.start..mark];
        let bracket = object_before(before, opening);
        let word = if bracket.is_none() && text[mark] == b'=' { word_before(before) } else { None };
        let start = bracket.or(word).map(|n| part.start + n);
        let Some(start) = start.filter(|start| self.object != Some(*start)) else {
            return mark - start.unwrap_or(part.start);
        };
        self.object = Some(start);
        let most = part.end.min(start + OBJECT_MAX);
        let blank = |b: &u8| b.is_ascii_whitespace();
        let end = word.and_then(|_| text[mark..most].iter().position(blank)).map_or(most, |n| mark + n);
        let whole = Span::new(start, end);
        let end = object(text, whole, line, put);
        end.max(mark) - start
    }
}

/// Where the last bracket stands in `text` that is one of `opening` and not closed in it.
fn object_before(text: &[u8], opening: &[u8]) -> Option<usize> {
    let mut closed = 0;
    text.iter().rposition(|b| {
        let begins = opening.contains(b);
        let ends = matches!(b, b'}' | b']' | b')') && opening.contains(&opening_of(*b));
        let is_one = begins && closed == 0;
        closed = if ends { closed + 1 } else { closed - usize::from(begins && closed > 0) };
        is_one
    })
}

/// Where the blank or the quote stands before the members that a command gets in one word, as `Key=a,Value=b`.
fn word_before(text: &[u8]) -> Option<usize> {
    let start = text.iter().rposition(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\''))?;
    memchr(b',', &text[start..]).is_some().then_some(start)
}

fn opening_of(bracket: u8) -> u8 {
    match bracket {
        b')' => b'(',
        other => other - 2,
    }
}

/// A member of an object.
struct Member<'t> {
    called: Called,
    /// A text, without its quotes, or all of the value.
    value: Span,
    text: &'t [u8],
    is_object: bool,
    /// Its key stands in quotes.
    is_keyed: bool,
    /// Its value does.
    is_quoted: bool,
}

impl Member<'_> {
    /// True where it may say what `value` is called. In code, which has no quotes around its keys, one of two in quotes is a variable.
    fn says(&self, value: &Member<'_>) -> bool {
        let is_said = !self.is_object && self.called.names(value.called) && is_name(self.text);
        is_said && (value.is_keyed || value.is_object || self.is_quoted == value.is_quoted)
    }
}

/// Passes on the values of pairs in the object that begins with `whole`, in a line from `line` on. Returns where the reading ended.
fn object<'t>(text: &'t [u8], whole: Span, line: usize, put: &mut impl FnMut(&'t [u8], Span)) -> usize {
    let (mut members, mut at) = (Vec::new(), whole.start + 1);
    while let Some((member, end)) = member(text, Span::new(at, whole.end)) {
        at = end;
        members.push(member);
        at += blanks(&text[at..whole.end]);
        match text[..whole.end].get(at) {
            Some(b',' | b';') => at += 1,
            _ => break,
        }
    }
    let key = key_before(&text[line..whole.start]);
    for value in members.iter().filter(|member| member.called.is_value()) {
        let mut found = value.value;
        if value.is_object {
            // `{"value": {"stringValue": "x"}}`
            match member(text, Span::new(found.start + 1, found.end)) {
                Some((inner, _)) if inner.called.is_value() && !inner.is_object => found = inner.value,
                _ => continue,
            }
        } else if found.is_empty() {
            continue;
        }
        members.iter().filter(|name| name.says(value)).for_each(|name| put(name.text, found));
        let is_sure = value.is_keyed || value.is_object || value.is_quoted;
        if let Some(key) = key.filter(|_| is_sure && value.called.is_value_only()) {
            put(key, found);
        }
    }
    at
}

/// True for a text that can say what another one is called; a marker says nothing.
pub(super) fn is_name(text: &[u8]) -> bool {
    let is_of_name = |b: &u8| !b.is_ascii_control() && !b"'\"`\\{}<>=".contains(b);
    matches!(text.len(), 1..=NAME_BYTES_MAX) && !text.starts_with(b"[") && text.iter().all(is_of_name)
}

/// The key of the member that an object is which stands behind `before`.
fn key_before(before: &[u8]) -> Option<&[u8]> {
    let before = before.trim_ascii_end();
    let sign = before.strip_suffix(b":").or(before.strip_suffix(b"=>")).or(before.strip_suffix(b"="))?;
    let key = last_word(without_quote(sign.trim_ascii_end()));
    (!key.is_empty() && !Called::of_object(key).is_value()).then_some(key)
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// The member of an object that begins in `part`, and where it ends.
fn member(text: &[u8], part: Span) -> Option<(Member<'_>, usize)> {
    let at = part.start + blanks(part.of(text));
    let of_quotes = python(text, Span::new(at, part.end));
    // Ruby has a sign before its names.
    let at = at + usize::from(text[at..part.end].starts_with(b":"));
    let (key, behind) = of_quotes.or_else(|| {
        let word = text[at..part.end].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        (word > 0).then_some((Span::new(at, at + word), at + word))
    })?;
    let at = behind + blanks(&text[behind..part.end]);
    let at = match &text[at..part.end] {
        [b':', ..] => at + 1,
        [b'=', b'>', ..] => at + 2,
        [b'=', b'=', ..] => return None,
        [b'=', ..] => at + 1,
        _ => return None,
    };
    let at = at + blanks(&text[at..part.end]);
    let called = Called::of_object(key.of(text));
    let text_of = python(text, Span::new(at, part.end));
    let (is_keyed, is_quoted) = (of_quotes.is_some(), text_of.is_some());
    let (value, end) = text_of.unwrap_or_else(|| {
        let end = at + length_of_other(&text[at..part.end]);
        (Span::new(at, end), end)
    });
    let is_object = matches!(text[at..part.end], [b'{' | b'[', ..]);
    Some((Member { called, value, text: value.of(text), is_object, is_keyed, is_quoted }, end))
}

/// The same of a text before which its kind may stand, as Python writes it (`u'x'`).
fn python(text: &[u8], part: Span) -> Option<(Span, usize)> {
    let kind = usize::from(matches!(part.of(text), [b'u' | b'b', b'\'' | b'"', ..]));
    quoted(text, Span::new(part.start + kind, part.end))
}

/// What stands between the quotes with which `part` begins, and where it ends behind them. Where the quote is escaped, so is the other one.
fn quoted(text: &[u8], part: Span) -> Option<(Span, usize)> {
    let own = part.of(text);
    let escapes = own.iter().take_while(|b| **b == b'\\').count();
    let quote = own.get(escapes).copied().filter(|b| matches!(b, b'"' | b'\''))?;
    let start = escapes + 1;
    let mut at = start;
    loop {
        let found = at + memchr(quote, &own[at..])?;
        let before = own[start..found].iter().rev().take_while(|b| **b == b'\\').count();
        // What is escaped twice as often is a quote in the text.
        let is_end = if escapes == 0 { before % 2 == 0 } else { before == escapes };
        if is_end {
            let end = found - if escapes == 0 { 0 } else { escapes };
            return Some((Span::new(part.start + start, part.start + end), part.start + found + 1));
        }
        at = found + 1;
    }
}

/// How long a value is that is no text: up to the sign behind it, brackets and texts in it included.
fn length_of_other(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match text[at] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' if depth == 0 => break,
            b'}' | b']' | b')' => depth -= 1,
            b',' | b';' if depth == 0 => break,
            b'"' | b'\'' if depth > 0 => {
                let end = quoted(text, Span::new(at, text.len())).map_or(text.len(), |(_, end)| end);
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    text[..at].trim_ascii_end().len()
}

/// Passes on what stands in the element whose first tag ends at `mark`, of the names that its attributes or the element before it say. Returns how
/// much was read.
fn element<'t>(text: &'t [u8], mark: usize, part: Span, put: &mut impl FnMut(&'t [u8], Span)) -> usize {
    let Some(start) = memrchr(b'<', &text[part.start..mark]).map(|n| part.start + n) else {
        return mark - part.start;
    };
    let tag = &text[start + 1..mark];
    if memchr(b'>', tag).is_some() || tag.first().is_none_or(|b| !b.is_ascii_alphabetic()) {
        return mark - start;
    }
    let behind = &text[mark + 1..part.end.min(mark + 1 + OBJECT_MAX)];
    let Some(end) = memchr(b'<', behind).filter(|end| *end > 0) else {
        return mark - start + behind.len().min(OBJECT_MAX);
    };
    let value = Span::new(mark + 1, mark + 1 + end);
    let (called, before) = (Called::of_tag(tag), &text[part.start..start]);
    match attribute(tag) {
        Some(name) => put(name, value),
        None if called.is_value() => {
            if let Some(name) = name_before(before, called) {
                put(name, value);
            }
        }
        // What is called so with nothing beside its name is found by rules.
        None if ends_with_word(element_name(tag), b"password") => put(element_name(tag), value),
        None => {}
    }
    mark - part.start + end
}

/// What the tag that ends with `before`, or one of the last elements before it, says of a value called `called`.
fn name_before(before: &[u8], called: Called) -> Option<&[u8]> {
    let mut before = before;
    for _ in 0..SIBLINGS_MAX {
        let inner = before.trim_ascii_end().strip_suffix(b">")?;
        let open = memrchr(b'<', inner)?;
        let last = &inner[open + 1..];
        let Some(closed) = last.strip_prefix(b"/") else { return attribute(last) };
        let start = memrchr(b'>', &inner[..open])? + 1;
        let name = inner[start..open].trim_ascii();
        if is_name(name) && Called::of_tag(closed).names(called) {
            return Some(name);
        }
        before = &inner[..memrchr(b'<', &inner[..start])?];
    }
    None
}

/// What the element of a `tag` is called, without its prefix.
fn element_name(tag: &[u8]) -> &[u8] {
    let name = tag.split(|b| b.is_ascii_whitespace()).next().unwrap_or(tag);
    &name[name.iter().rposition(|b| *b == b':').map_or(0, |n| n + 1)..]
}

/// What a `tag` says its element is called: `key="x"`, or `name="x"` of a thing of a program.
pub(super) fn attribute(tag: &[u8]) -> Option<&[u8]> {
    let name = element_name(tag);
    let is_of_thing = is_thing(name) || matches!(name, b"data" | b"entry" | b"env" | b"item");
    let keys = [Some(&b" key="[..]), is_of_thing.then_some(&b" name="[..])];
    keys.into_iter().flatten().find_map(|key| {
        let at = memmem::find(tag, key)? + key.len();
        let (value, _) = quoted(tag, Span::new(at, tag.len()))?;
        is_name(value.of(tag)).then(|| value.of(tag))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        let (bytes, mut found, mut pairs) = (text.as_bytes(), Vec::new(), Pairs::default());
        let signs = (0..bytes.len()).filter(|at| matches!(bytes[*at], b':' | b'>' | b'='));
        for mark in signs.filter_map(|sign| of_sign(bytes, sign)) {
            pairs.read(bytes, mark, Span::new(0, bytes.len()), |name, value| {
                let shown = [name, b"=", value.of(bytes)].concat();
                found.push(String::from_utf8_lossy(&shown).into_owned());
            });
        }
        found
    }

    #[test]
    fn one_member_says_what_another_is_called() {
        for text in [
            r#"Loaded [{"name":"pw","value":"abc"}]"#,
            r#"x {"value": "abc", "name": "pw"} y"#,
            r#"x {"Key": "pw", "Value": "abc", "Secure": true}"#,
            r"x [{'name': 'pw', 'value': 'abc'}]",
            r"x [{u'name': u'pw', u'value': u'abc'}]",
            r#"{"msg":"x {\"name\":\"pw\",\"value\":\"abc\"}"}"#,
            r#"x {"name"=>"pw", "value"=>"abc"}"#,
            r#"x ['name' => 'pw', 'value' => 'abc'];"#,
            r#"x array('name' => 'pw', 'value' => 'abc')"#,
            r#"x {:name=>"pw", :value=>"abc"}"#,
            r#"x {"name" : "pw" , "value" : "abc"}"#,
            "x {name: pw, value: abc}",
            r#"x @{Name="pw"; Value="abc"}"#,
            r#"x { name = "pw"; value = "abc"; }"#,
            "x --set Key=pw,Value=abc y",
            "x ParameterKey=pw,ParameterValue=abc ParameterKey=b",
            r#"x {name: "pw", value: "abc"}"#,
            r#"x { name = "pw", value = "abc" }"#,
            r#"x EnvVar{Name:"pw", Value:"abc"}"#,
            "x EnvVar(name=pw, value=abc)",
            r#"x {"key":"pw","value":{"stringValue":"abc"}}"#,
            r#"x {"pw":{"sensitive":true,"value":"abc"}}"#,
            r#"x {"op":"replace","path":"pw","value":"abc"}"#,
            r#"x <property><name>pw</name><value>abc</value></property>"#,
            r#"x <key>pw</key> <string>abc</string>"#,
            "x <env-entry-name>pw</env-entry-name><env-entry-type>x</env-entry-type><env-entry-value>abc</env-entry-value>",
            r#"x {"ParameterKey":"pw","ParameterValue":"abc"}"#,
            r#"x <param-name>pw</param-name><param-value>abc</param-value>"#,
            r#"x <entry key="pw">abc</entry>"#,
            r#"x <string name="pw">abc</string>"#,
            r#"x <entry key=\"pw\">abc</entry>"#,
            r#"x <data name="pw" xml:space="preserve"><value>abc</value></data>"#,
        ] {
            assert_eq!(named(text), ["pw=abc"], "{text}");
        }
        assert_eq!(named(r#"x {"field":"pw","old":"a","new":"b"}"#), ["pw=a", "pw=b"],);
        assert_eq!(named("<w:Password Type=\"x\">abc</w:Password>"), ["Password=abc"]);
        for text in [
            r#"x {"name":"a"} {"value":"b"}"#,
            r#"x {"kind":"a","value":"b"}"#,
            r#"x {"name":"[PERSON_NAME]","value":"b"}"#,
            r#"<a name="pw">text</a>"#,
            r#"<h2 id="pw">text</h2>"#,
            r#"value: {"a":1}"#,
            r#"f(name="pw", value=given)"#,
            r#"x({name: "pw", value: given})"#,
            "pw: {value: given}",
            "if (name == pw, value == abc)",
            "x name=pw value=abc",
            "name=pw y,value=abc",
        ] {
            assert_eq!(named(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn work_is_linear_in_the_length_of_the_text() {
        for unit in [
            "{\"val\":",
            "{val:",
            "(val=",
            "{val: {new=[",
            "\"val\":",
            "{\"val\":\"",
            "{\"new\":{\"new\":1},",
            "<val>",
            "<val a=\">",
            "x\">",
            "{\"val\":'\\\"",
            "<a>b</a><new>c",
        ] {
            let text = unit.repeat((1 << 16) / unit.len());
            let (bytes, mut pairs) = (text.as_bytes(), Pairs::default());
            let signs = (0..bytes.len()).filter(|at| matches!(bytes[*at], b':' | b'>' | b'='));
            let read = crate::detect::work::work_of(Part::Named, || {
                for mark in signs.filter_map(|sign| of_sign(bytes, sign)) {
                    pairs.read(bytes, mark, Span::new(0, bytes.len()), |_, _| {});
                }
            });
            assert!(read <= 64 * text.len(), "{unit} {read}");
        }
    }
}
