//! Date generalisation: a date becomes its decade, year, quarter or month.
//!
//! HIPAA's safe harbor (45 CFR 164.514(b)(2)(i)(C)) lets the year stay, and of a person over 89 not even that:
//! `earliest` puts all years before one together.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::transform::dates::{self, Order, Time, Written};
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// What a date becomes, from coarse to fine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unit {
    Decade,
    Year,
    Quarter,
    Month,
}

const UNITS: [Unit; 4] = [Unit::Decade, Unit::Year, Unit::Quarter, Unit::Month];
const UNIT_NAMES: &[&str] = &["decade", "year", "quarter", "month"];

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `2010s`, `2019`, `2019-Q2`, `2019-04`.
    Short,
    /// The first day, in the form the date was written in, for fields that must hold a date.
    Date,
}

const FORM_NAMES: &[&str] = &["short", "date"];

struct GeneraliseDate {
    to: Unit,
    form: Form,
    order: Option<Order>,
    /// Years before it are not told apart.
    earliest: Option<i16>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let to = table.get("to").map(|i| i.one_of(UNIT_NAMES)).transpose()?.map_or(Unit::Year, |n| UNITS[n]);
    let form = match table.get("form").map(|i| i.one_of(FORM_NAMES)).transpose()? {
        Some(1) => Form::Date,
        _ => Form::Short,
    };
    let order = dates::order(table)?;
    let earliest = table.int("earliest", 1800..2101)?.and_then(|year| i16::try_from(year).ok());
    Ok(Arc::new(GeneraliseDate { to, form, order, earliest }))
}

impl GeneraliseDate {
    fn first_day(&self, date: Date) -> Option<Date> {
        let (year, month) = (date.year(), date.month());
        let (year, month) = match self.to {
            Unit::Decade => (year - year.rem_euclid(10), 1),
            Unit::Year => (year, 1),
            Unit::Quarter => (year, month - (month - 1) % 3),
            Unit::Month => (year, month),
        };
        Date::new(year, month, 1).ok()
    }

    fn write(&self, text: &str, written: &Written, out: &mut Vec<u8>) -> Option<()> {
        let first = self.first_day(written.date)?;
        if self.earliest.is_some_and(|earliest| written.date.year() < earliest) {
            // Two digits do not say which century, and a date cannot say "before".
            if self.form == Form::Date || written.short_year {
                return None;
            }
            out.extend_from_slice(self.before()?.as_bytes());
            return Some(());
        }
        match self.form {
            Form::Date => written.write(text, first, Time::Midnight, out),
            // A century that is a guess must not be written as if it were known.
            Form::Short if written.short_year => None,
            Form::Short => {
                out.extend_from_slice(self.short(first).as_bytes());
                Some(())
            }
        }
    }

    fn short(&self, first: Date) -> String {
        let (year, month) = (first.year(), first.month());
        match self.to {
            Unit::Decade => format!("{year}s"),
            Unit::Year => format!("{year}"),
            Unit::Quarter => format!("{year}-Q{}", (month + 2) / 3),
            Unit::Month => format!("{year}-{month:02}"),
        }
    }

    /// What stands for every year before the earliest.
    fn before(&self) -> Option<String> {
        self.earliest.map(|earliest| format!("before {earliest}"))
    }

    /// True for what this action writes, so that a second run changes nothing, and for a coarser unit.
    fn is_general(&self, text: &str) -> bool {
        if self.form == Form::Date {
            return false;
        }
        if self.before().is_some_and(|before| before == text) {
            return true;
        }
        let Some((year, rest)) = text.split_at_checked(4) else { return false };
        let digits = year.bytes().all(|b| b.is_ascii_digit());
        let Some(year) = year.parse::<i16>().ok().filter(|year| digits && *year >= 1000) else {
            return false;
        };
        let (unit, last) = match rest.as_bytes() {
            b"s" if year % 10 == 0 => (Unit::Decade, year + 9),
            b"" => (Unit::Year, year),
            [b'-', b'Q', b'1'..=b'4'] => (Unit::Quarter, year),
            [b'-', b'0', b'1'..=b'9'] | [b'-', b'1', b'0'..=b'2'] => (Unit::Month, year),
            _ => return false,
        };
        unit <= self.to && self.earliest.is_none_or(|earliest| last >= earliest)
    }

