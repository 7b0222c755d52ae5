//! How much a search looks at, counted where the library is built for its tests; elsewhere counting is nothing at all.

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Starts that a detector looked at.
    Looks,
    /// Bytes that patterns read.
    Pattern,
    /// Bytes that ways to the left read.
    Left,
    /// Bytes that tails read.
    Tail,
    /// Bytes around values that keys, validators and context words could read.
    Around,
    /// Findings of which it is asked whether they say the same as another one.
    Twins,
    /// Bytes that are read for values which a name says something of that stands elsewhere.
    Named,
}

/// Adds to what the search of this thread has looked at.
#[inline(always)]
pub(super) fn count(part: Part, bytes: impl FnOnce() -> usize) {
    #[cfg(test)]
    tests::add(part, bytes());
    #[cfg(not(test))]
    let _ = (part, bytes);
}

#[cfg(test)]
pub(super) use tests::work_of;

#[cfg(test)]
mod tests;
