//! Colour on a terminal, by convention: never in a pipe, never with NO_COLOR (no-color.org) or TERM=dumb.

use std::io::IsTerminal;

/// Paints, or not.
#[derive(Clone, Copy)]
pub struct Style {
    on: bool,
}

impl Style {
    /// For standard output.
    pub fn stdout() -> Self {
        let off = |name, is: fn(&std::ffi::OsStr) -> bool| std::env::var_os(name).is_some_and(|v| is(&v));
        let no = off("NO_COLOR", |v| !v.is_empty()) || off("TERM", |v| v == "dumb");
        Style { on: std::io::stdout().is_terminal() && !no }
    }

    /// Bold.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// For what stood there before.
    pub fn before(self, text: &str) -> String {
        self.paint("31", text)
    }

    /// For what stands there now.
    pub fn after(self, text: &str) -> String {
        self.paint("32", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.on { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
