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
