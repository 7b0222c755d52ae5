//! Units that, repeated to one long line, make a search slow that looks at bytes again and again.

/// Name and unit.
pub const FAMILIES: &[(&str, &[u8])] = &[
    ("letters", b"a"),
    ("digits", b"4"),
    ("spaces", b" "),
    ("at signs", b"a@"),
    ("bare at signs", b"@@"),
    ("quoted local parts", b"\"a\"@"),
    ("equals", b"a=b@c.de="),
    ("paths and addresses", b"/a@b.co"),
    ("long labels", b"@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("separators", b"1-1.1 1-"),
    ("nested separators", b"1 -. (1) -. "),
    ("every byte a start", b"1:1.1-1/1"),
    ("cookies", b"cookie=cookie="),
    ("cookies in quotes", b"cookie=a; cookie=\"b\"; "),
    ("cookies in brackets", b"cookie=a[{\"cookie=b\"{"),
    ("cookies in quotes of pairs", b"cookie=a=\"b cookie=c"),
    ("passwords", b"password=password:"),
    ("open quotes", b"password='a password=`b password=\\\"c password=\"d "),
    ("escaped quotes", b"password=\\'\\"),
    ("backslashes", b"password=\"\\"),
    ("tokens", b"token=abcdef0123456789"),
    ("token, token", b"token=a:"),
    ("names", b"name: Ann Lee name=\""),
    ("names in escaped quotes", b"name=\\'Ann "),
    ("users in escaped quotes", b"user name=\\'aB"),
    ("passwords in escaped quotes", b"password=\\'a"),
    ("passwords in variables", b"password=${"),
    ("passwords in braces", b"password={{"),
    ("urls", b"http://http://"),
    ("schemes", b"://a:"),
    ("schemes with users", b"://a:b:c@"),
    ("queries", b"http://a/?a=1"),
    ("paths with queries", b"\"/a?a=1"),
    ("agents", b"\" 200 1 \""),
    ("agents in escaped quotes", b"\" 200 1 \\\" 200 1 \""),
    ("agents without an end", b"\" 200 1 \"\\"),
    ("tokens in parts", b"-eyJabcdefgh"),
    ("accounts", b"DE89"),
    ("cards", b"4111 "),
    ("cards with letters", b"4111111111111111a"),
    ("phones", b"+1(212)-"),
    ("dots", b"1.2.3.4."),
    ("groups", b"a:"),
    ("quotes", b"\""),
    ("brackets", b"[{(["),
    ("brackets behind a key", b"password=[{${"),
    ("high bytes", b"\xe2\x80\x9c"),
    ("high bytes and at signs", b"\xff\xff@\xff."),
];

/// Long runs that what stands before them has to be told from, by the byte they consist of.
pub const RUNS: &[u8] = b".,;)]}\\\"' a0";

/// Text of `length` bytes: `unit` again and again up to the middle, then one long run of `byte`.
pub fn before_a_run(unit: &[u8], byte: u8, length: usize) -> Vec<u8> {
    let mut text = unit.repeat(length / 2 / unit.len());
    text.resize(length, byte);
    text
}
