//! Every clause of the founding policy that decides over data, and every recipient: the real binary on the fixtures, and on a
//! few records where fixtures hold none. The names are the ids of the reading of the document.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../common/mod.rs"]
mod common;
mod page;
mod recipients;

use common::{directory, obelus, run, text};

const CLOUD: &str = "builtin:anaconda-cloud";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// What a recipient gets of a fixture, and what it was.
struct Got {
    was: String,
    is: String,
}

fn got(to: &str, flags: &[&str], name: &str) -> Got {
    let file = fixture(name);
    let done = run(
        obelus(
            [&["redact", "--quiet", "--policy", CLOUD, "--to", to, "--ephemeral-key"], flags, &[text(&file)]]
                .concat(),
        ),
        b"",
    );
    assert_eq!(done.code, 0, "{to} {name}: {}", done.said());
    let was = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    Got { was, is: String::from_utf8_lossy(&done.stdout).into_owned() }
}

/// What a recipient gets of a text that is called `name`.
fn of(to: &str, flags: &[&str], name: &str, input: &str) -> String {
    let directory = directory("clauses");
    let file = directory.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, input).unwrap();
    let out = directory.join("out");
    let how = ["redact", "--quiet", "--policy", CLOUD, "--to", to, "--ephemeral-key", "--output", text(&out)];
    let done =
        run(obelus([&how, flags, &[text(&directory.join(name.split('/').next().unwrap()))]].concat()), b"");
    assert_eq!(done.code, 0, "{to} {name}: {}", done.said());
    fs::read_to_string(out.join(to).join(name)).unwrap()
}

/// The values that the labels of a fixture say are of these types.
fn labelled(name: &str, info_types: &[&str]) -> BTreeSet<String> {
    let bytes = fs::read(fixture(name)).unwrap();
    let labels = fs::read_to_string(fixture(&format!("{name}.labels.jsonl"))).unwrap();
    let rows = labels.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    let own = rows.filter(|row| info_types.iter().any(|t| row["info_type"] == *t));
    let at = |row: &serde_json::Value, key: &str| row[key].as_u64().unwrap() as usize;
    own.map(|row| String::from_utf8_lossy(&bytes[at(&row, "start")..at(&row, "end")]).into_owned())
        .filter(|value| value.len() > 5)
        .collect()
}

/// None of the values of these types is in the output.
fn holds_none(to: &str, flags: &[&str], name: &str, info_types: &[&str]) {
    let is = got(to, flags, name).is;
    let values = labelled(name, info_types);
    assert!(!values.is_empty(), "{name} has none of {info_types:?}");
    let left = values.iter().filter(|value| is.contains(value.as_str())).count();
    assert_eq!(left, 0, "{left} of {} values of {name} got to {to}", values.len());
}

/// Most of the values of these types are in the output.
fn keeps(to: &str, flags: &[&str], name: &str, info_types: &[&str]) {
    let is = got(to, flags, name).is;
    let values = labelled(name, info_types);
    let left = values.iter().filter(|value| is.contains(value.as_str())).count();
    assert!(
        left * 10 >= values.len() * 9 && left > 0,
        "{to} got {left} of {} values of {name}",
        values.len()
    );
}

const CONTACT: &[&str] = &["EMAIL_ADDRESS", "PHONE_NUMBER", "PERSON_NAME"];
const CARD: &[&str] = &["CREDIT_CARD_NUMBER"];
const ADDRESS: &[&str] = &["IPV4_ADDRESS", "IPV6_ADDRESS"];

#[test]
fn c1_an_input_of_no_source_gets_what_every_source_allows() {
    let known = of("service-provider", &["--source", "app-log"], "x.txt", "mail ann@example.com\n");
    assert_eq!(known, "mail ann@example.com\n");
    let unknown = of("service-provider", &[], "x.txt", "mail ann@example.com\n");
    assert_eq!(unknown, "mail [EMAIL_ADDRESS]\n");
}

