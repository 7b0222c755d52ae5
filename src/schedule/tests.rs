//! Pieces are written in their order whatever happens, and every failure ends the run.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use super::*;

/// What goes wrong, and at which piece.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    None,
    Take(u64),
    Write(u64),
    PanicInTake(u64),
    PanicInWork(u64),
    PanicInWrite(u64),
    CatchUp,
}

struct Numbers {
    count: u64,
    fault: Fault,
    /// Every so many pieces the destination is behind.
    behind: u64,
    taken: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
    written: Mutex<Vec<u64>>,
    caught_up: AtomicUsize,
    waits: Mutex<bool>,
}

fn numbers(count: u64, fault: Fault, behind: u64) -> Numbers {
    Numbers {
        count,
        fault,
        behind,
        taken: AtomicUsize::new(0),
        under_way: AtomicUsize::new(0),
        most_under_way: AtomicUsize::new(0),
        written: Mutex::default(),
        caught_up: AtomicUsize::new(0),
        waits: Mutex::default(),
    }
}

fn failed() -> Error {
    Error::new(ErrorKind::Input, "as the test wants it")
}

impl Course for Numbers {
    type Piece = u64;
    type Done = u64;

    fn take(&self) -> Result<Option<(u64, usize)>> {
        let number = self.taken.fetch_add(1, Ordering::SeqCst) as u64;
        assert!(self.fault != Fault::PanicInTake(number), "deliberate");
        if self.fault == Fault::Take(number) {
            return Err(failed());
        }
        if number >= self.count {
            return Ok(None);
        }
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(under_way, Ordering::SeqCst);
        Ok(Some((number, 1 + (number % 3) as usize)))
    }

    fn work(&self, number: u64) -> u64 {
        assert!(self.fault != Fault::PanicInWork(number), "deliberate");
        // Some pieces take longer than those behind them.
        (0..(number * 7919 % 13) * 200).for_each(|n| {
            std::hint::black_box(n);
        });
        number
    }

    fn write(&self, number: u64) -> Result<bool> {
        assert!(!*self.waits.lock().unwrap(), "nothing is written before the course has caught up");
        assert!(self.fault != Fault::PanicInWrite(number), "deliberate");
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        if self.fault == Fault::Write(number) {
            return Err(failed());
        }
        self.written.lock().unwrap().push(number);
        let is_behind = number % self.behind == self.behind - 1;
        *self.waits.lock().unwrap() = is_behind;
        Ok(!is_behind)
    }

    fn catch_up(&self) -> Result<()> {
        if self.fault == Fault::CatchUp {
            return Err(failed());
        }
        *self.waits.lock().unwrap() = false;
        self.caught_up.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// Runs a course; a run that does not end fails the test instead of holding it up.
fn ended(threads: usize, most: usize, course: Numbers) -> (Result<()>, Numbers) {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let result = run(&course, &pool, most);
        sender.send((result, course)).unwrap();
    });
    receiver.recv_timeout(Duration::from_secs(60)).expect("the run ends")
}

#[test]
fn pieces_are_written_in_order_and_few_are_under_way() {
    for threads in [1, 2, 8] {
        for most in [1, 4, 18] {
            for behind in [3, u64::MAX] {
                let (result, course) = ended(threads, most, numbers(500, Fault::None, behind));
                assert!(result.is_ok());
                assert_eq!(*course.written.lock().unwrap(), (0..500).collect::<Vec<u64>>());
                // The last piece that was taken may be heavier than what was left; every other weighs one at least.
                assert!(course.most_under_way.load(Ordering::SeqCst) <= most);
                assert_eq!(course.caught_up.load(Ordering::SeqCst) as u64, 500 / behind);
            }
        }
    }
}

#[test]
fn what_stands_before_a_failure_is_written_and_nothing_behind_it() {
    for threads in [1, 2, 8] {
        for (fault, written) in [(Fault::Take(40), 40), (Fault::Write(40), 40), (Fault::CatchUp, 7)] {
            let (result, course) = ended(threads, 6, numbers(100, fault, 7));
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Input, "{fault:?}");
            assert_eq!(*course.written.lock().unwrap(), (0..written).collect::<Vec<u64>>(), "{fault:?}");
        }
    }
}

#[test]
fn a_defect_ends_the_run_behind_what_stands_before_it() {
    for threads in [1, 2, 8] {
        for fault in [Fault::PanicInTake(40), Fault::PanicInWork(40), Fault::PanicInWrite(40)] {
            let (result, course) = ended(threads, 6, numbers(100, fault, 7));
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Internal, "{fault:?}");
            assert_eq!(*course.written.lock().unwrap(), (0..40).collect::<Vec<u64>>(), "{fault:?}");
        }
    }
}
