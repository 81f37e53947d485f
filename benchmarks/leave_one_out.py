"""What the splitter is worth without each of its parts, on captured live blogs.

    python benchmarks/leave_one_out.py [NAME...]

For each page: the mean of F1, times right to the minute and exact headlines, with all
parts; without all profiles, and without the page's own; without each reader in turn;
and by the generic reader alone. The pages and their hand-checked posts are captured
works of others, and lie beside the repository.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract.outlet import load_outlets
from aggregator.extract.readers import ALL, GUESSING
from aggregator.extract.registry import Registry
from aggregator.model import Document, Source
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aggregator.extract.outlet import Outlet
    from aggregator.model import Post

LIVE = Path(__file__).resolve().parents[1].parent / "shared" / "corpus" / "live"
RUN = 3  # words in a row
A_MINUTE = 60  # seconds
SIDE_FILES = (".meta.json", ".posts.jsonl")
NAME = 34  # characters of a page's name

Runs: TypeAlias = set[tuple[str, ...]]


@dataclass(frozen=True)
class Truth:
    """One post as somebody found it on the page."""

    opening: Runs
    headline: tuple[str, ...]
    time: datetime | None


@dataclass(frozen=True)
class Page:
    """A captured page and its posts."""

    name: str
    document: Document
    truth: Sequence[Truth]


def main() -> None:
    """Print a line for each page, a column for each way to read it, and the means."""
    if not LIVE.is_dir():
        print("skipped: no captured live blogs in ../shared/corpus/live")
        return
    ways = _ways(load_outlets())
    print(" " * NAME, *(f"{name:>10.10}" for name in ways))
    rows = []
    for page in _pages(sys.argv[1:]):
        row = [score(page, registry) for registry in ways.values()]
        rows.append(row)
        print(f"{page.name:{NAME}.{NAME}}", *(f"{value:10.3f}" for value in row))
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    print(f"{'mean':{NAME}}", *(f"{value:10.3f}" for value in means))


def _ways(outlets: Mapping[str, Outlet]) -> dict[str, Registry]:
    """Return each way to read pages: all parts, and all but one.

    A profile matters to the pages of its hosts only; those are read without it in the
    column that has none of them.
    """
    others = [name for name in ALL if name != GUESSING]
    return {
        "all": Registry(outlets),
        "-profiles": Registry({}),
        **{f"-{name}": Registry(outlets, without=[name]) for name in ALL},
        "generic": Registry({}, without=others),
    }


def _pages(names: Sequence[str]) -> Iterator[Page]:
    for meta in sorted(LIVE.glob("*.meta.json")):
        name = meta.name.removesuffix(".meta.json")
        if any(each in name for each in names) or not names:
            yield _page(name, json.loads(meta.read_text())["url"])


def _page(name: str, url: str) -> Page:
    file = next(
        each for each in LIVE.glob(f"{name}.*") if not each.name.endswith(SIDE_FILES)
    )
    rows = (LIVE / f"{name}.posts.jsonl").read_text().splitlines()
    now = datetime.now(tz=UTC)
    return Page(
        name=name,
        document=Document(source=name, url=url, body=file.read_bytes(), fetched=now),
        truth=[_truth(json.loads(row)) for row in rows],
    )


def _truth(row: Mapping[str, str]) -> Truth:
    prefix = row["text_prefix"] or ""
    opening, cut = words(prefix), int(row["text_len"] or 0) > len(prefix)
    return Truth(
        opening=_runs(opening[:-1] if cut else opening),
        headline=tuple(words(row["headline"] or "")),
        time=datetime.fromisoformat(row["time_utc"]) if row["time_utc"] else None,
    )


def _runs(said: Sequence[str]) -> Runs:
    starts = range(max(1, len(said) - RUN + 1)) if said else ()
    return {tuple(said[start : start + RUN]) for start in starts}


def score(page: Page, registry: Registry) -> float:
    """Return the mean of F1, the share of right times and that of exact headlines."""
    source = Source(id=page.name, url=page.document.url, outlet=page.name)
    posts = registry.examine(page.document, source).posts
    pairs = matched(page.truth, posts)
    if not pairs:
        return 0.0
    timed = [_distance(want, post) < A_MINUTE for want, post in pairs if want.time]
    headed = [
        tuple(words(post.title or "")) == want.headline
        for want, post in pairs
        if want.headline
    ]
    f1 = 2 * len(pairs) / (len(page.truth) + len(posts))
    return (f1 + _share(timed) + _share(headed)) / 3


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def matched(truth: Sequence[Truth], posts: Sequence[Post]) -> list[tuple[Truth, Post]]:
    """Return the posts that were found, each with what it is to be: the likest first.

    They share half of the opening words, or the headline where there are no words; of
    several the one nearest in time is taken.
    """
    texts = [
        _runs(words(post.text)) | _runs(words(f"{post.title or ''} {post.text}"))
        for post in posts
    ]
    likest = sorted(
        (-likeness, _distance(want, posts[there]), here, there)
        for here, want in enumerate(truth)
        for there, text in enumerate(texts)
        if (likeness := _likeness(want, text, posts[there]))
    )
    taken: dict[int, int] = {}
    for *_, here, there in likest:
        if here not in taken and there not in taken.values():
            taken[here] = there
    return [(truth[here], posts[there]) for here, there in taken.items()]


def _likeness(want: Truth, text: Runs, post: Post) -> float:
    same = bool(want.headline) and want.headline == tuple(words(post.title or ""))
    if not want.opening:
        return float(same)
    share = len(want.opening & text) / len(want.opening)
    return share + same if 2 * share >= 1 else 0.0


def _distance(want: Truth, post: Post) -> float:
    if want.time is None or post.published is None:
        return float("inf")
    return abs((want.time - post.published).total_seconds())


if __name__ == "__main__":
    main()
