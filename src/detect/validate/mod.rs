//! Validators: the checks that the issuer of a number defines, and the shapes that are noise.
//!
//! A validator is pure and total. It sees the value and at most [`crate::limits::CONTEXT_BYTES`] of the same
//! line on each side, so its answer cannot depend on where a frame was cut. One check, one file.

pub mod apart;
pub mod argument;
pub mod bank;
pub mod basic;
pub mod card;
pub mod checksum;
mod code;
pub mod command;
pub mod cookie;
pub mod crypt;
pub mod crypto;
pub mod device;
pub mod dialogue;
pub mod display;
pub mod e164;
pub mod email;
pub mod entropy;
pub mod iban;
pub mod ipv4;
pub mod ipv4_url;
pub mod ipv6;
pub mod issued;
pub mod joined;
pub mod keyed;
mod label;
pub mod login;
pub mod luhn;
pub mod mac;
pub mod nanp;
pub mod national;
pub mod passed;
pub mod pem;
pub mod phone;
pub mod phone_parts;
pub mod pin;
pub mod place;
pub mod plan;
pub mod secret;
pub mod sql;
pub mod told;
pub mod track;
pub mod unless;
pub mod url;
pub mod us_ssn;
pub mod vin;

/// What a validator looks at. No Debug: it holds text from the input.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The value.
    pub value: &'a [u8],
    /// What stands before it in the same line, at most [`crate::limits::CONTEXT_BYTES`].
    pub before: &'a [u8],
    /// What stands after it in the same line, at most [`crate::limits::CONTEXT_BYTES`].
    pub after: &'a [u8],
}

/// A validator's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not one of these; the candidate is dropped.
    Invalid,
    /// Possible; this many points are added to the rule's base confidence (negative for noise shapes).
    Points(i16),
    /// Only the first `len` bytes are the value; the pattern took along what stands after it.
    Part {
        /// Bytes that are the value.
        len: usize,
        /// Added to the rule's base confidence.
        points: i16,
    },
}

impl Verdict {
    /// A value that nothing is said for or against, or none.
    fn valid(is_one: bool) -> Verdict {
        if is_one { Verdict::Points(0) } else { Verdict::Invalid }
    }
}

/// A check by name.
#[derive(Clone, Copy)]
pub struct Validator {
    /// The name in rule files.
    pub name: &'static str,
    /// The check.
    pub check: fn(&Candidate<'_>) -> Verdict,
    /// False when the value alone says no: then the check does, whatever stands around it. Most of what is looked at is
    /// refused, and what stands around it is not looked up for that.
    pub may_be: fn(&[u8]) -> bool,
    /// The same by the first four bytes, which is known before it is known where the value ends.
    pub begins: Option<fn(&[u8; 4]) -> bool>,
    /// It may say that only a part is the value, so that the value can end before its match does.
    pub trims: bool,
    /// What stands around the value plays no part, and the check is not told.
    pub alone: bool,
    /// It knows a value by the command that it stands in, which can be written over lines.
    pub of_command: bool,
}

const fn validator(name: &'static str, check: fn(&Candidate<'_>) -> Verdict, trims: bool) -> Validator {
    Validator { name, check, may_be: |_| true, begins: None, trims, alone: false, of_command: false }
}

impl Validator {
    const fn refusing(self, may_be: fn(&[u8]) -> bool) -> Validator {
        Validator { may_be, ..self }
    }

    const fn alone(self) -> Validator {
        Validator { alone: true, ..self }
    }

    const fn of_command(self) -> Validator {
        Validator { of_command: true, ..self }
    }

    const fn by_begin(self, begins: fn(&[u8; 4]) -> bool) -> Validator {
        Validator { begins: Some(begins), ..self }
    }
}

