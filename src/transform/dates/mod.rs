//! Dates as they are written: read together with the place of every part, and written again in the same form.
//!
//! `read.rs` takes ISO 8601 dates and date-times, RFC 5322 and HTTP dates, the form of web server logs
//! (`17/Apr/2019:10:00:00 +0000`), `asctime`, English month names, and numeric dates whose order is clear or
//! declared. What is not read to its last byte is no date: free text behind one could be anything.
//! Calendar arithmetic is jiff's.

use jiff::civil::{Date, Weekday};

use crate::config::Table;
use crate::error::Result;

use names::{Letters, MONTHS, WEEKDAYS};
pub use read::{Order, read};

mod names;
mod read;
#[cfg(test)]
mod tests;

/// Year, month, day, weekday, ordinal ending, the clock's digits and its half of the day.
const PARTS_MAX: usize = 7;

/// A date that was read, with the place of its parts. No Debug: it is a value.
pub struct Written {
    /// The day. A year of two digits is read as 1969 to 2068, as POSIX does.
    pub date: Date,
    /// The year is written with two digits, so that its century is a guess.
    pub short_year: bool,
    parts: [Part; PARTS_MAX],
    len: usize,
    /// Numbers below ten have one digit.
    bare: bool,
}

/// A part of the text that says something of the day or of the time.
#[derive(Clone, Copy)]
struct Part {
    what: What,
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Year,
    Month,
    Day,
    /// A day below ten with a space before it, as `asctime` writes it.
    DayAfterSpace,
    MonthName(Letters),
    Weekday(Letters),
    /// `st`, `nd`, `rd`, `th`.
    Ordinal(Letters),
    /// Hours, minutes, seconds and what stands between them.
    Clock,
    /// The first letter of `AM` or `PM`.
    Half(Letters),
}

/// What becomes of the time of day when a date is written again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// It stays.
    Stays,
    /// It becomes midnight: it would say more than the day that is written.
    Midnight,
}

impl Written {
    fn new() -> Self {
        let none = Part { what: What::Clock, start: 0, end: 0 };
        let date = Date::ZERO;
        Written { date, short_year: false, parts: [none; PARTS_MAX], len: 0, bare: false }
    }

    fn push(&mut self, what: What, start: usize, end: usize) -> Option<()> {
        *self.parts.get_mut(self.len)? = Part { what, start, end };
        self.len += 1;
        Some(())
    }

    /// Appends `date` in the form in which `text`, from which this was read, writes its own. What says nothing of
    /// the day stays. `None` when the form cannot say the date: a year that needs another number of digits.
    pub fn write(&self, text: &str, date: Date, time: Time, out: &mut Vec<u8>) -> Option<()> {
        let mut at = 0;
        let halved = self.parts[..self.len].iter().any(|p| matches!(p.what, What::Half(_)));
        for part in &self.parts[..self.len] {
            out.extend_from_slice(text.get(at..part.start)?.as_bytes());
            let old = text.get(part.start..part.end)?;
            match (part.what, time) {
                (What::Clock | What::Half(_), Time::Stays) => out.extend_from_slice(old.as_bytes()),
                (What::Clock, Time::Midnight) => midnight(old, halved, out),
                (What::Half(letters), Time::Midnight) => letters.write("A", out),
                _ => self.write_part(part, old, date, out)?,
            }
            at = part.end;
        }
        out.extend_from_slice(text.get(at..)?.as_bytes());
        Some(())
    }

    fn write_part(&self, part: &Part, old: &str, date: Date, out: &mut Vec<u8>) -> Option<()> {
        let (month, day) = (date.month() as u8, date.day() as u8);
        match part.what {
            What::Year if old.len() == 2 => {
                // The century that the reader will guess has to be the right one.
                let year = u8::try_from(date.year().rem_euclid(100)).ok()?;
                if read::century(year) != date.year() {
                    return None;
                }
                two(year, Some(b'0'), out);
            }
            What::Year => {
                let year = date.year();
                if !(1000..=9999).contains(&year) {
                    return None;
                }
                out.extend_from_slice(year.to_string().as_bytes());
            }
            What::Month => two(month, (!self.bare).then_some(b'0'), out),
            What::Day => two(day, (!self.bare).then_some(b'0'), out),
            What::DayAfterSpace => two(day, Some(b' '), out),
            What::MonthName(letters) => letters.write(letters.form(&MONTHS[usize::from(month) - 1]), out),
            What::Weekday(letters) => {
                let number = Weekday::to_monday_zero_offset(date.weekday()) as usize;
                letters.write(letters.form(&WEEKDAYS[number]), out);
            }
            What::Ordinal(letters) => letters.write(names::ordinal(day), out),
            What::Clock | What::Half(_) => out.extend_from_slice(old.as_bytes()),
        }
        Some(())
    }
}

/// Appends a number below 100, below ten with `pad` before it.
fn two(number: u8, pad: Option<u8>, out: &mut Vec<u8>) {
    match (number < 10, pad) {
        (true, Some(pad)) => out.extend([pad, b'0' + number]),
        (true, None) => out.push(b'0' + number),
        (false, _) => out.extend([b'0' + number / 10, b'0' + number % 10]),
    }
}

/// Appends a clock with every digit zero; a clock of twelve hours begins at twelve.
fn midnight(clock: &str, halved: bool, out: &mut Vec<u8>) {
    let hour = clock.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match halved {
        true => {
            out.extend_from_slice(b"12");
            &clock[hour..]
        }
        false => clock,
    };
    out.extend(rest.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b }));
}

/// The parameter `order` of an action: in which order numeric dates have their parts.
pub fn order(table: &mut Table<'_>) -> Result<Option<Order>> {
    let chosen = table.get("order").map(|item| item.one_of(Order::NAMES)).transpose()?;
    Ok(chosen.map(|number| Order::ALL[number]))
}

/// The parameter `order` as it follows others in a policy.
pub fn said(order: Option<Order>) -> String {
    order.map_or_else(String::new, |order| format!(", order = \"{}\"", Order::NAMES[order as usize]))
}
