//! Numbers that states give to people: one file a number, named by its country and what it is called there.
//!
//! Each says by the value alone whether it is one, so whatever stands around it is the rule's to say.

use crate::detect::validate::{Candidate, Digits, Validator, Verdict, separators, validator};

pub mod at_social_security;
pub mod be_national_number;
pub mod bg_egn;
pub mod ch_ahv;
pub mod cz_birth_number;
pub mod de_health_insurance;
pub mod de_identity_card;
pub mod de_passport;
pub mod de_pension_number;
pub mod de_tax_id;
pub mod dk_cpr;
pub mod ee_personal_code;
pub mod es_cif;
pub mod es_dni;
pub mod es_nie;
pub mod es_nuss;
pub mod fi_hetu;
pub mod fr_nir;
pub mod fr_tax_id;
pub mod gb_driving_licence;
pub mod gb_nhs_number;
pub mod gb_nino;
pub mod gb_utr;
pub mod gr_afm;
pub mod gr_amka;
pub mod hr_oib;
pub mod hu_taj;
pub mod hu_tax_id;
pub mod ie_ppsn;
pub mod is_kennitala;
pub mod it_fiscal_code;
pub mod it_vat;
pub mod lt_personal_code;
pub mod lu_national_id;
pub mod lv_personal_code;
pub mod nl_bsn;
pub mod nl_passport;
pub mod no_national_id;
pub mod not_alike;
pub mod pl_identity_card;
pub mod pl_nip;
pub mod pl_pesel;
pub mod pt_citizen_card;
pub mod pt_nif;
pub mod ro_cnp;
pub mod ru_inn;
pub mod ru_snils;
pub mod se_personal_number;
pub mod si_emso;
pub mod tr_id;
pub mod ua_tax_number;

