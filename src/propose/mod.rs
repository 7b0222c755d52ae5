//! Propose: what was seen in samples → the text of a policy for a person to confirm.
//!
//! [`tally`] counts what is in the fields of one input, [`group`] says which inputs are of one source, [`judge`]
//! what a field holds, [`write`](mod@write) puts it down as TOML. Knows no files, and holds no values.

use std::path::Path;

use crate::info_type::{InfoTypeId, Vocabulary};
use crate::pipeline::Shared;
use crate::propose::tally::Sample;

pub mod group;
pub mod judge;
pub mod tally;
pub mod write;

/// The categories of a proposed policy, with the info types that fall in them. What is in none of them falls
/// in [`OTHER`]. A person replaces them by the terms of their own document.
static CATEGORIES: &[(&str, &str, &[&str])] = &[
    (
        "contact",
        "Who somebody is, and how to reach them",
        &[
            "PERSON_NAME",
            "ORGANIZATION_NAME",
            "STREET_ADDRESS",
            "LOCATION",
            "LOCATION_COORDINATES",
            "PHONE_NUMBER",
            "EMAIL_ADDRESS",
            "USERNAME",
            "USER_ID",
        ],
    ),
    (
        "payment",
        "Cards and accounts",
        &[
            "CREDIT_CARD_NUMBER",
            "CREDIT_CARD_EXPIRATION_DATE",
            "CVV_NUMBER",
            "CREDIT_CARD_TRACK_NUMBER",
            "IBAN_CODE",
            "FINANCIAL_ACCOUNT_NUMBER",
        ],
    ),
    (
        "navigation",
        "Devices, and what was done with them",
        &[
            "IPV4_ADDRESS",
            "IPV6_ADDRESS",
            "MAC_ADDRESS",
            "DEVICE_ID",
            "HTTP_USER_AGENT",
            "HTTP_COOKIE",
            "URL_QUERY_STRING",
            "BROWSER_LANGUAGE",
            "PAGE_VIEWED",
        ],
    ),
    ("employment", "Work and pay", &["JOB_TITLE", "COMPENSATION", "EMPLOYEE_ID", "EMPLOYMENT_HISTORY"]),
    ("business", "What companies are like", &["EMPLOYEE_COUNT", "COMPANY_REVENUE", "INDUSTRY"]),
    (
        "person",
        "What somebody is, and official numbers",
        &[
            "US_SOCIAL_SECURITY_NUMBER",
            "GOVERNMENT_ID",
            "DATE_OF_BIRTH",
            "AGE",
            "GENDER",
            "MARITAL_STATUS",
            "ETHNIC_GROUP",
            "COUNTRY_DEMOGRAPHIC",
        ],
    ),
    ("credentials", "Secrets", &["PASSWORD", "AUTH_TOKEN", "ENCRYPTION_KEY", "BASIC_AUTH_URL"]),
];

/// The category of everything else.
const OTHER: (&str, &str) = ("other", "Everything else that is found");

/// The index of the category in which an info type falls; that of [`OTHER`] comes after the last.
fn category_of(vocabulary: &Vocabulary, id: InfoTypeId) -> usize {
    let place = |id| CATEGORIES.iter().position(|(_, _, names)| names.contains(&name_of(vocabulary, id)));
    vocabulary.lineage(id).find_map(place).unwrap_or(CATEGORIES.len())
}

fn name_of(vocabulary: &Vocabulary, id: InfoTypeId) -> &str {
    vocabulary.get(id).name.as_str()
}

/// A policy that lets nothing out but what fields that say `none` hold. The same for any order of `samples`;
/// `unread` counts the inputs that could not be read.
pub fn propose(shared: &Shared, samples: Vec<Sample>, unread: usize) -> String {
    let (count, cut) = (samples.len(), samples.iter().filter(|s| s.is_cut).count());
    let sources = group::sources(shared, samples);
    let sources = sources.into_iter().map(|source| {
        let fields = judge::fields(shared, &source);
        write::Proposed { source, fields }
    });
    write::policy(shared, &sources.collect::<Vec<_>>(), write::Inputs { read: count, cut, unread })
}

/// The info types of anything found in a text that names something, at any likelihood. Such a text is not
/// written.
fn found_in_name(shared: &Shared, name: &[u8]) -> Vec<InfoTypeId> {
    let mut found: Vec<InfoTypeId> =
        crate::pipeline::detect(shared, name, 0).iter().map(|f| f.info_type).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn found_in_path(shared: &Shared, path: &Path) -> Vec<InfoTypeId> {
    use std::os::unix::ffi::OsStrExt;
    found_in_name(shared, path.as_os_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::CATEGORIES;
    use crate::info_type::Vocabulary;

    #[test]
    fn categories_hold_each_known_info_type_once_at_most() {
        let vocabulary = Vocabulary::builtin().unwrap_or_else(|e| panic!("{e}"));
        let mut names: Vec<&str> = CATEGORIES.iter().flat_map(|(_, _, names)| *names).copied().collect();
        assert!(names.iter().all(|n| vocabulary.find(n).is_some_and(|id| vocabulary.get(id).name == *n)));
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
