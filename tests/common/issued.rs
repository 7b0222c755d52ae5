//! Keys of services whose last characters are a check, as GitHub and npm make them.

const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// CRC-32 of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, b| (0..8).fold(crc ^ u32::from(*b), |crc, _| step(crc)))
}

/// `prefix`, `body`, and the CRC-32 of the body as six digits of base 62.
pub fn with_crc(prefix: &str, body: &[u8]) -> Vec<u8> {
    let mut crc = crc32(body) as usize;
    let mut check = [0; 6];
    for place in check.iter_mut().rev() {
        *place = BASE62[crc % 62];
        crc /= 62;
    }
    [prefix.as_bytes(), body, &check].concat()
}
