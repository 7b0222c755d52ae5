//! Email addresses at domains that are reserved (RFC 2606, RFC 6761).

use crate::random::Random;

use super::makers::Maker;
use super::texts::{FAMILY, GIVEN};

pub const MAKERS: &[Maker] = &[("email", "EMAIL_ADDRESS", any), ("email-plain", "EMAIL_ADDRESS", plain)];

const DOMAINS: &[&str] = &["example.com", "example.org", "example.net", "mail.example.com", "cs.uni.example"];

fn plain(random: &mut Random) -> String {
    format!("{}.{}@{}", random.pick(GIVEN), random.pick(FAMILY), random.pick(DOMAINS)).to_lowercase()
}

fn any(random: &mut Random) -> String {
    let (given, family) = (random.pick(GIVEN), random.pick(FAMILY));
    let number = random.below(100);
    let local = match random.below(9) {
        0 => format!("{given}.{family}"),
        1 => given.to_lowercase(),
        2 => format!("{}{}", &given[..1], family).to_lowercase(),
        3 => format!("{given}_{family}{number}").to_lowercase(),
        4 => format!("{given}+list{number}").to_lowercase(),
        5 => format!("{}-{}", given, family).to_lowercase(),
        6 => format!("{family}{number}").to_lowercase(),
        7 => format!("{}.{}.{family}", &given[..1], &family[..1]),
        _ => format!("o'{family}.{given}").to_lowercase(),
    };
    format!("{local}@{}", random.pick(DOMAINS))
}
