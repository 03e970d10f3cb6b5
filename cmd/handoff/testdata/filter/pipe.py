"""Gives records to `handoff filter` and takes its answers, as pyarrow has them.

    python pipe.py MODEL

with the function of docs/filter.md as spark.py on its path,
ends with what an assertion says where something is not as expected.
"""

import os
import signal
import subprocess
import sys

import pyarrow as pa

from spark import through

FIELDS = pa.schema([("AGE", pa.int32()), ("NAME", pa.string()), ("ID", pa.string())])
ANSWERS = pa.schema([("ID", pa.string()), ("risk", pa.float64()), ("_error", pa.string())])


def records(ages):
    ages = list(ages)
    return pa.record_batch([pa.array(ages, pa.int32()), pa.array(["n"] * len(ages)), pa.array([str(a) for a in ages])], schema=FIELDS)


def start(model, *flags):
    return subprocess.Popen(["handoff", "filter", model, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(process, code, *texts):
    process.stdin.close()
    said = process.stderr.read().decode()
    assert process.wait() == code, (process.returncode, said)
    for text in texts:
        assert text in said, (text, said)
    return said


def wrong(age):
    return age in (13, 14, 16) or age > 120


def answers_are(batch, ages):
    ages = list(ages)
    assert batch.schema == ANSWERS, batch.schema
    assert batch["ID"].to_pylist() == [str(a) for a in ages], batch["ID"]
    assert batch["risk"].to_pylist() == [None if wrong(a) else a / 200 for a in ages], batch["risk"]
    assert [e is not None for e in batch["_error"].to_pylist()] == [wrong(a) for a in ages], batch["_error"]


def as_spark_does(model):
    """What docs/filter.md has for mapInArrow."""
    runs = [range(0, 40), range(90, 140), [], range(20, 22)] + [range(20, 100)] * 40
    table = pa.Table.from_batches(through(model)(iter([records(run) for run in runs])))
    answers_are(table.combine_chunks().to_batches()[0], [age for run in runs for age in run])
    errors = dict(zip(table["ID"].to_pylist(), table["_error"].to_pylist()))
    assert errors["13"] == "predict: ages.py:11: in predict: ValueError: aged ##", errors["13"]
    assert "SIGABRT" in errors["14"], errors["14"]
    assert errors["16"] == 'result: column "risk": range: expected [0, 1], seen #.#', errors["16"]
    assert errors["121"].startswith('validate: column "AGE": range: '), errors["121"]
    assert list(through(model)(iter([]))) == []


def as_spark_fails(model):
    def batches():
        yield records([20])
        raise ValueError("a batch that cannot be had")

    try:
        list(through(model)(batches()))
        raise AssertionError("the answers look whole")
    except RuntimeError as e:
        assert "did not end well" in str(e), e


def question_by_question(model):
    """One process, one thread, a host that is killed between two questions."""
    process = start(model)
    writer = pa.ipc.new_stream(process.stdin, FIELDS)
    writer.write_batch(records([20, 30]))
    process.stdin.flush()
    reader = pa.ipc.open_stream(process.stdout)
    answers_are(reader.read_next_batch(), [20, 30])
    for host in hosts(process.pid):
        os.kill(host, signal.SIGKILL)
    writer.write_batch(records([40]))
    process.stdin.flush()
    answers_are(reader.read_next_batch(), [40])
    writer.close()
    process.stdin.flush()
    try:
        reader.read_next_batch()
        raise AssertionError("the stream goes on")
    except StopIteration:
        pass
    ended(process, 0, "3 records: 3 scored, 0 rejected")


def hosts(pid):
    """The host is the child of its warden."""
    found = [grandchild for child in children(pid) for grandchild in children(child)]
    assert found, "no host"
    return found


def children(pid):
    found = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE).stdout
    return [int(p) for p in found.split()]


def without_records(model):
    process = start(model)
    with pa.ipc.new_stream(process.stdin, FIELDS):
        pass
    process.stdin.close()
    with pa.ipc.open_stream(process.stdout) as reader:
        assert reader.schema == ANSWERS, reader.schema
        assert reader.read_all().num_rows == 0
    ended(process, 0, "0 records")


def cut_short(model):
    """A writer that fails: what was answered stands there, without an end."""
    process = start(model)
    writer = pa.ipc.new_stream(process.stdin, FIELDS)
    writer.write_batch(records([20]))
    process.stdin.flush()
    reader = pa.ipc.open_stream(process.stdout)
    answers_are(reader.read_next_batch(), [20])
    ended(process, 2, "handoff: -: after record 1 of the file: the stream ends without its end-of-stream mark: it was cut short")
    assert process.stdout.read() == b""


def nobody_reads(model):
    process = start(model)
    process.stdout.close()
    with pa.ipc.new_stream(process.stdin, FIELDS) as writer:
        writer.write_batch(records([20]))
    ended(process, 2, "handoff: write to stdout: ", "broken pipe")


def interrupted(model):
    process = start(model)
    writer = pa.ipc.new_stream(process.stdin, FIELDS)
    writer.write_batch(records([20]))
    process.stdin.flush()
    reader = pa.ipc.open_stream(process.stdout)
    reader.read_next_batch()
    process.send_signal(signal.SIGTERM)
    ended(process, 130, "handoff: interrupted")
    assert process.stdout.read() == b""


for scene in (as_spark_does, as_spark_fails, question_by_question, without_records, cut_short, nobody_reads, interrupted):
    print(scene.__name__, flush=True)
    scene(sys.argv[1])
