#!/usr/bin/env python3
"""Checks that mail has the shape of its input: Python's email and mailbox read both, and find the same messages with the
same header fields in the same order, the same parts of the same types, and text where text was.

    message.py INPUT OUTPUT
    message.py --said FILE

The second prints all that the messages of a file say, decoded. Messages of this program name things by ordinals, and never
what stands there.

Exit: 0 all is well, 1 the shape differs, 2 the input cannot be read.
"""

import mailbox
import sys
from email import policy
from email.parser import BytesParser


def messages(path):
    with open(path, "rb") as file:
        content = file.read()
    parser = BytesParser(policy=policy.default)
    if not content.startswith(b"From "):
        return [parser.parsebytes(content)]
    return [parser.parsebytes(message.as_bytes()) for message in mailbox.mbox(path, create=False)]


def shape(message):
    for part in message.walk():
        names = [name.lower() for name in part.keys()]
        params = [name for name, _ in part.get_params(failobj=[])]
        fixed = (part.get_content_charset(), part.get_boundary(), str(part.get("content-transfer-encoding", "")))
        defects = sorted({type(defect).__name__ for defect in part.defects})
        yield ("part", part.get_content_type(), names, params, fixed, defects)
        yield ("disposition", part.get_content_disposition(), part.get_filename() is not None)
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            yield ("payload", bool(payload.strip()))
            if part.get("content-transfer-encoding", "").lower() == "quoted-printable":
                lines = part.get_payload().encode("utf-8", "surrogateescape").split(b"\n")
                yield ("lines", max(len(line.rstrip(b"\r")) for line in lines) <= 76)


def said(message):
    for part in message.walk():
        for name, value in part.items():
            yield f"{name}: {value}"
            try:
                for address in part[name].addresses:
                    yield f"{address.display_name} {address.addr_spec}"
            except AttributeError:
                pass
        yield str(part.get_filename())
        if part.is_multipart():
            yield str(part.preamble)
            yield str(part.epilogue)
        else:
            try:
                yield part.get_content() if part.get_content_maintype() == "text" else str(part.get_payload(decode=True))
            except LookupError:
                yield str(part.get_payload(decode=True))


def main():
    if sys.argv[1] == "--said":
        for message in messages(sys.argv[2]):
            for text in said(message):
                sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
        return 0
    before, after = ([list(shape(message)) for message in messages(path)] for path in sys.argv[1:])
    if not before:
        return 2
    if len(before) != len(after):
        print(f"{len(before)} messages became {len(after)}", file=sys.stderr)
        return 1
    for number, (one, other) in enumerate(zip(before, after), 1):
        for part, (wanted, found) in enumerate(zip(one, other), 1):
            if wanted != found:
                print(f"message {number}: item {part}, a {wanted[0]}, is another: {wanted} {found}", file=sys.stderr)
                return 1
        if len(one) != len(other):
            print(f"message {number}: {len(one)} items became {len(other)}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
