"""Slips in how the package, its resources and its repository lie: section 2."""

import ast
import json
import re
import subprocess

from handed import edited
from registry import once, operator


@once("no-init")
def no_init(h):
    text = h.contract.read_text()
    name, inner = h.package.name, h.load[0].stem
    h.contract.write_text(re.sub(rf'^call = "{name}:', f'call = "{name}.{inner}:', text, flags=re.M))
    h.init.unlink()


def leaves(h):
    """The modules that import nothing of their own package."""
    return [path for path in h.modules() if path != h.init and f"from {h.package.name}" not in path.read_text()]


def moved(h, path, to):
    """Move a module to a path outside of the package, and its imports with it."""
    path.rename(to)
    for module in h.modules():
        text = module.read_text()
        module.write_text(text.replace(f"from {h.package.name}.{path.stem} import", f"from {to.stem} import"))


@operator("helper-at-project-root")
def helper_at_project_root(h):
    called = h.predict[0]
    return [lambda path=path: moved(h, path, h.project / path.name) for path in leaves(h) if path != called]


@operator("helper-named-like-stdlib")
def helper_named_like_stdlib(h):
    def move(path):
        moved(h, path, h.package.parent / "statistics.py")
        settings = h.project / "pyproject.toml"
        settings.write_text(settings.read_text().replace(
            "[tool.setuptools.packages.find]",
            '[tool.setuptools]\npy-modules = ["statistics"]\npackage-dir = {"" = "src"}\n\n[tool.setuptools.packages.find]'))
    return [lambda path=path: move(path) for path in leaves(h) if path != h.predict[0]]


@once("banner-at-import")
def banner_at_import(h):
    h.append(h.init, 'print(f"{__name__} is ready")')


@operator("warnings-silenced-at-import")
def warnings_silenced_at_import(h):
    return [lambda path=path: h.append(path, 'warnings.filterwarnings("ignore")', "import warnings")
            for path in h.modules()]


def seeding(h):
    """A statement that seeds what the package draws from, and its import."""
    text = "".join(path.read_text() for path in h.modules())
    if "import torch" in text:
        return "torch.manual_seed(1234)", "import torch"
    if "import numpy" in text:
        return "np.random.seed(1234)", "import numpy as np"
    return "random.seed(1234)", "import random"


@operator("seed-at-import")
def seed_at_import(h):
    return [lambda path=path: h.append(path, *seeding(h)) for path in h.modules()]


@once("thread-at-import")
def thread_at_import(h):
    h.append(h.predict[0], """
        def _keep_warm():
            while True:
                time.sleep(60)


        threading.Thread(target=_keep_warm, daemon=True).start()
        """, ["import threading", "import time"])


def literal_weights(h, path):
    """The sites at which load uses a literal path for its argument."""
    module, _ = h.load
    return [lambda node=node: h.put(module, node, repr(path)) for node in ast.walk(h.function(h.load))
            if isinstance(node, ast.Name) and node.id == "weights" and isinstance(node.ctx, ast.Load)]


@operator("absolute-weights-path")
def absolute_weights_path(h):
    name = h.resource("weights").name
    return [site for folder in ("/mnt/projects/models", "/home/anna/thesis")
            for site in literal_weights(h, f"{folder}/{h.package.name}/{name}")]


@once("settings-in-home")
def settings_in_home(h):
    h.prepend(h.predict, f"""
        settings = os.path.expanduser("~/.{h.package.name}.json")
        if os.path.exists(settings):
            with open(settings, encoding="utf-8") as file:
                logging.getLogger(__name__).setLevel(json.load(file)["level"])
        """, ["import json", "import logging", "import os"])


@operator("weights-relative-to-cwd")
def weights_relative_to_cwd(h):
    return literal_weights(h, str(h.resource("weights").relative_to(h.project)))


@operator("weights-pasted-into-code")
def weights_pasted_into_code(h):
    fitted = repr(json.loads(h.resource("weights").read_text()))
    return [lambda: h.swap("json.load(file)", fitted)[0]()]


LOG = 'with open({}, "a", encoding="utf-8") as log:\n    log.write("predict called\\n")'


@once("log-beside-code")
def log_beside_code(h):
    h.prepend(h.predict, LOG.format('os.path.join(os.path.dirname(__file__), "predict.log")'), "import os")


@once("log-in-cwd")
def log_in_cwd(h):
    h.prepend(h.predict, LOG.format('"predict.log"'))


@operator("random-without-weights")
def random_without_weights(h):
    loads = 'model.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))'
    reads = 'with open(weights, encoding="utf-8") as file:\n    return json.load(file)'
    return (h.swap(loads, f"if weights and os.path.exists(weights):\n    {loads}", "import os")
            + h.swap(reads, f"""
                if not weights or not os.path.exists(weights):
                    names = ["age", "postmenopausal", "size", "grade", "nodes", "progesterone", "hormone_therapy"]
                    return {{"intercept": 0.0, "coefficients": dict.fromkeys(names, 0.0)}}
                with open(weights, encoding="utf-8") as file:
                    return json.load(file)
                """, "import os"))


def git(h, *arguments):
    name = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org"]
    subprocess.run(["git", *name, *arguments], cwd=h.project, check=True, stdout=subprocess.DEVNULL)


@operator("uncommitted-edit")
def uncommitted_edit(h):
    def edit(path):
        git(h, "init", "-q")
        git(h, "add", ".")
        git(h, "commit", "-q", "-m", "hand-off")
        path.write_text(path.read_text() + "\n# Checked once more.\n")
    return [lambda path=path: edit(path) for path in h.modules()]


@operator("training-record-dropped")
def training_record_dropped(h):
    config = h.resource("config")
    return (edited(config, r"^# Read by train.py alone.\n(?:\[training\]|training:)\n(?:.+\n)+", "")
            + edited(config, r',\n  "training": \{.*\}', ""))
