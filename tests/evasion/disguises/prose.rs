//! What people write so that programs do not see it: row 19; and row 21, which undoes letters.

use super::{ANY, Disguise, EMAIL, d};
use crate::values::{Category, Value};

pub const ALL: &[Disguise] = &[
    d(19, "at and dot", EMAIL, |v| with(v, " at ", " dot ")),
    d(19, "AT and DOT", EMAIL, |v| with(v, " AT ", " DOT ")),
    d(19, "[at] and [dot]", EMAIL, |v| with(v, "[at]", "[dot]")),
    d(19, "[at] and [dot], spaced", EMAIL, |v| with(v, " [at] ", " [dot] ")),
    d(19, "(at) and (dot)", EMAIL, |v| with(v, " (at) ", " (dot) ")),
    d(19, "(at), glued", EMAIL, |v| with(v, "(at)", ".")),
    d(19, "[at]", EMAIL, |v| with(v, " [at] ", ".")),
    d(19, "{at} and {dot}", EMAIL, |v| with(v, "{at}", "{dot}")),
    d(19, "<at> and <dot>", EMAIL, |v| with(v, " <at> ", " <dot> ")),
    d(19, "_AT_ and _DOT_", EMAIL, |v| with(v, "_AT_", "_DOT_")),
    d(19, "-at- and -dot-", EMAIL, |v| with(v, "-at-", "-dot-")),
    d(19, "spaces around the signs", EMAIL, |v| with(v, " @ ", " . ")),
    d(19, "space before the sign", EMAIL, |v| with(v, " @", ".")),
    d(19, "(at) and Punkt", EMAIL, |v| with(v, " (at) ", " (Punkt) ")),
    d(19, "NOSPAM in the domain", EMAIL, |v| v.text.replace('@', "@NOSPAM.")),
    d(19, "NOSPAM in the local part", EMAIL, |v| v.text.replace('@', ".NOSPAM@")),
    d(19, "at and dot in every dot", EMAIL, |v| v.text.replace('.', " dot ").replace('@', " at ")),
    d(19, "digits partly spelled", &[Category::Nanp], |v| v.text.replace("555", "five five five")),
    d(21, "from the last to the first", ANY, |v| v.text.chars().rev().collect()),
    d(21, "ROT13", EMAIL, |v| crate::decode::rot13(&v.text)),
];

/// Signs of the domain and the one before it.
fn with(v: &Value, at: &str, dot: &str) -> String {
    let (local, domain) = v.text.split_once('@').unwrap();
    format!("{local}{at}{}", domain.replace('.', dot))
}
