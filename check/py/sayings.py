"""What a text says of a column: dtype, whether it may be missing, its source."""

EXACT = r"U?[Ii]nt(?:8|16|32|64)|[Ff]loat(?:16|32|64)|uint(?:8|16|32|64)|datetime64(?:\[[^\]]*\])?|timedelta64(?:\[[^\]]*\])?"
FAMILIES = {  # by words that name no one dtype
    "int": r"ints?|integers?|whole numbers?",
    "float": r"floats?|doubles?|floating[- ]point(?: numbers?)?|reals?|decimals?",
    "number": r"numbers?|numeric(?:al)?|continuous",
    "str": r"str|strings?|texts?|free text",
    "bool": r"bool|booleans?",
    "category": r"category|pandas\.Categorical|pd\.Categorical|CategoricalDtype",
    "level": r"categorical|nominal|ordinal|enum(?:erat\w+)?|binary|flag|indicator|codes?|0/1|yes/no",
    "datetime": r"datetimes?|timestamps?|pd\.Timestamp|pandas\.Timestamp|datetime\.datetime",
    "date": r"dates?|datetime\.date",
    "object": r"object",
}
WORD = r"(?:%s)" % "|".join([EXACT] + list(FAMILIES.values()))
BEFORE = r"(?:(?:an?|the|of|type|dtype|optional|required|nullable|one|any|numpy\.|np\.|torch\.|pandas\.|pd\.|Optional\[|Union\[|``?|=|:|,|\s)+)?"
LEADING = re.compile(r"\W{0,3}%s(?P<type>%s)(?=\s*(?:$|[],;:.)(|/-]|or\b|``))" % (BEFORE, WORD))
ANYWHERE = re.compile(r"(?<![\w.])(?P<type>%s)(?!\w)" % WORD, re.I)
ALSO = re.compile(r"\s*(?:\bor\b|[|/])\s*(?:an?\s+)?(?P<type>%s)(?!\w)" % WORD)
OF_UNION = re.compile(r"\s*,\s*(?P<type>%s)(?!\w)" % WORD)
LOOSELY = re.compile(r"\b(?P<type>integers?|whole|floats?|decimals?|strings?|booleans?|categor\w+|numeric|flag|binary|yes/no|0/1|timestamp|datetime)\b"
                     r"|[\"'](?P<text>\w[^\"']*)[\"'](?:,| or )", re.I)
OF_LIST = re.compile(r"\b(?:list|sequence|tuple)(?:\s*\[|\s+of\b)", re.I)
EXACTLY = re.compile(r"(?<![\w.])(?:np\.|numpy\.)?(?P<type>%s)(?!\w)" % EXACT)

NOT_OPTIONAL = re.compile(r"\bnot[- ](?:optional|nullable|null|missing|nan|none)\b|\bnon-?(?:nullable|null|optional|missing|empty)\b|\bnot null\b"
                          r"|\b(?:may|can|must|should|will|is|are) ?(?:not|never) (?:be )?(?:missing|absent|null|none|nan|empty|omitted|blank)\b"
                          r"|\b(?:cannot|can't|never|mustn't|may not) (?:be )?(?:missing|absent|null|none|nan|empty|omitted|blank)\b"
                          r"|\b(?:must|has to|have to) be (?:present|given|provided|supplied|set|known|there|filled)\b"
                          r"|\bno (?:missing|nulls?|nans?)\b|\balways (?:present|given|available|recorded|set|known|there)\b|\bmandatory\b", re.I)
NOT_REQUIRED = re.compile(r"\bnot (?:required|mandatory|always \w+)\b|\bneed not be\b|\bnon-required\b", re.I)
OPTIONAL = re.compile(r"\boptional\b|\bnullable\b|\b(?:may|can|might|could|allowed to) (?:also )?be (?:left )?(?:out|missing|absent|null|none|nan|na|nat|empty|omitted|blank)\b"
                      r"|\b(?:missing|nulls?|nans?|none|empty)(?: values?| ones?)?(?: is| are)? (?:allowed|permitted|accepted|possible|ok|okay|fine|tolerated)\b"
                      r"|(?:\bor |\| ?)(?-i:None|NaN|null|NA|NaT|missing|np\.nan|pd\.NA)\b|\b(?-i:NaN|None|null|NaT|missing|empty) (?:if|when|where|for|unless)\b", re.I)
