//! Passwords, tokens and keys, drawn anew each time: prefixes are those of the services, what follows belongs to nobody.

use crate::issued;
use crate::random::Random;

use super::makers::Maker;
use super::template::shape;
use super::texts::{FAMILY, GIVEN};

pub const MAKERS: &[Maker] = &[
    ("anthropic-key", "AUTH_TOKEN", |random| shape("sk-ant-api03-*{93}AA", random)),
    ("aws-key", "AWS_CREDENTIALS", |random| format!("AKIA{}", drawn(random, BASE32, 16))),
    ("aws-secret", "AWS_CREDENTIALS", |random| drawn(random, BASE64, 40)),
    ("azure-key", "AZURE_AUTH_TOKEN", |random| drawn(random, BASE64, 86) + "=="),
    ("basic", "AUTH_TOKEN", |random| drawn(random, BASE62, 22) + "=="),
    ("bcrypt", "PASSWORD_HASH", |random| format!("$2b$12${}", drawn(random, BASE62, 53))),
    ("github-token", "AUTH_TOKEN", |random| checked(random, "ghp_")),
    ("gitlab-token", "AUTH_TOKEN", |random| shape("glpat-*{20}", random)),
    ("google-key", "GCP_API_KEY", |random| shape("AIzaSy*{33}", random)),
    ("hex-token", "AUTH_TOKEN", |random| shape("%{40}", random)),
    ("jwt", "AUTH_TOKEN", |random| {
        format!(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOi{}.{}",
            drawn(random, BASE62, 42),
            drawn(random, BASE62, 43)
        )
    }),
    ("npm-token", "AUTH_TOKEN", |random| checked(random, "npm_")),
    ("openai-key", "AUTH_TOKEN", |random| shape("sk-proj-*{20}T3BlbkFJ*{20}", random)),
    ("password", "PASSWORD", password),
    ("sendgrid-key", "AUTH_TOKEN", |random| shape("SG.*{22}.*{43}", random)),
    ("slack-token", "AUTH_TOKEN", |random| shape("xoxb-#{12}-#{12}-*{24}", random)),
    ("stripe-key", "AUTH_TOKEN", |random| shape("sk_live_*{24}", random)),
    ("token", "AUTH_TOKEN", |random| drawn(random, BASE62, 32)),
];

const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn drawn(random: &mut Random, alphabet: &[u8], count: usize) -> String {
    (0..count).map(|_| char::from(*random.pick(alphabet))).collect()
}

fn checked(random: &mut Random, prefix: &str) -> String {
    let body = drawn(random, BASE62, 30);
    String::from_utf8(issued::with_crc(prefix, body.as_bytes())).expect("base 62 is text")
}

/// As people choose them and as programs draw them.
fn password(random: &mut Random) -> String {
    let (given, family, number) = (random.pick(GIVEN), random.pick(FAMILY), random.below(10_000));
    match random.below(6) {
        0 => format!("{given}{number}!"),
        1 => format!("{}-{}-{number}", given.to_lowercase(), family.to_lowercase()),
        2 => format!("{}@{number}", family),
        3 => drawn(random, BASE62, 12),
        4 => drawn(random, BASE62, 8) + "$" + &drawn(random, BASE62, 6),
        _ => format!("{}{}", family.to_lowercase(), number),
    }
}
