//! A rule as the text of a rule file, checked as it will be when it is loaded.

use std::fmt::Write as _;

use crate::detect::own::check_rule;
use crate::import::pattern::{Converted, convert};
use crate::import::{Described, Left, Taken};
use crate::info_type::Vocabulary;
use crate::limits::{CONTEXT_BYTES, IMPORT_REPEAT_MAX, IMPORT_TAIL_MAX};

/// The longest title that is taken over.
const TITLE_CHARS_MAX: usize = 120;

/// Fewer repetitions than this would leave nothing of a rule.
const REPEAT_LEAST: u32 = 8;

/// The info types of an import: those that are shipped, and new ones.
pub struct Types {
    all: Vocabulary,
    new: String,
}

impl Types {
    /// Those that are shipped.
    pub fn shipped() -> crate::error::Result<Types> {
        Ok(Types { all: Vocabulary::builtin()?, new: String::new() })
    }

    /// The info type that `given` means: one that is there by this name or alias, or a new one.
    fn named(&mut self, given: &str) -> Option<String> {
        let made = given.to_ascii_uppercase().replace([' ', '-'], "_");
        if let Some(id) = self.all.find(given).or_else(|| self.all.find(&made)) {
            return Some(self.all.get(id).name.clone());
        }
        let title = made.to_ascii_lowercase().replace('_', " ");
        let text = format!(
            "[[info_type]]\nname = {}\ntitle = {}\ndomain = \"id\"\n\n",
            string(&made),
            string(&title)
        );
        self.all.add("info-types.toml", &text).ok()?;
        self.new += &text;
        Some(made)
    }

    /// The new ones, as the text of `info-types.toml`.
    pub fn text(self) -> String {
        self.new
    }
}

/// The file of a rule, or why there is none.
pub fn rule(described: Described, types: &mut Types) -> Result<Taken, Left> {
    let id = format!("{}.{}", described.family, described.name);
    let line = described.line;
    let left = |why: &str| Left { id: id.clone(), line, why: why.to_owned() };
    // Fewer repetitions until the pattern is short and small enough.
    let mut most = IMPORT_REPEAT_MAX;
    loop {
        let converted =
            convert(&described.pattern, described.dialect, described.value, most).map_err(left)?;
        let info_type = types.named(&described.info_type);
        let info_type = info_type.ok_or_else(|| left("what it finds cannot be the name of an info type"))?;
        let text = text(&id, &info_type, &described, &converted);
        match check_rule("rule.toml", &text, &types.all) {
            Ok(()) => {
                let mut notes = described.notes;
                notes.extend(converted.notes.iter().map(|note| (*note).to_owned()));
                let path = format!("{}/{}.toml", described.family, described.name);
                return Ok(Taken { id, line, path, text, notes });
            }
            Err(e) if most / 4 < REPEAT_LEAST => return Err(left(e.what())),
            Err(_) => most /= 4,
        }
    }
}

fn text(id: &str, info_type: &str, described: &Described, converted: &Converted) -> String {
    let mut text = String::new();
    let title: String = described.title.chars().filter(|c| !c.is_control()).take(TITLE_CHARS_MAX).collect();
    let _ = write!(
        text,
        "id = {}\ninfo_type = {}\ntitle = {}\n\n[match]\npattern = {}\n",
        string(id),
        string(info_type),
        string(&title),
        string(&converted.pattern)
    );
    for (key, boundary) in [("not_before", &converted.not_before), ("not_after", &converted.not_after)] {
        if let Some(boundary) = boundary {
            let _ = writeln!(text, "{key} = {}", string(boundary));
        }
    }
    if let Some(class) = &converted.tail {
        let _ = write!(text, "\n[match.tail]\nclass = {}\nmax = {IMPORT_TAIL_MAX}\n", string(class));
    }
    let _ = write!(text, "\n[confidence]\nbase = {}\n", described.base);
    let mut words = String::new();
    for (language, of_language) in &described.words {
        let sound = of_language.iter().map(|word| word.trim());
        let sound = sound.filter(|word| !word.is_empty() && word.len() <= CONTEXT_BYTES);
        let listed: Vec<String> = sound.map(string).collect();
        if !listed.is_empty() {
            let _ = writeln!(words, "{language} = [{}]", listed.join(", "));
        }
    }
    if !words.is_empty() {
        let _ = write!(text, "context = {}\n\n[context]\n{words}", described.context);
    }
    text
}

/// A string of TOML: as it is where it can be, so that patterns stay readable.
fn string(text: &str) -> String {
    let is_literal = !text.chars().any(char::is_control);
    if is_literal && !text.contains('\'') {
        return format!("'{text}'");
    }
    if is_literal && !text.contains("'''") && !text.ends_with('\'') {
        return format!("'''{text}'''");
    }
    let mut made = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => made.extend(['\\', sign]),
            _ if sign.is_control() => {
                let _ = write!(made, "\\u{:04X}", u32::from(sign));
            }
            _ => made.push(sign),
        }
    }
    made + "\""
}
