//! Traces: where a text may be written in another way, as conditions of the same program that finds where rules can match.
//!
//! What reads such text ([`crate::view`]) looks at every trace as it looks at every byte when nobody says where to look, so a condition may
//! hold where nothing is written in another way, never the other way round.

use crate::bytes::ByteSet;
use crate::detect::shape::condition::{At, Condition, Conditions};
use crate::limits::VIEW_RUN_BYTES_MIN;
use crate::view::{COMMA_MAX, OPEN_MAX, Trace};

/// Control characters but for tabs and line ends, bytes that are not ASCII, and signs that nothing beside them tells more of.
fn leads() -> ByteSet {
    let mut set = ByteSet::range(0, 0x1f).union(ByteSet::range(0x80, 0xff)).union(of(b"\\%&+@>"));
    b"\t\n\r".iter().for_each(|byte| set.remove(*byte));
    set
}

fn of(bytes: &[u8]) -> ByteSet {
    ByteSet::from_bytes(bytes)
}

fn others(bytes: &[u8]) -> ByteSet {
    of(bytes).complement()
}

fn alphanumeric() -> ByteSet {
    let letters = ByteSet::range(b'A', b'Z').union(ByteSet::range(b'a', b'z'));
    letters.union(ByteSet::range(b'0', b'9'))
}

/// Digits of base64, of either alphabet.
fn digits() -> ByteSet {
    alphanumeric().union(of(b"+/-_"))
}

/// The classes that the conditions need as they are, since many places would be looked at with wider ones.
pub fn classes() -> Vec<ByteSet> {
    let signs = [b'\'', b'\r', b'=', b' ', b'-', b','].map(|sign| of(&[sign]));
    let others =
        [leads(), closing(), behind_equals(), digits(), digits().complement(), others(b"\n"), hexadecimal()];
    // What `at` and `dot` end with.
    [of(b"Tt")].into_iter().chain(signs).chain(others).collect()
}

/// Those in whose place wider ones serve nearly as well, where there is no room for them.
pub fn more_classes() -> Vec<ByteSet> {
    vec![of(b"AaDd"), of(b"Oo"), of(b"_"), of(b"Aa"), of(b"Dd")]
}

/// What closes brackets.
fn closing() -> ByteSet {
    of(b")]}")
}

/// What stands behind an equals sign of quoted-printable.
fn behind_equals() -> ByteSet {
    ByteSet::range(b'2', b'7').union(of(b"?\n\r"))
}

fn hexadecimal() -> ByteSet {
    ByteSet::range(b'0', b'9').union(ByteSet::range(b'A', b'F')).union(ByteSet::range(b'a', b'f'))
}

/// How far before what closes brackets its condition begins.
pub const CLOSE_BACK: usize = if COMMA_MAX > OPEN_MAX { COMMA_MAX } else { OPEN_MAX };

/// What closes brackets at the beginning of `text`, where conditions do not see it: what they begin with would stand before the text.
pub fn closing_first(text: &[u8]) -> impl Iterator<Item = usize> {
    // Searches begin one place before the text.
    let first = &text[..text.len().min(CLOSE_BACK - 1)];
    first.iter().enumerate().filter(|(_, byte)| closing().has(**byte)).map(|(at, _)| at)
}

/// Traces, each with a condition and how many places further on it stands.
pub fn conditions(nodes: &mut Conditions<'_>) -> Vec<(Trace, Condition, i32)> {
    let begins = [nodes.byte(&digits().complement(), 0), long_run(nodes, 1)].concat();
    vec![
        (Trace::Sign, sign(nodes), 0),
        (Trace::Close, close(nodes), CLOSE_BACK as i32),
        (Trace::Row, row(nodes), 9),
        (Trace::RunBegins, begins, 1),
        (Trace::At, at(nodes), 0),
        (Trace::Word, dot(nodes), 0),
    ]
}

/// Bytes of these sets, one behind the other, the first so many places ahead.
fn bytes(nodes: &Conditions<'_>, sets: &[ByteSet], ahead: i32) -> Condition {
    sets.iter().zip(ahead..).flat_map(|(set, ahead)| nodes.byte(set, ahead)).collect()
}

