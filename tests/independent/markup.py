#!/usr/bin/env python3
"""Checks that an XML output has the shape of its input: expat and lxml read both, and each finds the same elements
with the same attributes in the same order, comments and instructions at the same places, and text where text was.

    markup.py INPUT OUTPUT

What changed is the affair of edit_map.py; this says that it is still the same document. Messages name things by
ordinals, and never what stands there. lxml is asked where it is installed (.ci/python-packages) and reads the input:
it asks more of prefixes than expat does.

Exit: 0 all is well, 1 the shape differs, 2 the input cannot be read, 3 lxml is needed (CI is set) and missing.
"""

import os
import pathlib
import sys
import xml.parsers.expat

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "target" / "python"))
try:
    import lxml.etree
except ImportError:
    lxml = None


class Unreadable(Exception):
    """A document is not well-formed; the message is the line."""


class Shape:
    """What a document is made of, as readers tell it (the target of lxml)."""

    def __init__(self):
        self.events = []

    def start(self, tag, attributes):
        self.events.append(("start", tag, *attributes))

    def end(self, tag):
        self.events.append(("end", tag))

    def data(self, data):
        # Of a text that a comment stands in, a part can go.
        beside = ("comment", "instruction")
        last = next((event for event in reversed(self.events) if event[0] not in beside), None)
        if data.strip(" \t\r\n") and last != ("text",):
            self.events.append(("text",))

    def comment(self, data):
        self.events.append(("comment", bool(data.strip())))

    def pi(self, target, data=None):
        self.events.append(("instruction", target))

    def doctype(self, *names):
        self.events.append(("type", *names))

    def close(self):
        return self.events


def by_expat(path):
    shape = Shape()
    parser = xml.parsers.expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: shape.start(name, attributes[::2])
    parser.EndElementHandler = shape.end
    parser.CommentHandler = shape.comment
    parser.ProcessingInstructionHandler = shape.pi
    parser.StartDoctypeDeclHandler = shape.doctype
    parser.CharacterDataHandler = shape.data
    with open(path, "rb") as file:
        try:
            parser.ParseFile(file)
        except xml.parsers.expat.ExpatError as e:
            raise Unreadable(e.lineno) from None
    return shape.events


def by_lxml(path):
    parser = lxml.etree.XMLParser(target=Shape(), resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return lxml.etree.parse(path, parser)
    except lxml.etree.XMLSyntaxError as e:
        raise Unreadable(e.lineno) from None


def differ(reader, wanted, after):
    """Says how the output differs for this reader, or nothing."""
    try:
        found = reader(after)
    except Unreadable as e:
        return f"the output cannot be read: line {e}"
    for number, (one, other) in enumerate(zip(wanted, found), 1):
        if one != other:
            return f"part {number} is another: {one[0]} became {other[0]}"
    if len(wanted) != len(found):
        return f"{len(wanted)} parts became {len(found)}"
    return None


def main():
    before, after = sys.argv[1:]
    if lxml is None and os.environ.get("CI"):
        print("lxml is not installed", file=sys.stderr)
        return 3
    for reader in (by_expat, by_lxml):
        if reader is by_lxml and lxml is None:
            continue
        try:
            wanted = reader(before)
        except Unreadable as e:
            if reader is by_lxml:
                continue
            print(f"the input cannot be read: line {e}", file=sys.stderr)
            return 2
        wrong = differ(reader, wanted, after)
        if wrong:
            print(f"{reader.__name__}: {wrong}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
