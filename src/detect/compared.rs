//! Values of SQL in running text that a name before a comparison says something of, as far as rules for `name = 'x'` do not look: names in
//! backticks (`` `password` = 'x' ``), in functions and with types (`LOWER(first_name) = 'x'`, `(first_name)::text = 'x'`), other comparisons
//! (`<>`, `LIKE`, `IN ('x', 'y')`) and texts with something before them (`= N'x'`, `= ANY (ARRAY['x'])`).

use crate::bytes::is_any;
use crate::detect::calls;
use crate::detect::literal::{NUMBER_BYTES_MIN, Quote, behind_white, in_own_dollars};
use crate::format::sql::lex::is_word;
use crate::limits::{MATCH_BYTES_MAX, SQL_LISTED_MAX};
use crate::span::Span;

/// Words that compare, by their first four letters as well.
const WORDS: [&[u8]; 5] = [b"like", b"ilike", b"rlike", b"regexp", b"in"];

/// Words before texts that belong to a comparison.
const BEFORE_TEXTS: [&[u8]; 6] = [b"all", b"any", b"array", b"binary", b"not", b"some"];

/// The longest name that is one, and the longest word beside it that is looked at.
const NAME_BYTES_MAX: usize = 128;

/// What stands directly before a text and says of what kind it is: national, with escapes, bits, hexadecimal, quoted by other signs.
const KINDS: [&[u8]; 6] = [b"n", b"e", b"b", b"x", b"q", b"nq"];

/// Brackets, types and other words between a name and its comparison.
const AROUND_MAX: usize = 6;

/// Where a comparison begins whose sign stands at `sign`, if rules look for none there.
#[inline]
pub(super) fn of_sign(text: &[u8], sign: usize) -> Option<usize> {
    let (before, behind) = (&text[..sign], &text[sign + 1..]);
    let (start, behind) = match (text[sign], before, behind) {
        (b'>', [.., b'<'], _) | (b'=', [.., b'!'], _) => (sign - 1, behind),
        (b'=', [.., b'<'], [b'>', behind @ ..]) => (sign - 1, behind),
        (b'=', _, [b'=' | b'>' | b'~' | b'<', ..]) => return None,
        (b'=', ..) => (sign, behind),
        _ => return None,
    };
    let value = behind.strip_prefix(b" ").unwrap_or(behind);
    let is_text = matches!(value, [b'\'' | b'"' | b'\\', ..]);
    let before = text[..start].strip_suffix(b" ").unwrap_or(&text[..start]);
    let is_one = match before {
        [] => false,
        [.., b'`' | b')'] => is_text || is_prefixed(value) || is_of_value(value),
        _ if start < sign => is_text || is_prefixed(value),
        _ if is_text => has_type(before),
        _ => is_prefixed(value),
    };
    is_one.then_some(start)
}

/// True for a text with its kind before it (`N'x'`, `_utf8mb4'x'`), or words that take one (`ANY (`, `BINARY '`).
fn is_prefixed(value: &[u8]) -> bool {
    if value.first() == Some(&b'$') {
        return is_dollar(value);
    }
    // Only the name of a character set is longer than these words; every assignment in a log comes by here.
    let most = if value.first() == Some(&b'_') { NAME_BYTES_MAX } else { calls::NAME_BYTES_MAX + 1 };
    let length = value.iter().take(most).take_while(|b| is_word(**b)).count();
    let (word, behind) = value.split_at(length);
    match behind {
        [b'\'', ..] => word.starts_with(b"_") || is_any(&KINDS, word),
        [b'(', ..] if calls::is_function(word) => true,
        [b'.', ..] => calls::opening(value, Span::new(0, value.len())).is_some(),
        [b' ', b'\'', ..] if word.starts_with(b"_") => true,
        [b'(' | b'[' | b' ', ..] => is_any(&BEFORE_TEXTS, word),
        _ => false,
    }
}

/// True for what begins a text between dollars: `$$`, `$a$`.
fn is_dollar(value: &[u8]) -> bool {
    let tag = value[1..].iter().take(NAME_BYTES_MAX).take_while(|b| **b != b'$' && is_word(**b)).count();
    value.get(1 + tag) == Some(&b'$')
}

/// True for a number, a row, or a function.
fn is_of_value(value: &[u8]) -> bool {
    let length = value.iter().take(NAME_BYTES_MAX).take_while(|b| is_word(**b)).count();
    value.first().is_some_and(u8::is_ascii_digit) || value.get(length) == Some(&b'(')
}

