//! What programs say of fields and of themselves is no value of a field.

use super::*;

fn redacted(document: &str) -> String {
    filtered(&["--input-format", "json"], document.as_bytes())
}

#[test]
fn schemas_and_names_of_things_stay() {
    for document in [
        r#"{"mappings":{"properties":{"first_name":{"type":"text","fields":{"keyword":{"type":"keyword","ignore_above":256}}},"password":{"type":"keyword","index":false}}}}"#,
        r#"{"components":{"schemas":{"User":{"type":"object","required":["email"],"properties":{"password":{"type":"string","format":"password","minLength":8}}}}}}"#,
        r#"{"Parameters":{"DBPassword":{"Type":"String","NoEcho":true,"MinLength":8}}}"#,
        r#"{"cells":[],"metadata":{"kernelspec":{"display_name":"Python 3","language":"python","name":"python3"},"language_info":{"codemirror_mode":{"name":"ipython","version":3},"name":"python"}}}"#,
        r#"{"name":"my-app","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"my-app","version":"1.0.0","dependencies":{"left-pad":"^1.0.0"}}}}"#,
        r#"{"log":{"version":"1.2","creator":{"name":"Firefox","version":"120.0"},"entries":[]}}"#,
        r#"{"type":"FeatureCollection","name":"districts","crs":{"type":"name"},"features":[]}"#,
    ] {
        assert_eq!(redacted(document), document);
    }
}

/// The same beside what is a value.
#[test]
fn values_below_the_same_names_go() {
    for (document, expected) in [
        (
            r#"{"first_name":{"type":"text","value":"Zorvane"}}"#,
            r#"{"first_name":{"type":"text","value":"[PERSON_NAME]"}}"#,
        ),
        (r#"{"password":{"type":"Zqx7hunter2"}}"#, r#"{"password":{"type":"[PASSWORD]"}}"#),
        (r#"{"password":{"required":"Zqx7hunter2"}}"#, r#"{"password":{"required":"[PASSWORD]"}}"#),
        (
            r#"{"DBPassword":{"Type":"String","Default":"Zqx7hunter2"}}"#,
            r#"{"DBPassword":{"Type":"String","Default":"[PASSWORD]"}}"#,
        ),
        (r#"{"name":"Zorvane","version":3}"#, r#"{"name":"[PERSON_NAME]","version":3}"#),
        (r#"{"post":{"creator":{"name":"Zorvane"}}}"#, r#"{"post":{"creator":{"name":"[PERSON_NAME]"}}}"#),
    ] {
        assert_eq!(redacted(document), expected);
    }
}

#[test]
fn what_a_map_of_a_site_says_of_pages_stays() {
    let page = "<urlset><url><loc>https://example.com/</loc><lastmod>2024-01-01</lastmod><changefreq>daily</changefreq><priority>0.8</priority></url></urlset>";
    let done = filtered(&["--input-format", "xml"], page.as_bytes());
    assert!(
        done.contains("<lastmod>2024-01-01</lastmod><changefreq>daily</changefreq><priority>0.8</priority>"),
        "{done}"
    );
}
