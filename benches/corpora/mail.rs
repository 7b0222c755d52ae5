//! A mailbox: messages of which two in five are plain, two in quoted-printable and one in base64.

use super::prose;
use super::template::Maker;

/// One message.
pub fn record(m: &mut Maker, out: &mut Vec<u8>) {
    m.fill("From «email» Mon Jan  5 10:00:00 2026\nReceived: from «word».example.com ([«ip»]) by mx.example.org with ESMTP id «d6»\n\tfor <«email»>; Mon, 5 Jan 2026 10:00:00 +0000\nFrom: \"«name»\" <«email»>\nTo: «email» («name»)\nSubject: =?utf-8?Q?Re:_=C3=BCber?= «w3»\nDate: Mon, 5 Jan 2026 10:00:00 +0000\nMessage-ID: <«epoch».«d5»@mx.example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n", out);
    let mut text = Vec::new();
    prose::post(m, &mut text);
    match m.rng.between(1, 5) {
        1 | 2 => {
            out.push(b'\n');
            out.extend_from_slice(&text);
        }
        3 | 4 => quoted(&text, out),
        _ => {
            out.extend_from_slice(b"Content-Transfer-Encoding: base64\n\n");
            for line in data_encoding::BASE64.encode(&text).as_bytes().chunks(76) {
                out.extend_from_slice(line);
                out.push(b'\n');
            }
        }
    }
    out.push(b'\n');
}

fn quoted(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"Content-Transfer-Encoding: quoted-printable\n\n");
    let mut column = 0;
    for byte in text {
        if *byte == b'\n' {
            column = 0;
        } else if column > 70 {
            out.extend_from_slice(b"=\n");
            column = 0;
        }
        match byte {
            b'=' => out.extend_from_slice(b"=3D"),
            _ => out.push(*byte),
        }
        column += usize::from(*byte != b'\n');
    }
}