/// True where a type or how its letters are sorted stands behind a name: `first_name::text`, `first_name COLLATE x`.
fn has_type(before: &[u8]) -> bool {
    let (rest, word) = last_word(before);
    let (sooner, other) = last_word(rest.trim_ascii_end());
    let is_type = rest.ends_with(b"::") || sooner.ends_with(b"::") && !other.is_empty();
    !word.is_empty() && (is_type || other.eq_ignore_ascii_case(b"collate"))
}

/// What stands before the word that ends `text`, and the word; that may be empty.
fn last_word(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.len() - text.iter().rev().take(NAME_BYTES_MAX).take_while(|b| is_word(**b)).count())
}

/// True for a word that compares, which begins at `at`.
pub(super) fn is_word_at(text: &[u8], at: usize) -> bool {
    let length = text[at..].iter().take(NAME_BYTES_MAX).take_while(|b| is_word(**b)).count();
    WORDS.iter().any(|word| text[at..at + length].eq_ignore_ascii_case(word))
        && !text[..at].last().is_some_and(|b| is_word(*b))
}

/// Passes on the values that are compared at `mark`, where a comparison begins; all of it is in `part`. Returns where what was read ends.
pub(super) fn read<'t>(
    text: &'t [u8],
    mark: usize,
    part: Span,
    mut found: impl FnMut(&'t [u8], Span),
) -> usize {
    let is_of_word = is_word(text[mark]);
    let is_of_it = |b: &&u8| if is_of_word { is_word(**b) } else { b"<>!=".contains(*b) };
    let behind = mark + text[mark..part.end].iter().take_while(is_of_it).count();
    let is_list = text[mark..behind].eq_ignore_ascii_case(b"in");
    let is_pattern = is_of_word && !is_list;
    let from = behind_white(text, Span::new(behind, part.end));
    if is_list && text[..part.end].get(from) != Some(&b'(') {
        return from;
    }
    let Some(name) = name_before(&text[part.start..mark]) else { return from };
    // Programs ask whether a name is another one.
    let differs = matches!(&text[mark..behind], b"!=" | b"<>" | b"!==");
    let put = |value: Span| {
        let inner = if is_pattern { without(text, value, b"%^$") } else { value };
        // A program writes the value there.
        let is_variable = text[value.start - 1] == b'"' && value.of(text).starts_with(b"$");
        let is_name = differs && value.of(text).eq_ignore_ascii_case(name);
        if !inner.is_empty() && !is_variable && !is_name {
            found(name, inner);
        }
    };
    let compared = Span::new(from, part.end.max(from).min(from + MATCH_BYTES_MAX));
    texts(text, compared, put)
}

/// `value` without such signs around it.
fn without(text: &[u8], value: Span, signs: &[u8]) -> Span {
    let bytes = value.of(text);
    let lead = bytes.iter().take_while(|b| signs.contains(b)).count();
    let trail = bytes[lead..].iter().rev().take_while(|b| signs.contains(b)).count();
    Span::new(value.start + lead, value.end - trail)
}

/// The name that ends with `before`, without the table before it, what is made of it and words of the comparison.
pub(super) fn name_before(before: &[u8]) -> Option<&[u8]> {
    name_at_end(before).or_else(|| first_inside(before))
}

/// The name that the function with which `before` ends gets first (`COALESCE(a, '')`), or that a path in it leads to (`JSON_EXTRACT(b, '$.a')`).
fn first_inside(before: &[u8]) -> Option<&[u8]> {
    let inside = before.trim_ascii_end().strip_suffix(b")")?;
    let near = &inside[inside.len().saturating_sub(NAME_BYTES_MAX)..];
    let mut depth = 0_usize;
    let open = near.iter().rposition(|b| {
        match b {
            b')' => depth += 1,
            b'(' if depth == 0 => return true,
            b'(' => depth -= 1,
            _ => {}
        }
        false
    })?;
    let mut inside = &near[open + 1..];
    if let Some(at) = memchr::memmem::rfind(inside, b"$.") {
        let end =
            inside[at..].iter().position(|b| matches!(b, b'\'' | b')')).map_or(inside.len(), |n| at + n);
        return name_at_end(&inside[at..end]);
    }
    // What it gets may be made by another one.
    for _ in 0..AROUND_MAX {
        inside = inside.trim_ascii_start();
        let word = inside.iter().take_while(|b| is_word(**b)).count();
        match inside.get(word) {
            Some(b'(') => inside = &inside[word + 1..],
            _ => break,
        }
    }
    let is_end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b',' | b')' | b':');
    name_at_end(&inside[..inside.iter().position(is_end).unwrap_or(inside.len())])
}

