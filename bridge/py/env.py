"""Says what is installed."""
import json
import platform
from importlib import metadata


def describe():
    packages = {d.metadata["Name"]: d.version for d in metadata.distributions() if d.metadata["Name"]}
    return json.dumps({"python": platform.python_version(), "packages": packages})
