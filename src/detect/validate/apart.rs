//! Numbers whose groups stand further apart than they are printed, or every digit alone: `4111_1111_1111_1111`,
//! `5 3 6 2 2 8 7 2 6`, `(GB82) WEST 1234 …`. The check of the number itself decides, of the groups with one space between.

use crate::detect::validate::national::br_cpf;
use crate::detect::validate::{Candidate, Verdict, card, e164, iban, nanp, us_ssn};

/// A number that is looked for in that way.
struct Number {
    check: fn(&Candidate<'_>) -> Verdict,
    /// The groups it is printed in, by how many letters and digits they have.
    is_printed: fn(&[u8]) -> bool,
    /// What stands between groups where another rule finds it.
    is_usual: fn(&[u8]) -> bool,
}

/// Payment cards.
pub fn check_card(c: &Candidate<'_>) -> Verdict {
    // Which groups cards are printed in, their own check knows.
    let is_usual = |s: &[u8]| s.iter().all(|b| b" .-".contains(b));
    check(c, &Number { check: card::check, is_printed: |_| true, is_usual })
}

/// IBANs: groups of four, the last one of up to four.
pub fn check_iban(c: &Candidate<'_>) -> Verdict {
    let is_printed = |groups: &[u8]| matches!(groups, [most @ .., 1..=4] if most.iter().all(|n| *n == 4));
    check(c, &Number { check: iban::check, is_printed, is_usual: |s| matches!(s, b" " | b"." | b"-") })
}

/// US Social Security numbers.
pub fn check_ssn(c: &Candidate<'_>) -> Verdict {
    let is_usual = |s: &[u8]| matches!(s, b" " | b"." | b"/" | b"_" | b"-");
    check(c, &Number { check: us_ssn::check, is_printed: |groups| groups == [3, 2, 4], is_usual })
}

/// Brazilian CPF, which has two signs where it is printed.
pub fn check_cpf(c: &Candidate<'_>) -> Verdict {
    let number = Number {
        check: br_cpf::check,
        is_printed: |groups| matches!(groups, [3, 3, 3, 2] | [9, 2]),
        is_usual: |_| false,
    };
    check(c, &number)
}

/// North American telephone numbers.
pub fn check_nanp(c: &Candidate<'_>) -> Verdict {
    let is_printed = |groups: &[u8]| matches!(groups, [3, 3, 4] | [1, 3, 3, 4]);
    check(c, &Number { check: nanp::check, is_printed, is_usual: is_usual_phone })
}

/// Telephone numbers in international form.
pub fn check_e164(c: &Candidate<'_>) -> Verdict {
    let is_printed = |groups: &[u8]| groups.len() > 2;
    check(c, &Number { check: e164::check, is_printed, is_usual: is_usual_phone })
}

fn is_usual_phone(separator: &[u8]) -> bool {
    let sign = separator.strip_prefix(b" ").unwrap_or(separator);
    matches!(sign.strip_suffix(b" ").unwrap_or(sign), b"" | b"." | b"/" | b"-")
}

fn check(c: &Candidate<'_>, number: &Number) -> Verdict {
    let Some(row) = Row::of(c.value) else { return Verdict::Invalid };
    let joined = Candidate { value: &row.text[..row.count], ..*c };
    let (len, points) = match (number.check)(&joined) {
        Verdict::Invalid => return Verdict::Invalid,
        Verdict::Points(points) => (row.count, points),
        Verdict::Part { len, points } => (len, points),
    };
    let Some(last) = len.checked_sub(1).and_then(|n| row.ends.get(n)) else { return Verdict::Invalid };
    let len = usize::from(*last);
    if Groups::of(&c.value[..len]).is_some_and(|groups| groups.fit(number)) {
        Verdict::Part { len, points }
    } else {
        Verdict::Invalid
    }
}

/// More letters, digits and spaces than such a number has.
const ROW_MAX: usize = 64;

/// The groups with one space between; where every digit stands alone, with none.
struct Row {
    text: [u8; ROW_MAX],
    /// For each byte of the text, where it ends in the value.
    ends: [u8; ROW_MAX],
    count: usize,
}

impl Row {
    fn of(value: &[u8]) -> Option<Row> {
        let mut row = Row { text: [0; ROW_MAX], ends: [0; ROW_MAX], count: 0 };
        let alone = stand_alone(value);
        let mut is_behind_gap = false;
        for (at, byte) in value[..alone.unwrap_or(value.len())].iter().enumerate() {
            if !is_part(*byte) {
                is_behind_gap = true;
                continue;
            }
            if is_behind_gap && row.count > 0 && alone.is_none() && row.text[row.count - 1] != b'+' {
                row.push(b' ', at)?;
            }
            is_behind_gap = false;
            row.push(*byte, at + 1)?;
        }
        Some(row)
    }

