//! What jobs, steps, services and tasks are called: a `name` that is nobody's. The keys beside it tell, which mostly stand behind it.

use crate::format::log::Fields;
use crate::format::log::yaml::nesting::{Around, Waiting};
use crate::limits::{YAML_DEPTH_MAX, YAML_TITLE_BYTES_MAX};
use crate::span::Span;

/// Keys that a mapping of programs has, by what it is. Of each of them some could stand beside a person's name.
const KINDS: &[&[&[u8]]] = &[
    // A workflow of GitHub, an action.
    &[
        b"branding",
        b"concurrency",
        b"defaults",
        b"env",
        b"inputs",
        b"jobs",
        b"on",
        b"outputs",
        b"permissions",
        b"run-name",
        b"runs",
    ],
    // A job or a step of one.
    &[b"env", b"if", b"needs", b"run", b"services", b"shell", b"steps", b"strategy", b"uses", b"with"],
    // A container or a pod.
    &[b"image", b"livenessProbe", b"ports", b"readinessProbe", b"volumeMounts"],
    // An object of Kubernetes.
    &[b"kind", b"metadata", b"spec"],
    // A file of Docker Compose.
    &[b"networks", b"services", b"version", b"volumes"],
    // A play or a task of Ansible.
    &[b"hosts", b"loop", b"notify", b"register", b"tasks", b"when", b"with_items"],
];

/// Keys of which one is enough.
const SURE: &[&[u8]] = &[
    b"additional_dependencies",
    b"apiVersion",
    b"apt",
    b"become",
    b"changed_when",
    b"containers",
    b"continue-on-error",
    b"delegate_to",
    b"dnf",
    b"failed_when",
    b"gather_facts",
    b"imagePullPolicy",
    b"import_tasks",
    b"include_tasks",
    b"initContainers",
    b"lineinfile",
    b"pass_filenames",
    b"runs-on",
    b"set_fact",
    b"systemd",
    b"timeout-minutes",
    b"working-directory",
    b"yum",
];

/// So many keys of one kind make a mapping that of a program.
const ENOUGH: u8 = 2;

/// Parts of keys that say something of a person.
const OF_PERSON: &[&[u8]] = &[
    b"address", b"avatar", b"bio", b"birth", b"dob", b"first", b"gender", b"last", b"mail", b"phone",
    b"salary", b"sex", b"ssn", b"surname", b"tel", b"twitter",
];

/// What the keys of a mapping say so far.
#[derive(Clone)]
struct Mapping {
    column: usize,
    points: [u8; KINDS.len()],
    is_person: bool,
}

impl Mapping {
    fn is_thing(&self) -> bool {
        !self.is_person && self.points.iter().any(|points| *points >= ENOUGH)
    }
}

/// The mappings around, and the names in them that nobody knows yet whose they are.
#[derive(Clone, Default)]
pub(super) struct Titles {
    mappings: Vec<Mapping>,
    pub(super) waiting: Waiting,
}

impl Titles {
    /// Only mappings in columns up to this one are around.
    pub(super) fn leave(&mut self, column: usize) {
        while self.mappings.last().is_some_and(|mapping| mapping.column > column) {
            self.mappings.pop();
        }
        self.waiting.leave(|around| !matches!(around, Around::Column(at) if at <= column));
    }

    /// The mapping in `column` has `key`, below the keys `above`.
    pub(super) fn enter(
        &mut self,
        column: usize,
        key: &[u8],
        above: &[(usize, Vec<u8>)],
        fields: &mut Fields<'_>,
    ) {
        if self.mappings.last().is_none_or(|mapping| mapping.column != column) {
            if self.mappings.len() == YAML_DEPTH_MAX {
                return;
            }
            self.mappings.push(Mapping { column, points: [0; KINDS.len()], is_person: false });
        }
        let Some(mapping) = self.mappings.last_mut() else { return };
        mapping.is_person |= says_person(key);
        let of_job = matches!(above, [(_, jobs), _] if jobs == b"jobs");
        for (kind, points) in KINDS.iter().zip(&mut mapping.points) {
            if kind.contains(&key) {
                *points += 1 + u8::from(of_job);
            } else if is_sure(key) {
                *points += ENOUGH;
            }
            *points = (*points).min(ENOUGH);
        }
        if mapping.is_thing() {
            self.answer(Around::Column(column), fields);
        }
    }

    /// The value at `span` of the line is the `name` of the mapping in `column`.
    pub(super) fn put(&mut self, column: usize, span: Span, fields: &mut Fields<'_>) {
        let own = self.mappings.last().filter(|mapping| mapping.column == column);
        match own {
            Some(mapping) if mapping.is_thing() => fields.title(fields.base + span.start),
            Some(mapping) if !mapping.is_person => {
                let span = Span::new(fields.base + span.start, fields.base + span.end);
                self.waiting.add(Around::Column(column), span);
            }
            _ => {}
        }
    }

    fn answer(&mut self, own: Around, fields: &mut Fields<'_>) {
        for (_, span) in self.waiting.values.iter().filter(|(around, _)| *around == own) {
            fields.goes_on |= span.start < fields.base;
            fields.title(span.start);
        }
        self.waiting.leave(|around| around == own);
    }

    /// The line is read: names that wait since before it have to be seen together with it.
    pub(super) fn end_line(&mut self, fields: &mut Fields<'_>) {
        if self.waiting.end_line(fields, YAML_TITLE_BYTES_MAX) {
            self.waiting = Waiting::default();
        }
    }
}

fn is_sure(key: &[u8]) -> bool {
    // Modules of Ansible have a path.
    let is_module = |start: &[u8]| key.starts_with(start);
    SURE.contains(&key) || is_module(b"ansible.builtin.") || is_module(b"community.")
}

fn says_person(key: &[u8]) -> bool {
    let has = |part: &&[u8]| key.windows(part.len()).any(|word| word.eq_ignore_ascii_case(part));
    OF_PERSON.iter().any(has)
}

/// True for a path of which everything below is a step of a workflow, or what jobs are made from.
pub(super) fn is_of_workflow(path: &[&[u8]]) -> bool {
    match path {
        [b"jobs", _, part, ..] => matches!(*part, b"steps" | b"strategy"),
        [b"runs", part, ..] => *part == b"steps",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_persons_are_told() {
        for key in ["email", "E-Mail", "phone_number", "birthdate", "lastName", "home-address"] {
            assert!(says_person(key.as_bytes()), "{key}");
        }
        for key in ["uses", "runs-on", "steps", "", "a", "ansible.builtin.copy"] {
            assert!(!says_person(key.as_bytes()), "{key}");
        }
        assert!(is_sure(b"community.general.ufw") && is_sure(b"runs-on") && !is_sure(b"image"));
    }

    #[test]
    fn steps_are_told_by_their_path() {
        assert!(is_of_workflow(&[b"jobs", b"a", b"steps", b"name"]));
        assert!(is_of_workflow(&[b"runs", b"steps", b"with", b"name"]));
        assert!(!is_of_workflow(&[b"jobs", b"steps", b"name"]) && !is_of_workflow(&[b"steps", b"name"]));
    }
}
