//! The rule and policy files, embedded by `build.rs`.

include!(concat!(env!("OUT_DIR"), "/rules.rs"));
