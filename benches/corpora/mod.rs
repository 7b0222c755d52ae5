//! Inputs of any size for the benches, made from a seed and nothing else, that imitate what was measured in real
//! logs, exports and posts: the share of digits, how often an `@` or a value stands in them, how long a line is.
//! No part repeats another one byte for byte.
//!
//! Values are reserved for documentation or generated; no line can be about a person.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

mod csv;
mod jsonl;
mod lines;
mod logs;
mod mail;
mod prose;
mod sql;
mod template;
mod words;
mod xml;

use template::Maker;

/// Changes whenever the bytes of a corpus change, so that a file that was kept is not taken for a new one.
const VERSION: u32 = 1;

/// What corpora are made from unless `OBELUS_BENCH_SEED` says another.
const SEED: u64 = 20_261_101;

/// A kind of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corpus {
    /// Lines of many programs, with time stamps, hexadecimal ids, paths and addresses.
    Logs,
    /// Rows of customers with fifteen columns; five of them hold a value.
    Csv,
    /// Nested events, one a line.
    Jsonl,
    /// Posts with headers, quotes and signatures.
    Forum,
    /// Prose in which next to nothing stands that could be a value.
    Clean,
    /// The customers of the table as mysqldump writes them; for what is measured by fields.
    Sql,
    /// A dump of a forum; for what is measured by fields.
    Xml,
    /// A mailbox; for what is measured by fields.
    Mail,
    /// Requests of a web server.
    Access,
    /// Lines of many programs of one machine.
    Syslog,
    /// Requests, with the names of columns above them.
    W3c,
    /// Names and values.
    Logfmt,
    /// A list of settings.
    Yaml,
    /// A page.
    Html,
}

impl Corpus {
    /// Every kind that is also text.
    pub const ALL: [Corpus; 5] = [Corpus::Logs, Corpus::Csv, Corpus::Jsonl, Corpus::Forum, Corpus::Clean];

    /// Every kind that has fields, or values with names.
    pub const NAMED: [Corpus; 11] = [
        Corpus::Csv,
        Corpus::Jsonl,
        Corpus::Sql,
        Corpus::Xml,
        Corpus::Mail,
        Corpus::Access,
        Corpus::Syslog,
        Corpus::W3c,
        Corpus::Logfmt,
        Corpus::Yaml,
        Corpus::Html,
    ];

    /// The one that is called so.
    pub fn named(name: &str) -> Option<Corpus> {
        Corpus::ALL.into_iter().chain(Corpus::NAMED).find(|corpus| corpus.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Corpus::Logs => "logs",
            Corpus::Csv => "csv",
            Corpus::Jsonl => "jsonl",
            Corpus::Forum => "forum",
            Corpus::Clean => "clean",
            Corpus::Sql => "mysql-dump",
            Corpus::Xml => "xml",
            Corpus::Mail => "mbox",
            Corpus::Access => "access-log",
            Corpus::Syslog => "syslog",
            Corpus::W3c => "w3c-log",
            Corpus::Logfmt => "logfmt",
            Corpus::Yaml => "yaml",
            Corpus::Html => "html",
        }
    }

    /// A file of at least `bytes` bytes, made now unless an earlier run left it.
    pub fn file(self, bytes: u64) -> io::Result<PathBuf> {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpora");
        fs::create_dir_all(&directory)?;
        let seed = crate::rounds::setting("OBELUS_BENCH_SEED", SEED);
        let path = directory.join(format!("{}-{VERSION}-{seed}-{bytes}", self.name()));
        if !path.exists() {
            // Under another name until it is complete, so that a run that was stopped leaves none too short.
            let part = path.with_extension("part");
            self.write(seed, bytes, &mut BufWriter::new(File::create(&part)?))?;
            fs::rename(&part, &path)?;
        }
        Ok(path)
    }

    fn write(self, seed: u64, bytes: u64, out: &mut dyn Write) -> io::Result<()> {
        let mut maker = Maker::new(seed ^ (self as u64 + 1) << 40);
        let mut written = 0;
        let mut record = match self {
            Corpus::Csv => csv::HEADER.as_bytes().to_vec(),
            Corpus::Sql => sql::HEADER.as_bytes().to_vec(),
            Corpus::Xml => xml::HEAD.as_bytes().to_vec(),
            _ => lines::head(self).as_bytes().to_vec(),
        };
        while written < bytes {
            out.write_all(&record)?;
            written += record.len() as u64;
            record.clear();
            match self {
                Corpus::Logs => logs::record(&mut maker, &mut record),
                Corpus::Csv => csv::record(&mut maker, &mut record),
                Corpus::Jsonl => jsonl::record(&mut maker, &mut record),
                Corpus::Forum => prose::post(&mut maker, &mut record),
                Corpus::Clean => prose::clean(&mut maker, &mut record),
                Corpus::Sql => sql::record(&mut maker, &mut record),
                Corpus::Xml => xml::record(&mut maker, &mut record),
                Corpus::Mail => mail::record(&mut maker, &mut record),
                Corpus::Access
                | Corpus::Syslog
                | Corpus::W3c
                | Corpus::Logfmt
                | Corpus::Yaml
                | Corpus::Html => {
                    lines::record(self, &mut maker, &mut record);
                }
            }
        }
        if self == Corpus::Xml {
            // The record that was made last was not written.
            out.write_all(xml::TAIL.as_bytes())?;
        }
        out.flush()
    }
}
