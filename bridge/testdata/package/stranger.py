"""Somebody else's module, which meddles while it is imported."""
import os
import random
import warnings

random.seed(3)
warnings.simplefilter("ignore", ResourceWarning)
os.environ["STRANGER"] = "1"
print("somebody else's")
open("/etc/hostname").close()


def act():
    open("/etc/hostname").close()
