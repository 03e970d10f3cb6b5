"""Arrays and tensors."""
import numpy as np
import torch


def array_of_none(t):
    return np.array(t.rows[0][0])


def array_one(t):
    return np.array(t.one)


def array_row(t):
    return np.array(t.rows[0])


def array_rows(t):
    return np.array(t.rows)


def array_columns(t):
    return np.array(t.columns)


def array_column(t):
    return np.array(t.one).reshape(-1, 1)


def array_wide(t):
    return np.array(t.one).reshape(1, -1)


def array_first(t):
    return np.array(t.rows[:1])


def array_items(t):
    return np.array(t.rows).reshape(t.n, t.k, 1)


def array_nested(t):
    return np.array(t.rows).reshape(t.n, 1, t.k)


def array_within(t):
    return np.array(t.rows).reshape(1, t.n, t.k)


def array_deep_columns(t):
    return np.array(t.columns).reshape(t.k, t.n, 1)


def array_surplus(t):
    return np.array([row + [0.0] for row in t.rows])


def array_long(t):
    return np.array(t.rows + [t.rows[-1]])


def array_short(t):
    return np.array(t.rows).reshape(t.n, t.k)[1:]


def structured(t):
    return np.array([tuple(row) for row in t.rows], [(n, float) for n in t.names])


def structured_surplus(t):
    return np.array([(0.0, *row) for row in t.rows], [(n, float) for n in ["more", *t.names]])


def structured_others(t):
    return np.array([tuple(row) for row in t.rows], [(n, float) for n in t.others])


def structured_records(t):
    return structured(t).view(np.recarray)


def structured_column(t):
    return structured(t).reshape(-1, 1)


def structured_scalar(t):
    return structured(t)[0]


def object_lists(t):
    return _objects(t.rows)


def object_dicts(t):
    return _objects([dict(zip(t.names, row)) for row in t.rows])


def object_one(t):
    return _objects(t.one)


def object_rows(t):
    return np.array(t.rows, dtype=object)


def masked_one(t):
    return np.ma.array(t.one, mask=t.gaps)


def masked_rows(t):
    return np.ma.array(t.rows, mask=[[gap] * t.k for gap in t.gaps])


def masked_objects(t):
    return np.ma.array(_objects(t.one), mask=t.gaps)


def masked_fields(t):
    return np.ma.array(structured(t), mask=[(gap,) * t.k for gap in t.gaps])


def unmasked_one(t):
    return np.ma.array(t.one)


def unmasked_rows(t):
    return np.ma.array(t.rows)


def matrix_rows(t):
    return np.matrix(t.rows)


def matrix_column(t):
    return np.matrix(t.one).T


def matrix_wide(t):
    return np.matrix(t.one)


def float32_one(t):
    return np.array(t.one, "float32")


def half_rows(t):
    return np.array(t.rows, "float16")


def big_endian_one(t):
    return np.array(t.one, ">f8")


def strided_one(t):
    return np.array([[v, -1.0] for v in t.one])[:, 0]


def reversed_one(t):
    return np.array(t.one[::-1])[::-1]


def fortran_rows(t):
    return np.asfortranarray(t.rows)


def readonly_rows(t):
    a = np.array(t.rows)
    a.flags.writeable = False
    return a


def _objects(items):
    a = np.empty(len(items), dtype=object)
    a[:] = items if not isinstance(items[0], list) else [None] * len(items)
    for i, item in enumerate(items):
        a[i] = item
    return a


def _tensor(build, **options):
    def kind(t):
        return torch.tensor(build(t), **options)

    return kind


_half, _brain, _grad = {"dtype": torch.float16}, {"dtype": torch.bfloat16}, {"requires_grad": True}

MADE = {
    "tensor_of_none": _tensor(array_of_none),
    "tensor_of_none_grad": _tensor(array_of_none, **_grad),
    "tensor_one": _tensor(array_one),
    "tensor_one_grad": _tensor(array_one, **_grad),
    "tensor_one_half": _tensor(array_one, **_half),
    "tensor_one_bfloat16": _tensor(array_one, **_brain),
    "tensor_row": _tensor(array_row),
    "tensor_rows": _tensor(array_rows),
    "tensor_rows_grad": _tensor(array_rows, **_grad),
    "tensor_rows_half": _tensor(array_rows, **_half),
    "tensor_rows_bfloat16": _tensor(array_rows, **_brain),
    "tensor_columns": _tensor(array_columns),
    "tensor_column": _tensor(array_column, **_grad),
    "tensor_wide": _tensor(array_wide),
    "tensor_first": _tensor(array_first),
    "tensor_items": _tensor(array_items),
    "tensor_nested": _tensor(array_nested),
    "tensor_within": _tensor(array_within),
    "tensor_long": _tensor(array_long),
}


def tensor_turned(t):
    return torch.tensor(t.columns).T


def tensor_not_tracked(t):
    return (torch.tensor(t.rows, requires_grad=True) * 1).detach()


def array_wide_columns(t):
    return np.array(t.columns).reshape(t.k, 1, t.n)


def masked_columns(t):
    return np.ma.array(t.columns, mask=[t.gaps] * t.k)


def matrix_columns(t):
    return np.matrix(t.columns)


def object_turned(t):
    return np.array(t.columns, dtype=object)


def object_columns(t):
    return _objects(t.columns)


def structured_ids_sorted(t):
    rows = [(i, *row) for i, row in zip(t.ids, t.rows)]
    return np.array([rows[i] for i in t.ordered], [("id", int), *((n, float) for n in t.names)])
