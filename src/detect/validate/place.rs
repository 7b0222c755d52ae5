//! Where somebody is: coordinates, and whose home directory a path names.

use crate::detect::validate::keyed::is_system;
use crate::detect::validate::{Candidate, Verdict, is_one_of};

/// A pair of degrees, with what stands between them.
pub fn check_coordinates(c: &Candidate<'_>) -> Verdict {
    let number = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-');
    let mut parts = c.value.split(|b| !number(b)).filter(|part| !part.is_empty());
    let mut degrees = || std::str::from_utf8(parts.next()?).ok()?.parse::<f64>().ok();
    let (Some(latitude), Some(longitude)) = (degrees(), degrees()) else { return Verdict::Invalid };
    let nowhere = latitude.abs() < 1e-4 && longitude.abs() < 1e-4;
    match latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && !nowhere {
        true => Verdict::Points(0),
        false => Verdict::Invalid,
    }
}

/// Names of home directories that belong to no person, beside accounts of a system. Sorted.
static NOBODY: &[&[u8]] = &[
    b"all",
    b"app",
    b"circleci",
    b"default",
    b"deploy",
    b"index.htm",
    b"index.html",
    b"index.php",
    b"linuxbrew",
    b"node",
    b"public",
    b"runner",
    b"runneradmin",
    b"shared",
    b"travis",
    b"vagrant",
    b"vcap",
    b"vsts",
];

/// The name of a home directory that is a person's.
pub fn check_home(c: &Candidate<'_>) -> Verdict {
    let name = &c.value[..c.value.len().min(16)];
    let signs = c.before.iter().rev().take_while(|b| matches!(b, b'/' | b'\\')).count();
    let folder = &c.before[..c.before.len() - signs];
    if !folder.ends_with(b"home") && !folder.ends_with(b"Users") {
        return Verdict::Invalid;
    }
    // A page is called so too.
    let page = |method: &&[u8]| c.before.windows(method.len()).rev().take(16).any(|part| part == *method);
    let is_request = [&b"GET "[..], b"POST ", b"HEAD ", b"PUT ", b"://"].iter().any(page);
    let is_file = c.before.windows(8).rev().take(16).any(|part| part == b"file:///");
    if is_system(name) || is_one_of(NOBODY, name) || (is_request && !is_file) {
        return Verdict::Invalid;
    }
    let goes_on = matches!(c.after.first(), Some(b'/' | b'\\'));
    Verdict::Points(if goes_on { 0 } else { -30 })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_found() {
        assert!(super::NOBODY.is_sorted());
    }
}
