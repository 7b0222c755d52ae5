//! Values with names in bodies: attached tables, JSON, XML, contacts, lines that go on, and the people of a message.

use super::*;

fn encoded(text: &str) -> String {
    data_encoding::BASE64.encode(text.as_bytes())
}

/// A message with one part of this type and encoding.
fn with_part(head: &str, body: &str) -> String {
    format!("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{head}\n\n{body}\n--b--\n")
}

fn redacted(input: &str) -> String {
    let output = String::from_utf8(filtered(&[], input.as_bytes())).unwrap();
    for (frame, read, threads) in [("1", "1", "1"), ("64", "7", "3")] {
        let flags = ["--frame-size", frame, "--read-size", read, "--threads", threads];
        assert_eq!(String::from_utf8(filtered(&flags, input.as_bytes())).unwrap(), output);
    }
    output
}

/// A part, in each encoding and in another charset, becomes what `expected` is in it.
fn becomes(kind: &str, text: &str, expected: &str) {
    let output = redacted(&with_part(&format!("Content-Type: {kind}"), text));
    assert_eq!(output, with_part(&format!("Content-Type: {kind}"), expected));
    let head = format!("Content-Type: {kind}\nContent-Transfer-Encoding: base64");
    let output = redacted(&with_part(&head, &encoded(text)));
    assert_eq!(output, with_part(&head, &encoded(expected)), "{text}");
    let wide = |text: &str| {
        let raw: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        data_encoding::BASE64.encode(&raw)
    };
    let head = format!("Content-Type: {kind}; charset=utf-16le\nContent-Transfer-Encoding: base64");
    assert_eq!(redacted(&with_part(&head, &wide(text))), with_part(&head, &wide(expected)), "{text}");
}

#[test]
fn attached_tables_and_documents_have_fields() {
    becomes(
        "text/csv",
        "first_name,x\nZorvane,1\n\"Qu,ill\",2\n",
        "first_name,x\n[PERSON_NAME],1\n\"[PERSON_NAME]\",2\n",
    );
    becomes("text/csv", "first_name;x\nZorvane;1\n", "first_name;x\n[PERSON_NAME];1\n");
    becomes(
        "application/octet-stream; name=a.TSV",
        "first_name\tx\nZorvane\t1\n",
        "first_name\tx\n[PERSON_NAME]\t1\n",
    );
    becomes(
        "application/json",
        "{\"pin\": 1234, \"first_name\": \"Zorvane\", \"x\": [1, true]}\n",
        "{\"pin\": null, \"first_name\": \"[PERSON_NAME]\", \"x\": [1, true]}\n",
    );
    becomes(
        "text/plain",
        "{\"first_name\": \"Zorvane\"}\n{\"first_name\": \"Quill\", \"card\": 4111111111111111}",
        "{\"first_name\": \"[PERSON_NAME]\"}\n{\"first_name\": \"[PERSON_NAME]\", \"card\": null}",
    );
    becomes(
        "text/xml",
        "<r><first_name>Zor<!-- a -->vane</first_name><b first_name=\"Quill\"/></r>",
        "<r><first_name>[PERSON_NAME]</first_name><b first_name=\"[PERSON_NAME]\"/></r>",
    );
    becomes(
        "text/html",
        "<!DOCTYPE html>\n<html><input name=\"first_name\" value=\"Zorvane\"></html>\n",
        "<!DOCTYPE html>\n<html><input name=\"first_name\" value=\"[PERSON_NAME]\"></html>\n",
    );
    // What cannot be read as it says is text, and what text shows is found.
    becomes("application/json", "{\"x\": ann@example.com", "{\"x\": [EMAIL_ADDRESS]");
    becomes("text/xml", "<a>ann@example.com</b>", "<a>[EMAIL_ADDRESS]</b>");
}

#[test]
fn a_text_with_too_many_values_is_not_let_out() {
    let table = |rows: usize| format!("Subject: x\nContent-Type: text/csv\n\na,b\n{}", "1,2\n".repeat(rows));
    filtered(&[], table(100_000).as_bytes());
    let done = filter(&[], table(140_000).as_bytes());
    assert_eq!(done.code, 3);
    assert!(!String::from_utf8_lossy(&done.stdout).contains("1,2"));
}

