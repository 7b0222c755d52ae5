//! Prose: posts of a forum, and text that holds nothing.

use super::template::Maker;
use super::words::{SHORT, WORDS};

/// What a paragraph is like.
#[derive(Clone, Copy)]
struct Shape {
    /// In front of every line.
    prefix: &'static str,
    /// The least and the most lines.
    lines: (u64, u64),
    /// The least and the most bytes of a line.
    widths: (u64, u64),
    /// In how many of 100 lines a number stands.
    numbers: u64,
}

const QUOTED: Shape = Shape { prefix: "> ", lines: (2, 5), widths: (52, 74), numbers: 16 };
const POSTED: Shape = Shape { prefix: "", lines: (3, 6), widths: (52, 74), numbers: 16 };
const PLAIN: Shape = Shape { prefix: "", lines: (1, 6), widths: (15, 56), numbers: 1 };

/// A post: header, quotes, paragraphs with numbers and addresses among them, a signature.
pub fn post(m: &mut Maker, out: &mut Vec<u8>) {
    m.fill("From: «email» («name» «place»)\nSubject: Re: «w3»\n", out);
    if m.rng.chance(30) {
        m.append("Message-ID: <«epoch».«d5»@news>\n", out);
    }
    m.append("Date: «syslog» GMT\nLines: «n2»\n\n", out);
    if m.rng.chance(45) {
        m.append("In article <«d5»> «email» writes:\n", out);
        paragraph(m, out, QUOTED);
        out.push(b'\n');
    }
    for _ in 0..m.rng.between(1, 2) {
        paragraph(m, out, POSTED);
        out.push(b'\n');
    }
    let inside: &[&str] = &[
        "Thanks @«word», it works on «n2».«n1».\n",
        "Order no. «d7», «n4» units at $«n3».«d2»\n",
        "call «phone»\n",
        "try «ip» or ask @«word»\n",
    ];
    if m.rng.chance(40) {
        let likely = if m.rng.chance(85) { &inside[..2] } else { &inside[2..] };
        m.one_of(likely, out);
    }
    m.either(60, "-- \n«name» «place», «email»\n\n", "-- «name»\n\n", out);
}

/// Some lines of text. One line in a hundred holds a number.
pub fn clean(m: &mut Maker, out: &mut Vec<u8>) {
    m.fill("", out);
    paragraph(m, out, PLAIN);
}

/// Sentences, broken into lines.
fn paragraph(m: &mut Maker, out: &mut Vec<u8>, shape: Shape) {
    let mut begins = true;
    for _ in 0..m.rng.between(shape.lines.0, shape.lines.1) {
        out.extend_from_slice(shape.prefix.as_bytes());
        let (start, width) = (out.len(), m.rng.between(shape.widths.0, shape.widths.1) as usize);
        while out.len() - start < width {
            let word = if m.rng.chance(50) { m.rng.pick(SHORT) } else { m.rng.pick(WORDS) };
            let at = out.len();
            out.extend_from_slice(word.as_bytes());
            if begins {
                out[at..=at].make_ascii_uppercase();
            }
            begins = m.rng.chance(9);
            let end = if begins {
                ". "
            } else if m.rng.chance(6) {
                ", "
            } else {
                " "
            };
            out.extend_from_slice(end.as_bytes());
        }
        if m.rng.chance(shape.numbers) {
            m.append("«n4» ", out);
        }
        out.pop();
        out.push(b'\n');
    }
}
