//! Writes UTF-8 in the charset of its input.

use std::io;

use super::{Charset, Form, legacy, raw};

/// Takes text in any pieces.
pub struct Writer {
    charset: Charset,
    /// The beginning of a character.
    held: Vec<u8>,
}

impl Writer {
    /// In `charset`.
    pub fn new(charset: Charset) -> Self {
        Writer { charset, held: Vec::new() }
    }

    /// Appends `text`. Fails for what the charset does not have, and for what is no text.
    pub fn write(&mut self, text: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        if self.charset.is_utf8() {
            out.extend_from_slice(text);
            return Ok(());
        }
        let mut rest = text;
        while !self.held.is_empty() && !rest.is_empty() {
            self.held.push(rest[0]);
            rest = &rest[1..];
            let held = std::mem::take(&mut self.held);
            match std::str::from_utf8(&held) {
                Ok(said) => self.put(said, out)?,
                Err(e) if e.error_len().is_none() => self.held = held,
                Err(_) => return Err(io::ErrorKind::Unsupported.into()),
            }
        }
        let whole = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(e) if e.error_len().is_none() => e.valid_up_to(),
            Err(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        self.held.extend_from_slice(&rest[whole..]);
        self.put(std::str::from_utf8(&rest[..whole]).unwrap_or_default(), out)
    }

    /// Says whether the text is whole.
    pub fn finish(&self) -> io::Result<()> {
        if self.held.is_empty() { Ok(()) } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    fn put(&self, said: &str, out: &mut Vec<u8>) -> io::Result<()> {
        let mut rest = said;
        while let Some(at) = memchr::memmem::find(rest.as_bytes(), raw::LEAD) {
            self.put_text(&rest[..at], out)?;
            let mut chars = rest[at..].chars();
            if let Some(c) = chars.next() {
                match raw::byte(c) {
                    Some(byte) => out.push(byte),
                    None => self.put_text(c.encode_utf8(&mut [0; 4]), out)?,
                }
            }
            rest = chars.as_str();
        }
        self.put_text(rest, out)
    }

    fn put_text(&self, said: &str, out: &mut Vec<u8>) -> io::Result<()> {
        match self.charset.0.form {
            Form::Utf8 => out.extend_from_slice(said.as_bytes()),
            Form::Wide(wide) => wide.write(said, out),
            Form::Table(table) if !legacy::write(table, said, out) => {
                return Err(io::ErrorKind::Unsupported.into());
            }
            Form::Table(_) => {}
        }
        Ok(())
    }
}
