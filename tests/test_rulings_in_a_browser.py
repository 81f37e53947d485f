"""Rulings as a person sends them: the forms of an entry's page, in a real browser."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from aggregator.looks.by_hand import ByHand
from aggregator.model import Echo, FeedInfo, New
from aggregator.publish.pages import stylesheet
from aggregator.server import Forms, make_app
from aggregator.serving import served_aside
from aggregator.timeline import Reading, Span
from tests.browsing import CHROMIUM, WHERE_FROM, chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from aggregator.model import Post
    from aggregator.store.unit import Store

TOKEN = "correct-horse"  # noqa: S105  (no secret: the one of these tests)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=WHERE_FROM)


@pytest.fixture
def base(store: Store, lane: Executor, noon: datetime) -> Iterator[str]:
    """Serve the timeline with rulings; return the address."""
    info = FeedInfo(
        id="urn:uuid:0c5d2a0e-9f6e-4f53-8d44-7c1d5b1c2f10",
        title="Live news",
        url="http://feed.example/feed.atom",
        page="http://feed.example/",
        language="en",
    )
    span = Span(entries=300, window=timedelta(days=7))
    story = Reading(store, info, span=span, sources=[], clock=lambda: noon)

    async def done() -> None:
        story.feed()

    by_hand = ByHand(store, lane, clock=lambda: noon, done=done)
    app = make_app(
        {
            "/": story.page,
            "/entry/{entry}": partial(story.about, rulings="ruling"),
            "/style.css": lambda _: stylesheet(),
        },
        health=dict,
        report=lambda path, error: pytest.fail(f"{path}: {error}"),
        forms=Forms(
            takers={"/entry/{entry}/ruling": by_hand.take},
            token=TOKEN,
            public_url="",
            delay=0.1,
        ),
    )
    with served_aside(app) as address:
        yield address


@pytest.fixture
def echo(store: Store, make_post: Callable[..., Post], noon: datetime) -> Post:
    """Return the echo of the one entry that there is."""
    lead = make_post(title="Harbour reopens")
    echo = make_post(source="post", outlet="The Post", title="Harbour is open again")
    with store.begin() as unit:
        unit.posts.save([New(post=lead)], now=noon)
        unit.posts.save([Echo(post=echo, lead=lead.id, likeness=0.9)], now=noon)
    return echo


def send(form: str, button: str, **fields: str) -> str:
    """Return the script that fills in a form, and presses one of its buttons."""
    filled = (
        f"form.querySelector('[name={name}]').value = {json.dumps(value)};"
        for name, value in fields.items()
    )
    pressed = f"form.querySelector('button{button}').click();"
    return f"const form = document.querySelector('{form}'); {''.join(filled)} {pressed}"


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_person_splits_and_merges_on_the_page_and_without_the_token_does_nothing(
    base: str, echo: Post, tmp_path: Path
) -> None:
    with chromium(tmp_path) as browser:
        browser.open(f"{base}/")
        words = browser.do("document.querySelector('.when a').click()")
        assert "2 independent voices of 2 outlets" in words
        page = browser.address
        assert re.fullmatch(rf"{base}/entry/[0-9a-f-]+", page)

        words = browser.do(send(".tellers form", "", token="wrong"))  # noqa: S106
        assert "This is not the token" in words
        assert "The Post" in browser.open(page)

        words = browser.do(send(".tellers form", "", token=TOKEN))
        assert browser.address == f"{page}#rulings"
        assert "Nobody else so far." in words
        assert "has left the entry of" in words

        merging = send("form.rule", "[value=merge]", token=TOKEN, other=echo.id)
        assert "2 independent voices of 2 outlets" in browser.do(merging)
        # The refusal, and the icon that it has not; no policy was hurt.
        missed = ("status of 403 (Forbidden)", "status of 404 (Not Found)")
        assert [each for each in browser.complaints if not each.endswith(missed)] == []
