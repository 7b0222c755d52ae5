//! English names of months and weekdays, and the letters they are written in.

/// The short and the full name.
pub(super) type Name = (&'static str, &'static str);

pub(super) const MONTHS: [Name; 12] = [
    ("Jan", "January"),
    ("Feb", "February"),
    ("Mar", "March"),
    ("Apr", "April"),
    ("May", "May"),
    ("Jun", "June"),
    ("Jul", "July"),
    ("Aug", "August"),
    ("Sep", "September"),
    ("Oct", "October"),
    ("Nov", "November"),
    ("Dec", "December"),
];

/// From Monday.
pub(super) const WEEKDAYS: [Name; 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// How a name is written, so that another can be written the same way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    case: Case,
    /// The full name and not the short one.
    pub(super) full: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Upper,
    Title,
}

impl Letters {
    /// Those of `word`, which is the full name or the short one.
    pub(super) fn of(word: &str, full: bool) -> Self {
        let mut bytes = word.bytes();
        let first = bytes.next().is_some_and(|b| b.is_ascii_uppercase());
        let case = match (first, bytes.next().is_some_and(|b| b.is_ascii_uppercase())) {
            (true, true) => Case::Upper,
            (true, false) => Case::Title,
            (false, _) => Case::Lower,
        };
        Letters { case, full }
    }

    /// The full name or the short one.
    pub(super) fn form(self, name: &Name) -> &'static str {
        if self.full { name.1 } else { name.0 }
    }

    /// Appends `name`, which is written with a capital, in these letters.
    pub(super) fn write(self, name: &str, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(name.as_bytes());
        match self.case {
            Case::Lower => out[start..].make_ascii_lowercase(),
            Case::Upper => out[start..].make_ascii_uppercase(),
            Case::Title => {}
        }
    }
}

/// The name of `names` that `word` is, by number, and its letters. `May` counts as short: nothing tells.
pub(super) fn find(word: &str, names: &[Name]) -> Option<(usize, Letters)> {
    for (number, (short, full)) in names.iter().enumerate() {
        let is_short =
            word.eq_ignore_ascii_case(short) || (*short == "Sep" && word.eq_ignore_ascii_case("sept"));
        if is_short || word.eq_ignore_ascii_case(full) {
            return Some((number, Letters::of(word, !is_short)));
        }
    }
    None
}

/// The ending of an ordinal number.
pub(super) fn ordinal(day: u8) -> &'static str {
    match (day / 10, day % 10) {
        (1, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}
