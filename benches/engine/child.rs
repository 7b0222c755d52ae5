//! What this program does when it is one of the contenders. The input is the last argument, the output standard output.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use obelus::decode::codec::{Codec, Gate};
use obelus::decode::{Encoding, How, decode};
use obelus::detect::field::Fields;
use obelus::detect::pack::Rules;
use obelus::detect::rule::{self, Rule};
use obelus::info_type::Vocabulary;
use obelus::limits::Limits;
use obelus::pipeline::{self, Observer, Output, Shared, Structure};
use obelus::policy::plan::Plan;
use obelus::policy::plans::Plans;
use obelus::policy::{Policy, builtin, table};
use obelus::sink::StdoutSink;

use crate::allocations;
use crate::chunks::Chunks;
use crate::peers::{self, Peer};

/// Does what `arguments` say.
pub fn run(arguments: &[String]) {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done: io::Result<()> = match words.as_slice() {
        ["scan", rules, input] => pipe(rules, 1, false, Path::new(input)),
        ["redact", rules, threads, input] => {
            pipe(rules, threads.parse().expect("a number of threads"), true, Path::new(input))
        }
        ["allocations", rules, input] => {
            allocations::of(|| shared(rules), |shared| piped(&shared, 1, true, Path::new(input)))
        }
        ["decode", input] => unpack(Path::new(input)),
        ["automaton", "five", input] => automaton(&peers::five(), Path::new(input)),
        ["automaton", rules, input] => automaton(&peers::of_rules(&file_of(rules)), Path::new(input)),
        _ => panic!("not one of the contenders: {words:?}"),
    };
    done.expect("a contender reads its input and writes its output");
}

/// `five` and `hundred` are files of the bench.
fn file_of(rules: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rules").join(format!("{rules}.toml"))
}

/// Names, detectors and bounds with the rules called `rules`; `shipped` are those of the library.
pub fn shared(rules: &str) -> Arc<Shared> {
    let vocabulary = Vocabulary::builtin().expect("the vocabulary is valid");
    let list = match rules {
        "shipped" => rule::builtin_for_search(&vocabulary),
        _ => {
            let text = std::fs::read_to_string(file_of(rules)).expect("the rules can be read");
            Rule::parse_list(rules, &text, &vocabulary)
        }
    };
    let list = list.unwrap_or_else(|e| panic!("{e}"));
    let isa = obelus::cli::isa().unwrap_or_else(|e| panic!("{e}"));
    let rules = Rules::for_isa(list, isa);
    let engine = rules.all().unwrap_or_else(|e| panic!("{e}"));
    let fields = Fields::builtin(&vocabulary).expect("the fields are valid");
    Arc::new(Shared { vocabulary, engine, rules, fields, limits: Limits::default(), vault: None })
}

/// Every value becomes a marker.
pub fn strict(vocabulary: &Vocabulary) -> Plan {
    let policy = Policy::load(builtin::STRICT, builtin::STRICT, vocabulary).expect("the policy is valid");
    let recipient = policy.recipient("anyone").expect("it has this recipient");
    table::plan(&policy, vocabulary, recipient, None, &[], None)
}

/// Is told nothing.
pub struct Silent;

impl Observer for Silent {}

fn pipe(rules: &str, threads: usize, redacts: bool, input: &Path) -> io::Result<()> {
    piped(&shared(rules), threads, redacts, input)
}

/// The whole pipeline over plain text.
fn piped(shared: &Arc<Shared>, threads: usize, redacts: bool, input: &Path) -> io::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    let mut sink = StdoutSink::new(Encoding::default()).map_err(|e| io::Error::other(e.to_string()))?;
    let mut outputs = Vec::new();
    if redacts {
        outputs.push(Output { plans: Arc::new(Plans::of_one(strict(&shared.vocabulary))), sink: &mut sink });
    }
    let reader: Box<dyn Read + Send> = Box::new(File::open(input)?);
    let (frames, text) = (threads * 2 + 2, Structure::text());
    let done = pipeline::run(shared, &pool, frames, reader, text, &mut outputs, &mut Silent);
    let summary = done.map_err(|e| io::Error::other(e.to_string()))?;
    assert_eq!(summary.limits_hit(), 0, "a limit of the pipeline changed what is measured");
    sink.commit().map_err(|e| io::Error::other(e.to_string()))
}

/// Writes `plain` packed by `codec`, unless an earlier run did.
pub fn pack(codec: &Codec, plain: &Path, packed: &Path) -> io::Result<()> {
    if packed.exists() {
        return Ok(());
    }
    let part = packed.with_extension("part");
    let gate = Gate::new(Box::new(File::create(&part)?), Arc::default());
    let mut writer = (codec.writer)(gate)?;
    let mut plain = File::open(plain)?;
    let mut piece = vec![0; 1 << 16];
    loop {
        match plain.read(&mut piece)? {
            0 => break,
            count => writer.write_all(&piece[..count])?,
        }
    }
    writer.finish()?;
    std::fs::rename(part, packed)
}

/// Undoes the codec of `input`, and does nothing with what was in it.
fn unpack(input: &Path) -> io::Result<()> {
    let failed = |e: obelus::error::Error| io::Error::other(e.to_string());
    let (mut reader, _) = decode(Box::new(File::open(input)?), &How::default()).map_err(failed)?;
    io::copy(&mut reader, &mut io::sink()).map(drop)
}

/// Replaces what an automaton of all patterns finds, and what a check agrees with.
fn automaton(peers: &[Peer], input: &Path) -> io::Result<()> {
    let automaton = peers::automaton(peers);
    let mut chunks = Chunks::new(File::open(input)?);
    // Not through `io::stdout`, which looks for line ends in what it is given.
    let mut out = File::from(rustix::io::dup(rustix::stdio::stdout())?);
    let mut made = Vec::with_capacity(2 << 20);
    while let Some(text) = chunks.next()? {
        made.clear();
        let mut at = 0;
        for found in automaton.find_iter(text) {
            let peer = &peers[found.pattern().as_usize()];
            if !peer.accepts(&text[found.range()]) {
                continue;
            }
            made.extend_from_slice(&text[at..found.start()]);
            made.push(b'[');
            made.extend_from_slice(peer.marker.as_bytes());
            made.push(b']');
            at = found.end();
        }
        made.extend_from_slice(&text[at..]);
        out.write_all(&made)?;
    }
    Ok(())
}
