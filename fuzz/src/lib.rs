//! What the targets call: the functions that `tests/fuzz_targets.rs` drives by seeds, and what they need of the tests.

#![allow(dead_code)]

#[path = "../../tests/fuzz_targets/decode.rs"]
pub mod decode;
#[path = "../../tests/fuzz_targets/engine.rs"]
pub mod engine;
#[path = "../../tests/fuzz_targets/json.rs"]
pub mod json;
#[path = "../../tests/fuzz_targets/logs.rs"]
pub mod logs;
#[path = "../../tests/fuzz_targets/mail.rs"]
pub mod mail;
#[path = "../../tests/fuzz_targets/program.rs"]
pub mod program;
#[path = "../../tests/reference/mod.rs"]
mod reference;
#[path = "../../tests/engine/rules.rs"]
mod rules;
#[path = "../../tests/fuzz_targets/sql.rs"]
pub mod sql;
#[path = "../../tests/fuzz_targets/table.rs"]
pub mod table;
#[path = "../../tests/fuzz_targets/xml.rs"]
pub mod xml;

/// The part of the tests' `common` that the reference needs.
#[path = "../../tests/common"]
mod common {
    pub mod random;
}
