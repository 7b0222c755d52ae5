//! Check digits, as the schemes define them: over digits, and over letters that stand for numbers.
//!
//! Each takes the values of the characters in the order in which they are printed, and says whether the last one is the
//! check character of the others, or what the sum is where an issuer does more with it.

use crate::detect::validate::luhn::Sums;

/// The values of the digits in `text`; what is no digit is left out.
pub fn digits(text: &[u8]) -> impl DoubleEndedIterator<Item = u32> + Clone + '_ {
    text.iter().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'))
}

/// The sum of `values`, each times the weight at its place; weights begin anew when they are used up.
pub fn weighted(values: impl Iterator<Item = u32>, weights: &[u32]) -> u32 {
    values.zip(weights.iter().cycle()).map(|(value, weight)| value * weight).sum()
}

/// ISO/IEC 7064, MOD 11-10 (hybrid): check digit last. All single errors and nearly all transpositions are seen.
pub fn mod_11_10(values: impl Iterator<Item = u32>) -> bool {
    let mut product = 10;
    let mut last = None;
    for value in values {
        if let Some(previous) = last.replace(value) {
            let sum = (product + previous) % 10;
            product = (if sum == 0 { 10 } else { sum }) * 2 % 11;
        }
    }
    last.is_some_and(|check| (product + check) % 10 == 1)
}

/// ISO/IEC 7064, MOD 11-2: check character last, `X` counts 10.
pub fn mod_11_2(values: impl Iterator<Item = u32>) -> bool {
    values.fold(0, |sum, value| (sum * 2 + value) % 11) == 1
}

/// ISO/IEC 7812 (Luhn): check digit last. All single errors are seen, and all transpositions of neighbours but 09 and 90.
pub fn luhn(values: impl IntoIterator<Item = u32>) -> bool {
    let mut sums = Sums::default();
    values.into_iter().for_each(|value| sums.add(value as u8));
    sums.agree()
}

/// The digits as one number, modulo `modulus`.
pub fn remainder(values: impl Iterator<Item = u32>, modulus: u32) -> u32 {
    values.fold(0, |rest, value| (rest * 10 + value) % modulus)
}

/// The digits of `number`, which has two at most, added up.
pub fn digit_sum(number: u32) -> u32 {
    number / 10 + number % 10
}

/// ICAO Doc 9303: weights 7, 3, 1 over digits and letters, which count from 10; check digit last. Letters ten apart are
/// not told apart, nor are digits and letters.
pub fn icao_9303(text: &[u8]) -> bool {
    let value = |byte: &u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        b'<' => Some(0),
        _ => None,
    };
    let Some((check @ b'0'..=b'9', body)) = text.split_last() else { return false };
    body.iter().all(|byte| value(byte).is_some())
        && weighted(body.iter().filter_map(value), &[7, 3, 1]) % 10 == u32::from(check - b'0')
}

/// Personal codes of the Baltic states: eleven digits, weights 1 to 9 and 1 modulo 11, and 3 to 9 and 1 to 3 where that is
/// ten; ten again is 0.
pub fn mod_11_twice(digits: &[u32; 11]) -> bool {
    let sum = |weights: &[u32; 10]| weighted(digits.iter().take(10).copied(), weights) % 11;
    let check = match sum(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) {
        10 => sum(&[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 10,
        first => first,
    };
    digits[10] == check
}

/// Verhoeff's scheme over the dihedral group of order ten: check digit last. All single errors and all
/// transpositions of neighbours are seen.
pub fn verhoeff(values: impl DoubleEndedIterator<Item = u32>) -> bool {
    /// The permutation that is applied once more at every place.
    const PERMUTATION: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |value: u32, place: usize| {
        (0..place % 8).fold(value, |value, _| PERMUTATION[value as usize % PERMUTATION.len()])
    };
    let sum = values.rev().enumerate().fold(0, |sum, (place, value)| product(sum, permuted(value, place)));
    sum == 0
}

/// The product of two elements of the dihedral group of order ten: 0-4 are rotations, 5-9 reflections.
fn product(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number that differs from `number` in one digit, and every one with two neighbours changed places.
    fn errors(number: &[u8]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let (mut single, mut swapped) = (Vec::new(), Vec::new());
        for at in 0..number.len() {
            for digit in (b'0'..=b'9').filter(|digit| *digit != number[at]) {
                let mut made = number.to_vec();
                made[at] = digit;
                single.push(made);
            }
            if at > 0 && number[at] != number[at - 1] {
                let mut made = number.to_vec();
                made.swap(at, at - 1);
                swapped.push(made);
            }
        }
        (single, swapped)
    }

    /// `check` takes just one last digit for each of many numbers, sees every single error in them, and `swaps` says
    /// whether it sees all transpositions.
    fn holds(check: impl Fn(&[u8]) -> bool, swaps: bool) {
        for n in 0..2000u32 {
            let body = format!("{:010}", u64::from(n) * 4_999_999 + 17);
            let full: Vec<Vec<u8>> = (b'0'..=b'9').map(|d| [body.as_bytes(), &[d]].concat()).collect();
            let valid: Vec<&Vec<u8>> = full.iter().filter(|number| check(number)).collect();
            assert!(valid.len() <= 1, "{body} has more than one check digit");
            for number in valid {
                let (single, swapped) = errors(number);
                assert!(single.iter().all(|wrong| !check(wrong)), "a digit of {body} was changed");
                assert!(!swaps || swapped.iter().all(|wrong| !check(wrong)), "digits of {body} were swapped");
            }
        }
    }

    #[test]
    fn schemes_see_the_errors_they_promise_to_see() {
        holds(|number| verhoeff(digits(number)), true);
        holds(|number| mod_11_10(digits(number)), false);
        holds(|number| mod_11_2(digits(number)), true);
        holds(|number| luhn(digits(number)), false);
        holds(|number| remainder(digits(number), 97) == 1, false);
        holds(|number| weighted(digits(number), &[1, 3]).is_multiple_of(10), false);
    }

    #[test]
    fn published_examples_agree() {
        // Verhoeff 1969: 236 has the check digit 3. ISO/IEC 7064: 0794 has 5 in MOD 11-10; 0794 has 0 in MOD 11-2.
        assert!(verhoeff(digits(b"2363")) && !verhoeff(digits(b"2364")));
        // The ANSI example of Luhn's scheme: 7992739871 has the check digit 3.
        assert!(luhn(digits(b"79927398713")) && !luhn(digits(b"79927398710")));
        assert!(mod_11_10(digits(b"07945")) && mod_11_2(digits(b"07940")));
        // ISO/IEC 7812-1 has 7992739871 with 3. ICAO Doc 9303, part 3 has 520727 with 3 and AB2134<<< with 5.
        assert!(luhn(digits(b"79927398713")) && icao_9303(b"5207273") && icao_9303(b"AB2134<<<5"));
    }
}
