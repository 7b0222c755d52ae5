//! What elements and attributes say of each other: which are names, and which values these name.

use super::{Open, Reader};
use crate::format::names::NameId;
use crate::format::xml::local;
use crate::format::xml::pair::{self, Half, Target};
use crate::span::Span;

impl Reader<'_> {
    /// The last cell, of the attribute `name`, can say what its element is called.
    pub(super) fn look_for_name(&mut self, id: NameId, name: &[u8]) {
        let number = self.sheet.cells.len() - 1;
        let value = self.sheet.value(&self.sheet.cells[number], self.text);
        if !self.pairs.half(&self.sheet.names, id).is_name() {
            return;
        }
        if pair::says(name, value) {
            self.said.push(number as u32);
        }
        let element = self.open.last().map_or(Span::default(), |open| open.name);
        if local(name).eq_ignore_ascii_case(b"name") && pair::is_thing(local(element.of(self.text))) {
            self.pairs.thing(number as u32, true);
        }
    }

    /// Calls the values among the attributes of the innermost element, whose members are those from `first` on. Where no other one says what they
    /// are, a child may.
    pub(super) fn call_attributes(&mut self, first: usize) {
        let Some(said) = self.open.last().map(|open| open.said) else { return };
        let is_named = said < self.said.len();
        for member in first..self.sheet.members.len() {
            let base = self.sheet.members[member].name;
            let target = Target { member: member as u32, base };
            let is_value = self.pairs.half(&self.sheet.names, base).is_value();
            let is_data = || self.sheet.names.own(base).eq_ignore_ascii_case(b"data");
            if is_named && (is_value || is_data()) {
                self.said[said..].iter().for_each(|name| self.pairs.call(target, *name, Half::Value));
            } else if let Some(open) = self.open.last_mut().filter(|_| is_value) {
                open.row.wait(target, Half::Value);
            }
        }
    }

    /// What the element `open`, which ended, and those beside and around it say of each other.
    pub(super) fn end_child(&mut self, open: &Open) {
        // `<prop name="Argument.name">` is called like a half by its attribute.
        let is_named = self.said.len() > open.said;
        let of_attribute = self
            .said
            .get(open.said)
            .map(|said| Half::of(self.sheet.value(&self.sheet.cells[*said as usize], self.text)));
        let by_attribute = of_attribute.filter(|half| half.is_name() || half.is_value());
        if let (Some(_), Some(name)) = (by_attribute, self.said.get(open.said)) {
            let value = self.sheet.value(&self.sheet.cells[*name as usize], self.text);
            // No person is called so.
            self.pairs.thing(*name, value.iter().any(|b| matches!(b, b'.' | b'_')));
        }
        self.said.truncate(open.said);
        let around = self.open.len().checked_sub(2).map_or(Span::default(), |n| self.open[n].name);
        let (Some(parent), Some(member)) = (self.open.last_mut(), open.member) else { return };
        let own = self.pairs.half(&self.sheet.names, open.id);
        let half = by_attribute.unwrap_or(own);
        let element = local(parent.name.of(self.text));
        if half.is_name() {
            parent.row.is_of_thing = pair::holds_thing(element, local(around.of(self.text)));
        }
        parent.row.is_entry = element.eq_ignore_ascii_case(b"entry");
        let target = Target { member, base: open.id };
        if half.is_value() || half == Half::Typed {
            self.said[parent.said..].iter().for_each(|name| self.pairs.call(target, *name, half));
        }
        let is_called = is_named && by_attribute.is_none();
        let name = if open.has_child { open.inner } else { open.cell }.filter(|cell| {
            let value = self.sheet.value(&self.sheet.cells[*cell as usize], self.text);
            !is_called && pair::says(local(open.name.of(self.text)), value)
        });
        // `<key><string>a</string></key>`
        parent.inner = name.filter(|_| half == Half::Typed && !parent.row.has_child);
        self.pairs.child(&mut parent.row, half, target, name);
    }
}
