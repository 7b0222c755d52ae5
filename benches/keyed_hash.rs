//! HMAC-SHA-256 beside AES-CMAC for tokens: 20-byte values, a key that is set up once, 128 bits of result.
//!
//!     cargo bench --bench keyed_hash
//!
//! The crate derives the CMAC subkeys again for every value; the third way keeps them, and shows what CMAC
//! could reach with the same cipher.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use aes::cipher::{Block, BlockCipherEncrypt};
use aes::{Aes128, Aes256};
use cmac::Cmac;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

mod rounds;

const VALUE_BYTES: usize = 20;
const TOKEN_BYTES: usize = 16;

/// The first 128 bits. The set-up key is copied for every value, as a tokenizer has to.
fn token<M: Mac + Clone>(keyed: &M, value: &[u8]) -> [u8; TOKEN_BYTES] {
    let mut mac = keyed.clone();
    mac.update(value);
    let mut token = [0; TOKEN_BYTES];
    token.copy_from_slice(&mac.finalize().into_bytes()[..TOKEN_BYTES]);
    token
}

/// AES-256-CMAC (NIST SP 800-38B) for values longer than one block and shorter than two.
struct KeptSubkeys {
    cipher: Aes256,
    second: [u8; TOKEN_BYTES],
}

impl KeptSubkeys {
    fn new(key: &[u8]) -> Self {
        let cipher = Aes256::new_from_slice(key).unwrap();
        let mut block = Block::<Aes256>::default();
        cipher.encrypt_block(&mut block);
        let doubled = |n: u128| (n << 1) ^ if n >> 127 == 1 { 0x87 } else { 0 };
        let second = doubled(doubled(u128::from_be_bytes(block.into()))).to_be_bytes();
        KeptSubkeys { cipher, second }
    }

    fn token(&self, value: &[u8; VALUE_BYTES]) -> [u8; TOKEN_BYTES] {
        let mut block = Block::<Aes256>::default();
        block.copy_from_slice(&value[..TOKEN_BYTES]);
        self.cipher.encrypt_block(&mut block);
        block.iter_mut().zip(&value[TOKEN_BYTES..]).for_each(|(b, v)| *b ^= v);
        block[VALUE_BYTES - TOKEN_BYTES] ^= 0x80;
        block.iter_mut().zip(self.second).for_each(|(b, k)| *b ^= k);
        self.cipher.encrypt_block(&mut block);
        block.into()
    }
}

/// Nanoseconds per value.
fn nanoseconds(
    values: &[[u8; VALUE_BYTES]],
    times: usize,
    token: impl Fn(&[u8; VALUE_BYTES]) -> [u8; TOKEN_BYTES],
) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        for value in values {
            black_box(token(black_box(value)));
        }
    }
    start.elapsed().as_nanos() as f64 / (times * values.len()) as f64
}

fn main() {
    let values: Vec<[u8; VALUE_BYTES]> = (0..1024u32)
        .map(|i| {
            let mut value = *b"rose@mail.example.co";
            value[..4].copy_from_slice(&i.to_be_bytes());
            value
        })
        .collect();
    let key: Vec<u8> = (0..32).collect();
    let hmac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    let cmac_256 = Cmac::<Aes256>::new_from_slice(&key).unwrap();
    let cmac_128 = Cmac::<Aes128>::new_from_slice(&key[..16]).unwrap();
    let kept = KeptSubkeys::new(&key);
    assert!(values.iter().all(|v| kept.token(v) == token(&cmac_256, v)), "not the CMAC of the crate");
    let count = rounds::setting("OBELUS_BENCH_ROUNDS", 15).max(5) as usize;
    let times = 400;
    let measure = |thing| match thing {
        0 => nanoseconds(&values, times, |v| token(black_box(&hmac), v)),
        1 => nanoseconds(&values, times, |v| token(black_box(&cmac_256), v)),
        2 => nanoseconds(&values, times, |v| token(black_box(&cmac_128), v)),
        _ => nanoseconds(&values, times, |v| black_box(&kept).token(v)),
    };
    let names = ["HMAC-SHA-256", "AES-256-CMAC", "AES-128-CMAC", "AES-256-CMAC, subkeys kept"];
    for thing in 0..names.len() {
        measure(thing);
    }
    let spreads = rounds::interleaved(count, names.len(), measure);
    println!("{count} rounds, ns per value of {VALUE_BYTES} bytes, {TOKEN_BYTES} bytes of result");
    println!("{:<28}{:>9}{:>9}{:>9}{:>20}", "", "median", "least", "most", "faster than HMAC");
    for (name, s) in names.iter().zip(&spreads) {
        let ratio = spreads[0].median / s.median;
        println!("{name:<28}{:>9.1}{:>9.1}{:>9.1}{ratio:>19.2}x", s.median, s.least, s.most);
    }
}
