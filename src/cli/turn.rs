//! What `restore` and `rekey` share: reading inputs whose tokens are turned, and where the outputs go.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use crate::cli::input::{self, Input};
use crate::cli::key_flags::KeyFlags;
use crate::cli::progress::Progress;
use crate::cli::structure::Opening;
use crate::cli::{Common, Known, side_by_side};
use crate::decode::charset::Charset;
use crate::decode::{self, Encoding};
use crate::detect::facts::Declarations;
use crate::detect::pack::Needs;
use crate::error::{Error, ErrorKind, Result};
use crate::keys::token::TokenKeys;
use crate::pipeline::Shared;
use crate::policy::parse::{ID_FORM, is_id};
use crate::restore::Turning;
use crate::restore::digest::Meter;
use crate::restore::run::{self, Turned, Work};
use crate::restore::values::Undoing;
use crate::sink::directory::OutputDirectory;
use crate::sink::{FileSink, FinishedFile, Sink, StdoutSink};
use crate::splice::Cleared;

/// Whose tokens, and with which keys.
#[derive(clap::Args)]
pub struct Whose {
    /// Whose tokens: the recipient, as the policy calls it that they were made for
    #[arg(long, value_name = "RECIPIENT")]
    pub to: String,
    /// The keys of the tokens.
    #[command(flatten)]
    pub keys: KeyFlags,
}

impl Whose {
    /// The keys.
    pub(crate) fn keys(&self) -> Result<Arc<TokenKeys>> {
        if !is_id(&self.to) {
            return Err(Error::new(ErrorKind::Usage, ID_FORM).about("--to"));
        }
        self.keys.require()?.token_keys(&self.to).map(Arc::new)
    }
}

/// What a policy says of one input whose surrogates look like values.
pub(crate) struct ByPolicy {
    /// Where they stand.
    pub(crate) undoing: Option<Undoing>,
    /// What its sources say of its fields.
    pub(crate) declared: Declarations,
    /// What it is written in, if they say so.
    pub(crate) charset: Result<Option<Charset>>,
}

/// The inputs of a run, and what it takes to read them.
pub(crate) struct Inputs<'a> {
    common: &'a Common,
    shared: Arc<Shared>,
    pool: rayon::ThreadPool,
    inputs: Vec<Input>,
    /// One for each input, or none.
    by_policy: Vec<ByPolicy>,
}

/// What was read of one input, and what was done with its tokens.
pub(crate) struct Read {
    /// SHA-256 of its bytes as they are stored.
    pub(crate) sha256: String,
    /// How many these are.
    pub(crate) bytes: u64,
    /// Its tokens.
    pub(crate) turned: Turned,
}

impl<'a> Inputs<'a> {
    /// Those that the command line names, with the rules that `policy` adds. `decide` says what a policy says of them, one by one, where there is one.
    pub(crate) fn new(
        common: &'a Common,
        policy: Option<&str>,
        decide: impl FnOnce(&Known, &[Input]) -> Result<Vec<ByPolicy>>,
    ) -> Result<Self> {
        let pool = common.pool()?;
        common.declared()?;
        common.how(Ok(None))?;
        let known = common.known(policy)?;
        let inputs = input::plan(common, &known, false)?;
        input::check_places(&inputs)?;
        let by_policy = decide(&known, &inputs)?;
        // Tokens are found by what they are, and no detector plays a part. Where long lines are cut, and what the first
        // row of a table is, is decided as by `redact`.
        let undoing = by_policy.iter().filter_map(|by| by.undoing.as_ref());
        let info_types: Vec<_> = undoing.flat_map(Undoing::needs).collect();
        let overlong = !info_types.is_empty();
        let shared = known.ready(&Needs { info_types: Some(info_types), overlong })?;
        Ok(Inputs { common, shared, pool, inputs, by_policy })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.inputs.len()
    }

    /// The names.
    pub(crate) fn vocabulary(&self) -> &crate::info_type::Vocabulary {
        &self.shared.vocabulary
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter()
    }

    /// Reads every input, several at once. One that cannot be read is told, and its place left empty.
    pub(crate) fn each<T: Send>(
        &self,
        work: impl Fn(usize, &Input) -> Result<T> + Sync,
    ) -> Result<Vec<Option<T>>> {
        let threads = self.pool.current_num_threads();
        side_by_side::run(self.len(), threads, None, |number, _| {
            let input = &self.inputs[number];
            work(number, input).map_err(|e| match e.kind() {
                ErrorKind::Input | ErrorKind::Output | ErrorKind::Refused => e.about(input.name()),
                _ => e,
            })
        })
    }