#[test]
fn c1_what_a_company_published_is_nobodys_and_its_domain_is() {
    let directory = directory("published");
    let policy = directory.join("own.toml");
    let written = "schema = 1\ntitle = 'Own'\nversion = '1'\nbase = 'builtin:anaconda-cloud'\n\
                   [[published]]\ninfo_type = 'EMAIL_ADDRESS'\nvalues = ['privacy@example.com']\nclause = 'C1'\n\
                   [[published]]\ninfo_type = 'PHONE_NUMBER'\nvalues = ['+1 212-555-0199']\nclause = 'C1'\n\
                   [[published]]\ninfo_type = 'ORGANIZATION_NAME'\nvalues = ['Paris Example']\nclause = 'C1'\n";
    fs::write(&policy, written).unwrap();
    let redact = |to: &str, name: &str, input: &str| {
        let file = directory.join(name);
        fs::write(&file, input).unwrap();
        let how =
            ["redact", "--quiet", "--policy", text(&policy), "--to", to, "--ephemeral-key", text(&file)];
        let done = run(obelus(how), b"");
        assert_eq!(done.code, 0, "{}", done.said());
        String::from_utf8(done.stdout).unwrap()
    };
    for to in ["analytics", "ad-network", "card-processor"] {
        let out =
            redact(to, "app.log", "to <Privacy@Example.com> from ann@example.com, xprivacy@example.com\n");
        assert_eq!(out, "to <Privacy@Example.com> from [EMAIL_ADDRESS], [EMAIL_ADDRESS]\n");
        let out =
            redact(to, "customers.csv", "email,plan\nprivacy@example.com,a\nprivacy@example.com.org,b\n");
        assert_eq!(out, "email,plan\nprivacy@example.com,a\n[EMAIL_ADDRESS],b\n");
        // Nothing stands beside it in a cell, and nothing is hidden in it.
        let beside = "phone\n\"Ann Lee (home) +1 212-555-0199\"\n+1 212-555-0199\n+1 212 555 0199\n";
        let out = redact(to, "customers.csv", beside);
        assert_eq!(out, "phone\n\"[PHONE_NUMBER]\"\n+1 212-555-0199\n[PHONE_NUMBER]\n");
        let hidden = "to privacy@exam\u{fe00}\u{fe0f}\u{200b}ple.com and pri\u{ad}vacy@example.com\n";
        assert!(!redact(to, "app.log", hidden).contains("@"), "{}", redact(to, "app.log", hidden));
        let out = redact(to, "customers.csv", "full_name,company\nParis Example,Paris Example\n");
        assert_eq!(out, "full_name,company\n[PERSON_NAME],Paris Example\n");
        // A change beside it does not make it go.
        let out = redact(to, "app.log", "ann@example.com privacy@example.com 192.0.2.17\n");
        assert!(
            out.contains(" privacy@example.com ") && !out.contains("ann") && !out.contains("192.0.2.17"),
            "{out}"
        );
    }
}

#[test]
fn c2_categories_are_found_in_text_and_by_field() {
    holds_none("ad-network", &[], "app.log", &["EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD_NUMBER"]);
    holds_none("ad-network", &[], "customers.csv", &["PERSON_NAME", "ORGANIZATION_NAME", "EMAIL_ADDRESS"]);
    holds_none("ad-network", &[], "hr/employees.csv", &["JOB_TITLE", "COMPENSATION", "EMPLOYEE_ID"]);
}

#[test]
fn c3_card_data_serve_payment_and_never_marketing() {
    let line = "card 4111 1111 1111 1111\n";
    let flags = |purpose| ["--purpose", purpose];
    assert_eq!(of("internal", &flags("operations"), "app.log", line), "card **** **** **** 1111\n");
    assert_eq!(of("internal", &flags("marketing"), "app.log", line), "card [CREDIT_CARD_NUMBER]\n");
}

