//! Text: frames end at line ends; a long line is cut where no match crosses.

use std::sync::Arc;

use crate::detect::{self, behind, printed};
use crate::error::{Error, ErrorKind, Result};
use crate::frame::{Block, Feeder, Frame};
use crate::limits::SEAM_ROUNDS_MAX;
use crate::pipeline::{Origin, Shared};
use crate::span::Span;
use crate::splice::Inside;
use crate::view::soft;

/// The last end of a line.
enum LineEnd {
    /// Behind its line feed.
    At(usize),
    /// No other one than, perhaps, this line feed: what follows it is not known yet.
    Waits(usize),
    None,
}

/// The last end of a line of which the line feed stands in `from..to` of `text`.
fn last_line_end(text: &[u8], from: usize, to: usize) -> LineEnd {
    let mut waits = LineEnd::None;
    for at in memchr::memrchr_iter(b'\n', &text[from..to]).map(|n| from + n) {
        match soft::end(text, at) {
            soft::End::Line => return LineEnd::At(at + 1),
            soft::End::Unknown => waits = LineEnd::Waits(at),
            soft::End::Soft => {}
        }
    }
    waits
}

impl Feeder {
    /// Cuts what can be cut.
    pub(super) fn cut_text(&mut self, idle: bool) -> Result<()> {
        loop {
            let (limits, pending) = (&self.shared.limits, &mut self.pending);
            let front = &pending.bytes[pending.context..];
            let end = if front.len() >= limits.line_whole_bytes {
                // Only lines that are shorter than a whole line may go out together.
                match last_line_end(front, 0, limits.line_whole_bytes - soft::AHEAD_MAX) {
                    LineEnd::At(end) => {
                        let end = pending.context + end;
                        self.unfolded(end).unwrap_or(end)
                    }
                    _ => self.piece_end()?,
                }
            } else if idle || front.len() >= limits.frame_bytes {
                let from = pending.seen.max(pending.context);
                pending.seen = pending.bytes.len();
                match last_line_end(&pending.bytes, from, pending.seen) {
                    LineEnd::At(end) => match self.unfolded(end) {
                        Some(end) => end,
                        None => return Ok(()),
                    },
                    LineEnd::Waits(at) => {
                        pending.seen = at;
                        return Ok(());
                    }
                    LineEnd::None => return Ok(()),
                }
            } else {
                return Ok(());
            };
            self.push_text(Some(end));
        }
    }

    /// Where a frame ends of which the last line would end at `end`: not in a value that may go on over lines. `None` where it
    /// may do so from its beginning.
    fn unfolded(&self, end: usize) -> Option<usize> {
        let pending = &self.pending;
        match &self.log {
            Some((log, before)) if log.calls_back() && !pending.in_line => {
                log.last_begin(&before.state, &pending.bytes, Span::new(pending.context, end))
            }
            _ => Some(end),
        }
    }

    /// How much of a long line a piece sees on each side. Every round of the second look can carry what one
    /// edit changes as far as a match and its surroundings reach, so with this much two neighbouring pieces
    /// come to the same result where they meet.
    fn margin(&self) -> usize {
        let Shared { engine, rules, .. } = &*self.shared;
        (SEAM_ROUNDS_MAX + 1) * (rules.reach() + engine.left_context())
    }

    /// Where the first piece of a long line ends: as late as possible, but where no match crosses. All rules are asked,
    /// so that a line is cut, or withheld, in the same places whatever a run needs.
    fn piece_end(&self) -> Result<usize> {
        let pending = &self.pending;
        let whole = pending.context + self.shared.limits.line_whole_bytes;
        let text = &pending.bytes[..whole];
        let last = whole.saturating_sub(self.margin());
        // Matches that overlap form a chain; a cut inside a chain moves to where the chain begins.
        let all = detect::find(&*self.shared.rules.all()?, &self.shared.vocabulary, text, pending.context);
        let mut matches: Vec<(usize, usize)> = all.iter().map(|f| (f.from, f.span.end)).collect();
        matches.sort_unstable();
        let mut chain = (0, 0);
        for (from, end) in matches {
            if from >= last || chain.1 > last {
                break;
            }
            chain = if from < chain.1 { (chain.0, chain.1.max(end)) } else { (from, end) };
        }
        // What comes after the break begins behind the cut or in the chain that holds it.
        let cut = if chain.1 > last { chain.0 } else { last };
        if cut <= pending.context {
            let what =
                "a line holds a value, or a chain of values, that is longer than a piece of a line may be";
            return Err(Error::new(ErrorKind::Input, what).fix("split the line before it reaches obelus"));
        }
        Ok(cut)
    }

    /// Cuts the bytes up to `end` (all when `None`) off as a frame.
    pub(super) fn push_text(&mut self, end: Option<usize>) {
        let margin = self.margin();
        let pending = &mut self.pending;
        let piece = end.is_some();
        let end = end.unwrap_or(pending.bytes.len());
        let part = Span::new(pending.context, end);
        let at_line_end = pending.bytes[end - 1] == b'\n'
            && (!piece || soft::end(&pending.bytes, end - 1) == soft::End::Line);
        let inside = Inside { first: pending.in_line, last: !at_line_end && (piece || pending.in_line) };
        // A piece sees what follows it, so that its last values are judged as in the whole line.
        let reach = if at_line_end { end } else { pending.bytes.len().min(end + margin) };
        let context = if at_line_end { 0 } else { (margin + self.shared.engine.left_context()).min(end) };
        let mut bytes = pending.take(end - context, self.spares.buffer());
        bytes.truncate(reach);
        let origin = Origin { byte: pending.byte, context: part.start, ..Origin::default() };
        pending.byte += part.len() as u64;
        pending.in_line = !at_line_end;
        pending.seen = context + pending.seen.saturating_sub(end);
        pending.context = context;
        let kept = end - context;
        let before = self.log.as_mut().map(|(log, next)| {
            let before = next.clone();
            if log.has_parts() {
                // What the next piece sees of this one is read there as well.
                let to = if inside.last { log.cut(&bytes[..end], kept.max(before.at)) } else { end };
                log.pass(Arc::make_mut(&mut next.state), &bytes, Span::new(before.at, to), inside.last);
                next.at = to - kept;
            } else if log.has_state() {
                log.pass(Arc::make_mut(&mut next.state), &bytes, inside.whole(&bytes, part), false);
            }
            before
        });
        let open = self.open;
        let by = (&*self.shared.engine, &self.shared.vocabulary);
        self.open = behind::open_behind(by, &bytes, (part, inside.first), open);
        let table = self.table.clone();
        self.table = printed::open_behind(&bytes, (part, inside.first), std::mem::take(&mut self.table));
        self.ready.push_back(Frame { bytes, part, block: Block::Text(inside), before, open, table, origin });
    }
}
