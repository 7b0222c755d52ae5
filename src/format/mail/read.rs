//! Reads a block of messages: the cells of header fields, of bodies, and of what stands beside them.

use super::header::{Field, Line, Said, Undo, lines, said, trimmed};
use super::inside::Says;
use super::multipart::{Parts, split};
use super::params;
use super::people::{self, Authors};
use super::split::{Context, is_of_date, next_message};
use super::transfer::{self, Transfer};
use super::write::{Form, Spot};
use super::{Mail, address, card, fault, leaf, line, word};
use crate::decode::charset::Charset;
use crate::format::BOM;
use crate::format::fault::Fault;
use crate::format::names::NameId;
use crate::format::sheet::{Cell, Kind, Layer, Layers, Member, Record, Sheet, TEXT_BYTES_MAX, Value};
use crate::limits::{FIELD_NAME_BYTES_MAX, MAIL_DEPTH_MAX, MAIL_HEADER_LINES_MAX};
use crate::span::Span;

mod body;
mod parameters;

/// The number of all members: none of them has a comma.
const MAIL: u32 = u32::MAX;

/// Reads `part` of the frame `text`, a block of messages in a text that was read as `charset`. What cannot be read is the fault
/// of the sheet.
pub fn read_block(
    text: &[u8],
    part: Span,
    context: Context,
    (mail, charset): (Mail, Charset),
    sheet: &mut Sheet,
) {
    if text.len() > TEXT_BYTES_MAX {
        sheet.fault =
            Some(fault(part.start, "a message is longer than a record may be; the input is withheld"));
        return;
    }
    let text = &text[..part.end];
    let mut reader = Reader {
        text,
        mail,
        charset,
        sheet,
        is_mbox: context.is_mbox,
        crlf: false,
        unknown: None,
        spare: Vec::new(),
        authors: Authors::default(),
    };
    let mut at = part.start;
    if context.is_first && text[at..part.end].starts_with(BOM) {
        at += BOM.len();
    }
    while at < part.end {
        let end = match context.is_mbox {
            true => next_message(reader.text, at + 1, true).0.unwrap_or(part.end),
            false if mail.is_card => card::next(reader.text, at + 1, true).0.unwrap_or(part.end),
            false => part.end,
        };
        if let Err(fault) = reader.message(Span::new(at, end)).and_then(|()| reader.check()) {
            reader.sheet.fault = Some(fault);
            return;
        }
        at = end;
    }
}

/// Fields that say until when a message is of use. By itself such a name is that of a card's date.
const EXPIRE: [&[u8]; 4] = [b"expires", b"expiry-date", b"expiry", b"x-expires"];

/// What the header of a message or part says of its body.
struct Kinds {
    /// Its type in small letters.
    kind: String,
    boundary: Option<Span>,
    charset: Option<Span>,
    transfer: Transfer,
    /// The end of the name that it has as a file, in small letters.
    extension: String,
    /// Its lines go on (`format=flowed`), and whether spaces at their ends say nothing.
    flowed: Option<bool>,
    /// Where that stands which says so; where the header begins otherwise.
    said_at: usize,
}

impl Kinds {
    /// What nothing says, of a body whose header is at `said_at`.
    fn usual(said_at: usize) -> Kinds {
        let (transfer, extension) = (Transfer::Identity, String::new());
        Kinds {
            kind: String::new(),
            boundary: None,
            charset: None,
            transfer,
            extension,
            flowed: None,
            said_at,
        }
    }

    /// Keeps how the name of a file ends, if `params` say one.
    fn name_file(&mut self, text: &[u8], params: &params::Params) {
        const LONGEST: usize = 10;
        let is_name = |param: &&params::Param| {
            let name = param.name.of(text);
            name.eq_ignore_ascii_case(b"filename") || name.eq_ignore_ascii_case(b"name")
        };
        let name = params.list.iter().rev().find(is_name).map(|param| param.value.of(text));
        let end = name.and_then(|name| Some(&name[memchr::memrchr(b'.', name)? + 1..]));
        if let Some(end) = end.filter(|end| end.len() <= LONGEST) {
            self.extension = String::from_utf8_lossy(end).to_ascii_lowercase();
        }
    }
}

