"""Slips in packaging: section 1."""

import json
import re
import shutil

from handed import edited
from registry import Equivalent, once, operator

IMPORT_NAMES = {"scikit-learn": "sklearn", "PyYAML": "yaml", "pillow": "PIL"}
NEEDS_39 = {"numpy": "1.25.2", "pandas": "2.1.4", "scikit-learn": "1.4.2", "torch": "2.5.1"}
EARLIER = {"numpy": "1.24.3", "pandas": "2.0.2", "scikit-learn": "1.3.1", "PyYAML": "6.0", "torch": "2.2.2"}
PIN = r'"([\w-]+)==([\w.]+)"(?=[^\[]*\]\n)'


def pyproject(h):
    return h.project / "pyproject.toml"


def pins(h):
    """The pins of [project], name to version; the build system's are not among them."""
    listed = re.search(r"^dependencies = \[.*?\]", pyproject(h).read_text(), re.M | re.S).group()
    return dict(re.findall(r'"([\w-]+)==([\w.]+)"', listed))


def repin(h, name, requirement):
    """Sites that write a requirement, or nothing, for a dependency's pin."""
    version = re.escape(pins(h)[name])
    if requirement:
        return edited(pyproject(h), '"%s==%s"' % (name, version), '"%s"' % requirement)
    return edited(pyproject(h), r' *"%s==%s",?\n?' % (name, version), "")


def constrain(h, name, version):
    """Write a version into constraints.txt, or take the name out of it."""
    line = "%s==%s\n" % (name.lower(), version) if version else ""
    path = h.project / "constraints.txt"
    path.write_text(re.sub(r"(?m)^%s==.*\n" % name.lower(), line, path.read_text()))


def repinned(h, name, version):
    """The site that pins another version, there and in constraints.txt."""
    site, = repin(h, name, "%s==%s" % (name, version))
    return lambda: (site(), constrain(h, name, version))


@once("setup-py-alone")
def setup_py_alone(h):
    text = pyproject(h).read_text()
    value = lambda key: re.search('^%s = "(.*)"' % key, text, re.M).group(1)
    where = h.package.parent.relative_to(h.project)
    (h.project / "setup.py").write_text(
        "from setuptools import find_packages, setup\n\nsetup(\n"
        f"    name={value('name')!r},\n    version={value('version')!r},\n"
        f"    python_requires={value('requires-python')!r},\n"
        f"    install_requires={[f'{n}=={v}' for n, v in pins(h).items()]!r},\n"
        f"    package_dir={{'': {str(where)!r}}},\n    packages=find_packages({str(where)!r}),\n)\n")
    pyproject(h).unlink()


@operator("misspelt-build-backend")
def misspelt_build_backend(h):
    return edited(pyproject(h), r'(?<=^build-backend = ")(hatchling\.build|setuptools\.build_meta)',
                  lambda m: m.group().replace("build", "biuld"))


@operator("readme-renamed")
def readme_renamed(h):
    if "hatchling" not in pyproject(h).read_text():
        raise Equivalent("setuptools only warns of a readme that is not there")
    return [lambda: (h.project / "README.md").rename(h.project / "Readme.md")]


@operator("subpackage-not-listed")
def subpackage_not_listed(h):
    def move(path):
        path.with_suffix("").mkdir()
        path.rename(path.with_suffix("") / "__init__.py")
    return [lambda path=path: move(path) for path in h.modules() if path != h.init]


@operator("data-file-not-included")
def data_file_not_included(h):
    def add():
        (h.package / "units.json").write_text(json.dumps({"version": 1}))
        h.prepend(h.load, """
            units = json.loads(pathlib.Path(__file__).with_name("units.json").read_text())
            if units["version"] != 1:
                raise ValueError("units.json is of another version")
            """, ["import json", "import pathlib"])
    return [add]


@once("weights-in-package")
def weights_in_package(h):
    weights = h.resource("weights")
    old = weights.relative_to(h.project)
    new = (h.package / weights.name).relative_to(h.project)
    shutil.move(str(weights), str(h.package / weights.name))
    h.contract.write_text(h.contract.read_text().replace(str(old), str(new)))


@operator("dependency-unpinned")
def dependency_unpinned(h):
    return [site for name in pins(h) for site in repin(h, name, name)]


@operator("pin-as-minimum")
def pin_as_minimum(h):
    return [site for name, version in pins(h).items() for site in repin(h, name, f"{name}>={version}")]


@operator("pin-with-wildcard")
def pin_with_wildcard(h):
    return [site for name, version in pins(h).items()
            for site in repin(h, name, f"{name}=={version.rpartition('.')[0]}.*")]


@operator("constraints-forgotten")
def constraints_forgotten(h):
    return [(h.project / "constraints.txt").unlink]


@operator("import-undeclared")
def import_undeclared(h):
    return [site for name in pins(h) for site in repin(h, name, "")]


@operator("borrowed-import")
def borrowed_import(h):
    return (h.swap("return pipeline.predict_proba(table)[:, 1]",
                   "from scipy.special import expit\nreturn expit(pipeline.decision_function(table))")
            + h.swap("features = transform(frame)", "from sympy import lambdify\nfeatures = transform(frame)")
            + h.swap('return {"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}', """
                import numpy as np
                probability = float(np.clip(probability, 0, 1))
                return {"probability": probability, "label": "fundus" if probability >= 0.5 else "other"}
                """))


@operator("leftover-dependency")
def leftover_dependency(h):
    return [site for extra in ("tqdm==4.66.5", "tabulate==0.9.0")
            for site in edited(pyproject(h), r"^dependencies = \[(?=\n?)", r'\g<0>"%s", ' % extra)]


@operator("pin-for-newer-python")
def pin_for_newer_python(h):
    return [repinned(h, name, NEEDS_39[name]) for name in pins(h) if name in NEEDS_39]


@operator("pin-never-published")
def pin_never_published(h):
    return [repinned(h, name, version + "99") for name, version in pins(h).items()]


@operator("pins-at-odds")
def pins_at_odds(h):
    return [repinned(h, "numpy", "1.19.5")]


@operator("stale-constraints")
def stale_constraints(h):
    return [site for name in pins(h) if name in EARLIER for site in repin(h, name, f"{name}=={EARLIER[name]}")]


@operator("readme-names-other-version")
def readme_names_other_version(h):
    return [site for name, version in pins(h).items()
            for site in edited(h.project / "README.md", r"(?<=%s )%s" % (name, re.escape(version)),
                               lambda m: m.group().rpartition(".")[0] + ".9")]
