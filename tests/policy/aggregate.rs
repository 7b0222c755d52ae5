//! `obelus aggregate`: counts of groups that are large enough, and nothing of a single record.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use crate::common;

use common::{directory, obelus, run, text};

/// A line of an access log.
fn line(address: &str, page: &str, agent: &str) -> String {
    format!("{address} - - [05/Mar/2024:09:13:08 +0000] \"GET {page} HTTP/1.1\" 200 5 \"-\" \"{agent}\"\n")
}

const CHROME: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0";

/// 30 addresses of one network on one page, 12 of another with some on a page with an address in it, 3 of a third.
fn log() -> String {
    let mut log = String::new();
    for n in 0..30 {
        log += &line(&format!("192.0.2.{n}"), "/docs/start?q=ann", CHROME);
    }
    for n in 0..12 {
        log += &line(&format!("198.51.100.{n}"), &format!("/user/{}/edit", 104_711 + n), FIREFOX);
        log += &line(&format!("198.51.100.{n}"), "/u/ann@example.com", FIREFOX);
    }
    for n in 0..3 {
        log += &line(&format!("203.0.113.{n}"), "/rare", "curl/8.0");
    }
    log + "no address here\n\n"
}

/// What is counted of `input`, and what is said.
fn counted(name: &str, input: &str, flags: &[&str]) -> (String, String, i32) {
    let file = directory("aggregate").join(name);
    fs::write(&file, input).unwrap();
    let done = run(obelus([&["aggregate"], flags, &[text(&file)]].concat()), b"");
    (String::from_utf8(done.stdout.clone()).unwrap(), done.said().to_owned(), done.code)
}

#[test]
fn networks_pages_and_browsers_are_counted() {
    let (out, said, code) = counted("access.log", &log(), &[]);
    // Three addresses are no group, and alone among the others they would be told by the rest.
    assert_eq!((out.as_str(), code), ("prefix,records\n192.0.2.0/24,30\n(other),27\n", 0), "{said}");
    assert!(said.contains("58 records read") && said.contains("1 records name no address"), "{said}");
    let (out, ..) = counted("access.log", &log(), &["--by", "page"]);
    assert_eq!(out, "page,records\n/docs/start,30\n/u/*,12\n(other),15\n");
    let (out, ..) = counted("access.log", &log(), &["--by", "browser,prefix"]);
    assert_eq!(out, "browser,prefix,records\nChrome,192.0.2.0/24,30\n(other),(other),27\n");
}

#[test]
fn fields_of_tables_and_json_say_the_same() {
    let mut rows = "client_ip,user_agent,request_path\n".to_owned();
    let mut lines = String::new();
    for n in 0..12 {
        rows += &format!("2001:db8:1:{n:x}00::1,{FIREFOX},/docs/a?x={n}\n");
        lines += &format!(
            "{{\"ip\":\"192.0.2.{n}\",\"http\":{{\"user_agent\":\"{CHROME}\",\"request\":\"GET /b HTTP/1.1\"}}}}\n"
        );
    }
    let (out, said, _) = counted("visits.csv", &rows, &["--by", "prefix,browser,page"]);
    assert_eq!(out, "prefix,browser,page,records\n2001:db8:1::/48,Firefox,/docs/a,12\n", "{said}");
    let (out, said, _) = counted("visits.jsonl", &lines, &["--by", "browser,page"]);
    assert_eq!(out, "browser,page,records\nChrome,/b,12\n", "{said}");
}

#[test]
fn what_a_client_sends_does_not_make_it_ten() {
    let many = |of: &dyn Fn(u32) -> String| (0..30).map(of).collect::<String>();
    let pages = |log: &str| counted("access.log", log, &["--by", "page"]).0;
    let public = many(&|n| line(&format!("192.0.2.{n}"), "/pub", CHROME));
    let agent = |n: u32| format!("Probe/1.0 198.51.100.{n}");
    for mine in [
        many(&|n| line("ann-pc.example.com", &format!("/mine?x=198.51.100.{n}"), CHROME)),
        many(&|n| line("-", "/mine", &agent(n))),
        many(&|n| line("203.0.113.7", "/mine", &agent(n))),
        many(&|n| line(&format!("2002:c000:207:{n:x}::1"), "/mine", CHROME)),
        many(&|n| line(&format!("2001:db8:0:{n:x}::1"), "/mine", CHROME)),
    ] {
        let out = pages(&(public.clone() + &mine));
        assert!(!out.contains("mine"), "{out}{}", &mine[..200]);
    }
    let rows = many(&|n| format!("203.0.113.7,curl/8.0 198.51.100.{n},/mine\n"));
    for header in ["client_ip,user_agent,request_path\n", "x,user_agent,request_path\n"] {
        let (out, ..) = counted("visits.csv", &format!("{header}{rows}"), &["--by", "page"]);
        assert!(!out.contains("mine"), "{out}");
    }
    let (out, ..) = counted(
        "visits.csv",
        &format!(
            "user_agent,client_ip,request_path\n{}",
            many(&|n| format!("curl/8.0 198.51.100.{n},203.0.113.7,/mine\n"))
        ),
        &["--by", "page"],
    );
    assert!(!out.contains("mine"), "{out}");
}

