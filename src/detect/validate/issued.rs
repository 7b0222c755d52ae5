//! Keys that services issue with a prefix of their own: what follows it, how long it is, and its check where there is one.
//!
//! A pattern with the letters of a hundred prefixes would be looked at by as many conditions, and take classes of bytes from
//! all other rules. So patterns only ask for a long run, and the prefix is read here, from its first four bytes on.

use flate2::Crc;

use crate::detect::validate::{Candidate, Verdict};

/// The bytes of what follows a prefix.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Letters.
    Letters,
    /// Letters and digits.
    Alphanumeric,
    /// Capitals and digits.
    Capitals,
    /// Small hexadecimal digits.
    Hex,
    /// Hexadecimal digits of either case.
    AnyHex,
    /// Letters, digits, `_` and `-`.
    Word,
    /// The same, and dots between them.
    Dotted,
}

impl Of {
    fn has(self, byte: u8) -> bool {
        match self {
            Of::Letters => byte.is_ascii_alphabetic(),
            Of::Alphanumeric => byte.is_ascii_alphanumeric(),
            Of::Capitals => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Of::Hex => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Of::AnyHex => byte.is_ascii_hexdigit(),
            Of::Word => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Of::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
        }
    }
}

/// A kind of key: its prefix, what follows, at least and at most how long that is, and points.
type Kind = (&'static str, Of, usize, usize, i16);

/// What may be something else stays possible.
const WEAK: i16 = -45;

/// No key is longer, so no more of a run is looked at.
const LONG: usize = 1024;

/// Sorted by prefix; the longest that fits counts.
static KINDS: &[Kind] = &[
    // Twilio, account.
    ("AC", Of::Hex, 32, 32, WEAK),
    // Atlassian.
    ("ATATT3", Of::Word, 160, 220, 0),
    ("ATCTT3", Of::Word, 160, 220, 0),
    ("CLOJARS_", Of::Hex, 60, 60, 0),
    // Meta, Square.
    ("EAA", Of::Word, 60, 300, WEAK),
    ("GOCSPX-", Of::Word, 28, 28, 0),
    ("NRAK-", Of::Capitals, 27, 27, 0),
    ("NRII-", Of::Word, 32, 32, 0),
    ("NRJS-", Of::Hex, 19, 19, 0),
    ("PMAK-", Of::Word, 59, 59, 0),
    // Twilio, key.
    ("SK", Of::Hex, 32, 32, 0),
    ("api_org_", Of::Letters, 34, 34, 0),
    ("dapi", Of::Hex, 32, 34, 0),
    ("dckr_oat_", Of::Word, 27, 40, 0),
    ("dckr_pat_", Of::Word, 27, 40, 0),
    // DigitalOcean.
    ("doo_v1_", Of::Hex, 64, 64, 0),
    ("dop_v1_", Of::Hex, 64, 64, 0),
    ("dor_v1_", Of::Hex, 64, 64, 0),
    ("figd_", Of::Word, 40, 60, 0),
    // GitHub; the last six are a check, as they are in those of npm.
    ("gho_", Of::Alphanumeric, 36, 36, 0),
    ("ghp_", Of::Alphanumeric, 36, 36, 0),
    ("ghr_", Of::Alphanumeric, 36, 76, 0),
    ("ghs_", Of::Dotted, 36, 600, 0),
    ("ghu_", Of::Alphanumeric, 36, 36, 0),
    ("github_pat_", Of::Word, 82, 82, 0),
    // GitLab.
    ("glagent-", Of::Word, 50, 64, 0),
    // Grafana.
    ("glc_", Of::Alphanumeric, 32, 400, 0),
    ("glcbt-", Of::Dotted, 20, 320, 0),
    ("gldt-", Of::Dotted, 20, 320, 0),
    ("glft-", Of::Word, 20, 64, 0),
    ("glimt-", Of::Word, 25, 25, 0),
    ("gloas-", Of::Word, 64, 64, 0),
    ("glpat-", Of::Dotted, 20, 320, 0),
    ("glptt-", Of::Hex, 40, 40, 0),
    ("glrt-", Of::Dotted, 20, 320, 0),
    ("glsa_", Of::Word, 41, 41, 0),
    ("glsoat-", Of::Word, 20, 64, 0),
    ("gsk_", Of::Alphanumeric, 52, 52, 0),
    ("hf_", Of::Letters, 34, 34, 0),
    // Mailgun.
    ("key-", Of::Hex, 32, 32, WEAK),
    ("lin_api_", Of::Alphanumeric, 40, 40, 0),
    ("lin_oauth_", Of::Alphanumeric, 40, 64, 0),
    ("nfp_", Of::Alphanumeric, 36, 36, 0),
    ("npm_", Of::Alphanumeric, 36, 36, 0),
    // Notion.
    ("ntn_", Of::Alphanumeric, 40, 50, 0),
    ("phc_", Of::Alphanumeric, 40, 48, 0),
    ("phx_", Of::Alphanumeric, 40, 48, 0),
    // Stripe.
    ("pk_live_", Of::Alphanumeric, 20, 250, 0),
    ("pplx-", Of::Alphanumeric, 48, 56, 0),
    ("pscale_pw_", Of::Dotted, 32, 64, 0),
    ("pscale_tkn_", Of::Dotted, 32, 64, 0),
    ("pul-", Of::Hex, 40, 40, 0),
    ("pypi-", Of::Word, 85, 1000, 0),
    ("r8_", Of::Alphanumeric, 37, 37, 0),
    ("rk_live_", Of::Alphanumeric, 20, 250, 0),
    ("rk_test_", Of::Alphanumeric, 20, 250, 0),
    ("rubygems_", Of::Hex, 48, 48, 0),
    ("sbp_", Of::Hex, 40, 40, 0),
    ("secret_", Of::Alphanumeric, 43, 43, 0),
    // Shopify.
    ("shpat_", Of::AnyHex, 32, 32, 0),
    ("shpca_", Of::AnyHex, 32, 32, 0),
    ("shppa_", Of::AnyHex, 32, 32, 0),
    ("shpss_", Of::AnyHex, 32, 32, 0),
    // OpenAI, and others that took its prefix over.
    ("sk-", Of::Word, 32, 300, 0),
    ("sk-ant-", Of::Word, 80, 200, 0),
    ("sk_live_", Of::Alphanumeric, 20, 250, 0),
    ("sk_test_", Of::Alphanumeric, 20, 250, 0),
    ("sntrys_", Of::Word, 80, 400, 0),
    ("sntryu_", Of::Hex, 64, 64, 0),
    // Square.
    ("sq0atp-", Of::Word, 22, 22, 0),
    ("sq0csp-", Of::Word, 43, 43, 0),
    ("tskey-", Of::Word, 30, 100, 0),
    ("whsec_", Of::Alphanumeric, 32, 64, 0),
    ("xai-", Of::Alphanumeric, 80, 80, 0),
    // Slack.
    ("xapp-", Of::Word, 40, 200, 0),
    ("xkeysib-", Of::Word, 81, 81, 0),
    ("xoxa-", Of::Word, 30, 250, 0),
    ("xoxb-", Of::Word, 30, 250, 0),
    ("xoxe-", Of::Word, 30, 250, 0),
    ("xoxp-", Of::Word, 30, 250, 0),
    ("xoxr-", Of::Word, 30, 250, 0),
    ("xoxs-", Of::Word, 30, 250, 0),
];

/// By the first byte: which of [`KINDS`] begin with it.
static BY_FIRST: [(u8, u8); 128] = {
    let mut table = [(0, 0); 128];
    let mut i = 0;
    while i < KINDS.len() {
        let first = KINDS[i].0.as_bytes()[0] as usize;
        if table[first].1 == 0 {
            table[first].0 = i as u8;
        }
        table[first].1 = i as u8 + 1;
        i += 1;
    }
    table
};

/// The kinds that begin with `byte`.
fn kinds(byte: u8) -> &'static [Kind] {
    let (from, to) = BY_FIRST.get(usize::from(byte)).copied().unwrap_or((0, 0));
    &KINDS[usize::from(from)..usize::from(to)]
}

