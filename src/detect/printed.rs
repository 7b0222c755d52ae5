//! Tables in running text as clients of databases and people write them: below a rule of `|---|---|` (Markdown), between rules of `+---+` (mysql), below one of `---+---` (psql) or of `---- ----`
//! (sqlcmd, sqlplus), and records of which each value stands in a line of its own (`-[ RECORD 1 ]-`). Where the table stands in something else,
//! each of its lines has as much before it as its first rule has.
//!
//! So are values of which the line above says what they are called ([`pair`]).
//!
//! Each value is put behind the name of its column, as those of statements are ([`crate::detect::named`]).

mod columns;
mod line;
mod markdown;
mod pair;
mod table;

use std::sync::Arc;

use memchr::{memchr, memmem, memrchr};

use self::line::{Kind, Rule};
use self::table::{HEADS_BYTES_MAX, Table, inside};
use crate::detect::engine::Engine;
use crate::detect::named::Lines;
use crate::finding::Finding;
use crate::info_type::Vocabulary;
use crate::span::Span;

/// So many lines a value in a frame goes on for.
const LINES_MAX: usize = 16;

/// What the lines so far say of those that come.
#[derive(Clone, Default)]
pub(crate) enum Open {
    /// Nothing.
    #[default]
    None,
    /// The last line may have names.
    Line(Arc<[u8]>),
    /// The last line is a rule above names, which begins there.
    Above(usize),
    /// The last line is names between rules.
    Between(Arc<Table>),
    /// Rows of values follow.
    Rows(Arc<Table>),
    /// The last line is not whole: its last value, of this column, goes on for so many lines at most.
    Value(Arc<Table>, usize, usize),
    /// The last line is a rule behind rows.
    Below(Arc<Table>),
    /// Lines with a name and its value, which begin there; the last value goes on in the next line.
    Record(usize, Option<Arc<[u8]>>),
    /// The last line is a flag in a list, whose value is the entry that begins there in the next one.
    Flag(usize, Arc<[u8]>),
}

/// What ends the lines of a table that stands in one line.
#[derive(Clone, Copy)]
enum End {
    /// `\n`, as strings have it.
    Escape,
    /// `<br>`
    Break,
}

/// Adds to sorted `findings` what the columns of such tables say of the values in `part` of `text`, which begins in the middle of a line where
/// that `is_in_line`; `open` stands before it.
pub(crate) fn find(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    (part, is_in_line): (Span, bool),
    open: &Open,
    findings: &mut Vec<Finding>,
) {
    let (mut lines, count) = (Lines::default(), findings.len());
    walk(text, (part, is_in_line), open.clone(), &mut |name, value| {
        lines.push(name, text, value);
        lines.look_if_full(engine, vocabulary, &mut |f| findings.push(f));
    });
    lines.look(engine, vocabulary, &mut |f| findings.push(f));
    if findings.len() > count {
        Finding::settle(findings);
    }
}

/// The same within each of the values `places` of `text`: which of them, and what is found there, with spans of `text`.
pub(super) fn within(
    (engine, vocabulary): (&Engine, &Vocabulary),
    text: &[u8],
    places: &[Span],
    mut found: impl FnMut(usize, Finding),
) {
    for (n, place) in places.iter().enumerate() {
        let mut findings = Vec::new();
        find((engine, vocabulary), text, (*place, false), &Open::None, &mut findings);
        findings.into_iter().for_each(|f| found(n, f));
    }
}

/// What is open behind `part` of `text`.
pub(crate) fn open_behind(text: &[u8], part: (Span, bool), open: Open) -> Open {
    walk(text, part, open, &mut |_, _| {})
}

/// Passes on the values in `part` of `text` with their names.
fn walk(
    text: &[u8],
    (part, is_in_line): (Span, bool),
    mut open: Open,
    put: &mut impl FnMut(&[u8], Span),
) -> Open {
    let mut at = part.start;
    if is_in_line {
        // A line that is cut is none of a table.
        at = memchr(b'\n', part.of(text)).map_or(part.end, |n| part.start + n + 1);
        open = Open::None;
    }
    while at < part.end {
        if matches!(open, Open::None | Open::Line(_)) {
            let rest = Span::new(at, part.end);
            let Some(sign) = line::sign(rest.of(text)).map(|n| at + n) else {
                return last(text, rest, open);
            };
            let line = memrchr(b'\n', &text[at..sign]).map_or(at, |n| at + n + 1);
            if line > at {
                // What stands right above can be its names.
                let start = at + memrchr(b'\n', &text[at..line - 1]).map_or(0, |n| n + 1);
                open = kept(Span::new(start, line - 1).of(text));
                at = line;
            }
            let end = memchr(b'\n', &text[sign..part.end]).map_or(part.end, |n| sign + n);
            let whole = Span::new(at, end);
            if let Some(written) = End::in_line(whole.of(text)) {
                lines(text, whole, written, put);
                (open, at) = (Open::None, end + 1);
                continue;
            }
        }
        let end = memchr(b'\n', &text[at..part.end]).map_or(part.end, |n| at + n);
        open = read(open, text, Span::new(at, end), put);
        at = end + 1;
    }
    open
}

