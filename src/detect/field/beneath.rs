//! What stands below a name that says one value by its nature, and is none of it: `{"city": {"type": "string", "maxLength": 80}}`.
//!
//! A name covers all that is below it, so that nothing is lost whatever a program calls the parts. Here is what would be absurd
//! for such a value: keys that say something of programs, and values of another shape. Credentials, cards, names of persons and
//! official numbers keep all that is below them.

use crate::info_type::{InfoTypeId, Vocabulary};

/// How much below the name of an info type can be something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loose {
    /// Nothing.
    Not,
    /// What no kind of the value can be: `gender.type` may say which one it is.
    Narrow,
    /// Kinds, switches and all that schemas say as well.
    Wide,
}

/// Info types whose values are one scalar each.
const WIDE: &[&str] = &[
    "EMAIL_ADDRESS",
    "LOCATION",
    "LOCATION_COORDINATES",
    "ORGANIZATION_NAME",
    "PAGE_VIEWED",
    "PHONE_NUMBER",
    "STREET_ADDRESS",
];

/// Such of which a kind or a switch can say all (`{"gender": {"female": true}}`).
const NARROW: &[&str] = &["AGE", "DATE_OF_BIRTH", "GENDER", "JOB_TITLE"];

/// Keys that begin what a program does: nothing below them is a part of a value above. Like all lists here without dashes,
/// underscores and capitals.
const BEGINS: &[&str] = &[
    "afterscript",
    "beforescript",
    "concurrency",
    "continueonerror",
    "env",
    "if",
    "needs",
    "permissions",
    "run",
    "runson",
    "secrets",
    "steps",
    "strategy",
    "timeoutminutes",
    "uses",
    "with",
    "workingdirectory",
];

/// Keys whose own value is about a field or a program, and no part of what the field holds.
const TECHNICAL: &[&str] = &[
    "$ref",
    "$schema",
    "additionalproperties",
    "deprecated",
    "exclusivemaximum",
    "exclusiveminimum",
    "insertionorder",
    "maxitems",
    "maxlength",
    "minitems",
    "minlength",
    "multipleof",
    "nullable",
    "onerror",
    "onfailure",
    "onsuccess",
    "pattern",
    "readonly",
    "required",
    "uniqueitems",
    "writeonly",
];

/// Keys of which a value beside is about a page of a site.
const OF_PAGES: &[&str] = &["changefreq", "lastmod", "priority"];

/// Such that could say a narrow value as well.
const OF_KIND: &[&str] = &[
    "apiversion",
    "collection",
    "contenttype",
    "datatype",
    "disabled",
    "enabled",
    "encoding",
    "format",
    "image",
    "interval",
    "locationname",
    "maximum",
    "method",
    "mimetype",
    "minimum",
    "port",
    "protocol",
    "retries",
    "shape",
    "timeout",
    "type",
    "version",
];

/// Keys of sentences about a field.
const REMARKS: &[&str] = &["comment", "description", "documentation", "help", "hint", "summary"];

/// A remark of so many words is longer than any value of the kinds above, postal addresses among them.
const REMARK_WORDS_MIN: usize = 16;

/// A key as the lists have it; nothing where it is longer than all of them.
struct Key([u8; 24], usize);

impl Key {
    fn of(name: &[u8]) -> Key {
        let mut key = Key([0; 24], 0);
        for byte in name.iter().filter(|byte| !matches!(byte, b'-' | b'_' | b' ')) {
            if key.1 == key.0.len() {
                return Key([0; 24], 0);
            }
            key.0[key.1] = byte.to_ascii_lowercase();
            key.1 += 1;
        }
        key
    }

    fn is_in(&self, list: &[&str]) -> bool {
        list.iter().any(|known| known.as_bytes() == &self.0[..self.1])
    }
}

/// Info types whose values have letters.
const LETTERS: &[&str] = &["EMAIL_ADDRESS", "PERSON_NAME"];

/// And those of telephones.
const TELEPHONE: &str = "PHONE_NUMBER";

