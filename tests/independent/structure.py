#!/usr/bin/env python3
"""Checks that an output has the structure of its input: rows, columns, keys and types, except where the edit map
says that something was written or dropped.

    structure.py INPUT OUTPUT MAP --format csv|jsonl|json [OPTIONS]
    structure.py --batch < LINES

INPUT, OUTPUT and MAP as for edit_map.py, which is to be run too: it says that nothing else changed, this says
that what changed is still a table or JSON. `json` is any number of JSON values, one document among them.

    --number N            the number of the input in a map of several
    --delimiter C         csv: between cells (default: a comma; \\t is a tab)
    --quotechar C         csv: default "; empty: there are no quotes
    --escapechar C        csv: stands before what is special; default: nothing does
    --no-doublequote      csv: a quote in quotes is not doubled
    --no-header           csv: the first row is a record
    --dropped FIELD       every cell or member of it must be empty or missing. A column by its number from 1, a
                          member by its keys as a JSON array. Can be repeated
    --removed N           csv: the column, by its number in the input, is missing in the output. Can be repeated
    --dropped-records N   so many records are missing (default: any number that the map covers)
    --require NAMES       duckdb, pyarrow or both with a comma: fails when they are not installed
    --without-readers     does not ask DuckDB and pyarrow, which take a second to start

With --batch, every line is a JSON array of such arguments, and answered by a line: the exit code and the message.

What is checked: both can be read, with the csv and json modules too, and the output with DuckDB and pyarrow where
they are installed and read the input. Every cell or leaf that no edit touches is the same. The header is the same.
A string stays a string; a number, true, false or null stays, or becomes null or a string, a whole number of at least
six digits also another of as many; an object stays an
object with its keys in order, an array an array of its length. A member is missing only where edits cover it, a
record only where edits cover it with its line end; of an array, null can be left in its place. What could not be read in the input must be covered whole.

Messages name rows, records and columns by ordinals, and never what stands there.

Exit: 0 all is well, 1 the structure differs, 2 it could not be checked.
"""

import argparse
import json
import os
import sys
import zlib

import documents
import readers
import tables
from edit_map import Wrong, check_order, opened, read_map
from spans import Edits, paired


class Unchecked(Exception):
    """Why the question cannot be answered."""


def arguments(given):
    p = argparse.ArgumentParser(usage=__doc__)
    for name in ("input", "output", "map"):
        p.add_argument(name)
    p.add_argument("--format", choices=("csv", "jsonl", "json"), required=True)
    p.add_argument("--number", type=int)
    p.add_argument("--delimiter", default=",")
    p.add_argument("--quotechar", default='"')
    p.add_argument("--escapechar")
    p.add_argument("--no-doublequote", action="store_true")
    p.add_argument("--no-header", action="store_true")
    p.add_argument("--dropped", action="append", default=[])
    p.add_argument("--removed", action="append", default=[], type=int)
    p.add_argument("--dropped-records", type=int)
    p.add_argument("--require", default="")
    p.add_argument("--without-readers", action="store_true")
    options = p.parse_args(given)
    options.delimiter = {"\\t": "\t"}.get(options.delimiter, options.delimiter)
    options.dialect = tables.Dialect(
        options.delimiter, options.quotechar or None, options.escapechar, not options.no_doublequote
    )
    return options


def check_table(options, edits, before, after):
    """The number of records, of those that are missing, and whether the input was sound."""
    rows, agreed = tables.read(before, options.dialect)
    if not agreed:
        raise Unchecked("the csv module reads another table in the input")
    written, agreed = tables.read(after, options.dialect)
    if not agreed:
        raise Wrong("the csv module reads another table in the output")
    dropped = [int(n) for n in options.dropped]
    pairs, fault = paired(edits, rows, written)
    # A row that cannot be trusted is redacted as one, whatever that makes of it.
    odd = bool(rows) and rows[-1].odd and edits.covers(rows[-1].start, rows[-1].end)
    if fault is not None and not (odd and fault in (0, len(rows))):
        raise Wrong(f"row {fault} is not where the map says" if fault else "the output has more rows")
    missing = 0
    header = None if options.no_header else next((r for r in rows if r.parts), None)
    for ordinal, row, there in pairs:
        if there is None:
            missing += 1
            if row is header:
                raise Wrong("the header is missing")
        elif not (row.odd and edits.covers(row.start, row.parts[-1].end)):
            check_row(options, edits, dropped, (ordinal, row, there), row is header)
    sound = not any(row.odd for row in rows)
    return sum(1 for row in rows if row.parts and row is not header), missing, sound


