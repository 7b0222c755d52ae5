//! Two lines of which the first says what the value in the second is called: `- name: DB_PASSWORD` above `value: x`, `"name": "DB_PASSWORD",` above
//! `"value": "x"`, `<name>db.password</name>` above `<value>x</value>`; or `- --password` above `- x` in the arguments of a command.

use crate::detect::paired;
use crate::format::called::Called;

/// Passes on the value in `line` if the one `before` it says what that is called.
pub(super) fn read<'t>(before: &[u8], line: &'t [u8], put: &mut impl FnMut(&[u8], &'t [u8])) {
    let element = || Half::of_element(before).or_else(|| Half::of_tag(before)).zip(Half::of_element(line));
    let Some((name, value)) = Half::of_member(before).zip(Half::of_member(line)).or_else(element) else {
        return;
    };
    // Further to the left stands what the entry is a part of.
    if value.begins || value.column < name.column {
        return;
    }
    if value.called.is_value_only()
        && let Some(key) = name.key.filter(|_| name.value == b"{" && !name.called.is_value())
    {
        // The value stands in the member that is called so.
        put(key, value.value);
    }
    if name.called.names(value.called) && paired::is_name(name.value) {
        put(name.value, value.value);
    }
}

/// What stands before an entry of a list.
const ENTRY: &[u8] = b"- ";

/// The flag that is all of an entry in `line`, and where that begins.
pub(super) fn flag(line: &[u8]) -> Option<(usize, &[u8])> {
    let at = memchr::memmem::find(line, b"- -").or_else(|| memchr::memmem::find_iter(line, ENTRY).last())?;
    let name = unquoted(line[at + ENTRY.len()..].trim_ascii()).strip_prefix(b"--")?;
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (!name.is_empty() && name.iter().all(is_of_name)).then_some((at, name))
}

/// The value of an entry that begins at `at` of `line`.
pub(super) fn entry(line: &[u8], at: usize) -> Option<&[u8]> {
    let value = line.get(at..)?.strip_prefix(ENTRY)?.trim_ascii();
    (!value.starts_with(b"-")).then(|| unquoted(value))
}

fn unquoted(value: &[u8]) -> &[u8] {
    match value {
        [first @ (b'"' | b'\''), inner @ .., last] if first == last => inner,
        _ => value,
    }
}

/// What a line says.
struct Half<'t> {
    called: Called,
    /// It is the first member of an entry or an object, which nothing above is part of.
    begins: bool,
    /// Where in its line that stands which a member is called.
    column: usize,
    /// What it is called, of a member.
    key: Option<&'t [u8]>,
    value: &'t [u8],
}

impl<'t> Half<'t> {
    /// `name: x`, `"name": "x",`, whatever stands before.
    fn of_member(line: &'t [u8]) -> Option<Half<'t>> {
        // HCL has texts behind an equals sign.
        let assigned = || {
            let at = memchr::memmem::find(line, b" = ")? + 1;
            line[at + 2..].trim_ascii_start().starts_with(b"\"").then_some(at)
        };
        let at = memchr::memmem::find(line, b": ")
            .or_else(assigned)
            .or_else(|| memchr::memmem::rfind(line, b":"))?;
        let (key, value) = (line[..at].trim_ascii_end(), line[at + 1..].trim_ascii());
        let quote = key.last().copied().filter(|b| matches!(b, b'"' | b'\''));
        let key = &key[..key.len() - usize::from(quote.is_some())];
        let start = key.iter().rposition(|b| !b.is_ascii_alphanumeric() && *b != b'_').map_or(0, |n| n + 1);
        let is_begun = |sign: u8| matches!(sign, b' ' | b'\t' | b'-' | b'+' | b'{' | b'"' | b'\'' | b'>');
        if start > 0 && !is_begun(key[start - 1]) {
            return None;
        }
        let value = unquoted(value.strip_suffix(b",").unwrap_or(value));
        let (before, key) = key.split_at(start);
        let before = before.strip_suffix(b"\"").or(before.strip_suffix(b"'")).unwrap_or(before);
        let begins = before.ends_with(b"- ") || before.trim_ascii_end().ends_with(b"{");
        Some(Half { called: Called::of_object(key), begins, column: start, key: Some(key), value })
    }

    /// `<name>x</name>`, whatever stands before.
    fn of_element(line: &'t [u8]) -> Option<Half<'t>> {
        let start = memchr::memchr(b'<', line)?;
        let inner = start + memchr::memchr(b'>', &line[start..])? + 1;
        let end = inner + memchr::memmem::find(&line[inner..], b"</")?;
        Some(Half {
            called: Called::of_tag(&line[start + 1..inner - 1]),
            begins: false,
            column: 0,
            key: None,
            value: &line[inner..end],
        })
    }

    /// `<data name="x">`, whatever stands before.
    fn of_tag(line: &'t [u8]) -> Option<Half<'t>> {
        let tag = &line[memchr::memchr(b'<', line)? + 1..].strip_suffix(b">")?;
        Some(Half {
            called: Called::of_object(b"key"),
            begins: false,
            column: 0,
            key: None,
            value: paired::attribute(tag)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_the_next_one_has() {
        let of = |before: &str, line: &str| {
            let mut found = Vec::new();
            read(before.as_bytes(), line.as_bytes(), &mut |name, value| {
                found.push(String::from_utf8_lossy(&[name, b"=", value].concat()).into_owned());
            });
            found
        };
        for (before, line) in [
            ("- name: pw", "  value: abc"),
            ("+    - name: \"pw\"", "+      value: 'abc'"),
            ("2026-01-05T10:00:00Z - name: pw", "2026-01-05T10:00:01Z   value: abc"),
            ("  \"Key\": \"pw\",", "  \"Value\": \"abc\""),
            ("  \"Key\" : \"pw\",", "  \"Value\" : \"abc\""),
            ("    name  = \"pw\"", "    value = \"abc\""),
            ("  <name>pw</name>", "  <value>abc</value>"),
            ("  \"pw\": {", "    \"value\": \"abc\""),
            ("<string name=\"pw\">", "  <value>abc</value>"),
            ("> <key>pw</key>", "> <string>abc</string>"),
            ("<param-name>pw</param-name>", "<param-value>abc</param-value>"),
        ] {
            assert_eq!(of(before, line), ["pw=abc"], "{before}");
        }
        assert_eq!(flag(b"  - --password"), Some((2, &b"password"[..])));
        assert_eq!(flag(b"+ - \"--db-password\""), Some((2, &b"db-password"[..])));
        assert_eq!((flag(b"- --a b"), flag(b"- x"), flag(b"--x")), (None, None, None));
        assert_eq!(
            (entry(b"  - 'x'", 2), entry(b"  - --x", 2), entry(b"  x", 2)),
            (Some(&b"x"[..]), None, None)
        );
        for (before, line) in [
            ("title: pw", "kind: abc"),
            ("name: \"[PERSON_NAME]\"", "value: abc"),
            ("a", "value: b"),
            ("name = pw", "value = \"abc\""),
            ("name = \"pw\"", "value = given"),
            ("name: pw", "value"),
            ("  name: pw", "- value: abc"),
            ("  name: pw", "value: abc"),
            ("  name: pw", "- {value: abc, key: x}"),
            ("x", "<value>y</value>"),
        ] {
            assert_eq!(of(before, line), [""; 0], "{before}");
        }
    }
}