/// False when no prefix begins so.
pub fn begins(first: &[u8; 4]) -> bool {
    kinds(first[0]).iter().any(|(prefix, ..)| {
        let prefix = prefix.as_bytes();
        prefix.iter().zip(first).all(|(a, b)| a == b)
    })
}

/// Prefix, bytes and length of a kind, and its check.
pub fn check(c: &Candidate<'_>) -> Verdict {
    let value = &c.value[..c.value.len().min(LONG)];
    let Some((prefix, of, least, most, points)) = kind_of(value) else { return Verdict::Invalid };
    let body = &value[prefix.len()..];
    let mut length = body.iter().take_while(|b| of.has(**b)).count();
    // A sentence ends with a dot; so does a word before a dash.
    length = body[..length].iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
    let goes_on = body.get(length).is_some_and(u8::is_ascii_alphanumeric);
    let body = &body[..length];
    if !(*least..=*most).contains(&length) || goes_on || !is_issued(body, *of) || !agrees(prefix, body) {
        return Verdict::Invalid;
    }
    Verdict::Part { len: prefix.len() + length, points: *points }
}

/// The kind of the longest prefix that `value` begins with.
fn kind_of(value: &[u8]) -> Option<&'static Kind> {
    let first = value.first()?;
    let fits = kinds(*first).iter().filter(|(prefix, ..)| value.starts_with(prefix.as_bytes()));
    fits.max_by_key(|(prefix, ..)| prefix.len())
}

