//! `obelus policy show`: who gets what, as a lawyer reads it.

use crate::cli::Known;
use crate::policy::words::{self, Group, Said};
use crate::policy::{Policy, Recipient};

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// One HTML page.
    Html,
}

impl Form {
    /// The names of `--format`.
    pub const NAMES: &'static [&'static str] = &["text", "markdown", "html", "toml"];
}

/// The header of the table of one recipient.
const HEADER: [&str; 5] = ["category", "what", "what becomes of it", "when", "clause"];

/// The policy in words.
pub fn show(policy: &Policy, known: &Known, form: Form) -> String {
    let mut page = Page { form, text: String::new() };
    page.begin(&policy.title);
    page.paragraph(&format!(
        "Version {}. What no rule allows does not leave{}.",
        policy.version,
        policy.default_clause.as_ref().map_or(String::new(), |clause| format!(" (clause {clause})"))
    ));
    let decisions = words::decisions(policy);
    for (number, recipient) in policy.recipients.iter().enumerate() {
        let of_recipient: Vec<&Said> = decisions.iter().filter(|said| said.recipient == number).collect();
        page.recipient(policy, number, recipient);
        page.table(&rows(policy, known, &of_recipient));
    }
    page.states(policy);
    page.published(policy, known);
    page.violations(policy, known);
    page.clauses(policy);
    page.sources(policy);
    page.end();
    page.text
}

fn rows(policy: &Policy, known: &Known, said: &[&Said]) -> Vec<[String; 5]> {
    let mut made = Vec::new();
    for (number, category) in policy.categories.iter().enumerate() {
        let own: Vec<&Said> = said.iter().copied().filter(|s| s.category == Some(number)).collect();
        for group in words::groups(policy, &known.vocabulary, &own) {
            let Group { purposes, condition, types, action, clause, house } = group;
            let when = match (purposes.is_empty(), condition.is_empty()) {
                (true, true) => String::new(),
                (false, true) => format!("for {purposes}"),
                (true, false) => condition,
                (false, false) => format!("for {purposes}: {condition}"),
            };
            let house = if house { " (house)" } else { "" };
            let category =
                format!("{} ({})", category.title, category.reading.as_deref().unwrap_or(&category.id));
            made.push([category, types.join(", "), action, when, format!("{clause}{house}")]);
        }
    }
    made
}

struct Page {
    form: Form,
    text: String,
}

