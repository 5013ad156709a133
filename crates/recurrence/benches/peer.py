"""The next runs of cron expressions by croniter.

Reads a line for each question: an expression, a zone, and moments in seconds since 1970, between tabs. Answers each with the seconds that
the answers took, and the answers, between tabs. The expression is read once and before the time is taken, as it is with the other programs.
"""

import sys
import time
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from croniter import croniter

print(f"croniter {version('croniter')}", flush=True)
for line in sys.stdin:
    expression, zone, *moments = line.rstrip("\n").split("\t")
    moments = [datetime.fromtimestamp(int(moment), ZoneInfo(zone)) for moment in moments]
    cron = croniter(expression, moments[0])
    began = time.perf_counter()
    answers = [cron.get_next(float, start_time=moment) for moment in moments]
    taken = time.perf_counter() - began
    print(taken, *(int(answer) for answer in answers), sep="\t", flush=True)
