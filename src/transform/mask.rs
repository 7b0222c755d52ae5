//! Mask: all but separators becomes `*`, except for the first and last few characters.
//!
//! PCI DSS 4.0.1 requirements 3.4.1 and 3.5.1 allow the first six and last four digits of a card number to stay. More
//! can be allowed where the issuer's number has eight digits, but nothing in a card number says so; six and four fit
//! every length and brand (PCI SSC FAQ 1091).

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::config::Table;
use crate::detect::validate::checksum;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::transform::{CARD_DIGITS, CannotTransform, Context, Plain, Strictness, Transform};

/// The least number of characters that must be hidden; a value too short for that is hidden whole.
const HIDDEN_MIN: usize = 4;

/// What stays in sight, so that the form of the value can still be read.
const SEPARATORS: &str = " -.@:/()+";

/// What can stand for a hidden character: no letter or digit of a value is read in it, and no format gives it a meaning.
const SIGNS: &[&str] = &["*", "#", "X", "x", "•"];

struct Mask {
    first: usize,
    last: usize,
    /// What stands behind the last `@` stays.
    keep_domain: bool,
    sign: &'static str,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let mut count = |key| Ok(table.int(key, 0..65)?.unwrap_or(0) as usize);
    let (first, last) = (count("keep_first")?, count("keep_last")?);
    let keep_domain = table.bool("keep_domain")?.unwrap_or(false);
    let sign = table.get("char").map(|item| item.one_of(SIGNS)).transpose()?.map_or(SIGNS[0], |n| SIGNS[n]);
    Ok(Arc::new(Mask { first, last, keep_domain, sign }))
}

impl Transform for Mask {
    fn name(&self) -> &'static str {
        "mask"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Mask
    }

    fn parameters(&self) -> String {
        let mut said = format!("keep_first = {}, keep_last = {}", self.first, self.last);
        if self.keep_domain {
            said.push_str(", keep_domain = true");
        }
        if self.sign != SIGNS[0] {
            said.push_str(&format!(", char = \"{}\"", self.sign));
        }
        said
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        match info_type.domain {
            Domain::Card if self.first > 6 || self.last > 4 => {
                Some("a card number may keep at most its first 6 and last 4 digits (PCI DSS 3.4.1)")
            }
            // Separators stay in sight, and a secret may consist of them.
            Domain::Credential => Some("a credential cannot be masked; use redact"),
            domain if self.keep_domain && domain != Domain::Email => {
                Some("only email addresses have a domain to keep")
            }
            _ => None,
        }
    }

    fn hides_all(&self) -> bool {
        self.first == 0 && self.last == 0 && !self.keep_domain
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let Ok(text) = std::str::from_utf8(value.0) else { return Err(CannotTransform) };
        let (text, domain) = match text.rsplit_once('@').filter(|_| self.keep_domain) {
            // What else a field holds is no part of the domain.
            Some((_, domain)) if !domain.chars().all(is_of_domain) => return Err(CannotTransform),
            Some((local, _)) => text.split_at(local.len()),
            None if self.keep_domain => return Err(CannotTransform),
            None => (text, ""),
        };
        let hideable = |c: char| !SEPARATORS.contains(c);
        let total = text.chars().filter(|c| hideable(*c)).count();
        if total == 0 {
            return Err(CannotTransform);
        }
        let is_long = total >= self.first + self.last + HIDDEN_MIN;
        let (first, last) = match is_long && (cx.domain != Domain::Card || self.is_card(text)) {
            true => (self.first, self.last),
            false => (0, 0),
        };
        let mut seen = 0;
        for c in text.chars() {
            seen += usize::from(hideable(c));
            match !hideable(c) || seen <= first || seen > total - last {
                true => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                false => out.extend_from_slice(self.sign.as_bytes()),
            }
        }
        out.extend_from_slice(domain.as_bytes());
        Ok(())
    }
}

impl Mask {
    /// True for a card number, and for one that was masked before. Of anything else the last characters can be the
    /// verification value, which stands behind the number in many exports.
    fn is_card(&self, text: &str) -> bool {
        let all: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
        if !CARD_DIGITS.contains(&all.len()) {
            return false;
        }
        let digits: Zeroizing<Vec<u32>> = Zeroizing::new(all.iter().filter_map(|c| c.to_digit(10)).collect());
        let hidden = &all[self.first..all.len() - self.last];
        match digits.len() == all.len() {
            true => checksum::luhn(digits.iter().copied()),
            false => {
                hidden.iter().all(|c| self.sign.starts_with(*c)) && digits.len() == self.first + self.last
            }
        }
    }
}

/// What domains are written with, also those in other scripts.
fn is_of_domain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.')
}

#[cfg(test)]
mod tests {
    use crate::info_type::Vocabulary;
    use crate::keys::canon::Domain;
    use crate::transform::testing::{applied, applied_as, made, refused};

