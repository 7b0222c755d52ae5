//! YAML whose values stand where a reader of lines could lose their names, or what is written could end the document.

use saphyr_parser::Parser;

use crate::redacted;

/// A document, and what becomes of it.
const DOCUMENTS: &[(&str, &str)] = &[
    // What a mapping calls its value, with other keys between and over lines.
    (
        "env:\n- name: DB_PASSWORD\n  kind: x\n  value: Qq5abcd\n- name: port\n  value: 8080\nvalue: Qq5abcd\n",
        "env:\n- name: DB_PASSWORD\n  kind: x\n  value: \"[PASSWORD]\"\n- name: port\n  value: 8080\nvalue: Qq5abcd\n",
    ),
    (
        "- key: 'db password'\n  value: |\n    Qq5abcd\n- {key: password, value: \"Qq5abcd\"}\n- {key: color, value: Qq5abcd}\n",
        "- key: 'db password'\n  value: |\n    [PASSWORD]\n- {key: password, value: \"[PASSWORD]\"}\n- {key: color, value: Qq5abcd}\n",
    ),
    (
        "a:\n  key: password\n  b:\n    value: x1y2z3\n  value:\n    - Qq5abcd\n",
        "a:\n  key: password\n  b:\n    value: x1y2z3\n  value:\n    - \"[PASSWORD]\"\n",
    ),
    // Quotes that begin no scalar.
    (
        "about: it was\n  'tis the season\n  \"so far\nfirst_name: Anna\n",
        "about: it was\n  'tis the season\n  \"so far\nfirst_name: \"[PERSON_NAME]\"\n",
    ),
    // Keys that a question mark says.
    ("? first_name\n: Anna\n? \"b\"\n: 2\n", "? first_name\n: \"[PERSON_NAME]\"\n? \"b\"\n: 2\n"),
    ("? ann@example.com\n: x\n", "? \"[EMAIL_ADDRESS]\"\n: x\n"),
    // Keys with escapes.
    (
        "\"first\\x5fname\": Anna\na: {\"last\\u005Fname\": Miller}\n",
        "\"first\\x5fname\": \"[PERSON_NAME]\"\na: {\"last\\u005Fname\": \"[PERSON_NAME]\"}\n",
    ),
    // Plain scalars over lines.
    (
        "full_name: Anna\n  Maria\n\n  Miller # and so on\nport: 80\n",
        "full_name: \"[PERSON_NAME]\"\n  \n\n   # and so on\nport: 80\n",
    ),
    (
        "full_name:\n  Anna\n  Miller\nnote: a\n  ann@example.com b\n  c ann@example.com d\n",
        "full_name:\n  \"[PERSON_NAME]\"\n  \nnote: a\n  \n  c [EMAIL_ADDRESS] d\n",
    ),
    ("a: {full_name: Anna\n  Miller, b: 1}\n", "a: {full_name: \"[PERSON_NAME]\"\n  , b: 1}\n"),
    // Addresses in the places of keys and in flow collections.
    (
        "a: {ann@example.com: 1, \"bob@example.com\": 2}\nb: [to ann@example.com now, c]\n- ann@example.com: x\n",
        "a: {\"[EMAIL_ADDRESS]\": 1, \"[EMAIL_ADDRESS]\": 2}\nb: [\"[EMAIL_ADDRESS]\", c]\n- \"[EMAIL_ADDRESS]\": x\n",
    ),
    ("to ann@example.com: x\n", "to [EMAIL_ADDRESS]: x\n"),
    // A value over lines, in every kind of scalar.
    (
        "a: pay 4111 1111\n  1111 1111 now\nb: >\n  to ann\n  4111 1111 1111\n\n  1111\n",
        "a: pay [CREDIT_CARD_NUMBER]\n  \nb: >\n  to ann\n  [CREDIT_CARD_NUMBER]\n\n  [CREDIT_CARD_NUMBER]\n",
    ),
    (
        "a: 'x 4111\n  1111 1111\n  1111'\nb: [\"4111 1111\n 1111 1111\", 4111 1111\n 1111 1111]\nc: |\n  4111 1111\n  1111 1111\nd: 4111 1111\ne: 1111 1111\n",
        "a: 'x [CREDIT_CARD_NUMBER]\n  [CREDIT_CARD_NUMBER]\n  [CREDIT_CARD_NUMBER]'\nb: [\"[CREDIT_CARD_NUMBER]\n [CREDIT_CARD_NUMBER]\", \"[CREDIT_CARD_NUMBER]\"\n ]\nc: |\n  [CREDIT_CARD_NUMBER]\n  [CREDIT_CARD_NUMBER]\nd: 4111 1111\ne: 1111 1111\n",
    ),
    // What is anchored.
    ("password: &p Qq5abcd\nother: *p\n", "password: &p \"[PASSWORD]\"\nother: *p\n"),
    // Blocks, and what only looks like their sign.
    (
        "first_name:\n  |\n  Anna\nb: |2-  # c\n   x\nlast_name: Miller\n",
        "first_name:\n  |\n  [PERSON_NAME]\nb: |2-  # c\n   x\nlast_name: \"[PERSON_NAME]\"\n",
    ),
    // What stands before a value is none, whatever text takes it for.
    ("password: |\n  Qq5abcd\n", "password: |\n  [PASSWORD]\n"),
    ("password: >- # c\n  Qq5abcd\n", "password: >- # c\n  [PASSWORD]\n"),
    (
        "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  663864\n",
        "db_password: !vault |\n  [PASSWORD]\n  [PASSWORD]\n",
    ),
    ("password: !!str Qq5abcd\n", "password: !!str \"[PASSWORD]\"\n"),
    ("password: !!str\n  Qq5abcd\n", "password: !!str\n  \"[PASSWORD]\"\n"),
    // Tags that are written as a whole.
    ("password: !<!x> Qq5abcd\n", "password: !<!x> \"[PASSWORD]\"\n"),
    ("password: !<tag:yaml.org,2002:str> Qq5abcd\n", "password: !<tag:yaml.org,2002:str> \"[PASSWORD]\"\n"),
    (
        "password: !<tag:yaml.org,2002:str>\n  Qq5abcd\n",
        "password: !<tag:yaml.org,2002:str>\n  \"[PASSWORD]\"\n",
    ),
    ("password: !<tag:example.com,2024:x> Qq5abcd\n", "password: !<REDACTED> \"[PASSWORD]\"\n"),
    // Tags that say what a marker is not.
    ("password: !!int 1234\nb: !!int 5\n", "password: !!str \"[PASSWORD]\"\nb: !!int 5\n"),
    ("password: !!binary |\n  UXE1YWJjZA==\n  UXE1\n", "password: !!str |\n  [PASSWORD]\n  [PASSWORD]\n"),
    ("password: &a !!float\n  1.5\n", "password: &a !!str\n  \"[PASSWORD]\"\n"),
    (
        "a: {password: !<tag:yaml.org,2002:int> 5, b: !!bool true}\n",
        "a: {password: !<tag:yaml.org,2002:str> \"[PASSWORD]\", b: !!bool true}\n",
    ),
    (
        "- !!timestamp 2001-01-02\n- !!binary Z2VoZWlt\n- !!binary YW5uQGV4YW1wbGUuY29t\n- !!int 5\n",
        "- !!timestamp 2001-01-02\n- !!binary Z2VoZWlt\n- !!binary W0VNQUlMX0FERFJFU1Nd\n- !!int 5\n",
    ),
    ("passwords: [!!int 5, !!null ]\nb: !!int\n", "passwords: [!!str \"[PASSWORD]\", !!null ]\nb: !!int\n"),
    // A value over the end of a line is written as text, in each of them.
    (
        "d: !!binary |\n  eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eCBhbm4ubGVl\n  QGV4YW1wbGUuY29tIHl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5\n  eXl5eXk=\n",
        "d: !!str |\n  eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4[EMAIL_ADDRESS]\n  [EMAIL_ADDRESS]IHl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5\n  eXl5eXk=\n",
    ),
    // So is one beside which nothing can stand, and what several short lines say.
    ("{d: !!binary Zmlyc3RfbmFtZTogWm9ydmFuZQ==}\n", "{d: !!str \"[PERSON_NAME]\"}\n"),
    (
        "d: !!binary |-\n    YW5uLmxlZUBl\n    eGFtcGxlLmNvbQ==\n",
        "d: !!str |-\n    [EMAIL_ADDRESS]\n    [EMAIL_ADDRESS]\n",
    ),
    (
        "%TAG ! tag:yaml.org,2002:\n---\npassword: !int 1234\nb: !int 5\n",
        "%TAG ! tag:yaml.org,2002:\n---\npassword: !str \"[PASSWORD]\"\nb: !int 5\n",
    ),
    (
        "%TAG !y! tag:yaml.org,2002:\n---\npassword: !y!int 1234\n",
        "%TAG !y! tag:yaml.org,2002:\n---\npassword: !y!str \"[PASSWORD]\"\n",
    ),
    // Paths say names.
    ("- name: /prod/password\n  value: Qq5abcd\n", "- name: /prod/password\n  value: \"[PASSWORD]\"\n"),
    (
        "- op: replace\n  path: /spec/password\n  value: Qq5abcd\n- {path: /password, value: Qq5}\n",
        "- op: replace\n  path: /spec/password\n  value: \"[PASSWORD]\"\n- {path: /password, value: \"[PASSWORD]\"}\n",
    ),
    ("- type: email\n  content: the red dog\n", "- type: email\n  content: the red dog\n"),
    // A marker of an earlier run says nothing of what stands beside it.
    (
        "name: host-192.0.2.177\nemail: a@b.example\n",
        "name: host-[IPV4_ADDRESS]\nemail: \"[EMAIL_ADDRESS]\"\n",
    ),
    ("name: db_192.0.2.177\n", "name: db_[IPV4_ADDRESS]\n"),
    ("password: !!binary \"UXE1\n  YWJj\"\nb: 5\n", "password: !!str \"[PASSWORD]\n  [PASSWORD]\"\nb: 5\n"),
    // Aliases that a name beside them calls, or an option before them.
    (
        "a: &p Qq5abcd\nb: &q Qq5xyz\nenv:\n- name: DB_PASSWORD\n  value: *p\n- value: *q\n  name: API_TOKEN\n",
        "a: &p \"[PASSWORD]\"\nb: &q \"[AUTH_TOKEN]\"\nenv:\n- name: DB_PASSWORD\n  value: *p\n- value: *q\n  name: API_TOKEN\n",
    ),
    (
        "a: &p Qq5abcd\nb: [{name: password, value: *p}]\n",
        "a: &p \"[PASSWORD]\"\nb: [{name: password, value: *p}]\n",
    ),
    ("a: &p Qq5abcd\nb:\n- --db-password\n- *p\n", "a: &p \"[PASSWORD]\"\nb:\n- --db-password\n- *p\n"),
    ("a: {password: !!str Qq5abcd, b: &q}\nc: d\n", "a: {password: !!str \"[PASSWORD]\", b: &q}\nc: d\n"),
    ("a: {b: &q}\nfirst_name: |\n  Anna\n", "a: {b: &q}\nfirst_name: |\n  [PERSON_NAME]\n"),
    ("first_name: !!str\tAnna\n", "first_name: !!str\t\"[PERSON_NAME]\"\n"),
    // Backslashes before the quote that ends a value.
    ("first_name: \"hun\\\\\"\nb: c\n", "first_name: \"[PERSON_NAME]\"\nb: c\n"),
    ("first_name: 'hun\\'\nb: c\n", "first_name: '[PERSON_NAME]'\nb: c\n"),
    // Behind what is in quotes now, nothing can stand.
    ("note: ann@example.com\n  more\nb: c\n", "note: \"[EMAIL_ADDRESS]\"\n  \nb: c\n"),
    ("- ann@example.com\n  more\n", "- \"[EMAIL_ADDRESS]\"\n  \n"),
    ("a: [call ann@example.com\n now]\n", "a: [\"[EMAIL_ADDRESS]\"\n ]\n"),
    // A block below an entry ends with it.
    ("-\n  |\n  x\n- first_name: Anna\n", "-\n  |\n  x\n- first_name: \"[PERSON_NAME]\"\n"),
    (
        "a:\n  -\n    >\n    x\n  - first_name: Anna\n",
        "a:\n  -\n    >\n    x\n  - first_name: \"[PERSON_NAME]\"\n",
    ),
    ("- !!str\n  |\n  x\n- first_name: Anna\n", "- !!str\n  |\n  x\n- first_name: \"[PERSON_NAME]\"\n"),
    ("- # c\n  |\n  x\n- first_name: Anna\n", "- # c\n  |\n  x\n- first_name: \"[PERSON_NAME]\"\n"),
    // A key behind a scalar over lines.
    (
        "{\"a\": \"b\n  c\", \"first_name\": \"Anna\"}\n",
        "{\"a\": \"b\n  c\", \"first_name\": \"[PERSON_NAME]\"}\n",
    ),
    // Keys that a question mark says over lines.
    ("?\n  first_name\n: Anna\n", "?\n  first_name\n: \"[PERSON_NAME]\"\n"),
    ("? >-\n  first_name\n: Anna\n", "? >-\n  first_name\n: \"[PERSON_NAME]\"\n"),
    ("? first\n  name\n: Anna\n", "? first\n  name\n: \"[PERSON_NAME]\"\n"),
    // A remark behind a block.
    ("first_name: |\n    Anna\n  # c\nb: c\n", "first_name: |\n    [PERSON_NAME]\n  # c\nb: c\n"),
    // Text takes signs between values for values, or what begins before them.
    ("password: {}\na: b\n", "password: {}\na: b\n"),
    ("password: # note\n  Qq5abcd\n", "password: # note\n  \"[PASSWORD]\"\n"),
    ("- password: [['Qq5abcd'], x1y2z3] # d\n", "- password: [['[PASSWORD]'], \"[PASSWORD]\"] # d\n"),
    ("password=Qq5abcd:\n  a: b\n", "password=[PASSWORD]:\n  a: b\n"),
    ("{b: [], password: {a: x1y2z3}}\n", "{b: [], password: {\"[PASSWORD]\": \"[PASSWORD]\"}}\n"),
    // A name behind its value.
    (
        "- value: Qq5abcd\n  kind: x\n  name: DB_PASSWORD\n- {value: Qq5abcd, key: ssn}\n- value: Qq5abcd\n- name: password\n",
        "- value: \"[PASSWORD]\"\n  kind: x\n  name: DB_PASSWORD\n- {value: \"[US_SOCIAL_SECURITY_NUMBER]\", key: ssn}\n- value: Qq5abcd\n- name: password\n",
    ),
    (
        "a:\n  value: |\n    Qq5abcd\n    x1y2z3\n  id: 7\n  name: password\nvalue: Qq5abcd\n",
        "a:\n  value: |\n    [PASSWORD]\n    [PASSWORD]\n  id: 7\n  name: password\nvalue: Qq5abcd\n",
    ),
    // JSON in a block.
    (
        "a: |\n  {\"b\":{\"ssn\":\"x1y2z3\",\"first_name\":\"Anna\"}}\n",
        "a: |\n  {\"b\":{\"ssn\":\"[US_SOCIAL_SECURITY_NUMBER]\",\"first_name\":\"[PERSON_NAME]\"}}\n",
    ),
    (
        "a: >-\n  {\n    \"ssn\": \"x1y2z3\",\n    \"b\": 1\n  }\n",
        "a: >-\n  {\n    \"ssn\": \"[US_SOCIAL_SECURITY_NUMBER]\",\n    \"b\": 1\n  }\n",
    ),
    // What things are called is no name of a person, and what is said of accounts is none.
    (
        "metadata:\n  name: my-app\n  app.kubernetes.io/name: nginx\nuser:\n  name: nginx\ninfo:\n  name: Anna\n  full_name: anna\n",
        "metadata:\n  name: my-app\n  app.kubernetes.io/name: nginx\nuser:\n  name: \"[PERSON_NAME]\"\ninfo:\n  name: \"[PERSON_NAME]\"\n  full_name: \"[PERSON_NAME]\"\n",
    ),
    (
        "users:\n- name: deploy\n  state: present\n  groups: [sudo, docker]\n  comment: Anna\n- anna\n",
        "users:\n- name: \"[PERSON_NAME]\"\n  state: present\n  groups: [sudo, docker]\n  comment: \"[USERNAME]\"\n- \"[USERNAME]\"\n",
    ),
    (
        "/users:\n  get:\n    summary: List\n    parameters: [{name: limit, in: query}]\nusers:\n  properties:\n    password:\n      type: string\n      format: password\n      default: x1y2z3\n",
        "/users:\n  get:\n    summary: List\n    parameters: [{name: limit, in: query}]\nusers:\n  properties:\n    password:\n      type: string\n      format: password\n      default: \"[PASSWORD]\"\n",
    ),
    // Names of tags and anchors.
    ("!ann@example.com x\n", "!REDACTED x\n"),
    ("a: &n4111111111111111 x\nb: *n4111111111111111\n", "a: &nREDACTED x\nb: *nREDACTED\n"),
    ("? &n4111111111111111 a\n: [*n4111111111111111, b]\n", "? &nREDACTED a\n: [*nREDACTED, b]\n"),
    // What only an alias puts under a name, before it and behind.
    ("a: &a Qq5x\nb: 1\npassword: *a\n", "a: &a \"[PASSWORD]\"\nb: 1\npassword: *a\n"),
    ("- &a Qq5x\n- password: *a\n", "- &a \"[PASSWORD]\"\n- password: *a\n"),
    ("[&a Qq5x, {password: *a}]\n", "[&a \"[PASSWORD]\", {password: *a}]\n"),
    ("a:\n  &a\n  Qq5x\n  y\npassword: *a\n", "a:\n  &a\n  \"[PASSWORD]\"\n  \npassword: *a\n"),
    ("a: &a |\n  Qq5x\n  y\npassword: *a\n", "a: &a |\n  [PASSWORD]\n  [PASSWORD]\npassword: *a\n"),
    (
        "a: &a 'Qq5x\n  y'\nb: !!str &b Qq6y\nc: {password: *a, token: *b}\n",
        "a: &a '[PASSWORD]\n  [PASSWORD]'\nb: !!str &b \"[AUTH_TOKEN]\"\nc: {password: *a, token: *b}\n",
    ),
    (
        "a: &a Qq5x\nb: *a\nc: *a\nd: *a\ne: *a\nf: *a\ng: *a\npassword: *a\n",
        "a: &a \"[PASSWORD]\"\nb: *a\nc: *a\nd: *a\ne: *a\nf: *a\ng: *a\npassword: *a\n",
    ),
    ("value: &a Qq5x\nname: password\nother: *a\n", "value: &a \"[PASSWORD]\"\nname: password\nother: *a\n"),
    // What none does: another anchor, the same in another document, what is behind it, a key, what is merged.
    ("a: &a Qq5x\nb: &b 1\nc: z\nother: *a\n", "a: &a Qq5x\nb: &b 1\nc: z\nother: *a\n"),
    ("a: &a x\nb: &a Qq5x\npassword: *a\n", "a: &a x\nb: &a \"[PASSWORD]\"\npassword: *a\n"),
    (
        "a: &a Qq5x\n---\na: &a z\n---\npassword: &b Qq5x\n",
        "a: &a Qq5x\n---\na: &a z\n---\npassword: &b \"[PASSWORD]\"\n",
    ),
    ("&a x: Qq5x\ny: z\npassword: *a\n", "&a x: Qq5x\ny: z\npassword: *a\n"),
    ("a: &a my-app\nmetadata:\n  name: *a\n", "a: &a my-app\nmetadata:\n  name: *a\n"),
    (
        "password:\n  <<: &a {k: Qq5x}\nb: &b\n  k: Qq5x\nc:\n  <<: *b\n",
        "password:\n  <<: &a {k: \"[PASSWORD]\"}\nb: &b\n  k: Qq5x\nc:\n  <<: *b\n",
    ),
    // Escaped line breaks stand for nothing.
    (
        "x: \"4111 1111\\\n  \\ 1111 1111\"\ny: \"ann@exam\\\n  ple.com\"\n",
        "x: \"[CREDIT_CARD_NUMBER]\\\n  \\ [CREDIT_CARD_NUMBER]\"\ny: \"[EMAIL_ADDRESS]\\\n  [EMAIL_ADDRESS]\"\n",
    ),
    ("a: &id001\n  b: 1\npassword: *id001\n", "a: &id001\n  b: 1\npassword: *id001\n"),
    ("? - ann@example.com\n: x\n", "? - \"[EMAIL_ADDRESS]\"\n: x\n"),
    ("a: &x\n  b: 1\npassword: *x\n", "a: &x\n  b: 1\npassword: *x\n"),
    ("password: !Qq5abcd\n", "password: !REDACTED\n"),
    ("!!set {ann@example.com, b}\n", "!!set {\"[EMAIL_ADDRESS]\", b}\n"),
    ("{? &a1 Bearer q7Wd0fZk3LmN8pRt : a, ? b}\n", "{? &a1 \"[AUTH_TOKEN]\" : a, ? b}\n"),
    // What looks like an entry goes on with a plain scalar, and so does a key behind a question mark.
    ("a: b\n  - 192.0.2.7 c\n  - d\ne: f\n", "a: b\n  - [IPV4_ADDRESS] c\n  - d\ne: f\n"),
    ("? ann@example.com\n  so\n: x\n", "? \"[EMAIL_ADDRESS]\"\n  \n: x\n"),
    ("key: |-----\nfirst_name: Anna\n", "key: |-----\nfirst_name: \"[PERSON_NAME]\"\n"),
    (
        "a: |\n  -----BEGIN\n  x\n--- # next\nfirst_name: Anna\n",
        "a: |\n  -----BEGIN\n  x\n--- # next\nfirst_name: \"[PERSON_NAME]\"\n",
    ),
];

