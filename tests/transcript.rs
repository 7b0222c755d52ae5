//! `docs/FIRST_POLICY.md`, as a newcomer would follow it: every block is run, and says what the page says.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::Command;

mod common;

/// How many commands it may take.
const COMMANDS_MAX: usize = 10;

#[test]
fn two_unknown_files_become_a_policy_with_tests() {
    let page = include_str!("../docs/FIRST_POLICY.md");
    let directory = common::directory("transcript");
    let bin = Path::new(env!("CARGO_BIN_EXE_obelus")).parent().unwrap().to_owned();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let (mut said, mut commands, mut texts) = (String::new(), 0, 0);
    for block in page.split("```").skip(1).step_by(2) {
        let (kind, body) = block.split_once('\n').unwrap();
        if kind == "text" {
            for line in body.lines() {
                texts += 1;
                assert!(said.contains(line), "the page says\n{line}\nand the command\n{said}");
            }
            continue;
        }
        let wanted = match body.split_once("# exit ") {
            Some((_, code)) => code.trim().parse().unwrap(),
            None => 0,
        };
        commands += body.lines().filter(|line| line.starts_with("obelus ")).count();
        let done = Command::new("bash")
            .args(["-euc", body])
            .current_dir(&directory)
            .env("PATH", &path)
            .output()
            .unwrap();
        said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        assert_eq!(done.status.code(), Some(wanted), "{body}\n{said}");
        if wanted == 2 {
            assert!(
                said.contains("nearest valid name") || said.contains("; "),
                "says nothing to do next: {said}"
            );
        }
    }
    assert!((5..=COMMANDS_MAX).contains(&commands) && texts > 8, "{commands} commands");
    let out = std::fs::read_to_string(directory.join("out/carrier/orders.csv")).unwrap();
    assert!(out.starts_with("order_no,customer_email,ship_to_phone,status,amount\n8001,ob1h_em_"), "{out}");
    assert!(out.contains("+1 212 555 0142,paid,12.50\n") && !out.contains("ann.lee"), "{out}");
}
