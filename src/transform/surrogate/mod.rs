//! Surrogate: a value becomes another of its kind that is nobody's, or anybody's: a name for a name.
//!
//! Which one follows from the recipient's key and the value (or the subject of the record, for names), so that the same
//! person has the same surrogate everywhere. Nobody can turn it back without the key. It is drawn from short lists
//! (`rules/lexicons/surrogates/`), so different people can have the same one: it is for reading and testing, not for counting
//! or joining.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::{self, Domain};
use crate::keys::derive::Use;
use crate::keys::token::TokenKeys;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

use draw::Draw;
use lists::CULTURES;

mod contacts;
mod draw;
mod lists;
mod names;
mod places;
mod script;
#[cfg(test)]
mod tests;

/// So many letters in a row are not in both a value and its surrogate.
const SHARED_MAX: usize = 3;

/// The info type whose names are companies.
const COMPANY: &str = "ORGANIZATION_NAME";

/// What the surrogate of a name follows from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Per {
    Value,
    Subject,
}

const PER_NAMES: &[&str] = &["value", "subject"];

#[derive(Clone)]
struct Surrogate {
    per: Per,
    /// By number.
    culture: Option<usize>,
    /// By number.
    region: Option<usize>,
    /// Without keys it can only be checked, not applied.
    keys: Option<Arc<TokenKeys>>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let per = match table.get("per").map(|item| item.one_of(PER_NAMES)).transpose()? {
        Some(1) => Per::Subject,
        _ => Per::Value,
    };
    let culture = table.get("culture").map(|item| item.one_of(CULTURES)).transpose()?;
    let region = table.get("region").map(|item| item.one_of(contacts::REGIONS)).transpose()?;
    Ok(Arc::new(Surrogate { per, culture, region, keys: None }))
}

impl Surrogate {
    fn write(&self, text: &str, cx: &Context<'_>, out: &mut Vec<u8>) -> Option<()> {
        let key = self.keys.as_ref()?.keyed(Use::Surrogate, cx.domain).ok()?;
        let value = canon::canonical(cx.domain, text.as_bytes());
        match cx.domain {
            Domain::Name if cx.info_type == COMPANY => {
                names::company(text, Draw::new(key, "company", &value), out)
            }
            Domain::Name => {
                let subject = match self.per {
                    Per::Value => None,
                    Per::Subject => Some(cx.subject?),
                };
                // A subject is no name, and must not draw what a name that is spelled like it draws.
                let draw = |label: &str| match subject {
                    Some(subject) => Draw::new(key, &format!("{label} of"), subject),
                    None => Draw::new(key, label, &value),
                };
                names::person(text, self.culture, draw, out)
            }
            Domain::Address => {
                places::address(text, |label, part| Draw::new(key, label, part.as_bytes()), out)
            }
            Domain::Email => contacts::email(text, Draw::new(key, "email", &value), out),
            Domain::Phone => contacts::phone(text, self.region, Draw::new(key, "phone", &value), out),
            _ => None,
        }
    }
}

impl Transform for Surrogate {
    fn name(&self) -> &'static str {
        "surrogate"
    }

    fn strictness(&self) -> Strictness {
        Strictness::HashToken
    }

    fn parameters(&self) -> String {
        let mut said = format!("per = \"{}\"", PER_NAMES[self.per as usize]);
        if let Some(culture) = self.culture {
            said.push_str(&format!(", culture = \"{}\"", CULTURES[culture]));
        }
        if let Some(region) = self.region {
            said.push_str(&format!(", region = \"{}\"", contacts::REGIONS[region]));
        }
        said
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        let made = matches!(info_type.domain, Domain::Name | Domain::Address | Domain::Email | Domain::Phone);
        (!made).then_some(
            "surrogates are made for names, companies, addresses, email addresses and telephone numbers",
        )
    }

    fn needs_keys(&self) -> bool {
        self.keys.is_none()
    }

    fn needs_subject(&self) -> bool {
        self.per == Per::Subject
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        let with = || Arc::new(Surrogate { keys: Some(keys.clone()), ..self.clone() }) as Arc<dyn Transform>;
        keys.can(Use::Surrogate).then(with)
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let text = std::str::from_utf8(value.0).map_err(|_| CannotTransform)?;
        // What is written around a name in its own script would be lost or kept by chance.
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(CannotTransform);
        }
        self.write(text, cx, out).ok_or(CannotTransform)
    }
}

/// Letters without case, in one form.
fn fold(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// True when the folded `name` shows nothing of the folded value: neither stands in the other, word for word, and they
/// share no [`SHARED_MAX`] letters and one in a row.
fn is_far(name: &str, value: &str) -> bool {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | '@' | '.' | '-');
    let shows = value.split(is_gap).any(|word| word.chars().count() > 1 && name.contains(word));
    let letters: Vec<(usize, char)> = name.char_indices().collect();
    let shares = letters.windows(SHARED_MAX + 1).any(|window| {
        let (Some(first), Some(last)) = (window.first(), window.last()) else { return false };
        value.contains(&name[first.0..last.0 + last.1.len_utf8()])
    });
    !shows
        && !shares
        && !value.split(is_gap).any(|word| word == name)
        && (letters.len() > SHARED_MAX || !stands_in(name, value))
}

/// True when a short name stands in a value that has no spaces.
fn stands_in(name: &str, value: &str) -> bool {
    value.chars().any(|c| u32::from(c) >= 0x2E80) && value.contains(name)
}

/// Whether a text is written in capitals, in small letters or in both, so that another can be written the same way.
#[derive(Clone, Copy)]
enum Letters {
    Upper,
    Lower,
    Mixed,
}

impl Letters {
    fn of(text: &str) -> Self {
        let (upper, lower) = (text.chars().any(char::is_uppercase), text.chars().any(char::is_lowercase));
        let many = text.chars().filter(|c| c.is_alphabetic()).count() > 1;
        match (upper, lower) {
            (true, false) if many => Letters::Upper,
            (false, true) => Letters::Lower,
            _ => Letters::Mixed,
        }
    }

    fn write(self, text: &str, out: &mut Vec<u8>) {
        match self {
            Letters::Upper => out.extend_from_slice(text.to_uppercase().as_bytes()),
            Letters::Lower => out.extend_from_slice(text.to_lowercase().as_bytes()),
            Letters::Mixed => out.extend_from_slice(text.as_bytes()),
        }
    }
}
