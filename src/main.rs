//! The `obelus` command: parses, runs, maps to an exit code.

fn main() -> std::process::ExitCode {
    obelus::cli::main()
}
