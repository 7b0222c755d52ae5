//! Detectors over commands that are written as lists of their arguments. What stands behind which program and option is known of command lines,
//! so the arguments of each are looked at as one.

use crate::detect::cells::{self, CellFinding};
use crate::detect::engine::Engine;
use crate::finding::Finding;
use crate::format::sheet::{EMPTY, Sheet};
use crate::info_type::Vocabulary;
use crate::limits::{COMMAND_LINES_BYTES, CONTEXT_BYTES};
use crate::span::Span;
use crate::view::soft;

/// What stands in the place of a byte that would end an argument on a command line: no rule has it in a value of its own.
const INSIDE: u8 = b'^';

/// So much of the words before the first option stands before one that is far from them. The rest is left to the option.
const WORDS_BYTES_MAX: usize = CONTEXT_BYTES - 16;

/// What begins like an option and is no longer is taken for one: a dash and some letters (`-rvz`).
const LETTERS_MAX: usize = 6;

/// A part of a value that is an argument.
#[derive(Clone, Copy)]
struct Argument<'a> {
    cell: u32,
    /// Where in the value it begins.
    base: usize,
    text: &'a [u8],
    /// It is the value of the option before it, whatever it begins with.
    is_value: bool,
}

impl Argument<'_> {
    /// Several options, or one and its value: `-u root -px`, `-p x`.
    fn is_line(&self) -> bool {
        self.is_option() && (self.text.windows(2).any(|two| two == b" -") || self.text.get(2) == Some(&b' '))
    }

    /// `--` stands between options and other arguments.
    fn is_option(&self) -> bool {
        !self.is_value && self.text.starts_with(b"-") && self.text != b"--"
    }

    /// One letter, of which a program can ask for a value.
    fn is_letter(&self) -> bool {
        matches!(self.text, [b'-', letter] if letter.is_ascii_alphabetic())
    }

    /// More than options of one letter each, so that it may be a value that begins like one.
    fn may_be_value(&self) -> bool {
        self.text.len() > LETTERS_MAX && !self.text.starts_with(b"--")
    }
}

/// Adds what detectors find in arguments because of those before and behind them.
pub fn find(
    engine: &Engine,
    vocabulary: &Vocabulary,
    text: &[u8],
    sheet: &Sheet,
    found: &mut Vec<CellFinding>,
) {
    if sheet.commands.is_empty() {
        return;
    }
    let (mut lines, mut first) = (Lines::default(), 0);
    let mut look = |line: &mut dyn Iterator<Item = Argument<'_>>| {
        lines.push(line);
        if lines.text.len() > COMMAND_LINES_BYTES {
            lines.look(engine, vocabulary, found);
        }
    };
    for end in &sheet.commands {
        let argument = |cell: &u32| {
            let own = sheet.cells.get(*cell as usize).filter(|_| *cell != EMPTY);
            let text = own.map_or(&b""[..], |own| sheet.value(own, text));
            Argument { cell: *cell, base: 0, text, is_value: false }
        };
        each_line(&sheet.arguments[first..*end], argument, &mut look);
        first = *end;
    }
    lines.look(engine, vocabulary, found);
    cells::unite(found);
}

/// Passes on what is looked at of the command `arguments`: all of it, and options that are too far from its first words for rules to see both,
/// each behind these words and before its value. So are options of one letter before what begins like an option and may be a value.
fn each_line<'a>(
    arguments: &[u32],
    argument: impl Fn(&u32) -> Argument<'a>,
    look: &mut impl FnMut(&mut dyn Iterator<Item = Argument<'a>>),
) {
    look(&mut arguments.iter().map(&argument));
    let words = arguments.iter().take_while(|cell| !argument(cell).is_option()).count();
    let (words, options) = arguments.split_at(words);
    let mut words = last_of(words.iter().map(&argument));
    // How far it is from where the words begin to the end of an option.
    let mut far: usize = words.iter().map(|word| word.text.len() + 1).sum();
    let mut left = WORDS_BYTES_MAX.saturating_sub(far);
    for (n, option) in options.iter().map(&argument).enumerate() {
        far += option.text.len() + 1;
        if !option.is_option() {
            // What runs a program can have options of its own: `sudo -u ops mysql`.
            if option.text.len() < left {
                left -= option.text.len() + 1;
                words.push(option);
            }
        } else if !words.is_empty() {
            let next = options.get(n + 1).map(&argument);
            let may_be = |next: &Argument<'_>| option.is_letter() && next.is_option() && next.may_be_value();
            let dashed = next.filter(may_be).map(|next| Argument { is_value: true, ..next });
            if far > CONTEXT_BYTES || dashed.is_some() {
                let value = dashed.or(next.filter(|next| !next.is_option()));
                look(&mut words.iter().copied().chain([option]).chain(value));
            }
        }
    }
}