/// Every validator, sorted by name.
pub static VALIDATORS: &[Validator] = &[
    validator("aba", bank::check_aba, false).alone(),
    validator("age-key", crypto::check_age, false).alone(),
    validator("argument-account", argument::check_account, false).of_command(),
    validator("argument-here", argument::check_here, false).of_command(),
    validator("argument-line", argument::check_line, false),
    validator("argument-login", argument::check_login, false).of_command(),
    validator("argument-piped", argument::check_piped, false).of_command(),
    validator("argument-piped-pair", argument::check_piped_pair, false).of_command(),
    validator("argument-place", argument::check_place, false).of_command(),
    validator("argument-word", argument::check_word, true).of_command(),
    validator("aws-key", issued::check_aws, false).by_begin(issued::begins_aws).alone(),
    validator("aws-secret", issued::check_aws_secret, false).alone(),
    validator("base58check", crypto::check_base58, false)
        .refusing(crypto::may_be_base58)
        .by_begin(crypto::begins_base58),
    validator("bech32", crypto::check_bech32, false).alone().by_begin(crypto::begins_bech32),
    validator("bic", bank::check_bic, false).refusing(bank::may_be_bic).alone(),
    validator("card", card::check, true).refusing(card::may_be).by_begin(card::begins),
    validator("card-apart", apart::check_card, true),
    validator("card-expiry", track::check_expiry, false),
    validator("card-pin", pin::check_card, false),
    validator("card-pin-block", pin::check_block, false),
    validator("card-row", track::check_row, false),
    validator("card-row-swapped", track::check_row_swapped, false),
    validator("card-track", track::check, false).alone(),
    validator("card-verification", track::check_verification, false),
    validator("cookie", cookie::check, true),
    validator("cookie-jar", cookie::check_jar, true),
    validator("coordinates", place::check_coordinates, false).alone(),
    validator("cpf-apart", apart::check_cpf, true),
    validator("crypt", crypt::check, true).by_begin(crypt::begins),
    validator("display-name", display::check, true),
    validator("drawn", entropy::check, false),
    validator("e164", e164::check, true),
    validator("e164-apart", apart::check_e164, true),
    validator("email", email::check, true),
    validator("ethereum", crypto::check_ethereum, false).alone().by_begin(crypto::begins_ethereum),
    validator("gcp-key", issued::check_gcp, false).by_begin(issued::begins_gcp).alone(),
    validator("home-user", place::check_home, false),
    validator("iban", iban::check, true).refusing(iban::may_be).by_begin(iban::begins),
    validator("iban-apart", apart::check_iban, true),
    validator("iccid", device::check_iccid, false).alone(),
    validator("imei", device::check_imei, false).alone(),
    validator("imsi", device::check_imsi, false).alone(),
    validator("ipv4", ipv4::check, false),
    validator("ipv4-host", ipv4::check_host, false),
    validator("ipv4-packet", ipv4::check_packet, false),
    validator("ipv4-url", ipv4_url::check, false).alone(),
    validator("ipv6", ipv6::check, true).refusing(ipv6::may_be),
    validator("issued-dotted", issued::check_dotted, true).by_begin(issued::begins_dotted),
    validator("issued-key", issued::check, true).by_begin(issued::begins),
    validator("key-line", pem::check_line, false).refusing(pem::may_be),
    validator("keyed-amount", keyed::check_amount, false),
    validator("keyed-code", keyed::check_code, false),
    validator("keyed-expiry", keyed::check_expiry, false),
    validator("keyed-name", keyed::check_name, true),
    validator("keyed-text", keyed::check_text, true),
    validator("keyed-user", keyed::check_user, false),
    validator("login", login::check, true),
    validator("luhn", luhn::check, false).alone(),
    validator("mac", mac::check, false),
    validator("mac-alone", mac::check_alone, false),
    validator("name-comment", display::check_comment, false),
    validator("nanp", nanp::check, false).refusing(nanp::may_be),
    validator("nanp-apart", apart::check_nanp, true),
    validator("option-long", command::check_long, false).of_command(),
    validator("option-secret", command::check_secret, false).of_command(),
    validator("option-setting", command::check_setting, false).of_command(),
    validator("option-short", command::check_short, false).of_command(),
    validator("password", secret::check_password, true),
    validator("password-address", passed::check_address, true),
    validator("password-array", passed::check_array, true),
    validator("password-basic", basic::check, false).alone(),
    validator("password-called", passed::check_called, false),
    validator("password-dialogue", dialogue::check, false),
    validator("password-joined", joined::check, true),
    validator("password-mixed", secret::check_mixed, true),
    validator("password-named", passed::check_named, false),
    validator("password-otherwise", passed::check_otherwise, false),
    validator("password-pair", passed::check_pair, false),
    validator("password-said", told::check_said, true),
    validator("password-set-off", told::check_set_off, true),
    validator("password-unless", unless::check, false),
    validator("phone-extension", phone_parts::check_extension, false),
    validator("phone-keyed", phone_parts::check_keyed, false),
    validator("phone-national", phone::check, true),
    validator("phone-uri", phone_parts::check_uri, false),
    validator("pin", pin::check, false),
    validator("private-key", pem::check, true),
    validator("sql-identified", sql::check_identified, false).of_command(),
    validator("sql-named", sql::check_named, false).of_command(),
    validator("ssn-apart", apart::check_ssn, true),
    validator("token", secret::check_token, true),
    validator("url-query", url::check, true),
    validator("us-ssn", us_ssn::check, false).refusing(us_ssn::may_be),
    validator("vin", vin::check, false).alone(),
    validator("wif", crypto::check_wif, false).alone().by_begin(crypto::begins_wif),
];

