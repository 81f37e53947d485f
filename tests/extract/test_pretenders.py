"""What is told by its words, names and links to be no live blog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import segments
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

NO_OUTLET = Outlet(profile="")
CLOCKS = ("11:48", "11:05", "09:41", "08:02", "07:33", "07:12", "06:51", "06:09")
PROSE = (
    "Engineers found a crack in the second pillar, and the bridge stays shut. The road "
    "beside it will be open again as soon as the water has left the valley"
)
SLUG = "/2026/storm-over-hill-{n}-today"
CASES = {
    "their words are few": (
        "<div class=e><b>{at}</b><h3>Storm on the coast of the valley, day {n}</h3>"
        "<p>Bridge shut</p></div>"
    ),
    "names say that they are beside the matter": (
        "<div class=teaser><b>{at}</b><p>{prose}</p></div>"
    ),
    "they are beside the matter of the page": (
        "<aside class=e><b>{at}</b><p>{prose}</p></aside>"
    ),
    "most words are links": (
        "<div class=e><b>{at}</b><p><a href=/x>{prose}</a></p></div>"
    ),
    "they are quotations or pictures": (
        "<figure class=e><b>{at}</b><p>{prose}</p></figure>"
    ),
    "readers wrote them": (
        "<div class=e><b>{at}</b><p>{prose}</p><button>Reply</button></div>"
    ),
    "they lead to pages of their own": (
        "<div class=e><b>{at}</b><h3>Storm over hill {n}</h3><p>{prose}</p>"
        f'<a href="{SLUG}">More</a></div>'
    ),
    "they are offers with prices": (
        "<div class=e><b>{at}</b><p>{prose}</p><p>Now £{n}9.99</p></div>"
    ),
}
OTHERS = {
    "named users": (
        "<div class=e><i class=user>Ann</i><b>{at}</b><p>{prose}</p></div>",
        "readers wrote them",
    ),
    "a forum": (
        "<div class=forum><b>{at}</b><p>{prose}</p></div>",
        "readers wrote them",
    ),
    "a linked line above the text": (
        (
            f'<div class=e><b>{{at}}</b><a href="{SLUG}">Over hills now</a>'
            "<p>{prose}</p></div>"
        ),
        "they lead to pages of their own",
    ),
    "a linked line without a paragraph": (
        (
            f'<div class=e><b>{{at}}</b><a href="{SLUG}">Over a hill</a><div>{{prose}}'
            "</div></div>"
        ),
        "they lead to pages of their own",
    ),
}


def page(build: PageOf, item: str, *, more: str = "") -> Page:
    inner = "".join(
        item.format(at=at, n=n, prose=f"{PROSE} {n}") for n, at in enumerate(CLOCKS)
    )
    inner += f"<section>{more}</section>"
    built = build(f"<title>Storm live</title><main>{inner}</main>")
    return replace(built, url="https://gazette.example/storm")


def reason(page: Page) -> str:
    return (segments.why_not(page, NO_OUTLET) or "").rpartition(": ")[2]


@pytest.mark.parametrize("why", CASES)
def test_why_words_are_not_those_of_posts(why: str, page_of: PageOf) -> None:
    more = f"<p>{PROSE * 5}</p>" if "names" in why else ""
    built = page(page_of, CASES[why], more=more)
    assert segments.drafts(built, NO_OUTLET) == []
    assert reason(built) == why


@pytest.mark.parametrize("kind", OTHERS)
def test_other_ways_to_tell_so(kind: str, page_of: PageOf) -> None:
    item, why = OTHERS[kind]
    built = page(page_of, item)
    assert segments.drafts(built, NO_OUTLET) == []
    assert reason(built) == why


def test_the_small_part_of_a_page_is_not_its_matter(page_of: PageOf) -> None:
    item = "<div class=e><b>{at}</b><p>{prose}</p></div>"
    built = page(page_of, item, more=f"<p>{PROSE * 40}</p>")
    assert reason(built) == "they are the small part of the page"


@pytest.mark.parametrize(
    "item",
    [
        "<div class=e><b>{at}</b><p>{prose}, for £350</p><p>{prose}</p></div>",
        f'<div class=e><b>{{at}}</b><p>{{prose}} <a href="{SLUG}">more</a></p></div>',
        (
            '<div class=e><b>{at}</b><a href="/tag/storm">Storm on the coast</a>'
            "<p>{prose}</p></div>"
        ),
        (
            '<div class=e><b>{at}</b><a href="/storm#{n}">Link to this post</a>'
            "<p>{prose}</p></div>"
        ),
        (
            '<div class=e><b>{at}</b>By <a href="/by/{n}">Ann Lee and others</a>'
            "<p>{prose}</p></div>"
        ),
        (
            '<div class=e><b>{at}</b><h4><a href="/liveblog_entry/{n}">A long storm</a>'
            "</h4><p>{prose}</p></div>"
        ),
        "<div class=e><b>{at}</b><p>{prose}</p><button>Share</button></div>",
    ],
)
def test_posts_may_have_links_and_figures(item: str, page_of: PageOf) -> None:
    found = segments.drafts(page(page_of, item), NO_OUTLET)
    assert len(found) == len(CLOCKS)


def test_long_posts_of_a_live_blog_may_have_pages_of_their_own(
    page_of: PageOf,
) -> None:
    item = (
        f'<div class=e><b>{{at}}</b><h3><a href="{SLUG}">Storm on hill {{n}}</a></h3>'
        "<p>{prose} {prose} {prose}</p></div>"
    )
    assert len(segments.drafts(page(page_of, item), NO_OUTLET)) == len(CLOCKS)


def test_one_voice_that_follows_a_match_is_no_reader(page_of: PageOf) -> None:
    item = "<div class=comment><b>{at}</b><p>{prose}</p></div>"
    assert len(segments.drafts(page(page_of, item), NO_OUTLET)) == len(CLOCKS)


@pytest.mark.parametrize("who", ["<img alt=Ann>", "<i class=user-name>Ann</i>"])
def test_comments_show_who_wrote_them(who: str, page_of: PageOf) -> None:
    item = f"<div class=comment><b>{{at}}</b>{who}<p>{{prose}}</p></div>"
    assert reason(page(page_of, item)) == "readers wrote them"


def test_comments_stand_below_something_else(page_of: PageOf) -> None:
    item = "<div class=comment><b>{at}</b><p>{prose}</p></div>"
    built = page(page_of, item, more=f"<p>{PROSE * 4}</p>")
    assert reason(built) == "readers wrote them"
