//! Where a row ends: its brackets, and what in it may hold some.

use super::lex::{Fault, Lexed, Stop, is_word, token};
use super::{Dialect, Mode};

/// Bytes that do not just stand in a row.
const SPECIAL: [bool; 256] = {
    let mut made = [false; 256];
    let signs = b"'\"`()-#/*$[";
    let mut n = 0;
    while n < signs.len() {
        made[signs[n] as usize] = true;
        n += 1;
    }
    made
};

/// Where the brackets that open at `at` close.
pub(super) fn brackets_end(text: &[u8], at: usize, ended: bool, mode: Mode) -> Lexed<usize> {
    let mut depth = 0_usize;
    let mut at = at;
    loop {
        let Some(n) = text[at..].iter().position(|b| SPECIAL[usize::from(*b)]) else {
            return Err(if ended { Fault::Unfinished.into() } else { Stop::More });
        };
        at += n;
        match text[at] {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Ok(at + 1);
                }
            }
            b'\'' => {
                at = token(text, before_quote(text, at, mode), ended, mode)?.span.end;
                continue;
            }
            b'$' if at > 0 && is_word(text[at - 1]) => {}
            _ => {
                at = token(text, at, ended, mode)?.span.end;
                continue;
            }
        }
        at += 1;
    }
}

/// Where the text begins whose quote stands at `at`: at a letter that says how it is written, if there is one.
fn before_quote(text: &[u8], at: usize, mode: Mode) -> usize {
    let is_apart = |at: usize| at.checked_sub(1).is_none_or(|n| !is_word(text[n]));
    let letter = |n: usize| at.checked_sub(n).map(|n| text[n].to_ascii_lowercase());
    let letters: &[u8] = match mode.dialect {
        Dialect::MySql => b"nxb",
        Dialect::Postgres => b"enxb",
        Dialect::Sqlite => b"xb",
    };
    match letter(1) {
        Some(one) if letters.contains(&one) && is_apart(at - 1) => at - 1,
        Some(b'&') if mode.dialect == Dialect::Postgres && letter(2) == Some(b'u') && is_apart(at - 2) => {
            at - 2
        }
        _ => at,
    }
}