def check_row(options, edits, dropped, pair, is_header):
    ordinal, row, there = pair
    if there.odd and not row.odd:
        raise Wrong(f"row {ordinal}: its quotes are no longer in order")
    columns = [(n, cell) for n, cell in enumerate(row.parts, 1) if n not in options.removed]
    if len(columns) != len(there.parts):
        raise Wrong(f"row {ordinal} has {len(there.parts)} cells instead of {len(columns)}")
    for (n, cell), now in zip(columns, there.parts):
        where = f"row {ordinal}, column {n}"
        if is_header:
            if cell.value != now.value:
                raise Wrong(f"{where}: the header changed")
        elif n in dropped:
            if now.value != "":
                raise Wrong(f"{where}: it should be empty")
        elif cell.value != now.value and not edits.touches(cell.start, cell.end):
            raise Wrong(f"{where}: the cell changed and no edit touches it")
        elif cell.value and not now.value and not edits.covers(*content(cell)):
            raise Wrong(f"{where}: the cell is empty and no edit covers it")


def content(cell):
    """Where the characters of a cell are, if they are there: without one byte of a quote on each side."""
    inner = (cell.start + 1, cell.end - 1)
    return inner if cell.end - cell.start > 2 and len(cell.value) <= inner[1] - inner[0] else (cell.start, cell.end)


class Documents:
    """Compares JSON with JSON."""

    def __init__(self, options, edits, before, after):
        by_line = options.format == "jsonl"
        self.is_document = not by_line
        self.edits, self.missing, self.members_missing = edits, 0, 0
        self.dropped = [tuple(json.loads(field)) for field in options.dropped]
        self.before, self.records = documents.read(before, by_line)
        self.after, self.written = documents.read(after, by_line)
        # A control character may stand in a string as it is where the input has some, and nowhere else.
        strict = not any(documents.has_control(self.before, r) for r in self.records)
        for n, record in enumerate(self.written, 1):
            if record.odd or (strict and documents.has_control(self.after, record)):
                raise Wrong(f"record {n} of the output is no JSON")
        if not documents.agrees(after, by_line, self.written):
            raise Wrong("the json module does not read the same records in the output")
        if not any(r.odd for r in self.records) and not documents.agrees(before, by_line, self.records):
            # Such as bytes that are no UTF-8 in a place where they matter.
            raise Unchecked("the json module does not read the same records in the input")

    def check(self):
        """As check_table."""
        pairs, fault = paired(self.edits, self.records, self.written)
        odd = bool(self.records) and self.records[-1].odd and self.covered(self.records[-1])
        if fault is not None and not (odd and fault in (0, len(self.records))):
            raise Wrong(f"record {fault} is not where the map says" if fault else "the output has more records")
        for ordinal, record, there in pairs:
            if there is None:
                self.missing += 1
            elif record.odd:
                if not self.covered(record):
                    raise Wrong(f"record {ordinal} is no JSON and no edit covers all of it")
            else:
                self.compare(record, there, f"record {ordinal}")
        return len(self.records), self.missing, not any(r.odd for r in self.records)

    def covered(self, item):
        return self.edits.covers(item.start, item.end)

    def compare(self, before, after, where):
        # Of several documents one after the other each can be an array of records.
        at_top = self.is_document
        todo = [(before, after, where, ())]
        while todo:
            before, after, where, keys = todo.pop()
            same = self.before[before.start : before.end] == self.after[after.start : after.end]
            if same and not self.dropped and not self.edits.touches(before.start, before.end):
                continue
            if before.kind == "object":
                todo.extend(self.members(before, after, where, keys))
            elif before.kind == "array":
                todo.extend(self.elements(before, after, where, keys, at_top and not keys))
            else:
                self.leaf(before, after, where)
            at_top = False

    def members(self, before, after, where, keys):
        """The values of an object, in pairs."""
        if after.kind != "object":
            raise Wrong(f"{where}: an object became something else")
        pairs, fault = paired(self.edits, before.parts, after.parts)
        if fault is not None:
            raise Wrong(f"{where}: member {fault} is missing or out of place" if fault else f"{where}: new members")
        names = [m.parts[0].value for m in before.parts]
        written = [m.parts[0].value for m in after.parts]
        if len(set(names)) == len(names) and len(set(written)) != len(written):
            raise Wrong(f"{where}: two keys became one")
        for n, was, there in pairs:
            path = keys + (was.parts[0].value.encode("iso-8859-1", "replace").decode("utf-8", "replace"),)
            here = f"{where}, member {n}"
            if there is None:
                self.members_missing += 1
                continue
            if path in self.dropped:
                raise Wrong(f"{here}: it should be missing")
            key, key_now = was.parts[0], there.parts[0]
            same = self.before[key.start : key.end] == self.after[key_now.start : key_now.end]
            if not same and not self.edits.touches(key.start, key.end):
                raise Wrong(f"{here}: the key changed and no edit touches it")
            yield was.parts[1], there.parts[1], here, path

    def elements(self, before, after, where, keys, are_records):
        """The elements of an array, in pairs; those of an array at the top are records and can be missing."""
        if after.kind != "array":
            raise Wrong(f"{where}: an array became something else")
        pairs, fault = paired(self.edits, before.parts, after.parts)
        if fault is not None:
            raise Wrong(f"{where}: element {fault} is missing or out of place" if fault else f"{where}: new elements")
        for n, was, there in pairs:
            if there is None:
                if not are_records:
                    raise Wrong(f"{where}: element {n} is missing")
                self.missing += 1
                continue
            if are_records and self.covered(was) and self.after[there.start : there.end] == "null":
                # A record that is dropped leaves its place behind, so that the others keep their numbers.
                self.missing += 1
                continue
            yield was, there, f"{where}, element {n}", keys

    def leaf(self, before, after, where):
        was = self.before[before.start : before.end]
        now = self.after[after.start : after.end]
        if was == now:
            return
        if not self.edits.touches(before.start, before.end):
            raise Wrong(f"{where}: it changed and no edit touches it")
        if before.kind == "string":
            if after.kind != "string":
                raise Wrong(f"{where}: a string became something else")
            # JSON in a string stays JSON, unless the string was replaced as a whole.
            if not self.edits.covers(before.start + 1, before.end - 1):
                nested(before.value, after.value, where)
        elif after.kind != "string" and now != "null" and not are_digits_for_digits(was, now):
            raise Wrong(f"{where}: a {before.kind} became something other than null or a string")


