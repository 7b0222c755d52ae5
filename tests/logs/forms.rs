//! Forms and tables of pages: a label is that of one value, whichever of its two halves comes first, and of nothing behind it.

use crate::pages::are_redacted;

/// A page behind its first line, and what becomes of it.
const PAGES: &[(&str, &str)] = &[
    // The value stands before the name, in another line.
    (
        "<input value=\"Zqx7\"\n name=\"password\"> x\n",
        "<input value=\"[PASSWORD]\"\n name=\"password\"> x\n",
    ),
    (
        "<input\n  value='Zqx7'\n  class=\"wide\"\n\n  type=password\n>\n<input value='Zqx7'\n name=colour>\n",
        "<input\n  value='[PASSWORD]'\n  class=\"wide\"\n\n  type=password\n>\n<input value='Zqx7'\n name=colour>\n",
    ),
    (
        "<meta content=\"Zorvane Quillmark\"\n name=\"author\">\n<p>x</p>\n",
        "<meta content=\"[PERSON_NAME]\"\n name=\"author\">\n<p>x</p>\n",
    ),
    // Tables whose first row has the names, in cells like all others.
    (
        "<table><tr><td>id</td><td>First name</td><td>Password</td></tr><tr><td>1</td><td>Zorvane</td><td>Zqx7</td></tr>\n\
         <tr><td>2</td><td>Quill <b>Lee</b></td><td>Zqx8</td></tr></table><p>Zorvane</p>\n",
        "<table><tr><td>id</td><td>First name</td><td>Password</td></tr><tr><td>1</td><td>[PERSON_NAME]</td><td>[PASSWORD]</td></tr>\n\
         <tr><td>2</td><td>[PERSON_NAME] <b>[PERSON_NAME]</b></td><td>[PASSWORD]</td></tr></table><p>Zorvane</p>\n",
    ),
    (
        "<table>\n<tr height=20>\n <td>Date</td>\n <td>First&nbsp;name</td>\n</tr>\n<tr>\n <td>x</td>\n <td>Zorvane</td>\n</tr></table>\n",
        "<table>\n<tr height=20>\n <td>Date</td>\n <td>First&nbsp;name</td>\n</tr>\n<tr>\n <td>x</td>\n <td>[PERSON_NAME]</td>\n</tr></table>\n",
    ),
    // Rows that are no names of columns.
    (
        "<table><tr><td>Password</td><td>Zqx7!</td></tr><tr><td>Colour</td><td>red</td></tr></table>\n",
        "<table><tr><td>Password</td><td>[PASSWORD]</td></tr><tr><td>Colour</td><td>red</td></tr></table>\n",
    ),
    (
        "<table><tr><td>the</td><td>password</td></tr><tr><td>a</td><td>b</td></tr></table>\n",
        "<table><tr><td>the</td><td>password</td></tr><tr><td>a</td><td>b</td></tr></table>\n",
    ),
    // What small screens show before a cell.
    (
        "<table><tr><td data-title=\"Password\">Zqx7</td><td data-th='First name'>Zorvane</td></tr></table>\n",
        "<table><tr><td data-title=\"Password\">[PASSWORD]</td><td data-th='First name'>[PERSON_NAME]</td></tr></table>\n",
    ),
    // Elements that are called labels.
    (
        "<div class=label>First name</div><div class=value>Zorvane</div><div>Quillmark</div>\n",
        "<div class=label>First name</div><div class=value>[PERSON_NAME]</div><div>Quillmark</div>\n",
    ),
    (
        "<div class=\"label\">First name: <b>Zorvane</b></div><span class='label label-info'>Password</span> stays\n",
        "<div class=\"label\">First name: <b>[PERSON_NAME]</b></div><span class='label label-info'>Password</span> stays\n",
    ),
    // A label is that of what is written into a form, and of nothing behind.
    (
        "<label>Password</label> <input type=\"password\" name=\"password\"><p>Some text here about things.</p>\n",
        "<label>Password</label> <input type=\"password\" name=\"password\"><p>Some text here about things.</p>\n",
    ),
    (
        "<label>Email <input name=\"email\"></label><select name=\"color\"><option value=\"DE\">Red</select>\n",
        "<label>Email <input name=\"email\"></label><select name=\"color\"><option value=\"DE\">Red</select>\n",
    ),
    (
        "<label>First name</label><br><input value=\"Zorvane\"><button value=go>Send it</button>\n",
        "<label>First name</label><br><input value=\"[PERSON_NAME]\"><button value=go>Send it</button>\n",
    ),
    (
        "<p>Password: <input type=\"password\" name=\"password\"> <b>forgotten?</b></p>\n",
        "<p>Password: <input type=\"password\" name=\"password\"> <b>forgotten?</b></p>\n",
    ),
    (
        "<label>Address</label><textarea>12 Elm\nStreet</textarea><p>We write soon.</p>\n",
        "<label>Address</label><textarea>[STREET_ADDRESS]\n[STREET_ADDRESS]</textarea><p>We write soon.</p>\n",
    ),
    (
        "<label>First name <input type=hidden value=1></label><b>Zorvane</b>\n",
        "<label>First name <input type=hidden value=[PERSON_NAME]></label><b>[PERSON_NAME]</b>\n",
    ),
    (
        "<td>First name</td><td><input type=text value=''> Zorvane</td>\n",
        "<td>First name</td><td><input type=text value=''> [PERSON_NAME]</td>\n",
    ),
];

#[test]
fn a_label_is_that_of_its_value_alone() {
    are_redacted(PAGES);
}
