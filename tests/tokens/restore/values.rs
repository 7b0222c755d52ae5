//! Surrogates that look like values come back by the policy that made them.

use std::fs;

use super::*;

const BY_FIELDS: &str = "schema = 1\ntitle = 'T'\nversion = '1'\n\
    [[recipient]]\nid = 'support'\ntitle = 'S'\nunclassified = 'scan'\n\
    [[rule]]\nto = ['support']\norigin = 'house'\naction = 'format_preserving'\n\
    info_types = ['CREDIT_CARD_NUMBER', 'PHONE_NUMBER', 'FINANCIAL_ACCOUNT_NUMBER']\n\
    [[rule]]\nto = ['support']\norigin = 'house'\naction = 'ip_pseudonym'\n\
    info_types = ['IP_ADDRESS', 'IPV6_ADDRESS']\n\
    [[rule]]\nto = ['support']\norigin = 'house'\ninfo_types = ['EMAIL_ADDRESS']\n\
    action = { name = 'reversible_token', restores = 'exact' }\n";

const TABLE: &str = "id,phone,card_number,client_ip,email,account_number,note\n\
    1,+1 212 555 0142,4111-1111-1111-1111,192.0.2.17,Ann@example.com,12345678,\"a, b\"\n\
    2,(212) 555-0177,5105105105105100,2001:db8::17,,0012345678,none\n\
    3,,,,bob@example.com,,\n";

const JSON: &str = r#"[{"phone": "+44 20 7946 0958", "account_number": 123456789,
  "in": [{"client_ip": "198.51.100.7"}], "s": "{\"card_number\":\"4111111111111111\"}"}]"#;

#[test]
fn they_come_back_in_the_fields_where_the_policy_wrote_them() {
    let place = Place::seeded("values", 41);
    fs::write(place.path("policy.toml"), BY_FIELDS).unwrap();
    let policy = place.path("policy.toml");
    for (name, input, count) in [("a.csv", TABLE, 10), ("a.json", JSON, 4)] {
        let made = place.tokens(name, input.as_bytes(), "support");
        let card = if name == "a.csv" { "4111-1111-1111-1111" } else { "4111111111111111" };
        let addresses = ["192.0.2.17", "2001:db8::17", "198.51.100.7"];
        for value in [card, "555 0142", "555-0177", "5105105105105100", "7946 0958", "12345678"]
            .iter()
            .chain(&addresses)
        {
            assert!(memchr::memmem::find(&made, value.as_bytes()).is_none(), "{name}: {value}");
        }
        let by_policy = [ALL, &["--policy", text(&policy)]].concat();
        for more in [&["--threads", "1"][..], &["--threads", "3", "--frame-size", "64"]] {
            let done = place.restore(name, &made, &[&by_policy, more].concat());
            assert_eq!(done.code, 0, "{name}: {}", done.said());
            assert_eq!(String::from_utf8_lossy(&done.stdout), input, "{name}");
        }
        let outcome = place.records().pop().unwrap();
        let revealed = outcome["revealed"].as_object().unwrap().values();
        assert_eq!(revealed.filter_map(Value::as_u64).sum::<u64>(), count, "{outcome}");
        // Without the policy nothing says that they are surrogates; with it, only what is allowed comes back.
        let done = place.restore(name, &made, ALL);
        assert_eq!(done.code, 0, "{name}: {}", done.said());
        assert!(memchr::memmem::find(&done.stdout, card.as_bytes()).is_none());
        let allowed = ["--allow", "card", "--policy", text(&policy)];
        let done = place.restore(name, &made, &allowed);
        let shows = |value: &str| memchr::memmem::find(&done.stdout, value.as_bytes()).is_some();
        let others = addresses.iter().any(|address| shows(address)) || shows("@example");
        assert!(done.code == 0 && shows(card) && !others, "{}", done.said());
        let counted = place.restore(
            name,
            &made,
            &["--allow", "card,phone,ip", "--max-count", "2", "--policy", text(&policy)],
        );
        assert!(counted.code == 6 && counted.stdout.is_empty(), "{}", counted.said());
    }
    let done = place.restore("a.csv", b"phone\n1\n", &[ALL, &["--policy", "builtin:strict"]].concat());
    assert!(done.code == 2 && done.stdout.is_empty(), "{}", done.said());
}
