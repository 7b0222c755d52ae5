//! `policy diff`: whatever lets more out is told, and with `--fail-on-more` the exit code says so.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common;

use common::{directory, obelus, run, text};

const BASE: &str = "schema = 1\ntitle = 'T'\nversion = '1'\ndefault_clause = '0'\n\
    [[state]]\nid = 'out'\ntitle = 'O'\nkind = 'deny'\ninfo_type = 'EMAIL_ADDRESS'\n\
    [[state]]\nid = 'vip'\ntitle = 'V'\nkind = 'deny'\ninfo_type = 'EMAIL_ADDRESS'\n\
    [[region]]\nid = 'eu'\ntitle = 'E'\ncountries = ['DE', 'FR']\n\
    [[category]]\nid = 'c'\ntitle = 'C'\ninfo_types = ['EMAIL_ADDRESS', 'IPV4_ADDRESS', 'GOVERNMENT_ID']\n\
    [[category]]\nid = 'd'\ntitle = 'D'\ninfo_types = ['PHONE_NUMBER']\n\
    [[source]]\nid = 's'\npaths = ['*.csv', '*.log']\ncategories = ['c', 'd']\nsubject = 'id'\ncountry = 'DE'\nstates = { out = 'opt_out' }\n\
    [source.fields]\nid = 'none'\nnotes = 'none'\ncode = 'US_SOCIAL_SECURITY_NUMBER'\n\
    [[recipient]]\nid = 'r'\ntitle = 'R'\nbasis = 'required'\nobligations = ['delete it']\nunclassified = 'scan'\n\
    [[free_text]]\nto = ['r']\nsources = ['s']\nfree_text = 'redact'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['EMAIL_ADDRESS']\nunless = ['out']\naction = { name = 'mask', keep_last = 2 }\nclause = '1'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['EMAIL_ADDRESS']\nwhen = ['vip']\naction = 'redact'\nclause = '1'\n\
    [[rule]]\nto = ['r']\ninfo_types = ['IPV4_ADDRESS']\nwhen = ['eu']\naction = 'redact'\nclause = '1'\n\
    [[record]]\nto = ['r']\nunless = ['out']\nclause = '1'\n\
    [[record]]\nto = ['r']\nsources = ['s']\nfields = ['id', 'notes']\nclause = '1'\n";

struct Place(PathBuf);

impl Place {
    fn file(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.0.join(name), text).unwrap();
        self.0.join(name)
    }

    /// What is said of the way from one policy to the other, and the exit code.
    fn diff(&self, before: &str, now: &str, samples: &[&Path]) -> (String, i32) {
        let (before, now) = (self.file("before.toml", before), self.file("now.toml", now));
        let mut how = vec!["policy", "diff", text(&before), text(&now), "--fail-on-more"];
        if !samples.is_empty() {
            how.push("--sample");
            how.extend(samples.iter().map(|sample| text(sample)));
        }
        let done = run(obelus(how), b"");
        (format!("{}{}", String::from_utf8_lossy(&done.stdout), done.said()), done.code)
    }
}

