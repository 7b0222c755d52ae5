//! Lines of each format, and what becomes of them for who gets nothing.

pub struct Sample {
    /// As what it is read.
    pub format: &'static str,
    pub input: &'static str,
    pub output: &'static str,
    /// Its content says what it is.
    pub is_told: bool,
    /// `tests/independent/lines.py` reads it.
    pub is_checked: bool,
}

pub static SAMPLES: &[Sample] = &[
    Sample {
        format: "access-log",
        is_told: true,
        is_checked: true,
        input: r#"192.0.2.1 - anna [10/Oct/2000:13:55:36 -0700] "GET /a/b HTTP/1.0" 200 2326
client.example.net berta carla d [10/Oct/2000:13:55:36 -0700] "POST / HTTP/1.1" 404 - "http://example.com/x" "Mozilla/5.0 (X11; \"x\")" rt=0.001 user="dora"
www.example.com:443 192.0.2.2 - root [10/Oct/2000:13:55:37 -0700] "\x16\x03" 400 0 "-" "-"
"#,
        output: r#"[IPV4_ADDRESS] - [USERNAME] [10/Oct/2000:13:55:36 -0700] "GET /a/b HTTP/1.0" 200 2326
[IPV4_ADDRESS] [USERNAME] [USERNAME] [10/Oct/2000:13:55:36 -0700] "POST / HTTP/1.1" 404 - "http://example.com/x" "[HTTP_USER_AGENT]" rt=0.001 user="[USERNAME]"
www.example.com:443 [IPV4_ADDRESS] - root [10/Oct/2000:13:55:37 -0700] "\x16\x03" 400 0 "-" "-"
"#,
    },
    Sample {
        format: "error-log",
        is_told: true,
        is_checked: false,
        input: r#"[Sun Dec 04 04:47:44.123 2005] [core:error] [pid 35708:tid 4328636416] [client 192.0.2.1:80] AH01617: user anna: authentication failure for "/x": Password Mismatch, referer: http://example.com/y
[Sun Dec 04 04:47:44 2005] [error] [client dialup.example.net] File does not exist: /var/www/a
2026/11/29 10:00:00 [error] 1#0: *1 user "berta" was not found in "/etc/x", client: 192.0.2.2, server: example.com, request: "GET /x HTTP/1.1", host: "example.com", referrer: "http://example.com/z"
[Sun Dec 04 04:47:44 2005] [notice] Apache configured -- resuming normal operations
"#,
        output: r#"[Sun Dec 04 04:47:44.123 2005] [core:error] [pid 35708:tid 4328636416] [client [IPV4_ADDRESS]:80] AH01617: user [USERNAME]: authentication failure for "/x": Password Mismatch, referer: [PAGE_VIEWED]
[Sun Dec 04 04:47:44 2005] [error] [client [IPV4_ADDRESS]] File does not exist: /var/www/a
2026/11/29 10:00:00 [error] 1#0: *1 user "[USERNAME]" was not found in "/etc/x", client: [IPV4_ADDRESS], server: example.com, request: "GET /x HTTP/1.1", host: "example.com", referrer: "[PAGE_VIEWED]"
[Sun Dec 04 04:47:44 2005] [notice] Apache configured -- resuming normal operations
"#,
    },
    Sample {
        format: "w3c-log",
        is_told: true,
        is_checked: true,
        input: "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: date time c-ip cs-username cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Cookie)\n\
                2026-01-01 10:00:00 192.0.2.1 CORP\\anna /x - 200 Mozilla/5.0+(X11) a=b\n2026-01-01 10:00:00 192.0.2.1 - /y q=1 404 - -\n\
                #Fields: date sc-status cs-username\n2026-01-01 200 berta\n\
                #Fields: date\tc-ip\tcs(User-Agent)\n2026-01-01\tpool.example.net\tAcme Browser 1\n",
        output: "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: date time c-ip cs-username cs-uri-stem cs-uri-query sc-status cs(User-Agent) cs(Cookie)\n\
                2026-01-01 10:00:00 [IPV4_ADDRESS] [USERNAME] [PAGE_VIEWED] - 200 [HTTP_USER_AGENT] [HTTP_COOKIE]\n2026-01-01 10:00:00 [IPV4_ADDRESS] - [PAGE_VIEWED] [URL_QUERY_STRING] 404 - -\n\
                #Fields: date sc-status cs-username\n2026-01-01 200 [USERNAME]\n\
                #Fields: date\tc-ip\tcs(User-Agent)\n2026-01-01\t[IPV4_ADDRESS]\t[HTTP_USER_AGENT]\n",
    },
    Sample {
        format: "syslog",
        is_told: true,
        is_checked: true,
        input: r#"<34>1 2003-10-11T22:14:15.003Z web1 su 77 ID47 [ex@32473 user="an\"na\]" mail="ann@example.com"][m@1 suser="CORP\\berta"] session of user=carla, rhost=host.example.net
<165>1 2003-10-11T22:14:15Z web1 app - - - started
<34>Oct 11 22:14:15 web1 sshd[77]: pam_unix: user=anna uid=1000 euid=0 ruser= logname=root name=worker-1
Jan  1 10:00:00 web1 CRON[1]: (root) CMD PWD=/srv/x
2026-01-01T10:00:00.123456+00:00 web1 postfix/smtpd[1]: A1: client=unknown, sasl_username=dora
Jan  1 10:00:00 fw CEF:0|a|b|1|2|n|3|suser=Anna Miller src=192.0.2.1
Jan  1 10:00:00 h audit[1]: USER_LOGIN pid=1 auid=1000 ses=2 msg='op=login acct="anna" exe="/usr/sbin/sshd" res=success'
Jan  1 10:00:00 fw kernel: [1.0] IN=eth0 MAC=02:00:5e:10:00:01:02:00:5e:10:00:02:08:00 SRC=192.0.2.1 TTL=64
"#,
        output: r#"<34>1 2003-10-11T22:14:15.003Z web1 su 77 ID47 [ex@32473 user="[USERNAME\]" mail="[EMAIL_ADDRESS\]"][m@1 suser="[USERNAME\]"] session of user=[USERNAME], rhost=[IPV4_ADDRESS]
<165>1 2003-10-11T22:14:15Z web1 app - - - started
<34>Oct 11 22:14:15 web1 sshd[77]: pam_unix: user=[USERNAME] uid=[USER_ID] euid=0 ruser= logname=root name=worker-1
Jan  1 10:00:00 web1 CRON[1]: (root) CMD PWD=/srv/x
2026-01-01T10:00:00.123456+00:00 web1 postfix/smtpd[1]: A1: client=unknown, sasl_username=[USERNAME]
Jan  1 10:00:00 fw CEF:0|a|b|1|2|n|3|suser=[USERNAME] src=[IPV4_ADDRESS]
Jan  1 10:00:00 h audit[1]: USER_LOGIN pid=1 auid=[USER_ID] ses=2 msg='op=login acct="[USERNAME]" exe="/usr/sbin/sshd" res=success'
Jan  1 10:00:00 fw kernel: [1.0] IN=eth0 MAC=[MAC_ADDRESS]:[MAC_ADDRESS]:08:00 SRC=[IPV4_ADDRESS] TTL=64
"#,
    },
    Sample {
        format: "cef",
        is_told: true,
        is_checked: true,
        input: "CEF:0|Acme|Fire\\|wall|1.0|100|login|5|suser=Anna Miller duser=CORP\\\\berta cs1=carla cs1Label=User Name msg=a\\=b c dvchost=fw1 suid=42 outcome=ok\n\
                LEEF:1.0|Acme|Fire|1.0|100|usrName=anna\tsrc=192.0.2.1\tidentHostName=pc.example.net\tsev=5\n\
                LEEF:2.0|Acme|Fire|1.0|100|x5E|usrName=Anna Miller^sev=5\n",
        output: "CEF:0|Acme|Fire\\|wall|1.0|100|login|5|suser=[USERNAME] duser=[USERNAME] cs1=[USERNAME] cs1Label=User Name msg=a\\=b c dvchost=fw1 suid=[USER_ID] outcome=ok\n\
                LEEF:1.0|Acme|Fire|1.0|100|usrName=[USERNAME]\tsrc=[IPV4_ADDRESS]\tidentHostName=[IPV4_ADDRESS]\tsev=5\n\
                LEEF:2.0|Acme|Fire|1.0|100|x5E|usrName=[USERNAME]^sev=5\n",
    },
    Sample {
        format: "elb-log",
        is_told: true,
        is_checked: true,
        input: r#"2015-05-13T23:39:43.945958Z lb 192.0.2.1:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/a HTTP/1.1" "Acme/1" - -
https 2018-07-02T22:23:00.186641Z app/lb/50dc 192.0.2.2:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "Acme/1" - -
"#,
        output: r#"2015-05-13T23:39:43.945958Z lb [IPV4_ADDRESS]:2817 [IPV4_ADDRESS]:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/a HTTP/1.1" "[HTTP_USER_AGENT]" - -
https 2018-07-02T22:23:00.186641Z app/lb/50dc [IPV4_ADDRESS]:2817 [IPV4_ADDRESS]:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "[HTTP_USER_AGENT]" - -
"#,
    },
    Sample {
        format: "journal",
        is_told: true,
        is_checked: true,
        input: "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_UID=1000\n_HOSTNAME=web1\nMESSAGE=opened user=anna name=x\nUSER_NAME=Anna Miller\n\n",
        output: "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_UID=[USER_ID]\n_HOSTNAME=web1\nMESSAGE=opened user=[USERNAME] name=x\nUSER_NAME=[USERNAME]\n\n",
    },
    Sample {
        format: "logfmt",
        is_told: true,
        is_checked: false,
        input: "time=2026-01-01T10:00:00Z level=info msg=\"signed in\" user=anna status=200\n\
                time=2026-01-01T10:00:00Z level=info msg=\"a \\\"b\\\"\" user=\"an\\\"na\" first_name=Berta took=5ms\n\
                time=1 level=info password=\"ab\"cd\" user=root name=web\n",
        output: "time=2026-01-01T10:00:00Z level=info msg=\"signed in\" user=[USERNAME] status=200\n\
                time=2026-01-01T10:00:00Z level=info msg=\"a \\\"b\\\"\" user=\"[USERNAME]\" first_name=[PERSON_NAME] took=5ms\n\
                time=1 level=info password=[PASSWORD] user=root name=[PERSON_NAME]\n",
    },
    Sample {
        format: "html",
        is_told: true,
        is_checked: false,
        input: r#"<!DOCTYPE html>
<html><head><title>Profile of ann@example.com</title><meta content="Anna Miller" name="author">
<script>if (a<b) { name = "Anna" }</script></head><body>
<!-- no <script> here --><!-- <input name="first_name" value="Anna"> -->
<input type="text" name="first_name" value="Anna" disabled> <input value='Miller' name=last_name>
<label>Phone</label> <input id=p1 value=x12>
<dl><dt>Date of birth</dt><dd>2 Jan 1980</dd><dt>Price</dt><dd>12.50</dd></dl>
<table><tr><th>First name</th><th>City</th><th>State</th></tr>
<tr><td>Anna</td><td>Springfield</td><td>open</td></tr></table>
<p>Employee id: <b>7781</b> of <i>Anna</i></p>
<div class="username">anna</div> <div class="btn">anna</div>
<input
 name="last_name"
 value="Miller">
<textarea name="address">12 Elm Street
Springfield</textarea> 1 < 2
<div data-user-id="7781" data-role="x" title="a"></div>
</body></html>
"#,
        output: r#"<!DOCTYPE html>
<html><head><title>Profile of [EMAIL_ADDRESS]</title><meta content="[PERSON_NAME]" name="author">
<script>if (a<b) { name = "Anna" }</script></head><body>
<!-- no <script> here --><!-- <input name="first_name" value="[PERSON_NAME]"> -->
<input type="text" name="first_name" value="[PERSON_NAME]" disabled> <input value='[PERSON_NAME]' name=last_name>
<label>Phone</label> <input id=p1 value=[PHONE_NUMBER]>
<dl><dt>Date of birth</dt><dd>[DATE_OF_BIRTH]</dd><dt>Price</dt><dd>12.50</dd></dl>
<table><tr><th>First name</th><th>City</th><th>State</th></tr>
<tr><td>[PERSON_NAME]</td><td>[STREET_ADDRESS]</td><td>open</td></tr></table>
<p>Employee id: <b>[EMPLOYEE_ID]</b> of <i>Anna</i></p>
<div class="username">[USERNAME]</div> <div class="btn">anna</div>
<input
 name="last_name"
 value="[PERSON_NAME]">
<textarea name="address">[STREET_ADDRESS]
[STREET_ADDRESS]</textarea> 1 < 2
<div data-user-id="[USER_ID]" data-role="x" title="a"></div>
</body></html>
"#,
    },
    Sample {
        format: "yaml",
        is_told: false,
        is_checked: false,
        input: r#"%YAML 1.2
---
# about ann@example.com
entry:
  first_name: Anna   # her name
  "last_name": 'O''Neil'
  emails:
  - ann@example.com
  - "b\"c@example.com"
  bio: |
    call 202-555-0143

    or not
  note: ann@example.com wrote
users: [{username: anna, id: 7}, {"username":"berta"}]
username: "carla
  dora"
port: 8080
url_count: 3
ann@example.com: x
"#,
        output: r#"%YAML 1.2
---
# about [EMAIL_ADDRESS]
entry:
  first_name: "[PERSON_NAME]"   # her name
  "last_name": '[PERSON_NAME]'
  emails:
  - "[EMAIL_ADDRESS]"
  - "[EMAIL_ADDRESS]"
  bio: |
    call [PHONE_NUMBER]

    or not
  note: "[EMAIL_ADDRESS]"
users: [{username: "[USERNAME]", id: "[USER_ID]"}, {"username":"[USERNAME]"}]
username: "[USERNAME]
  [USERNAME]"
port: 8080
url_count: 3
"[EMAIL_ADDRESS]": x
"#,
    },
    Sample {
        format: "ini",
        is_told: false,
        is_checked: true,
        input: "; settings\n[user]\n\tname = Anna Miller\n\temail = ann@example.com\n[customer]\nphone: 202-555-0143\n[core]\neditor = vi\nfolder = C:\\\nfirst_name = Anna\n[db]\npassword = hunter2\n  more\n",
        output: "; settings\n[user]\n\tname = [PERSON_NAME]\n\temail = [EMAIL_ADDRESS]\n[customer]\nphone: [PHONE_NUMBER]\n[core]\neditor = vi\nfolder = C:\\\nfirst_name = [PERSON_NAME]\n[db]\npassword = [PASSWORD]\n  [PASSWORD]\n",
    },
    Sample {
        format: "properties",
        is_told: false,
        is_checked: false,
        input: "# mail\nmail.username=anna\nmail.password: hunter2\nfirst_name An\\\n  na\nport=25\n",
        output: "# mail\nmail.username=[USERNAME]\nmail.password: [PASSWORD]\nfirst_name [PERSON_NAME]\\\n  [PERSON_NAME]\nport=25\n",
    },
    Sample {
        format: "env",
        is_told: false,
        is_checked: true,
        input: "# local\nexport MAIL_USERNAME=\"anna\"\nDB_PASSWORD=hunter2 # secret\nSMTP_PASSWORD='ab'cd\nFULL_NAME='Anna\nMiller'\nPORT=80\nPWD=/srv\n",
        output: "# local\nexport MAIL_USERNAME=\"[USERNAME]\"\nDB_PASSWORD=[PASSWORD] # secret\nSMTP_PASSWORD=[PASSWORD]\nFULL_NAME='[PERSON_NAME]\n[PERSON_NAME]'\nPORT=80\nPWD=/srv\n",
    },
];
