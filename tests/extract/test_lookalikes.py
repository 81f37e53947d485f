from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from aggregator.extract import hydration
from tests.extract.harbour import (
    HEADS,
    ISO,
    SECONDS,
    SHOWN,
    WORDS,
    next_data,
    post,
    posts,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    PageOf: TypeAlias = Callable[[str], Page]
    DocumentOf: TypeAlias = Callable[..., Document]


def elsewhere(number: int) -> str:
    return f"https://gazette.example/harbour/story-{number}"


LOOK_ALIKES: dict[str, Any] = {
    "teasers": posts(lambda n: post(n, url=elsewhere(n))),
    "no body": posts(lambda n: post(n, body=None, description=WORDS[n])),
    "announcements": posts(lambda n: post(n, body=HEADS[n])),
    "two only": posts(post)[:2],
    "the same time for all": posts(lambda n: post(n, publishedAt=ISO[0])),
    "days without a clock": posts(lambda n: post(n, publishedAt="2026-03-01")),
    "within a minute": posts(lambda n: post(n, publishedAt=f"2026-03-01T09:00:0{n}Z")),
    "of the future": posts(lambda n: post(n, publishedAt=f"2026-04-0{n + 1}T09:00Z")),
    "few words": posts(lambda n: post(n, body="Goal for us")),
    "the same words": posts(lambda n: post(n, title=None, body=WORDS[0])),
    "mostly without words": posts(lambda n: post(n, body=WORDS[0] if n == 0 else "")),
    "no words at all": posts(lambda n: post(n, body="")),
    "comments": posts(lambda n: post(n, replies=[{"id": 1}])),
    "recordings": posts(lambda n: post(n, duration=1800)),
    "a schedule": posts(lambda n: post(n, endTime="2026-03-01T11:00:00Z")),
    "numbers, no times": posts(lambda n: post(n, publishedAt=n, views=SECONDS[n])),
    "no fields at all": [{}, {}, {}, {}],
    "no objects": ["2026", 2027, None, [2028]],
}  # fmt: skip


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_what_only_looks_like_posts_is_none(kind: str, page_of: PageOf) -> None:
    data = {
        "pageProps": {"stream": LOOK_ALIKES[kind]},
        "padding": "2026 2026 2026" * 20,
    }
    assert hydration.drafts(page_of(next_data(data))) == []


@pytest.mark.parametrize(
    "name", ["comments", "relatedStories", "keyEvents", "pinned_posts", "tvSchedule"]
)
def test_a_list_may_say_by_its_name_that_it_is_none(name: str, page_of: PageOf) -> None:
    assert hydration.drafts(page_of(next_data({name: posts(post)}))) == []


@pytest.mark.parametrize(
    "address",
    ["#post-{}", "/live?post={}", "/live/{}", "/x/strike-at-the-harbour/{}", "{} {}"],
)
def test_posts_may_lie_within_the_page_or_beneath_a_story(
    address: str, page_of: PageOf
) -> None:
    data = posts(lambda n: post(n, url=address.format(n, n)))
    assert shown(page_of(next_data(data))) == SHOWN


def test_a_list_named_live_may_have_pages_for_its_posts(page_of: PageOf) -> None:
    data = {"liveUpdates": posts(lambda n: post(n, url=elsewhere(n)))}
    assert shown(page_of(next_data(data))) == SHOWN
