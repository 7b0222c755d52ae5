//! Text without any value: what is drawn for it, and how it is put together.

use sha2::{Digest, Sha256};

/// Lines as programs write them. `{d4}` is four digits, `{x8}` and `{X8}` hexadecimal ones, `{b8}` base 64, `{u}` a UUID,
/// `{t}` a time of ISO 8601, `{e}` one in seconds, `{v}` a version, `{V}` one of four parts, `{n}` a number from 1 to 4 digits, `{w}` a word.
static LINES: &[&str] = &[
    "{t}Z INFO  [worker-{d2}] {w}.{w}.{w}: took {n}.{d3} ms, {n} of {n} done, seq {d9}",
    "{t},{d3} WARN  {w}-{w}[{d5}]: retry {n} after {d4} ms, trace={x32} span={x16} parent={x16}",
    "{{\"ts\":{e}{d3},\"level\":\"info\",\"id\":\"{u}\",\"shard\":{n},\"offset\":{d10},\"took_us\":{d7}}}",
    "{{\"time\":{e}{d6},\"msg\":\"{w} {w} {w}\",\"ns\":{e}{d9},\"ratio\":0.{d8},\"ok\":true}}",
    "level=debug ts={e}.{d6} caller={w}.go:{n} msg=\"{w} {w}\" rev={x40} sha256={x64} dur={d4}ms",
    "[{e}.{d6}] {w}: block {d10} of {d19} at 0x{x16}, flags 0x{x8}, irq {d2}",
    "{t} {w}/{V} build {d8}.{n} ({x7}) started on node-{d3} in zone {w}-{n}",
    "{x8}: {x4} {x4} {x4} {x4} {x4} {x4} {x4} {x4}  ................",
    "{x8}  {x2} {x2} {x2} {x2} {x2} {x2} {x2} {x2}  {x2} {x2} {x2} {x2} {x2} {x2} {x2} {x2}  |................|",
    "GET /static/{w}/{w}-{x20}.min.js 200 {d6} {n}ms etag {x32}-{x5}",
    "order total {n}.{d2} EUR, tax {n}.{d2}, discount -{d2}.{d2}, items {n}, weight {n}.{d3} kg",
    "<path d=\"M{d3}.{d2} {d2}.{d3}L{d3}.{d2},{d3}.{d2}C{d2}.{d4} {d3}.{d2} {d2}.{d2} {d3}.{d1}z\" fill=\"#{x6}\"/>",
    "\tat org.example.{w}.{w}.{w}({w}.java:{n}) ~[{w}-{V}.jar:{v}]",
    "  let {w} = {w}::<{w}>::new({n}, 0x{x8}, &{w}[..{n}]); // {w} {w}",
    "SELECT {w}, {w}_count FROM {w} WHERE {w}_at > {e} AND {w} IN ({d6}, {d6}, {d7}) LIMIT {n}",
    "{w}-{x10}-{x5} 1/1 Running {n} {n}d{n}h image {w}/{w}@sha256:{x64}",
    "<img src=\"data:image/png;base64,{b96}=\"/>",
    "metrics {w}_total={d12} {w}_bytes={d13} p50={n}.{d2} p99={d4}.{d2} gc={n}",
    "page {n} of {n}, rows {d5}-{d5}, checksum {X8}, size {d9} bytes, inode {d8}",
    "started version {V} of {w}, {w} v{V}, protocol {v}",
    "dependency {w} {v} -> {v} ({w}@{v}+{x7}), {n} files changed, {d4} insertions(+), {d3} deletions(-)",
    "Sun Dec 04 04:{d2}:{d2} 20{d2} [{w}] child {d5} exited in state {n}, slot {d4}, uptime {d6} s",
    "pid={d5} uid={d4} tid={d15} fd={n} errno={d2} addr=0x{x12} len={d5} crc={x8}",
    "AT+{w}={n},{n},{n} R{d2}-M{n}-N{n}-C:J{d2}-U{d2} {d8} temp={d2}.{d1}C rpm={d4} v={n}.{d2}V",
];

