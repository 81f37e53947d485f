from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aggregator.extract import readers
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

NO_OUTLET = Outlet(profile="")
TEXTS = ("Ferries stay in port", "Schools close", "Trains run at half their speed")


def page_with(stamp: str) -> str:
    updates = [
        {
            "@id": f"post-{at}0001",
            "articleBody": text,
            "datePublished": f"2026-03-01T1{at}:00:00{stamp}",
        }
        for at, text in enumerate(TEXTS)
    ]
    data = json.dumps({"liveBlogUpdate": updates})
    shown = "".join(
        f"<article id=post-{at}0001><h2>Headline {at}</h2><p>{text}</article>"
        for at, text in enumerate(TEXTS)
    )
    return f'<script type="application/ld+json">{data}</script>{shown}'


def test_all_readers_are_asked_and_what_they_say_is_joined(page_of: PageOf) -> None:
    reading = readers.read(page_of(page_with("Z")), NO_OUTLET)
    assert tuple(reading.heard) == readers.ALL
    assert [draft.title for draft in reading.joined.drafts()] == [
        "Headline 0",
        "Headline 1",
        "Headline 2",
    ]
    assert reading.crashes == {}


def test_a_reader_can_be_left_out(page_of: PageOf) -> None:
    reading = readers.read(page_of(page_with("Z")), NO_OUTLET, without=["visible"])
    assert [draft.title for draft in reading.joined.drafts()] == [None] * 3
    reading = readers.read(page_of(page_with("Z")), NO_OUTLET, without=["jsonld"])
    assert reading.joined.drafts() == []


def test_a_time_without_offset_is_of_the_zone_that_the_page_tells(
    page_of: PageOf,
) -> None:
    told = "<script>const config = {timezone: 'Europe/Berlin'}</script>"
    reading = readers.read(page_of(told + page_with("")), NO_OUTLET)
    assert {draft.published for draft in reading.joined.drafts()} == {
        f"2026-03-01T{hour:02}:00:00Z" for hour in (9, 10, 11)
    }
    assert not any(draft.doubtful for draft in reading.joined.drafts())


def test_a_time_without_offset_is_a_guess_where_nothing_tells_the_zone(
    page_of: PageOf,
) -> None:
    reading = readers.read(page_of(page_with("")), NO_OUTLET)
    assert all(draft.doubtful for draft in reading.joined.drafts())
