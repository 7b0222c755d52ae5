//! The page that a request asks for: the path, without what tells one visitor from another.

/// A part of a path with more of it says something of one thing only, not of a page.
const PART_BYTES_MAX: usize = 48;
/// So many digits in a part are a number of something.
const DIGITS_MAX: usize = 3;
/// A part of hexadecimal digits alone that is so long is an id.
const HEX_MIN: usize = 8;
/// Paths with more parts are cut.
const PARTS_MAX: usize = 8;
/// What stands for a part that is left out.
const ANY: &str = "*";

/// Methods of RFC 9110, section 9, and PATCH (RFC 5789).
static METHODS: &[&[u8]] =
    &[b"CONNECT", b"DELETE", b"GET", b"HEAD", b"OPTIONS", b"PATCH", b"POST", b"PUT", b"TRACE"];

/// The page of the first request line in `text`: `"GET /path HTTP/1.1"`.
pub fn of_line(text: &[u8]) -> Option<String> {
    memchr::memchr_iter(b'"', text).find_map(|at| of_request(&text[at + 1..]))
}

/// The page of a request line that `text` begins with.
pub fn of_request(text: &[u8]) -> Option<String> {
    let mut words = text.split(|b| matches!(b, b' ' | b'"' | b'\n'));
    words.next().filter(|method| METHODS.contains(method))?;
    of_target(words.next()?)
}

/// The page that a path or URL is.
pub fn of_target(target: &[u8]) -> Option<String> {
    let target = target.trim_ascii();
    let path = match memchr::memmem::find(target, b"://") {
        Some(at) => {
            let host = at + 3;
            memchr::memchr(b'/', &target[host..]).map_or(&b"/"[..], |slash| &target[host + slash..])
        }
        None => target,
    };
    let path = &path[..path.iter().position(|b| b"?#;".contains(b)).unwrap_or(path.len())];
    if path.first() != Some(&b'/') {
        return None;
    }
    let mut page = String::new();
    for (number, part) in path[1..].split(|b| *b == b'/').enumerate() {
        page.push('/');
        if number == PARTS_MAX {
            page.push_str(ANY);
            break;
        }
        page.push_str(shown(part));
    }
    Some(page)
}

/// A part as it is shown.
fn shown(part: &[u8]) -> &str {
    let digits = part.iter().filter(|b| b.is_ascii_digit()).count();
    let is_id = part.len() >= HEX_MIN && part.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-');
    // An escape can hold anything, and a sign that no page needs belongs to somebody's name or address.
    let is_plain = part.iter().all(|b| b.is_ascii_alphanumeric() || b"._-~".contains(b));
    match std::str::from_utf8(part) {
        Ok(text) if is_plain && !is_id && digits <= DIGITS_MAX && part.len() <= PART_BYTES_MAX => text,
        _ => ANY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_path_without_what_tells_visitors_apart() {
        for (line, wanted) in [
            ("192.0.2.1 - - [x] \"GET /docs/start.html?q=ann HTTP/1.1\" 200", Some("/docs/start.html")),
            ("x \"POST /user/104711/edit HTTP/1.0\"", Some("/user/*/edit")),
            ("x \"GET https://example.com/a/b#c HTTP/1.1\"", Some("/a/b")),
            ("x \"GET https://example.com HTTP/1.1\"", Some("/")),
            ("x \"GET /u/ann%40example.com HTTP/1.1\"", Some("/u/*")),
            ("x \"GET /u/ann@example.com HTTP/1.1\"", Some("/u/*")),
            ("x \"GET /o/3f2504e0-4f89-11d3-9a0c-0305e82c3301;v=1 HTTP/1.1\"", Some("/o/*")),
            ("x \"GET / HTTP/1.1\"", Some("/")),
            ("x \"-\" 400", None),
            ("x \"GET\" 400", None),
            ("GET /a HTTP/1.1", None),
        ] {
            assert_eq!(of_line(line.as_bytes()).as_deref(), wanted, "{line}");
        }
        assert_eq!(of_request(b"GET /a HTTP/1.1").as_deref(), Some("/a"));
        assert_eq!(of_target(b"/1/2/3/4/5/6/7/8/9/10").as_deref(), Some("/1/2/3/4/5/6/7/8/*"));
    }
}
