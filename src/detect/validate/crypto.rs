//! Addresses and keys of crypto-currencies: Base58Check, Bech32 and Bech32m, EIP-55. Also keys of age, which are Bech32.

use sha2::{Digest, Sha256};
use sha3::Keccak256;

use crate::detect::validate::{Candidate, Verdict, is_glued};

/// Bitcoin's alphabet of base 58: no 0, O, I, l.
static BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Versions of addresses: Bitcoin, its test network, Dogecoin, Litecoin, TRON; each by key and by script.
static ADDRESSES: [u8; 9] = [0x00, 0x05, 0x6f, 0xc4, 0x1e, 0x16, 0x30, 0x32, 0x41];

/// Versions of private keys in wallet import format: Bitcoin, its test network, Litecoin, Dogecoin.
static KEYS: [u8; 4] = [0x80, 0xef, 0xb0, 0x9e];

/// Most bytes in base 58 that are looked at: a private key with its marks.
const BYTES_MAX: usize = 38;

/// False when no version of an address is written so.
pub fn begins_base58(first: &[u8; 4]) -> bool {
    b"1239ADLMTmn".contains(&first[0])
}

/// False when no private key begins so.
pub fn begins_wif(first: &[u8; 4]) -> bool {
    b"569KLQTc".contains(&first[0])
}

/// False when no address by witness begins so.
pub fn begins_bech32(first: &[u8; 4]) -> bool {
    let lower = first.map(|b| b.to_ascii_lowercase());
    matches!(&lower, b"ltc1" | [b'b', b'c', b'1', _] | [b't', b'b', b'1', _])
}

/// False when it is no number in hexadecimal.
pub fn begins_ethereum(first: &[u8; 4]) -> bool {
    first.starts_with(b"0x")
}

/// An address in Base58Check: 20 bytes.
pub fn may_be_base58(value: &[u8]) -> bool {
    base58check(value).is_some_and(|(version, length)| length == 21 && ADDRESSES.contains(&version))
}

/// An address in Base58Check that no letter stands beside.
pub fn check_base58(c: &Candidate<'_>) -> Verdict {
    if !may_be_base58(c.value) || is_glued(c.before, c.after) { Verdict::Invalid } else { Verdict::Points(0) }
}

/// A private key in wallet import format: 32 bytes, and one more where its public key is compressed.
pub fn check_wif(c: &Candidate<'_>) -> Verdict {
    let is_key = |(version, length)| matches!(length, 33 | 34) && KEYS.contains(&version);
    Verdict::valid(base58check(c.value).is_some_and(is_key))
}

