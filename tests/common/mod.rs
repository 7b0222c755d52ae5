//! What the tests of the command share: running it, looking at what it left behind, making input.

// Each test crate uses its own part of this.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use flate2::write::GzEncoder;

pub mod canaries;
pub mod packed;
pub mod parallel;
pub mod random;
pub mod structure;

/// No run of a test needs as long as this: what does has stopped making progress.
const HANGS_AFTER: Duration = Duration::from_secs(120);

/// The founding policy, which asks for lists, and the states that it asks of.
const CLOUD: &str = "builtin:anaconda-cloud";
const STATES: [&str; 7] =
    ["opted-out", "invited", "consented", "interested", "notified", "objected", "requested"];

/// One finished run.
pub struct Run {
    /// The exit code; 128 + n when signal n killed it.
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Run {
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

/// The command with `arguments`. A run by the founding policy that names no list gets, for every state, one of nobody.
pub fn obelus<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obelus"));
    command.args(arguments);
    let has = |wanted: &str| command.get_args().any(|argument| argument == wanted);
    if has("redact") && has(CLOUD) && !has("--list") {
        let nobody = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/lists/nobody.csv");
        command.args(STATES.iter().flat_map(|state| ["--list".to_owned(), format!("{state}={nobody}")]));
    }
    command
}

/// The command with `arguments`, started by `wrapper` (the start of a command line that ends in a command).
pub fn wrapped<S: AsRef<OsStr>>(wrapper: &[&str], arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(wrapper[0]);
    command.args(&wrapper[1..]).arg(env!("CARGO_BIN_EXE_obelus")).args(arguments);
    command
}

/// Runs `command` with `input` on standard input.
pub fn run(command: Command, input: &[u8]) -> Run {
    let mut started = Started::new(command, Stdio::piped());
    started.write(input);
    started.finish()
}

/// A run whose standard input stays open until [`Started::finish`].
pub struct Started {
    pub child: Child,
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
    writers: Vec<JoinHandle<()>>,
}

impl Started {
    pub fn new(command: Command, stdin: Stdio) -> Self {
        let mut started = Started::unread(command, stdin);
        started.read_stdout();
        started
    }

    /// Like [`Started::new`], but nobody reads standard output yet.
    pub fn unread(mut command: Command, stdin: Stdio) -> Self {
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = child.stderr.take().map(collect);
        Started { child, stdout: None, stderr, writers: Vec::new() }
    }

    pub fn read_stdout(&mut self) {
        self.stdout = self.child.stdout.take().map(collect);
    }

    /// Writes `input` and leaves standard input open.
    pub fn send(&mut self, input: &[u8]) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(input).unwrap();
        stdin.flush().unwrap();
    }

    /// Writes `input` on a thread of its own and closes standard input.
    pub fn write(&mut self, input: &[u8]) {
        if let Some(mut stdin) = self.child.stdin.take() {
            let input = input.to_vec();
            // A command that refuses its input closes the pipe early; that is not this thread's failure.
            self.writers.push(std::thread::spawn(move || drop(stdin.write_all(&input))));
        }
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    pub fn finish(mut self) -> Run {
        drop(self.child.stdin.take());
        let status = wait(&mut self.child);
        if self.child.stdout.is_some() {
            self.read_stdout();
        }
        for writer in self.writers {
            writer.join().unwrap();
        }
        let all = |thread: Option<JoinHandle<Vec<u8>>>| thread.map_or(Vec::new(), |t| t.join().unwrap());
        Run { code: code(status), stdout: all(self.stdout), stderr: all(self.stderr) }
    }
}

fn collect(mut from: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut all = Vec::new();
        from.read_to_end(&mut all).unwrap();
        all
    })
}

fn wait(child: &mut Child) -> ExitStatus {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if started.elapsed() > HANGS_AFTER {
            child.kill().unwrap();
            panic!("the command hangs");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// Waits until `ready` gives something.
pub fn until<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(made) = ready() {
            return made;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A new, empty directory of this test's own.
pub fn directory(name: &str) -> PathBuf {
    // Tests run side by side: the second one that asks for a name must not empty the first one's directory.
    static ASKED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());
    let times = *ASKED.lock().unwrap().entry(name.to_owned()).and_modify(|times| *times += 1).or_insert(1);
    let name = if times == 1 { name.to_owned() } else { format!("{name}-{times}") };
    let made = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&made);
    fs::create_dir_all(&made).unwrap();
    made
}

/// Every file below `directory`, links not followed.
pub fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(directory) else { return found };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(t) if t.is_dir() => found.extend(files(&entry.path())),
            _ => found.push(entry.path()),
        }
    }
    found.sort();
    found
}

