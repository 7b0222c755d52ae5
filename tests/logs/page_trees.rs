//! Small pages of anything, cleared: other readers see the same tree in what comes out.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::random::Random;
use crate::common::{directory, have, obelus, run, text};

const VALUES: &[&str] = &[
    "ann@example.com",
    "4111 1111 1111 1111",
    "4111111111111111",
    "+1 202 555 0143",
    "536-22-8726",
    "192.0.2.7",
    "password=hunter2xyz",
    "password: hunter2xyz",
    "pwd = 'hunter2!x'",
    "https://example.com/?token=q7Wd0fZk3LmN8pRt&amp;x=1",
    "Anna Miller",
    "12 Elm Street",
    "hunter2xyz",
    "ann&#64;example.com",
    "ann%40example.com",
    "Bearer q7Wd0fZk3LmN8pRt",
    "2 Jan 1980",
    "user=anna",
    "secret=\\x",
    "name=Ann Lee",
];
const NAMES: &[&str] =
    &["first_name", "phone", "email", "password", "ssn", "address", "date_of_birth", "username", "card", "x"];
const LABELS: &[&str] =
    &["First name", "Phone", "E-mail", "Password", "SSN", "Date of birth", "Total", "User name"];
const BITS: &[&str] = &[
    "", "", "", "a", " of ", "&amp;", "&lt;", "it's", "\n", " ", "\u{e9}", "-", "3", "/", "\"q\"", "'", "=",
    ":", "&nbsp;", "\\",
];
const ATTRIBUTES: &[&str] = &[
    "value",
    "title",
    "data-email",
    "data-x",
    "content",
    "alt",
    "href",
    "placeholder",
    "aria-label",
    "onclick",
];
const INLINE: &[&str] = &["p", "div", "span", "b", "i", "a", "li", "h1", "section"];

/// How deep elements stand in one another.
const DEPTH_MAX: usize = 3;

struct Pages(Random);

impl Pages {
    fn pick(&mut self, all: &'static [&'static str]) -> &'static str {
        self.0.pick::<&str>(all)
    }

    fn value(&mut self) -> String {
        (0..1 + self.0.below(2))
            .map(|_| {
                let value = if self.0.one_in(5) { "" } else { self.pick(VALUES) };
                [self.pick(BITS), value, self.pick(BITS)].concat()
            })
            .collect()
    }

    fn attribute(&mut self) -> String {
        let (name, value) = (self.pick(ATTRIBUTES), self.value());
        match self.0.below(4) {
            0 => format!("{name}=\"{}\"", value.replace('"', "")),
            1 => format!("{name}='x > y{}'", value.replace('\'', "")),
            2 => format!("{name} = \"{}\"", value.replace('"', "")),
            _ => format!("{name}=x{}", value.replace([' ', '\n', '"', '\'', '<', '>', '=', '`'], "")),
        }
    }

    fn attributes(&mut self) -> String {
        let mut made = String::new();
        for _ in 0..self.0.below(4) {
            made += self.0.pick::<&str>(&[" ", " ", "\n", "  "]);
            let name = self.pick(NAMES);
            match self.0.below(8) {
                0 => made += "checked",
                1 => drop(write!(made, "name=\"{name}\"")),
                2 => drop(write!(made, "class='{name}'")),
                3 => drop(write!(made, "id={name}")),
                _ => made += &self.attribute(),
            }
        }
        made + self.0.pick::<&str>(&["", "", " "])
    }

    fn inside(&mut self, depth: usize) -> String {
        match depth {
            DEPTH_MAX => self.value(),
            _ => (0..1 + self.0.below(3)).map(|_| self.part(depth + 1)).collect(),
        }
    }

    fn part(&mut self, depth: usize) -> String {
        let (label, own, value) = (self.pick(LABELS), self.attributes(), self.value());
        let (name, other) = (self.pick(NAMES), self.value());
        match self.0.below(17) {
            0 | 1 => {
                let tag = self.pick(INLINE);
                format!("<{tag}{own}>{}</{tag}>", self.inside(depth))
            }
            2 => format!("<input{own}>"),
            3 => {
                format!("<dl><dt{own}>{label}</dt><dd{}>{}</dd></dl>", self.attributes(), self.inside(depth))
            }
            4 => format!("<table><tr><th>{label}<th>x</tr><tr><td{own}>{value}</td><td>{other}</tr></table>"),
            5 => format!("<!--{} -->", value.replace("--", "").replace('>', "")),
            6 => format!("<textarea{own}>{value}</textarea>"),
            7 => {
                format!("<script type=\"application/json\">{{\"{name}\": \"{}\"}}</script>", self.pick(NAMES))
            }
            8 => format!(
                "<script>var {name} = \"{}\"; x('</p>')</script>",
                value.replace(['"', '\n', '\\'], "")
            ),
            9 => format!("<b>{label}:</b> {value}<br>"),
            10 => format!(
                "<label>{label}</label> <select{own}><option>{value}</option><option>{other}</select>"
            ),
            11 => format!("<meta{own}><img{}/>", self.attributes()),
            12 => format!("<p>{label}: {value}</p>"),
            13 => format!("<title>{value}</title>"),
            14 => format!("<style{own}>a > b {{ c: '{}' }}</style>", value.replace('<', "")),
            _ => value,
        }
    }

    fn page(&mut self) -> String {
        let parts: String = (0..1 + self.0.below(5)).map(|_| self.part(0) + self.pick(BITS)).collect();
        format!("<!DOCTYPE html><html><body>{parts}</body></html>\n")
    }
}

#[test]
fn a_page_keeps_its_tree() {
    if !have("python3") {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/page.py");
    let (place, mut pages) = (directory("logs-page-trees"), Pages(Random::new(5)));
    let (before, out) = (place.join("in"), place.join("out"));
    fs::create_dir_all(&before).unwrap();
    for number in 0..600 {
        fs::write(before.join(format!("{number:03}.html")), pages.page()).unwrap();
    }
    let done = run(obelus(["redact", "--quiet", text(&before), "-o", text(&out)]), b"");
    assert_eq!(done.code, 0, "{}", done.said());
    let after = fs::read_dir(&out).unwrap().next().unwrap().unwrap().path().join("in");
    let read = || {
        let done = Command::new("python3").arg(&script).args([&before, &after]).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (code, said) = read();
    assert_eq!(code, Some(0), "{said}");
    // It sees what is missing.
    let odd = after.join("000.html");
    fs::write(&odd, fs::read_to_string(&odd).unwrap().replacen("<body>", "", 1)).unwrap();
    assert_eq!(read().0, Some(1));
}