    /// Turns the tokens of one input, and writes it to what `sink` makes; without one they are only counted.
    pub(crate) fn turn<S: Sink>(
        &self,
        input: &Input,
        turning: &Turning,
        progress: &Progress,
        sink: impl FnOnce(Encoding) -> Result<Option<S>>,
    ) -> Result<(Read, Option<S>)> {
        let (reader, guard) = input.open()?;
        let meter = Meter::default();
        let charset = self.by_policy.get(input.number - 1).map_or(Ok(None), |by| by.charset.clone());
        let threads = self.pool.current_num_threads();
        let alone = side_by_side::threads_of_one(threads, self.len());
        let how = self.common.how_ahead(charset, &guard, alone)?;
        let (reader, encoding) = decode::decode(meter.measured(reader), &how)?;
        let by_policy = self.by_policy.get(input.number - 1);
        let undoing = by_policy.and_then(|by| by.undoing.as_ref());
        let work = Work { turning, undoing };
        let declared = by_policy.map(|by| by.declared.clone()).unwrap_or_default();
        let opening = Opening {
            common: self.common,
            shared: &self.shared,
            wants_fields: !declared.is_empty(),
            names_decide: undoing.is_some(),
            declared,
        };
        let (mut structure, reader) = opening.open(input, reader)?;
        structure.charset = encoding.charset;
        let mut sink = sink(encoding)?;
        let out = sink.as_mut().map(|sink| sink as &mut dyn Sink);
        let frames = side_by_side::frames(threads, self.len());
        let turned = run::run(&self.shared, &self.pool, frames, reader, structure, work, out)?;
        guard.check()?;
        let (sha256, bytes) = meter
            .read()
            .ok_or_else(|| Error::new(ErrorKind::Input, "was not read to its end; it is withheld"))?;
        progress.add(bytes);
        Ok((Read { sha256, bytes, turned }, sink))
    }
}

/// Where outputs go.
pub(crate) enum Destination {
    /// Files below a directory that only its owner can look into.
    Directory(OutputDirectory),
    /// Standard output.
    Stdout,
}

/// One output.
pub(crate) enum Out {
    /// A file without its name yet.
    File(FileSink),
    /// Standard output.
    Stdout(StdoutSink),
}

impl Sink for Out {
    fn write(&mut self, cleared: &Cleared) -> Result<()> {
        match self {
            Out::File(sink) => sink.write(cleared),
            Out::Stdout(sink) => sink.write(cleared),
        }
    }
}

impl Out {
    /// Writes what is held back. A file gets its name with [`FinishedFile::put_in_place`].
    pub(crate) fn finish(self) -> Result<Option<FinishedFile>> {
        match self {
            Out::File(sink) => sink.finish().map(Some),
            Out::Stdout(sink) => sink.commit().map(|()| None),
        }
    }
}

impl Destination {
    /// Below `directory`, which is made where it does not exist, and may be looked into by nobody but its owner.
    pub(crate) fn directory(directory: &Path, common: &Common) -> Result<Self> {
        let cannot =
            |e| Error::io(ErrorKind::Usage, "the output directory cannot be made", &e).about("--output");
        if fs::symlink_metadata(directory).is_err() {
            // What is above it is as the user's other directories are.
            fs::create_dir_all(crate::files::directory_of(directory)).map_err(cannot)?;
            DirBuilder::new().mode(0o700).create(directory).map_err(cannot)?;
        }
        let made = OutputDirectory::open(directory, false, &common.inputs, &[])?;
        let mode = fs::metadata(made.root()).map_err(cannot)?.permissions().mode();
        if mode & 0o077 != 0 {
            let what = "others can look into the output directory, and values are written there";
            return Err(Error::new(ErrorKind::Usage, what).about("--output").fix("run `chmod 700` on it"));
        }
        Ok(Destination::Directory(made))
    }

    /// What takes one input.
    pub(crate) fn out(&self, input: &Input, encoding: Encoding) -> Result<Out> {
        Ok(match self {
            Destination::Directory(directory) => {
                Out::File(FileSink::create(&directory.root().join(&input.relative), encoding)?)
            }
            Destination::Stdout => Out::Stdout(StdoutSink::new(encoding)?),
        })
    }

    /// Ends the run: everything that was written has its name.
    pub(crate) fn commit(self) -> Result<()> {
        match self {
            Destination::Directory(directory) => directory.commit(true).map(|_| ()),
            Destination::Stdout => Ok(()),
        }
    }
}
