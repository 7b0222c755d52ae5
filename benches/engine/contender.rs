//! Something that is measured: a command that reads an input and writes to nowhere.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// A command.
#[derive(Clone)]
pub struct Contender {
    /// What it is called in tables.
    pub name: String,
    program: PathBuf,
    arguments: Vec<String>,
    /// How it exits when all went well.
    codes: &'static [i32],
    /// What it reads instead of the input that the others read.
    own: Option<PathBuf>,
}

/// What a run took, in seconds: on the clock, and of all processors together.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
}

impl Contender {
    /// The input's path is given after `arguments`.
    pub fn new<S: AsRef<str>>(name: &str, program: impl AsRef<Path>, arguments: &[S]) -> Self {
        let arguments = arguments.iter().map(|a| a.as_ref().to_owned()).collect();
        Contender {
            name: name.to_owned(),
            program: program.as_ref().to_owned(),
            arguments,
            codes: &[0],
            own: None,
        }
    }

    /// The same for a command that exits with 1 when it finds nothing.
    pub fn searching(name: &str, program: &str, arguments: &[&str]) -> Self {
        Contender { codes: &[0, 1], ..Contender::new(name, program, arguments) }
    }

    /// The command line of obelus with what it ships.
    pub fn shipped(name: &str, command: &str, format: &str, threads: usize) -> Self {
        let threads = threads.to_string();
        let arguments = [command, "--quiet", "--threads", &threads, "--input-format", format];
        Contender::new(name, env!("CARGO_BIN_EXE_obelus"), &arguments)
    }

    /// This program again, doing one of the things of `child`.
    pub fn child<S: AsRef<str>>(name: &str, arguments: &[S]) -> Self {
        let this = std::env::current_exe().expect("this program has a path");
        let arguments: Vec<&str> = ["child"].into_iter().chain(arguments.iter().map(AsRef::as_ref)).collect();
        Contender::new(name, this, &arguments)
    }

    /// The same over `input`, whatever others read.
    pub fn with(&self, input: &Path, name: &str) -> Self {
        Contender { name: name.to_owned(), own: Some(input.to_owned()), ..self.clone() }
    }

    /// Runs it over `input`. A run that failed measures nothing, so it ends the bench.
    pub fn run(&self, input: &Path) -> Cost {
        self.run_into(input, Stdio::null())
    }

    /// Runs it over `input` and keeps what it writes.
    pub fn keep(&self, input: &Path, output: &Path) {
        let file = File::create(output).expect("the output can be created");
        self.run_into(input, Stdio::from(file));
    }

    fn run_into(&self, input: &Path, output: Stdio) -> Cost {
        let mut command = Command::new(&self.program);
        // What it takes over nothing is asked for as well.
        let is_nothing = std::fs::metadata(input).is_ok_and(|m| m.len() == 0);
        let input = self.own.as_deref().filter(|_| !is_nothing).unwrap_or(input);
        command.args(&self.arguments).arg(input).stdin(Stdio::null()).stdout(output).stderr(Stdio::null());
        let (start, cpu) = (Instant::now(), cpu_of_children());
        let status = command.status();
        let cost = Cost { wall: start.elapsed().as_secs_f64(), cpu: cpu_of_children() - cpu };
        let code = status.ok().and_then(|s| s.code());
        assert!(code.is_some_and(|c| self.codes.contains(&c)), "{} failed", self.name);
        cost
    }
}

/// How many allocations, and of how many bytes, a run with `rules` makes that redacts `input`.
pub fn allocations(rules: &str, input: &Path) -> (u64, u64) {
    let this = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new(this);
    command.args(["child", "allocations", rules]).arg(input).stdin(Stdio::null()).stdout(Stdio::null());
    let said = command.output().expect("this program can be started").stderr;
    let numbers: Vec<u64> =
        String::from_utf8_lossy(&said).split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [calls, bytes] = numbers[..] else { panic!("the allocations of a run were not counted") };
    (calls, bytes)
}

/// True when there is such a program.
pub fn is_installed(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|s| s.success())
}

/// Seconds of processor time of the commands that ended. On a machine with other work this moves less than the clock.
#[allow(unsafe_code)]
fn cpu_of_children() -> f64 {
    // SAFETY: `getrusage` fills the struct it is given, for which zeros are valid.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        assert_eq!(libc::getrusage(libc::RUSAGE_CHILDREN, &raw mut usage), 0);
        usage
    };
    let seconds = |t: libc::timeval| t.tv_sec as f64 + t.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