#[test]
fn c4_sessions_can_be_counted_inside_and_not_followed() {
    let line = |sid: &str| format!("GET / 200 cookie=\"sid={sid}\"\n");
    let one = line("0aecdf1e7f6286da5ebeec6f911463db");
    let other = line("947b08e6d2d8a358018ebd6e9064b994");
    let written = of("internal", &["--purpose", "operations"], "access.log", &format!("{one}{one}{other}"));
    let lines: Vec<&str> = written.lines().collect();
    assert!(lines[0] == lines[1] && lines[0] != lines[2] && lines[0].contains("ob1h_"), "{written}");
    assert!(!written.contains("0aecdf1e") && !written.contains("947b08e6"), "{written}");
}

/// What a scan says of cookies in a log: line, info type and the clause that is violated.
fn violations(log: &str) -> (u8, Vec<(u64, String, String)>) {
    let how = ["scan", "--quiet", "--format", "jsonl", "--policy", CLOUD, "--fail-on-violation", "-"];
    let done = run(obelus(how), log.as_bytes());
    let rows = String::from_utf8(done.stdout).unwrap();
    let rows = rows.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
    let violated = rows.filter(|row| !row["violates"].is_null());
    let said = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let made =
        violated.map(|row| (row["line"].as_u64().unwrap(), said(&row, "info_type"), said(&row, "violates")));
    (done.code as u8, made.collect())
}

#[test]
fn c4_a_plain_identifier_in_a_cookie_is_a_violation() {
    let of = |line: &str| violations(line);
    let one = |info_type: &str| (1, vec![(1, info_type.to_owned(), "C4".to_owned())]);
    assert_eq!(of("Cookie: sid=0aecdf1e7f62; who=ann@example.com\n"), one("EMAIL_ADDRESS"));
    assert_eq!(of("Set-Cookie: who=ann@example.com; Path=/; HttpOnly\n"), one("EMAIL_ADDRESS"));
    assert_eq!(of("Set-Cookie: sid=0aecdf1e7f6286da5ebeec6f911463db; Path=/\n"), (0, Vec::new()));
    assert_eq!(of("ann@example.com Cookie: sid=0aecdf1e7f6286da5ebeec6f911463db\n"), (0, Vec::new()));
}

#[test]
fn c5_an_account_in_a_cookie_that_outlives_the_session_is_a_violation() {
    let of = |line: &str| violations(line);
    let one = |info_type: &str| (1, vec![(1, info_type.to_owned(), "C5".to_owned())]);
    assert_eq!(of("Set-Cookie: card=4111111111111111; Max-Age=31536000\n"), one("CREDIT_CARD_NUMBER"));
    let expires = "Set-Cookie: who=ann@example.com; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT\n";
    assert_eq!(of(expires), one("EMAIL_ADDRESS"));
    assert_eq!(of("document.cookie = \"who=ann@example.com; max-age=60\"\n"), one("EMAIL_ADDRESS"));
    // One that deletes it lives no longer than the session.
    let (_, deleted) = of("Set-Cookie: who=ann@example.com; Max-Age=0\n");
    assert_eq!(deleted, [(1, "EMAIL_ADDRESS".to_owned(), "C4".to_owned())]);
    // In a field as well.
    let json = "{\"set-cookie\":\"acct=4111111111111111; Max-Age=100\"}\n";
    assert_eq!(of(json), one("CREDIT_CARD_NUMBER"));
}

#[test]
fn c5_cookies_leave_for_nobody_outside() {
    for to in ["service-provider", "analytics", "ad-network", "card-processor", "public", "successor"] {
        holds_none(to, &[], "access.log", &["HTTP_COOKIE"]);
    }
}

#[test]
fn c6_identifiers_of_beacons_are_navigational() {
    let line = "192.0.2.17 \"GET /b.gif?uid=17&rcpt=ann%40example.com HTTP/1.1\" 200 43\n";
    let out = of("ad-network", &[], "beacon.log", line);
    assert!(!out.contains("uid=17") && !out.contains("ann") && !out.contains("192.0.2.17"), "{out}");
}

