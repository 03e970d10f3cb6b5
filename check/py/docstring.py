"""Entries of a docstring or a README, each of which may tell of a column.

Understood are numpydoc, Google's style, reST fields, bullets, aligned text and
tables. Text that is none of these gives no entries.
"""
import re

QUOTED = r"``[^`\n]+``|`[^`\n]+`|\*\*[^*\n]+\*\*|\"[^\"\n]+\"|'[^'\n]+'"
NAME = r"(?:%s|[^\W\d][\w.%%#/-]*)" % QUOTED
BULLET = r"(?:[-*+\u2022]|\d+[.)])[ \t]+"
HEAD = re.compile(r"(?P<bullet>%s)?(?P<names>%s(?:\s*,\s*%s)*)(?P<rest>.*)$" % (BULLET, NAME, NAME))
FIELD = re.compile(r":(?P<what>param|parameter|arg|argument|key|keyword|type)\s+(?P<type>[^:]*?)\s*(?P<name>%s)\s*:\s*(?P<said>.*)$" % NAME)
ITEM = re.compile(r":(?P<name>%s):\s+(?P<said>.+)$" % NAME)
REST = (  # what parts a name from what is said of it: the type, or the whole
    re.compile(r"\s*\((?P<type>(?:[^()]|\([^()]*\))*)\)\s*(?:(?::|--?|\u2013|\u2014)\s*)?(?P<said>.*)$"),
    re.compile(r"\s*:{1,2}(?:\s+|$)(?P<said>.*)$"),
    re.compile(r"\s+(?:--?-?|\u2013|\u2014|=)\s+(?P<said>.*)$"),
    re.compile(r"(?:\s{2,}|\t)(?P<said>\S.*)$"),
)
OTHER = r"returns?|yields?|raises?|examples?|see also|references|outputs?|results?|warns|warnings|license|citation"
SECTION = re.compile(r"\s*(?:#+\s*|:)?(?P<name>[A-Za-z][A-Za-z ]*?)\s*:?\s*$")
UNDERLINE = re.compile(r"\s*([-=~^\"'])\1{2,}\s*$")
LABELS = {"source", "sources", "range", "unit", "units", "type", "dtype", "note", "notes", "default", "example", "values", "optional",
          "required", "description", "derivation", "columns", "args", "arguments", "parameters", "inputs", "input", "levels", "missing",
          "epic", "todo", "warning", "see", "where", "keys", "features", "shape", "nullable", "e.g.", "i.e.", "https", "http"}


class Entry:
    """One place that names columns, e.g. the head "AGE : int64, required" with the lines below it."""

    def __init__(self, names, line, indent, kind="", said="", cells=None):
        self.names, self.line, self.indent = names, line, indent
        self.kind = kind    # what stands where a type does
        self.said = [said]  # the rest of its head, then its other lines
        self.cells = cells  # of a table, by what the table's head says
        self.lead = ""      # the line above the list, e.g. "Optional columns:"
        self.group = ""     # entries of one list or table have one

    def text(self):
        return " ".join(part.strip() for part in self.said if part.strip())


def entries(text, first, declared):
    """The entries of a text whose first line has number first, and its lines that are none."""
    lines = text.expandtabs().split("\n")
    rows, taken = tables(lines)
    read = Reading(lines, set(declared), taken)
    read.all()
    found = rows + read.found
    found += inline([(i, lines[i]) for i in read.prose], set(declared) - {name for entry in found for name in entry.names})
    for entry in found:
        entry.line += first
    return found, [lines[i] for i in read.prose]


def inline(prose, names):
    """Entries of columns that prose names one behind the other: `age` (float64), `sex` ("F" or "M")."""
    for name in sorted(names):
        mention = re.compile(r"(?<![\w.])%s(?:[`*\"']+\s*|\s+)\((?P<type>[^()]*)\)" % re.escape(name))
        for at, line in prose:
            said = mention.search(line)
            if said:
                yield Entry([name], at, len(line) - len(line.lstrip()), said.group("type"))
                break