/// As many of the last `words` as rules see before an option, and the end of one that is too long.
fn last_of<'a>(words: impl DoubleEndedIterator<Item = Argument<'a>>) -> Vec<Argument<'a>> {
    let (mut left, mut last) = (WORDS_BYTES_MAX, Vec::new());
    for word in words.rev() {
        let length = word.text.len();
        if length >= left && !last.is_empty() {
            break;
        }
        let base = length - length.min(left);
        last.push(Argument { base, text: &word.text[base..], ..word });
        left = left.saturating_sub(length + 1);
    }
    last.reverse();
    last
}

/// Command lines that are looked at together.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// Where in it each argument stands, which value that is, and where in the value it begins.
    places: Vec<(Span, u32, usize)>,
}

impl Lines {
    fn push(&mut self, arguments: &mut dyn Iterator<Item = Argument<'_>>) {
        for (n, argument) in arguments.enumerate() {
            if n > 0 {
                self.text.push(b' ');
            }
            let start = self.text.len();
            self.text.extend_from_slice(argument.text);
            if argument.is_value {
                self.text[start] = INSIDE;
            }
            // What comes first is a program, or a line that begins with one; another one can be options in a row.
            if n > 0 && !argument.is_line() {
                let text = &mut self.text[start..];
                let last = text.len().saturating_sub(1);
                let ends = |(n, b): &(usize, &mut u8)| ends_argument(**b) || *n == last && **b == b'\\';
                text.iter_mut().enumerate().filter(ends).for_each(|(_, b)| *b = INSIDE);
            }
            self.places.push((Span::new(start, self.text.len()), argument.cell, argument.base));
            // An empty one is one too.
            if argument.text.is_empty() {
                self.text.extend_from_slice(b"''");
            }
        }
        soft::close(&mut self.text);
    }

    /// Adds what is found in one of the arguments, and empties the lines: two arguments are two values.
    fn look(&mut self, engine: &Engine, vocabulary: &Vocabulary, found: &mut Vec<CellFinding>) {
        for f in super::find(engine, vocabulary, &self.text, 0) {
            let n = self.places.partition_point(|(place, ..)| place.end <= f.span.start);
            let Some((place, cell, base)) = self.places.get(n).filter(|(place, ..)| place.contains(f.span))
            else {
                continue;
            };
            let in_value = |at: usize| base + at - place.start;
            let span = Span::new(in_value(f.span.start), in_value(f.span.end));
            found.push((*cell, Finding { span, from: in_value(f.from.max(place.start)), ..f }));
        }
        self.text.clear();
        self.places.clear();
    }
}

fn ends_argument(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'|' | b';' | b'&')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a command of these `words`.
    fn lines(words: &[&str]) -> Vec<String> {
        let cells: Vec<u32> = (0..words.len() as u32).collect();
        let argument = |cell: &u32| {
            let text = words[*cell as usize].as_bytes();
            Argument { cell: *cell, base: 0, text, is_value: false }
        };
        let mut made = Lines::default();
        each_line(&cells, argument, &mut |line: &mut dyn Iterator<Item = Argument<'_>>| made.push(line));
        String::from_utf8_lossy(&made.text).lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_option_far_from_its_program_stands_behind_it_as_well() {
        let long = "x".repeat(60);
        assert_eq!(lines(&["mysql", "-u", "a b", "-px"]), ["mysql -u a^b -px"]);
        let all = ["docker", "login", "-u", &long, "-v", "-p", "a", "b"];
        assert_eq!(lines(&all), [all.join(" "), "docker login -v".into(), "docker login -p a".into()]);
        // Of a long path the end is near.
        let path = format!("/{long}/mysql");
        assert_eq!(lines(&[&path, "-px"]).len(), 1);
        let cut = &path[path.len() - WORDS_BYTES_MAX..];
        assert_eq!(lines(&[&path, "-h", &long, "-px"])[1], format!("{cut} -px"));
        assert_eq!(lines(&[&long, "--", "mysql", "-h", &long, "-px"])[1], "-- mysql -px");
        assert_eq!(lines(&["sudo", "-u", "ops", "mysql", "-h", &long, "-px"])[1], "sudo ops mysql -px");
    }

    #[test]
    fn a_value_can_begin_like_an_option() {
        assert_eq!(
            lines(&["sshpass", "-p", "-long x", "ssh"]),
            ["sshpass -p -long^x ssh", "sshpass -p ^long^x"]
        );
        for words in [["x", "-p", "-rvz"], ["x", "-p", "--long-option"], ["x", "--p", "-long-one"]] {
            assert_eq!(lines(&words), [words.join(" ")]);
        }
    }

    #[test]
    fn an_argument_ends_where_it_does() {
        assert_eq!(lines(&["sshpass", "-p", "a b\\", "ssh"]), ["sshpass -p a^b^ ssh"]);
        assert_eq!(lines(&["redis-cli", "-a", "", "ping"]), ["redis-cli -a '' ping"]);
        assert_eq!(lines(&["docker", "login", "-p a b"]), ["docker login -p a b"]);
        assert_eq!(
            lines(&["mysql", "-u root -px"]),
            ["mysql -u root -px"],
            "but options in a row are several"
        );
    }
}