impl End {
    /// How lines end of which a line holds more than one.
    fn in_line(line: &[u8]) -> Option<End> {
        let line = line::without_end(line);
        memmem::find(line, b"\\n").map(|_| End::Escape).or(memmem::find(line, b"<br").map(|_| End::Break))
    }

    /// Where the next line of `text` ends, and where the one behind it begins.
    fn next(self, text: &[u8]) -> (usize, usize) {
        let end = match self {
            End::Escape => memmem::find(text, b"\\n").map(|at| (at, at + 2)),
            End::Break => memmem::find(text, b"<br")
                .map(|at| (at, memchr(b'>', &text[at..]).map_or(text.len(), |n| at + n + 1))),
        };
        end.unwrap_or((text.len(), text.len()))
    }
}

/// Passes on the values of the tables in one line, whose lines end as `written`.
fn lines(text: &[u8], line: Span, written: End, put: &mut impl FnMut(&[u8], Span)) {
    let own = line.of(text);
    // What opens the text stands before its first line.
    let first = &own[..written.next(own).0];
    let opened = first.iter().rposition(|b| matches!(b, b'"' | b'\'' | b'`' | b'>')).map_or(0, |n| n + 1);
    // The quote that opens it ends it.
    let quote = opened.checked_sub(1).map(|n| first[n]).filter(|b| *b != b'>');
    let end = quote
        .and_then(|quote| memrchr(quote, &own[first.len()..]))
        .map_or(line.end, |n| line.start + first.len() + n);
    let line = Span::new(line.start, end);
    let (mut open, mut at) = (Open::None, line.start + opened);
    while at < line.end {
        let (end, next) = written.next(&text[at..line.end]);
        open = read(open, text, Span::new(at, at + end), put);
        at += next;
    }
}

/// What is open behind a part without signs of tables, of which the last line may have names.
fn last(text: &[u8], part: Span, open: Open) -> Open {
    let own = part.of(text);
    match own.strip_suffix(b"\n") {
        Some(whole) => kept(&whole[memrchr(b'\n', whole).map_or(0, |n| n + 1)..]),
        None if own.is_empty() => open,
        None => Open::None,
    }
}

/// A line that may have names.
fn kept(line: &[u8]) -> Open {
    let line = line::without_end(line::without_start(line));
    if line.is_empty() || line.len() > HEADS_BYTES_MAX { Open::None } else { Open::Line(line.into()) }
}

/// The line `span` follows what is `open`.
fn read(open: Open, text: &[u8], span: Span, put: &mut impl FnMut(&[u8], Span)) -> Open {
    let line = line::without_end(span.of(text));
    if let Some(rule) = line::sign(line).and_then(|_| Rule::of(line))
        && let Some(open) = behind_rule(&open, rule, line)
    {
        return open;
    }
    let mut put = |name: &[u8], value: &[u8]| put_value(name, text, value, put);
    if let Open::Line(before) = &open {
        pair::read(before, line, &mut put);
    }
    let open = match open {
        Open::Above(column) => {
            let table = inside(line, column).and_then(|row| Table::framed(column, row));
            table.map(|table| Open::Between(table.into()))
        }
        // A row below the names, as duckdb has its types, or more of them.
        Open::Between(table) => table.is_row(line).then_some(Open::Between(table)),
        Open::Rows(table) => match table.row(line, false, &mut put) {
            Some(None) => Some(Open::Rows(table)),
            Some(Some(column)) => Some(Open::Value(table, column, LINES_MAX)),
            None => None,
        },
        Open::Below(table) => table.row(line, true, &mut put).map(|_| Open::Rows(table)),
        Open::Value(table, column, left) if left > 0 => match table.goes_on(line, column, &mut put) {
            None => Some(Open::Rows(table)),
            Some(column) => Some(Open::Value(table, column, left - 1)),
        },
        Open::Record(column, before) => record(line, column, before, &mut put),
        Open::Flag(column, name) => {
            if let Some(value) = pair::entry(line, column) {
                put(&name, value);
            }
            None
        }
        _ => None,
    };
    let drawn = || Some(Open::Rows(Table::drawn(line)?.into()));
    let flag = || pair::flag(line).map(|(column, name)| Open::Flag(column, name.into()));
    open.or_else(drawn).or_else(flag).unwrap_or_else(|| kept(line))
}

