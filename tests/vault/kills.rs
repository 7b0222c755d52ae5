//! A run that is killed at any moment leaves no token that restores nothing, and gives none twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use crate::common::random::Random;
use crate::common::{Started, files, obelus, text, until};
use crate::{Bench, benches, opened, tokens_in};

/// Values of `round`, and some that other rounds have too.
fn log(round: usize, lines: usize) -> Vec<u8> {
    let line = |n: usize| {
        format!(
            "mail user{n}.{round}@example.com copy shared{}@example.org from 192.0.2.{}\n",
            n % 97,
            n % 250
        )
    };
    (0..lines).map(line).collect::<String>().into_bytes()
}

/// Kills `rounds` runs, each at a moment of its own, and looks at everything that they wrote.
fn kill_and_look(bench: &Bench, rounds: usize) {
    let mut random = Random::new(20_260_101);
    let mut by_token: BTreeMap<Vec<u8>, String> = BTreeMap::new();
    let mut killed = 0;
    for round in 0..rounds {
        let (input, out, stream) = (bench.path("in.log"), bench.directory.join("out"), bench.path("stream"));
        let _ = fs::remove_dir_all(&out);
        fs::write(&input, log(round, 6000)).unwrap();
        let mut arguments = vec!["--to", "support", "--threads", "2", "--frame-size", "3000", &input];
        if round % 2 == 1 {
            arguments.extend(["-o", text(&out)]);
        }
        let mut command = obelus(bench.arguments(&arguments));
        command.stdout(fs::File::create(&stream).unwrap()).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        let written = || files(&out).into_iter().chain([PathBuf::from(&stream)]);
        until("the first output", || {
            written().any(|file| fs::metadata(file).is_ok_and(|m| m.len() > 0)).then_some(())
        });
        std::thread::sleep(Duration::from_millis(random.below(700) as u64));
        let _ = child.kill();
        killed += usize::from(!child.wait().unwrap().success());
        let (vault, keys) = (bench.open(), bench.keys("support"));
        let written: Vec<Vec<u8>> = written().map(|file| fs::read(file).unwrap()).collect();
        for token in written.iter().flat_map(|bytes| whole_tokens(bytes)) {
            let value = opened(&vault, &keys, token).expect("every token in an output is in the vault");
            let before = by_token.insert(token.to_vec(), value.clone());
            assert!(before.is_none_or(|before| before == value), "a token was given twice");
        }
    }
    let values: BTreeMap<&String, &Vec<u8>> = by_token.iter().map(|(token, value)| (value, token)).collect();
    assert_eq!(values.len(), by_token.len(), "a value has two tokens");
    assert!(killed > 0, "no run was killed");
    assert!(by_token.len() > 100, "only {} tokens were written before the kills", by_token.len());
}

/// Without the last one when it was cut.
fn whole_tokens(bytes: &[u8]) -> Vec<&[u8]> {
    tokens_in(bytes).into_iter().filter(|token| token.len() == 45).collect()
}

#[test]
fn killed_at_any_moment() {
    for bench in benches("kill") {
        kill_and_look(&bench, 5);
    }
}

#[test]
#[ignore = "full tier"]
fn killed_a_hundred_times() {
    for bench in benches("kill-hundred") {
        kill_and_look(&bench, 100);
    }
}

#[test]
fn two_processes_at_once_agree_on_a_database() {
    let Some(server) = crate::database_server() else { return };
    for round in 0..3 {
        let bench = Bench::new("vault-two-postgres", Some(&server));
        let input = bench.path("in.log");
        fs::write(&input, log(round, 2000)).unwrap();
        let start = |threads| {
            let more = ["--to", "support", "--threads", threads, "--frame-size", "5000", &input];
            Started::new(obelus(bench.arguments(&more)), Stdio::null())
        };
        let [one, two, three] = [start("2"), start("1"), start("2")].map(Started::finish);
        assert_eq!((one.code, two.code, three.code), (0, 0, 0), "{} {}", one.said(), two.said());
        assert!(one.stdout == two.stdout && two.stdout == three.stdout, "the same bytes in all three");
        let (vault, keys) = (bench.open(), bench.keys("support"));
        let tokens = tokens_in(&one.stdout);
        assert!(tokens.len() == 6000 && tokens.iter().all(|t| opened(&vault, &keys, t).is_some()));
    }
}
