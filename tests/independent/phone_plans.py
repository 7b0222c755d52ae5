#!/usr/bin/env python3
"""Numbering plans from the metadata of libphonenumber: the table that obelus reads, and numbers to test it with.

    pip install phonenumbers==9.0.43                        # Apache-2.0, the Python port with the same metadata
    phone_plans.py plans > rules/lexicons/telephone/plans.txt
    phone_plans.py numbers > tests/vectors/telephone.txt

`plans` compiles the patterns of all kinds of numbers into one automaton. `numbers` does not read that table: it draws
digits from a fixed sequence and asks the library's own matcher about each, so that the two can be compared.
"""

import collections
import random
import re._parser as parser
import sys

import phonenumbers
from phonenumbers import PhoneMetadata

KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
    "voicemail",
)
DIGITS = "0123456789"
NOT_GEOGRAPHIC = "001"


def metadata(code, region):
    if region == NOT_GEOGRAPHIC:
        return PhoneMetadata.metadata_for_nongeo_region(code)
    return PhoneMetadata.metadata_for_region(region)


def patterns(code, regions):
    """The patterns of every kind of number that a country code has."""
    made = []
    for region in regions:
        for kind in KINDS:
            said = getattr(metadata(code, region), kind)
            if said is not None and said.national_number_pattern:
                made.append(said.national_number_pattern)
    return made


class Automaton:
    """Of several patterns, states with sets of next states by digit, and with moves that take nothing."""

    def __init__(self, texts):
        self.moves, self.free = [], []
        self.start, self.end = self.state(), self.state()
        for text in texts:
            first = self.state()
            self.free[self.start].add(first)
            self.free[self.add(parser.parse(text), first)].add(self.end)

    def state(self):
        self.moves.append(collections.defaultdict(set))
        self.free.append(set())
        return len(self.moves) - 1

    def add(self, parts, at):
        for kind, said in parts:
            at = getattr(self, "add_" + str(kind).lower())(said, at)
        return at

    def add_literal(self, said, at):
        end = self.state()
        self.moves[at][chr(said)].add(end)
        return end

    def add_in(self, said, at):
        end = self.state()
        for kind, what in said:
            if str(kind) == "LITERAL":
                digits = chr(what)
            elif str(kind) == "RANGE":
                digits = map(chr, range(what[0], what[1] + 1))
            elif str(what) == "CATEGORY_DIGIT":
                digits = DIGITS
            else:
                raise ValueError("a class that is not read")
            for digit in digits:
                self.moves[at][digit].add(end)
        return end

    def add_branch(self, said, at):
        end = self.state()
        for parts in said[1]:
            first = self.state()
            self.free[at].add(first)
            self.free[self.add(parts, first)].add(end)
        return end

    def add_subpattern(self, said, at):
        return self.add(said[-1], at)

    def add_max_repeat(self, said, at):
        least, most, parts = said
        for _ in range(least):
            at = self.add(parts, at)
        end = self.state()
        self.free[at].add(end)
        for _ in range(most - least):
            at = self.add(parts, at)
            self.free[at].add(end)
        return end

    def closure(self, states):
        seen, left = set(states), list(states)
        while left:
            for state in self.free[left.pop()] - seen:
                seen.add(state)
                left.append(state)
        return frozenset(seen)


class Nodes:
    """Nodes of the automaton that has no two alike; a node is numbered after those it leads to."""

    def __init__(self):
        self.rows, self.numbers = [], {}

    def node(self, accepts, next_nodes):
        if not accepts and not any(n is not None for n in next_nodes):
            return None
        row = (accepts, tuple(next_nodes))
        if row not in self.numbers:
            self.numbers[row] = len(self.rows)
            self.rows.append(row)
        return self.numbers[row]

    def compiled(self, automaton):
        known = {}

        def made(states):
            if states not in known:
                after = []
                for digit in DIGITS:
                    reached = set().union(*(automaton.moves[s].get(digit, ()) for s in states))
                    after.append(made(automaton.closure(reached)) if reached else None)
                known[states] = self.node(automaton.end in states, after)
            return known[states]

        return made(automaton.closure({automaton.start}))


def written(accepts, next_nodes):
    """`!` where a number may end, then the digits that lead to each node."""
    to = collections.OrderedDict()
    for digit, node in zip(DIGITS, next_nodes):
        if node is not None:
            to.setdefault(node, []).append(digit)
    parts = ["!"] if accepts else []
    for node, digits in to.items():
        parts.append("%s>%d" % ("*" if len(digits) == 10 else "".join(digits), node))
    return " ".join(parts)


def plans():
    nodes, roots = Nodes(), {}
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        roots[str(code)] = nodes.compiled(Automaton(patterns(code, regions)))

    def by_code(begun):
        if begun in roots:
            return roots[begun]
        longer = any(code.startswith(begun) and code != begun for code in roots)
        return nodes.node(False, [by_code(begun + d) for d in DIGITS]) if longer else None

    by_code("")
    print("# Numbering plans of all country codes, from the metadata of libphonenumber %s" % phonenumbers.__version__)
    print("# (Apache-2.0, https://github.com/google/libphonenumber), made by tests/independent/phone_plans.py.")
    print("#")
    print("# [countries]: ISO 3166 code, country code, what is dialled before a number within the country.")
    print("# [plans]: an automaton over the digits behind the +. A line is a node; digits lead to the node of that number,")
    print("# counted from 0, * is any digit, ! says that a number may end here. The last node is the first digit.")
    print("[countries]")
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in sorted(r for r in regions if r != NOT_GEOGRAPHIC):
            print(" ".join(filter(None, [region, str(code), metadata(code, region).national_prefix])))
    print("[plans]")
    for row in nodes.rows:
        print(written(*row))


def numbers(seed=1, each=12):
    """Numbers that a plan has and numbers that it does not, in equal shares where there are any."""
    draw = random.Random(seed)
    print("# Drawn at random; + what the plan of the country has, - what it does not have, as libphonenumber %s" % phonenumbers.__version__)
    print("# says. Made by tests/independent/phone_plans.py.")
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        lengths = set()
        for region in regions:
            lengths |= set(metadata(code, region).general_desc.possible_length)
        begins = [n.national_number for n in examples(code, regions)]
        found = {True: set(), False: set()}
        for _ in range(4000):
            length = draw.choice(sorted(lengths)) + draw.choice([0, 0, 0, 0, 1, -1])
            digits = "".join(draw.choice(DIGITS) for _ in range(length))
            if begins and draw.random() < 0.5:
                begin = str(draw.choice(begins))[: draw.randrange(1, 6)]
                digits = begin + digits[len(begin):]
            found[is_given_out(code, regions, digits)].add(digits)
        for verdict, sign in ((True, "+"), (False, "-")):
            some = sorted(found[verdict])
            for digits in sorted(draw.sample(some, min(each, len(some)))):
                print(sign + str(code) + digits)


def examples(code, regions):
    for region in regions:
        for kind in KINDS:
            said = getattr(metadata(code, region), kind)
            if said is not None and said.example_number:
                yield phonenumbers.PhoneNumber(country_code=code, national_number=said.example_number)


def is_given_out(code, regions, digits):
    zeros = len(digits) - len(digits.lstrip("0"))
    number = phonenumbers.PhoneNumber(
        country_code=code,
        national_number=int(digits or "0"),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )
    return any(phonenumbers.is_valid_number_for_region(number, region) for region in regions)


if __name__ == "__main__":
    {"plans": plans, "numbers": numbers}[sys.argv[1]]()
