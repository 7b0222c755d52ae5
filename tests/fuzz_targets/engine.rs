//! Engines: what each set of instructions finds is what every rule tried at every byte finds.

use crate::rules::Rules;

/// The longest text that is looked at: the reference takes time by the square of a line.
const TEXT_MAX: usize = 4096;

/// Compares what is found in `data`, and from a place in it on.
pub fn check(data: &[u8]) {
    let text = &data[..data.len().min(TEXT_MAX)];
    let from = text.iter().map(|b| usize::from(*b)).sum::<usize>() % (text.len() + 1);
    for rules in Rules::all() {
        let wanted = rules.wanted(text);
        rules.finds("the data", text, &wanted);
        rules.finds_from("the data", text, from, &wanted);
    }
}
