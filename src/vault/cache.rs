//! Codes that are durable, so that a value that comes again costs no look at the store.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::limits::VAULT_CACHE_CODES;
use crate::vault::store::Id;

/// Parts with a lock of their own; identifiers are random, so any byte tells them apart.
const PARTS: usize = 16;

/// Up to a number of codes by index; those that were not asked for longest go first, many at once.
#[derive(Default)]
pub(super) struct Cache([Mutex<Generations>; PARTS]);

#[derive(Default)]
struct Generations {
    young: HashMap<Id, Id>,
    old: HashMap<Id, Id>,
}

impl Cache {
    pub(super) fn get(&self, index: &Id) -> Option<Id> {
        let mut part = self.part(index).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = part.young.get(index) {
            return Some(*code);
        }
        let code = *part.old.get(index)?;
        part.insert(*index, code);
        Some(code)
    }

    pub(super) fn insert(&self, index: Id, code: Id) {
        self.part(&index).lock().unwrap_or_else(PoisonError::into_inner).insert(index, code);
    }

    fn part(&self, index: &Id) -> &Mutex<Generations> {
        &self.0[usize::from(index[0]) % PARTS]
    }
}

impl Generations {
    fn insert(&mut self, index: Id, code: Id) {
        if self.young.len() >= VAULT_CACHE_CODES / PARTS / 2 {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(index, code);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_number_is_bounded() {
        let cache = Cache::default();
        let id = |n: u64| {
            let mut id = Id::default();
            id[..8].copy_from_slice(&n.to_be_bytes());
            id
        };
        cache.insert(id(0), id(7));
        for n in 1..2 * VAULT_CACHE_CODES as u64 {
            cache.insert(id(n), id(n));
            assert_eq!(cache.get(&id(0)), Some(id(7)));
        }
        assert_eq!(cache.get(&id(1)), None);
        let count = |g: &Mutex<Generations>| {
            let g = g.lock().unwrap_or_else(PoisonError::into_inner);
            g.young.len() + g.old.len()
        };
        assert!(cache.0.iter().map(count).sum::<usize>() <= VAULT_CACHE_CODES);
    }
}
