//! Lines of known logs, of settings and of pages; for what is measured by names.

use super::Corpus;
use super::template::Maker;

/// What an input begins with.
pub fn head(corpus: Corpus) -> &'static str {
    match corpus {
        Corpus::W3c => {
            "#Version: 1.0\n#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-bytes time-taken cs(User-Agent)\n"
        }
        Corpus::Html => "<!DOCTYPE html>\n<html><body>\n",
        _ => "",
    }
}

/// One line, or as many as belong together.
pub fn record(corpus: Corpus, m: &mut Maker, out: &mut Vec<u8>) {
    match corpus {
        Corpus::Access => {
            m.fill("«ip» - ", out);
            m.either(10, "«name»", "-", out);
            m.append(" [«apache»] \"GET «path»/«word».png?page=«n3» HTTP/1.1\" 200 «n6» \"-\" \"«agent»\"\n", out);
        }
        Corpus::Syslog => {
            m.fill("«syslog» host-«n3» ", out);
            let lines = [
                "sshd[«d5»]: Failed password for invalid user «name» from «ip» port «d5» ssh2\n",
                "systemd[1]: Started Session «n6» of user «word»: «w12».\n",
                "kernel[0]: «word»: «w7» «n5» bytes, offset «n10»\n",
            ];
            m.one_of(&lines, out);
        }
        Corpus::W3c => {
            m.fill("2026-01-05 10:00:«d2» «ip» ", out);
            m.either(10, "«name»", "-", out);
            m.append(" GET «path» 200 «n6» «n4» Mozilla/5.0+(X11;+Linux+x86_64)+«word»/«n2».0\n", out);
        }
        Corpus::Logfmt => {
            m.fill("ts=«epoch».«d3» level=info caller=«word».go:«n3» ", out);
            m.either(20, "user=«name» client=«ip» ", "trace=«x32» ", out);
            m.append("msg=\"«w7»\" dur=«n4»ms path=«path»\n", out);
        }
        Corpus::Yaml => m.fill(
            "- id: «n6»\n  title: «w4»\n  owner:\n    email: «email»\n    note: \"«w9»\"\n  tags: [«word», «word»]\n  limits:\n    cpu: «n3»m\n    memory: «n4»Mi\n",
            out,
        ),
        _ => m.fill(
            "<tr class=\"«word»\"><td><a href=\"«path»\">«w3»</a></td><td data-order=\"«n6»\">«w6»</td></tr>\n<p>«w12» &amp; «w7» <a href=\"mailto:«email»\">«word»</a></p>\n",
            out,
        ),
    }
}
