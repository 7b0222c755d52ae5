//! Every bound in one place, each with its reason. Hitting one never lets a byte through:
//! what is over a bound is redacted or withheld, counted, and the run ends with exit 3.

use std::time::Duration;

/// Bytes of a line that are looked at as one whole. A longer line is worked on in pieces, each of which sees
/// a margin of its neighbours, so that a 4 GB line needs no more memory than any other. A piece never splits
/// a match, so this bound is not visible in the output. Only a decision over a whole record (drop record)
/// needs the whole line: a longer one is dropped, and the run is exit 3.
pub const LINE_WHOLE_BYTES: usize = 1 << 20;

/// The longest first row of a table, and the most that is looked at to tell what an input is.
pub const HEADER_BYTES_MAX: usize = 1 << 20;

/// The longest run of overlapping findings that is replaced as one. A longer one becomes one marker and
/// the rest of the run is dropped: nobody's value is that long, and holding it would need unbounded memory.
pub const CLUSTER_BYTES_MAX: usize = 64 << 10;

/// Bytes on each side of a candidate that context words and noise checks may look at.
pub const CONTEXT_BYTES: usize = 64;

/// Bytes on each side of a candidate that a boundary pattern may look at.
pub const BOUNDARY_BYTES: usize = 8;

/// The longest match a rule may declare, left part and tail included. Longer values are covered to the end of
/// the rule's tail.
pub const MATCH_BYTES_MAX: usize = 8 << 10;

/// How far brackets and quotes inside a value without quotes of its own are followed: a cookie that a browser keeps has 4 KB
/// with its name, and most of that is one text without quotes. Where values stand inside each other, each is followed so far.
pub const TAIL_INSIDE_BYTES_MAX: usize = 1 << 10;

/// The longest field name whose meaning is looked up. A longer one is no name that anybody gave a column: it
/// stays unclassified, and the policy says what happens to fields that are.
pub const FIELD_NAME_BYTES_MAX: usize = 256;

/// The longest value that says who a record is about. It is hashed for every value that asks, so that a long one would
/// cost its length each time; nobody's number or address is that long. A longer one is no subject.
pub const SUBJECT_BYTES_MAX: usize = 1 << 10;

/// States and regions of a policy: they are bits of one number.
pub const STATES_MAX: usize = 32;

/// States that the decisions for one recipient can depend on: there is a table for every combination of them.
pub const STATES_DECIDING_MAX: usize = 6;

/// Lists of fields that leave, over all rules for records of a policy: they are bits of one number.
pub const FIELD_LISTS_MAX: usize = 64;

/// Purposes that a list of states can name. No company has so many; a column of something else does.
pub const LIST_PURPOSES_MAX: usize = (1 << 12) - 1;

/// What stands at the beginning of a list that was built: the names of its purposes, each of them as long as a name in a policy
/// can be and some more.
pub const LIST_HEAD_BYTES_MAX: usize = 1 << 20;

/// Default size of a frame: large enough that per-frame cost vanishes, small enough to stay in cache.
pub const FRAME_BYTES: usize = 256 << 10;

/// How many frames a piece of a long line or of a long record weighs against those that are under way: it is four times as long and everything
/// in it may have to go, and what each thread took for one stays with the allocator. With eight threads two are worked on at a time, which
/// keeps 10 GB of one line within the bound of memory.
pub const LONG_FRAME_WEIGHT: usize = 9;

/// Default size of one read.
pub const READ_BYTES: usize = 256 << 10;

/// Rounds in which the text around an edit is looked at again before the whole line is redacted.
pub const SEAM_ROUNDS_MAX: usize = 4;

/// With more edits than one in so many bytes, all that was written is looked at again, else the changed lines.
pub const ONCE_BYTES_PER_EDIT: usize = 160;

/// Bytes of output that a compressor gets at once, independent of frames and threads.
pub const CODEC_BLOCK_BYTES: usize = 256 << 10;

