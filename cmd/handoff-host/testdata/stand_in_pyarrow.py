"""A model of DataFrames that says how long pyarrow takes to make one."""
import time

import pandas
import pyarrow

NULLABLE = {pyarrow.int64(): pandas.Int64Dtype()}


class Model:
    table = None

    def predict(self, frame):
        """Nanoseconds for a frame of the same rows as the first call's, with
        pandas' nullable integers."""
        if self.table is None:
            self.table = pyarrow.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
        began = time.perf_counter_ns()
        self.table.to_pandas(types_mapper=NULLABLE.get)
        took = time.perf_counter_ns() - began
        return [float(took)] * len(frame)


load = Model