/// The version and the length with it, without the check, of what is right in Base58Check: the last four bytes are the
/// first of the hash of the hash of the others.
fn base58check(value: &[u8]) -> Option<(u8, usize)> {
    let mut number = [0u8; BYTES_MAX];
    for byte in value {
        let mut carry = BASE58.iter().position(|b| b == byte)? as u32;
        for place in number.iter_mut().rev() {
            carry += u32::from(*place) * 58;
            *place = carry as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    let zeros = value.iter().take_while(|b| **b == b'1').count();
    let used = number.iter().position(|b| *b != 0).map_or(0, |first| BYTES_MAX - first);
    let bytes = number.get(BYTES_MAX.checked_sub(used + zeros)?..)?;
    let (data, sum) = bytes.split_last_chunk::<4>()?;
    let hash = Sha256::digest(Sha256::digest(data));
    (hash.get(..4)? == sum).then_some((*data.first()?, data.len()))
}

/// The 32 characters of Bech32, by their value.
static BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The constants of the check: BIP 173, BIP 350.
const BECH32_SUM: u32 = 1;
const BECH32M_SUM: u32 = 0x2bc8_30a3;

/// What is left of the check of `value`, which has one case: the constant, where it is right. `None` where a byte is none of
/// the alphabet.
fn bech32_sum(value: &[u8]) -> Option<u32> {
    let step = |sum: u32, next: u32| {
        const TERMS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
        let top = sum >> 25;
        let made = (sum & 0x1ff_ffff) << 5 ^ next;
        TERMS.iter().enumerate().filter(|(i, _)| top >> i & 1 == 1).fold(made, |sum, (_, term)| sum ^ term)
    };
    let upper = value.iter().any(u8::is_ascii_uppercase);
    if upper && value.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    let separator = value.iter().rposition(|b| *b == b'1')?;
    let prefix = || value[..separator].iter().map(|b| u32::from(b.to_ascii_lowercase()));
    let mut sum = prefix().fold(1, |sum, b| step(sum, b >> 5));
    sum = step(sum, 0);
    sum = prefix().fold(sum, |sum, b| step(sum, b & 31));
    for byte in &value[separator + 1..] {
        let at = BECH32.iter().position(|b| *b == byte.to_ascii_lowercase())?;
        sum = step(sum, at as u32);
    }
    Some(sum)
}

/// An address of Bitcoin or Litecoin by witness: version 0 has the check of BIP 173, later ones that of BIP 350.
pub fn check_bech32(c: &Candidate<'_>) -> Verdict {
    if !c.value.first_chunk().is_some_and(begins_bech32) {
        return Verdict::Invalid;
    }
    let separator = c.value.iter().position(|b| *b == b'1').unwrap_or(0);
    let version = c.value.get(separator + 1).map(u8::to_ascii_lowercase);
    let expected = if version == Some(b'q') { BECH32_SUM } else { BECH32M_SUM };
    Verdict::valid(bech32_sum(c.value) == Some(expected))
}

/// A secret key of age: Bech32 in capitals.
pub fn check_age(c: &Candidate<'_>) -> Verdict {
    let is_key = c.value.starts_with(b"AGE-SECRET-KEY-1") && bech32_sum(c.value) == Some(BECH32_SUM);
    Verdict::valid(is_key)
}

/// An address of Ethereum: letters of both cases must be those of EIP-55. With one case there is no check.
pub fn check_ethereum(c: &Candidate<'_>) -> Verdict {
    let Some(digits) = c.value.strip_prefix(b"0x") else { return Verdict::Invalid };
    let upper = digits.iter().any(u8::is_ascii_uppercase);
    let lower = digits.iter().any(u8::is_ascii_lowercase);
    let distinct = digits.iter().enumerate().filter(|(i, b)| !digits[..*i].contains(b)).count();
    if distinct < 5 || (upper && lower && !is_eip55(digits)) {
        return Verdict::Invalid;
    }
    // Any 20 bytes in hexadecimal look like one.
    Verdict::Points(if upper && lower { 0 } else { -40 })
}

/// A letter is a capital where the digit at its place of the hash of the small letters is eight or more.
fn is_eip55(digits: &[u8]) -> bool {
    // Ethereum hashes with the padding from before FIPS 202.
    let hash =
        digits.iter().map(u8::to_ascii_lowercase).fold(Keccak256::new(), |hash, b| hash.chain_update([b]));
    let hash = hash.finalize();
    digits.iter().enumerate().all(|(i, b)| {
        let byte = hash[i / 2 % hash.len()];
        let digit = if i % 2 == 0 { byte >> 4 } else { byte & 15 };
        !b.is_ascii_alphabetic() || b.is_ascii_uppercase() == (digit >= 8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_standards_publish_agree() {
        // EIP-55, BIP 173, BIP 350, the first block.
        for digits in ["5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "fB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"]
        {
            assert!(is_eip55(digits.as_bytes()), "{digits}");
        }
        assert_eq!(bech32_sum(b"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), Some(BECH32_SUM));
        let taproot = b"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0";
        assert_eq!(bech32_sum(taproot), Some(BECH32M_SUM));
        assert!(may_be_base58(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(!may_be_base58(b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
    }
}
