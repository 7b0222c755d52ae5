//! Text → date, with the place of every part.

use jiff::civil::Date;

use super::names::{self, Letters, MONTHS, WEEKDAYS};
use super::{What, Written};

/// Zones that are known by name. Others could be any word, and what is not part of the date or the time would stay.
const ZONES: &[&str] = &[
    "Z", "UT", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "AKDT", "HST",
    "WET", "WEST", "CET", "CEST", "EET", "EEST", "BST", "IST", "MSK", "JST", "KST", "SGT", "HKT", "AEST",
    "AEDT", "ACST", "ACDT", "AWST", "NZST", "NZDT", "SAST", "BRT",
];

/// The years that eight digits can begin or end with, so that other numbers are not taken for dates.
const COMPACT_YEARS: std::ops::RangeInclusive<i16> = 1900..=2099;

/// In which order a numeric date has its parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
    /// Year, month, day.
    Ymd,
}

impl Order {
    /// All of them, in the order of [`Order::NAMES`].
    pub const ALL: &'static [Order] = &[Order::Mdy, Order::Dmy, Order::Ymd];
    /// Their names in policies.
    pub const NAMES: &'static [&'static str] = &["mdy", "dmy", "ymd"];
}

/// Reads `text`, all of it but white space around it. Numbers that could be day and month or month and day need a
/// declared `order`; what cannot be in that order is no date.
pub fn read(text: &str, order: Option<Order>) -> Option<Written> {
    let mut reader = Reader { text, at: 0, order, made: Written::new(), day: None, month: None, year: None };
    reader.spaces();
    reader.weekday();
    match reader.peek()? {
        b'0'..=b'9' => reader.number_first()?,
        _ => reader.month_first()?,
    }
    reader.time();
    reader.spaces();
    if reader.at != text.len() {
        return None;
    }
    let mut made = reader.made;
    made.date = Date::new(reader.year?, reader.month?, reader.day?).ok()?;
    // The order of reading is not always the order in the text.
    let len = made.len;
    made.parts[..len].sort_unstable_by_key(|p| p.start);
    Some(made)
}

/// The year that two digits are, as POSIX has it (`strptime`, `%y`).
pub(super) fn century(two: u8) -> i16 {
    i16::from(two) + if two < 69 { 2000 } else { 1900 }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    order: Option<Order>,
    made: Written,
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
}

/// A row of digits.
#[derive(Clone, Copy)]
struct Digits {
    start: usize,
    end: usize,
}

impl Digits {
    fn len(self) -> usize {
        self.end - self.start
    }

