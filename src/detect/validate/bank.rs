//! Banks and accounts: the country in a BIC, the check of a US routing number, words that say that an account comes next.

use crate::detect::validate::checksum::{digits, weighted};
use crate::detect::validate::{Candidate, Verdict};

/// The countries of ISO 3166-1, and XK, which SWIFT uses for Kosovo.
static COUNTRIES: &[u8] = b"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCI\
CKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEIL\
IMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENF\
NGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTM\
TNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// False when the fifth and sixth letter are no country.
pub fn may_be_bic(value: &[u8]) -> bool {
    value.get(4..6).is_some_and(|country| COUNTRIES.chunks_exact(2).any(|known| known == country))
}

/// Bank, country, place, branch (ISO 9362). Most words of eight capitals hold the letters of some country, so the word beside
/// it decides.
pub fn check_bic(c: &Candidate<'_>) -> Verdict {
    Verdict::valid(may_be_bic(c.value))
}

/// The first two digits are those of a district of the Federal Reserve, and the weights 3, 7, 1 come to a multiple of ten.
pub fn check_aba(c: &Candidate<'_>) -> Verdict {
    let mut first = digits(c.value);
    let district = first.next().unwrap_or(0) * 10 + first.next().unwrap_or(0);
    let known = matches!(district, 1..=12 | 21..=32 | 61..=72 | 80);
    match known && weighted(digits(c.value), &[3, 7, 1]).is_multiple_of(10) {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_stand_in_order() {
        assert!(COUNTRIES.len().is_multiple_of(2) && COUNTRIES.chunks_exact(2).is_sorted());
        assert!(may_be_bic(b"DEUTDEFF") && !may_be_bic(b"CRITICAL") && !may_be_bic(b"DEUT"));
    }
}
