//! What a column takes: a value that is changed has to load.
//!
//! What does not fit becomes `NULL`, and where the column takes none, a value of its type that says nothing.

/// The type of a column, as far as it matters to what is written there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Any text, or a column of which nothing is known.
    #[default]
    Any,
    /// Text of so many characters.
    Text,
    /// Bytes, so many of them.
    Bytes,
    /// A whole number of so many bytes.
    Integer,
    /// Another number.
    Number,
    /// True or false.
    Bool,
    /// A day.
    Date,
    /// A day with a time.
    Stamp,
    /// A time.
    Time,
    /// A year.
    Year,
    /// A UUID.
    Uuid,
    /// An IP address or network.
    Inet,
    /// A hardware address.
    Mac,
    /// JSON.
    Json,
    /// An array of PostgreSQL.
    Array,
    /// One of some words (MySQL).
    Enum,
    /// Some of some words (MySQL).
    Set,
    /// A type that is not known, which may refuse any text.
    Other,
}

/// What may be written in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// Its type.
    pub shape: Shape,
    /// It takes no `NULL`.
    pub not_null: bool,
    /// Characters, or bytes of a number; 0 where there is no bound.
    pub most: u16,
}

/// A value that says nothing.
#[derive(Clone, Copy)]
pub(super) struct Neutral {
    /// As a line of `COPY` has it, or in quotes.
    pub(super) bare: &'static str,
    /// As it is written without quotes.
    pub(super) literal: &'static str,
    /// It is written without quotes.
    pub(super) is_word: bool,
}

impl Fit {
    /// A text that cannot be left out.
    pub(super) const TEXT: Fit = Fit { shape: Shape::Any, not_null: true, most: 0 };

    /// Whether `made` may stand in the place of `was`.
    pub fn takes(self, made: &[u8], was: &[u8]) -> bool {
        let most = usize::from(self.most);
        let text = std::str::from_utf8(made).unwrap_or_default();
        match self.shape {
            Shape::Any => true,
            Shape::Text => most == 0 || characters(made) <= most,
            Shape::Bytes => most == 0 || made.len() <= most,
            Shape::Integer => text.parse::<i64>().is_ok_and(|n| is_in(n, self.most)),
            Shape::Number => is_decimal(made) && made.len() <= was.len(),
            Shape::Date | Shape::Stamp | Shape::Time => has_shape(made, was, u8::is_ascii_digit),
            Shape::Year => made.len() == 4 && made.iter().all(u8::is_ascii_digit),
            Shape::Uuid => has_shape(made, b"00000000-0000-0000-0000-000000000000", u8::is_ascii_hexdigit),
            Shape::Inet => is_inet(text),
            Shape::Mac => has_shape(made, b"00:00:00:00:00:00", u8::is_ascii_hexdigit),
            Shape::Json => serde_json::from_slice::<serde_json::Value>(made).is_ok(),
            Shape::Bool | Shape::Array | Shape::Enum | Shape::Set | Shape::Other => made == was,
        }
    }

    /// Whether a number of the column may become a text.
    pub fn takes_text(self) -> bool {
        matches!(self.shape, Shape::Any | Shape::Text)
    }

    /// What stands for nothing; `None` = `NULL`.
    pub(super) fn neutral(self) -> Option<Neutral> {
        if !self.not_null {
            return None;
        }
        let quoted = |bare| Neutral { bare, literal: "", is_word: false };
        let word = |bare, literal| Neutral { bare, literal, is_word: true };
        Some(match self.shape {
            Shape::Any | Shape::Text | Shape::Bytes | Shape::Set | Shape::Other => quoted(""),
            Shape::Integer | Shape::Number => word("0", "0"),
            Shape::Bool => word("f", "false"),
            // A day later than the first there is, so that no time zone makes it earlier than that.
            Shape::Date => quoted("1970-01-02"),
            Shape::Stamp => quoted("1970-01-02 00:00:00"),
            Shape::Time => quoted("00:00:00"),
            Shape::Year => word("1970", "1970"),
            Shape::Uuid => quoted("00000000-0000-0000-0000-000000000000"),
            Shape::Inet => quoted("0.0.0.0"),
            Shape::Mac => quoted("00:00:00:00:00:00"),
            Shape::Json => quoted("null"),
            Shape::Array => quoted("{}"),
            // By its number, the first of the words.
            Shape::Enum => word("1", "1"),
        })
    }
}

/// How many characters: bytes that begin one.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

fn is_in(number: i64, bytes: u16) -> bool {
    match bytes {
        1..8 => (-(1 << (8 * bytes - 1))..1 << (8 * bytes - 1)).contains(&number),
        _ => true,
    }
}

fn is_decimal(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let points = digits.iter().filter(|b| **b == b'.').count();
    points < 2
        && digits.first().is_some_and(u8::is_ascii_digit)
        && digits.last().is_some_and(u8::is_ascii_digit)
        && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.')
}

/// Digits where `was` has digits, and else the same.
fn has_shape(made: &[u8], was: &[u8], is_digit: fn(&u8) -> bool) -> bool {
    let fits = |(made, was): (&u8, &u8)| if was.is_ascii_digit() { is_digit(made) } else { made == was };
    made.len() == was.len() && made.iter().zip(was).all(fits)
}

fn is_inet(text: &str) -> bool {
    let (address, length) = text.split_once('/').map_or((text, None), |(a, l)| (a, Some(l)));
    let bits = match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => 32,
        Ok(std::net::IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    length.is_none_or(|n| n.parse::<u8>().is_ok_and(|n| n <= bits))
}
