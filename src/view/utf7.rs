//! Signs of UTF-7 (RFC 2152): `+AEA-` for `@`.

use data_encoding::BASE64_NOPAD;

use crate::limits::{VIEW_RUN_BYTES_MIN, VIEW_UNIT_BYTES_MAX};
use crate::span::Span;
use crate::view::base64::group_of;
use crate::view::units::Unit;

/// The unit at a `+`.
pub(super) fn unit(text: &[u8], at: usize) -> Option<Unit> {
    let rest = &text[at + 1..text.len().min(at + VIEW_UNIT_BYTES_MAX)];
    let length = rest.iter().position(|b| !b.is_ascii_alphanumeric() && *b != b'/')?;
    if length < 3 || rest[length] != b'-' {
        return None;
    }
    let mut unit = Unit::nothing(length + 2);
    // Bits that are left over are zero, which the reader of base64 sees to.
    let read = BASE64_NOPAD.decode(&rest[..length]).ok()?;
    for pair in read.chunks_exact(2) {
        // Letters and digits stand as they are, so that only signs are written like this.
        let sign = pair[1];
        if pair[0] != 0 || !(sign.is_ascii_punctuation() || sign == b' ') {
            return None;
        }
        unit.push(&[sign]);
    }
    Some(unit)
}

/// The digits between a plus sign and a dash in a run of base64 digits, which has these signs among them: UTF-16 with the big end first.
pub(super) fn shifted(run: &[u8]) -> Option<Span> {
    let mut dash = 0;
    for plus in memchr::memchr_iter(b'+', run) {
        let start = plus + 1;
        if dash < start {
            dash = start + memchr::memchr(b'-', &run[start..])?;
        }
        if dash - start < VIEW_RUN_BYTES_MIN {
            continue;
        }
        let group = |n: usize| group_of(&run[start + 4 * n..start + 4 * n + 4]).0;
        // The high byte of each of the first characters is zero, unless nothing else is there.
        let is_ascii = || run[start] == b'A' && group(0)[0] == 0 && group(0)[2] == 0 && group(1)[1] == 0;
        if plus == 0 && dash + 1 == run.len() || is_ascii() {
            return Some(Span::new(start, dash));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_stand_in_runs() {
        let of = |run: &str| shifted(run.as_bytes()).map(|span| run[span.start..span.end].to_owned());
        let digits = "AGEAbgBuAEAAZQB4";
        for run in [format!("+{digits}-"), format!("/a/mail/+{digits}-/edit"), format!("a+AEA-b+{digits}-c")]
        {
            assert_eq!(of(&run).as_deref(), Some(digits), "{run}");
        }
        for run in ["q+AbcdEfghIjklMnop-qr_st", "+AGEAbgBuAEAAZQB4", "+AGEAbgBu-AEAAZQB4"] {
            assert_eq!(of(run), None, "{run}");
        }
    }
}