    fn part(self, from: usize, to: usize) -> Digits {
        Digits { start: self.start + from, end: self.start + to }
    }
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.peek() == Some(byte);
        self.at += usize::from(is);
        is
    }

    /// Goes over spaces and says how many there were.
    fn spaces(&mut self) -> usize {
        let first = self.at;
        while self.take(b' ') {}
        self.at - first
    }

    fn digits(&mut self) -> Option<Digits> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(Digits { start, end: self.at })
    }

    fn word(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn number(&self, digits: Digits) -> Option<i16> {
        self.text.get(digits.start..digits.end)?.parse().ok()
    }

    fn set_year(&mut self, digits: Digits) -> Option<()> {
        let number = self.number(digits)?;
        self.year = match digits.len() {
            4 if number >= 1000 => Some(number),
            2 => {
                self.made.short_year = true;
                Some(century(u8::try_from(number).ok()?))
            }
            _ => return None,
        };
        self.made.push(What::Year, digits.start, digits.end)
    }

    fn set_month(&mut self, digits: Digits) -> Option<()> {
        self.made.bare |= digits.len() == 1;
        self.month = Some(self.one_or_two(digits)?);
        self.made.push(What::Month, digits.start, digits.end)
    }

    fn set_day(&mut self, digits: Digits) -> Option<()> {
        self.made.bare |= digits.len() == 1;
        self.day = Some(self.one_or_two(digits)?);
        self.made.push(What::Day, digits.start, digits.end)
    }

    fn one_or_two(&self, digits: Digits) -> Option<i8> {
        matches!(digits.len(), 1 | 2).then(|| self.number(digits)).flatten()?.try_into().ok()
    }

    /// `Wed, `, `Wednesday ` before a date.
    fn weekday(&mut self) {
        let start = self.at;
        let word = self.word();
        let Some((_, letters)) = names::find(word, &WEEKDAYS) else {
            self.at = start;
            return;
        };
        // A part too many ends the reading later: the date would miss one.
        let _ = self.made.push(What::Weekday(letters), start, self.at);
        self.take(b',');
        self.spaces();
    }

    /// A date that begins with a number.
    fn number_first(&mut self) -> Option<()> {
        let first = self.digits()?;
        match first.len() {
            8 | 12 | 14 => return self.compact(first),
            4 => {
                self.set_year(first)?;
                return self.after_year();
            }
            1 | 2 => {}
            _ => return None,
        }
        let dotted = self.ordinal() || self.peek() == Some(b'.');
        let separator = self.peek().filter(|b| matches!(b, b'-' | b'/' | b'.' | b' '))?;
        self.at += 1;
        if separator == b'.' {
            self.spaces();
        }
        if self.peek()?.is_ascii_alphabetic() {
            self.set_day(first)?;
            return self.month_then_year(separator);
        }
        // `17 04 2019` is no form that anybody writes, and `17th/04/2019` neither.
        if separator == b' ' || (dotted && separator != b'.') {
            return None;
        }
        let second = self.digits()?;
        if !self.take(separator) {
            return None;
        }
        if separator == b'.' {
            self.spaces();
        }
        let third = self.digits()?;
        self.numeric(first, second, third)
    }

    /// `-04-17`, `/Apr/17` behind a year.
    fn after_year(&mut self) -> Option<()> {
        let separator = self.peek().filter(|b| matches!(b, b'-' | b'/' | b'.' | b' '))?;
        self.at += 1;
        if self.peek()?.is_ascii_alphabetic() {
            self.month_name()?;
        } else if separator == b' ' {
            return None;
        } else {
            let month = self.digits()?;
            self.set_month(month)?;
        }
        if !self.take(separator) {
            return None;
        }
        let day = self.digits()?;
        self.set_day(day)
    }

    /// Three numbers, of which the first has one digit or two.
    fn numeric(&mut self, first: Digits, second: Digits, third: Digits) -> Option<()> {
        let order = match self.order {
            Some(order) => order,
            None => {
                let (one, two) = (self.one_or_two(first)?, self.one_or_two(second)?);
                match (one > 12, two > 12) {
                    // Two digits at the end may be a year or a day.
                    _ if third.len() != 4 => return None,
                    (true, false) => Order::Dmy,
                    (false, true) => Order::Mdy,
                    _ => return None,
                }
            }
        };
        let (year, month, day) = match order {
            Order::Mdy => (third, first, second),
            Order::Dmy => (third, second, first),
            Order::Ymd => (first, second, third),
        };
        self.set_year(year)?;
        self.set_month(month)?;
        self.set_day(day)
    }

    /// Eight digits, and the time in four or six more.
    fn compact(&mut self, all: Digits) -> Option<()> {
        let year_at = |at: usize| {
            let year = all.part(at, at + 4);
            self.number(year).filter(|y| COMPACT_YEARS.contains(y)).map(|_| year)
        };
        let valid = |month: Digits, day: Digits| {
            self.number(month).is_some_and(|m| (1..=12).contains(&m))
                && self.number(day).is_some_and(|d| (1..=31).contains(&d))
        };
        let (month, day) = (all.part(4, 6), all.part(6, 8));
        let (year, month, day) = match year_at(0).filter(|_| valid(month, day)) {
            Some(year) => (year, month, day),
            None => {
                let year = year_at(4)?;
                match self.order? {
                    Order::Mdy => (year, all.part(0, 2), all.part(2, 4)),
                    Order::Dmy => (year, all.part(2, 4), all.part(0, 2)),
                    Order::Ymd => return None,
                }
            }
        };
        self.set_year(year)?;
        self.set_month(month)?;
        self.set_day(day)?;
        if all.len() > 8 {
            self.clock_of(all.part(8, all.len()))?;
        }
        Some(())
    }

    /// `st`, `nd`, `rd` or `th` behind a day.
    fn ordinal(&mut self) -> bool {
        let start = self.at;
        let word = self.word();
        let is = ["st", "nd", "rd", "th"].iter().any(|o| word.eq_ignore_ascii_case(o))
            && self.made.push(What::Ordinal(Letters::of(word, false)), start, self.at).is_some();
        if is {
            self.made.bare = true;
        } else {
            self.at = start;
        }
        is
    }

    fn month_name(&mut self) -> Option<()> {
        let start = self.at;
        let word = self.word();
        let (number, letters) = names::find(word, &MONTHS)?;
        self.month = i8::try_from(number + 1).ok();
        // Who writes months out does not write `April 05`.
        self.made.bare |= letters.full;
        self.made.push(What::MonthName(letters), start, self.at)
    }

    /// `Apr 2019`, `-Apr-19`, ` April, 2019` behind a day.
    fn month_then_year(&mut self, separator: u8) -> Option<()> {
        self.month_name()?;
        match separator {
            b' ' | b'.' => {
                let _ = self.take(b'.') || self.take(b',');
                if self.spaces() == 0 {
                    return None;
                }
            }
            _ if !self.take(separator) => return None,
            _ => {}
        }
        let year = self.digits()?;
        self.set_year(year)
    }

    /// A date that begins with the name of a month: `April 17, 2019`, `Apr 17 10:00:00 2019`.
    fn month_first(&mut self) -> Option<()> {
        self.month_name()?;
        self.take(b'.');
        let separator = self.at;
        if self.spaces() == 0 && !self.take(b'-') {
            return None;
        }
        let dashed = self.text.as_bytes().get(separator) == Some(&b'-');
        let day = self.digits()?;
        let (two_spaces, one_digit) = (day.start - separator == 2, day.len() == 1);
        if two_spaces && one_digit {
            self.day = Some(self.one_or_two(day)?);
            self.made.push(What::DayAfterSpace, day.start - 1, day.end)?;
        } else {
            self.set_day(day)?;
        }
        self.ordinal();
        if dashed {
            return self.take(b'-').then(|| self.digits())?.and_then(|year| self.set_year(year));
        }
        self.made.bare |= self.take(b',');
        if self.spaces() == 0 {
            return None;
        }
        let number = self.digits()?;
        if self.peek() != Some(b':') {
            return self.set_year(number);
        }
        // The year stands behind the time.
        self.at = number.start;
        self.clock()?;
        self.spaces();
        if self.peek()?.is_ascii_alphabetic() {
            self.zone_name()?;
            self.spaces();
        }
        let year = self.digits()?;
        // `asctime` pads with a space: a day of two digits says nothing of those with one.
        for part in &mut self.made.parts[..self.made.len] {
            if part.what == What::Day && part.end - part.start == 2 {
                part.what = What::DayAfterSpace;
            }
        }
        self.set_year(year)
    }

    /// The time behind a date, if there is one and it is one; else nothing is read.
    fn time(&mut self) {
        let (start, len) = (self.at, self.made.len);
        let had_clock = self.made.parts[..len].iter().any(|p| p.what == What::Clock);
        if (had_clock || (self.separator() && self.clock().is_some())) && self.half_and_zone().is_some() {
            return;
        }
        (self.at, self.made.len) = (start, len);
    }

    /// What stands between a date and its time.
    fn separator(&mut self) -> bool {
        if self.take(b'T') || self.take(b't') || self.take(b':') {
            return true;
        }
        self.take(b',');
        self.spaces() > 0
    }

    /// `10:00`, `10:00:00.123`, `100000`.
    fn clock(&mut self) -> Option<()> {
        let hour = self.digits()?;
        if matches!(hour.len(), 4 | 6) {
            return self.clock_of(hour);
        }
        self.within(hour, 24)?;
        if !self.take(b':') {
            return None;
        }
        let minute = self.digits()?;
        self.within(minute, 59)?;
        if self.take(b':') {
            let second = self.digits()?;
            self.within(second, 60)?;
            self.fraction();
        }
        self.made.push(What::Clock, hour.start, self.at)
    }

    /// A clock of digits alone.
    fn clock_of(&mut self, all: Digits) -> Option<()> {
        for (from, most) in [(0, 24), (2, 59), (4, 60)] {
            if from < all.len() {
                self.within(all.part(from, from + 2), most)?;
            }
        }
        self.fraction();
        self.made.push(What::Clock, all.start, self.at)
    }

    fn within(&self, digits: Digits, most: i8) -> Option<()> {
        self.one_or_two(digits).filter(|n| *n <= most).map(|_| ())
    }

    /// Up to nine digits behind a point or comma.
    fn fraction(&mut self) {
        let start = self.at;
        let ends = (self.take(b'.') || self.take(b',')) && self.digits().is_some_and(|d| d.len() <= 9);
        if !ends {
            self.at = start;
        }
    }

    /// ` AM`, `Z`, ` +0000`, ` GMT`, `+02:00 (CEST)`. What does not belong to them is left for the end of the reading,
    /// which then fails.
    fn half_and_zone(&mut self) -> Option<()> {
        let start = self.at;
        self.spaces();
        let half = self.at;
        let word = self.word();
        if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            self.made.push(What::Half(Letters::of(word, false)), half, half + 1)?;
        } else {
            self.at = start;
        }
        let end = self.at;
        self.spaces();
        match self.peek() {
            Some(b'+' | b'-') => self.offset()?,
            Some(b) if b.is_ascii_alphabetic() => self.zone_name()?,
            _ => self.at = end,
        }
        let end = self.at;
        self.spaces();
        if self.take(b'(') {
            self.zone_name()?;
            return self.take(b')').then_some(());
        }
        self.at = end;
        Some(())
    }

    /// `+02`, `+0200`, `+02:00`.
    fn offset(&mut self) -> Option<()> {
        self.at += 1;
        let hour = self.digits()?;
        if hour.len() == 4 {
            self.within(hour.part(0, 2), 23)?;
            return self.within(hour.part(2, 4), 59);
        }
        self.within(hour, 23)?;
        if self.take(b':') {
            let minute = self.digits()?;
            self.within(minute, 59)?;
        }
        Some(())
    }

    fn zone_name(&mut self) -> Option<()> {
        let word = self.word();
        ZONES.iter().any(|zone| word.eq_ignore_ascii_case(zone)).then_some(())
    }
}
