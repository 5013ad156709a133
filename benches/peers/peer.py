"""DuckDB over the same Parquet files.

Reads one JSON object a line: first {"threads", "tables": {name: [path, time column, start, end]}}, then {"sql"} for each run.
Answers {"ms", "rows", "sum"}: milliseconds to the last row in Arrow's hands, the number of rows, the sum of all numbers in them.
"""

import json
import sys
import time

import duckdb

first = json.loads(sys.stdin.readline())
connection = duckdb.connect()
connection.execute(f"SET threads = {int(first['threads'])}")
for name, (path, column, start, end) in first["tables"].items():
    where = f" WHERE {column} >= TIMESTAMP '{start}' AND {column} < TIMESTAMP '{end}'" if column else ""
    connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}'){where}")
print(json.dumps({"version": duckdb.__version__}), flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    rows = connection.execute(json.loads(line)["sql"]).fetchall()
    taken = (time.perf_counter() - began) * 1e3
    numbers = (float(cell) for row in rows for cell in row if cell is not None and not isinstance(cell, str))
    print(json.dumps({"ms": taken, "rows": len(rows), "sum": sum(numbers)}), flush=True)
