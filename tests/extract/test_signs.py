# ruff: noqa: RUF001 - live blogs and Cyrillic are written so.
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.extract import page as pages
from aggregator.extract import pagers, signs
from aggregator.extract.drafts import Draft
from aggregator.liveblog import NO_SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.extract.page import Page
    from aggregator.model import Document

    DocumentOf = Callable[..., Document]
    PageOf = Callable[[str], Page]


def posts(*hours: int, text: str = "Rain.") -> list[Draft]:
    return [
        Draft(published=f"2026-03-01T{each:02}:00:00Z", text=text) for each in hours
    ]


def test_a_page_without_signs_has_none(page_of: PageOf) -> None:
    assert signs.read(page_of(""), []) == NO_SIGNS


def test_a_page_lets_on_its_title_its_life_its_pager_and_its_successor(
    page_of: PageOf,
) -> None:
    page = page_of(
        """<title>Storm | The Gazette</title><h1>Harbour storm: live updates</h1>
        <script>x={"isLive":false,"type":"liveblog"}</script>
        <a href="/live?page=2">Older posts</a>"""
    )
    last = Draft(html='Our coverage continues <a href="/live/storm-day-2">here</a>.')
    found = signs.read(page, [last, *posts(9)])
    assert found.title == "Storm | The Gazette"
    assert [(sign.ended, sign.weight) for sign in found.life] == [
        (True, "state"),
        (False, "words"),
    ]
    assert found.older == "https://gazette.example/live?page=2"
    assert found.successor is None


def test_the_title_is_that_of_the_data_before_that_of_the_page(page_of: PageOf) -> None:
    data = '<script type="application/ld+json">{"@graph": [{"liveBlogUpdate": [],'
    told = f'{data} "headline": "A &amp; B"}}]}}</script><h1>C</h1>'
    assert signs.read(page_of(told), []).title == "A & B"
    shared = '<h1>C</h1><meta property="og:title" content="D">'
    assert signs.read(page_of(shared), []).title == "D"


def test_the_newest_post_tells_the_end_wherever_it_stands(page_of: PageOf) -> None:
    (closing,) = posts(11, text="That's all for today.")
    for found in ([closing, *posts(9, 8)], [*posts(8, 9), closing]):
        assert signs.read(page_of(""), found).life
    assert not signs.read(page_of(""), [*posts(12), closing, *posts(9)]).life


def test_a_summary_may_follow_the_last_words(page_of: PageOf) -> None:
    (closing,) = posts(10, text="That's all for today.")
    summary = Draft(title="Summary", kind="summary", published="2026-03-01T11:00Z")
    assert signs.read(page_of(""), [summary, closing, *posts(9)]).life


def test_the_pager_is_read_in_the_order_of_the_page(page_of: PageOf) -> None:
    links = page_of('<a href="/live?page=2">Next</a>')
    assert signs.read(links, posts(9, 8, 7)).older
    assert not signs.read(links, posts(7, 8, 9)).older


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"coverageEndTime": "2026-03-01T08:00:00Z"}, True),
        ({"coverageEndTime": "2026-03-01T09:01:00Z"}, False),  # the newest post's
        ({"coverageEndTime": "2026-03-01T12:01:00Z"}, False),  # the fetch's
        ({"coverageEndTime": "2026-03-02T00:00:00Z"}, False),  # to come
        (
            {
                "coverageEndTime": "2026-03-01T10:00:00Z",
                "dateModified": "2026-03-01T10:01:00Z",
            },
            False,
        ),
        ({"coverageEndTime": "soon"}, False),
        ({}, False),
    ],
)
def test_an_end_that_was_planned_and_is_past_is_told(
    page_of: PageOf, stated: dict[str, str], *, told: bool
) -> None:
    data = json.dumps({"@type": "LiveBlogPosting", **stated})
    page = page_of(f'<script type="application/ld+json">{data}</script>')
    found = signs.read(page, posts(9, 8)).life
    assert [(sign.weight, sign.reason) for sign in found] == (
        [("planned", "coverage was to end at 2026-03-01 08:00 UTC")] if told else []
    )


def test_a_document_of_json_lets_on_as_much(document_of: DocumentOf) -> None:
    data = {
        "headline": "Storm – as it happened",
        "config": {"isLive": False, "isLiveBlog": True},
        "endDateTime": "2026-02-01T10:00:00Z",
        "pagination": {"older": "?page=with:block-1"},
    }
    found = signs.read(pages.of_json(document_of(json.dumps(data)), data), [])
    assert [sign.weight for sign in found.life] == ["state", "words", "planned"]
    assert found.older == "https://gazette.example/live?page=with:block-1"
    assert found.title == "Storm – as it happened"


MARKUP = st.lists(
    st.sampled_from(
        [
            *('<a href="', "?page=2", '">', "Next", "</a>", "here", "continues", "//["),
            *(
                "<script>",
                "</script>",
                '{"isLive":',
                "false",
                "}",
                "{",
                '\\"isLive\\":',
            ),
            *(
                '<p class="notice">',
                "\x02",
                "\x03",
                "9",
                "live blog is closed",
                "é\ud800",
            ),
            *('<link rel="next" href="', "&#0;", "our coverage ", "http://a:b/", "#"),
        ]
    ),
    max_size=30,
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(markup=MARKUP | st.text(), when=st.datetimes() | st.text())
def test_whatever_comes_is_read_without_a_crash(
    document_of: DocumentOf, markup: str, when: datetime | str
) -> None:
    document = document_of(markup.encode("utf-8", "replace"), url="https://a.example/l")
    post = Draft(title=markup, html=markup, published=str(when))
    found = signs.read(pages.parse(document), [post])
    older = pagers.older_of_feed(document)
    for url in (found.older, found.successor, older):
        assert url is None or url.startswith("https://a.example/")
        assert url != document.url


def test_a_hostile_page_of_a_megabyte_is_read_in_bounds(page_of: PageOf) -> None:
    hostile = "{" * 200_000 + '"isLive":false,' * 20_000 + "<a href=?page=2>" * 20_000
    assert signs.read(page_of(f"<script>{hostile}</script>{hostile}"), []).life == ()