/// One of these signs, so many places ahead. Each is a class of its own, or all would need one more.
fn one_of(nodes: &mut Conditions<'_>, signs: &[u8], ahead: i32) -> Condition {
    let each = signs.iter().map(|sign| nodes.byte(&of(&[*sign]), ahead)).collect();
    nodes.either(each)
}

/// A condition as one node that is remembered by where it does not hold: long stretches of text have none.
fn seldom(nodes: &mut Conditions<'_>, condition: Condition) -> At {
    let at = nodes.joined(condition);
    nodes.holds_seldom(at.node);
    at
}

/// The sign itself.
fn sign(nodes: &mut Conditions<'_>) -> Condition {
    let mut each = vec![seldom(nodes, bytes(nodes, &[leads()], 0))];
    for sets in [[of(b"'"), of(b"'")], [of(b"\r"), others(b"\n")], [of(b"="), behind_equals()]] {
        each.push(seldom(nodes, bytes(nodes, &sets, 0)));
    }
    let all = nodes.either(each.into_iter().map(|at| vec![at]).collect());
    all.iter().for_each(|at| nodes.holds_seldom(at.node));
    all
}

/// What closes brackets behind a comma or an opening bracket as near as in a list or a call, or behind what a word ends with that spells a sign.
fn close(nodes: &mut Conditions<'_>) -> Condition {
    const BACK: i32 = CLOSE_BACK as i32;
    let comma = (1..=COMMA_MAX as i32).map(|n| nodes.byte(&of(b","), BACK - n));
    let open = (1..=OPEN_MAX as i32).map(|n| nodes.byte(&of(b"("), BACK - n));
    let word = [of(b"AaDdEeOoTtZz. "), of(b"@")].map(|set| nodes.byte(&set, BACK - 1));
    let each = comma.chain(open).chain(word).collect();
    [bytes(nodes, &[closing()], BACK), nodes.either(each)].concat()
}

/// `at` between signs.
fn at(nodes: &mut Conditions<'_>) -> Condition {
    let signs = [0, 3].map(|ahead| one_of(nodes, b" _-", ahead)).concat();
    [signs, bytes(nodes, &[of(b"Aa"), of(b"Tt")], 1)].concat()
}

/// `dot` before a space, or inside of a word in capitals.
fn dot(nodes: &mut Conditions<'_>) -> Condition {
    let capital = nodes.byte(&ByteSet::range(b'A', b'Z'), 0);
    let space = nodes.byte(&of(b" "), 3);
    [nodes.either(vec![capital, space]), bytes(nodes, &[of(b"Dd"), of(b"Oo"), of(b"Tt")], 0)].concat()
}

/// No digit, and then three signs, the next one three places on, with two hexadecimal digits before the first, between them and behind the last.
fn row(nodes: &mut Conditions<'_>) -> Condition {
    let pair = nodes.one(bytes(nodes, &[hexadecimal(), hexadecimal()], 0));
    let sign = one_of(nodes, b" :", 2);
    let signed = nodes.one([vec![pair], sign].concat());
    let more = |at: At, ahead: i32| At { ahead: at.ahead + ahead, ..at };
    // One is everywhere, two in a row are in rows.
    let two = seldom(nodes, vec![signed, more(signed, 3)]);
    let mut condition = nodes.byte(&digits().complement(), 0);
    condition.extend([more(two, 1), more(signed, 7), more(pair, 10)]);
    condition
}

/// A run of digits that is long enough to be read.
fn long_run(nodes: &mut Conditions<'_>, ahead: i32) -> Condition {
    let class = nodes.byte(&digits(), 0).first().map(|at| at.node);
    // Words are of some digits, but runs are not everywhere.
    let some = nodes.run(class, 4);
    let run = nodes.run(class, VIEW_RUN_BYTES_MIN);
    some.iter().chain(&run).for_each(|at| nodes.holds_seldom(at.node));
    run.into_iter().map(|at| At { ahead: at.ahead + ahead, ..at }).collect()
}
