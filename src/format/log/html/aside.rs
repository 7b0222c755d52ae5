//! What stands aside in a page: comments, and elements whose text is not shown as the rest is.
//!
//! It is read as a page, since what a comment holds is often what was taken out of one. But nothing in it goes on behind its end: no
//! tag, no script, no label, and behind it all is as it was before.

use crate::format::log::html::{Page, find};

/// Something that stands aside and is not closed yet.
#[derive(Clone)]
pub(super) struct Aside {
    /// The page as it was before.
    pub(super) before: Page,
    pub(super) end: &'static [u8],
    /// Its text is no value.
    pub(super) is_remark: bool,
}

/// What ends it, and whether its text is a remark.
type End = (&'static [u8], bool);

const COMMENT: &[u8] = b"-->";

/// What begins with `rest`, if something does: how long its beginning is, and unless it is empty, what ends it and whether its text is a
/// remark.
pub(super) fn begin(rest: &[u8]) -> Option<(usize, Option<End>)> {
    const BEGINNINGS: [(&[u8], Option<End>); 9] = [
        // The HTML Standard ends these at once (13.2.5.44).
        (b"<!-->", None),
        (b"<!--->", None),
        (b"<!--", Some((COMMENT, true))),
        // In XML this is text.
        (b"<![CDATA[", Some((b"]]>", false))),
        // Sections that word processors mark for some readers: their key word is markup.
        (b"<![if", Some((b">", true))),
        (b"<![else", Some((b">", true))),
        (b"<![endif", Some((b">", true))),
        (b"<!", Some((b">", true))),
        (b"<?", Some((b">", true))),
    ];
    let (begin, end) = BEGINNINGS.iter().find(|(begin, _)| rest.starts_with(begin))?;
    Some((begin.len(), *end))
}

/// The same for the text of the element `name`.
pub(super) fn of_element(name: &[u8]) -> Option<End> {
    match name {
        b"style" => Some((b"</style", true)),
        b"iframe" => Some((b"</iframe", false)),
        b"noembed" => Some((b"</noembed", false)),
        b"noframes" => Some((b"</noframes", false)),
        b"xmp" => Some((b"</xmp", false)),
        _ => None,
    }
}

impl Aside {
    /// Where its inside ends in `line`, from `at` on, and where it is over; the latter only where it is closed in this line.
    pub(super) fn end(&self, line: &[u8], at: usize) -> (usize, Option<usize>) {
        let found = match self.end {
            // A mark before the bracket changes nothing.
            COMMENT => memchr::memchr_iter(b'>', &line[at..]).find_map(|n| {
                let inside = &line[at..at + n];
                let before = inside.strip_suffix(b"--").or_else(|| inside.strip_suffix(b"--!"))?;
                Some((at + before.len(), at + n + 1))
            }),
            end => find(&line[at..], end).map(|n| (at + n, at + n + end.len())),
        };
        let Some((end, behind)) = found else { return (line.len(), None) };
        // The rest of the tag that closes it.
        let is_tag = self.end.starts_with(b"</") && line.get(behind) == Some(&b'>');
        (end, Some(behind + usize::from(is_tag)))
    }
}
