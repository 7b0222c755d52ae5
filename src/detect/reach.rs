//! How far statements are read that may have no end. They can begin inside one another, each a few bytes behind the last, so that each byte would
//! be read as often as statements begin in the length of a match.

use crate::limits::MATCH_BYTES_MAX;

/// How often each byte may be read on the average; one statement in another is rare, and three are in none that somebody wrote.
const OFTEN: usize = 8;

/// How far is read where that is used up.
const NEAR_BYTES: usize = 128;

/// Of one line, or what else holds statements.
#[derive(Default)]
pub(super) struct Reach {
    /// Where the part ends that `left` is of.
    end: usize,
    /// So many bytes may still be read for what begins in it.
    left: usize,
}

impl Reach {
    /// Where that ends which may be read for what begins at `at`; that is never before the last one, and all of it is before `end`.
    pub(super) fn from(&mut self, at: usize, end: usize) -> usize {
        if at >= self.end {
            *self = Reach { end: at + MATCH_BYTES_MAX, left: OFTEN * MATCH_BYTES_MAX };
        }
        let most = if self.left > 0 { MATCH_BYTES_MAX } else { NEAR_BYTES };
        end.min(at + most).max(at)
    }

    /// So many bytes were read.
    pub(super) fn spend(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }
}
