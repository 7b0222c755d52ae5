//! Labelled exports, generated from the lists of headers: a CSV file for systems whose names are columns, a
//! JSON record for those with paths, each also in other styles of writing names.

use crate::random::Random;

pub const SEED: u64 = 20_260_301;

/// How often each system is written in a style that is not its own.
const RESTYLED: usize = 4;

/// The headers of one system.
pub struct System {
    pub name: String,
    pub fields: Vec<Field>,
}

/// One header: the names from the outermost to its own, and what it holds.
#[derive(Clone)]
pub struct Field {
    pub path: Vec<String>,
    pub info_type: Option<String>,
}

/// The bytes of an export, and what its fields hold, in order.
pub struct Export {
    pub system: String,
    pub bytes: Vec<u8>,
    pub is_json: bool,
    pub labels: Vec<Option<String>>,
}

pub fn systems(list: &str) -> Vec<System> {
    let mut systems: Vec<System> = Vec::new();
    for line in list.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        if let Some(name) = line.strip_prefix("== ") {
            systems.push(System { name: name.to_owned(), fields: Vec::new() });
        } else {
            let (path, label) = line.rsplit_once(" : ").unwrap();
            let path = path.split(" > ").map(str::to_owned).collect();
            let info_type = Some(label.to_owned()).filter(|l| l != "-");
            systems.last_mut().unwrap().fields.push(Field { path, info_type });
        }
    }
    systems
}

/// The export as the system writes it, then in other styles.
pub fn exports(system: &System, seed: u64) -> Vec<Export> {
    let seed = system.name.bytes().fold(seed, |s, b| s.wrapping_mul(31).wrapping_add(u64::from(b)));
    let mut random = Random::new(seed);
    let mut exports = vec![as_written(system)];
    for _ in 0..RESTYLED {
        let style = *random.pick(STYLES);
        let mut fields = system.fields.clone();
        for i in (1..fields.len()).rev() {
            fields.swap(i, random.below(i + 1));
        }
        fields.iter_mut().flat_map(|f| &mut f.path).for_each(|name| *name = restyle(name, style));
        exports.push(write(&system.name, &fields));
    }
    exports
}

pub fn as_written(system: &System) -> Export {
    write(&system.name, &system.fields)
}

type Style = fn(&[String]) -> String;

const STYLES: &[Style] = &[
    |w| w.join("_"),
    |w| w.join("-"),
    |w| w.join(" "),
    |w| w.join("_").to_uppercase(),
    |w| w.iter().map(|w| capital(w)).collect::<Vec<_>>().join(" "),
    |w| w.iter().map(|w| capital(w)).collect(),
    |w| w.iter().enumerate().map(|(i, w)| if i == 0 { w.clone() } else { capital(w) }).collect(),
];

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Names with signs that carry meaning (`#`, `/`, brackets) stay as they are.
fn restyle(name: &str, style: Style) -> String {
    if name.contains(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ' ' | '_' | '-' | '.')) {
        return name.to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        let starts =
            !before.is_ascii_alphanumeric() || (before.is_ascii_lowercase() && c.is_ascii_uppercase());
        if c.is_ascii_alphanumeric() {
            if starts {
                words.push(String::new());
            }
            words.last_mut().unwrap().push(c.to_ascii_lowercase());
        }
        before = c;
    }
    style(&words)
}

fn write(system: &str, fields: &[Field]) -> Export {
    let is_json = fields.iter().any(|f| f.path.len() > 1);
    let mut bytes = Vec::new();
    if is_json {
        // One member a line, each with all the objects around it: a label needs a path, not a tree.
        for field in fields {
            for name in &field.path {
                bytes.extend_from_slice(format!("{{{}:", serde_json::to_string(name).unwrap()).as_bytes());
            }
            bytes.extend_from_slice(b"\"x\"");
            bytes.extend(vec![b'}'; field.path.len()]);
            bytes.push(b'\n');
        }
    } else {
        let quoted: Vec<String> =
            fields.iter().map(|f| format!("\"{}\"", f.path[0].replace('"', "\"\""))).collect();
        bytes.extend_from_slice(quoted.join(",").as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    let labels = fields.iter().map(|f| f.info_type.clone()).collect();
    Export { system: system.to_owned(), bytes, is_json, labels }
}
