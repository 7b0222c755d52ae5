//! Mail: values are found however bodies and header fields are encoded, what comes out are the same messages to another
//! reader, and what cannot be seen into or read is withheld. The real command.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Run, directory, have, obelus, run, text};

use crate::common;
mod fields;
mod parts;

const LIST: &[u8] = include_bytes!("../mail/list.mbox");

/// Everything in the samples that nobody may have.
const VALUES: [&str; 9] = [
    "ann@example.com",
    "bob@example.org",
    "carl@example.net",
    "zoe@example.com",
    "555-0142",
    "555-0143",
    "192.0.2.",
    "Lee, Ann",
    "Vane",
];

fn filter(flags: &[&str], input: &[u8]) -> Run {
    let start = ["redact", "--quiet", "--input-format", "mail"];
    run(obelus([&start[..], flags, &["-"]].concat()), input)
}

/// The output of a run that must be complete.
fn filtered(flags: &[&str], input: &[u8]) -> Vec<u8> {
    let done = filter(flags, input);
    assert_eq!(done.code, 0, "{}: {}", input.escape_ascii(), done.said());
    done.stdout
}

fn python(arguments: &[&Path]) -> Option<std::process::Output> {
    if !have("python3") {
        println!("skipped: python3 is not installed");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/message.py");
    Some(Command::new("python3").arg(script).args(arguments).output().unwrap())
}

/// True when Python's email finds messages of the same shape in both; where there is no Python, nobody can tell.
fn same_shape(case: &str, before: &[u8], after: &[u8]) -> bool {
    let place = directory(&format!("mail-shape-{case}"));
    let (one, other) = (place.join("before"), place.join("after"));
    fs::write(&one, before).unwrap();
    fs::write(&other, after).unwrap();
    let Some(done) = python(&[&one, &other]) else { return true };
    println!("{}", String::from_utf8_lossy(&done.stderr));
    done.status.success()
}

/// All that Python's email finds in messages, decoded.
fn said(case: &str, mail: &[u8]) -> Option<String> {
    let file = directory(&format!("mail-said-{case}")).join("mail");
    fs::write(&file, mail).unwrap();
    let done = python(&[Path::new("--said"), &file])?;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn with_crlf(mail: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(mail).replace('\n', "\r\n").into_bytes()
}

#[test]
fn nothing_is_left_of_values_for_another_reader() {
    for (case, input) in [("lf", LIST.to_vec()), ("crlf", with_crlf(LIST))] {
        let output = filtered(&[], &input);
        assert!(same_shape(case, &input, &output), "{}", String::from_utf8_lossy(&output));
        let raw = String::from_utf8_lossy(&output).into_owned();
        let said = said(case, &output).unwrap_or_default();
        for value in VALUES {
            assert!(!raw.contains(value), "{case}: {value} in {raw}");
            assert!(!said.contains(value), "{case}: {value} in {said}");
        }
        for kept in
            ["is a message in parts", "On Monday", "Gr\u{fc}\u{df}e an [EMAIL_ADDRESS]", "[PHONE_NUMBER]"]
        {
            assert!(said.is_empty() || said.contains(kept), "{case}: {kept} in {said}");
        }
        assert_eq!(filtered(&[], &output), output, "nothing is found in it again");
        // However the work is cut.
        for (frame, read, threads) in [("1", "1", "1"), ("7", "100", "2"), ("1000", "64", "3")] {
            let flags = ["--frame-size", frame, "--read-size", read, "--threads", threads];
            assert!(filtered(&flags, &input) == output, "{case}: {frame} {read} {threads}");
        }
    }
}

const ANN: &str = "ann.lee@example.com";

#[test]
fn values_are_found_across_soft_breaks_and_escapes() {
    for at in 0..=ANN.len() {
        for end in ["\n", "\r\n"] {
            let (before, behind) = ANN.split_at(at);
            let head = format!("Subject: x{end}Content-Transfer-Encoding: Quoted-Printable{end}{end}");
            let body = |inside: &str| format!("{head}see {inside} now=20{end}next=3Dline{end}");
            let broken = format!("{before}={end}{behind}");
            let output = String::from_utf8(filtered(&[], body(&broken).as_bytes())).unwrap();
            let expected = [
                body("[EMAIL_ADDRESS]"),
                body(&format!("={end}[EMAIL_ADDRESS]")),
                body(&format!("[EMAIL_ADDRESS]={end}")),
            ];
            assert!(expected.contains(&output), "{output}");
            if let Some(byte) = behind.bytes().next() {
                let escaped = format!("{before}={byte:02X}{}", &behind[1..]);
                let output = filtered(&[], body(&escaped).as_bytes());
                assert_eq!(String::from_utf8(output).unwrap(), expected[0]);
            }
        }
    }
}

#[test]
fn values_are_found_in_base64_wherever_groups_and_lines_end() {
    for before in 0..7 {
        for width in [4, 8, 20, 60, 76, 400] {
            for charset in ["utf-8", "iso-8859-1", "utf-16le"] {
                let plain =
                    format!("{}see {ANN} now, caf\u{e9} and more words of a text", "x".repeat(before));
                let encode = |said: &str| {
                    let raw: Vec<u8> = match charset {
                        "utf-8" => said.as_bytes().to_vec(),
                        "iso-8859-1" => said.chars().map(|c| c as u8).collect(),
                        _ => said.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    };
                    let digits = data_encoding::BASE64.encode(&raw);
                    let lines: Vec<_> =
                        digits.as_bytes().chunks(width).map(String::from_utf8_lossy).collect();
                    format!(
                        "Subject: x\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n{}\n",
                        lines.join("\n")
                    )
                };
                let (input, expected) = (encode(&plain), encode(&plain.replace(ANN, "[EMAIL_ADDRESS]")));
                let output = String::from_utf8(filtered(&[], input.as_bytes())).unwrap();
                let (digits, wanted) = (output.replace('\n', ""), expected.replace('\n', ""));
                assert_eq!(digits, wanted, "{before} {width} {charset}");
                if width < 100 {
                    assert_eq!(output, expected, "{before} {width} {charset}");
                }
            }
        }
    }
}

#[test]
fn header_fields_are_written_as_their_place_needs_it() {
    for (field, expected) in [
        ("From: ann@example.com", "From: \"[EMAIL_ADDRESS]\""),
        ("From: Ann Lee <ann@example.com>", "From: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">"),
        ("From: \"Lee, \\\"A\\\"\" <ann@example.com>", "From: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">"),
        (
            "To: ann@example.com (Ann\n Lee), bob@example.org",
            "To: \"[EMAIL_ADDRESS]\" ([PERSON_NAME]), \"[EMAIL_ADDRESS]\"",
        ),
        (
            "Cc: Team: Ann <ann@example.com>;",
            "Cc: \"[PERSON_NAME]\": \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">;",
        ),
        (
            "From: =?utf-8?Q?Zo=C3=AB?=\n =?utf-8?B?IFZhbmU=?= <z@example.com>",
            "From: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">",
        ),
        ("Subject: to\n ann@example.com\n\tnow", "Subject: to\n [EMAIL_ADDRESS]\n\tnow"),
        ("Subject: =?us-ascii?Q?ann=40exam?= =?us-ascii?Q?ple.com_x?=", "Subject: [EMAIL_ADDRESS] x"),
        ("SUBJECT:ann@example.com", "SUBJECT:[EMAIL_ADDRESS]"),
        ("Message-ID: <1.ann@example.com>", "Message-ID: <\"[EMAIL_ADDRESS]\">"),
        ("Return-Path: <>", "Return-Path: <>"),
        ("X-Originating-IP: [192.0.2.1]", "X-Originating-IP: [IPV4_ADDRESS]"),
        ("Path: a!mx.example.com!zoe", "Path: a!mx.example.com![USERNAME]"),
        ("NNTP-Posting-Host: slc10.ins.example.edu", "NNTP-Posting-Host: [IPV4_ADDRESS]"),
        (
            "Content-Disposition: attachment; filename=ann@example.com",
            "Content-Disposition: attachment; filename=\"[EMAIL_ADDRESS]\"",
        ),
        (
            "Content-Disposition: attachment; filename=\"a ann@example.com\"",
            "Content-Disposition: attachment; filename=\"a [EMAIL_ADDRESS]\"",
        ),
        (
            "Content-Disposition: x; filename*=utf-8'en'a%20ann%40example.com",
            "Content-Disposition: x; filename*=utf-8'en'a%20%5BEMAIL_ADDRESS%5D",
        ),
        (
            "Content-Type: text/plain; name=\"=?utf-8?Q?ann=40example.com?=\"",
            "Content-Type: text/plain; name=\"[EMAIL_ADDRESS]\"",
        ),
        (
            "Content-Type: text/plain (ann@example.com); charset=utf-8",
            "Content-Type: text/plain ([EMAIL_ADDRESS]); charset=utf-8",
        ),
        (
            "DKIM-Signature: v=1; d=example.com; i=ann@example.com; b=x",
            "DKIM-Signature: v=1; d=example.com; i=[EMAIL_ADDRESS]; b=x",
        ),
        ("X-Note: caf\u{e9} ann@example.com", "X-Note: caf\u{e9} [EMAIL_ADDRESS]"),
        (">From ann@example.com Mon", ">From [EMAIL_ADDRESS] Mon"),
    ] {
        let mail = |field: &str| format!("Date: x\n{field}\nX-Last: y\n\ntext\n");
        let output = String::from_utf8(filtered(&[], mail(field).as_bytes())).unwrap();
        assert_eq!(output, mail(expected));
        // Python takes a comment for a part of the type's name.
        if !field.starts_with('>') && !field.contains("plain (") {
            assert!(same_shape("header", mail(field).as_bytes(), output.as_bytes()), "{output}");
        }
        assert_eq!(filtered(&[], output.as_bytes()), output.as_bytes());
    }
}

#[test]
fn text_of_any_charset_is_looked_at_and_written_in_it() {
    let mail = |charset: &str, body: &[u8]| {
        let head = format!(
            "Subject: x\nContent-Type: text/plain; charset=\"{charset}\"\nContent-Transfer-Encoding: 8bit\n\n"
        );
        [head.as_bytes(), body].concat()
    };
    for (charset, before) in [
        ("iso-8859-1", &b"caf\xe9 "[..]),
        ("KOI8-R", b"\xf0\xd2\xc9\xd7\xc5\xd4 "),
        ("windows-1251", b"\xcf\xf0\xe8 "),
        ("Shift_JIS", b"\x93\xfa\x96\x7b "),
        ("big5", b"\xa4\xe9\xa5\xbb "),
        ("us-ascii", b"caf\xe9 "),
        ("utf-8", b"caf\xc3\xa9 \xe9 "),
        ("unknown-8bit", b"caf\xe9 "),
    ] {
        let input = mail(charset, &[before, b"ann@example.com\n"].concat());
        let output = filtered(&[], &input);
        assert_eq!(output, mail(charset, &[before, b"[EMAIL_ADDRESS]\n"].concat()), "{charset}");
        // A value between characters of it.
        let input = mail(charset, &[before, b"(212) 555-0142", before, b"\n"].concat());
        assert!(!filtered(&[], &input).windows(8).any(|w| w == b"555-0142"), "{charset}");
    }
    // What a charset says that is not known, nobody can tell.
    for charset in ["iso-2022-jp", "x-mac-unknown"] {
        let skip = ["--on-unsupported", "skip"];
        let body = mail(charset, b"\x1b$B%\"ann@example.com\n");
        let field = format!("X: y\nSubject: =?{charset}?Q?ann=40example.com?=\n\n").into_bytes();
        for (input, expected) in
            [(body, mail(charset, b"[REDACTED]\n")), (field, b"X: y\nSubject: [REDACTED]\n\n".to_vec())]
        {
            let done = filter(&[], &input);
            assert_eq!((done.code, done.stdout.len()), (3, 0), "{charset}");
            assert!(done.said().contains("charset") && done.said().contains("line 2"), "{}", done.said());
            let done = filter(&skip, &input);
            assert_eq!((done.code, done.stdout), (3, expected), "{charset}");
        }
    }
    // Bytes that nobody declared: old archives are full of them.
    let old = b"From: ann@example.com (J\xfcrgen)\nSubject: na\xefve\n\ncaf\xe9 ann@example.com\n";
    let output = filtered(&[], old);
    assert_eq!(
        output,
        b"From: \"[EMAIL_ADDRESS]\" ([PERSON_NAME])\nSubject: na\xefve\n\ncaf\xe9 [EMAIL_ADDRESS]\n"
    );
}

#[test]
fn what_cannot_be_read_in_one_way_is_withheld_with_its_line() {
    let start = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n";
    for (input, line, what) in [
        ("Content-Transfer-Encoding: base64\n\nYW5u!ann@example.com\n", 3, "base64"),
        ("Content-Transfer-Encoding: base64\n\nYW5uQ\n", 3, "base64"),
        ("Content-Transfer-Encoding: base64\n\nYQ==YW5uQGV4YW1wbGUuY29t\n", 3, "base64"),
        ("Content-Transfer-Encoding: x-uuencode\n\nbegin\n", 1, "encoding"),
        ("Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\nYQ==\n", 2, "twice"),
        ("Content-Type: text/plain\nContent-Type: text/html\n\nx\n", 2, "twice"),
        ("Content-Type: text/plain; charset=a; charset=b\n\nx\n", 1, "twice"),
        ("Content-Type: multipart/mixed\n\nann@example.com\n", 1, "between"),
        ("Content-Type: multipart/mixed; boundary=\"\"\n\nx\n", 1, "encoded together"),
        ("Content-Type: multipart; boundary=b\n\nx\n", 1, "type"),
        (
            "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\nYQ==\n",
            2,
            "together",
        ),
        ("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nYQ==\n", 2, "together"),
        (&format!("{start}--b\n\nx\n--b--\n--b\n\nann@example.com\n"), 8, "go on"),
        (&format!("{start}--b\n\nx\r--b\n\nann@example.com\n"), 6, "border"),
        ("Subject: x\ry: ann@example.com\n\n", 1, "control"),
        ("Subject: x\0\n\n", 1, "control"),
        ("Subject: x\nann@example.com\nContent-Transfer-Encoding: base64\n\nYQ==\n", 2, "no field"),
        ("Subject: x\n \nContent-Transfer-Encoding: base64\n\nYQ==\n", 2, "no field"),
    ] {
        let done = filter(&[], input.as_bytes());
        assert_eq!((done.code, done.stdout.len()), (3, 0), "{input}: {}", done.said());
        let said = done.said();
        assert!(said.contains(what) && said.contains(&format!("line {line}")), "{input}: {said}");
        assert!(!said.contains("example"), "{said}");
        let scan = run(obelus(["scan", "--quiet", "--input-format", "mail", "-"]), input.as_bytes());
        assert_eq!(scan.code, 3, "{input}");
    }
    // Without anything that says how it is to be read, such lines are text.
    let odd = filtered(&[], b"Subject: x\nann@example.com\n \nb\n\nYQ==\n");
    assert_eq!(odd, b"Subject: x\n[EMAIL_ADDRESS]\n \nb\n\nYQ==\n");
    // They are one text, and a value over their ends is found.
    let odd = filtered(&[], b"From a@b.example Mon Jan  5 10:00:00 2026\nann=\n@example.com\nx y\n\n");
    assert!(!String::from_utf8_lossy(&odd).contains("@example.com"), "{}", String::from_utf8_lossy(&odd));
    // A message that ends before its parts do is one with the next for who knows no `From ` lines.
    let cut = format!(
        "From a@b.example Mon Jan  5 10:00:00 2026\n{start}From a@b.example Mon Jan  5 10:00:00 2026\n--b\n\nx\n--b--\n"
    );
    let done = filter(&[], cut.as_bytes());
    assert_eq!((done.code, done.stdout.len()), (3, 0));
    assert!(done.said().contains("line 3") && done.said().contains("inside"), "{}", done.said());
    // A space before the colon makes it a field for some.
    let done = filter(&[], b"Content-Type: text/plain\nContent-Transfer-Encoding : base64\n\nYQ==\n");
    assert_eq!((done.code, done.stdout.len()), (3, 0));
    // Text that says that it is of wide units is text all the same.
    for said in ["utf-16be", "utf-16le", "utf-32be"] {
        let mail =
            format!("Subject: x\nContent-Type: text/plain; charset={said}\n\nmail ann@example.com now\n");
        let done = filter(&[], mail.as_bytes());
        assert_eq!((done.code, done.stdout.len()), (3, 0), "{said}");
    }
    // What says no text in base64 is one as it stands.
    let done = filter(&[], b"Content-Transfer-Encoding: base64\n\n4111111111111111\n");
    assert_eq!((done.code, done.stdout.len()), (3, 0));
    // Much of what is never closed takes no longer.
    for what in ["=?a?q?", "(", "\"a\" b ", "<", "a (b) c \"d\",", "=?utf-8?Q?a?= ", ";a=", "x@y "] {
        for name in ["From", "Subject", "Content-Disposition"] {
            let done = filter(&[], format!("{name}: {}\n\nx\n", what.repeat(50_000)).as_bytes());
            assert!(matches!(done.code, 0 | 3), "{what}: {}", done.said());
        }
    }
    // What is not there is taken for granted.
    let open = format!("{start}--b\n\nann@example.com\n");
    assert_eq!(filtered(&[], open.as_bytes()), open.replace("ann@example.com", "[EMAIL_ADDRESS]").as_bytes());
    let borders =
        "Subject: x\nContent-Type: multipart/mixed; boundary=\"ann@example.com\"\n\n--ann@example.com--\n";
    let done = filter(&[], borders.as_bytes());
    assert_eq!((done.code, done.stdout.len()), (3, 0));
    assert!(done.said().contains("border"), "{}", done.said());
}

#[test]
fn who_sent_a_message_goes_and_what_stands_for_nobody_stays() {
    for (sender, wanted) in [
        ("-", "-"),
        ("MAILER-DAEMON", "MAILER-DAEMON"),
        ("zorva", "[EMAIL_ADDRESS]"),
        ("z@example.com", "[EMAIL_ADDRESS]"),
    ] {
        let message = |sender: &str| format!("From {sender} Sat Jan  3 01:05:34 2026\nSubject: x\n\nhello\n");
        let done =
            run(obelus(["redact", "--quiet", "--input-format", "mbox", "-"]), message(sender).as_bytes());
        assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, message(wanted)));
    }
}

/// Each of these holds an address for some reader, in a place where another reader has none.
#[test]
fn what_readers_take_in_different_ways_does_not_get_out() {
    let text = "Please write to the new address ann@example.com or call 212-555-0142 soon.";
    let digits = data_encoding::BASE64.encode(text.as_bytes());
    let lines: Vec<_> = digits.as_bytes().chunks(20).map(String::from_utf8_lossy).collect();
    let coded = format!("Content-Transfer-Encoding: base64\n\n{}\n", lines.join("\n"));
    let head = "From: x@example.org\nSubject: t\nMIME-Version: 1.0\n";
    let parts = |kind: &str, rest: &str| format!("{head}Content-Type: {kind}\n\n{rest}");
    for (case, mail) in [
        (
            "border and a lone CR",
            parts("multipart/mixed; boundary=b", &format!("--b\n\nhello\n--b\r{coded}--b--\n")),
        ),
        (
            "brackets around the border",
            parts("multipart/mixed; boundary=\"<b>\"", &format!("--b\n{coded}--b--\n")),
        ),
        ("type behind a comment", parts("(c) multipart/mixed; boundary=b", &format!("--b\n{coded}--b--\n"))),
        (
            "space before a colon",
            format!("{head}Content-Transfer-Encoding : base64\n\n{}\n", lines.join("\n")),
        ),
        ("an empty line first", format!("\n{head}{coded}")),
        ("odd charset of a word", format!("{head}X-A: =?utf/8?b?YW5uQGV4?= =?utf/8?b?YW1wbGUuY29t?=\n\nx\n")),
        ("no charset of a word", format!("{head}X-A: =??b?YW5uQGV4?= =??b?YW1wbGUuY29t?=\n\nx\n")),
        (
            "parts of a parameter out of order",
            format!(
                "{head}Content-Disposition: attachment; filename*1=\"ple.com.txt\"; filename*0=\"ann@exam\"\n\nx\n"
            ),
        ),
        (
            "soft break at a lone CR",
            format!("{head}Content-Transfer-Encoding: quoted-printable\n\nann@exam=\rJUNK\nple.com\n"),
        ),
    ] {
        let done = filter(&[], mail.as_bytes());
        assert_eq!((done.code, done.stdout.len()), (3, 0), "{case}: {}", done.said());
    }
    for (case, mail) in [
        ("any message", parts("message/foo", &format!("Subject: t\n{coded}"))),
        ("headers", parts("text/rfc822-headers", "From: Ann Vane <ann@example.com>\n")),
        ("news", parts("application/news-transmission", &format!("Subject: t\n{coded}"))),
        ("folded word", format!("{head}X-A: =?utf-8?b?YW5uQGV4\n YW1wbGUuY29t?=\n\nx\n")),
        (
            "words of identifiers",
            format!("{head}References: =?utf-8?q?ann?= =?utf-8?q?=40example=2Ecom?=\n\nx\n"),
        ),
        ("header of an archive", format!("{head}X-From: Ann Vane\nX-cc: Ann Vane\n\nx\n")),
    ] {
        let output = filtered(&[], mail.as_bytes());
        let shown = String::from_utf8_lossy(&output).into_owned();
        let said = said(case, &output).unwrap_or(shown);
        for value in ["ann@example", "212-555", "Ann Vane"] {
            assert!(!said.contains(value), "{case}: {value}");
        }
    }
}

#[test]
fn parts_are_nested_to_a_limit() {
    let deep = |n: usize| {
        let mut mail = "From: x\nSubject: y\n\nann@example.com\n".to_owned();
        for _ in 0..n {
            mail = format!("Content-Type: message/rfc822\n\n{mail}");
        }
        mail
    };
    let output = String::from_utf8(filtered(&[], deep(32).as_bytes())).unwrap();
    assert!(output.ends_with("[EMAIL_ADDRESS]\n"), "{output}");
    for n in [33, 10_000] {
        let done = filter(&[], deep(n).as_bytes());
        assert_eq!((done.code, done.stdout.len()), (3, 0));
        assert!(done.said().contains("nested too deep"), "{}", done.said());
    }
}

#[test]
fn parts_that_cannot_be_seen_into_are_never_copied() {
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), b"tEXtann@example.com"].concat();
    let digits = data_encoding::BASE64.encode(&picture);
    let parts = [
        format!("Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n{digits}"),
        format!("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{digits}"),
        "Content-Type: application/pdf\n\n%PDF-1.4 (ann@example.com)".to_owned(),
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: quoted-printable\n\na=01=02 ann@example.com".to_owned(),
        "Content-Type: multipart/encrypted; boundary=c; protocol=\"application/pgp-encrypted\"\n\n--c\n\nann@example.com\n--c--"
            .to_owned(),
        "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\nMIIB".to_owned(),
        "Content-Type: message/partial; id=x; number=1\n\nSubject: y\n\nann@example.com".to_owned(),
        "\nbegin 644 a\n#86YN\n`\nend".to_owned(),
    ];
    for part in parts {
        let mail = format!(
            "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nto bob@example.org\n--b\n{part}\n--b--\n"
        );
        let done = filter(&[], mail.as_bytes());
        assert_eq!((done.code, done.stdout.len()), (3, 0), "{part}: {}", done.said());
        assert!(
            done.said().contains("cannot see into") && done.said().contains("--on-unsupported"),
            "{}",
            done.said()
        );
        let done = filter(&["--on-unsupported", "skip"], mail.as_bytes());
        assert_eq!(done.code, 3, "{part}");
        let output = String::from_utf8(done.stdout).unwrap();
        let body = part.split_once("\n\n").map_or(&part[1..], |(_, body)| body);
        let coded = if part.contains("base64") {
            data_encoding::BASE64.encode(b"[REDACTED]")
        } else {
            "[REDACTED]".into()
        };
        let expected = mail.replace(body, &coded).replace("bob@example.org", "[EMAIL_ADDRESS]");
        assert_eq!(output, expected, "{part}");
        if !part.contains("encrypted") && !part.contains("partial") {
            assert!(same_shape("closed", mail.as_bytes(), output.as_bytes()), "{output}");
        }
        // No policy lets it out.
        let keep = ["--on-unsupported", "skip", "--policy", "tests/policies/keep-everything.toml"];
        let kept = filter(&keep, mail.as_bytes());
        assert_eq!(kept.code, 3);
        assert!(String::from_utf8_lossy(&kept.stdout).contains(&coded), "{part}");
    }
}

