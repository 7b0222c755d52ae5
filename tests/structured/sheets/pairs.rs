//! Members of JSON that say in one place what another one holds, and tables in it.

use super::*;

/// What comes out by builtin:strict.
fn redacted(document: &str) -> String {
    filtered(&["--input-format", "json"], document.as_bytes())
}

#[test]
fn a_value_is_called_what_a_member_beside_it_says() {
    for document in [
        r#"{"field":"password","old":"%","new":"%"}"#,
        r#"{"field":"password","old_value":"%","new_value":"%"}"#,
        r#"{"field":"password","before":"%","after":"%"}"#,
        r#"{"field":"password","from":"%","to":"%"}"#,
        r#"{"field":"password","fromString":"%","toString":"%"}"#,
        r#"{"field":"password","previous":"%","current":"%"}"#,
        r#"{"setting":"password","value":"%"}"#,
        r#"{"variable":"password","value":"%"}"#,
        r#"{"var":"password","value":"%"}"#,
        r#"{"field_id":"password","value":"%"}"#,
        r#"{"slug":"password","value":"%"}"#,
        r#"{"code":"password","value":"%"}"#,
        r#"{"type":"password","value":"%"}"#,
        r#"{"displayName":"password","value":"%"}"#,
        r#"{"field_name":"password","field_value":"%"}"#,
        r#"{"propertyName":"password","propertyValue":"%"}"#,
        r#"{"Parameters":[{"ParameterKey":"DBPassword","ParameterValue":"%"}]}"#,
        r#"[{"OptionName":"DBPassword","Value":"%"}]"#,
        r#"[{"op":"replace","path":"/password","value":"%"}]"#,
        r#"[{"op":"replace","path":"/users/0/password","value":"%"}]"#,
        r#"{"name":"password","default":"%"}"#,
        r#"{"name":"password","defaultValue":"%"}"#,
        r#"{"name":"password","current_value":"%"}"#,
        r#"{"key":"password","value":{"string_value":"%"}}"#,
        r#"{"question":{"id":7,"title":"Password"},"answer":"%"}"#,
        r#"{"3":{"name":"x3","text":"Password","type":"control_textbox","answer":"%"}}"#,
        r#"{"headers":[["X-Password","%"]]}"#,
        r#"{"headers":[["Accept","*/*"],["X-Password","%"]]}"#,
        r#"{"rawHeaders":["Accept","*/*","X-Password","%"]}"#,
        r#"{"type":"http://schemas.example.com/ws/2005/05/identity/claims/password","value":"%"}"#,
        // Paths of names.
        r#"{"Parameters":[{"Name":"/prod/db/password","Type":"SecureString","Value":"%"}]}"#,
        r#"{"name":"arn:aws:ssm:eu-west-1:1:parameter/prod/password","value":"%"}"#,
        r#"{"key":"/prod/DB_PASSWORD","value":"%"}"#,
        r#"{"Key":"prod/password","Value":"%"}"#,
        r#"{"op":"test","path":"/a~1b/password","value":"%"}"#,
        r#"{"path":["user","password"],"lhs":"%","rhs":"%"}"#,
        // What a value holds under names of its own.
        r#"{"path":"/user/password","value":{"x":{"y":"%"}}}"#,
        r#"{"name":"password","value":{"anything":"%"}}"#,
        r#"{"field":{"ref":"password"},"text":"%"}"#,
        r#"{"text":"Password","answer":[{"valueString":"%"}]}"#,
        r#"{"key":"password","vStr":"%"}"#,
        r#"{"fieldLabel":"password","value":"%"}"#,
        r#"{"envVar":"PASSWORD","value":"%"}"#,
        r#"{"tag":"password","value":"%"}"#,
        r#"{"cf_name":"password","value":"%"}"#,
        r#"{"name":"password","displayValue":"%","rawValue":"%"}"#,
    ] {
        let (was, now) = (document.replace('%', "Zqx7hunter2"), document.replace('%', "[PASSWORD]"));
        // What can be called like a person is judged by its own name.
        let own = now
            .replace("displayName\":\"password\"", "displayName\":\"[PERSON_NAME]\"")
            .replace("\"x3\"", "\"[PERSON_NAME]\"");
        let done = redacted(&was);
        assert!(done == now || done == own, "{done}");
    }
}