/// One that the value alone decides.
const fn number(
    name: &'static str,
    check: fn(&Candidate<'_>) -> Verdict,
    may_be: fn(&[u8]) -> bool,
) -> Validator {
    validator(name, check, false).refusing(may_be).alone()
}

/// Every validator of a national number, sorted by name.
pub static VALIDATORS: &[Validator] = &[
    number("at-social-security", at_social_security::check, at_social_security::may_be),
    number("be-national-number", be_national_number::check, be_national_number::may_be),
    number("bg-egn", bg_egn::check, bg_egn::may_be),
    number("ch-ahv", ch_ahv::check, ch_ahv::may_be),
    number("cz-birth-number", cz_birth_number::check, cz_birth_number::may_be),
    number("de-health-insurance", de_health_insurance::check, de_health_insurance::may_be),
    number("de-identity-card", de_identity_card::check, de_identity_card::may_be),
    number("de-passport", de_passport::check, de_passport::may_be),
    number("de-pension-number", de_pension_number::check, de_pension_number::may_be),
    number("de-tax-id", de_tax_id::check, de_tax_id::may_be),
    number("dk-cpr", dk_cpr::check, dk_cpr::may_be),
    number("ee-personal-code", ee_personal_code::check, ee_personal_code::may_be),
    number("es-cif", es_cif::check, es_cif::may_be),
    number("es-dni", es_dni::check, es_dni::may_be),
    number("es-nie", es_nie::check, es_nie::may_be),
    number("es-nuss", es_nuss::check, es_nuss::may_be),
    number("fi-hetu", fi_hetu::check, fi_hetu::may_be),
    number("fr-nir", fr_nir::check, fr_nir::may_be),
    number("fr-tax-id", fr_tax_id::check, fr_tax_id::may_be),
    number("gb-driving-licence", gb_driving_licence::check, gb_driving_licence::may_be),
    number("gb-nhs-number", gb_nhs_number::check, gb_nhs_number::may_be),
    number("gb-nino", gb_nino::check, gb_nino::may_be),
    number("gb-utr", gb_utr::check, gb_utr::may_be),
    number("gr-afm", gr_afm::check, gr_afm::may_be),
    number("gr-amka", gr_amka::check, gr_amka::may_be),
    number("hr-oib", hr_oib::check, hr_oib::may_be),
    number("hu-taj", hu_taj::check, hu_taj::may_be),
    number("hu-tax-id", hu_tax_id::check, hu_tax_id::may_be),
    number("ie-ppsn", ie_ppsn::check, ie_ppsn::may_be),
    number("is-kennitala", is_kennitala::check, is_kennitala::may_be),
    number("it-fiscal-code", it_fiscal_code::check, it_fiscal_code::may_be),
    number("it-vat", it_vat::check, it_vat::may_be),
    number("lt-personal-code", lt_personal_code::check, lt_personal_code::may_be),
    number("lu-national-id", lu_national_id::check, lu_national_id::may_be),
    number("lv-personal-code", lv_personal_code::check, lv_personal_code::may_be),
    number("nl-bsn", nl_bsn::check, nl_bsn::may_be),
    number("nl-passport", nl_passport::check, nl_passport::may_be),
    number("no-national-id", no_national_id::check, no_national_id::may_be),
    number("not-alike", not_alike::check, not_alike::may_be),
    number("pl-identity-card", pl_identity_card::check, pl_identity_card::may_be),
    number("pl-nip", pl_nip::check, pl_nip::may_be),
    number("pl-pesel", pl_pesel::check, pl_pesel::may_be),
    number("pt-citizen-card", pt_citizen_card::check, pt_citizen_card::may_be),
    number("pt-nif", pt_nif::check, pt_nif::may_be),
    number("ro-cnp", ro_cnp::check, ro_cnp::may_be),
    number("ru-inn", ru_inn::check, ru_inn::may_be),
    number("ru-snils", ru_snils::check, ru_snils::may_be),
    number("se-personal-number", se_personal_number::check, se_personal_number::may_be),
    number("si-emso", si_emso::check, si_emso::may_be),
    number("tr-id", tr_id::check, tr_id::may_be),
    number("ua-tax-number", ua_tax_number::check, ua_tax_number::may_be),
];

/// The answer where the value `holds` or not.
fn judged(holds: bool, points: i16) -> Verdict {
    if holds { Verdict::Points(points) } else { Verdict::Invalid }
}

/// Points for a value that is written with the separators of its printed form.
fn printed_points(value: &[u8], points: i16) -> i16 {
    let is_printed = separators(value).any(|s| s.iter().all(|b| !b.is_ascii_alphanumeric()));
    if is_printed { points } else { 0 }
}

/// The digits of a value that has `N` of them and is not one digit over and over.
fn exactly<const N: usize>(value: &[u8]) -> Option<[u32; N]> {
    let digits = Digits::of(value)?;
    let all: &[u8; N] = digits.all().try_into().ok()?;
    let alike = all.iter().all(|digit| Some(digit) == all.first());
    (!alike).then(|| all.map(|digit| u32::from(digit - b'0')))
}

/// The number that the two digits at a place make.
fn two(digits: &[u32], at: usize) -> u32 {
    digits[at] * 10 + digits[at + 1]
}

/// True for a day of the calendar.
fn is_date(year: u32, month: u32, day: u32) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (year, month, day) in [(2000, 2, 29), (1996, 2, 29), (1999, 12, 31), (2001, 4, 30)] {
            assert!(is_date(year, month, day), "{year}-{month}-{day}");
        }
        for (year, month, day) in
            [(1900, 2, 29), (2001, 2, 29), (2001, 4, 31), (2001, 13, 1), (2001, 0, 1), (2001, 1, 0)]
        {
            assert!(!is_date(year, month, day), "{year}-{month}-{day}");
        }
    }

    #[test]
    fn digits_are_counted_whatever_stands_between_them() {
        assert_eq!(exactly::<3>(b"1-2 3x"), Some([1, 2, 3]));
        assert_eq!((exactly::<3>(b"12"), exactly::<3>(b"1234"), exactly::<3>(b"7.7.7")), (None, None, None));
    }

    #[test]
    fn a_printed_form_has_separators() {
        assert_eq!(
            (printed_points(b"12 3", 5), printed_points(b"123", 5), printed_points(b"12A3", 5)),
            (5, 0, 0)
        );
    }
}
