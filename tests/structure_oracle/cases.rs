//! Good and bad pairs. The notation is explained in `structure_oracle.rs`.

/// One pair.
pub struct Case {
    pub text: &'static str,
    pub options: &'static [&'static str],
    /// What the message says; `None` when the pair is good.
    pub fault: Option<&'static str>,
}

const fn good(options: &'static [&'static str], text: &'static str) -> Case {
    Case { text, options, fault: None }
}

const fn bad(options: &'static [&'static str], text: &'static str, fault: &'static str) -> Case {
    Case { text, options, fault: Some(fault) }
}

const CSV: &[&str] = &["--format", "csv"];
const SEMICOLONS: &[&str] = &["--format", "csv", "--delimiter", ";"];
const ESCAPED: &[&str] = &["--format", "csv", "--escapechar", "\\", "--no-doublequote"];
const HEADERLESS: &[&str] = &["--format", "csv", "--no-header"];
const SECOND_DROPPED: &[&str] = &["--format", "csv", "--dropped", "2"];
const SECOND_REMOVED: &[&str] = &["--format", "csv", "--removed", "2"];
const ONE_RECORD: &[&str] = &["--format", "csv", "--dropped-records", "1"];
const NO_RECORD: &[&str] = &["--format", "csv", "--dropped-records", "0"];

pub const TABLES: &[Case] = &[
    good(CSV, ""),
    good(CSV, "id,cust_name\n1,«Zorvane|[X]»\n2,b"),
    good(CSV, "id,cust_name\r\n1,\"«Quillby, Zorvane|[X]»\"\r\n"),
    good(CSV, "id,cust_name\n1,«Zorvane|\"[X, Y]\"»\n2,«|[X]»\n"),
    good(CSV, "id,notes\n1,\"call «Zorvane|[X]» \"\"now\"\"\nor never\"\n\n2,\n"),
    good(CSV, "\u{feff}id,cust_name\r1,«Zorvane|[X]»\r"),
    good(CSV, "cust_name\n\"«Zorvane|»\"\n«Quillby|\"\"»\n"),
    good(SEMICOLONS, "id;cust_name\n1;«Zorvane|[X, Y]»\n"),
    good(ESCAPED, "id,notes\n1,\"«Zorvane|[X]» \\\"Zo\\\", \\\\ \"\n2,\\N\n"),
    good(HEADERLESS, "«1|[X]»,«Zorvane|[X]»\n"),
    good(SECOND_DROPPED, "id,cust_name\n1,«Zorvane|»\n2,\"«Quillby, Z|»\"\n3,\n"),
    good(SECOND_REMOVED, "id«,cust_name|»,n\n1«,Zorvane|»,2\n"),
    good(ONE_RECORD, "id,cust_name\n1,a\n«2,Zorvane\n|»3,c\n"),
    good(ONE_RECORD, "id,cust_name\n1,a\n«2,Zorvane|»"),
    good(NO_RECORD, "id,cust_name\n«1|[X]»,«Quillby|[X]»,«Zorvane|[X]»\n2,c\n"),
    // A row that cannot be trusted is redacted as one.
    good(CSV, "id,cust_name\n1,a\n«2,\"Zorvane,b\n3,d|[X]»"),
    good(CSV, "id,cust_name\n«1,\"Zorvane\" Quillby|[X]»\n2,b\n"),
    bad(CSV, "id,cust_name\n1,«Zorvane|[X],y»\n", "row 2 has 3 cells instead of 2"),
    bad(CSV, "id,cust_name\n1,\"«Quillby, Zorvane|a\",\"b»\"\n", "row 2 has 3 cells instead of 2"),
    bad(CSV, "id,cust_name\n1,«Zorvane|[X]\n3,y»\n", "the output has more rows"),
    bad(CSV, "id,cust_name\n1,«Zorvane|[X]\n3,y»\n2,b\n", "row 3 is not where the map says"),
    bad(CSV, "id,cust_name\n1,«Zorvane|\"[X]»\n2,b\n", "row 2 is not where the map says"),
    bad(CSV, "id,cust_name\n1,‹Zorvane|Zorvine›\n", "row 2, column 2: the cell changed"),
    bad(CSV, "id,cust_name\n1,‹Zorvane|Zorvine›,«Quillby|[X]»\n", "row 2, column 2: the cell changed"),
    bad(CSV, "id,«cust_name|[X]»\n1,a\n", "row 1, column 2: the header changed"),
    bad(CSV, "«id,cust_name\n|»1,Zorvane\n", "the header is missing"),
    bad(CSV, "id,cust_name\n1,a\n‹2,Zorvane\n|›3,c\n", "is not where the map says"),
    bad(CSV, "id,cust_name\n1,a\n«2,Zorvane|»\n3,c\n", "row 3 has 0 cells instead of 2"),
    bad(CSV, "id,cust_name\n1,a«\n2,|»Zorvane\n3,c\n", "row 2 is not where the map says"),
    bad(CSV, "cust_name\n«Zorvane|»\n", "row 2 has 0 cells instead of 1"),
    bad(CSV, "id,cust_name\n1,«Zor|»‹vane|›\n", "row 2, column 2: the cell is empty"),
    bad(CSV, "id,cust_name\n1«,Zorvane|»\n", "row 2 has 1 cells instead of 2"),
    bad(CSV, "id,cust_name\n1,a\n2,\"«Zorvane|[X]\"»,b\n3,d", "the output has more rows"),
    bad(ESCAPED, "id,notes\n1,\"«Zorvane \\\"|[X] \"\"»Zo\\\"\"\n", "row 2: its quotes"),
    bad(SECOND_DROPPED, "id,cust_name\n1,«Zorvane|[X]»\n", "row 2, column 2: it should be empty"),
    bad(SECOND_DROPPED, "id,cust_name\n1,Zorvane\n", "row 2, column 2: it should be empty"),
    bad(SECOND_REMOVED, "id«,cust_name|»,n\n1,«Zorvane|»,2\n", "row 2 has 3 cells instead of 2"),
    bad(SECOND_REMOVED, "id,«cust_name|»,n\n1«,Zorvane|»,2\n", "row 1 has 3 cells instead of 2"),
    bad(NO_RECORD, "id,cust_name\n1,a\n«2,Zorvane\n|»3,c\n", "1 records are missing instead of 0"),
];

