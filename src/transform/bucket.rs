//! Buckets: a number becomes the range it is in, or is rounded.
//!
//! Currency signs, digit groups and `k`, `m`, `bn` are read; what is not read to its last character gets the marker.

use std::sync::Arc;

use crate::config::Table;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::limits::BUCKET_BOUNDS_MAX;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// Bounds and widths. With them no sum overflows.
const NUMBER_MAX: i64 = 1_000_000_000_000_000;

/// Signs that may stand before or behind an amount. Others could be any text.
const CURRENCIES: &[&str] = &[
    "$", "€", "£", "¥", "₹", "₽", "₩", "₺", "₪", "zł", "Kč", "kr", "R$", "US$", "USD", "EUR", "GBP", "JPY",
    "CNY", "INR", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL", "MXN", "ZAR", "SGD",
    "HKD", "KRW",
];

/// What a number is multiplied by, as a power of ten.
const FACTORS: &[(&str, usize)] = &[("k", 3), ("K", 3), ("m", 6), ("M", 6), ("bn", 9), ("B", 9)];

enum How {
    /// Ranges of one width from zero on.
    Width(i64),
    /// Ranges between bounds.
    Bounds(Vec<i64>),
    /// The nearest multiple.
    Round(i64),
}

struct Bucket {
    into: How,
    /// What stands before the fraction.
    decimal: char,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let width = table.int("width", 2..NUMBER_MAX + 1)?;
    let round = table.int("round", 2..NUMBER_MAX + 1)?;
    let bounds = bounds(table)?;
    let into = match (width, bounds, round) {
        (Some(width), None, None) => How::Width(width),
        (None, Some(bounds), None) => How::Bounds(bounds),
        (None, None, Some(step)) => How::Round(step),
        _ => {
            let what = "a bucket has exactly one of these";
            return Err(table.error(what).known(["`width`", "`bounds`", "`round`"].map(str::to_owned)));
        }
    };
    let decimal = match table.get("decimal").map(|i| i.one_of(&[".", ","])).transpose()? {
        Some(1) => ',',
        _ => '.',
    };
    Ok(Arc::new(Bucket { into, decimal }))
}

fn bounds(table: &mut Table<'_>) -> Result<Option<Vec<i64>>> {
    let Some(item) = table.get("bounds") else { return Ok(None) };
    let items = item.list()?;
    if items.is_empty() || items.len() > BUCKET_BOUNDS_MAX {
        return Err(item.error("a list of 1 to 64 bounds"));
    }
    let mut made: Vec<i64> = Vec::new();
    for item in items {
        let bound = item.int(-NUMBER_MAX..NUMBER_MAX + 1)?;
        if made.last().is_some_and(|last| *last >= bound) {
            return Err(item.error("bounds go up, and none stands twice"));
        }
        made.push(bound);
    }
    Ok(Some(made))
}

impl Bucket {
    /// What is written for a number, given rounded down, and how much of one was left, in halves.
    fn said(&self, number: Number) -> String {
        match &self.into {
            How::Width(width) => {
                let low = number.floor.div_euclid(*width) * width;
                range(low, low + width - 1)
            }
            How::Bounds(bounds) => match bounds.partition_point(|bound| *bound <= number.floor) {
                0 => format!("<{}", bounds[0]),
                n if n == bounds.len() => format!("{}+", bounds[n - 1]),
                n => range(bounds[n - 1], bounds[n] - 1),
            },
            How::Round(step) => {
                let (low, rest) = (number.floor.div_euclid(*step) * step, number.floor.rem_euclid(*step));
                // Half of an odd step lies between two numbers.
                let up = 2 * rest >= *step || (2 * rest + 1 == *step && number.half);
                (if up { low + step } else { low }).to_string()
            }
        }
    }

