//! What of a page may be markup.

/// Which bytes of `text` are none of `values`. A page keeps its tags also where text alone would be taken for a value up to the next
/// space, and of no value anything may stay because it stands in one.
pub fn of_no_value(text: &str, values: &[&str]) -> Vec<bool> {
    let mut is_free = vec![true; text.len()];
    for value in values.iter().filter(|value| value.len() > 1) {
        text.match_indices(value).for_each(|(at, _)| is_free[at..at + value.len()].fill(false));
    }
    is_free
}