    fn push(&mut self, byte: u8, end: usize) -> Option<()> {
        *self.text.get_mut(self.count)? = byte;
        self.ends[self.count] = u8::try_from(end).ok()?;
        self.count += 1;
        Some(())
    }
}

/// True for what numbers are made of.
fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+'
}

/// How much of `value` is letters and digits that stand alone; `None` when the third of them does not.
fn stand_alone(value: &[u8]) -> Option<usize> {
    let joined = value.windows(2).position(|pair| pair.iter().all(|b| b.is_ascii_alphanumeric()));
    let end = joined.unwrap_or(value.len());
    (value[..end].iter().filter(|b| b.is_ascii_alphanumeric()).count() > 2).then_some(end)
}

/// The groups of a number, and what stands between them.
struct Groups<'v> {
    lengths: [u8; Groups::MOST],
    count: usize,
    /// What stands between any two groups.
    between: &'v [u8],
    /// The first one stands in brackets.
    is_bracketed: bool,
}

impl<'v> Groups<'v> {
    /// As many as letters and digits in the longest number.
    const MOST: usize = 34;

    /// `None` where what stands between groups is not the same everywhere.
    fn of(value: &'v [u8]) -> Option<Groups<'v>> {
        let is_bracketed = value.first() == Some(&b'(');
        let value = value.strip_prefix(b"(").unwrap_or(value);
        let value = value.strip_prefix(b"+").map_or(value, <[u8]>::trim_ascii_start);
        let mut groups = Groups { lengths: [0; Groups::MOST], count: 0, between: b"", is_bracketed };
        let mut rest = value;
        loop {
            let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            *groups.lengths.get_mut(groups.count)? = u8::try_from(length).ok()?;
            groups.count += 1;
            rest = &rest[length..];
            let gap = rest.iter().take_while(|b| !b.is_ascii_alphanumeric()).count();
            if rest.is_empty() {
                return (groups.count > 1).then_some(groups);
            }
            let mut between = &rest[..gap];
            rest = &rest[gap..];
            if is_bracketed && groups.count == 1 {
                between = between.strip_prefix(b")")?;
                groups.between = between;
            } else if groups.between.is_empty() {
                groups.between = between;
            }
            let is_same = groups.between == between || groups.between.is_empty();
            if !is_same || !between.iter().all(|b| b" \t._/-".contains(b)) {
                return None;
            }
        }
    }

    /// They are those of the number, and no other rule finds them.
    fn fit(&self, number: &Number) -> bool {
        let lengths = &self.lengths[..self.count];
        if lengths.iter().all(|length| *length == 1) {
            return true;
        }
        (self.is_bracketed || !(number.is_usual)(self.between)) && (number.is_printed)(lengths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(check: fn(&Candidate<'_>) -> Verdict, value: &str) -> Option<usize> {
        match check(&Candidate { value: value.as_bytes(), before: b"", after: b"" }) {
            Verdict::Part { len, .. } => Some(len),
            _ => None,
        }
    }

    #[test]
    fn groups_stand_apart_by_one_sign() {
        for value in [
            "4111_1111_1111_1111",
            "4111\t1111\t1111\t1111",
            "4111/1111/1111/1111",
            "(4111) 1111 1111 1111",
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "3782_822463_10005",
        ] {
            assert_eq!(found(check_card, value), Some(value.len()), "{value}");
        }
        for value in
            ["4111_1111/1111_1111", "4111 1111 1111 1111", "4111_1111_1111_1112", "41_11_11_11_11_11_11_11"]
        {
            assert_eq!(found(check_card, value), None, "{value}");
        }
    }

    #[test]
    fn what_stands_behind_is_no_part() {
        assert_eq!(found(check_card, "4111_1111_1111_1111_12"), Some(19));
        assert_eq!(found(check_iban, "GB82_WEST_1234_5698_7654_32_ok"), Some(27));
        assert_eq!(found(check_iban, "G B 8 2 W E S T 1 2 3 4 5 6 9 8 7 6 5 4 3 2 ok"), Some(43));
    }

    #[test]
    fn groups_are_those_that_are_printed() {
        assert!(found(check_ssn, "536  22  8726").is_some() && found(check_ssn, "(536) 22 8726").is_some());
        assert!(found(check_ssn, "53  62  28726").is_none() && found(check_ssn, "536 22 8726").is_none());
        assert!(found(check_cpf, "529 982 247 25").is_some() && found(check_cpf, "52 998 224 725").is_none());
        assert!(found(check_nanp, "212_555_0142").is_some() && found(check_nanp, "21_2555_0142").is_none());
        assert!(found(check_e164, "+442_079_460_958").is_some());
        assert!(found(check_e164, "+ 4 4 2 0 7 9 4 6 0 9 5 8").is_some());
        assert!(found(check_e164, "+44_2079460958").is_none());
        assert!(found(check_iban, "DE89  3704  0044  0532  0130  00").is_some());
        assert!(found(check_iban, "DE8  93704  0044  0532  0130  00").is_none());
    }
}
