//! What time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// The time, to the second; `None` for one that no calendar holds. A clock before 1970 says its first second.
pub(crate) fn now() -> Option<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    i64::try_from(since).ok().and_then(|seconds| Timestamp::from_second(seconds).ok())
}