/// What is called like one half of a pair, and is none.
#[test]
fn what_is_no_pair_stays() {
    for document in [
        r#"{"type":"email","content":"the red dog"}"#,
        r#"{"label":"email","from":"red","to":"blue"}"#,
        r#"{"path":"/password","content":"the red dog"}"#,
        r#"{"type":"colour","value":"red"}"#,
        r#"{"text":"email","value":"red"}"#,
        // Charts, lists of choices, conditions.
        r#"{"labels":["Phone","Email","Chat"],"datasets":[{"label":"Contacts","data":[12,5,3]}]}"#,
        r#"{"labels":["name","email"],"values":[12,3000]}"#,
        r#"{"name":"phone","data":[1,2,3]}"#,
        r#"{"value":"email","label":"E-mail"}"#,
        r#"{"label":"Country","value":"country"}"#,
        r#"{"field":"city","operator":"exists","value":true}"#,
        r#"{"setting":"address","value":"0.0.0.0"}"#,
    ] {
        assert_eq!(redacted(document), document);
    }
    for (document, wanted) in [
        (r#"{"name":"phone","data":[5550142]}"#, r#"{"name":"phone","data":[null]}"#),
        (r#"{"field":"last_name","value":"No"}"#, r#"{"field":"last_name","value":"[PERSON_NAME]"}"#),
        (r#"{"label":"Password","value":"password"}"#, r#"{"label":"Password","value":"[PASSWORD]"}"#),
        (r#"{"field":"pin","value":1234}"#, r#"{"field":"pin","value":null}"#),
    ] {
        assert_eq!(redacted(document), wanted);
    }
}

/// A `name` that is one of a field is nobody's.
#[test]
fn names_of_fields_stay_where_lists_and_schemas_have_them() {
    for document in [
        r#"{"name":"password","in":"query"}"#,
        r#"{"fields":[{"name":"first_name","type":"string"},{"name":"email","type":["null","string"]}]}"#,
        r#"{"columns":[{"name":"id"},{"name":"first_name"}],"rows":[]}"#,
        r#"{"Name":"/prod/db/password","Type":"SecureString"}"#,
    ] {
        assert_eq!(redacted(document), document);
    }
    for (document, wanted) in [
        (r#"{"name":"Anna","type":"x"}"#, r#"{"name":"[PERSON_NAME]","type":"x"}"#),
        (r#"{"name":"anna","type":"x"}"#, r#"{"name":"[PERSON_NAME]","type":"x"}"#),
        (r#"{"name":"/home/anna"}"#, r#"{"name":"[PERSON_NAME]"}"#),
        (r#"{"name":"anna.mobile"}"#, r#"{"name":"[PERSON_NAME]"}"#),
        (r#"{"user":{"name":"email"}}"#, r#"{"user":{"name":"[PERSON_NAME]"}}"#),
        (
            r#"{"columns":[{"name":"id"},{"name":"first_name"}],"rows":[["a","Zorvane"],["b","Lee"]]}"#,
            r#"{"columns":[{"name":"id"},{"name":"first_name"}],"rows":[["a","[PERSON_NAME]"],["b","[PERSON_NAME]"]]}"#,
        ),
    ] {
        assert_eq!(redacted(document), wanted);
    }
}

/// Notebooks have tables as text as well.
#[test]
fn tables_of_notebooks_name_their_values_in_text() {
    let document = |name: &str, password: &str| {
        format!(
            r#"{{"data":{{"text/html":["<p>x</p>\n"],"text/plain":["   first_name     password\n","0     {name}  {password}\n","1         NaN            5"]}}}}"#
        )
    };
    let wanted = document("[PERSON_NAME]", "[PASSWORD]").replace("           5\"", "           [PASSWORD]\"");
    assert_eq!(redacted(&document("Zorvane", "Zqx7hunter2")), wanted);
    assert_eq!(redacted(&wanted), wanted);
}

/// So do elements that are labels in one.
#[test]
fn labels_of_html_in_values_name_what_is_behind_them() {
    for (document, wanted) in [
        (
            r#"{"html":"<p><strong>First name:</strong> Zorvane</p>"}"#,
            r#"{"html":"<p><strong>First name:</strong> [PERSON_NAME]</p>"}"#,
        ),
        (
            r#"{"html":"<dl><dt>Password</dt><dd>Zqx7hunter2</dd></dl>"}"#,
            r#"{"html":"<dl><dt>Password</dt><dd>[PASSWORD]</dd></dl>"}"#,
        ),
        (
            r#"{"html":"<b>First name</b>: Zorvane<br>Last"}"#,
            r#"{"html":"<b>First name</b>: [PERSON_NAME]<br>Last"}"#,
        ),
        (
            r#"{"html":"<p>the red dog: <b>so</b> is it</p>"}"#,
            r#"{"html":"<p>the red dog: <b>so</b> is it</p>"}"#,
        ),
    ] {
        assert_eq!(redacted(document), wanted);
    }
}

#[test]
fn the_exact_form_of_a_field_is_called_like_it() {
    for document in [
        r#"{"fields":{"first_name.keyword":["%"]}}"#,
        r#"{"aggregations":{"last_name.keyword":{"buckets":[{"key":"%"}]}}}"#,
        r#"{"term":{"first_name.keyword":{"value":"%"}}}"#,
    ] {
        let (was, now) = (document.replace('%', "Zorvane"), document.replace('%', "[PERSON_NAME]"));
        assert_eq!(redacted(&was), now);
    }
}

#[test]
fn tables_are_named_by_what_programs_call_their_columns() {
    for document in [
        r#"{"Tables":[{"Columns":[{"ColumnName":"id"},{"ColumnName":"first_name"}],"Rows":[["a","%"],["b","%"]]}]}"#,
        r#"{"column_names":["id","first_name"],"rows":[["a","%"],["b","%"]]}"#,
        r#"{"labels":["id","first_name"],"rows":[["a","%"],["b","%"]]}"#,
        r#"{"headers":["id","first_name"],"rowSet":[["a","%"],["b","%"]]}"#,
        r#"{"headers":["id","first_name"],"tbody":[["a","%"],["b","%"]]}"#,
        r#"{"columns":[{"key":"id"},{"key":"first_name"}],"rows":[["a","%"],["b","%"]]}"#,
        r#"{"columns":[{"data":"id"},{"data":"first_name"}],"rows":[["a","%"],["b","%"]]}"#,
        r#"{"frames":[{"schema":{"fields":[{"name":"id"},{"name":"first_name"}]},"data":{"values":[["a","b"],["%","%"]]}}]}"#,
    ] {
        let (was, now) = (document.replace('%', "Zorvane"), document.replace('%', "[PERSON_NAME]"));
        assert_eq!(redacted(&was), now);
    }
}

/// Pages are written in strings, in one or in a list of its lines.
#[test]
fn tables_of_html_in_values_name_theirs() {
    let page = "<table><tr><th>first_name</th><th>password</th></tr><tr><td>%</td><td>~</td></tr></table>";
    let lines = page.replace("</tr>", "</tr>\\n\",\"");
    let tables = [
        ("json", format!("{{\"html\":\"{page}\"}}")),
        ("json", format!("{{\"html\":\"{}\"}}", page.replace('<', "\\u003c"))),
        ("json", format!("{{\"text/html\":[\"{lines}\"]}}")),
        ("jsonl", format!("{{\"a\":1}}\n{{\"html\":\"{page}\"}}\n")),
        ("xml", format!("<r><c><d><![CDATA[{page}]]></d></c></r>")),
        ("csv", format!("id,body\n1,\"{page}\"\n")),
    ];
    for (format, document) in tables {
        let was = document.replace('%', "Zorvane").replace('~', "Zqx7hunter2");
        let now = document.replace('%', "[PERSON_NAME]").replace('~', "[PASSWORD]");
        assert_eq!(filtered(&["--input-format", format], was.as_bytes()), now);
    }
}
