//! The bytes that a match of a pattern can begin with.

use regex_syntax::hir::{Class, Hir, HirKind};

/// One flag per byte.
pub type Bytes = Box<[bool; 256]>;

/// The bytes that a match of `pattern` can begin with.
pub fn bytes(pattern: &str) -> Bytes {
    let parsed = regex_syntax::ParserBuilder::new().utf8(false).unicode(false).build().parse(pattern);
    let mut set = Box::new([false; 256]);
    assert!(!add(&parsed.unwrap(), &mut set), "no pattern matches the empty text");
    set
}

/// Adds the first bytes of `hir`; true when it can also match nothing, so that what follows can be first.
fn add(hir: &Hir, set: &mut Bytes) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            set[usize::from(literal.0[0])] = true;
            false
        }
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.iter() {
                set[usize::from(range.start())..=usize::from(range.end())].fill(true);
            }
            false
        }
        // A class of characters beyond ASCII: any byte, to be safe.
        HirKind::Class(Class::Unicode(_)) => {
            set.fill(true);
            false
        }
        HirKind::Repetition(repetition) => add(&repetition.sub, set) || repetition.min == 0,
        HirKind::Capture(capture) => add(&capture.sub, set),
        HirKind::Concat(parts) => parts.iter().all(|part| add(part, set)),
        HirKind::Alternation(parts) => {
            let mut is_empty = false;
            for part in parts {
                is_empty |= add(part, set);
            }
            is_empty
        }
    }
}
