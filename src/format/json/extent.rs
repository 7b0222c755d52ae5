//! Where a value ends, by its quotes and brackets alone.

use super::is_white;
use super::text::find_quote_or_backslash;
use crate::limits::JSON_DEPTH_MAX;

/// Looks for the end of one value. It can stop after any byte and go on when there are more.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    inside: Inside,
    /// How many brackets are open.
    depth: usize,
    /// For each of the outermost, whether it is a brace.
    braces: u128,
}

// A value with more brackets open than there are bits is malformed, whatever kind they are.
const _: () = assert!(JSON_DEPTH_MAX <= u128::BITS as usize);

#[derive(Clone, Copy)]
enum Inside {
    Brackets,
    String,
    /// Behind a backslash.
    Escape,
    /// A number or word.
    Lexeme,
}

/// How a search went.
#[derive(Clone, Copy)]
pub(super) enum Progress {
    /// The value goes on behind the last byte.
    More,
    /// It ends here.
    End(usize),
    /// The bracket here closes none of its kind.
    Mismatch(usize),
}

impl Extent {
    /// For the value that begins with `first`, which is searched too; `None` when no value begins so.
    pub(super) fn begin(first: u8) -> Option<Self> {
        let inside = match first {
            // As a bracket of its own, a string at the root needs no case of its own.
            b'{' | b'[' | b'"' => Inside::Brackets,
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => Inside::Lexeme,
            _ => return None,
        };
        Some(Extent { inside, depth: 0, braces: 0 })
    }

    pub(super) fn is_lexeme(&self) -> bool {
        matches!(self.inside, Inside::Lexeme)
    }

    /// Searches `text` from `from`, which is where the search before stopped.
    pub(super) fn search(&mut self, text: &[u8], from: usize) -> Progress {
        let mut at = from;
        while at < text.len() {
            match self.inside {
                Inside::Escape => {
                    self.inside = Inside::String;
                    at += 1;
                }
                Inside::String => {
                    let Some(stop) = find_quote_or_backslash(text, at) else { break };
                    at = stop + 1;
                    self.inside = if text[stop] == b'"' { Inside::Brackets } else { Inside::Escape };
                    if self.depth == 0 && text[stop] == b'"' {
                        return Progress::End(at);
                    }
                }
                Inside::Lexeme => {
                    let end = text[at..].iter().position(|byte| ends_lexeme(*byte));
                    return end.map_or(Progress::More, |n| Progress::End(at + n));
                }
                Inside::Brackets => {
                    let Some(n) = text[at..].iter().position(|byte| STOPS[usize::from(*byte)]) else { break };
                    at += n;
                    match self.stop(text[at]) {
                        None => return Progress::Mismatch(at),
                        Some(true) => return Progress::End(at + 1),
                        Some(false) => at += 1,
                    }
                }
            }
        }
        Progress::More
    }

    /// Takes a quote or bracket: whether it ends the value, `None` when it does not fit.
    fn stop(&mut self, byte: u8) -> Option<bool> {
        let bit = |depth: usize| u32::try_from(depth).ok().and_then(|n| 1_u128.checked_shl(n)).unwrap_or(0);
        match byte {
            b'"' => self.inside = Inside::String,
            b'{' | b'[' => {
                let bit = bit(self.depth);
                self.braces = if byte == b'{' { self.braces | bit } else { self.braces & !bit };
                self.depth += 1;
            }
            _ => {
                self.depth = self.depth.checked_sub(1)?;
                let bit = bit(self.depth);
                if bit != 0 && (self.braces & bit != 0) != (byte == b'}') {
                    return None;
                }
                return Some(self.depth == 0);
            }
        }
        Some(false)
    }
}

/// Quotes and brackets.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    stops[b'"' as usize] = true;
    stops[b'{' as usize] = true;
    stops[b'}' as usize] = true;
    stops[b'[' as usize] = true;
    stops[b']' as usize] = true;
    stops
};

fn ends_lexeme(byte: u8) -> bool {
    is_white(byte) || matches!(byte, b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
}
