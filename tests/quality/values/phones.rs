//! Telephone numbers of blocks that their offices keep for films and examples: NANP 555-01xx, Ofcom, ARCEP, Bundesnetzagentur, ACMA, PTS.

use crate::random::Random;

use super::makers::Maker;
use super::template::shape;

pub const MAKERS: &[Maker] = &[
    ("phone", "PHONE_NUMBER", |random| of(random, &[NANP, ABROAD].concat())),
    ("phone-abroad", "PHONE_NUMBER", |random| of(random, ABROAD)),
    ("phone-e164", "PHONE_NUMBER", |random| of(random, E164)),
    ("phone-us", "PHONE_NUMBER", |random| of(random, NANP)),
];

const NANP: &[&str] = &[
    "(212) 555-01##",
    "(415) 555-01##",
    "312-555-01##",
    "503-555-01##",
    "617.555.01##",
    "+1 650 555 01##",
    "+1-808-555-01##",
    "+1 (206) 555-01##",
    "1-303-555-01##",
];

const ABROAD: &[&str] = &[
    "+44 20 7946 0###",
    "+44 113 496 0###",
    "+44 7700 900###",
    "+33 1 99 00 ## ##",
    "+33 6 39 98 ## ##",
    "+49 30 23125 ###",
    "+49 89 99998 ###",
    "+61 2 5550 ####",
    "+61 491 570 156",
    "+46 8 465 004 ##",
    "+46 70 174 06 ##",
];

const E164: &[&str] = &[
    "+121255501##",
    "+165055501##",
    "+442079460###",
    "+447700900###",
    "+3319900####",
    "+33639980###",
    "+493023125###",
    "+61255501###",
    "+467017406##",
];

fn of(random: &mut Random, shapes: &[&str]) -> String {
    let pattern = *random.pick(shapes);
    shape(pattern, random)
}
