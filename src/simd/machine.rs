//! A program made ready for the instructions of this machine, with the memory it works in.

#![allow(unsafe_code)]

use crate::simd::classify::{self, Group, Rectangles};
use crate::simd::lanes::Words;
use crate::simd::run::{self, Block, Compiled};
use crate::simd::{COLUMNS_MAX, COLUMNS_STEP, Isa, Kind, OVERLAP, Program, Reports};

/// A program that can run. Each thread has its own memory, so each has its own machine.
pub struct Machine {
    code: std::sync::Arc<Code>,
    arena: Vec<Line>,
    live: Vec<u64>,
}

/// The part of a machine that does not change.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) isa: Isa,
    pub(super) groups: Vec<Group>,
    pub(super) rectangles: Rectangles,
    pub(super) unions: Vec<Compiled>,
    pub(super) steps: Vec<Compiled>,
    classes: usize,
    /// Slots of the program; those of rectangles stand behind.
    program_slots: usize,
    slots: usize,
}

/// Memory comes in lines of the cache, so that no vector that is written crosses one.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[allow(dead_code)] [u8; 64]);

/// Bytes from one bitmap to the next: columns, what is read ahead of the last, and a line more, so that bitmaps do not
/// all fall on the same lines of the cache.
pub(super) const STRIDE: usize = COLUMNS_MAX + OVERLAP + 128;

impl Machine {
    /// Makes `program` ready.
    ///
    /// # Panics
    /// When the program names slots that it does not have or looks further ahead than it may: it was compiled wrongly.
    pub fn new(program: &Program, isa: Isa) -> Self {
        let isa = if isa.is_here() { isa } else { Isa::Portable };
        assert!(program.classes.len() <= program.slots, "every class has a slot");
        assert!(program.classes.iter().all(|c| *c == c.with_whole_upper_half()), "upper halves are whole");
        let rectangles = match isa {
            Isa::Avx2 => classify::rectangles(&program.classes, program.rare, program.slots),
            _ => classify::rectangles(&[], 0, program.slots),
        };
        let union = |(slot, parts): &(usize, Vec<usize>)| Compiled {
            kind: Kind::Any,
            to: slot * STRIDE,
            number: *slot as u32,
            terms: parts.iter().map(|p| p * STRIDE).collect(),
            slots: parts.clone(),
            rare: false,
        };
        let step = |step: &super::Step| {
            assert!(!step.terms.is_empty(), "a step has terms");
            let is_slot = step.kind != Kind::Report;
            assert!(!is_slot || usize::from(step.to) < program.slots, "a step writes to a slot");
            for term in &step.terms {
                assert!(usize::from(term.slot) < program.slots, "a term reads a slot");
                assert!(usize::from(term.ahead) < OVERLAP, "a term looks no further than the overlap");
            }
            Compiled {
                kind: step.kind,
                to: if is_slot { usize::from(step.to) * STRIDE } else { 0 },
                number: u32::from(step.to),
                terms: step
                    .terms
                    .iter()
                    .map(|t| usize::from(t.slot) * STRIDE + usize::from(t.ahead))
                    .collect(),
                slots: step.terms.iter().map(|t| usize::from(t.slot)).collect(),
                rare: step.rare,
            }
        };
        let slots = rectangles.slots_used;
        let code = Code {
            isa,
            groups: classify::groups(&program.classes, program.rare),
            unions: rectangles.unions.iter().map(union).collect(),
            rectangles,
            steps: program.steps.iter().map(step).collect(),
            classes: program.classes.len(),
            program_slots: program.slots,
            slots,
        };
        Machine::with_code(std::sync::Arc::new(code))
    }

    fn with_code(code: std::sync::Arc<Code>) -> Self {
        let lines = code.slots * STRIDE / 64;
        let (arena, live) = (vec![Line([0; 64]); lines], vec![0; code.slots]);
        Machine { code, arena, live }
    }

    /// The same program with memory of its own.
    pub fn fresh(&self) -> Self {
        Machine::with_code(self.code.clone())
    }

    /// The same without the steps, which reports nothing: a bench measures with it what classification takes.
    #[doc(hidden)]
    pub fn without_steps(&self) -> Self {
        let code = Code { steps: Vec::new(), ..(*self.code).clone() };
        Machine::with_code(std::sync::Arc::new(code))
    }

    /// Which instructions it uses.
    pub fn isa(&self) -> Isa {
        self.code.isa
    }

    /// How many bytes one run covers when there are `left` of them.
    pub fn block_bytes(left: usize) -> usize {
        8 * strip_of(left)
    }

    /// How many bytes `text` must have for a block of so many.
    pub fn needed(block: usize) -> usize {
        block + OVERLAP
    }

    /// Appends what the program reports for the first `block` bytes of `text`, a size that [`Machine::block_bytes`]
    /// gave.
    ///
    /// # Panics
    /// When `text` has less than [`Machine::needed`] bytes.
    pub fn run(&mut self, text: &[u8], block: usize, reports: &mut Reports) {
        let strip = block / 8;
        let block = Block { strip, columns: strip + OVERLAP };
        assert!(block.columns.is_multiple_of(COLUMNS_STEP) && block.columns <= COLUMNS_MAX);
        assert!(text.len() >= Machine::needed(8 * strip), "a block needs what follows it");
        // Classification writes every column; what other slots hold is known from the last block.
        self.live[..self.code.classes].fill(u64::MAX);
        self.live[self.code.program_slots..].fill(u64::MAX);
        let arena = self.arena.as_mut_ptr().cast::<u8>();
        match self.code.isa {
            Isa::Portable => {
                // SAFETY: a byte can stand in any line, and the slice covers the arena exactly.
                let bytes = unsafe { std::slice::from_raw_parts_mut(arena, self.arena.len() * 64) };
                classify::portable(&self.code.groups, text, strip, block.columns, bytes, STRIDE);
                // SAFETY: slots stand STRIDE bytes apart, which is more than the most columns and the overlap; `new`
                // checked that steps name no others; this machine's memory is its own.
                unsafe { run::run::<Words>(&self.code.steps, arena, block, &mut self.live, reports) };
            }
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `new` checked that the instructions are there; `text` has the bytes that are read, and the rest
            // is as above.
            Isa::Avx2 => unsafe {
                super::x86::run_avx2(&self.code, text, arena, block, &mut self.live, reports)
            },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Isa::Avx512 => unsafe {
                super::x86::run_avx512(&self.code, text, arena, block, &mut self.live, reports)
            },
            #[cfg(not(target_arch = "x86_64"))]
            _ => {}
        }
    }
}

/// The strip for so many bytes: the longest, or the shortest that takes all of them.
fn strip_of(left: usize) -> usize {
    let columns = left.div_ceil(8) + OVERLAP;
    columns.next_multiple_of(COLUMNS_STEP).min(COLUMNS_MAX) - OVERLAP
}
