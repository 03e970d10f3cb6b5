"""The glue by itself, in any Python 3.8: python -m unittest test_glue, with
HANDOFF_GLUE the folder of its sources."""
import array
import json
import os
import runpy
import sys
import unittest


def glue(*names):
    """The globals of files that share them."""
    globals = {}
    for name in names:
        globals = runpy.run_path(os.path.join(os.environ["HANDOFF_GLUE"], name + ".py"), globals)
    return globals


class Encode(unittest.TestCase):
    encode = staticmethod(glue("look", "cell", "encode")["encode"])
    output = {"name": "x", "dtype": "any", "zone": ""}

    def check(self, kind, values, *expected):
        self.assertEqual(self.encode(self.output, kind, None, values), expected)

    def test_numbers(self):
        self.check("int8", [1, 2.0], None, array.array("b", [1, 2]))
        self.check("float32", [0.5, None, float("inf")], b"\1\0\1", array.array("f", [0.5, 0, float("inf")]))

    def test_text(self):
        self.check("str", ["é", None, ""], b"\1\0\1", array.array("i", [0, 2, 2, 2]), b"\xc3\xa9")

    def test_refusals(self):
        for kind, value in ("int8", 128), ("int8", 0.5), ("int8", True), ("bool", 1), ("str", 1), ("float64", "1"), ("float64", 2**53 + 1), ("float32", 0.1), ("float32", 1e300):
            with self.subTest(kind=kind, value=value), self.assertRaises(Exception) as raised:
                self.encode(self.output, kind, None, [value])
            self.assertEqual(raised.exception.handoff_refused["Reason"], "dtype")


class Result(unittest.TestCase):
    reader = staticmethod(glue("look", "result")["reader"])

    def columns(self, answer, rows, *names):
        outputs = [{"name": n, "dtype": "float64", "json": False, "list": False, "steps": []} for n in names]
        return self.reader(json.dumps(outputs), False).columns([answer], rows, False)[:2]

    def test_by_name(self):
        self.assertEqual(self.columns({"b": [1, 2], "a": [3, 4]}, 2, "a"), ([[3, 4]], ["b"]))

    def test_by_position(self):
        self.assertEqual(self.columns([(1, 2), (3, 4)], 2, "a", "b"), ([[1, 3], [2, 4]], []))

    def test_names_that_do_not_match_are_no_positions(self):
        with self.assertRaises(Exception) as raised:
            self.columns({"p": [1], "q": [2]}, 1, "a", "b")
        self.assertEqual(raised.exception.handoff_refused["Reason"], "missing")


class Error(unittest.TestCase):
    describe = staticmethod(glue("error")["describe"])

    def test_author(self):
        try:
            json.loads("{")
        except ValueError:
            told = json.loads(self.describe(*sys.exc_info(), [os.path.dirname(__file__)]))
        self.assertEqual((told["type"], told["frames"][0]["author"], told["frames"][-1]["author"]), ("json.decoder.JSONDecodeError", True, False))
        self.assertEqual([text for code, text in told["pieces"] if not code][-1], "json.decoder.JSONDecodeError: " + told["message"] + "\n")


if __name__ == "__main__":
    unittest.main()
