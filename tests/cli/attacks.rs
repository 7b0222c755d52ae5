//! Values in places where they are easily overlooked: none may get through with exit 0.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use common::{holds_none, obelus, run};

use crate::common;

/// Name, line, and what of it must not be in the output.
static CASES: &[(&str, &str, &str)] = &[
    ("an escaped @", r"mail ann.private\@example.com now", "ann.private"),
    ("a quoted local part in a string", r#"\"ann.private\"@example.com"#, "ann.private"),
    ("an escaped letter", r#"{"mail":"annpriv\u00e9e@example.com"}"#, "annpriv"),
    ("an escaped last letter", r#"{"mail":"annprivat\u00e9@example.com"}"#, "annprivat"),
    ("an escaped apostrophe", r#"{"mail":"annpriv\u0027brien@example.com"}"#, "annpriv"),
    ("a domain of numbers", "mail ann.private@126.163.example.com x", "ann.private"),
    ("an address no version can be", "version 198.51.100.77 ok", "198.51.100.77"),
    ("an address behind a v", "srv198.51.100.77 ok", "198.51.100.77"),
    ("an address behind a label", "client.198.51.100.77 ok", "198.51.100.77"),
    ("a client identifier", "uid 01:00:00:5e:00:53:c4 x", "00:00:5e:00:53:c4"),
    ("a word like bytes behind it", "00:00:5e:00:53:c4:failed", "00:00:5e:00:53:c4"),
    ("another separator behind it", "mac-00:00:5e:00:53:c4-added", "00:00:5e:00:53:c4"),
    ("a date before it", "2026-11-24-00:00:5e:00:53:c4 x", "00:00:5e:00:53:c4"),
    ("an escaped line end", r#""peers\n2001:db8::c4a7""#, "2001:db8::c4a7"),
    ("an escaped bracket", r#""\u003c2001:db8::c4a7\u003e""#, "2001:db8::c4a7"),
    ("a word like a group", "2001:db8:1:2:3:4:5:c4a7:failed", "c4a7"),
    ("a number in a file name", "ssn 536-22-8726_2.pdf", "536-22-8726"),
    ("a date before a number", "ssn 2026-11-24_536-22-8726", "536-22-8726"),
    ("a country in brackets", "call (+1) 212-555-0177 now", "555-0177"),
    ("another in brackets", "call (+44) 20 7946 0977 now", "7946 0977"),
    ("a time stamp before it", "2026-11-24 10:00:00 +0000 212-555-0177 now", "555-0177"),
    ("a card in a list", "paid 1.4111-1111-1111-1111 ok", "4111-1111"),
    ("a card of 15 digits in fours", "card 3782 8224 6310 005 x", "8224 6310"),
    ("wide separators", "card 4111 - 1111 - 1111 - 1111", "1111 - 1111"),
    ("a password behind a tab", "password:\tq7x6hunter", "q7x6hunter"),
    ("a password in a column", "password     = q7x6hunter", "q7x6hunter"),
    ("a password in an array", r#"{"password":["q7x6hunter"]}"#, "q7x6hunter"),
    ("a dumped array", "[password] => q7x6hunter", "q7x6hunter"),
    ("a form field", "user[password]=q7x6hunter", "q7x6hunter"),
    ("a repeated password", r#""password_confirmation"=>"q7x6hunter""#, "q7x6hunter"),
    ("a string in a string", r#"{\\\"password\\\":\\\"q7x6hunter\\\"}"#, "q7x6hunter"),
    ("doubled quotes", r#""{""password"":""q7x6hunter""}""#, "q7x6hunter"),
    ("an escape first", r#""password":"\u0026q7x6hunter""#, "q7x6hunter"),
    ("punctuation first", r#""password":",q7x6hunter""#, "q7x6hunter"),
    ("a kind of string", "{u'password': u'!q7x6hunter'}", "q7x6hunter"),
    ("a doubled quote in it", "password='ab''q7x6hunter'", "q7x6hunter"),
    ("an element", "<password>q7x6hunter</password>", "q7x6hunter"),
    ("a field behind it", "password: correcthorse user=x", "correcthorse"),
    ("a marker before it", "password=[PASSWORD]SECRETSECRET", "SECRETSECRET"),
    ("a variable before it", "password=${q7x6hunter}x", "q7x6hunter"),
    ("a token in an array", r#"{"token":["q7x8AbCdEf1234567890"]}"#, "q7x8AbCdEf"),
    ("a header in an array", r#""Authorization":["Basic q7x8AbCdEf1234567890"]"#, "q7x8AbCdEf"),
    ("a header in a string", r#""x\r\nAuthorization: Basic q7x8AbCdEf1234567890""#, "q7x8AbCdEf"),
    ("a session in a string", r#""a=1\u0026sid=q7x8AbCdEf1234567890""#, "q7x8AbCdEf"),
    ("a cookie in an array", r#""Cookie":["uid=q7x2canary"]"#, "q7x2canary"),
    ("a cookie in a hash", r#""HTTP_COOKIE"=>"uid=q7x2canary""#, "q7x2canary"),
    ("a cookie in a string", r#""Host: x\r\nCookie: uid=q7x2canary\r\n""#, "q7x2canary"),
    ("a cookie behind a tab", "Cookie:\tuid=q7x2canary", "q7x2canary"),
    ("many cookies", "Cookies: uid=q7x2canary", "q7x2canary"),
    (
        "an escape in a tag",
        r#"<code id="{&quot;password&quot;:&quot;q7x3secret&quot;}"></code>"#,
        "q7x3secret",
    ),
    (
        "an escape in a tag of a word",
        r#"a<b title="{&quot;password&quot;:&quot;q7x3secret&quot;}">c"#,
        "q7x3secret",
    ),
    (
        "an escape in the second tag of a word",
        r#"a<i><b title="uid&#61;x password&#61;q7x3secret">c"#,
        "q7x3secret",
    ),
    ("an escape in a comment", "<!-- password&#61;q7x3secret -->", "q7x3secret"),
    ("an escape in a comment of a word", "a<!-- password&#61;q7x3secret -->b", "q7x3secret"),
    ("an agent in an array", r#""User-Agent":["CanaryQ7x5/1.0"]"#, "CanaryQ7x5"),
    ("an agent in quotes", r#""GET / HTTP/1.1" 200 1 "-" "\"CanaryQ7x5/1.0\"""#, "CanaryQ7x5"),
    ("an agent behind a dash", r#""GET / HTTP/1.1" 200 1 "-" "-CanaryQ7x5/1.0""#, "CanaryQ7x5"),
    ("another scheme", "wss://example.com/s?uid=q7x4canary", "q7x4canary"),
    ("a quote in a path", "GET /it's?uid=q7x4canary HTTP/1.1", "q7x4canary"),
    ("a doubled question mark", "http://example.com/a??uid=q7x4canary", "q7x4canary"),
    ("a quote in a query", "GET /a?q=o'brien&uid=q7x4canary HTTP/1.1", "q7x4canary"),
    ("escaped quotes in a query", r#""GET /a?q=\"x\"&uid=q7x4canary HTTP/1.1""#, "q7x4canary"),
    ("escaped slashes", r#""http:\/\/example.com\/a?uid=q7x4canary""#, "q7x4canary"),
    ("an address as a user", "mysql://ann@corp:q7x3secret@localhost/db", "q7x3secret"),
    ("escaped slashes and a user", r"https:\/\/ann:q7x3secret@localhost\/", "q7x3secret"),
    ("a language before a number", "C++ 415-555-0177", "555-0177"),
    ("a grade before a number", "A+ (415) 555-0177", "555-0177"),
    ("a number in a list", "#1 1-415-555-0177", "555-0177"),
    ("a plus sign for a space", "?q=call+415-555-0177", "555-0177"),
    ("a word like base64 that is cut", "annprivatecanar=\n@example.com", "annprivatecanar"),
    ("a domain like base64 that is cut", "ann@annprivatecanary=\n.example.com", "annprivatecanary"),
    ("capitals like base64 that are cut", "AnnPrivateCanaryAndSonE=\n@example.com", "AnnPrivate"),
    ("a digit behind hexadecimal", "616e6e2e70726976617465406578616d706c652e636f6d7", "707269766174654065"),
    ("letters of two bytes in hexadecimal", "6a6fc3b6406dc3bc2e6465", "c3b6406dc3bc"),
    (
        "no six letters in a row in hexadecimal",
        "x 616e6e2ec3a92e6cc3a965406dc3bc2e636f6d0 y",
        "2e6cc3a965406dc3bc2e",
    ),
    ("digits around hexadecimal", "A616E6E2E70726976617465406578616D706C652E636F6D7", "70726976617465406578"),
    (
        "a long tag in an address",
        r#"ann.private<span style="font-family: Helvetica, Arial, sans-serif; font-size: 12px">@</span>example.com"#,
        "ann.private",
    ),
    ("a tag over two lines", "ann.private<span\nclass=\"x\">@</span>example.com", "ann.private"),
    ("groups in tags", "<b>4111</b> <b>1111</b> <i>1111</i> <b>1111</b>", "4111"),
    ("brackets beside tags", "call (<b>415</b>)<i> </i>555-0177", "555-0177"),
    ("a long number below a count", r#"{"count":{"email":12345678}}"#, "12345678"),
    ("a telephone number below a count", r#"{"count":{"phone":5550142}}"#, "5550142"),
    ("a place that is a word of a model", r#"{"location":"uri"}"#, "uri"),
    ("an object below an answer", r#"{"enabled":{"password":"hunter2xyz"}}"#, "hunter2xyz"),
    ("a number below an answer", r#"{"has":{"ssn":"536228726"}}"#, "536228726"),
    (
        "rows beside names of columns",
        r#"{"columnNames":["id","first_name"],"rows":[[1,"Annprivate"]]}"#,
        "Annprivate",
    ),
    ("rows beside columns", r#"{"columns":["id","first_name"],"data":[[1,"Annprivate"]]}"#, "Annprivate"),
    (
        "base64 in lines of forty",
        "kept:\nYW5uIGlzIG5vdCBoZXJlLCBidXQgeW91IG1heSB3\ncml0ZSBhZ2FpbiB0byBhbm4ucHJpdmF0ZUBleGFt\ncGxlLmNvbSBhbnkgZGF5IG5vdw==\n.",
        "cml0ZSBhZ2FpbiB0byBhbm4ucHJpdmF0ZUBleGFt",
    ),
    (
        "a mail with few fields",
        "Subject: x\nContent-Transfer-Encoding: base64\n\nYW5uIGlzIG5vdCBoZXJl\nLCBidXQgeW91IG1heSB3\ncml0ZSBhZ2FpbiB0byBh\nbm4ucHJpdmF0ZUBleGFt\ncGxlLmNvbSBhbnkgZGF5\nIG5vdw==",
        "bm4ucHJpdmF0ZUBleGFt",
    ),
    ("columns behind rows", r#"{"rows":[[1,"Annprivate"]],"fields":["id","first_name"]}"#, "Annprivate"),
    (
        "names in the first row",
        r#"{"range":"A1:B2","values":[["id","first_name"],["1","Annprivate"]]}"#,
        "Annprivate",
    ),
    (
        "a first row without all names",
        r#"{"values":[["",7,"first_name"],["1",2,"Annprivate"]]}"#,
        "Annprivate",
    ),
    ("questions in the first row", r#"{"values":[["id","First name?"],["1","Annprivate"]]}"#, "Annprivate"),
    (
        "a title before the names",
        r#"{"data":[["People"],["id","first_name"],["1","Annprivate"]]}"#,
        "Annprivate",
    ),
    (
        "other things between rows",
        r#"{"rows":[["id","first_name"],null,{"a":1},["1","Annprivate"]]}"#,
        "Annprivate",
    ),
    ("an object in a row", r#"{"rows":[["id","first_name"],[{"v":1},"Annprivate"]]}"#, "Annprivate"),
    (
        "columns that are no list",
        r#"{"columns":2,"rows":[["id","first_name"],[1,"Annprivate"]]}"#,
        "Annprivate",
    ),
    ("a list in a row", r#"{"columns":["id","first_name"],"data":[[[1,2],["Annprivate"]]]}"#, "Annprivate"),
    (
        "columns as objects",
        r#"{"fields":[{"type":"int","name":"id"},{"name":"first_name"}],"rows":[[1,"Annprivate"]]}"#,
        "Annprivate",
    ),
    (
        "a row of a chart",
        r#"{"cols":[{"label":"first_name"}],"rows":[{"c":[{"v":"Annprivate"}]}]}"#,
        "Annprivate",
    ),
    (
        "a later row and column of a chart",
        r#"{"cols":[{"id":"a"},{"label":"first_name"}],"rows":[{"c":[{"v":1},{"v":"x"}]},{"c":[null,{"v":"Annprivate","f":"y"}]}]}"#,
        "Annprivate",
    ),
    (
        "a row of cells",
        r#"{"columns":["id","first_name"],"rows":[{"cells":[1,"Annprivate"]}]}"#,
        "Annprivate",
    ),
    ("a header beside rows", r#"{"header":["id","ssn"],"data":[["a","Annprivate"]]}"#, "Annprivate"),
    (
        "columns with names of two levels",
        r#"{"columns":[["a","id"],["a","first_name"]],"index":[0],"data":[["x","Annprivate"]]}"#,
        "Annprivate",
    ),
    (
        "a list with a name in a row that has no columns",
        r#"{"columns":["a","b"],"rows":[{"first_name":["x","Annprivate"]}]}"#,
        "Annprivate",
    ),
    (
        "a list that is all there is",
        r#"[["id","first_name","email"],[1,"Annprivate","ann@example.com"],[2,"Bob"]]"#,
        "Annprivate",
    ),
    (
        "such a list over lines",
        "[\n [\"id\",\"first_name\"],\n [1,\"x\"],\n [2,\"Annprivate\"]\n]",
        "Annprivate",
    ),
    ("such a list with rows on lines", "[[\"first_name\",\"Phone #\"],\n[\"Annprivate\",1]]", "Annprivate"),
    ("a title in such a list", r#"[["People"],["id","first_name"],[1,"Annprivate"]]"#, "Annprivate"),
    ("one column in such a list", "[\n[\"first_name\"],\n[\"Annprivate\"]]", "Annprivate"),
    ("rows as lines", "[\"id\",\"first_name\"]\n\n{\"a\":1}\n[1,\"Annprivate\"]", "Annprivate"),
    (
        "rows as lines below a title",
        "[\"People\"]\n[\"id\",\"first_name\"]\n[1,\"Annprivate\"]",
        "Annprivate",
    ),
    ("a table that is called anything", r#"{"Sheet1":[["id","first_name"],[1,"Annprivate"]]}"#, "Annprivate"),
    ("a table in lists", r#"{"a":[[["first_name","age"],["Annprivate",3]]]}"#, "Annprivate"),
    ("a list in a string", r#"{"x":"[[\"id\",\"first_name\"],[1,\"Annprivate\"]]"}"#, "Annprivate"),
    (
        "columns as lists",
        r#"{"majorDimension":"COLUMNS","values":[["id",1],["first_name","Annprivate"]]}"#,
        "Annprivate",
    ),
    (
        "columns as lists that are said to be so later",
        r#"{"values":[["id",1],["first_name","Annprivate"]],"majorDimension":"COLUMNS"}"#,
        "Annprivate",
    ),
    (
        "columns in a schema, and values in objects",
        r#"{"schema":{"fields":[{"name":"id"},{"name":"first_name"}]},"rows":[{"f":[{"v":1},{"v":"Annprivate"}]}]}"#,
        "Annprivate",
    ),
    (
        "columns in an object that says how many rows there are",
        r#"{"resultSetMetaData":{"numRows":1,"rowType":[{"name":"ID"},{"name":"FIRST_NAME"}]},"data":[["1","Annprivate"]]}"#,
        "Annprivate",
    ),
    (
        "columns behind rows",
        r#"{"rows":[[1,"Annprivate"]],"metadata":{"columns":["id","first_name"]}}"#,
        "Annprivate",
    ),
    (
        "columns that are called otherwise",
        r#"{"meta":[{"name":"id","type":"UInt8"},{"name":"first_name","type":"String"}],"data":[[1,"Annprivate"]],"rows":1}"#,
        "Annprivate",
    ),
    (
        "values in objects that say their kind",
        r#"{"columnMetadata":[{"name":"id"},{"name":"first_name"}],"records":[[{"isNull":true},{"stringValue":"Annprivate"}]]}"#,
        "Annprivate",
    ),
    (
        "rows and values in objects, below a row of names",
        r#"{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"id"},{"VarCharValue":"first_name"}]},{"Data":[{"VarCharValue":"1"},{"VarCharValue":"Annprivate"}]}]}}"#,
        "Annprivate",
    ),
    (
        "such a row beside columns",
        r#"{"Rows":[{"Data":[{"S":"id"},{"S":"first_name"}]},{"Data":[{"S":"1"},{"S":"Annprivate"}]}],"M":{"ColumnInfo":[{"Name":"id"},{"Name":"first_name"}]}}"#,
        "Annprivate",
    ),
    (
        "a row in an object beside what it says of it",
        r#"{"results":[{"columns":["id","first_name"],"data":[{"row":[1,"Annprivate"],"meta":[null,null]}]}]}"#,
        "Annprivate",
    ),
    ("one row beside columns", r#"{"columns":["id","first_name"],"row":["1","Annprivate"]}"#, "Annprivate"),
    ("one row as data", r#"{"fields":["id","first_name"],"data":["1","Annprivate"]}"#, "Annprivate"),
    ("pairs", r#"{"x":[["city","bonn"],["first_name","Annprivate"]]}"#, "Annprivate"),
    ("pairs that are a line", r#"[["first_name","Annprivate"],["city","Bonn"],["x","y"]]"#, "Annprivate"),
    ("items beside columns", r#"{"columns":["id","first_name"],"items":[[1,"Annprivate"]]}"#, "Annprivate"),
    ("a name with a sign", r##"{"rows":[["#","Name (full)"],[1,"Annprivate"]]}"##, "Annprivate"),
    (
        "a table in a string",
        r#"{"x":"{\"columns\":[\"id\",\"first_name\"],\"index\":[0],\"data\":[[1,\"Annprivate\"]]}"}"#,
        "Annprivate",
    ),
];

fn gets_nothing(name: &str, input: &[u8], value: &[u8]) {
    let run = run(obelus(["redact", "--quiet", "-"]), input);
    if run.code == 0 {
        holds_none(name, &run.stdout, &[value]);
    }
}

#[test]
fn no_value_gets_through() {
    for (name, line, value) in CASES {
        gets_nothing(name, format!("{line}\n").as_bytes(), value.as_bytes());
    }
}

/// Answers, and values of columns that hold nothing, are no values of a person.
#[test]
fn what_only_looks_like_a_value_stays() {
    for line in [
        r#"{"verified":{"email":true,"phone":"no"},"count":{"email":12}}"#,
        r#"{"columns":["id","email"],"data":[[1,null],[2,""]],"rows":["x"]}"#,
        r#"{"columns":3,"data":[[1,"a"]]}"#,
        r#"{"columns":["id"],"data":[{"first":"x"}]}"#,
        r#"{"columns":["id","email"],"rows":[{"c":["x"]},{"tags":["x","y"]}]}"#,
        r#"{"count":{"email":1204,"name":1234567}}"#,
        r#"{"location":"querystring","members":{"a":{"location":"uri","locationName":"b"}}}"#,
        r#"{"env":{"CC":"clang"},"matrix":[{"cc":"gcc"}]}"#,
        r#"{"meta":{"total":3},"rows":[{"tags":["x"]}]}"#,
        r#"{"columns":["id","email"],"row":["x"],"x":{"fields":["email"],"rows":[]},"data":[["y"]]}"#,
        r#"{"params":["-p","x"],"path":"/var/lib/x"}"#,
        r#"{"types":[["name","string"],["city","varchar(20)"],["age","INT"]]}"#,
        // Words, pairs, conditions and lists of names, not tables.
        r#"{"data":[["the","cat","name"],["sat","on","Mat"]]}"#,
        r#"[["the","cat","name"],["sat","on","Mat"]]"#,
        "[\"the\",\"cat\",\"name\"]\n[\"sat\",\"on\",\"Mat\"]",
        r#"{"words":[["Hello",",","name"],["is","Bob","."]]}"#,
        r#"{"order":[["name","ASC"],["id","DESC"]]}"#,
        r#"[["name","ASC"],["id","DESC"]]"#,
        r#"{"fields":[["name","string"],["age","int"]]}"#,
        r#"{"filters":[["name","=","Foo"],["email","in",["X"]]]}"#,
        r#"{"unique":[["name","city"],["email","phone"]]}"#,
        r#"{"unique":[["email"],["Phone"]]}"#,
        r#"{"e":[["name","Dani"],["age",28]]}"#,
        r#"{"e":[["name","email",1],["Phone","X",2]]}"#,
        r#"{"e":[["name","email"],["Phone","X"],"y"]}"#,
        r#"{"e":[["name","email"],["Phone","X","y"]]}"#,
        "<b>call</b> <b>me</b> at 9",
        "a <b\nclass=x>bold</b> word",
        "C++ 11, A+ (9) and #1 1-2",
    ] {
        let done = run(obelus(["redact", "--quiet", "-"]), format!("{line}\n").as_bytes());
        assert_eq!(String::from_utf8_lossy(&done.stdout), format!("{line}\n"), "{}", done.said());
    }
}

#[test]
fn what_is_too_long_is_no_success() {
    let long = "x".repeat(2500);
    let mail = format!("mail annprivate.{long}@example.com\n");
    gets_nothing("a long local part", mail.as_bytes(), b"annprivate");
    let path = format!("GET /{long}?uid=q7x4canary HTTP/1.1\n");
    gets_nothing("a long path", path.as_bytes(), b"q7x4canary");
    let user = format!("https://ann:q7x3secret{}@localhost/\n", &long[..1000]);
    gets_nothing("a long password", user.as_bytes(), b"q7x3secret");
    let masked = format!("password={}q7x6hunter\n", &long[..64]);
    gets_nothing("a mask and more", masked.as_bytes(), b"q7x6hunter");
}

#[test]
fn utf_32_is_read_as_what_it_is() {
    let text = "mail ann.private@example.com and more of the same\n";
    let little: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let marked = [&[0, 0, 0xfe, 0xff][..], &big].concat();
    for input in [little, big, marked] {
        let done = run(obelus(["redact", "--quiet", "-"]), &input);
        let narrow: Vec<u8> = done.stdout.iter().copied().filter(|b| b.is_ascii() && *b != 0).collect();
        assert_eq!(done.code, 0, "{}", done.said());
        assert_eq!(String::from_utf8_lossy(&narrow), "mail [EMAIL_ADDRESS] and more of the same\n");
        assert_eq!(done.stdout.len() % 4, 0, "it is still UTF-32");
    }
}

/// What is written of `text`, wherever a frame ends.
fn redacted_in_any_frames(format: &str, text: &str) -> String {
    let [out, cut] = ["1000", "1"].map(|frame| {
        let how =
            ["redact", "--policy", "builtin:strict", "--frame-size", frame, "--input-format", format, "-"];
        String::from_utf8(run(obelus(how), text.as_bytes()).stdout).unwrap()
    });
    assert_eq!(out, cut, "{format}");
    out
}

/// Commands as lists of arguments, by fields and in text.
#[test]
fn passwords_go_from_lists_of_arguments() {
    let redact = redacted_in_any_frames;
    let list = r#"{"args":["app","--db-password","Zqx7hunter2","-v","--host","web"],"n":1}"#;
    for (format, text) in [
        ("jsonl", list.to_owned()),
        ("json", list.replace(',', ",\n  ")),
        ("text", list.to_owned()),
        ("jsonl", format!("{{\"inner\":{:?}}}", list)),
        ("jsonl", list.replace("\"n\":1", r#""inner":"{\"b\":1}""#)),
        ("yaml", "args:\n- --host\n- web\n- --db-password\n- Zqx7hunter2\n- -v\n".to_owned()),
        (
            "yaml",
            "a:\n  - app\n  - \"--db-password\"\n  - 'Zqx7hunter2'\n  - --token\n  -\n    Zqx7hunter2\n"
                .to_owned(),
        ),
        ("csv", "id,cmd\n1,\"mysql -p\"\"Zqx7hunter2\"\" shop\"\n".to_owned()),
        ("text", "id,cmd\n1,\"mysql -p\"\"Zqx7hunter2\"\" shop\"\n".to_owned()),
        ("text", "mysql \\\n  --user root \\\n  --password \\\n  Zqx7hunter2\n".to_owned()),
    ] {
        let out = redact(format, &text);
        assert!(!out.contains("hunter2") && out.contains("[PASSWORD]"), "{format}: {out}");
        assert!(!text.contains("web") || out.contains("web"), "{format}: {out}");
    }
    assert_eq!(
        redact("jsonl", r#"{"a":["--password","-v","x"],"b":["--password"],"c":"web"}"#),
        "{\"a\":[\"--password\",\"-v\",\"x\"],\"b\":[\"--password\"],\"c\":\"web\"}"
    );
}

/// The same where the program says which argument is one, wherever it stands in the command.
#[test]
fn passwords_go_from_lists_of_arguments_by_their_program() {
    let far = format!("\"--host\",\"{}.example.com\"", "x".repeat(60));
    for (format, text) in [
        ("jsonl", r#"["mysql","-u","root","-pZqx7hunter2"]"#.to_owned()),
        ("jsonl", r#"["mysql","-u","root","-pZqx7 hunter2"]"#.to_owned()),
        ("jsonl", r#"["sshpass","-p","Zqx7\"hunter2","ssh","ops"]"#.to_owned()),
        ("jsonl", r#"["curl","-u","ann:Zqx7hunter2","https://example.com/"]"#.to_owned()),
        ("jsonl", r#"["sh","-c","mysql -pZqx7hunter2"]"#.to_owned()),
        ("jsonl", r#"["docker","exec","-it","db","mysql","-pZqx7hunter2"]"#.to_owned()),
        ("jsonl", format!(r#"["docker","login",{far},"-p","Zqx7hunter2"]"#)),
        ("jsonl", format!(r#"["/usr/bin/mysql",{far},"-pZqx7hunter2"]"#)),
        ("jsonl", r#"{"args":["-u","root","-pZqx7hunter2"],"command":["mysql"]}"#.to_owned()),
        ("jsonl", r#"{"command":"redis-cli","args":["-a","Zqx7hunter2"]}"#.to_owned()),
        ("json", r#"{"Entrypoint":["mysqladmin"],"n":{"a":1},"Cmd":["-pZqx7hunter2"]}"#.to_owned()),
        ("jsonl", r#"{"x":"{\"argv\":[\"redis-cli\",\"-a\",\"Zqx7hunter2\"]}"}"#.to_owned()),
        ("json", r#"["mysql","-u","root","-pZqx7hunter2"]"#.to_owned()),
        ("json", "[\n\"redis-cli\",\n\"-a\",\n\"Zqx7hunter2\", 6\n] [\"x\"]\n{\"a\":1}".to_owned()),
        ("json", r#"["a"] ["redis-cli","-a","Zqx7hunter2",{"b":["c"]}]"#.to_owned()),
        ("jsonl", r#"{"bin":"mysql","args":["-u","root","-pZqx7hunter2"]}"#.to_owned()),
        ("jsonl", r#"{"process":"redis-cli","argv":["-a","Zqx7hunter2"]}"#.to_owned()),
        ("jsonl", r#"{"tool":"redis-cli","params":["-a","Zqx7hunter2"]}"#.to_owned()),
        ("yaml", "command: mysql\nparameters: [-u, root, -pZqx7hunter2]\n".to_owned()),
        ("csv", "id,cmd\n1,\"[\"\"redis-cli\"\",\"\"-a\"\",\"\"Zqx7hunter2\"\"]\"\n".to_owned()),
        ("yaml", "command:\n  - mysql\n  - -u\n  - root\n  - \"-pZqx7 hunter2\"\n".to_owned()),
        ("yaml", "- args:\n  - -u\n  - root\n  - -pZqx7hunter2\n  command:\n  - mysql\n- b: c\n".to_owned()),
        ("yaml", "- args: [-a, Zqx7hunter2]\n  command: [redis-cli]\n".to_owned()),
        ("yaml", "command: [\"redis-cli\", \"-h\",\n   web, \"-a\",\n   Zqx7hunter2]\n".to_owned()),
        ("yaml", "entrypoint: redis-cli\nn: 1\ncommand:\n- -a\n- Zqx7hunter2\n".to_owned()),
        // Another command between the two, what runs a program, a sign at the end, and options in a row.
        ("yaml", "command: mysql\na:\n  path: x\nargs: [-pZqx7hunter2]\n".to_owned()),
        ("yaml", "args:\n- -pZqx7hunter2\na:\n  command: [x]\n  args: [y]\ncommand: [mysql]\n".to_owned()),
        ("jsonl", format!(r#"["sudo","-u","ops","mysqldump",{far},"-pZqx7hunter2","shop"]"#)),
        ("jsonl", r#"["sshpass","-p","Zqx7hunter2\\","ssh"]"#.to_owned()),
        ("yaml", "command:\n- sshpass\n- -p\n- Zqx7hunter2\\\n- ssh\n".to_owned()),
        ("jsonl", r#"{"command":"mysql","args":"-u root -pZqx7hunter2"}"#.to_owned()),
        ("yaml", "entrypoint: sshpass\ncommand: -v -p Zqx7hunter2 ssh\n".to_owned()),
    ] {
        let out = redacted_in_any_frames(format, &text);
        assert!(!out.contains("hunter2") && out.contains("[PASSWORD]"), "{format}: {out}");
    }
    for (format, text) in [
        ("jsonl", r#"["docker","run","-p","8080:80","web"]"#),
        ("jsonl", r#"["mkdir","-p","/var/lib/mongo"]"#),
        ("json", r#"["mkdir","-p","/var/lib/mongo"] ["redis-cli"] ["-a","x1y2"]"#),
        ("json", r#"["redis-cli",{"x":["-v"]},"-a","x1y2"]"#),
        ("jsonl", r#"{"a":{"command":"mysql"},"b":{"args":["-path","-p"]},"c":["x","-pretty"]}"#),
        ("yaml", "command: mkdir\nargs:\n- -p\n- /var/lib/mysql\n"),
        ("yaml", "- command: mysql\n- args:\n  - -pretty\n"),
    ] {
        assert_eq!(redacted_in_any_frames(format, text), text, "{format}");
    }
}

/// Scalars of YAML over lines are one command, and members of flow mappings make up one.
#[test]
fn passwords_go_from_commands_however_yaml_writes_them() {
    for text in [
        "command: docker login -u ann\n  -p Zqx7hunter2\n",
        "command: \"docker login -u ann\n  -p\n  Zqx7hunter2\"\n",
        "command: >\n  redis-cli\n  -a\n  Zqx7hunter2\n",
        "command: |\n  redis-cli \\\n    -a \\\n    Zqx7hunter2\n",
        "args:\n  - >-\n    docker login -u ann\n    -p Zqx7hunter2\n    registry.example.com\n",
        "command: redis-cli\nargs:\n- -a\n- >-\n  Zqx7hunter2\n",
        "command: [docker, login]\nargs:\n- -p Zqx7hunter2\n",
        "{command: mysql, args: [-u, root, -pZqx7hunter2]}\n",
        "a: {b: [{name: c, command: [mysql], args: [\"-u\", \"root\", \"-pZqx7hunter2\"]}]}\n",
        "a:\n  - {name: x, args: [-a, Zqx7hunter2], command: redis-cli}\n",
        "a: {command: [redis-cli],\n  args: [-a,\n   Zqx7hunter2]}\n",
        "a: {x: [1],\n  b: 2,\n  command: redis-cli,\n  c: 3,\n  args: [-a,\n   Zqx7hunter2\n]}\n",
        "a: {args: [--db-password, Zqx7hunter2]}\n",
    ] {
        let out = redacted_in_any_frames("yaml", text);
        assert!(!out.contains("hunter2") && out.contains("[PASSWORD]"), "{out}");
    }
    for text in [
        // Lines that are commands of their own, members of two mappings, and a list that is not at the end of its member.
        "run: |\n  mongo x\n  mkdir -p foo1\n",
        "- {command: redis-cli}\n- {args: [-a, web1]}\n",
        "a: {command: redis-cli, args: {b: [-a, web1]}}\n",
        "run: >\n  docker login && docker run\n  -p web1\n",
    ] {
        assert_eq!(redacted_in_any_frames("yaml", text), text);
    }
}

/// Arguments that are empty, numbers, or begin like options.
#[test]
fn passwords_go_whatever_arguments_they_look_like() {
    for (format, text) in [
        ("jsonl", r#"["docker","login","-u","ann","-p","-Zqx7hunter2"]"#),
        ("yaml", "command:\n- docker\n- login\n- -p\n- \"-Zqx7hunter2\"\n"),
        ("jsonl", r#"["docker","login","-u","ann","-p","710204719"]"#),
        ("yaml", "command: [docker, login, -u, ann, -p, 710204719]\n"),
        ("jsonl", r#"{"cmd":["aws","configure","set","aws_secret_access_key","Zqx7hunter2"]}"#),
        ("jsonl", r#"{"args":["user","ann","Zqx7hunter2","/add"],"program":"net"}"#),
    ] {
        let out = redacted_in_any_frames(format, text);
        assert!(!out.contains("hunter2") && !out.contains("710204719"), "{format}: {out}");
    }
    for (format, text) in [
        ("jsonl", r#"["redis-cli","-a","","ping"]"#),
        ("yaml", "command: [redis-cli, -a,\n  \"\",\n  ping]\n"),
        ("yaml", "command:\n- redis-cli\n- -a\n- ''\n- ping\n"),
        ("text", "redis-cli -a \"\" ping\n"),
        ("jsonl", r#"["mongo","-u","app","-p","--authenticationDatabase","admin"]"#),
        ("jsonl", r#"["tar","-x","-longer-option"]"#),
    ] {
        assert_eq!(redacted_in_any_frames(format, text), text, "{format}");
    }
}
