"""Holds the outputs that are named to what a contract says of their columns, as
pyarrow reads them, and to one another.

    python read.py out.csv out.parquet ...

Without threads: pyarrow 17's own stand still at times on a machine that is busy.
"""

import json
import sys

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

COLUMNS = pa.schema([
    ("NUMBER", pa.int64()), ("NAME", pa.string()),
    ("f64", pa.float64()), ("f32", pa.float32()), ("i8", pa.int8()), ("u64", pa.uint64()),
    ("flag", pa.bool_()), ("text", pa.string()), ("any", pa.string()),
])


def expected():
    rows = range(4)
    return pa.table([
        [*rows], ["a", "01", "c,d", 'e"'],
        [None, 1 / 3, None, 1.0], [n / 8 for n in rows], [-n for n in rows], [2 ** 64 - 1 - n for n in rows],
        [None, True, False, True], [None, 'a,"b"\n1', None, 'a,"b"\n3'], [json.dumps({"of": [n, None, "ä"]}, ensure_ascii=False, separators=(",", ":")) for n in rows],
    ], schema=COLUMNS)


def read(path):
    with open(path, "rb") as f:
        content = f.read()
    for ending, codec in ((".gz", "gzip"), (".zst", "zstd")):
        if path.endswith(ending):
            path, content = path[: -len(ending)], pa.input_stream(pa.py_buffer(content), compression=codec).read()
    source = pa.BufferReader(content)
    if path.endswith(".parquet"):
        return pa.parquet.read_table(source, use_threads=False)
    if path.endswith((".arrow", ".feather")):
        return pa.ipc.open_file(source).read_all()
    if path.endswith(".arrows"):
        return pa.ipc.open_stream(source).read_all()
    if path.endswith(".jsonl"):
        return of_json(content.decode())
    parse = pa.csv.ParseOptions(delimiter="\t" if path.endswith(".tsv") else ",", newlines_in_values=True)
    convert = pa.csv.ConvertOptions(column_types=COLUMNS, strings_can_be_null=True, quoted_strings_can_be_null=False)
    return pa.csv.read_csv(source, read_options=pa.csv.ReadOptions(use_threads=False), parse_options=parse, convert_options=convert)


def of_json(text):
    rows = [json.loads(line) for line in text.splitlines()]
    for row in rows:
        assert list(row) == COLUMNS.names, row
        row["any"] = json.dumps(row["any"], ensure_ascii=False, separators=(",", ":"))
    return pa.Table.from_pylist(rows, schema=COLUMNS)


for path in sys.argv[1:]:
    table = read(path)
    assert list(zip(table.schema.names, table.schema.types)) == list(zip(COLUMNS.names, COLUMNS.types)), (path, table.schema)
    assert table.to_pydict() == expected().to_pydict(), (path, table.to_pylist())
