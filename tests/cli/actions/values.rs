//! Made-up and reserved values of every token domain.

use obelus::info_type::InfoType;
use obelus::keys::canon::Domain;

/// How many values there are of each info type.
pub const EACH: usize = 3;

/// The value number `n` of an info type: reserved, or nothing that anybody has.
pub fn value(info_type: &InfoType, n: usize) -> String {
    let pick = |all: [&str; EACH]| all[n].to_owned();
    match info_type.domain {
        Domain::Account => format!("{}", 40_512_877 + 1_373 * n),
        Domain::Address if info_type.name == "LOCATION" => pick(["94107", "10001-1234", "03601"]),
        Domain::Address => format!("{} Placeholder Lane, Sampletown", 17 + n),
        Domain::Agent => format!("ExampleBrowser/{n}.17 (Testing; rv:{n})"),
        Domain::Card => pick(["4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005"]),
        Domain::Cookie => format!("sid=q7x{n}v9w8z"),
        Domain::Credential => format!("zq7!x{n}v9-w8z"),
        Domain::Email => format!("gwendolyn.{n}@example.com"),
        Domain::Iban => {
            pick(["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "FR1420041010050500013M02606"])
        }
        Domain::Id => format!("{}", 7_204_418 + 917 * n),
        Domain::Ip if info_type.name.contains('6') => format!("2001:db8:7:c4a7::{}", 17 + n),
        Domain::Ip => format!("203.0.113.{}", 177 + n),
        Domain::Mac => format!("00:00:5e:00:53:c{n}"),
        Domain::Name => pick(["Gwendolyn Placeholder", "Zbigniew Sample", "Quintus Testcase"]),
        Domain::Phone => pick(["+1 212 555 0177", "(212) 555-0178", "+44 20 7946 0977"]),
        Domain::Text if info_type.name == "DATE_OF_BIRTH" => {
            pick(["1987-04-17", "17 Apr 1988", "04/17/1989"])
        }
        Domain::Text if info_type.name == "AGE" => pick(["93", "97", "101"]),
        Domain::Text if ["COMPENSATION", "EMPLOYEE_COUNT", "COMPANY_REVENUE"].contains(&&*info_type.name) => {
            pick(["53219", "61877", "$72,431"])
        }
        Domain::Text => pick(["wkzq vjxy", "bqfh 9274", "zzvw-jkqx"]),
        Domain::Url => format!("q7x={n}&v9w=8zk"),
        Domain::UsSsn => pick(["536-22-8726", "536-22-8727", "536228728"]),
    }
}
