def predict(record):
    n = record["NUMBER"]
    odd = n % 2 == 1
    return {
        "any": {"of": [n, None, "ä"]},
        "text": 'a,"b"\n%d' % n if odd else None,
        "flag": odd if n else None,
        "u64": 2 ** 64 - 1 - n,
        "i8": -n,
        "f32": n / 8,
        "f64": n / 3 if odd else None,
    }
