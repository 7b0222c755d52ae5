//! What is allocated, counted where it is asked for.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The allocator of the system, with counts of what it gave while counting is on. Elsewhere it is off, so that it
/// costs what is measured no more than a look at one byte.
struct Counting;

static IS_ON: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(bytes: usize) {
    if IS_ON.load(Ordering::Relaxed) {
        CALLS.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

// SAFETY: every call goes to the allocator of the system as it is.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // What it grows by: the rest was counted before.
        count(size.saturating_sub(layout.size()));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many allocations `run` makes, on all threads, and of how many bytes.
pub fn counted<T>(run: impl FnOnce() -> T) -> (u64, u64, T) {
    let before = (CALLS.load(Ordering::Relaxed), BYTES.load(Ordering::Relaxed));
    IS_ON.store(true, Ordering::Relaxed);
    let done = run();
    IS_ON.store(false, Ordering::Relaxed);
    (CALLS.load(Ordering::Relaxed) - before.0, BYTES.load(Ordering::Relaxed) - before.1, done)
}

/// Says on standard error how many allocations `run` makes and of how many bytes, without what `prepare` makes.
pub fn of<T>(prepare: impl FnOnce() -> T, run: impl FnOnce(T) -> io::Result<()>) -> io::Result<()> {
    let prepared = prepare();
    let (calls, bytes, done) = counted(|| run(prepared));
    eprintln!("{calls} {bytes}");
    done
}