#[test]
fn every_way_to_let_more_out_is_told() {
    let place = Place(directory("diff"));
    let (said, code) = place.diff(BASE, BASE, &[]);
    assert_eq!((said.as_str(), code), ("nothing changes for any recipient\n", 0));
    for (what, was, is) in [
        ("a stated basis", "basis = 'required'\n", ""),
        ("an obligation", "obligations = ['delete it']\n", ""),
        ("text of a source", "free_text = 'redact'\n", "free_text = 'scan'\n"),
        ("the subject of a source", "subject = 'id'\n", ""),
        ("the country of a source", "country = 'DE'", "country = 'US'"),
        ("a field that says a state", "states = { out = 'opt_out' }\n", ""),
        ("paths", "paths = ['*.csv', '*.log']", "paths = ['*.csv']"),
        ("a country of a region", "countries = ['DE', 'FR']", "countries = ['FR']"),
        ("the order of categories", "categories = ['c', 'd']", "categories = ['d']\notherwise = 'c'"),
        ("a mask", "keep_last = 2", "keep_last = 5"),
        ("a condition", "unless = ['out']\naction", "unless = ['vip']\naction"),
        ("the type of a field", "code = 'US_SOCIAL_SECURITY_NUMBER'", "code = 'PHONE_NUMBER'"),
        ("a field that holds nothing", "code = 'US_SOCIAL_SECURITY_NUMBER'", "code = 'none'"),
        ("fields that leave", "fields = ['id', 'notes']", "fields = ['id', 'notes', 'code']"),
        ("a rule for records", "[[record]]\nto = ['r']\nunless = ['out']\nclause = '1'\n", ""),
        (
            "a type in a category of a general one",
            "[[record]]\nto = ['r']\nunless",
            "[[rule]]\nto = ['r']\ninfo_types = ['US_SOCIAL_SECURITY_NUMBER']\naction = 'keep'\nclause = '1'\n[[record]]\nto = ['r']\nunless",
        ),
        (
            "a type in no category",
            "[[record]]\nto = ['r']\nunless",
            "[[rule]]\nto = ['r']\ninfo_types = ['MAC_ADDRESS']\naction = 'keep'\nclause = '1'\n[[record]]\nto = ['r']\nunless",
        ),
        (
            "a published value",
            "[[record]]\nto = ['r']\nunless",
            "[[published]]\ninfo_type = 'EMAIL_ADDRESS'\nvalues = ['a@example.com']\nclause = '1'\n[[record]]\nto = ['r']\nunless",
        ),
    ] {
        let now = BASE.replacen(was, is, 1);
        assert_ne!(now, BASE, "{what}");
        let (said, code) = place.diff(BASE, &now, &[]);
        assert_eq!(code, 1, "{what}: {said}");
    }
    // A detector of the policy's own that is gone, or that takes the place of one that is shipped.
    fs::create_dir_all(place.0.join("rules/own")).unwrap();
    place.file("rules/own/badge.toml", "id = 'own.badge'\ninfo_type = 'EMPLOYEE_ID'\ntitle = 'badge'\n[match]\npattern = 'BADGE-[0-9]{6}'\n[confidence]\nbase = 90\n");
    let with = BASE.replacen("default_clause", "rules = ['rules']\ndefault_clause", 1);
    let (said, code) = place.diff(&with, BASE, &[]);
    assert!(code == 1 && said.contains("detector own.badge"), "{said}");
}

#[test]
fn what_leaves_of_samples_is_counted_by_value_and_by_byte() {
    let place = Place(directory("diff-sample"));
    let head = "schema = 1\ntitle = 'T'\nversion = '1'\ndefault_clause = '0'\n[[category]]\nid = 'c'\ntitle = 'C'\n\
                info_types = ['EMAIL_ADDRESS', 'IPV4_ADDRESS']\neverywhere = ['*']\n[[recipient]]\nid = 'r'\ntitle = 'R'\nunclassified = 'scan'\n";
    let rule = |info_type: &str, action: &str| {
        format!("[[rule]]\nto = ['r']\ninfo_types = ['{info_type}']\naction = '{action}'\nclause = '1'\n")
    };
    let table = place.file(
        "a.csv",
        "user_id,notes\n1,mail ann@example.com\n2,from 192.0.2.7\n3,ann@example.com at 192.0.2.7\n",
    );
    let swapped = (
        head.to_owned() + &rule("EMAIL_ADDRESS", "redact") + &rule("IPV4_ADDRESS", "keep"),
        head.to_owned() + &rule("EMAIL_ADDRESS", "keep") + &rule("IPV4_ADDRESS", "redact"),
    );
    let (said, _) = place.diff(&swapped.0, &swapped.1, &[&table]);
    let more = said.split_once("More of the samples leaves:\n").unwrap().1;
    assert!(more.contains("EMAIL_ADDRESS in field `notes`: 2 of 2 leave as they are (before: 0)"), "{said}");
    // Lines in which nothing is found leave too.
    let log = place.file("a.log", "nothing to be found here\n");
    let whole = head.replace("unclassified = 'scan'\n", "free_text = 'redact'\n");
    let rules = rule("EMAIL_ADDRESS", "redact") + &rule("IPV4_ADDRESS", "redact");
    let (said, code) = place.diff(&(whole + &rules), &(head.to_owned() + &rules), &[&log]);
    assert!(code == 1 && said.contains("bytes: 25 of 25 leave as they are (before: 1)"), "{said}");
}
