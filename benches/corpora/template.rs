//! Records as templates: text with `«name»` where something is made anew each time.

use crate::generate::clock::Clock;
use crate::generate::rng::Rng;
use crate::generate::values;

use super::words::WORDS;

/// What records are made from.
pub struct Maker {
    /// Chance.
    pub rng: Rng,
    clock: Clock,
    /// Records so far.
    count: u64,
}

impl Maker {
    /// Starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Maker { rng: Rng::new(seed), clock: Clock::new(), count: 0 }
    }

    /// Appends one record: `template` with every `«name»` filled in. A record is a little later than the one before.
    pub fn fill(&mut self, template: &str, out: &mut Vec<u8>) {
        self.count += 1;
        if self.rng.chance(30) {
            self.clock.advance(self.rng.below(4));
        }
        self.append(template, out);
    }

    /// Appends one of `choices`, filled in, as a part of a record.
    pub fn one_of(&mut self, choices: &[&str], out: &mut Vec<u8>) {
        let template = self.rng.pick(choices);
        self.append(template, out);
    }

    /// Appends `template` in `percent` of 100 cases and `otherwise` in the others.
    pub fn either(&mut self, percent: u64, template: &str, otherwise: &str, out: &mut Vec<u8>) {
        let template = if self.rng.chance(percent) { template } else { otherwise };
        self.append(template, out);
    }

    /// Appends `template`, filled in, as a part of a record.
    pub fn append(&mut self, template: &str, out: &mut Vec<u8>) {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('«') {
            out.extend_from_slice(before.as_bytes());
            let (name, after) = after.split_once('»').expect("a mark is closed");
            self.value(name, out);
            rest = after;
        }
        out.extend_from_slice(rest.as_bytes());
    }

    fn value(&mut self, name: &str, out: &mut Vec<u8>) {
        let rng = &mut self.rng;
        let text = match name {
            "ip" => ip(rng),
            "email" => email(rng),
            "ssn" => ssn(rng),
            "card" => card(rng, true),
            "card-broken" => card(rng, false),
            "phone" => phone(rng),
            "phone-abroad" => {
                format!("+44 {} 7946 0{:03}x{}", rng.between(20, 29), rng.below(1000), rng.digits(4))
            }
            "uuid" => rng.uuid(),
            "word" => rng.pick(WORDS).to_owned(),
            "name" => rng.pick(values::NAMES).to_owned(),
            "place" => rng.pick(values::PLACES).to_owned(),
            "agent" => values::user_agent(rng),
            "path" => format!("/{}/{}/{}", rng.pick(WORDS), rng.pick(WORDS), rng.pick(WORDS)),
            "octet" => rng.between(1, 254).to_string(),
            "iso" => self.clock.iso(),
            "apache" => self.clock.apache(),
            "syslog" => self.clock.syslog(),
            "epoch" => self.clock.seconds().to_string(),
            "epochms" => format!("{}{:03}", self.clock.seconds(), rng.below(1000)),
            "count" => self.count.to_string(),
            _ => numbered(rng, name),
        };
        out.extend_from_slice(text.as_bytes());
    }
}

/// `d5` is five digits, `n5` is one to five, `x8` eight hexadecimal ones, `w3` three words.
fn numbered(rng: &mut Rng, name: &str) -> String {
    let (kind, length) = name.split_at(1);
    let length: usize = length.parse().expect("a name of the list, or a letter and a number");
    match kind {
        "d" => rng.digits(length),
        "n" => {
            let length = rng.between(1, length as u64) as usize;
            rng.digits(length)
        }
        "x" => rng.hex(length),
        "w" => (0..length).map(|_| rng.pick(WORDS)).collect::<Vec<_>>().join(" "),
        _ => panic!("no such name in a template: {name}"),
    }
}

/// A documentation address (RFC 5737) or, for more variety of lengths, a private one (RFC 1918).
fn ip(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => values::ipv4(rng),
        1 => format!("10.{}.{}.{}", rng.below(256), rng.below(256), rng.between(1, 254)),
        _ => format!("172.{}.{}.{}", rng.between(16, 31), rng.below(256), rng.between(1, 254)),
    }
}

fn email(rng: &mut Rng) -> String {
    let domain = rng.pick(&["example.com", "example.org", "example.net", "mail.example.com"]);
    let (name, place) = (rng.pick(values::NAMES), rng.pick(values::PLACES));
    match rng.below(4) {
        0 => format!("{name}{}@{domain}", rng.below(1000)),
        1 => format!("{name}_{place}@{domain}"),
        2 => format!("{}{place}@{domain}", &name[..1]),
        _ => format!("{name}.{place}{}@{domain}", rng.below(100)),
    }
}

/// In the areas that are never issued, or an example that no one holds.
fn ssn(rng: &mut Rng) -> String {
    if rng.chance(50) {
        return values::ssn(rng);
    }
    format!("9{:02}-{:02}-{:04}", rng.below(100), rng.between(1, 99), rng.between(1, 9999))
}

/// Random digits behind the first ones of test cards, with the check digit or with another one.
fn card(rng: &mut Rng, valid: bool) -> String {
    let (prefix, length) = [("411111", 16), ("555555", 16), ("378282", 15)][rng.below(3) as usize];
    let mut digits: Vec<u8> = (prefix.to_owned() + &rng.digits(length - 7)).into_bytes();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let d = u32::from(d - b'0');
            if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d }
        })
        .sum();
    let check = (10 - sum % 10) % 10;
    digits.push(b'0' + ((check + u32::from(!valid)) % 10) as u8);
    let digits: String = digits.into_iter().map(char::from).collect();
    let separator = rng.pick(&["", "-", " "]);
    let groups = match length {
        15 => vec![&digits[..4], &digits[4..10], &digits[10..]],
        _ => vec![&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]],
    };
    groups.join(separator)
}

/// A fictitious North American number (555-0100 to 555-0199) in any area.
fn phone(rng: &mut Rng) -> String {
    let (area, line) = (rng.between(201, 989), rng.below(100));
    match rng.below(4) {
        0 => format!("({area}) 555-01{line:02}"),
        1 => format!("{area}.555.01{line:02}"),
        2 => format!("+1-{area}-555-01{line:02}"),
        _ => format!("{area}-555-01{line:02}"),
    }
}
