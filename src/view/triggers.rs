//! Where a text may be written in another way. Who searches the text anyway says where to look ([`Trace`]), or every byte is looked at.

use crate::limits::VIEW_RUN_BYTES_MIN;
use crate::simd::nibbles::{self, Lookup, Work};
use crate::span::Span;
use crate::view::base64;
use crate::view::beside::{self, KINDS};
use crate::view::hints::{self, Hints};
use crate::view::{calls, octets, quoted, soft, spelled, tag, units, utf7, wrapped};

/// What can be told of a place without a closer look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// A unit or what spells a sign may begin here, or a tag end.
    Sign,
    /// What closes brackets stands here, behind what may be a list, a call or a word that spells a sign.
    Close,
    /// A word that spells a sign may begin here.
    Word,
    /// `at` may stand behind this place.
    At,
    /// The third sign may stand here of a row of numbers, with two hexadecimal digits between every two of them, before and behind.
    Row,
    /// A run of digits of base64 that is long enough to be read begins here, or goes on.
    RunBegins,
}

/// How many runs ahead of the one that is looked at the text is fetched.
const RUNS_AHEAD: usize = 6;

/// What is found in a text.
#[derive(Default)]
pub(crate) struct Triggers {
    /// Where bytes stand that a unit may begin with, in order.
    pub(super) leads: Vec<usize>,
    /// What stands in tags inside of words, where bytes stand in it that a unit may begin with.
    pub(super) tags: Vec<Span>,
    /// Equals signs with which escapes of quoted-printable begin that can be nothing else, and words of the Q form.
    pub(super) quoted: Vec<usize>,
    /// What spells a sign of an address.
    pub(super) spelled: Vec<Span>,
    /// Runs of digits of base64 that may say something.
    pub(super) runs: Vec<(Span, Hints)>,
    /// Lines of such digits that go on in each other, from the first digit to the last.
    pub(super) wrapped: Vec<Span>,
    /// Plus signs between groups of figures, that stand for spaces.
    pub(super) spaces: Vec<usize>,
    /// Rows of bytes, each as a number.
    pub(super) rows: Vec<Span>,
    /// Where the last row ends that was found from a sign between its numbers.
    row_end: usize,
    /// Where the last row of calls ends.
    calls_end: usize,
    /// Where long runs of digits begin, or go on.
    begins: Vec<usize>,
    /// Plus signs, `-at-`, and `DOT` where small letters are around it: they say something where they stand in a long run.
    pluses: Vec<usize>,
    dashes: Vec<usize>,
    dots: Vec<usize>,
}

impl Triggers {
    pub(super) fn clear(&mut self) {
        self.leads.clear();
        self.tags.clear();
        self.quoted.clear();
        self.spelled.clear();
        self.runs.clear();
        self.wrapped.clear();
        self.spaces.clear();
        self.rows.clear();
        self.row_end = 0;
        self.calls_end = 0;
        for places in [&mut self.begins, &mut self.pluses, &mut self.dashes, &mut self.dots] {
            places.clear();
        }
    }

    /// Looks at all of `text`.
    pub(super) fn look(&mut self, text: &[u8]) {
        let mut from = 0;
        for at in 0..=text.len() {
            if text.get(at).is_some_and(|byte| base64::is_digit(*byte)) {
                self.sign(text, at);
                continue;
            }
            if at - from >= VIEW_RUN_BYTES_MIN {
                self.begins.push(from);
            }
            from = at + 1;
            if at < text.len() {
                self.sign(text, at);
                self.row(text, at);
            }
        }
    }

    /// Looks at `places` of `text`, which come in order.
    pub(crate) fn add(&mut self, text: &[u8], trace: Trace, places: impl Iterator<Item = usize>) {
        match trace {
            Trace::Sign => self.signs(text, places),
            Trace::Close => {
                let telling = |at: &usize| {
                    octets::has_last_comma(text, *at)
                        | calls::may_end(text, *at)
                        | beside::may_end_word(text, *at)
                };
                places.filter(telling).for_each(|at| self.sign(text, at));
            }
            Trace::Word => places.for_each(|at| self.sign(text, at)),
            Trace::Row => places.for_each(|at| self.row(text, at)),
            Trace::At => places.for_each(|at| match text[at] {
                b' ' => self.word(text, at + 1),
                _ => self.sign(text, at),
            }),
            Trace::RunBegins => self.begins.extend(places),
        }
    }

