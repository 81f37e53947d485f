from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import flags, surface
from aggregator.extract import page as pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    DocumentOf = Callable[..., Document]
    PageOf = Callable[[str], Page]


def said(page: Page) -> dict[str, bool]:
    """Return the reasons, and whether each is for the end."""
    blogs = [each for data in page.data for each in surface.blogs(data)]
    found = flags.signs(page, blogs)
    assert {sign.weight for sign in found} <= {"state"}
    return {sign.reason: sign.ended for sign in found}


@pytest.mark.parametrize(
    ("markup", "reason", "ended"),
    [
        (
            '<script>window.guardian={"config":{"isLive":true,"isLiveBlog":true}}',
            "its data says isLive: true",
            False,
        ),
        (
            '<script>x={"a":{},"isLive":false,"type":"live-coverage"}</script>',
            "its data says isLive: false",
            True,
        ),
        (
            '<script type="application/json">{"blog":{"blog_status":"closed"}}',
            "its data says blog_status: closed",
            True,
        ),
        (
            '<script>var liveblog_settings = {"post_id":"5","state":"archive"};',
            "its data says state: archive",
            True,
        ),
        (
            '<script>var liveblog_settings = {"post_id":"5","state":"enable"};',
            "its data says state: enable",
            False,
        ),
        (
            r'<script>f.push([1,"{\"liveBlogStatus\":\"ended\",\"n\":\"a\\\"b\"}"])',
            "its data says liveBlogStatus: ended",
            True,
        ),
        (
            '<script>x={"article":{"url":"/live","isLiveblogClosed":true}}',
            "its data says isLiveblogClosed: true",
            True,
        ),
        (
            (
                '<script type="application/ld+json">{"@type":"LiveBlogPosting",'
                '"eventStatus":"https://schema.org/EventCompleted"}</script>'
            ),
            "its data says eventStatus: https://schema.org/eventcompleted",
            True,
        ),
        ('<body class="news live-blog--closed">', "live-blog--closed", True),
        ('<main data-live="false">', "its data says data-live: false", True),
        ('<div data-liveblog-status="open">', "data-liveblog-status: open", False),
        ("<amp-live-list id=a disabled>", "amp-live-list: disabled", True),
    ],
)
def test_a_flag_of_the_live_blog_tells(
    page_of: PageOf, markup: str, reason: str, *, ended: bool
) -> None:
    found = said(page_of(markup))
    assert list(found.values()) == [ended]
    assert reason in next(iter(found))


@pytest.mark.parametrize(
    "markup",
    [
        "",
        '<script>x={"isLive":false,"type":"video","duration":60}</script>',
        '<script>x={"isLive":false,"isLiveBlog":false,"type":"liveblog"}</script>',
        '<script>x={"type":"liveblog","isLive":false,"url":"/another-story"}</script>',
        '<script>x={"liveBlogStatus":"closed","href":"/other/live-blog"}</script>',
        '<script>x={"liveBlogStatus":"published","isLive":null}</script>',
        '<script>x={"type":["liveblog"],"status":"closed","live":true}</script>',
        '<script>x={liveBlog:1,"isLive":false}</script>',
        '<script>"isLive": false</script>',
        '<script>}"isLive": false</script>',
        '<script>liveblog = {"a</script>',
        '<script>x=[{"isLive": tru}]</script>',
        '<script src="/x.js">{"blog_status":"closed"}</script>',
        '<div class="teaser" data-live="false"></div>',
        '<a href="/x"><span data-live="false"></span></a>',
        '<p data-live="false"><p data-live="false">',
        '<p data-live="perhaps">',
        '<p class="live-blog--closed">',
        "<amp-live-list>",
    ],
)
def test_what_is_not_a_flag_of_this_live_blog_tells_nothing(
    page_of: PageOf, markup: str
) -> None:
    assert said(page_of(markup)) == {}


def test_flags_stand_near_the_top_of_a_json_document(document_of: DocumentOf) -> None:
    def of(data: object) -> dict[str, bool]:
        return said(pages.of_json(document_of(json.dumps(data)), data))

    ended = {"data": {"isLive": False, "type": "live-coverage"}}
    assert of(ended) == {"its data says isLive: false": True}
    assert of({"posts": [ended]}) == {}
    assert of({"liveBlog": {"closed": True}}) == {"its data says closed: true": True}
    assert of({"liveBlog": {"closed": False}}) == {}


def test_only_so_many_flags_of_a_script_are_looked_at(page_of: PageOf) -> None:
    videos = '{"isLive":false},' * 12
    blog = '{"isLive":false,"type":"liveblog"}'
    assert said(page_of(f"<script>[{videos}{blog}]")) == {}
    assert said(page_of(f"<script>[{'{},' * 12}{blog}]"))
    assert said(page_of(f'<script>x={{{"{}," * 500}"isLive":false}}')) == {}
