"""What a restart costs: from what is stored to a judge that is ready.

    python -m benchmarks.restart [--posts N]

A database in a temporary folder is filled with invented posts (those of judge.py) and
what a judge found them by; then a new process opens it and lets its judge catch up, as
the daemon does before its first look. CPU time and the wall clock of that process,
beside the bar of issue 4, point 4.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, insert

from aggregator.cli import GARBAGE
from aggregator.dedup.judge import Judge
from aggregator.looks.judging import Judging
from aggregator.store.engine import open_store
from aggregator.store.rows import digest_of, values_of
from aggregator.store.schema import upgrade
from aggregator.store.tables import posts
from benchmarks.judge import START, WINDOW, Bar, Newsroom, stored

BAR = Bar(5, "s")
ROWS = 1_000  # of one statement


def filled(url: str, count: int) -> None:
    """Fill a new database with posts, as the daemon leaves them."""
    upgrade(url)
    number: dict[str, int] = {}
    rows = []
    for place, held in enumerate(stored(Newsroom(), count), 1):
        number[held.post.id] = place
        rows.append(
            values_of(held.post)
            | {
                "id": place,
                "digest": digest_of(held.post.id),
                "html": f"<p>{held.post.text}</p>",
                "published": START,
                "first_seen": held.first_seen,
                "lead_id": number.get(held.lead or ""),
                "likeness": 0.0,
                "reasons": (),
                "stems": held.stems,
            }
        )
    with create_engine(url).begin() as connection:
        for first in range(0, count, ROWS):
            connection.execute(insert(posts), rows[first : first + ROWS])


def caught_up(url: str, count: int) -> tuple[float, float]:
    """Return the seconds of CPU and by the clock until a judge is ready."""
    store, judging = open_store(url), Judging(Judge(window=WINDOW, most=count))
    began, busy = time.perf_counter(), time.process_time()
    with store.reading() as unit:
        judging.catch_up(unit, START)
    took = time.process_time() - busy, time.perf_counter() - began
    store.close()
    return took


def main() -> None:
    """Print both figures."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--posts", type=int, default=100_000, help="that are stored")
    asked.add_argument("--of", help=argparse.SUPPRESS)  # the database, in the process
    given = asked.parse_args()
    gc.set_threshold(*GARBAGE)  # as in each of our processes
    if given.of:
        cpu, clock = caught_up(given.of, given.posts)
        print(BAR.line("restart with the store: CPU", cpu))
        print(BAR.line("restart with the store: by the clock", clock))
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'restart.db'}"
        began = datetime.now(UTC)
        filled(url, given.posts)
        print(f"{given.posts:,} posts stored in {datetime.now(UTC) - began}")
        again = [sys.executable, "-m", "benchmarks.restart", "--of", url]
        again += ["--posts", str(given.posts)]
        subprocess.run(again, check=True)


if __name__ == "__main__":
    main()
