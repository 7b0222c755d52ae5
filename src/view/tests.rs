use super::*;

const VALUE: &[u8] = b"ann@example.com";

/// What is read in `text`, to some depth, and how `wanted` is written there: where it begins and ends, and by which coders.
fn places(text: &[u8], wanted: &[u8], depth: usize) -> Vec<(Span, Via)> {
    let mut view = View::default();
    gather(text, 200, &mut view);
    let mut made: Vec<_> = memchr::memmem::find_iter(&view.text, wanted)
        .map(|at| (Span::new(at, at + wanted.len()), Via::PLAIN))
        .collect();
    if depth > 1 && !view.is_empty() {
        made.extend(places(&view.text, wanted, depth - 1));
    }
    made.into_iter()
        .filter_map(|(span, via)| view.place(span, span.start, via, 0))
        .map(|(s, _, via)| (s, via))
        .collect()
}

/// Replaces the value in `text` as it is written there; what is read then.
fn replaced(text: &str, with: &str) -> String {
    let all = places(text.as_bytes(), VALUE, VIEW_DEPTH_MAX);
    let (span, via) = *all.first().unwrap_or_else(|| panic!("{text}"));
    let raw = span.of(text.as_bytes());
    assert!(via.is_whole() || *via.value(raw) == *VALUE, "{text}");
    let mut out = text.as_bytes()[..span.start].to_vec();
    via.write(raw, with.as_bytes(), &mut out);
    out.extend_from_slice(&text.as_bytes()[span.end..]);
    assert!(places(&out, VALUE, VIEW_DEPTH_MAX).is_empty(), "{text}");
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn a_value_is_read_and_written_through_escapes() {
    for (text, written) in [
        ("?m=ann%40example.com&x", "?m=%5BE%20%22%27%5D&x"),
        ("?m=ann%2540example%252Ecom&x", "?m=%255BE%2520%2522%2527%255D&x"),
        ("m=ann%u0040example.com.", "m=%5BE%20%22%27%5D."),
        (r#"{"m":"ann\u0040example.com"}"#, r#"{"m":"[E \u0022\u0027]"}"#),
        (r#""{\"m\":\"ann\\u0040example.com\"}""#, r#""{\"m\":\"[E \\u0022\\u0027]\"}""#),
        (r"m='ann\x40example\056com'", r"m='[E \u0022\u0027]'"),
        ("<b>ann&#64;example&#x2e;com</b>", "<b>[E &#34;&#39;]</b>"),
        ("<b>ann&amp;commat;example&#0046com</b>", "<b>[E &#34;&#39;]</b>"),
        ("(ann\u{200b}@exam\u{ad}ple.com)", "([E \"'])"),
        ("ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[E \"']"),
        ("a\u{1b}[31mnn@exx\u{8}ample.com\u{1b}[0m", "[E \"']"),
        ("ann+AEA-example.com", "[E \"']"),
        (r"'\ud835\udc1ann@example.com'", r"'[E \u0022\u0027]'"),
        (r"'\\ud835\\udc1ann@example.com'", r"'[E \\u0022\\u0027]'"),
        ("<p>an<wbr>n@exa<b>mple.com</b></p>", "<p>[E \"']<wbr><b></b></p>"),
        ("<p>ann<span>@</span>example<b>.</b>com</p>", "<p>[E \"']<span></span><b></b></p>"),
        ("ann@exa<!-- \u{e9} \u{200b}x -->mple.com", "[E \"']"),
    ] {
        assert_eq!(replaced(text, "[E \"']"), written, "{text}");
    }
}

#[test]
fn utf_16_stays_in_pairs() {
    let pairs = |text: &str, first: bool| -> String {
        text.chars().flat_map(|c| if first { ['\0', c] } else { [c, '\0'] }).collect()
    };
    for first in [true, false] {
        let text = pairs("to ann@example.com now", first);
        assert_eq!(replaced(&text, "[E]"), pairs("to [E] now", first));
    }
}

#[test]
fn letters_of_utf_16_are_read_and_written() {
    let pairs = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for value in ["Żaneta", "aŻó", "Иван", "a\u{e9}b\u{17c}"] {
        let (text, with) = (pairs(&format!("to \"{value}\" now")), pairs("to \"[Ł]\" now"));
        let all = places(&text, value.as_bytes(), 1);
        let (span, via) = *all.first().unwrap_or_else(|| panic!("{value}"));
        assert_eq!(*via.value(span.of(&text)), *value.as_bytes());
        let mut out = text[..span.start].to_vec();
        via.write(span.of(&text), "[Ł]".as_bytes(), &mut out);
        out.extend_from_slice(&text[span.end..]);
        assert_eq!(out, with, "{value}");
    }
}

#[test]
fn forms_in_forms_have_spaces() {
    let says = |text: &str| {
        let mut view = View::default();
        gather(text.as_bytes(), 200, &mut view);
        String::from_utf8_lossy(&view.text).into_owned()
    };
    assert!(says("q=to%253A%2Bann").contains("to: ann") && says("q=to%25253A%252Bann").contains("to: ann"));
    assert!(!says("q=to%3A%2Bann").contains("to: ann") && !says("q=to%253A%252Bann").contains("to: ann"));
}

#[test]
fn digits_of_bytes_stay_digits_of_bytes() {
    use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
    for (before, behind) in [("", ""), ("to ", ""), ("", " now"), ("{\"to\":\"", "\",\"n\":1}"), ("a", "b")] {
        let says = format!("{before}ann@example.com{behind}");
        for encoding in [BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER] {
            for around in [("x=", ";"), ("", ""), ("\"", "\"")] {
                let text = format!("{}{}{}", around.0, encoding.encode(says.as_bytes()), around.1);
                let out = replaced(&text, "[EMAIL]");
                let inner = &out[around.0.len()..out.len() - around.1.len()];
                let read = encoding.decode(inner.as_bytes()).unwrap_or_else(|e| panic!("{text} {out} {e}"));
                let read = String::from_utf8_lossy(&read).into_owned();
                // Where more follows, spaces fill the last group.
                assert_eq!(read.replace(' ', ""), format!("{before}[EMAIL]{behind}").replace(' ', ""));
                assert!(read.starts_with(before) && read.ends_with(behind), "{read}");
            }
        }
    }
}

#[test]
fn what_is_around_both_values_is_around_their_union() {
    let base64 = Via::PLAIN.inside(Coder::Base64, 2, 1);
    let escaped = Via::PLAIN.inside(Coder::Escapes, 0, 0).inside(Coder::Base64, 1, 2);
    let of = |lead, trail| Via::PLAIN.inside(Coder::Base64, lead, trail);
    assert_eq!(base64.united(escaped, (4, 4), (12, 12)), of(1, 1));
    assert_eq!(escaped.united(base64, (4, 8), (12, 16)), of(1, 1));
    assert_eq!(base64.united(escaped, (4, 8), (16, 12)), of(2, 1));
    let hex = Via::PLAIN.inside(Coder::Hex, 0, 0);
    assert!(
        base64.united(hex, (4, 4), (12, 12)).is_plain() && Via::PLAIN.united(hex, (4, 4), (8, 8)).is_plain()
    );
}

#[test]
fn bytes_in_a_row_stay_bytes_in_a_row() {
    let row = |text: &str, before: &str, between: &str| {
        text.bytes().map(|b| format!("{before}{b:02x}")).collect::<Vec<_>>().join(between)
    };
    let decimal = |text: &str| text.bytes().map(|b| b.to_string()).collect::<Vec<_>>().join(",");
    for (before, behind) in [("", ""), ("to ", ""), ("", " now"), ("a ", " b")] {
        let (text, made) = (format!("{before}ann@example.com{behind}"), format!("{before}[E]{behind}"));
        // Rows begin anywhere in a block of 64.
        for lead in (0..70).map(|n| "-".repeat(n)) {
            for between in [" ", ":"] {
                let line = |text: &str| format!("{lead}|{}|", row(text, "", between));
                assert_eq!(replaced(&line(&text), "[E]"), line(&made));
            }
            let line = |text: &str| format!("{lead}x = {{ {}, }};", row(text, "0x", ", "));
            assert_eq!(replaced(&line(&text), "[E]"), line(&made));
            let line = |text: &str| format!("{lead}[{}]", decimal(text));
            assert_eq!(replaced(&line(&text), "[E]"), line(&made));
        }
    }
}

#[test]
fn coders_stand_in_each_other() {
    let inner = data_encoding::BASE64.encode(br#"{"m":"ann\u0040example.com"}"#);
    let out = replaced(&format!("?t={}&u", inner.replace('=', "%3D")), "[E]");
    let digits = out[3..out.len() - 2].replace("%3D", "=");
    let read =
        data_encoding::BASE64.decode(digits.as_bytes()).map(|b| String::from_utf8_lossy(&b).into_owned());
    assert_eq!(read.map(|r| r.replace(' ', "")).as_deref(), Ok(r#"{"m":"[E]"}"#));
    let twice = data_encoding::BASE64.encode(data_encoding::BASE64.encode(b"to ann@example.com").as_bytes());
    assert_eq!(places(twice.as_bytes(), VALUE, VIEW_DEPTH_MAX).len(), 1);
    // What fills up the outer digits may not stand between the inner ones.
    for (before, behind) in [("", ""), ("a", ""), ("ab", "now"), ("to ", " and then")] {
        let says = format!("{before} ann@example.com {behind}");
        let inner = data_encoding::BASE64.encode(says.as_bytes());
        let out = replaced(&data_encoding::BASE64.encode(inner.as_bytes()), "[E]");
        let decode = |digits: &[u8]| {
            data_encoding::BASE64.decode(digits).unwrap_or_else(|e| panic!("{says} {out} {e}"))
        };
        let read = String::from_utf8_lossy(&decode(&decode(out.as_bytes()))).into_owned();
        assert_eq!(read.replace(' ', ""), format!("{before}[E]{behind}").replace(' ', ""));
    }
}

#[test]
fn what_is_plain_has_no_view() {
    for text in [
        "",
        "plain text of words",
        "52:54:00:12:34:5f 12:30:45 [1, 2, 3, 4, 5, 6, 7] ff d8 ff e0 00 10 4a 46",
        "a=b&c=d 100% C:\\dir it's 1+1 ann@example.com",
        "Москва «да» — 7",
    ] {
        let mut view = View::default();
        gather(text.as_bytes(), 100, &mut view);
        assert!(view.is_empty(), "{text}");
    }
}

#[test]
fn a_long_line_is_read_around_its_units_alone() {
    let text = format!("{}%41 {}", "x ".repeat(500), "y ".repeat(500));
    let mut view = View::default();
    gather(text.as_bytes(), 100, &mut view);
    assert_eq!(view.text.len(), 100 + 1 + 100 + 1);
    let at = |wanted: &str| {
        memchr::memmem::find(&view.text, wanted.as_bytes()).map(|at| Span::new(at, at + wanted.len()))
    };
    let place = |wanted: &str| view.place(at(wanted)?, at(wanted)?.start, Via::PLAIN, 10).map(|(s, ..)| s);
    assert_eq!(place("A"), Some(Span::new(1000, 1003)));
    assert_eq!(place("x x x"), None);
}

#[test]
fn compressed_text_is_read_wherever_it_begins_and_within_bounds() {
    use std::io::Write;
    let compressed = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap_or_default();
        encoder.finish().unwrap_or_default()
    };
    let digits = data_encoding::BASE64.encode(&compressed(b"to ann@example.com, today"));
    for text in [digits.clone(), format!("/a/b-{digits}"), format!("x={}", digits.trim_end_matches('='))] {
        replaced(&text, "[E]");
    }
    // Bombs, and what could begin everywhere, are work in proportion to their length.
    let mut view = View::default();
    gather(data_encoding::BASE64.encode(&compressed(&[b'a'; 3 << 20])).as_bytes(), 100, &mut view);
    assert_eq!((view.unread().len(), view.text.len()), (1, 0));
    view.clear();
    gather("/eJ".repeat(100_000).as_bytes(), 100, &mut view);
    assert!(view.text.len() < 1 << 20);
}

/// How many bytes are read of `text`, to full depth.
fn read_of(text: &[u8], depth: usize) -> usize {
    let mut view = View::default();
    gather(text, 8300, &mut view);
    view.text.len() + if depth > 1 && !view.is_empty() { read_of(&view.text, depth - 1) } else { 0 }
}

#[test]
fn what_is_read_grows_with_the_text_and_no_faster() {
    let nested = |times: usize| {
        (0..times)
            .fold(b"ann@example.com ".repeat(20), |text, _| data_encoding::BASE64.encode(&text).into_bytes())
    };
    let families: Vec<(&str, Vec<u8>)> = vec![
        ("escapes of escapes", b"%25".to_vec()),
        ("all that escapes", b"%4\\u00&#=40+AEA-\\x4%u\x1b[0&amp;amp;".to_vec()),
        ("references", b"&amp;".to_vec()),
        ("backslashes", b"\\".to_vec()),
        ("digits that say digits", b"V".to_vec()),
        ("digits of digits", nested(2)),
        ("digits of digits of digits", nested(3)),
        ("digits of digits of digits of digits", nested(4)),
        ("hexadecimal digits", b"36313631".to_vec()),
        ("heads of compressed text", b"/eJzH4sI".to_vec()),
        ("names and domains", b"a at b dot c ".to_vec()),
        ("brackets", b"[at](dot)<at>".to_vec()),
        ("bytes in a row", b"61 ".to_vec()),
        ("rows of bytes", b"61:6e:6e:40:62:63 ".to_vec()),
        ("lists of bytes", b"0x61, ".to_vec()),
        ("closing brackets", b"97,]".to_vec()),
        ("plus signs", b"123+456+".to_vec()),
        ("escapes and plus signs", b"1%20+2".to_vec()),
        ("zeros", b"a\0".to_vec()),
        ("letters that look alike", "аn@1".as_bytes().to_vec()),
    ];
    for (name, piece) in families {
        for size in [1 << 12, 1 << 13, 1 << 14, 1 << 17] {
            let text = piece.repeat(size / piece.len() + 1);
            let read = read_of(&text, VIEW_DEPTH_MAX);
            assert!(read <= 16 * text.len() + 4096, "{name}: {read} of {}", text.len());
        }
    }
}

#[test]
fn every_word_for_a_sign_ends_with_what_may_end_one() {
    for word in spelled::AT.iter().chain(&spelled::DOT).copied().chain([&b"at"[..], b"dot", b"@", b"."]) {
        let last = word[word.len() - 1];
        assert!(spelled::is_sign(word) && spelled::may_end_sign(last));
        assert!(spelled::may_end_sign(last.to_ascii_uppercase()));
    }
}
