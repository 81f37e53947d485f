"""Lateness and freshness: 1,000 sources, followed for an hour in compressed time.

    python benchmarks/freshness.py [--sources 1000] [--minutes 60]

The whole write story runs as it does in the daemon, but on one thread, and its clock
counts the processor time that was used and skips all waiting. So an hour is over in
some minutes, and what the machine does besides counts for nothing; the time that a
disk takes is not counted either. Documents are read, one at a time, on a second core:
that keeps their look waiting, and no other. Outlets answer after 20 to 300 ms, with
validators.

Prints the lateness of looks against their plan, and how long posts take from their
appearing to the store, of which the merged feed is made, less the pause that was
planned when they appeared: half of it, of the median post; the whole, of the 99th.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import selectors
import sys
import tempfile
import time
from bisect import bisect_right
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import accumulate, repeat, takewhile
from logging import ERROR
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar, cast

import httpx
import structlog

from aggregator.dedup.judge import Judge
from aggregator.extract.registry import read
from aggregator.fetch.client import Fetcher, Limits
from aggregator.ingest import Ingest
from aggregator.model import Document, Extraction, Paces, Source
from aggregator.remembering import Remembering
from aggregator.schedule import Schedule
from aggregator.store import schema
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aggregator.manners import Host
    from aggregator.model import Report
    from aggregator.store.unit import Store

P = ParamSpec("P")
T = TypeVar("T")

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1).total_seconds()
TICK = 1.0  # seconds, as of the daemon
PACES = Paces(fastest=timedelta(seconds=10), slowest=timedelta(hours=1))
KINDS = ((0.05, 30.0), (0.15, 300.0), (0.5, 3600.0), (0.3, DAY))
"""Shares of the sources, and the mean seconds between two posts of each."""

LATE, HALF, WHOLE = 2.0, 1.0, 3.0  # seconds: what must not be exceeded

SYLLABLES = ("ba", "den", "ro", "lim", "sa", "ter", "vo", "nuk", "hel", "mi", "gar")
FEED = '<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
ITEM = """<item><guid isPermaLink="false">{key}</guid><title>{title}</title>
<link>https://{name}.example/{key}</link><pubDate>{date}</pubDate>
<description>{text}</description></item>"""


class Skipping(selectors.SelectSelector):
    """Never waits: the time that it would have waited is counted as gone."""

    skipped = 0.0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready now."""
        ready = super().select(0)
        if not ready and timeout is not None:
            self.skipped += max(timeout, 0.0)
        return ready


class Compressed(asyncio.SelectorEventLoop):
    """A loop whose clock runs while it works, and jumps where it would wait."""

    elsewhere = 0.0  # seconds of processor time, on the other core

    def __init__(self) -> None:
        self._skipping = Skipping()
        super().__init__(self._skipping)

    def time(self) -> float:
        """Return the seconds of processor time and of waiting that have gone by."""
        return time.process_time() + self._skipping.skipped - self.elsewhere


class Worker:
    """The process that reads documents, on the other core."""

    def __init__(self, loop: Compressed) -> None:
        self._loop = loop
        self._one_at_a_time = asyncio.Lock()

    async def read(self, document: Document, source: Source) -> Extraction:
        """Read a document; who waits for it waits as long as it takes."""
        async with self._one_at_a_time:
            began = time.process_time()
            extraction = read(document, source, None)
            took = time.process_time() - began
            self._loop.elsewhere += took
            await asyncio.sleep(took)
        return extraction