/// Where models of services say that a parameter stands in a request. The last ones are places too, though not in such a model.
static PARAMETERS: [&[u8]; 10] = [
    b"header",
    b"headers",
    b"path",
    b"query",
    b"querystring",
    b"statusCode",
    b"formData",
    b"cookie",
    b"uri",
    b"body",
];

/// How many of them are no places.
const NO_PLACES: usize = 8;

/// Compilers, where settings of a build have the name of one: `CC: clang`.
static COMPILERS: [&[u8]; 8] = [b"cc", b"gcc", b"clang", b"c99", b"icc", b"tcc", b"musl-gcc", b"zig cc"];

/// What the value at the end of `path` can be without being a place, or a card: `{"location": "querystring"}`.
pub(in crate::detect) fn words_of_program(path: &[&[u8]]) -> &'static [&'static [u8]] {
    match path {
        [.., b"members", _, b"location"] => &PARAMETERS,
        [.., b"location"] => &PARAMETERS[..NO_PLACES],
        [.., b"CC" | b"cc"] => &COMPILERS,
        _ => &[],
    }
}

/// Those whose values are never a number alone.
pub(super) fn with_letters(vocabulary: &Vocabulary) -> Vec<InfoTypeId> {
    vocabulary.ids().filter(|id| LETTERS.contains(&vocabulary.get(*id).name.as_str())).collect()
}

/// The info type of numbers of telephones.
pub(super) fn telephone(vocabulary: &Vocabulary) -> Option<InfoTypeId> {
    vocabulary.find(TELEPHONE)
}

/// For every info type.
pub(super) fn of_types(vocabulary: &Vocabulary) -> Vec<Loose> {
    let loose = |name: &str| match name {
        _ if WIDE.contains(&name) => Loose::Wide,
        _ if NARROW.contains(&name) => Loose::Narrow,
        _ => Loose::Not,
    };
    vocabulary.ids().map(|id| loose(&vocabulary.get(id).name)).collect()
}

/// True for a key below which nothing belongs to a value above it.
pub(super) fn begins(name: &[u8], loose: Loose) -> bool {
    loose > Loose::Not && Key::of(name).is_in(BEGINS)
}

/// True for a key whose own value does not belong to one above it.
pub(super) fn is_technical(name: &[u8], loose: Loose) -> bool {
    let key = Key::of(name);
    let is_wide = || loose == Loose::Wide && (key.is_in(OF_KIND) || key.is_in(OF_PAGES));
    loose > Loose::Not && key.is_in(TECHNICAL) || is_wide()
}

/// What schemas say of a field under a key of their own (`{"password": {"type": "string"}}`). It is told by the value too, since a field of any
/// kind, a credential among them, keeps all else that is below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// It is no such key.
    #[default]
    No,
    /// Which kind of value it has.
    Kind,
    /// Which fields it must have.
    Fields,
    /// Whether something holds of it, or how long it may be.
    Rule,
    /// The number of a question.
    Question,
}

/// What kinds of values are called in schemas, in mappings of search engines and in templates.
const SCHEMA_KINDS: &[&str] = &[
    "any",
    "array",
    "bigint",
    "binary",
    "blob",
    "bool",
    "boolean",
    "byte",
    "char",
    "character",
    "commadelimitedlist",
    "completion",
    "date",
    "datetime",
    "decimal",
    "double",
    "email",
    "enum",
    "float",
    "flattened",
    "function",
    "geopoint",
    "guid",
    "hidden",
    "int",
    "int32",
    "int64",
    "integer",
    "ip",
    "ipv4",
    "ipv6",
    "json",
    "jsonb",
    "keyword",
    "list",
    "long",
    "map",
    "nested",
    "null",
    "number",
    "numeric",
    "object",
    "password",
    "real",
    "searchasyoutype",
    "short",
    "smallint",
    "string",
    "text",
    "textarea",
    "time",
    "timestamp",
    "tinyint",
    "uri",
    "url",
    "uuid",
    "varchar",
    "wildcard",
];

