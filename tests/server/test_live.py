from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from aggregator.server import Live, make_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from aggregator.model import Rendition

Ask: TypeAlias = "Callable[..., httpx.Response]"


class Paper:
    """A page that counts how often it is asked, and fails when told to."""

    def __init__(self, document: Rendition | None) -> None:
        self.document = document
        self.asked = 0
        self.fails = False

    def __call__(self, query: Mapping[str, str]) -> Rendition | None:
        self.asked += 1
        assert query == {}
        if self.fails:
            raise OSError
        return self.document


@pytest.fixture
def paper(feed: Rendition) -> Paper:
    return Paper(feed)


def edited(feed: Rendition) -> Rendition:
    return replace(feed, body=b"<feed>edited</feed>", etag='"def"')


def served(live: Live, told: list[str] | None = None) -> Any:
    report = (told if told is not None else []).append
    return make_app(
        {"/feed.atom": live}, health=dict, report=lambda path, _: report(path)
    )


def test_while_nothing_changes_nobody_is_asked(paper: Paper, ask: Ask) -> None:
    app = served(Live(paper))
    for query in ("", "?x=1", "?x=2"):
        assert ask(app, f"/feed.atom{query}").status_code == 200
    assert ask(app, "/feed.atom", if_none_match='"abc"').status_code == 304
    assert paper.asked == 1


def test_what_is_put_there_is_served_from_then_on(
    paper: Paper, feed: Rendition, ask: Ask
) -> None:
    live = Live(paper)
    app = served(live)
    live.put(feed)
    assert ask(app, "/feed.atom").content == feed.body
    live.put(edited(feed))
    answer = ask(app, "/feed.atom", if_none_match='"abc"')
    assert (answer.status_code, answer.headers["etag"]) == (200, '"def"')
    assert paper.asked == 0


def test_what_is_outdated_is_asked_for_again_before_anybody_is_served(
    paper: Paper, feed: Rendition, ask: Ask
) -> None:
    live = Live(paper)
    app = served(live)
    ask(app, "/feed.atom")
    paper.document = edited(feed)
    live.outdated()
    assert ask(app, "/feed.atom").content == b"<feed>edited</feed>"
    assert paper.asked == 2


def test_what_nobody_tells_is_noticed_after_a_while(paper: Paper, ask: Ask) -> None:
    app = served(Live(paper, lasting=0))
    ask(app, "/feed.atom")
    ask(app, "/feed.atom")
    assert paper.asked == 2


def test_the_last_good_document_is_served_and_the_page_is_spared(
    paper: Paper, feed: Rendition, ask: Ask
) -> None:
    told: list[str] = []
    live = Live(paper)
    app = served(live, told)
    ask(app, "/feed.atom")
    paper.fails = True
    live.outdated()
    for _ in range(3):
        assert ask(app, "/feed.atom").content == feed.body
    assert (told, paper.asked) == (["/feed.atom"], 2)


def test_what_nobody_was_sent_yet_is_served_too_when_the_page_fails(
    paper: Paper, feed: Rendition, ask: Ask
) -> None:
    paper.fails = True
    live = Live(paper, lasting=0)
    app = served(live)
    live.put(feed)
    assert ask(app, "/feed.atom").content == feed.body
    live.put(edited(feed))
    assert ask(app, "/feed.atom").content == b"<feed>edited</feed>"


def test_who_asks_by_date_alone_is_sent_what_has_changed_within_a_second(
    paper: Paper, feed: Rendition, ask: Ask
) -> None:
    live = Live(paper)
    app = served(live)
    before = ask(app, "/feed.atom").headers["last-modified"]
    live.put(edited(feed))  # of the very same date
    answer = ask(app, "/feed.atom", if_modified_since=before)
    assert (answer.status_code, answer.content) == (200, b"<feed>edited</feed>")
    after = answer.headers["last-modified"]
    live.put(edited(feed))
    assert ask(app, "/feed.atom", if_modified_since=after).status_code == 304


def test_without_a_good_document_the_reader_is_asked_to_come_again(
    paper: Paper, ask: Ask
) -> None:
    paper.fails = True
    app = served(Live(paper))
    assert ask(app, "/feed.atom").status_code == 503
    paper.fails = False
    assert ask(app, "/feed.atom").status_code == 200


def test_what_is_not_there_is_not_found(ask: Ask) -> None:
    assert ask(served(Live(Paper(None))), "/feed.atom").status_code == 404


def test_what_changes_while_the_page_is_asked_is_not_lost(feed: Rendition) -> None:
    def page(_: Mapping[str, str]) -> Rendition:
        asked.append("page")
        if len(asked) == 1:
            live.outdated()
        return feed

    async def twice() -> None:
        await live.document()
        await live.document()

    asked: list[str] = []
    live = Live(page)
    asyncio.run(twice())
    assert len(asked) == 2


def test_what_is_put_while_the_page_is_asked_is_newer(feed: Rendition) -> None:
    def page(_: Mapping[str, str]) -> Rendition:
        live.put(edited(feed))
        return feed

    live = Live(page)
    assert asyncio.run(live.document()) == live.last == edited(feed)


def test_many_ask_at_once_and_the_page_is_asked_once(paper: Paper) -> None:
    async def many() -> None:
        await asyncio.gather(*(live.document() for _ in range(20)))

    live = Live(paper)
    asyncio.run(many())
    assert paper.asked == 1