    /// Takes the signs at `places`, those of each kind by themselves: which kind comes next cannot be guessed.
    fn signs(&mut self, text: &[u8], mut places: impl Iterator<Item = usize>) {
        const TOGETHER: usize = 64;
        let mut kept = [[0; TOGETHER]; KINDS];
        loop {
            let mut counts = [0; KINDS];
            for at in places.by_ref().take(TOGETHER) {
                let kind = beside::kind(text, at) as usize;
                kept[kind][counts[kind]] = at;
                counts[kind] += 1;
            }
            let [_, equals, others] = &kept;
            let [_, equals_count, others_count] = counts;
            let telling = equals[..equals_count].iter().filter(|at| quoted::is_telling(text, **at));
            self.quoted.extend(telling);
            others[..others_count].iter().for_each(|at| self.sign(text, *at));
            if counts.iter().sum::<usize>() < TOGETHER {
                return;
            }
        }
    }

    /// Takes the runs of `text` when all of it was looked at.
    pub(super) fn settle(&mut self, text: &[u8]) {
        let begins = std::mem::take(&mut self.begins);
        nibbles::quickly(Runs { triggers: self, text, begins: &begins });
        self.begins = begins;
        self.spelled.sort_unstable();
        self.rows.sort_unstable();
        self.quoted.sort_unstable();
    }

    /// Takes the runs that begin at `begins`.
    #[inline(always)]
    fn runs(&mut self, text: &[u8], begins: &[usize], lookup: Lookup) {
        let (mut signs, mut next_sign, mut end, mut wrapped_to) = ([0; 3], 0, 0, 0);
        for (n, start) in begins.iter().enumerate() {
            // The text was read long ago as processors count, and is waited for at every run.
            nibbles::prefetch(text, begins.get(n + RUNS_AHEAD).copied().unwrap_or(*start));
            if *start < end {
                continue;
            }
            let run = hints::run_from(text, *start, lookup);
            end = run.end;
            if run.len() >= wrapped::WRAPPED_MIN
                && run.start >= wrapped_to
                && let Some(lines) = lines_from(text, run)
            {
                wrapped_to = lines.end;
                self.wrapped.push(lines);
            }
            self.rows.extend(dashed(text, run));
            // Most have none of these.
            let [has_plus, has_dot] = match next_sign < run.end {
                true => self.signs_in(run, &mut signs, &mut next_sign),
                false => [false; 2],
            };
            if has_plus {
                self.run(text, run, has_dot);
            } else {
                self.part(text, run, Hints::among(text, run, lookup), has_dot);
            }
        }
    }

    /// Takes `-at-` in a run, and says whether it has plus signs, and `DOT`. `firsts` are the first ones of each kind that do not stand before it,
    /// `next` where the first of all stands.
    fn signs_in(&mut self, run: Span, firsts: &mut [usize; 3], next: &mut usize) -> [bool; 2] {
        let kinds = [&self.pluses, &self.dashes, &self.dots];
        for (first, places) in firsts.iter_mut().zip(kinds) {
            *first += places[*first..].iter().take_while(|at| **at < run.start).count();
        }
        let of = |n: usize| kinds[n][firsts[n]..].iter().take_while(|at| **at < run.end);
        self.spelled.extend(of(1).map(|at| Span::new(*at, at + 4)));
        let has = [0, 2].map(|n| of(n).next().is_some());
        *next = firsts
            .iter()
            .zip(kinds)
            .filter_map(|(n, places)| places.get(*n).copied())
            .min()
            .unwrap_or(usize::MAX);
        has
    }

