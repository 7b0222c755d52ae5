//! Dates are read in the forms people and programs write, and written again in the same one.

#![allow(clippy::unwrap_used)]

use super::*;

fn moved(text: &str, order: Option<Order>, days: i64, time: Time) -> Option<String> {
    let written = read(text, order)?;
    let date = written.date.checked_add(jiff::Span::new().days(days)).ok()?;
    let mut out = Vec::new();
    written.write(text, date, time, &mut out)?;
    Some(String::from_utf8(out).unwrap())
}

/// Without an order, 20 days before.
fn before(text: &str) -> Option<String> {
    moved(text, None, -20, Time::Stays)
}

#[test]
fn every_form_is_kept() {
    for (text, expected) in [
        ("2019-04-17", "2019-03-28"),
        ("2019/04/17", "2019/03/28"),
        ("2019.4.17", "2019.3.28"),
        ("2019-4-27", "2019-4-7"),
        ("20190425", "20190405"),
        ("20190417T100000Z", "20190328T100000Z"),
        ("20190417100059", "20190328100059"),
        ("201904171000", "201903281000"),
        ("2019-04-17T10:00:00Z", "2019-03-28T10:00:00Z"),
        ("2019-04-17T10:00:00.123456789+02:00", "2019-03-28T10:00:00.123456789+02:00"),
        ("2019-04-17 10:00:00,123", "2019-03-28 10:00:00,123"),
        ("2019-04-17 10:00 UTC", "2019-03-28 10:00 UTC"),
        ("17/Apr/2019:10:00:00 +0000", "28/Mar/2019:10:00:00 +0000"),
        ("Wed, 17 Apr 2019 10:00:00 +0000", "Thu, 28 Mar 2019 10:00:00 +0000"),
        ("Wed, 17 Apr 2019 10:00:00 +0200 (CEST)", "Thu, 28 Mar 2019 10:00:00 +0200 (CEST)"),
        ("Wed, 17 Apr 2019 10:00:00 GMT", "Thu, 28 Mar 2019 10:00:00 GMT"),
        ("Wednesday, 17-Apr-19 10:00:00 GMT", "Thursday, 28-Mar-19 10:00:00 GMT"),
        ("Wed Apr 17 10:00:00 2019", "Thu Mar 28 10:00:00 2019"),
        ("Sat Apr 27 10:00:00 2019", "Sun Apr  7 10:00:00 2019"),
        ("Sun Apr  7 10:00:00 UTC 2019", "Mon Mar 18 10:00:00 UTC 2019"),
        ("17 Apr 2019", "28 Mar 2019"),
        ("25 APR 2019", "05 APR 2019"),
        ("17-apr-2019", "28-mar-2019"),
        ("17 April 2019", "28 March 2019"),
        ("25th April, 2019", "5th April, 2019"),
        ("22nd April 2019", "2nd April 2019"),
        ("April 25, 2019", "April 5, 2019"),
        ("Apr 25, 2019 3:04 PM", "Apr 5, 2019 3:04 PM"),
        ("Sept. 25 2019", "Sep. 05 2019"),
        ("Apr-25-2019", "Apr-05-2019"),
        ("17.04.2019", "28.03.2019"),
        ("17. 4. 2019", "28. 3. 2019"),
        ("17/04/2019 10:00", "28/03/2019 10:00"),
        ("04/17/2019", "03/28/2019"),
        (" 2019-04-17 ", " 2019-03-28 "),
    ] {
        assert_eq!(before(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn day_and_month_need_an_order_where_nothing_tells() {
    let on = |text: &str, order| moved(text, order, 30, Time::Stays);
    for text in ["03/04/2019", "03/03/2019", "3.4.2019", "03-04-2019", "03/04/19", "19/04/03"] {
        assert_eq!(on(text, None), None, "{text}");
    }
    assert_eq!(on("03/04/2019", Some(Order::Mdy)).unwrap(), "04/03/2019");
    assert_eq!(on("03/04/2019", Some(Order::Dmy)).unwrap(), "03/05/2019");
    assert_eq!(on("3/4/19", Some(Order::Dmy)).unwrap(), "3/5/19");
    assert_eq!(on("19/04/03", Some(Order::Ymd)).unwrap(), "19/05/03");
    assert_eq!(on("04032019", Some(Order::Mdy)).unwrap(), "05032019");
    assert_eq!(on("04/17/2019", Some(Order::Dmy)), None, "there is no month 17");
}

#[test]
fn what_is_not_a_date_to_its_last_byte_is_none() {
    for text in [
        "",
        " ",
        "2019",
        "2019-04",
        "04-17",
        "Apr 17",
        "Apr 17 10:00:00",
        "2019-02-29",
        "2019-13-01",
        "0000-00-00",
        "0001-01-01",
        "2019-04/17",
        "2019-04-17 Ann",
        "2019-04-17 10:00:00 Ann",
        "2019-04-17T25:00:00Z",
        "2019-04-17T10:61:00Z",
        "2019-04-17T10:00:00Z x",
        "2019-04-17T10:00:00[Europe/Example]",
        "1555495200",
        "30000101",
        "17 Apri 2019",
        "Wed, Apr",
        "17th/04/2019",
        "17 04 2019",
        "2019-04-17T10:00:00.1234567890Z",
        "２０１９-04-17",
        "2019-04-017",
        "32 Apr 2019",
        "Apr 17 10:00:00 Ann 2019",
        "4/17/2019/1",
        "--",
        "1/",
        "Wed,",
    ] {
        assert!(read(text, None).is_none(), "{text}");
        for order in Order::ALL {
            assert!(read(text, Some(*order)).is_none(), "{text}");
        }
    }
}

#[test]
fn a_form_that_cannot_say_the_date_says_none() {
    assert_eq!(moved("01/02/69", Some(Order::Dmy), -60, Time::Stays), None, "68 is read as 2068");
    assert_eq!(moved("9999-12-31", None, 1, Time::Stays), None);
    assert_eq!(moved("1000-01-01", None, -1, Time::Stays), None, "999 has three digits");
}

#[test]
fn midnight_keeps_the_form() {
    for (text, expected) in [
        ("2019-04-17T10:23:45.678Z", "2019-04-17T00:00:00.000Z"),
        ("17/Apr/2019:10:23:45 +0200", "17/Apr/2019:00:00:00 +0200"),
        ("4/17/2019 3:04:05 PM", "4/17/2019 12:00:00 AM"),
        ("4/17/2019 11:04 pm", "4/17/2019 12:00 am"),
        ("20190417102345", "20190417000000"),
    ] {
        assert_eq!(moved(text, None, 0, Time::Midnight).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn every_day_of_a_leap_cycle_comes_back() {
    let forms = ["2019-04-17", "Wed Apr 17 10:00:00 2019", "17th April 2019", "4/17/2019"];
    for form in forms {
        let written = read(form, None).unwrap();
        for n in 0..1461 {
            let date = written.date.checked_add(jiff::Span::new().days(n)).unwrap();
            let mut out = Vec::new();
            written.write(form, date, Time::Stays, &mut out).unwrap();
            let again = String::from_utf8(out).unwrap();
            assert!(read(&again, Some(Order::Mdy)).is_some_and(|w| w.date == date), "{again}");
        }
    }
}