fn name_at_end(before: &[u8]) -> Option<&[u8]> {
    let mut rest = before;
    for _ in 0..AROUND_MAX {
        rest = rest.trim_ascii_end();
        if let Some(shorter) = rest.strip_suffix(b")") {
            rest = shorter;
            continue;
        }
        let (shorter, word) = last_word(rest);
        if word.is_empty() {
            break;
        }
        if word.eq_ignore_ascii_case(b"not") {
            rest = shorter;
            continue;
        }
        if let Some(typed) = shorter.strip_suffix(b"::") {
            rest = typed;
            continue;
        }
        let is_inside = rest.len() < before.trim_ascii_end().len();
        // The length of a type.
        if is_inside && word.iter().all(u8::is_ascii_digit) && shorter.ends_with(b"(") {
            rest = &shorter[..shorter.len() - 1];
            continue;
        }
        // Types can be two words: `character varying`.
        let (sooner, other) = last_word(shorter.trim_ascii_end());
        if other.eq_ignore_ascii_case(b"collate") || is_inside && other.eq_ignore_ascii_case(b"as") {
            rest = sooner;
        } else if let Some(typed) = sooner.strip_suffix(b"::") {
            rest = typed;
        } else {
            break;
        }
    }
    let sign = match rest.last()? {
        b'`' => b'`',
        b'"' => b'"',
        b']' => b'[',
        _ => return Some(last_word(rest).1).filter(|word| is_name(word)),
    };
    let inside = &rest[..rest.len() - 1];
    let inside = &inside[..inside.len() - inside.iter().rev().take_while(|b| **b == b'\\').count()];
    let near = &inside[inside.len() - inside.len().min(NAME_BYTES_MAX)..];
    let open = memchr::memrchr(sign, near)?;
    Some(&near[open + 1..]).filter(|name| is_name(name))
}

fn is_name(name: &[u8]) -> bool {
    name.first().is_some_and(|b| !b.is_ascii_digit())
        && name.iter().all(|b| is_word(*b) || matches!(b, b' ' | b'-'))
}

