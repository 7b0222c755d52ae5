//! How the work is cut shows nowhere.

use super::*;

const CLOUD: &[&str] = &["--policy", "builtin:anaconda-cloud", "--to", "ad-network", "--source", "customers"];

static WAYS: &[[&str; 3]] =
    &[["1", "64", "1"], ["2", "1", "7"], ["2", "300", "333"], ["2", "67108864", "1048576"]];

#[test]
fn of_every_dump() {
    for name in DUMPS {
        for (case, policy) in [("strict", &[][..]), ("cloud", CLOUD)] {
            let runs = std::iter::once(None).chain(WAYS.iter().map(Some)).map(|way| {
                let place = directory(&format!("sql-cut-{name}-{case}"));
                let (out, map) = (place.join("out"), place.join("map"));
                let way = way
                    .map(|[t, f, r]| vec!["--threads", t, "--frame-size", f, "--read-size", r])
                    .unwrap_or_default();
                let input = dump(name);
                let tail = [text(&input), "-o", text(&out), "--edit-map", text(&map)];
                let done = run(obelus([&["redact", "--quiet"], policy, &way, &tail].concat()), b"");
                let scan = run(
                    obelus([&["scan", "--quiet", "--format", "jsonl", text(&input)], &way[..]].concat()),
                    b"",
                );
                let recipient = if policy.is_empty() { "anyone" } else { "ad-network" };
                assert_eq!(done.code, 0, "{name} {way:?}: {}", done.said());
                (fs::read(out.join(recipient).join(name)).unwrap(), fs::read(map).unwrap(), scan.stdout)
            });
            let runs: Vec<_> = runs.collect();
            assert!(runs.windows(2).all(|two| two[0] == two[1]), "{name} {case}");
        }
    }
}

/// Rows leave while the input idles, though their statement goes on.
#[test]
fn a_stream_is_not_held_back() {
    use std::io::{Read, Write};
    let mut command = obelus(["redact", "--quiet", "--input-format", MYSQL, "-"]);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let head = "INSERT INTO t (cust_name) VALUES\n";
    stdin.write_all(head.as_bytes()).unwrap();
    let (mut seen, mut awaited) = (0, head.len());
    for _ in 0..3 {
        stdin.write_all(b"('Zorvane'),\n").unwrap();
        stdin.flush().unwrap();
        awaited += "('[PERSON_NAME]'),\n".len();
        while seen < awaited {
            let mut some = [0; 4096];
            let got = stdout.read(&mut some).unwrap();
            assert!(got > 0, "it ended early");
            seen += got;
        }
    }
    stdin.write_all(b"('x');\n").unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

/// A long row that comes in small pieces is not looked at from its start with each.
#[test]
fn a_long_row_in_small_pieces() {
    let sql = format!("INSERT INTO t (a) VALUES ('{}ann@example.com');\n", "x ".repeat(1 << 19));
    let done = filter(&["--input-format", MYSQL, "--read-size", "16"], sql.as_bytes());
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(done.stdout.ends_with(b"x [EMAIL_ADDRESS]');\n"));
}

/// A program that shares nothing with obelus confirms that nothing is changed outside the edit map.
#[test]
fn nothing_is_changed_outside_the_edit_map() {
    if !common::have("python3") {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/edit_map.py");
    for name in DUMPS {
        for (recipient, policy) in [
            ("anyone", &[][..]),
            ("ad-network", CLOUD),
            ("r", &["--policy", "tests/policies/every-action.toml", "--ephemeral-key"]),
            ("all", &["--policy", "tests/policies/keep-everything.toml"]),
        ] {
            let place = directory(&format!("sql-map-{name}-{recipient}"));
            let (out, map, input) = (place.join("out"), place.join("map"), dump(name));
            let tail = [text(&input), "-o", text(&out), "--edit-map", text(&map)];
            let done = run(obelus([&["redact", "--quiet"], policy, &tail].concat()), b"");
            assert_eq!(done.code, 0, "{name} {recipient}: {}", done.said());
            let output = out.join(recipient).join(name);
            let checked = std::process::Command::new("python3")
                .arg(&script)
                .args([&input, &output, &map])
                .output()
                .unwrap();
            assert!(
                checked.status.success(),
                "{name} {recipient}: {}",
                String::from_utf8_lossy(&checked.stderr)
            );
            let edits = fs::read_to_string(&map).unwrap().lines().count();
            assert_eq!(edits == 0, recipient == "all", "{name} {recipient}: {edits}");
        }
    }
}