#[test]
fn c7_local_shared_objects_are_navigational() {
    let line = "saved /home/x/.macromedia/Flash_Player/#SharedObjects/AB3DE/example.com/prefs.sol ok\n";
    let out = of("ad-network", &[], "access.log", line);
    assert!(!out.contains("AB3DE") && !out.contains("prefs.sol"), "{out}");
}

#[test]
fn c8_addresses_are_truncated_inside() {
    let out =
        of("internal", &["--purpose", "operations"], "access.log", "from 192.0.2.17 and 2001:db8:1:2::17\n");
    assert_eq!(out, "from 192.0.2.0 and 2001:db8:1::\n");
}

/// An access log of so many addresses on each page.
fn visits(pages: &[(&str, u8)]) -> String {
    let line = |page: &str, n: u8, network: usize| {
        format!(
            "198.51.{network}.{n} - - [05/Mar/2024:09:13:08 +0000] \"GET {page} HTTP/1.1\" 200 5 \"-\" \"curl/8.0\"\n"
        )
    };
    let all = pages.iter().enumerate();
    all.flat_map(|(i, (page, count))| (0..*count).map(move |n| line(page, n, i + 1))).collect()
}

/// What is counted of a log.
fn counts(by: &str, log: &str) -> String {
    let done = run(obelus(["aggregate", "--quiet", "--by", by, "-"]), log.as_bytes());
    assert_eq!(done.code, 0, "{}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn c8_counts_are_of_networks_and_pages_and_of_nobody() {
    let log = visits(&[("/docs", 20), ("/blog", 12)]);
    assert_eq!(counts("page", &log), "page,records\n/docs,20\n/blog,12\n");
    assert_eq!(counts("prefix", &log), "prefix,records\n198.51.1.0/24,20\n198.51.2.0/24,12\n");
}

#[test]
fn c9_small_groups_are_told_by_no_count_and_by_no_rest_of_one() {
    let log = visits(&[("/docs", 20), ("/blog", 12), ("/rare", 3)]);
    assert_eq!(counts("page", &log), "page,records\n/docs,20\n(other),15\n");
    let log = visits(&[("/docs", 20), ("/u/ann@example.com", 12), ("/v/ann", 11)]);
    assert!(!counts("page", &log).contains("@"));
}

#[test]
fn c9_who_counts_or_advertises_gets_no_person_and_nothing_to_join() {
    for to in ["analytics", "ad-network"] {
        holds_none(to, &[], "access.log", ADDRESS);
        holds_none(to, &[], "events.jsonl", &["EMAIL_ADDRESS", "HTTP_COOKIE", "IPV4_ADDRESS"]);
        assert!(!got(to, &[], "events.jsonl").is.contains("ob1"), "no token that could be joined");
    }
}

#[test]
fn c10_a_post_stays_under_its_handle_without_what_reaches_anybody() {
    let got = got("public", &["--source", "forum"], "forum.txt");
    assert!(got.was.contains("Author: tinkerer42") && got.is.contains("Author: tinkerer42"));
    holds_none(
        "public",
        &["--source", "forum"],
        "forum.txt",
        &["EMAIL_ADDRESS", "PHONE_NUMBER", "IPV4_ADDRESS"],
    );
    let check =
        run(obelus(["scan", "--quiet", "--fail-on", "likely", "-"]), b"write to ann.lee@example.net\n");
    assert_eq!(check.code, 1, "a post can be checked before it is published");
}

#[test]
fn c11_a_friend_is_for_one_invitation() {
    let list = format!("invited={}", text(&fixture("lists/invited.csv")));
    let flags = ["--purpose", "invitation", "--list", &list];
    let out = got("service-provider", &flags, "referrals.csv").is;
    assert!(!out.contains("dale.fenquell141@example.org") && !out.contains("pearl.bank@example.com"));
    assert!(out.contains("ruby115@example.com"));
    for purpose in ["service", "data-quality"] {
        holds_none(
            "service-provider",
            &["--purpose", purpose],
            "referrals.csv",
            &["EMAIL_ADDRESS", "PERSON_NAME"],
        );
    }
}

#[test]
fn c12_what_somebody_said_is_published_with_consent_only() {
    // No list of who consented is given, so the field of the record says it.
    let nobody = format!("opted-out={}", text(&fixture("lists/nobody.csv")));
    let got = got("public", &["--list", &nobody], "testimonials.jsonl");
    let consented = got.was.lines().filter(|line| line.contains("\"consent\":true")).count();
    assert!(consented > 5 && consented < got.was.lines().count());
    assert_eq!(got.is.lines().count(), consented);
    assert!(got.is.lines().all(|line| line.contains("\"consent\":true")));
    assert!(got.is.contains("\"author\":\"Eve Peltovar\"") && !got.is.contains("June Jorfolk"));
    // A list of who consented counts as well: of nobody.
    let nobody = format!("consented={}", text(&fixture("lists/nobody.csv")));
    assert_eq!(of_fixture("public", &["--list", &nobody], "testimonials.jsonl"), "");
}

fn of_fixture(to: &str, flags: &[&str], name: &str) -> String {
    got(to, flags, name).is
}

#[test]
fn c13_service_providers_reach_customers_and_get_nothing_of_the_site() {
    keeps("service-provider", &[], "customers.csv", CONTACT);
    holds_none("service-provider", &[], "access.log", ADDRESS);
    holds_none("service-provider", &[], "customers.csv", CARD);
}

#[test]
fn c13_what_a_provider_has_to_do_goes_with_what_it_gets() {
    let how = ["redact", "--policy", CLOUD, "--to", "service-provider", "--format", "jsonl"];
    let done = run(obelus([&how, &[text(&fixture("app.log"))][..]].concat()), b"");
    let row: serde_json::Value = serde_json::from_str(done.said().lines().last().unwrap()).unwrap();
    assert!(row["obligations"][0].as_str().unwrap().contains("for the service only"), "{row}");
    let show = String::from_utf8(run(obelus(["policy", "show", CLOUD]), b"").stdout).unwrap();
    assert!(show.contains("  - has to: use it for the service only"), "{show}");
}

#[test]
fn c14_what_no_rule_allows_does_not_leave() {
    let out = of("service-provider", &[], "customers.csv", "email,shoe_size\nann@example.com,39\n");
    assert_eq!(out, "email,shoe_size\nann@example.com,[REDACTED]\n");
    holds_none("service-provider", &[], "hr/employees.csv", &["EMAIL_ADDRESS", "US_SOCIAL_SECURITY_NUMBER"]);
}

#[test]
fn c15_a_partner_gets_who_asked_was_told_and_agreed() {
    let directory = directory("offer");
    let list = |name: &str, rows: &str| {
        let file = directory.join(format!("{name}.csv"));
        fs::write(&file, format!("subject,purpose\n{rows}")).unwrap();
        format!("{name}={}", text(&file))
    };
    let (a, b, c) = (
        list("interested", "C-1,joint-offer\nC-2,joint-offer\nC-3,other-offer\n"),
        list("notified", "C-1,joint-offer\nC-2,joint-offer\nC-3,joint-offer\n"),
        list("consented", "C-1,joint-offer\nC-3,joint-offer\n"),
    );
    let flags = ["--list", &a, "--list", &b, "--list", &c];
    let rows = "customer_id,name\nC-1,Ann Lee\nC-2,Bob Roe\nC-3,Cat Poe\nC-4,Dan Coe\n";
    let out = of("joint-partner", &flags, "joint-offer.csv", rows);
    assert_eq!(out, "customer_id,name\n[USER_ID],Ann Lee\n");
    let out = of("joint-partner", &flags, "customers.csv", rows);
    assert_eq!(out, "customer_id,name\n", "what was not collected with the offer");
}

#[test]
fn c16_a_whole_card_number_is_for_the_processor_alone() {
    keeps("card-processor", &[], "billing.csv", CARD);
    for to in ["service-provider", "analytics", "ad-network", "public", "successor", "due-diligence"] {
        holds_none(to, &[], "billing.csv", CARD);
    }
    holds_none("internal", &["--purpose", "operations"], "billing.csv", CARD);
}

#[test]
fn c17_a_disclosure_states_its_basis_and_goes_on_record() {
    let directory = directory("basis");
    let (file, log) = (directory.join("app.log"), directory.join("audit.jsonl"));
    fs::write(&file, "mail ann@example.com password=hunter2hunter2 card 4111 1111 1111 1111\n").unwrap();
    let how = ["redact", "--quiet", "--policy", CLOUD, "--to", "legal", "--purpose", "court-order"];
    let with = |more: &[&str]| run(obelus([&how, more, &[text(&file)][..]].concat()), b"");
    let none = with(&[]);
    assert_eq!(none.code, 6, "{}", none.said());
    assert!(none.said().contains("on a stated basis only") && none.stdout.is_empty(), "{}", none.said());
    assert_eq!(with(&["--legal-basis", "order 4711"]).code, 2, "a basis goes on record");
    let basis = ["--legal-basis", "order 4711 of the court", "--audit-log", text(&log)];
    let done = with(&basis);
    assert_eq!(done.code, 0, "{}", done.said());
    let wanted = "mail ann@example.com password=[PASSWORD] card **** **** **** 1111\n";
    assert_eq!(String::from_utf8_lossy(&done.stdout), wanted);
    let records = fs::read_to_string(&log).unwrap();
    let rows: Vec<serde_json::Value> = records.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((rows.len(), &rows[0]["legal_basis"]), (2, &"order 4711 of the court".into()));
    assert_eq!((&rows[0]["recipients"][0], &rows[0]["policy"]), (&"legal".into(), &CLOUD.into()));
    assert_eq!(rows[1]["outputs"]["legal"]["changed"]["CREDIT_CARD_NUMBER"], 1);
    assert!(!records.contains("ann@example.com") && !records.contains("hunter2"));
    assert_eq!(run(obelus(["audit", "verify", text(&log)]), b"").code, 0);
    // The log is nobody's output and no input.
    let out = directory.join("out");
    let inside = with(&["--legal-basis", "x", "--audit-log", text(&out.join("log")), "-o", text(&out)]);
    assert_eq!(inside.code, 2, "{}", inside.said());
}

#[test]
fn c18_employee_data_go_to_their_purposes() {
    let how = ["--purpose", "employee-data"];
    keeps("employee-processor", &how, "hr/employees.csv", &["JOB_TITLE", "EMAIL_ADDRESS"]);
    for to in ["service-provider", "analytics", "public", "successor"] {
        holds_none(to, &[], "hr/employees.csv", &["JOB_TITLE", "EMAIL_ADDRESS", "EMPLOYEE_ID"]);
    }
    let directory = directory("told");
    let list = |name: &str, rows: &str| {
        let file = directory.join(format!("{name}.csv"));
        fs::write(&file, format!("subject,type\n{rows}")).unwrap();
        format!("{name}={}", text(&file))
    };
    let told = list("notified", "E1000,EMPLOYEE_ID\nE1003,EMPLOYEE_ID\n");
    let objected = list("objected", "E1003,EMPLOYEE_ID\n");
    let flags = ["--purpose", "other", "--list", &told, "--list", &objected];
    let out = of_fixture("employee-processor", &flags, "hr/employees.csv");
    assert!(out.contains("E1000,Rose") && !out.contains("E1003"), "{out}");
    // Nothing of anybody else's.
    assert_eq!(of("employee-processor", &how, "customers.csv", "email\nann@example.com\n"), "email\n");
}

#[test]
fn c19_people_in_europe_are_treated_more_strictly() {
    let rows = "phone,country,marketing_opt_out\n+1 212 555 0142,US,no\n+1 212 555 0143,CH,no\n+1 212 555 0144,,no\n";
    let out = of("internal", &["--purpose", "marketing"], "customers.csv", rows);
    assert!(out.contains("0142") && !out.contains("0143") && !out.contains("0144"), "{out}");
    let out = of("internal", &["--purpose", "operations"], "customers.csv", rows);
    assert!(out.contains("0143"), "for marketing only: {out}");
}

#[test]
fn c20_who_opted_out_is_left_alone() {
    let list = format!("opted-out={}", text(&fixture("lists/opted-out.csv")));
    let marketing = ["--purpose", "marketing", "--list", &list];
    let out = of_fixture("internal", &marketing, "customers.csv");
    assert!(
        !out.contains("june0@example.org") && out.contains("eve1@example.net"),
        "the latest statement wins"
    );
    let before = [&marketing[..], &["--as-of", "2024-02-01"]].concat();
    assert!(!of_fixture("internal", &before, "customers.csv").contains("eve1@example.net"));
    let out = of_fixture("internal", &["--purpose", "operations"], "customers.csv");
    assert!(out.contains("june0@example.org"), "for marketing only");
    let line = "mail june0+x@example.org\nmail ann@example.com\n";
    assert_eq!(of("internal", &marketing, "app.log", line), "mail [EMAIL_ADDRESS]\nmail ann@example.com\n");
}

#[test]
fn c21_who_asks_gets_what_is_about_them_and_nothing_about_others() {
    let directory = directory("access");
    let list = directory.join("requested.csv");
    fs::write(&list, "subject,type\nC-10059,USER_ID\njune.tamwend6@mail.example.com,EMAIL_ADDRESS\n")
        .unwrap();
    let list = format!("requested={}", text(&list));
    let flags = ["--list", &list];
    let out = of_fixture("subject", &flags, "customers.csv");
    assert!(out.lines().count() == 2 && out.contains("C-10059,June Tamwend,June,Tamwend"), "{out}");
    let lines = "mail june.tamwend6@mail.example.com ok\nmail june.tamwend6@mail.example.com cc ann@example.com\nnobody\n";
    assert_eq!(of("subject", &flags, "app.log", lines), "mail june.tamwend6@mail.example.com ok\n");
}

#[test]
fn c22_nothing_that_a_run_says_is_a_value() {
    let done = run(
        obelus(["redact", "--policy", CLOUD, "--to", "ad-network", text(&fixture("customers.csv"))]),
        b"",
    );
    let values = labelled("customers.csv", CONTACT);
    assert!(values.iter().all(|value| !done.said().contains(value.as_str())), "{}", done.said());
}

#[test]
fn c23_a_successor_gets_customer_data_and_tokens_before() {
    keeps("successor", &[], "customers.csv", CONTACT);
    holds_none("successor", &[], "access.log", ADDRESS);
    holds_none("due-diligence", &[], "customers.csv", CONTACT);
    assert!(of_fixture("due-diligence", &[], "customers.csv").contains("ob1h_em_"));
}

#[test]
fn c24_a_run_says_by_which_policy_for_whom_and_what_it_did() {
    let how =
        ["redact", "--policy", CLOUD, "--to", "ad-network", "--format", "jsonl", "--as-of", "2026-01-01"];
    let done = run(obelus([&how, &[text(&fixture("app.log"))][..]].concat()), b"");
    let row: serde_json::Value = serde_json::from_str(done.said().lines().last().unwrap()).unwrap();
    assert_eq!((&row["policy"], &row["policy_version"]), (&CLOUD.into(), &"2017-03-17".into()));
    assert_eq!(row["recipient"], "ad-network");
    assert!(row["changed"]["EMAIL_ADDRESS"].as_u64().unwrap() > 0, "{row}");
    assert_eq!(row["obligations"], serde_json::json!([]));
    assert_eq!(row["as_of"], "2026-01-01");
    assert_eq!(row["lists"]["opted-out"], 0);
}

#[test]
fn c25_two_versions_are_compared_in_words() {
    let directory = directory("versions");
    let text_of =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/policies/anaconda-cloud.toml"));
    let looser = text_of.unwrap().replace(
        "to = [\"service-provider\"]\ncategories = [\"contact\", \"optional\"]",
        "to = [\"service-provider\"]\ncategories = [\"contact\", \"optional\", \"employee\"]",
    );
    let file = directory.join("looser.toml");
    fs::write(&file, looser).unwrap();
    let done = run(obelus(["policy", "diff", "--fail-on-more", CLOUD, text(&file)]), b"");
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.code, 1, "{said}");
    assert!(
        said.starts_with("More leaves:\n  service-provider: employee for ")
            && said.contains("now:    stays as it is"),
        "{said}"
    );
    let back = run(obelus(["policy", "diff", "--fail-on-more", text(&file), CLOUD]), b"");
    assert_eq!(back.code, 0);
    assert!(String::from_utf8(back.stdout).unwrap().starts_with("Less leaves:\n"));
    let same = run(obelus(["policy", "diff", CLOUD, CLOUD]), b"");
    assert_eq!(same.stdout, b"nothing changes for any recipient\n");
}

