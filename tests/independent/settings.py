#!/usr/bin/env python3
"""Makes random documents of YAML with values of all kinds anywhere in them, and checks that PyYAML reads the same tree in what
they became: the same kinds of nodes in the same places, other only where something was written.

    settings.py make SEED COUNT       writes documents, one behind the other
    settings.py check INPUT OUTPUT    compares; with `markers` behind, nothing else may be written

Messages name documents by number, and never what stands there.

Exit: 0 all is well, 1 a document differs, 3 there is no PyYAML.
"""

import pathlib
import random
import re
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "target" / "python"))
try:
    import yaml
except ImportError:
    print("settings: PyYAML is not installed", file=sys.stderr)
    sys.exit(3)

BORDER = "--- # document\n"

FINDS = [
    "ann.lee@example.com",
    "4111111111111111",
    "4111 1111 1111 1111",
    "+1 202 555 0143",
    "198.51.100.7",
    "192.0.2.7",
    "password=hunter2!x",
    "https://example.com/?token=a81f09c2d3b4e5f60718",
    "Bearer q7Wd0fZk3LmN8pRt",
]
WORDS = ["a", "to", "port", "80", "it's", "-x", "b:c", "x#y", "true", "é", "and so on", "a - b", 'say "so"']
KEYS = ["a", "b c", "port", "password", "first_name", "name", "value", "token", "note", "email", "x-1", "'q'", '"d q"']
SIGNS = ["!!str ", "&a1 ", "!t ", "!vault ", "&n4111111111111111 ", "!c4111111111111111 "]


def words(rng):
    return [rng.choice(FINDS) if rng.random() < 0.35 else rng.choice(WORDS) for _ in range(rng.randint(1, 4))]


def folded(rng, parts, indent):
    """The parts on one line, or on several."""
    text = parts[0]
    for part in parts[1:]:
        text += ("\n" + " " * indent if rng.random() < 0.2 else " ") + part
    return text


def quoted(rng, indent):
    parts = words(rng)
    if rng.random() < 0.5:
        parts = [part.replace("'", "''") for part in parts]
        return "'" + folded(rng, parts, indent) + "'"
    parts = [part.replace('"', '\\"') for part in parts]
    end = rng.choice(["", "", "\\\\", "\\n"])
    return '"' + folded(rng, parts, indent) + end + '"'


def sign(rng):
    return rng.choice(SIGNS) if rng.random() < 0.12 else ""


def flow(rng, depth, indent):
    made = rng.random()
    if depth <= 0 or made < 0.35:
        return sign(rng) + (quoted(rng, indent) if rng.random() < 0.4 else folded(rng, words(rng), indent))
    between = rng.choice([", ", ",", " , ", ",\n" + " " * indent])
    if made < 0.65:
        return sign(rng) + "[" + between.join(flow(rng, depth - 1, indent) for _ in range(rng.randint(0, 3))) + "]"
    pairs = []
    for _ in range(rng.randint(0, 3)):
        kind = rng.random()
        if kind < 0.15:
            pairs.append(key(rng))
        elif kind < 0.25:
            pairs.append("? " + key(rng) + " : " + flow(rng, depth - 1, indent))
        else:
            colon = ":" if kind < 0.4 else ": "
            pairs.append(key(rng) + colon + flow(rng, depth - 1, indent))
    return sign(rng) + "{" + between.join(pairs) + "}"


def key(rng):
    made = rng.random()
    if made < 0.6:
        return rng.choice(KEYS)
    if made < 0.8:
        # A key that says a password itself makes one of what stands behind it on the same line.
        return " ".join(word for word in words(rng)[:2] if "=" not in word) or "c"
    return sign(rng) + quoted(rng, 0).replace("\n", " ")


def block(rng, indent):
    head = rng.choice(["|", ">", "|-", ">+", "> # c"])
    lines = []
    for _ in range(rng.randint(1, 3)):
        more = rng.choice(["", "", "", "  "]) if lines else ""
        lines.append(" " * indent + more + " ".join(words(rng)) if rng.random() < 0.9 or not lines else "")
    return head + "\n" + "\n".join(lines)


