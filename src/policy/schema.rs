//! The JSON Schema of policies, for editors: `docs/policy.schema.json`. The keys are those that [`crate::policy::parse`] reads; a
//! test holds the two against each other. It knows the form of a policy; whether its names exist, `policy check` says.

use serde_json::{Map, Value, json};

use crate::finding::Likelihood;
use crate::policy::plan::FreeText;
use crate::transform::TRANSFORMS;

/// What the value of a key is.
enum Is {
    Text,
    Texts,
    /// An `id`: lower-case letters, digits and dashes.
    Id,
    Ids,
    OneOf(&'static [&'static str]),
    /// Values by names that the writer of the policy chooses.
    Named,
    Subject,
    Country,
    Action,
    Schema,
}

/// A key of a table: its name, what its value is, whether it has to be there, what it says.
type Key = (&'static str, Is, bool, &'static str);

/// A table of a policy.
struct Kind {
    name: &'static str,
    says: &'static str,
    keys: &'static [Key],
}

const CLAUSE: Key = ("clause", Is::Text, false, "The clause of the document that it carries out.");
const ORIGIN: Key = (
    "origin",
    Is::OneOf(&["document", "house"]),
    false,
    "`house` for what goes beyond the document; such a rule needs no clause.",
);
const TO: Key = ("to", Is::Ids, true, "Recipients; [\"*\"] is all.");
const FOR: Key = ("for", Is::Ids, false, "Purposes of the recipients.");

/// What stands before all tables.
static TOP: &[Key] = &[
    ("schema", Is::Schema, true, "The version of the policy language."),
    ("base", Is::Text, false, "What the policy goes on from: a file, or `builtin:NAME`."),
    ("title", Is::Text, true, "For people and summaries."),
    ("version", Is::Text, true, "For people and summaries."),
    ("default_clause", Is::Text, false, "The clause behind what no rule allows."),
    ("rules", Is::Texts, false, "Directories with rules of your own."),
    (
        "accept_unfindable",
        Is::Texts,
        false,
        "Info types that some recipient must not get and that no detector finds in free text.",
    ),
];