#[test]
fn a_field_that_leaves_for_nobody_leaves_no_part() {
    let keep = fs::read_to_string("tests/policies/keep-everything.toml").unwrap();
    let text = format!(
        "{keep}\n[[category]]\nid = \"c\"\ntitle = \"C\"\ninfo_types = [\"PERSON_NAME\"]\n\
         [[source]]\nid = \"gone\"\npaths = [\"*\"]\notherwise = \"c\"\nremove_fields = [\"quill\", \"tel\"]\n"
    );
    let file = directory("mail-parts-removed").join("policy.toml");
    fs::write(&file, text).unwrap();
    for (kind, body) in [
        ("text/csv", "a,quill\n1,Zorvane\n"),
        ("application/json", "{\"quill\": {\"b\": \"Zorvane\"}}"),
        ("text/vcard", "BEGIN:VCARD\nTEL:Zorvane\nEND:VCARD"),
    ] {
        let done = filter(
            &["--policy", file.to_str().unwrap()],
            with_part(&format!("Content-Type: {kind}"), body).as_bytes(),
        );
        let output = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(output.contains("--b--") && !output.contains("Zorvane"), "{kind}: {output} {}", done.said());
    }
}

#[test]
fn contacts_and_calendars_are_read_over_their_folds() {
    let contact = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zorvane Q\r\n uill\r\nN:Quill;Zorvane;;Dr;\r\nitem1.TEL;TYPE=cell:12345\r\n\
        NOTE:write to ann@exam\r\n\tple.com\r\nADR:;;1 Quill Street;;;;\r\nBDAY:1970-01-02\r\nEND:VCARD\r\n";
    let clean = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:[PERSON_NAME]\r\n [PERSON_NAME]\r\nN:[PERSON_NAME];[PERSON_NAME];;Dr;\r\n\
        item1.TEL;TYPE=cell:[PHONE_NUMBER]\r\nNOTE:write to [EMAIL_ADDRESS]\r\n\t[EMAIL_ADDRESS]\r\n\
        ADR:;;[STREET_ADDRESS];;;;\r\nBDAY:[DATE_OF_BIRTH]\r\nEND:VCARD\r\n";
    becomes("text/vcard", contact, clean);
    let event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nATTENDEE;CN=\"Quill, Zor\n vane\";ROLE=X:mailto:zoe@exam\n ple.com\nEND:VEVENT\n\
        BEGIN:VEVENT\nORGANIZER;CN=Zorvane;X=y:mailto:zoe@example.com\nDTSTART:20260105T100000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    let quiet = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nATTENDEE;CN=\"[PERSON_NAME]\n [PERSON_NAME]\";ROLE=X:mailto:[EMAIL_ADDRESS]\n [EMAIL_ADDRESS]\nEND:VEVENT\n\
        BEGIN:VEVENT\nORGANIZER;CN=[PERSON_NAME];X=y:mailto:[EMAIL_ADDRESS]\nDTSTART:20260105T100000Z\nEND:VEVENT\nEND:VCALENDAR\n";
    becomes("text/calendar; method=REQUEST", event, quiet);
    // As files of their own, by name and by content.
    let place = directory("mail-cards");
    for (name, input, expected) in
        [("a.vcf", contact, clean), ("a", contact, clean), ("b.ics", event, quiet), ("b.txt", event, quiet)]
    {
        let file = place.join(name);
        fs::write(&file, input).unwrap();
        for (frame, read, threads) in [("1", "1", "1"), ("64", "7", "3"), ("100000", "4096", "2")] {
            let flags = ["--frame-size", frame, "--read-size", read, "--threads", threads];
            let done = run(obelus([&["redact", "--quiet"], &flags[..], &[text(&file)]].concat()), b"");
            assert_eq!(
                (done.code, String::from_utf8(done.stdout).unwrap()),
                (0, expected.to_owned()),
                "{name}"
            );
        }
    }
    // Each contact is a record.
    let two = format!("{contact}{}", contact.replace("12345", "4111111111111111"));
    let done =
        run(obelus(["scan", "--quiet", "--format", "jsonl", "--input-format", "vcard", "-"]), two.as_bytes());
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains("\"record\":1") && said.contains("\"record\":2") && !said.contains("\"record\":3"));
}

