//! Credentials of YAML that stand in the lines behind their key, in text that nobody said is YAML: `password: |`, then lines that are indented
//! more (YAML 1.2.2, section 8.1). The sign says nothing, and each of these lines is a value.
//!
//! Whether a key stands before a credential the detectors know: a value that hardly any of them refuses is put behind it, and where one finds
//! that because of the key, the lines are what it finds.

use std::collections::HashMap;

use crate::detect::engine::Engine;
use crate::detect::key_body;
use crate::detect::validate::is_one_of;
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::keys::canon::Domain;
use crate::limits::{COMMAND_LINES_BYTES, CONTEXT_BYTES};
use crate::span::Span;
use crate::view::{Via, soft};

/// What is put behind a key: a value as machines draw it, and figures.
const PROBES: [&[u8]; 2] = [b"sJyD7JJb3Y3NhbWplvr0GUtRHjUP45h9", b"493827"];

/// So much of a line before the sign is its key, with what stands around it.
const KEY_BYTES_MAX: usize = 2 * CONTEXT_BYTES;

/// Most bytes of a tag or an anchor before the sign, and of the white space around them.
const PROPERTY_BYTES_MAX: usize = 64;

/// What lines begin with where all of a text is quoted or a remark, besides white space and the signs of a diff.
const LEADS: &[u8] = b"#>*/;";

/// First words of keys behind which stands what is told to people, and no value; or of a command that goes on behind a bar.
const FIRST: &[&[u8]] = &[
    b"awk",
    b"cat",
    b"echo",
    b"egrep",
    b"forgot",
    b"forgotten",
    b"grep",
    b"incorrect",
    b"invalid",
    b"missing",
    b"no",
    b"rg",
    b"sed",
    b"weak",
    b"without",
    b"wrong",
];

/// Last words of such keys.
const LAST: &[&[u8]] = &[
    b"description",
    b"email",
    b"error",
    b"format",
    b"help",
    b"instructions",
    b"label",
    b"mail",
    b"message",
    b"msg",
    b"notice",
    b"policy",
    b"prompt",
    b"rules",
    b"subject",
    b"template",
    b"title",
];

/// What has not ended yet where a part of a text does.
#[derive(Clone, Copy)]
pub(crate) struct Open {
    value: Option<Value>,
    key: Option<key_body::Open>,
}

impl Open {
    fn of(value: Option<Value>, key: Option<key_body::Open>) -> Option<Open> {
        (value.is_some() || key.is_some()).then_some(Open { value, key })
    }
}

/// A value whose lines have not ended yet.
#[derive(Clone, Copy)]
struct Value {
    margin: Margin,
    /// The line under way is one of them, from where it is cut on.
    is_in_line: bool,
    /// What the lines are.
    said: Finding,
}

/// Where the key of such a value stands in its line.
#[derive(Clone, Copy)]
struct Margin {
    column: usize,
    /// What the line begins with.
    lead: Lead,
}

/// What the lines of a text begin with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// Nothing.
    None,
    /// White space, or the sign of a diff or an entry.
    Space,
    /// A sign of remarks or quotations, also behind white space.
    Sign(u8),
}

/// A line with a key behind which a value begins in the next line.
struct Header {
    line: usize,
    /// Where the next line begins.
    next: usize,
    /// The key, up to its colon.
    key: Span,
    margin: Margin,
}

/// What the detectors say of keys.
#[derive(Default)]
struct Keys(HashMap<Vec<u8>, Option<Finding>>);

/// The lines of `text`, in which `findings` (sorted) were found, that are values of keys in lines before them become findings too. `part` begins
/// in the middle of a line where that `is_in_line`; `before` is the value that is open there. Returns that which is open behind it.
pub(crate) fn find(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    before: Option<Open>,
    findings: &mut Vec<Finding>,
) -> Option<Open> {
    let count = findings.len();
    let value =
        values(by, text, (part, is_in_line), before.and_then(|open| open.value), |f| findings.push(f));
    let key = before.and_then(|open| open.key);
    let key = key_body::find(by, text, (part, is_in_line), key, |f| findings.push(f));
    if findings.len() > count {
        findings.sort_unstable();
    }
    Open::of(value, key)
}

/// Passes on the lines that are values.
fn values(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    before: Option<Value>,
    found: impl FnMut(Finding),
) -> Option<Value> {
    let headers = headers(text, part, is_in_line);
    let mut keys = Keys::default();
    keys.learn(engine, vocabulary, headers.iter().map(|header| header.key.of(text)));
    walk(vocabulary, text, part, before, &headers, &keys, found)
}

