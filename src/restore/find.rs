//! Tokens in any text: found by how they begin, and told from what only looks like one by their check tag.
//!
//! What stands before and behind a token plays no part: a surrogate can stand between any bytes, and two can touch.
//! A token begins and ends where its form and its tag say, so what is found does not depend on where a text was cut.

use memchr::memmem::Finder;

use crate::keys::canon::Domain;
use crate::keys::form::{HEAD_BYTES, Kind, PREFIX, payload_lengths};
use crate::keys::token::TokenKeys;
use crate::span::Span;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    /// A token with a check tag that these keys made.
    Token(Kind, Domain),
    /// It begins like a token that could be turned back, and is none of these keys.
    Like,
}

/// Where something stands that is, or begins like, a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// All of a token; of what is none, how it begins.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) is: Is,
}

/// Lengths that are tried where base32 goes on behind a token. Nothing writes letters of the alphabet in such numbers
/// directly behind a surrogate, and every length costs a look at all that stands there.
const LENGTHS_TRIED: usize = 3;

/// Appends every place of `text` to `made`, in their order. They do not overlap. No token is longer than `most`.
pub(super) fn find(keys: &TokenKeys, text: &[u8], most: usize, made: &mut Vec<Place>) {
    let mut end = 0;
    for start in Finder::new(PREFIX).find_iter(text) {
        let rest = &text[start..];
        let Some(&[letter, b'_']) = rest.get(PREFIX.len()..PREFIX.len() + 2) else { continue };
        let Some(kind) = Kind::of(letter).filter(|_| start >= end) else { continue };
        let place = match token(keys, kind, &rest[..rest.len().min(most)]) {
            Some((length, domain)) => {
                Place { span: Span::new(start, start + length), is: Is::Token(kind, domain) }
            }
            // What looks like a hash token is text like any other: there is nothing to turn.
            None if kind == Kind::Hash => continue,
            None => Place { span: Span::new(start, start + PREFIX.len() + 2), is: Is::Like },
        };
        end = place.span.end;
        made.push(place);
    }
}

/// The length and domain of the genuine token that `text` begins with.
fn token(keys: &TokenKeys, kind: Kind, text: &[u8]) -> Option<(usize, Domain)> {
    let is_base32 = |b: &&u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(*b);
    let run = text.get(HEAD_BYTES..)?.iter().take_while(is_base32).count();
    payload_lengths(kind, run).take(LENGTHS_TRIED).find_map(|length| {
        let token = &text[..HEAD_BYTES + length];
        keys.is_ours(token).map(|(_, domain)| (token.len(), domain))
    })
}