class Inline(Executor):
    """The lane, on the thread of the loop: what it does delays all else."""

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Do it now."""
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (it is handed on, whatever it is)
            done.set_exception(error)
        return done


class Delay(NamedTuple):
    """How long one post took, in seconds."""

    total: float  # from its appearing to the store
    pause: float  # between two looks, as planned when it appeared
    ours: float  # since the look that was to find it


@dataclass
class Outlet:
    """A feed that posts at random, and what was seen of it."""

    source: Source
    gap: float  # mean seconds between two posts
    size: int  # posts on its page
    posts: list[float]  # when they appear: seconds after the start, ascending
    asked: list[float] = field(default_factory=list)
    planned: list[float] = field(default_factory=list)  # the look after each of them
    merged: dict[int, float] = field(default_factory=dict)  # by place of the post
    shown: int = 0

    def answer(self, request: httpx.Request, now: float) -> httpx.Response:
        """Return the newest posts, unless they are known."""
        self.asked.append(now)
        self.shown = bisect_right(self.posts, now)
        tag = f'"{self.shown}"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304)
        places = range(self.shown - 1, max(self.shown - self.size, 0) - 1, -1)
        text = FEED.format(name=self.source.id, items="".join(map(self._item, places)))
        headers = {"Content-Type": "application/rss+xml", "ETag": tag}
        return httpx.Response(200, text=text, headers=headers)

    def _item(self, place: int) -> str:
        key = f"{self.source.id}-{place}"
        draw = random.Random(key)  # noqa: S311  (no secret)
        words = ["".join(draw.choices(SYLLABLES, k=3)) for _ in range(40)]
        return ITEM.format(
            key=key,
            name=self.source.id,
            title=" ".join(words[:8]),
            text=" ".join(words),
            date=format_datetime(START + timedelta(seconds=int(self.posts[place]))),
        )

    def lateness(self) -> list[float]:
        """Return how much later than planned each look came, but for the first."""
        pairs = zip(self.planned, self.asked[1:], strict=False)
        return [asked - planned for planned, asked in pairs]

    def delays(self) -> list[Delay]:
        """Return how long each post took.

        Not of those that were there at the first look, nor of the unseen ones.
        """
        found = []
        for place, merged in self.merged.items():
            look = bisect_right(self.asked, self.posts[place]) - 1
            if look >= 0:
                planned = self.planned[look]
                delay = Delay(
                    total=merged - self.posts[place],
                    pause=planned - self.asked[look],
                    ours=merged - planned,
                )
                found.append(delay)
        return found


@dataclass
class Book:
    """The book of hosts, with our clock."""

    clock: Callable[[], datetime]

    def restore(self, hosts: Iterable[Host], /) -> None:
        """Know nothing of any host."""

    def changed(self) -> Sequence[Host]:
        """Return no host."""
        return ()


def outlets(count: int, seconds: float, size: int = 30) -> list[Outlet]:
    """Return outlets of all kinds, mixed, the same for each run.

    Args:
        count: how many.
        seconds: for how long they post.
        size: posts on each page, from the start.
    """
    draw = random.Random(7)  # noqa: S311  (no secret)
    made = []
    for number in range(count):
        name = f"s{number:04}"
        rank, (_, gap) = number / count, KINDS[-1]
        for share, mean in KINDS:
            if (rank := rank - share) < 0:
                gap = mean
                break
        source = Source(
            id=name, url=f"https://{name}.example/feed", outlet=name, paces=PACES
        )
        posts = _appearing(draw, gap, -size * gap, seconds)
        made.append(Outlet(source, gap, size, posts))
    draw.shuffle(made)
    return made


def _appearing(
    draw: random.Random, gap: float, begin: float, end: float
) -> list[float]:
    """Return when posts appear, in seconds."""
    steps = (draw.expovariate(1 / gap) for _ in repeat(None))
    return list(takewhile(lambda each: each < end, accumulate(steps, initial=begin)))


async def follow(
    played: Sequence[Outlet],
    store: Store,
    seconds: float,
    begin: datetime = START,
) -> None:
    """Follow the outlets for so long, from a moment on, as the daemon would."""
    loop = cast("Compressed", asyncio.get_running_loop())
    zero = loop.time() - (begin - START).total_seconds()
    by_name = {each.source.id: each for each in played}
    draw = random.Random(11)  # noqa: S311  (no secret)

    def elapsed() -> float:
        return loop.time() - zero

    def now() -> datetime:
        return START + timedelta(seconds=elapsed())

    async def network(request: httpx.Request) -> httpx.Response:
        name = request.url.host.removesuffix(".example")
        response = by_name[name].answer(request, elapsed())
        await asyncio.sleep(draw.uniform(0.02, 0.3))
        return response

    async def done(report: Report) -> None:
        outlet = by_name[report.source]
        with store.reading() as unit:
            planned = unit.sources.state(report.source).next_look
        outlet.planned.append(((planned or now()) - START).total_seconds())
        for place in range(max(outlet.shown - outlet.size, 0), outlet.shown):
            outlet.merged.setdefault(place, elapsed())

    fetcher = Fetcher(
        Limits(spacing=timedelta(0)),
        user_agent="benchmark",
        transport=httpx.MockTransport(network),
    )
    ingest = Ingest(
        fetch=fetcher.fetch,
        read=Remembering(Worker(loop).read).read,
        judge=Judge(),
        store=store,
        lane=Inline(),
    )
    await ingest.begin(now(), hosts=Book(now))
    schedule = Schedule(
        ingest,
        [each.source for each in played],
        tick=timedelta(seconds=TICK),
        done=done,
        clock=now,
    )
    while elapsed() < (begin - START).total_seconds() + seconds:
        began = elapsed()
        await schedule.tick()
        await asyncio.sleep(max(began + TICK - elapsed(), 0))


def run(
    played: Sequence[Outlet], store: Store, seconds: float, begin: datetime = START
) -> None:
    """Follow the outlets in compressed time."""
    with asyncio.Runner(loop_factory=Compressed) as runner:
        runner.run(follow(played, store, seconds, begin))


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the value that so many percent do not exceed; 0 of none."""
    row = sorted(values)
    return row[min(int(len(row) * percent / 100), len(row) - 1)] if row else 0.0


def main() -> int:
    """Print the figures; return 1 if one is worse than it must be."""
    parser = argparse.ArgumentParser(description="Lateness and freshness.")
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=60.0)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(ERROR))
    seconds = asked.minutes * 60
    played = outlets(asked.sources, seconds)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/a.db"
        schema.upgrade(url)
        store = open_store(url)
        run(played, store, seconds)
        store.close()
    return report(played, asked.minutes, time.process_time() - began)


def report(played: Sequence[Outlet], minutes: float, spent: float) -> int:
    """Print the figures; return 1 if one is worse than it must be."""
    late = [each for outlet in played for each in outlet.lateness()]
    delays = [each for outlet in played for each in outlet.delays()]
    looks = sum(len(each.asked) for each in played)
    half = percentile((each.total - each.pause / 2 for each in delays), 50)
    whole = percentile((each.total - each.pause for each in delays), 99)
    print(f"sources {len(played)}, minutes {minutes:g}, looks {looks}")
    print(f"posts {len(delays)}")
    print(f"processor time {spent:.0f} s: {spent / minutes / 0.6:.1f} % of one core")
    print(f"lateness, median: {percentile(late, 50):.2f} s")
    print(f"lateness, 99 %: {percentile(late, 99):.2f} s (at most {LATE:g})")
    print(f"median delay - half the pause: {half:.2f} s (at most {HALF:g})")
    print(f"99 % of delay - the pause: {whole:.2f} s (at most {WHOLE:g})")
    return int(percentile(late, 99) > LATE or half > HALF or whole > WHOLE)


if __name__ == "__main__":
    sys.exit(main())
