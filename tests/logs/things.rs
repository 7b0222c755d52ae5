//! Names that say one value and stand above something else, and names that are those of things.

use crate::redacted;

/// What it is read as, a document, and what becomes of it.
const CASES: &[(&str, &str, &str)] = &[
    // A job whose name ends like a postcode, with all that a job has.
    (
        "yaml",
        "jobs:\n  release-plz:\n    name: Release-plz\n    runs-on: ubuntu-latest\n    if: ${{ github.x == 'y' }}\n    permissions:\n      contents: write\n    steps:\n      - name: Check out\n        uses: actions/checkout@v4\n        with:\n          fetch-depth: 0\n      - run: |\n          make x\n",
        "jobs:\n  release-plz:\n    name: Release-plz\n    runs-on: ubuntu-latest\n    if: ${{ github.x == 'y' }}\n    permissions:\n      contents: write\n    steps:\n      - name: Check out\n        uses: actions/checkout@v4\n        with:\n          fetch-depth: 0\n      - run: |\n          make x\n",
    ),
    // What is below such a name and says nothing of its own is the value.
    (
        "yaml",
        "release-plz:\n  note: Berlin\ncity:\n  value: Berlin\n  name: Berlin\n  1: Berlin\n  enabled: true\n  uses: a/b@v1\n  other: a/b@v1\nphone:\n  type: mobile\n  home: 030 1\n",
        "release-plz:\n  note: \"[STREET_ADDRESS]\"\ncity:\n  value: \"[STREET_ADDRESS]\"\n  name: \"[STREET_ADDRESS]\"\n  1: \"[STREET_ADDRESS]\"\n  enabled: true\n  uses: a/b@v1\n  other: a/b@v1\nphone:\n  type: mobile\n  home: \"[PHONE_NUMBER]\"\n",
    ),
    // Schemas in JSON, and what only stands near their keys.
    (
        "json",
        r#"{"city":{"type":"string","maxLength":80,"required":true,"example":"Berlin","default":"Berlin"}}"#,
        r#"{"city":{"type":"string","maxLength":80,"required":true,"example":"[STREET_ADDRESS]","default":"[STREET_ADDRESS]"}}"#,
    ),
    (
        "json",
        r#"{"email":[{"type":"home","value":"x1","primary":true}],"email2":{"type":{"a":"x1"}},"steps":{"email":{"a":"x1"}}}"#,
        r#"{"email":[{"type":"home","value":"[EMAIL_ADDRESS]","primary":true}],"email2":{"type":{"a":"[EMAIL_ADDRESS]"}},"steps":{"email":{"a":"[EMAIL_ADDRESS]"}}}"#,
    ),
    // Where a kind or a switch says all, it goes.
    (
        "json",
        r#"{"gender":{"type":"f","female":true,"minLength":1},"job_title":{"type":"x1"}}"#,
        r#"{"gender":{"type":"[GENDER]","female":null,"minLength":1},"job_title":{"type":"[JOB_TITLE]"}}"#,
    ),
    // Places say real places in their properties and in descriptions.
    (
        "json",
        r#"{"location":{"type":"Feature","properties":{"x":"Berlin"},"description":"Berlin, at the river"}}"#,
        r#"{"location":{"type":"Feature","properties":{"x":"[LOCATION]"},"description":"[LOCATION]"}}"#,
    ),
    // Credentials, persons and official numbers keep all.
    (
        "json",
        r#"{"password":{"type":"x1","steps":"x1","a":true},"full_name":{"type":"x1","uses":"a/b@v1"},"ssn":{"type":"x1"}}"#,
        r#"{"password":{"type":"[PASSWORD]","steps":"[PASSWORD]","a":null},"full_name":{"type":"[PERSON_NAME]","uses":"[PERSON_NAME]"},"ssn":{"type":"[US_SOCIAL_SECURITY_NUMBER]"}}"#,
    ),
    // Workflows, actions, objects of Kubernetes, compose files, tasks.
    (
        "yaml",
        "name: Build And Test\n# c\non:\n  push:\npermissions: {}\njobs:\n  a:\n    name: Unit Tests\n    needs: x\n  b:\n    strategy:\n      matrix:\n        include:\n          - name: Linux Arm\n",
        "name: Build And Test\n# c\non:\n  push:\npermissions: {}\njobs:\n  a:\n    name: Unit Tests\n    needs: x\n  b:\n    strategy:\n      matrix:\n        include:\n          - name: Linux Arm\n",
    ),
    (
        "yaml",
        "name: Set Up\ninputs: {}\nruns:\n  using: composite\n  steps:\n    - name: Run All\n      with: {name: Big File}\n",
        "name: Set Up\ninputs: {}\nruns:\n  using: composite\n  steps:\n    - name: Run All\n      with: {name: Big File}\n",
    ),
    (
        "yaml",
        "- name: Install Nginx\n  become: true\n- become: true\n  name: Install Apache\n- name: Copy Files\n  ansible.builtin.copy:\n    src: x\n- name: Anna Miller\n  role: x\n",
        "- name: Install Nginx\n  become: true\n- become: true\n  name: Install Apache\n- name: Copy Files\n  ansible.builtin.copy:\n    src: x\n- name: \"[PERSON_NAME]\"\n  role: x\n",
    ),
    ("yaml", "kind: Pod\nmetadata:\n  x: y\nname: My Pod\n", "kind: Pod\nmetadata:\n  x: y\nname: My Pod\n"),
    // Persons, whatever else their mapping has.
    (
        "yaml",
        "- name: Anna Miller\n  image: a.png\n  role: x\n- name: Anna Miller\n  email: x1\n  runs-on: x\n  image: x\n- phone: x1\n  runs-on: x\n  name: Anna Miller\n- name: Anna Miller\n- runs-on: x\n",
        "- name: \"[PERSON_NAME]\"\n  image: a.png\n  role: x\n- name: \"[PERSON_NAME]\"\n  email: \"[EMAIL_ADDRESS]\"\n  runs-on: x\n  image: x\n- phone: \"[PHONE_NUMBER]\"\n  runs-on: x\n  name: \"[PERSON_NAME]\"\n- name: \"[PERSON_NAME]\"\n- runs-on: x\n",
    ),
    (
        "yaml",
        "name: Anna Miller\na:\n  runs-on: x\nuser:\n  name: Anna Miller\n  runs-on: x\n",
        "name: \"[PERSON_NAME]\"\na:\n  runs-on: x\nuser:\n  name: \"[PERSON_NAME]\"\n  runs-on: \"[USERNAME]\"\n",
    ),
    ("yaml", "on: x\njobs: x\n---\nname: Anna Miller\n", "on: x\njobs: x\n---\nname: \"[PERSON_NAME]\"\n"),
    (
        "yaml",
        "runs-on: x\nfirst: x\nfull_name: Anna Miller\n",
        "runs-on: x\nfirst: x\nfull_name: \"[PERSON_NAME]\"\n",
    ),
];

#[test]
fn what_is_no_value_of_a_name_above_stays() {
    for (format, input, output) in CASES {
        assert_eq!(redacted(&["--input-format", format], input), *output, "{format}: {input}");
        assert_eq!(
            redacted(&["--input-format", format, "--frame-size", "1"], input),
            *output,
            "in small frames: {input}"
        );
        assert_eq!(redacted(&["--input-format", format], output), *output, "a second run of {input}");
    }
}

#[test]
fn a_key_that_stands_too_far_behind_tells_nothing() {
    for (lines, expected) in [(3, "name: Build All\n"), (800, "name: \"[PERSON_NAME]\"\n")] {
        let rest = format!("{}jobs: x\non: x\n", "# remark\n".repeat(lines));
        let input = format!("name: Build All\n{rest}");
        for size in ["1", "1000", "100000"] {
            let made = redacted(&["--input-format", "yaml", "--frame-size", size], &input);
            assert_eq!(made, format!("{expected}{rest}"), "{lines} lines in frames of {size}");
        }
    }
}
