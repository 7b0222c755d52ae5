//! Ways to run the command, and what files each needs.

use crate::common::canaries::{self, CANARIES, Canary};
use crate::common::gzip;
use crate::common::packed::PACKERS;

/// A file that a case needs: its path below the case's directory and what is in it. `{}` in a path stands for
/// a canary.
pub type File = (&'static str, fn() -> Vec<u8>);

/// One way to run the command.
pub struct Case {
    pub name: &'static str,
    pub files: &'static [File],
    /// `{}` stands for a canary: the case is run once with each. `{dir}` is the case's own directory.
    pub arguments: &'static [&'static str],
    pub code: i32,
}

pub fn log() -> Vec<u8> {
    canaries::log(3)
}

fn packed() -> Vec<u8> {
    gzip(&log())
}

fn truncated() -> Vec<u8> {
    let mut bytes = packed();
    bytes.truncate(bytes.len() - 3);
    bytes
}

/// The log as this codec has it.
fn packed_as(name: &str) -> Vec<u8> {
    let packer = PACKERS.iter().find(|p| p.name == name).unwrap();
    (packer.pack)(&log())
}

const PACKED: &[File] = &[
    ("logs/in.bz2", || packed_as("bzip2")),
    ("logs/in.lz4", || packed_as("lz4")),
    ("logs/in.sz", || packed_as("snappy")),
    ("logs/in.xz", || packed_as("xz")),
    ("logs/in.zst", || packed_as("zstd")),
];

/// The log where a member of each codec should begin.
const DAMAGED: &[File] = &[
    ("logs/in.bz2", || [b"BZh9", &log()[..]].concat()),
    ("logs/in.lz4", || [b"\x04\x22\x4d\x18", &log()[..]].concat()),
    ("logs/in.sz", || [b"\xff\x06\0\0sNaPpY\x01\xff\0\0", &log()[..]].concat()),
    ("logs/in.xz", || [b"\xfd7zXZ\0", &log()[..]].concat()),
    ("logs/in.zst", || [packed_as("zstd"), log()].concat()),
];

fn unsupported() -> Vec<u8> {
    [b"PK\x03\x04", &log()[..]].concat()
}

