//! Lines with names: how a log is cut shows nowhere, every value stands in one line, and a line in which a value was replaced
//! still has the others.

use obelus::format::log::{Log, State};
use obelus::format::sheet::Sheet;
use obelus::span::Span;

/// Lines to begin with, with the format of each.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "access-log",
        "192.0.2.1 - anna [10/Oct/2000:13:55:36 -0700] \"GET /a?b=c&d HTTP/1.0\" 200 23 \"http://example.com/?q\" \"M \\\"x\\\"\" rt=0.1 user=\"b\"\nwww:80 192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] \"\\x16\" 400 -\n",
    ),
    (
        "error-log",
        "[Sun Dec 04 04:47:44.1 2005] [core:error] [pid 1] [client 192.0.2.1:80] user anna: denied, referer: http://e/?q\n2026/11/29 10:00:00 [error] 1#0: *1 user \"anna\" was not found, client: 192.0.2.1, server: e, request: \"GET /x?y HTTP/1.1\", host: \"e\"\n",
    ),
    (
        "w3c-log",
        "#Fields: date c-ip cs-username cs(User-Agent)\nd 192.0.2.1 CORP\\anna \"a \"\"b\"\" c\"\nd i u\n#Fields: a\tb\n1 2\t3\n",
    ),
    (
        "syslog",
        "<34>1 2003-10-11T22:14:15.003Z h a 1 ID [e@1 user=\"a\\\"b\\]\\\\\" b=\"c\"][f] m user=anna, (x=y)\nJan  1 10:00:00 h sshd(p)[1]: user=anna rhost='b c'\nJan  1 10:00:00 h CEF:0|a|b|c|d|e|f|suser=anna b\n2026-01-01T10:00:00+00:00 h p: x\n",
    ),
    (
        "cef",
        "CEF:0|a\\|b|b|1|2|n|3|suser=Anna B duser=C\\\\d cs1=carla cs1Label=User msg=a\\=b c=d\nLEEF:2.0|a|b|1|2|^|usrName=anna^src=1\nLEEF:1.0|a|b|1|2|usrName=anna\tsrc=1\n",
    ),
    (
        "elb-log",
        "http 2018-07-02T22:23:00.186641Z app/l 192.0.2.1:28 10.0.0.1:80 0.1 0.1 0.1 200 200 34 36 \"GET http://e:80/?q HTTP/1.1\" \"curl\" - -\n",
    ),
    ("journal", "__CURSOR=s\n_UID=1000\nMESSAGE=x user=anna\n\n"),
    ("logfmt", "time=1 msg=\"a \\\"b\\\"\" user=anna name='c d' e==f url=http://e/?user=b,\n"),
    (
        "yaml",
        "a: b\nc:\n  - d: 'e''f' # g\n    h: \"i\\\"j\"\n  - {k: l, \"m\":[n, o: p]}\nq: |\n  r\n\n  s\nt: >-\n u\nv: \"w\n  x\"\n- - y\n---\n? z\nplain\n  goes on\n",
    ),
    (
        "html",
        "<!doctype html>\n<input name=\"a\" value='b' id=c>\n<label>D</label> <b>e</b> f<br>g\n<dl><dt>h<dd>i <b>j</b></dl>\n<table><tr><th>k<th>l<tr><td>m<td>n</table>\n<p class=\"o\">q &amp; r</p><select name=s><option value=t selected>u</select>\n<script type=\"application/json\">{\"v\": \"w\", \"x\": [1, \"y\"]}</script><script>z = 'a'; b.c = `d\ne`</script><!-- f -->\n<textarea name=\"g\">h\ni</textarea> <a data-j=\"k\nl\" title=m>n</a>\n",
    ),
    ("ini", "[a \"b\"]\n\tc = d ; e\nf: 'g'\n; h\n[]\ni=\"j\\\"k\"\n"),
    ("properties", "a=b\nc: d\\\n  e\\\\\nf g\n# h\n"),
    ("env", "export A=\"b\\\"c\"\nD=e f # g\nH='i\nj'\nK=`l`\n"),
];

/// A value: where it stands, and its name.
type Seen = (Span, Vec<Vec<u8>>);

