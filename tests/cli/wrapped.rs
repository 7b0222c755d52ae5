//! Base64 on lines, as in mail, PEM and configuration: a value that goes on from one line to the next is found, and what comes out still
//! decodes, to the same text but for it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use data_encoding::BASE64;

use crate::common;

use common::{directory, obelus, run, text};

/// `bytes` in base64, so many digits a line.
fn wrapped(bytes: &[u8], width: usize, end: &str) -> String {
    let digits = BASE64.encode(bytes);
    digits.as_bytes().chunks(width).map(|line| String::from_utf8_lossy(line).into_owned() + end).collect()
}

/// What lines of base64 say.
fn unwrapped(lines: &str) -> String {
    let digits: String = lines.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = BASE64.decode(digits.as_bytes()).expect("the lines are base64");
    String::from_utf8(bytes).expect("what they say is text")
}

fn redacted(name: &str, input: &str, flags: &[&str]) -> (String, i32) {
    let file = directory("wrapped").join(name);
    fs::write(&file, input).unwrap();
    let done = run(obelus([&["redact", "--quiet"], flags, &[text(&file)]].concat()), b"");
    (String::from_utf8(done.stdout.clone()).unwrap(), done.code)
}

#[test]
fn a_value_is_found_wherever_a_line_ends_in_it() {
    for (width, end) in [(60, "\n"), (64, "\r\n"), (72, "\n"), (76, "\n"), (76, "\r\n")] {
        let bodies: Vec<String> = (0..120)
            .map(|before| {
                format!(
                    "{} write to ann.lee@example.com or call (212) 555-0142 soon, thanks",
                    "x ".repeat(before)
                )
            })
            .collect();
        let part = |body: &String| {
            format!(
                "Content-Transfer-Encoding: base64{end}{end}{}{end}--border{end}",
                wrapped(body.as_bytes(), width, end)
            )
        };
        let input: String = bodies.iter().map(part).collect();
        let (out, code) = redacted("mail.txt", &input, &[]);
        assert_eq!(code, 0);
        let parts: Vec<&str> = out.split(&format!("{end}--border{end}")).collect();
        assert_eq!(parts.len(), bodies.len() + 1, "what is around the lines stays");
        for (part, body) in parts.iter().zip(&bodies) {
            let (head, lines) = part.split_once(&format!("{end}{end}")).unwrap();
            assert_eq!(head, "Content-Transfer-Encoding: base64");
            let says = unwrapped(lines);
            assert!(!says.contains("ann.lee") && !says.contains("555-0142"), "{width} {body}");
            // Spaces fill groups up behind what is written.
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
            let wanted = body
                .replace("ann.lee@example.com", "[EMAIL_ADDRESS]")
                .replace("(212) 555-0142", "[PHONE_NUMBER]");
            assert_eq!(words(&says), words(&wanted), "{width}");
            let longest = lines.lines().map(str::len).max().unwrap();
            assert!(longest <= width + 44, "a line of {longest}");
        }
        for more in [["--frame-size", "70"], ["--read-size", "1"], ["--threads", "1"]] {
            assert_eq!(redacted("mail.txt", &input, &more), (out.clone(), 0), "{more:?}");
        }
        let (again, _) = redacted("again.txt", &out, &[]);
        assert_eq!(again, out, "nothing is left to be found");
    }
}

#[test]
fn values_in_fields_do_not_run_into_each_other() {
    let body = wrapped(
        b"to ann.lee@example.com and to bob.roe@example.com, to cat.poe@example.com, and to dan@example.com",
        76,
        "\n",
    );
    let full = &body[..76];
    // A whole line at the end of one cell and digits at the beginning of the next are two values.
    let table = format!("a,b\n\"{full}\",YW5uQGV4YW1wbGUuY29t\n\"{}\",x\n", body.trim_end());
    let (out, code) = redacted("cells.csv", &table, &[]);
    assert_eq!(code, 0);
    let row = out.split_once('\n').unwrap().1;
    let says: Vec<String> = row.split(['"', ',']).filter(|cell| cell.len() > 60).map(unwrapped).collect();
    assert_eq!(says.len(), 2, "{out}");
    assert!(says.iter().all(|text| !text.contains("@example.com")), "{says:?}");
    let json = serde_json::json!({ "body": body, "n": 1 }).to_string() + "\n";
    let (out, code) = redacted("mail.jsonl", &json, &[]);
    assert_eq!(code, 0);
    let row: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(!unwrapped(row["body"].as_str().unwrap()).contains("@example.com"), "{out}");
}

#[test]
fn lists_of_hashes_stay_as_they_are() {
    let mut seed = 1_u64;
    let mut byte = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as u8
    };
    let hash = |_| (0..32).map(|_| format!("{:02x}", byte())).collect::<String>() + "\n";
    let hashes: String = (0..400).map(hash).collect();
    let (out, code) = redacted("sums.txt", &hashes, &[]);
    assert!(code == 0 && out == hashes);
}

