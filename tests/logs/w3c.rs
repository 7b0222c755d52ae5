//! Lines of W3C logs that have not the values that their header names.

use crate::redacted;

const HEADER: &str = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken\n";

/// A value that may be the user, in lines that are odd each in its own way.
const ODD: &[&str] = &[
    // A space in the address of the page, or in the program.
    "2026-01-01 10:00:00 192.0.2.9 GET /a b q=1 443 annaxyz 192.0.2.1 Acme/1 200 15",
    "2026-01-01 10:00:00 192.0.2.9 GET /a q=1 443 annaxyz 192.0.2.1 Acme/1 (X11) 200 15",
    // A value is missing.
    "2026-01-01 10:00:00 192.0.2.9 GET q=1 443 annaxyz 192.0.2.1 Acme/1 200 15",
    "2026-01-01 10:00:00 192.0.2.9 GET /a q=1 443 annaxyz Acme/1 200 15",
    "annaxyz",
    // One is missing and one has a space: the number is right.
    "2026-01-01 10:00:00 192.0.2.9 GET /a q=1 annaxyz 192.0.2.1 Acme/1 (X11) 200 15",
    "2026-01-01 10:00:00 192.0.2.9 GET /a b 443 annaxyz 192.0.2.1 Acme/1 200 15 7 x",
    "10:00:00 192.0.2.9 GET /a q=1 443 annaxyz 192.0.2.1 Acme/1 (X11) 200 15",
    // Quotes that do not close where a value ends.
    "2026-01-01 10:00:00 192.0.2.9 GET /a q=1 443 annaxyz 192.0.2.1 \"Acme 1 200 15",
    "2026-01-01 10:00:00 192.0.2.9 GET /a \"q=1 443 annaxyz 192.0.2.1 \"Acme 1\" 200 15",
    // An empty value.
    "2026-01-01 10:00:00 192.0.2.9 GET  q=1 443 annaxyz 192.0.2.1 Acme/1 200 15",
    "2026-01-01\t10:00:00\t192.0.2.9\tGET\t\tq=1\t443\tannaxyz\t192.0.2.1\tAcme/1\t200\t15",
    "2026-01-01\t10:00:00\t192.0.2.9\tGET\tq=1\t443\tannaxyz Acme/1\t200\t15",
];

/// Blanks that are no others than those of the format.
const BLANKS: &[&str] = &[
    "2026-01-01 10:00:00 192.0.2.9 GET /a q=1 443 annaxyz 192.0.2.1 Acme/1 200 15",
    "2026-01-01  10:00:00 192.0.2.9 GET /a q=1 443  annaxyz 192.0.2.1 Acme/1 200 15",
    " 2026-01-01 10:00:00 192.0.2.9 GET /a q=1 443 annaxyz 192.0.2.1 Acme/1 200 15\t",
    "2026-01-01 10:00:00 192.0.2.9 GET /a q=1\t443 annaxyz 192.0.2.1 Acme/1 200 15",
    "2026-01-01\t10:00:00\t192.0.2.9\tGET\t/a\tq=1\t443\tannaxyz\t192.0.2.1\tAcme/1\t200\t15",
    "2026-01-01\t10:00:00\t192.0.2.9\tGET\t/a\tq=1\t443\tannaxyz\t192.0.2.1\tAcme 1\t200\t15",
];

fn lines(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_line_with_other_values_than_its_header_names_lets_out_none_that_has_to_go() {
    for line in ODD {
        let input = format!("{HEADER}{line}\n");
        let output = redacted(&["--input-format", "w3c-log"], &input);
        assert!(!output.contains("annaxyz") && !output.contains("192.0.2.1"), "{output}");
        assert!(!output.contains("Acme") && !output.contains("X11"), "{output}");
        assert_eq!(redacted(&["--input-format", "w3c-log"], &output), output, "a second run of {line}");
        // A date and a time say nothing of anybody.
        if line.starts_with("2026-01-01 10:00:00 ") {
            assert!(output[HEADER.len()..].starts_with("2026-01-01 10:00:00 "), "{output}");
        }
    }
}

#[test]
fn blanks_are_as_many_as_somebody_wrote() {
    let input = format!("{HEADER}{}", lines(BLANKS));
    let output = redacted(&["--input-format", "w3c-log"], &input);
    let columns = |text: &str, n: usize| -> Vec<String> {
        let line = text.lines().skip(1).map(|line| line.split_ascii_whitespace().nth(n).unwrap_or_default());
        line.map(str::to_owned).collect()
    };
    for (n, expected) in [(3, "GET"), (6, "443"), (7, "[USERNAME]"), (8, "[IPV4_ADDRESS]")] {
        assert!(columns(&output, n).iter().all(|value| value == expected), "{output}");
    }
    assert!(columns(&output, 10).iter().all(|value| value == "200"), "{output}");
}

/// What a policy says of one field holds for every value that may be of it.
#[test]
fn a_policy_that_names_one_field_is_heard_in_odd_lines() {
    let place = crate::common::directory("logs-w3c-policy").join("policy.toml");
    let policy = "schema = 1\ntitle = \"T\"\nversion = \"1\"\n[[category]]\nid = \"c\"\ntitle = \"C\"\ninfo_types = [\"EMAIL_ADDRESS\"]\n\
         [[source]]\nid = \"s\"\npaths = [\"*\"]\notherwise = \"c\"\nremove_fields = [\"x-desk\"]\n\
         [[recipient]]\nid = \"r\"\ntitle = \"R\"\nunclassified = \"scan\"\n\
         [[rule]]\nto = [\"r\"]\ninfo_types = [\"EMAIL_ADDRESS\"]\naction = \"keep\"\norigin = \"house\"\n";
    std::fs::write(&place, policy).unwrap();
    let input = "#Fields: time x-desk sc-status\n10:00:00 desk77 200\n10:00:00 desk77 x 200\n";
    let how = ["--input-format", "w3c-log", "--policy", crate::common::text(&place)];
    let output = redacted(&how, input);
    assert!(!output.contains("desk77") && output.matches("10:00:00").count() == 2, "{output}");
}

#[test]
fn commas_can_be_too_many() {
    let header = "#Fields: date-time,client-ip,cs-username,sc-status,note\n";
    let input = format!(
        "{header}2026-01-01T10:00:00Z,192.0.2.1,annaxyz,200,\n2026-01-01T10:00:00Z,192.0.2.1,x,annaxyz,200,n\n2026-01-01T10:00:00Z,annaxyz,200,n\n"
    );
    let output = redacted(&["--input-format", "w3c-log"], &input);
    assert!(!output.contains("annaxyz") && !output.contains("192.0.2.1"), "{output}");
    assert!(output.contains("2026-01-01T10:00:00Z,[IPV4_ADDRESS],[USERNAME],200,\n"), "{output}");
}

/// Nobody keeps so many names, and without them nobody knows what has none.
#[test]
fn a_header_that_is_too_long_lets_out_no_values() {
    let names: String = (0..5000).map(|n| format!(" x-{n}")).collect();
    let output =
        redacted(&["--input-format", "w3c-log"], &format!("#Fields: cs-username{names}\nannaxyz 1 2\n"));
    assert!(!output.contains("annaxyz"), "{}", &output[output.len() - 60..]);
}