/// Passes on the texts and numbers that `part` begins with: one, or all of a list. Returns where what was read ends.
fn texts(text: &[u8], part: Span, mut found: impl FnMut(Span)) -> usize {
    let (mut at, mut depth, mut count) = (part.start, 0_usize, 0);
    while count < SQL_LISTED_MAX {
        at = behind_white(text, Span::new(at, part.end));
        let Some(byte) = text[..part.end].get(at) else { return at };
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' if depth > 0 => depth -= 1,
            b',' if depth > 0 && count > 0 => {}
            b'\'' | b'"' | b'\\' => {
                let Some(quote) = Quote::at(text, Span::new(at, part.end)) else { return at };
                let (inner, behind) = quote.literal(text, part.end);
                count += 1;
                each(text, inner, depth > 0, &mut found);
                match behind {
                    Some(behind) if depth > 0 => at = behind_type(text, Span::new(behind, part.end)),
                    behind => return behind.unwrap_or(part.end),
                }
                continue;
            }
            b'$' => {
                let Some((inner, behind)) = in_own_dollars(text, Span::new(at, part.end)) else {
                    return part.end;
                };
                count += 1;
                each(text, inner, depth > 0, &mut found);
                at = behind;
                if depth == 0 {
                    return at;
                }
                continue;
            }
            byte if is_word(*byte) && calls::opening(text, Span::new(at, part.end)).is_some() => {
                count += 1;
                match calls::texts(text, Span::new(at, part.end), &mut found) {
                    Some(end) if depth > 0 => at = behind_type(text, Span::new(end, part.end)),
                    end => return end.unwrap_or(part.end),
                }
                continue;
            }
            byte if is_word(*byte) => {
                let run = text[at..part.end].iter().take_while(|b| is_word(**b)).count();
                let word = Span::new(at, at + run);
                if byte.is_ascii_digit() {
                    count += 1;
                    if run >= NUMBER_BYTES_MIN {
                        found(word);
                    }
                } else if !takes_text(text, word, part.end) {
                    return word.end;
                }
                at = word.end;
                if depth == 0 && count > 0 {
                    return at;
                }
                continue;
            }
            _ => return at,
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    at
}

/// The parts of a text that is an array (`{a,b}`), or itself.
fn each(text: &[u8], value: Span, may_be_array: bool, found: &mut impl FnMut(Span)) {
    let bytes = value.of(text);
    let inside = bytes.strip_prefix(b"{").and_then(|inside| inside.strip_suffix(b"}"));
    let Some(inside) = inside.filter(|_| may_be_array) else { return found(value) };
    let mut at = value.start + 1;
    for part in inside.split(|b| *b == b',') {
        found(without(text, Span::new(at, at + part.len()), b"\"\\"));
        at += part.len() + 1;
    }
}

/// True for a word before a text: what kind it is, a function of it, or one of a comparison.
fn takes_text(text: &[u8], word: Span, end: usize) -> bool {
    matches!(text[..end].get(word.end), Some(b'\'' | b'"' | b'(' | b'[' | b'\\'))
        || text[word.start] == b'_' && text[word.end..end].starts_with(b" '")
        || is_any(&BEFORE_TEXTS, word.of(text))
}

/// Where the type ends that stands behind a text: `::text`, `::character varying`.
fn behind_type(text: &[u8], part: Span) -> usize {
    if !part.of(text).starts_with(b"::") {
        return part.start;
    }
    let is_of_type = |b: &&u8| is_word(**b) || **b == b' ';
    part.start + 2 + text[part.start + 2..part.end].iter().take(NAME_BYTES_MAX).take_while(is_of_type).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of `text` with their names.
    fn values(text: &str) -> Vec<(String, String)> {
        let (mut seen, bytes) = (Vec::new(), text.as_bytes());
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        for at in 0..bytes.len() {
            let of_sign = if b"=>".contains(&bytes[at]) { of_sign(bytes, at) } else { None };
            let of_word = is_word_at(bytes, at).then_some(at);
            if let Some(mark) = of_sign.or(of_word) {
                read(bytes, mark, Span::new(0, bytes.len()), |name, value| {
                    seen.push((string(name), string(value.of(bytes))));
                });
            }
        }
        seen
    }

    #[test]
    fn values_are_compared_with_names_before_them() {
        for (text, expected) in [
            (
                "SET `a` = 'x', `t`.`b`='y z', `c` = 1, `d` = 12345",
                &[("a", "x"), ("b", "y z"), ("d", "12345")][..],
            ),
            (r#"q="`t`.`a` = \"x\" AND `b` = ?""#, &[("a", "x")]),
            ("a <> 'x' AND t.b != 'y' OR \"c\" <=> 'z'", &[("a", "x"), ("b", "y"), ("c", "z")]),
            ("a LIKE '%x%' OR b not ilike 'y%' OR [c] REGEXP '^z$'", &[("a", "x"), ("b", "y"), ("c", "z")]),
            (
                "t.a IN ('x', N'y',1234) AND `b` not in (\"z\")",
                &[("a", "x"), ("a", "y"), ("a", "1234"), ("b", "z")],
            ),
            ("LOWER(t.a) = LOWER('x') and (b)::text = 'y'::text", &[("a", "x"), ("b", "y")]),
            ("a::character varying = 'x' or a COLLATE utf8_bin = 'y'", &[("a", "x"), ("a", "y")]),
            ("a = ANY (ARRAY['x'::text, 'y'::character varying])", &[("a", "x"), ("a", "y")]),
            ("a = ANY('{x,\"y z\"}'::text[])", &[("a", "x"), ("a", "y z")]),
            ("a = BINARY 'x' and b = N'y' and c = _utf8mb4'z'", &[("a", "x"), ("b", "y"), ("c", "z")]),
            ("a = public.crypt('x', public.gen_salt('bf')), b = _utf8mb4 'y'", &[("a", "x"), ("b", "y")]),
            ("a = $$x y$$, b <> $t$y's$t$", &[("a", "x y"), ("b", "y's")]),
            ("a IN ($$x$$, 'y') and b = ANY(ARRAY[$$z$$])", &[("a", "x"), ("a", "y"), ("b", "z")]),
            (
                "a = SHA2('x', 256), [b]=UPPER(TRIM('y')), \"c\" <> MD5(concat(d, 'z'))",
                &[("a", "x"), ("b", "y"), ("c", "z")],
            ),
            (
                "COALESCE(t.a, '') = 'x', CAST(`b` AS CHAR(20)) = 'y', JSON_EXTRACT(d, '$.e.c') = 'z'",
                &[("a", "x"), ("b", "y"), ("c", "z")],
            ),
            ("a IN (COALESCE(a, 'x'), UPPER('y')::text, 'z')", &[("a", "x"), ("a", "y"), ("a", "z")]),
            ("a != 'a' or a <> \"A\"", &[]),
            ("a = $b, c = $$ , d=$y$j9T$e$f,$y$j9T$g", &[]),
            // Rules look for these, and the rest compares nothing.
            ("a = 'x', b => 'y', c == 'z', d: 'z', `e` = f, `g` = NULL", &[]),
            ("it is like x (in 'y'), x in y, alike 'x', in ('x')", &[]),
            ("`a` = b.c AND 'x'", &[]),
            ("?a=o'brien@example.org", &[]),
            ("[ \"$a\" != \"$b\" ]", &[]),
        ] {
            let seen = values(text);
            let seen: Vec<(&str, &str)> = seen.iter().map(|(n, v)| (&n[..], &v[..])).collect();
            assert_eq!(seen, expected, "{text}");
        }
    }
}
