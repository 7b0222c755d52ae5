//! Measuring several things in turn (A B C A B C …), so that what slows the machine down slows all of them,
//! and summing up with the median, which one slow round does not move.

/// What was measured, in the order of the things; each has one number per round.
pub fn interleaved(rounds: usize, things: usize, mut measure: impl FnMut(usize) -> f64) -> Vec<Spread> {
    let mut numbers = vec![Vec::with_capacity(rounds); things];
    for _ in 0..rounds {
        for (thing, numbers) in numbers.iter_mut().enumerate() {
            numbers.push(measure(thing));
        }
    }
    numbers.into_iter().map(Spread::of).collect()
}

/// The middle and the ends of some measurements.
#[derive(Clone, Copy)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Spread {
    /// Of at least one number.
    pub fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        Spread { median: numbers[numbers.len() / 2], least: numbers[0], most: numbers[numbers.len() - 1] }
    }
}

/// A number from the environment.
pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}
