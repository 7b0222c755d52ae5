//! What the name of a column or JSON key says about its values.
//!
//! `rules/fields/` lists names; `rules/README.md` says how they are matched. A name is brought into words
//! (`words`), and its longest end that a list holds decides: what stands last says what a thing is
//! (`billing_contact_email` is an address, `email_count` is a number). All lookups are hashes.

use crate::error::Result;
use crate::finding::Confidence;
use crate::info_type::{InfoTypeId, Vocabulary};

pub(super) mod beneath;
mod quick;
mod read;
mod words;

pub use beneath::{Loose, Schema};
use quick::{Map, Set};

/// Points that a classified name gives to what is found in its cells.
const CLASS_POINTS: i16 = 40;

/// The bounds of all points a name gives; see `read::POINTS`.
const POINTS_MIN: i16 = -30;
const POINTS_MAX: i16 = 40;

/// Ends names of fields (`Password (required)`) and of switches.
const REQUIRED: &str = "required";

/// The most words of a name that is told from a value without any other sign.
const NAME_WORDS_MAX: usize = 6;

/// How many names above a name are read together with it.
const JOINED_LEVELS: usize = 2;

/// What a field holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldClass {
    /// The kind of value.
    pub info_type: InfoTypeId,
    /// How sure the name makes it: 60 to 100.
    pub confidence: Confidence,
}

/// The names of a rule set.
pub struct Fields {
    lexicon: words::Lexicon,
    classes: Classes,
    phrases: Map<Vec<Entry>>,
    beside_card: Map<Vec<FieldClass>>,
    nothing: Set,
    known: Set,
    points: Map<Vec<(InfoTypeId, i16)>>,
    noise: Map<Vec<(InfoTypeId, i16)>>,
    /// The last words of all phrases that say something.
    last_words: Set,
    relatives: Vec<Vec<InfoTypeId>>,
    loose: Vec<Loose>,
    letters: Vec<InfoTypeId>,
    telephone: Option<InfoTypeId>,
    longest: usize,
    examples: Vec<Example>,
}

/// A name, or a path of names, with what it must mean.
pub struct Example {
    /// From the outermost name to the innermost.
    pub path: Vec<String>,
    /// What it means; `None` when it must mean nothing.
    pub info_type: Option<InfoTypeId>,
}

/// One meaning of a phrase.
#[derive(Clone, Copy)]
struct Entry {
    info_type: InfoTypeId,
    confidence: Confidence,
    how: How,
    record: bool,
    joined: bool,
    answers: Answers,
}

/// What stands under a name and is none of what the name says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answers {
    /// Nothing.
    None,
    /// Yes, no, and numbers of a few figures.
    Few,
    /// Counts as well.
    Counts,
}

/// What may stand before a phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Anything that does not turn it off.
    Head,
    /// An owner, or words that add nothing.
    Name,
    /// An owner, a thing, or words that add nothing.
    Thing,
    /// Words that add nothing.
    Alone,
    /// A word of this class.
    Behind(Class),
}

macro_rules! classes {
    ($($variant:ident $name:literal,)*) => {
        /// Classes of words that decide what the words behind them mean.
        #[derive(Clone, Copy, PartialEq, Eq)]
        enum Class { $($variant,)* }

        impl Class {
            fn named(name: &str) -> Option<Class> {
                match name { $($name => Some(Class::$variant),)* _ => None }
            }
        }
    };
}

classes! {
    Person "person",
    Place "place",
    Neutral "neutral",
    After "after",
    Flag "flag",
    Off "off",
    Thing "thing",
    Plain "plain",
    Card "card",
    Company "company",
    Employee "employee",
    Job "job",
    Device "device",
    Browser "browser",
    Geo "geo",
    Page "page",
    Bank "bank",
    Code "code",
}

/// Which classes a word is in, one bit each.
#[derive(Default)]
struct Classes(Map<u32>);

impl Classes {
    fn add(&mut self, word: &str, class: Class) {
        *self.0.entry(word.to_owned()).or_default() |= 1 << class as u32;
    }

    fn has(&self, word: &str, class: Class) -> bool {
        self.0.get(word).is_some_and(|bits| bits & (1 << class as u32) != 0)
    }
}

/// What the lists say about some words.
#[derive(Clone, Copy)]
enum Hit {
    Found(Entry),
    /// They name something else, as `has_email` and `product.name` do.
    Off,
    None,
}

