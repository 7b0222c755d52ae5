#!/usr/bin/env python3
"""Checks that outside the edit map an output equals its input, byte for byte.

    edit_map.py INPUT OUTPUT MAP [NUMBER]

INPUT and OUTPUT are plain, or gzip when their name ends in .gz (their text is compared). MAP holds JSON lines
with in_start, in_end, out_start and out_end in bytes; NUMBER is the number of the input in a map of several
(its member "input"); without it the map must be about one input.

Written without a look at the program that it checks, in another language, on purpose. It says where something
is wrong and never what stands there.

Exit: 0 all is well, 1 a difference or a wrong map, 2 it could not be checked.
"""

import gzip
import json
import sys
import zlib

PIECE = 1 << 20
SPAN = ("in_start", "in_end", "out_start", "out_end")


class Wrong(Exception):
    """What is wrong and where."""


def opened(path):
    return gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")


def read_map(path, number):
    """The spans in the order of the map."""
    spans = []
    inputs = set()
    with open(path, "rb") as lines:
        for row, line in enumerate(lines, 1):
            try:
                edit = json.loads(line)
                span = tuple(edit[key] for key in SPAN)
            except (ValueError, KeyError, TypeError):
                raise Wrong(f"map line {row} is not an edit") from None
            if not all(type(n) is int and n >= 0 for n in span):
                raise Wrong(f"map line {row} holds what is no position")
            if number is None or edit.get("input") == number:
                inputs.add(edit.get("input"))
                spans.append((row, span))
    if len(inputs) > 1:
        raise Wrong("the map is about several inputs; give the number of one")
    return spans


def check_order(spans):
    """Sorted, disjoint, and what lies between two edits has one length on both sides."""
    in_at = out_at = 0
    for row, (in_start, in_end, out_start, out_end) in spans:
        if in_start > in_end or out_start > out_end:
            raise Wrong(f"map line {row} ends before it starts")
        if in_start < in_at or out_start < out_at:
            raise Wrong(f"map line {row} overlaps the one before it or is out of order")
        if in_start - in_at != out_start - out_at:
            raise Wrong(f"before map line {row} input and output are not of one length")
        in_at, out_at = in_end, out_end


def take(stream, n, name, at):
    """Exactly n bytes, in pieces."""
    while n > 0:
        piece = stream.read(min(n, PIECE))
        if not piece:
            raise Wrong(f"the {name} ends at byte {at}, inside what the map says")
        n -= len(piece)
        at += len(piece)
        yield piece


def compare(source, output, n, in_at, out_at):
    """The next n bytes of both are the same."""
    while n > 0:
        size = min(n, PIECE)
        left = b"".join(take(source, size, "input", in_at))
        right = b"".join(take(output, size, "output", out_at))
        if left != right:
            first = next(i for i in range(size) if left[i] != right[i])
            raise Wrong(f"input byte {in_at + first} and output byte {out_at + first} differ outside the map")
        n, in_at, out_at = n - size, in_at + size, out_at + size


def compare_rest(source, output, in_at, out_at):
    """After the last edit both are the same to the end."""
    while True:
        left, right = source.read(PIECE), output.read(PIECE)
        both = min(len(left), len(right))
        for i in range(both):
            if left[i] != right[i]:
                raise Wrong(f"input byte {in_at + i} and output byte {out_at + i} differ outside the map")
        if len(left) != len(right):
            raise Wrong(f"after input byte {in_at + both} one ends before the other")
        if not left:
            return
        in_at, out_at = in_at + both, out_at + both


def check(input_path, output_path, map_path, number):
    spans = read_map(map_path, number)
    check_order(spans)
    in_at = out_at = 0
    with opened(input_path) as source, opened(output_path) as output:
        for _, (in_start, in_end, out_start, out_end) in spans:
            compare(source, output, in_start - in_at, in_at, out_at)
            for _ in take(source, in_end - in_start, "input", in_start):
                pass
            for _ in take(output, out_end - out_start, "output", out_start):
                pass
            in_at, out_at = in_end, out_end
        compare_rest(source, output, in_at, out_at)
    return len(spans)


def main(arguments):
    if len(arguments) not in (3, 4) or (len(arguments) == 4 and not arguments[3].isdigit()):
        print("usage: edit_map.py INPUT OUTPUT MAP [NUMBER]", file=sys.stderr)
        return 2
    number = int(arguments[3]) if len(arguments) == 4 else None
    try:
        edits = check(*arguments[:3], number)
    except Wrong as wrong:
        print(f"edit map: {wrong}", file=sys.stderr)
        return 1
    except (OSError, EOFError, zlib.error) as error:
        # The message of such an error can hold a path; its kind says enough.
        print(f"edit map: cannot read a file: {type(error).__name__}", file=sys.stderr)
        return 2
    print(f"edit map: {edits} edits, everything outside them is unchanged")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