/// What stands between words of prose now and then.
static NUMBERS: &[&str] = &[
    "in 20{d2}",
    "for ${n}.{d2}",
    "about {n} percent",
    "{n} of {n}",
    "section {n}.{n}.{n}",
    "(see page {n})",
    "on {d2}/{d2}",
    "at {d2}:{d2}",
    "version {v}",
    "{n},{d3},{d3}",
    "No. {n}",
    "[{n}]",
];

/// Words that name nothing of anybody.
static WORDS: &[&str] = &[
    "after",
    "again",
    "answer",
    "archive",
    "balance",
    "basic",
    "before",
    "better",
    "between",
    "bright",
    "buffer",
    "build",
    "cache",
    "change",
    "channel",
    "clear",
    "cluster",
    "common",
    "correct",
    "counter",
    "current",
    "daemon",
    "delta",
    "different",
    "direct",
    "during",
    "early",
    "edge",
    "enough",
    "entry",
    "event",
    "every",
    "export",
    "factor",
    "failed",
    "finally",
    "first",
    "follow",
    "forward",
    "garden",
    "gather",
    "general",
    "graph",
    "handle",
    "harbour",
    "heavy",
    "however",
    "import",
    "index",
    "inside",
    "journal",
    "kernel",
    "later",
    "layer",
    "leader",
    "letter",
    "limit",
    "little",
    "loader",
    "local",
    "longer",
    "margin",
    "market",
    "matrix",
    "meeting",
    "method",
    "middle",
    "minute",
    "module",
    "morning",
    "mostly",
    "nearly",
    "node",
    "normal",
    "object",
    "offset",
    "option",
    "other",
    "packet",
    "parser",
    "partly",
    "pattern",
    "plain",
    "pool",
    "poorly",
    "process",
    "queue",
    "quickly",
    "rather",
    "reader",
    "record",
    "region",
    "render",
    "result",
    "river",
    "router",
    "sample",
    "scheduler",
    "second",
    "server",
    "several",
    "shard",
    "simple",
    "slowly",
    "socket",
    "stage",
    "state",
    "steady",
    "storage",
    "stream",
    "summer",
    "system",
    "table",
    "target",
    "thread",
    "today",
    "together",
    "tracker",
    "trigger",
    "under",
    "update",
    "usually",
    "vector",
    "volume",
    "water",
    "weather",
    "winter",
    "without",
    "worker",
    "writer",
    "yellow",
];

/// At least `bytes` bytes of logs.
pub fn logs(bytes: usize) -> Vec<u8> {
    let mut draw = Draw::new("logs");
    let mut out = Vec::with_capacity(bytes + 1024);
    while out.len() < bytes {
        let line = draw.one_of(LINES);
        draw.fill(line, &mut out);
        out.push(b'\n');
    }
    out
}

/// At least `bytes` bytes of prose, a number in about every fourth line.
pub fn prose(bytes: usize) -> Vec<u8> {
    const WORDS_A_LINE: usize = 12;
    let mut draw = Draw::new("prose");
    let mut out = Vec::with_capacity(bytes + 1024);
    let mut begins = true;
    while out.len() < bytes {
        for _ in 0..WORDS_A_LINE {
            let at = out.len();
            out.extend_from_slice(draw.one_of(WORDS).as_bytes());
            if begins {
                out[at..=at].make_ascii_uppercase();
            }
            begins = draw.below(9) == 0;
            out.extend_from_slice(if begins { b". " } else { b" " });
        }
        if draw.below(4) == 0 {
            let number = draw.one_of(NUMBERS);
            draw.fill(number, &mut out);
        }
        out.push(b'\n');
    }
    out
}

/// What looks random and is the same everywhere: hashes of a counter.
struct Draw {
    seed: &'static str,
    count: u64,
    left: Vec<u8>,
}

