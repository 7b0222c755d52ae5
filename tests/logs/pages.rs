//! Pages in which a name stands somewhere else than directly before its value.

use crate::common::random::Random;
use crate::{redact, redacted};

/// A page behind its first line, and what becomes of it.
const PAGES: &[(&str, &str)] = &[
    // A value on another line than its name.
    (
        "<input name=\"first_name\"\n  value=\n  \"Anna\"\n>\n",
        "<input name=\"first_name\"\n  value=\n  \"[PERSON_NAME]\"\n>\n",
    ),
    (
        "<input name=\"address\" value=\"12 Elm Street\nSpringfield\" title=\"x\"> b\n",
        "<input name=\"address\" value=\"[STREET_ADDRESS]\n[STREET_ADDRESS]\" title=\"x\"> b\n",
    ),
    (
        "<dt>\n  First\n  name\n</dt>\n<dd>\n  Anna\n  Maria\n</dd>\n<dt>Price</dt><dd>12</dd>\n",
        "<dt>\n  First\n  name\n</dt>\n<dd>\n  [PERSON_NAME]\n  [PERSON_NAME]\n</dd>\n<dt>Price</dt><dd>12</dd>\n",
    ),
    (
        "<div>First name:</div>\n<div>Anna</div>\n<div>Lee</div>\n",
        "<div>First name:</div>\n<div>[PERSON_NAME]</div>\n<div>Lee</div>\n",
    ),
    ("<p>First name:</p></div></div><p>Anna</p>\n", "<p>First name:</p></div></div><p>Anna</p>\n"),
    // What is markup stays: sections of word processors, elements of a page's own and of other namespaces.
    ("<p>password=ab<![if !IE]>c<![endif]>d</p>\n", "<p>password=[PASSWORD]<![if !IE]>c<![endif]>d</p>\n"),
    (
        "<my-x>password=ab</my-x> <o:p>password=ab</o:p> <nobr>password=ab</nobr>\n",
        "<my-x>password=[PASSWORD]</my-x> <o:p>password=[PASSWORD]</o:p> <nobr>password=[PASSWORD]</nobr>\n",
    ),
    ("<p>Password=<i title=x>Qq5abcd</i></p>\n", "<p>Password=<i title=x>[PASSWORD]</i></p>\n"),
    ("<b>Password</b> = <i class=x>Qq5abcd</i>\n", "<b>Password</b> = <i class=x>[PASSWORD]</i>\n"),
    // All pieces of a value.
    (
        "<dl><dt>First name</dt><dd>Ann <b>Lee</b> <div>M</div>Ray</dd></dl> x\n",
        "<dl><dt>First name</dt><dd>[PERSON_NAME] <b>[PERSON_NAME]</b> <div>[PERSON_NAME]</div>[PERSON_NAME]</dd></dl> x\n",
    ),
    (
        "<table><tr><td>First <b>name</b></td><td>Ann <b>Lee</b></td><td>x</td></tr></table>\n",
        "<table><tr><td>First <b>name</b></td><td>[PERSON_NAME] <b>[PERSON_NAME]</b></td><td>x</td></tr></table>\n",
    ),
    (
        "<p>First name: <span>Ann <b>Lee</b></span> of <i>x</i></p>\n",
        "<p>First name: <span>[PERSON_NAME] <b>[PERSON_NAME]</b></span> of <i>x</i></p>\n",
    ),
    (
        "<b>First name:</b> Ann <i>Lee</i><br>x\n",
        "<b>First name:</b> [PERSON_NAME] <i>[PERSON_NAME]</i><br>x\n",
    ),
    (
        "<div class=\"username\"><div>anna</div>lee <i class=x></i> ray</div> <a class=username><b class=x>y</b> z</a> z\n",
        "<div class=\"username\"><div>[USERNAME]</div>[USERNAME] <i class=x></i> [USERNAME]</div> <a class=username><b class=x>y</b> z</a> z\n",
    ),
    // Rows of heads are levels of names.
    (
        "<table><tr><th></th><th>first_name</th></tr><tr><th>id</th><th></th></tr><tr><th>0</th><td>Anna</td></tr></table>\n",
        "<table><tr><th></th><th>first_name</th></tr><tr><th>id</th><th></th></tr><tr><th>0</th><td>[PERSON_NAME]</td></tr></table>\n",
    ),
    // References in labels and names.
    ("<dt>First&nbsp;name</dt><dd>Anna</dd>\n", "<dt>First&nbsp;name</dt><dd>[PERSON_NAME]</dd>\n"),
    ("<b>First n&#97;me&#58;</b> Anna\n", "<b>First n&#97;me&#58;</b> [PERSON_NAME]\n"),
    ("<input name=\"first&#95;name\" value=Anna>\n", "<input name=\"first&#95;name\" value=[PERSON_NAME]>\n"),
    // Missing ends.
    (
        "<table><tr><th>First name<th>State<tr><td>Anna<td>open<tr><td>Berta<td>shut</table>\n",
        "<table><tr><th>First name<th>State<tr><td>[PERSON_NAME]<td>open<tr><td>[PERSON_NAME]<td>shut</table>\n",
    ),
    (
        "<table><tr><td>First name<td>Anna<td>x<tr><td>State<td>open</table>\n",
        "<table><tr><td>First name<td>[PERSON_NAME]<td>x<tr><td>State<td>open</table>\n",
    ),
    (
        "<dl><dt>First name<dd>Ann <b>Lee</b><dt>State<dd>open</dl>\n",
        "<dl><dt>First name<dd>[PERSON_NAME] <b>[PERSON_NAME]</b><dt>State<dd>open</dl>\n",
    ),
    (
        "<ul><li><b>First name:</b> Anna<li>x<li class=username>anna<li>x</ul>\n",
        "<ul><li><b>First name:</b> [PERSON_NAME]<li>x<li class=username>[USERNAME]<li>x</ul>\n",
    ),
    // What was chosen.
    (
        "<select name=\"first_name\"><option value=\"Berta\" selected>Anna</option></select> x\n",
        "<select name=\"first_name\"><option value=\"[PERSON_NAME]\" selected>[PERSON_NAME]</option></select> x\n",
    ),
    (
        "<label>Date of birth</label><select id=x><option>3 Jan<option selected>2 Jan 1980</select><p>x\n",
        "<label>Date of birth</label><select id=x><option>[DATE_OF_BIRTH]<option selected>[DATE_OF_BIRTH]</select><p>x\n",
    ),
    // What stands aside is no piece of a value, and nothing of it goes on behind its end.
    (
        "<dd class=\"username\">@<!-- -->ann</dd><p>rest</p>\n",
        "<dd class=\"username\">@<!-- -->[USERNAME]</dd><p>rest</p>\n",
    ),
    (
        "<dt>Username</dt><!-- c --><dd>hunter2xyz</dd> x\n",
        "<dt>Username</dt><!-- c --><dd>[USERNAME]</dd> x\n",
    ),
    (
        "<b>Username:</b><!----><!--> <!---> <!-- a --!><? b ?><!c>hunter2xyz<br>x\n",
        "<b>Username:</b><!----><!--> <!---> <!-- a --!><? b ?><!c>[USERNAME]<br>x\n",
    ),
    (
        "<dl><dt>Username</dt><dd><![CDATA[hunter2xyz]]></dd></dl> x\n",
        "<dl><dt>Username</dt><dd><![CDATA[[USERNAME]]]></dd></dl> x\n",
    ),
    (
        "<!-- <b>First name:</b> Anna --> x <!--\n<input name=first_name value=Anna>\n--> y\n",
        "<!-- <b>First name:</b> [PERSON_NAME] --> x <!--\n<input name=first_name value=[PERSON_NAME]>\n--> y\n",
    ),
    (
        "<!-- <a title=\" -->\n<input name=first_name value=Anna>\n",
        "<!-- <a title=\" -->\n<input name=first_name value=[PERSON_NAME]>\n",
    ),
    // What is no markup begins nothing.
    (
        "<textarea><style></textarea><input name=first_name value=Anna>\n",
        "<textarea><style></textarea><input name=first_name value=[PERSON_NAME]>\n",
    ),
    (
        "<title><script></title><input name=first_name value=Anna>\n",
        "<title><script></title><input name=first_name value=[PERSON_NAME]>\n",
    ),
    (
        "<svg><style/></svg><svg><script/></svg><input name=first_name value=Anna>\n",
        "<svg><style/></svg><svg><script/></svg><input name=first_name value=[PERSON_NAME]>\n",
    ),
    // The colon behind the element of a label.
    (
        "<b>First name</b>: Anna <i>Lee</i><br>x: <b>y</b>\n",
        "<b>First name</b>: [PERSON_NAME] <i>[PERSON_NAME]</i><br>x: <b>y</b>\n",
    ),
    (
        "<ul><li><span>First <i>name</i></span> : <span>Anna</span><li>x</ul>\n",
        "<ul><li><span>First <i>name</i></span> : <span>[PERSON_NAME]</span><li>x</ul>\n",
    ),
    ("<p><b>First name</b> and: more<p>: x\n", "<p><b>First name</b> and: more<p>: x\n"),
    // Tables: heads of rows, one column, cells over columns and rows, heads that are no heads by their tag, tables in tables.
    (
        "<table><tr><th>#</th><th>First name</th></tr><tr><th scope=row>1</th><td>Hunterxyz</td></tr></table>\n",
        "<table><tr><th>#</th><th>First name</th></tr><tr><th scope=row>1</th><td>[PERSON_NAME]</td></tr></table>\n",
    ),
    (
        "<table><tr><th>First name<th>State</tr><tr><th colspan=2>Group A</tr><tr><th>Anna</th><td>open</tr></table>\n",
        "<table><tr><th>First name<th>State</tr><tr><th colspan=2>Group A</tr><tr><th>[PERSON_NAME]</th><td>open</tr></table>\n",
    ),
    (
        "<table><tr><th>First name</th></tr><tr><td>Anna</td></tr></table> x\n",
        "<table><tr><th>First name</th></tr><tr><td>[PERSON_NAME]</td></tr></table> x\n",
    ),
    (
        "<table><thead><tr><td>Id<td>First name</thead><tbody><tr><td>1<td>Anna</table>\n",
        "<table><thead><tr><td>Id<td>First name</thead><tbody><tr><td>1<td>[PERSON_NAME]</table>\n",
    ),
    (
        "<table><tr><th colspan=2>Items</th><th>First name</th></tr><tr><td>a<td>b<td>Anna</tr></table>\n",
        "<table><tr><th colspan=2>Items</th><th>First name</th></tr><tr><td>a<td>b<td>[PERSON_NAME]</tr></table>\n",
    ),
    (
        "<table><tr><th>State<th>First name</tr><tr><td rowspan=2>open<td>Anna</tr><tr><td>Berta</tr><tr><td>shut<td>Ann</table>\n",
        "<table><tr><th>State<th>First name</tr><tr><td rowspan=2>open<td>[PERSON_NAME]</tr><tr><td>[PERSON_NAME]</tr><tr><td>shut<td>[PERSON_NAME]</table>\n",
    ),
    (
        "<table><tr><th colspan=2>People</th></tr><tr><th>First name<th>x</tr><tr><td>Anna<td>b</tr></table>\n",
        "<table><tr><th colspan=2>People</th></tr><tr><th>First name<th>x</tr><tr><td>[PERSON_NAME]<td>b</tr></table>\n",
    ),
    (
        "<table><tr><th>x<th>First name</tr><tr><td><table><tr><td>a</table><td>Anna</table>\n",
        "<table><tr><th>x<th>First name</tr><tr><td><table><tr><td>a</table><td>[PERSON_NAME]</table>\n",
    ),
    (
        "<dl><dt>First name</dt><dd>Anna</dd><dd>Berta</dd><dt>State</dt><dd>a</dd><dd>b</dd></dl><dd>c</dd>\n",
        "<dl><dt>First name</dt><dd>[PERSON_NAME]</dd><dd>[PERSON_NAME]</dd><dt>State</dt><dd>a</dd><dd>b</dd></dl><dd>c</dd>\n",
    ),
    // A label over lines.
    ("<p>First\nname: hunter2xyz</p>\n", "<p>First\nname: [PERSON_NAME]</p>\n"),
    ("<p>First\n name:\n hunter2xyz</p>\n", "<p>First\n name:\n [PERSON_NAME]</p>\n"),
    ("<p>First</p>\nname: hunter2xyz\n", "<p>First</p>\nname: hunter2xyz\n"),
    // All that a tag says: not only what it says first.
    ("<input name=x id=email value=Anna>\n", "<input name=x id=email value=[EMAIL_ADDRESS]>\n"),
    (
        "<input type=password value=Anna><input type=\"tel\" value=Anna><input type=text value=Anna>\n",
        "<input type=password value=[PASSWORD]><input type=\"tel\" value=[PHONE_NUMBER]><input type=text value=Anna>\n",
    ),
    (
        "<input placeholder=\"First name\" value=Anna><input aria-label='First name' value=Anna>\n",
        "<input placeholder=\"First name\" value=[PERSON_NAME]><input aria-label='First name' value=[PERSON_NAME]>\n",
    ),
    ("<td data-label=\"First name\">Anna</td> x\n", "<td data-label=\"First name\">[PERSON_NAME]</td> x\n"),
    (
        "<a class=\"p-name fn\">Anna</a> <a class=\"x author\">Anna</a> <i class=\"x u-email\">Anna</i> <a class=\"x y\">Anna</a>\n",
        "<a class=\"p-name fn\">[PERSON_NAME]</a> <a class=\"x author\">[USERNAME]</a> <i class=\"x u-email\">[EMAIL_ADDRESS]</i> <a class=\"x y\">Anna</a>\n",
    ),
    // Tags stay where text alone would go up to the next space.
    (
        "<p>password=hunter2xyz\u{e9}</p><p>a</p> <p>password: \"hunter2xyz</p><p>b\" c</p>\n",
        "<p>password=[PASSWORD]</p><p>a</p> <p>password: \"[PASSWORD]</p><p>[PASSWORD]\" c</p>\n",
    ),
    // What is no element of HTML is none.
    ("<p>password=hunter2<Secret>x</p> y\n", "<p>password=[PASSWORD]</p> y\n"),
    // Data and scripts.
    (
        "<script>var o = {/* it's */ ssn: \"Anna\", n: 1}; // don't\nuser[\"ssn\"]=\"Anna\"; user['n']=\"Anna\"</script>\n",
        "<script>var o = {/* it's */ ssn: \"[US_SOCIAL_SECURITY_NUMBER]\", n: 1}; // don't\nuser[\"ssn\"]=\"[US_SOCIAL_SECURITY_NUMBER]\"; user['n']=\"Anna\"</script>\n",
    ),
    (
        "<script>JSON.parse('{\"ssn\":\"Anna\",\"n\":\"Anna\"}'); /* it's\n first_name = \"Anna\" */ x = \"Anna\"</script>\n",
        "<script>JSON.parse('{\"ssn\":\"[US_SOCIAL_SECURITY_NUMBER]\",\"n\":\"Anna\"}'); /* it's\n first_name = \"[PERSON_NAME]\" */ x = \"Anna\"</script>\n",
    ),
    (
        "<script type=\"application/ld+json\">{\"@type\": \"Person\", \"givenName\": \"Anna\",\n\"birthDate\": \"1980-01-02\", \"pets\": [\"a\"]}</script>\n",
        "<script type=\"application/ld+json\">{\"@type\": \"Person\", \"givenName\": \"[PERSON_NAME]\",\n\"birthDate\": \"[DATE_OF_BIRTH]\", \"pets\": [\"a\"]}</script>\n",
    ),
    (
        "<script type=\"application/json\">{\"first_n\\u0061me\": [\"Anna\", \"Berta\"], \"employee_id\": 7781, \"n\": 7781}</script>\n",
        "<script type=\"application/json\">{\"first_n\\u0061me\": [\"[PERSON_NAME]\", \"[PERSON_NAME]\"], \"employee_id\": \"[EMPLOYEE_ID]\", \"n\": 7781}</script>\n",
    ),
    (
        "<script>var first_name = \"Anna\", o = {lastName: 'Miller', n: 1}; user.firstName='An\\'na'; if (first_name == \"x\") y(\"z\")</script>\n",
        "<script>var first_name = \"[PERSON_NAME]\", o = {lastName: '[PERSON_NAME]', n: 1}; user.firstName='[PERSON_NAME]'; if (first_name == \"x\") y(\"z\")</script>\n",
    ),
    (
        "<script>first_name = `Anna\nMaria`; x = \"Anna\"</script>\n",
        "<script>first_name = `[PERSON_NAME]\n[PERSON_NAME]`; x = \"Anna\"</script>\n",
    ),
];