/// What YAML does not allow, but is seen: names are not lost.
const DAMAGED: &[(&str, &str)] = &[
    ("note: 'tis the season\nfirst_name: Anna\n", "note: 'tis the season\nfirst_name: \"[PERSON_NAME]\"\n"),
    ("- \"a\n- first_name: Anna\n", "- \"a\n- first_name: \"[PERSON_NAME]\"\n"),
    ("a: \"b\n  first_name: Anna\n  c\n", "a: \"b\n  first_name: [PERSON_NAME]\n  c\n"),
    ("password: \"ab\"cdefgh\n", "password: \"[PASSWORD]\"[PASSWORD]\n"),
    ("a: [b,\nfirst_name: Anna\n", "a: [b,\nfirst_name: \"[PERSON_NAME]\"\n"),
];

fn parses(document: &str) -> bool {
    Parser::new_from_str(document).all(|event| event.is_ok())
}

#[test]
fn values_keep_their_names_and_documents_their_form() {
    for (input, output) in DOCUMENTS {
        assert_eq!(redacted(&["--input-format", "yaml"], input), *output, "{input}");
        assert_eq!(redacted(&["--input-format", "yaml", "--frame-size", "1"], input), *output, "{input}");
        assert_eq!(redacted(&["--input-format", "yaml"], output), *output, "a second run of {input}");
        if parses(input) {
            assert!(parses(output), "{output}");
        }
    }
    let documents = DOCUMENTS.iter().filter(|(input, _)| parses(input)).count();
    assert!(documents + 3 > DOCUMENTS.len(), "{documents} are YAML");
}

