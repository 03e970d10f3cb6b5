import os


def load():
    return "ages"


def predict(record, model):
    age = record["AGE"]
    if age == 13:
        raise ValueError("aged %d" % age)
    if age == 14:
        os.abort()
    if age == 16:
        return {"risk": 1.6}
    return {"risk": age / 200}