/// Keys of rules.
const SCHEMA_RULES: &[&str] = &[
    "deprecated",
    "ignoreabove",
    "index",
    "maxlength",
    "minlength",
    "noecho",
    "nullable",
    "optional",
    "readonly",
    "required",
    "store",
    "unique",
    "writeonly",
];

/// So many figures a length has, and so many letters the name of a field that is required.
const LENGTH_FIGURES_MAX: usize = 4;
const REQUIRED_BYTES_MAX: usize = 32;

impl Schema {
    /// What a key is of.
    pub(in crate::detect) fn of(key: &[u8]) -> Schema {
        let key = Key::of(key);
        match key.0[..key.1] {
            [b't', b'y', b'p', b'e'] | [b'f', b'o', b'r', b'm', b'a', b't'] => Schema::Kind,
            _ if key.is_in(&["required"]) => Schema::Fields,
            _ if key.is_in(SCHEMA_RULES) => Schema::Rule,
            _ if key.is_in(&["importid"]) => Schema::Question,
            _ => Schema::No,
        }
    }

    /// True for a value that says something of a field, and is none of its values.
    pub(in crate::detect) fn explains(self, value: &[u8]) -> bool {
        let is_word = value.eq_ignore_ascii_case(b"true") || value.eq_ignore_ascii_case(b"false");
        match self {
            Schema::No => false,
            Schema::Kind => Key::of(value).is_in(SCHEMA_KINDS),
            Schema::Fields => is_word || is_of_letters(value),
            Schema::Question => {
                let of_id = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
                value.len() <= REQUIRED_BYTES_MAX && value.iter().all(of_id)
            }
            Schema::Rule => {
                is_word || value.len() <= LENGTH_FIGURES_MAX && value.iter().all(u8::is_ascii_digit)
            }
        }
    }
}

/// The name of a field in one word of letters, with capitals only inside.
fn is_of_letters(value: &[u8]) -> bool {
    let is_of_name = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
    value.len() <= REQUIRED_BYTES_MAX
        && value.first().is_some_and(u8::is_ascii_lowercase)
        && value.iter().all(is_of_name)
}

/// Names of things of programs, by the names above them: the kernel of a notebook, what wrote an archive of HTTP.
const THINGS: [(&[u8], &[u8]); 5] = [
    (b"kernelspec", b"name"),
    (b"kernelspec", b"display_name"),
    (b"language_info", b"name"),
    (b"codemirror_mode", b"name"),
    (b"creator", b"name"),
];

/// Of those, how many need no other name above them.
const THINGS_ANYWHERE: usize = 4;

/// True for the path to the name of such a thing.
pub(in crate::detect) fn is_name_of_thing(path: &[&[u8]]) -> bool {
    let [rest @ .., above, own] = path else { return false };
    let is_of_archive = rest.last().is_some_and(|name| *name == b"log");
    let things = if is_of_archive { &THINGS[..] } else { &THINGS[..THINGS_ANYWHERE] };
    things.contains(&(*above, *own))
}

/// True for a key whose value says something about the field in sentences.
pub(in crate::detect) fn is_remark(name: &[u8]) -> bool {
    Key::of(name).is_in(REMARKS)
}

/// True for a value that none of an info type can be which is `loose`; `is_remark` where it stands under such a key.
pub(in crate::detect) fn is_absurd(value: &[u8], is_remark: bool, loose: Loose) -> bool {
    let value = value.trim_ascii();
    let is_word = value.eq_ignore_ascii_case(b"true") || value.eq_ignore_ascii_case(b"false");
    match loose {
        Loose::Not => false,
        Loose::Wide if is_word || is_address_of_host(value) => true,
        _ => {
            is_version(value)
                || is_action(value)
                || is_expression(value)
                || is_remark && value.split(u8::is_ascii_whitespace).count() >= REMARK_WORDS_MIN
        }
    }
}

/// `0.0.0.0`: no address of a street, and detectors find it where it is one of a host.
fn is_address_of_host(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|value| value.parse::<std::net::Ipv4Addr>().is_ok())
}

