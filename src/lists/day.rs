//! When a statement was made, and up to when statements count.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::clock;

/// The time of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Seconds from 1970 (UTC).
    pub time: i64,
    /// Only the day is known.
    pub is_day: bool,
}

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// `2026-11-28`, or a time of ISO 8601 or RFC 3339; without an offset it is UTC.
pub fn made(text: &str) -> Option<Made> {
    let text = text.trim();
    let utc = |at: DateTime| at.duration_since(Date::constant(1970, 1, 1).at(0, 0, 0, 0)).as_secs();
    if text.len() == 10 {
        let day: Date = text.parse().ok()?;
        return Some(Made { time: utc(day.at(0, 0, 0, 0)), is_day: true });
    }
    if text.len() < 10 {
        return None;
    }
    let time = match text.parse::<Timestamp>() {
        Ok(time) => time.as_second(),
        Err(_) => utc(text.parse::<DateTime>().ok()?),
    };
    Some(Made { time, is_day: false })
}

/// The first second after the day `text`; statements before it count.
pub fn end_of(text: &str) -> Option<i64> {
    (text.len() == 10).then(|| made(text)).flatten().map(|day| day.time + DAY)
}

/// Today, in UTC.
pub fn today() -> String {
    let now = clock::now().unwrap_or(Timestamp::MAX);
    now.to_string().chars().take_while(|c| *c != 'T').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read() {
        let time = |text| made(text).map(|m| (m.time, m.is_day));
        assert_eq!(time("1970-01-02"), Some((DAY, true)));
        assert_eq!(time(" 1970-01-01T01:00:00+01:00"), Some((0, false)));
        assert_eq!(time("1970-01-01T00:00:09Z"), Some((9, false)));
        assert_eq!(time("1970-01-01 00:00:09"), Some((9, false)));
        assert_eq!(end_of("1970-01-01"), Some(DAY));
        for text in ["", "01/02/2026", "2026-02-30", "20260101", "yesterday"] {
            assert_eq!((time(text), end_of(text)), (None, None), "{text}");
        }
        assert_eq!(end_of("1970-01-01T00:00:00Z"), None);
    }
}