/// Drawn by a machine, and no word or row of crosses that stands for one.
fn is_issued(body: &[u8], of: Of) -> bool {
    let mut seen = [false; 256];
    body.iter().for_each(|b| seen[usize::from(*b)] = true);
    let distinct = seen.iter().filter(|s| **s).count();
    let digit = body.iter().any(u8::is_ascii_digit);
    let (upper, lower) = (body.iter().any(u8::is_ascii_uppercase), body.iter().any(u8::is_ascii_lowercase));
    distinct >= 6
        && match of {
            Of::Letters => upper && lower,
            Of::Hex | Of::AnyHex | Of::Capitals => digit,
            Of::Alphanumeric | Of::Word | Of::Dotted => digit && (upper || lower) && !is_spelled(body),
        }
}

/// Words with dashes between them, as names of classes and branches are.
fn is_spelled(body: &[u8]) -> bool {
    let pieces = || body.split(|b| matches!(b, b'-' | b'_' | b'.'));
    pieces().count() > 3
        && pieces().all(|piece| piece.len() <= 12 && !piece.iter().any(u8::is_ascii_uppercase))
}

/// The check of a kind that has one.
fn agrees(prefix: &str, body: &[u8]) -> bool {
    match prefix {
        "gho_" | "ghp_" | "ghu_" | "npm_" => is_github(body),
        "ghr_" | "ghs_" if body.len() == 36 => is_github(body),
        "github_pat_" => body.iter().position(|b| *b == b'_') == Some(22),
        "glsa_" => body.get(32) == Some(&b'_'),
        "PMAK-" => body.get(24) == Some(&b'-'),
        "pypi-" => body.starts_with(b"AgE"),
        _ => true,
    }
}

/// The last six are the CRC-32 of the others, in base 62.
fn is_github(body: &[u8]) -> bool {
    let Some((random, check)) = body.split_last_chunk::<6>() else { return false };
    let digit = |b: &u8| match b {
        b'0'..=b'9' => u64::from(b - b'0'),
        b'A'..=b'Z' => u64::from(b - b'A') + 10,
        _ => u64::from(b.wrapping_sub(b'a')) + 36,
    };
    let mut crc = Crc::new();
    crc.update(random);
    check.iter().fold(0, |sum, b| sum * 62 + digit(b)) == u64::from(crc.sum())
}

/// Prefixes of AWS access keys: of users, temporary, of services, of contexts.
static AWS: [&[u8; 4]; 4] = [b"ABIA", b"ACCA", b"AKIA", b"ASIA"];

