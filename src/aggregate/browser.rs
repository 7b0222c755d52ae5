//! The family of a browser, out of what it says it is.

/// What stands in a user agent, and the family that it is a sign of. The first that is there decides: most say that they are
/// others as well.
static FAMILIES: &[(&str, &str)] = &[
    ("bot", "bot"),
    ("crawl", "bot"),
    ("spider", "bot"),
    ("slurp", "bot"),
    ("curl/", "program"),
    ("wget/", "program"),
    ("python", "program"),
    ("okhttp", "program"),
    ("java/", "program"),
    ("go-http-client", "program"),
    ("edg/", "Edge"),
    ("edge/", "Edge"),
    ("edga/", "Edge"),
    ("edgios/", "Edge"),
    ("opr/", "Opera"),
    ("opera", "Opera"),
    ("samsungbrowser/", "Samsung Internet"),
    ("firefox/", "Firefox"),
    ("fxios/", "Firefox"),
    ("chrome/", "Chrome"),
    ("crios/", "Chrome"),
    ("chromium/", "Chrome"),
    ("msie ", "Internet Explorer"),
    ("trident/", "Internet Explorer"),
    ("safari/", "Safari"),
];

/// The family of everything else.
const REST: &str = "other";

/// The family of a user agent.
pub fn family(agent: &[u8]) -> &'static str {
    let agent = agent.to_ascii_lowercase();
    let has = |sign: &str| memchr::memmem::find(&agent, sign.as_bytes()).is_some();
    FAMILIES.iter().find(|(sign, _)| has(sign)).map_or(REST, |(_, family)| *family)
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn the_first_sign_decides() {
        for (agent, wanted) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
                "Chrome",
            ),
            (
                "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
                "Edge",
            ),
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
                "Safari",
            ),
            ("Mozilla/5.0 (X11; rv:109.0) Gecko/20100101 Firefox/115.0", "Firefox"),
            ("Mozilla/5.0 (compatible; ExampleBot/2.1; +http://www.example.com/bot.html)", "bot"),
            ("curl/8.0", "program"),
            ("-", "other"),
        ] {
            assert_eq!(family(agent.as_bytes()), wanted, "{agent}");
        }
    }
}
