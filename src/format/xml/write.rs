//! How a value is written where it stands.

/// A place in a document, which says what has to be written in another way there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In an element.
    Text,
    /// In a CDATA section.
    Cdata,
    /// In an attribute, between quotes like this one.
    Quotes(u8),
    /// In a comment.
    Comment,
    /// In a processing instruction, behind its target.
    Instruction,
}

impl Spot {
    /// Appends `value` as it is written here; false when it cannot be.
    pub(in crate::format) fn write(self, value: &[u8], out: &mut Vec<u8>) -> bool {
        // No way of writing them makes these characters (XML 1.0, production 2).
        if value.iter().any(|b| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r')) {
            return false;
        }
        match self {
            Spot::Text => value.iter().for_each(|byte| match byte {
                b'\r' => out.extend_from_slice(b"&#13;"),
                _ => put(*byte, out),
            }),
            Spot::Quotes(quote) => value.iter().for_each(|byte| match byte {
                b'"' if *byte == quote => out.extend_from_slice(b"&quot;"),
                b'\'' if *byte == quote => out.extend_from_slice(b"&apos;"),
                // As they are, they would be read as spaces.
                b'\t' => out.extend_from_slice(b"&#9;"),
                b'\n' => out.extend_from_slice(b"&#10;"),
                b'\r' => out.extend_from_slice(b"&#13;"),
                _ => put(*byte, out),
            }),
            Spot::Cdata => write_cdata(value, out),
            Spot::Comment if memchr::memmem::find(value, b"--").is_some() => return false,
            Spot::Instruction if memchr::memmem::find(value, b"?>").is_some() => return false,
            Spot::Comment | Spot::Instruction => out.extend_from_slice(value),
        }
        true
    }

    /// Appends `piece`, as [`Spot::write`] made it, to `out`, before `after`. Where it would end what it stands in
    /// together with what is beside it, something that says nothing is put between.
    pub(crate) fn place(self, piece: &[u8], after: &[u8], out: &mut Vec<u8>) {
        if let Some(between) = self.between(out, piece) {
            out.extend_from_slice(between);
        }
        out.extend_from_slice(piece);
        if let Some(between) = self.between(out, after) {
            out.extend_from_slice(between);
        }
    }

    fn between(self, before: &[u8], after: &[u8]) -> Option<&'static [u8]> {
        let ends = (before.ends_with(b"]]") && after.starts_with(b">"))
            || (before.ends_with(b"]") && after.starts_with(b"]>"));
        match self {
            Spot::Text if ends => Some(b"<![CDATA[]]>"),
            Spot::Cdata if ends => Some(b"]]><![CDATA["),
            Spot::Comment if before.ends_with(b"-") && after.starts_with(b"-") => Some(b" "),
            Spot::Instruction if before.ends_with(b"?") && after.starts_with(b">") => Some(b" "),
            _ => None,
        }
    }
}

fn put(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'&' => out.extend_from_slice(b"&amp;"),
        b'<' => out.extend_from_slice(b"&lt;"),
        b'>' => out.extend_from_slice(b"&gt;"),
        _ => out.push(byte),
    }
}

/// What a section cannot hold stands between two of them. What stands before the value can end in brackets.
fn write_cdata(value: &[u8], out: &mut Vec<u8>) {
    for (at, byte) in value.iter().enumerate() {
        let before = &value[..at];
        let ends = before.ends_with(b"]]") || (before.len() < 2 && before.iter().all(|b| *b == b']'));
        let instead: &[u8] = match byte {
            b'>' if ends => b"]]>&gt;<![CDATA[",
            b'\r' => b"]]>&#13;<![CDATA[",
            _ => std::slice::from_ref(byte),
        };
        out.extend_from_slice(instead);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(spot: Spot, value: &str) -> Option<String> {
        let mut out = Vec::new();
        spot.write(value.as_bytes(), &mut out).then(|| String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn what_means_something_is_written_in_another_way() {
        for (spot, value, expected) in [
            (Spot::Text, "a<b>&\"'\r\n]]>", "a&lt;b&gt;&amp;\"'&#13;\n]]&gt;"),
            (Spot::Quotes(b'"'), "a<b>&\"'\n\t", "a&lt;b&gt;&amp;&quot;'&#10;&#9;"),
            (Spot::Quotes(b'\''), "\"'", "\"&apos;"),
            (Spot::Cdata, "a<b>&]]>]", "a<b>&]]]]>&gt;<![CDATA[]"),
            (Spot::Cdata, ">", "]]>&gt;<![CDATA["),
            (Spot::Cdata, "]>", "]]]>&gt;<![CDATA["),
            (Spot::Comment, "a - b", "a - b"),
            (Spot::Instruction, "a ? > b", "a ? > b"),
        ] {
            assert_eq!(written(spot, value).as_deref(), Some(expected), "{spot:?}");
        }
        for (spot, value) in [
            (Spot::Comment, "a--b"),
            (Spot::Instruction, "a?>"),
            (Spot::Text, "\0"),
            (Spot::Quotes(b'"'), "\u{1b}"),
            (Spot::Cdata, "\u{8}"),
        ] {
            assert_eq!(written(spot, value), None, "{spot:?}");
        }
    }

    #[test]
    fn nothing_ends_where_two_pieces_meet() {
        for (spot, before, piece, after, expected) in [
            (Spot::Text, "]", "]", ">", "]]<![CDATA[]]>"),
            (Spot::Text, "]]", "", ">", "]]<![CDATA[]]>"),
            (Spot::Text, "", "[X]", "]>", "[X]<![CDATA[]]>"),
            (Spot::Text, "", "[X]", "] >", "[X]"),
            (Spot::Cdata, "", "[X]", "]>", "[X]]]><![CDATA["),
            (Spot::Cdata, "", "[X]", "]]>", "[X]"),
            (Spot::Comment, "-", "-a", "-->", "- -a"),
            (Spot::Comment, "a-", "", "-->", "a- "),
            (Spot::Instruction, "a?", "", ">", "a? "),
            (Spot::Quotes(b'"'), "]", "]", ">", "]]"),
        ] {
            let mut out = before.as_bytes().to_vec();
            spot.place(piece.as_bytes(), after.as_bytes(), &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected, "{spot:?}");
        }
    }
}
