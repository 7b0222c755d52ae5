//! What every store must do.

use std::collections::{BTreeMap, BTreeSet};

use obelus::keys::canon::Domain;

use crate::{Bench, benches, opened, token};

#[test]
fn a_value_has_one_token_for_ever_and_only_its_keys_open_it() {
    for bench in benches("one") {
        let (support, research) = (bench.keys("support"), bench.keys("research"));
        let vault = bench.open();
        let one = token(&vault, &support, "Ann@Example.com", None);
        assert_eq!(token(&vault, &support, "ann@example.com", None), one, "the canonical form counts");
        let other = token(&vault, &research, "ann@example.com", None);
        assert_ne!(one[..], other[..], "another recipient");
        assert_ne!(one[13..39], other[13..39], "another recipient has another code");
        assert_ne!(token(&vault, &support, "bob@example.com", None), one);
        assert_eq!(token(&vault, &support, std::str::from_utf8(&one).unwrap(), None), one, "a token stays");
        drop(vault);
        let vault = bench.open();
        assert_eq!(token(&vault, &support, "ann@example.com", None), one, "after it was closed");
        assert_eq!(opened(&vault, &support, &one).as_deref(), Some("ann@example.com"));
        assert_eq!(opened(&vault, &research, &other).as_deref(), Some("ann@example.com"));
        assert_eq!(opened(&vault, &research, &one), None, "the token of somebody else");
        for n in 0..one.len() {
            let mut forged = one.clone();
            forged[n] = if forged[n] == b'a' { b'b' } else { b'a' };
            assert_eq!(opened(&vault, &support, &forged), None, "byte {n}");
        }
        assert_eq!(opened(&vault, &support, b""), None);
    }
}

#[test]
fn lengths_up_to_several_buckets_come_back_whole() {
    for bench in benches("lengths") {
        let (vault, keys) = (bench.open(), bench.keys("support"));
        for length in [0, 1, 15, 16, 17, 31, 32, 33, 5000] {
            let value = "x".repeat(length);
            let made = token(&vault, &keys, &value, None);
            assert_eq!(opened(&vault, &keys, &made), Some(value), "{length}");
        }
    }
}

#[test]
fn two_vaults_give_two_tokens() {
    let [a, b] = ["chance-a", "chance-b"].map(|name| Bench::new(&format!("vault-{name}"), None));
    // The same key for both, so that nothing but chance makes the codes.
    std::fs::copy(a.path("key"), b.path("key")).unwrap();
    let of = |bench: &Bench| token(&bench.open(), &bench.keys("support"), "ann@example.com", None);
    assert_ne!(of(&a), of(&b));
}

#[test]
fn threads_that_see_a_value_at_once_get_one_token() {
    for bench in benches("threads") {
        let (vault, keys) = (bench.open(), bench.keys("support"));
        let all: BTreeSet<(usize, Vec<u8>)> = std::thread::scope(|scope| {
            let work = |n: usize| {
                let (vault, keys) = (&vault, &keys);
                scope.spawn(move || {
                    let value = |i: usize| (i * (n + 3)) % 50;
                    let of = |i| (value(i), token(vault, keys, &format!("{}@example.com", value(i)), None));
                    (0..50).map(of).collect::<Vec<_>>()
                })
            };
            let threads: Vec<_> = (0..8).map(work).collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
        });
        let values: BTreeSet<usize> = all.iter().map(|(value, _)| *value).collect();
        let tokens: BTreeMap<&[u8], usize> = all.iter().map(|(value, token)| (&token[..], *value)).collect();
        assert_eq!(
            (all.len(), tokens.len()),
            (values.len(), values.len()),
            "one token a value, one value a token"
        );
        for (token, value) in tokens {
            assert_eq!(opened(&vault, &keys, token), Some(format!("{value}@example.com")));
        }
    }
}