    fn masked(parameters: &str, value: &str) -> Option<String> {
        applied(&made(&format!("{{ name = \"mask\", {parameters} }}")), value)
    }

    #[test]
    fn separators_stay_and_short_values_are_hidden_whole() {
        for (parameters, value, expected) in [
            ("keep_first = 6, keep_last = 4", "4111 1111 1111 1111", "4111 11** **** 1111"),
            ("keep_first = 6, keep_last = 4", "3782 822463 10005", "3782 82**** *0005"),
            ("keep_first = 6, keep_last = 4", "4222222222222", "*************"),
            ("keep_last = 4", "4111-1111-1111-1111", "****-****-****-1111"),
            ("keep_last = 0", "ann@example.com", "***@*******.***"),
            ("keep_first = 2, keep_last = 2", "1234567", "*******"),
            ("keep_first = 2, keep_last = 2", "12345678", "12****78"),
            ("keep_first = 1", "josé müller", "j*** ******"),
            ("keep_first = 1, char = \"•\"", "josé müller", "j••• ••••••"),
            ("keep_last = 4, char = \"X\"", "4111111111111111", "XXXXXXXXXXXX1111"),
        ] {
            assert_eq!(masked(parameters, value).as_deref(), Some(expected), "{parameters}");
            assert_eq!(masked(parameters, expected).as_deref(), Some(expected), "{parameters} again");
        }
    }

    #[test]
    fn the_domain_of_an_address_stays_only_when_asked_for() {
        assert_eq!(
            masked("keep_domain = true", "ann.lee@example.com").as_deref(),
            Some("***.***@example.com")
        );
        assert_eq!(
            masked("keep_domain = true, keep_first = 1", "ann.lee@example.com").as_deref(),
            Some("a**.***@example.com")
        );
        assert_eq!(
            masked("keep_domain = true, keep_first = 1", "ann@example.com").as_deref(),
            Some("***@example.com")
        );
        assert_eq!(masked("keep_domain = true", "\"a@b\"@example.com").as_deref(), Some("**@**@example.com"));
        assert_eq!(masked("keep_domain = true", "no address"), None);
        assert_eq!(masked("keep_domain = true", "@example.com"), None);
        assert!(masked("keep_domain = true", "ann@bücher.example").is_some());
        for more in [
            "ann@example.com (Ann Lee)",
            "Ann <ann@example.com>",
            "ann@example.com/lee",
            "ann@example.com\nlee",
        ] {
            assert_eq!(masked("keep_domain = true", more), None, "{more}");
        }
    }

    #[test]
    fn only_a_card_number_shows_its_last_digits() {
        let action = made("{ name = \"mask\", keep_first = 6, keep_last = 4 }");
        for (value, shown) in [
            ("4111 1111 1111 1111", "4111 11** **** 1111"),
            ("4111 11** **** 1111", "4111 11** **** 1111"),
            // With a verification value or a date behind it, or with a digit that is wrong.
            ("4111111111111111 123", "**************** ***"),
            ("4111111111111111|0127|123", "*************************"),
            ("411111111111111*123", "*******************"),
            ("4111111111111111123", "*******************"),
            ("411111******1111 0127 123", "**************** **** ***"),
            ("123 4111111111111111", "*** ****************"),
            ("4111111111111112", "****************"),
        ] {
            assert_eq!(applied_as(&action, "X", Domain::Card, value).as_deref(), Some(shown), "{value}");
        }
        let id = applied_as(&action, "X", Domain::Id, "4111111111111112");
        assert_eq!(id.as_deref(), Some("411111******1112"));
    }

    #[test]
    fn what_would_show_too_much_is_refused() {
        let objection = |parameters: &str, info_type: &str| {
            let types = Vocabulary::builtin().ok()?;
            let id = types.find(info_type)?;
            made(&format!("{{ name = \"mask\", {parameters} }}")).objection(types.get(id))
        };
        assert!(objection("keep_first = 6, keep_last = 4", "CREDIT_CARD_NUMBER").is_none());
        assert!(
            objection("keep_first = 8, keep_last = 4", "CREDIT_CARD_NUMBER")
                .is_some_and(|w| w.contains("first 6"))
        );
        assert!(objection("keep_last = 5", "CREDIT_CARD_NUMBER").is_some());
        assert!(objection("keep_last = 1", "PASSWORD").is_some_and(|w| w.contains("credential")));
        assert!(objection("keep_domain = true", "EMAIL_ADDRESS").is_none());
        assert!(objection("keep_domain = true", "USER_ID").is_some_and(|w| w.contains("email")));
        refused("{ name = \"mask\", char = \"0\" }", "#");
        refused("{ name = \"mask\", keep_first = 65 }", "64");
    }
}
