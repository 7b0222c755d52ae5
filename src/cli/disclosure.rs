//! The basis on which data are disclosed, put on record: before the first byte leaves, and what became of it.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::audit::log::Log;
use crate::audit::{Kind, Link, Record};
use crate::cli::restore::{check_text, now, outcome};
use crate::cli::setup::Setup;
use crate::error::{Error, ErrorKind, Result};
use crate::info_type::Vocabulary;
use crate::pipeline::Summary;
use crate::sink::directory::resolved;

/// The flags that say why, and where that is put on record.
#[derive(clap::Args, Default)]
pub struct DisclosureFlags {
    /// On what basis the recipients get it: the law, the order, the case number; goes on record
    #[arg(long, value_name = "TEXT", requires = "audit_log")]
    pub(crate) legal_basis: Option<String>,
    /// Put on record what left, by which policy and on what basis; begun where it does not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) audit_log: Option<PathBuf>,
}

/// A disclosure that was begun.
pub struct Disclosure {
    log: Log,
    intent: Link,
}

impl DisclosureFlags {
    /// Checks that the basis is stated where the policy wants it, before any input is read.
    pub fn check(&self, setup: &Setup) -> Result<()> {
        if let Some(basis) = &self.legal_basis {
            check_text("--legal-basis", basis)?;
            return Ok(());
        }
        let needs = |name: &&String| setup.policy.recipients.iter().any(|r| r.id == **name && r.needs_basis);
        match setup.recipients.iter().find(needs) {
            None => Ok(()),
            Some(recipient) => {
                let what = "the policy discloses to this recipient on a stated basis only";
                let fix = "add `--legal-basis TEXT --audit-log FILE`, which put it on record";
                Err(Error::new(ErrorKind::Refused, what).about(recipient.clone()).fix(fix))
            }
        }
    }

    /// Puts on record that data are about to leave, where a log is named.
    pub fn begin(
        &self,
        setup: &Setup,
        inputs: &[Option<&Path>],
        out: Option<&Path>,
    ) -> Result<Option<Disclosure>> {
        let Some(path) = &self.audit_log else { return Ok(None) };
        let misplaced =
            |what| Error::new(ErrorKind::Usage, what).about("--audit-log").fix("name a file elsewhere");
        if out.is_some_and(|out| resolved(path).starts_with(resolved(out))) {
            return Err(misplaced(
                "the audit log may not stand in the output directory: it is no recipient's",
            ));
        }
        let log = Log::open(path)?;
        if inputs.iter().flatten().any(|input| log.is_at(input)) {
            return Err(misplaced("the audit log is one of the inputs"));
        }
        let lists: Map<String, Value> =
            setup.lists.sizes(&setup.policy).into_iter().map(|(id, n)| (id.to_owned(), n.into())).collect();
        let record = Record::new(Kind::Intent, now())
            .with("tool", concat!("obelus ", env!("CARGO_PKG_VERSION")))
            .with("command", "redact")
            .with("uid", rustix::process::getuid().as_raw())
            .with("policy", setup.policy.name())
            .with("policy_version", setup.policy.version.as_str())
            .with("recipients", setup.recipients.clone())
            .with("purpose", setup.purpose.clone())
            .with("legal_basis", self.legal_basis.clone())
            .with("as_of", setup.lists.as_of.as_str())
            .with("lists", lists)
            .with("inputs", inputs.len());
        let intent = log.append(record)?;
        Ok(Some(Disclosure { log, intent }))
    }
}

impl Disclosure {
    /// Puts on record what became of it.
    pub fn end(
        self,
        setup: &Setup,
        vocabulary: &Vocabulary,
        total: &Summary,
        failed: usize,
        exit: u8,
    ) -> Result<()> {
        let of = |written: &crate::pipeline::Written| -> Value {
            let counts = vocabulary.ids().zip(&written.counts.edits).filter(|(_, n)| **n > 0);
            let changed: Map<String, Value> =
                counts.map(|(id, n)| (vocabulary.get(id).name.clone(), (*n).into())).collect();
            serde_json::json!({
                "bytes_out": written.bytes,
                "changed": changed,
                "unclassified": written.counts.unclassified,
                "records_dropped": written.counts.records_dropped,
            })
        };
        let rows: Map<String, Value> = setup
            .recipients
            .iter()
            .zip(&total.outputs)
            .map(|(id, written)| (id.clone(), of(written)))
            .collect();
        let record = outcome(self.intent)
            .with("complete", failed == 0)
            .with("exit", exit)
            .with("inputs_failed", failed)
            .with("bytes_in", total.bytes_in)
            .with("outputs", rows);
        self.log.append(record).map(|_| ())
    }

    /// Puts on record that the run ended before its end.
    pub fn fail(self, exit: u8) -> Result<()> {
        self.log.append(outcome(self.intent).with("complete", false).with("exit", exit)).map(|_| ())
    }
}
