//! Lines as many programs write them: file systems, brokers, web servers, kernels, mobile systems, schedulers.

use super::template::Maker;

/// Lines in which an IPv4 address stands.
static WITH_ADDRESS: &[&str] = &[
    "«iso»,«d3» INFO dfs.DataNode$PacketResponder: Received block blk_-«d19» of size «d8» from /«ip», for «word»@node-«n2»",
    "«iso»,«d3» WARN [SendWorker:«d12»:QuorumCnxManager$SendWorker@«d3»] - Interrupted while waiting for a message on queue of /«ip»:«d5»; closing the channel, session 0x«x16»",
    "«ip» - - [«apache»] \"GET «path»/«word».png HTTP/1.1\" 200 «n6» \"-\" \"«agent»\"",
    "«ip» - «name» [«apache»] \"POST «path»?page=«n3»&sort=«word» HTTP/1.1\" 302 «n5» \"-\" \"«agent»\"",
    "«syslog» host-«n3» sshd[«d5»]: Failed password for invalid user «name» from «ip» port «d5» ssh2",
    "«syslog» host-«n3» sshd[«d5»]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=«ip»  user=root",
    "nova-api.log.1.«iso» «d5» INFO nova.osapi_compute.wsgi.server [req-«uuid» «x32» «x32» - - -] «ip» \"GET /v2/«x32»/servers/detail HTTP/1.1\" status: 200 len: «d4» time: 0.«d7»",
    "[«iso»] chrome.exe - proxy.example.com:«d4» open through proxy at «ip»:5070 HTTPS, «n6» bytes sent, «n7» bytes received, lifetime 00:«d2»",
    "«syslog» combo kernel: [UFW BLOCK] IN=eth«n1» OUT= MAC=00:00:5e:00:53:«x2» SRC=«ip» LEN=«d3» TOS=0x00 PREC=0x00 TTL=«d2» ID=«d5» PROTO=TCP SPT=«d5» DPT=«d4» WINDOW=«d5» RES=0x00 SYN URGP=0",
    "«iso».«d3»Z DEBUG [pool-«n2»-thread-«n3»] c.e.net.Gateway - upstream «ip»:«d4» answered in «n4» us, trace=«x32» span=«x16»",
];

/// Lines that hold numbers of all kinds and no value.
static WITHOUT: &[&str] = &[
    "- «epoch» 2005.«d2».«d2» R«d2»-M0-N«n1»-C:J«d2»-U«d2» 2005-06-03-15.42.50.«d6» RAS KERNEL INFO instruction cache parity error corrected, «n8» total interrupts, address 0x«x8»",
    "«d2»-«d2» 16:13:38.«d3»  «d4»  «d4» D PowerManagerService: acquire lock=«d9», flags=0x1, tag=\"«word»\", name=com.example.«word», ws=WorkSource{«d5»}, uid=«d5», pid=«d4»",
    "2017-06-09 20:10:«d2» INFO storage.BlockManager: Found block rdd_«n2»_«n3» locally, «n4».«n1» KB of «n5».«n1» MB free, task «n5».0 in stage «n3».0 (TID «n6»)",
    "2016-09-28 04:30:«d2», Info                  CBS    Loaded Servicing Stack v6.1.7601.«d5» with Core: C:\\winsxs\\amd64_«word»-servicingstack_«x16»_6.1.7601.«d5»_none_«x16»\\cbscore.dll",
    "«d6» node-«n3» unix.hw state_change.unavailable «epoch» 1 Component State Change: Component \\042alt0\\042 is in the unavailable state (HWID=«d4»)",
    "20171223-22:15:29:«d3»|Step_«word»|«d8»|onStandStepChanged «d4», calculateCaloriesWithCache totalCalories=«d6», getTodayTotalDetailSteps = «epochms»##«d4»##«d6»##«d4»##«d5»##«d8»",
    "«iso»,«d3» INFO [main] org.example.mapreduce.v2.app.MRAppMaster: Executing with tokens for appattempt_«epochms»_«d4»_«d6», container_«epochms»_«d4»_01_«d6», vcores «n2»",
    "«iso» INFO  «word»: «w4»",
    "[«syslog»] «word»-worker-«n2» exited",
    "[Sun Dec 04 04:47:«d2» 2005] [error] mod_jk child workerEnv in error state «n2» after «n6» requests, slot «d4»",
    "«syslog» calvisitor-«d2» kernel[0]: ARPT: «d6».«d6»: wl0: wl_update_tcpkeep_seq: Original Seq: «d10», Ack: «d9», Win size: «d4»; «w4»",
    "«syslog» tbird-admin«n1» ib_sm.x[«d5»]: [ib_sm_sweep.c:«d4»]: No topology change, «w9» «w4» after «n4» sweeps of «n3» ms each",
    "«iso».«d6»+00:00 «word»-«word»-«x10»-«x5» «word»[«n5»]: level=info ts=«epoch».«d6» caller=«word».go:«n4» msg=\"«w7»\" «w5» dur=«n4»ms rev=«x40»",
    "«syslog» host-«n3» systemd[1]: Started Session «n6» of user «word»: «w12».",
    "{\"t\":«epochms»,\"lvl\":\"warn\",\"id\":\"«uuid»\",\"shard\":«n3»,\"offset\":«n10»,\"msg\":\"«w6»\",\"took\":«n5»}",
    "\tat com.example.«word».«word».«word»Handler.«word»(«word».java:«n4») ~[«word»-«n1».«n2».«n1».jar:«n1».«n2».«n1»]",
    "«iso» [«d5»] LOG:  duration: «n4».«d3» ms  statement: SELECT «word», «word»_id FROM «word» WHERE «word»_id = «n9» AND created > «epoch» LIMIT «n3»",
];

/// What little else stands in logs.
static OTHERS: &[&str] = &[
    "«iso».«d3»Z INFO [worker-«n2»] c.e.mail.Sender - queued message for «email», batch «n5», «n4» ms",
    "«iso».«d3»Z INFO [worker-«n2»] c.e.shop.Checkout - payment with «card» accepted, order «d8», «n4» ms",
    "«iso».«d3»Z WARN [worker-«n2»] crm.Import - duplicate of record «n7»: «phone»",
    "«iso».«d3»Z WARN [worker-«n2»] crm.Import - field 7 of record «n7» is not empty: «ssn»",
];

/// One line.
pub fn record(m: &mut Maker, out: &mut Vec<u8>) {
    let choices = match m.rng.below(1000) {
        0..=429 => WITH_ADDRESS,
        430..=449 => OTHERS,
        _ => WITHOUT,
    };
    let template = m.rng.pick(choices);
    m.fill(template, out);
    out.push(b'\n');
}
