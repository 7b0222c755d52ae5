//! What the checks of European numbers promise.

use super::europe::*;
use super::europe_east::*;
use super::{Promise, Scheme, Swaps};
use crate::random::Random;

/// No check digit: only what is no date or not given out is refused.
const NONE: u32 = 0;

/// The share of wrong single digits and of neighbouring digits in the wrong order that are refused, in thousandths.
const fn scheme(
    validator: &'static str,
    make: fn(&mut Random) -> Option<String>,
    single: u32,
    swapped: u32,
) -> Scheme {
    let promise = Promise { singles: single as f64 / 1000.0, swaps: Swaps::Rate(swapped as f64 / 1000.0) };
    Scheme { validator, make, promise }
}

/// Modulo 11 without a check digit of ten, a prime with larger weights, and MOD 97-10 see all of both. Where ten is written
/// as another digit, some single errors of it are not seen. Modulo 10, neighbours that differ by five are not seen where
/// their weights differ by an even number (8 of 9 are), with Luhn 0 and 9 (44 of 45 are). MOD 11-10 misses about as many. Two
/// rests of eleven share a check digit twice in the UK reference; the century of the Icelandic number is no part of its check.
pub static SCHEMES: &[Scheme] = &[
    scheme("at-social-security", at_social_security, 1000, 1000),
    scheme("be-national-number", be_national_number, 980, 980),
    scheme("bg-egn", bg_egn, 980, 980),
    scheme("ch-ahv", ch_ahv, 1000, 880),
    scheme("cz-birth-number", cz_birth_number, 980, 980),
    scheme("de-health-insurance", de_health_insurance, 1000, 970),
    scheme("de-identity-card", de_identity_card, 1000, 880),
    scheme("de-passport", de_passport, 1000, 880),
    scheme("de-pension-number", de_pension_number, 950, 850),
    scheme("de-tax-id", de_tax_id, 1000, 970),
    scheme("dk-cpr", dk_cpr, NONE, NONE),
    scheme("ee-personal-code", ee_personal_code, 980, 980),
    scheme("es-cif", es_cif, 1000, 970),
    scheme("es-dni", es_dni, 1000, 1000),
    scheme("es-nie", es_nie, 1000, 1000),
    scheme("es-nuss", es_nuss, 990, 980),
    scheme("fi-hetu", fi_hetu, 1000, 1000),
    scheme("fr-nir", fr_nir, 1000, 990),
    scheme("fr-tax-id", fr_tax_id, 1000, 990),
    scheme("gb-driving-licence", gb_driving_licence, NONE, NONE),
    scheme("gb-nhs-number", gb_nhs_number, 1000, 1000),
    scheme("gb-nino", gb_nino, NONE, NONE),
    scheme("gb-utr", gb_utr, 960, 950),
    scheme("gr-afm", gr_afm, 980, 970),
    scheme("gr-amka", gr_amka, 1000, 975),
    scheme("hr-oib", hr_oib, 1000, 970),
    scheme("hu-taj", hu_taj, 1000, 880),
    scheme("hu-tax-id", hu_tax_id, 1000, 1000),
    scheme("ie-ppsn", ie_ppsn, 1000, 1000),
    scheme("is-kennitala", is_kennitala, 985, 1000),
    scheme("it-fiscal-code", it_fiscal_code, 1000, 900),
    scheme("it-vat", it_vat, 1000, 975),
    scheme("lt-personal-code", lt_personal_code, 980, 980),
    scheme("lu-national-id", lu_national_id, 1000, 995),
    scheme("lv-personal-code", lv_personal_code, 960, 960),
    scheme("nl-bsn", nl_bsn, 1000, 1000),
    scheme("nl-passport", nl_passport, NONE, NONE),
    scheme("no-national-id", no_national_id, 1000, 1000),
    scheme("not-alike", not_alike, NONE, NONE),
    scheme("pl-identity-card", pl_identity_card, 1000, 880),
    scheme("pl-nip", pl_nip, 1000, 1000),
    scheme("pl-pesel", pl_pesel, 1000, 880),
    scheme("pt-citizen-card", pt_citizen_card, 1000, 970),
    scheme("pt-nif", pt_nif, 980, 970),
    scheme("ro-cnp", ro_cnp, 980, 980),
    scheme("ru-inn", ru_inn, 990, 990),
    scheme("ru-snils", ru_snils, 998, 990),
    scheme("se-personal-number", se_personal_number, 1000, 970),
    scheme("si-emso", si_emso, 980, 980),
    scheme("tr-id", tr_id, 1000, 900),
    scheme("ua-tax-number", ua_tax_number, 980, 970),
];