/// Each page, however it begins and wherever it is cut, becomes what stands beside it, and stays so.
pub fn are_redacted(pages: &[(&str, &str)]) {
    for (input, output) in pages {
        for beginning in ["<!DOCTYPE html>\n", "<html>"] {
            let (input, output) = (format!("{beginning}{input}"), format!("{beginning}{output}"));
            assert_eq!(redacted(&["--input-format", "html"], &input), output, "{input}");
            assert_eq!(redacted(&["--input-format", "html", "--frame-size", "1"], &input), output, "{input}");
            assert_eq!(redacted(&["--input-format", "html"], &output), output, "a second run of {input}");
        }
    }
}

#[test]
fn values_of_pages_keep_their_names() {
    are_redacted(PAGES);
}

/// Parts of a page that say what stands in them, and parts that say nothing.
const PARTS: &[&str] = &[
    "<input name=\"first_name\" value=\"Anna\">",
    "<dl><dt>Date of birth</dt><dd>2 <b>Jan</b> 1980</dd></dl>",
    "<p>Some words of <i>no</i> interest, at https://example.com/a?b=c&amp;d</p>",
    "<div class=\"username\">anna</div>",
    "<p>write to ann@example.com or 202-555-0143</p>",
    "<script type=\"application/json\">{\"last_name\":\"Miller > Lee\",\"n\":[1,2,3]}</script>",
    "<script>a.b=function(c){return c>1&&d<2};var lastName=\"Miller\";e('it')</script>",
    "<table><tr><th>First name</th><th>State</th></tr><tr><td>Berta</td><td>open</td></tr></table>",
    "<textarea name=\"address\" title=\"a > b\">12 Elm Street</textarea>",
    "<p class=\"username\"><!-- a, b --><b>anna</b><!-- <b>First name:</b> Berta --> </p>",
    "<style>.a > .b, p { color: red }</style><p><b>First name</b>: Anna</p>",
];

