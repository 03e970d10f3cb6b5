"""What the reference implementation of PEP 508 and 440 says, as JSON.

Reads {"requirements": [...], "specifiers": [[clauses, version], ...]} from
stdin. The implementation is the one that pip brings along.
"""
import json
import sys

from pip._vendor.packaging.requirements import Requirement
from pip._vendor.packaging.specifiers import SpecifierSet

PYTHON = {
    "python_version": "3.8",
    "python_full_version": "3.8.18",
    "implementation_version": "3.8.18",
    "platform_machine": "x86_64",
    "extra": "",
}


def describe(text):
    r = Requirement(text)
    return {
        "name": r.name,
        "extras": sorted(r.extras),
        "specifiers": sorted(str(s) for s in r.specifier),
        "url": r.url or "",
        "applies": r.marker is None or r.marker.evaluate(PYTHON),
    }


asked = json.load(sys.stdin)
json.dump(
    {
        "requirements": [describe(r) for r in asked["requirements"]],
        "admits": [SpecifierSet(s).contains(v) for s, v in asked["specifiers"]],
    },
    sys.stdout,
)
