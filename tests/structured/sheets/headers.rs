//! Columns take the names that a row has of them, whether or not all of it looks like a header.

use super::*;

/// What comes out of a table by builtin:strict.
fn redacted(table: &str) -> String {
    filtered(&["--input-format", "csv"], table.as_bytes())
}

#[test]
fn a_header_of_which_little_is_known_names_its_columns() {
    for (table, wanted) in [
        // Password managers.
        (
            "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\n\"Shop\",\"wquux\",\"Zqx7hunter\",\"\",\"a dog\"\n",
            "\"Account\",\"Login Name\",\"Password\",\"Web Site\",\"Comments\"\n\"Shop\",\"[USERNAME]\",\"[PASSWORD]\",\"\",\"a dog\"\n",
        ),
        (
            "\"url\",\"username\",\"password\",\"httpRealm\",\"guid\",\"timeCreated\",\"timeLastUsed\"\n,wquux,Zqx7hunter,,,1,2\n",
            "\"url\",\"username\",\"password\",\"httpRealm\",\"guid\",\"timeCreated\",\"timeLastUsed\"\n,[USERNAME],[PASSWORD],,,1,2\n",
        ),
        (
            "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nShop,,wquux,Zqx7hunter,,false,false,,\n",
            "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nShop,,[USERNAME],[PASSWORD],,false,false,,\n",
        ),
        ("Opt-in,Password,Comments\nyes,Zqx7hunter,a\n", "Opt-in,Password,Comments\nyes,[PASSWORD],a\n"),
        // People.
        (
            "\"First name\",Surname,\"ID number\",Institution,Department,\"Email address\",Grade\nWilbur,Quux,,Uni,Art,,1.3\n",
            "\"First name\",Surname,\"ID number\",Institution,Department,\"Email address\",Grade\n[PERSON_NAME],[PERSON_NAME],,Uni,Art,,1.3\n",
        ),
        (
            "PassengerId,Survived,Pclass,Name,SibSp,Parch,Ticket,Fare,Cabin\n,0,3,\"Quux, Wilbur\",1,0,A/5 2,7.25,\n",
            "PassengerId,Survived,Pclass,Name,SibSp,Parch,Ticket,Fare,Cabin\n,0,3,\"[PERSON_NAME]\",1,0,A/5 2,7.25,\n",
        ),
        ("Name,Mon,Tue\nWilbur Quux,3,5\n", "Name,Mon,Tue\n[PERSON_NAME],3,5\n"),
    ] {
        assert_eq!(redacted(table), wanted, "{table}");
    }
}

#[test]
fn names_beside_values_and_in_strange_dress_name_their_columns() {
    for (table, wanted) in [
        ("first_name,2024,2025\nWilbur,3,5\n", "first_name,2024,2025\n[PERSON_NAME],3,5\n"),
        ("Name,2024,2025\nWilbur,3,5\n", "Name,2024,2025\n[PERSON_NAME],3,5\n"),
        // The same row once more, further down.
        (
            "first_name,2024\nWilbur,3\nfirst_name,2024\nBerta,5\n",
            "first_name,2024\n[PERSON_NAME],3\nfirst_name,2024\n[PERSON_NAME],5\n",
        ),
        (
            "id,\"First\nname\",\"Date of\nbirth\"\n1,Wilbur,May 1980\n",
            "id,\"First\nname\",\"Date of\nbirth\"\n1,[PERSON_NAME],[DATE_OF_BIRTH]\n",
        ),
        ("{first_name},{city}\nWilbur,Quuxdorf\n", "{first_name},{city}\n[PERSON_NAME],[STREET_ADDRESS]\n"),
        ("b'first_name',b'x'\nb'Wilbur',b'y'\n", "b'first_name',b'x'\n[PERSON_NAME],b'y'\n"),
        ("|first_name|,|x|\n|Wilbur|,|y|\n", "|first_name|,|x|\n|[PERSON_NAME]|,|y|\n"),
        ("id~first_name\n1~Wilbur\n", "id~first_name\n1~[PERSON_NAME]\n"),
    ] {
        assert_eq!(redacted(table), wanted, "{table}");
    }
}