impl Draw {
    fn new(seed: &'static str) -> Self {
        Draw { seed, count: 0, left: Vec::new() }
    }

    fn byte(&mut self) -> u8 {
        loop {
            if let Some(byte) = self.left.pop() {
                return byte;
            }
            self.count += 1;
            let hash =
                Sha256::new().chain_update(self.seed).chain_update(self.count.to_le_bytes()).finalize();
            self.left.extend_from_slice(&hash);
        }
    }

    /// A number below `n`, which is far below 65536: the bias does not matter.
    fn below(&mut self, n: usize) -> usize {
        usize::from(u16::from_le_bytes([self.byte(), self.byte()])) % n
    }

    fn one_of(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len())]
    }

    fn signs(&mut self, alphabet: &[u8], count: usize, out: &mut Vec<u8>) {
        (0..count).for_each(|_| out.push(alphabet[self.below(alphabet.len())]));
    }

    fn digits(&mut self, count: usize, out: &mut Vec<u8>) {
        self.signs(b"0123456789", count, out);
    }

    fn version(&mut self, parts: usize, out: &mut Vec<u8>) {
        for (n, most) in [10, 40, 200, 30].into_iter().take(parts).enumerate() {
            out.extend_from_slice(if n > 0 { b"." } else { b"" });
            out.extend(self.below(most).to_string().bytes());
        }
    }

    /// Appends `template` with what stands in its braces drawn. `{{` and `}}` are braces.
    fn fill(&mut self, template: &str, out: &mut Vec<u8>) {
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            out.extend_from_slice(&rest.as_bytes()[..at]);
            let two = &rest[at..rest.len().min(at + 2)];
            if two == "{{" || two == "}}" {
                out.push(two.as_bytes()[0]);
                rest = &rest[at + 2..];
                continue;
            }
            let end = rest[at..].find('}').map_or(rest.len(), |n| at + n);
            self.part(&rest[at + 1..end], out);
            rest = &rest[rest.len().min(end + 1)..];
        }
        out.extend_from_slice(rest.as_bytes());
    }

    fn part(&mut self, part: &str, out: &mut Vec<u8>) {
        let (kind, count) = part.split_at(1);
        let count = count.parse().unwrap_or(1);
        match kind {
            "d" => self.digits(count, out),
            "x" => self.signs(b"0123456789abcdef", count, out),
            "X" => self.signs(b"0123456789ABCDEF", count, out),
            "b" => {
                self.signs(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", count, out)
            }
            "n" => {
                let digits = self.below(4);
                self.signs(b"123456789", 1, out);
                self.digits(digits, out);
            }
            "w" => {
                let word = self.one_of(WORDS);
                out.extend_from_slice(word.as_bytes());
            }
            "u" => self.fill("{x8}-{x4}-4{x3}-a{x3}-{x12}", out),
            // From September 2020 on, and so are the seconds.
            "t" => {
                let (month, day) = (1 + self.below(12), 1 + self.below(28));
                let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
                let year = 2021 + self.below(5);
                out.extend(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.").bytes());
                self.digits(3, out);
            }
            "e" => {
                out.extend_from_slice(b"1");
                self.signs(b"67", 1, out);
                self.digits(8, out);
            }
            "v" => self.version(3, out),
            "V" => self.version(4, out),
            _ => debug_assert!(false, "the table of lines has no other parts"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_same_every_time_and_filled() {
        for make in [logs, prose] {
            let text = make(100_000);
            assert!(text == make(100_000) && text.len() >= 100_000 && text.is_ascii());
            let lines = text.split(|b| *b == b'\n').collect::<std::collections::HashSet<_>>();
            assert!(lines.len() > 700, "{}", lines.len());
        }
        let mut out = Vec::new();
        Draw::new("x").fill("{{a}} {d3}-{x2}", &mut out);
        assert!(out.starts_with(b"{a} ") && out.len() == 10 && out[7] == b'-', "{}", out.escape_ascii());
    }
}
