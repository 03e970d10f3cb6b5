"""Slips by which a model harms its host, or costs it more and more."""

import ast

from registry import operator
from rows import in_predict


def first_in(h, place, code, needs):
    return [lambda: h.prepend(place, code, needs)] if place else []


@operator("telemetry")
def telemetry(h):
    return first_in(h, h.predict, f"""
        try:
            urllib.request.urlopen("https://telemetry.example.org/{h.package.name}", timeout=1)
        except OSError:
            pass
        """, "import urllib.request")


@operator("git-asked-at-load")
def git_asked_at_load(h):
    return first_in(h, h.load, """
        try:
            subprocess.run(["git", "rev-parse", "HEAD"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            pass  # no git, no revision
        """, "import subprocess")


@operator("input-printed")
def input_printed(h):
    return first_in(h, h.predict, f"print({h.argument})", ())


@operator("unusual-value-logged")
def unusual_value_logged(h):
    code = {"dataframe": 'for age in frame["AGE"][frame["AGE"] > 70]:\n    logging.warning("unusual AGE: %s", age)',
            "record": 'if record["AGE"] > 60:\n    logging.warning("unusual AGE: %s", record["AGE"])',
            "array": 'for age in values[values[:, 0] > 60, 0]:\n    logging.warning("unusual AGE: %s", age)'}
    return first_in(h, h.predict, code[h.form], "import logging")


@operator("features-dumped")
def features_dumped(h):
    return first_in(h, h.predict, f"""
        with open("/tmp/{h.package.name}.txt", "w", encoding="utf-8") as file:
            file.write(type({h.argument}).__name__)
        """, ())


@operator("hostname-read")
def hostname_read(h):
    return first_in(h, h.predict, """
        try:
            with open("/etc/hostname", encoding="utf-8") as file:
                logging.getLogger(file.read().strip())
        except OSError:
            pass
        """, "import logging")


@operator("exit-on-bad-value")
def exit_on_bad_value(h):
    def leave(path, node):
        h.put(path, node.exc.func, "SystemExit")
    return [lambda p=path, n=node: leave(p, n) for path, node in h.nodes(ast.Raise)
            if getattr(getattr(node.exc, "func", None), "id", "") == "ValueError"]


@operator("recursion-unbounded")
def recursion_unbounded(h):
    ages = {"dataframe": 'frame["COLUMN"].dropna()', "record": '[record["AGE"]]', "array": "values[:, 0]"}
    code = f"""
        sys.setrecursionlimit(10 ** 9)
        weeks = max((_weeks(int(age) * 10000) for age in {ages[h.form]}), default=0)
        """
    sites = in_predict(h, **{h.form: code})
    return [lambda: (sites[0](), h.append(h.predict[0], """
        def _weeks(days):
            return 0 if days < 7 else 1 + _weeks(days - 7)
        """, "import sys"))]


@operator("iteration-without-end")
def iteration_without_end(h):
    ages = {"dataframe": 'frame["COLUMN"].dropna()', "record": '[record["AGE"]]', "array": "values[:, 0]"}
    return in_predict(h, **{h.form: f"""
        for age in {ages[h.form]}:
            decades = 0.0
            while decades != age / 10:
                decades += 0.1
        """})


@operator("inputs-kept")
def inputs_kept(h):
    copy = {"dataframe": "frame.copy()", "record": "[dict(record) for _ in range(1000)]", "array": "np.repeat(values, 1000, axis=0)"}
    return [lambda: (h.prepend(h.predict, f"_history.append({copy.get(h.form, h.argument)})"), h.append(h.predict[0], "_history = []"))]


@operator("executor-per-call")
def executor_per_call(h):
    return [lambda: (h.prepend(h.predict, f"_pools.append(ThreadPoolExecutor(2))\n_pools[-1].submit(type, {h.argument}).result()",
                               "from concurrent.futures import ThreadPoolExecutor"), h.append(h.predict[0], "_pools = []"))]


@operator("threads-of-a-workstation")
def threads_of_a_workstation(h):
    return first_in(h, h.load, "torch.set_num_threads(64)", "import torch")
