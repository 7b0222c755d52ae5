//! Recall and precision of field names, by info type.

use std::collections::BTreeMap;

use obelus::detect::field::Fields;
use obelus::info_type::Vocabulary;

use crate::generate::Export;

#[derive(Default, Clone, Copy)]
struct Counts {
    right: usize,
    missed: usize,
    wrong: usize,
}

#[derive(Default)]
pub struct Score {
    pub names: usize,
    pub wrong: Vec<String>,
    kinds: BTreeMap<String, Counts>,
}

/// A field is right when its type is among its classes; a class that is not its type is wrong, once a field.
pub fn score(fields: &Fields, vocabulary: &Vocabulary, exports: &[Export]) -> Score {
    let mut score = Score::default();
    for export in exports {
        let paths = paths(export);
        assert_eq!(paths.len(), export.labels.len(), "{}", export.system);
        for (path, label) in paths.iter().zip(&export.labels) {
            let names: Vec<&[u8]> = path.iter().map(String::as_bytes).collect();
            let classes = fields.classify_path(&names);
            let found: Vec<&str> =
                classes.iter().map(|c| vocabulary.get(c.info_type).name.as_str()).collect();
            score.add(label.as_deref(), &found, || format!("{}: {}", export.system, path.join(" > ")));
        }
    }
    score
}

/// The names in the export, read back from its bytes.
fn paths(export: &Export) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(&export.bytes).unwrap();
    if !export.is_json {
        let inside = text.trim_end().trim_matches('"');
        return inside.split("\",\"").map(|name| vec![name.replace("\"\"", "\"")]).collect();
    }
    text.lines().map(|line| path_of(&serde_json::from_str(line).unwrap())).collect()
}

fn path_of(value: &serde_json::Value) -> Vec<String> {
    let Some((name, inner)) = value.as_object().and_then(|o| o.iter().next()) else { return Vec::new() };
    let mut path = vec![name.clone()];
    path.extend(path_of(inner));
    path
}

impl Score {
    fn add(&mut self, label: Option<&str>, found: &[&str], name: impl Fn() -> String) {
        self.names += 1;
        let is_right = label.is_some_and(|l| found.contains(&l));
        if let Some(label) = label {
            let counts = self.kinds.entry(label.to_owned()).or_default();
            if is_right { counts.right += 1 } else { counts.missed += 1 }
        }
        if let Some(first) = found.first().filter(|_| !is_right) {
            self.kinds.entry((*first).to_owned()).or_default().wrong += 1;
        }
        if !is_right && (label.is_some() || !found.is_empty()) {
            self.wrong.push(format!("{}: wanted {}, found {found:?}", name(), label.unwrap_or("-")));
        }
    }

    fn all(&self) -> Counts {
        self.kinds.values().fold(Counts::default(), |a, b| Counts {
            right: a.right + b.right,
            missed: a.missed + b.missed,
            wrong: a.wrong + b.wrong,
        })
    }

    pub fn recall(&self) -> String {
        self.all().recall()
    }

    pub fn precision(&self) -> String {
        self.all().precision()
    }

    pub fn table(&self) -> String {
        let mut text = "| kind | fields | recall | precision |\n|---|---:|---:|---:|\n".to_owned();
        for (kind, counts) in &self.kinds {
            let fields = counts.right + counts.missed;
            text += &format!("| {kind} | {fields} | {} | {} |\n", counts.recall(), counts.precision());
        }
        text
    }
}

impl Counts {
    fn recall(self) -> String {
        share(self.right, self.right + self.missed)
    }

    fn precision(self) -> String {
        share(self.right, self.right + self.wrong)
    }
}

fn share(part: usize, whole: usize) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.3}", part as f64 / whole as f64) }
}