#[test]
fn a_value_is_found_whatever_stands_around_the_digits_of_lines() {
    let containers = [
        ("body: |\n    ", "\n    ", "\nnext: 1\n"),
        ("\t", "\r\n\t", "\r\n"),
        ("<img src='data:text/plain;base64,", "\n", "'>\n"),
        ("<pre>", "\n", "</pre>\n"),
        ("body: ", "\n  ", "\nnext: 1\n"),
        ("# ", "\n# ", "\nnext = 1\n"),
        ("> > ", "\n> > ", "\n"),
        ("// ", "\n// ", "\ncode();\n"),
        ("/**\n * ", "\n * ", "\n */\n"),
        ("x = [\n  \"", "\",\n  \"", "\"\n]\n"),
        ("x = \"", "\" +\n  \"", "\";\n"),
        ("x = '", "'\n  + '", "';\n"),
        ("$x = '", "' .\n'", "';\n"),
        ("x = (\n  b\"", "\"\n  b\"", "\")\n"),
        ("char *x = \"", "\\n\"\n  \"", "\\n\";\n"),
        ("dn: cn=x\ndescription:: ", "\n ", "\n"),
        ("sb.append(\"", "\");\n  sb.append(\"", "\");\n"),
        ("s += \"", "\";\ns += \"", "\";\n"),
        ("$s .= '", "';\n$s .= '", "';\n"),
        ("x = \"", "\"\nx = x + \"", "\"\n"),
        ("select '", "' ||\n  '", "';\n"),
        ("rem ", "\nrem ", "\n"),
        ("\u{2022} ", "\n\u{2022} ", "\n"),
    ];
    const PARTED: &str = "====\n";
    let bodies: Vec<String> = (0..60)
        .map(|shift| {
            let before = "x ".repeat(shift);
            format!("{before}to ann.lee@example.com or (212) 555-0142 soon, thanks to all of you")
        })
        .collect();
    for (before, border, behind) in containers {
        let of = |body: &String| {
            let lines = wrapped(body.as_bytes(), 64, "\n");
            format!("{before}{}{behind}", lines.trim_end().replace('\n', border))
        };
        let input: Vec<String> = bodies.iter().map(of).collect();
        let (out, code) = redacted("around.txt", &input.join(PARTED), &[]);
        assert_eq!(code, 0);
        let parts: Vec<&str> = out.split(PARTED).collect();
        assert_eq!(parts.len(), bodies.len());
        for out in parts {
            let inner = out.strip_prefix(before).and_then(|out| out.strip_suffix(behind));
            let lines = inner.unwrap_or_else(|| panic!("what is around stays: {out}")).replace(border, "\n");
            let says = unwrapped(&lines);
            let words: Vec<_> = says.split_whitespace().filter(|word| *word != "x").collect();
            let wanted = "to [EMAIL_ADDRESS] or [PHONE_NUMBER] soon, thanks to all of you";
            assert_eq!(words.join(" "), wanted, "{border:?}");
        }
        for more in [["--frame-size", "70"], ["--read-size", "1"]] {
            assert_eq!(
                redacted("around.txt", &input.join(PARTED), &more),
                (out.clone(), 0),
                "{more:?} {border:?}"
            );
        }
    }
}

#[test]
fn a_value_is_found_over_the_strings_of_a_list() {
    for shift in 0..60 {
        let body = format!("{}to ann.lee@example.com soon, thanks to all of you", "x ".repeat(shift));
        let lines = wrapped(body.as_bytes(), 64, "\n");
        let rows: Vec<&str> = lines.lines().collect();
        let compact = serde_json::json!({ "body": rows, "next": ["x"] });
        let ended: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
        let ended = serde_json::json!({ "body": ended, "next": ["x"] });
        for (name, json) in [
            ("list.jsonl", compact.to_string()),
            ("list.json", serde_json::to_string_pretty(&compact).unwrap()),
            ("ended.json", serde_json::to_string_pretty(&ended).unwrap()),
        ] {
            let (out, code) = redacted(name, &(json + "\n"), &[]);
            assert_eq!(code, 0);
            let out: serde_json::Value = serde_json::from_str(&out).unwrap();
            let rows = out["body"].as_array().unwrap();
            let digits: String = rows.iter().filter_map(|row| row.as_str()).map(str::trim_end).collect();
            for part in digits.split(['[', ']']) {
                let part = &part[..part.trim_end_matches('=').len() / 4 * 4];
                let says =
                    String::from_utf8_lossy(&BASE64.decode(part.as_bytes()).unwrap_or_default()).into_owned();
                assert!(
                    !["ann", "lee", "@", "ple.com"].iter().any(|part| says.contains(part)),
                    "{shift} {says}"
                );
            }
            assert_eq!(out["next"][0], "x");
        }
    }
}
