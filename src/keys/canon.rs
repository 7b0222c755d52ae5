//! Token domains: the families of info types inside which the same value is the same person.

/// Which values share a token: the info type's family, never the category it falls in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Domain {
    Account,
    Address,
    Agent,
    Card,
    Cookie,
    Credential,
    Email,
    Iban,
    Id,
    Ip,
    Mac,
    Name,
    Phone,
    Text,
    Url,
    UsSsn,
}

impl Domain {
    /// Every domain, in the order of [`Domain::NAMES`].
    pub const ALL: &'static [Domain] = &[
        Domain::Account,
        Domain::Address,
        Domain::Agent,
        Domain::Card,
        Domain::Cookie,
        Domain::Credential,
        Domain::Email,
        Domain::Iban,
        Domain::Id,
        Domain::Ip,
        Domain::Mac,
        Domain::Name,
        Domain::Phone,
        Domain::Text,
        Domain::Url,
        Domain::UsSsn,
    ];

    /// The names, as in `rules/info-types.toml` and in key derivation.
    pub const NAMES: &'static [&'static str] = &[
        "account",
        "address",
        "agent",
        "card",
        "cookie",
        "credential",
        "email",
        "iban",
        "id",
        "ip",
        "mac",
        "name",
        "phone",
        "text",
        "url",
        "us-ssn",
    ];
}
