//! Access logs of load balancers of AWS: classic ones ("Access logs for your Classic Load Balancer") and application ones
//! ("Access logs for your Application Load Balancer").

use crate::format::log::cursor::{Cursor, has_shape, request, without_port};
use crate::format::log::{Fields, Place, State};
use crate::span::Span;

/// Kinds of connections, with which a line of an application load balancer begins.
const KINDS: [&[u8]; 5] = [b"http ", b"https ", b"h2 ", b"ws ", b"wss "];

pub(super) fn fits(line: &[u8]) -> bool {
    parse(line).is_some()
}

pub(super) fn read(_: &mut State, line: &[u8], fields: &mut Fields<'_>) {
    let Some((client, asked, agent)) = parse(line) else { return };
    fields.put(b"client_address", without_port(line, client), Place::Bare);
    request(line, asked, Place::Quoted(b'"'), fields);
    fields.put(b"user_agent", agent, Place::Quoted(b'"'));
}

/// Who asked, for what, and with which program.
fn parse(line: &[u8]) -> Option<(Span, Span, Span)> {
    let mut cursor = Cursor::new(line);
    let kind = KINDS.iter().find(|kind| line.starts_with(kind));
    cursor.at = kind.map_or(0, |kind| kind.len());
    if !has_shape(cursor.rest(), b"9999-99-99A99:99:99.999999Z ") {
        return None;
    }
    cursor.word()?;
    cursor.word()?;
    let client = cursor.word()?;
    memchr::memchr(b':', client.of(line))?;
    // Target, three times, two codes, two numbers of bytes.
    for _ in 0..8 {
        cursor.word()?;
    }
    cursor.skip_spaces();
    let asked = cursor.quoted(b'"')?;
    cursor.skip_spaces();
    // The classic kind has had the program since 2015 only.
    let agent = cursor.quoted(b'"').unwrap_or_default();
    Some((client, asked, agent))
}
