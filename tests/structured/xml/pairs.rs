//! Elements that say in one place what is in another, and names of things, which are nobody's.

use super::{filtered, same_shape};

const VALUE: &str = "Zqx7hunter2";

/// What stands in for a value by itself: whatever it is called, nothing but its place says what it is.
#[test]
fn a_value_is_called_what_stands_beside_it() {
    for (n, document) in [
        "<beans><bean class=\"x\"><property name=\"username\" value=\"ann\"/><property name=\"password\" value=\"#\"/></bean></beans>",
        "<beans><bean class=\"x\"><property value=\"#\" name=\"password\"/></bean></beans>",
        "<property name=\"password\" value=\"#\"/>",
        "<beans><bean><property name=\"password\"><value>#</value></property></bean></beans>",
        "<plist version=\"1.0\"><dict><key>Password</key><string>#</string></dict></plist>",
        "<plist version=\"1.0\"><dict><key>Colour</key><string>red</string><key>Password</key><array><string>#</string></array></dict></plist>",
        "<resources><string name=\"db_password\">#</string></resources>",
        "<configuration><appSettings><add key=\"SmtpPassword\" value=\"#\"/></appSettings></configuration>",
        "<configuration><property><name>javax.jdo.option.ConnectionPassword</name><value>#</value></property></configuration>",
        "<configuration><property><value>#</value><name>javax.jdo.option.ConnectionPassword</name></property></configuration>",
        "<configuration><property>\n <name>db.password</name>\n <!-- x -->\n <description>x</description>\n <value>#</value></property></configuration>",
        "<KeePassFile><Root><Entry><String><Key>Password</Key><Value>#</Value></String></Entry></Root></KeePassFile>",
        "<KeePassFile><Root><Entry><String><Key>Password</Key><Value Protected=\"True\">#</Value></String></Entry></Root></KeePassFile>",
        "<saml:Statement xmlns:saml=\"urn:x\"><saml:Attribute Name=\"password\"><saml:AttributeValue>#</saml:AttributeValue></saml:Attribute></saml:Statement>",
        "<Events><Event><EventData><Data Name=\"TargetPassword\">#</Data></EventData></Event></Events>",
        "<kml><Placemark><ExtendedData><Data name=\"password\"><value>#</value></Data></ExtendedData></Placemark></kml>",
        "<r><Row><Field Name=\"Password\">#</Field></Row></r>",
        "<r><row><field id=\"password\">#</field></row></r>",
        "<r><row><field name=\"user password\">#</field></row></r>",
        "<web-app><context-param><param-name>db.password</param-name><param-value>#</param-value></context-param></web-app>",
        "<methodResponse><params><param><value><struct><member><name>password</name><value><string>#</string></value></member></struct></value></param></params></methodResponse>",
        "<rss xmlns:wp=\"urn:w\"><channel><item><wp:postmeta><wp:meta_key>password</wp:meta_key><wp:meta_value><![CDATA[#]]></wp:meta_value></wp:postmeta></item></channel></rss>",
        "<form><div><input name=\"password\" value=\"#\"/></div></form>",
        "<properties><entry key=\"db.password\">#</entry></properties>",
        "<log><c field=\"password\" old=\"#\" new=\"#\"/><c><field>password</field><old>#</old></c></log>",
        "<map><entry><string>x</string></entry><entry key=\"password\"><value>#</value></entry></map>",
        "<osm><node><tag k=\"password\" v=\"#\"/></node></osm>",
        "<r><s><setting id=\"password\" default=\"#\">#</setting></s></r>",
        "<r><Attribute Name=\"http://schemas.example.com/ws/2005/05/identity/claims/password\"><AttributeValue>#</AttributeValue></Attribute></r>",
        "<r><Attribute Name=\"urn:oid:x\" FriendlyName=\"password\"><AttributeValue>#</AttributeValue></Attribute></r>",
        "<map><entry><string>DB_PASSWORD</string><string>#</string></entry><entry><string>x</string><string>y</string></entry></map>",
        "<map><entry><key><string>password</string></key><value><string>#</string></value></entry></map>",
        "<r><elementProp><stringProp name=\"Argument.name\">password</stringProp><stringProp name=\"Argument.value\">#</stringProp></elementProp></r>",
        "<Objs><DCT><En><S N=\"Key\">Password</S><S N=\"Value\">#</S></En></DCT></Objs>",
        "<resources><string-array name=\"passwords\"><item>#</item></string-array></resources>",
        "<response><doc><arr name=\"password\"><str>#</str></arr></doc></response>",
        "<r><b><property value=\"#\"><name>password</name></property></b></r>",
        "<osm><node><tag k=\"contact:password\" v=\"#\"/></node></osm>",
        "<r><row><field name=\"meta_key\">password</field><field name=\"meta_value\">#</field></row></r>",
        "<property><name>db.password</name><value>#</value></property>",
        "<dict><key>Colour</key><string>red</string><key>Password</key><string>#</string></dict>",
        "<context-param>\n<param-name>db.password</param-name>\n<param-value>#</param-value>\n</context-param>",
    ]
    .into_iter()
    .enumerate()
    {
        let (document, expected) = (document.replace('#', VALUE), document.replace('#', "[PASSWORD]"));
        let done = filtered(&[], &document);
        let done = done.replace("value=\"[USERNAME]\"", "value=\"ann\"");
        assert_eq!(done, expected, "{document}");
        assert!(same_shape(&format!("pair-{n}"), document.as_bytes(), done.as_bytes()), "{document}");
    }
}

