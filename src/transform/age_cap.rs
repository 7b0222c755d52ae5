//! Age cap: ages from a bound on become one class, and with `bands` the others become classes too.
//!
//! HIPAA's safe harbor (45 CFR 164.514(b)(2)(i)(C)) puts all ages over 89 together as 90 or older.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::transform::dates::{self, Order};
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// The first age of the open class, as HIPAA has it.
const CAP_DEFAULT: i64 = 90;

/// The oldest age that is read. Nobody is known to have become older, so more is no age.
const AGE_MAX: u16 = 130;

struct AgeCap {
    cap: u16,
    bands: Option<u16>,
    /// The day for which the ages of birth dates are counted.
    as_of: Option<Date>,
    order: Option<Order>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let cap = table.int("cap", 18..121)?.unwrap_or(CAP_DEFAULT) as u16;
    let bands = match table.get("bands") {
        None => None,
        Some(item) => {
            let width = item.int(2..51)? as u16;
            if !cap.is_multiple_of(width) {
                return Err(item.error("the cap must be a multiple of the width of the bands"));
            }
            Some(width)
        }
    };
    let as_of = match table.get("as_of") {
        None => None,
        Some(item) => {
            let written = dates::read(item.str()?, Some(Order::Ymd));
            Some(written.ok_or_else(|| item.error("must be a date, as \"2026-01-31\""))?.date)
        }
    };
    let order = dates::order(table)?;
    Ok(Arc::new(AgeCap { cap, bands, as_of, order }))
}

impl AgeCap {
    fn write(&self, age: u16, out: &mut Vec<u8>) {
        let said = match self.bands {
            _ if age >= self.cap => format!("{}+", self.cap),
            Some(width) => format!("{}-{}", age - age % width, age - age % width + width - 1),
            None => age.to_string(),
        };
        out.extend_from_slice(said.as_bytes());
    }

    /// The age that `text` is, as a number or as a birth date.
    fn age(&self, text: &str) -> Option<u16> {
        if let Some(age) = number(text) {
            return Some(age);
        }
        let (as_of, born) = (self.as_of?, dates::read(text, self.order)?);
        if born.short_year {
            return None;
        }
        let had_birthday = (as_of.month(), as_of.day()) >= (born.date.month(), born.date.day());
        let age = as_of.year() - born.date.year() - i16::from(!had_birthday);
        u16::try_from(age).ok().filter(|age| *age <= AGE_MAX)
    }

    /// True for what this action writes, so that a second run changes nothing.
    fn is_class(&self, text: &str) -> bool {
        let first = text.split(['-', '+']).next().and_then(number);
        first.is_some_and(|age| {
            let mut written = Vec::new();
            self.write(age, &mut written);
            written == text.as_bytes()
        })
    }
}

/// An age in whole years: one to three digits, and nothing behind a point but zeros.
fn number(text: &str) -> Option<u16> {
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    let digits = matches!(whole.len(), 1..=3) && whole.bytes().all(|b| b.is_ascii_digit());
    whole.parse().ok().filter(|age| digits && *age <= AGE_MAX)
}

impl Transform for AgeCap {
    fn name(&self) -> &'static str {
        "age_cap"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Generalise
    }

    fn parameters(&self) -> String {
        let mut said = format!("cap = {}", self.cap);
        if let Some(width) = self.bands {
            said.push_str(&format!(", bands = {width}"));
        }
        if let Some(as_of) = self.as_of {
            said.push_str(&format!(", as_of = \"{as_of}\""));
        }
        said.push_str(&dates::said(self.order));
        said
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        match (info_type.name.as_str(), self.as_of) {
            ("AGE", _) | ("DATE_OF_BIRTH", Some(_)) => None,
            ("DATE_OF_BIRTH", None) => {
                Some("the age of a birth date needs the day that it is counted for: add `as_of`")
            }
            _ => Some("only ages, and birth dates with `as_of`, can be capped"),
        }
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let text = std::str::from_utf8(value.0).map_err(|_| CannotTransform)?.trim();
        if self.is_class(text) {
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let age = self.age(text).ok_or(CannotTransform)?;
        self.write(age, out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::testing::{applied, made, refused};

    fn check(parameters: &str, rows: &[(&str, Option<&str>)]) {
        let action = made(&format!("{{ name = \"age_cap\"{parameters} }}"));
        for (value, expected) in rows {
            assert_eq!(applied(&action, value).as_deref(), *expected, "{parameters}: {value}");
            if let Some(once) = expected {
                assert_eq!(applied(&action, once).as_deref(), *expected, "{parameters}: {value} again");
            }
        }
    }

    #[test]
    fn high_ages_are_one_class() {
        check(
            "",
            &[
                ("89", Some("89")),
                ("90", Some("90+")),
                ("104", Some("90+")),
                (" 91 ", Some("90+")),
                ("91.0", Some("90+")),
                ("91.5", None),
                ("85+", None),
                ("95+", None),
                ("131", None),
                ("1987", None),
                ("-4", None),
                ("ninety", None),
                ("30-39", None),
                ("1987-04-17", None),
                ("", None),
            ],
        );
        check(
            ", cap = 80, bands = 10",
            &[
                ("0", Some("0-9")),
                ("37", Some("30-39")),
                ("79", Some("70-79")),
                ("80", Some("80+")),
                ("31-40", None),
            ],
        );
    }

    #[test]
    fn birth_dates_become_ages() {
        check(
            ", as_of = \"2026-04-17\"",
            &[
                ("1936-04-17", Some("90+")),
                ("1936-04-18", Some("89")),
                ("1986-04-18T00:00:00Z", Some("39")),
                ("2026-04-18", None),
                ("03/04/1990", None),
                ("17/04/90", None),
            ],
        );
        check(", as_of = \"2026-04-17\", order = \"dmy\", bands = 10", &[("03/04/1990", Some("30-39"))]);
    }

    #[test]
    fn wrong_parameters_are_refused() {
        refused("{ name = \"age_cap\", cap = 10 }", "18 to 120");
        refused("{ name = \"age_cap\", bands = 7 }", "multiple");
        refused("{ name = \"age_cap\", as_of = \"today\" }", "date");
    }
}