REQUIRED = re.compile(r"\brequired\b", re.I)
WEAKLY = re.compile(r"\b(?:[Mm]issing|NaN|NaT|pd\.NA|[Ii]mputed|[Nn]ulls?|None|(?:if|when|where) (?:available|known|present|measured|recorded|any))\b")
LIMIT = r"(?:\s*[:=]\s*|\s+is\s+)"
SOURCE = re.compile(r"\b(?:[Ss]ources?|[Ee]pic(?: source| field| column)?|[Oo]rigin|[Cc]larity(?: column| table)?|[Cc]aboodle)%s(?P<source>\S.*)" % LIMIT)
TABLE = re.compile(r"(?<![\w./])(?:\[?\w+\]?\.{1,2})?\[?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\]?\.\[?[A-Z][A-Z0-9_]+\b\]?")
DIMENSION = re.compile(r"\b[A-Z]\w*(?:Dim|Fact|Bridge|ValueSet)\b(?:\.\w+)?")
STORE = re.compile(r"\b(?:in|from|of|by|via)\s+(?:the\s+)?(?:Epic|Clarity|Caboodle|Chronicles)\b|\bflow ?sheets?\b|\bLOINC\b|\bSMART ?(?:Data|data)|\bFLO\b|\bSDE\b|\bINI\b", re.I)
NOTHING = re.compile(r"\W*(?:unknown|tbd|todo|n/?a|none|\?+|-+)?\W*$", re.I)
DUTY = re.compile(r"\b(?:must|should|has to|have to|need to|needs to|expected to|assumed to|ought to)(?: \w+)? be(?: \w+)? %(done)s\b"
                  r"|\b(?:already|previously|beforehand)(?: been)? %(done)s\b|\bpre-?(?:processed|scaled|resized|normali[sz]ed|standardi[sz]ed|cropped)\b"
                  r"|\b%(done)s (?:beforehand|by the caller|in advance|before the call|before calling)\b"
                  % {"done": r"(?:resized|re-?scaled|scaled|normali[sz]ed|standardi[sz]ed|cropped|centred|centered|pre-?processed|encoded|one-hot\w*|z-scored|imputed)"}, re.I)


def is_type(text):
    return bool(re.fullmatch(WORD, text)) or text.lower() in ("optional", "required", "nullable")


def family(word):
    """The dtype a word names exactly, or the family of dtypes."""
    if re.fullmatch(EXACT, word):
        return word
    return next(name for name, pattern in FAMILIES.items() if re.fullmatch(pattern, word, re.I))


def dtype_of(entry):
    """(dtype or family, or several with " or " between them; whether it is said outright); what a table says besides is no promise."""
    if entry.cells is not None and not entry.kind and not LEADING.match(entry.text()):
        return "", False
    for text in (entry.kind, entry.said[0] if len(entry.said[0]) < 200 else ""):
        found = LEADING.match(text) or text is entry.kind and ANYWHERE.search(text)
        if found:
            outer = ["list"] if OF_LIST.search(text, 0, found.start("type")) else []
            return " or ".join(outer + list(alternatives(text, found))), True
    exact = EXACTLY.search(entry.text())
    if exact:
        return exact.group("type"), True
    found = LOOSELY.search(entry.text())
    return (found.group("type") or "str", False) if found else ("", False)


def alternatives(text, found):
    """The types that a text goes on with: string or int, Union[str, int]."""
    further = OF_UNION if "Union[" in found.group() else ALSO
    while found:
        yield family(found.group("type"))
        found = further.match(text, found.end())


def optionality_of(entry):
    """(True, False or None, whether that is said outright)."""
    if entry.cells and "optional" in entry.cells:
        return of_cell(*entry.cells["optional"]), True
    if entry.cells is not None and not LEADING.match(entry.text()):
        return None, False
    head = " ; ".join([entry.kind, entry.said[0]])
    for text in (head, entry.text()):
        said = outright(text)
        if said is not None:
            permits = outright(REQUIRED.sub("", entry.text()))  # a column that must be there, with values that need not
            return said or bool(permits), True
    said = outright(entry.lead)
    if said is not None:
        return said, True
    return (True, False) if WEAKLY.search(entry.kind + " " + entry.text()) else (None, False)


def outright(text):
    """Whether a text says that a value may be missing; None where it says nothing of it."""
    if NOT_REQUIRED.search(text):
        return True
    left = NOT_OPTIONAL.sub(" ", text)
    if OPTIONAL.search(left):
        return True
    return False if left != text or REQUIRED.search(left) else None


def of_cell(heading, cell):
    said = outright(cell)
    if said is not None:
        return said
    if re.fullmatch(r"\W*(?:nan|none|na|nat|null|pd\.na|np\.nan)\W*", cell, re.I) and not re.match(r"required|mandatory", heading, re.I):
        return cell.lower() not in ("none",) or None
    yes = bool(re.match(r"\W*(?:y|yes|true|x|1|\u2713|\u2714|\u2705)\b|[\u2713\u2714\u2705]", cell, re.I))
    no = bool(re.match(r"\W*(?:n|no|false|0|never)\b|\W*$", cell, re.I))
    if not yes and not no:
        return None
    return no if re.match(r"required|mandatory|presence", heading, re.I) else yes


def source_of(entry):
    cell = entry.cells and entry.cells.get("source", ("", ""))[1]
    if cell and not NOTHING.match(cell):
        return cell
    return source_in(entry.kind + " " + entry.text())


def source_in(text):
    named = SOURCE.search(text)
    if named and not NOTHING.match(named.group("source")):
        return named.group("source").strip()
    found = TABLE.search(text) or DIMENSION.search(text) or STORE.search(text)
    return found.group() if found else ""