#[test]
fn names_of_people_are_values_beside_their_names() {
    for (document, expected) in [
        (
            "<r><row><field name=\"first name\">Zorvane</field></row></r>",
            "<r><row><field name=\"first name\">[PERSON_NAME]</field></row></r>",
        ),
        (
            "<s><Attribute Name=\"givenName\"><AttributeValue type=\"xs:string\">Zorvane</AttributeValue></Attribute></s>",
            "<s><Attribute Name=\"givenName\"><AttributeValue type=\"xs:string\">[PERSON_NAME]</AttributeValue></Attribute></s>",
        ),
        (
            "<r><u><key>first_name</key><string>Zorvane</string><key>colour</key><string>Quillmark</string></u></r>",
            "<r><u><key>first_name</key><string>[PERSON_NAME]</string><key>colour</key><string>Quillmark</string></u></r>",
        ),
        (
            "<r><u><name>first_name</name><value>Zorvane</value><name>eyeColour</name><value>Quillmark</value></u></r>",
            "<r><u><name>first_name</name><value>[PERSON_NAME]</value><name>eyeColour</name><value>Quillmark</value></u></r>",
        ),
        // What is in a value may be called by names of its own, and by those around it.
        (
            "<r><u><key>a</key><dict><key>first_name</key><dict><key>b</key><string>Zorvane</string></dict></dict><key>c</key><string>Quillmark</string></u></r>",
            "<r><u><key>a</key><dict><key>first_name</key><dict><key>b</key><string>[PERSON_NAME]</string></dict></dict><key>c</key><string>Quillmark</string></u></r>",
        ),
        (
            "<r><u><p key='colour' value='{\"first_name\":\"Zorvane\"}'/><p key='first_name' value='[\"Zorvane\"]'/></u></r>",
            "<r><u><p key='colour' value='{\"first_name\":\"[PERSON_NAME]\"}'/><p key='first_name' value='[\"[PERSON_NAME]\"]'/></u></r>",
        ),
    ] {
        assert_eq!(filtered(&[], document), expected);
    }
}

#[test]
fn names_of_things_stay() {
    for document in [
        "<resources><string name=\"app\">Lists</string><string name=\"hello_world\">x</string></resources>",
        "<Configuration><Appenders><Console name=\"Console\"/><Appender name=\"main\"/></Appenders><Loggers><Logger name=\"com.example.Foo\" level=\"debug\"/></Loggers></Configuration>",
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"shipTo\" type=\"xs:string\"/><xs:element name=\"item\"/></xs:schema>",
        "<Project><Target Name=\"Build\"><x/></Target></Project>",
        "<beans><bean><property name=\"size\" value=\"4\"/></bean></beans>",
        "<testsuites><testsuite name=\"reader\" tests=\"1\"><testcase name=\"reads_all\" classname=\"x.Y\"/></testsuite></testsuites>",
        "<configuration><property><name>size</name><value>4</value></property></configuration>",
        "<manifest><application><activity android:name=\".MainActivity\"/></application></manifest>",
        "<nmaprun><host><address addr=\"2001-db8\" addrtype=\"mac\" vendor=\"Cisco Systems\"/></host></nmaprun>",
        "<r><u><opt name=\"maxSize\" value=\"4\"/><opt name=\"log.file.size\" value=\"4\"/></u></r>",
    ] {
        assert_eq!(filtered(&[], document), document);
    }
}

#[test]
fn names_of_people_go() {
    let name = "[PERSON_NAME]";
    for document in [
        "<r><person name=\"#\"/></r>",
        "<r><author name=\"#\"/></r>",
        "<r><player name=\"#\" value=\"100\"/></r>",
        "<r><property name=\"#\" value=\"100\"/></r>",
        "<r><entry><name>#</name><value>100</value></entry></r>",
    ] {
        assert_eq!(filtered(&[], &document.replace('#', "Zorvane Quillmark")), document.replace('#', name));
    }
    for (document, person) in [
        ("<r><member><name>#</name><value>1</value></member></r>", "zorvane"),
        ("<r><author name=\"#\"/></r>", "zorvane"),
        ("<r><customer name=\"#\"/></r>", "zorvaneQuillmark"),
        ("<r><quota name=\"#\" value=\"1\"/></r>", "Zorvane"),
        ("<r><quota name=\"#\" value=\"1\"/></r>", "zorvane.quillmark"),
        ("<r><person><name>#</name><value>1</value></person></r>", "zorvane"),
    ] {
        assert_eq!(filtered(&[], &document.replace('#', person)), document.replace('#', name));
    }
}

#[test]
fn parts_of_an_address_go_wherever_they_stand() {
    for document in [
        "<r><p><address>#</address></p></r>",
        "<r><p><address line1=\"#\"/></p></r>",
        "<r><p><address street=\"Musterstr.5\"/></p></r>",
        "<r><p><address l=\"#\"/></p></r>",
    ] {
        let expected = document.replace('#', "[STREET_ADDRESS]").replace("Musterstr.5", "[STREET_ADDRESS]");
        assert_eq!(filtered(&[], &document.replace('#', "12 Foo Street")), expected);
    }
}