static TABLES: &[Kind] = &[
    Kind {
        name: "clause",
        says: "A clause of the document.",
        keys: &[
            ("id", Is::Text, true, "What rules call it."),
            ("title", Is::Text, true, "Its heading."),
            ("left", Is::Text, false, "What is left to people."),
        ],
    },
    Kind {
        name: "state",
        says: "Something that can hold of a person.",
        keys: &[
            ("id", Is::Id, true, "Its name in rules and for `--list`."),
            ("title", Is::Text, true, "In plain words."),
            ("kind", Is::OneOf(&["deny", "allow"]), true, "A no, or a yes."),
            ("info_type", Is::Text, false, "What the subjects of its list are."),
        ],
    },
    Kind {
        name: "region",
        says: "Where people can be.",
        keys: &[
            ("id", Is::Id, true, "Its name in rules."),
            ("title", Is::Text, true, "In plain words."),
            ("countries", Is::Texts, true, "ISO 3166-1 alpha-2 codes."),
            ("names", Is::Texts, false, "What else fields say for them."),
        ],
    },
    Kind {
        name: "category",
        says: "The policy's own kind of data.",
        keys: &[
            ("id", Is::Id, true, "Its name in rules."),
            ("title", Is::Text, true, "What the document calls it."),
            ("reading", Is::Text, false, "Its id in a reading of the document."),
            ("info_types", Is::Texts, true, "Info types and data categories that fall in it."),
            (
                "everywhere",
                Is::Texts,
                false,
                "Those that fall in it whatever the source; [\"*\"] is all of them.",
            ),
        ],
    },
    Kind {
        name: "source",
        says: "Where data come from.",
        keys: &[
            ("id", Is::Id, true, "Its name for `--source`."),
            ("paths", Is::Texts, false, "Glob patterns on paths."),
            (
                "categories",
                Is::Ids,
                false,
                "The categories that are found here, in the order in which they claim types.",
            ),
            ("otherwise", Is::Id, false, "The category of everything else."),
            ("fields", Is::Named, false, "Names of fields with the info type in them, or `none`."),
            ("subject", Is::Subject, false, "The field, or fields, that say who a record is about."),
            ("charset", Is::Text, false, "What its inputs are written in."),
            ("states", Is::Named, false, "States with the field that says whether they hold."),
            ("country", Is::Country, false, "Where the people are."),
            ("remove_fields", Is::Texts, false, "Fields that leave for nobody."),
        ],
    },
    Kind {
        name: "recipient",
        says: "Who gets an output.",
        keys: &[
            ("id", Is::Id, true, "Its name for `--to`, and of its output directory."),
            ("title", Is::Text, true, "In plain words."),
            ("reading", Is::Text, false, "Its id in a reading of the document."),
            ("purposes", Is::Ids, false, "What it may get data for."),
            ("free_text", Is::OneOf(FreeText::NAMES), false, "What happens to free text."),
            (
                "unclassified",
                Is::OneOf(FreeText::NAMES),
                false,
                "What happens to fields that nobody classified.",
            ),
            ("min_likelihood", Is::OneOf(&Likelihood::NAMES), false, "Findings below it are left alone."),
            ("sources", Is::Ids, false, "The only sources that it gets anything of."),
            ("obligations", Is::Texts, false, "What it has to do with what it gets, in plain words."),
            (
                "basis",
                Is::OneOf(&["required"]),
                false,
                "It gets data on a stated basis only, which goes on record.",
            ),
        ],
    },
    Kind {
        name: "free_text",
        says: "What deviates from the recipients' defaults.",
        keys: &[
            ("to", Is::Ids, false, "Recipients; [\"*\"] is all."),
            ("sources", Is::Ids, false, "Sources."),
            ("free_text", Is::OneOf(FreeText::NAMES), false, "What happens to free text."),
            (
                "unclassified",
                Is::OneOf(FreeText::NAMES),
                false,
                "What happens to fields that nobody classified.",
            ),
        ],
    },
    Kind {
        name: "rule",
        says: "What becomes of values.",
        keys: &[
            TO,
            FOR,
            ("categories", Is::Ids, false, "Categories; [\"*\"] is all."),
            ("info_types", Is::Texts, false, "Info types and data categories; [\"*\"] is all."),
            ("when", Is::Ids, false, "States that hold."),
            ("unless", Is::Ids, false, "States that do not."),
            ("action", Is::Action, true, "What happens."),
            (
                "as",
                Is::OneOf(&["string"]),
                false,
                "A JSON number that was changed becomes a string, and not `null`.",
            ),
            CLAUSE,
            ORIGIN,
        ],
    },
    Kind {
        name: "record",
        says: "Which records leave.",
        keys: &[
            TO,
            FOR,
            ("sources", Is::Ids, false, "Sources."),
            ("require", Is::Ids, false, "States that have to hold."),
            ("unless", Is::Ids, false, "States that must not."),
            ("fields", Is::Texts, false, "The only fields that leave."),
            CLAUSE,
            ORIGIN,
        ],
    },
    Kind {
        name: "published",
        says: "Values that are nobody's.",
        keys: &[
            ("info_type", Is::Text, true, "What they are."),
            ("values", Is::Texts, true, "Whole values."),
            CLAUSE,
            ORIGIN,
        ],
    },
    Kind {
        name: "violation",
        says: "What must not stand inside of something else.",
        keys: &[
            ("title", Is::Text, true, "In plain words."),
            ("inside", Is::Text, true, "The info type that it stands inside of."),
            ("lifetime", Is::OneOf(&["persistent"]), false, "Only of cookies that outlive the session."),
            ("info_types", Is::Texts, true, "What must not stand there."),
            CLAUSE,
            ORIGIN,
        ],
    },
];

/// The schema, as it is published.
pub fn schema() -> String {
    let mut properties = object(TOP);
    for kind in TABLES {
        let items = json!({
            "type": "object",
            "description": kind.says,
            "additionalProperties": false,
            "required": required(kind.keys),
            "properties": object(kind.keys),
        });
        properties.insert(kind.name.to_owned(), json!({ "type": "array", "items": items }));
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "obelus policy",
        "description": "Who may have what (docs/POLICY.md). Names are checked by `obelus policy check`.",
        "type": "object",
        "additionalProperties": false,
        "required": required(TOP),
        "properties": properties,
    });
    format!("{schema:#}\n")
}