    /// The date as every order in which it can be read has it: a year is the same in most.
    fn generalise(&self, text: &str, out: &mut Vec<u8>) -> Option<()> {
        if let Some(written) = dates::read(text, self.order) {
            return self.write(text, &written, out);
        }
        if self.order.is_some() {
            return None;
        }
        let start = out.len();
        let month_first = dates::read(text, Some(Order::Mdy))?;
        self.write(text, &month_first, out)?;
        let mut other = Vec::new();
        let day_first = dates::read(text, Some(Order::Dmy))?;
        self.write(text, &day_first, &mut other)?;
        (out[start..] == other[..]).then_some(())
    }
}

impl Transform for GeneraliseDate {
    fn name(&self) -> &'static str {
        "generalise_date"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Generalise
    }

    fn parameters(&self) -> String {
        let form = FORM_NAMES[usize::from(self.form == Form::Date)];
        let mut said = format!("to = \"{}\", form = \"{form}\"", UNIT_NAMES[self.to as usize]);
        said.push_str(&dates::said(self.order));
        if let Some(earliest) = self.earliest {
            said.push_str(&format!(", earliest = {earliest}"));
        }
        said
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Text).then_some("only dates can be generalised to a year or month")
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let text = std::str::from_utf8(value.0).map_err(|_| CannotTransform)?;
        if self.is_general(text) {
            out.extend_from_slice(value.0);
            return Ok(());
        }
        self.generalise(text, out).ok_or(CannotTransform)
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::testing::{applied, made, refused};

    fn check(parameters: &str, rows: &[(&str, Option<&str>)]) {
        let action = made(&format!("{{ name = \"generalise_date\"{parameters} }}"));
        for (value, expected) in rows {
            assert_eq!(applied(&action, value).as_deref(), *expected, "{parameters}: {value}");
            // A second run changes nothing.
            if let Some(once) = expected {
                assert_eq!(applied(&action, once).as_deref(), *expected, "{parameters}: {value} again");
            }
        }
    }

    #[test]
    fn a_date_becomes_its_period() {
        check(
            "",
            &[
                ("1987-04-17", Some("1987")),
                ("17/Apr/2019:10:00:00 +0000", Some("2019")),
                ("April 17, 2019", Some("2019")),
                ("03/04/2019", Some("2019")),
                ("03/04/19", None),
                ("2010s", Some("2010s")),
                ("2019-04", None),
                ("2019-04-17 Ann", None),
                ("soon", None),
                ("", None),
            ],
        );
        check(", to = \"decade\"", &[("1987-04-17", Some("1980s")), ("1987", None), ("1985s", None)]);
        check(", to = \"quarter\"", &[("2019-04-17", Some("2019-Q2")), ("2019-12-31", Some("2019-Q4"))]);
        check(
            ", to = \"month\"",
            &[
                ("2019-04-17T10:00:00Z", Some("2019-04")),
                ("2019-Q2", Some("2019-Q2")),
                ("2019-13", None),
                ("03/04/2019", None),
                ("04/04/2019", Some("2019-04")),
            ],
        );
        check(", to = \"month\", order = \"dmy\"", &[("03/04/2019", Some("2019-04"))]);
    }

    #[test]
    fn a_date_field_keeps_a_date() {
        check(
            ", form = \"date\"",
            &[
                ("1987-04-17", Some("1987-01-01")),
                ("1987-04-17T10:20:30Z", Some("1987-01-01T00:00:00Z")),
                ("03/04/2019", Some("01/01/2019")),
                ("4/17/19", None),
                ("2019", None),
            ],
        );
        check(", form = \"date\", to = \"quarter\", order = \"dmy\"", &[("17.05.19", Some("01.04.19"))]);
        check(
            ", form = \"date\", to = \"month\"",
            &[("Wed, 17 Apr 2019 10:00:00 GMT", Some("Mon, 01 Apr 2019 00:00:00 GMT"))],
        );
    }

    #[test]
    fn years_before_the_earliest_are_one() {
        check(
            ", earliest = 1937",
            &[("1936-12-31", Some("before 1937")), ("1937-01-01", Some("1937")), ("1936", None)],
        );
        check(
            ", earliest = 1937, form = \"date\"",
            &[("1936-12-31", None), ("1940-12-31", Some("1940-01-01"))],
        );
        check(
            ", earliest = 1937, to = \"decade\"",
            &[("1936-12-31", Some("before 1937")), ("1938-12-31", Some("1930s"))],
        );
    }

    #[test]
    fn wrong_parameters_are_refused() {
        refused("{ name = \"generalise_date\", to = \"week\" }", "year");
        refused("{ name = \"generalise_date\", form = \"long\" }", "short");
        refused("{ name = \"generalise_date\", order = \"ydm\" }", "ymd");
        refused("{ name = \"generalise_date\", earliest = 90 }", "1800");
    }
}
