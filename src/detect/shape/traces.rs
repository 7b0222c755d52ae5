//! Traces: where a text may be written in another way, as conditions of the same program that finds where rules can match.
//!
//! What reads such text ([`crate::view`]) looks at every trace as it looks at every byte when nobody says where to look, so a condition may
//! hold where nothing is written in another way, never the other way round.

use crate::bytes::ByteSet;
use crate::detect::shape::condition::{At, Condition, Conditions};
use crate::limits::VIEW_RUN_BYTES_MIN;
use crate::view::Trace;

/// Control characters but for tabs and line ends, bytes that are not ASCII, and signs that nothing beside them tells more of.
fn leads() -> ByteSet {
    let mut set = ByteSet::range(0, 0x1f).union(ByteSet::range(0x80, 0xff)).union(of(b"\\%&+@)]}"));
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
    let letters = [b"Aa", b"Dd", b"Oo", b"Tt"].map(|both| of(both));
    let signs = [b'\'', b'\r', b'=', b'>', b'_', b' ', b'-'].map(|sign| of(&[sign]));
    let others = [leads(), behind_equals(), digits(), others(b"\n")];
    letters.into_iter().chain(signs).chain(others).chain([digits().complement(), hexadecimal()]).collect()
}

/// What stands behind an equals sign of quoted-printable, or figures.
fn behind_equals() -> ByteSet {
    ByteSet::range(b'0', b'9').union(of(b"?\n\r"))
}

fn hexadecimal() -> ByteSet {
    ByteSet::range(b'0', b'9').union(ByteSet::range(b'A', b'F')).union(ByteSet::range(b'a', b'f'))
}

/// Traces, each with a condition and how many places further on it stands.
pub fn conditions(nodes: &mut Conditions<'_>) -> Vec<(Trace, Condition, i32)> {
    let begins = [nodes.byte(&digits().complement(), 0), long_run(nodes, 1)].concat();
    let last = VIEW_RUN_BYTES_MIN as i32 - 1;
    let ends = [long_run(nodes, 0), nodes.byte(&digits().complement(), last + 1)].concat();
    let mut made = vec![
        (Trace::Sign, sign(nodes), 0),
        (Trace::Row, row(nodes), 9),
        (Trace::RunBegins, begins, 1),
        (Trace::RunEnds, ends, last),
    ];
    // Each is told by its rarest parts, and nobody asks in which order all of them come.
    let at = |sign: &[u8]| bytes(nodes, &[of(sign), of(b"Aa"), of(b"Tt"), of(sign)], 0);
    made.push((Trace::Word, at(b" "), 1));
    made.push((Trace::Word, at(b"_"), 0));
    made.push((Trace::Word, at(b"-"), 0));
    // In a word or alone.
    made.push((Trace::Word, bytes(nodes, &[of(b"Dd"), of(b"Oo"), of(b"Tt")], 0), 0));
    made
}

/// Bytes of these sets, one behind the other, the first so many places ahead.
fn bytes(nodes: &Conditions<'_>, sets: &[ByteSet], ahead: i32) -> Condition {
    sets.iter().zip(ahead..).flat_map(|(set, ahead)| nodes.byte(set, ahead)).collect()
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
    let tag = bytes(nodes, &[others(b"\n"), of(b">")], -1);
    each.push(seldom(nodes, tag));
    let all = nodes.either(each.into_iter().map(|at| vec![at]).collect());
    all.iter().for_each(|at| nodes.holds_seldom(at.node));
    all
}

/// Four signs that no digit is, each with a digit behind it, the next one three places on, and two hexadecimal digits behind the last.
fn row(nodes: &mut Conditions<'_>) -> Condition {
    let one = nodes.one(bytes(nodes, &[digits().complement(), digits()], 0));
    let two = nodes.one(vec![one, At { ahead: one.ahead + 3, ..one }]);
    let mut condition = vec![two, At { ahead: two.ahead + 6, ..two }];
    condition.extend(bytes(nodes, &[hexadecimal(), hexadecimal()], 10));
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
