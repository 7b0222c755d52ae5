//! The text of a proposed policy.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::info_type::InfoTypeId;
use crate::limits::{SAMPLE_BYTES_MAX, SAMPLE_RECORDS_MAX};
use crate::pipeline::Shared;
use crate::propose::group::Source;
use crate::propose::judge::{Field, Unwritable, Verdict};
use crate::propose::{CATEGORIES, OTHER, category_of};

/// A source with what is proposed for its fields.
pub struct Proposed {
    /// The source.
    pub source: Source,
    /// Its fields in the order in which they are listed.
    pub fields: Vec<Field>,
}

impl Proposed {
    /// The info types that occur in it.
    fn info_types(&self) -> BTreeSet<InfoTypeId> {
        let by_field = self.fields.iter().filter_map(|f| f.verdict.info_type());
        let found = self.fields.iter().flat_map(|f| f.evidence.found.keys().copied());
        by_field.chain(found).chain(self.source.text.iter().copied()).collect()
    }
}

/// How many inputs there were.
#[derive(Clone, Copy)]
pub struct Inputs {
    /// Read.
    pub read: usize,
    /// Of those, not looked at to their end.
    pub cut: usize,
    /// Not read.
    pub unread: usize,
}

/// Writes a policy for `sources`.
pub fn policy(shared: &Shared, sources: &[Proposed], inputs: Inputs) -> String {
    let mut out = head(inputs);
    categories(shared, sources, &mut out);
    out += &rule_off("sources");
    for proposed in sources {
        source(shared, proposed, &mut out);
    }
    out += &rule_off("recipients");
    out += RECIPIENTS;
    out
}

const RECIPIENTS: &str = r#"# Add one for everybody who gets an output; an id is what `--to` names.

[[recipient]]
id = "outside"
title = "Anybody outside"
free_text = "redact"      # each line of plain text becomes a marker; with "scan" only what is found in it does
unclassified = "redact"   # fields that are not listed above, or are commented out

# Without rules everything that is found, and every field that says what is in it, is redacted. A rule lets
# something out, by category or by info type, and cites the clause of your document that allows it:
#
# [[rule]]
# to = ["outside"]
# info_types = ["EMAIL_ADDRESS"]
# action = "hash_token"
# clause = "1.2"
"#;

fn head(inputs: Inputs) -> String {
    let mut out = format!(
        "# A proposal, made from {}. Nobody has confirmed it yet.\n",
        count(inputs.read as u64, "input")
    );
    if inputs.unread > 0 {
        let _ = writeln!(out, "# {} could not be read.", count(inputs.unread as u64, "more input"));
    }
    let _ = writeln!(
        out,
        "# Looked at were the first {SAMPLE_RECORDS_MAX} records and {SAMPLE_BYTES_MAX} bytes of each input; \
         {} longer.",
        match inputs.cut {
            0 => "none was".to_owned(),
            1 => "1 was".to_owned(),
            n => format!("{n} were"),
        }
    );
    out += r#"#
# As it stands, everything is redacted for everybody, but what fields that say "none" hold; what is found in
# those is redacted too. To make it yours:
#
#   1. Go through the fields of each source. `NAME = "EMAIL_ADDRESS"` says what a field holds, "none" that it
#      holds nothing about a person. Lines that are commented out are in doubt: write an info type
#      (`obelus policy table FILE` lists them) or "none" for the question mark, and take away the first
#      `#`. What stays commented out stays redacted.
#   2. Check the paths of the sources, and whether their names, and those of fields, may be written down.
#   3. Put your own document's terms in place of the categories, and its clauses in `default_clause`.
#   4. Add recipients and rules.
#   5. `obelus policy check FILE`, then `obelus policy table FILE` says who gets what.

schema = 1
title = "Proposal"
version = "draft"
# default_clause = "1.1"   # the clause behind what no rule allows

"#;
    out
}

/// A comment that begins a part.
fn rule_off(title: &str) -> String {
    format!("# {} {title}\n\n", "-".repeat(106 - title.len()))
}