/// What is open behind a rule; nothing where it is none there.
fn behind_rule(open: &Open, rule: Rule, line: &[u8]) -> Option<Open> {
    let Rule { column, kind } = rule;
    match (open, kind) {
        (_, Kind::Record) => Some(Open::Record(column, None)),
        // What cqlsh has above a record.
        (Open::Line(names), Kind::Inner(2)) if names.get(column..)?.starts_with(b"@ Row ") => {
            Some(Open::Record(column, None))
        }
        // What stands above the names in a frame of its own is a title.
        (Open::Between(table), Kind::Frame(signs)) if table.is_title(&signs) => Some(Open::Above(column)),
        (Open::Between(table), Kind::Frame(signs)) => Some(Open::Rows(Arc::new(table.with_bars(signs)))),
        (Open::Rows(table) | Open::Value(table, ..), Kind::Frame(_)) if table.is_framed() => {
            Some(Open::Below(table.clone()))
        }
        (_, Kind::Frame(_)) => Table::drawn(line).is_none().then_some(Open::Above(column)),
        (Open::Line(names), Kind::Inner(count)) => {
            Some(Open::Rows(Table::bare(column, names, count)?.into()))
        }
        (Open::Line(names), Kind::Single(width)) => {
            Some(Open::Rows(Table::single(column, names, width)?.into()))
        }
        (Open::Line(names), Kind::Apart(places)) => {
            Some(Open::Rows(Table::apart(column, names, &places)?.into()))
        }
        (Open::Line(names), Kind::Bars(count)) => {
            Some(Open::Rows(Table::marked(column, names, count)?.into()))
        }
        // Org has rules between rows.
        (Open::Rows(table), Kind::Bars(_)) if table.is_marked() => Some(Open::Rows(table.clone())),
        _ => None,
    }
}

/// Passes on the value of a `line` of a record, which begins at `column`. What its next line goes on with is open behind it.
fn record(
    line: &[u8],
    column: usize,
    before: Option<Arc<[u8]>>,
    put: &mut impl FnMut(&[u8], &[u8]),
) -> Option<Open> {
    let own = table::behind(line, column);
    let framed = &own[line::bar(own)..];
    let own = if framed.len() < own.len() { &framed[..framed.len() - line::last_bar(framed)] } else { own };
    let bar = line::first_bar(own)?;
    let (name, value) = (own[..bar].trim_ascii(), own[bar + line::bar(&own[bar..])..].trim_ascii());
    let goes_on = value.strip_suffix(b"+");
    let name: Arc<[u8]> = match before.filter(|_| name.is_empty()) {
        Some(before) => before,
        None => table::name(name).into(),
    };
    put(&name, value);
    if let Some(shorter) = goes_on {
        put(&name, shorter.trim_ascii_end());
    }
    Some(Open::Record(column, goes_on.map(|_| name)))
}

