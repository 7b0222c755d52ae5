//! Columns that a statement defines, and what stands for a value in them: `DEFAULT 'x'`.

use super::Mode;
use super::fit::{Fit, Shape};
use super::lex::{Kind, Token};
use super::schema::{is_name, is_word, kind, unquoted};

/// Words that are kept of a definition, to know its type.
const TOKENS_MAX: usize = 8;

/// The column under way, followed token by token.
#[derive(Default)]
pub(super) struct Definition {
    /// How many tokens there were, up to those that say what the statement is about.
    seen: usize,
    is_table: bool,
    depth: usize,
    /// How many names come before that of a column, plus one; none where there is none to come.
    expected: usize,
    column: Option<Vec<u8>>,
    tokens: Vec<Token>,
}

impl Definition {
    /// Follows `token`, which is no white space, comment or text.
    pub(super) fn see(&mut self, text: &[u8], token: &Token, mode: Mode) {
        let is = |words: &[&str]| words.iter().any(|word| is_word(text, Some(token), word));
        self.is_table |= self.seen < 4 && is(&["TABLE"]);
        self.seen = (self.seen + 1).min(4);
        if !self.is_table {
            return;
        }
        match token.kind {
            Kind::Sign(b'(') => {
                self.depth += 1;
                if self.depth == 1 && self.column.is_none() {
                    self.expected = 1;
                    return;
                }
            }
            Kind::Sign(b')') => self.depth = self.depth.saturating_sub(1),
            Kind::Sign(b',') if self.depth < 2 => {
                (self.column, self.expected) = (None, self.depth);
                return;
            }
            _ if self.depth == 0 && is(&["ADD", "MODIFY", "ALTER"]) => self.expected = 1,
            _ if self.depth == 0 && is(&["CHANGE"]) => self.expected = 2,
            _ if is(&["COLUMN", "IF", "NOT", "EXISTS"]) && self.expected > 0 => {}
            _ if self.expected > 0 && is_name(token, mode) => {
                self.expected -= 1;
                self.column = Some(unquoted(text, token));
                self.tokens.clear();
                return;
            }
            _ => {}
        }
        if self.column.is_some() && self.tokens.len() < TOKENS_MAX {
            self.tokens.push(*token);
        }
    }

    /// The column, and what may stand for a value of it.
    pub(super) fn column(&self, text: &[u8], mode: Mode) -> Option<(&[u8], Fit)> {
        let column = self.column.as_deref()?;
        let fit = match is_word(text, self.tokens.first(), "SET") {
            // Its type is said elsewhere.
            true => Fit { shape: Shape::Other, not_null: false, most: 0 },
            false => kind(text, &self.tokens, mode.dialect),
        };
        Some((column, Fit { not_null: fit.shape != Shape::Other, ..fit }))
    }
}
