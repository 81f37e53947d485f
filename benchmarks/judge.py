"""What the judge costs: time, memory and start, each beside its bar (issue 4, point 4).

    python benchmarks/judge.py [--million] [--posts N] [--window N]

One core, pure Python, `consider` and `remember` one post at a time, as of a hundred
outlets. The texts are invented: some 73 words, as long as those of the labelled stream,
with names, numbers and a headline, words as frequent as in any language (Zipf); as many
of the posts as there were told before by another outlet, up to 3,000 posts ago. Where
the labelled stream of the issue lies beside the repository, its texts are judged too.
Rates, and the start, are of CPU time; what single posts take is by the wall clock, so
on a busy machine it is more than they cost.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import time
import tracemalloc
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli import GARBAGE
from aggregator.dedup.judge import Judge
from aggregator.dedup.memory import Memory
from aggregator.model import Echo, Held, New, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.model import Verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW = timedelta(days=30)  # nothing ages: the count alone bounds what is kept
STREAM = Path(__file__).resolve().parents[2] / "shared/corpus/dedup/stream_dev.jsonl"
OUTLETS = 100
TOLD_BEFORE = 0.225  # of the posts, as in the labelled stream
BACK = 3_000  # posts, from which the earlier report is taken
WEIGHED = 25_000  # posts, whose memory is measured: tracing all takes a minute
MIB = 1 << 20
COMMON = (
    "the of and to in a that was on for with as by at from it is his be are which not "
    "an have has were will its after but they this had their who would been when more "
    "one said he she or about than there could into over last also before some people"
)


@dataclass(frozen=True)
class Bar:
    """A figure that is asked for, and on which side of it we must be."""

    value: float
    unit: str
    at_least: bool = False

    def line(self, name: str, found: float) -> str:
        """Return the figure beside its bar."""
        good = found >= self.value if self.at_least else found <= self.value
        sign, told = (">=" if self.at_least else "<="), "ok" if good else "SHORT"
        bar = f"{sign} {self.value:,g} {self.unit}"
        return f"{name:44} {found:12,.2f} {self.unit:12} bar {bar:20} {told}"


class Newsroom:
    """Invents posts; the same in each run."""

    def __init__(self) -> None:
        self._chance = random.Random(7)  # noqa: S311 - no secret
        self._words = COMMON.split()
        self._words += [self._word() for _ in range(60_000 - len(self._words))]
        self._names = [self._word().capitalize() for _ in range(30_000)]
        self._frequent = list(accumulate(1 / (rank + 3) for rank in range(60_000)))
        self._known = list(accumulate(1 / (rank + 20) for rank in range(30_000)))
        self._recent: list[tuple[str, str]] = []  # what was told, and who led
        self._number = 0

    def held(self, count: int) -> Iterator[Held]:
        """Yield posts as a store gives them back, but without stems."""
        for _ in range(count):
            told = bool(self._recent) and self._chance.random() < TOLD_BEFORE
            text, lead = self._chance.choice(self._recent) if told else ("", None)
            post = self._post(self._reworded(text) if lead else self._report())
            self._recent.append((post.text, lead or post.id))
            del self._recent[:-BACK]
            yield Held(post=post, first_seen=START, lead=lead)

    def story(self, count: int) -> Iterator[Post]:
        """Yield reports of one story: each half the same sentences, half its own."""
        common = [self._sentence() for _ in range(6)]
        for _ in range(count):
            mine = self._chance.sample(common, 3) + [self._sentence() for _ in range(3)]
            yield self._post(" ".join(mine))

    def copies(self, count: int) -> Iterator[Post]:
        """Yield one report as many outlets tell it."""
        report = self._report()
        for _ in range(count):
            yield self._post(self._reworded(report))

    def _post(self, text: str) -> Post:
        self._number += 1
        outlet = f"outlet-{self._chance.randrange(OUTLETS)}"
        return Post(
            source=outlet,
            outlet=outlet,
            key=f"post-{self._number}",
            url=f"https://{outlet}.example/live/2026#post-{self._number}",
            title=" ".join(text.split()[:8]),
            html="",
            text=text,
        )

    def _report(self) -> str:
        return " ".join(self._sentence() for _ in range(self._chance.randint(3, 6)))

    def _reworded(self, report: str) -> str:
        sentences = report.split(". ")
        if len(sentences) > 4 and self._chance.random() < 0.5:  # noqa: PLR2004
            sentences.pop()
        return ". ".join(sentences).rstrip(".").replace(" the ", " that ", 1) + "."

    def _sentence(self) -> str:
        pick = self._chance.choices
        length = self._chance.randint(10, 22)
        said = pick(self._words, cum_weights=self._frequent, k=length)
        for name in pick(self._names, cum_weights=self._known, k=2):
            said[self._chance.randrange(1, length)] = name
        if self._chance.random() < 0.4:  # noqa: PLR2004 - of the sentences
            said[length // 2] = f"{self._chance.randint(2, 9_000):,}"
        said[0] = said[0].capitalize()
        return " ".join(said) + "."

    def _word(self) -> str:
        syllables = self._chance.randint(1, 4)
        some = self._chance.choices("bdfgklmnprstvz", k=syllables)
        return "".join(each + self._chance.choice("aeiou") for each in some) + "n"


@dataclass(frozen=True)
class Timing:
    """What judging some posts one by one has cost."""

    processor: float  # seconds of CPU, of all
    each: list[float]  # seconds by the wall clock, ascending
    verdicts: Counter[str]

    @property
    def mean(self) -> float:
        """CPU seconds a post."""
        return self.processor / len(self.each)

    def at(self, share: float) -> float:
        """Return the milliseconds that this share of the posts took at most."""
        return 1_000 * self.each[min(len(self.each) - 1, int(share * len(self.each)))]


def main() -> None:
    """Print all figures."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument(
        "--million", action="store_true", help="and a window of a million"
    )
    asked.add_argument("--posts", type=int, default=5_000, help="that are timed")
    asked.add_argument("--window", type=int, default=100_000, help="posts in it")
    given = asked.parse_args()
    gc.set_threshold(*GARBAGE)  # as in each of our processes
    usual = of_a_window(given.window, given.posts)
    if given.million:
        of_a_million(given.posts, usual)
    if STREAM.exists():
        of_the_stream()


