//! Statements that say where tables are whose names have no schema or database before them: `USE`, `search_path`.

use super::Dialect;
use super::lex::{Kind, Token};
use super::schema::{is_word, unquoted};
use super::tables::Home;

/// Where tables are from this statement on, if that is elsewhere than in `now`.
pub(super) fn read(text: &[u8], tokens: &[Token], dialect: Dialect, now: &Home) -> Option<Home> {
    match dialect {
        Dialect::MySql => used(text, tokens),
        Dialect::Postgres => searched(text, tokens, now),
        Dialect::Sqlite => None,
    }
    .filter(|home| home != now)
}

fn used(text: &[u8], tokens: &[Token]) -> Option<Home> {
    let is_use = is_word(text, tokens.first(), "USE");
    let name = tokens.get(1).filter(|_| is_use)?;
    Some(Home::In(vec![unquoted(text, name).to_ascii_lowercase()]))
}

fn searched(text: &[u8], tokens: &[Token], now: &Home) -> Option<Home> {
    let is = |n: usize, words: &[&str]| words.iter().any(|word| is_word(text, tokens.get(n), word));
    if is(0, &["ROLLBACK", "ABORT"]) {
        // What was set since the transaction began is undone.
        return (*now != Home::Unsaid).then_some(Home::Unknown);
    }
    if is(0, &["DISCARD"]) || is(0, &["RESET"]) && is(1, &["ALL", "search_path"]) {
        return Some(Home::Unsaid);
    }
    if is(0, &["SET"]) {
        let scope = usize::from(is(1, &["SESSION", "LOCAL"]));
        let behind = tokens.get(2 + scope..).unwrap_or_default();
        let behind = match behind.first() {
            _ if is(1 + scope, &["SCHEMA"]) => behind,
            Some(to) if is(1 + scope, &["search_path"]) => {
                if !(to.is_sign(b'=') || is_word(text, Some(to), "TO")) {
                    return Some(Home::Unknown);
                }
                &behind[1..]
            }
            _ => return None,
        };
        // It ends with the transaction, wherever that ends.
        return Some(if is(1, &["LOCAL"]) { Home::Unknown } else { places(text, behind) });
    }
    let is_path =
        |t: &Token| matches!(t.kind, Kind::Text(_)) && t.inner.of(text).eq_ignore_ascii_case(b"search_path");
    let set =
        tokens.windows(2).position(|two| is_word(text, two.first(), "set_config") && two[1].is_sign(b'('))?;
    let [path, comma, value, ..] = tokens.get(set + 2..)? else { return None };
    if !is_path(path) {
        return None;
    }
    let is_text = comma.is_sign(b',') && matches!(value.kind, Kind::Text(_));
    let is_of_session = tokens.get(set + 6).is_some_and(|t| is_word(text, Some(t), "false"));
    if !(is_text && is_of_session) {
        return Some(Home::Unknown);
    }
    let names = value.inner.of(text).split(|b| *b == b',').map(|name| name.trim_ascii());
    let unquoted =
        |name: &[u8]| name.strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")).unwrap_or(name).to_vec();
    Some(home(names.filter(|name| !name.is_empty()).map(unquoted).collect()))
}

/// A list of names and texts between commas.
fn places(text: &[u8], tokens: &[Token]) -> Home {
    if is_word(text, tokens.first(), "DEFAULT") {
        return Home::Unsaid;
    }
    let mut names = Vec::new();
    for one in tokens.split(|token| token.is_sign(b',')) {
        match one {
            [name] if matches!(name.kind, Kind::Word | Kind::Name | Kind::Text(_)) => {
                names.push(unquoted(text, name));
            }
            _ => return Home::Unknown,
        }
    }
    // A text without a name is no schema.
    names.retain(|name| !name.is_empty());
    home(names)
}

/// Where a table is when these are looked through.
fn home(names: Vec<Vec<u8>>) -> Home {
    let names: Vec<Vec<u8>> = names.into_iter().map(|name| name.to_ascii_lowercase()).collect();
    if names == [&b"$user"[..], b"public"] {
        // As a database does when nothing was said.
        return Home::Unsaid;
    }
    if names.iter().any(|name| name == b"$user" || name.starts_with(b"pg_temp")) {
        return Home::Unknown;
    }
    let own: Vec<Vec<u8>> = names.into_iter().filter(|name| name != b"pg_catalog").collect();
    // Where no schema is looked through, every name says which it is.
    if own.is_empty() { Home::Unsaid } else { Home::In(own) }
}
