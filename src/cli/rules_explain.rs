//! `obelus rules explain`: what is found in a text, what is refused, and why. What it prints goes to other programs and
//! logs, so it has places and points; the text itself is shown only to who typed it, on a terminal.

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use serde_json::{Value as Json, json};

use crate::cli::rule_files::RuleFlags;
use crate::cli::{Known, print};
use crate::detect::explain::{Explained, Refused, Value, explain};
use crate::detect::rule::Rule;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Likelihood;
use crate::limits::{EXPLAIN_BYTES_MAX, Limits};
use crate::span::Span;

/// The arguments.
#[derive(clap::Args)]
pub struct Arguments {
    /// The text; `-` reads standard input. What is typed here can be seen by others who use this machine
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    text: Option<String>,
    /// Read the text from a file; `-` is standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Look at the text as at the value of a column or key of this name
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RuleFlags,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<u8> {
    let known = Known::new(Limits::default(), &arguments.rules, None)?;
    let (text, typed) = match (&arguments.text, &arguments.file) {
        (Some(text), _) if text != "-" => (text.clone().into_bytes(), true),
        (None, Some(file)) if file.as_os_str() != "-" => {
            (read(File::open(file).map_err(|e| unreadable(&e))?)?, false)
        }
        _ => (read(std::io::stdin())?, false),
    };
    if text.len() > EXPLAIN_BYTES_MAX {
        let what = "the text is over 64 KiB, and every rule would be tried at every byte of it";
        return Err(Error::new(ErrorKind::Usage, what).fix("give the lines that are to be explained"));
    }
    let rules: Vec<_> = known.rules.iter().cloned().collect();
    let explained = explain(&rules, &known.vocabulary, &text)?;
    let report = Report { known: &known, text: &text, field: arguments.field.as_deref().map(str::as_bytes) };
    let is_shown = typed && std::io::stdout().is_terminal();
    print(&match arguments.json {
        true => format!("{}\n", report.json(&explained)),
        false => report.table(&explained, is_shown),
    })?;
    Ok(0)
}

fn unreadable(e: &std::io::Error) -> Error {
    Error::io(ErrorKind::Input, "the text to explain cannot be read", e)
}

/// One byte more than is looked at, at most.
fn read(from: impl Read) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    from.take(EXPLAIN_BYTES_MAX as u64 + 1).read_to_end(&mut text).map_err(|e| unreadable(&e))?;
    Ok(text)
}

struct Report<'r> {
    known: &'r Known,
    text: &'r [u8],
    field: Option<&'r [u8]>,
}

