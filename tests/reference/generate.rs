//! Text that is hard to cut and to judge: values glued, nested, touching and broken, between all kinds of
//! line ends and bytes. All values are reserved for tests by whoever issues them.

use crate::common::random::Random;

/// Values of every info type, in more than one form, and values that must not be found.
const VALUES: &[&str] = &[
    "ann.lee@example.com",
    "o'brien@mail.example.org",
    "\"ann lee\"@example.com",
    "ann@[192.0.2.1]",
    "jos\u{e9}@example.com",
    "lodash@4.17.21",
    "4111 1111 1111 1111",
    "4111111111111111",
    "5555-5555-5555-4444",
    "3782 822463 10005",
    "4111111111111112",
    "+44 20 7946 0958",
    "+16505550123",
    "+1 (212) 555-0142",
    "(212) 555-0142",
    "212-555-0143",
    "2125550144",
    "1.212.555.0145",
    "192.0.2.17",
    "198.51.100.4:3888",
    "v203.0.113.9",
    "127.0.0.1",
    "2001:db8::17",
    "fe80::1ff:fe23:4567:890a%eth0",
    "::ffff:192.0.2.1",
    "00:00:5e:00:53:af",
    "00-00-5E-00-53-AF",
    "0000.5e00.53af",
    "536-22-8726",
    "536228726",
    "123-45-1230",
    "GB82 WEST 1234 5698 7654 32",
    "DE89370400440532013000",
    "fr1420041010050500013m02606",
    "GB83 WEST 1234 5698 7654 32",
    "https://ann:secret@example.com/",
    "redis://x:y@z@example.org",
    "http://example.com/a?uid=7&x=1",
    "\"GET /b.gif?card=4111111111111111 HTTP/1.1\"",
    "\"GET / HTTP/1.1\" 200 12 \"-\" \"Probe/1.0 (X11)\"",
    "User-Agent: Probe/2.0 192.0.2.18",
    "Cookie: session=abc; uid=ann@example.com",
    "\"set-cookie\":\"a=b\"",
];

/// What stands between values: nothing, separators, words that raise confidence, starts of other values.
const GLUE: &[&str] = &[
    "",
    "",
    "",
    " ",
    " ",
    "  ",
    "/",
    "@",
    ".",
    "-",
    ":",
    "=",
    "\"",
    "'",
    ",",
    ", ",
    "?",
    "&",
    "%",
    "_",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "+",
    "\t",
    "0",
    "7",
    "x",
    "Z",
    "-1",
    ".2",
    " 3",
    "\u{e9}",
    " card ",
    "Visa ",
    "discard ",
    " phone=",
    "tel:",
    "SSN ",
    " social security ",
    "ssn_",
    "cookie=",
    "user-agent: ",
    "https://",
    "://",
    "version ",
    "Chrome/",
    "[EMAIL_ADDRESS]",
    "[REDACTED]",
    " some words between ",
];

const LINE_ENDS: &[&str] = &["\n", "\n", "\n", "\r\n", "\r\n", "\r", "\r\r\n", "\n\n", "\n\r", "\0\n"];

/// At least `length` bytes of lines.
pub fn lines(random: &mut Random, length: usize) -> Vec<u8> {
    let mut text = Vec::new();
    while text.len() < length {
        if random.one_in(9) {
            text.extend_from_slice(random.pick(LINE_ENDS).as_bytes());
        } else {
            part(random, &mut text);
        }
    }
    if random.one_in(2) {
        text.push(b'\n');
    }
    text
}

/// At least `length` bytes without a line end.
pub fn dense(random: &mut Random, length: usize) -> Vec<u8> {
    let mut text = Vec::new();
    while text.len() < length {
        part(random, &mut text);
    }
    text.retain(|b| *b != b'\n');
    text
}

