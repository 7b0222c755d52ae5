#!/usr/bin/env python3
"""Checks that an XML output has the shape of its input: expat reads both, and finds the same elements with the same
attributes in the same order, comments and instructions at the same places, and text where text was.

    markup.py INPUT OUTPUT

What changed is the affair of edit_map.py; this says that it is still the same document. Messages name things by
ordinals, and never what stands there.

Exit: 0 all is well, 1 the shape differs, 2 the input cannot be read.
"""

import sys
import xml.parsers.expat


def shape(path):
    parser = xml.parsers.expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    events = []

    def text(data):
        # Of a text that a comment stands in, a part can go.
        beside = ("comment", "instruction")
        last = next((event for event in reversed(events) if event[0] not in beside), None)
        if data.strip(" \t\r\n") and last != ("text",):
            events.append(("text",))

    parser.StartElementHandler = lambda name, attributes: events.append(("start", name, *attributes[::2]))
    parser.EndElementHandler = lambda name: events.append(("end", name))
    parser.CommentHandler = lambda data: events.append(("comment", bool(data.strip())))
    parser.ProcessingInstructionHandler = lambda target, data: events.append(("instruction", target))
    parser.StartDoctypeDeclHandler = lambda *names: events.append(("type", *names))
    parser.CharacterDataHandler = text
    with open(path, "rb") as file:
        parser.ParseFile(file)
    return events


def main():
    before, after = sys.argv[1:]
    try:
        wanted = shape(before)
    except xml.parsers.expat.ExpatError as e:
        print(f"the input cannot be read: line {e.lineno}", file=sys.stderr)
        return 2
    try:
        found = shape(after)
    except xml.parsers.expat.ExpatError as e:
        print(f"the output cannot be read: line {e.lineno}", file=sys.stderr)
        return 1
    for number, (one, other) in enumerate(zip(wanted, found), 1):
        if one != other:
            print(f"part {number} is another: {one[0]} became {other[0]}", file=sys.stderr)
            return 1
    if len(wanted) != len(found):
        print(f"{len(wanted)} parts became {len(found)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