struct Reader<'a> {
    text: &'a [u8],
    mail: Mail,
    /// What the whole input was read as.
    charset: Charset,
    /// Messages end where the next one begins.
    is_mbox: bool,
    sheet: &'a mut Sheet,
    /// Lines of the message under way end with CR LF.
    crlf: bool,
    /// Where text stands in a charset that is not known.
    unknown: Option<usize>,
    /// Bytes of a part.
    spare: Vec<u8>,
    /// Who wrote the message under way.
    authors: Authors,
}

impl Reader<'_> {
    /// Reads one message with its `From ` line, and makes a record of it.
    fn message(&mut self, span: Span) -> Result<(), Fault> {
        let (cells, members) = (self.sheet.cells.len(), self.sheet.members.len());
        let first = line(self.text, span.start, span.end);
        self.crlf = self.text[..first.1].ends_with(b"\r\n");
        self.authors.clear();
        let mut at = span.start;
        if self.mail.is_card {
            let kinds = Kinds { kind: "text/vcard".to_owned(), ..Kinds::usual(span.start) };
            self.leaf(span, "text/vcard", &kinds)?;
        } else {
            if first.0.of(self.text).starts_with(b"From ") {
                self.envelope(first.0);
                at = first.1;
            } else if !self.is_mbox {
                at = self.behind_empty_lines(span)?;
            }
            self.entity(Span::new(at, span.end), 0, "text/plain")?;
        }
        let (cells, members) = ((cells, self.sheet.cells.len()), (members, self.sheet.members.len()));
        let (element, frame, flaw) = (false, false, None);
        self.sheet.records.push(Record { span, content: span, cells, members, element, frame, flaw });
        Ok(())
    }

    /// Where the header begins that stands behind empty lines: some readers pass over these, and others take what follows for
    /// text. Where it says how the rest is to be read, that is not the same.
    fn behind_empty_lines(&self, span: Span) -> Result<usize, Fault> {
        let mut at = span.start;
        while at < span.end && line(self.text, at, span.end).0.is_empty() {
            at = line(self.text, at, span.end).1;
        }
        if at == span.start || at == span.end {
            return Ok(span.start);
        }
        let (lines, _) = lines(self.text, at, span.end)?;
        let decides = |line: &Line| match line {
            Line::Field(field) => {
                let name = field.name.of(self.text).to_ascii_lowercase();
                name.starts_with(b"content-") || name == b"mime-version"
            }
            Line::Odd(_) => true,
        };
        // The rest is withheld by who finds no header.
        Ok(if lines.iter().any(decides) { span.start } else { at })
    }

    /// A fault where a part of the message could not be looked at and has to be.
    fn check(&mut self) -> Result<(), Fault> {
        match self.unknown.take().filter(|_| !self.mail.skips) {
            Some(at) => Err(Fault {
                at,
                what: "a message has text in a charset that is not known; the input is withheld",
                fix: "write it in UTF-8, or have a marker written in its place with `--on-unsupported skip`",
            }),
            None => Ok(()),
        }
    }

    fn root(&mut self, name: &[u8]) -> NameId {
        self.sheet.names.id(NameId::ROOT, name)
    }

    fn spot(&self, form: Form) -> Spot {
        Spot { form, charset: Charset::UTF_8, crlf: self.crlf, words: false }
    }

    fn push(&mut self, span: Span, value: Value, kind: Kind, spot: Spot, of: (NameId, Option<u32>)) {
        let cell = Cell::new(span, value, kind, Layers::one(Layer::Mail(spot)));
        self.sheet.cells.push(cell.of(of.0, of.1));
    }

    /// What holds a message together: it cannot be changed.
    fn key(&mut self, span: Span, of: (NameId, Option<u32>)) {
        if !span.is_empty() {
            self.push(span, Value::Plain, Kind::Key, self.spot(Form::Text), of);
        }
    }

    /// The `From ` line of a mailbox: an address, and when it came.
    fn envelope(&mut self, own: Span) {
        let rest = trimmed(self.text, Span::new(own.start + b"From ".len(), own.end));
        let words: Vec<Span> = words(self.text, rest);
        let dates = words.iter().rev().take_while(|word| is_of_date(word.of(self.text))).count();
        let (sender, date) = words.split_at(words.len() - dates);
        let envelope = self.sheet.names.table(b"envelope");
        let name = self.sheet.names.id(envelope, b"email");
        for word in sender {
            match word.of(self.text) {
                // What programs write where they know no sender.
                b"-" | b"MAILER-DAEMON" => self.key(*word, (name, None)),
                _ => self.push(*word, Value::Plain, Kind::Text, self.spot(Form::Word), (name, None)),
            }
        }
        if let (Some(first), Some(last)) = (date.first(), date.last()) {
            self.key(Span::new(first.start, last.end), (NameId::ROOT, None));
        }
    }

    /// Reads a message, or a part of one, with its header.
    fn entity(&mut self, span: Span, depth: usize, usual: &str) -> Result<(), Fault> {
        if depth > MAIL_DEPTH_MAX {
            return Err(fault(
                span.start,
                "the parts of a message are nested too deep; the input is withheld",
            ));
        }
        let (lines, body) = lines(self.text, span.start, span.end)?;
        if lines.is_empty() && depth == 0 && !self.is_mbox && body < span.end {
            return Err(fault(
                span.start,
                "the message begins with an empty line, which some readers pass over; the input is withheld",
            ));
        }
        if lines.len() > MAIL_HEADER_LINES_MAX {
            return Err(fault(
                span.start,
                "the header of a message has too many lines; the input is withheld",
            ));
        }
        let mut kinds = Kinds { kind: usual.to_owned(), ..Kinds::usual(span.start) };
        let (mut odd, mut has_type, mut has_transfer) = (None, false, false);
        // `Content-Type : x` is a field for some readers.
        let mut may_be_type = false;
        for line in &lines {
            match line {
                Line::Odd(own) => {
                    odd = odd.or(Some(own.start));
                    let bytes = own.of(self.text).to_ascii_lowercase();
                    may_be_type |= memchr::memmem::find(&bytes, b"content-").is_some();
                    let name = self.root(b"header");
                    self.text_cell(*own, Form::Text, (name, None));
                }
                Line::Field(field) => self.field(*field, &mut kinds, (&mut has_type, &mut has_transfer))?,
            }
        }
        // Some readers take the body to begin at such a line: then it is no text of this type any more.
        if let Some(at) = odd.filter(|_| has_type || has_transfer || may_be_type) {
            return Err(fault(
                at,
                "the header of a message has a line that is no field; the input is withheld",
            ));
        }
        self.body(Span::new(body, span.end), &kinds, depth)
    }

    /// Reads one field of a header.
    fn field(&mut self, field: Field, kinds: &mut Kinds, seen: (&mut bool, &mut bool)) -> Result<(), Fault> {
        let lower = field.name.of(self.text).to_ascii_lowercase();
        let mut id = self.root(&lower[lower.len().saturating_sub(FIELD_NAME_BYTES_MAX)..]);
        if EXPIRE.contains(&&lower[..]) {
            let article = self.sheet.names.table(b"article");
            id = self.sheet.names.id(article, &lower);
        }
        if self.is_of_body(field, (&lower, id), kinds, seen)? {
            return Ok(());
        }
        let member = self.member(field.whole, id);
        self.key(field.name, (id, Some(member)));
        if field.value.is_empty() {
            return Ok(());
        }
        let of = (id, Some(member));
        match lower.as_slice() {
            b"content-disposition" => {
                let params = params::read(self.text, field.value);
                self.key(params.value, of);
                kinds.name_file(self.text, &params);
                self.params(&params, of, &[]);
            }
            b"path" => {
                let last = address::last_of_path(self.text, field.value);
                let before = last.saturating_sub(1).max(field.value.start);
                self.text_cell(Span::new(field.value.start, before), Form::Text, of);
                let above = self.above(field);
                let name = self.sheet.names.id(above, b"username");
                self.text_cell(Span::new(last, field.value.end), Form::Word, (name, Some(member)));
            }
            b"message-id" | b"references" | b"in-reply-to" | b"content-id" => {
                // Some readers undo encoded words there as well.
                let has_words = memchr::memmem::find(field.value.of(self.text), b"=?").is_some();
                self.text_cell(field.value, if has_words { Form::Text } else { Form::Ids }, of);
            }
            name if address::FIELDS.iter().any(|known| known.as_bytes() == name) => {
                self.addresses(field, Some(member))
            }
            _ => self.text_cell(field.value, Form::Text, of),
        }
        Ok(())
    }

    /// Takes a field with this name when it says how the body is written; false for others.
    fn is_of_body(
        &mut self,
        field: Field,
        (lower, id): (&[u8], NameId),
        kinds: &mut Kinds,
        (has_type, has_transfer): (&mut bool, &mut bool),
    ) -> Result<bool, Fault> {
        let said = match lower {
            b"content-type" => has_type,
            b"content-transfer-encoding" => has_transfer,
            b"mime-version" => &mut false,
            _ => return Ok(false),
        };
        if std::mem::replace(said, true) {
            let twice = "the header of a message says twice of what type its body is; the input is withheld";
            return Err(fault(field.name.start, twice));
        }
        self.key(field.name, (id, None));
        if lower == b"content-type" {
            self.content_type(field, id, kinds)?;
            return Ok(true);
        }
        self.key(field.value, (id, None));
        if lower == b"content-transfer-encoding" {
            let what = "a part of a message has an encoding that is not known; the input is withheld";
            kinds.transfer =
                Transfer::named(field.value.of(self.text)).ok_or(fault(field.value.start, what))?;
            kinds.said_at = field.value.start;
        }
        Ok(true)
    }

    fn member(&mut self, span: Span, name: NameId) -> u32 {
        self.sheet.members.push(Member::of_object(span, None, MAIL, None, name));
        self.sheet.members.len() as u32 - 1
    }

    /// A text of a header field.
    fn text_cell(&mut self, span: Span, form: Form, of: (NameId, Option<u32>)) {
        if span.is_empty() {
            return;
        }
        let undo = Undo {
            words: !matches!(form, Form::Address | Form::Word | Form::Ids),
            escapes: matches!(form, Form::Quoted | Form::QuotedToken | Form::Comment),
        };
        let Said { value, words, unread } = said(self.text, span, undo, self.sheet);
        self.push(span, value, Kind::Text, Spot { words, ..self.spot(form) }, of);
        if unread {
            self.unread(span);
        }
    }

    /// The names below that of a field speak for themselves: who an address belongs to is no address.
    fn above(&mut self, field: Field) -> NameId {
        let lower = field.name.of(self.text).to_ascii_lowercase();
        self.sheet.names.table(&lower[lower.len().saturating_sub(FIELD_NAME_BYTES_MAX)..])
    }

    /// The last cell, which stands at `span`, could not be read.
    fn unread(&mut self, span: Span) {
        self.unknown = self.unknown.or(Some(span.start));
        if let Some(cell) = self.sheet.cells.last_mut() {
            cell.unread = true;
        }
    }

    fn addresses(&mut self, field: Field, member: Option<u32>) {
        let id = self.above(field);
        let lower = field.name.of(self.text).to_ascii_lowercase();
        let is_author = people::FIELDS.contains(&&lower[..]);
        for part in address::parts(self.text, field.value) {
            let name = self.sheet.names.id(id, if part.is_address { b"email" } else { b"display-name" });
            self.text_cell(part.span, part.form, (name, member));
            if is_author
                && !part.is_address
                && let Some(cell) = self.sheet.cells.last()
            {
                self.authors.add(self.sheet.value(cell, self.text), name);
            }
        }
    }

    fn content_type(&mut self, field: Field, id: NameId, kinds: &mut Kinds) -> Result<(), Fault> {
        let params = params::read(self.text, field.value);
        self.key(params.value, (id, None));
        let kind = String::from_utf8_lossy(params.value.of(self.text)).to_ascii_lowercase();
        // Without a subtype it is none; readers take such a part for text (RFC 2045, section 5.2).
        let is_odd = !kind.contains('/') && (kind.contains("multi") || kind.contains("mess"));
        // Before a type stands a comment, or nothing.
        let is_odd = is_odd || (kind.is_empty() && !field.value.is_empty());
        if is_odd || (!params.others.is_empty() && kind.starts_with("multipart")) {
            let what = "the type of a part of a message cannot be read; the input is withheld";
            return Err(fault(field.value.start, what));
        }
        kinds.boundary = match kind.starts_with("multipart/") {
            true => params.only(self.text, "boundary")?.map(|param| param.value),
            false => None,
        };
        kinds.charset = params.only(self.text, "charset")?.map(|param| param.value);
        (kinds.kind, kinds.said_at) = (kind, field.value.start);
        kinds.name_file(self.text, &params);
        let says = |name: &str, value: &str| {
            let is = |param: &&params::Param| {
                param.name.of(self.text).eq_ignore_ascii_case(name.as_bytes())
                    && param.value.of(self.text).eq_ignore_ascii_case(value.as_bytes())
            };
            params.list.iter().any(|param| is(&param))
        };
        kinds.flowed = says("format", "flowed").then(|| says("delsp", "yes"));
        let fixed = ["boundary", "charset", "delsp", "format", "micalg", "protocol", "report-type", "type"];
        self.params(&params, (id, None), &fixed);
        Ok(())
    }

    /// Reads the body at `span`.
    fn body(&mut self, span: Span, kinds: &Kinds, depth: usize) -> Result<(), Fault> {
        let is_plain = kinds.transfer == Transfer::Identity;
        let wrong = "parts of a message are encoded together, which readers undo in different ways; the input is withheld";
        match kinds.kind.as_str() {
            "multipart/encrypted" => self.closed(span, kinds),
            kind if kind.starts_with("multipart/") => {
                let Some(boundary) = kinds.boundary.map(|boundary| boundary.of(self.text)) else {
                    return Err(fault(
                        kinds.said_at,
                        "a part of a message does not say what is between its parts; the input is withheld",
                    ));
                };
                let is_border = !boundary.is_empty()
                    && boundary.iter().all(|b| matches!(b, b' '..=b'~'))
                    && !boundary.ends_with(b" ");
                if !is_plain || !is_border {
                    return Err(fault(kinds.said_at, wrong));
                }
                let Parts { preamble, parts, epilogue, is_closed } = split(self.text, span, boundary)?;
                if parts.is_empty() && !is_closed && !trimmed(self.text, span).is_empty() {
                    let what = "a message has none of the parts that it says it has, and readers differ in where they look for them; the input is withheld";
                    return Err(fault(kinds.said_at, what));
                }
                if self.is_mbox && depth == 0 && !is_closed {
                    let what = "a message of a mailbox ends inside of its parts, so that what follows may belong to them; the input is withheld";
                    return Err(fault(kinds.said_at, what));
                }
                let usual = if kind == "multipart/digest" { "message/rfc822" } else { "text/plain" };
                self.prose(preamble, (Transfer::Identity, Charset::UTF_8), Says::default())?;
                for part in parts {
                    self.entity(part, depth + 1, usual)?;
                }
                self.prose(epilogue, (Transfer::Identity, Charset::UTF_8), Says::default())
            }
            "message/partial" => self.closed(span, kinds),
            kind if is_message(kind) => match is_plain {
                true => self.entity(span, depth + 1, "text/plain"),
                false => Err(fault(kinds.said_at, wrong)),
            },
            kind => self.leaf(span, kind, kinds),
        }
    }
}

/// True for the type of a part that is a message, or the header of one. Readers take every `message` for one; reports say what they
/// have to say in fields without a body.
fn is_message(kind: &str) -> bool {
    const REPORTS: [&str; 6] = [
        "message/delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "message/global-delivery-status",
        "message/global-disposition-notification",
        "message/tracking-status",
    ];
    matches!(kind, "text/rfc822-headers" | "application/news-transmission")
        || kind.starts_with("message/") && !REPORTS.contains(&kind)
}

/// The words of `span`.
fn words(text: &[u8], span: Span) -> Vec<Span> {
    let (mut words, mut at) = (Vec::new(), span.start);
    while at < span.end {
        let length = text[at..span.end].iter().position(u8::is_ascii_whitespace).unwrap_or(span.end - at);
        if length > 0 {
            words.push(Span::new(at, at + length));
        }
        at += length + 1;
    }
    words
}