/// The largest window (zstd) or dictionary (xz) that compressed inputs may ask for: what RFC 8878 (3.1.1.1.2) wants every
/// decoder to support, and what `zstd -19` and `xz -6` use. More than that of every input that is worked on side by side would not
/// fit into the memory of a run. `--max-window` changes it.
pub const WINDOW_BYTES_MAX: u64 = 8 << 20;

/// How many times its size a compressed input may hold. Logs that repeat themselves reach hundreds, and gzip cannot do more than
/// 1032; what has more is made to fill disks. `--max-inflation` changes it.
pub const INFLATION_TIMES_MAX: u64 = 1000;

/// What a compressed input may hold whatever its size: less than any disk has, and more than small tests and empty logs need.
pub const INFLATION_BYTES_ALWAYS: u64 = 256 << 20;

/// Members of one compressed input. Programs begin one for every block (64 KB in BGZF) or every start; each costs time even
/// if it holds nothing, and so many would be a terabyte of blocks. `--max-members` changes it.
pub const MEMBERS_MAX: u64 = 16 << 20;

/// The longest member of a compressed input that is decoded beside others, packed and not: more than BGZF, which ends them at 64 KB, and
/// programs for seekable Zstandard make.
pub const AHEAD_MEMBER_BYTES_MAX: usize = 4 << 20;

/// How much of a compressed input is decoded ahead for each thread: enough that to start one costs next to nothing, and a small part of
/// the memory that a thread may take.
pub const AHEAD_THREAD_BYTES: usize = 1 << 20;

/// The most threads that decode side by side: what that many make, no detector keeps up with.
pub const AHEAD_THREADS_MAX: usize = 16;

/// Members of one JSON object that may name another, and that may be named so, as in `{"name": "email", "value": …}`. Programs
/// write one of each; every name is read with every value, which with more would take time by their product.
pub const PAIR_HALVES_MAX: usize = 4;

/// The longest record of structured text. A record is decided on as a whole, so all of it is held; a whole document
/// that is one record is the longest there is, and real ones that are longer are arrays of records.
pub const RECORD_BYTES_MAX: usize = 16 << 20;

/// Names of fields that a sheet keeps for the next frame: more than any table or log has. Where there are more, keys
/// are values, and keeping them would take memory without an end.
pub const PAGE_NAMES_MAX: usize = 4096;

/// Cells that a sheet keeps room for: several times those of a frame. What one very long record needed is given back.
pub const PAGE_CELLS_MAX: usize = 256 << 10;

/// The longest first row of names in a table whose rows are records of JSON.
pub const HEADING_BYTES_MAX: usize = 64 << 10;

/// How deep the arrays and objects of a JSON record may be nested. Common parsers stop here too, so what is deeper
/// could not be read by who receives it.
pub const JSON_DEPTH_MAX: usize = 128;

/// How deep the elements of an XML document may be nested. libxml2, which most programs read XML with, stops here too.
pub const XML_DEPTH_MAX: usize = 256;

/// How deep the parts of a message may be nested, messages in messages included. Forwarding adds one or two each time; readers stop
/// showing them long before.
pub const MAIL_DEPTH_MAX: usize = 32;

/// Lines of the header of one message, or of a part of one. Those that lists and gateways add to reach a few hundred.
pub const MAIL_HEADER_LINES_MAX: usize = 16 << 10;

/// How deep a list may stand in which a first row of names is looked for: one in another is looked through once for each.
pub const JSON_TABLE_DEPTH_MAX: usize = 16;

/// How often JSON may stand in a string of JSON and still be read. Each level doubles the backslashes, so that a
/// value four levels down has 15 before every quote; what is deeper is looked at as text.
pub const JSON_INSIDE_JSON_MAX: usize = 3;

/// How deep arrays and objects that PHP serialized may be in one another and still be read.
pub const PHP_DEPTH_MAX: usize = 64;

/// How often what PHP serialized may stand in a text that it serialized and still be read: plugins do so once.
pub const PHP_INSIDE_PHP_MAX: usize = 3;

/// Names of columns that are kept of a list in the body of a function: as many as a table may have.
pub const SQL_LISTED_MAX: usize = 4096;