/// `value`, a part of `text`, is that of `name`.
fn put_value(name: &[u8], text: &[u8], value: &[u8], put: &mut impl FnMut(&[u8], Span)) {
    let value = value.trim_ascii();
    if !name.is_empty() && !value.is_empty() && value != b"NULL" {
        // Both are parts of one text.
        let start = value.as_ptr() as usize - text.as_ptr() as usize;
        put(name, Span::new(start, start + value.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What has a name in `text`, wherever that is cut.
    fn named(text: &str) -> Vec<String> {
        let text = text.as_bytes();
        let of = |parts: &[Span]| {
            let (mut all, mut open) = (Vec::new(), Open::None);
            for part in parts {
                open = walk(text, (*part, false), open, &mut |name, value| {
                    let shown = [name, b"=", value.of(text)].concat();
                    all.push(String::from_utf8_lossy(&shown).into_owned());
                });
            }
            all
        };
        let whole = of(&[Span::new(0, text.len())]);
        let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
        let mut parts = Vec::new();
        let mut at = 0;
        for end in ends {
            assert_eq!(of(&[Span::new(0, end), Span::new(end, text.len())]), whole, "{end}");
            parts.push(Span::new(at, end));
            at = end;
        }
        assert_eq!(of(&parts), whole);
        whole
    }

    #[test]
    fn values_are_called_what_stands_above_them() {
        let framed = "x\n+----+------------+\n| id | first_name |\n+----+------------+\n|  1 | Zorvane    |\n| 2 | a|b |\n+----+------------+\nx\n| 3 | c |\n";
        let wanted = ["id=1", "first_name=Zorvane", "id=2", "id=a", "first_name=a", "first_name=b"];
        assert_eq!(named(framed), wanted);
        let bare = "a | b\n id | first_name \n----+------------\n  1 | Zorvane\n(1 row)\n\n 2 | x\n";
        assert_eq!(named(bare), ["id=1", "first_name=Zorvane"]);
        let record =
            "-[ RECORD 1 ]-----\nid         | 1\nfirst_name | Zor | vane\n-[ RECORD 2 ]\nid | 2\n\nid | 3\n";
        assert_eq!(named(record), ["id=1", "first_name=Zor | vane", "id=2"]);
        for other in [
            "| a |\n|---|---|\n| c | d |\n",
            "| a | b |\n\n|---|---|\n| c | d |\n",
            "| a | b |\n|---|---|\ntext\n| c | d |\n",
            "Title\n-----\ntext of words\n",
            "Title\n-----\n\ntext\n",
            "Title\n-----\ntextual\n",
            "a | b\n----+----+---\nc | d\n",
            "+---+\n| a |\nx\n+---+\n| b |\n",
            "+---+\n+---+\n| b |\n",
            "Title\n-----\n text\n",
            "a b\n---\nc d\n",
            " a\n---\nb\n",
            "\n---- ----\na b\n",
        ] {
            assert_eq!(named(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn tables_of_markdown_have_bars() {
        for (table, wanted) in [
            ("| id | pw |\n|----|----|\n| 1 | abc |\n\n| 2 | x |\n", &["id=1", "pw=abc"][..]),
            ("id | pw\n---|:--:\n1 | abc\ntext\n", &["id=1", "pw=abc"]),
            ("|id|pw|\n|-|-|\n|1|abc|\n|2|d|\n", &["id=1", "pw=abc", "id=2", "pw=d"]),
            ("| **pw** |\n|---|\n| abc |\n", &["pw=abc"]),
            (
                "| id | pw |\n|----+----|\n| 1 | abc |\n|----+----|\n| 2 | d |\n",
                &["id=1", "pw=abc", "id=2", "pw=d"],
            ),
            ("| id | pw |\n|---|---|\n| 1 |\n| 2 | a\\|b |\n", &["id=1", "id=2", "pw=a\\|b"]),
            ("| pw | x |\n|---|---|\n| `abc` | |\n| a `b` | y |\n", &["pw=abc", "pw=a", "pw=b", "x=y"]),
            ("x=\"| id | pw |\\n|---|---|\\n| 1 | abc |\" y\n", &["id=1", "pw=abc"]),
        ] {
            assert_eq!(named(table), wanted, "{table}");
        }
    }

    #[test]
    fn titles_and_types_are_no_names() {
        let titled = "+----------+\n| Users    |\n+----+-----+\n| id | pw  |\n+----+-----+\n| 1  | abc |\n+----+-----+\n";
        assert_eq!(named(titled), ["id=1", "pw=abc"]);
        let typed = "\u{250c}\u{2500}\u{2500}\u{252c}\u{2500}\u{2510}\n\u{2502}a\u{2502}b\u{2502}\n\u{2502}int\u{2502}text\u{2502}\n\u{251c}\u{2500}\u{2500}\u{253c}\u{2500}\u{2524}\n\u{2502}1 \u{2502}x\u{2502}\n";
        assert_eq!(named(typed), ["a=1", "b=x"]);
    }

    #[test]
    fn single_columns_have_words() {
        assert_eq!(named("pw\n--------\nabc\nde\n\nx\n"), ["pw=abc", "pw=de"]);
        assert_eq!(named("> pw\n> --------\n> abc\n>\n> x\n"), ["pw=abc"]);
        assert_eq!(named("# id pw\n# -- ----\n# 1  abc\n#\n# All done for today\n"), ["id=1", "pw=abc"]);
    }

    /// The same stands before each line, or something as long.
    #[test]
    fn tables_stand_in_other_text() {
        let framed = "+----+-----+\n| id | pw  |\n+----+-----+\n| 1  | abc |\n+----+-----+\n";
        let bare = " id | pw  \n----+-----\n  1 | abc\n";
        let record = "-[ RECORD 1 ]\nid | 1\npw | abc\n";
        let bordered = "+-[ RECORD 1 ]-+\n| id | 1   |\n| pw | abc |\n+----+-----+\n";
        let apart = "id pw\n-- ----\n1  abc\n";
        let single = " pw  \n-----\n abc\n";
        let drawn = "\u{250c}\u{2500}id\u{2500}\u{252c}\u{2500}pw\u{2500}\u{2500}\u{2510}\n\u{2502}  1 \u{2502} abc \u{2502}\n";
        for lead in ["", "  ", "\t", "> ", "+", "- ", "# ", "-- ", "db-1  | ", "12:00:00 "] {
            for (table, is_one) in [
                (framed, false),
                (bare, false),
                (record, false),
                (bordered, false),
                (apart, false),
                (single, true),
                (drawn, false),
            ] {
                let lines: String = table.lines().map(|line| format!("{lead}{line}\n")).collect();
                let wanted = if is_one { &["pw=abc"][..] } else { &["id=1", "pw=abc"] };
                assert_eq!(named(&lines), wanted, "{lines}");
            }
        }
        for table in [framed, bare, record, bordered, apart] {
            for (before, end) in [
                ("<pre>", "\n"),
                ("\u{feff}", "\n"),
                ("{\"log\":\"", "\\n"),
                ("<p>", "<br>"),
                ("x\\n", "\\r\\n"),
            ] {
                let line = format!("{before}{}\n", table.replace('\n', end));
                assert_eq!(named(&line), ["id=1", "pw=abc"], "{line}");
            }
        }
    }

    #[test]
    fn what_opens_a_text_ends_it() {
        assert_eq!(named("x=\" id | pw\\n----+----\\n  1 | abc\" y\n"), ["id=1", "pw=abc"]);
        assert_eq!(named("<pre> id | pw\n----+----\n  1 | abc</pre></body></html>\n"), ["id=1", "pw=abc"]);
    }

    #[test]
    fn flags_of_a_list_name_the_next_entry() {
        assert_eq!(named("args:\n  - --user\n  - ann\n  - --pw\n  - abc\n  - x\n"), ["user=ann", "pw=abc"]);
        assert_eq!(named("12:00 - '--pw'\n12:01 - 'abc'\n"), ["pw=abc"]);
        assert_eq!(named("- --pw\nabc\n- x\n"), [""; 0]);
    }

    #[test]
    fn values_go_on_over_lines_and_have_bars() {
        let head = "+----+-----+\n| id | pw  |\n+----+-----+\n";
        let broken = format!("{head}| 1  | ab\nc d |\n| 2  | e |\n+----+-----+\n");
        assert_eq!(named(&broken), ["id=1", "pw=ab", "pw=c d", "id=2", "pw=e"]);
        let wide = "+-------------------------+-----+\n| id                      | pw  |\n+-------------------------+-----+\n| a|b|c|d|e|f|g|h|i|j|k|l | abc |\n";
        assert_eq!(named(wide), ["id=a|b|c|d|e|f|g|h|i|j|k|l", "pw=abc"]);
        let record = "-[ RECORD 1 ]\npw | ab+\n   | cd\n";
        assert_eq!(named(record), ["pw=ab+", "pw=ab", "pw=cd"]);
        let grid = "+----+-----+\n| id | pw  |\n+====+=====+\n| 1  | abc |\n+----+-----+\n| 2  | d   |\n+----+-----+\n+----+\n| x  |\n+----+\n| y  |\n";
        assert_eq!(named(grid), ["id=1", "pw=abc", "id=2", "pw=d", "x=y"]);
        let said = "+-------+-------+\n| Field | Value |\n+-------+-------+\n| pw    | abc   |\n";
        assert_eq!(named(said), ["Field=pw", "Value=abc", "pw=abc"]);
        let cql = "@ Row 1\n----+-----\n id | 1\n pw | abc\n";
        assert_eq!(named(cql), ["id=1", "pw=abc"]);
    }
}