/// `v4`, `v1.2.3`: without the letter it could be a telephone number or a date.
fn is_version(value: &[u8]) -> bool {
    matches!(value, [b'v', b'0'..=b'9', rest @ ..] if rest.iter().all(|b| b.is_ascii_digit() || *b == b'.'))
}

/// What a step of a workflow uses: `actions/checkout@v4`. What stands behind the sign is no domain.
fn is_action(value: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'@', value) else { return false };
    let of_word = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    let is_word = |word: &[u8]| !word.is_empty() && word.iter().all(of_word);
    let (path, version) = (&value[..at], &value[at + 1..]);
    let has_no_domain = !version.contains(&b'.') || is_version(version);
    path.contains(&b'/') && path.split(|b| *b == b'/').all(is_word) && is_word(version) && has_no_domain
}

/// `${{ secrets.TOKEN }}`, and nothing beside it.
fn is_expression(value: &[u8]) -> bool {
    let inside = value.strip_prefix(b"${{").and_then(|rest| rest.strip_suffix(b"}}"));
    inside
        .is_some_and(|inside| !inside.contains(&b'}') && !inside.contains(&b'\'') && !inside.contains(&b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_values_are_told_from_others() {
        for (value, expected) in [
            ("v4", true),
            ("v1.2.3", true),
            ("1.2.3", false),
            ("V5K 0A1", false),
            ("actions/checkout@v4", true),
            ("org/repo/path@main", true),
            ("a/b@example.com", false),
            ("anna@example", false),
            ("${{ matrix.os }}", true),
            ("${{ a }} Berlin ${{ b }}", false),
            ("${{ 'Berlin' }}", false),
            ("true", true),
            ("yes", false),
            ("Berlin", false),
        ] {
            assert_eq!(is_absurd(value.as_bytes(), false, Loose::Wide), expected, "{value}");
        }
        assert!(!is_absurd(b"true", false, Loose::Narrow) && !is_absurd(b"v4", false, Loose::Not));
        let remark =
            "an address of a person that the service writes to when somebody of the team asks for it";
        assert!(is_absurd(remark.as_bytes(), true, Loose::Wide));
        assert!(
            !is_absurd(remark.as_bytes(), false, Loose::Wide)
                && !is_absurd(b"Berlin, Mitte", true, Loose::Wide)
        );
    }

    #[test]
    fn what_a_schema_says_is_told_from_values() {
        for (key, value, expected) in [
            ("type", "text", true),
            ("Type", "String", true),
            ("type", "date-time", true),
            ("type", "Zorvane", false),
            ("required", "email", true),
            ("required", "Zorvane", false),
            ("required", "x9fKq2vv", false),
            ("NoEcho", "true", true),
            ("NoEcho", "x", false),
            ("minLength", "12", true),
            ("minLength", "123456", false),
            ("value", "text", false),
            ("default", "true", false),
        ] {
            assert_eq!(Schema::of(key.as_bytes()).explains(value.as_bytes()), expected, "{key} {value}");
        }
    }

    #[test]
    fn names_of_things_are_told_by_those_above() {
        assert!(is_name_of_thing(&[b"metadata", b"kernelspec", b"name"]));
        assert!(is_name_of_thing(&[b"log", b"creator", b"name"]));
        assert!(!is_name_of_thing(&[b"post", b"creator", b"name"]) && !is_name_of_thing(&[b"name"]));
    }

    #[test]
    fn technical_keys_are_told_from_others() {
        assert!(begins(b"runs-on", Loose::Narrow) && !begins(b"runs-on", Loose::Not));
        assert!(is_technical(b"maxLength", Loose::Narrow) && is_technical(b"type", Loose::Wide));
        assert!(!is_technical(b"type", Loose::Narrow) && !is_technical(b"value", Loose::Wide));
        assert!(!is_technical(b"a name that is longer than any of the lists", Loose::Wide));
        assert!(!is_technical(b"", Loose::Wide) && is_remark(b"Description"));
    }
}
