"""Readers that others wrote go through a day of ours without an unread entry too many.

The models beside this test follow the code of six readers, and see far more than this
day; these are two whole readers, so that no mistake of ours can be in both.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.publish.rendition import rendition
from aggregator.server import make_app
from aggregator.serving import served_aside
from aggregator.settings.output import Feed
from tests.publish.jsonfeed_rules import breaches
from tests.readers.documents import parsed
from tests.readers.drawn import Plan, day
from tests.readers.house import Answering, Config, House, sources
from tests.readers.programs import NEWSBOAT, WHERE_FROM, Library, Newsboat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from aggregator.feeds import Form
    from aggregator.model import Rendition
    from tests.readers.programs import Program

PLAN = Plan(
    start=datetime(2026, 3, 1, 12, tzinfo=UTC),
    length=timedelta(hours=5),
    outlets=6,
    posts=100,
)
LIVES, ROUNDS, PAUSE = 2, 6, timedelta(minutes=30)
FEEDS = (
    Feed(),
    Feed.model_validate({"name": "short", "window": "1h"}),
    Feed(name="broad", outlets=2),
    Feed(name="each", dedup="off"),
    Feed(name="anew", edits="reissue", id_scope="feed"),
)
TYPES: Mapping[Form, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Published:
    """Our feed after one round of looks."""

    forms: Mapping[Form, Rendition]
    said: Mapping[str, int]  # which version of each post its outlet has shown us


@dataclass(frozen=True, slots=True)
class Played:
    """A day of ours, as it was published and as it was in the end."""

    published: list[Published]
    echoed: int
    withdrawn: int
    whole: Mapping[str, list[bytes]]  # feed -> the pages of JSON that lead through it


@pytest.fixture(scope="module")
def played(_sqlite: Callable[[], str]) -> Played:
    """Return a day in which the daemon was started more than once."""
    url, outlets, now = _sqlite(), day(PLAN, seed=5), PLAN.start
    said: dict[str, int] = {}
    published = []

    def begun() -> House:
        config = Config(sources=sources(outlets), feeds=FEEDS)
        return House(url, config, Answering(outlets), lane=lane, clock=lambda: now)

    with ThreadPoolExecutor(1) as lane:
        for _ in range(LIVES):
            house = begun()
            for _ in range(ROUNDS):
                house.look()
                said |= house.network.seen
                published.append(Published(forms_of(house, now), dict(said)))
                now += PAUSE
            found = Played(published, *counted(house), pages_of(house))
            house.close()
    return found


def forms_of(house: House, now: datetime) -> dict[Form, Rendition]:
    return {
        form: rendition(house.feed(form=form), media_type=kind, modified=now)
        for form, kind in TYPES.items()
    }


def counted(house: House) -> tuple[int, int]:
    """Return how many echoes there are, and how much is withdrawn."""
    with house.store.reading() as unit:
        entries = unit.entries.latest(limit=1_000).entries
    echoed = sum(len(each.echoes) for each in entries)
    return echoed, sum(each.withdrawn is not None for each in entries)


def pages_of(house: House) -> dict[str, list[bytes]]:
    """Return all that a reader finds that goes on to the next page until the last."""
    found = {}
    for name, feed in house._catalogue.feeds.items():
        pages = found[name] = [house.feed(name, "json")]
        while after := json.loads(pages[-1]).get("next_url"):
            number = int(after.removesuffix(".json").rpartition("/")[2])
            page = feed.archive(number, "json")
            assert page is not None
            pages.append(page.body)
    return found


@contextmanager
def serving(form: Form, shown: dict[Form, Rendition]) -> Iterator[str]:
    """Serve what is shown in one form, as our own server does."""
    page = {"/feed": lambda _: shown[form]}
    app = make_app(page, health=dict, report=print)
    with served_aside(app) as here:
        yield f"{here}/feed"


@pytest.fixture
def newsboat(tmp_path: Path) -> Callable[[str], Program]:
    if NEWSBOAT is None:
        if os.environ.get("CI"):
            pytest.fail(f"{WHERE_FROM}: .ci/run is to bring it")
        pytest.skip(WHERE_FROM)
    return lambda url: Newsboat(tmp_path, url)


@pytest.fixture
def library(tmp_path: Path) -> Callable[[str], Program]:
    return lambda url: Library(tmp_path, url)


@pytest.mark.parametrize(
    ("program", "form"),
    [
        ("library", "atom"),
        ("library", "json"),
        ("library", "rss"),
        ("newsboat", "atom"),
        ("newsboat", "rss"),
    ],
)
def test_nothing_is_new_twice_and_nothing_changes_but_by_an_edit(
    program: str, form: Form, played: Played, request: pytest.FixtureRequest
) -> None:
    subscribed: Callable[[str], Program] = request.getfixturevalue(program)
    shown = dict(played.published[0].forms)
    told: dict[str, int] = {}  # versions, by the address of the post
    edits = 0
    with serving(form, shown) as url:
        reader = subscribed(url)
        for each in played.published:
            shown |= each.forms
            said = in_feed(each)
            edited = {post for post in said.keys() & told if said[post] != told[post]}
            seen = reader.look()
            assert sorted(seen.new) == sorted(said.keys() - told)
            assert sorted(seen.changed) == sorted(edited)
            nothing = reader.look()
            assert nothing.new == nothing.changed == []
            told |= said
            edits += len(edited)
    assert len(told) > 60
    assert edits > 5
    assert played.echoed > 5
    assert played.withdrawn > 0


def in_feed(published: Published) -> dict[str, int]:
    """Return which version of each post stands in the feed, by its address."""
    items = parsed(published.forms["atom"].body).items
    return {each.link: published.said[each.link] for each in items}


def test_as_json_the_day_is_in_order_and_has_an_end(played: Played) -> None:
    for each in played.published:
        assert breaches(each.forms["json"].body) == []
    for pages in played.whole.values():
        assert [breaches(each) for each in pages] == [[]] * len(pages)
        leads = [json.loads(each).get("next_url") for each in pages]
        assert len({*leads}) == len(leads)
    assert len(played.whole["short"]) > 1
