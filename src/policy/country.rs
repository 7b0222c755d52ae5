//! Countries: the codes of ISO 3166-1 alpha-2, and what a field says of where somebody is.

use crate::policy::state::StateKind;

/// The 249 codes of ISO 3166-1 alpha-2, two letters each, in their order.
const CODES: &str = "\
ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCR\
CUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHU\
IDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQ\
MRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSI\
SJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/// True for a code, in capitals.
pub fn is_code(text: &str) -> bool {
    text.len() == 2 && CODES.as_bytes().chunks_exact(2).any(|code| code == text.as_bytes())
}

impl StateKind {
    /// Whether a person of whom a field says `country` is in the region; `None` where that is no code and no name of it:
    /// another spelling of a country must not make anybody a stranger to their region.
    pub fn covers(&self, country: &[u8]) -> Option<bool> {
        let StateKind::Region { countries, names } = self else { return None };
        let given = std::str::from_utf8(country).ok()?.trim();
        let code = given.to_ascii_uppercase();
        if countries.contains(&code) || names.contains(&given.to_lowercase()) {
            return Some(true);
        }
        is_code(&code).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_their_order_and_each_once() {
        let codes: Vec<&[u8]> = CODES.as_bytes().chunks_exact(2).collect();
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert!(is_code("DE") && is_code("AD") && is_code("ZW"));
        // A pair of letters across two codes, and codes that others use for Greece and the United Kingdom.
        assert!(!is_code("DA") && !is_code("EL") && !is_code("UK") && !is_code("de") && !is_code(""));
    }

    #[test]
    fn what_is_no_country_says_nothing() {
        let region =
            StateKind::Region { countries: vec!["DE".to_owned()], names: vec!["deutschland".to_owned()] };
        for (text, wanted) in [
            ("DE", Some(true)),
            (" de ", Some(true)),
            ("Deutschland", Some(true)),
            ("US", Some(false)),
            ("Germany", None),
            ("UK", None),
            ("", None),
        ] {
            assert_eq!(region.covers(text.as_bytes()), wanted, "{text}");
        }
        assert_eq!(StateKind::Deny.covers(b"DE"), None);
    }
}
