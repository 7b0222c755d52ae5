//! Customers as a shop's database exports them. In about a third of the rows the check digit of the card is wrong,
//! and in two thirds the telephone number is none of North America.

use super::template::Maker;

/// The first row.
pub const HEADER: &str = "id,company,first_name,last_name,email,phone,street,city,zip,ip,ssn,card_number,created_at,user_agent,notes\n";

/// One row.
pub fn record(m: &mut Maker, out: &mut Vec<u8>) {
    m.fill("«count»,«word» «word» & «word» Ltd,«name»,«place»,«email»,", out);
    m.either(32, "«phone»", "«phone-abroad»", out);
    m.append(",«n2» «word» «place»,«place»ton,«d5»,«ip»,«ssn»,", out);
    m.either(64, "«card»", "«card-broken»", out);
    m.append(",«iso»,app/«n1».«n1» («word» «word» «word»),«w8»\n", out);
}
