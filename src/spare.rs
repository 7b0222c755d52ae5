//! Memory of frames that are done, for those that come: once a run is warm, it asks for no more.

use std::sync::{Mutex, PoisonError};

use crate::frame::Buffer;
use crate::limits::Limits;
use crate::splice::{ClearedFrame, Scratch};

/// Things of one kind that can be used again.
struct Shelf<T> {
    rows: Mutex<Vec<T>>,
}

impl<T> Shelf<T> {
    fn new() -> Self {
        Shelf { rows: Mutex::new(Vec::new()) }
    }

    fn take(&self) -> Option<T> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn give(&self, thing: T, most: usize) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.len() < most {
            rows.push(thing);
        }
    }
}

/// What one run can use again. No more is kept than frames may be under way, and nothing that a record of unusual
/// length made large.
pub(crate) struct Spares {
    buffers: Shelf<Buffer>,
    cleared: Shelf<Vec<ClearedFrame>>,
    scratches: Shelf<Scratch>,
    frames: usize,
    /// Bytes of one thing.
    size: usize,
}

impl Spares {
    /// For a run with so many frames under way.
    pub(crate) fn new(frames: usize, limits: &Limits) -> Self {
        Spares {
            buffers: Shelf::new(),
            cleared: Shelf::new(),
            scratches: Shelf::new(),
            frames,
            size: 2 * limits.line_whole_bytes,
        }
    }

    /// An empty buffer.
    pub(crate) fn buffer(&self) -> Buffer {
        self.buffers.take().unwrap_or_default()
    }

    pub(crate) fn give_buffer(&self, mut buffer: Buffer) {
        if buffer.memory() <= self.size {
            buffer.truncate(0);
            self.buffers.give(buffer, self.frames);
        }
    }

    /// What the recipients got of an earlier frame; whoever fills it empties it first.
    pub(crate) fn cleared(&self) -> Vec<ClearedFrame> {
        self.cleared.take().unwrap_or_default()
    }

    pub(crate) fn give_cleared(&self, cleared: Vec<ClearedFrame>) {
        if cleared.iter().all(|c| c.memory() <= self.size) {
            self.cleared.give(cleared, self.frames);
        }
    }

    pub(crate) fn scratch(&self) -> Scratch {
        self.scratches.take().unwrap_or_default()
    }

    pub(crate) fn give_scratch(&self, scratch: Scratch) {
        // To make it anew for every piece of a long line would leave holes in the memory of every thread.
        if scratch.memory() <= 8 * self.size {
            self.scratches.give(scratch, self.frames);
        }
    }
}
