"""Over any timeline of sources, hosts and answers no rule is broken and nobody starves.

The clock is played and so is the network; who asks, and who says when, are ours.
"""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.errors import FetchError, PutOffError
from aggregator.fetch.budget import Budget
from aggregator.fetch.client import Fetcher, Limits
from aggregator.looks import manners, state
from aggregator.looks.look import Due, Look
from aggregator.model import Source, SourceState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.manners import Host

BEGIN = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHAOS = 1_800.0  # seconds; then all are well, but for those that never are
CALM = 4 * 3_600.0  # within which everybody is served
HINTS = timedelta(minutes=5)
TIMELINES = 200  # for a hundred examples: the long profile plays twenty times as many

ANSWERS = st.sampled_from(
    [
        *("fine", "fine", "fine", "same", "stale", "big", "moved", "away"),
        *("429", "429 in 40", "503", "503 at 90", "500", "410", "404", "silent"),
    ]
)
ROBOTS = st.sampled_from(["all", "none", "slow", "down", "missing"])


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn: who is followed, and what they answer one after the other."""

    sources: tuple[Source, ...]
    answers: dict[str, list[str]]
    robots: dict[str, str]
    limits: Limits
    restarts: list[int]
    offender: str | None


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    count = draw(st.integers(1, 6))
    places = [f"h{draw(st.integers(0, 2))}.example/{n}" for n in range(count)]
    sources = tuple(
        Source(
            id=f"s{n}",
            url=f"https://{place}",
            outlet="O",
            every=timedelta(seconds=draw(st.sampled_from([20, 60, 300]))),
            kind=draw(st.sampled_from(["feed", "feed", "live"])),
            hints=HINTS,
        )
        for n, place in enumerate(places)
    )
    budget = Budget(
        hourly=draw(st.sampled_from([60_000, 10**9])),
        scope=draw(st.sampled_from(["host", "feed"])),
    )
    limits = Limits(
        timeout=timedelta(seconds=15),
        concurrency=draw(st.integers(1, 4)),
        per_host=draw(st.integers(1, 2)),
        spacing=timedelta(seconds=draw(st.sampled_from([0, 1, 3]))),
        budget=budget,
        robots="pages",
    )
    return Timeline(
        sources=sources,
        answers={each.url: draw(st.lists(ANSWERS, max_size=12)) for each in sources},
        robots={f"h{n}.example": draw(ROBOTS) for n in range(3)},
        limits=limits,
        restarts=draw(st.lists(st.integers(60, 1_700), max_size=2)),
        offender=draw(st.sampled_from([None, None, *(each.url for each in sources)])),
    )


class _Skipping(selectors.SelectSelector):
    """Does not wait for the time, but lets it pass."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everybody waits for ever"
            self.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.skipping = _Skipping()
        super().__init__(self.skipping)

    def time(self) -> float:
        return self.skipping.now