/// What is kept of the tables of an SQL dump: names and types of their columns. Some ten thousand columns take a megabyte; what has
/// more is no schema that anybody made.
pub const SQL_SCHEMA_BYTES_MAX: usize = 8 << 20;

/// Words of one SQL statement that are kept to tell what it does: more than a table with all the columns a database allows
/// takes. A longer statement is read, but may not be one that decides how others are.
pub const SQL_TOKENS_MAX: usize = 64 << 10;

/// The longest beginning of an `INSERT` that is kept, so that the next one, if it is the same, is not read word by word. With more columns
/// than this names, reading them again costs little beside their values.
pub const SQL_HEAD_BYTES_MAX: usize = 16 << 10;

/// Names of who wrote a message that are looked for in its bodies, and how long one is. Each costs one pass over them.
pub const AUTHORS_MAX: usize = 8;
/// See [`AUTHORS_MAX`].
pub const AUTHOR_BYTES_MAX: usize = 128;

/// Values with names in the text of one message, and lines that go on. A table of 20,000 rows and ten columns has less; they take
/// 8 MB, and of a text with more nothing is let out.
pub const MAIL_PARTS_MAX: usize = 1 << 18;

/// Columns that a log can have. Real ones have some dozens; of lines with more, nobody knows what is what.
pub const LOG_COLUMNS_MAX: usize = 4096;

/// Words of a line that has not the fields that its header names, which are looked at one by one. What stands behind them is one value.
pub const LOG_ODD_WORDS_MAX: usize = 1024;

/// Bytes of names that are kept of the lines before a line (columns, sections, keys around it): more than any file has. What is
/// longer says nothing of the lines behind it.
pub const LOG_STATE_BYTES_MAX: usize = 64 << 10;

/// How far behind a place a page is looked at for where a long line can be cut: most tags are shorter.
pub const LOG_CUT_BYTES_MAX: usize = 4 << 10;

/// The longest text of a page that is taken for what stands before a value: a label is a few words.
pub const HTML_LABEL_BYTES_MAX: usize = 80;

/// How many elements of a page are known to be open that say what their text is.
pub const HTML_NAMED_MAX: usize = 16;

/// How far behind a value of a page a name can stand that calls it, where that is in another line of its tag. Most tags are shorter.
pub const HTML_WAITING_BYTES_MAX: usize = 4 << 10;

/// How many names of the value of one element of a page are known.
pub const HTML_TAG_NAMES_MAX: usize = 8;

/// Over how many columns a cell of a page can go: more are mostly all.
pub const HTML_SPAN_MAX: usize = 64;

/// How deep objects and lists of a script are followed. Values that are deeper are called what the last key says.
pub const SCRIPT_DEPTH_MAX: usize = 32;

/// Bytes of the lines of one scalar of YAML that are looked at as one: what is found over their ends stands close together.
pub const YAML_FOLDED_BYTES_MAX: usize = 64 << 10;

/// Bytes of the lines behind the first one of a private key that can belong to it. A key of 16,384 bits has 12.5 KB, besides what stands around
/// its lines.
pub const KEY_LINES_BYTES: usize = 32 << 10;

/// Bytes of command lines made of lists that are looked at together. Where an option stands behind its program once more, they can be
/// many times as long as the lists.
pub const COMMAND_LINES_BYTES: usize = 64 << 10;

/// Blanks that can stand between a name in a column and its sign, or between the sign and the value: a column is as wide as its longest name, and
/// no line of a screen is wider.
pub const ALIGNED_BLANKS_MAX: usize = 256;

/// Rows of a list of pairs in JSON whose first values can be names of the second.
pub const JSON_PAIRS_MAX: usize = 256;

/// Bytes of a document of JSON that are looked at as one command when it is a list of texts.
pub const JSON_COMMAND_BYTES_MAX: usize = 64 << 10;

/// Bytes behind a `name` of YAML in which the keys beside it can tell that it is that of a thing.
pub const YAML_TITLE_BYTES_MAX: usize = 4 << 10;

/// Anchors of a document of YAML that are known, and their bytes: an alias of another one is taken for a value.
pub const YAML_ANCHORS_MAX: usize = 256;

