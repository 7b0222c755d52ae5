//! Tells mail from other text by its first lines.

use super::split::{is_bare_from, is_from_line};
use crate::format::BOM;

/// How many lines are looked at.
pub const LINES: usize = 40;

/// Names of header fields that mail and news have, sorted.
const KNOWN: [&str; 40] = [
    "approved",
    "article-i.d.",
    "bcc",
    "cc",
    "date",
    "delivered-to",
    "disposition-notification-to",
    "distribution",
    "dkim-signature",
    "errors-to",
    "expires",
    "followup-to",
    "from",
    "in-reply-to",
    "keywords",
    "lines",
    "list-id",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "newsgroups",
    "nntp-posting-host",
    "nntp-posting-user",
    "organization",
    "path",
    "precedence",
    "received",
    "references",
    "reply-to",
    "resent-from",
    "resent-to",
    "return-path",
    "sender",
    "subject",
    "to",
    "x-mailer",
    "x-newsgroups",
    "x-newsreader",
    "x-originating-ip",
    "xref",
];

/// Those of them that other headers, such as those of HTTP, have one of at most.
const CORE: [&str; 5] = ["date", "from", "message-id", "received", "subject"];

/// True when a text that begins with this line may be mail.
pub fn may_begin(line: &[u8]) -> bool {
    line.strip_prefix(b">").unwrap_or(line).starts_with(b"From ") || name(line).is_some()
}

/// The name of the header field that a line begins with. Where a space stands before the colon, readers differ in whether it is one.
pub(super) fn name(line: &[u8]) -> Option<&[u8]> {
    let length = line.iter().position(|b| !matches!(b, b'!'..=b'9' | b';'..=b'~'))?;
    (length > 0 && line[length] == b':').then_some(&line[..length])
}

/// True for a line that begins with a field that mail and news have.
pub(super) fn is_known(line: &[u8]) -> bool {
    let lower = name(line).map(<[u8]>::to_ascii_lowercase);
    lower.is_some_and(|name| KNOWN.iter().any(|known| known.as_bytes() == name))
}

/// True for the first lines of a message or a mailbox.
pub fn is_mail(sample: &[u8]) -> bool {
    let sample = sample.strip_prefix(BOM).unwrap_or(sample);
    let white = sample.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let mut lines = sample[white..]
        .split(|b| *b == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .peekable();
    // What a mailbox made of such a line when it was put into another one.
    lines.next_if(|line| line.starts_with(b">From "));
    let mut is_bare = false;
    if let Some(first) = lines.next_if(|line| line.starts_with(b"From ")) {
        if is_from_line(first) {
            return lines.next().is_some_and(|line| name(line).is_some());
        }
        is_bare = is_bare_from(first);
        if !is_bare {
            return false;
        }
    }
    let mut seen: Vec<String> = Vec::new();
    let mut is_whole = false;
    while let Some(line) = lines.next() {
        // The last line may be cut.
        let complete = lines.peek().is_some();
        if line.is_empty() {
            is_whole = complete;
            break;
        }
        if line.first().is_some_and(|b| super::is_blank(*b)) && !seen.is_empty() {
            continue;
        }
        match name(line) {
            Some(name) => seen.push(String::from_utf8_lossy(name).to_ascii_lowercase()),
            None if complete => return false,
            None => {}
        }
    }
    seen.sort_unstable();
    seen.dedup();
    let count = |list: &[&str]| seen.iter().filter(|name| list.contains(&name.as_str())).count();
    let (known, core) = (count(&KNOWN), count(&CORE));
    // A short header is one where nothing else is in it.
    let is_of_mail = |name: &String| {
        KNOWN.contains(&name.as_str()) || name.starts_with("x-") || name.starts_with("content-")
    };
    let is_short = is_whole && count(&["from"]) == 1 && core >= 2 && seen.iter().all(is_of_mail);
    // No other header says how its text is encoded for mail.
    let is_encoded = is_whole
        && seen.iter().all(is_of_mail)
        && count(&["content-transfer-encoding"]) == 1
        && (known > 0 || count(&["content-type"]) == 1);
    known >= 3 && core >= 2 || is_bare && known >= 2 && core >= 1 || is_short || is_encoded
}

#[cfg(test)]
mod tests {
    use super::is_mail;

    #[test]
    fn mail_is_told_from_other_headers_and_logs() {
        for mail in [
            "From: ann@example.com\nTo: bob@example.com\nSubject: x\n\ntext\n",
            "Path: a!b\nFrom: ann@example.com (Ann)\nNewsgroups: x\nSubject: y\n",
            "Received: from a\n\tby b\nFrom: x\r\nDate: y\r\n\r\n",
            "From usenet Thu Apr 22 00:00:00 1993\nPath: x\n\n",
            "From ann@example.com Mon Jan  1 10:00:00 2026\nDate: x\n",
            "From ann@example.com\nSubject: x\nTo: y\n\n",
            ">From ann@example.com Mon\nDate: x\nFrom: y\nTo: z\n\n",
            "\r\n\nDate: x\nFrom: y\nTo: z\n\n",
            "From: ann@example.com\nSubject: x\nX-Other: y\n\ntext\n",
            "Subject: x\nContent-Transfer-Encoding: base64\n\nYW5u\n",
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYW5u\n",
        ] {
            assert!(is_mail(mail.as_bytes()), "{mail:?}");
        }
        for other in [
            "HTTP/1.1 200 OK\nDate: x\nServer: y\nContent-Type: text/html\n\n",
            "Date: x\nServer: y\nContent-Type: text/html\nVia: z\n\n",
            "From here on it is easy\nSubject: x\n",
            "From here\nSubject: x\n\n",
            "From here.\nSubject: x\nTo: y\n\n",
            "From: a\nSubject: x\nPrice: y\n\n",
            "From: a\nSubject: x\n",
            "Content-Transfer-Encoding: base64\nServer: x\n\n",
            "Content-Transfer-Encoding: base64\n\nYW5u\n",
            "From: a\nsome text\nTo: b\nSubject: c\n",
            "2026-01-01 10:00:00 From: a\nSubject: x\nDate: y\n",
            "From: a\n\nTo: b\nSubject: c\n",
            "level: info\ndate: x\nmsg: y\n",
            "",
        ] {
            assert!(!is_mail(other.as_bytes()), "{other:?}");
        }
    }
}
