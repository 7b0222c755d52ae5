//! Work of one test on every processor.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Does `each` with every item, as many at a time as there are processors. A test that runs the command a thousand
/// times would else be the last of its program, beside processors that wait.
pub fn side_by_side<T: Sync>(items: &[T], each: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    each(item);
                }
            });
        }
    });
}