/// Bytes behind an anchored scalar of YAML in which an alias can put it under a name: more than settings have, and less than is held of a
/// text.
pub const YAML_ANCHORED_BYTES_MAX: usize = 256 << 10;

/// Names that aliases can give to one anchored scalar, each by itself; what is more is taken together with the last.
pub const YAML_ALIAS_NAMES_MAX: usize = 4;

/// See [`YAML_ANCHORS_MAX`].
pub const YAML_ANCHOR_BYTES_MAX: usize = 128;

/// Values of YAML that wait for a name behind them.
pub const YAML_WAITING_MAX: usize = 256;

/// How deep keys of YAML are followed. Values that are deeper are called what the last key on the way says.
pub const YAML_DEPTH_MAX: usize = 128;

/// Records of one input that `policy init` looks at, and bytes of it: enough to tell what a field holds. What it
/// does not see, a policy decides on all the same.
pub const SAMPLE_RECORDS_MAX: u64 = 10_000;

/// See [`SAMPLE_RECORDS_MAX`]. A record that begins before it is looked at as a whole.
pub const SAMPLE_BYTES_MAX: u64 = 4 << 20;

/// Fields of one source that `policy init` lists: more than a person can look through. The rest is counted, and
/// stays unclassified.
pub const PROPOSED_FIELDS_MAX: usize = 1000;

/// JSON names below one name that `policy init` takes for names, unless a list knows them. Where there are more,
/// values were used as keys, and none of them is written down.
pub const SIBLING_NAMES_MAX: usize = 200;

/// The longest text that `fixed` may write: a short sentence. What is longer is no placeholder, and every value becomes it.
pub const FIXED_TEXT_BYTES_MAX: usize = 64;

/// Bounds of a `bucket`: with more ranges than this a number is hardly generalised.
pub const BUCKET_BOUNDS_MAX: usize = 64;

/// Words of a name, and parts of an address, that `surrogate` replaces. A longer one is no name, and more than this would be
/// drawn from short lists until they have no other words.
pub const SURROGATE_WORDS_MAX: usize = 8;

/// How often per byte a rule may be looked at before `rules check` calls it slow. Looks are what differs between rules: the
/// program that finds the places costs the same for every byte. Most shipped rules are rarer; `tests/rules/check.rs` says
/// of each other one why it is accepted.
pub const SLOW_PLACES_PER_BYTE: f64 = 1.0 / 100.0;

/// The longest record of an audit log. A record has a line for every input of its run; more than this is no record, and
/// reading it would take memory without an end.
pub const AUDIT_RECORD_BYTES_MAX: usize = 1 << 20;

/// How long a run waits for another one that is adding to the same audit log. Adding takes milliseconds; what takes longer
/// is stopped or broken, and to wait for it would never end.
pub const AUDIT_LOCK_WAIT: Duration = Duration::from_secs(10);

/// The longest text of `--actor` and of `--reason`: a name, a ticket and a sentence, not a document.
pub const AUDIT_TEXT_BYTES_MAX: usize = 1024;

/// The longest token that is restored where a line is so long that it is worked on in pieces: what one piece sees of the
/// next is longer, so both see such a token whole. It stands for a value of about 10 KB. Elsewhere there is no bound.
pub const TOKEN_IN_PIECE_BYTES_MAX: usize = 16 << 10;

/// Codes of a vault that a run keeps in memory: some 8 MB. A value that is not among them costs a look at the vault.
pub const VAULT_CACHE_CODES: usize = 128 << 10;

/// Memory for pages of a vault file. What is not in it is read again.
pub const VAULT_PAGES_BYTES: usize = 16 << 20;

/// How often a frame is cleared again because another process had given its values their codes first. Each time all
/// values seen so far are known, so a second time is rare.
pub const VAULT_ROUNDS_MAX: usize = 8;

/// The most that is read of a file with subjects to be erased, a vault's password, or `.pgpass`: more than any has.
pub const VAULT_LIST_BYTES_MAX: u64 = 16 << 20;

/// The longest value that becomes a reversible token. Its token is not longer than a match may be, so that it is found
/// again; a longer value is redacted.
pub const REVERSIBLE_BYTES_MAX: usize = 4 << 10;