#[test]
fn values_are_found_over_the_ends_of_lines_that_go_on() {
    let message = |parameters: &str, body: &str| {
        format!("Subject: x\nContent-Type: text/plain; {parameters}\n\n{body}")
    };
    for (parameters, body, expected) in [
        (
            "format=flowed; delsp=yes",
            "see ann@exam \nple.com now\n",
            "see [EMAIL_ADDRESS] \n[EMAIL_ADDRESS] now\n",
        ),
        (
            "Format=\"Flowed\"",
            "> my card 4111 1111 \n> 1111 1111 \n> is new\n",
            "> my card [CREDIT_CARD_NUMBER] \n> [CREDIT_CARD_NUMBER] \n> is new\n",
        ),
        // Other depths, a signature, and no flow.
        (
            "format=flowed; delsp=yes",
            "ann@exam \n> ple.com\nann@exam \n-- \nple.com\n",
            "ann@exam \n> ple.com\nann@exam \n-- \nple.com\n",
        ),
        ("format=fixed", "ann@exam \nple.com\n", "ann@exam \nple.com\n"),
        // Each line as it stands is looked at, too.
        ("format=flowed; delsp=yes", "4111111111111111 \n1\n", "[CREDIT_CARD_NUMBER] \n1\n"),
    ] {
        assert_eq!(redacted(&message(parameters, body)), message(parameters, expected));
    }
    // Encoded, the space is an escape.
    let head = "Subject: x\nContent-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; format=flowed; delsp=yes\n\n";
    let output = redacted(&format!("{head}see ann=40exam=20\nple=\n.com now\n"));
    assert_eq!(output, format!("{head}see [EMAIL_ADDRESS]=20\n[EMAIL_ADDRESS] now\n"));
}

#[test]
fn people_of_a_message_are_found_in_its_text() {
    let head = |name: &str, address: &str| format!("Date: x\nFrom: {name} <{address}>\nSubject: y\n\n");
    let marked = head("\"[PERSON_NAME]\"", "\"[EMAIL_ADDRESS]\"");
    for (name, body, expected) in [
        ("Zorvane Quill", "yours,\nZORVANE  Quill\n", "yours,\n[PERSON_NAME]\n"),
        ("\"Quill, Zorvane B.\"", "-- \nZorvane Quill\n", "-- \n[PERSON_NAME]\n"),
        ("Zorvane Quill", "Zorvane, Quill, Zorvane Quills\n", "Zorvane, Quill, Zorvane Quills\n"),
        ("Zorvane Quill", "x\n\nZorvane B. Quill\nACME\n", "x\n\n[PERSON_NAME]\nACME\n"),
        ("Zorvane Bea Quill", "by Z. Quill, not Zorvane Quill\n", "by [PERSON_NAME], not [PERSON_NAME]\n"),
        ("Zorvane Quill", "text\n\n  -Zorvane\n", "text\n\n  -[PERSON_NAME]\n"),
        ("x", "Cheers,\nZorvane\n", "Cheers,\n[PERSON_NAME]\n"),
        (
            "x",
            "-- \nZorvane B. Quill | ACME\n12 Example Street, Town\n",
            "-- \n[PERSON_NAME] | ACME\n[STREET_ADDRESS], Town\n",
        ),
        ("x", "Zorvane Quill of 12 Example Street\n", "Zorvane Quill of 12 Example Street\n"),
        (
            "x",
            "In article <1@a.example> zoe@example.com (Zorvane Vane) writes:\n",
            "In article <[EMAIL_ADDRESS]> [EMAIL_ADDRESS] ([PERSON_NAME]) writes:\n",
        ),
        (
            "x",
            "On Mon, 5 Jan 2026, Zorvane Vane <zoe@example.com> wrote:\n",
            "On Mon, 5 Jan 2026, [PERSON_NAME] <[EMAIL_ADDRESS]> wrote:\n",
        ),
        ("x", "uunet!host!zorva, a!b, mail zorva@host\n", "[EMAIL_ADDRESS], a!b, mail [EMAIL_ADDRESS]\n"),
    ] {
        let output = redacted(&format!("{}{body}", head(name, "z@example.com")));
        assert_eq!(output, format!("{marked}{expected}"));
    }
    // Another message has other authors.
    let from = "From a@b.example Mon Jan  5 10:00:00 2026\n";
    let input = format!(
        "{from}{}x\n\n{from}{}by Zorvane Quill\n",
        head("Zorvane Quill", "z@example.com"),
        head("Bob Vane", "b@example.com")
    );
    assert!(redacted(&input).ends_with("by Zorvane Quill\n"));
}

