"""Writes the CSV that is named as Parquet, once for each kind of compression and
of pages, and prints the files' names.

    python parquet.py in.csv
"""

import sys

import pyarrow.csv
import pyarrow.parquet

table = pyarrow.csv.read_csv(sys.argv[1], read_options=pyarrow.csv.ReadOptions(use_threads=False))
for compression in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
    for pages in ("1.0", "2.0"):
        for dictionary in (True, False):
            path = f"{compression}-{pages}-{dictionary}.parquet"
            pyarrow.parquet.write_table(
                table, path, compression=compression, data_page_version=pages, use_dictionary=dictionary,
                write_page_checksum=pages == "2.0",
            )
            print(path)