#[test]
fn a_header_below_other_rows_names_its_columns() {
    let table = "first_name,last_name,score\nWilbur,Quux,5\n";
    let wanted = "first_name,last_name,score\n[PERSON_NAME],[PERSON_NAME],5\n";
    for (above, left) in [
        ("Report,,\n", "[PERSON_NAME],,\n"),
        ("Report,,\r\n,x,\r\n", "[PERSON_NAME],,\r\n,[PERSON_NAME],\r\n"),
        ("string,string,int\n", "[PERSON_NAME],[PERSON_NAME],int\n"),
        ("0,1,2\n", "[PERSON_NAME],[PERSON_NAME],2\n"),
        ("col1,col2,col3\n", "[PERSON_NAME],[PERSON_NAME],col3\n"),
    ] {
        assert_eq!(redacted(&format!("{above}{table}")), format!("{left}{wanted}"), "{above}");
    }
    assert_eq!(
        redacted("Person,,,Contact\nfirst_name,last_name,born,city\nWilbur,Quux,May 1980,Quuxdorf\n"),
        "[PERSON_NAME],,,[STREET_ADDRESS]\nfirst_name,last_name,born,city\n[PERSON_NAME],[PERSON_NAME],[DATE_OF_BIRTH],[STREET_ADDRESS]\n",
    );
}

/// What could be a name by chance is none.
#[test]
fn values_name_no_columns() {
    for table in [
        "2024-01-01,INFO,login\n2024-01-02,INFO,logout\n",
        "Mobile,Alabama,3660\nBoston,Massachusetts,2101\n",
        "field,description\nemail,the email of the user\nfirst_name,First name of the user\nlast_name,Last name\n",
        "alpha,beta\ngamma,delta\n",
        "id,type,status,label\na,email,phone,Mobile\nb,other,none,c\n",
    ] {
        assert_eq!(redacted(table), table);
    }
}

/// Where names decide something, a row in doubt is withheld as before.
#[test]
fn a_row_in_doubt_is_withheld_where_names_decide() {
    for table in
        ["Opt-in,Password,Comments\nyes,x,y\n", "Report,,\nfirst_name,last_name,score\nWilbur,Quux,5\n"]
    {
        let how = [
            "redact",
            "-",
            "--input-format",
            "csv",
            "--policy",
            "tests/policies/fields.toml",
            "--ephemeral-key",
        ];
        assert_eq!(run(obelus(how), table.as_bytes()).code, 3, "{table}");
    }
}

/// A marker is no name of a column: a second run changes nothing.
#[test]
fn a_second_run_changes_nothing() {
    for table in [
        "Report,\nfirst_name,last_name\nZorvane,Quillmark\n",
        "\"Report\",\"\"\n\"first_name\",\"last_name\"\n\"Zorvane\",\"Quillmark\"\n",
        "first_name,Zorvane\nlast_name,Quillmark\npassword,Zqx7hunter2\n",
        "IPAddress,Email,Q1\nIP Address,Email,What is your first name?\n192.0.2.177,ann.lee@example.com,Zorvane\n",
        "Person,,,Contact\nfirst_name,last_name,born,city\nWilbur,Quux,May 1980,Quuxdorf\n",
        // What stands beside a marker makes no name of it.
        "1,\"<ann.lee@example.com>\",a\n2,\"x\",b\n3,\"x\",c\n",
        "1,mailto:ann.lee@example.com,a\n2,x,b\n3,x,c\n",
        "\"192.0.2.177 - GET\",first_name\nx,y\n",
        "id,see ann.lee@example.com\n1,x\n2,zz\n",
        "Mobile,ann.lee@example.com\nx,y\nz,w\n",
        "first_name,Ann\nlast_name,Lee\nann.lee@example.com,z\n",
    ] {
        let once = redacted(table);
        assert_ne!(once, table);
        assert_eq!(redacted(&once), once, "{table}");
    }
}