/// The separators in a printed number, with where they stand: a run of bytes that are no digits is one.
pub(crate) fn separators(value: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    value.split(u8::is_ascii_digit).filter(|s| !s.is_empty())
}

/// The digits of a printed number.
pub(crate) struct Digits {
    all: [u8; Digits::MOST + 1],
    count: usize,
}

impl Digits {
    /// More than any number has that is looked at here.
    const MOST: usize = 24;

    /// The digits of `value`; `None` when there are more than of any such number.
    pub(crate) fn of(value: &[u8]) -> Option<Digits> {
        // Other bytes are written as well, and over them the next digit: where digits stand cannot be foreseen.
        let mut digits = Digits { all: [0; Digits::MOST + 1], count: 0 };
        for byte in value {
            *digits.all.get_mut(digits.count)? = *byte;
            digits.count += usize::from(byte.is_ascii_digit());
        }
        (digits.count <= Digits::MOST).then_some(digits)
    }

    pub(crate) fn all(&self) -> &[u8] {
        &self.all[..self.count]
    }
}

/// True when `word`, in any case, is one of `words`, which are sorted and in small letters.
pub(crate) fn is_one_of(words: &[&[u8]], word: &[u8]) -> bool {
    let lower = || word.iter().map(u8::to_ascii_lowercase);
    words.binary_search_by(|known| known.iter().copied().cmp(lower())).is_ok()
}

/// True when a letter or digit stands directly before or after the value.
pub(crate) fn is_glued(before: &[u8], after: &[u8]) -> bool {
    before.last().is_some_and(u8::is_ascii_alphanumeric)
        || after.first().is_some_and(u8::is_ascii_alphanumeric)
}

/// What stands to the left of a match, where the match itself is what is easy to find.
pub struct Left {
    /// The name in rule files.
    pub name: &'static str,
    /// At most this many bytes are taken.
    pub max: usize,
    /// What is taken belongs to the value; otherwise the value only stands behind it.
    pub is_value: bool,
    /// How many bytes before the match are taken; `None` when there is no value. `before` holds `max` and
    /// [`crate::limits::CONTEXT_BYTES`] bytes where there are as many, also those of the lines before: none of these may be
    /// taken or decide anything. What it says may depend on the bytes it takes and on `CONTEXT_BYTES` before them, and on
    /// nothing further left.
    pub take: fn(&Candidate<'_>) -> Option<usize>,
    /// The bytes that can stand directly before the match when anything is taken.
    pub begins_before: fn(u8) -> bool,
}

impl Left {
    /// At most so many bytes of `before` are looked at: as far as it may go, what can stand directly before the
    /// match goes on, or a quote that closes there was opened.
    pub(super) fn read(&self, before: &[u8]) -> usize {
        let run = before.iter().rev().take_while(|b| (self.begins_before)(**b)).count();
        let quoted = if before.last() == Some(&b'"') { email::QUOTED_MAX } else { 0 };
        run.max(quoted).min(self.max).min(before.len())
    }
}

/// Every way to the left, sorted by name.
pub static LEFTS: &[Left] = &[
    Left {
        name: "display-name",
        max: display::NAME_MAX,
        is_value: true,
        take: display::take,
        begins_before: display::ends_name,
    },
    Left {
        name: "email",
        max: email::LOCAL_MAX,
        is_value: true,
        take: email::local_part,
        begins_before: email::ends_local,
    },
    Left {
        name: "url",
        max: url::TARGET_MAX + 8,
        is_value: false,
        take: url::target,
        begins_before: url::ends_target,
    },
    Left {
        name: "url-path",
        max: url::TARGET_MAX + 8,
        is_value: false,
        take: url::path,
        begins_before: url::ends_target,
    },
];

/// The way to the left called `name`.
pub fn left_named(name: &str) -> Option<&'static Left> {
    LEFTS.iter().find(|l| l.name == name)
}

/// Every validator.
pub fn all() -> impl Iterator<Item = &'static Validator> {
    VALIDATORS.iter().chain(national::VALIDATORS)
}

/// The validator called `name`.
pub fn named(name: &str) -> Option<Validator> {
    all().find(|v| v.name == name).copied()
}
