"""Files of kept results: the time and the memory that `recomamp-cli results export` takes, and beside it those of DuckDB, polars and XlsxWriter, turn by
turn in one run over the same Parquet file.

    files.py CLI [--rows N] [--rounds N]

Ours is the whole program from its start to its end with the file synced; of the others only the writing is timed, since nobody would blame them for
Python's start. Memory is the most that a process held, as the system tells it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

# No engine is imported here: the system counts what a program's parent held when it started it as the program's own.
FOLDER = Path(__file__).parent
COLUMNS = 10
BUDGETS = {"csv": 1.0, "xlsx": 12.0}
PEERS = {"csv": ["duckdb", "polars"], "xlsx": ["xlsxwriter"]}


@dataclass
class Cost:
    seconds: float
    megabytes: float


def run(command: list[str], surroundings: dict[str, str], own_clock: bool) -> Cost:
    began = time.perf_counter()
    child = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    taken = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    # Kilobytes on Linux, bytes on macOS.
    return Cost(float(said) if own_clock else taken, used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2))


def median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.seconds for cost in costs), statistics.median(cost.megabytes for cost in costs))


def tell(what: str, cost: Cost, note: str = "") -> None:
    print(f"{what:<58} {cost.seconds:>10.2f} s {cost.megabytes:>9.0f} MB   {note}", flush=True)


def check(file: Path, rows: int) -> None:
    """Nobody is fast by leaving rows out."""
    if file.suffix == ".csv":
        with file.open("rb") as lines:
            count = sum(1 for _ in lines)
    else:
        with zipfile.ZipFile(file) as book:
            sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
            count = sum(rows_of(book, name) for name in sheets)
    # The names of the columns stand above.
    if count != rows + 1:
        raise SystemExit(f"{file.name} has {count - 1} rows of {rows}")


def rows_of(book: zipfile.ZipFile, name: str) -> int:
    with book.open(name) as sheet:
        count, before = 0, b""
        while part := sheet.read(1 << 20):
            text = before + part
            count += text.count(b"<row ")
            # What may be the beginning of one more.
            before = text[-4:]
        return count


def measure(cli: str, rows: int, rounds: int, folder: Path) -> None:
    data, few = folder / "data", rows // 10
    told = subprocess.run(
        [sys.executable, FOLDER / "results.py", cli, data, *(f"{count}x{COLUMNS}" for count in (rows, few))],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    kept = {int(shape.split("x")[0]): result for shape, result in json.loads(told.stdout).items()}
    surroundings = {**os.environ, "RECOMAMP_DATA_DIR": str(data), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}

    def once(who: str, ending: str, count: int) -> Cost:
        out = folder / f"{who}.{ending}"
        if who == "recomamp":
            command = [cli, "--json", "results", "export", kept[count]["id"], "--out", str(out)]
        else:
            command = [sys.executable, str(FOLDER / "writers.py"), who, kept[count]["path"], str(out)]
        cost = run(command, surroundings, own_clock=who != "recomamp")
        check(out, count)
        out.unlink()
        return cost

    print(f"\n{'files of a kept result, median of ' + str(rounds):<58} {'time':>12} {'most memory':>12}")
    for ending, peers in PEERS.items():
        costs = {who: [] for who in ["recomamp", *peers]}
        for _ in range(rounds):
            for who in costs:
                costs[who].append(once(who, ending, rows))
        what = f"{rows:,} rows x {COLUMNS} columns to {ending.upper()}"
        ours, budget = median(costs["recomamp"]), BUDGETS[ending]
        tell(what, ours, f"budget {budget:g} s{'  over' if ours.seconds > budget else ''}")
        for who in peers:
            theirs = median(costs[who])
            note = f"ours takes {ours.seconds / theirs.seconds:.2f} of its time, {ours.megabytes / theirs.megabytes:.2f} of its memory"
            tell(f"  the same by {who}", theirs, note)
        small = median([once("recomamp", ending, few) for _ in range(rounds)])
        tell(f"  {few:,} rows", small, f"ten times the rows take {ours.megabytes / small.megabytes:.2f} times the memory")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recomamp-bench-") as folder:
        measure(chosen.cli, chosen.rows, chosen.rounds, Path(folder))


main()