fn categories(shared: &Shared, sources: &[Proposed], out: &mut String) {
    let vocabulary = &shared.vocabulary;
    let types: BTreeSet<InfoTypeId> = sources.iter().flat_map(Proposed::info_types).collect();
    *out += &rule_off("categories");
    let known = CATEGORIES.iter().map(|(id, title, _)| (*id, *title));
    for (index, (id, title)) in known.chain([OTHER]).enumerate() {
        let falls_in = types.iter().filter(|t| category_of(vocabulary, **t) == index);
        let names: Vec<&str> = falls_in.map(|t| vocabulary.get(*t).name.as_str()).collect();
        if names.is_empty() && id != OTHER.0 {
            continue;
        }
        let list: String = names.iter().map(|name| format!("    {},\n", quoted(name))).collect();
        let list = if list.is_empty() { list } else { format!("\n{list}") };
        let _ = writeln!(
            out,
            "[[category]]\nid = {}\ntitle = {}\ninfo_types = [{list}]\n",
            quoted(id),
            quoted(title)
        );
    }
}

fn source(shared: &Shared, proposed: &Proposed, out: &mut String) {
    let (source, vocabulary) = (&proposed.source, &shared.vocabulary);
    let forms: Vec<&str> = source.forms.iter().map(|f| f.name()).collect();
    let _ = write!(out, "# {} ({})", count(source.inputs as u64, "input"), forms.join(", "));
    if source.records > 0 {
        let _ = write!(out, ", {}", count(source.records, "record"));
    }
    *out += "\n";
    if source.cut > 0 {
        let _ = writeln!(out, "# Of {} not all was looked at.", count(source.cut as u64, "input"));
    }
    if source.flawed > 0 {
        let what =
            "cannot be parsed, or have another number of cells than the header: always redacted, exit 3.";
        let _ = writeln!(out, "# {} {what}", count(source.flawed, "record"));
    }
    if !source.text.is_empty() {
        let _ = writeln!(out, "# In plain text was found: {}.", names(shared, &source.text));
    }
    if !source.hidden.is_empty() {
        let _ = writeln!(
            out,
            "# The paths are not written, {} was found in them; rename the files, or name the source with \
             `--source`.",
            names(shared, &source.hidden)
        );
    }
    let paths: Vec<String> = source.paths.iter().map(|p| quoted(p)).collect();
    let mut groups: Vec<usize> = proposed.info_types().iter().map(|t| category_of(vocabulary, *t)).collect();
    groups.sort_unstable();
    groups.dedup();
    let ids: Vec<String> = groups.iter().filter_map(|g| CATEGORIES.get(*g)).map(|c| quoted(c.0)).collect();
    let _ = writeln!(out, "[[source]]\nid = {}\npaths = [{}]", quoted(&source.id), paths.join(", "));
    if !ids.is_empty() {
        let _ = writeln!(out, "categories = [{}]", ids.join(", "));
    }
    let _ = writeln!(out, "otherwise = {}\n", quoted(OTHER.0));
    if proposed.fields.is_empty() {
        return;
    }
    *out += "[source.fields]\n";
    fields(shared, &proposed.fields, out);
    *out += "\n";
}

fn fields(shared: &Shared, fields: &[Field], out: &mut String) {
    let mut many = 0;
    for field in fields {
        let reason = reason(shared, field);
        match &field.verdict {
            Verdict::Unwritten(Unwritable::OneOfMany) => many += 1,
            Verdict::Unwritten(_) => {
                let _ = writeln!(out, "# field {}: {reason}", field.ordinal);
            }
            verdict => {
                let info_type = verdict.info_type().map(|t| shared.vocabulary.get(t).name.as_str());
                let says = info_type.unwrap_or(if *verdict == Verdict::Nothing { "none" } else { "?" });
                let off = if field.is_active() { "" } else { "# " };
                let _ = writeln!(out, "{off}{} = {}   # {reason}", quoted(&field.name), quoted(says));
            }
        }
    }
    if many > 0 {
        let what = "not listed: there are so many that values may have been used as names";
        let _ = writeln!(out, "# {}, {what}", count(many, "more field"));
    }
}

