//! Record by record: what leaves depends on who a record is about. The real binary, with lists and a policy of its own.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common;

const POLICY: &str = "tests/policies/records/shop.toml";

/// Who asked not to be contacted, for what, and when. One changed their mind.
const OPTED_OUT: &str = "subject,purpose,state,date\n\
    b.ob@example.com,marketing,yes,2026-01-01\n\
    cat@example.com,,yes,2026-01-01\n\
    cat@example.com,,no,2026-02-01\n\
    annlee@example.com,service,yes,2026-01-02\n";

const CUSTOMERS: &str = "customer_id,name,email,phone,country,note\n\
    C-1,Ann Lee,ann.lee@example.com,+1 212 555 0142,US,ok\n\
    C-2,Bob Roe,bob+shop@example.com,+1 212 555 0143,DE,second\n\
    C-3,Cat Poe,cat@example.com,+1 212 555 0144,Germany,call ann@example.org\n\
    ,Dan Coe,dan@example.com,+1 212 555 0145,,nobody\n\
    C-5,Eve Moe,,+1 212 555 0146,FR,no mail\n";

struct Run {
    directory: PathBuf,
}

impl Run {
    fn new() -> Run {
        let directory = common::directory("records");
        std::fs::write(directory.join("out.csv"), OPTED_OUT).unwrap();
        Run { directory }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.directory.join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    fn list(&self) -> String {
        format!("opted-out={}", self.directory.join("out.csv").display())
    }

    fn redact(&self, flags: &[&str], input: &Path) -> Output {
        Command::new(env!("CARGO_BIN_EXE_obelus"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(["redact", "--policy", POLICY, "--quiet"])
            .args(flags)
            .arg(input)
            .output()
            .unwrap()
    }

    /// What is written, with exit 0.
    fn written(&self, flags: &[&str], input: &Path) -> String {
        let output = self.redact(flags, input);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

fn lines(text: &str, numbers: &[usize]) -> String {
    text.split_inclusive('\n')
        .enumerate()
        .filter(|(n, _)| numbers.contains(n))
        .map(|(_, line)| line)
        .collect()
}

#[test]
fn who_opted_out_is_dropped_and_so_is_who_cannot_be_told() {
    let run = Run::new();
    let list = run.list();
    let input = run.file("customers.csv", CUSTOMERS);
    let flags = ["--to", "mailer", "--purpose", "marketing", "--list", &list];
    // The header stays; the fourth names nobody, and the fifth nobody that the list can know.
    assert_eq!(run.written(&flags, &input), lines(CUSTOMERS, &[0, 1, 3]));
    for (frame, threads) in [("1", "1"), ("64", "2"), ("100000", "2")] {
        let more =
            [&flags[..], &["--frame-size", frame, "--read-size", frame, "--threads", threads]].concat();
        assert_eq!(run.written(&more, &input), lines(CUSTOMERS, &[0, 1, 3]), "{frame}");
    }
    // Before anybody took anything back.
    let before = [&flags[..], &["--as-of", "2026-01-15"]].concat();
    assert_eq!(run.written(&before, &input), lines(CUSTOMERS, &[0, 1]));
    let long_before = [&flags[..], &["--as-of", "2025-12-31"]].concat();
    assert_eq!(run.written(&long_before, &input), CUSTOMERS, "an empty list is about nobody");
}

#[test]
fn decisions_depend_on_states_and_doubt_takes_the_strictest() {
    let run = Run::new();
    let list = run.list();
    let input = run.file("customers.csv", CUSTOMERS);
    let wanted = "customer_id,name,email,phone,country,note\n\
        C-1,[PERSON_NAME],[EMAIL_ADDRESS],[PHONE_NUMBER],US,ok\n\
        C-2,Bob Roe,bob+shop@example.com,+* *** *** **43,DE,second\n\
        C-3,Cat Poe,cat@example.com,+* *** *** **44,Germany,call ann@example.org\n\
        ,[PERSON_NAME],[EMAIL_ADDRESS],[PHONE_NUMBER],,nobody\n\
        C-5,[PERSON_NAME],,[PHONE_NUMBER],FR,no mail\n";
    let flags = ["--to", "mailer", "--purpose", "service", "--list", &list];
    assert_eq!(run.written(&flags, &input), wanted);
    // Without a purpose whatever any purpose forbids is forbidden.
    let flags = ["--to", "mailer", "--list", &list];
    assert_eq!(run.written(&flags, &input), lines(wanted, &[0, 3]));
    // A country that is no code and no name of the region is not known to be outside of it.
    let odd = run.file("more-customers.csv", "customer_id,phone,country\nC-9,+1 212 555 0147,Deutschland\n");
    let flags = ["--to", "mailer", "--purpose", "service", "--list", &run.list()];
    let written = run.written(&flags, &odd);
    assert!(!written.contains("212 555"), "{written}");
}

#[test]
fn other_formats_decide_alike() {
    let run = Run::new();
    let list = run.list();
    let flags = ["--to", "mailer", "--purpose", "marketing", "--list", &list];
    let ann = r#"{"customer_id":1,"email":"ann.lee@example.com","country":"US"}"#;
    let bob = r#"{"customer_id":2,"contact":{"mail":["bob@example.com"]},"note":"x"}"#;
    let nobody = r#"{"customer_id":null,"email":"cat@example.com"}"#;
    let lines = run.file("customers.jsonl", &format!("{ann}\n{bob}\n{nobody}\n"));
    assert_eq!(run.written(&flags, &lines), format!("{ann}\n"));
    let array = run.file("customers.json", &format!("[{ann},\n {bob}, {nobody}]\n"));
    assert_eq!(
        run.written(&flags, &array),
        format!("[{ann},\n null, null]\n"),
        "elements keep their numbers"
    );
    let table = "CREATE TABLE customers (customer_id int, email text, country text);\n";
    let rows =
        ["(1,'ann.lee@example.com','US')", "(2,'bob@example.com','US')", "(NULL,'cat@example.com','US')"];
    let insert = |row: &str| format!("INSERT INTO customers VALUES {row};\n");
    let dump =
        run.file("customers.sql", &format!("-- MySQL dump 10.13\n{table}{}", rows.map(insert).concat()));
    // What stands between rows is about nobody: its texts do not leave, and what makes the tables does.
    assert_eq!(run.written(&flags, &dump), format!("--\n{table}{}\n\n", insert(rows[0])));
    let listed =
        run.file("listed-customers.sql", &format!("-- MySQL dump 10.13\n{table}{}", insert(&rows.join(","))));
    assert_eq!(run.redact(&flags, &listed).status.code(), Some(3));
    let copy = "COPY public.customers (customer_id, email, country) FROM stdin;\n";
    let lines = "1\tann.lee@example.com\tUS\n2\tbob@example.com\tUS\n";
    let dump = run.file("copied-customers.sql", &format!("-- PostgreSQL database dump\n{copy}{lines}\\.\n"));
    assert_eq!(run.written(&flags, &dump), format!("--\n{copy}1\tann.lee@example.com\tUS\n\\.\n"));
    let row = |inside: &str| {
        format!(
            "<customers>\n <c><customer_id>1</customer_id><email>ann.lee@example.com</email></c>{inside}\n</customers>\n"
        )
    };
    let rows = "\n <!-- bob --><c id='2'><contact mail='bob@example.com'/></c>\n <c><note>cat@example.com <b>bob</b>@example.com</note></c>\n <c customer_id='7'><x>b<![CDATA[ob]]>@example.com</x></c>\n";
    let xml = run.file("customers.xml", &row(rows));
    let written = run.written(&flags, &xml);
    assert!(written.starts_with("<customers>\n <c><customer_id>1</customer_id>"), "{written}");
    assert!(!written.contains("bob@") && !written.contains("cat@") && !written.contains("</b>"), "{written}");
    assert_eq!(written, row("\n"), "records go with what stands before them");
    let log = "mail from ann.lee@example.com\nmail from bob@example.com\nnobody here\nlast cat@example.com";
    let log = run.file("a.log", log);
    assert_eq!(run.written(&flags, &log), "mail from ann.lee@example.com\nlast cat@example.com");
    // Encoded addresses are somebody's too.
    let log = run.file("b.log", "GET /bob%40example.com\nGET /ann.lee%40example.com\n");
    assert_eq!(run.written(&flags, &log), "GET /ann.lee%40example.com\n");
    // An escape can be an address as it stands.
    let log = run.file("c.log", "from b%6fb@example.com\nfrom a%6en.lee@example.com\n");
    assert_eq!(run.written(&flags, &log), "from a%6en.lee@example.com\n");
    // Rows that do not fit the header are nobody's that can be told, and neither is what cannot be read: the run says so.
    let row = "C-1,ann.lee@example.com";
    let ragged = run.file("b-customers.csv", &format!("customer_id,email\n{row},x\n{row}\n"));
    let broken = run.file(
        "c-customers.jsonl",
        &format!("{ann}\n{{\"customer_id\":1,\"email\":\"ann.lee@example.com\"\n"),
    );
    for (input, wanted) in [(ragged, format!("customer_id,email\n{row}\n")), (broken, format!("{ann}\n"))] {
        let output = run.redact(&flags, &input);
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted);
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn consent_has_to_be_said_by_all_that_can() {
    let run = Run::new();
    let yes = r#"{"customer_id":"C-1","quote":"good","consent":true}"#;
    let no = r#"{"customer_id":"C-2","quote":"good","consent":false}"#;
    let nothing = r#"{"customer_id":"C-3","quote":"good","consent":null}"#;
    let other = r#"{"customer_id":"C-4","quote":"ask eve@example.com","consent":"yes"}"#;
    let text = format!("{yes}\n{no}\n{nothing}\n{other}\n");
    let input = run.file("quotes.jsonl", &text);
    assert_eq!(run.written(&["--to", "site"], &input), format!("{yes}\n{other}\n"));
    let list = run.file("consented.csv", "subject\nC-4\n");
    let list = format!("consented={}", list.display());
    assert_eq!(run.written(&["--to", "site", "--list", &list], &input), format!("{other}\n"));
    // Where a list knows addresses, one that is not on it did not consent, whoever the record is about.
    let list = run.file("both.csv", "subject,type\nC-4,USER_ID\nann@example.com,EMAIL_ADDRESS\n");
    let list = format!("consented={}", list.display());
    assert_eq!(run.written(&["--to", "site", "--list", &list], &input), "");
    // What somebody wrote into a text of the record says neither whose it is nor that they agree; that they do not, it can.
    let text = [
        r#"{"customer_id":"C-6","quote":"{\"consent\":true}"}"#,
        r#"{"quote":"{\"customer_id\":\"C-4\"}","consent":true}"#,
        r#"{"customer_id":"C-4","quote":"{\"consent\":false}","consent":true}"#,
        r#"{"customer_id":"C-4","quote":"{\"customer_id\":\"C-9\"}","consent":true}"#,
    ];
    let inside = run.file("inside-quotes.jsonl", &format!("{}\n", text.join("\n")));
    let four = run.file("four.csv", "subject\nC-4\nC-6\n");
    let list = format!("consented={}", four.display());
    assert_eq!(run.written(&["--to", "site", "--list", &list], &inside), "");
    assert_eq!(
        run.written(&["--to", "site"], &inside).lines().count(),
        2,
        "the second and the last, by their own field"
    );
    // Two subjects have to consent both.
    let two = run.file(
        "two-quotes.jsonl",
        "{\"people\":[{\"customer_id\":\"C-4\"},{\"customer_id\":\"C-5\"}],\"consent\":1}\n",
    );
    let list = run.file("one.csv", "subject\nC-4\n");
    let list = format!("consented={}", list.display());
    assert_eq!(run.written(&["--to", "site", "--list", &list], &two), "");
}

#[test]
fn only_offered_fields_and_sources_leave() {
    let run = Run::new();
    let input = run.file("customers.csv", CUSTOMERS);
    let wanted = "customer_id,name,email,phone,country,note\n\
        C-1,,ann.lee@example.com,,,\nC-2,,bob+shop@example.com,,,\nC-3,,cat@example.com,,,\n\
        ,,dan@example.com,,,\nC-5,,,,,\n";
    assert_eq!(run.written(&["--to", "partner"], &input), wanted);
    let text = "{\"customer_id\":1,\"more\":{\"email\":\"ann@example.com\",\"E-Mail\":\"x@example.com\"},\"note\":7}\n";
    let input = run.file("customers.jsonl", text);
    assert_eq!(
        run.written(&["--to", "partner"], &input),
        "{\"customer_id\":1,\"more\":{\"email\":\"ann@example.com\"}}\n",
        "another spelling is not offered"
    );
    // Text has no fields, and an input of another source is none that they get anything of.
    let log = run.file("a.log", "hello\n");
    assert_eq!(run.written(&["--to", "partner", "--source", "customers"], &log), "");
    assert_eq!(run.written(&["--to", "partner"], &log), "");
    let unknown = run.file("what.txt", "hello\n");
    assert_eq!(run.written(&["--to", "partner"], &unknown), "");
}

#[test]
fn what_a_run_needs_and_does_not_have_is_said() {
    let run = Run::new();
    let input = run.file("customers.csv", CUSTOMERS);
    for (flags, wanted) in [
        (vec!["--to", "mailer"], "nothing tells: opted-out; add `--list STATE=FILE`"),
        (vec!["--to", "mailer", "--list", "opted-out"], "--list: names no state; write STATE=FILE"),
        (vec!["--to", "mailer", "--list", "out=x.csv"], "--list: the policy has no such state"),
        (
            vec!["--to", "mailer", "--list", "opted-out=/nowhere.csv"],
            "the list of `opted-out`: the list cannot be read",
        ),
        (vec!["--to", "mailer", "--as-of", "tomorrow"], "--as-of: not a day; write it as 2026-11-28"),
    ] {
        let output = run.redact(&flags, &input);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(wanted), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_line_too_long_to_be_looked_at_is_nobodys() {
    let run = Run::new();
    let list = run.list();
    let long = format!("ann.lee@example.com {}\nann.lee@example.com\n", "x ".repeat(700_000));
    let input = run.file("a.log", &long);
    let flags = ["--to", "mailer", "--purpose", "marketing", "--list", &list];
    let output = run.redact(&flags, &input);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ann.lee@example.com\n");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn an_output_is_the_same_whoever_else_gets_one() {
    let run = Run::new();
    let list = run.list();
    let input = run.file("customers.csv", CUSTOMERS);
    let out = run.directory.join("out");
    let all = ["--to", "mailer,site,partner", "--list", &list, "--output", &out.display().to_string()];
    assert_eq!(run.redact(&all, &input).status.code(), Some(0));
    for to in ["mailer", "site", "partner"] {
        let alone = run.written(&["--to", to, "--list", &list], &input);
        let together = std::fs::read_to_string(out.join(to).join("customers.csv")).unwrap();
        assert_eq!(alone, together, "{to}");
    }
}