fn wide() -> Vec<u8> {
    String::from_utf8(log()).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn mixed() -> Vec<u8> {
    [wide(), log()].concat()
}

fn overlong() -> Vec<u8> {
    [b"Cookie: canaryq7x2=", &b"a".repeat(9000)[..], b" canary.q7x1@example.com\n", &log()[..]].concat()
}

fn table() -> Vec<u8> {
    let rows = CANARIES.iter().map(|c| format!("1,\"{}\"\n", c.line.replace('"', "\"\"")));
    format!("id,line\n{}", rows.collect::<String>()).into_bytes()
}

/// Every value is a cell too many, and the last one is never closed.
fn broken_table() -> Vec<u8> {
    let rows = CANARIES.iter().map(|c| format!("1,2,{}\n", c.value));
    format!("id,line\n{}\"{}", rows.collect::<String>(), canaries::values()[0]).into_bytes()
}

fn named_table() -> Vec<u8> {
    format!("id,{}\n1,2\n", canaries::values()[0]).into_bytes()
}

fn json_lines() -> Vec<u8> {
    let line = |c: &Canary| format!("{}\n", serde_json::json!({"line": c.line, "in": [{"x": c.line}]}));
    CANARIES.iter().map(line).collect::<String>().into_bytes()
}

fn broken_json_lines() -> Vec<u8> {
    CANARIES.iter().map(|c| format!("{{\"line\":\"{}\"\n", c.value)).collect::<String>().into_bytes()
}

fn broken_json() -> Vec<u8> {
    [b"[", &json_lines()[..]].concat()
}

fn dump() -> Vec<u8> {
    let row = |c: &Canary| {
        let line = c.line.replace('\'', "''");
        format!(
            "INSERT INTO t (a,b) VALUES ('{line}','x'),(E'{line}',1);\n-- {line}\nUPDATE t SET a='{line}';\n"
        )
    };
    let rows: String = CANARIES.iter().map(row).collect();
    let lines: String = CANARIES.iter().map(|c| format!("{}\t1\n", c.line)).collect();
    format!("{rows}COPY t (a, b) FROM stdin;\n{lines}\\.\n").into_bytes()
}

/// Values where none may stand, and at the end one without an end.
fn broken_dump() -> Vec<u8> {
    let rows = CANARIES
        .iter()
        .map(|c| format!("INSERT INTO t (a) VALUES ('{}','x',CONCAT('{}'));\n", c.value, c.value));
    format!("{}INSERT INTO t VALUES ('{}", rows.collect::<String>(), canaries::values()[0]).into_bytes()
}

fn named_dump() -> Vec<u8> {
    format!("CREATE TABLE \"{}\" (a int);\n", canaries::values()[0]).into_bytes()
}

fn named_json() -> Vec<u8> {
    CANARIES.iter().map(|c| format!("{{\"{}\":1}}\n", c.value)).collect::<String>().into_bytes()
}

/// Every value in an attribute, an element, a section, a comment and an instruction.
fn markup() -> Vec<u8> {
    let escaped = |c: &Canary| c.line.replace('&', "&amp;").replace('"', "&quot;");
    let row = |c: &Canary| {
        let text = escaped(c);
        format!("<row a=\"{text}\"><b>{text}</b><c><![CDATA[{0}]]></c><!-- {0} --><?p {0}?></row>\n", c.line)
    };
    format!("<list>\n{}</list>\n", CANARIES.iter().map(row).collect::<String>()).into_bytes()
}

fn broken_markup() -> Vec<u8> {
    let rows = CANARIES.iter().map(|c| format!("<row>{}</row>\n", c.value)).collect::<String>();
    format!("<list>\n{rows}<row>{}</list>\n", canaries::values()[0]).into_bytes()
}

/// Every value in the agent, the page and the user of a request, and behind a request.
fn access() -> Vec<u8> {
    let lines = |c: &Canary| {
        let text = c.line.replace('"', "\\\"");
        format!(
            "192.0.2.1 - {} [01/Jan/2026:10:00:00 +0000] \"GET /{text} HTTP/1.1\" 200 9 \"-\" \"{text}\" {}\n",
            c.value, c.line
        )
    };
    CANARIES.iter().map(lines).collect::<String>().into_bytes()
}

/// Every value in an attribute, in text, in a comment, in a script and behind a label.
fn page() -> Vec<u8> {
    let lines = |c: &Canary| {
        let text = c.line.replace('&', "&amp;").replace('<', "&lt;");
        let attribute = text.replace('"', "&quot;");
        format!(
            "<p title=\"{attribute}\">{text}</p><!-- {0} --><script>x = '{0}'</script><dt>Phone</dt><dd>{text}</dd>\n",
            c.line
        )
    };
    format!("<!DOCTYPE html>\n{}", CANARIES.iter().map(lines).collect::<String>()).into_bytes()
}

/// Every value in a scalar of each kind.
fn settings() -> Vec<u8> {
    let lines = |c: &Canary| {
        let quoted = c.line.replace('\\', "\\\\").replace('"', "\\\"");
        format!("- note: \"{quoted}\"\n  phone: {0}\n  more: |\n    {0}\n  # {0}\n", c.line)
    };
    CANARIES.iter().map(lines).collect::<String>().into_bytes()
}

/// Every value in a header field, in plain text, in quoted-printable and in base64.
fn mail() -> Vec<u8> {
    let fields: String = CANARIES.iter().map(|c| format!("X-{}: {}\n", c.name, c.line)).collect();
    let text: String = CANARIES.iter().map(|c| format!("{}\n", c.line)).collect();
    let digits = data_encoding::BASE64.encode(text.as_bytes());
    let lines: Vec<_> = digits.as_bytes().chunks(76).map(String::from_utf8_lossy).collect();
    format!(
        "{fields}Content-Type: multipart/mixed; boundary=b\n\n{text}--b\n\n{text}--b\nContent-Transfer-Encoding: \
         quoted-printable\n\n{}\n--b\nContent-Transfer-Encoding: base64\n\n{}\n--b--\n{text}",
        text.replace('=', "=3D").replace("1", "=\n1"),
        lines.join("\n")
    )
    .into_bytes()
}

fn broken_mail() -> Vec<u8> {
    [b"Content-Type: text/plain\n", &mail()[..]].concat()
}

fn named_markup() -> Vec<u8> {
    b"<list><row/><row xmlns:x=\"http://example.com/canary.q7x1@example.com\"/></list>".to_vec()
}

/// Bytes that are no rule, policy or key file, with every value in them.
pub fn nonsense() -> Vec<u8> {
    [&b"= [[\n"[..], &log()[..]].concat()
}

const POLICY: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n[[recipient]]\nid = 'r'\ntitle = 'R'\n";

/// A policy with a value where a name must stand. The first mistake is the one that is told.
fn policy_names() -> Vec<u8> {
    format!("{POLICY}[[rule]]\nto = ['{}']\n", canaries::values()[0]).into_bytes()
}

fn policy_keys() -> Vec<u8> {
    format!("{POLICY}[[rule]]\n'{}' = 1\nto = ['r']\n", canaries::values()[0]).into_bytes()
}

fn policy_actions() -> Vec<u8> {
    let rule = format!("to = ['r']\ninfo_types = ['*']\naction = '{}'\n", canaries::values()[0]);
    format!("{POLICY}[[rule]]\n{rule}").into_bytes()
}

/// A policy with values wherever any text may stand.
fn policy_texts() -> Vec<u8> {
    let all = canaries::values().join(" ");
    let head = format!("# {all}\nschema = 1\ntitle = '''{all}'''\nversion = '''{all}'''\n");
    let recipient = format!("[[recipient]]\nid = 'anyone'\ntitle = '''{all}'''\n");
    format!("{head}default_clause = '''{all}'''\n{recipient}").into_bytes()
}

/// A rule whose example fails.
fn rule_values() -> Vec<u8> {
    let head = "id = 'x'\ninfo_type = 'EMAIL_ADDRESS'\ntitle = 'X'\n[match]\npattern = 'zzz'\n";
    let example = format!("[[example]]\ntext = '\u{ab}{}\u{bb}'\n", canaries::values()[0]);
    format!("{head}[confidence]\nbase = 90\n{example}").into_bytes()
}

const POLICY_LOGS: &[File] = &[("logs/in.log", log), ("p", policy_texts)];

const LOGS: &[File] = &[("logs/in.log", log), ("logs/b/in.log.gz", packed)];

const fn case(
    name: &'static str,
    files: &'static [File],
    arguments: &'static [&'static str],
    code: i32,
) -> Case {
    Case { name, files, arguments, code }
}