/// Every temporary file of the command below `directory`.
pub fn partials(directory: &Path) -> Vec<PathBuf> {
    let partial = |p: &PathBuf| p.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".obelus-"));
    files(directory).into_iter().filter(partial).collect()
}

/// Fails when a temporary file of the command is left below `directory`.
pub fn nothing_left(what: &str, directory: &Path) {
    assert_eq!(partials(directory), Vec::<PathBuf>::new(), "{what}: temporary files are left");
}

/// Fails when `file` is there but is not `whole`. True when it is there.
pub fn whole_or_absent(what: &str, file: &Path, whole: &[u8]) -> bool {
    match fs::read(file) {
        Ok(bytes) => {
            assert!(bytes == whole, "{what}: the output is there but not complete");
            true
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => false,
        Err(e) => panic!("{what}: {e}"),
    }
}

/// Fails when one of `values` stands in `text`.
pub fn holds_none<S: AsRef<[u8]>>(what: &str, text: &[u8], values: &[S]) {
    for value in values.iter().map(AsRef::as_ref) {
        assert!(
            memchr::memmem::find(text, value).is_none(),
            "{what}: {:?} stands in {:?}",
            String::from_utf8_lossy(value),
            String::from_utf8_lossy(text)
        );
    }
}

/// True when `program` can be used. Where the tests are a gate (`CI` is set), a missing one is a failure.
pub fn have(program: &str) -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()));
    if !found {
        skip(program);
    }
    found
}

/// Says on standard error that a test was skipped for lack of `what`, or fails where tests are a gate.
pub fn skip(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "this test needs {what}");
    // Not by a macro: the test harness would keep it to itself.
    std::io::stderr().write_all(format!("SKIPPED: this test needs {what}\n").as_bytes()).unwrap();
}

/// One gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What all members of `bytes` hold.
pub fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

/// `path` as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Fails when the run said a canary or ended in a panic, or when a temporary file is left below `directory`.
pub fn clean(what: &str, run: &Run, directory: &Path) {
    holds_none(&format!("{what}: standard error"), &run.stderr, &canaries::values());
    assert!(!run.said().contains("panicked") && run.code != 101, "{what}: {}", run.said());
    assert_ne!(run.code, 70, "{what}: {}", run.said());
    nothing_left(what, directory);
}

/// The command under strace with faults injected as `inject` says; what was injected goes to `log`. Calls are
/// counted for each thread on its own; with `path`, only those on that file.
pub fn injected(inject: &str, path: Option<&Path>, log: &Path, arguments: &[&str]) -> Command {
    let calls = inject.split(':').next().unwrap();
    let trace = format!("trace={calls}");
    let inject = format!("inject={inject}");
    let mut strace = vec!["strace", "-f", "-qq", "-o", text(log), "-e", &trace, "-e", &inject];
    if let Some(path) = path {
        strace.extend(["-P", text(path)]);
    }
    wrapped(&strace, arguments)
}

/// True when a fault was injected in the run that wrote `log`.
pub fn was_injected(log: &Path) -> bool {
    fs::read_to_string(log).unwrap().contains("(INJECTED)")
}

/// The start of a command line that runs a command for which file permissions hold, even for root.
pub fn under_permissions() -> Option<Vec<&'static str>> {
    const OVERRIDE: u64 = 1 << 1;
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let effective = status.lines().find_map(|l| l.strip_prefix("CapEff:")).unwrap().trim();
    if u64::from_str_radix(effective, 16).unwrap() & OVERRIDE == 0 {
        return Some(vec!["env"]);
    }
    let without = "-dac_override,-dac_read_search";
    have("setpriv").then(|| vec!["setpriv", "--bounding-set", without, "--inh-caps", without])
}

/// Standard input that gives `pieces` one by one: no read returns more than one of them.
pub fn in_pieces(pieces: Vec<Vec<u8>>) -> Stdio {
    let (ours, theirs) = std::os::unix::net::UnixDatagram::pair().unwrap();
    std::thread::spawn(move || {
        for piece in pieces.iter().filter(|p| !p.is_empty()) {
            // The command may have refused the input by now.
            if ours.send(piece).is_err() {
                return;
            }
        }
        // An empty datagram reads as the end.
        drop(ours.send(&[]));
    });
    Stdio::from(std::os::fd::OwnedFd::from(theirs))
}