/// The value that is open behind `part` of `text`.
pub(crate) fn open_behind(
    by: (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    before: Option<Open>,
) -> Option<Open> {
    // Behind a line that begins with a letter nothing is open, unless it is such a line.
    let lines = text[part.start..part.end].trim_ascii_end();
    let start = memchr::memrchr(b'\n', lines).map(|n| n + 1);
    let begins_none = |line: &[u8]| {
        line.first()
            .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'+' | b'-') && !LEADS.contains(b))
            && memchr::memchr2(b'|', b'>', line).is_none()
    };
    let is_none =
        start.map(|start| &lines[start..]).or((!is_in_line).then_some(lines)).is_some_and(begins_none);
    let value = before.and_then(|open| open.value);
    let value = if is_none { None } else { values(by, text, (part, is_in_line), value, |_| ()) };
    let key = before.and_then(|open| open.key);
    Open::of(value, key_body::open_behind(by, text, (part, is_in_line), key))
}

/// The same within each of the values `places` of `text`: which of them, and what is found there, with spans of `text`.
pub(super) fn within(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    places: &[Span],
    mut found: impl FnMut(usize, Finding),
) {
    let all: Vec<Vec<Header>> = places.iter().map(|place| headers(text, *place, false)).collect();
    let mut keys = Keys::default();
    keys.learn(engine, vocabulary, all.iter().flatten().map(|header| header.key.of(text)));
    for (n, (headers, place)) in all.iter().zip(places).enumerate() {
        walk(vocabulary, text, *place, None, headers, &keys, |f| found(n, f));
        key_body::find((engine, vocabulary), text, (*place, false), None, |f| found(n, f));
    }
}

/// True where the finding at `span` is the sign behind a key, which stands for the lines behind it.
pub(super) fn is_sign(text: &[u8], span: Span) -> bool {
    let sign = behind_properties(text, span.start);
    matches!(text.get(sign), Some(b'|' | b'>'))
        && sign_end(text, sign).is_some_and(|end| span.end <= end)
        && key_before(text, sign).is_some()
}

/// Where the tags and anchors end that begin at `at`.
fn behind_properties(text: &[u8], at: usize) -> usize {
    let (mut end, most) = (at, text.len().min(at + PROPERTY_BYTES_MAX));
    while end < most && matches!(text[end], b'!' | b'&') {
        end += text[end..most].iter().take_while(|b| !b.is_ascii_whitespace()).count();
        end += text[end..most].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    }
    end
}

fn walk(
    vocabulary: &Vocabulary,
    text: &[u8],
    part: Span,
    before: Option<Value>,
    headers: &[Header],
    keys: &Keys,
    mut found: impl FnMut(Finding),
) -> Option<Value> {
    let mut at = part.start;
    let mut put = |said: &Finding, span: Span| {
        if !span.is_empty() && !super::is_marker(vocabulary, text, span) {
            found(Finding { span, from: span.start, overlong: false, via: Via::PLAIN, ..*said });
        }
    };
    if let Some(open) = before {
        at = match lines_of(open, text, part, |span| put(&open.said, span)) {
            Ok(open) => return Some(open),
            Err(end) => end,
        };
    }
    for header in headers {
        // A line of a value is no key.
        let said = keys.0.get(header.key.of(text)).copied().flatten().filter(|_| header.line >= at);
        let Some(said) = said else { continue };
        // What is left of its line is taken for a part of the value.
        let is_in_line = header.next > part.end;
        let open = Value { margin: header.margin, is_in_line, said };
        let behind = Span::new(header.next.min(part.end), part.end);
        match lines_of(open, text, behind, |span| put(&said, span)) {
            Ok(open) => return Some(open),
            Err(end) => at = end,
        }
    }
    None
}

/// Passes on the lines of `part` that belong to the value `open`. Where it ends, or what is open behind the part.
fn lines_of(open: Value, text: &[u8], part: Span, mut put: impl FnMut(Span)) -> Result<Value, usize> {
    let (mut at, mut is_in_line) = (part.start, open.is_in_line);
    while at < part.end {
        let feed = memchr::memchr(b'\n', &text[at..part.end]).map(|n| at + n);
        let line = text[at..feed.unwrap_or(part.end)].trim_ascii_end();
        let content = match open.margin.lead.column(line) {
            _ if is_in_line => Some(line.len() - line.trim_ascii_start().len()),
            Some(column) if column <= open.margin.column => return Err(at),
            column => column,
        };
        if let Some(content) = content {
            put(Span::new(at + content, at + line.len()));
        }
        is_in_line = feed.is_none();
        at = feed.map_or(part.end, |feed| feed + 1);
    }
    Ok(Value { is_in_line, ..open })
}