/// False when no access key of AWS begins so.
pub fn begins_aws(first: &[u8; 4]) -> bool {
    AWS.contains(&first)
}

/// An access key of AWS: a known prefix and 16 characters of base 32.
pub fn check_aws(c: &Candidate<'_>) -> Verdict {
    let is_known = c.value.first_chunk().is_some_and(begins_aws);
    let body = c.value.get(4..).unwrap_or_default();
    let base32 = |b: &u8| b.is_ascii_uppercase() || matches!(b, b'2'..=b'7');
    let distinct = body.iter().enumerate().filter(|(i, b)| !body[..*i].contains(b)).count();
    match is_known && body.iter().all(base32) && distinct >= 5 {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

/// A secret key of AWS has no check: 40 characters of base 64 that are no path and no number in hexadecimal.
pub fn check_aws_secret(c: &Candidate<'_>) -> Verdict {
    let has = |of: fn(&u8) -> bool| c.value.iter().any(of);
    let is_secret = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    match is_secret && !c.value.iter().all(u8::is_ascii_hexdigit) {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

/// False when no key of Google Cloud begins so.
pub fn begins_gcp(first: &[u8; 4]) -> bool {
    first == b"AIza"
}

/// A key of Google Cloud.
pub fn check_gcp(c: &Candidate<'_>) -> Verdict {
    let body = c.value.get(4..).unwrap_or_default();
    match c.value.first_chunk().is_some_and(begins_gcp) && is_issued(body, Of::Word) {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

/// Keys with a dot behind their prefix, and between their parts: at least and at most how long what follows is.
static DOTTED: &[(&str, usize, usize)] = &[
    // SendGrid: 22 and 43.
    ("SG.", 66, 66),
    ("dp.", 40, 60),
    // HashiCorp Vault.
    ("hvb.", 24, 400),
    ("hvr.", 24, 400),
    ("hvs.", 24, 400),
    // Google, access tokens.
    ("ya29.", 20, 1000),
];

/// False when no key with a dot begins so.
pub fn begins_dotted(first: &[u8; 4]) -> bool {
    DOTTED.iter().any(|(prefix, ..)| prefix.bytes().zip(first).all(|(a, b)| a == *b))
}

/// A key with a dot behind its prefix.
pub fn check_dotted(c: &Candidate<'_>) -> Verdict {
    let value = &c.value[..c.value.len().min(LONG)];
    let kind = DOTTED.iter().find(|(prefix, ..)| value.starts_with(prefix.as_bytes()));
    let Some((prefix, least, most)) = kind else { return Verdict::Invalid };
    let body = &value[prefix.len()..];
    let length = body.iter().take_while(|b| Of::Dotted.has(**b)).count();
    let length = body[..length].iter().rposition(|b| *b != b'.').map_or(0, |last| last + 1);
    let body = &body[..length];
    let is_divided = *prefix != "SG." || body.get(22) == Some(&b'.');
    if !(*least..=*most).contains(&length) || !is_issued(body, Of::Dotted) || !is_divided {
        return Verdict::Invalid;
    }
    Verdict::Part { len: prefix.len() + length, points: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_in_order() {
        assert!(KINDS.iter().map(|(prefix, ..)| prefix).is_sorted());
        for (prefix, _, least, most, _) in KINDS {
            assert!(least <= most && prefix.len() + least >= 24 && prefix.len() + most <= LONG, "{prefix}");
            let mut first = [b'0'; 4];
            first.iter_mut().zip(prefix.bytes()).for_each(|(a, b)| *a = b);
            assert!(begins(&first), "{prefix}");
        }
        assert!(!begins(b"http") && !begins(b"\xff\xff\xff\xff") && !begins(b"ghx_"));
    }

    #[test]
    fn the_longest_prefix_counts() {
        let prefix = |value: &[u8]| kind_of(value).map(|kind| kind.0);
        assert_eq!(prefix(b"sk-ant-api03"), Some("sk-ant-"));
        assert_eq!(prefix(b"sk-proj"), Some("sk-"));
        assert_eq!(prefix(b"sk_x"), None);
    }
}
