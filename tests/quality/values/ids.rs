//! Numbers without a scheme in `tests/numbers`.

use crate::random::Random;

use super::makers::Maker;

pub const MAKERS: &[Maker] = &[
    ("us-ssn", "US_SOCIAL_SECURITY_NUMBER", |random| {
        let (area, group, serial) = social_security(random);
        format!("{area:03}-{group:02}-{serial:04}")
    }),
    ("us-ssn-plain", "US_SOCIAL_SECURITY_NUMBER", |random| {
        let (area, group, serial) = social_security(random);
        format!("{area:03}{group:02}{serial:04}")
    }),
];

/// Areas 001 to 665: 666 and those from 900 on are never given out.
fn social_security(random: &mut Random) -> (usize, usize, usize) {
    (1 + random.below(665), 1 + random.below(99), 1 + random.below(9999))
}
