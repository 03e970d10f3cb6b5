"""Tables of Markdown and reStructuredText, by their cells."""

HEADINGS = {  # what a heading says its column is about
    "name": r"columns?|names?|fields?|variables?|features?|inputs?|parameters?|keys?|attributes?|predictors?",
    "kind": r"d?types?|data types?|formats?|pandas dtypes?|dtype.*",
    "optional": r"optional.*|required.*|nullable.*|missing.*|null.*|mandatory|presence|may be .*",
    "source": r".*\b(?:sources?|epic|clarity|caboodle|origin)\b.*",
    "unit": r"units?",
}
RULE = re.compile(r"\s*[+|]?[-=:+| ]{3,}[+|]?\s*$")


def tables(lines):
    """Entries of every table, and the numbers of the lines that they take up."""
    found, taken, at = [], set(), 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].strip() and is_row(lines, end, at):
            end += 1
        grid = cells(lines[at:end])
        if grid:
            heads = [about(cell) for cell in grid[0][1]]
            found.extend(rows(heads, grid, at))
            taken.update(range(at, end))
        at = max(end, at + 1)
    return found, taken


def is_row(lines, at, start):
    """Whether a line goes on with the table that starts at a line."""
    if lines[start].lstrip().startswith(("|", "+-")):
        return lines[at].lstrip().startswith(("|", "+"))
    if SIMPLE.match(lines[start]):
        return at - start < 2 or not SIMPLE.match(lines[at - 1]) or sum(bool(SIMPLE.match(line)) for line in lines[start:at]) < 3
    return False


SIMPLE = re.compile(r"\s*={2,}(?:\s+={2,})+\s*$")


def cells(lines):
    """Rows as (offset, cells); [] where the lines are no table."""
    if len(lines) < 3:
        return []
    if SIMPLE.match(lines[0]):
        starts = [(part.start(), part.end()) for part in re.finditer(r"=+", lines[0])]
        starts[-1] = (starts[-1][0], 10000)
        return [(i, [line[a:b].strip() for a, b in starts]) for i, line in enumerate(lines) if not SIMPLE.match(line)]
    return [(i, [cell.strip() for cell in line.strip().strip("|").split("|")])
            for i, line in enumerate(lines) if "|" in line and not RULE.match(line)]


def about(heading):
    plain = unquoted(heading).lower()
    return next((what for what, pattern in HEADINGS.items() if re.fullmatch(pattern, plain)), plain)


def rows(heads, grid, at):
    if "name" not in heads:
        return
    name = heads.index("name")
    for offset, row in grid[1:]:
        if len(row) != len(heads) or not row[name]:
            continue
        by_head = {}
        for i, cell in enumerate(row):
            if i != name:
                by_head[heads[i]] = (grid[0][1][i], unquoted(cell))
        names = [unquoted(part) for part in row[name].split(",")]
        entry = Entry(names, at + offset, 0, by_head.get("kind", ("", ""))[1], cells=by_head)
        entry.said = [cell for head, (_, cell) in by_head.items() if head != "kind"]
        entry.group = "table %d" % at
        yield entry
