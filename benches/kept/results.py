"""A data folder with kept results of made-up rows, for what is measured on whole programs.

    results.py CLI FOLDER ROWSxCOLUMNS …

The terminal program makes the database, so that it is the application's own; the rows go where a run's would. They are written by DuckDB in the shape in
which results are kept, in groups and with a compression like the application's, since a million rows through the sandbox take minutes that nothing is learnt
from. Prints {"ROWSxCOLUMNS": {"id", "path"}}.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb

# What is worked out of the row's number `r` is the same on every computer. `users` has every number below a million once, so that a sort has one outcome.
COLUMNS = {
    "campaign": ("STRING", "'Campaign ' || (r % 997)"),
    "campaign_id": ("LONG", "580000000000000000 + r"),
    "day": ("DATE", "DATE '2026-02-01' + CAST(r % 28 AS INTEGER)"),
    "users": ("LONG", "(r + 1) * 2654435761 % 1000000"),
    "impressions": ("LONG", "r * 40503 % 1000000"),
    "cost": ("DECIMAL(18,4)", "CAST(r % 10000 AS DECIMAL(18,4)) + CAST(r % 97 AS DECIMAL(18,4)) / 100"),
    "rate": ("DOUBLE", "(r % 10000) / 10000"),
    "brand": ("STRING", "CASE WHEN r % 3 > 0 THEN 'Kestrel ' || (r % 7) END"),
    "first_seen": ("TIMESTAMP", "TIMESTAMP '2026-02-01' + INTERVAL 1 SECOND * CAST(r % 2000000 AS INTEGER)"),
    "is_new": ("BOOLEAN", "r % 5 = 0"),
}
NOW = 1_770_000_000_000


def columns(count: int) -> list[tuple[str, str, str]]:
    """Name, type and formula of so many columns: the ten above, then again under other names."""
    once = list(COLUMNS.items())
    names = ((at, *once[at % len(once)]) for at in range(count))
    return [(name if at < len(once) else f"{name}_{at // len(once) + 1}", *rest) for at, name, rest in names]


def keep(database: sqlite3.Connection, folder: Path, at: int, rows: int, count: int) -> dict[str, str]:
    """Keeps one result. The one that comes last is the newest."""
    shape = f"{rows}x{count}"
    execution = f"0199{rows:08x}{count:04x}".ljust(32, "0")
    execution = "-".join((execution[:8], execution[8:12], f"7{execution[13:16]}", f"8{execution[17:20]}", execution[20:]))
    place = f"results/workflow={shape}/instance=amcbench/{execution}.parquet"
    path = folder / place
    path.parent.mkdir(parents=True)
    cells = ", ".join(f"CAST({formula} AS {'BIGINT' if kind == 'LONG' else kind}) AS {name}" for name, kind, formula in columns(count))
    duckdb.connect().execute(f"COPY (SELECT {cells} FROM range({rows}) t(r)) TO '{path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65536)")
    described = json.dumps([{"name": name, "data_type": kind, "promised_type": None} for name, kind, _ in columns(count)])
    database.execute(
        """INSERT INTO execution (id, batch_id, name, instance_row, state, boot_id, attempt, remote_id, sql, window_start, window_end, time_zone,
               window_words, parameter_values, declarations, output, params_hash, created_at, sent_at, finished_at)
           VALUES (?1, ?1, ?2, 'i', 'succeeded', 'bench', 1, ?1, 'SELECT campaign FROM dsp_impressions GROUP BY campaign', '2026-02-01T00:00:00',
               '2026-03-01T00:00:00', 'UTC', 'last full month', '{}', '{}', '[]', ?1, ?3, ?3, ?3)""",
        (execution, shape, NOW + at),
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = (execution, place, rows, described, path.stat().st_size, digest, NOW)
    database.execute("INSERT INTO result VALUES (?, ?, ?, ?, ?, ?, ?)", kept)
    return {"id": execution, "path": str(path)}


def main() -> None:
    cli, folder, *shapes = sys.argv[1:]
    # No session bus, so that no keychain of the person's is met.
    surroundings = {**os.environ, "RECOMAMP_DATA_DIR": folder, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    subprocess.run([cli, "executions", "--json"], env=surroundings, stdout=subprocess.DEVNULL, check=True)
    database = sqlite3.connect(Path(folder) / "recomamp.db")
    database.executescript(
        f"""INSERT INTO profile VALUES ('p', 'amazon', 'Outdoor', 'EU', 'client', 'signed_out', NULL, 'memory', NULL, NULL, NULL, {NOW}, NULL);
            INSERT INTO account VALUES ('a', 'p', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor', {NOW}, NULL);
            INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp, has_sponsored_ads,
                refreshed_at, vanished_at)
                VALUES ('i', 'a', 'amcbench', 'bench', 'STANDARD', 'COMPLETED', 1, 1, {NOW}, NULL);"""
    )
    kept = {shape: keep(database, Path(folder), at, *map(int, shape.split("x"))) for at, shape in enumerate(shapes)}
    database.commit()
    database.close()
    print(json.dumps(kept))


main()
