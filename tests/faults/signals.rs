//! A run that is stopped by a signal leaves nothing and says so with its exit code.

use std::fs;
use std::process::Stdio;

use crate::common::{Started, canaries, clean, directory, obelus, partials, text, until};

#[test]
fn a_run_that_is_stopped_leaves_nothing() {
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let directory = directory(&format!("stopped-{signal}"));
        let out = directory.join("out");
        let mut started = Started::new(obelus(["redact", "-", "-o", text(&out)]), Stdio::piped());
        started.send(&canaries::log(100));
        until("the temporary file", || {
            partials(&out).pop().filter(|p| fs::metadata(p).is_ok_and(|m| m.len() > 0))
        });
        started.signal(signal);
        // The input stays open until the run is over: an end of it would let the run complete first.
        until("the run to stop", || started.child.try_wait().unwrap());
        let done = started.finish();
        assert_eq!(done.code, code, "{signal}: {}", done.said());
        clean(signal, &done, &directory);
        assert!(!out.join("anyone/stdin").exists(), "{signal}: the output is not complete");
    }
}

#[test]
fn a_filter_that_waits_for_its_reader_can_be_stopped() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let mut started = Started::unread(obelus(["redact", "-"]), Stdio::piped());
        // More than the pipe to the reader and the frames in between hold.
        started.write(&canaries::log(50_000));
        let mut first = [0];
        std::io::Read::read_exact(started.child.stdout.as_mut().unwrap(), &mut first).unwrap();
        started.signal(signal);
        let done = started.finish();
        assert_eq!(done.code, code, "{signal}: {}", done.said());
        clean(signal, &done, std::path::Path::new("/nowhere"));
    }
}
