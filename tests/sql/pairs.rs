//! Tables that say in one column what another one holds.

use super::*;

const CSV: &str = "csv";

/// `rows` with every `Zorvane` replaced by the marker behind it.
fn check(format: &str, before: &str, rows: &[(&str, &str)]) {
    let all = |values: fn(&(&str, &str)) -> String| rows.iter().map(values).collect::<String>();
    let (was, now) = (all(|(row, _)| (*row).to_owned()), all(|(row, mark)| row.replace("Zorvane", mark)));
    assert_eq!(filtered(&["--input-format", format], &format!("{before}{was}")), format!("{before}{now}"));
}

#[test]
fn a_key_of_wordpress_names_its_value_and_stays() {
    let table = "-- MySQL dump 10.13\nCREATE TABLE `wp_usermeta` (`umeta_id` bigint, `user_id` bigint, `meta_key` varchar(255), \
                 `meta_value` longtext);\n";
    let row = |key: &str| format!("INSERT INTO `wp_usermeta` VALUES (1,NULL,\"{key}\",\"Zorvane\");\n");
    let (name, other, address) = (row("first_name"), row("theme"), row("_billing_city"));
    check(MYSQL, table, &[(&name, "[PERSON_NAME]"), (&other, "Zorvane"), (&address, "[STREET_ADDRESS]")]);
    let copy = "COPY public.settings (id, setting, value) FROM stdin;\n";
    check(
        PG,
        copy,
        &[("1\tsmtp_password\tZorvane\n", "[PASSWORD]"), ("2\ttheme\tZorvane\n", "Zorvane"), ("\\.\n", "")],
    );
    let table = "CREATE TABLE core_config_data (id int, scope text, path text, value text);\n";
    check(
        MYSQL,
        table,
        &[
            (
                "INSERT INTO core_config_data VALUES (1,'x','trans_email/ident_general/email','Zorvane'),",
                "[EMAIL_ADDRESS]",
            ),
            ("(2,'x','web/secure/base_url','Zorvane');\n", "Zorvane"),
        ],
    );
}

#[test]
fn a_column_of_csv_names_another() {
    for header in [
        "id,attribute,value",
        "id,Setting,Value",
        "id,property,value",
        "id,key,value",
        "id,meta_key,meta_value",
    ] {
        let header = format!("{header}\n");
        check(
            CSV,
            &header,
            &[
                ("7,first_name,Zorvane\n", "[PERSON_NAME]"),
                ("7,password,\"Zorvane\"\n", "[PASSWORD]"),
                ("7,colour,Zorvane\n", "Zorvane"),
                ("7,\"Date of birth\",Zorvane\n", "[DATE_OF_BIRTH]"),
            ],
        );
    }
    check(
        CSV,
        "field,old,new\n",
        &[("last_name,Zorvane,Zorvane\n", "[PERSON_NAME]"), ("status,Zorvane,x\n", "Zorvane")],
    );
    check(CSV, "question,answer\n", &[("What is your first name?,Zorvane\n", "[PERSON_NAME]")]);
    // Between quotes that are not as RFC 4180 has them, too.
    check(CSV, "key,value,note\n", &[("first_name,Zorvane,\"a \\\" b\"\n", "[PERSON_NAME]")]);
}

/// What a person is called by, in a column that could be one of names of fields, is no such name.
#[test]
fn a_key_that_can_be_an_identifier_is_one() {
    let sql = "INSERT INTO users (`key`, value) VALUES ('8814-2207-31', 'x');\n";
    assert_eq!(filtered(&["--input-format", MYSQL], sql), sql.replace("8814-2207-31", "[USER_ID]"));
    let sql = "INSERT INTO users (`key`, value) VALUES ('theme', 'x');\n";
    assert_eq!(filtered(&["--input-format", MYSQL], sql), sql);
}