    /// Takes the sign at `at`, if there is one.
    fn sign(&mut self, text: &[u8], at: usize) {
        match text[at] {
            b'=' if matches!(text.get(at + 1), Some(b'2'..=b'7' | b'?')) && quoted::is_telling(text, at) => {
                self.quoted.push(at);
            }
            b'=' if matches!(text.get(at + 1), Some(b'\n' | b'\r')) && soft::length(text, at).is_some() => {
                self.leads.push(at);
                self.quoted.push(at);
            }
            b'=' => {}
            b'@' if matches!(text.get(at + 1), Some(b'\n' | b'\r')) => self.leads.push(at),
            b'@' => {
                let beside = (text[..at].last(), text.get(at + 1));
                if matches!(beside, (Some(b' ' | b')'), _) | (_, Some(b' ' | b'('))) {
                    self.spelled.push(Span::new(at, at + 1));
                }
            }
            b')' | b']' | b'}' | b'>' => {
                if text[at] == b'>' {
                    self.tag(text, at);
                } else if octets::may_end_list(text, at)
                    && let Some(list) = octets::list(text, at)
                {
                    self.rows.push(list);
                } else if at >= self.calls_end
                    && let Some(row) = calls::row(text, at)
                {
                    self.calls_end = row.end;
                    self.rows.push(row);
                }
                // The last letter says of most words that they are none.
                if !text[..at].last().is_some_and(|last| spelled::may_end_sign(*last)) {
                    return;
                }
                let is_word = |b: &&u8| b.is_ascii_alphabetic() || matches!(**b, b' ' | b'@' | b'.' | 0x80..);
                let length = text[..at].iter().rev().take(9).take_while(is_word).count();
                let opens = (at - length)
                    .checked_sub(1)
                    .is_some_and(|n| matches!(text[n], b'[' | b'(' | b'{' | b'<'));
                if opens && length > 0 && spelled::is_sign(text[at - length..at].trim_ascii()) {
                    self.spelled.push(Span::new(at, at + 1));
                }
            }
            b'_' => {
                if matches!(text.get(at + 1..at + 4), Some([b'a' | b'A', b't' | b'T', b'_'])) {
                    self.spelled.push(Span::new(at, at + 4));
                }
            }
            b'+' => {
                self.pluses.push(at);
                // In UTF-7 the first six bits of a sign are zero.
                if text.get(at + 1) == Some(&b'A') {
                    self.leads.push(at);
                } else if is_space(text, at) {
                    self.spaces.push(at);
                }
            }
            b'a' | b'A' | b'd' | b'D' | b'-' => self.word(text, at),
            b'\r' if text.get(at + 1) == Some(&b'\n') => {}
            b'\'' if text.get(at + 1) != Some(&b'\'') => {}
            b'<' => {}
            byte if units::is_lead(byte) => self.leads.push(at),
            _ => {}
        }
    }

    /// Takes the tag inside of a word that ends at `at`. What stands in it is looked at apart from the word.
    fn tag(&mut self, text: &[u8], at: usize) {
        let Some(start) = tag::start(text, at) else { return };
        // Of several in a row the first one is the unit.
        if !text[..start].ends_with(b">") && tag::unit(text, start).is_none() {
            return;
        }
        let before = self.leads.iter().rev().take_while(|lead| **lead > start).count();
        if before > 0 {
            self.leads.truncate(self.leads.len() - before);
            self.tags.push(Span::new(start + 1, at));
        }
        self.leads.push(start);
    }

