//! Programs that take passwords as options, by their manuals.

/// What a value looks like.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// Like anything.
    Any,
    /// Like anything but a short number, a path or ports: other commands of the same name have an option like it.
    Word,
    /// Like a name and a password with this between them.
    Pair(u8),
    /// Like anything behind an option whose letter stands alone, but the community that all devices have.
    Alone,
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    /// Directly behind its option: alone, the option asks for it.
    Joined,
    /// Apart from it.
    Apart,
    Either,
}

/// Programs, an option, where its value stands, and what it looks like.
pub(super) type Use = (&'static [&'static [u8]], &'static [u8], Stand, Form);

static MYSQL: &[&[u8]] = &[
    b"mysql",
    b"mysqldump",
    b"mysqladmin",
    b"mysqlimport",
    b"mysqlcheck",
    b"mysqlshow",
    b"mysqlslap",
    b"mysqlbinlog",
    b"mysqlsh",
    b"mysqlpump",
    b"mariadb",
    b"mariadb-dump",
    b"mariadb-admin",
    b"mariadb-check",
];

static ARCHIVES: &[&[u8]] = &[b"7z", b"7za", b"7zr", b"7zz", b"rar", b"unrar"];

static LOGINS: &[&[u8]] = &[
    b"login",
    b"mongo",
    b"mongosh",
    b"mongodump",
    b"mongorestore",
    b"mongoexport",
    b"mongoimport",
    b"mongostat",
    b"mongotop",
    b"rabbitmqadmin",
    b"ncftpput",
    b"ncftpget",
    b"ncftpls",
    b"ncftp",
    b"useradd",
    b"usermod",
    b"cqlsh",
    b"beeline",
    b"hdbsql",
    b"racadm",
    b"psexec",
    b"psexec64",
    b"evil-winrm",
    b"twine",
    b"rdesktop",
    b"certutil",
    b"hydra",
    b"crackmapexec",
    b"netexec",
    b"nxc",
];

static WITH_CAPITAL: &[&[u8]] = &[
    b"sqlcmd",
    b"bcp",
    b"isql",
    b"osql",
    b"tsql",
    b"zip",
    b"unzip",
    b"zipcloak",
    b"ipmitool",
    b"mosquitto_pub",
    b"mosquitto_sub",
    b"mosquitto_rr",
];

static LDAP: &[&[u8]] = &[
    b"ldapsearch",
    b"ldapadd",
    b"ldapmodify",
    b"ldapdelete",
    b"ldapmodrdn",
    b"ldappasswd",
    b"ldapwhoami",
    b"ldapcompare",
];

static SNMP: &[&[u8]] =
    &[b"snmpwalk", b"snmpbulkwalk", b"snmpget", b"snmpgetnext", b"snmpset", b"snmptrap", b"snmptable"];

static CURL: &[&[u8]] = &[b"curl", b"wget", b"xh", b"http", b"https"];

static SAMBA: &[&[u8]] = &[b"smbclient", b"rpcclient", b"smbmap", b"smbget", b"winexe", b"net"];

static PDF: &[&[u8]] =
    &[b"pdftotext", b"pdftoppm", b"pdftocairo", b"pdfinfo", b"pdfimages", b"pdftohtml", b"pdfdetach"];

/// What copies images between registries.
static IMAGES: &[&[u8]] = &[b"skopeo", b"podman", b"buildah"];

/// What has a command `login` that takes a password.
pub(super) static REGISTRIES: &[&[u8]] = &[
    b"docker",
    b"podman",
    b"nerdctl",
    b"buildah",
    b"skopeo",
    b"helm",
    b"oras",
    b"crane",
    b"az",
    b"cf",
    b"oc",
    b"ibmcloud",
];

/// What programs call their options, by their manuals.
pub(super) static USES: &[Use] = &[
    (MYSQL, b"p", Stand::Joined, Form::Any),
    (ARCHIVES, b"p", Stand::Joined, Form::Any),
    (ARCHIVES, b"hp", Stand::Joined, Form::Any),
    (&[b"sshpass"], b"p", Stand::Either, Form::Any),
    (&[b"ssh-keygen"], b"N", Stand::Apart, Form::Any),
    (&[b"ssh-keygen"], b"P", Stand::Apart, Form::Any),
    (LOGINS, b"p", Stand::Either, Form::Word),
    (WITH_CAPITAL, b"P", Stand::Either, Form::Word),
    (LDAP, b"w", Stand::Either, Form::Any),
    (&[b"ldappasswd"], b"s", Stand::Either, Form::Any),
    (&[b"redis-cli", b"valkey-cli", b"keydb-cli"], b"a", Stand::Either, Form::Any),
    (&[b"plink", b"pscp", b"psftp", b"putty", b"kitty"], b"pw", Stand::Apart, Form::Any),
    (SNMP, b"A", Stand::Either, Form::Alone),
    (SNMP, b"X", Stand::Either, Form::Alone),
    (SNMP, b"c", Stand::Either, Form::Alone),
    (&[b"openssl"], b"k", Stand::Apart, Form::Alone),
    (CURL, b"u", Stand::Either, Form::Pair(b':')),
    (CURL, b"U", Stand::Either, Form::Pair(b':')),
    (CURL, b"a", Stand::Either, Form::Pair(b':')),
    (CURL, b"user", Stand::Apart, Form::Pair(b':')),
    (CURL, b"proxy-user", Stand::Apart, Form::Pair(b':')),
    (CURL, b"auth", Stand::Apart, Form::Pair(b':')),
    (IMAGES, b"creds", Stand::Apart, Form::Pair(b':')),
    (IMAGES, b"src-creds", Stand::Apart, Form::Pair(b':')),
    (IMAGES, b"dest-creds", Stand::Apart, Form::Pair(b':')),
    (&[b"etcdctl"], b"user", Stand::Apart, Form::Pair(b':')),
    (&[b"ab"], b"A", Stand::Apart, Form::Pair(b':')),
    (&[b"ab"], b"P", Stand::Apart, Form::Pair(b':')),
    (SAMBA, b"U", Stand::Either, Form::Pair(b'%')),
    (PDF, b"upw", Stand::Apart, Form::Any),
    (PDF, b"opw", Stand::Apart, Form::Any),
    (&[b"lftp"], b"u", Stand::Either, Form::Pair(b',')),
];

/// Options of `curl` that take no value: others can stand behind them in one argument.
pub(super) const OF_CURL: &[u8] = b"#0123456BGIJLNORSafgiklnqsv";
