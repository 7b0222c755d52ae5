//! A command that prints a key file: that of a key service, or of a store of secrets.

use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::store::read_bounded;
use crate::limits::{KEY_COMMAND_SECONDS_MAX, KEY_FILE_BYTES_MAX};

/// What `command` prints. It gets no standard input, and what it writes to standard error goes nowhere: that can be a key,
/// and messages of a run are kept in logs.
pub fn output(command: &str) -> Result<Zeroizing<Vec<u8>>> {
    output_within(command, Duration::from_secs(KEY_COMMAND_SECONDS_MAX))
}

fn output_within(command: &str, most: Duration) -> Result<Zeroizing<Vec<u8>>> {
    let until = Instant::now() + most;
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
        .stderr(Stdio::null())
        .spawn()
        .map_err(|e| failed(&e))?;
    let Some(out) = child.stdout.take() else { return Err(failed(&std::io::ErrorKind::BrokenPipe.into())) };
    let (sender, receiver) = channel();
    // A thread of its own, so that a command that does not answer does not hold up the run for ever.
    std::thread::spawn(move || drop(sender.send(read_bounded(out, KEY_FILE_BYTES_MAX))));
    let Ok(read) = receiver.recv_timeout(most) else { return Err(endless(&mut child)) };
    let bytes = read.map_err(|e| {
        stop(&mut child);
        failed(&e)
    })?;
    // Its output can end before it does.
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(bytes),
            Ok(Some(_)) => {
                let what = "the command that prints the key failed; nothing was read";
                return Err(Error::new(ErrorKind::Keys, what)
                    .about("--key-command")
                    .fix("run it by itself to see what it says"));
            }
            Ok(None) if Instant::now() < until => std::thread::sleep(LOOK_AGAIN),
            Ok(None) => return Err(endless(&mut child)),
            Err(e) => return Err(failed(&e)),
        }
    }
}

/// How often it is looked whether a command has ended whose output has.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

fn endless(child: &mut Child) -> Error {
    stop(child);
    Error::new(ErrorKind::Keys, "the command that prints the key does not end").about("--key-command")
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
    fn a_command_that_ends_its_output_but_not_itself_is_stopped() {
        for command in ["sh -c 'echo x; exec >&-; exec sleep 100'", "sh -c 'echo x; exec sleep 100'"] {
            let begun = Instant::now();
            assert!(output_within(command, Duration::from_millis(300)).is_err(), "{command}");
            assert!(begun.elapsed() < Duration::from_secs(20), "{command}");
        }
        assert!(output_within("echo x", Duration::from_secs(20)).is_ok_and(|out| out[..] == *b"x\n"));
    }

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
