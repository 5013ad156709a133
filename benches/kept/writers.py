"""Writes the rows of a Parquet file as others do, and prints the seconds it took, without the start of Python.

writers.py WHO PARQUET OUT
"""

import sys
import time

# Spreadsheets hold 15 digits of a number: what has more is written as text, as ours does.
MOST_EXACT = 10**15


def duckdb_csv(parquet: str, out: str) -> None:
    import duckdb

    duckdb.connect().execute(f"COPY (FROM read_parquet('{parquet}')) TO '{out}' (FORMAT csv, HEADER)")


def polars_csv(parquet: str, out: str) -> None:
    import polars

    polars.read_parquet(parquet).write_csv(out)


def xlsx(parquet: str, out: str) -> None:
    import duckdb
    import xlsxwriter

    rows = duckdb.connect().execute(f"FROM read_parquet('{parquet}')")
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [column[0] for column in rows.description])
    at = 0
    while batch := rows.fetchmany(10_000):
        for row in batch:
            at += 1
            for column, cell in enumerate(row):
                if isinstance(cell, int) and abs(cell) >= MOST_EXACT:
                    sheet.write_string(at, column, str(cell))
                else:
                    sheet.write(at, column, cell)
    book.close()


WRITERS = {"duckdb": duckdb_csv, "polars": polars_csv, "xlsxwriter": xlsx}


def main() -> None:
    who, parquet, out = sys.argv[1:]
    # The import is not what is measured.
    __import__(who)
    began = time.perf_counter()
    WRITERS[who](parquet, out)
    print(time.perf_counter() - began)


main()
