//! Schedule: who reads, works and writes when, and whose turn it is to report.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::Scope;

use crate::error::{Error, ErrorKind, Result};

/// Pieces of work that are taken from a source one after the other, done side by side, and written in their order.
pub(crate) trait Course: Sync {
    /// What is taken.
    type Piece: Send;
    /// What is made of it.
    type Done: Send;

    /// The next piece and its weight, or `None` at the end. One thread at a time calls it.
    fn take(&self) -> Result<Option<(Self::Piece, usize)>>;

    /// Does the work. A defect in it ends the course when it is the turn of the piece.
    fn work(&self, piece: Self::Piece) -> Self::Done;

    /// Writes what was done. Called in the order of pieces, by one thread at a time; false when [`Course::catch_up`] has to
    /// be called before anything more is written.
    fn write(&self, done: Self::Done) -> Result<bool>;

    /// Waits until more can be written. Called on the thread that runs the course, which holds up nobody else.
    fn catch_up(&self) -> Result<()>;
}

/// A course under way. The thread that took a piece works on it while it is in its cache, and another one takes the next;
/// whoever finishes the piece whose turn it is writes it and those behind it that are done.
struct Running<'c, C: Course> {
    course: &'c C,
    /// How much weight may be between source and destination.
    most: usize,
    state: Mutex<State<C::Done>>,
    /// The thread that runs the course has something to do.
    wanted: Condvar,
}

struct State<D> {
    /// Done, but not yet written, with their weights; nothing where a defect ended the work.
    waiting: BTreeMap<u64, (usize, Option<D>)>,
    /// The number of the next piece to be taken.
    taken: u64,
    /// The number of the next piece to be written.
    written: u64,
    /// Weight of what was taken and is not yet written.
    under_way: usize,
    /// Nobody takes pieces because enough are under way.
    takes_rest: bool,
    is_writing: bool,
    /// Nothing is written before the course has caught up.
    is_behind: bool,
    /// There are no more pieces, or the source failed.
    end: Option<Result<()>>,
    /// What ended the course: everything was written, or a failure.
    over: Option<Result<()>>,
}

/// Runs `course` by the threads of `pool`; so much weight may be under way.
pub(crate) fn run<C: Course>(course: &C, pool: &rayon::ThreadPool, most: usize) -> Result<()> {
    let state = State {
        waiting: BTreeMap::new(),
        taken: 0,
        written: 0,
        under_way: 0,
        takes_rest: false,
        is_writing: false,
        is_behind: false,
        end: None,
        over: None,
    };
    let running = Running { course, most: most.max(1), state: Mutex::new(state), wanted: Condvar::new() };
    let running = &running;
    pool.in_place_scope(|scope| {
        scope.spawn(|scope| running.go(scope));
        running.attend(scope)
    })
}

impl<C: Course> Running<'_, C> {
    fn state(&self) -> MutexGuard<'_, State<C::Done>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the end, and catches up where that is wanted.
    fn attend<'s>(&'s self, scope: &Scope<'s>) -> Result<()> {
        loop {
            let mut state = self.state();
            while state.over.is_none() && !state.is_behind {
                state = self.wanted.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if let Some(over) = state.over.take() {
                // Whoever is still at work sees that nothing more is wanted.
                state.over = Some(Ok(()));
                return over;
            }
            state.is_behind = false;
            drop(state);
            match self.course.catch_up() {
                Ok(()) => self.write(scope),
                Err(e) => self.stop(Err(e)),
            }
        }
    }

    /// Takes one piece and does all that is to be done with it.
    fn go<'s>(&'s self, scope: &Scope<'s>) {
        let ended = catch_unwind(AssertUnwindSafe(|| self.take_and_work(scope)));
        if ended.is_err() {
            self.stop(Err(defect()));
        }
    }

    fn take_and_work<'s>(&'s self, scope: &Scope<'s>) {
        if self.state().over.is_some() {
            return;
        }
        // What was taken before a defect is written all the same: how much that is must not depend on who was faster.
        let taken = catch_unwind(AssertUnwindSafe(|| self.course.take())).unwrap_or_else(|_| Err(defect()));
        let mut state = self.state();
        let (number, piece, weight) = match taken {
            Ok(Some((piece, weight))) => (state.taken, piece, weight),
            other => {
                state.end = Some(other.map(|_| ()));
                drop(state);
                return self.write_in_turn(scope);
            }
        };
        state.taken += 1;
        state.under_way += weight;
        state.takes_rest = state.under_way >= self.most;
        let goes_on = !state.takes_rest;
        drop(state);
        if goes_on {
            scope.spawn(|scope| self.go(scope));
        }
        let done = catch_unwind(AssertUnwindSafe(|| self.course.work(piece))).ok();
        self.state().waiting.insert(number, (weight, done));
        self.write_in_turn(scope);
    }

    /// Writes what can be written, unless somebody does.
    fn write_in_turn<'s>(&'s self, scope: &Scope<'s>) {
        let mut state = self.state();
        if !std::mem::replace(&mut state.is_writing, true) {
            drop(state);
            self.write(scope);
        }
    }

    /// Writes what is done, in order, until a piece is missing.
    fn write<'s>(&'s self, scope: &Scope<'s>) {
        loop {
            let mut state = self.state();
            if state.over.is_some() {
                return;
            }
            let next = state.written;
            let Some((weight, done)) = state.waiting.remove(&next) else {
                state.is_writing = false;
                if state.written == state.taken && state.end.is_some() {
                    state.over = state.end.take();
                    self.wanted.notify_all();
                }
                return;
            };
            drop(state);
            let Some(done) = done else { return self.stop(Err(defect())) };
            let written = self.course.write(done);
            let mut state = self.state();
            state.written += 1;
            state.under_way -= weight;
            let takes = state.takes_rest && state.under_way < self.most;
            state.takes_rest &= !takes;
            state.is_behind = matches!(written, Ok(false));
            let is_behind = state.is_behind;
            drop(state);
            if takes {
                scope.spawn(|scope| self.go(scope));
            }
            if is_behind {
                return self.wanted.notify_all();
            }
            if let Err(e) = written {
                return self.stop(Err(e));
            }
        }
    }

    fn stop(&self, why: Result<()>) {
        let mut state = self.state();
        if state.over.is_none() {
            state.over = Some(why);
        }
        drop(state);
        self.wanted.notify_all();
    }
}

fn defect() -> Error {
    Error::new(ErrorKind::Internal, "a worker stopped at a defect; nothing more is written")
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

#[cfg(test)]
mod tests;
