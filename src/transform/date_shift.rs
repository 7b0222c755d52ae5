//! Date shift: all dates of one person move by the same number of days, so that what lies between them stays.
//!
//! The number follows from the subject of the record and the recipient's key. It is never 0. A date without a
//! subject cannot be shifted: with a shift of its own, every date would be noise, and with one for all, a single
//! known date would give all others away.
//!
//! A shifted date is not what HIPAA's safe harbor asks for, which lets nothing but the year stay (45 CFR
//! 164.514(b)(2)(i)(C)).

use std::sync::Arc;

use jiff::Span;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::keys::derive::{Use, code};
use crate::keys::token::TokenKeys;
use crate::transform::dates::{self, Order, Time};
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// By how many days at most, where the policy does not say it.
const DAYS_DEFAULT: i64 = 365;
/// Under a week, the shift could be guessed; over a year, ages and seasons would say nothing.
const DAYS: std::ops::Range<i64> = 7..366;

struct DateShift {
    days: i64,
    weeks: bool,
    order: Option<Order>,
    /// Without keys it can only be checked, not applied.
    keys: Option<Arc<TokenKeys>>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let days = table.int("days", DAYS)?.unwrap_or(DAYS_DEFAULT);
    let weeks = table.bool("weeks")?.unwrap_or(false);
    if weeks && days < 28 {
        return Err(table.error("with `weeks`, `days` is at least 28: of fewer weeks one could be guessed"));
    }
    let order = dates::order(table)?;
    Ok(Arc::new(DateShift { days, weeks, order, keys: None }))
}

impl DateShift {
    /// By how many days the dates of `subject` move.
    fn shift(&self, keys: &TokenKeys, subject: &[u8]) -> Result<i64, CannotTransform> {
        // One domain, so that dates of every info type move together.
        let made = code(keys.keyed(Use::DateShift, Domain::Text)?, subject);
        let (first, _) = made.split_first_chunk().ok_or(CannotTransform)?;
        let step = if self.weeks { 7 } else { 1 };
        let steps = self.days / step;
        // Of 2^64 numbers, the remainder favours none of at most 730 in a way that could be seen.
        let number = (u64::from_be_bytes(*first) % (2 * steps as u64)) as i64;
        Ok(step * if number < steps { -1 - number } else { 1 + number - steps })
    }
}

impl Transform for DateShift {
    fn name(&self) -> &'static str {
        "date_shift"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Generalise
    }

    fn parameters(&self) -> String {
        format!("days = {}, weeks = {}{}", self.days, self.weeks, dates::said(self.order))
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Text).then_some("only dates can be shifted")
    }

    fn needs_keys(&self) -> bool {
        self.keys.is_none()
    }

    fn needs_subject(&self) -> bool {
        true
    }

    fn with_keys(&self, keys: &Arc<TokenKeys>) -> Option<Arc<dyn Transform>> {
        let DateShift { days, weeks, order, .. } = *self;
        keys.can(Use::DateShift).then(|| {
            Arc::new(DateShift { days, weeks, order, keys: Some(keys.clone()) }) as Arc<dyn Transform>
        })
    }

    fn apply(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        self.moved(value, cx, 1, out)
    }

    fn undo(&self, value: Plain<'_>, cx: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        self.moved(value, cx, -1, out)
    }
}

impl DateShift {
    /// Appends the date moved on (1) or back (-1).
    fn moved(
        &self,
        value: Plain<'_>,
        cx: &Context<'_>,
        way: i64,
        out: &mut Vec<u8>,
    ) -> Result<(), CannotTransform> {
        let keys = self.keys.as_ref().ok_or(CannotTransform)?;
        let subject = cx.subject.ok_or(CannotTransform)?;
        let text = std::str::from_utf8(value.0).map_err(|_| CannotTransform)?;
        let written = dates::read(text, self.order).ok_or(CannotTransform)?;
        let days = Span::new().try_days(way * self.shift(keys, subject)?).map_err(|_| CannotTransform)?;
        let shifted = written.date.checked_add(days).map_err(|_| CannotTransform)?;
        written.write(text, shifted, Time::Stays, out).ok_or(CannotTransform)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::transform::testing::{applied_for, keyed, refused, undone};

    fn shifted(parameters: &str, subject: &str, value: &str) -> Option<String> {
        let action = keyed(&format!("{{ name = \"date_shift\"{parameters} }}"), "ann");
        applied_for(&action, Some(subject.as_bytes()), value)
    }

    fn days(parameters: &str, subject: &str) -> i64 {
        let date = |text: &str| dates::read(text, None).unwrap().date;
        let made = shifted(parameters, subject, "2019-04-17").unwrap();
        i64::from(date("2019-04-17").until(date(&made)).unwrap().get_days())
    }

    #[test]
    fn every_subject_has_its_shift_and_none_is_zero() {
        for (parameters, most, step) in [
            ("", 365, 1),
            (", days = 7", 7, 1),
            (", days = 30, weeks = true", 28, 7),
            (", weeks = true", 364, 7),
        ] {
            let all: Vec<i64> = (0..600).map(|n| days(parameters, &format!("id:{n}"))).collect();
            assert!(all.iter().all(|d| *d != 0 && d.abs() <= most && d % step == 0), "{parameters}");
            assert!(all.iter().any(|d| *d > 0) && all.iter().any(|d| *d < 0), "{parameters}");
            assert!(most > 30 || (all.contains(&most) && all.contains(&-most)), "{parameters}");
        }
        assert_eq!(days("", "id:1"), days("", "id:1"));
        assert_ne!(days("", "id:1"), days("", "id:2"));
    }

    #[test]
    fn what_lies_between_dates_stays_and_so_does_the_form() {
        let one = shifted("", "id:1", "2019-04-17T10:00:00Z").unwrap();
        let other = shifted(", order = \"dmy\"", "id:1", "20/04/2019").unwrap();
        let date = |text: &str| dates::read(text, Some(Order::Dmy)).unwrap().date;
        assert!(one.ends_with("T10:00:00Z") && other.len() == 10 && other.contains('/'), "{one} {other}");
        assert_eq!(date(&one).until(date(&other)).unwrap().get_days(), 3);
    }

    #[test]
    fn a_shift_can_be_undone() {
        let action = keyed("\"date_shift\"", "ann");
        let made = shifted("", "id:1", "17 Apr 2019").unwrap();
        assert_eq!(undone(&action, Domain::Text, &made).as_deref(), Some("17 Apr 2019"));
    }

    #[test]
    fn what_cannot_be_read_or_has_no_subject_is_none() {
        for value in ["03/04/2019", "soon", "2019-02-30", "2019"] {
            assert_eq!(shifted("", "id:1", value), None, "{value}");
        }
        let action = keyed("\"date_shift\"", "ann");
        assert!(action.needs_subject() && applied_for(&action, None, "2019-04-17").is_none());
        refused("{ name = \"date_shift\", days = 400 }", "365");
        refused("{ name = \"date_shift\", days = 14, weeks = true }", "28");
        refused("{ name = \"date_shift\", order = \"ydm\" }", "ymd");
    }
}
