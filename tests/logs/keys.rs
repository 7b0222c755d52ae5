//! Private keys in text, whatever their lines begin and end with.

use data_encoding::BASE64;

use super::redacted;

/// The lines of a key that is none, the last one shorter than a word may be.
fn key() -> Vec<String> {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    };
    let bytes: Vec<u8> = (0..585).map(|_| next()).collect();
    let digits = BASE64.encode(&bytes);
    digits.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect()
}

/// A text with the key between `before` and `behind` in each line, `#` a number.
fn text_of(before: &str, behind: &str, lines: &[String]) -> String {
    let first = "-----BEGIN RSA PRIVATE KEY-----".to_owned();
    let last = "-----END RSA PRIVATE KEY-----".to_owned();
    let all = [first].into_iter().chain(lines.iter().cloned()).chain([last]);
    let line = |(n, line)| format!("{}{line}{behind}\n", before.replace("{n}", &format!("{n:2}")));
    let body: String = all.enumerate().map(line).collect();
    format!("x\n{body}Here the words go on.\nend\n")
}

#[test]
fn lines_of_a_key_go_whatever_they_begin_and_end_with() {
    let lines = key();
    assert!(lines.last().unwrap().len() < 16);
    for (before, behind) in [
        ("-", ""),
        ("+", ""),
        ("#", ""),
        ("-- ", ""),
        ("%", ""),
        ("\u{2022} ", ""),
        ("| `", "` |"),
        ("{n}: ", ""),
        ("{n} | ", ""),
        ("    {n}\t", "\r"),
        ("2026-11-30 10:00:00 ", ""),
        ("2026-11-30T10:00:00Z app[1]: ", ""),
        ("key.pem:", ""),
        ("echo ", " >> key.pem"),
        ("echo \"", "\""),
        ("sb.append(\"", "\\n\");"),
        ("", "<br>"),
        ("\u{a0}\u{a0}", ""),
        ("", "^M"),
    ] {
        let input = text_of(before, behind, &lines);
        let json = serde_json::json!({ "a": input }).to_string();
        for (format, input) in [("text", &input), ("ini", &input), ("json", &json)] {
            let made = redacted(&["--input-format", format], input);
            for line in &lines {
                assert!(!made.contains(&line[..line.len().min(12)]), "{before:?} {format}: {made}");
            }
            assert!(made.contains("Here the words go on."), "{made}");
        }
        let whole = redacted(&["--input-format", "text"], &input);
        for size in ["1", "100", "333", "1000"] {
            let flags = ["--input-format", "text", "--frame-size", size];
            assert_eq!(redacted(&flags, &input), whole, "{before:?} {size}");
        }
        assert_eq!(redacted(&["--input-format", "text"], &whole), whole, "a second run");
    }
}

/// Fails where `made` has a line of `lines`.
fn has_none(lines: &[String], made: &str, of: &str) {
    for line in lines {
        assert!(!made.contains(&line[..line.len().min(12)]), "{of}: {made}");
    }
}

#[test]
fn tags_and_escapes_end_lines_of_a_key() {
    let lines = key();
    let text = text_of("", "", &lines);
    let commands = text_of("echo \"", "\" >> key.pem", &lines);
    let yaml = |text: &str| format!("a: 1\nnote: {}\nb: 2\n", serde_json::json!(text));
    for (format, input) in [
        ("html", format!("<p>{}</p>\n", text.replace('\n', "<br>"))),
        ("html", format!("<p>{}</p>\n", text.replace('\n', "<br />\n"))),
        ("html", format!("<div>{}</div>\n", text.replace('\n', "</div><div class=\"x\">"))),
        ("text", format!("<div>{}</div>\n", text.replace('\n', "</div><div>"))),
        ("yaml", yaml(&text)),
        ("yaml", yaml(&commands)),
        ("text", yaml(&text_of("<13> a=\\b ", " \\", &lines))),
        ("json", serde_json::json!({ "a": commands.replace('\n', "<br>") }).to_string()),
    ] {
        let made = redacted(&["--input-format", format], &input);
        has_none(&lines, &made, &input);
        assert!(made.contains("Here the words go on."), "{made}");
        assert_eq!(redacted(&["--input-format", format], &made), made, "a second run");
    }
}

#[test]
fn what_stands_between_the_lines_of_a_key_ends_it_only_where_it_is_much() {
    let lines = key();
    let text = text_of("10:00 ", "", &lines);
    for (between, word) in [
        ("\n", ""),
        ("\n\n\n\n\n\n\n\n\n\n\n\n\n", ""),
        ("\n10:00 GET /health\n10:00 200 OK\n", ""),
        ("\n", "dGVzdC1kZXBsb3ktMDEtYTViOWMzZDctcTY0RlhZ "),
    ] {
        let input = text.replace("\n10:00 ", &format!("{between}10:00 {word}"));
        let made = redacted(&["--input-format", "text"], &input);
        has_none(&lines, &made, &input);
        assert!(made.contains("Here the words go on."), "{made}");
        for size in ["1", "100", "1000"] {
            let flags = ["--input-format", "text", "--frame-size", size];
            assert_eq!(redacted(&flags, &input), made, "{size}");
        }
        assert_eq!(redacted(&["--input-format", "text"], &made), made, "a second run");
    }
}

#[test]
fn what_is_no_line_of_a_key_stays() {
    let begin = "-----BEGIN PRIVATE KEY-----\n";
    let line = "2026-11-30 10:00:00 q7Zk2Rx9Bv4Tn8Wm1Lp6 was asked for\n";
    // A key that is not there, and what stands too far behind.
    let input = format!("{begin}{}{line}", "Some words.\n".repeat(20));
    assert!(redacted(&["--input-format", "text"], &input).ends_with(line));
    let public = format!("-----BEGIN PUBLIC KEY-----\n{line}");
    assert_eq!(redacted(&["--input-format", "text"], &public), public);
}
