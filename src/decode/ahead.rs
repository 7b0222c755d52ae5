//! Members that say how long they are, decoded side by side: blocks of BGZF, frames of Zstandard.
//!
//! Of a stream only members of which all bytes have already been read are taken, so nobody waits for input who would not have
//! waited before. One that fails, or that could hit a limit, is left for who reads members one by one: what comes out, and which error,
//! does not depend on how many threads there are or how the bytes arrive.

use std::io::{BufRead, Cursor, Read};

use crate::decode::codec::{Codec, behind_notes};
use crate::decode::source::Source;
use crate::limits::{AHEAD_MEMBER_BYTES_MAX, AHEAD_THREAD_BYTES, AHEAD_THREADS_MAX, DecodeLimits};

/// What the first bytes of a member say of its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// So many bytes, and so many when decoded.
    Whole { packed: usize, made: usize },
    /// At least so many bytes have to be seen to say more.
    More(usize),
    /// Nothing, or more than is decoded ahead.
    Unknown,
}

/// How members are decoded ahead.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ahead {
    /// By how many threads; none are decoded ahead by 0.
    pub threads: usize,
    /// All of the input is there: to read more of it makes nobody wait.
    pub is_there: bool,
}

/// What of an input's limits is left.
pub(super) struct Left {
    /// Members that may come.
    pub(super) members: u64,
    /// Bytes that may be made of what comes next, whatever its size.
    pub(super) bytes: u64,
}

/// A part of what is held: a member, with what it says of itself.
struct Found {
    start: usize,
    packed: usize,
    made: usize,
}

/// Decodes the members at the front of `source`, one of which begins there. What they hold is returned in their order; their
/// bytes are taken from `source`. Nothing where the first does not say how long it is, or has to be read with care.
pub(super) fn members(
    codec: &'static Codec,
    source: &mut Source,
    limits: &DecodeLimits,
    left: &Left,
    ahead: &mut Ahead,
) -> Vec<Vec<u8>> {
    let Some(measure) = codec.measure.filter(|_| ahead.threads > 0) else { return Vec::new() };
    let threads = ahead.threads.min(AHEAD_THREADS_MAX);
    let most = AHEAD_THREAD_BYTES * threads;
    if ahead.is_there && !has_first(measure, source, most) {
        return Vec::new();
    }
    let found = find(codec, measure, source.held(), left, most);
    let mut made = decode(codec, source.held(), &found, limits, threads);
    let whole = made.iter().take_while(|made| made.is_some()).count();
    if whole < made.len() {
        // Members of other inputs than these are what they say; what stands behind one that is not is decoded once, and not again.
        ahead.threads = 0;
    }
    made.truncate(whole);
    // Behind the last one that is whole; what fails, and notes before it, are read again.
    let end = found[..whole].last().map_or(0, |last| last.start + last.packed);
    source.consume(end);
    made.into_iter().flatten().collect()
}

/// True when all of the member at the front of `source` has been read, and more where that was to be had at once.
fn has_first(measure: fn(&[u8]) -> Measure, source: &mut Source, most: usize) -> bool {
    loop {
        let held = source.held();
        match measure(held) {
            Measure::Whole { packed, .. } if packed <= held.len() => return true,
            Measure::Whole { packed: wanted, .. } | Measure::More(wanted) => {
                let is_more = wanted > held.len() && wanted <= AHEAD_MEMBER_BYTES_MAX;
                if !is_more || !source.read_ahead(wanted, most) {
                    return false;
                }
            }
            Measure::Unknown => return false,
        }
    }
}

/// The members at the front of `held` that can be decoded without a look at the limits.
fn find(codec: &Codec, measure: fn(&[u8]) -> Measure, held: &[u8], left: &Left, most: usize) -> Vec<Found> {
    let (mut found, mut at, mut all) = (Vec::new(), 0, 0);
    while held[at..].starts_with(codec.magic)
        && let Measure::Whole { packed, made } = measure(&held[at..])
        && packed <= held.len() - at
        && made <= AHEAD_MEMBER_BYTES_MAX
        && (found.is_empty() || all + made <= most)
        && (all + made) as u64 <= left.bytes
        && (found.len() as u64) < left.members
    {
        found.push(Found { start: at, packed, made });
        all += made;
        at += packed;
        at += behind_notes(codec, &held[at..]);
    }
    found
}

/// What each member holds; nothing where it is not what it says.
fn decode(
    codec: &'static Codec,
    held: &[u8],
    found: &[Found],
    limits: &DecodeLimits,
    threads: usize,
) -> Vec<Option<Vec<u8>>> {
    let one = |member: &Found| {
        let packed = held[member.start..member.start + member.packed].to_vec();
        let mut reader = (codec.reader)(Source::new(Box::new(Cursor::new(packed))), limits).ok()?;
        let mut made = Vec::with_capacity(member.made);
        reader.by_ref().take(member.made as u64 + 1).read_to_end(&mut made).ok()?;
        let is_whole = made.len() == member.made && reader.source().taken() == member.packed as u64;
        is_whole.then_some(made)
    };
    let share = found.len().div_ceil(threads.max(1)).max(1);
    let mut made: Vec<Option<Vec<u8>>> = (0..found.len()).map(|_| None).collect();
    if threads < 2 || found.len() < 2 {
        found.iter().zip(&mut made).for_each(|(member, made)| *made = one(member));
        return made;
    }
    std::thread::scope(|scope| {
        for (members, made) in found.chunks(share).zip(made.chunks_mut(share)) {
            let work = move || members.iter().zip(made).for_each(|(member, made)| *made = one(member));
            scope.spawn(work);
        }
    });
    made
}

#[cfg(test)]
mod tests;