    /// Takes `dot` and `-at-` between spaces, `at` between a name and a domain, and what is such a word in a run.
    fn word(&mut self, text: &[u8], at: usize) {
        let is = |word: &[u8]| text.get(at..at + word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word));
        let is_apart = at > 0 && text[at - 1] == b' ';
        match text[at] {
            b'a' | b'A' => {
                if is_apart && is(b"at ") && spelled::is_named(text, at - 1, at + 3) {
                    self.spelled.push(Span::new(at, at + 3));
                }
            }
            b'-' => {
                if is(b"-at-") {
                    self.dashes.push(at);
                    if is_apart && text.get(at + 4) == Some(&b' ') {
                        self.spelled.push(Span::new(at, at + 4));
                    }
                }
            }
            _ => {
                if is_apart && is(b"dot ") {
                    self.spelled.push(Span::new(at, at + 4));
                } else if text[at..].starts_with(b"DOT") && spelled::capital(text, at).is_some() {
                    self.dots.push(at);
                }
            }
        }
    }

    /// Takes the row of bytes around the sign at `at`, when it is the third one with two digits between every two of them, before and behind.
    fn row(&mut self, text: &[u8], at: usize) {
        let is_digit = |n: usize| text.get(n).is_some_and(u8::is_ascii_hexdigit);
        let is_signed = |back: &usize| {
            is_digit(at - back - 2) && is_digit(at - back - 1) && matches!(text[at - back], b' ' | b':')
        };
        if at >= self.row_end
            && at >= 9
            && !base64::is_digit(text[at - 9])
            && [0, 3, 6].iter().all(is_signed)
            && is_digit(at + 1)
            && let Some(row) = octets::pairs(text, at)
        {
            self.row_end = row.end;
            self.rows.push(row);
        }
    }

    /// Takes a run of digits with plus signs, which few have, or its parts: in UTF-7 the digits stand between a plus sign and a dash, which are digits
    /// elsewhere.
    #[inline(never)]
    fn run(&mut self, text: &[u8], run: Span, has_dot: bool) {
        let mut part = |part: Span| {
            if part.len() >= VIEW_RUN_BYTES_MIN {
                self.part(text, part, Hints::of(part.of(text)), has_dot);
            }
        };
        let mut rest = run;
        while let Some(inner) = utf7::shifted(rest.of(text)) {
            let (start, end) = (rest.start + inner.start, rest.start + inner.end);
            part(Span::new(rest.start, start - 1));
            part(Span::new(start, end));
            rest.start = end + 1;
        }
        part(rest);
    }

    /// Takes a part of a run, with `AT` where small letters are around it and `DOT`: what stands around these in an address is of the same
    /// characters.
    #[inline]
    fn part(&mut self, text: &[u8], part: Span, hints: Hints, has_dot: bool) {
        if hints.says_something() {
            self.runs.push((part, hints));
        }
        if has_dot {
            self.spelled.extend(spelled::capitals(text, part));
        }
    }
}

/// Runs of digits, from each of `begins` on.
struct Runs<'t> {
    triggers: &'t mut Triggers,
    text: &'t [u8],
    begins: &'t [usize],
}

impl Work for Runs<'_> {
    type Done = ();

    #[inline(always)]
    fn done(self, lookup: Lookup) {
        self.triggers.runs(self.text, self.begins, lookup);
    }
}

/// The row of bytes with dashes between them that `run` begins with.
#[inline]
fn dashed(text: &[u8], run: Span) -> Option<Span> {
    let is_one = run.len() > 8 && [2, 5, 8].iter().all(|n| text[run.start + n] == b'-');
    if is_one { octets::pairs(text, run.start + 2) } else { None }
}

/// The lines of base64 digits of which `run` is the first, where it goes on in others.
fn lines_from(text: &[u8], run: Span) -> Option<Span> {
    let mut end = run.end;
    while let Some(next) = wrapped::next(text, end) {
        let digits = text[next..].iter().take_while(|b| base64::is_digit(**b)).count();
        if digits == 0 {
            break;
        }
        end = next + digits;
    }
    (end > run.end).then_some(Span::new(run.start, end))
}