#[test]
fn names_beside_their_values_name_them_and_stay() {
    for (table, wanted) in [
        (
            "first_name,Zorvane\nlast_name,Quillmark\npassword,Zqx7hunter2\n",
            "first_name,[PERSON_NAME]\nlast_name,[PERSON_NAME]\npassword,[PASSWORD]\n",
        ),
        (
            "First name:;Zorvane\nLast name:;Quillmark\nColour:;red\n",
            "First name:;[PERSON_NAME]\nLast name:;[PERSON_NAME]\nColour:;red\n",
        ),
        (
            "Title,x\nfirst_name,Zorvane\nlast_name,Quillmark\n",
            "Title,x\nfirst_name,[PERSON_NAME]\nlast_name,[PERSON_NAME]\n",
        ),
        // Records, one after the other.
        (
            "first_name,Zorvane\npassword,Zqx7hunter2\nfirst_name,Wilbur\npassword,Qq5abcd\nfirst_name,Quux\n",
            "first_name,[PERSON_NAME]\npassword,[PASSWORD]\nfirst_name,[PERSON_NAME]\npassword,[PASSWORD]\nfirst_name,[PERSON_NAME]\n",
        ),
        (
            "first_name\tZorvane\tWilbur\nlast_name\tQuillmark\tQuux\n",
            "first_name\t[PERSON_NAME]\t[PERSON_NAME]\nlast_name\t[PERSON_NAME]\t[PERSON_NAME]\n",
        ),
        (
            "First name:,Zorvane,Last name:,Quillmark\nPassword:,Zqx7hunter2,City:,Quuxdorf\n",
            "First name:,[PERSON_NAME],Last name:,[PERSON_NAME]\nPassword:,[PASSWORD],City:,[STREET_ADDRESS]\n",
        ),
        (
            ",1,2\nfirst_name,Zorvane,Wilbur\nlast_name,Quillmark,Quux\n",
            ",1,2\nfirst_name,[PERSON_NAME],[PERSON_NAME]\nlast_name,[PERSON_NAME],[PERSON_NAME]\n",
        ),
    ] {
        assert_eq!(redacted(table), wanted, "{table}");
    }
}

/// A list of fields says of each what it is.
#[test]
fn a_list_of_fields_is_none_of_pairs() {
    for table in [
        "first_name,varchar(100)\nlast_name,varchar(100)\npassword,char(60)\n",
        "first_name,text\nlast_name,text\npassword,text\n",
        "column_name,data_type\nfirst_name,varchar\nlast_name,varchar\n",
    ] {
        assert_eq!(redacted(table), table);
    }
}

#[test]
fn labels_below_a_header_name_the_columns_that_it_does_not() {
    for (table, wanted) in [
        (
            "IPAddress,Email,Q1\nIP Address,Email,What is your first name?\n192.0.2.177,ann.lee@example.com,Zorvane\n",
            "IPAddress,Email,Q1\nIP Address,Email,What is your first name?\n[IPV4_ADDRESS],[EMAIL_ADDRESS],[PERSON_NAME]\n",
        ),
        (
            "Email Address,First Name,Tell us about you:,\n,,First Name,Street\na@b.example,,Zorvane,17 Quarrel Lane\n",
            "Email Address,First Name,Tell us about you:,\n,,First Name,Street\n[EMAIL_ADDRESS],,[PERSON_NAME],[STREET_ADDRESS]\n",
        ),
        (
            "field_1,field_2\nfirst_name,password\nZorvane,Zqx7hunter2\n",
            "field_1,field_2\nfirst_name,password\n[PERSON_NAME],[PASSWORD]\n",
        ),
        (
            "x_id,b,c\nfirst_name,password,score\nZorvane,Zqx7hunter2,5\n",
            "x_id,b,c\nfirst_name,password,score\n[PERSON_NAME],[PASSWORD],5\n",
        ),
        // The export of a survey says so in a third row.
        (
            "StartDate,Q1\nStart Date,First name\n\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n2026-01-01,Zorvane\n",
            "StartDate,Q1\nStart Date,First name\n\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n2026-01-01,[PERSON_NAME]\n",
        ),
        // A value of a column is no label of it.
        (
            "first_name,x_id\nRose,Email\nZorvane,y\n",
            "first_name,x_id\n[PERSON_NAME],Email\n[PERSON_NAME],y\n",
        ),
    ] {
        assert_eq!(redacted(table), wanted, "{table}");
    }
}