/// Where the line ends that holds the byte at `at`.
fn line_end(text: &[u8], at: usize) -> usize {
    text[at..].iter().position(|b| *b == b'\n').map_or(text.len(), |n| at + n + 1)
}

/// Where a part ends that begins at `start` and has at least `frame` bytes: at a line end, and where a later line may call what stands
/// before it, as frames do, before a line with which nothing goes on.
fn part_end(log: Log, state: &State, text: &[u8], start: usize, frame: usize) -> usize {
    let mut end = line_end(text, text.len().min(start.saturating_add(frame).saturating_sub(1)));
    while log.calls_back() && end < text.len() {
        if let Some(begin) = log.last_begin(state, text, Span::new(start, end)) {
            return begin;
        }
        end = line_end(text, end);
    }
    end
}

/// The values of `text`, read in parts of at least `frame` bytes.
fn read(log: Log, text: &[u8], frame: usize) -> Vec<Seen> {
    let (mut state, mut made, mut start) = (State::default(), Vec::new(), 0);
    while start < text.len() {
        let end = part_end(log, &state, text, start, frame);
        let (mut sheet, part) = (Sheet::default(), Span::new(start, end));
        log.read(&state, text, part, false, &mut sheet);
        if log.has_state() {
            log.pass(&mut state, text, part, false);
        }
        for cell in &sheet.cells {
            let path = sheet.names.path(cell.name).into_iter().map(<[u8]>::to_vec).collect();
            made.push((cell.span(), path));
        }
        start = end;
    }
    made
}

/// Reads `data`, whose first byte says as what.
#[allow(dead_code)]
pub fn check(data: &[u8]) {
    let Some((first, text)) = data.split_first() else { return };
    let all: Vec<Log> = Log::all().collect();
    let log = all[usize::from(*first) % all.len()];
    let whole = read(log, text, usize::MAX);
    for frame in [1, 7, 40] {
        assert!(read(log, text, frame) == whole, "{log:?} {frame}: {}", text.escape_ascii());
    }
    for pair in whole.windows(2) {
        assert!(pair[0].0.start <= pair[1].0.start, "{log:?}: {}", text.escape_ascii());
    }
    for (span, _) in &whole {
        assert!(!span.is_empty() && !span.of(text).contains(&b'\n'), "{log:?}: {}", text.escape_ascii());
    }
    // Of lines that are damaged, what is written into one value can be taken for the beginning of another.
    if SAMPLES.iter().any(|(_, sample)| sample.as_bytes() == text) {
        stays_readable(log, text, &whole);
    }
}

/// A line in which any value is a marker has the other values that it had.
fn stays_readable(log: Log, text: &[u8], whole: &[Seen]) {
    let mut sheet = Sheet::default();
    log.read(&State::default(), text, Span::new(0, text.len()), false, &mut sheet);
    for cell in &sheet.cells {
        let (span, place) = (cell.span(), cell.layers.line());
        // What is a part of another value goes with it.
        let is_inner = sheet.cells.iter().any(|c| c.span() != span && c.span().contains(span));
        // A key is the name of what stands behind it.
        let is_key = sheet.names.path(cell.name).is_empty() || sheet.names.own(cell.name).ends_with(b"Label");
        let Some(place) = place.filter(|_| !is_inner && !is_key) else { continue };
        let mut made = text[..span.start].to_vec();
        place.mark("X", true, &mut made);
        let grown = made.len();
        made.extend_from_slice(&text[span.end..]);
        let again = read(log, &made, usize::MAX);
        let outside = |seen: &[Seen], at: usize, moved: usize, back: usize| -> Vec<Seen> {
            let other = seen.iter().filter(|(own, _)| own.end <= span.start || own.start >= at);
            let place = |own: Span| match own.start >= at {
                true => Span::new(own.start + moved - back, own.end + moved - back),
                false => own,
            };
            other.map(|(own, path)| (place(*own), path.clone())).collect()
        };
        let before = outside(whole, span.end, grown, span.end);
        let after = outside(&again, grown, 0, 0);
        assert!(before == after, "{log:?} {span:?}: {} {}", text.escape_ascii(), made.escape_ascii());
    }
}
