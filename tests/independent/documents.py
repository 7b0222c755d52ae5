"""JSON: every value and where it stands. Leaves are read by Python's json module."""

import json
import json.decoder
import re

from spans import Item

SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
WORD = re.compile(r"true|false|null")


class Broken(ValueError):
    """What stands there is no JSON."""


def has_control(text, item):
    """Whether a control character stands in a string as it is."""
    todo = [item]
    while todo:
        item = todo.pop()
        todo.extend(part for part in item.parts or () if part is not None)
        if item.kind == "string" and any(c < " " for c in text[item.start : item.end]):
            return True
    return False


def skip(text, at):
    return SPACE.match(text, at).end()


def leaf(text, at):
    """A string, number or word."""
    if text[at : at + 1] == '"':
        try:
            value, end = json.decoder.scanstring(text, at + 1, False)
        except ValueError:
            raise Broken from None
        return Item("string", at, end, value)
    for kind, pattern in (("number", NUMBER), ("word", WORD)):
        found = pattern.match(text, at)
        if found:
            return Item(kind, at, found.end(), found.group())
    raise Broken


def parse(text, start):
    """The value at `start`. Not by calls of itself: documents are deeper than a stack is."""
    root = None
    open_containers = []
    at = skip(text, start)
    while True:
        c = text[at : at + 1]
        if c in ("{", "["):
            item = Item("object" if c == "{" else "array", at, at, parts=[])
        else:
            item = leaf(text, at)
        root = root or item
        if open_containers and open_containers[-1].kind == "array":
            open_containers[-1].parts.append(item)
        elif open_containers:
            open_containers[-1].parts[-1].parts[1] = item
            open_containers[-1].parts[-1].end = item.end
        is_container = item.kind in ("object", "array")
        at = at + 1 if is_container else item.end
        if is_container:
            open_containers.append(item)
        at = close(text, at, open_containers, fresh=is_container)
        if not open_containers:
            return root


def close(text, at, open_containers, fresh):
    """From behind a value (or an opening bracket: `fresh`) to where the next value starts; closes what ends."""
    while open_containers:
        top = open_containers[-1]
        at = skip(text, at)
        c = text[at : at + 1]
        if c == ("}" if top.kind == "object" else "]"):
            at += 1
            top.end = at
            open_containers.pop()
            if open_containers and open_containers[-1].kind == "object":
                open_containers[-1].parts[-1].end = at
            fresh = False
            continue
        if not fresh:
            if c != ",":
                raise Broken
            at = skip(text, at + 1)
        if top.kind == "object":
            at = key(text, at, top)
        return at
    return at


def key(text, at, container):
    """A key and its colon; the member is there, its value comes."""
    if text[at : at + 1] != '"':
        raise Broken
    name = leaf(text, at)
    at = skip(text, name.end)
    if text[at : at + 1] != ":":
        raise Broken
    container.parts.append(Item("member", name.start, name.end, parts=[name, None]))
    return skip(text, at + 1)


def broken(start, end):
    return Item("broken", start, end, odd=True)


def read(data, by_line):
    """The text with a character per byte, and its records; one that is no JSON has the kind `broken`."""
    text = data.decode("iso-8859-1")
    at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    return text, lines(text, at) if by_line else values(text, at)


def lines(text, start):
    """A record per line; blank lines are none."""
    records = []
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        piece = text[start:end].rstrip(" \t\r")
        if skip(piece, 0) < len(piece):
            records.append(moved(line(piece), start))
        start = end + 1
    return records


def line(piece):
    """The value of a line, or all of it as one that is broken."""
    first = skip(piece, 0)
    try:
        item = parse(piece, first)
    except Broken:
        return broken(first, len(piece))
    return item if item.end == len(piece) else broken(first, len(piece))


def moved(item, base):
    """The item with every place in it counted from `base` bytes before."""
    todo = [item]
    while todo:
        part = todo.pop()
        part.start += base
        part.end += base
        todo.extend(part.parts or [])
    return item


def values(text, at):
    records = []
    at = skip(text, at)
    while at < len(text):
        try:
            item = parse(text, at)
        except Broken:
            # Nobody knows where the next value would begin.
            return records + [broken(at, len(text))]
        records.append(item)
        at = skip(text, item.end)
    return records


def agrees(data, by_line, records):
    """Whether Python's json module reads as many values; one that is too deep for it is not counted."""
    text = data.decode("utf-8-sig", errors="replace")
    count = at = 0
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, strict=False)
    try:
        if by_line:
            for row in text.split("\n"):
                if row.strip(" \t\r"):
                    decoder.decode(row.strip(" \t\r"))
                    count += 1
        else:
            at = skip(text, 0)
            while at < len(text):
                _, at = decoder.raw_decode(text, at)
                at = skip(text, at)
                count += 1
    except RecursionError:
        return True
    except ValueError:
        return False
    return count == len(records)