#[test]
fn the_same_for_any_threads_and_frames() {
    let log = log().repeat(40);
    let flags = ["--quiet", "--by", "page,browser"];
    let (wanted, ..) = counted("access.log", &log, &flags);
    for more in [["--threads", "1"], ["--frame-size", "100"], ["--read-size", "7"]] {
        assert_eq!(counted("access.log", &log, &[&flags[..], &more].concat()).0, wanted, "{more:?}");
    }
}

#[test]
fn small_groups_cannot_be_asked_for_and_part_of_the_inputs_is_not_counted() {
    let (out, said, code) = counted("access.log", &log(), &["--min-group", "2"]);
    assert_eq!((out.as_str(), code), ("", 2), "{said}");
    let directory = directory("aggregate-part");
    fs::write(directory.join("a.log"), log()).unwrap();
    fs::write(directory.join("b.log"), b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0").unwrap();
    let done = run(obelus(["aggregate", text(&directory)]), b"");
    assert_eq!((done.code, done.stdout.len()), (3, 0), "{}", done.said());
}

#[test]
fn countries_are_those_of_a_file() {
    let directory = directory("aggregate-geo");
    let file = directory.join("countries.mmdb");
    fs::write(&file, countries(&[(0xc000_0200, 24, "DE"), (0xc633_6400, 24, "FR")])).unwrap();
    let (out, said, code) = counted("access.log", &log(), &["--by", "region", "--geoip", text(&file)]);
    assert_eq!((out.as_str(), code), ("region,records\nDE,30\n(other),27\n", 0), "{said}");
    assert_eq!(counted("access.log", &log(), &["--by", "region"]).2, 2, "countries need a file");
    fs::write(&file, b"no such file").unwrap();
    let (out, said, code) = counted("access.log", &log(), &["--by", "region", "--geoip", text(&file)]);
    assert!(code == 2 && out.is_empty() && said.contains("MaxMind"), "{said}");
}

/// A file in MaxMind's format 2.0 with these IPv4 networks.
fn countries(networks: &[(u32, u32, &str)]) -> Vec<u8> {
    // A node is two records, for the next bit 0 and 1: `None`, another node, or a place among the data.
    #[derive(Clone, Copy)]
    enum Record {
        Nothing,
        Node(usize),
        Data(usize),
    }
    let (mut nodes, mut data) = (vec![[Record::Nothing; 2]], Vec::new());
    for (network, length, code) in networks {
        let at = data.len();
        // A map of one pair: "country" to a map of one pair: "iso_code" to the code.
        let string = |text: &str| [&[0x40 | text.len() as u8][..], text.as_bytes()].concat();
        data.extend([&[0xe1][..], &string("country"), &[0xe1], &string("iso_code"), &string(code)].concat());
        let mut node = 0;
        for bit in 0..*length {
            let side = (network >> (31 - bit) & 1) as usize;
            if bit + 1 == *length {
                nodes[node][side] = Record::Data(at);
                break;
            }
            node = match nodes[node][side] {
                Record::Node(next) => next,
                _ => {
                    nodes.push([Record::Nothing; 2]);
                    let next = nodes.len() - 1;
                    nodes[node][side] = Record::Node(next);
                    next
                }
            };
        }
    }
    let count = nodes.len();
    let number = |record: &Record| match record {
        Record::Nothing => count,
        Record::Node(node) => *node,
        Record::Data(at) => count + 16 + at,
    };
    let mut file: Vec<u8> =
        nodes.iter().flatten().flat_map(|r| (number(r) as u32).to_be_bytes()[1..].to_vec()).collect();
    file.extend([0; 16]);
    file.extend(&data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    let string = |text: &str| [&[0x40 | text.len() as u8][..], text.as_bytes()].concat();
    let number = |value: u32| [&[0xc4][..], &value.to_be_bytes()].concat();
    let pairs = [
        ("binary_format_major_version", vec![0xa1, 2]),
        ("binary_format_minor_version", vec![0xa0]),
        ("build_epoch", vec![0x01, 0x02, 1]),
        ("database_type", string("test")),
        ("description", vec![0xe0]),
        ("ip_version", vec![0xa1, 4]),
        ("languages", vec![0x00, 0x04]),
        ("node_count", number(count as u32)),
        ("record_size", vec![0xa1, 24]),
    ];
    file.push(0xe0 | pairs.len() as u8);
    for (key, value) in pairs {
        file.extend(match key.len() {
            long @ 29.. => [&[0x5d, long as u8 - 29][..], key.as_bytes()].concat(),
            _ => string(key),
        });
        file.extend(value);
    }
    file
}
