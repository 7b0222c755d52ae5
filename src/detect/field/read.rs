//! Reads `rules/fields/*.toml`. `rules/README.md` documents the format.

use crate::config::{Item, Parsed, Source, Table};
use crate::detect::field::beneath;
use crate::detect::field::quick::{Map, Set};
use crate::detect::field::words::{Lexicon, split};
use crate::detect::field::{Answers, Class, Classes, Entry, Example, FieldClass, Fields, How};
use crate::error::{ErrorKind, Result};
use crate::info_type::Vocabulary;

/// Points that the name of a column may give or take. A strong check alone (a card with issuer, Luhn and
/// plain digits has 70) stays `possible` under the most that can be taken.
const POINTS: std::ops::Range<i64> = -30..41;

/// Reads `files`, (name, text) each.
pub fn read(files: &[(String, &str)], vocabulary: &Vocabulary) -> Result<Fields> {
    let sources: Vec<Source<'_>> =
        files.iter().map(|(name, text)| Source::new(name, text, ErrorKind::Rules)).collect();
    let files = sources.iter().map(Source::parse).collect::<Result<Vec<_>>>()?;
    let mut lexicon = Lexicon::default();
    let mut classes = Classes::default();
    each(&files, |root| read_words(root, &mut lexicon, &mut classes))?;
    let mut fields = Fields {
        lexicon,
        classes,
        phrases: Map::default(),
        beside_card: Map::default(),
        nothing: Set::default(),
        known: Set::default(),
        points: Map::default(),
        noise: Map::default(),
        last_words: Set::default(),
        relatives: relatives(vocabulary),
        loose: beneath::of_types(vocabulary),
        letters: beneath::with_letters(vocabulary),
        telephone: beneath::telephone(vocabulary),
        longest: 1,
        examples: Vec::new(),
    };
    each(&files, |root| read_fields(root, vocabulary, &mut fields))?;
    fields.end();
    Ok(fields)
}

fn each(files: &[Parsed<'_>], mut read: impl FnMut(&mut Table<'_>) -> Result<()>) -> Result<()> {
    files.iter().try_for_each(|file| file.read(&mut read))
}

/// The first pass: what words there are. Names can only be read when all spellings are known.
fn read_words(root: &mut Table<'_>, lexicon: &mut Lexicon, classes: &mut Classes) -> Result<()> {
    if let Some(mut languages) = root.table("spellings")? {
        for (_, words) in languages.entries() {
            for (word, spelled) in words.table()?.entries() {
                let meant = split(word.name.as_bytes()).unwrap_or_default();
                for item in spelled.list()? {
                    let spelling = words_of(&item)?;
                    if !lexicon.spell(&spelling, meant.clone()) {
                        return Err(item.error("this spelling stands twice or is too long"));
                    }
                }
            }
        }
    }
    if let Some(mut table) = root.table("classes")? {
        for (name, lists) in table.entries() {
            let class = Class::named(name.name).ok_or_else(|| name.error("unknown class of words"))?;
            for item in in_every_language(&lists)? {
                let words = words_of(&item)?;
                let [word] = words.as_slice() else {
                    return Err(item.error("a class lists single words"));
                };
                lexicon.learn(&words);
                classes.add(word, class);
            }
        }
    }
    for mut table in root.tables("field")? {
        for key in ["heads", "names", "of_things", "alone"] {
            learn(&mut table, key, lexicon)?;
        }
        ignore(&mut table, &["info_type", "confidence", "behind", "record", "joined", "answers"]);
    }
    for mut table in root.tables("beside_card")? {
        learn(&mut table, "names", lexicon)?;
        ignore(&mut table, &["info_type", "confidence"]);
    }
    learn(root, "known", lexicon)?;
    learn(root, "nothing", lexicon)?;
    for mut table in root.tables("evidence")? {
        learn(&mut table, "words", lexicon)?;
        learn(&mut table, "noise", lexicon)?;
        ignore(&mut table, &["info_types", "points"]);
    }
    ignore(root, &["title", "example"]);
    Ok(())
}

fn ignore(table: &mut Table<'_>, keys: &[&'static str]) {
    for key in keys {
        table.get(key);
    }
}

fn learn(table: &mut Table<'_>, key: &'static str, lexicon: &mut Lexicon) -> Result<()> {
    let Some(lists) = table.get(key) else { return Ok(()) };
    in_every_language(&lists)?.iter().try_for_each(|item| {
        lexicon.learn(&words_of(item)?);
        Ok(())
    })
}

/// The items of `{ en = [...], de = [...] }`.
fn in_every_language<'t>(lists: &Item<'t>) -> Result<Vec<Item<'t>>> {
    let mut items = Vec::new();
    for (_, list) in lists.table()?.entries() {
        items.extend(list.list()?);
    }
    Ok(items)
}

fn words_of(item: &Item<'_>) -> Result<Vec<String>> {
    split(item.str()?.as_bytes()).ok_or_else(|| item.error("has no words"))
}