impl Hit {
    fn is_none(self) -> bool {
        matches!(self, Hit::None)
    }
}

impl Fields {
    /// The names that obelus ships.
    pub fn builtin(vocabulary: &Vocabulary) -> Result<Self> {
        Fields::with(&[], vocabulary)
    }

    /// Those, and the names of further files: what errors call each, and its text.
    pub fn with(files: &[(String, &str)], vocabulary: &Vocabulary) -> Result<Self> {
        let shipped = crate::embedded::FIELDS.iter().map(|(name, text)| (format!("rules/{name}"), *text));
        read::read(&shipped.chain(files.iter().cloned()).collect::<Vec<_>>(), vocabulary)
    }

    /// The info types that some name means, sorted.
    pub fn info_types(&self) -> Vec<InfoTypeId> {
        let beside = self.beside_card.values().flatten().map(|class| class.info_type);
        let mut named: Vec<_> =
            self.phrases.values().flatten().map(|entry| entry.info_type).chain(beside).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// True for a name of which nothing else here says anything, found in one look: most names of pages are such. Nothing is known of
    /// one that is false.
    pub(super) fn says_nothing(&self, name: &[u8]) -> bool {
        let is_one = !name.iter().any(|b| b"/|;(\t,:^".contains(b));
        // Whatever is left out of the words of a name, a phrase in it ends with one of them.
        let is_last = |words: Vec<String>| words.iter().any(|word| self.last_words.contains(word));
        is_one && !self.lexicon.words(name).is_some_and(is_last)
    }

    /// Is called when all names are there.
    fn end(&mut self) {
        let phrases = self.phrases.keys().chain(self.beside_card.keys());
        let phrases = phrases.chain(self.points.keys()).chain(self.noise.keys());
        self.last_words = phrases.filter_map(|phrase| phrase.rsplit(' ').next()).map(str::to_owned).collect();
    }

    /// What a column called `name` holds, if the lists know.
    pub fn classify(&self, name: &[u8]) -> Option<FieldClass> {
        match self.own(name) {
            Hit::Found(entry) => Some(entry.class()),
            _ => None,
        }
    }

    /// What a column called `name` holds in a record that has a card number. Words before such a name must add nothing.
    pub fn beside_card(&self, name: &[u8]) -> &[FieldClass] {
        let Some(words) = self.lexicon.words(name) else { return &[] };
        let dull = |w: &String| is_digits(w) || self.classes.has(w, Class::Neutral);
        let named = self
            .ends(&words)
            .find_map(|(before, phrase)| self.beside_card.get(&phrase).filter(|_| before.iter().all(dull)));
        named.map_or(&[], Vec::as_slice)
    }

    /// What the value at a path of JSON keys holds, the outermost key first: the class of its own name, read
    /// together with the names above it, then those of the names above, each of which covers all below it.
    ///
    /// A name that as an object is a record (`company`) covers only a value of its own; the fields of the
    /// record speak for themselves. A field that says something about the one above it (`email.verified`)
    /// is not covered by that one.
    pub fn classify_path(&self, path: &[&[u8]]) -> Vec<FieldClass> {
        self.classify_below(path, 0)
    }

    /// The same of a path of which the first `tables` names are those of tables: they are read together with the names below
    /// them, and cover nothing.
    pub fn classify_below(&self, path: &[&[u8]], tables: usize) -> Vec<FieldClass> {
        let words: Vec<Vec<String>> =
            path.iter().map(|n| self.lexicon.words(n).unwrap_or_default()).collect();
        let mut classes: Vec<FieldClass> = Vec::new();
        for i in (tables.min(path.len())..path.len()).rev() {
            let Hit::Found(entry) = self.in_path(path, &words, i) else { continue };
            let above = path.len() - 1 - i;
            let says_about = above == 1 && self.is_about(&words[i + 1]) && classes.is_empty();
            if (above > 0 && entry.record) || says_about || self.ends_cover(entry.info_type, &path[i + 1..]) {
                continue;
            }
            match classes.iter_mut().find(|c| c.info_type == entry.info_type) {
                Some(class) => class.confidence = class.confidence.max(entry.confidence),
                None => classes.push(entry.class()),
            }
        }
        classes
    }

    /// True where what a name says that means `info_type` is not said of the value at the end of `below`, the names under it:
    /// one of them begins something else (`{"city": {"type": "string"}}`).
    pub(super) fn ends_cover(&self, info_type: InfoTypeId, below: &[&[u8]]) -> bool {
        let loose = self.loose[usize::from(info_type.0)];
        below.iter().any(|name| beneath::begins(name, loose))
            || below.last().is_some_and(|name| beneath::is_technical(name, loose))
    }

    /// How much below a name that means `info_type` can be something else.
    pub(super) fn loose(&self, info_type: InfoTypeId) -> Loose {
        self.loose[usize::from(info_type.0)]
    }

    /// True for values that are never a number alone.
    pub(super) fn has_letters(&self, info_type: InfoTypeId) -> bool {
        self.letters.contains(&info_type)
    }

    /// True for numbers of telephones.
    pub(super) fn is_of_telephone(&self, info_type: InfoTypeId) -> bool {
        self.telephone == Some(info_type)
    }

    /// Whether answers, and whether counts are no value of the name at the end of a path.
    pub(super) fn answers(&self, path: &[&[u8]]) -> (bool, bool) {
        let words: Vec<Vec<String>> =
            path.iter().map(|n| self.lexicon.words(n).unwrap_or_default()).collect();
        let own = path.len().checked_sub(1).map(|last| self.in_path(path, &words, last));
        let own = own.map_or(Answers::None, |hit| match hit {
            Hit::Found(entry) => entry.answers,
            _ => Answers::None,
        });
        let is_asked = words.last().is_some_and(|words| words.last().is_some_and(|word| word == REQUIRED));
        (is_asked || own >= Answers::Few || self.is_asked(path), own == Answers::Counts)
    }

    /// True when a name not far above the last one of a path makes a statement (`verified.email`): an answer in its place is no value.
    fn is_asked(&self, path: &[&[u8]]) -> bool {
        let above = path.iter().rev().skip(1).take(JOINED_LEVELS);
        let mut words = above.filter_map(|name| self.lexicon.words(name)).flatten();
        words.any(|word| self.classes.has(&word, Class::Flag))
    }

    /// True when the name is one of those that hold nothing about a person by themselves, as `created_at`.
    /// For proposals to a person only: nothing is let through because of it.
    pub fn is_known(&self, name: &[u8]) -> bool {
        self.own(name).is_none() && self.is_dull(name)
    }

    /// True for a name that says what a field holds, or is known to say nothing of a person.
    pub(super) fn is_of_field(&self, name: &[u8]) -> bool {
        match self.own(name) {
            Hit::Found(_) => true,
            Hit::Off => false,
            Hit::None => self.is_dull(name),
        }
    }

    /// True for a name that says what a field holds, and of which every word is one of names: a value of the field has others.
    pub(super) fn is_name(&self, name: &[u8]) -> bool {
        let Some(words) = self.lexicon.words(name) else { return false };
        let digits = words.iter().filter(|word| is_digits(word));
        let is_short = words.len() <= NAME_WORDS_MAX
            && digits.clone().count() <= 1
            && digits.map(String::len).sum::<usize>() <= 2;
        is_short
            && words.iter().all(|word| is_digits(word) || self.lexicon.is_known(word))
            && matches!(self.own(name), Hit::Found(_))
    }

    fn is_dull(&self, name: &[u8]) -> bool {
        let Some(words) = self.lexicon.words(name) else { return false };
        let dull = |w: &String| {
            is_digits(w) || [Class::Neutral, Class::Thing].iter().any(|c| self.classes.has(w, *c))
        };
        self.ends(&words).any(|(before, phrase)| self.known.contains(&phrase) && before.iter().all(dull))
    }

    /// Points that the name of a column gives to what detectors find in its cells, by info type. Names of
    /// noise (`build`, `order_no`) take points, never from what the name itself says is there.
    pub fn evidence(&self, name: &[u8]) -> Vec<(InfoTypeId, i16)> {
        let Some(words) = self.lexicon.words(name) else { return Vec::new() };
        let mut points: Vec<(InfoTypeId, i16)> = Vec::new();
        let mut add = |(id, n): (InfoTypeId, i16)| match points.iter_mut().find(|(i, _)| *i == id) {
            Some((_, sum)) => *sum = (*sum + n).clamp(POINTS_MIN, POINTS_MAX),
            None => points.push((id, n)),
        };
        if let Some(class) = self.classify(name) {
            self.relatives[usize::from(class.info_type.0)].iter().for_each(|id| add((*id, CLASS_POINTS)));
        }
        for end in 1..=words.len() {
            for (_, phrase) in self.ends(&words[..end]) {
                self.points.get(&phrase).into_iter().flatten().for_each(|p| add(*p));
            }
        }
        let without_digits = words.iter().rposition(|w| !is_digits(w)).map_or(0, |at| at + 1);
        let mut ends = self.ends(&words).chain(self.ends(&words[..without_digits]));
        let noise = ends.find_map(|(_, phrase)| self.noise.get(&phrase));
        for (id, n) in noise.into_iter().flatten() {
            if !points.iter().any(|(i, _)| i == id) {
                points.push((*id, *n));
            }
        }
        points
    }

    /// What the rule files give as examples.
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn add(&mut self, phrase: String, entry: Entry) -> bool {
        let entries = self.phrases.entry(phrase).or_default();
        let is_new = entries.iter().all(|e| e.how != entry.how);
        if is_new {
            // What a word of a class before it means is more than what it means behind anything.
            let at = if matches!(entry.how, How::Behind(_)) { 0 } else { entries.len() };
            entries.insert(at, entry);
        }
        is_new
    }

    /// One name by itself. Where the whole means nothing, so may a part: `Zip/Postcode`, `Salary (gross)`.
    fn own(&self, name: &[u8]) -> Hit {
        let whole = |part: &[u8]| self.lexicon.words(part).map_or(Hit::None, |w| self.lookup(&w, 0));
        // `# first_name` begins a remark, `# users` counts.
        let name = name.strip_prefix(b"# ").filter(|rest| rest.contains(&b'_')).unwrap_or(name);
        let hit = whole(name);
        // Cells that another delimiter separates: what one of them is called holds for all of them.
        if !matches!(hit, Hit::Found(_))
            && let Some(found) =
                columns(name).into_iter().flatten().map(whole).find(|h| matches!(h, Hit::Found(_)))
        {
            return found;
        }
        if !hit.is_none() {
            return hit;
        }
        // `first_name - given` has a remark, `Phone 1 - Type` is a type.
        if let Some(at) = memchr::memmem::find(name, b" - ").filter(|at| name[..*at].contains(&b'_')) {
            return whole(&name[..at]);
        }
        let parts = name.split(|b| matches!(b, b'/' | b'|' | b';'));
        if let Some(found) = parts.map(whole).find(|h| matches!(h, Hit::Found(_))) {
            return found;
        }
        let Some(open) = memchr::memchr(b'(', name).filter(|_| name.trim_ascii_end().ends_with(b")")) else {
            return Hit::None;
        };
        match self.lexicon.words(&name[open..]) {
            Some(inside) if self.is_about(&inside) => Hit::None,
            _ => whole(&name[..open]),
        }
    }

    /// A name of a path, together with those above it when that means something.
    fn in_path(&self, path: &[&[u8]], words: &[Vec<String>], i: usize) -> Hit {
        if words[i].is_empty() {
            return Hit::None;
        }
        for levels in (1..=JOINED_LEVELS.min(i)).rev() {
            let above = words[i - levels..i].concat();
            let hit = self.lookup(&[above.as_slice(), &words[i]].concat(), above.len());
            if !hit.is_none() {
                return hit;
            }
        }
        self.own(path[i])
    }

    /// True for words that say something about another value: `count`, `verified`, `type`.
    fn is_about(&self, words: &[String]) -> bool {
        words.last().is_some_and(|w| self.classes.has(w, Class::Off))
    }

    /// The meaning of `words`; those before `border` are names above. Numbers and words that add nothing are
    /// taken away from the end, then numbers from anywhere.
    fn lookup(&self, words: &[String], border: usize) -> Hit {
        let mut end = words.len();
        loop {
            let hit = self.whole(&words[..end], border);
            if !hit.is_none() {
                return hit;
            }
            let last = &words[end - 1];
            if end - 1 <= border || !(is_digits(last) || self.classes.has(last, Class::After)) {
                break;
            }
            end -= 1;
        }
        let without = |part: &[String]| part.iter().filter(|w| !is_digits(w)).cloned().collect::<Vec<_>>();
        let fewer = without(words);
        if fewer.len() == words.len() || fewer.is_empty() {
            return Hit::None;
        }
        self.whole(&fewer, without(&words[..border]).len())
    }

    fn whole(&self, words: &[String], border: usize) -> Hit {
        let mut off = false;
        for (before, phrase) in self.ends(words) {
            if self.nothing.contains(&phrase) {
                return Hit::Off;
            }
            for entry in self.phrases.get(&phrase).into_iter().flatten() {
                if !entry.joined && before.len() < border {
                    continue;
                }
                match self.fits(entry, before, border) {
                    Hit::None => {}
                    Hit::Off => off = true,
                    found => return found,
                }
            }
        }
        if off { Hit::Off } else { Hit::None }
    }

    /// Every end of `words` that a list can hold, longest first, with the words before it.
    fn ends<'w>(&self, words: &'w [String]) -> impl Iterator<Item = (&'w [String], String)> {
        (words.len().saturating_sub(self.longest)..words.len())
            .map(|start| (&words[..start], words[start..].join(" ")))
    }

