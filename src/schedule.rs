//! Schedule: how much may be under way, and whose turn it is to report.

use std::sync::{Condvar, Mutex, PoisonError};

/// A counting semaphore: how many frames may be between reader and sink.
pub(crate) struct Permits {
    total: usize,
    left: Mutex<Option<usize>>,
    changed: Condvar,
}

/// Permits that a frame needs of so many bytes, where frames have `usual` bytes: what is worked out of a piece of a long
/// line or of a long record takes memory like several frames.
pub(crate) fn weight(bytes: usize, usual: usize) -> usize {
    if bytes > 2 * usual { 3 } else { 1 }
}

impl Permits {
    pub(crate) fn new(count: usize) -> Self {
        Permits { total: count, left: Mutex::new(Some(count)), changed: Condvar::new() }
    }

    /// Waits for so many permits, or for all there are; false when the run is over.
    pub(crate) fn take(&self, count: usize) -> bool {
        let count = count.min(self.total);
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match *left {
                None => return false,
                Some(n) if n < count => {
                    left = self.changed.wait(left).unwrap_or_else(PoisonError::into_inner)
                }
                Some(n) => {
                    *left = Some(n - count);
                    return true;
                }
            }
        }
    }

    pub(crate) fn give(&self, count: usize) {
        if let Some(n) = self.left.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            *n += count.min(self.total);
        }
        self.changed.notify_one();
    }

    pub(crate) fn close(&self) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.changed.notify_all();
    }
}

/// Lets numbered jobs that run side by side do something in the order of their numbers.
#[derive(Default)]
pub struct Turns {
    next: Mutex<usize>,
    changed: Condvar,
}

impl Turns {
    /// True when every job before `number` is over.
    pub fn is_up(&self, number: usize) -> bool {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) == number
    }

    /// Waits until every job before `number` is over.
    pub fn wait(&self, number: usize) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        while *next != number {
            next = self.changed.wait(next).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Says that `number` is over; its turn must have come.
    pub fn over(&self, number: usize) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = number + 1;
        self.changed.notify_all();
    }
}
