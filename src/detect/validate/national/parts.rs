//! What identity numbers are made of: digits at fixed places, letters that stand for numbers, days of birth.

use crate::detect::validate::{Verdict, checksum, separators};

/// The digits of a printed number, when there are just `N`.
pub(crate) fn digits<const N: usize>(value: &[u8]) -> Option<[u32; N]> {
    let mut values = checksum::digits(value);
    let mut made = [0; N];
    for place in &mut made {
        *place = values.next()?;
    }
    values.next().is_none().then_some(made)
}

/// The letters, as capitals, and digits of a printed number, when there are just `N`.
pub(crate) fn marks<const N: usize>(value: &[u8]) -> Option<[u8; N]> {
    let mut values = value.iter().filter(|b| b.is_ascii_alphanumeric());
    let mut made = [0; N];
    for place in &mut made {
        *place = values.next()?.to_ascii_uppercase();
    }
    values.next().is_none().then_some(made)
}

/// What a digit or capital letter counts where letters go on after 9: A is 10, Z is 35.
pub(crate) fn base_36(mark: u8) -> u32 {
    if mark.is_ascii_digit() { u32::from(mark - b'0') } else { u32::from(mark.wrapping_sub(b'A')) + 10 }
}

/// Digits as one number.
pub(crate) fn number(digits: &[u32]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + digit)
}

/// The same digit again and again: a placeholder, whatever its check digit says.
pub(crate) fn alike(digits: &[u32]) -> bool {
    digits.windows(2).all(|pair| pair.first() == pair.last())
}

/// Invalid, or points.
pub(crate) fn verdict(is_valid: bool, points: i16) -> Verdict {
    if is_valid { Verdict::Points(points) } else { Verdict::Invalid }
}

/// `points` for a number that is printed in groups, and none for bare digits.
pub(crate) fn grouped(value: &[u8], points: i16) -> i16 {
    if value.iter().all(u8::is_ascii_alphanumeric) { 0 } else { points }
}

/// A day of the calendar.
pub(crate) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A day of a year of which the century is not said.
pub(crate) fn is_day_of_any_century(year: u32, month: u32, day: u32) -> bool {
    // Of 1900 and 2000, the latter was a leap year.
    is_day(2000 + year, month, day)
}

/// Points for a value that is written with the separators of its printed form.
pub(crate) fn printed_points(value: &[u8], points: i16) -> i16 {
    let is_printed = separators(value).any(|s| s.iter().all(|b| !b.is_ascii_alphanumeric()));
    if is_printed { points } else { 0 }
}

/// The digits of a value that has `N` of them and is not one digit over and over.
pub(crate) fn exactly<const N: usize>(value: &[u8]) -> Option<[u32; N]> {
    digits(value).filter(|digits| !alike(digits))
}

/// The number that the two digits at a place make.
pub(crate) fn two(digits: &[u32], at: usize) -> u32 {
    number(&digits[at..at + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_whatever_stands_between_them() {
        assert_eq!(exactly::<3>(b"1-2 3x"), Some([1, 2, 3]));
        assert_eq!((exactly::<3>(b"12"), exactly::<3>(b"1234"), exactly::<3>(b"7.7.7")), (None, None, None));
    }

    #[test]
    fn a_printed_form_has_separators() {
        assert_eq!(
            (printed_points(b"12 3", 5), printed_points(b"123", 5), printed_points(b"12A3", 5)),
            (5, 0, 0)
        );
    }

    #[test]
    fn numbers_are_taken_apart_whatever_stands_between() {
        assert_eq!(digits(b"1.2-3"), Some([1, 2, 3]));
        assert_eq!((digits::<2>(b"1.2-3"), digits::<4>(b"1.2-3")), (None, None));
        assert_eq!(marks(b"a-1(B)"), Some(*b"A1B"));
        assert_eq!((base_36(b'7'), base_36(b'A'), base_36(b'Z')), (7, 10, 35));
        assert!(alike(&[3, 3, 3]) && !alike(&[3, 3, 4]));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert!(is_day(2024, 2, 29) && is_day(2000, 2, 29) && is_day(1999, 12, 31));
        assert!(!is_day(1900, 2, 29) && !is_day(2023, 2, 29) && !is_day(2023, 4, 31) && !is_day(2023, 13, 1));
        assert!(!is_day(2023, 0, 1) && !is_day(2023, 1, 0));
    }
}