    /// Whether what stands before a phrase lets it mean what `entry` says; the words before `border` are names above.
    fn fits(&self, entry: &Entry, before: &[String], border: usize) -> Hit {
        let has = |word: &String, class| self.classes.has(word, class);
        // A name above is that of an object, which has more than an answer in it.
        if before.iter().skip(border).any(|w| has(w, Class::Flag)) {
            return Hit::Off;
        }
        let found = Hit::Found(*entry);
        let wanted: &[Class] = match entry.how {
            How::Head => return found,
            How::Behind(class) => &[class],
            How::Name => &[Class::Person, Class::Place],
            How::Thing => &[Class::Person, Class::Place, Class::Thing],
            How::Alone => &[],
        };
        // The nearest word that adds something decides.
        for word in before.iter().rev() {
            if wanted.iter().any(|c| has(word, *c)) {
                return found;
            }
            if has(word, Class::Thing) {
                return Hit::Off;
            }
            if !is_digits(word) && !has(word, Class::Neutral) {
                return Hit::None;
            }
        }
        if matches!(entry.how, How::Behind(_)) { Hit::None } else { found }
    }
}

impl Entry {
    fn class(&self) -> FieldClass {
        FieldClass { info_type: self.info_type, confidence: self.confidence }
    }
}

/// The names in a name that is several with a delimiter between them, without spaces as programs write them.
fn columns(name: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let is_tight = |d: u8| {
        let ends = |b: Option<&u8>| b.is_none_or(|b| *b == b' ');
        memchr::memchr_iter(d, name).any(|n| n > 0 && !ends(name.get(n - 1)) && !ends(name.get(n + 1)))
    };
    let delimiter = *b";\t|,:^".iter().find(|d| is_tight(**d))?;
    Some(name.split(move |b| *b == delimiter))
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// The form in which the names that a policy declares are compared with those of an input: lower case, with
/// one space between words, whatever stood there. `None` for a name without letters and digits: such a name is
/// equal to none.
pub fn normalise(name: &[u8]) -> Option<String> {
    words::split(name).map(|w| w.join(" "))
}

/// Whether two names are one: equal but for the case of letters, or in normal form.
pub fn is_same(a: &[u8], b: &[u8]) -> bool {
    let folded = |name: &[u8]| std::str::from_utf8(name).ok().map(|n| n.trim().to_lowercase());
    let equal = |a: Option<String>, b: Option<String>| a.is_some() && a == b;
    equal(folded(a), folded(b)) || equal(normalise(a), normalise(b))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_says_nothing_at_one_look_says_nothing() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let fields = Fields::builtin(&vocabulary).unwrap();
        let (mut dull, mut others) = (0, 0);
        let mut check = |name: &[u8]| {
            let says = fields.classify(name).is_some()
                || !fields.classify_path(&[name]).is_empty()
                || !fields.beside_card(name).is_empty()
                || !fields.evidence(name).is_empty();
            assert!(!(says && fields.says_nothing(name)), "{:?}", name.escape_ascii().to_string());
            dull += usize::from(fields.says_nothing(name));
            others += usize::from(says);
        };
        let examples: Vec<_> = fields.examples.iter().flat_map(|example| &example.path).collect();
        for (n, name) in examples.iter().enumerate() {
            let other = examples[n * 7 % examples.len()];
            for made in [
                (*name).clone(),
                format!("{other} {name} 2"),
                format!("{name}{other}"),
                format!("{name}/{other}"),
                format!("{other} ({name})"),
                format!("x{name}"),
            ] {
                check(made.as_bytes());
            }
        }
        ["Berta Lee", "12", "", "open", "#", "lorem ipsum dolor"]
            .iter()
            .for_each(|name| check(name.as_bytes()));
        assert!(dull > 100 && others > 1000, "{dull} {others}");
    }
}
