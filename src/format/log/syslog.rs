//! Syslog: RFC 5424 with its structured data, RFC 3164, and what daemons write into files (a date, host, program, message).

use crate::format::log::cursor::{Cursor, has_shape, is_number};
use crate::format::log::{Fields, Place, State, event, pairs};
use crate::span::Span;

/// Where the parts stand of a line that is one of syslog.
struct Line {
    host: Span,
    program: Span,
    process: Span,
    /// Where structured data begin, where there can be some.
    data: Option<usize>,
    message: usize,
}

pub(super) fn fits(line: &[u8]) -> bool {
    parse(line).is_some()
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    // The header of a line may be odd, and what goes on with the line before has none.
    let Some(parts) = parse(line) else {
        return match line.first() {
            Some(b'<') => pairs::read_line(line, 0, fields),
            _ => pairs::read_from(line, 0, fields),
        };
    };
    fields.put(b"hostname", parts.host, Place::Bare);
    fields.put(b"appname", parts.program, Place::Bare);
    fields.put(b"procid", parts.process, Place::Bare);
    let message = match parts.data.map_or(Ok(parts.message), |at| structured(line, at, fields)) {
        Ok(message) if parts.data.is_some() && ends_data(&line[message..]) => {
            return pairs::read_line(line, message, fields);
        }
        Ok(message) => message,
        // Nobody can tell where the data end, so all behind are pairs.
        Err(at) => return pairs::read_line(line, at, fields),
    };
    match event::begin(line) {
        Some(at) if at >= message => event::read_from(line, at, fields),
        _ => pairs::read_from(line, message, fields),
    }
}

fn parse(line: &[u8]) -> Option<Line> {
    let mut cursor = Cursor::new(line);
    if line.first() == Some(&b'<') {
        // The priority: facility and severity.
        cursor.at = 1;
        let priority = cursor.until(b'>')?;
        if priority.len() > 3 || !is_number(priority.of(line)) {
            return None;
        }
        if cursor.rest().starts_with(b"1 ") {
            cursor.at += 2;
            return parse_5424(cursor);
        }
    }
    let rest = cursor.rest();
    // RFC 3164 writes the day with a space before it, where it has one digit.
    let is_date = has_shape(rest, b"AAA 99 99:99:99 ") || has_shape(rest, b"AAA  9 99:99:99 ");
    if is_date {
        cursor.at += 16;
    } else if has_shape(rest, b"9999-99-99T99:99:99") {
        cursor.word()?;
    } else {
        return None;
    }
    let host = cursor.word()?;
    let tag = cursor.at;
    // Everything up to a colon that is no part of a word: `sshd[123]:`, `sshd(pam_unix)[123]:`, `CRON[1]:`.
    let word = cursor.word()?;
    let named = word.of(line).strip_suffix(b":");
    let Some(named) = named.filter(|name| !name.is_empty()) else {
        return (is_date || line.first() == Some(&b'<')).then(|| Line {
            host,
            program: Span::default(),
            process: Span::default(),
            data: None,
            message: tag,
        });
    };
    let open = opening(named).filter(|_| named.ends_with(b"]"));
    let (program, process) = match open {
        Some(open) => (open, Span::new(tag + open + 1, tag + named.len() - 1)),
        None => (named.len(), Span::default()),
    };
    Some(Line { host, program: Span::new(tag, tag + program), process, data: None, message: cursor.at })
}

/// Where the bracket stands that the last one closes: what is between them can have been written by obelus.
fn opening(text: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    text.iter().rposition(|byte| {
        depth = match byte {
            b']' => depth + 1,
            b'[' => depth.saturating_sub(1),
            _ => depth,
        };
        *byte == b'[' && depth == 0
    })
}

/// `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG`, behind the version.
fn parse_5424(mut cursor: Cursor<'_>) -> Option<Line> {
    let time = cursor.word()?;
    if time.of(cursor.line) != b"-" && !has_shape(time.of(cursor.line), b"9999-99-99A99:99:99") {
        return None;
    }
    let (host, program, process) = (cursor.word()?, cursor.word()?, cursor.word()?);
    cursor.word()?;
    cursor.skip_spaces();
    let data = Some(cursor.at).filter(|_| matches!(cursor.rest().first(), Some(b'[' | b'-')))?;
    Some(Line { host, program, process, data: Some(data), message: cursor.at })
}

/// The parameters of the elements at `at`; returns to where the message begins, or the element that is not as it should be.
fn structured(line: &[u8], at: usize, fields: &mut Fields<'_>) -> Result<usize, usize> {
    let mut cursor = Cursor { line, at };
    while cursor.take(b"[").is_some() {
        let begin = cursor.at;
        // The identifier.
        cursor.at += cursor.rest().iter().take_while(|b| !matches!(b, b' ' | b'\t' | b']')).count();
        if line[begin..cursor.at].iter().any(|b| matches!(b, b'=' | b'"')) {
            return Err(begin);
        }
        loop {
            cursor.skip_spaces();
            if cursor.take(b"]").is_some() {
                break;
            }
            let name = cursor.until(b'=').filter(|name| is_name(name.of(line))).ok_or(begin)?;
            let value = cursor.quoted(b'"').ok_or(begin)?;
            fields.put(name.of(line), value, Place::Parameter);
            if !matches!(cursor.rest().first(), Some(b' ' | b'\t' | b']')) {
                return Err(begin);
            }
        }
    }
    // A message has a space before it.
    match cursor.rest().first() {
        None | Some(b' ' | b'\t' | b'-') => Ok(cursor.at),
        Some(_) => Err(at),
    }
}

/// True where a message has what ends a parameter, and nothing that begins it.
fn ends_data(message: &[u8]) -> bool {
    memchr::memmem::find(message, b"\"]").is_some() && memchr::memchr_iter(b'"', message).count() % 2 == 1
}

/// True for the name of a parameter (RFC 5424, section 6.3.3).
fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && !name.iter().any(|b| matches!(b, b' ' | b'\t' | b'"' | b']' | b'='))
}
