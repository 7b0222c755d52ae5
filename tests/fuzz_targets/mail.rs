//! Mail: what is read is the same in whatever blocks it comes, and no byte is in no cell but those that hold a message
//! together.

use obelus::decode::charset::Charset;
use obelus::format::json::document::Arrival;
use obelus::format::mail::Mail;
use obelus::format::mail::read::read_block;
use obelus::format::mail::split::Splitter;
use obelus::format::sheet::{Kind, Sheet};
use obelus::span::Span;

/// Mail to begin with.
pub const SAMPLES: &[&str] = &[
    include_str!("../mail/list.mbox"),
    "From: \"A, B\" <a@b.example>, c (d (e) \\) f), Team: g <h>;\nSubject: =?utf-8?Q?x_=C3=BC?= =?utf-8?B?eA==?=\n\nx\n",
    "Content-Type: multipart/mixed; boundary=b\n\nx\n--b\nContent-Type: multipart/digest; boundary=\"c d\"\n\n--c d\n\nTo: x\n\ny\n--c d--\n--b--\nz",
    "Content-Type: text/plain (x); charset=koi8-r; name*0*=utf-8'en'%41; name*1=\"b\"\r\nContent-Transfer-Encoding: base64\r\n\r\n8NLJ18XU\r\n",
    "From: Ann Lee <a@b.example>\nContent-Type: text/plain; format=flowed; delsp=yes\n\n> Ann Lee \n> a!b!c \n\na@b (C D) writes:\n",
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/csv\nContent-Transfer-Encoding: base64\n\nbmFtZSxiCiJ4IiwyCg==\n--b\nContent-Type: application/json\n\n{\"a\": [1, \"b\"]}\n--b\nContent-Type: text/xml\n\n<a b=\"c\">d</a>\n--b\n\nBEGIN:VCARD\nN:a;b\n c;d\nTEL;X=\"y\":1\n--b--\n",
    "Path: a!b\nx y\n>From z\nContent-Disposition: a; b=c; \"d\"; =e;;\n\n=41=\n",
];

/// Parts of messages.
pub const PARTS: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ":",
    ";",
    ",",
    "<",
    ">",
    "(",
    ")",
    "\"",
    "\\",
    "=",
    "=?utf-8?Q?",
    "?=",
    "@",
    "--b",
    "--b--",
    "--c d",
    "x",
    "From ",
    "\nFrom a Mon Jan  5 10:00:00 2026\n",
    "Content-Type: multipart/mixed; boundary=b\n",
    "Content-Type: message/rfc822\n",
    "Content-Transfer-Encoding: base64\n",
    "Content-Transfer-Encoding: quoted-printable\n",
    "From: ",
    "Subject: ",
    "\n\n",
    "\0",
    "\u{e9}",
    "%41",
    "*0*=",
    "=41",
    "QUJD",
];

#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    fields: Vec<(Vec<u8>, Vec<u8>, bool)>,
    records: usize,
    /// Bytes that are in no cell, with a zero for those that are.
    rest: Vec<u8>,
}

/// All of `text`, in blocks of `frame` bytes or more that come `step` bytes at a time; nothing where it is withheld.
fn read(text: &[u8], frame: usize, step: usize) -> Option<Said> {
    let mut splitter = Splitter::new(false, frame, 1 << 20);
    let mut said = Said { rest: text.to_vec(), ..Said::default() };
    let (mut taken, mut have) = (0, 0);
    loop {
        have = text.len().min(have + step);
        let arrival = if have == text.len() { Arrival::End } else { Arrival::More };
        while let Some(block) = splitter.cut(&text[taken..have], arrival).ok()? {
            let part = &text[taken..taken + block.length];
            let mut sheet = Sheet::default();
            let how = (Mail { is_mbox: false, is_card: false, skips: true }, Charset::UTF_8);
            read_block(part, Span::new(0, part.len()), block.context, how, &mut sheet);
            if sheet.fault.is_some() {
                return None;
            }
            say(part, &sheet, taken, &mut said);
            taken += block.length;
        }
        if have == text.len() {
            return Some(said);
        }
    }
}

fn say(text: &[u8], sheet: &Sheet, base: usize, said: &mut Said) {
    let mut at = 0;
    for record in &sheet.records {
        assert!(record.span.start >= at && record.span.end <= text.len());
        at = record.span.end;
    }
    said.records += sheet.records.len();
    assert!(sheet.parts.is_sorted_by_key(|part| (part.cell, part.span.start)), "parts stand in their order");
    for part in &sheet.parts {
        let value = sheet.value(&sheet.cells[part.cell as usize], text);
        assert!(part.span.start <= part.span.end && part.span.end <= value.len(), "{part:?}");
    }
    for piece in &sheet.pieces {
        let value = sheet.value(&sheet.cells[piece.cell as usize], text);
        assert!(piece.part.is_none_or(|part| part.end <= value.len()), "{piece:?}");
    }
    let mut last = 0;
    for cell in &sheet.cells {
        let (span, value) = (cell.span(), sheet.value(cell, text));
        assert!(span.start >= last, "cells stand in their order and do not overlap");
        last = span.end;
        let place = sheet.place(cell, Span::new(0, value.len()));
        assert!(place.start >= span.start && place.end <= span.end, "{place:?} {span:?}");
        said.rest[base + span.start..base + span.end].fill(0);
        let path = sheet.names.path(cell.name).join(&b'.');
        said.fields.push((path, value.to_vec(), cell.kind == Kind::Key));
    }
}

/// Lines between parts, and what stands between cells in headers.
fn is_structure(rest: &[u8]) -> bool {
    rest.split(|b| matches!(*b, b'\n' | 0)).all(|line| {
        let line = line.strip_prefix(b"From ").unwrap_or(line);
        line.starts_with(b"--")
            || line
                .iter()
                .all(|b| b.is_ascii_whitespace() || b":;,!<>()\"\\=*'0123456789\xef\xbb\xbf".contains(b))
    })
}

/// Fails for mail that is read in two ways.
pub fn check(data: &[u8]) {
    let whole = read(data, 1 << 20, usize::MAX >> 1);
    for (frame, step) in [(1, 1), (40, 7), (1, 1 << 20)] {
        // What is withheld is, however it comes, though blocks before it may have been read.
        assert_eq!(read(data, frame, step), whole);
    }
    if let Some(said) = whole {
        assert!(is_structure(&said.rest), "{}", said.rest.escape_ascii());
    }
}
