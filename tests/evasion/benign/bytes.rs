//! Bytes as text: hashes, identifiers, dumps, base64, attachments.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use crate::random::Random;

pub fn some(random: &mut Random, count: usize) -> Vec<u8> {
    (0..count).map(|_| random.below(256) as u8).collect()
}

/// Of an hour, so that it is no number of its own.
pub fn time(random: &mut Random) -> String {
    format!(
        "2026-03-{:02}T{:02}:{:02}:{:02}Z",
        1 + random.below(28),
        random.below(24),
        random.below(60),
        random.below(60)
    )
}

pub fn hashes(random: &mut Random) -> String {
    let time = time(random);
    let hash = |random: &mut Random, count| HEXLOWER.encode(&some(random, count));
    match random.below(6) {
        0 => format!("{time} INFO verified layer sha256:{} in 3 ms", hash(random, 32)),
        1 => format!("{} *dist/app-{}.js", hash(random, 16), hash(random, 4)),
        2 => format!("{time} DEBUG checkout {} onto {}", hash(random, 20), hash(random, 20)),
        3 => format!("{time} etag W/\"{}\" matches", hash(random, 10)),
        4 => format!("{}  lib/core.so", HEXUPPER.encode(&some(random, 32))),
        _ => format!("{time} INFO integrity sha512-{} ok", BASE64.encode(&some(random, 64))),
    }
}

pub fn uuids(random: &mut Random) -> String {
    let time = time(random);
    let h = |random: &mut Random, count| HEXLOWER.encode(&some(random, count));
    let uuid = format!(
        "{}-{}-4{}-a{}-{}",
        h(random, 4),
        h(random, 2),
        &h(random, 2)[1..],
        &h(random, 2)[1..],
        h(random, 6)
    );
    match random.below(4) {
        0 => format!("{time} INFO job {uuid} started"),
        1 => format!("{{\"trace\":\"{}\",\"span\":\"{}\",\"job\":\"{uuid}\"}}", h(random, 16), h(random, 8)),
        2 => format!("{time} WARN volume {} detached from {uuid}", uuid.to_uppercase()),
        _ => format!("{time} GET /v1/jobs/{uuid}/steps/{} 200", h(random, 4)),
    }
}

/// As a signed token is written, but of nothing that is JSON.
pub fn dotted(random: &mut Random) -> String {
    let part = |random: &mut Random, count| BASE64URL_NOPAD.encode(&some(random, count));
    let time = time(random);
    match random.below(3) {
        0 => format!("{time} INFO cursor {}.{}.{} kept", part(random, 9), part(random, 15), part(random, 12)),
        1 => format!("{time} INFO page {}.{} of list", part(random, 12), part(random, 6)),
        _ => format!("{time} DEBUG bundle chunk.{}.{}.js loaded", part(random, 6), part(random, 6)),
    }
}

pub fn dumps(random: &mut Random) -> String {
    let bytes = some(random, 16);
    let offset = random.below(0x10000) * 16;
    let shown: String =
        bytes.iter().map(|b| if b.is_ascii_graphic() { char::from(*b) } else { '.' }).collect();
    match random.below(3) {
        0 => {
            let pairs: Vec<String> = bytes.chunks(2).map(|two| HEXLOWER.encode(two)).collect();
            format!("{offset:08x}: {}  {shown}", pairs.join(" "))
        }
        1 => {
            let each: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
            format!("{offset:08x}  {}  {}  |{shown}|", each[..8].join(" "), each[8..].join(" "))
        }
        _ => {
            let each: Vec<String> = bytes.iter().map(|b| format!("0x{b:02x}")).collect();
            format!("    {},", each.join(", "))
        }
    }
}

const WORDS: &[&str] = &[
    "queue", "worker", "retry", "batch", "index", "shard", "cache", "reload", "config", "render", "build",
    "deploy", "metric", "backup",
];

fn sentence(random: &mut Random) -> String {
    (0..8).map(|_| *random.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

/// Of bytes, of words, of JSON and of what is packed.
pub fn base64(random: &mut Random) -> String {
    let time = time(random);
    let count = 24 + random.below(22);
    let text = match random.below(4) {
        0 => some(random, count),
        1 => sentence(random).into_bytes(),
        2 => serde_json::json!({ "queue": random.pick(WORDS), "size": random.below(5000), "ok": true })
            .to_string()
            .into_bytes(),
        _ => crate::common::gzip(sentence(random).as_bytes()),
    };
    format!("{time} INFO payload={} done", BASE64.encode(&text))
}

/// A message with an attachment of bytes.
pub fn mails(random: &mut Random) -> String {
    let count = 600 + random.below(900);
    let body = BASE64.encode(&some(random, count));
    let lines: Vec<&str> = (0..body.len()).step_by(76).map(|at| &body[at..body.len().min(at + 76)]).collect();
    let boundary = HEXLOWER.encode(&some(random, 8));
    format!(
        "Subject: {}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\n\n--{boundary}\nContent-Type: text/plain\n\n{}\n--{boundary}\nContent-Type: image/png; name=\"plot.png\"\nContent-Transfer-Encoding: base64\n\n{}\n--{boundary}--\n",
        random.pick(WORDS),
        sentence(random),
        lines.join("\n")
    )
}
