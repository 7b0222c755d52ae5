use super::*;

/// What it needs of the tests.
#[allow(dead_code)]
#[path = "../../tests/common"]
mod common {
    pub mod random;
}

/// Also a target for a fuzzer.
#[path = "../../tests/fuzz_targets/program.rs"]
mod program;

#[test]
fn every_instruction_set_reports_what_a_program_means() {
    let (rounds, most) = if cfg!(miri) { (2, 1500) } else { (120, 40_000) };
    for seed in 0..rounds {
        // A few bytes: everything else follows from them.
        program::check(&u64::to_le_bytes(seed), most);
    }
}

#[test]
fn blocks_are_as_long_as_they_may_be() {
    for (left, block) in [(1, 1536), (1536, 1536), (1537, 3584), (30_000, 30_208), (1 << 20, 32_256)] {
        assert_eq!(Machine::block_bytes(left), block, "{left}");
    }
}