/// True for a plus sign beside a figure, which has another one not far, behind a group of figures or letters: it stands for a space.
fn is_space(text: &[u8], at: usize) -> bool {
    let is_figure = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    if !(at > 0 && is_figure(text.get(at - 1)) || is_figure(text.get(at + 1))) {
        return false;
    }
    let next = text[at + 1..].iter().take(6).position(|b| !b.is_ascii_alphanumeric()).map(|n| at + 1 + n);
    let last = text[..at].iter().rev().take(6).position(|b| !b.is_ascii_alphanumeric()).map(|n| at - 1 - n);
    [next, last].into_iter().flatten().any(|n| text[n] == b'+' && n.abs_diff(at) > 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::shape::{Places, Shapes};
    use crate::simd::Isa;

    /// Takes what a search finds.
    struct Traced<'t>(&'t [u8], Triggers);

    impl Places for Traced<'_> {
        fn found(&mut self, _rule: u16, _starts: &[usize]) {}

        fn traced(&mut self, trace: Trace, places: impl Iterator<Item = usize>) {
            self.1.add(self.0, trace, places);
        }

        fn block_ends(&mut self, _start: usize, _bytes: usize) {}
    }

    /// Of what texts are made that are written in another way, and of what looks like it.
    const PIECES: &[&[u8]] = &[
        b" dot ",
        b" DOT",
        b"annATexampleDOTcom",
        b" at ",
        b"a.b at c.d ",
        b"-at-",
        b" -at- ",
        b"_AT_",
        b"_at",
        b"'",
        b"''",
        b"\r",
        b"\n",
        b"\r\n",
        b"%41",
        b"%",
        b"&amp;",
        b"=40",
        b"=41=42",
        b"=?q?q?",
        b"=\n",
        b"=",
        b"@",
        b" @",
        b"@\r\n",
        b"(@",
        b"[at]",
        b"(dot )",
        b"]",
        b"[97,98,99,100,101,102]",
        b"{0x61, ",
        b",}",
        b"61 ",
        b" 61 6e 6e 40 62 2e",
        b"61:6e:6e:40:62:2e ",
        b"61-6e-6e-40-62-2e",
        b"chr(97)",
        b".chr(110).",
        b" & Chr(97)",
        b"  ",
        b":",
        b"a",
        b"7",
        b"Zz",
        b"+",
        b"+A",
        b"1+22+33",
        b"+AGEAbgBuAEAAZQB4-",
        b"<b>",
        b"<b >",
        b">",
        b"<!-- %41 -->",
        b"\x00",
        b"\x1b[0m",
        b"\x7f",
        b"|",
        b"\xc3\xa9",
        b"\\",
        b"\\u0040",
        b"-",
        b"/",
        b"_",
        b".",
        b"0123456789abcdef",
        b"YW5uQGV4YW1wbGUuY29t",
        b"H4sIAAAAAAAA",
    ];

    #[test]
    fn where_a_search_says_is_all_that_is_found_at_every_byte() {
        let mut seed = 1_u64;
        let mut next = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % most
        };
        let all = Isa::ALL.map(|isa| Shapes::new(&[], isa, true));
        let mut scratch = all.each_ref().map(Shapes::scratch);
        for round in 0..600 {
            let mut text = Vec::new();
            let pieces = if round % 100 == 0 { 12_000 } else { next(80) };
            for _ in 0..pieces {
                let piece = PIECES[next(PIECES.len())];
                (0..1 + next(4) / 3 * next(20)).for_each(|_| text.extend_from_slice(piece));
            }
            let mut wanted = Triggers::default();
            wanted.look(&text);
            let wanted = told(wanted, &text);
            for (shapes, scratch) in all.iter().zip(&mut scratch) {
                let mut traced = Traced(&text, Triggers::default());
                shapes.search(&text, text.len() / 2, scratch, &mut traced);
                assert_eq!(told(traced.1, &text), wanted, "round {round}");
            }
        }
    }

    /// What the triggers say in the end, in order.
    fn told(mut triggers: Triggers, text: &[u8]) -> [Vec<(usize, usize)>; 7] {
        triggers.settle(text);
        let places = |places: Vec<usize>| places.into_iter().map(|at| (at, at)).collect();
        let spans = |spans: Vec<Span>| {
            let mut spans: Vec<_> = spans.into_iter().map(|span| (span.start, span.end)).collect();
            spans.sort_unstable();
            spans
        };
        let mut leads = triggers.leads;
        leads.retain(|at| units::unit(text, *at).is_some());
        let runs = triggers.runs.into_iter().map(|(run, _)| run).collect();
        [
            places(leads),
            places(triggers.quoted),
            places(triggers.spaces),
            spans(triggers.spelled),
            spans(triggers.rows),
            spans(runs),
            spans(triggers.tags),
        ]
    }

    #[test]
    fn rows_and_runs_are_found_at_every_byte() {
        let mut triggers = Triggers::default();
        let text = b"x 61:6e:6e:40:62:2e, 61 6e 6e 40 62 2e YW5uQGV4YW1wbGUuY29t ''";
        triggers.look(text);
        triggers.settle(text);
        assert_eq!(triggers.rows, [Span::new(2, 19), Span::new(21, 38)]);
        assert_eq!(triggers.runs.iter().map(|(run, _)| *run).collect::<Vec<_>>(), [Span::new(39, 59)]);
        assert_eq!(triggers.leads, [60]);
    }
}