/// The second pass: what the words mean.
fn read_fields(root: &mut Table<'_>, vocabulary: &Vocabulary, fields: &mut Fields) -> Result<()> {
    root.need_str("title")?;
    ignore(root, &["spellings", "classes"]);
    for mut table in root.tables("field")? {
        read_field(&mut table, vocabulary, fields)?;
    }
    for mut table in root.tables("beside_card")? {
        read_beside_card(&mut table, vocabulary, fields)?;
    }
    for key in ["known", "nothing"] {
        let Some(lists) = root.get(key) else { continue };
        for item in in_every_language(&lists)? {
            let phrase = phrase(&item, fields)?;
            if key == "known" {
                fields.known.insert(phrase)
            } else {
                fields.nothing.insert(phrase)
            };
        }
    }
    for mut table in root.tables("evidence")? {
        read_evidence(&mut table, vocabulary, fields)?;
    }
    for mut table in root.tables("example")? {
        let examples = read_example(&mut table, vocabulary)?;
        fields.examples.extend(examples);
    }
    Ok(())
}

/// A name in normal form.
fn phrase(item: &Item<'_>, fields: &mut Fields) -> Result<String> {
    let words = fields.lexicon.rule_words(item.str()?).ok_or_else(|| item.error("has no words"))?;
    fields.longest = fields.longest.max(words.len());
    Ok(words.join(" "))
}

fn read_field(table: &mut Table<'_>, vocabulary: &Vocabulary, fields: &mut Fields) -> Result<()> {
    let info_type = vocabulary.named(&table.need("info_type")?)?;
    let confidence = table.need("confidence")?.int(60..101)? as u8;
    let record = table.bool("record")?.unwrap_or(false);
    let joined = table.bool("joined")?.unwrap_or(true);
    let behind = match table.get("behind") {
        None => None,
        Some(item) => Some(Class::named(item.str()?).ok_or_else(|| item.error("unknown class of words"))?),
    };
    let answers = match table.get("answers") {
        None => Answers::None,
        Some(item) => match item.str()? {
            "few" => Answers::Few,
            "counts" => Answers::Counts,
            _ => return Err(item.error("`answers` is `few` or `counts`")),
        },
    };
    let named = behind.map_or(How::Name, How::Behind);
    for (key, how) in
        [("heads", How::Head), ("names", named), ("of_things", How::Thing), ("alone", How::Alone)]
    {
        let Some(lists) = table.get(key) else { continue };
        for item in in_every_language(&lists)? {
            let phrase = phrase(&item, fields)?;
            let entry = Entry { info_type, confidence, how, record, joined, answers };
            let plural = Some(format!("{phrase}s")).filter(|_| how == How::Head);
            if !fields.add(phrase, entry) {
                return Err(item.error("this name stands twice"));
            }
            // A plural that a list has already, in whatever meaning, keeps it.
            plural.map(|p| fields.add(p, entry));
        }
    }
    table.finish()
}

fn read_beside_card(table: &mut Table<'_>, vocabulary: &Vocabulary, fields: &mut Fields) -> Result<()> {
    let info_type = vocabulary.named(&table.need("info_type")?)?;
    let confidence = table.need("confidence")?.int(60..101)? as u8;
    for item in in_every_language(&table.need("names")?)? {
        let phrase = phrase(&item, fields)?;
        fields.beside_card.entry(phrase).or_default().push(FieldClass { info_type, confidence });
    }
    table.finish()
}

fn read_evidence(table: &mut Table<'_>, vocabulary: &Vocabulary, fields: &mut Fields) -> Result<()> {
    let points = table.need("points")?.int(POINTS)? as i16;
    let mut info_types = Vec::new();
    for item in table.need("info_types")?.list()? {
        info_types.push((vocabulary.named(&item)?, points));
    }
    for key in ["words", "noise"] {
        let Some(lists) = table.get(key) else { continue };
        for item in in_every_language(&lists)? {
            let phrase = phrase(&item, fields)?;
            let map = if key == "words" { &mut fields.points } else { &mut fields.noise };
            map.entry(phrase).or_default().extend(info_types.iter().copied());
        }
    }
    table.finish()
}

fn read_example(table: &mut Table<'_>, vocabulary: &Vocabulary) -> Result<Vec<Example>> {
    let info_type = match table.get("info_type") {
        None => None,
        Some(item) => Some(vocabulary.named(&item)?),
    };
    let why = table.str("why")?;
    if info_type.is_some() == why.is_some() {
        return Err(table.error("an example has either `info_type`, or `why` it means nothing"));
    }
    let mut examples = Vec::new();
    for (_, name) in table.strs("names")? {
        examples.push(Example { path: name.split(" > ").map(str::to_owned).collect(), info_type });
    }
    table.finish()?;
    Ok(examples)
}

/// For each type, those whose values look alike enough to stand in the same columns: the types of one token
/// domain, where that domain is about one kind of value.
fn relatives(vocabulary: &Vocabulary) -> Vec<Vec<crate::info_type::InfoTypeId>> {
    use crate::keys::canon::Domain;
    let of = |id| vocabulary.get(id).domain;
    let alike = |id| matches!(of(id), Domain::Ip);
    vocabulary
        .ids()
        .map(|id| vocabulary.ids().filter(|o| *o == id || (alike(id) && of(*o) == of(id))).collect())
        .collect()
}