/// Digits of a number that is encrypted in its form. No number has more, and the time that it takes grows with their square.
pub const FPE_DIGITS_MAX: usize = 256;

/// How often a number is encrypted again until its token fits. One in ten fits at the least, so that this many never do
/// is less likely than that two random tokens agree.
pub const FPE_WALK_MAX: usize = 1000;
/// Bytes of each kind of text without a value in which `rules check` looks for false alarms: enough to see one in 8,000 lines,
/// and little enough that the check takes a moment.
pub const NOISE_BYTES: usize = 1 << 20;

/// Findings per MB of such text from which on `rules check` calls a rule noisy. All rules together should raise no more than 3
/// false alarms per 1,000 lines of a log, which are about 100 KB.
pub const NOISE_PER_MB_MAX: f64 = 5.0;

/// The longest id of a rule and name of an info type: it stands in reports and markers, and some pasted text is longer.
pub const RULE_ID_BYTES_MAX: usize = 64;

/// The longest file of a rules directory, and of a rule set that is imported: several times the largest that is published.
pub const RULE_FILE_BYTES_MAX: u64 = 4 << 20;

/// Files in all directories of rules of one run: many times what is shipped. More is a directory named by mistake.
pub const RULE_FILES_MAX: usize = 4096;

/// Rules of one run, shipped ones included. Their numbers have 16 bits, of which one means a field's name.
pub const RULES_MAX: usize = 16 << 10;

/// Info types of one run, shipped ones included. Their numbers have 16 bits, and a plan has a cell for each.
pub const INFO_TYPES_MAX: usize = 4096;

/// How deep directories of rules are nested: family and name need two. A link that leads back up ends here.
pub const RULE_DIRECTORY_DEPTH_MAX: usize = 8;

/// How far a repetition without an end goes in a pattern that is imported. Where the pattern would be too large or too long, it
/// goes a quarter as far.
pub const IMPORT_REPEAT_MAX: u32 = 512;

/// The longest run that an imported value without an end goes on for; a longer one is found whole and marked overlong.
pub const IMPORT_TAIL_MAX: usize = 4096;

/// The longest text that `rules explain` looks at: every rule is tried at every byte of it, and what is said of more could
/// not be read.
pub const EXPLAIN_BYTES_MAX: usize = 64 << 10;

/// Different addresses in a group whose number of records is published, at least (house rule for C8).
pub const AGGREGATE_GROUP_MIN: usize = 10;

/// What may be asked for instead: never less, and not so much that nothing is a group any more.
pub const AGGREGATE_GROUP_RANGE: std::ops::Range<usize> = AGGREGATE_GROUP_MIN..10_001;

/// Groups that are counted. With the addresses that each keeps (16 bytes, up to `AGGREGATE_GROUP_MIN`) and its name that is some
/// hundreds of megabytes; most have far fewer.
pub const AGGREGATE_GROUPS_MAX: usize = 1 << 20;

/// How many policies may go on from each other: a company's from a template, a department's from that, and two more. A circle
/// ends here.
pub const POLICY_BASES_MAX: usize = 4;

/// The bounds a run works with. The defaults are the constants above; tests make them small.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// See [`FRAME_BYTES`].
    pub frame_bytes: usize,
    /// See [`READ_BYTES`].
    pub read_bytes: usize,
    /// See [`LINE_WHOLE_BYTES`].
    pub line_whole_bytes: usize,
    /// See [`RECORD_BYTES_MAX`].
    pub record_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            frame_bytes: FRAME_BYTES,
            read_bytes: READ_BYTES,
            line_whole_bytes: LINE_WHOLE_BYTES,
            record_bytes: RECORD_BYTES_MAX,
        }
    }
}

/// The bounds of what is undone before text is read. The defaults are the constants above.
#[derive(Clone, Copy, Debug)]
pub struct DecodeLimits {
    /// See [`WINDOW_BYTES_MAX`].
    pub window_bytes: u64,
    /// See [`INFLATION_TIMES_MAX`].
    pub inflation_times: u64,
    /// See [`INFLATION_BYTES_ALWAYS`].
    pub inflation_always: u64,
    /// See [`MEMBERS_MAX`].
    pub members: u64,
}