    /// True for what this action writes, so that a second run changes nothing.
    fn is_said(&self, text: &str) -> bool {
        let low = match text.strip_prefix('<') {
            Some(bound) => bound.parse::<i64>().ok().and_then(|bound| bound.checked_sub(1)),
            None => {
                let end =
                    text.bytes().skip(1).position(|b| !b.is_ascii_digit()).map_or(text.len(), |n| n + 1);
                text.get(..end).and_then(|low| low.parse().ok())
            }
        };
        let within = |low: &i64| (-2 * NUMBER_MAX..=2 * NUMBER_MAX).contains(low);
        low.filter(within).is_some_and(|floor| self.said(Number { floor, half: false }) == text)
    }
}

fn range(low: i64, high: i64) -> String {
    match low < 0 {
        true => format!("{low} to {high}"),
        false => format!("{low}-{high}"),
    }
}

/// A number rounded down.
#[derive(Clone, Copy)]
struct Number {
    floor: i64,
    /// What was left is a half or more.
    half: bool,
}

/// Reads an amount: sign, currency, digits in groups, fraction, factor, currency.
fn number(text: &str, decimal: char) -> Option<Number> {
    let mut rest = text.trim();
    let mut negative = false;
    let mut currency = false;
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix(['-', '\u{2212}']) {
            if negative {
                return None;
            }
            (negative, rest) = (true, after);
        } else if let Some(after) =
            CURRENCIES.iter().filter_map(|c| rest.strip_prefix(c)).min_by_key(|r| r.len())
            && !currency
        {
            (currency, rest) = (true, after.trim_start());
        }
    }
    if let Some(before) = CURRENCIES.iter().filter_map(|c| rest.strip_suffix(c)).min_by_key(|r| r.len())
        && !currency
    {
        rest = before.trim_end();
    }
    let (digits, factor) = FACTORS
        .iter()
        .find_map(|(sign, factor)| rest.strip_suffix(sign).map(|before| (before.trim_end(), *factor)))
        .unwrap_or((rest, 0));
    let (whole, fraction) = digits.split_once(decimal).unwrap_or((digits, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (digits.contains(decimal) && fraction.is_empty()) {
        return None;
    }
    rounded_down(&ungrouped(whole, decimal)?, fraction, factor, negative)
}

/// The digits of groups that one sign separates: three each, or two before the last three as in India.
fn ungrouped(whole: &str, decimal: char) -> Option<String> {
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else { return (!whole.is_empty()).then(|| whole.to_owned()) };
    if separator == decimal
        || !matches!(separator, ',' | '.' | '\'' | '’' | '_' | ' ' | '\u{A0}' | '\u{202F}')
    {
        return None;
    }
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let of = |len: usize| middle.iter().all(|group| group.len() == len);
    let fits = matches!(first.len(), 1..=3) && last.len() == 3 && (of(3) || (of(2) && first.len() <= 2));
    let digits = groups.concat();
    (fits && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The number whose digits these are, times ten to the power of `factor`, rounded down.
fn rounded_down(whole: &str, fraction: &str, factor: usize, negative: bool) -> Option<Number> {
    let (moved, left) = fraction.split_at(factor.min(fraction.len()));
    let zeros = "0".repeat(factor - moved.len());
    let digits = format!("{whole}{moved}{zeros}");
    let digits = digits.trim_start_matches('0');
    let size: i64 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    if size > NUMBER_MAX {
        return None;
    }
    let half = left.bytes().next().is_some_and(|b| b >= b'5');
    let is_whole = left.bytes().all(|b| b == b'0');
    Some(match (negative, is_whole) {
        (false, _) => Number { floor: size, half },
        (true, true) => Number { floor: -size, half: false },
        // What is left of a negative number is what its fraction lacks.
        (true, false) => Number { floor: -size - 1, half: !half || left.trim_end_matches('0') == "5" },
    })
}

impl Transform for Bucket {
    fn name(&self) -> &'static str {
        "bucket"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Generalise
    }

    fn parameters(&self) -> String {
        let into = match &self.into {
            How::Width(width) => format!("width = {width}"),
            How::Bounds(bounds) => format!("bounds = {bounds:?}"),
            How::Round(step) => format!("round = {step}"),
        };
        format!("{into}, decimal = \"{}\"", self.decimal)
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Text).then_some("only amounts and counts can be put into ranges")
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let text = std::str::from_utf8(value.0).map_err(|_| CannotTransform)?.trim();
        if self.is_said(text) {
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let number = number(text, self.decimal).ok_or(CannotTransform)?;
        out.extend_from_slice(self.said(number).as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::testing::{applied, made, refused};

    fn check(parameters: &str, rows: &[(&str, Option<&str>)]) {
        let action = made(&format!("{{ name = \"bucket\", {parameters} }}"));
        for (value, expected) in rows {
            assert_eq!(applied(&action, value).as_deref(), *expected, "{parameters}: {value}");
            if let Some(once) = expected {
                assert_eq!(applied(&action, once).as_deref(), *expected, "{parameters}: {value} again");
            }
        }
    }

    #[test]
    fn a_number_becomes_its_range() {
        check(
            "width = 10000",
            &[
                ("54321", Some("50000-59999")),
                ("50000", Some("50000-59999")),
                ("59999.99", Some("50000-59999")),
                ("$54,321.00", Some("50000-59999")),
                ("54'321 CHF", Some("50000-59999")),
                ("€ 54 321", Some("50000-59999")),
                ("54.3k", Some("50000-59999")),
                ("US$1.25M", Some("1250000-1259999")),
                ("INR 12,34,567", Some("1230000-1239999")),
                ("1,234,567", Some("1230000-1239999")),
                ("0", Some("0-9999")),
                ("-1", Some("-10000 to -1")),
                ("-$0.50", Some("-10000 to -1")),
                ("-10000", Some("-10000 to -1")),
                ("-10000.01", Some("-20000 to -10001")),
            ],
        );
    }

    #[test]
    fn bounds_make_the_ranges() {
        check(
            "bounds = [1000, 5000, 10000]",
            &[
                ("999.99", Some("<1000")),
                ("-7", Some("<1000")),
                ("1000", Some("1000-4999")),
                ("4999.5", Some("1000-4999")),
                ("9999", Some("5000-9999")),
                ("10000", Some("10000+")),
                ("9 m", Some("10000+")),
            ],
        );
    }

    #[test]
    fn rounding_takes_the_nearest() {
        check(
            "round = 1000",
            &[("54321", Some("54000")), ("54500", Some("55000")), ("-54321", Some("-54000"))],
        );
        check(
            "round = 5",
            &[("12.49", Some("10")), ("12.5", Some("15")), ("-12.4", Some("-10")), ("-12.6", Some("-15"))],
        );
    }

    #[test]
    fn what_is_not_read_to_its_end_is_no_number() {
        let bad = [
            "",
            "-",
            "$",
            "abc",
            "12 apples",
            "1,23",
            "1,2345",
            "1.234.567",
            "1,234 567",
            "12.",
            "--5",
            "$$5",
            "5%",
            "1e5",
            "0x10",
            "Ann 5",
            "5 Ann",
            "1-2",
            "50000-59998",
            "9999999999999999",
            "(500)",
            "k",
            "12,34,56",
        ];
        for value in bad {
            check("width = 10000", &[(value, None)]);
        }
        check(
            "width = 10, decimal = \",\"",
            &[("1.234,5", Some("1230-1239")), ("1,5", Some("0-9")), ("1.5", None)],
        );
    }

    #[test]
    fn wrong_parameters_are_refused() {
        refused("\"bucket\"", "exactly one");
        refused("{ name = \"bucket\", width = 10, round = 10 }", "exactly one");
        refused("{ name = \"bucket\", width = 1 }", "2 to");
        refused("{ name = \"bucket\", bounds = [] }", "bounds");
        refused("{ name = \"bucket\", bounds = [5, 5] }", "go up");
        refused("{ name = \"bucket\", width = 10, decimal = \";\" }", ".");
    }
}
