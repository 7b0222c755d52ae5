"""Edit maps as places: what an edit touches or covers, and where in the output a part of the input went."""

import bisect


class Edits:
    """The edits of one input, in order and disjoint (edit_map.check_order has looked)."""

    def __init__(self, spans):
        self.spans = [span for _, span in spans]
        self.starts = [span[0] for span in self.spans]
        self.ends = [span[1] for span in self.spans]

    def _near(self, start, end):
        """The edits that meet [start, end], borders included."""
        first = bisect.bisect_left(self.ends, start)
        last = bisect.bisect_right(self.starts, end)
        return self.spans[first:last]

    def touches(self, start, end):
        """Whether an edit changes a byte of [start, end), or writes inside it or at one of its borders."""
        for in_start, in_end, _, _ in self._near(start, end):
            if in_start == in_end or (in_start < end and in_end > start):
                return True
        return False

    def covers(self, start, end):
        """Whether every byte of [start, end) is in an edit; for an empty span, whether one touches it."""
        if start == end:
            return self.touches(start, end)
        at = start
        for in_start, in_end, _, _ in self._near(start, end):
            if in_start > at:
                return False
            at = max(at, in_end)
        return at >= end

    def place(self, start, end):
        """Where in the output [start, end) went. Inside an edit it is all that the edit wrote."""
        return self._moved(start, True), self._moved(end, False)

    def _moved(self, at, is_start):
        delta = 0
        for in_start, in_end, out_start, out_end in self._near(at, at):
            if in_start < at < in_end or (in_start == in_end == at):
                return out_start if is_start else out_end
            if is_start and in_start == at:
                return out_start
            if not is_start and in_end == at:
                return out_end
        before = bisect.bisect_right(self.ends, at) - 1
        if before >= 0:
            delta = self.spans[before][3] - self.spans[before][1]
        return at + delta


class Item:
    """Something with a place: a row, a cell, a JSON value."""

    __slots__ = ("start", "end", "value", "parts", "kind", "odd")

    def __init__(self, kind, start, end, value=None, parts=None, odd=False):
        self.kind, self.start, self.end = kind, start, end
        self.value, self.parts, self.odd = value, parts, odd


def paired(edits, before, after):
    """Pairs what stands in the input with what stands in the output: (ordinal, input, output or None).

    The output may lack only what edits cover whole. What is there must stand where the map says it went.
    The second result is None, or the ordinal of what cannot be paired (0: there is more in the output).
    """
    pairs = []
    at = 0
    for ordinal, item in enumerate(before, 1):
        low, high = edits.place(item.start, item.end)
        there = after[at] if at < len(after) else None
        inside = there is not None and low <= there.start and there.end <= high
        if inside:
            pairs.append((ordinal, item, there))
            at += 1
        elif edits.covers(item.start, item.end) and (there is None or there.start >= high or low == high):
            pairs.append((ordinal, item, None))
        else:
            return pairs, ordinal
    return pairs, (None if at == len(after) else 0)