@dataclass(slots=True)
class Outlets:
    """All hosts; they note each request that breaks a rule."""

    timeline: Timeline
    loop: _Loop
    broken: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    flying: Counter[str] = field(default_factory=Counter)
    started: dict[str, float] = field(default_factory=dict)
    rest: dict[str, float] = field(default_factory=dict)  # until, by host or address
    rules: dict[str, tuple[float, str]] = field(default_factory=dict)
    given: dict[str, list[tuple[float, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    gone: set[str] = field(default_factory=set)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        url, host = str(request.url), request.url.host
        self._judge(url, host)
        names = (url, host, "")
        self.flying.update(names)
        try:
            await asyncio.sleep(0.2)
            reply = await self._reply(request)
        finally:
            self.flying.subtract(names)
        self.given[host].append((self.loop.time(), len(reply.content)))
        return reply

    def _judge(self, url: str, host: str) -> None:
        now, limits = self.loop.time(), self.timeline.limits
        spacing = limits.spacing.total_seconds()
        lately = sum(size for when, size in self.given[host] if now - when < 3_600)
        broken = {
            "a second request to one address": self.flying[url] > 0,
            "too many to one host": self.flying[host] >= limits.per_host,
            "too many at once": self.flying[""] >= limits.concurrency,
            "too soon": now - self.started.get(host, -99.0) < spacing - 1e-6,
            "in its rest": now < max(self.rest.get(each, 0) for each in (url, host)),
            "over budget": lately >= limits.budget.hourly,
            "though gone": url in self.gone,
            "against robots.txt": self._forbids(url, host),
        }
        self.broken += [f"{now} {url}: {why}" for why, is_so in broken.items() if is_so]
        self.started[host] = now

    def _forbids(self, url: str, host: str) -> bool:
        pages = {each.url for each in self.timeline.sources if each.kind == "live"}
        if url not in pages:
            return False
        asked, rule = self.rules.get(host, (-99_999.0, "none"))
        return rule in {"none", "down"} or self.loop.time() - asked > 86_400

    async def _reply(self, request: httpx.Request) -> httpx.Response:
        url, host = str(request.url), request.url.host
        is_calm = self.loop.time() > CHAOS
        if request.url.path == "/robots.txt":
            return self._robots(host, is_calm=is_calm)
        self.asked[url] += 1
        told = self.timeline.answers.get(url, [])
        answer = told.pop(0) if told and not is_calm else "fine"
        if url == self.timeline.offender:
            answer = "429 in 40"
        if answer == "silent":
            await asyncio.sleep(60)
        if answer == "410":
            self.gone.add(url)
        return self._made(answer, url, host)

    def _robots(self, host: str, *, is_calm: bool) -> httpx.Response:
        rule = self.timeline.robots[host]
        if is_calm and rule == "down":
            rule = "all"
        self.rules[host] = (self.loop.time(), rule)
        status = {"down": 500, "missing": 404}.get(rule, 200)
        lines = {"none": "Disallow: /", "slow": "Crawl-delay: 5"}.get(rule, "")
        return httpx.Response(status, text=f"User-agent: *\n{lines}\n")

    def _made(self, answer: str, url: str, host: str) -> httpx.Response:
        status, _, wait = answer.partition(" ")
        now, seconds = self.loop.time(), float(wait[3:] or 0)
        if status in {"429", "503"}:
            whom = host if self.timeline.limits.budget.scope == "host" else url
            self.rest[whom] = max(self.rest.get(whom, 0), now + seconds - 1)
        date = format(BEGIN + timedelta(seconds=now + seconds), "%a, %d %b %Y %H:%M:%S")
        told = {"in": wait[3:], "at": f"{date} GMT"}.get(wait[:2])
        headers = {"Retry-After": told} if told else {}
        moved = {"moved": 301, "away": 302}.get(answer)
        if moved:
            return httpx.Response(moved, headers={"Location": "/elsewhere"})
        if answer == "stale":
            headers["Cache-Control"] = "max-age=240"
        size = 50_000 if answer == "big" else 20
        code = int(status) if status.isdigit() else 200
        return httpx.Response(code, headers=headers, content=b"x" * size)


@dataclass(slots=True)
class Follower:
    """A clock that asks whoever is due; it writes down what it would have stored."""

    timeline: Timeline
    outlets: Outlets
    loop: _Loop
    states: dict[str, SourceState]
    hosts: dict[str, Host] = field(default_factory=dict)
    served: dict[str, float] = field(default_factory=dict)  # last success

    async def live(self, until: float) -> None:
        """One life of the process."""
        fetcher = Fetcher(
            self.timeline.limits,
            user_agent="test",
            transport=httpx.MockTransport(self.outlets),
            ticking=self.loop.time,
        )
        fetcher.hosts.restore(self.hosts.values())
        followers = [self._follow(each, fetcher) for each in self.timeline.sources]
        async with asyncio.timeout_at(until):
            await asyncio.gather(*followers)

    async def _follow(self, source: Source, fetcher: Fetcher) -> None:
        while not self.states[source.id].muted and not self._is_through(source):
            due = Due(source, self.states[source.id])
            wait = ((due.state.next_look or BEGIN) - self._now()).total_seconds()
            await asyncio.sleep(max(wait, 0))
            self.states[source.id] = await self._look(due, fetcher)
            self.hosts |= {each.name: each for each in fetcher.hosts.changed()}

    async def _look(self, due: Due, fetcher: Fetcher) -> SourceState:
        asked = manners.asked(due, self._now())
        try:
            answer = await fetcher.fetch(asked, state.validators_for(due), self._now())
        except PutOffError as error:
            return state.after_put_off(self._on(due), error)
        except FetchError as error:
            return state.after_failure(self._on(due), error)
        self.served[due.source.id] = self.loop.time()
        return state.after_success(self._on(due), answer)

    def _on(self, due: Due) -> Look:
        nobody = cast("Any", None)  # none of these is asked for what is no live blog
        return Look(unit=nobody, judge=nobody, due=due, now=self._now(), configured={})

    def _now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.loop.time())

    def _is_through(self, source: Source) -> bool:
        return self.served.get(source.id, 0) > CHAOS

    def hopeless(self, source: Source) -> bool:
        """Tell whether its outlet never lets us have it."""
        host = httpx.URL(source.url).host
        forbidden = source.kind == "live" and self.timeline.robots[host] == "none"
        return (
            forbidden
            or source.url == self.timeline.offender
            or self.states[source.id].muted is not None
        )


def lived(timeline: Timeline) -> Iterator[str]:
    """Play a timeline; yield what went wrong."""
    loop = _Loop()
    outlets = Outlets(timeline, loop)
    states = {each.id: SourceState(source=each.id) for each in timeline.sources}
    follower = Follower(timeline, outlets, loop, states)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        for until in [*sorted(timeline.restarts), CHAOS + CALM]:
            try:
                runner.run(follower.live(until))
            except TimeoutError:
                loop.skipping.now += 10  # a start takes its time
                outlets.flying.clear()
    yield from outlets.broken
    for each in timeline.sources:
        if not follower.hopeless(each) and follower.served.get(each.id, 0) <= CHAOS:
            yield f"{each.url} starves: {states[each.id].why}"


@settings(
    max_examples=settings().max_examples * TIMELINES // 100,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(timelines())
def test_no_request_breaks_a_rule_and_no_source_starves(timeline: Timeline) -> None:
    assert [*lived(timeline)] == []
