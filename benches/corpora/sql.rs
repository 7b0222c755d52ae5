//! The customers of the table as mysqldump writes them: statements of a hundred rows, names and numbers of columns from the table before.

use super::template::Maker;

/// What a dump begins with.
pub const HEADER: &str = "-- MySQL dump 10.13
CREATE TABLE `customers` (`id` int NOT NULL, `company` varchar(99), `first_name` text, `last_name` text, `email` text, `phone` text,
  `street` text, `city` text, `zip` int, `ip` text, `ssn` text, `card_number` text, `created_at` text, `user_agent` text, `notes` text);
";

/// Rows of one statement.
const ROWS: usize = 100;

/// One statement.
pub fn record(m: &mut Maker, out: &mut Vec<u8>) {
    out.extend_from_slice(b"INSERT INTO `customers` VALUES ");
    for row in 0..ROWS {
        if row > 0 {
            out.push(b',');
        }
        m.fill("(«count»,'«word» «word» & «word» Ltd','«name»','«place»','«email»','", out);
        m.either(32, "«phone»", "«phone-abroad»", out);
        m.append("','«n2» «word» «place»','«place»ton',«d5»,'«ip»','«ssn»','", out);
        m.either(64, "«card»", "«card-broken»", out);
        m.append("','«iso»','app/«n1».«n1» («word» «word» «word»)','it\\'s «w8»')", out);
    }
    out.extend_from_slice(b";\n");
}
