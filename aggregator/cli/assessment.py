"""Judge labelled posts, as the daemon would, and keep what came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aggregator.cli.figures import SetOfPairs, StreamFigures, Told, stream_figures
from aggregator.cli.labels import PAIRS_FROM, arrival, pair, refuse
from aggregator.dedup.judge import Judge
from aggregator.model import Echo, New

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.cli.labels import Item, Line, Name, Pair
    from aggregator.dedup.judge import Judgement
    from aggregator.evidence import Mode
    from aggregator.model import Post, PostId, Verdict

_WINDOW = timedelta(hours=48)
_PAIR, _MOST = 2, 100_000  # posts that a judge keeps
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_CONFUSED = {True: "echo, labelled as none", False: "no echo, labelled as one"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How posts are to be judged."""

    mode: Mode = "conservative"
    meaning: Callable[[str, str], float] | None = None
    by_outlet: bool = False  # in a stream no outlet echoes itself

    def judge(self, most: int) -> Judge:
        """Return a judge that holds nothing yet, and at most so many posts."""
        return Judge(window=_WINDOW, most=most, meaning=self.meaning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A verdict that is not as labelled."""

    line: int
    id: Name
    kind: str
    said: str  # what it is, and what it should be
    rule: str
    reasons: tuple[str, ...]


class Pairs:
    """The verdicts on a file of pairs, by set.

    Args:
        name: of the set, where a pair tells none.
        way: how they are judged.
    """

    def __init__(self, name: str, way: Way) -> None:
        self.sets: dict[str, SetOfPairs] = defaultdict(SetOfPairs)
        self.judged = 0
        self.unlabelled = 0
        self.wrong: list[Wrong] = []
        self._name = name
        self._way = way

    def take(self, line: Line) -> None:
        """Judge the pair on a line: what its second post is if the first stands alone.

        Raises:
            ConfigError: it is no pair.
        """
        read = pair(line, self._name)
        if read.echo is None:
            self.unlabelled += 1
            return
        found = self._judged(read)
        self.judged += 1
        echo = found.relation == "echo"
        self.sets[read.set].add(read, echo=echo)
        if echo != read.echo:
            self.wrong.append(_wrong(read, found, _CONFUSED[echo]))

    def _judged(self, read: Pair) -> Judgement:
        judge = self._way.judge(_PAIR)
        judge.remember([New(post=read.a)], now=PAIRS_FROM)
        return judge.judgement(read.b, now=PAIRS_FROM, mode=self._way.mode)


class Stream:
    """The clusters that a file of posts comes to.

    Args:
        way: how they are judged.
    """

    def __init__(self, way: Way) -> None:
        self.wrong: list[Wrong] = []
        self._way = way
        self._judge = way.judge(_MOST)
        self._now = _LONG_AGO
        self._items: dict[Name, Item] = {}
        self._told: dict[Name, Told] = {}
        self._ids: dict[PostId, Name] = {}
        self._first: dict[Name, Name] = {}  # the first post of each cluster

    def take(self, line: Line) -> None:
        """Judge the post on a line, and remember it.

        Raises:
            ConfigError: it is no post, or its id is that of another.
        """
        item, post, at = arrival(line)
        if item.id in self._items:
            earlier = self._items[item.id].line
            refuse(line, f"the id {item.id!r} is that of line {earlier}")
        if not self._way.by_outlet:
            post = replace(post, outlet=post.key)  # each an outlet of its own
        self._now = now = _tick(self._now, at)
        found = self._judge.judgement(post, now=now, mode=self._way.mode)
        self._judge.remember([_verdict(post, found)], now=now)
        self._ids[post.id] = item.id
        self._keep(item, found)

    @property
    def judged(self) -> int:
        """How many posts were taken."""
        return len(self._items)

    def figures(self) -> StreamFigures:
        """Return the figures of the posts that were taken."""
        return stream_figures(self._items, self._told)

    def _keep(self, read: Item, found: Judgement) -> None:
        other = self._ids[found.lead] if found.lead else None
        lead = other if found.relation == "echo" and other is not None else read.id
        follows = other if found.relation == "update" else None
        self._told[read.id] = Told(lead=lead, follows=follows)
        self._items[read.id] = read  # last: what is here can be counted
        said = self._mistake(read, lead)
        if said:
            self.wrong.append(_wrong(read, found, said))

    def _mistake(self, read: Item, lead: Name) -> str:
        """Return what is wrong with the entry that a post has come to, if anything."""
        if self._items[lead].cluster != read.cluster:
            return f"echo of {lead}, which is of another cluster"
        first = self._first.setdefault(read.cluster, read.id)
        if self._told[first].lead != lead:
            return f"kept apart from {first}, which is of its cluster"
        return ""


def _wrong(read: Pair | Item, found: Judgement, said: str) -> Wrong:
    return Wrong(
        line=read.line,
        id=read.id,
        kind=read.kind,
        said=said,
        rule=found.decision.rule,
        reasons=found.reasons,
    )


def _verdict(post: Post, found: Judgement) -> Verdict:
    if found.relation == "echo" and found.lead:
        return Echo(
            post=post, lead=found.lead, likeness=found.likeness, stems=found.stems
        )
    return New(post=post, stems=found.stems)


def _tick(now: datetime, arrived: datetime) -> datetime:
    """Return the time of arrival: it never goes back, and one post moves it little."""
    return max(now, min(arrived, now + _WINDOW)) if now > _LONG_AGO else arrived