#[test]
fn signs_around_a_name_are_no_part_of_it() {
    for name in [
        "#first_name",
        "# first_name",
        "@first_name",
        "first_name - given",
        "first_name&nbsp;",
        "first_name\u{2122}",
    ] {
        let table = format!("{name},last_name\nZorvane,Quillmark\n");
        assert_eq!(redacted(&table), format!("{name},last_name\n[PERSON_NAME],[PERSON_NAME]\n"));
        let json = format!("{{\"{name}\":\"Zorvane\"}}");
        assert_eq!(
            filtered(&["--input-format", "json"], json.as_bytes()),
            format!("{{\"{name}\":\"[PERSON_NAME]\"}}")
        );
    }
}

/// Spreadsheets write what separates cells in a line of its own.
#[test]
fn a_line_that_tells_the_delimiter_is_obeyed_and_stays() {
    for (table, wanted) in [
        ("sep=,\nid,cust_name\n1,Zorvane\n", "sep=,\nid,cust_name\n1,[PERSON_NAME]\n"),
        ("sep=;\n", "sep=;\n"),
        ("sep=;\nid;cust_name\n", "sep=;\nid;cust_name\n"),
        (
            "\u{feff}SEP=;\r\nid;cust_name\r\n1;Zorvane, x\r\n",
            "\u{feff}SEP=;\r\nid;cust_name\r\n1;[PERSON_NAME]\r\n",
        ),
        ("\"sep=;\"\nid;cust_name\n1;Zorvane\n", "\"sep=;\"\nid;cust_name\n1;[PERSON_NAME]\n"),
        (
            "sep=,\nfirst_name,Zorvane\nlast_name,Quillmark\n",
            "sep=,\nfirst_name,[PERSON_NAME]\nlast_name,[PERSON_NAME]\n",
        ),
    ] {
        assert_eq!(redacted(table), wanted, "{table}");
        assert_eq!(redacted(wanted), wanted, "{table}");
    }
    let named = filtered(&["--input-format", "csv", "--columns", "id,first_name"], b"sep=;\n1;Zorvane\n");
    assert_eq!(named, "sep=;\n1;[PERSON_NAME]\n");
}

#[test]
fn columns_name_others_whatever_these_are_called() {
    for header in [
        "keyword,data",
        "profile_key,profile_value",
        "var,value",
        "field_id,field_value",
        "up_property,up_value",
        "macro,value",
        "entity_key,string_val",
        "entry_key,entry_value",
        "Custom Field Name,Custom Field Value",
        "custom_field,value",
        "user_property,value",
        "Field,Current Value",
        "Field name,Submitted value",
        "Field,Response",
        "Field,Answer",
        "Prompt,Answer",
        "Attribute,Data",
        "Feld,Wert",
        "Frage,Antwort",
        "clave,valor",
        "field,from",
        "field,previous",
    ] {
        let table = format!("{header}\npassword,Zqx7hunter2\ncolour,red\n");
        assert_eq!(redacted(&table), table.replace("Zqx7hunter2", "[PASSWORD]"), "{header}");
    }
    // What can be called like a person stays judged by its own column.
    for header in ["Item,Value", "Description,Value", "Type,Value", "Name,Content"] {
        let done = redacted(&format!("{header}\npassword,Zqx7hunter2\n"));
        assert!(done.ends_with(",[PASSWORD]\n"), "{header}: {done}");
    }
}
