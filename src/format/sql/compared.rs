//! Values that a statement compares with fields: in the condition of a view, an index, a check, a policy.

use super::lex::{Kind, Token};
use super::schema::is_word;

/// Where the comparisons end that are under way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// With the brackets behind the word: a check.
    OwnBrackets,
    /// With those around the word: a query.
    BracketsAround,
}

/// The comparisons of a statement, followed token by token.
#[derive(Default)]
pub(super) struct Compared {
    /// How deep in brackets the word stands that began them.
    open: Option<(usize, End)>,
    /// The last name that is none of a type.
    named: Option<Token>,
    /// What comes is the name of a type: it stands behind `::`.
    is_type: bool,
}

impl Compared {
    /// Follows `token`, which is no white space, comment or text and stands in `depth` brackets, its own included; true where what was
    /// compared so far ends.
    pub(super) fn see(&mut self, text: &[u8], token: &Token, depth: usize) -> bool {
        let is = |words: &[&str]| words.iter().any(|word| is_word(text, Some(token), word));
        let mut ends = false;
        match token.kind {
            Kind::Sign(b':') => self.is_type = true,
            Kind::Sign(b'(' | b'[' | b']' | b'.') => {}
            Kind::Sign(b')') => {
                self.is_type = false;
                let closes = |(at, end): (usize, End)| match end {
                    End::OwnBrackets => depth <= at,
                    End::BracketsAround => depth < at,
                };
                ends = self.open.is_some_and(closes);
            }
            Kind::Word
                if is(&["AND", "OR", "NOT", "THEN", "ELSE", "END", "SELECT", "FROM", "GROUP", "ORDER"]) =>
            {
                self.is_type = false;
                ends = !is(&["NOT"]) && self.open.is_some();
            }
            Kind::Word if is(&["WHERE", "HAVING", "WHEN", "ON"]) => {
                self.open = Some((depth, End::BracketsAround));
                return true;
            }
            Kind::Word if is(&["CHECK", "USING"]) => {
                self.open = Some((depth, End::OwnBrackets));
                return true;
            }
            Kind::Word if is(&["LIKE", "ILIKE", "IN", "BETWEEN"]) => {}
            Kind::Word | Kind::Name if !self.is_type => self.named = Some(*token),
            _ => {}
        }
        if ends && token.is_sign(b')') {
            self.open = None;
        }
        ends
    }

    /// The field that a value is compared with, if the sign or word for that comes now, behind `last`.
    pub(super) fn field(&self, last: Option<Token>) -> Option<Token> {
        let is_behind = self.is_type || last.is_some_and(|last| last.is_sign(b')'));
        self.named.filter(|_| is_behind && self.open.is_some())
    }

    /// True where values are compared.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }
}
