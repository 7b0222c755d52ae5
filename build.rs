//! Embeds every `rules/**/*.toml` and `rules/lexicons/**/*.txt` file into the library, so that the binary needs no data
//! files.
//!
//! Writes four sorted tables, `DETECTORS`, `FIELDS`, `LEXICONS` and `POLICIES`, of (path below `rules/`, text).

// A build script has no one to report to but the build: stopping is its error path.
#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets this")).join("rules");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let (mut detectors, mut fields) = (String::new(), String::new());
    let (mut lexicons, mut policies) = (String::new(), String::new());
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
        let row = format!("    ({name:?}, include_str!({:?})),\n", file.display().to_string());
        match name.split('/').next() {
            Some("lexicons") => lexicons.push_str(&row),
            Some("fields") => fields.push_str(&row),
            Some("policies") => policies.push_str(&row),
            _ => detectors.push_str(&row),
        }
    }
    let table = |doc: &str, name: &str, rows: &str| {
        format!(
            "/// {doc}: path below `rules/`, text.\npub(crate) static {name}: &[(&str, &str)] = &[\n{rows}];\n"
        )
    };
    let text = table("Detector rule files", "DETECTORS", &detectors)
        + &table("Field name files", "FIELDS", &fields)
        + &table("Word lists", "LEXICONS", &lexicons)
        + &table("Policy files", "POLICIES", &policies);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets this")).join("rules.rs");
    fs::write(out, text).expect("the output directory can be written");
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "toml" || e == "txt") {
            files.push(path);
        }
    }
}