fn part(random: &mut Random, text: &mut Vec<u8>) {
    text.extend_from_slice(random.pick(GLUE).as_bytes());
    let start = text.len();
    match random.below(40) {
        0 => text.push(random.next() as u8),
        1 => text.extend((0..random.below(12)).map(|_| random.next() as u8)),
        2 => text.extend(
            random
                .pick(&["a@", "a.", "4111", "1.", "::", "-", "9", "%", "x", "\u{e9}"])
                .bytes()
                .cycle()
                .take(random.below(300)),
        ),
        3 => text.extend_from_slice(format!("a@b.{}{}", "x".repeat(63), random.pick(VALUES)).as_bytes()),
        _ => text.extend_from_slice(random.pick(VALUES).as_bytes()),
    }
    if random.one_in(8) && text.len() > start {
        let at = start + random.below(text.len() - start);
        match random.below(4) {
            0 => drop(text.remove(at)),
            1 => text.insert(at, random.next() as u8),
            2 => text[at] = *random.pick(b"0123456789abcxyz.-@: "),
            _ => text.truncate(at),
        }
    }
}

/// Every value at the start, in the middle and at the end of a line, touching others, with every line end,
/// and then every byte, long runs, and no final line end.
pub fn all_borders() -> Vec<u8> {
    let mut text = Vec::new();
    for (i, value) in VALUES.iter().enumerate() {
        let next = VALUES[(i + 1) % VALUES.len()];
        for end in ["\n", "\r\n", "\r\r\n", "\r"] {
            text.extend_from_slice(format!("{value} start{end}in {value} the middle{end}").as_bytes());
            text.extend_from_slice(format!("end {value}{end}{value}{next} {value}/{next}{end}").as_bytes());
        }
        text.extend_from_slice(format!("\"{value}\"|{next}|{value}@{next}\n").as_bytes());
        text.extend_from_slice(format!("http://example.com/{value}?card={next} x\0y\n").as_bytes());
        text.extend_from_slice(format!("phone card ssn {value}\t{next}\u{2028}{value}\n").as_bytes());
    }
    text.extend(0..=255u8);
    text.push(b'\n');
    for run in ["a@", "4111", "1.1.", "::1", "+1 2", "a:/", "\u{e9}", "\0"] {
        text.extend_from_slice(run.repeat(600).as_bytes());
        text.push(b'\n');
    }
    text.extend_from_slice(b"\xff\xfe\xed\xa0\x80\xc0\xaf ann.lee@example.com\xf5\x80\n\n\n");
    text.extend_from_slice(format!("Cookie: a={} ann@example.com\n", "b".repeat(5000)).as_bytes());
    text.extend_from_slice(format!("https://example.com/?{}\" 192.0.2.7\n", "c".repeat(9000)).as_bytes());
    text.extend_from_slice(b"no final line end ann.lee@example.com");
    text
}

/// At least `length` bytes of values that stand apart. None runs on to a quote, or needs a word nearby.
pub fn apart(random: &mut Random, length: usize) -> Vec<u8> {
    let alone = |v: &&str| !v.contains(['"', ';']) && !v.contains("Agent") && *v != "2125550144";
    let values: Vec<&str> = VALUES.iter().copied().filter(alone).collect();
    let mut text = Vec::new();
    while text.len() < length {
        text.extend_from_slice(random.pick(&["  ", " , ", " and ", "\t\t", " ;\r;"]).as_bytes());
        text.extend_from_slice(random.pick(&values).as_bytes());
    }
    text
}

/// A line that is longer than a piece of a line may be. Around the places where it can be cut stands what
/// `around` makes.
pub fn long_line(
    random: &mut Random,
    length: usize,
    reach: usize,
    around: fn(&mut Random, usize) -> Vec<u8>,
) -> Vec<u8> {
    let piece = obelus::limits::LINE_WHOLE_BYTES;
    let mut line = Vec::with_capacity(length + 2000);
    let mut cut = piece - reach;
    while line.len() < length {
        // Only bytes that begin no value, so that the reference has little to do between the borders.
        let quiet = (cut - random.below(700) - 50).max(line.len());
        line.resize(quiet.min(length), b' ');
        line.extend(around(random, 1000));
        // Ends what would run on to the end of the line: a value over a piece withholds the input.
        line.extend_from_slice(b"\" ");
        cut += piece - reach;
    }
    line
}