def value(rng, depth, indent):
    """What stands behind a key or an entry whose column is before `indent`, with what separates it."""
    made = rng.random()
    remark = rng.choice(["", "", "", " # " + " ".join(words(rng))])
    if depth > 0 and made < 0.3:
        return remark + "\n" + node(rng, depth - 1, indent)
    before = " " + sign(rng)
    if made < 0.4:
        return before + block(rng, indent)
    if made < 0.55:
        return before + flow(rng, 2, indent) + remark
    if made < 0.7:
        return before + quoted(rng, indent) + remark
    if made < 0.75:
        return before.rstrip() + "\n" + " " * indent + folded(rng, words(rng), indent) + remark
    if made < 0.8:
        return rng.choice(["", " *a1", " ~"]) + remark
    return before + folded(rng, words(rng), indent) + remark


def node(rng, depth, indent):
    lines, pad = [], " " * indent
    if rng.random() < 0.4:
        for _ in range(rng.randint(1, 3)):
            if rng.random() < 0.3:
                inner = node(rng, 0, indent + 2)
                lines.append(pad + "- " + inner.lstrip(" "))
            else:
                lines.append(pad + "-" + value(rng, depth, indent + 2))
    else:
        for _ in range(rng.randint(1, 4)):
            if rng.random() < 0.12:
                lines.append(pad + "?" + value(rng, 0, indent + 2))
                if rng.random() < 0.7:
                    lines.append(pad + ":" + value(rng, depth, indent + 2))
            else:
                lines.append(pad + key(rng) + ":" + value(rng, depth, indent + 2))
            if rng.random() < 0.08:
                lines.append(pad + "# " + " ".join(words(rng)))
    return "\n".join(lines)


def documents(seed, count):
    rng, made = random.Random(seed), []
    while len(made) < count:
        text = node(rng, 2, 0) + "\n"
        try:
            read(text)
        except yaml.YAMLError:
            continue
        made.append(text)
    return made


def read(text):
    """The events of a document. That aliases are those of something only a composer says."""
    yaml.compose(text, Loader=yaml.SafeLoader)
    return list(yaml.parse(text, Loader=yaml.SafeLoader))


MARKER = re.compile(r"\[[A-Z0-9_]+\]")


def difference(before, after, markers=True):
    """What is other in the output than it may be."""
    try:
        one = read(before)
    except yaml.YAMLError:
        return "the input cannot be read"
    try:
        other = read(after)
    except yaml.YAMLError:
        return "it cannot be read"
    if [type(event) for event in one] != [type(event) for event in other]:
        return "it has another shape"
    for a, b in zip(one, other):
        if bool(getattr(a, "anchor", None)) != bool(getattr(b, "anchor", None)):
            return "an anchor is lost"
        # Lines with which a scalar goes on become blank.
        is_written = isinstance(a, yaml.ScalarEvent) and a.value != b.value
        if is_written and markers and not MARKER.search(b.value) and not set(b.value.split()) <= set(a.value.split()):
            return "something else was written than a marker"
    return None


def main(arguments):
    if arguments[0] == "make":
        sys.stdout.write(BORDER.join(documents(int(arguments[1]), int(arguments[2]))))
        return 0
    with open(arguments[1], encoding="utf-8", newline="") as file:
        before = file.read().split(BORDER)
    with open(arguments[2], encoding="utf-8", newline="") as file:
        after = file.read().split(BORDER)
    if len(before) != len(after):
        print("settings: another number of documents", file=sys.stderr)
        return 1
    if before == after:
        print("settings: nothing was written", file=sys.stderr)
        return 1
    status = 0
    for number, (one, other) in enumerate(zip(before, after), 1):
        wrong = difference(one, other, "markers" in arguments)
        if wrong:
            print(f"settings: document {number}: {wrong}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
