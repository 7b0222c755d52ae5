//! What looks like a value and is none.

use crate::random::Random;

use super::makers::Maker;
use super::template::shape;

pub const MAKERS: &[Maker] = &[
    ("b64", "", |random| shape("*{86}==", random)),
    ("clf", "", |random| {
        let at = moment(random);
        format!("{:02}/{}/{}:{}", at.day, MONTHS[at.month - 1], at.year, at.time)
    }),
    ("date", "", |random| moment(random).date()),
    ("epoch", "", |random| seconds(random).to_string()),
    ("int", "", |random| {
        let most = *random.pick(&[10, 100, 1000, 10_000, 100_000]);
        random.below(most).to_string()
    }),
    ("iso", "", |random| {
        let at = moment(random);
        format!("{}T{}", at.date(), at.time)
    }),
    ("md5", "", |random| shape("%{32}", random)),
    ("ms", "", |random| format!("{}{:03}", seconds(random), random.below(1000))),
    ("ns", "", |random| format!("{}{:09}", seconds(random), random.below(1_000_000_000))),
    ("path", "", |random| format!("/{}/{}/{}", random.pick(WORDS), random.pick(WORDS), random.pick(WORDS))),
    ("port", "", |random| (1024 + random.below(64_000)).to_string()),
    ("price", "", |random| format!("{}.{:02}", random.below(5000), random.below(100))),
    ("sha1", "", |random| shape("%{40}", random)),
    ("sha256", "", |random| shape("%{64}", random)),
    ("syslog", "", |random| {
        let at = moment(random);
        format!("{} {:>2} {}", MONTHS[at.month - 1], at.day, at.time)
    }),
    ("time", "", |random| moment(random).time),
    ("us", "", |random| format!("{}{:06}", seconds(random), random.below(1_000_000))),
    ("uuid", "", |random| shape("%{8}-%{4}-4%{3}-a%{3}-%{12}", random)),
    ("version", "", |random| format!("{}.{}.{}", random.below(20), random.below(40), random.below(30))),
    ("word", "", |random| (*random.pick(WORDS)).to_owned()),
];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const WORDS: &[&str] = &[
    "access", "batch", "cache", "cluster", "config", "deploy", "event", "export", "fetch", "gateway",
    "handler", "index", "job", "kernel", "ledger", "metric", "node", "order", "packet", "queue", "render",
    "report", "router", "schema", "shard", "store", "stream", "table", "task", "update", "volume", "worker",
];

struct Moment {
    year: usize,
    month: usize,
    day: usize,
    time: String,
}

impl Moment {
    fn date(&self) -> String {
        format!("{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn moment(random: &mut Random) -> Moment {
    let time = format!("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60));
    Moment { year: 2019 + random.below(7), month: 1 + random.below(12), day: 1 + random.below(28), time }
}

/// Seconds since 1970, from 2019 to 2026.
fn seconds(random: &mut Random) -> usize {
    1_550_000_000 + random.below(200_000_000)
}
