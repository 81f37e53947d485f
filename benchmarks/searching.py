"""Searches in a store of many posts: the commonest words, rare ones, unfinished ones.

    python benchmarks/searching.py [POSTS]

Posts of our own words, which are as unequal as those of a language (Zipf), a quarter of
them echoes, go into SQLite as looks bring them. A page of 100 entries is asked for, and
beside it the plain question: look up all posts that have the words, then sort. Both
answers must be the same.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from aggregator.model import Echo, New, Post
from aggregator.store import schema
from aggregator.store.engine import open_store
from aggregator.store.fulltext import found
from aggregator.store.listing import LISTED, lead_of
from aggregator.store.tables import entries, posts
from aggregator.store.telling import with_followed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.model import Timeline
    from aggregator.store.unit import Store, Unit

POSTS, LOOK, PAGE, ROUNDS = 100_000, 100, 101, 3
WORDS = 40_000
LATE = 0.1  # of the posts come long after they were written
BAR = 0.25  # of the plain question, for the commonest word
ASKED = (
    "w1",
    "w1 w2 w3",
    "w6",
    "w60",
    "w600",
    "w6000",
    "w39999",
    "w3*",
    "w39*",
    "none",
)
START = datetime(2026, 1, 1, tzinfo=UTC)


def said(number: int, now: datetime, chance: random.Random, words: list[float]) -> Post:
    """Return a post, which may come long after it was written."""
    told = chance.choices(range(WORDS), cum_weights=words, k=chance.randint(30, 120))
    text = " ".join(f"w{each + 1}" for each in told)
    hours = chance.random() * (200 if chance.random() < LATE else 0.05)
    return Post(
        source=f"s{number % 50}",
        outlet=f"Outlet {number % 50}",
        key=str(number),
        url=f"https://outlet.example/{number}",
        title=text[:40],
        html=f"<p>{text}</p><p>{text}</p>",
        text=text,
        published=now - timedelta(hours=hours),
    )


def looks(count: int) -> Iterator[tuple[datetime, list[New | Echo]]]:
    """Yield what each look brings; a quarter of the posts echo a recent lead."""
    chance = random.Random(1)  # noqa: S311  (no secret)
    words = list(itertools.accumulate(1 / (each + 1) for each in range(WORDS)))
    leads: list[Post] = []
    for first in range(0, count, LOOK):
        now = START + timedelta(minutes=3 * first / LOOK)
        verdicts: list[New | Echo] = []
        for number in range(first, first + LOOK):
            post = said(number, now, chance, words)
            if leads and chance.random() < 1 / 4:
                lead = chance.choice(leads[-300:]).id
                verdicts.append(Echo(post=post, lead=lead, likeness=0.9))
            else:
                verdicts.append(New(post=post))
        leads = [*leads[-300:], *(e.post for e in verdicts if isinstance(e, New))]
        yield now, verdicts


def filled(url: str, count: int) -> Store:
    """Return a store that holds so many posts."""
    schema.upgrade(url)
    store = open_store(url)
    for now, verdicts in looks(count):
        with store.begin() as unit:
            unit.posts.save(verdicts, now=now)
    return store


def plainly(unit: Unit, words: str) -> Timeline:
    """Look up all posts that have the words."""
    timeline, alias = unit.entries, posts.alias("plain")
    having = found(timeline._connection, alias, words)  # noqa: SLF001  (as it asks itself)
    it = entries.c.post_id.in_(select(lead_of(alias)).where(having))
    query = with_followed().where(it, *LISTED[None, "shown"]).limit(PAGE)
    return timeline._timeline(query, [it, entries.c.shown])  # noqa: SLF001  (likewise)


def timed(ask: Callable[[], Timeline]) -> tuple[float, Timeline]:
    """Return the milliseconds of the best round, and the answer."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        answer = ask()
        best = min(best, time.perf_counter() - began)
    return best * 1_000, answer


def compared(unit: Unit, words: str) -> float:
    """Print what words cost both ways; return the ratio.

    Raises:
        SystemExit: the answers are not the same.
    """
    plain, expected = timed(lambda: plainly(unit, words))
    ours, answer = timed(lambda: unit.entries.search(words, limit=PAGE))
    if answer != expected:
        message = f"another answer for {words}"
        raise SystemExit(message)
    ratio = ours / plain
    count = len(answer.entries)
    print(f"{words:10} {count:4} entries: {ours:7.1f} ms of {plain:7.1f}: {ratio:.2f}")
    return ratio


def main() -> int:
    """Print the cost of each search; return 1 if the commonest word costs too much."""
    count = int(sys.argv[1]) if sys.argv[1:] else POSTS
    with tempfile.TemporaryDirectory() as folder:
        store = filled(f"sqlite:///{folder}/a.db", count)
        with store.reading() as unit:
            ratios = [compared(unit, words) for words in ASKED]
        store.close()
    print(f"ratio of the commonest: {ratios[0]:.2f} (at most {BAR:g})")
    return int(ratios[0] > BAR)


if __name__ == "__main__":
    sys.exit(main())
