//! Texts of elements of HTML in text of any kind: a value ends where its element does.

use crate::common;

use common::{obelus, run};

const SECRET: &str = "Kx9!vTq2Lm";

fn redacted(format: &str, input: &str) -> String {
    let done = run(obelus(["redact", "--quiet", "--input-format", format, "-"]), input.as_bytes());
    assert_eq!(done.code, 0, "{input}: {}", done.said());
    String::from_utf8(done.stdout).unwrap()
}

const SENTENCES: [&str; 12] = [
    "Created user ann with password X",
    "pass: X",
    "pw: X",
    "login: admin / X",
    "credentials: admin/X",
    "the passcode is X",
    "psk=X",
    "wifi password X",
    "/prod/db/password X",
    "user admin, password X",
    "username ann password X",
    "requirepass X",
];

#[test]
fn values_end_before_tags() {
    for sentence in SENTENCES {
        for (before, behind) in [
            ("<p>", "</p>"),
            ("<p class=\"note\">", ".</p>"),
            ("", "<br>"),
            ("<td>x</td><td>", "</td><td>y</td>"),
            ("<li>", "</li>"),
            ("Hello.<br/>", "<br/>Bye."),
            ("<div>", "<div>x</div></div>"),
            ("<b>", "</b>"),
        ] {
            let html = format!("{before}{sentence}{behind}\n");
            let (input, wanted) = (html.replace('X', SECRET), html.replace('X', "[PASSWORD]"));
            for format in ["html", "text"] {
                let made = redacted(format, &input);
                // In text a value with a colon or an equals sign goes on up to the next blank.
                let is_same = format == "html";
                assert!(!made.contains(SECRET), "{format}: {made}");
                assert!(
                    !is_same || made.replace(".</p>", "</p>") == wanted.replace(".</p>", "</p>"),
                    "{made}"
                );
                assert_eq!(redacted(format, &made), made, "a second run changes nothing");
            }
            let json = |text: &str| format!("{}\n", serde_json::json!({ "n": 1, "body": text }));
            assert!(!redacted("json", &json(&input)).contains(SECRET), "{input}");
        }
    }
}

/// What stands behind the tag stays, and the tag is whole.
#[test]
fn values_are_cut_before_tags() {
    for sentence in ["Password: X", "password=X", "The password is X", "pass: X", "api_key: X"] {
        for behind in [
            "<br>Regards, the team</p>",
            "</p><p>Regards</p>",
            "</td><td class=\"x\">y</td>",
            "</p >",
            "</h1>",
        ] {
            let html = format!("<p>{sentence}{behind}\n");
            let input = html.replace('X', "Kx9vTq2LmKx9vTq2Lm");
            for format in ["html", "text"] {
                let made = redacted(format, &input);
                let is_whole = [("X", "[PASSWORD]"), ("X", "[AUTH_TOKEN]")]
                    .iter()
                    .any(|(a, b)| made == html.replace(a, b));
                assert!(is_whole, "{format}: {made}");
                assert_eq!(redacted(format, &made), made, "a second run changes nothing");
            }
        }
    }
}

#[test]
fn what_says_no_value_stays() {
    let text = "<p>Forgot your password?</p><li>Reset password</li>\n\
                <h2>Password policy</h2><div>Your password was changed.</div><p>Password required</p>\n\
                let map: HashMap<String, Vec<u8>> = a -> b; if a<b && c>d { password }\n";
    for format in ["html", "text"] {
        assert_eq!(redacted(format, text), text);
    }
}