#[test]
fn c25_what_would_leave_now_is_counted_on_samples() {
    let directory = directory("samples");
    let own = "schema = 1\ntitle = 'Own'\nversion = '2'\nbase = 'builtin:anaconda-cloud'\n\
               [[rule]]\nto = ['analytics']\ncategories = ['contact']\ninfo_types = ['EMAIL_ADDRESS']\naction = 'keep'\nclause = 'C9'\n";
    fs::write(directory.join("own.toml"), own).unwrap();
    let sample = directory.join("customers.csv");
    fs::write(&sample, "email,plan,phone\nann@example.com,a,+1 212 555 0142\nbob@example.com,b,\n,c,\n")
        .unwrap();
    let log = directory.join("app.log");
    fs::write(&log, "mail ann@example.com from 192.0.2.1\n").unwrap();
    let own = directory.join("own.toml");
    let diff = |before: &str, now: &str| {
        run(
            obelus(["policy", "diff", before, now, "--fail-on-more", "--sample", text(&sample), text(&log)]),
            b"",
        )
    };
    let done = diff(CLOUD, text(&own));
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.code, 1, "{said}");
    let (_, sample_says) = said.split_once("More of the samples leaves:\n").unwrap();
    assert!(sample_says.contains("field `email`: 2 of 2 leave as they are (before: 0)"), "{said}");
    assert!(sample_says.contains("EMAIL_ADDRESS in text: 1 of 1 leave as they are (before: 0)"), "{said}");
    assert!(sample_says.lines().all(|line| line.starts_with("  analytics: ")), "{said}");
    let back = diff(text(&own), CLOUD);
    assert_eq!(back.code, 0);
    let said = String::from_utf8(back.stdout).unwrap();
    assert!(
        said.contains("Less of the samples leaves:\n") && said.contains("field `email`: 0 of 2"),
        "{said}"
    );
    let same = String::from_utf8(diff(CLOUD, CLOUD).stdout).unwrap();
    assert!(same.ends_with("as much of the samples leaves as before\n"), "{same}");
}

#[test]
fn c26_secrets_leave_for_nobody() {
    let secrets = ["PASSWORD", "AUTH_TOKEN", "ENCRYPTION_KEY", "AWS_CREDENTIALS", "GCP_API_KEY"];
    for to in [
        "service-provider",
        "analytics",
        "ad-network",
        "card-processor",
        "public",
        "successor",
        "due-diligence",
    ] {
        holds_none(to, &[], "app.log", &secrets);
    }
    holds_none("internal", &[], "app.log", &["PASSWORD", "ENCRYPTION_KEY", "AWS_CREDENTIALS"]);
}

#[test]
fn cases_beside_the_policy_hold() {
    let done = run(obelus(["policy", "test", CLOUD]), b"");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.code == 0 && said.contains("11 of 11 cases hold"), "{said}");
}