#[test]
fn a_page_of_one_line_is_read_as_one_of_many() {
    let mut random = Random::new(11);
    let (mut parts, mut length) = (vec!["<!DOCTYPE html>"], 0);
    while length < 4 << 20 {
        parts.push(random.pick::<&str>(PARTS));
        length += parts[parts.len() - 1].len();
    }
    let how = ["--input-format", "html"];
    let many = redacted(&how, &parts.join("\n"));
    let one = redacted(&how, &parts.concat());
    assert!(
        !["Anna", "1980", "anna", "Miller", "Berta", "Elm", "0143"].iter().any(|value| one.contains(value))
    );
    assert!(one == many.replace('\n', ""), "it is another page");
    // Lines follow, and all is the same however it is cut.
    let input = format!("{}\n{}\n", parts.concat(), parts[1..200].join("\n"));
    let whole = redacted(&how, &input);
    assert!(whole == format!("{one}\n{}\n", many.lines().skip(1).take(199).collect::<Vec<_>>().join("\n")));
    let cut = redacted(&[&how[..], &["--frame-size", "1000", "--threads", "3"]].concat(), &input);
    assert!(cut == whole, "the work shows");
}

/// A value that reaches over pieces of a line goes as a whole, and is said to be too long.
#[test]
fn a_long_value_of_a_page_goes_as_a_whole() {
    let long = "Anna of the hills, ".repeat(90_000);
    let input = format!(
        "<!DOCTYPE html><p>a</p><input name=\"first_name\" value=\"{long}\"><b>First name:</b> Berta<br>c\n"
    );
    let done = redact(&["--input-format", "html"], input.as_bytes());
    let output = String::from_utf8(done.stdout.clone()).unwrap();
    assert!(done.code == 0 || done.code == 3, "{}", done.said());
    assert!(!["Anna", "hills", "Berta"].iter().any(|value| output.contains(value)), "{output}");
    assert!(output.starts_with("<!DOCTYPE html><p>a</p><input name=\"first_name\" value=\"["), "{output}");
    assert!(output.ends_with("]\"><b>First name:</b> [PERSON_NAME]<br>c\n"), "{output}");
}