#[test]
fn mail_is_told_by_name_and_by_content() {
    let place = directory("mail-told");
    let mail = "Date: x\nSubject: ann\nFrom: Zorvane Quill <z@example.com>\n\ntext\n";
    let headed = format!("From z@example.com Mon Jan  5 10:00:00 2026\n{mail}");
    let unlike = "X-A: y\nFrom: Zorvane Quill <z@example.com>\n\n";
    for (name, content, is_mail) in [
        ("a.eml", unlike, true),
        ("a.txt", mail, true),
        ("b", headed.as_str(), true),
        ("a.mbox", headed.as_str(), true),
        ("a.log", unlike, false),
    ] {
        let file = place.join(name);
        fs::write(&file, content).unwrap();
        let done = run(obelus(["scan", "--quiet", "--format", "jsonl", text(&file)]), b"");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert_eq!(said.contains("display-name"), is_mail, "{name}: {said}");
    }
    let file = place.join("c.mbox");
    fs::write(&file, mail).unwrap();
    let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
    assert_eq!((done.code, done.stdout.len()), (3, 0));
    assert!(done.said().contains("From "), "{}", done.said());
}

#[test]
fn a_message_that_is_too_long_is_withheld() {
    let long = |n: usize| format!("Subject: x\n\nann@example.com\n{}", "x y\n".repeat(n)).into_bytes();
    let done = filter(&[], &long(5 << 20));
    assert_eq!((done.code, done.stdout.len()), (3, 0));
    assert!(done.said().contains("longer than a record"), "{}", done.said());
    // Those before it have gone out of a stream, and the run says so.
    let first = b"From a@example.com Mon Jan  5 10:00:00 2026\nSubject: x\n\none\n\n";
    let next = b"From b@example.com Mon Jan  5 10:00:00 2026\n";
    let done = filter(&[], &[first, &next[..], &long(5 << 20)].concat());
    assert_eq!(done.code, 3);
    assert!(!String::from_utf8_lossy(&done.stdout).contains("b@example"));
}