#[test]
fn until_when_a_message_holds_is_no_date_of_a_card() {
    let input = "From: ann@example.com\nExpires: 1 May 2026\nExpiry-Date: 05/26\nSubject: x\n\nx\n";
    let expected = input.replace("ann@example.com", "\"[EMAIL_ADDRESS]\"");
    assert_eq!(redacted(input), expected);
}

#[test]
fn mailboxes_and_messages_with_odd_beginnings_are_told() {
    let place = directory("mail-odd");
    for (name, input, expected) in [
        (
            "bare",
            "From zorva\nSubject: a\nTo: b\n\nx\n\nFrom quill\nSubject: b\nFrom: Zorvane Quill <a>\n\ny\n",
            "From [EMAIL_ADDRESS]\nSubject: a\nTo: \"[EMAIL_ADDRESS]\"\n\nx\n\nFrom [EMAIL_ADDRESS]\nSubject: b\n\
             From: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">\n\ny\n",
        ),
        (
            "empty line",
            "\n\nFrom: Zorvane Quill <z@example.com>\nDate: x\nSubject: y\n\nz\n",
            "\n\nFrom: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">\nDate: x\nSubject: y\n\nz\n",
        ),
        (
            "quoted",
            ">From a b\nFrom: Zorvane Quill <z@example.com>\nDate: x\nSubject: y\n\nz\n",
            ">From a b\nFrom: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">\nDate: x\nSubject: y\n\nz\n",
        ),
        (
            "short",
            "From: Zorvane Quill <z@example.com>\nSubject: y\n\nz\n",
            "From: \"[PERSON_NAME]\" <\"[EMAIL_ADDRESS]\">\nSubject: y\n\nz\n",
        ),
    ] {
        let file = place.join(name);
        fs::write(&file, input).unwrap();
        let done = run(obelus(["redact", "--quiet", text(&file)]), b"");
        assert_eq!((done.code, String::from_utf8(done.stdout).unwrap()), (0, expected.to_owned()), "{name}");
    }
}

#[test]
fn a_scan_says_which_parts_it_left_out() {
    let picture = encoded("\u{1}PNG");
    let mail = with_part("Content-Type: image/png\nContent-Transfer-Encoding: base64", &picture);
    let flags = ["scan", "--input-format", "mail", "--on-unsupported", "skip"];
    let done = run(obelus([&flags[..], &["-"]].concat()), mail.as_bytes());
    assert_eq!(done.code, 3, "{}", done.said());
    assert!(done.said().contains("1 parts of messages cannot be seen into"), "{}", done.said());
    let done = run(obelus([&flags[..], &["--format", "jsonl", "-"]].concat()), mail.as_bytes());
    let rows = String::from_utf8(done.stdout).unwrap();
    let row: serde_json::Value = serde_json::from_str(rows.trim()).unwrap();
    assert_eq!((row["detector"].as_str(), row["line"].as_u64()), (Some("limit"), Some(8)), "{rows}");
    // Nothing is said where nothing was left out.
    let done =
        run(obelus([&flags[..], &["-"]].concat()), with_part("Content-Type: text/plain", "x").as_bytes());
    assert_eq!(done.code, 0);
    assert!(!done.said().contains("parts"), "{}", done.said());
}
