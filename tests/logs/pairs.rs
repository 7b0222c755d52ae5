//! Pairs of a key and its value that are not quite what they should be: spaces, quotes and brackets too many or too few.

use crate::redacted;

/// Lines of logfmt, with nothing in them that may come out and has `xyz` in it.
const LOGFMT: &[&str] = &[
    "level=info  user=annaxyz   status=200",
    "level=info\tuser=annaxyz\tstatus=200",
    "level=info user= annaxyz status=200",
    "level=info user =annaxyz status=200",
    "level=info user = annaxyz status=200",
    "level=info user\t=\t\"annaxyz\" status=200",
    "level=info user: annaxyz status=200",
    "level=info user:\"annaxyz\" status=200",
    "level=info \"user\"=\"annaxyz\" status=200",
    "level=info user=\"anna xyz status=200",
    "level=info password=\"axyz b=cxyz status=200",
    "level=info user=anna xyz\" status=200",
    "level=info user=\"anna \"x xyz\" status=200",
    "level=info user=\"\"annaxyz\" status=200",
    "level=info user=\"annaxyz\"\" status=200",
    "level=infouser=annaxyz status=200",
    "msg=\"a b\"user=annaxyz status=200",
    "level=info =annaxyz status=200",
    "level=info user[name]=annaxyz status=200",
    "level=info users[0].username=annaxyz status=200",
    "level=info [1]user=annaxyz status=200",
    "level=info request.user.name=annaxyz status=200",
    "level=info url=/a?x=1&user=annaxyz status=200",
];

const SYSLOG: &[&str] = &[
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e user=annaxyz] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e user=\"annaxyz] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e user = \"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e user: \"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e x=\"1 user=\"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e x=\"1\"user=\"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e x=\"1\"] [e2 user=\"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 e user=\"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z  h a\t1 ID1  [e user=\"annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 - user=annaxyz m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e user=\"x\"] annaxyz\"] m",
    "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e x=\"1\"][f annaxyz\"] m",
    "Jan  1 10:00:00  h sshd[1]: user=annaxyz uid=0",
    "Jan  1 10:00:00 h sshd[1]:user=annaxyz uid=0",
    "Jan 1 10:00:00 h sshd[1]: user=annaxyz uid=0",
    "Jan  1 10:00:00 h sshd[1]: x=1user=annaxyz uid=0",
    "Jan  1 10:00:00 h sshd[1]: user = annaxyz uid=0",
    "Jan  1 10:00:00 h sshd[1]: user=\"anna xyz uid=0",
    "Jan  1 10:00:00 h sshd[1]: user=anna xyz\" uid=0",
    "Jan  1 10:00:00 h audit[1]: msg='op=login acct=\"annaxyz exe=\"/usr/sbin/sshd\" res=success'",
    "Jan  1 10:00:00 h audit[1]: msg='op=login acct=\"annaxyz\" exe=\"/usr/sbin/sshd\" res=success",
];

#[test]
fn odd_pairs_keep_their_names() {
    for (format, lines) in [("logfmt", LOGFMT), ("syslog", SYSLOG)] {
        for line in lines {
            let output = redacted(&["--input-format", format], &format!("{line}\n"));
            assert!(!output.contains("xyz"), "{format}: {line}\n{output}");
            // Broken structured data are read by their quotes, and what was written has others.
            if format == "logfmt" {
                assert_eq!(redacted(&["--input-format", format], &output), output, "a second run of {line}");
            }
        }
    }
}

/// What is no odd line loses nothing.
#[test]
fn pairs_as_they_should_be_lose_no_more_than_they_have_to() {
    for (format, line) in [
        ("logfmt", "at=2026-01-01T10:00:00Z sum=YWJj== note=\"a = b\" empty= last=x"),
        ("logfmt", "level=info msg=\"it's \\\"fine\\\"\" host:port=h n=5"),
        ("syslog", "Jan  1 10:00:00 h app[1]: x == y, a=b=c, it's \"quoted\" (k=v)"),
        ("syslog", "<34>1 2003-10-11T22:14:15.003Z h a 1 ID1 [e x=\"1\" y=\"\"][f z=\"2\"] message with k=v"),
        ("syslog", "Jan  1 10:00:00 h sshd[1]: logname= uid=0 euid=0 tty=ssh ruser= rhost="),
    ] {
        let input = format!("{line}\n");
        assert_eq!(redacted(&["--input-format", format], &input), input, "{format}");
    }
}