const RESTORE_FOR: [&str; 12] = [
    "restore",
    "--to",
    "{}",
    "--actor",
    "{}",
    "--reason",
    "{}",
    "--allow",
    "{}",
    "--audit-log",
    "{dir}/{}",
    "{dir}/{}",
];

/// Add a row for every new flag, and for every new kind of file that is read (see `nonsense`).
pub const CASES: &[Case] = &[
    case("redact", LOGS, &["redact", "{dir}/logs", "-o", "{dir}/out", "--edit-map", "{dir}/report"], 0),
    case("redact to a stream", LOGS, &["redact", "{dir}/logs/in.log"], 0),
    case("scan", LOGS, &["scan", "{dir}/logs"], 0),
    case("scan rows", LOGS, &["scan", "--format", "jsonl", "{dir}/logs"], 0),
    case("gate", LOGS, &["scan", "--format", "jsonl", "--fail-on", "likely", "{dir}/logs"], 1),
    case("truncated", &[("logs/in.gz", truncated)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("truncated to a stream", &[("in.gz", truncated)], &["redact", "{dir}/in.gz"], 3),
    case("truncated, scan", &[("in.gz", truncated)], &["scan", "--format", "jsonl", "{dir}/in.gz"], 3),
    case("packed", PACKED, &["redact", "{dir}/logs", "-o", "{dir}/out"], 0),
    case("packed, scan", PACKED, &["scan", "--format", "jsonl", "{dir}/logs"], 0),
    case("damaged", DAMAGED, &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("damaged, scan", DAMAGED, &["scan", "--format", "jsonl", "{dir}/logs"], 3),
    case("too much", PACKED, &["redact", "--max-members", "0", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("no size", LOGS, &["redact", "--max-window", "{}", "{dir}/logs"], 2),
    case("no number", LOGS, &["redact", "--max-inflation", "{}", "--max-members", "{}", "{dir}/logs"], 2),
    case("unsupported", &[("logs/in.zip", unsupported)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("wide", &[("logs/in.txt", wide)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 0),
    case("wide and more", &[("logs/in.txt", mixed)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 0),
    case("other charset", LOGS, &["redact", "--charset", "shift_jis", "{dir}/logs", "-o", "{dir}/out"], 0),
    case("no charset", LOGS, &["redact", "--charset", "{}", "{dir}/logs"], 2),
    case(
        "unsupported, left out",
        &[("logs/in.zip", unsupported)],
        &["redact", "--on-unsupported", "skip", "{dir}/logs", "-o", "{dir}/out"],
        0,
    ),
    case("unsupported, no flag", LOGS, &["redact", "--on-unsupported", "{}", "{dir}/logs"], 2),
    case("overlong", &[("logs/in.log", overlong)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("overlong, scan", &[("logs/in.log", overlong)], &["scan", "--format", "jsonl", "{dir}/logs"], 3),
    case("no regular file", &[], &["redact", "/dev", "-o", "{dir}/out"], 3),
    // Tables and JSON.
    case("table", &[("in/a.csv", table)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("table, scan", &[("in/a.csv", table)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case(
        "broken table",
        &[("in/a.csv", broken_table)],
        &["redact", "--header", "{dir}/in", "-o", "{dir}/out"],
        3,
    ),
    case("broken table, scan", &[("in/a.csv", broken_table)], &["scan", "--header", "{dir}/in"], 3),
    case(
        "named table",
        &[("in/a.csv", named_table)],
        &["redact", "--header", "{dir}/in", "-o", "{dir}/out"],
        3,
    ),
    case(
        "named table, scan",
        &[("a.csv", named_table)],
        &["scan", "--header", "--format", "jsonl", "{dir}/a.csv"],
        0,
    ),
    case("column", &[("a.csv", table)], &["redact", "--columns", "a,{}", "{dir}/a.csv"], 0),
    case("json", &[("in/a.jsonl", json_lines)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("json, scan", &[("in/a.jsonl", json_lines)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case("broken lines", &[("a.jsonl", broken_json_lines)], &["redact", "{dir}/a.jsonl"], 3),
    case("broken json", &[("in/a.json", broken_json)], &["redact", "{dir}/in", "-o", "{dir}/out"], 3),
    case(
        "dump",
        &[("in/a", dump)],
        &["redact", "--input-format", "pg-dump", "{dir}/in", "-o", "{dir}/out"],
        0,
    ),
    case(
        "dump, scan",
        &[("in/a", dump)],
        &["scan", "--input-format", "pg-dump", "--format", "jsonl", "{dir}/in"],
        0,
    ),
    case("broken dump", &[("a", broken_dump)], &["redact", "--input-format", "mysql-dump", "{dir}/a"], 3),
    case("named dump", &[("a", named_dump)], &["redact", "--input-format", "sqlite-dump", "{dir}/a"], 3),
    case("whose dump", &[("a.sql", dump)], &["redact", "{dir}/a.sql"], 3),
    case("named json", &[("in/a.jsonl", named_json)], &["redact", "{dir}/in", "-o", "{dir}/out"], 3),
    case("xml", &[("in/a.xml", markup)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("xml, scan", &[("in/a.xml", markup)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case("broken xml", &[("in/a.xml", broken_markup)], &["redact", "{dir}/in", "-o", "{dir}/out"], 3),
    case("broken xml, scan", &[("in/a.xml", broken_markup)], &["scan", "--format", "jsonl", "{dir}/in"], 3),
    case("named xml", &[("in/a.xml", named_markup)], &["redact", "{dir}/in", "-o", "{dir}/out"], 3),
    case("access log", &[("in/a.log", access)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("access log, scan", &[("in/a.log", access)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case("page", &[("in/a.html", page)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("page, scan", &[("in/a.html", page)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case("settings", &[("in/a.yaml", settings)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("settings, scan", &[("in/a.yaml", settings)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case("mail", &[("in/a.eml", mail)], &["redact", "{dir}/in", "-o", "{dir}/out"], 0),
    case("mail, scan", &[("in/a.eml", mail)], &["scan", "--format", "jsonl", "{dir}/in"], 0),
    case("broken mail", &[("in/a.eml", broken_mail)], &["redact", "{dir}/in", "-o", "{dir}/out"], 3),
    case("broken mail, scan", &[("in/a.eml", broken_mail)], &["scan", "--format", "jsonl", "{dir}/in"], 3),
    // Names of inputs.
    case("file name", &[("logs/{}.log", log)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("directory name", &[("logs/{}/in.log", log)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("file name, scan", &[("logs/{}", log)], &["scan", "--format", "jsonl", "{dir}/logs"], 0),
    case("file name, counts", &[("logs/{}", log)], &["scan", "{dir}/logs"], 0),
    case("truncated name", &[("logs/{}.gz", truncated)], &["redact", "{dir}/logs", "-o", "{dir}/out"], 3),
    case("unsupported name", &[("{}", unsupported)], &["scan", "{dir}/{}"], 3),
    case("missing", &[], &["redact", "{dir}/{}", "-o", "{dir}/out"], 3),
    case("missing, scan", &[], &["scan", "--format", "jsonl", "{dir}/{}"], 3),
    case("twice", &[("{}", log), ("b/{}", log)], &["redact", "{dir}/{}", "{dir}/b/{}", "-o", "{dir}/out"], 2),
    case("two to a stream", &[("{}", log), ("b", log)], &["redact", "{dir}/{}", "{dir}/b"], 2),
    // Names of outputs.
    case("output is a file", &[("{}", log), ("in", log)], &["redact", "{dir}/in", "-o", "{dir}/{}"], 2),
    case("output is full", &[("{}/a", log), ("in", log)], &["redact", "{dir}/in", "-o", "{dir}/{}"], 2),
    case("output inside", &[("{}/a", log)], &["redact", "{dir}/{}", "-o", "{dir}/{}/out"], 2),
    case("map exists", &[("in", log), ("{}", log)], &["redact", "{dir}/in", "--edit-map", "{dir}/{}"], 2),
    case("map nowhere", &[("in", log)], &["redact", "{dir}/in", "--edit-map", "{dir}/no/{}"], 2),
    // Whatever is typed in the wrong place.
    case("no command", &[], &["{}"], 2),
    case("no flag", &[], &["redact", "--{}", "-"], 2),
    case("no flag, with value", &[], &["redact", "--no-such-flag={}", "-"], 2),
    case("threads", &[], &["redact", "--threads", "{}", "-"], 2),
    case("frame size", &[], &["redact", "--frame-size={}", "-"], 2),
    case("read size", &[], &["redact", "--read-size={}", "-"], 2),
    case("switch with a value", &[], &["redact", "--quiet={}", "-"], 2),
    case("format", &[], &["scan", "--format", "{}", "-"], 2),
    case("likelihood", &[], &["scan", "--min-likelihood", "{}", "-"], 2),
    case("gate likelihood", &[], &["scan", "--fail-on", "{}", "-"], 2),
    case("redact reveals", LOGS, &["scan", "--reveal", "{dir}/logs"], 2),
    case("recipient", &[], &["redact", "--policy", "builtin:anaconda-cloud", "--to", "{}", "-"], 2),
    case("source", &[], &["scan", "--policy", "builtin:anaconda-cloud", "--source", "{}", "-"], 2),
    case("purpose", &[], &["redact", "--purpose", "{}", "-"], 2),
    case("info type", &[], &["redact", "--info-types", "{}", "-"], 2),
    case("least", &[], &["redact", "--min-likelihood", "{}", "-"], 2),
    case("input format", &[], &["redact", "--input-format", "{}", "-"], 2),
    case("no policy", &[], &["redact", "--policy", "{dir}/{}", "-"], 2),
    case("no built-in policy", &[], &["redact", "--policy", "builtin:{}", "-"], 2),
    case("no key", &[], &["redact", "--key-file", "{dir}/{}", "-"], 2),
    case("a key that others can read", &[("k", nonsense)], &["scan", "--key-file", "{dir}/k", "-"], 2),
    // Vaults.
    case("no vault", &[], &["vault", "list", "--vault", "{dir}/{}"], 2),
    case("no vault, URL", &[], &["vault", "stats", "--vault", "postgres://u:{}@localhost/d"], 2),
    case("vault, nonsense", &[("v", nonsense)], &["vault", "stats", "--vault", "{dir}/v"], 2),
    case(
        "vault password",
        &[],
        &["vault", "list", "--vault", "{dir}/v", "--vault-password-file", "{dir}/{}"],
        2,
    ),
    case(
        "no subjects",
        &[("k", nonsense)],
        &["vault", "erase", "--vault", "{dir}/v", "--key-file", "{dir}/k", "--subject-file", "{dir}/{}"],
        2,
    ),
    case("restore for", &[], &RESTORE_FOR, 2),
    case("rekey for", &[], &["rekey", "--to", "{}", "-"], 2),
    case("audit, no log", &[], &["audit", "verify", "{dir}/{}"], 3),
    case("audit, nonsense", &[("l", nonsense)], &["audit", "verify", "{dir}/l"], 5),
    case("audit, head", &[("l", nonsense)], &["audit", "verify", "--head", "{}", "{dir}/l"], 2),
    case("no rule file", &[], &["rules", "test", "{dir}/{}"], 2),
    case("explain", &[], &["rules", "explain", "{}"], 0),
    case("explain, field", &[], &["rules", "explain", "--field", "{}", "x"], 0),
    case("explain a file", LOGS, &["rules", "explain", "--file", "{dir}/logs/in.log"], 0),
    case("explain no file", &[], &["rules", "explain", "--file", "{dir}/{}"], 3),
    case("no rules", &[], &["scan", "--rules", "{dir}/{}", "-"], 2),
    case("rules, nonsense", &[("r/x.toml", nonsense)], &["scan", "--rules", "{dir}/r", "-"], 2),
    case("rules, a file of another name", &[("r/{}", nonsense)], &["scan", "--rules", "{dir}/r", "-"], 2),
    case("rules, values", &[("r/x.toml", rule_values)], &["rules", "test", "--rules", "{dir}/r"], 2),
    case(
        "rules, listed",
        &[("r/x.toml", rule_values)],
        &["rules", "list", "--markdown", "--rules", "{dir}/r"],
        0,
    ),
    case("import", &[], &["rules", "import", "{}", "{dir}/x", "-o", "{dir}/o"], 2),
    case("import nothing", &[], &["rules", "import", "gitleaks", "{dir}/{}", "-o", "{dir}/o"], 2),
    case(
        "gitleaks, nonsense",
        &[("r", nonsense)],
        &["rules", "import", "gitleaks", "{dir}/r", "-o", "{dir}/o"],
        2,
    ),
    case(
        "presidio, nonsense",
        &[("r", nonsense)],
        &["rules", "import", "presidio", "{dir}/r", "-o", "{dir}/o"],
        2,
    ),
    // Policies and rules with values wherever the writer's own text can stand.
    case("policy, nonsense", &[("p", nonsense)], &["redact", "--policy", "{dir}/p", "-"], 2),
    case("policy check, nonsense", &[("p", nonsense)], &["policy", "check", "{dir}/p"], 2),
    case("policy, names", &[("p", policy_names)], &["policy", "check", "{dir}/p"], 2),
    case("policy, keys", &[("p", policy_keys)], &["policy", "check", "{dir}/p"], 2),
    case("policy, actions", &[("p", policy_actions)], &["policy", "check", "{dir}/p"], 2),
    case("policy, texts", &[("p", policy_texts)], &["policy", "check", "{dir}/p"], 0),
    case("by policy", POLICY_LOGS, &["redact", "--policy", "{dir}/p", "{dir}/logs", "-o", "{dir}/out"], 0),
    case("rule, nonsense", &[("r", nonsense)], &["rules", "test", "{dir}/r"], 2),
    case("rule, nonsense, check", &[("r", nonsense)], &["rules", "check", "{dir}/r"], 2),
    case("rule, values", &[("r", rule_values)], &["rules", "test", "{dir}/r"], 2),
    case("rule, values, check", &[("r", rule_values)], &["rules", "check", "{dir}/r"], 0),
];