/// Why a field is proposed as it is, in counts and info types.
fn reason(shared: &Shared, field: &Field) -> String {
    let (evidence, name) = (&field.evidence, |t: InfoTypeId| shared.vocabulary.get(t).name.as_str());
    let values = count(evidence.filled, "value");
    let others = |but: Option<InfoTypeId>| {
        let found = evidence.found.iter().filter(|(t, _)| Some(**t) != but);
        found.map(|(t, f)| format!("{} hold {}", f.likely, name(*t))).collect::<Vec<_>>().join(", ")
    };
    let also = |but| match others(but) {
        none if none.is_empty() => none,
        some => format!("; of {values} {some}"),
    };
    let mut text = match &field.verdict {
        Verdict::ByName(t) => format!("by its name{}", also(Some(*t))),
        Verdict::ByContent(t) => {
            let whole = evidence.found.get(t).map_or(0, |f| f.whole);
            format!("by content: {whole} of {values}{}", also(Some(*t)))
        }
        Verdict::Nothing => format!("technical by its name, nothing found in {values}"),
        Verdict::Doubt => doubt(field, &values, &others(None)),
        Verdict::Unwritten(why) => unwritten(shared, why),
    };
    if field.is_shared {
        text += "; left out: it would also hold for fields of this name that hold something else, or are in doubt";
    }
    text
}

fn doubt(field: &Field, values: &str, found: &str) -> String {
    let evidence = &field.evidence;
    let known = if field.is_known { "technical by its name, but " } else { "" };
    let prose = if evidence.prose > 0 { "free text: " } else { "" };
    match (evidence.filled, found) {
        (0, _) => format!("{known}no value in the samples"),
        (_, "") if evidence.doubtful > 0 => {
            format!("{known}{prose}{} of {values} may hold something", evidence.doubtful)
        }
        (_, "") => format!("{known}{prose}nothing found in {values}"),
        _ => format!("{known}{prose}of {values} {found}"),
    }
}

fn unwritten(shared: &Shared, why: &Unwritable) -> String {
    match why {
        Unwritable::Holds(types) => format!(
            "{} was found in its name, so it is not written; inputs with such names are withheld",
            names(shared, types)
        ),
        Unwritable::LooksLikeValue => "its name looks like a value, so it is not written".to_owned(),
        Unwritable::CannotBeNamed => "its name is blank or cannot be written in a policy".to_owned(),
        Unwritable::OneOfMany => String::new(),
    }
}

fn names<'t>(shared: &Shared, types: impl IntoIterator<Item = &'t InfoTypeId>) -> String {
    let name = |t: &InfoTypeId| shared.vocabulary.get(*t).name.as_str();
    types.into_iter().map(name).collect::<Vec<_>>().join(", ")
}

fn count(n: u64, of: &str) -> String {
    if n == 1 { format!("1 {of}") } else { format!("{n} {of}s") }
}

/// A TOML string. What could hide or reorder text on a screen is escaped like control characters.
fn quoted(text: &str) -> String {
    let mut made = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => made.extend(['\\', c]),
            '\n' => made += "\\n",
            '\r' => made += "\\r",
            '\t' => made += "\\t",
            c if c.is_control() || is_invisible(c) => {
                let _ = write!(made, "\\U{:08X}", u32::from(c));
            }
            c => made.push(c),
        }
    }
    made.push('"');
    made
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn strings_mean_what_they_meant() {
        for text in
            ["", "a.b", "\"\"\"", "\\", "a\nb\r\t", "\u{0}\u{1b}[31m\u{7f}\u{85}", "\u{202e}ab", "名前", "#"]
        {
            let line = format!("{} = {}", quoted(&format!("k{text}")), quoted(text));
            assert!(!line.contains(|c: char| c.is_control() || c == '\u{202e}'), "{line:?}");
            let read: toml::Table = line.parse().unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(read[&format!("k{text}")].as_str(), Some(text));
        }
    }
}