impl Default for DecodeLimits {
    fn default() -> Self {
        DecodeLimits {
            window_bytes: WINDOW_BYTES_MAX,
            inflation_times: INFLATION_TIMES_MAX,
            inflation_always: INFLATION_BYTES_ALWAYS,
            members: MEMBERS_MAX,
        }
    }
}

/// The least number of values that format-preserving encryption is used for: with fewer, who sees many of them can
/// tell what they stand for (NIST SP 800-38G revision 1, second draft).
pub const FPE_VALUES_MIN: u64 = 1_000_000;

/// The largest key file: keysets of many key ids, under a passphrase, stay far below. A larger one is no key file.
pub const KEY_FILE_BYTES_MAX: usize = 1 << 20;

/// Key ids in one key file: more than a key a month for two years. What is older belongs destroyed.
pub const KEYS_PER_FILE_MAX: usize = 32;

/// The longest passphrase: longer than anybody types or generates.
pub const PASSPHRASE_BYTES_MAX: usize = 4096;

/// KiB of memory, passes and lanes of argon2id for a new passphrase: the second choice of RFC 9106 section 4.
pub const ARGON2_NEW: (u32, u32, u32) = (64 << 10, 3, 4);

/// The most that a key file may ask for: a file that somebody made up must not take all memory or an hour.
pub const ARGON2_MAX: (u32, u32, u32) = (1 << 20, 16, 16);

/// How long a command may take to print a key file. A key service that does not answer ends the run before any work.
pub const KEY_COMMAND_SECONDS_MAX: u64 = 60;

/// How many coders a value may be written in, one inside the other. Programs that pass texts on add one or two; escapes that are
/// escaped by themselves count once.
pub const VIEW_DEPTH_MAX: usize = 3;

/// The longest unit that says one character, and how far around one is looked for what it belongs to: escapes that are escaped
/// ten times over are shorter.
pub const VIEW_UNIT_BYTES_MAX: usize = 64;

/// The longest tag inside of a word, with others directly behind it: attributes of mail and of editors say fonts and sizes.
pub const VIEW_TAG_BYTES_MAX: usize = 512;

/// The shortest text that is looked at in what base64 or hexadecimal digits say: in bytes that are no text, shorter ones are
/// everywhere, and the shortest values are not shorter.
pub const VIEW_READ_BYTES_MIN: usize = 6;

/// The shortest run of digits that is read as base64 or hexadecimal: ten bytes of text, which an address or a number has at least.
pub const VIEW_RUN_BYTES_MIN: usize = 14;

/// The most that is read of compressed text in base64: many times a session or a message, and so many times its length, which only
/// text that repeats itself has. What holds more is redacted.
pub const VIEW_INFLATED_BYTES_MAX: usize = 1 << 20;

/// See [`VIEW_INFLATED_BYTES_MAX`].
pub const VIEW_INFLATED_TIMES_MAX: usize = 32;

/// See [`VIEW_INFLATED_BYTES_MAX`]. The shortest compressed texts may be longer for their length.
pub const VIEW_INFLATED_BYTES_ALWAYS: usize = 4 << 10;

/// The shortest text in base64 or hexadecimal digits that is taken for one where it stands too deep to be looked into: shorter ones
/// are there by chance.
pub const VIEW_DEEP_BYTES_MIN: usize = 16;

/// How many escapes near each other are taken for some where they stand too deep to be looked into, in what digits say: fewer are there by
/// chance, but for one of an at sign.
pub const VIEW_DEEP_UNITS_MIN: usize = 4;

/// Bytes of views that are kept room for: those of a frame in which every line is written in another way.
pub const VIEW_ROOM_BYTES_MAX: usize = 1 << 20;

/// How many bytes of a run of base64 digits are read in search of compressed text, in times of its length: every place where some could
/// begin is tried, and hardly any goes beyond its first bytes.
pub const VIEW_TRIED_TIMES_MAX: usize = 4;