class Reading:
    """Goes through the lines once; what lies deeper than an entry belongs to it."""

    def __init__(self, lines, declared, taken):
        self.lines, self.declared, self.taken = lines, declared, taken
        self.found, self.prose, self.groups, self.fields = [], [], 0, {}
        self.skipping, self.open = None, []  # the indent of a section of no interest; entries that go on, by indent

    def all(self):
        for at, line in enumerate(self.lines):
            if at in self.taken or not line.strip():
                continue
            indent = len(line) - len(line.lstrip())
            if self.section(at, indent):
                continue
            while self.open and self.open[-1].indent >= indent:
                self.last = self.open.pop()
            if self.open and self.of_column(self.open[-1]):
                self.open[-1].said.append(line)
                continue
            self.line(at, indent, line.strip())

    def line(self, at, indent, line):
        entry = self.field(at, indent, line) or self.head(at, indent, line)
        if not entry:
            if self.open:
                self.open[-1].said.append(line)
            self.prose.append(at)
            return
        if entry not in self.found:
            self.place(entry, at)
            self.found.append(entry)
        self.open.append(entry)

    def place(self, entry, at):
        """An entry goes on with the list of the one before it at the same indent, unless prose or a shallower one came between."""
        before = next((e for e in reversed(self.found) if e.indent <= entry.indent), None)
        between = [i for i in self.prose if before and before.line < i < at and self.indent(i) <= entry.indent]
        if before and before.indent == entry.indent and not between:
            entry.group, entry.lead = before.group, before.lead
            return
        self.groups += 1
        entry.group, above = "list %d" % self.groups, [line.strip() for line in self.lines[:at] if line.strip()]
        if above and above[-1].endswith(":") and len(above[-1]) < 60:
            entry.lead = above[-1]

    def indent(self, at):
        return len(self.lines[at]) - len(self.lines[at].lstrip())

    def section(self, at, indent):
        """Whether the line is a section's heading or lies in a section that tells of no input."""
        heading = self.heading(at, indent)
        if heading is not None:
            self.skipping = indent if re.match(r"(?:%s)\b" % OTHER, heading, re.I) else None
            self.skips_body = self.underlined(at) or self.lines[at].lstrip().startswith("#")
            self.open = []
            return True
        if UNDERLINE.match(self.lines[at]) or re.match(r"\s*:(?:returns?|rtype|raises?|yields?)\b", self.lines[at]):
            return True
        if self.skipping is not None and not self.skips_body and indent <= self.skipping:
            self.skipping = None
        return self.skipping is not None

    def heading(self, at, indent):
        found = SECTION.match(self.lines[at])
        if not found:
            return None
        marked = self.underlined(at) or self.lines[at].lstrip().startswith("#")
        google = self.lines[at].rstrip().endswith(":") and re.fullmatch(OTHER + r"|args|arguments|parameters", found.group("name"), re.I)
        return found.group("name") if marked or google else None

    def underlined(self, at):
        return at + 1 < len(self.lines) and bool(UNDERLINE.match(self.lines[at + 1]))

    def of_column(self, entry):
        return bool(self.declared & set(entry.names))

    def field(self, at, indent, line):
        """:param TYPE NAME: and :type NAME:, which are one entry, and :NAME: of a column."""
        found = FIELD.match(line)
        if not found:
            item = ITEM.match(line)
            name = unquoted(item.group("name")) if item else ""
            return Entry([name], at, indent, "", item.group("said")) if name in self.declared else None
        name = unquoted(found.group("name"))
        entry = self.fields.setdefault(name, Entry([name], at, indent))
        if found.group("what") == "type":
            entry.kind = found.group("said")
        else:
            entry.kind = entry.kind or found.group("type")
            entry.said.append(found.group("said"))
        return entry

    def head(self, at, indent, line):
        names, rest, marked = self.named(line)
        if not names or len(names) == 1 and names[0].lower() in LABELS - {name.lower() for name in self.declared}:
            return None
        for pattern in REST:
            found = pattern.match(rest)
            if found:
                parts = found.groupdict()
                return Entry(names, at, indent, parts.get("type") or "", parts["said"])
        known = self.declared & set(names)
        if known and (marked and not rest.strip() or re.match(r"\s*,\s*\w", rest)):
            return Entry(names, at, indent, "", rest.strip(" ,"))
        return None

    def named(self, line):
        """The names that a line begins with, what follows them, and whether they are marked as such."""
        bullet = re.match(BULLET, line)
        bare = line[bullet.end():] if bullet else line
        for name in sorted(self.declared, key=len, reverse=True):  # one may hold spaces
            if not NAMES_PLAINLY.fullmatch(name) and bare.startswith(name) and not bare[len(name):len(name) + 1].isalnum():
                return [name], bare[len(name):], bool(bullet)
        found = HEAD.match(line)
        if not found:
            return [], "", False
        parts = re.findall(NAME, found.group("names"))
        names = [unquoted(part) for part in parts]
        count = next((i for i, name in enumerate(names) if i and is_type(name) and name not in self.declared), len(names))
        rest = ", ".join(parts[count:])
        return names[:count], (", " + rest if rest else "") + found.group("rest"), bool(bullet) or parts[0] != names[0]


NAMES_PLAINLY = re.compile(r"[^\W\d][\w.%#/-]*")


def unquoted(name):
    return name.strip("`*\"'").strip()
