#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::audit::Kind;
use crate::audit::verify::verify;

/// A file of this test's own that is not there.
fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("obelus-audit-{}-{name}", std::process::id()));
    let _ = fs::remove_file(&path);
    path
}

fn record(kind: Kind, note: &str) -> Record {
    Record::new(kind, "2026-01-02T03:04:05Z".to_owned()).with("note", note)
}

/// A log of an intent, its outcome, and `more` records.
fn log(path: &Path, more: usize) -> Link {
    let log = Log::open(path).unwrap();
    let intent = log.append(record(Kind::Intent, "a")).unwrap();
    let mut head = log.append(record(Kind::Outcome, "b").with("intent", intent.to_string())).unwrap();
    for n in 0..more {
        // A log that is opened again goes on where it ended.
        head = Log::open(path).unwrap().append(record(Kind::Refused, &n.to_string())).unwrap();
    }
    head
}

fn said(path: &Path, known: Option<Link>) -> Result<(u64, u64, Link, bool), String> {
    let text = fs::read(path).unwrap();
    let made = verify(&mut text.as_slice(), known).map_err(|e| e.to_string())?;
    Ok((made.records, made.open, made.head, made.has_known))
}

#[test]
fn a_log_is_a_chain_that_only_its_owner_can_read() {
    let path = file("chain");
    let head = log(&path, 2);
    assert_eq!(said(&path, Some(head)), Ok((4, 0, head, true)));
    assert_eq!(said(&path, Some(Link::of(b"other"))), Ok((4, 0, head, false)));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(verify(&mut &b""[..], None).unwrap().records, 0);
    let intent = Log::open(&path).unwrap().append(record(Kind::Intent, "stopped")).unwrap();
    assert_eq!(said(&path, None), Ok((5, 1, intent, true)), "an intent without an outcome is told");
    fs::remove_file(&path).unwrap();
}

/// Every way to change a line is found at the record that it is made in, or at the next.
#[test]
fn what_was_changed_is_found_where_it_begins() {
    let path = file("changed");
    log(&path, 3);
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let all = |lines: &[&str]| lines.iter().map(|l| format!("{l}\n")).collect::<String>();
    let fails = |text: &str| verify(&mut text.as_bytes(), None).map(|_| ()).unwrap_err().to_string();
    for n in 0..lines.len() - 1 {
        let changed = lines[n].replace("03:04", "03:05");
        let mut with = lines.clone();
        with[n] = &changed;
        let told = fails(&all(&with));
        assert!(told.contains(&format!("record {}:", n + 2)), "{n}: {told}");
        let mut without = lines.clone();
        without.remove(n);
        let told = fails(&all(&without));
        assert!(told.contains(&format!("record {}:", n + 1)), "{n}: {told}");
        let mut twice = lines.clone();
        twice.insert(n, lines[n]);
        assert!(fails(&all(&twice)).contains(&format!("record {}:", n + 2)));
    }
    for end in 1..lines[4].len() {
        let torn = format!("{}{}", all(&lines[..4]), &lines[4][..end]);
        let told = fails(&torn);
        assert!(told.contains("record 5") && told.contains("cut short"), "{end}: {told}");
    }
    fs::remove_file(&path).unwrap();
}

#[test]
fn a_record_that_follows_from_nothing_is_found() {
    let outcome = record(Kind::Outcome, "x").with("intent", Link::of(b"none").to_string());
    let line = outcome.line(1, Link::FIRST) + "\n";
    let told = verify(&mut line.as_bytes(), None).unwrap_err().to_string();
    assert!(told.contains("outcome of nothing"), "{told}");
    let line = record(Kind::Refused, "x").line(7, Link::FIRST) + "\n";
    assert!(verify(&mut line.as_bytes(), None).unwrap_err().to_string().contains("missing"));
}

#[test]
fn nothing_is_added_to_a_log_that_is_torn_or_that_others_can_write() {
    let path = file("torn");
    log(&path, 1);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let refused = |path: &Path| Log::open(path).map(|_| ()).unwrap_err();
    assert!(refused(&path).to_string().contains(DAMAGED));
    assert_eq!(refused(&path).kind().exit_code(), 6);
    fs::write(&path, [&whole[..], b"no record\n"].concat()).unwrap();
    assert!(refused(&path).to_string().contains(DAMAGED));
    fs::write(&path, &whole).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
    assert!(refused(&path).to_string().contains("others can write"));
    fs::remove_file(&path).unwrap();
    assert!(refused(Path::new("/dev/null")).to_string().contains("not a file"));
}

#[test]
fn runs_side_by_side_make_one_chain() {
    let path = file("together");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for n in 0..10 {
                    Log::open(&path).unwrap().append(record(Kind::Refused, &n.to_string())).unwrap();
                }
            });
        }
    });
    assert_eq!(said(&path, None).unwrap().0, 40);
    fs::remove_file(&path).unwrap();
}