#[test]
fn what_is_no_yaml_loses_no_names() {
    for (input, output) in DAMAGED {
        assert_eq!(redacted(&["--input-format", "yaml"], input), *output, "{input}");
    }
}

/// Scalars wait for an alias of theirs as far as is said, whatever frames are cut.
#[test]
fn an_alias_far_behind_calls_what_is_anchored() {
    for (lines, is_found) in [(15_000, true), (30_000, false)] {
        let others: String = (0..lines).map(|n| format!("k{n}: v{n}\n")).collect();
        let document = format!("a: &a Qq5x\n{others}b: &b Qq6x\npassword: *a\ntoken: *b\n");
        let [whole, cut] = ["100000000", "1"]
            .map(|frame| redacted(&["--input-format", "yaml", "--frame-size", frame], &document));
        assert!(whole == cut, "frames decide");
        assert_eq!(!whole.contains("Qq5x"), is_found);
        assert!(whole.ends_with("b: &b \"[AUTH_TOKEN]\"\npassword: *a\ntoken: *b\n"));
    }
}

/// A stream that begins as only YAML does is read as that.
#[test]
fn a_stream_of_yaml_is_told_by_its_beginning() {
    for (input, output) in [
        ("---\nfirst_name: Zorvane\n", "---\nfirst_name: \"[PERSON_NAME]\"\n"),
        ("%YAML 1.2\n---\n- first_name: Zorvane\n", "%YAML 1.2\n---\n- first_name: \"[PERSON_NAME]\"\n"),
        // The head of a page is text, where markers stand without quotes.
        ("---\nfirst_name: Zorvane\n---\nA page.\n", "---\nfirst_name: [PERSON_NAME]\n---\nA page.\n"),
    ] {
        assert_eq!(redacted(&[], input), output, "{input}");
    }
}
