//! What each kind of recipient gets, and never gets.

use super::*;

/// The recipients by their ids in the reading: what each may have leaves, and what none but it may have does not.
fn recipient(to: &str, flags: &[&str], file: &str, gets: &[&str], never: &[&str]) {
    if !gets.is_empty() {
        keeps(to, flags, file, gets);
    }
    if !never.is_empty() {
        holds_none(to, flags, file, never);
    }
}

#[test]
fn r1_service_provider() {
    recipient("service-provider", &[], "customers.csv", CONTACT, CARD);
    recipient("service-provider", &[], "access.log", &[], ADDRESS);
}

#[test]
fn r2_joint_partner() {
    assert_eq!(of_fixture("joint-partner", &[], "customers.csv").lines().count(), 1, "the header");
}

#[test]
fn r3a_analytics() {
    recipient("analytics", &[], "customers.csv", &[], CONTACT);
    recipient("analytics", &[], "access.log", &[], ADDRESS);
}

#[test]
fn r3b_ad_network() {
    recipient("ad-network", &[], "access.log", &[], ADDRESS);
    recipient("ad-network", &[], "access.log", &[], &["HTTP_COOKIE", "HTTP_USER_AGENT", "URL_QUERY_STRING"]);
}

#[test]
fn r4_card_processor() {
    recipient("card-processor", &[], "billing.csv", CARD, &["IPV4_ADDRESS"]);
    recipient("card-processor", &[], "customers.csv", &[], CONTACT);
}

#[test]
fn r5_legal() {
    let directory = directory("legal");
    let log = directory.join("log");
    let flags = ["--legal-basis", "order 1", "--audit-log", text(&log)];
    recipient("legal", &flags, "customers.csv", CONTACT, CARD);
    recipient("legal", &flags, "app.log", &["EMAIL_ADDRESS"], &["PASSWORD", "AUTH_TOKEN"]);
}

#[test]
fn r6_public() {
    recipient("public", &[], "forum.txt", &[], &["EMAIL_ADDRESS", "PHONE_NUMBER"]);
    recipient("public", &[], "customers.csv", &[], CONTACT);
}

#[test]
fn r7_employee_processor() {
    let how = ["--purpose", "employee-data"];
    recipient("employee-processor", &how, "hr/employees.csv", &["PERSON_NAME", "COMPENSATION"], &[]);
    recipient("employee-processor", &how, "customers.csv", &[], CONTACT);
}

#[test]
fn r8_successor() {
    recipient("successor", &[], "customers.csv", CONTACT, CARD);
    recipient("successor", &[], "hr/employees.csv", &[], &["PERSON_NAME", "EMAIL_ADDRESS"]);
    recipient("due-diligence", &[], "customers.csv", &[], CONTACT);
}

#[test]
fn r9_subject() {
    assert_eq!(of_fixture("subject", &[], "customers.csv").lines().count(), 1, "the header; nobody asked");
    assert_eq!(of_fixture("subject", &[], "app.log"), "");
}

#[test]
fn r10_internal() {
    let how = ["--purpose", "operations"];
    recipient("internal", &how, "customers.csv", CONTACT, CARD);
    recipient("internal", &how, "access.log", &[], ADDRESS);
    assert!(of_fixture("internal", &how, "access.log").contains("Mozilla/5.0 ("), "browsers are known");
}
