#!/usr/bin/env python3
"""Checks that pages have the tree of their inputs: the same tags with the same attributes, and comments where comments were,
as Python's html.parser reads them, and html5lib and lxml where they are installed.

    page.py INPUTS OUTPUTS

Both are directories with files of the same names. What changed inside of a value is the affair of edit_map.py. Messages name things by
file and ordinals, and never what stands there.

Exit: 0 all is well, 1 the tree of some differs, 2 there is nothing to compare.
"""

import html.parser
import pathlib
import sys
import warnings

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "target" / "python"))
try:
    import html5lib
except ImportError:
    html5lib = None
try:
    import lxml.html
except ImportError:
    lxml = None



class Events(html.parser.HTMLParser):
    """Tags, comments and declarations in their order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.events = []

    def handle_starttag(self, tag, attributes):
        self.events.append(("start", tag, names(attributes)))

    def handle_startendtag(self, tag, attributes):
        self.events.append(("empty", tag, names(attributes)))

    def handle_endtag(self, tag):
        self.events.append(("end", tag))

    def handle_comment(self, data):
        self.events.append(("comment",))

    def handle_decl(self, decl):
        self.events.append(("declaration",))

    def unknown_decl(self, data):
        self.events.append(("section",))

    def handle_pi(self, data):
        self.events.append(("instruction",))


def names(attributes):
    return [(name, value is not None) for name, value in attributes]


def by_python(text):
    parser = Events()
    parser.feed(text)
    parser.close()
    return parser.events


def by_html5lib(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    return list(of_tree(tree, 0))


def by_lxml(text):
    return list(of_tree(lxml.html.document_fromstring(text), 0))


def of_tree(node, depth):
    """The elements of a tree with their depth."""
    kind = node.tag if isinstance(node.tag, str) else "comment"
    yield kind, depth, sorted(map(str, node.attrib))
    for inner in node:
        yield from of_tree(inner, depth + 1)


def differ(reader, before, after):
    wanted, found = reader(before), reader(after)
    for number, (one, other) in enumerate(zip(wanted, found), 1):
        if one != other:
            return f"part {number} of {len(wanted)} is another"
    return None if len(wanted) == len(found) else f"{len(wanted)} parts became {len(found)}"


def main():
    before, after = map(pathlib.Path, sys.argv[1:])
    readers = [by_python]
    readers += [by_html5lib] if html5lib else []
    readers += [by_lxml] if lxml else []
    compared = wrong = 0
    for path in sorted(before.iterdir()):
        compared += 1
        one, other = (place.read_text(encoding="utf-8") for place in (path, after / path.name))
        for reader in readers:
            said = differ(reader, one, other)
            if said:
                print(f"{path.name}: {reader.__name__}: {said}", file=sys.stderr)
                wrong += 1
    if compared == 0:
        return 2
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
