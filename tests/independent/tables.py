"""Delimited tables: every cell and where it stands. Reads as Python's csv module does, and asks it to agree."""

import csv
import io
import sys

from spans import Item

# No text in ISO 8859-1 holds it, so it can stand for the NUL that csv refuses in older versions.
NOT_NUL = "\u2400"


class Dialect:
    """How a table is written."""

    def __init__(self, delimiter=",", quotechar='"', escapechar=None, doublequote=True):
        self.delimiter, self.quotechar = delimiter, quotechar
        self.escapechar, self.doublequote = escapechar, doublequote

    def for_csv(self):
        quoting = csv.QUOTE_NONE if self.quotechar is None else csv.QUOTE_MINIMAL
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quotechar,
            "escapechar": self.escapechar,
            "doublequote": self.doublequote,
            "quoting": quoting,
            "strict": False,
        }


class Reader:
    """A state machine over text in which every character is a byte (ISO 8859-1)."""

    def __init__(self, text, dialect):
        self.text, self.dialect = text, dialect
        self.rows = []

    def read(self, at):
        while at < len(self.text):
            at = self.row(at)
        return self.rows

    def row(self, start):
        """One row and its line end. A blank line is a row without cells."""
        end = self.line_end(start)
        if end is not None:
            self.rows.append(Item("row", start, end, parts=[]))
            return end
        cells, odd, at = [], False, start
        while True:
            at, cell = self.cell(at)
            cells.append(cell)
            odd = odd or cell.odd
            if at < len(self.text) and self.text[at] == self.dialect.delimiter:
                at += 1
                continue
            end = self.line_end(at)
            end = at if end is None else end
            self.rows.append(Item("row", start, end, parts=cells, odd=odd))
            return end

    def line_end(self, at):
        """The end of the line end at this place, if there is one."""
        if self.text.startswith("\r\n", at):
            return at + 2
        return at + 1 if self.text[at : at + 1] in ("\r", "\n") else None

    def cell(self, start):
        """A cell up to its delimiter, line end or the end of the text. Odd: text behind its closing quote, or
        none of it closed."""
        text, d = self.text, self.dialect
        value, odd, closed = [], False, False
        at = start
        quoted = d.quotechar is not None and text[at : at + 1] == d.quotechar
        at += quoted
        while at < len(text):
            c = text[at]
            if d.escapechar is not None and c == d.escapechar:
                if at + 1 < len(text):
                    value.append(text[at + 1])
                at += 2
            elif quoted and c == d.quotechar:
                if d.doublequote and text[at + 1 : at + 2] == c:
                    value.append(c)
                    at += 2
                    continue
                quoted, closed = False, True
                at += 1
            elif not quoted and (c == d.delimiter or c in "\r\n"):
                break
            else:
                odd = odd or closed
                value.append(c)
                at += 1
        at = min(at, len(text))
        return at, Item("cell", start, at, "".join(value), odd=odd or quoted)


def read(data, dialect):
    """The rows of a table, and whether the csv module reads the same in it."""
    text = data.decode("iso-8859-1")
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    rows = Reader(text, dialect).read(start)
    csv.field_size_limit(sys.maxsize)
    plain = text[start:].replace("\0", NOT_NUL)
    theirs = list(csv.reader(io.StringIO(plain, newline=""), **dialect.for_csv()))
    ours = [[c.value.replace("\0", NOT_NUL) for c in row.parts] for row in rows]
    return rows, ours == theirs
