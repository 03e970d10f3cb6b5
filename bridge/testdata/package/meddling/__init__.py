"""Does to the interpreter what a model should leave alone; importing it, what
other modules do to it."""
import os
import random
import signal
import sys
import threading
import warnings

import numpy as np
import stranger

random.random()
np.random.normal(size=5000)
os.environ["MEDDLING"] = "1"
print("imported")


def create():
    random.seed(7)
    return None


def quiet(x):
    random.random()
    np.random.normal(size=5000)
    np.random.default_rng(3).normal()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
    warnings.filterwarnings("ignore", message="about the model")
    return x["x"]


def seeds(x):
    np.random.seed(0)
    import torch

    torch.manual_seed(0)
    return x["x"]


def sets_variables(x):
    os.environ["MEDDLING"] = "1"
    os.environ["OTHER"] = "2"
    return x["x"]


def sets_options(x):
    import pandas as pd
    import torch

    pd.set_option("display.max_rows", 7)
    warnings.filterwarnings("ignore")
    torch.set_default_dtype(torch.float64)
    sys.setrecursionlimit(5000)
    return x["x"]


def resets_options(x):
    import pandas as pd
    import torch

    pd.reset_option("display.max_rows")
    torch.set_default_dtype(torch.float32)
    sys.setrecursionlimit(1000)
    return x["x"]


stop = threading.Event()


def starts_thread(x):
    threading.Thread(target=stop.wait, daemon=True).start()
    return x["x"]


def spawns(x):
    import multiprocessing

    child = multiprocessing.get_context("fork").Process(target=len, args=("",))
    child.start()
    child.join()
    return x["x"]


def lets_library(x):
    import pandas as pd

    pd.read_csv("/etc/hostname", header=None)
    raise ValueError("after reading")


def lets_stranger(x):
    stranger.act()
    raise ValueError("after the act")


def fills(x):
    x["x"] = x["x"] + 1
    return x["x"]


def adds(x):
    x["y"] = 0
    return x["x"]


def trains(x):
    import torch

    torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.BatchNorm1d(2), torch.nn.Dropout(0.5))(torch.ones(3, 1))
    return x["x"]


def evaluates(x):
    import torch

    with torch.no_grad():
        torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.BatchNorm1d(2), torch.nn.Dropout(0.5)).eval()(torch.ones(3, 1))
    return x["x"]


def takes_signal(x):
    signal.signal(signal.SIGUSR1, lambda *_: None)
    return x["x"]


def takes_signals(x):
    for number in (signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, lambda *_: None)
    return x["x"]
