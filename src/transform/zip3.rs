//! ZIP3: of a postcode of the United States, the first three digits stay where more than 20,000 people live.
//!
//! HIPAA's safe harbor (45 CFR 164.514(b)(2)(i)(B)): the digits of smaller areas become `000`, "according to the
//! current publicly available data from the Bureau of the Census". So the policy says which census it goes by, and can
//! add areas that newer data show to be small.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::Table;
use crate::embedded::LEXICONS;
use crate::error::Result;
use crate::info_type::InfoType;
use crate::keys::canon::Domain;
use crate::transform::{CannotTransform, Context, Plain, Strictness, Transform};

/// Where the tables of small areas are, by year, below `rules/`.
const TABLES: &str = "lexicons/zip3/census-";

/// What the digits of a small area become.
const SMALL: &str = "000";

struct Zip3 {
    census: i64,
    also: BTreeSet<String>,
    small: BTreeSet<String>,
}

pub(super) fn read(table: &mut Table<'_>) -> Result<Arc<dyn Transform>> {
    let item = table.need("census")?;
    let census = item.int(1900..2101)?;
    let name = format!("{TABLES}{census}.txt");
    let Some((_, text)) = LEXICONS.iter().find(|(n, _)| *n == name) else {
        let years = LEXICONS.iter().filter_map(|(n, _)| n.strip_prefix(TABLES)?.strip_suffix(".txt"));
        return Err(item
            .error("there is no table of small areas of that year")
            .known(years.map(str::to_owned)));
    };
    let mut also = BTreeSet::new();
    for (item, area) in table.strs("also_small")? {
        if !is_digits(area, 3) {
            return Err(item.error("an area is three digits, as \"036\""));
        }
        also.insert(area.to_owned());
    }
    let listed = text.lines().filter(|line| is_digits(line, 3)).map(str::to_owned);
    let small = listed.chain(also.iter().cloned()).collect();
    Ok(Arc::new(Zip3 { census, also, small }))
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// The area of `12345`, `12345-6789`, `123456789`, or of what this action writes.
fn area(text: &str) -> Option<&str> {
    let known = match text.split_once('-') {
        Some((zip, plus)) => is_digits(zip, 5) && is_digits(plus, 4),
        None => [3, 5, 9].into_iter().any(|count| is_digits(text, count)),
    };
    known.then(|| text.get(..3))?
}

impl Transform for Zip3 {
    fn name(&self) -> &'static str {
        "zip3"
    }

    fn strictness(&self) -> Strictness {
        Strictness::Generalise
    }

    fn parameters(&self) -> String {
        let also: Vec<String> = self.also.iter().map(|area| format!("\"{area}\"")).collect();
        match also.is_empty() {
            true => format!("census = {}", self.census),
            false => format!("census = {}, also_small = [{}]", self.census, also.join(", ")),
        }
    }

    fn objection(&self, info_type: &InfoType) -> Option<&'static str> {
        (info_type.domain != Domain::Address)
            .then_some("only postcodes, in addresses and locations, have a ZIP3")
    }

    fn apply(&self, value: Plain<'_>, _: &Context<'_>, out: &mut Vec<u8>) -> Result<(), CannotTransform> {
        let text = std::str::from_utf8(value.0).map_err(|_| CannotTransform)?;
        let area = area(text.trim()).ok_or(CannotTransform)?;
        let said = if self.small.contains(area) { SMALL } else { area };
        out.extend_from_slice(said.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::transform::testing::{applied, made, refused};

    #[test]
    fn three_digits_stay_where_enough_people_live() {
        let zip3 = made("{ name = \"zip3\", census = 2000 }");
        for (value, expected) in [
            ("99501", Some("995")),
            ("99501-0001", Some("995")),
            ("995010001", Some("995")),
            (" 00501 ", Some("005")),
            ("03601", Some("000")),
            ("89301-1234", Some("000")),
            ("995", Some("995")),
            ("036", Some("000")),
            ("000", Some("000")),
            // Four digits may have lost a zero, or be a postcode of another country.
            ("2138", None),
            ("9950", None),
            ("995011", None),
            ("99501-", None),
            ("99501 0001", None),
            ("K1A 0B1", None),
            ("12 Main Street", None),
            ("", None),
        ] {
            assert_eq!(applied(&zip3, value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn the_table_is_the_one_of_the_final_rule() {
        let zip3 = made("{ name = \"zip3\", census = 2000 }");
        let small = (0..1000).filter(|area| {
            let area = format!("{area:03}");
            area != "000" && applied(&zip3, &format!("{area}01")).as_deref() == Some("000")
        });
        assert_eq!(small.count(), 17);
    }

    #[test]
    fn a_policy_can_add_areas_and_must_name_the_census() {
        let zip3 = made("{ name = \"zip3\", census = 2000, also_small = [\"995\"] }");
        assert_eq!(applied(&zip3, "99501").as_deref(), Some("000"));
        assert_eq!(zip3.parameters(), "census = 2000, also_small = [\"995\"]");
        refused("\"zip3\"", "census");
        refused("{ name = \"zip3\", census = 1999 }", "2000");
        refused("{ name = \"zip3\", census = 2000, also_small = [\"99501\"] }", "three digits");
    }
}
