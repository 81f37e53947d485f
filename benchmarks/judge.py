"""How many posts a second the judge takes, beside a plain baseline in the same run.

    python benchmarks/judge.py [POSTS]

The baseline compares each post with the posts of the window by the Jaccard measure of
word pairs, through an inverted list: what a simple deduplicator does, and what cannot
tell a correction from a copy.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from aggregator.dedup.judge import Judge
from aggregator.model import Echo, Post
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

POSTS = 5_000
OUTLETS = 12
LENGTH = 70  # words of a post, as in the development stream
COPIED = 0.3  # share of posts that another outlet has had before
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print a line for each of the two, and how they compare."""
    posts = made(int(sys.argv[1]) if len(sys.argv) > 1 else POSTS)
    rates = [
        rate(name, each, posts) for name, each in (("judge", judged), ("plain", plain))
    ]
    print(f"judge / plain: {rates[0] / rates[1]:.2f}")


def rate(name: str, run: Callable[[list[Post]], int], posts: list[Post]) -> float:
    """Print and return the posts a second of one way to find the copies."""
    began = time.perf_counter()
    echoes = run(posts)
    rate = len(posts) / (time.perf_counter() - began)
    print(f"{name}: {rate:,.0f} posts/s, {echoes:,} of {len(posts):,} are echoes")
    return rate


def judged(posts: list[Post]) -> int:
    """Return how many of the posts the judge calls echoes."""
    judge, echoes = Judge(), 0
    for number, post in enumerate(posts):
        now = START + timedelta(seconds=20 * number)
        verdicts = judge.consider([post], {}, now=now)
        judge.remember(verdicts, now=now)
        echoes += isinstance(verdicts[0], Echo)
    return echoes


def plain(posts: list[Post]) -> int:
    """Return how many share half of their word pairs with an earlier post."""
    seen: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    sizes, echoes = list[int](), 0
    for number, post in enumerate(posts):
        pairs = set(pairwise(words(post.text)))
        shared = Counter(other for pair in pairs for other in seen[pair])
        echoes += any(
            times / (len(pairs) + sizes[other] - times) >= 0.5  # noqa: PLR2004 - half
            for other, times in shared.items()
        )
        for pair in pairs:
            seen[pair].append(number)
        sizes.append(len(pairs))
    return echoes


def made(count: int) -> list[Post]:
    """Return posts of invented words, some of them copied with a few words changed."""
    chance = random.Random(7)  # noqa: S311 - the same posts in each run, no secret
    vocabulary = ["".join(chance.choices("aeioulnrstdkmp", k=8)) for _ in range(20_000)]
    common = ["the", "of", "and", "to", "in", "a", "that", "was", "on", "for"]
    texts: list[str] = []
    for _ in range(count):
        if texts and chance.random() < COPIED:
            text = chance.choice(texts[-200:])
            texts.append(text.replace(" the ", " that ", 2))
            continue
        chosen = [
            chance.choice(common if chance.random() < 0.4 else vocabulary)  # noqa: PLR2004
            for _ in range(LENGTH)
        ]
        texts.append(f"{' '.join(chosen[:35])}. {' '.join(chosen[35:])}.".capitalize())
    return [post(number, text) for number, text in enumerate(texts)]


def post(number: int, text: str) -> Post:
    """Return a post of one of the outlets, in turn."""
    outlet = f"outlet-{number % OUTLETS}"
    return Post(
        source=outlet,
        outlet=outlet,
        key=str(number),
        url=f"https://{outlet}.example/#{number}",
        title=None,
        html="",
        text=text,
    )


if __name__ == "__main__":
    main()