#[test]
fn an_erased_subject_takes_its_tokens_along_and_nobody_elses() {
    for bench in benches("erase") {
        let (support, research) = (bench.keys("support"), bench.keys("research"));
        let vault = bench.open();
        let first = token(&vault, &support, "ann@example.com", Some("C-17"));
        let second = token(&vault, &support, "ann@example.org", Some("C-17"));
        let theirs = token(&vault, &research, "ann@example.com", Some("C-17"));
        let other = token(&vault, &support, "bob@example.com", Some("C-18"));
        assert_eq!(vault.subjects().unwrap(), 3);
        let keys = [support.clone(), research.clone()].map(|k| k.tokens().clone());
        let line = |text: &str| zeroize::Zeroizing::new(text.as_bytes().to_vec());
        let (erased, known) = vault.erase(&keys, &[line("C-17"), line("nobody")]).unwrap();
        assert_eq!((erased.subjects, erased.tokens, known), (2, 3, 1));
        assert_eq!(opened(&vault, &support, &first), None);
        drop(vault);
        let vault = bench.open();
        for gone in [&first, &second] {
            assert_eq!(opened(&vault, &support, gone), None);
        }
        assert_eq!(opened(&vault, &research, &theirs), None);
        assert_eq!(opened(&vault, &support, &other).as_deref(), Some("bob@example.com"));
        let again = token(&vault, &support, "ann@example.com", Some("C-17"));
        assert_ne!(again, first, "a new token");
        assert_eq!(opened(&vault, &support, &again).as_deref(), Some("ann@example.com"));
        assert_eq!(opened(&vault, &support, &first), None);
    }
}

#[test]
fn what_is_counted_says_whose_tokens_of_which_family_there_are() {
    for bench in benches("counts") {
        let vault = bench.open();
        for (recipient, value) in [("support", "a"), ("support", "b"), ("research", "a"), ("support", "a")] {
            token(&vault, &bench.keys(recipient), &format!("{value}@example.com"), None);
        }
        let tallies = vault.tallies().unwrap();
        let counted: Vec<_> =
            tallies.iter().map(|t| (t.owner.recipient.as_str(), t.domain, t.tokens)).collect();
        assert_eq!(counted, [("research", Domain::Email, 1), ("support", Domain::Email, 2)]);
        assert_eq!(vault.owners().unwrap().len(), 2);
    }
}

#[test]
fn a_vault_of_another_key_with_the_same_id_is_noticed() {
    let bench = Bench::new("vault-other-key", None);
    let vault = bench.open();
    let made = token(&vault, &bench.keys("support"), "ann@example.com", None);
    drop(vault);
    std::fs::remove_file(bench.path("key")).unwrap();
    let key = bench.path("key");
    assert_eq!(crate::common::run(crate::common::obelus(["keys", "new", "-o", &key]), b"").code, 0);
    let vault = bench.open();
    assert_eq!(opened(&vault, &bench.keys("support"), &made), None);
    assert_ne!(token(&vault, &bench.keys("support"), "ann@example.com", None), made);
}

#[test]
fn after_a_rotation_old_tokens_come_back_until_their_key_is_destroyed() {
    for bench in benches("rotation") {
        let (key, vault) = (bench.path("key"), bench.open());
        let keys = |what: &[&str]| {
            let done = crate::common::run(crate::common::obelus([&["keys"], what].concat()), b"");
            assert_eq!(done.code, 0, "{}", done.said());
        };
        let old = token(&vault, &bench.keys("support"), "ann@example.com", None);
        let old_id = bench.keys("support").tokens().key_id().to_owned();
        keys(&["rotate", "--key-file", &key]);
        let both = bench.keys("support");
        let new = token(&vault, &both, "ann@example.com", None);
        assert_ne!(new, old);
        for made in [&old, &new] {
            assert_eq!(opened(&vault, &both, made).as_deref(), Some("ann@example.com"));
        }
        keys(&["destroy", "--key-file", &key, "--yes", &old_id]);
        let left = bench.keys("support");
        assert_eq!(opened(&vault, &left, &old), None);
        assert_eq!(opened(&vault, &left, &new).as_deref(), Some("ann@example.com"));
        let line = zeroize::Zeroizing::new(b"ann@example.com".to_vec());
        let (erased, _) = vault.erase(&[both.tokens().clone()], &[line]).unwrap();
        assert_eq!((erased.subjects, erased.tokens), (2, 2), "of both key ids");
        assert_eq!(opened(&vault, &both, &new), None);
    }
}
