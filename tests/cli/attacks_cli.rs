//! What the command must withstand: policies that say too little, names that hold values, outputs in odd places.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common;

use common::{Run, Started, directory, files, holds_none, in_pieces, obelus, run, text, until};

const VALUE: &str = "jane.roe@example.com";
const HEAD: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n";

fn written(directory: &Path, name: &str, bytes: &str) -> PathBuf {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn recipient(id: &str, more: &str) -> String {
    format!("[[recipient]]\nid = '{id}'\ntitle = 'R'\n{more}\n")
}

fn category(id: &str, info_types: &str) -> String {
    format!("[[category]]\nid = '{id}'\ntitle = 'C'\ninfo_types = [{info_types}]\n")
}

fn command(arguments: &[&str], input: &str) -> Run {
    run(obelus(arguments), input.as_bytes())
}

#[test]
fn a_name_does_not_leave_where_the_text_does_not() {
    for free_text in ["scan", "redact", "drop"] {
        let home = directory(&format!("attacks-name-{free_text}"));
        let input = written(&home, &format!("in/{VALUE}.log"), "hello\n");
        let policy = format!("{HEAD}{}", recipient("r", &format!("free_text = '{free_text}'")));
        let policy = written(&home, "p.toml", &policy);
        let out = home.join("out");
        let done = command(&["redact", "--policy", text(&policy), text(&input), "-o", text(&out)], "");
        assert_eq!(done.code, 3, "{free_text}: {}", done.said());
        assert_eq!(files(&out), Vec::<PathBuf>::new(), "{free_text}");
        holds_none(free_text, &done.stderr, &[VALUE]);
    }
}

#[test]
fn where_two_actions_are_as_strict_neither_shows_what_the_other_hides() {
    let home = directory("attacks-strictest");
    let mut policy = format!("{HEAD}{}", recipient("r", ""));
    for (id, masked, cut) in [("a", "keep_last = 12", 24), ("b", "keep_first = 3", 8)] {
        policy += &category(id, "'EMAIL_ADDRESS', 'IPV4_ADDRESS'");
        policy += &format!("[[source]]\nid = '{id}'\npaths = ['*{id}*']\ncategories = ['{id}']\n");
        for (info_type, action) in [
            ("EMAIL_ADDRESS", format!("{{ name = 'mask', {masked} }}")),
            ("IPV4_ADDRESS", format!("{{ name = 'ip_truncate', v4_prefix = {cut} }}")),
        ] {
            policy += "[[rule]]\nto = ['r']\nclause = '1'\n";
            policy += &format!("categories = ['{id}']\ninfo_types = ['{info_type}']\naction = {action}\n");
        }
    }
    let policy = written(&home, "p.toml", &policy);
    let redact = |source: &[&str]| {
        let arguments = [&["redact", "--quiet", "--policy", text(&policy), "-"], source].concat();
        let done = command(&arguments, &format!("{VALUE} from 203.0.113.77\n"));
        assert_eq!(done.code, 0, "{}", done.said());
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(redact(&[]), "[EMAIL_ADDRESS] from [IPV4_ADDRESS]\n");
    assert_eq!(redact(&["--source", "b"]), "jan*.***@*******.*** from 203.0.0.0\n");
}

#[test]
fn a_mask_does_not_show_what_another_action_cuts() {
    let home = directory("attacks-mask-shows");
    let mut policy = format!("{HEAD}{}", recipient("r", ""));
    for (info_type, action) in
        [("EMAIL_ADDRESS", "{ name = 'mask', keep_last = 16 }"), ("IPV4_ADDRESS", "'ip_truncate'")]
    {
        policy +=
            &format!("[[rule]]\nto = ['r']\nclause = '1'\ninfo_types = ['{info_type}']\naction = {action}\n");
    }
    let policy = written(&home, "p.toml", &policy);
    let done = command(
        &["redact", "--policy", text(&policy), "-"],
        "jane.roe@[203.0.113.77] jane.roe@203.0.113.77.example.com 203.0.113.77\n",
    );
    assert_eq!(done.code, 0, "{}", done.said());
    holds_none("stdout", &done.stdout, &["203.0.113.77"]);
    assert!(done.stdout.ends_with(b" 203.0.113.0\n"));
}

#[test]
fn a_policy_says_what_nobody_finds_whatever_names_it() {
    let home = directory("attacks-unfindable");
    let rule = "[[rule]]\nto = ['*']\ninfo_types = ['PERSON_NAME']\naction = 'redact'\nclause = '1'\n";
    for (name, body) in [("category", category("c", "'PERSON_NAME'")), ("rule", rule.to_owned())] {
        let policy = format!("{HEAD}{}{body}", recipient("r", ""));
        let policy = written(&home, "p.toml", &policy);
        let done = command(&["policy", "check", text(&policy)], "");
        assert_eq!(done.code, 2, "{name}");
        assert!(done.said().contains("PERSON_NAME"), "{name}: {}", done.said());
        let done = command(&["redact", "--policy", text(&policy), "-"], "call\n");
        assert_eq!((done.code, done.stdout.as_slice()), (2, b"".as_slice()), "{name}");
    }
}

#[test]
fn a_star_is_everything_wherever_it_stands() {
    let home = directory("attacks-star");
    let body = [
        category("c", "'EMAIL_ADDRESS'") + "everywhere = ['*']\n",
        category("d", "'EMAIL_ADDRESS'"),
        "[[source]]\nid = 's'\npaths = ['*']\ncategories = ['d']\n".to_owned(),
        recipient("r", ""),
        "[[rule]]\nto = ['r']\ncategories = ['d']\naction = 'keep'\nclause = '1'\n".to_owned(),
    ];
    let policy = written(&home, "p.toml", &format!("{HEAD}{}", body.concat()));
    // The category that claims it everywhere leaves nothing for the rule to decide.
    let done = command(&["policy", "check", text(&policy)], "");
    assert!(done.code == 2 && done.said().contains("decides nothing"), "{}", done.said());
}

#[test]
fn what_a_policy_says_about_itself_is_masked_too() {
    let home = directory("attacks-version");
    let rule = format!(
        "[[rule]]\nto = ['r']\ninfo_types = ['EMAIL_ADDRESS']\naction = 'mask'\nclause = '{VALUE}'\n"
    );
    let policy = format!("schema = 1\ntitle = '{VALUE}'\nversion = '{VALUE}'\n{}{rule}", recipient("r", ""));
    let policy = written(&home, "p.toml", &policy);
    for arguments in [["redact", "--format=jsonl", "-"].as_slice(), &["redact", "-"]] {
        let done = command(&[arguments, &["--policy", text(&policy)]].concat(), "x\n");
        assert_eq!(done.code, 0, "{}", done.said());
        holds_none("summary", &done.stderr, &[VALUE]);
    }
    let table = command(&["policy", "table", text(&policy)], "");
    holds_none("table", &table.stdout, &[VALUE]);
}

#[test]
fn an_output_below_an_input_is_refused_however_it_is_written() {
    let home = directory("attacks-below");
    written(&home, "in/a.log", "x\n");
    for out in ["in/out", "new/../in/out", "new/more/../../in/out", "./in/../in/out"] {
        let mut made = obelus(["redact", "in", "-o", out]);
        made.current_dir(&home);
        let done = run(made, b"");
        assert_eq!(done.code, 2, "{out}: {}", done.said());
        assert_eq!(files(&home).len(), 1, "{out}");
        assert!(!home.join("new").exists(), "{out}");
    }
}

#[test]
fn an_edit_map_is_not_lost_with_the_output_it_stands_in() {
    let home = directory("attacks-map");
    let input = written(&home, "a.log", &format!("{VALUE}\n"));
    let out = home.join("out");
    let redact = |more: &[&str]| command(&[&["redact", text(&input), "-o", text(&out)], more].concat(), "");
    assert_eq!(redact(&[]).code, 0);
    let map = out.join("map.jsonl");
    let done = redact(&["--replace", "--edit-map", text(&map)]);
    assert_eq!(done.code, 2, "{}", done.said());
    assert_eq!(files(&out), [out.join("anyone/a.log")]);
}

#[test]
fn what_came_to_stand_in_place_of_the_output_is_not_replaced() {
    for existed in [false, true] {
        let home = directory(&format!("attacks-replace-{existed}"));
        let out = home.join("out");
        if existed {
            fs::create_dir_all(out.join("anyone")).unwrap();
        }
        let mut made = obelus(["redact", "-", "--replace", "-o", "out"]);
        made.current_dir(&home);
        let started = Started::new(made, std::process::Stdio::piped());
        let begun = || {
            let mut entries = fs::read_dir(&home).unwrap().flatten();
            let partial = |n: &std::ffi::OsStr| n.as_encoded_bytes().starts_with(b".obelus-");
            entries.any(|e| partial(&e.file_name())).then_some(())
        };
        until("the run to begin", begun);
        let theirs = written(&home, "out/thesis.txt", "years of work");
        let done = started.finish();
        assert_ne!(done.code, 0, "{existed}: {}", done.said());
        assert_eq!(fs::read(&theirs).unwrap(), b"years of work", "{existed}");
        common::nothing_left("replace", &home);
    }
}

#[test]
fn structure_is_told_however_the_bytes_arrive() {
    let home = directory("attacks-structure");
    let fields =
        "[[source]]\nid = 's'\npaths = ['*']\ncategories = ['c']\nfields = { u = 'EMAIL_ADDRESS' }\n";
    let policy = format!("{HEAD}{}{fields}{}", category("c", "'EMAIL_ADDRESS'"), recipient("r", ""));
    let policy = written(&home, "p.toml", &policy);
    let arguments = ["redact", "--quiet", "--policy", text(&policy), "-"];
    let blank = "\n".repeat(5000);
    for (input, wanted) in [
        ("name,user\na,b\nc,d\n".to_owned(), 3),
        (format!("{blank}{{\"u\":\"jane\"}}\n"), 0),
        (format!("{}{{\"u\":\"jane\"}}\n", "\n".repeat(100_000)), 0),
        (format!("{}{{\"u\":\"jane\"}}\n", "\n".repeat(2_000_000)), 3),
        ("started, ok\nx\ny\nz\nq\n".to_owned(), 0),
        ("[2026-01-01] a\n".to_owned(), 0),
    ] {
        let whole = command(&arguments, &input);
        assert_eq!(whole.code, wanted, "{:?}: {}", &input[..10], whole.said());
        common::holds_none("the output", &whole.stdout, &["jane"]);
        let lines = input.split_inclusive('\n').map(|l| l.as_bytes().to_vec()).collect();
        if input.len() < 100 {
            let pieced = Started::new(obelus(arguments), in_pieces(lines)).finish();
            assert_eq!((pieced.code, pieced.stdout), (whole.code, whole.stdout), "{input:?}");
        }
    }
}

#[test]
fn a_scan_takes_files_of_one_name_and_a_redaction_says_they_collide() {
    let home = directory("attacks-twins");
    let one = written(&home, "one/a", &format!("{VALUE}\n"));
    let other = written(&home, "two/a", "x\n");
    let below = written(&home, "three/a/b", "x\n");
    let done = command(&["scan", text(&one), text(&other), text(&one)], "");
    assert_eq!(done.code, 0, "{}", done.said());
    assert!(done.said().contains("3 of 3"), "{}", done.said());
    for pair in [other.as_path(), below.parent().unwrap()] {
        let out = home.join("out");
        let done = command(&["redact", text(&one), text(pair), "-o", text(&out)], "");
        assert_eq!(done.code, 2, "{}", done.said());
        assert!(!out.exists());
    }
    assert_eq!(command(&["scan", "-", "-"], "x\n").code, 2);
}

#[test]
fn a_key_file_with_more_behind_the_key_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let home = directory("attacks-key");
    let key = home.join("key");
    assert_eq!(command(&["keys", "new", "-o", text(&key)], "").code, 0);
    let padded = format!("{}{}junk\n", fs::read_to_string(&key).unwrap(), "\n".repeat(5000));
    let padded = written(&home, "padded", &padded);
    fs::set_permissions(&padded, fs::Permissions::from_mode(0o600)).unwrap();
    let done = command(&["redact", "--key-file", text(&padded), "-"], "x\n");
    assert_eq!(done.code, 2, "{}", done.said());
    let missing = command(&["redact", "--key-file", "nowhere", "-"], "x\n");
    assert!(missing.said().contains("--key-file"), "{}", missing.said());
}

#[test]
fn a_wrong_command_line_says_where_without_what_was_typed() {
    for (arguments, wanted) in [
        (["redact", VALUE, "--threads", VALUE].as_slice(), "--threads"),
        (&["redact"], "INPUTS"),
        (&["redact", "-", "--ephemeral-key", "--key-file", VALUE], "--ephemeral-key"),
        (&["redact", "-", "--key-fil", VALUE], "--key-file"),
        (&["redact", "fixtures/app.log", "-o", "-"], "leave --output out"),
        (&["redact", "-", "--replace"], "--output"),
        (&["scna", VALUE], "scan"),
    ] {
        let done = command(arguments, "");
        assert_eq!(done.code, 2);
        assert!(done.said().contains(wanted), "{arguments:?}: {}", done.said());
        holds_none("message", &done.stderr, &[VALUE]);
    }
}
