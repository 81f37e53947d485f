from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import visible
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]


@pytest.mark.parametrize(
    ("own_id", "serial"),
    [
        ("liveblogPost1288914", "1288914"),
        ("post-1288914", "1288914"),
        ("block-646219928F08e408b758af95", "646219928f08e408b758af95"),
        (
            "https://x.example/#asset:bbcee9ab-2b7a-44f9-8065-c7130725b927",
            "bbcee9ab-2b7a-44f9-8065-c7130725b927",
        ),
        ("#80", "80"),
        ("polls-close", "polls-close"),
    ],
)
def test_an_id_is_compared_by_its_number(own_id: str, serial: str) -> None:
    assert visible.serial(own_id) == serial


def test_posts_are_found_in_the_page_by_their_ids(page_of: PageOf) -> None:
    page = page_of(
        "<a id=share-20001>Share</a>"
        "<div id=post-20001><p>Counting</p><p>begins</p></div>"
        "<div data-post-id=20002><p>Opening</p></div><div id=20009><p>Other</p></div>"
    )
    known = [
        Draft(id="liveblogPost20001"),
        Draft(url="https://gazette.example/live#20002"),
        Draft(id="20003"),
    ]
    assert [draft.html for draft in visible.drafts(page, known)] == [
        "<p>Counting</p><p>begins</p>",
        "<p>Opening</p>",
    ]


def test_an_id_of_several_posts_finds_none(page_of: PageOf) -> None:
    page = page_of("<article id=story-419364605><p>All of it</p></article>")
    known = [Draft(id="419364605_event1"), Draft(id="419364605_event2")]
    assert visible.drafts(page, known) == []
