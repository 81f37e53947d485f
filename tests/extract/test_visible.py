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
        ("liveblogPost4021177", "4021177"),
        ("post-4021177", "4021177"),
        ("block-a0b1c2d3E4f5061728394a5b", "a0b1c2d3e4f5061728394a5b"),
        (
            "https://x.example/#asset:0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
            "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
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
        "<a id=reply-20002>Reply</a>"
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
    page = page_of("<article id=story-700100200><p>All of it</p></article>")
    known = [Draft(id="700100200_event1"), Draft(id="700100200_event2")]
    assert visible.drafts(page, known) == []
