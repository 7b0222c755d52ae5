#!/usr/bin/env python3
"""Checks that the labels of an export say what stands in it, as Python's csv and json modules read it.

    labels.py FILE FIELDS [DELIMITER]

FIELDS is fixtures/fields.jsonl; the labels are in FILE.labels.jsonl. DELIMITER is given for tables (`tab` is a tab).
A cell or leaf of a field with an info type must be labelled as a whole, one of a field without must not, and what is
labelled in free text must stand in it.

Exit: 0 all is well, 1 it is not.
"""

import csv
import json
import sys


def records(path, delimiter):
    if delimiter is not None:
        with open(path, newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows, delimiter="\t" if delimiter == "tab" else delimiter):
                yield [((name,), value) for name, value in row.items()]
    else:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield list(leaves((), json.loads(line, parse_int=str, parse_float=str)))


def leaves(path, value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(path + (name,), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(path, inner)
    elif isinstance(value, str) and value.startswith("{"):
        yield from leaves(path, json.loads(value, parse_int=str, parse_float=str))
    else:
        yield path, value


def check(path, fields_path, delimiter):
    """What is wrong, a line each. Fixtures may be shown: nobody's data is in them."""
    with open(path, "rb") as file:
        data = file.read()
    with open(fields_path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    fields = {tuple(row["field"]): row for row in rows if path.endswith("/" + row["file"])}
    labels = {}
    with open(path + ".labels.jsonl", encoding="utf-8") as lines:
        for line in lines:
            label = json.loads(line)
            as_it_stands = data[label["start"] : label["end"]].decode("utf-8")
            value = label.get("value", as_it_stands)
            place = (label["record"], tuple(label["field"]))
            labels.setdefault(place, []).append((label["info_type"], value))
    met = set()
    for number, record in enumerate(records(path, delimiter), 1):
        for field, value in record:
            if field not in fields:
                # Null in place of an object.
                if value is not None:
                    yield f"record {number}: {field} is not listed"
                continue
            met.add((number, field))
            here = labels.get((number, field), [])
            yield from (f"record {number}: {field}: {fault}" for fault in faults(fields[field], value, here))
    there = {field for _, field in met}
    yield from (f"{field} is listed and not there" for field in fields if field not in there)
    yield from (f"record {n}: {f} has labels and no value" for n, f in labels if (n, f) not in met)


def faults(field, value, here):
    kind = field["info_type"]
    if kind is None and not field.get("free_text"):
        if here:
            yield "labelled, and nothing personal is in it"
    elif kind is None:
        yield from (f"{v!r} is not in it" for _, v in here if v not in value)
    elif value:
        kinds = {"IPV4_ADDRESS", "IPV6_ADDRESS"} if kind == "IPV4_ADDRESS" else {kind}
        if not any(k in kinds and v == value for k, v in here):
            yield "not labelled as a whole"


def main(given):
    found = list(check(given[0], given[1], given[2] if len(given) > 2 else None))
    for fault in found[:20]:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
