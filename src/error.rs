//! The one error type. It says where, what, and what to do next, and it cannot carry a value:
//! its texts are `&'static str`, numbers, and names from the loaded vocabulary.

use std::fmt;
use std::io;

/// What went wrong, in terms of what the run may still do and which exit code it ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The command line is wrong. Nothing was touched. Exit 2.
    Usage,
    /// A policy file is wrong. Nothing was touched. Exit 2.
    Policy,
    /// A rule file is wrong. Nothing was touched. Exit 2.
    Rules,
    /// A key is missing or unusable. Nothing was touched. Exit 2.
    Keys,
    /// An input could not be read to its end, or is not what it says it is. Exit 3.
    Input,
    /// An output could not be written. Exit 4.
    Output,
    /// The vault could not be read or written, so that no token of it may leave. Exit 4.
    Vault,
    /// The reader of standard output went away. Exit 141.
    BrokenPipe,
    /// A check of what was written failed. Exit 5.
    Verification,
    /// The policy or an authorisation forbids it. Exit 6.
    Refused,
    /// A defect in obelus itself: a worker panicked. Exit 70.
    Internal,
}

impl ErrorKind {
    /// The process exit code for this kind.
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Usage | ErrorKind::Policy | ErrorKind::Rules | ErrorKind::Keys => 2,
            ErrorKind::Input => 3,
            ErrorKind::Output | ErrorKind::Vault => 4,
            ErrorKind::Verification => 5,
            ErrorKind::Refused => 6,
            ErrorKind::Internal => 70,
            ErrorKind::BrokenPipe => 141,
        }
    }
}

/// Where in a configuration text: 1-based line and column (in bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in bytes.
    pub column: usize,
    /// Which text, where one goes on from another: 0 is the one that is read, 1 what it goes on from, and so on.
    pub file: usize,
}

/// An error. See the module text for what it can and cannot hold.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Parts>);

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    kind: ErrorKind,
    what: &'static str,
    subject: Option<String>,
    place: Option<Place>,
    ordinals: Vec<(&'static str, u64)>,
    see: Option<Place>,
    known: Vec<String>,
    names: Vec<String>,
    cause: Option<String>,
    fix: Option<&'static str>,
    unsupported: bool,
}

impl Error {
    /// An error of `kind`; `what` is a fixed sentence without a final stop.
    pub fn new(kind: ErrorKind, what: &'static str) -> Self {
        Error(Box::new(Parts {
            kind,
            what,
            subject: None,
            place: None,
            ordinals: Vec::new(),
            see: None,
            known: Vec::new(),
            names: Vec::new(),
            cause: None,
            fix: None,
            unsupported: false,
        }))
    }

    /// A failed system call. Only the operating system's own text for the code is kept.
    pub fn io(kind: ErrorKind, what: &'static str, error: &io::Error) -> Self {
        let mut made = Error::new(kind, what);
        made.0.cause = Some(match error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code).to_string(),
            None => error.kind().to_string(),
        });
        made
    }

    /// It is about an input of a format that cannot be read yet.
    #[must_use]
    pub fn unsupported(mut self) -> Self {
        self.0.unsupported = true;
        self
    }

    /// True when it is.
    pub fn is_unsupported(&self) -> bool {
        self.0.unsupported
    }

    /// What it is about: an already masked path, `standard input`, `--to` … Never unmasked input.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.0.subject = Some(subject.into());
        self
    }

    /// Where in the configuration text.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Where in the input, by number: `record`, 3. What stands there is not repeated.
    #[must_use]
    pub fn ordinal(mut self, what: &'static str, number: u64) -> Self {
        self.0.ordinals.push((what, number));
        self
    }

    /// Where in the same text the other half of the mistake is.
    #[must_use]
    pub fn see(mut self, place: Place) -> Self {
        self.0.see = Some(place);
        self
    }

    /// Names from the loaded vocabulary that would have been valid, nearest first.
    #[must_use]
    pub fn known<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.0.known = names.into_iter().map(Into::into).collect();
        self
    }

    /// Names from the loaded vocabulary that the error is about.
    #[must_use]
    pub fn names(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.0.names = names.into_iter().collect();
        self
    }

    /// A fixed detail, as the name of a format.
    #[must_use]
    pub fn note(mut self, note: &'static str) -> Self {
        self.0.cause = Some(note.to_owned());
        self
    }

    /// What a failed system call said of it.
    #[must_use]
    pub fn caused(mut self, error: &io::Error) -> Self {
        self.0.cause = Error::io(self.0.kind, self.0.what, error).0.cause;
        self
    }

    /// What to do next.
    #[must_use]
    pub fn fix(mut self, fix: &'static str) -> Self {
        self.0.fix = Some(fix);
        self
    }

    /// The kind, which decides the exit code.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The fixed sentence.
    pub fn what(&self) -> &'static str {
        self.0.what
    }

    /// The place in the configuration text, where there is one.
    pub fn place(&self) -> Option<Place> {
        self.0.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(subject) = &self.0.subject {
            write!(f, "{subject}")?;
            if let Some(place) = self.0.place {
                write!(f, ":{}:{}", place.line, place.column)?;
            }
            write!(f, ": ")?;
        } else if let Some(place) = self.0.place {
            write!(f, "line {}, column {}: ", place.line, place.column)?;
        }
        for (what, number) in &self.0.ordinals {
            write!(f, "{what} {number}: ")?;
        }
        write!(f, "{}", self.0.what)?;
        if !self.0.names.is_empty() {
            write!(f, ": {}", self.0.names.join(", "))?;
        }
        if let Some(cause) = &self.0.cause {
            write!(f, " ({cause})")?;
        }
        if let Some(other) = self.0.see {
            let is_other = self.0.place.is_some_and(|p| p.file != other.file);
            let of_base = match (is_other, other.file) {
                (false, _) => "",
                (true, 0) => " of the policy that goes on from it",
                (true, _) => " of its base",
            };
            write!(f, "; see line {}{of_base}", other.line)?;
        }
        match self.0.known.as_slice() {
            [] => {}
            [one] => write!(f, "; did you mean {one}?")?,
            [first, rest @ ..] => {
                write!(f, "; nearest valid name: {first} (also valid: {})", rest.join(", "))?
            }
        }
        if let Some(fix) = self.0.fix {
            write!(f, "; {fix}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// Result with obelus' error.
pub type Result<T, E = Error> = std::result::Result<T, E>;
