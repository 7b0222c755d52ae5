//! Commands as lists of their arguments, and what runs as a member beside them: `command: [mysql]`, `args: [-u, root]`.
//!
//! Which argument is a password depends on the program and the options before it. Who knows programs knows command lines, so what is said here
//! is only which values are the arguments of one: detectors look at them in a row (`detect/commands.rs`).

use crate::format::sheet::{EMPTY, Sheet};

/// What members are called whose values make up a command, in the order in which they do.
const MEMBERS: [&[&[u8]]; 5] = [
    &[b"program", b"executable", b"path", b"exe", b"bin", b"binary", b"process", b"tool"],
    &[b"entrypoint"],
    &[b"command", b"cmd", b"test", b"exec"],
    &[b"args", b"argv", b"arguments"],
    &[b"params", b"parameters"],
];

/// The place of those that are arguments beside another one only: requests and functions have some as well.
const BESIDE: u8 = 4;

/// Where in its command stands what the member `name` has; `None` for another one.
pub(in crate::format) fn place(name: &[u8]) -> Option<u8> {
    let is_it = |names: &&[&[u8]]| names.iter().any(|own| own.eq_ignore_ascii_case(name));
    MEMBERS.iter().position(is_it).map(|n| n as u8)
}

/// A value of a command, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::format) struct Part {
    /// Which command, by a number of its own.
    pub(in crate::format) of: u32,
    /// See [`place`].
    pub(in crate::format) place: u8,
    pub(in crate::format) cell: u32,
    /// Otherwise it is empty, and stands before that cell.
    pub(in crate::format) is_cell: bool,
}

/// Puts the values of each command in a row.
pub(in crate::format) fn join(parts: &mut [Part], sheet: &mut Sheet) {
    parts.sort_unstable();
    let is_command = |parts: &&[Part]| parts.len() > 1 && parts[0].place < BESIDE;
    for command in parts.chunk_by(|one, next| one.of == next.of).filter(is_command) {
        sheet.arguments.extend(command.iter().map(|part| if part.is_cell { part.cell } else { EMPTY }));
        sheet.commands.push(sheet.arguments.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_their_place_in_a_command() {
        let places =
            ["Path", "entryPoint", "cmd", "args", "params", "env"].map(|name| place(name.as_bytes()));
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3), Some(BESIDE), None]);
    }

    #[test]
    fn a_command_has_its_arguments_in_order() {
        let part = |of, place, cell| Part { of, place, cell, is_cell: true };
        let empty = Part { is_cell: false, ..part(7, 3, 1) };
        let mut sheet = Sheet::default();
        let beside = [part(11, 4, 6), part(11, 4, 7)];
        let all = [part(7, 3, 1), part(9, 0, 2), part(7, 2, 5), part(7, 3, 0), empty];
        join(&mut [&all[..], &beside].concat(), &mut sheet);
        assert_eq!((sheet.arguments, sheet.commands), (vec![5, 0, EMPTY, 1], vec![4]), "one alone is none");
    }
}
