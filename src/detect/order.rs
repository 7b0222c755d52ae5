//! Order of what was found: it comes nearly sorted, and sorting from nothing would cost more than finding it.

/// Sorts what is nearly sorted.
pub(super) fn settle<T: Copy + Ord>(items: &mut [T]) {
    let mut moves = 0;
    for i in 1..items.len() {
        let item = items[i];
        let mut to = i;
        while to > 0 && item < items[to - 1] {
            items[to] = items[to - 1];
            to -= 1;
        }
        items[to] = item;
        moves += i - to;
        // Values that lie in one another by the thousand are better sorted in another way.
        if moves > 8 * items.len() {
            return items.sort_unstable();
        }
    }
}

/// The same with what is in `items` from `first` on, each once: a rule with two shapes can be looked at twice in a place.
pub(super) fn settle_each_once<T: Copy + Ord>(items: &mut Vec<T>, first: usize) {
    if items[first..].is_sorted_by(|a, b| a < b) {
        return;
    }
    settle(&mut items[first..]);
    let mut last = None;
    let mut at = 0;
    items.retain(|item| {
        at += 1;
        at <= first || last.replace(*item) != Some(*item)
    });
}

/// Moves `items`, which come in any order, to the end of `sorted` in theirs, but for neighbours; `place` says where in a block
/// of `block` bytes they are.
pub(super) fn by_place<T: Copy + Ord>(
    items: &mut Vec<T>,
    sorted: &mut Vec<T>,
    block: usize,
    place: impl Fn(&T) -> usize,
) {
    /// Places that share a bucket, as a power of two.
    const BUCKET: u32 = 6;
    const BUCKETS_MAX: usize = (crate::simd::COLUMNS_MAX * 8) >> BUCKET;
    const FEW: usize = 32;
    let Some(any) = items.first().copied() else { return };
    let first = sorted.len();
    if items.len() <= FEW {
        sorted.append(items);
        return settle(&mut sorted[first..]);
    }
    let mut ends = [0u32; BUCKETS_MAX];
    let ends = &mut ends[..((block >> BUCKET) + 1).min(BUCKETS_MAX)];
    let last = ends.len() - 1;
    let bucket = |item: &T| (place(item) >> BUCKET).min(last);
    items.iter().for_each(|item| ends[bucket(item)] += 1);
    let mut sum = 0;
    for end in ends.iter_mut() {
        sum += *end;
        *end = sum;
    }
    sorted.resize(first + items.len(), any);
    let made = &mut sorted[first..];
    for item in items.drain(..).rev() {
        let end = &mut ends[bucket(&item)];
        *end -= 1;
        made[*end as usize] = item;
    }
    // What is left out of order is close by.
    settle(made);
}