/// The names of all keys, those of tables as `rule.to`.
pub fn keys() -> impl Iterator<Item = String> {
    let of_tables =
        TABLES.iter().flat_map(|kind| kind.keys.iter().map(|key| format!("{}.{}", kind.name, key.0)));
    TOP.iter().map(|key| key.0.to_owned()).chain(of_tables)
}

fn required(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().filter(|key| key.2).map(|key| key.0).collect()
}

fn object(keys: &[Key]) -> Map<String, Value> {
    let of = |(name, is, _, says): &Key| {
        let mut value = is.schema();
        value["description"] = json!(says);
        ((*name).to_owned(), value)
    };
    keys.iter().map(of).collect()
}

impl Is {
    fn schema(&self) -> Value {
        let field = json!({ "type": "string", "minLength": 1 });
        match self {
            Is::Text => json!({ "type": "string" }),
            Is::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Is::Id => json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$" }),
            Is::Ids => {
                json!({ "type": "array", "items": { "type": "string", "pattern": "^(\\*|[a-z0-9][a-z0-9-]{0,63})$" } })
            }
            Is::OneOf(names) => json!({ "enum": names }),
            Is::Named => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
            Is::Schema => json!({ "const": 1 }),
            Is::Country => json!({ "oneOf": [
                { "type": "string", "pattern": "^[A-Z]{2}$" },
                table(json!({ "field": field }), &["field"]),
            ] }),
            Is::Subject => {
                let typed = table(json!({ "field": field, "info_type": field }), &["field", "info_type"]);
                let one = json!({ "oneOf": [field, typed] });
                json!({ "oneOf": [field, typed, { "type": "array", "minItems": 1, "items": one }] })
            }
            Is::Action => {
                let names: Vec<&str> = TRANSFORMS.iter().map(|(name, _)| *name).collect();
                let all: Vec<&str> =
                    ["keep", "drop_field", "drop_record"].into_iter().chain(names.clone()).collect();
                // What parameters an action has, is its own to say.
                let with = json!({ "type": "object", "required": ["name"], "properties": { "name": { "enum": names } } });
                json!({ "oneOf": [{ "enum": all }, with] })
            }
        }
    }
}

fn table(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;
    use crate::config;
    use crate::info_type::Vocabulary;
    use crate::policy::parse;

    /// A policy with every key that there is.
    const WHOLE: &str = include_str!("schema/whole.toml");

    #[test]
    fn the_schema_has_the_keys_that_are_read_and_no_others() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let read = config::asked_of(|| {
            parse::parse("whole.toml", WHOLE, &vocabulary).unwrap_or_else(|e| panic!("{e}"));
        });
        // Of tables, what names their kind: keys that only they have are enough to know them apart.
        let known: BTreeSet<String> = keys().map(|key| key.rsplit('.').next().unwrap().to_owned()).collect();
        let own = |key: &&String| !matches!(key.as_str(), "*" | "field");
        let tables: BTreeSet<String> = TABLES.iter().map(|kind| kind.name.to_owned()).collect();
        let read: BTreeSet<String> = read
            .iter()
            .filter(own)
            .filter(|key| !tables.contains(*key) || known.contains(*key))
            .cloned()
            .collect();
        assert_eq!(read, known);
        let whole: toml::Table = WHOLE.parse().unwrap();
        for key in keys() {
            let is_there = match key.split_once('.') {
                None => whole.contains_key(&key),
                Some((kind, key)) => {
                    whole[kind].as_array().unwrap().iter().any(|t| t.as_table().unwrap().contains_key(key))
                }
            };
            assert!(is_there, "the policy with every key lacks {key}");
        }
    }

    #[test]
    fn the_published_schema_is_this_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/policy.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, schema()).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(path).unwrap(),
            schema(),
            "run UPDATE_SCHEMA=1 cargo test --lib schema"
        );
    }
}
