//! Tokens in any text: found by how they begin, and told from what only looks like one by their check tag.
//!
//! What stands before and behind a token plays no part: a surrogate can stand between any bytes, and two can touch.
//! A token begins and ends where its form and its tag say, so what is found does not depend on where a text was cut.

use std::sync::LazyLock;

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

/// Looks for how every token begins.
static BEGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(PREFIX));

/// Appends every place of `text` to `made`, in their order. They do not overlap. No token is longer than `most`.
pub(super) fn find(keys: &TokenKeys, text: &[u8], most: usize, made: &mut Vec<Place>) {
    let mut end = 0;
    for start in BEGIN.find_iter(text) {
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::keys::root::RootKey;
    use crate::limits::TOKEN_IN_PIECE_BYTES_MAX;

    fn keys() -> TokenKeys {
        TokenKeys::new(&RootKey::generate().unwrap(), "ann")
    }

    fn found(keys: &TokenKeys, text: &[u8]) -> Vec<Place> {
        let mut made = Vec::new();
        find(keys, text, usize::MAX, &mut made);
        made
    }

    /// Of every length that a value can have, and with anything around it.
    #[test]
    fn a_token_ends_where_it_ends() {
        let keys = keys();
        for length in (0..200).chain([1023, 4096, 70_000]) {
            let mut token = Vec::new();
            keys.reversible_token(Domain::Text, &vec![b'x'; length], &mut token).unwrap();
            let letters = "abcdefghijklmnopqrstuvwxyz234567".repeat(2);
            for (before, after) in
                [("", ""), ("ob1", "a"), ("_", "_"), ("ob1s_", &letters), ("z", "ob1s_tx_")]
            {
                let text = [before.as_bytes(), &token, after.as_bytes()].concat();
                let span = Span::new(before.len(), before.len() + token.len());
                let genuine: Vec<Place> =
                    found(&keys, &text).into_iter().filter(|p| matches!(p.is, Is::Token(..))).collect();
                let is = Is::Token(Kind::Reversible, Domain::Text);
                assert_eq!(genuine, [Place { span, is }], "{length} {before} {after}");
            }
        }
    }

    #[test]
    fn what_only_begins_like_a_token_is_counted_once_and_a_hash_is_text() {
        let keys = keys();
        let mut hash = Vec::new();
        keys.hash_token(Domain::Email, b"ann@example.com", &mut hash).unwrap();
        let all = [b"ob1s_ob1v_ ob1h_em ob1s_em_aaaa_ ob1x_ ob1".as_slice(), &hash].concat();
        let places = found(&keys, &all);
        let like = places.iter().filter(|p| p.is == Is::Like).map(|p| p.span.start).collect::<Vec<_>>();
        assert_eq!(like, [0, 5, 19]);
        assert_eq!(places.last().unwrap().is, Is::Token(Kind::Hash, Domain::Email));
    }

    /// Two pieces of a long line see as much of each other as a token can be long.
    #[test]
    fn pieces_of_a_line_see_a_token_whole() {
        let vocabulary = crate::info_type::Vocabulary::builtin().unwrap();
        let rules = crate::detect::pack::Rules::new(crate::detect::rule::builtin(&vocabulary).unwrap());
        assert!(rules.reach() * crate::limits::SEAM_ROUNDS_MAX > TOKEN_IN_PIECE_BYTES_MAX);
    }
}