def nested(before, after, where):
    """JSON in a string has the same shape afterwards; its places are not in the map, so no more is asked."""
    try:
        was = json.loads(before)
    except (ValueError, RecursionError):
        return
    if not isinstance(was, (dict, list)):
        return
    try:
        now = json.loads(after)
    except (ValueError, RecursionError):
        raise Wrong(f"{where}: the JSON in a string is none any more") from None
    todo = [(was, now)]
    while todo:
        was, now = todo.pop()
        if isinstance(was, dict):
            if not isinstance(now, dict) or not is_in_order(list(now), list(was)):
                raise Wrong(f"{where}: the keys of the JSON in a string changed")
            todo.extend((was[key], now[key]) for key in now)
        elif isinstance(was, list):
            if not isinstance(now, list) or len(now) != len(was):
                raise Wrong(f"{where}: an array of the JSON in a string changed")
            todo.extend(zip(was, now))
        elif isinstance(was, str):
            if not isinstance(now, str):
                raise Wrong(f"{where}: a string of the JSON in a string became something else")
            nested(was, now, where)
        elif was != now and now is not None and not isinstance(now, str) and not are_digits_for_digits(str(was), str(now)):
            raise Wrong(f"{where}: a leaf of the JSON in a string became something other than null or a string")


def are_digits_for_digits(was, now):
    """A whole number was encrypted in its form, which under a million values are too few for."""
    return was.isdecimal() and now.isdecimal() and len(was) == len(now) >= 6


def is_in_order(part, whole):
    rest = iter(whole)
    return all(name in rest for name in part)


def is_utf8(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def whole(path):
    with opened(path) as stream:
        return stream.read()


def check(options):
    spans = read_map(options.map, options.number)
    check_order(spans)
    edits = Edits(spans)
    before, after = whole(options.input), whole(options.output)
    if is_utf8(before) and not is_utf8(after):
        raise Wrong("the input is UTF-8 and the output is not")
    keys_missing = 0
    if options.format == "csv":
        records, missing, sound = check_table(options, edits, before, after)
    else:
        json_check = Documents(options, edits, before, after)
        records, missing, sound = json_check.check()
        keys_missing = json_check.members_missing
    if options.dropped_records is not None and options.dropped_records != missing:
        raise Wrong(f"{missing} records are missing instead of {options.dropped_records}")
    readers = "nobody else asked" if options.without_readers else others(options, sound, missing, keys_missing)
    return f"{records} records, {missing} of them and {keys_missing} members dropped; {readers}"


def find_packages():
    """Looks for modules where .ci/python-packages puts them, too."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    place = os.path.join(root, "target", "python")
    if place not in sys.path:
        sys.path.append(place)


def others(options, sound, missing, keys_missing):
    """What DuckDB and pyarrow say about it."""
    find_packages()
    required = [name for name in options.require.split(",") if name]
    for name in required:
        if name not in readers.available():
            raise Unchecked(f"{name} is not installed; .ci/python-packages does that")
    return readers.check(options, sound, missing, keys_missing)


def judge(given):
    """The exit code and the message."""
    try:
        return 0, f"structure: {check(arguments(given))}"
    except Wrong as wrong:
        return 1, f"structure: {wrong}"
    except Unchecked as why:
        return 2, f"structure: not checked: {why}"
    except (OSError, EOFError, zlib.error) as error:
        # The message of such an error can hold a path; its kind says enough.
        return 2, f"structure: cannot read a file: {type(error).__name__}"


def main(given):
    if given == ["--batch"]:
        for line in sys.stdin:
            print(*judge(json.loads(line)), flush=True)
        return 0
    code, said = judge(given)
    print(said, file=sys.stdout if code == 0 else sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
