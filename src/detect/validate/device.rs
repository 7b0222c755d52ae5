//! Numbers of mobile devices and SIM cards: IMEI (3GPP TS 23.003), IMSI (ITU-T E.212), ICCID (ITU-T E.118).

use crate::detect::validate::national::parts::{alike, digits, grouped, number, verdict};
use crate::detect::validate::{Candidate, Digits, Verdict, checksum};

/// A type allocation code begins with the body that gave it out (GSMA TS.06), and Luhn agrees.
pub fn check_imei(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<15>(c.value).is_some_and(|d| {
        let body = number(&d[..2]);
        matches!(body, 1 | 10 | 30 | 33 | 35 | 44 | 45 | 49..=54 | 86 | 91 | 97..=99)
            && checksum::luhn(d)
            && !alike(&d[..14])
    });
    verdict(is_valid, grouped(c.value, 15))
}

/// The country code of a mobile network, and no placeholder. There is no check digit.
pub fn check_imsi(c: &Candidate<'_>) -> Verdict {
    let is_valid = digits::<15>(c.value).is_some_and(|d| {
        matches!(number(&d[..3]), 202..=750 | 901 | 995 | 999) && !alike(&d[3..]) && !alike(&d[9..])
    });
    verdict(is_valid, 0)
}

/// Industry (89), and Luhn over 19 or 20 digits, or over the first 19 of 20.
pub fn check_iccid(c: &Candidate<'_>) -> Verdict {
    let Some(d) = Digits::of(c.value) else { return Verdict::Invalid };
    let luhn = |digits: &[u8]| checksum::luhn(checksum::digits(digits));
    let is_valid = d.all().starts_with(b"89")
        && matches!(d.all().len(), 19 | 20)
        && (luhn(d.all()) || d.all().get(..19).is_some_and(luhn));
    verdict(is_valid, 0)
}
