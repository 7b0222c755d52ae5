//! A dump of a forum: posts of escaped HTML in attributes, one row a post.

use super::template::Maker;

/// What stands before the first row.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<posts>\n";

/// What stands behind the last one.
pub const TAIL: &str = "</posts>\n";

/// One post.
pub fn record(m: &mut Maker, out: &mut Vec<u8>) {
    m.fill("  <row Id=\"«d6»\" PostTypeId=\"1\" CreationDate=\"«iso»\" Score=\"«n2»\" ViewCount=\"«n4»\" Body=\"", out);
    for _ in 0..m.rng.between(1, 5) {
        m.append("&lt;p&gt;«w20» ", out);
        m.one_of(
            &[
                "&lt;code&gt;«word» -«word» «n3»&lt;/code&gt; «w8»",
                "&lt;a href=&quot;http://example.com«path»&quot;&gt;«w3»&lt;/a&gt;, «w9»",
                "«w16»",
                "&amp;amp; «w12»",
            ],
            out,
        );
        m.either(6, " «email» ", "", out);
        m.either(3, " «ip» ", "", out);
        m.append("&lt;/p&gt;&#xA;", out);
    }
    m.append("\" OwnerUserId=\"«d6»\" LastActivityDate=\"«iso»\" Title=\"«w7»\" Tags=\"&lt;«word»&gt;&lt;«word»&gt;\" AnswerCount=\"«n1»\" CommentCount=\"«n1»\" ContentLicense=\"CC BY-SA 4.0\" />\n", out);
}