def of_a_window(size: int, timed: int) -> float:
    """Print what a window of `size` posts costs; return the CPU seconds of a post."""
    room = Newsroom()
    held = stored(room, size)
    words = sum(len(each.post.text.split()) for each in held) / size
    print(f"{size:,} posts of {words:.0f} words in the window, {timed:,} timed")
    began = time.process_time()
    judge = Judge(window=WINDOW, most=size)
    judge.recall(held)
    took = time.process_time() - began
    print(Bar(5, "s").line("restart, of the judge alone", took))
    gc.collect()
    gc.freeze()
    some = held[:WEIGHED]
    found = kept(some) / (len(some) / 100_000 * MIB)
    print(Bar(100, "MiB/100,000").line("all that is kept", found))
    usual = told("as usual", judge, (each.post for each in room.held(timed)))
    for name, burst in (("one story", room.story), ("one report", room.copies)):
        ratio = measured(judge, burst(2_000)).mean / usual
        print(Bar(3, "times").line(f"burst of 2,000 posts on {name}", ratio))
    return usual


def stored(room: Newsroom, size: int) -> list[Held]:
    """Return posts with what they are found by; print what their index takes."""
    memory, held = Memory(size), list[Held]()
    for each in room.held(size):
        held.append(replace(each, stems=memory.stems(each.post)))
        memory.enter(held[-1])
    index = memory.window.index.size() / (size / 100_000 * MIB)
    print(Bar(10, "MiB/100,000").line("index", index))
    return held


def of_a_million(timed: int, usual: float) -> None:
    """Print what a window of 1,000,000 posts costs, beside the usual."""
    room = Newsroom()
    judge = Judge(window=WINDOW, most=1_000_000)
    judge.recall(room.held(1_000_000))
    found = told("of a million", judge, (each.post for each in room.held(timed)))
    print(Bar(1.5, "times").line("cost with 1,000,000 in the window", found / usual))


def of_the_stream() -> None:
    """Print what the labelled stream costs, in its own time."""
    rows = [json.loads(line) for line in STREAM.read_text("utf-8").splitlines()]
    judge, began = Judge(), time.process_time()
    for row in rows:
        now = datetime.fromtimestamp(float(row["ts"]), UTC)
        post = Post(
            source=row["outlet"],
            outlet=str(row["id"]),
            key=str(row["id"]),
            url=f"https://{row['outlet']}.example/{row['id']}",
            title=row["title"] or None,
            html="",
            text=row["text"],
        )
        judge.remember(judge.consider([post], {}, now=now), now=now)
    rate = len(rows) / (time.process_time() - began)
    print(Bar(1_500, "posts/s", at_least=True).line("the labelled stream", rate))


def told(name: str, judge: Judge, posts: Iterable[Post]) -> float:
    """Print what judging some posts costs; return the CPU seconds of one."""
    found = measured(judge, posts)
    rate = 1 / found.mean
    print(Bar(1_500, "posts/s", at_least=True).line(f"{name}: of CPU time", rate))
    for share, bar in ((0.99, 5), (0.999, 50)):
        line = Bar(bar, "ms").line(f"{name}: p{100 * share:g}", found.at(share))
        print(line)
    print(f"{name}: p50 {found.at(0.5):.2f} ms, {dict(found.verdicts)}")
    return found.mean


def measured(judge: Judge, posts: Iterable[Post]) -> Timing:
    """Judge and remember posts one by one, three a second."""
    each, verdicts, told = list[float](), list["Verdict"](), list(posts)
    busy = time.process_time()
    for number, post in enumerate(told):
        now = START + timedelta(seconds=number / 3)
        began = time.perf_counter()
        found = judge.consider([post], {}, now=now)
        judge.remember(found, now=now)
        each.append(time.perf_counter() - began)
        verdicts += found
    busy = time.process_time() - busy
    return Timing(busy, sorted(each), Counter(map(_kind, verdicts)))


def kept(held: list[Held]) -> int:
    """Return the bytes that a judge keeps of posts beside the posts themselves."""
    tracemalloc.start()
    judge = Judge(window=WINDOW, most=len(held))
    judge.recall(replace(each, post=copied(each.post)) for each in held)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size


def copied(post: Post) -> Post:
    """Return a post whose strings are its own, as they come out of a store."""
    source, outlet, key = (
        "".join(list(each)) for each in (post.source, post.outlet, post.key)
    )
    return replace(post, source=source, outlet=outlet, key=key)


def _kind(verdict: object) -> str:
    if isinstance(verdict, New) and verdict.follows:
        return "update"
    return "echo" if isinstance(verdict, Echo) else "new"


if __name__ == "__main__":
    main()