impl Page {
    fn begin(&mut self, title: &str) {
        match self.form {
            Form::Text => self.text += &format!("{title}\n"),
            Form::Markdown => self.text += &format!("# {title}\n"),
            Form::Html => {
                let title = escaped(title);
                self.text += &format!(
                    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>\n\
                     body {{ font-family: sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em; }}\n\
                     table {{ border-collapse: collapse; width: 100%; }}\n\
                     th, td {{ border: 1px solid #999; padding: 0.3em 0.5em; text-align: left; vertical-align: top; }}\n\
                     </style>\n</head>\n<body>\n<h1>{title}</h1>\n"
                );
            }
        }
    }

    fn end(&mut self) {
        if self.form == Form::Html {
            self.text += "</body>\n</html>\n";
        }
    }

    fn heading(&mut self, text: &str) {
        match self.form {
            Form::Text => self.text += &format!("\n{text}\n"),
            Form::Markdown => self.text += &format!("\n## {text}\n"),
            Form::Html => self.text += &format!("<h2>{}</h2>\n", escaped(text)),
        }
    }

    fn paragraph(&mut self, text: &str) {
        match self.form {
            Form::Text => self.text += &format!("{text}\n"),
            Form::Markdown => self.text += &format!("\n{text}\n"),
            Form::Html => self.text += &format!("<p>{}</p>\n", escaped(text)),
        }
    }

    fn list(&mut self, items: &[String]) {
        match self.form {
            Form::Text => items.iter().for_each(|item| self.text += &format!("  - {item}\n")),
            Form::Markdown => {
                self.text += "\n";
                items.iter().for_each(|item| self.text += &format!("* {item}\n"));
            }
            Form::Html => {
                let items: String =
                    items.iter().map(|item| format!("<li>{}</li>\n", escaped(item))).collect();
                self.text += &format!("<ul>\n{items}</ul>\n");
            }
        }
    }

    fn recipient(&mut self, policy: &Policy, number: usize, recipient: &Recipient) {
        let id = recipient.reading.as_deref().map_or(String::new(), |reading| format!(", {reading}"));
        self.heading(&format!("{} (`{}`{id})", recipient.title, recipient.id));
        let mut facts = Vec::new();
        if !recipient.purposes.is_empty() {
            facts.push(format!("for: {}", recipient.purposes.join(", ")));
        }
        if recipient.needs_basis {
            facts.push("only on a stated basis, which goes on record".to_owned());
        }
        if let Some(sources) = &recipient.sources {
            let names: Vec<&str> = sources.iter().map(|s| policy.sources[*s].id.as_str()).collect();
            facts.push(format!("only from: {}", names.join(", ")));
        }
        facts.extend(recipient.obligations.iter().map(|words| format!("has to: {words}")));
        facts.push(format!("free text: {}", words::treatment(recipient.free_text)));
        facts.push(format!("fields that nobody classified: {}", words::treatment(recipient.unclassified)));
        for rule in &policy.records {
            if rule.whom.is_for(number) {
                let clause = words::cited(rule.clause.as_deref());
                facts.push(format!("{} ({clause})", words::record_rule(policy, rule)));
            }
        }
        self.list(&facts);
    }

    fn table(&mut self, rows: &[[String; 5]]) {
        match self.form {
            Form::Text => {
                for [category, what, becomes, when, clause] in rows {
                    let when = if when.is_empty() { String::new() } else { format!(" [{when}]") };
                    let clause = if clause.is_empty() { String::new() } else { format!(" ({clause})") };
                    self.text += &format!("  {category}: {becomes}{when}{clause}\n      {what}\n");
                }
            }
            Form::Markdown => {
                let line = |cells: &[String]| {
                    format!(
                        "| {} |\n",
                        cells.iter().map(|c| c.replace('|', "\\|")).collect::<Vec<_>>().join(" | ")
                    )
                };
                self.text += &format!("\n| {} |\n|---|---|---|---|---|\n", HEADER.join(" | "));
                rows.iter().for_each(|row| self.text += &line(row));
            }
            Form::Html => {
                let cells = |tag: &str, row: &[String]| -> String {
                    row.iter().map(|c| format!("<{tag}>{}</{tag}>", escaped(c))).collect()
                };
                self.text += &format!("<table>\n<tr>{}</tr>\n", cells("th", &HEADER.map(str::to_owned)));
                rows.iter().for_each(|row| self.text += &format!("<tr>{}</tr>\n", cells("td", row)));
                self.text += "</table>\n";
            }
        }
    }

    fn states(&mut self, policy: &Policy) {
        if policy.states.is_empty() {
            return;
        }
        self.heading("What is asked of a person");
        let items: Vec<String> = policy.states.iter().map(|s| format!("`{}`: {}", s.id, s.title)).collect();
        self.paragraph("Where nothing tells, whatever lets less out holds.");
        self.list(&items);
    }

    fn published(&mut self, policy: &Policy, known: &Known) {
        let items: Vec<String> = policy
            .published_values
            .iter()
            .map(|of| {
                let name = &known.vocabulary.get(of.info_type).name;
                format!("{name}: {} ({})", of.values.join(", "), words::cited(of.clause.as_deref()))
            })
            .collect();
        if !items.is_empty() {
            self.heading("Published values, which stay for everybody");
            self.list(&items);
        }
    }

    fn violations(&mut self, policy: &Policy, known: &Known) {
        let items: Vec<String> = policy
            .violations
            .iter()
            .map(|of| {
                let inside = &known.vocabulary.get(of.inside).name;
                format!("{}, in {inside} ({})", of.title, words::cited(of.clause.as_deref()))
            })
            .collect();
        if !items.is_empty() {
            self.heading("What must not stand where it stands");
            self.list(&items);
        }
    }

    fn clauses(&mut self, policy: &Policy) {
        let left: Vec<String> = policy
            .clauses
            .iter()
            .filter_map(|c| Some(format!("{}, {}: {}", c.id, c.title, c.left.as_ref()?)))
            .collect();
        if !left.is_empty() {
            self.heading("What is left to people");
            self.list(&left);
        }
    }

    fn sources(&mut self, policy: &Policy) {
        if policy.sources.is_empty() {
            return;
        }
        self.heading("Where data come from");
        let category = |number: &usize| policy.categories[*number].id.as_str();
        let items: Vec<String> = policy
            .sources
            .iter()
            .map(|source| {
                let listed: Vec<&str> = source.categories.iter().map(category).collect();
                let otherwise =
                    source.otherwise.as_ref().map_or(String::new(), |c| format!("; else {}", category(c)));
                format!("`{}`: {}{otherwise}", source.id, listed.join(", "))
            })
            .collect();
        self.list(&items);
    }
}

/// As text of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
