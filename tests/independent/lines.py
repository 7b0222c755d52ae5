#!/usr/bin/env python3
"""Checks that the lines of an output still are lines of their format, with the same parts: as programs that read such
logs take them apart, by expressions of their own or a module of Python.

    lines.py FORMAT INPUT OUTPUT

Messages name lines by number, and never what stands there.

Exit: 0 all is well, 1 the shape differs, 2 the input cannot be read.
"""

import configparser
import re
import shlex
import sys

QUOTED = r'"((?:[^"\\]|\\.)*)"'


def access(line):
    head = r"(?:\S+:\d+ )?(\S+) (\S+) (.+?) \[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    found = re.fullmatch(head + QUOTED + r" (\d{3}) (\d+|-)(?: " + QUOTED + " " + QUOTED + r")?( .*)?", line)
    return found and [found[4], found[6], found[7], found[8] is not None, bool(found[10])]


def elb(line):
    found = re.fullmatch(r"(?:https? )?(\S+Z) (\S+) \S+?:(\d+) \S+?:(\d+)((?: \S+){7}) " + QUOTED + " " + QUOTED + r"(.*)", line)
    return found and [found[1], found[2], found[3], found[4], found[5], found[8]]


def logfmt(line):
    found = re.fullmatch(r'(?:[\w.]+=(?:"(?:[^"\\]|\\.)*"|[^\s"=]*)(?: |$))+', line)
    return found and re.findall(r'([\w.]+)=(?:"(?:[^"\\]|\\.)*"|[^\s"]*)', line)


def syslog(line):
    found = re.match(r"<\d+>1 (\S+) (\S+) (\S+) (\S+) (\S+) ", line)
    if not found:
        event = line.find("CEF:")
        plain = re.match(r"(?:<\d+>)?(\w{3} [ \d]\d [\d:]{8}|\S+T\S+) (\S+) ", line)
        return plain and [plain[1], plain[2]] + (cef(line[event:]) if event > 0 else [])
    parts, at = list(found.groups()), found.end()
    if line[at] == "-":
        return parts
    # RFC 5424, section 6: a quote, a backslash and a closing bracket are escaped.
    parameter = r' ([^\s="\]]+)="((?:[^"\\\]]|\\["\\\]]|\\(?!["\\\]]))*)"'
    element = re.compile(r"\[([^\s=\"\]]+)((?:" + parameter + r")*)\]")
    while at < len(line) and line[at] == "[":
        found = element.match(line, at)
        if not found:
            return None
        parts += [found[1]] + [name for name, _ in re.findall(parameter, found[2])]
        at = found.end()
    return parts if line[at : at + 1] in (" ", "") else None


def cef(line):
    if line.startswith("LEEF:"):
        header = line.split("|")
        two = line.startswith("LEEF:2")
        between = "^" if two else "\t"
        pairs = "|".join(header[6 if two else 5 :]).split(between)
        return header[: 6 if two else 5] + [pair.split("=")[0] for pair in pairs]
    header = re.match(r"CEF:\d\|(?:(?:[^|\\]|\\.)*\|){6}", line)
    if not header:
        return None
    return [header[0]] + re.findall(r"(?:^| )(\w+)=", line[header.end() :])


def journal(line):
    return [line.split("=")[0]] if line else []


def each_line(read, path):
    with open(path, encoding="utf-8", newline="") as file:
        return [read(line.rstrip("\r\n")) for line in file]


def w3c(path):
    names, rows = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("#"):
                names = re.split(r"[ \t]", line[9:]) if line.startswith("#Fields: ") else names
                rows.append([line])
            else:
                cells = line.split("\t" if "\t" in line else " ")
                rows.append(["-" if cell == "-" else "x" for cell in cells] if len(cells) == len(names) else None)
    return rows


def ini(path):
    parser = configparser.ConfigParser(interpolation=None)
    with open(path, encoding="utf-8") as file:
        parser.read_string(re.sub(r"(?m)^\t", "", file.read()))
    return [[section, *parser[section]] for section in parser.sections()]


def env(path):
    with open(path, encoding="utf-8") as file:
        words = shlex.split(file.read(), comments=True)
    return [[word.split("=")[0]] for word in words]


WHOLE = {"w3c-log": w3c, "ini": ini, "env": env}
LINES = {"access-log": access, "elb-log": elb, "logfmt": logfmt, "syslog": syslog, "cef": cef, "journal": journal}


def shape(kind, path):
    return WHOLE[kind](path) if kind in WHOLE else each_line(LINES[kind], path)


def main(arguments):
    kind, before, after = arguments
    try:
        wanted = shape(kind, before)
    except (ValueError, configparser.Error) as error:
        print(f"lines: the input cannot be read: {type(error).__name__}", file=sys.stderr)
        return 2
    if None in wanted:
        print(f"lines: line {wanted.index(None) + 1} of the input is none", file=sys.stderr)
        return 2
    try:
        found = shape(kind, after)
    except (ValueError, configparser.Error) as error:
        print(f"lines: the output cannot be read: {type(error).__name__}", file=sys.stderr)
        return 1
    for number, (one, other) in enumerate(zip(wanted, found), 1):
        if one != other:
            print(f"lines: line or part {number} has another shape", file=sys.stderr)
            return 1
    return 0 if len(wanted) == len(found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
