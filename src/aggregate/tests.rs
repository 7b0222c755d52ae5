use super::*;

fn address(n: u32) -> IpAddr {
    IpAddr::V4(std::net::Ipv4Addr::from_bits(0xc000_0200 + n))
}

/// Groups of so many addresses, each with one record, and no two groups with an address in common.
fn of(sizes: &[(&str, u32)]) -> Groups {
    let (mut groups, mut next) = (Groups::new(10), 0);
    for (name, size) in sizes {
        for _ in 0..*size {
            groups.count(vec![(*name).to_owned()], address(next)).unwrap_or_else(|e| panic!("{e}"));
            next += 1;
        }
    }
    groups
}

fn rows(sizes: &[(&str, u32)]) -> (Vec<(String, u64)>, u64) {
    let made = of(sizes).published(1, |_| true);
    (made.rows.into_iter().map(|(key, n)| (key.concat(), n)).collect(), made.left_out)
}

fn wanted(rows: &[(&str, u64)]) -> Vec<(String, u64)> {
    rows.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

#[test]
fn groups_of_few_are_counted_together() {
    let all = [("a", 30), ("b", 12), ("c", 9), ("d", 5)];
    assert_eq!(rows(&all), (wanted(&[("a", 30), ("b", 12), (OTHER, 14)]), 0));
    assert_eq!(rows(&[("a", 30), ("b", 12)]), (wanted(&[("a", 30), ("b", 12)]), 0));
}

#[test]
fn what_is_left_of_a_total_is_never_a_small_group() {
    // One small group alone: the smallest large one joins it.
    assert_eq!(rows(&[("a", 30), ("b", 12), ("c", 9)]), (wanted(&[("a", 30), (OTHER, 21)]), 0));
    // Two that are too small together.
    assert_eq!(rows(&[("a", 30), ("b", 12), ("c", 2), ("d", 3)]), (wanted(&[("a", 30), (OTHER, 17)]), 0));
    // Even together too few: nothing of them is published.
    assert_eq!(rows(&[("c", 2), ("d", 3)]), (Vec::new(), 5));
    assert_eq!(rows(&[("c", 9)]), (Vec::new(), 9));
}

#[test]
fn many_records_of_few_people_are_no_group() {
    let mut groups = of(&[("a", 30), ("b", 12)]);
    for n in 0..1000 {
        groups.count(vec!["c".to_owned()], address(n % 9)).unwrap_or_else(|e| panic!("{e}"));
    }
    let made = groups.published(1, |_| true);
    assert_eq!(made.rows, [(vec!["a".to_owned()], 30), (vec![OTHER.to_owned()], 1012)]);
    // One household has all addresses of its network.
    let mut groups = Groups::new(10);
    for n in 0..100 {
        let address = IpAddr::V6(std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, n));
        groups.count(vec!["a".to_owned()], address).unwrap_or_else(|e| panic!("{e}"));
    }
    assert_eq!(groups.published(1, |_| true).rows, []);
    // So has one host with an IPv4 address that others are made of.
    let mut groups = Groups::new(10);
    for n in 0..100 {
        for text in
            [format!("2002:c000:207:{n:x}::1"), "64:ff9b::192.0.2.7".to_owned(), "192.0.2.7".to_owned()]
        {
            let address = text.parse().unwrap_or_else(|_| panic!("{text}"));
            groups.count(vec!["a".to_owned()], address).unwrap_or_else(|e| panic!("{e}"));
        }
    }
    assert_eq!(groups.published(1, |_| true).rows, []);
}

#[test]
fn what_cannot_be_named_is_one_of_the_others() {
    let made = of(&[("a", 30), ("b", 20), ("c", 12)]).published(1, |key| key[0] != "b");
    assert_eq!(made.rows, [(vec!["a".to_owned()], 30), (vec![OTHER.to_owned()], 32)]);
}

#[test]
fn counts_of_inputs_add_up_in_any_order() {
    let (one, other) = ([("a", 6), ("b", 12), ("c", 3)], [("a", 5), ("d", 4), ("b", 1)]);
    let sum = |parts: [&[(&str, u32)]; 2]| {
        let mut all = Groups::new(10);
        for part in parts {
            all.add(of(part)).unwrap_or_else(|e| panic!("{e}"));
        }
        all.published(1, |_| true)
    };
    assert_eq!(sum([&one, &other]), sum([&other, &one]));
}