const LINES: &[&str] = &["--format", "jsonl"];
const JSON: &[&str] = &["--format", "json"];
const A_DROPPED: &[&str] = &["--format", "jsonl", "--dropped", "[\"a\"]"];
const DEEP_DROPPED: &[&str] = &["--format", "jsonl", "--dropped", "[\"o\",\"é\"]"];
const ONE_LINE: &[&str] = &["--format", "jsonl", "--dropped-records", "1"];
const ONE_VALUE: &[&str] = &["--format", "json", "--dropped-records", "1"];

pub const DOCUMENTS: &[Case] = &[
    good(LINES, ""),
    good(LINES, "{\"a\":\"«Zorvane|[X]»\",\"n\":«5|null»}\n\n{\"n\":«-1.5e3|\"[X]\"»,\"b\":«true|null»}\n"),
    good(LINES, "{\"a\" : [1, «\"Zorvane\"|\"\"», {\"b\":\"mail «Zorvane|[X]» \\u0065\"}, []], \"é\":{}}"),
    good(LINES, "{\"a\":1«,\"b\":\"Zorvane\"|»,\"c\":2}\n"),
    good(
        LINES,
        "{«\"a\":{\"x\":[1]},|»\"b\":2}\n{«\"a\":1|»}\n{«\"a\":1,\"b\":2|»}\n{«\"a\":1,|»\"b\":2«,\"c\":3|»}",
    ),
    good(LINES, "\"«Zorvane|[X]»\"\n«12|null»\n[\"«Zorvane|[X]»\"]\n"),
    good(
        LINES,
        "{\"p\":\"{\\\"a\\\":\\\"«Zorvane|[X]»\\\",\\\"n\\\":«1|null»}\"}\n{\"p\":\"«{\\\"a\\\":1}|[X]»\"}\n",
    ),
    good(LINES, "{\"«Zorvane|[X]»\":1}\n"),
    good(LINES, "{\"a\":1}\n«{\"cust_name\":\"Zorvane\",\"em|\"[X]\"»\n{\"a\":2}\n"),
    good(LINES, "{\"a\":1,\"a\":\"«Zorvane|[X]»\",«\"a\":2,|»\"b\":3}\n"),
    good(A_DROPPED, "{«\"a\":\"Zorvane\",|»\"b\":{\"a\":1}}\n"),
    good(DEEP_DROPPED, "{\"é\":1,\"o\":{«\"é\":\"Zorvane\"|»}}\n"),
    good(ONE_LINE, "{\"a\":1}\n«{\"a\":\"Zorvane\"}\n|»{\"a\":3}\n"),
    good(ONE_LINE, "{\"a\":1}\n«{\"a\":\"Zorvane\", bro|»\n{\"a\":3}\n"),
    good(ONE_VALUE, "[{\"a\":1}«,{\"a\":\"Zorvane\"}|», 3]"),
    good(ONE_VALUE, "{\"a\":1}«{\"a\":\"Zorvane\"}|»{\"a\":3}"),
    good(JSON, "\u{feff}{\r\n\t\"a\" : \"«Zorvane|[X]»\" ,\r\n\t\"b\" : [ ]\r\n}\r\n"),
    bad(LINES, "{\"n\":«5|6»}\n", "record 1, member 1: a number became something other"),
    good(LINES, "{\"n\":«7204418|8310552»,\"p\":\"{\\\"n\\\":«7204418|8310552»}\"}\n"),
    bad(LINES, "{\"n\":«7204418|831055»}\n", "record 1, member 1: a number became something other"),
    bad(LINES, "{\"n\":«720.4418|831.0552»}\n", "record 1, member 1: a number became something other"),
    bad(
        LINES,
        "{\"p\":\"{\\\"n\\\":«7204418|831055»}\"}\n",
        "a leaf of the JSON in a string became something other",
    ),
    bad(LINES, "{\"n\":«true|false»}\n", "record 1, member 1: a word became something other"),
    bad(LINES, "{\"n\":«5|[X]»}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":«\"Zorvane\"|null»}\n", "a string became something else"),
    bad(
        LINES,
        "{\"a\":1,\"o\":«{\"b\":\"Zorvane\"}|null»}\n",
        "record 1, member 2: an object became something else",
    ),
    bad(LINES, "{\"o\":«[\"Zorvane\"]|\"[X]\"»}\n", "an array became something else"),
    bad(LINES, "{\"a\":\"«Zorvane|a\"b»\"}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":\"«Zorvane|a\\»\"}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":\"«Zorvane|a\tb»\"}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":\"«Zorvane|a\",\"z\":\"b»\"}\n", "record 1: new members"),
    bad(LINES, "{\"a\":1}\n{\"a\":‹1|2›}\n", "record 2, member 1: it changed"),
    bad(LINES, "{\"a\":‹1.0|1.1›,\"b\":\"«Zorvane|[X]»\"}\n", "record 1"),
    bad(LINES, "{\"a\":\"‹\\u0065|eeeeee›\",\"b\":«1|null»}\n", "record 1, member 1: it changed"),
    bad(LINES, "{‹\"a\":1,\"b\":2|\"b\":2,\"a\":1›}\n", "record 1, member 1: the key changed"),
    bad(LINES, "{‹\"a\":1,|›\"b\":2}\n", "record 1: member 2 is missing"),
    bad(LINES, "{\"a\":1,«\"bb\":|»‹2,|›\"c\":3}\n", "record 1"),
    bad(LINES, "{«\"a\":1|»,\"b\":2}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":1«,\"b\":2|,»}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":[1«,\"Zorvane\"|»]}\n", "record 1, member 1: element 2 is missing"),
    bad(LINES, "[1«,\"Zorvane\"|»]\n", "record 1: element 2 is missing"),
    bad(LINES, "{\"a\":[1,«\"Zorvane\"|\"x\",\"y\"»]}\n", "record 1, member 1: new elements"),
    bad(LINES, "{\"«Zorvane|[X]»\":1,\"[X]\":2}\n", "record 1: two keys became one"),
    bad(LINES, "{\"‹Zorvane|Zorvine›\":«1|null»}\n", "record 1, member 1: the key changed"),
    bad(
        LINES,
        "{\"p\":\"{\\\"a\\\":\\\"«Zorvane|[X]\\\"»\\\"}\"}\n",
        "the JSON in a string is none any more",
    ),
    bad(LINES, "{\"p\":\"{\\\"n\\\":«1|2»}\"}\n", "a leaf of the JSON in a string"),
    bad(LINES, "{\"p\":\"{\\\"«a|b»\\\":1}\"}\n", "the keys of the JSON in a string"),
    bad(LINES, "{\"a\":1}\n{\"cust_name\":\"Zorvane\",\"em\n", "record 2 of the output is no JSON"),
    bad(LINES, "{\"a\":1}\n{\"cust_name\":\"Zorvane«\",\"em|\"}»\n", "record 2 is no JSON and no edit"),
    bad(LINES, "{\"a\":1}«\n|»{\"a\":2}\n", "record 1 of the output is no JSON"),
    bad(LINES, "{\"a\":1}\n‹{\"a\":\"Zorvane\"}\n|›{\"a\":3}\n", "is not where the map says"),
    bad(A_DROPPED, "{\"a\":\"«Zorvane|»\",\"b\":{\"a\":1}}\n", "record 1, member 1: it should be missing"),
    bad(DEEP_DROPPED, "{\"o\":{\"é\":1}}\n", "record 1, member 1, member 1: it should be missing"),
    bad(ONE_LINE, "{\"a\":1}\n{\"a\":2}\n", "0 records are missing instead of 1"),
    bad(JSON, "{\"r\":[{\"a\":1}«,{\"a\":\"Zorvane\"}|»]}", "record 1, member 1: element 2 is missing"),
    bad(JSON, "[1«,\"Zorvane\"|»,]", "record 1 of the output is no JSON"),
    bad(JSON, "{\"a\":1}«{\"a\":2}|»‹{\"a\":3}|›", "record 3 is not where"),
];