impl Lead {
    fn of(line: &[u8]) -> Lead {
        let content = line.trim_ascii_start();
        match (content, line.first()) {
            ([sign, ..], _) if LEADS.contains(sign) => Lead::Sign(*sign),
            ([b'-', b'-', b' ', ..], _) => Lead::Sign(b'-'),
            ([b'+', b' ', ..], Some(b' ' | b'\t')) => Lead::Sign(b'+'),
            (_, Some(b' ' | b'\t' | b'+' | b'-')) => Lead::Space,
            _ => Lead::None,
        }
    }

    /// The column in which what `line` says begins; `None` where it says nothing.
    fn column(self, line: &[u8]) -> Option<usize> {
        let blanks = |from: usize| line[from..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let signs = match self {
            Lead::None => 0,
            // Documents of YAML and parts of a diff begin with three.
            Lead::Space if line.starts_with(b"---") || line.starts_with(b"+++") => 0,
            Lead::Space => usize::from(matches!(line.first(), Some(b'+' | b'-'))),
            Lead::Sign(sign) => behind_signs(line, sign),
        };
        if signs + blanks(signs) == line.len() && line.trim_ascii_start().len() <= 2 {
            return None;
        }
        if signs == 0 && matches!(self, Lead::Sign(_)) {
            return Some(0);
        }
        Some(signs + blanks(signs))
    }
}

/// Where the signs end that `line` begins with, or white space and they; 0 where there are none. Quotations can stand in quotations.
fn behind_signs(line: &[u8], sign: u8) -> usize {
    let mut end = 0;
    loop {
        let blanks = line[end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let signs = line[end + blanks..].iter().take_while(|b| **b == sign).count();
        if signs == 0 {
            return end;
        }
        end += blanks + signs;
        // Of documentation in Rust.
        end += usize::from(sign == b'/' && line.get(end) == Some(&b'!'));
        if sign != b'>' {
            return end;
        }
    }
}

/// True where what stands behind `key` is told to people: its name says more than whose secret it is.
fn is_told(key: &[u8]) -> bool {
    let of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b' ' | b'.');
    let name = key.strip_suffix(b":").unwrap_or(key).trim_ascii_end();
    let start = name.iter().rposition(|b| !of_name(b)).map_or(0, |n| n + 1);
    let name = &name[start..];
    let is_apart = |at: usize| {
        !name[at].is_ascii_alphanumeric()
            || at > 0 && name[at].is_ascii_uppercase() && name[at - 1].is_ascii_lowercase()
    };
    let from = name.iter().position(u8::is_ascii_alphanumeric).unwrap_or(0);
    let first = (from + 1..name.len()).find(|at| is_apart(*at)).unwrap_or(name.len());
    let last = (0..name.len()).rev().find(|at| is_apart(*at)).unwrap_or(0);
    let last = &name[last + usize::from(name.get(last).is_some_and(|b| !b.is_ascii_alphanumeric()))..];
    is_one_of(FIRST, &name[from..first]) || is_one_of(LAST, last)
}

impl Margin {
    /// That of the first key of `line`, behind the signs of entries.
    fn of(line: &[u8]) -> Margin {
        let lead = Lead::of(line);
        let mut column = lead.column(line).unwrap_or(0);
        while line[column..].starts_with(b"- ") {
            column += 1;
            column += line[column..].iter().take_while(|b| **b == b' ').count();
        }
        Margin { column, lead }
    }
}

/// The lines of `part` that end with a key and such a sign.
fn headers(text: &[u8], part: Span, is_in_line: bool) -> Vec<Header> {
    let mut headers = Vec::new();
    let first_feed = || memchr::memchr(b'\n', part.of(text)).map_or(part.end, |n| part.start + n + 1);
    let first = if is_in_line { first_feed() } else { part.start };
    let mut at = part.start;
    while let Some(sign) = text.get(at..part.end).and_then(|rest| memchr::memchr2(b'|', b'>', rest)) {
        let sign = at + sign;
        at = sign + 1;
        // Quotes of a mail and tags are most of these signs.
        let is_apart = sign > 0 && matches!(text[sign - 1], b' ' | b'\t');
        if !is_apart || sign_end(text, sign).is_none() {
            continue;
        }
        let Some(colon) = key_before(text, sign) else { continue };
        let next = memchr::memchr(b'\n', &text[sign..]).map_or(text.len(), |n| sign + n + 1);
        let line =
            memchr::memrchr(b'\n', &text[first.min(sign)..sign]).map_or(first.min(sign), |n| first + n + 1);
        // Of a line that is too long to be seen as a whole nobody knows where it begins.
        let margin = match sign < first {
            true => Margin { column: 0, lead: Lead::None },
            false => Margin::of(&text[line..sign]),
        };
        let from = if sign < first { 0 } else { line };
        let key = Span::new(from.max(colon.saturating_sub(KEY_BYTES_MAX)).min(colon), colon + 1);
        headers.push(Header { line, next, key, margin });
        at = next;
    }
    headers
}

/// Where the sign of a block at `at` ends, with how it is read, when nothing but a remark stands behind it in its line.
fn sign_end(text: &[u8], at: usize) -> Option<usize> {
    let end =
        at + 1 + text[at + 1..].iter().take(2).take_while(|b| matches!(b, b'+' | b'-' | b'1'..=b'9')).count();
    let spaces = text[end..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    match &text[end + spaces..] {
        [] | [b'\n', ..] | [b'\r'] | [b'\r', b'\n', ..] => Some(end),
        [b'#', ..] if spaces > 0 => Some(end),
        _ => None,
    }
}

/// The colon of a key that stands before `sign`, with nothing between them but tags and anchors.
fn key_before(text: &[u8], sign: usize) -> Option<usize> {
    let from = sign.saturating_sub(PROPERTY_BYTES_MAX);
    let mut before = &text[from..sign];
    loop {
        let spaces = before.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
        before = &before[..before.len() - spaces];
        let word = before.iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
        match &before[before.len() - word..] {
            _ if spaces == 0 => return None,
            [b'!' | b'&', ..] => before = &before[..before.len() - word],
            [.., b':'] => break,
            _ => return None,
        }
    }
    let colon = from + before.len() - 1;
    let last = text[..colon].iter().rev().find(|b| !matches!(b, b' ' | b'\t'))?;
    (last.is_ascii_alphanumeric() || !last.is_ascii() || b"\"'_-])".contains(last)).then_some(colon)
}

impl Keys {
    /// Looks at those of `keys` that are not known yet.
    fn learn<'k>(&mut self, engine: &Engine, vocabulary: &Vocabulary, keys: impl Iterator<Item = &'k [u8]>) {
        let (mut lines, mut places) = (Vec::new(), Vec::new());
        for key in keys {
            if self.0.contains_key(key) {
                continue;
            }
            self.0.insert(key.to_vec(), None);
            if is_told(key) {
                continue;
            }
            // Of several passwords.
            let one = key.strip_suffix(b"s:").filter(|one| !one.ends_with(b"s"));
            for probe in PROBES {
                lines.extend_from_slice(one.unwrap_or(key));
                lines.extend_from_slice(if one.is_some() { b":" } else { b"" });
                lines.push(b' ');
                places.push((Span::new(lines.len(), lines.len() + probe.len()), key));
                lines.extend_from_slice(probe);
                soft::close(&mut lines);
            }
            if lines.len() > COMMAND_LINES_BYTES {
                self.look(engine, vocabulary, &mut lines, &mut places);
            }
        }
        self.look(engine, vocabulary, &mut lines, &mut places);
    }

    fn look(
        &mut self,
        engine: &Engine,
        vocabulary: &Vocabulary,
        lines: &mut Vec<u8>,
        places: &mut Vec<(Span, &[u8])>,
    ) {
        for f in super::find(engine, vocabulary, lines, 0) {
            let n = places.partition_point(|(place, _)| place.start < f.span.start);
            let Some((_, key)) = places.get(n).filter(|(place, _)| place.start == f.span.start) else {
                continue;
            };
            let is_of_key = f.from < f.span.start;
            if is_of_key && vocabulary.get(f.info_type).domain == Domain::Credential {
                self.0.entry(key.to_vec()).or_default().get_or_insert(f);
            }
        }
        lines.clear();
        places.clear();
    }
}
