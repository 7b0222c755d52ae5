//! Fixed text: every value becomes the same words, which the policy chooses.
//!
//! It hides as much as the marker does. `policy check` looks at the text as it looks at an input: a text that is
//! itself a value of some kind is an error.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::limits::FIXED_TEXT_BYTES_MAX;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// With these a spreadsheet takes a cell for a formula.
const FORMULA_STARTS: &str = "=+-@";

struct Fixed(String);

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let item = table.need("text")?;
    let text = item.str()?;
    let problem = if text.trim().is_empty() {
        Some("the text is empty; to leave nothing, use drop_field")
    } else if text.len() > FIXED_TEXT_BYTES_MAX {
        Some("the text is too long")
    } else if text.chars().any(is_invisible) {
        Some("the text has a line end, a control character or an invisible one")
    } else if text.chars().count() > 1 && text.starts_with(|c| FORMULA_STARTS.contains(c)) {
        Some("spreadsheets take a text that begins like this for a formula")
    } else if text.starts_with("ob1") {
        Some("the text begins like a token")
    } else {
        None
    };
    match problem {
        Some(what) => Err(item.error(what)),
        None => Ok(Arc::new(Fixed(text.to_owned()))),
    }
}

/// Control characters, line ends of Unicode, and what changes the direction or joins without being seen.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

impl Transform for Fixed {
    fn name(&self) -> &'static str {
        "fixed"
    }

    fn hides_all(&self) -> bool {
        true
    }

    fn strictness(&self) -> Strictness {
        Strictness::Redact
    }

    fn parameters(&self) -> String {
        format!("text = {:?}", self.0)
    }

    fn text(&self) -> Option<&str> {
        Some(&self.0)
    }

    fn apply(&self, _: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::testing::{applied, made, refused};

    #[test]
    fn every_value_becomes_the_text() {
        let fixed = made("{ name = \"fixed\", text = \"(removed)\" }");
        assert_eq!(applied(&fixed, "ann@example.com").as_deref(), Some("(removed)"));
        assert_eq!(applied(&fixed, "").as_deref(), Some("(removed)"));
        assert_eq!(applied(&made("{ name = \"fixed\", text = \"-\" }"), "x").as_deref(), Some("-"));
    }

    #[test]
    fn a_text_that_would_do_harm_is_refused() {
        for text in
            ["", "  ", "a\\nb", "a\\u0000", "a\\u2028b", "a\\u202Eb", "=1+1", "+x", "@SUM(A1)", "ob1h_em_x"]
        {
            refused(&format!("{{ name = \"fixed\", text = \"{text}\" }}"), "text");
        }
        refused(&format!("{{ name = \"fixed\", text = \"{}\" }}", "x".repeat(65)), "too long");
        refused("\"fixed\"", "required");
    }
}
