//! A command that prints a key file: that of a key service, or of a store of secrets.

use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::store::read_bounded;
use crate::limits::{KEY_COMMAND_SECONDS_MAX, KEY_FILE_BYTES_MAX};

/// What `command` prints. It gets no standard input; its standard error is that of the run.
pub fn output(command: &str) -> Result<Zeroizing<Vec<u8>>> {
    let words = words(command).ok_or_else(|| {
        let what = "the command has a quote or a backslash without its other half, or is empty";
        Error::new(ErrorKind::Usage, what).about("--key-command").fix("write a script for what needs a shell")
    })?;
    let failed = |e: &std::io::Error| {
        Error::io(ErrorKind::Keys, "the command that prints the key cannot be run", e).about("--key-command")
    };
    let mut child = Command::new(&words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| failed(&e))?;
    let Some(out) = child.stdout.take() else { return Err(failed(&std::io::ErrorKind::BrokenPipe.into())) };
    let (sender, receiver) = channel();
    // A thread of its own, so that a command that does not answer does not hold up the run for ever.
    std::thread::spawn(move || drop(sender.send(read_bounded(out, KEY_FILE_BYTES_MAX))));
    let read = match receiver.recv_timeout(Duration::from_secs(KEY_COMMAND_SECONDS_MAX)) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
            stop(&mut child);
            let what = "the command that prints the key does not end";
            return Err(Error::new(ErrorKind::Keys, what).about("--key-command"));
        }
    };
    let bytes = read.map_err(|e| {
        stop(&mut child);
        failed(&e)
    })?;
    match child.wait() {
        Ok(status) if status.success() => Ok(bytes),
        Ok(_) => {
            let what = "the command that prints the key failed; nothing was read";
            Err(Error::new(ErrorKind::Keys, what).about("--key-command"))
        }
        Err(e) => Err(failed(&e)),
    }
}

fn stop(child: &mut Child) {
    // It may have ended meanwhile; either way there is nothing more to do about it.
    let _ = child.kill();
    let _ = child.wait();
}

/// The words of a command: split at spaces and tabs; what stands between quotes of either kind is one word; outside
/// single quotes a backslash takes the next character as it is. Nothing else means anything: no variables, no
/// patterns, no pipes.
fn words(command: &str) -> Option<Vec<String>> {
    let (mut words, mut word): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut quote = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, ' ' | '\t') => words.extend(word.take()),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().push(chars.next()?),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    (quote.is_none() && !words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_by_quotes_and_backslashes_and_nothing_else() {
        for (command, wanted) in [
            ("kms get obelus", &["kms", "get", "obelus"][..]),
            ("  kms\t 'a b'  \"c d\" ", &["kms", "a b", "c d"]),
            (r#"kms a\ b "c\"d" 'e\f' x'y z'"#, &["kms", "a b", "c\"d", "e\\f", "xy z"]),
            ("kms '' $HOME *|;", &["kms", "", "$HOME", "*|;"]),
        ] {
            assert_eq!(words(command).as_deref().unwrap_or_default(), wanted, "{command}");
        }
        for command in ["", "  ", "kms 'a", "kms \"a", "kms a\\"] {
            assert_eq!(words(command), None, "{command}");
        }
    }
}