impl Report<'_> {
    fn name_of(&self, rule: &Rule) -> &str {
        &self.known.vocabulary.get(rule.info_type).name
    }

    /// Points that the name of the field gives or takes.
    fn field_points(&self, rule: &Rule) -> i16 {
        let Some(name) = self.field else { return 0 };
        let evidence = self.known.fields.evidence(name);
        evidence.iter().filter(|(id, _)| *id == rule.info_type).map(|(_, points)| points).sum()
    }

    fn confidence(&self, value: &Value) -> u8 {
        (i16::from(value.why.confidence) + self.field_points(&value.rule)).clamp(0, 100) as u8
    }

    /// What the name of the field says of its values.
    fn meant(&self) -> Option<(&str, u8)> {
        let class = self.known.fields.classify(self.field?)?;
        Some((&self.known.vocabulary.get(class.info_type).name, class.confidence))
    }

    fn table(&self, explained: &Explained, is_shown: bool) -> String {
        let mut out = String::new();
        if self.field.is_some() {
            out += &match self.meant() {
                Some((name, sure)) => format!("the name of the field says {name}: {sure}\n"),
                None => "the name of the field says nothing\n".to_owned(),
            };
        }
        let widths = self.widths(explained);
        for value in &explained.found {
            out += &self.found(value, widths);
            if is_shown {
                out += &marked(self.text, value.why.span);
            }
        }
        for refused in &explained.refused {
            out += &self.refused(refused, widths);
        }
        if explained.found.is_empty() && explained.refused.is_empty() {
            out += "no pattern matches anywhere in it\n";
        }
        out
    }

    /// How wide the columns of names and ids are.
    fn widths(&self, explained: &Explained) -> (usize, usize) {
        let rules =
            || explained.found.iter().map(|v| &v.rule).chain(explained.refused.iter().map(|r| &r.rule));
        let names = rules().map(|rule| self.name_of(rule).len()).max();
        (names.unwrap_or(0), rules().map(|rule| rule.id.len()).max().unwrap_or(0))
    }

    fn found(&self, value: &Value, widths: (usize, usize)) -> String {
        let why = &value.why;
        let confidence = self.confidence(value);
        let mut points = format!("{confidence} = base {}", why.base);
        if let Some(check) = why.validator
            && (check != 0 || value.rule.validator.is_some() || value.rule.keyed.is_some())
        {
            let by = match (value.rule.validator.map(|v| v.name), value.rule.keyed.is_some()) {
                (Some(name), false) => name.to_owned(),
                (Some(name), true) => format!("{name} and key"),
                (None, _) => "key".to_owned(),
            };
            points += &format!(" {check:+} check ({by})");
        }
        match &value.word {
            Some(word) => points += &format!(" {:+} context ({word:?})", why.context),
            None if value.rule.context_points != 0 => points += " +0 context (no word nearby)",
            None => {}
        }
        if self.field.is_some() {
            points += &format!(" {:+} field", self.field_points(&value.rule));
        }
        let likelihood = Likelihood::of(confidence);
        let below = if likelihood < Likelihood::Possible { ", below what counts as found" } else { "" };
        self.row(widths, why.span, &value.rule, &format!("{}{below}: {points}", likelihood.name()))
    }

    fn refused(&self, refused: &Refused, widths: (usize, usize)) -> String {
        let more = match refused.places {
            1 => String::new(),
            n => format!("; {n} places"),
        };
        self.row(widths, refused.matched, &refused.rule, &format!("no: {}{more}", refused.why.text()))
    }

    fn row(&self, (names, ids): (usize, usize), span: Span, rule: &Rule, said: &str) -> String {
        let mut place = format!("bytes {}..{}", span.start, span.end);
        if self.text.trim_ascii_end().contains(&b'\n') {
            let (line, column) = self.place(span);
            place += &format!(" ({line}:{column})");
        }
        format!("{place:<16} {:<names$}  {:<ids$}  {said}\n", self.name_of(rule), rule.id)
    }

    /// Line and column in bytes, from 1.
    fn place(&self, span: Span) -> (usize, usize) {
        let before = &self.text[..span.start];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        (line, before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1) + 1)
    }

    fn json(&self, explained: &Explained) -> Json {
        let at = |span: Span| {
            let (line, column) = self.place(span);
            json!({"start": span.start, "end": span.end, "line": line, "column": column})
        };
        let found = explained.found.iter().map(|value| {
            let confidence = self.confidence(value);
            json!({
                "rule": value.rule.id,
                "info_type": self.name_of(&value.rule),
                "at": at(value.why.span),
                "confidence": confidence,
                "likelihood": Likelihood::of(confidence).name(),
                "points": {
                    "base": value.why.base,
                    "check": value.why.validator,
                    "context": value.why.context,
                    "field": self.field_points(&value.rule),
                },
                "validator": value.rule.validator.map(|v| v.name),
                "context_word": value.word,
            })
        });
        let refused = explained.refused.iter().map(|refused| {
            json!({
                "rule": refused.rule.id,
                "info_type": self.name_of(&refused.rule),
                "at": at(refused.matched),
                "why": refused.why.name(),
                "validator": refused.rule.validator.map(|v| v.name),
                "places": refused.places,
            })
        });
        let field = self.meant().map(|(name, sure)| json!({"info_type": name, "confidence": sure}));
        json!({
            "schema_version": 1,
            "found": found.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
            "field": field,
        })
    }
}

/// The line that `span` stands in, with carets below it.
fn marked(text: &[u8], span: Span) -> String {
    let start = memchr::memrchr(b'\n', &text[..span.start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &text[span.end..]).map_or(text.len(), |at| span.end + at);
    let shown = |bytes: &[u8]| -> String {
        let sign = |c: char| if c.is_control() { '\u{fffd}' } else { c };
        String::from_utf8_lossy(bytes).chars().map(sign).collect()
    };
    let (before, value, after) =
        (shown(&text[start..span.start]), shown(span.of(text)), shown(&text[span.end..end]));
    let gap = " ".repeat(before.chars().count());
    format!("    {before}{value}{after}\n    {gap}{}\n", "^".repeat(value.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_the_value() {
        let text = "one\nto \u{e9}\t\u{e8}ab, x\nthree".as_bytes();
        assert_eq!(marked(text, Span::new(10, 14)), "    to \u{e9}\u{fffd}\u{e8}ab, x\n         ^^^\n");
    }
}
