//! Names and words. Names are those of nobody: common given names with words.

use crate::random::Random;

use super::makers::Maker;

pub const MAKERS: &[Maker] = &[
    ("agent", "HTTP_USER_AGENT", agent),
    ("name", "PERSON_NAME", |random| format!("{} {}", random.pick(GIVEN), random.pick(FAMILY))),
    ("user", "USERNAME", user),
];

pub const GIVEN: &[&str] = &[
    "Amber", "Anna", "Basil", "Clara", "Daniel", "Elena", "Felix", "Grace", "Hugo", "Ingrid", "Jonas",
    "Karin", "Liam", "Marta", "Nadia", "Oscar", "Paula", "Quinn", "Rosa", "Simon", "Tomas", "Vera", "Wanda",
    "Yusuf",
];

pub const FAMILY: &[&str] = &[
    "Ashwood",
    "Birchfield",
    "Cobbler",
    "Dalestone",
    "Elmbrook",
    "Fairmoor",
    "Glenford",
    "Hazelbank",
    "Ironhill",
    "Kestrel",
    "Lakeland",
    "Meadows",
    "Northgate",
    "Oakmoor",
    "Pinewood",
    "Quarry",
    "Redfern",
    "Stonebridge",
];

fn user(random: &mut Random) -> String {
    let (given, family) = (random.pick(GIVEN).to_lowercase(), random.pick(FAMILY).to_lowercase());
    match random.below(4) {
        0 => format!("{}{family}", &given[..1]),
        1 => format!("{given}.{family}"),
        2 => format!("{given}{}", random.below(1000)),
        _ => format!("{given}_{}", &family[..1]),
    }
}

/// Browsers and programs, whose versions look like addresses.
fn agent(random: &mut Random) -> String {
    let (major, build, patch) = (80 + random.below(50), 1000 + random.below(6000), random.below(250));
    match random.below(6) {
        0 => format!(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.{build}.{patch} Safari/537.36"
        ),
        1 => {
            format!("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:{major}.0) Gecko/20100101 Firefox/{major}.0")
        }
        2 => format!(
            "Mozilla/5.0 (Linux; Android 12; Pixel 6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Mobile Safari/537.36"
        ),
        3 => format!("curl/7.{}.{}", random.below(90), random.below(3)),
        4 => format!(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.12.{patch} Safari/537.36 Edg/{major}.0.12.{patch}"
        ),
        _ => format!("okhttp/4.{}.{}", random.below(12), random.below(5)),
    }
}
